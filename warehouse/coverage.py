"""Asks the view `coverage` for the days of some sources, and what a source's visits have taken so far.

Hides the variables by which the view learns of a span and of closed exchanges, and days of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import duckdb


class Status(StrEnum):
    """How complete a day of a source is."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one source, in counts of links and articles."""

    source: str
    day: date
    found: int = 0
    fetched: int = 0
    waiting: int = 0
    failed: int = 0
    rejected: int = 0
    loaded: int = 0
    expected: float | None = None  # articles; None where there is too little history
    closed: bool = False  # the exchange of the source was
    looked_at: datetime | None = None
    detail: str | None = None  # why the last look failed
    status: Status = Status.MISSING


@dataclass(frozen=True, slots=True)
class Costs:
    """What the visits of a source have taken, each on the average; None where there were none."""

    page_bytes: float | None = None  # as stored
    page_seconds: float | None = None
    list_bytes: float | None = None
    list_seconds: float | None = None
    articles: float | None = None  # of a day that has some, the median


def coverage(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[str],
    first: date,
    last: date,
    closed: Mapping[str, Iterable[date]] | None = None,
) -> list[Day]:
    """Return every day of the span for every source, oldest first; `closed` are days without a session, by source."""
    shut = {(source, day) for source, days in (closed or {}).items() for day in days}
    connection.execute("SET VARIABLE finews_from = ?", [first])
    connection.execute("SET VARIABLE finews_to = ?", [last])
    connection.execute(
        "SET VARIABLE finews_closed = ?", [[{"source": source, "day": day} for source, day in shut] or None]
    )
    names = list(Day.__dataclass_fields__)
    query = f"SELECT {', '.join(names)} FROM coverage WHERE list_contains($sources, source)"
    rows = connection.execute(query, {"sources": list(sources)}).fetchall()
    known = {(row[0], row[1]): Day(**dict(zip(names, row, strict=True)) | {"status": Status(row[-1])}) for row in rows}
    span = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    asked = [(source, day) for source in sources for day in span]
    return [known.get(one) or Day(*one, closed=one in shut) for one in asked]


def costs(connection: duckdb.DuckDBPyConnection, source: str) -> Costs:
    """Return what the visits of a source have taken, and what a day of it has, by its own history."""
    query = """
        SELECT avg(warc_length) FILTER (kind <> 'poll'), avg(elapsed_ms) FILTER (kind <> 'poll') / 1000,
               avg(warc_length) FILTER (kind = 'poll'), avg(elapsed_ms) FILTER (kind = 'poll') / 1000,
               (SELECT median(articles) FROM (
                    SELECT count(*) AS articles FROM raw.revisions
                    WHERE source = $source AND revision = 1 AND published_on IS NOT NULL GROUP BY published_on))
        FROM raw.captures
        WHERE source = $source AND kind <> 'robots' AND outcome = 'fetched'
    """
    (row,) = connection.execute(query, {"source": source}).fetchall()
    return Costs(*row)
