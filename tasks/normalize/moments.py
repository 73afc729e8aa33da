"""Reads one moment from the words that state it, with exactly the precision and the zone that they state.

Hides the notations: ISO 8601, RFC 5322, Chinese, Japanese, Korean, and the Western forms with named months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from tasks.normalize.calendars import JALALI, from_jalali, westernized
from tasks.normalize.labels import ELSE
from tasks.normalize.months import MONTH, MONTH_NUMBERS
from tasks.normalize.zones import ABBREVIATIONS
from tasks.records import Precision

_TWICE = rf"(?:\s?/\s?{MONTH}(?!\w))?"  # آب/أغسطس: the Levant's name and Egypt's
_MONTH = rf"(?P<month>{MONTH})(?!\w)\.?{_TWICE}"  # no \b: some scripts end a word with a mark that is no letter
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª|°)?"
_YEAR = r"(?P<y>(?:\d{4}|[’'‘]\d{2})(?!\d)|(?:19|20)\d{2}(?=\d{1,2}:\d{2}))"  # 20194:29 AM, as neighbours run together
BEFORE_CLOCK = r"(?=[,\s]+(?:[^\W\d_]{1,4}\.?\s+)?\d{1,2}[:.h]\d{2}(?!\d|[./]\d))"
"""What follows a day without a year; without a clock it could be any two numbers."""
DAY_MONTH = rf"\d{{1,2}}\.\s?(?:0?[1-9]|1[0-2])\.{BEFORE_CLOCK}"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d.])(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})([-/.])(?P<m>\d{2})\2(?P<d>\d{2})(?=\d{2}:\d{2})",  # run together with a clock
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]",
        rf"(?<!\d){_DAY}[\s-]*(?:de\s+|of\s+|d[’']\s?)?{_MONTH}(?:(?:\s+del?|\s+of|,)?(?:[\s-]+|(?<=\.))|\s,){_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"(?<!\d)(?P<y>\d{{4}})(?:[,.]|\s?m\.)?[\s-]+{_MONTH}[\s-]+(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<y>\d{{4}})\.\s?gada\s+(?P<d>\d{{1,2}})\.\s?{_MONTH}",
        rf"(?:,\s|^)(?P<d>\d{{1,2}})[\s-]+{_MONTH}[\s-]+(?P<y>\d{{2}})(?=\s\d{{1,2}}:)",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?=T|\D|$|\d{6}(?!\d))",
        r"(?<![\d./-])(?P<a>\d{1,2})(?P<mark>[./-])\s?(?P<b>\d{1,2})(?P=mark)(?:\s(?=\d{4}))?(?P<y>\d{4}|\d{2})"
        r"(?![./]?\d|-\d(?!\d?[:.]\d\d))",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?:,|\s+năm)?\s+{_YEAR}",
        rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:,|\s)\s*(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:\s+(?:[A-Z]{{2,4}}|[+-]\d{{4}}))?\s+{_YEAR}",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})\s+(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?!\d)",
        r"(?<![\d年년])(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]",
        r"(?<![\d/.:-])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=\s?[(（][月火水木金土日][)）])",
        r"(?<![\d.:/-])(?P<m>0?[1-9]|1[0-2])-(?P<d>\d{1,2})(?=\s+\d{1,2}:\d{2})",
        rf"(?<![\d.])(?={DAY_MONTH})(?P<d>\d+)\.\s?(?P<m>\d+)\.",
        rf"(?<!\d){_DAY}\s+(?:de\s+)?{_MONTH}{BEFORE_CLOCK}",
        rf"\b{_MONTH}\s+{_DAY}{BEFORE_CLOCK}",
    )
)
_BEFORE_NOON = (
    r"am\b|a\.\s?m\b\.?|(?-i:ÖÖ|SA|PG)\b|上午|凌晨|早上|清晨|早间|早|午前|오전|صباح[اً]*|ص\b|ق\.ظ|π\.?μ\b\.?|पूर्वाह्न|सुबह"
)
_AFTER_NOON = (
    r"pm\b|p\.\s?m\b\.?|(?-i:ÖS|CH|PTG)\b|下午|晚上|晚间|傍晚|中午|午后|午後|晚|夜|오후|مساء[اً]*|م\b|ب\.ظ|μ\.?μ\b\.?|"
    r"अपराह्न|शाम"
)
_EVENING = ("晚上", "晚间", "晚", "夜", "傍晚")  # at twelve it ends, and which day begins is not said
_NO_HOUR = 25
_IS_AFTER_NOON = re.compile(_AFTER_NOON, re.IGNORECASE)
_CLOCK = (
    rf"(?P<half>{_BEFORE_NOON}|{_AFTER_NOON})?\s*"
    r"(?P<H>\d{1,2})\s?(?:(?:[:：]\s?|h\s?|\.(?=\d\d\s?(?:uhr|h\b|wib|น\.|[ap]\.?m\b)))(?P<M>\d{2})(?:[:：](?P<S>\d{2})(?:[.,]\d+)?)?(?!\d)|"
    r"[时時点點시](?:\s*(?P<M2>\d{1,2})\s*[分분](?:\s*(?P<S2>\d{1,2})\s*[秒초])?)?|(?=\s?(?:[ap]\.?m\b|uhr\b))|h(?!\w))"
    rf"(?:\s?(?P<half2>{_BEFORE_NOON}|{_AFTER_NOON}))?"
)
_ZONE = (
    r"(?P<zone>(?:UTC|GMT)?\s?[+\u2212-]\d{1,2}(?::?\d{2})?(?!\d)|(?-i:"
    + "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))
    + r")\b)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b"
_GAP = (
    r"(?:[\s.,:：，،|·•@/()（）\[\]&—–-]|T|at|um|à|alle|ore|ora|a las|às|kl\.?|klo|o|ob|в|о|у|на|στις|saat|u|om|"
    r"godz\.?|pukul|as|h|"
    r"星期.|周.|週.|[（(][月火水木金土日一二三四五六월화수목금토일][)）]|[月火水木金土日]曜?日?|[월화수목금토일]요일|"
    rf"{_WEEKDAY})*?"
)
_SPOKEN_ZONES = "|".join(name for name in ABBREVIATIONS if not name.isupper())
_ZONE_BEFORE = rf"(?:(?P<spoken>{_SPOKEN_ZONES})[\s:：]*)?"  # 北京时间12:14
# 3.1.2022 klo 12.14: behind a date a dot parts hours and minutes, where nothing but the statement's end follows
_DOTTED = _CLOCK.replace(r"wib|น\.|[ap]\.?m\b))", r"wib|น\.|[ap]\.?m\b|gmt|utc|cet))|\.(?=\d\d\s*(?:[|)\]•·,;–—-]|\Z))")
_BEHIND_CLOCK = rf"(?:\s*(?:Uhr)?[,،\s]*[(（]?{_ZONE})?"
_AFTER = re.compile(rf"{_GAP}{_ZONE_BEFORE}{_DOTTED}{_BEHIND_CLOCK}", re.IGNORECASE)
# 12 декабря 2024 г., четверг, 14:25: one or two words of a language, but not what says that the clock is another's
_PARTICLE = r"[^\W\d_][^\s\d,.;:|/()\u3040-\u9fff]{0,14}"
_AFTER_WORDS = re.compile(
    rf"[\s.,،(]*(?P<words>{_PARTICLE}(?:[\s.,()–—-]+{_PARTICLE})?)[\s.,)–—-]+(?=\d{{1,2}}[:.]\d\d){_DOTTED}{_BEHIND_CLOCK}",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"T?(?P<H>\d{{2}})(?P<M>\d{{2}})(?P<S>\d{{2}})?(?:\.\d+)?{_ZONE}?")
_BEFORE = re.compile(
    rf"(?<![\d:]){_CLOCK}(?:\s*[(（]?{_ZONE}[)）]?)?(?:[\s,，|·•-]|on|ngày|{_WEEKDAY})*\Z", re.IGNORECASE
)
_ZONE_BEHIND = re.compile(rf"[,\s]*[(（]?{_ZONE}", re.IGNORECASE)
_SHOUTED_ZONES = "|".join(name for name in ABBREVIATIONS if name.isupper())
ZONE_BEFORE = re.compile(
    rf"(?:(?P<zone>{_SPOKEN_ZONES})|[(（](?P<short>(?-i:{_SHOUTED_ZONES}))[)）])[\s:：]*\Z", re.IGNORECASE
)
"""A zone before a date, in words or behind its label: 北京时间2022年1月3日12:14, 更新時間 (HKT): 2022.01.03 12:14."""
_EPOCH = re.compile(r"[1-9]\d{9}(?:\d{3})?")
_MONTH_ALONE = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])")
_EARLIEST, _LATEST = 1000, 9998  # years of four digits whose days have neighbours in every zone
_LONGEST = 200  # characters of a statement that are looked at


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as stated: wall clock time, how exact, and the zone's or offset's own words, if any."""

    wall: datetime  # naive; below the precision everything is zero
    precision: Precision
    zone: str | None = None
    has_year: bool = True

    @property
    def has_time(self) -> bool:
        """Say whether a time of day was stated."""
        return self.precision in (Precision.SECOND, Precision.MINUTE, Precision.HOUR)


