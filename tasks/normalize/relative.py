"""Reads times that are told from the reader's now (`3小时前`, `2 hours ago`, `yesterday`), against the capture."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tasks.records import Precision

_UNITS = {
    Precision.MINUTE: (
        timedelta(minutes=1),
        r"分钟|分鐘|分|분|minutes?|mins?|minuten|minutos?|minuti|minut[ay]?|минут[аы]?|dakika|dk|menit|phút",
    ),
    Precision.HOUR: (
        timedelta(hours=1),
        r"小时|小時|个小时|時間|시간|hours?|hrs?|hr|h|stunden?|std\.?|heures?|horas?|or[ae]|час(?:а|ов)?|saat|godzin[ęya]?|"
        r"uur|uren|tim(?:me|mar)|timer?|jam|giờ",
    ),
    Precision.DAY: (
        timedelta(days=1),
        r"天|日|일|days?|tage?n?|jours?|d[ií]as?|giorn[oi]|дн(?:я|ей)|день|gün|dni|dzień|dagen|dag(?:ar|e)?|hari|ngày",
    ),
}
_BEFORE = r"\b(?:vor|il y a|hace|há|fa)\s+"
_AFTER = r"\s*(?:[之以]?前|전|ago|fa|atrás|назад|önce|temu|geleden|sedan|siden|yang lalu|lalu|trước)"
_HALF = r"(?<![个個])半[个個]?(?=[小时時])|\bhalf an(?=\shour)"
_COUNT = rf"(?<![\d.:])(?:\d{{1,3}}|\ban?|\bone|\bune?|\beine[rm]?|\buma?|{_HALF})\s*"
_NUMBER = _COUNT.replace("(?:", "(?P<n>", 1)
_PATTERNS = tuple(
    (
        precision,
        length,
        re.compile(rf"(?:{_BEFORE}{_NUMBER}(?:{unit})\b|{_NUMBER.replace('<n>', '<n2>')}(?:{unit}){_AFTER})", re.I),
    )
    for precision, (length, unit) in _UNITS.items()
)
_LARGER = tuple(  # 1小时30分钟前, 2 hours and 5 minutes ago
    (length, re.compile(rf"{_NUMBER}(?:{unit})[\s,]*(?:(?:and|und|et|y|e|и)\s+)?\Z", re.IGNORECASE))
    for length, unit in _UNITS.values()
)
_JUST_NOW = re.compile(r"刚刚|剛剛|たった今|방금|\bjust now\b|gerade eben", re.IGNORECASE)
_DAYS = (
    (2, re.compile(r"前天|一昨日|그저께|\bday before yesterday\b|vorgestern|avant-hier|anteayer", re.IGNORECASE)),
    (
        1,
        re.compile(
            r"昨天|昨日|어제|\byesterday\b|\bgestern\b|\bhier\b|\bayer\b|\bieri\b|\bontem\b|\bвчера\b|\bdün\b|"
            r"\bgisteren\b|\bi ?går\b|\bwczoraj\b|\bvčera\b|\beilen\b|\bχθες\b|\bвчора\b|\bkemarin\b",
            re.I,
        ),
    ),
    (
        0,
        re.compile(
            r"今天|今日|오늘|\btoday\b|\bheute\b|aujourd.hui|\bhoy\b|\boggi\b|\bhoje\b|\bсегодня\b|\bbugün\b|"
            r"\bvandaag\b|\bi ?dag\b|\bdzisiaj\b|\bdziś\b|\bdnes\b|\btänään\b|\bσήμερα\b|\bсьогодні\b|\bhari ini\b",
            re.I,
        ),
    ),
)

SPOKEN = "|".join((_JUST_NOW.pattern, *(pattern.pattern for _, pattern in _DAYS)))
"""The words for now and for the last days."""
_ANY_UNIT = "|".join(unit for _, unit in _UNITS.values())
RELATIVE = (
    rf"{_BEFORE}{_COUNT}(?:{_ANY_UNIT})\b|"
    rf"(?:{_COUNT}(?:{_ANY_UNIT})[\s,]{{0,3}}(?:(?:and|und|et|y|e|и)\s)?){{0,2}}{_COUNT}(?:{_ANY_UNIT}){_AFTER}|{SPOKEN}"
)
"""What an age or a spoken day looks like."""


def ago(raw: str, at: datetime) -> tuple[datetime | None, date | None, Precision] | None:
    """Return the instant and the precision of a time told by its age: its unit is how exactly it is known.

    `2 hours ago` is the latest it can have been, up to an hour less; an age in days is a day counted from that of `at`,
    where its reader is.
    """
    if _JUST_NOW.search(raw):
        return at.astimezone(UTC).replace(second=0, microsecond=0), None, Precision.HOUR
    for precision, length, pattern in _PATTERNS:
        if match := pattern.search(raw):
            number = match["n"] or match["n2"]
            age = length * _count(number) + _larger(raw[: match.start()])
            if precision is Precision.DAY:
                return None, at.date() - age, precision
            return (at.astimezone(UTC) - age).replace(second=0, microsecond=0), None, precision
    return None


def _count(number: str) -> float:
    if number.lower().startswith(("半", "half")):
        return 0.5
    return int(number) if number.strip().isdigit() else 1


def _larger(before: str) -> timedelta:
    """Return what larger units add that stand before the smallest one of an age."""
    for length, pattern in _LARGER:
        if match := pattern.search(before):
            return length * _count(match["n"]) + _larger(before[: match.start()])
    return timedelta()


def spoken_day(raw: str, at: datetime, zone: ZoneInfo | None) -> str | None:
    """Return the words with `yesterday` and its like as a date at the site; None without its zone."""
    if zone is None:
        return None
    for days, pattern in _DAYS:
        if match := pattern.search(raw):
            day = at.astimezone(zone).date() - timedelta(days=days)
            return f"{raw[: match.start()]}{day.isoformat()} {raw[match.end() :]}"
    return None
