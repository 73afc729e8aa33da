"""Times as sources write them, and calendar days at a source: of a hint, of an address that has a date in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from tasks.records import Hints

_YEARS = range(1990, 9999)  # of the web; 0001-01-01, 1970-01-01 and 9999-12-31 are written where there is no time
_SET_APART = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.](\d\d?)[-/_.](\d\d?)(?!\d)")
_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(\d\d)(\d\d)(?=\d{4}|(?!\d))")
_IN_WORDS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/.]|年)(\d\d?)(?:[-/.]|月)(\d\d?)(?!\d)")
_NO_YEAR = re.compile(r"(?<![\d-])(\d\d?)(?:[-/.]|月)(\d\d?)(?![\d%])")


@dataclass(frozen=True, slots=True)
class Days:
    """Days at a source that are looked for, oldest first, and the zone in which they are days."""

    all: tuple[date, ...]
    zone: ZoneInfo

    @property
    def first(self) -> date:
        """The oldest."""
        return self.all[0]

    @property
    def last(self) -> date:
        """The newest."""
        return self.all[-1]

    @property
    def begin(self) -> datetime:
        """The instant at which the first one began."""
        return datetime.combine(self.first, datetime.min.time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The instant at which the last one was over."""
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), self.zone).astimezone(UTC)

    def __contains__(self, day: date | None) -> bool:
        return day is not None and day in self.all

    def __iter__(self) -> Iterator[date]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def days_of(days: Iterable[date], zone: str | None) -> Days:
    """Put days in order."""
    return Days(tuple(sorted(set(days))), ZoneInfo(zone or "UTC"))


@cache
def _zone(name: str | None) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def link_day(url: str, hints: Hints, zone: str | None) -> date | None:
    """Return the day that a link belongs to: by the list it stood in, its time, its address, its last change."""
    return (
        hint_day(hints.day, zone)
        or hint_day(hints.published, zone)
        or url_day(url)
        or hint_day(hints.modified, zone)
    )  # fmt: skip


def hint_day(raw: str | None, zone: str | None) -> date | None:
    """Return the day of a hint; a time without zone is local."""
    value = _hint(raw)
    if value is None or value.tzinfo is None:
        return value and value.date()
    with suppress(OverflowError):
        return value.astimezone(_zone(zone)).date()
    return None


def hint_instant(raw: str | None) -> datetime | None:
    """Return the instant of a hint in UTC; None unless it has a zone."""
    value = _hint(raw)
    with suppress(OverflowError):
        return value.astimezone(UTC) if value and value.tzinfo else None
    return None


def _hint(raw: str | None) -> datetime | None:
    """Read a time as feeds (RFC 2822), sitemaps and front matter (ISO 8601) write it."""
    if not raw:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, TypeError):
            value = parse(raw.strip())
            return value if value.year in _YEARS else None
    return None


def url_day(url: str) -> date | None:
    """Return the date that an address has in it: 2026-01-05, 2026/0105, t20260105_, or before a long number."""
    for pattern in (_SET_APART, _TOGETHER):
        for match in pattern.finditer(url):
            if day := _date(*map(int, match.groups())):
                return day
    return None


def words_day(text: str, today: date) -> date | None:
    """Return the date that stands in words beside a link; one without a year is the last such day."""
    if match := _IN_WORDS.search(text):
        return _date(*map(int, match.groups()))
    if match := _NO_YEAR.search(text):
        month, day = map(int, match.groups())
        this_year = _date(today.year, month, day)
        return this_year if this_year is None or this_year <= today else _date(today.year - 1, month, day)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
