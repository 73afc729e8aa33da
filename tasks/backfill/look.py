"""The look at days that are over: their links by every strategy of the source, and the pages to visit, by day.

Hides that a list which was read in the last day is taken from the archive: a run that was killed half-way asks
nobody for it again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tasks.backfill.outline import IfExists
from tasks.fetch import ArchiveWriter, Fetcher
from tasks.fetch.captures import capture_at
from tasks.plan import Look, Plan, Planner
from tasks.records import Exchange, Hop, IngestMode, Link, Reason, stable_id
from tasks.run import Run
from tasks.sources import Days, Past, Source, by_mode, discover_past, past_of
from tasks.sources.days import link_day
from tasks.sources.spec import Context, Discovered
from tasks.stage import Stager
from tasks.todo import Batch, Due
from warehouse import state

FRESH = timedelta(days=1)  # what was asked for so lately is not asked for again
NUMBERS = 100_000  # batches that a look may number
_WINDOW = ("oldest", "newest", "gap_from", "gap_to")  # columns of `polls`


@dataclass(frozen=True, slots=True)
class Sought:
    """What the look at some days of a source found, in counts and references."""

    plans: tuple[Plan, ...]
    folders: tuple[str, ...]  # staged rows to load, in this order
    batches: tuple[tuple[Batch, str], ...]  # what to work on with its ingest mode, oldest day first
    error: str | None = None  # set if there was no way to any of the days


class PastPlanner(Planner):
    """One look at some days of one source by strategies that share an ingest mode; use `seek`."""

    def __init__(
        self, source: Source, run: Run, connection: duckdb.DuckDBPyConnection, first: int,
        ways: Sequence[Past], days: Days, if_exists: IfExists,
    ) -> None:  # fmt: skip
        super().__init__(source, run, connection, first)
        self.limit = sys.maxsize  # a plan was shown before
        self.ways = ways
        self.days = days
        self.if_exists = if_exists
        self.kept = state.polled(connection, source.name, _since(days, run.clock()))

    def found(self) -> Counter[date]:
        """Count the links of each day, those that brought their body along aside."""
        return Counter(day for link in self.links.values() if (day := self._day(link)))

    def _discover(self, context: Context) -> Iterator[Discovered]:
        return discover_past(self.source, self.ways, self.days, context)

    def _poll(self, url: str, fetcher: Fetcher, archive: ArchiveWriter) -> Exchange:
        if place := self.kept.get(url):
            return _kept(self.run.settings.archive, *place)
        return super()._poll(url, fetcher, archive)

    def _choose(self, connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Link, dict[str, Any]]]:
        if self.run.mode is IngestMode.ARCHIVE:
            kinds = [way.strategy for way in self.ways]
            rows = state.without_body(connection, self._asked(), kinds, self.run.clock() - FRESH)
        elif self.if_exists is IfExists.REPLACE:
            rows = state.unvisited_since(connection, self._asked(), self.run.clock() - FRESH)
        else:  # a hint at a change is the crawl's business
            rows = state.due(connection, _without_hints(self._asked()), self.run.clock())
        return {row["url_id"]: (self.links[row["url_id"]], row) for row in rows}

    def _chunks(self, due: list[Due]) -> Iterator[tuple[date | None, list[Due]]]:
        """Divide the due links by day, oldest first, and those of a day into batches."""

        def day(one: Due) -> date:
            return self._day(one[0]) or self.days.last

        size = self.run.settings.batch_size
        for of_day, links in groupby(sorted(due, key=day), key=day):
            waiting = list(links)
            yield from ((of_day, waiting[at : at + size]) for at in range(0, len(waiting), size))

    def _poll_row(
        self, look: Look, known: set[str], last: datetime | None, at: datetime, failure: str | None = None
    ) -> dict[str, Any]:
        """Leave out from when to when the links are: those of other days were passed over, and are no gap.

        A run may read one document for the days of several months.
        """
        row = super()._poll_row(look, known, last, at, failure) | dict.fromkeys(_WINDOW)
        return row | {"poll_id": stable_id(row["poll_id"], self.days.first.isoformat())}

    def _day(self, link: Link) -> date | None:
        return link_day(link.url, link.hints, self.source.zone)


def _since(days: Days, now: datetime) -> datetime:
    """Return from when on a list may be taken from the archive: never from before its days were over."""
    return max(now - FRESH, days.end) if days.end <= now else now


def _without_hints(asked: pa.Table) -> pa.Table:
    return asked.set_column(1, "hint_modified", pa.nulls(asked.num_rows, pa.string()))


def _kept(archive: Path, warc: str, place: int) -> Exchange:
    """Return a list as the archive keeps it."""
    capture = capture_at(archive, warc, place)
    parameter = f"; charset={capture.charset}" if capture.charset else ""
    headers = (("Content-Type", f"{capture.media_type or 'text/html'}{parameter}"),)
    hop = Hop(capture.final_url, "GET", (), capture.status or 0, "", headers, b"", capture.at, 0)
    return Exchange(capture.link, capture.outcome, capture.at, (hop,), capture.body, capture.sha256)


def seek(
    source: Source, days: Days, if_exists: IfExists, run: Run, connection: duckdb.DuckDBPyConnection, number: int
) -> Sought:
    """Look for the links of some days and list what to visit; `number` tells this look from others of the run."""
    began = run.clock()  # a day that ends while its lists are read may have more links than they show
    plans: list[Plan] = []
    batches: list[tuple[Batch, str]] = []
    found: Counter[date] = Counter()
    failures: dict[date | None, str] = {}
    for turn, (mode, ways) in enumerate(by_mode(past_of(source)).items()):
        planner = PastPlanner(
            source, replace(run, mode=mode), connection, (2 * number + turn) * NUMBERS, ways, days, if_exists
        )
        made = planner.plan()
        plans.append(made)
        batches += [(batch, mode.value) for batch in made.batches]
        found.update(planner.found())
        failures |= {r.day: str(r) for r in planner.rejects if r.reason is Reason.SOURCE_UNREADABLE}
    looks = _stage_looks(source, days, run, number, began, found, failures)
    batches.sort(key=lambda pair: pair[0].day or date.min)
    is_lost = not any(plan.found for plan in plans) and (None in failures or failures.keys() >= set(days))
    error = next(iter(failures.values())) if is_lost else None
    return Sought(tuple(plans), (*(plan.folder for plan in plans), looks), tuple(batches), error)


def _stage_looks(
    source: Source, days: Days, run: Run, number: int, began: datetime,
    found: Counter[date], failures: dict[date | None, str],
) -> str:  # fmt: skip
    """Stage a row for each day that was over: loaded last, so that a day is not complete before all ways were gone."""
    stager = Stager(run.staging / f"{run.batch_id(source.name, number)}-looks")
    for day in days:
        if Days((day,), days.zone).end > began:
            continue
        failure = failures.get(day) or failures.get(None)
        stager.add(
            "looks",
            {
                "look_id": stable_id("look", run.id, source.name, day.isoformat()),
                "run_id": run.id, "source": source.name, "day": day, "looked_at": began,
                "strategies": [way.strategy for way in past_of(source)], "found": found[day],
                "status": "failed" if failure else "ok", "detail": failure,
            },
        )  # fmt: skip
    return str(stager.write())
