"""Writes dates of other calendars and numerals as the Western ones that they mean: eras, Buddhist years, 二〇二二年."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tasks.normalize.months import THAI_MONTHS

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
_ERA = re.compile(r"(令和|平成|昭和|(?:中華)?民[國国])\s?(\d{1,3}|元)\s?年")
_THAI = re.compile(
    r"(\d{1,2})\s*("
    + "|".join(map(re.escape, sorted(THAI_MONTHS, key=len, reverse=True)))
    + r")\s*(?:พ\.ศ\.\s*)?(\d{4}|\d{2})(?!\d)"
)
_BUDDHIST = 543  # years by which the Thai era is ahead
_ZEROS = "０٠۰०০੦૦௦౦೦൦๐໐၀០"  # of the scripts that news is written in, as Unicode orders their digits
_WESTERN = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_OTHER_DIGIT = re.compile("[" + "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _ZEROS) + "]")
_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = "[一二三四五六七八九十]{1,3}"
_WRITTEN = re.compile(rf"([〇○零一二三四五六七八九]{{4}})年({_NUMBER})月({_NUMBER})日")
WRITTEN = re.compile(  # what a statement in other numerals looks like
    rf"{_ERA.pattern}\s?\d{{1,2}}月\s?\d{{1,2}}日|{_WRITTEN.pattern}|{_THAI.pattern}"
)


JALALI = range(1300, 1500)
"""Years of the Solar Hijri calendar in which there is news, and of no other."""
_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)  # years of its cycle of 33
_JALALI_EPOCH = date(622, 3, 21)  # 1-1-1 by the cycle below, in the proleptic Gregorian calendar


def western_digits(words: str) -> str:
    """Return words with the digits of all scripts as 0 to 9."""
    return words.translate(_WESTERN) if _OTHER_DIGIT.search(words) else words


def from_jalali(year: int, month: int, day: int) -> date | None:
    """Return a day of the Solar Hijri calendar, or None if it has no such day.

    By the cycle of 33 years with eight leap years, which is right for the years 1178 to 1633 of that calendar
    (K. Borkowski, The Persian calendar for 3000 years, 1996).
    """
    is_leap = year % 33 in _LEAP
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30 if month < 12 or is_leap else 29):
        return None
    before = year - 1
    leaps = 8 * (before // 33) + sum(before % 33 >= place for place in _LEAP)
    return _JALALI_EPOCH + timedelta(days=365 * before + leaps + 30 * (month - 1) + min(month - 1, 6) + day - 1)


def westernized(words: str) -> str:
    """Return words with their dates in Western digits and years; other words stay as they are."""
    words = western_digits(words)
    words = _ERA.sub(lambda m: f"{_ERAS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", words)
    words = _WRITTEN.sub(lambda m: f"{''.join(str(_DIGITS[c]) for c in m[1])}年{_count(m[2])}月{_count(m[3])}日", words)
    return _THAI.sub(lambda m: f"{_thai_year(m[3])}-{THAI_MONTHS[m[2]]:02}-{int(m[1]):02}", words)


def _count(numeral: str) -> int:
    """Read a Chinese numeral below a hundred: 三, 十二, 二十, 三十一."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS[numeral[-1]]
    return (_DIGITS[tens[0]] if tens else 1) * 10 + (_DIGITS[ones[0]] if ones else 0)


def _thai_year(digits: str) -> int:
    year = int(digits) if len(digits) == 4 else 2500 + int(digits)
    return year - _BUDDHIST if year > 2400 else year
