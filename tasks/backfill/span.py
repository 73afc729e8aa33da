"""The days that a user asks for: how they are read and checked, and cut into stretches that are worked on together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from tasks.sources import Source

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST = date(1990, 1, 1)  # no news site is older


class SpanError(ValueError):
    """A range of days that cannot be meant; the message is one line."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; each source has them in its own zone."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day, oldest first."""
        return [self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1)]


def today_at(source: Source, now: datetime) -> date:
    """Return the calendar day at a source."""
    return now.astimezone(ZoneInfo(source.zone or "UTC")).date()


def yesterday_at(sources: Iterable[Source], now: datetime) -> date:
    """Return the last calendar day that is over at every one of the sources."""
    return min(today_at(source, now) for source in sources) - timedelta(days=1)


def read_span(first: str | None, last: str | None, sources: Iterable[Source], now: datetime) -> Span:
    """Read both ends of a range.

    Raises:
        SpanError: one is missing, no day, or an instant; the range ends before it begins or is not over yet.
    """
    sources = list(sources)
    if not first or not last:
        missing = "--from and --to" if not (first or last) else "--from" if not first else "--to"
        raise SpanError(f"the range is open: give {missing} as YYYY-MM-DD; both days are included")
    end = _day("--to", last, sources)  # read first, as a range without a beginning gets one that is reckoned from it
    span = Span(_day("--from", first, sources), end)
    check_span(span, sources, now)
    return span


def check_span(span: Span, sources: Iterable[Source], now: datetime) -> None:
    """Refuse a range that cannot be filled.

    Raises:
        SpanError: it ends before it begins, begins before there was a web, or ends in the future at one of the sources.
    """
    if span.last < span.first:
        raise SpanError(f"the range ends before it begins: --from {span.first} --to {span.last}")
    if span.first < EARLIEST:
        raise SpanError(f"--from {span.first}: there is no news on the web before {EARLIEST}")
    for source in sources:
        today = today_at(source, now)
        if span.last > today:
            raise SpanError(f"--to {span.last} lies in the future: it is {today} at {source.name} ({_zone(source)})")


def _day(option: str, text: str, sources: list[Source]) -> date:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise SpanError(f"{option} {text}: {error}") from None
    zones = ", ".join(dict.fromkeys(_zone(source) for source in sources)) or "UTC"
    wanted = f"write YYYY-MM-DD, as the day is called at the source ({zones})"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise SpanError(f"{option} {text!r} is no day: {wanted}") from None
    there = ""
    if instant.tzinfo and sources:
        there = f"; in {_zone(sources[0])} that instant lies on {today_at(sources[0], instant)}"
    raise SpanError(f"{option} {text}: whole days are meant: {wanted}{there}")


def _zone(source: Source) -> str:
    return source.zone or "UTC"


def stretches(days: Iterable[date], today: date) -> list[tuple[date, ...]]:
    """Cut days into stretches that are looked for together: by month, and today, which is not over, by itself."""
    ordered = sorted(set(days))
    return [tuple(group) for _, group in groupby(ordered, key=lambda day: (day.year, day.month, day >= today))]