@lru_cache(maxsize=512)
def read_moment(raw: str, today: date, order: str | None = "dmy", near: date | None = None) -> Moment | None:
    """Return the first moment that the words state, or None.

    A day without a year is the one nearest to `near`, if that is known, else the last one up to `today`.

    `order` says how 3/1/2022 is read: dmy, mdy, ymd (22/3/1), or ymdy (so, and month first); None where nothing tells.
    Then, and with ymd, such a date is only a year, unless one of its readings lies after `today`. A two-digit year is
    the last one up to next year.
    """
    raw = raw.strip()[:_LONGEST]
    if not raw.isascii():
        raw = westernized(raw)
    if _EPOCH.fullmatch(raw):
        return _from_epoch(int(raw[:10]))
    if match := _MONTH_ALONE.fullmatch(raw):
        return Moment(datetime(int(match[1]), int(match[2]), 1), Precision.MONTH)  # noqa: DTZ001
    for pattern in _DATES:
        for match in pattern.finditer(raw):
            parts = match.groupdict()
            if "a" in parts:
                if (moment := _numeric(match, raw, today, order)) is not None:
                    return moment
            elif (day := _day(parts, today, near)) is not None:
                return replace(_with_clock(day, raw, match), has_year=bool(parts.get("y")))
    return None


