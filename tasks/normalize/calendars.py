"""Writes dates of other calendars and numerals as the Western ones that they mean: eras, Buddhist years, 二〇二二年."""

from __future__ import annotations

import re

from tasks.normalize.months import THAI_MONTHS

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
_ERA = re.compile(r"(令和|平成|昭和|(?:中華)?民[國国])\s?(\d{1,3}|元)\s?年")
_THAI = re.compile(
    r"(\d{1,2})\s*(" + "|".join(map(re.escape, sorted(THAI_MONTHS, key=len, reverse=True))) + r")\s*(\d{4}|\d{2})(?!\d)"
)
_BUDDHIST = 543  # years by which the Thai era is ahead
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)}
_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = "[一二三四五六七八九十]{1,3}"
_WRITTEN = re.compile(rf"([〇○零一二三四五六七八九]{{4}})年({_NUMBER})月({_NUMBER})日")
WRITTEN = re.compile(  # what a statement in other numerals looks like
    rf"{_ERA.pattern}\s?\d{{1,2}}月\s?\d{{1,2}}日|{_WRITTEN.pattern}|{_THAI.pattern}"
)


def westernized(words: str) -> str:
    """Return words with their dates in Western digits and years; other words stay as they are."""
    words = words.translate(_WIDE)
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
