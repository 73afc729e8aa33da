"""What a backfill would do: which days of a source, how each is filled, and what that takes at the polite rate.

Nothing is asked of anybody: everything here follows from the tables and the source file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tasks.backfill.span import Span, stretches, today_at
from tasks.settings import Settings
from tasks.sources import Past, Source, past_of
from tasks.sources.days import days_of
from warehouse.coverage import Costs, Day, Status, costs, coverage, usual
from warehouse.query import connect
from warehouse.store import Store

# What is assumed of a source that was never visited
PAGE_BYTES, PAGE_SECONDS, LIST_BYTES, LIST_SECONDS = 30_000.0, 0.5, 15_000.0, 0.5
ARTICLES_A_DAY = 20.0


class IfExists(StrEnum):
    """What is to be done with days of which there is something already."""

    SKIP = "skip"  # leave complete days alone, fetch only what is missing of the others
    CHECK = "check"  # read the lists of all days again, fetch what is missing
    REPLACE = "replace"  # and visit every page again; what has changed becomes a revision
    FAIL = "fail"  # do nothing at all


class DaysExist(ValueError):
    """There is something of the days already, and the user wants to know."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one day would take."""

    day: Day
    pages: float  # that would be asked for
    places: tuple[str, ...]  # where its links are looked for


@dataclass(frozen=True, slots=True)
class Outline:
    """What a backfill of one source would do."""

    source: str
    span: Span
    days: tuple[Day, ...]
    todo: tuple[Work, ...]
    strategies: tuple[str, ...]
    lists: int = 0
    pages: int = 0
    bytes: int = 0  # of the answers, as the archive stores them
    file_bytes: int = 0  # bytes of files here that are read, for which nobody is asked
    hours: float = 0.0
    delay: float = 0.0
    assumed: tuple[str, ...] = ()  # what the figures rest on beside the source's own history

    @property
    def requests(self) -> int:
        """Everything that is asked for, robots.txt aside."""
        return self.lists + self.pages


def outline(source: Source, span: Span, if_exists: IfExists, settings: Settings, now: datetime) -> Outline:
    """Say what is missing of a source and what filling it would take.

    Raises:
        NoPast: the source has no way to its past.
        DaysExist: there is something already, and that is to be an error.
        WarehouseError: the tables cannot be read.
    """
    past = past_of(source)
    days, paid = _known(source, span, settings)
    _refuse_existing(days, if_exists, source)
    chosen = [day for day in days if if_exists is not IfExists.SKIP or day.status is not Status.COMPLETE]
    typical = usual(days)
    asks = any(way.asks for way in past)
    todo = tuple(Work(day, _pages(day, typical, if_exists) if asks else 0.0, _places(past, day.day)) for day in chosen)
    parts = stretches((work.day.day for work in todo), today_at(source, now))
    lists = sum(way.requests(days_of(part, source.zone)) for part in parts for way in past)
    pages = round(sum(work.pages for work in todo))
    delay = settings.delay if source.delay is None else source.delay
    return Outline(
        source.name, span, tuple(days), todo, tuple(way.strategy for way in past), lists, pages,
        bytes=round(pages * (paid.page_bytes or PAGE_BYTES) + lists * (paid.list_bytes or LIST_BYTES)),
        file_bytes=sum(way.size() for way in past) if todo else 0, hours=_hours(pages, lists, paid, delay), delay=delay,
        assumed=tuple(_assumed(paid, typical, todo)) if asks else (),
    )  # fmt: skip


def _known(source: Source, span: Span, settings: Settings) -> tuple[list[Day], Costs]:
    days = covered([source], span, settings)
    if not _is_loaded(settings):
        return days, Costs()
    with connect(settings.root) as connection:
        return days, costs(connection, source.name)


def covered(sources: Sequence[Source], span: Span, settings: Settings) -> list[Day]:
    """Return every day of the span for every source, as the tables know it.

    Raises:
        WarehouseError: the tables cannot be read; that nothing was loaded yet is no error.
    """
    closed = {source.name: closed_days(source.calendar) for source in sources if source.calendar}
    names = [source.name for source in sources]
    if not _is_loaded(settings):
        return [Day(name, day, closed=day in closed.get(name, ())) for name in names for day in span.days]
    with connect(settings.root) as connection:
        return coverage(connection, names, span.first, span.last, closed)


def _is_loaded(settings: Settings) -> bool:
    return bool(Store(settings.root).pins().versions)


def closed_days(calendar: str) -> set[date]:
    """Return all days on which an exchange has no session; those beyond its calendar count as open."""
    from exchange_calendars import get_calendar  # half a second, for sources that have one

    exchange = get_calendar(calendar)
    sessions = {stamp.date() for stamp in exchange.sessions}
    return {day for day in Span(min(sessions), max(sessions)).days if day not in sessions}


def _refuse_existing(days: Iterable[Day], if_exists: IfExists, source: Source) -> None:
    there = [day for day in days if day.loaded or day.fetched]
    if if_exists is IfExists.FAIL and there:
        articles = sum(day.loaded for day in there)
        raise DaysExist(
            f"{source.name}: {len(there)} of these days exist already, {there[0].day} the first of them "
            f"({articles:,} articles); --if-exists skip fetches only what is missing"
        )


def _pages(day: Day, typical: float | None, if_exists: IfExists) -> float:
    """Return how many pages of a day would be asked for: those that wait or failed, and what is not even found yet.

    To replace a day, all that were found are.
    """
    expected = 0.0 if day.closed and day.expected is None else day.expected
    if expected is None:
        expected = ARTICLES_A_DAY if typical is None else typical
    is_known = day.looked_at and not day.detail  # a look that failed tells nothing
    unknown = 0.0 if is_known else max(0.0, expected - max(day.found, day.loaded))
    return unknown + (day.found if if_exists is IfExists.REPLACE else day.waiting + day.failed)


def _places(past: Iterable[Past], day: date) -> tuple[str, ...]:
    return tuple(f"{way.strategy} {way.place(day)}" for way in past)


def _hours(pages: int, lists: int, paid: Costs, delay: float) -> float:
    """Return how long that takes: a request starts when the one before is answered and the pause is over."""
    a_page = max(delay, PAGE_SECONDS if paid.page_seconds is None else paid.page_seconds)
    a_list = max(delay, LIST_SECONDS if paid.list_seconds is None else paid.list_seconds)
    return (pages * a_page + lists * a_list) / 3600


def _assumed(paid: Costs, typical: float | None, todo: tuple[Work, ...]) -> Iterable[str]:
    if typical is None and any(work.day.expected is None for work in todo):
        yield f"{ARTICLES_A_DAY:.0f} articles a day, as nothing is known of the source yet"
    if paid.page_bytes is None and todo:
        yield f"{PAGE_BYTES / 1000:.0f} kB and {PAGE_SECONDS} s a page, as none was fetched yet"