def _from_epoch(seconds: int) -> Moment:
    return Moment(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), Precision.SECOND, "Z")


def _numeric(match: re.Match[str], raw: str, today: date, order: str | None) -> Moment | None:
    """Read 3/1/2022, 03.01.22, 22-01-03. Dots are never American."""
    a, b, y = match["a"], match["b"], match["y"]
    if len(y) == 2 and order in ("ymd", "ymdy"):
        day = _date(_full_year(a, today), int(b), int(y))
        return _with_clock(day, raw, match) if day else None
    year = _full_year(y, today)
    readings = [_date(year, int(b), int(a)), _date(year, int(a), int(b))]  # dmy, mdy
    possible = [day for day in dict.fromkeys(filter(None, readings)) if day <= today + timedelta(days=1)]
    if len(possible) == 2 and (order in ("dmy", "mdy", "ymdy") or match["mark"] == "."):
        possible = possible[1:] if order in ("mdy", "ymdy") and match["mark"] != "." else possible[:1]
    if len(possible) == 2:
        return Moment(datetime(year, 1, 1), Precision.YEAR)  # noqa: DTZ001
    first = possible[0] if possible else next(filter(None, readings), None)  # one in the future is judged later
    return _with_clock(first, raw, match) if first else None


def _full_year(digits: str, today: date) -> int:
    """Return the year that two digits mean: the last one up to next year."""
    if len(digits) == 4:
        return int(digits)
    year = int(digits.strip("’'‘"))
    return year + (2000 if year + 2000 <= today.year + 1 else 1900)


def _day(parts: dict[str, str], today: date, near: date | None) -> date | None:
    month = int(parts["m"]) if parts.get("m") else MONTH_NUMBERS.get(parts["month"].lower(), 0)
    if parts.get("y"):
        return _date(_full_year(parts["y"], today), month, int(parts["d"]))
    about = near or today
    days = filter(None, (_date(about.year + years, month, int(parts["d"])) for years in (0, -1, 1)))
    possible = [day for day in days if day <= today + timedelta(days=1)]
    return min(possible, key=lambda day: abs(day - about), default=None) if near else max(possible, default=None)


def _date(year: int, month: int, day: int) -> date | None:
    if year in JALALI:
        return from_jalali(year, month, day)
    try:
        return date(year, month, day) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def _with_clock(day: date, raw: str, match: re.Match[str]) -> Moment:
    """Add the time of day that stands behind the date, or else directly before it."""
    clock = None
    if match.groupdict().get("clock"):  # C's asctime: Nov 19 21:57:01 UTC 2019
        clock = _AFTER.match(raw, match.start("clock"))
    elif "-" not in match[0] and match[0].isdecimal():
        clock = _COMPACT.match(raw, match.end())
    clock = clock or _AFTER.match(raw, match.end())
    if clock is None and (clock := _AFTER_WORDS.match(raw, match.end())) and ELSE.search(clock["words"]):
        clock = None
    moment = _clock(day, clock) if clock else None
    if moment is None and (clock := _BEFORE.search(raw[: match.start()])):
        moment = _clock(day, clock)
        behind = None if moment is None or moment.zone else _ZONE_BEHIND.match(raw, match.end())
        moment = replace(moment, zone=behind["zone"]) if moment and behind else moment
    if moment and not moment.zone and (spoken := ZONE_BEFORE.search(raw, 0, match.start())):
        moment = replace(moment, zone=spoken["zone"] or spoken["short"])
    return moment or Moment(datetime.combine(day, time()), Precision.DAY)


def _clock(day: date, match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    hour, minute, second = (parts.get("H"), parts.get("M") or parts.get("M2"), parts.get("S") or parts.get("S2"))
    hours = _hour(int(hour or 0), parts.get("half") or parts.get("half2") or "")
    wall = datetime.combine(day, time())
    if hours > 24 or int(minute or 0) > 59 or int(second or 0) > 60:
        return None
    if hours == 24 and (int(minute or 0) or int(second or 0)):
        return None
    wall += timedelta(
        hours=hours, minutes=int(minute or 0), seconds=min(int(second or 0), 59)
    )  # 24:00 is the next day's
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    return Moment(wall, precision, parts.get("zone") or parts.get("spoken"))


def _hour(hour: int, half: str) -> int:
    if hour == 12 and half in _EVENING:
        return _NO_HOUR
    if half and _IS_AFTER_NOON.fullmatch(half):
        return hour + 12 if hour < 12 and not (half == "中午" and hour >= 10) else hour
    if half and hour == 12:
        return 0
    return hour
