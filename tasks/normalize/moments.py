"""Reads one moment from the words that state it, with exactly the precision and the zone that they state.

Hides the notations: ISO 8601, RFC 5322, Chinese, Japanese, Korean, and the Western forms with named months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tasks.records import Precision

# abbreviations that mean one thing in news; the others are decided by the site's own zone
_ABBREVIATIONS = {
    **dict.fromkeys(("Z", "UTC", "GMT"), "UTC"),
    **dict.fromkeys(("ET", "EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CT", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MT", "MDT"), "America/Denver"),
    **dict.fromkeys(("PT", "PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    **dict.fromkeys(("JST",), "Asia/Tokyo"),
    **dict.fromkeys(("KST",), "Asia/Seoul"),
    **dict.fromkeys(("HKT",), "Asia/Hong_Kong"),
    **dict.fromkeys(("SGT",), "Asia/Singapore"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    "MSK": "Europe/Moscow",
    "WIB": "Asia/Jakarta",
    "SAST": "Africa/Johannesburg",
}
_AMBIGUOUS = ("CST", "IST", "BST", "AST", "ADT", "GST", "MST", "WAT", "PKT", "MYT", "PHT", "BRT", "ART", "AWST", "ACST")
_MONTHS = (
    "jan|january|janvier|januar|enero|gennaio|janeiro|januari",
    "feb|february|février|fevrier|februar|febrero|febbraio|fevereiro|februari",
    "mar|march|mars|märz|maerz|marzo|março|maart",
    "apr|april|avril|abril|aprile",
    "may|mai|mayo|maggio|maio|mei",
    "jun|june|juin|juni|junio|giugno|junho",
    "jul|july|juillet|juli|julio|luglio|julho",
    "aug|august|août|aout|agosto|augustus",
    "sep|sept|september|septembre|septiembre|settembre|setembro",
    "oct|okt|october|octobre|oktober|octubre|ottobre|outubro",
    "nov|november|novembre|noviembre|novembro",
    "dec|dez|december|décembre|decembre|dezember|diciembre|dicembre|dezembro",
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d.])(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]",
        rf"(?<!\d){_DAY}[\s-]+(?:de\s+|of\s+)?{_MONTH}(?:\s+de|\s+of|,)?[\s-]+(?P<y>\d{{4}})(?!\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+(?P<y>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?=T|\D|$)",
        r"(?<![\d年년])(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]",
    )
)
_BEFORE_NOON = "am|a\\.m\\.|上午|凌晨|早上|清晨|早间|午前|오전"
_AFTER_NOON = "pm|p\\.m\\.|下午|晚上|晚间|傍晚|中午|午后|午後|오후"
_CLOCK = (
    rf"(?P<half>{_BEFORE_NOON}|{_AFTER_NOON})?\s*"
    r"(?P<H>\d{1,2})\s?(?:[:：h](?P<M>\d{2})(?:[:：](?P<S>\d{2})(?:[.,]\d+)?)?(?!\d)|"
    r"[时時点點시](?:\s*(?P<M2>\d{1,2})\s*[分분](?:\s*(?P<S2>\d{1,2})\s*[秒초])?)?|(?=\s?[ap]\.?m\b))"
    r"(?:\s?(?P<half2>am|pm|a\.m\.|p\.m\.))?"
)
_ZONE = (
    r"(?P<zone>(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|(?-i:" + "|".join((*_ABBREVIATIONS, *_AMBIGUOUS)) + r")\b)"
)
_GAP = r"(?:[\s,，|·•@/()（）&-]|T|at|um|à|alle|a las|às|kl\.?|星期.|周.|[（(][月火水木金土日][)）])*?"
_AFTER = re.compile(rf"{_GAP}{_CLOCK}(?:\s*[(（]?{_ZONE})?", re.IGNORECASE)
_COMPACT = re.compile(rf"T?(?P<H>\d{{2}})(?P<M>\d{{2}})(?P<S>\d{{2}})?(?:\.\d+)?{_ZONE}?")
_BEFORE = re.compile(rf"(?<![\d:]){_CLOCK}(?:\s*[(（]?{_ZONE}[)）]?)?(?:[\s,，|·•-]|on)*\Z", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_EARLIEST = 1000  # the first year that is written with four digits
_LONGEST = 200  # characters of a statement that are looked at


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as stated: wall clock time, how exact, and the zone's or offset's own words, if any."""

    wall: datetime  # naive; below the precision everything is zero
    precision: Precision
    zone: str | None = None

    @property
    def has_time(self) -> bool:
        """Say whether a time of day was stated."""
        return self.precision in (Precision.SECOND, Precision.MINUTE, Precision.HOUR)

    def as_day(self) -> Moment:
        """Return the day alone."""
        return Moment(datetime.combine(self.wall.date(), time()), Precision.DAY)


def read_moment(raw: str, today: date) -> Moment | None:
    """Return the first moment that the words state, or None; a day without a year is the last one up to `today`."""
    raw = raw.strip()[:_LONGEST]
    for pattern in _DATES:
        for match in pattern.finditer(raw):
            if (day := _day(match, today)) is not None:
                return _with_clock(day, raw, match)
    return None


def _day(match: re.Match[str], today: date) -> date | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else MONTH_NUMBERS[parts["month"].lower()]
    year = int(parts["y"]) if parts.get("y") else today.year
    try:
        day = date(year, month, int(parts["d"]))
    except ValueError:
        return None
    if not parts.get("y") and day > today + timedelta(days=1):
        return _day_of_year(year - 1, day)
    return day if year >= _EARLIEST else None


def _day_of_year(year: int, day: date) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _with_clock(day: date, raw: str, match: re.Match[str]) -> Moment:
    """Add the time of day that stands behind the date, or else directly before it."""
    clock = None
    if "-" not in match[0] and match[0].isdecimal():
        clock = _COMPACT.match(raw, match.end())
    clock = clock or _AFTER.match(raw, match.end()) or _BEFORE.search(raw[: match.start()])
    moment = _clock(day, clock) if clock else None
    return moment or Moment(datetime.combine(day, time()), Precision.DAY)


def _clock(day: date, match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    hour, minute, second = (parts.get("H"), parts.get("M") or parts.get("M2"), parts.get("S") or parts.get("S2"))
    hours = _hour(int(hour or 0), (parts.get("half") or parts.get("half2") or "").lower())
    wall = datetime.combine(day, time())
    if hours > 24 or int(minute or 0) > 59 or int(second or 0) > 60:
        return None
    if hours == 24 and (int(minute or 0) or int(second or 0)):
        return None
    wall += timedelta(
        hours=hours, minutes=int(minute or 0), seconds=min(int(second or 0), 59)
    )  # 24:00 is the next day's
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    return Moment(wall, precision, parts.get("zone"))


def _hour(hour: int, half: str) -> int:
    if half and re.fullmatch(_AFTER_NOON, half):
        return hour + 12 if hour < 12 and not (half == "中午" and hour >= 10) else hour
    if half and hour == 12:
        return 0
    return hour


def zone_of(label: str, wall: datetime, site_zone: ZoneInfo | None) -> tzinfo | None:
    """Return the zone that an offset or an abbreviation means; the site's own zone decides where several share it."""
    label = label.strip()
    if (match := _OFFSET.fullmatch(label)) and label.upper() not in ("UTC", "GMT"):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset) if offset < timedelta(hours=15) else None
    if site_zone is not None and label in (wall.replace(tzinfo=site_zone, fold=fold).tzname() for fold in (0, 1)):
        return site_zone
    name = _ABBREVIATIONS.get(label.upper())
    return UTC if name == "UTC" else ZoneInfo(name) if name else None
