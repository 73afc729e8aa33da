"""What is known of URLs, asked from the tables at the start of a run: there is no second store to drift away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

WAIT_AFTER = {
    "failed": timedelta(hours=1),  # doubled with each failure in a row, up to LONGEST_WAIT
    "blocked": timedelta(days=1),  # robots.txt is cached a day
    "refused": timedelta(days=7),
    "gone": timedelta(days=30),
}
LONGEST_WAIT = timedelta(days=7)

_BODY = """arg_max({'sha256': sha256, 'etag': etag, 'last_modified': last_modified, 'capture_id': capture_id,
                    'at': captured_at, 'warc': warc, 'warc_offset': warc_offset}, captured_at)
               FILTER (outcome = 'fetched') AS body"""
_ANSWERED = "outcome IN ('fetched', 'unchanged', 'gone')"
_STEP_HAS_COME = """v.answered_at < v.first_at + to_seconds(list_max(
                  list_filter($steps, lambda step: v.first_at + to_seconds(step) <= $now)))"""
_OF_BODY = ("sha256", "etag", "last_modified", "capture_id", "at", "warc", "warc_offset")
_ITS_COLUMNS = ", ".join(f"v.body['{name}']" for name in _OF_BODY)
_WAITS = "VALUES " + ", ".join(f"('{outcome}', {int(wait.total_seconds())})" for outcome, wait in WAIT_AFTER.items())
_DUE = f"""
    WITH visits AS (
        SELECT url_id,
               arg_max(outcome, captured_at) AS outcome,
               max(captured_at) AS visited_at,
               max(captured_at) FILTER (outcome IN ('fetched', 'unchanged')) AS good_at,
               list(DISTINCT hint_modified) FILTER (hint_modified IS NOT NULL) AS hints,
               {_BODY}
        FROM raw.captures SEMI JOIN asked USING (url_id)
        WHERE kind NOT IN ('poll', 'robots')
        GROUP BY url_id
    ), failures AS (
        SELECT c.url_id, count(*) AS failures
        FROM raw.captures c JOIN visits v USING (url_id)
        WHERE c.outcome = 'failed' AND v.outcome = 'failed' AND c.captured_at > coalesce(v.good_at, '-infinity')
        GROUP BY c.url_id
    ), waits (outcome, wait) AS ({_WAITS})
    SELECT a.url_id, {_ITS_COLUMNS}
    FROM asked a
    LEFT JOIN visits v USING (url_id)
    LEFT JOIN failures f USING (url_id)
    LEFT JOIN waits w ON w.outcome = v.outcome
    WHERE v.url_id IS NULL
       OR (v.outcome = 'failed' AND $impatient)
       OR (w.wait IS NOT NULL
           AND v.visited_at + to_seconds(least(w.wait * power(2, least(coalesce(f.failures, 1) - 1, 10)),
                                               greatest(w.wait, $longest))) <= $now)
       OR (w.wait IS NULL AND a.hint_modified IS NOT NULL AND CASE
               WHEN v.hints IS NOT NULL THEN NOT list_contains(v.hints, a.hint_modified)
               ELSE try_cast(a.hint_modified AS TIMESTAMPTZ) > v.visited_at END)
"""
_WATCHED = f"""
    WITH recent AS (
        SELECT url_id, any_value(article_id) AS article_id,
               min(captured_at) FILTER (article_id IS NOT NULL AND ingest_mode = 'live' AND status IS NOT NULL
                                        AND kind <> 'warc') AS first_at,
               max(captured_at) FILTER ({_ANSWERED}) AS answered_at
        FROM raw.captures
        WHERE source = $source AND captured_at > $begin AND kind NOT IN ('poll', 'robots')
        GROUP BY url_id
    ), candidates AS (
        SELECT * FROM recent v WHERE {_STEP_HAS_COME}
    ), asked AS (
        SELECT url_id FROM candidates UNION SELECT url_id FROM raw.captures SEMI JOIN candidates USING (article_id)
    ), visits AS (
        SELECT url_id, any_value(url) AS url, any_value(kind) AS kind,
               arg_min(article_id, captured_at) FILTER (article_id IS NOT NULL) AS article_id,
               min(captured_at) FILTER (article_id IS NOT NULL) AS first_at,
               max(captured_at) FILTER ({_ANSWERED}) AS answered_at,
               max(captured_at) AS visited_at, arg_max(outcome, captured_at) AS outcome,
               {_BODY}
        FROM raw.captures SEMI JOIN asked USING (url_id)
        WHERE kind NOT IN ('poll', 'robots')
        GROUP BY url_id
    ), addresses AS (
        SELECT * FROM visits QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY first_at, url_id) = 1
    ), waits (outcome, wait) AS ({_WAITS})
    SELECT v.url_id, v.url, v.kind, {_ITS_COLUMNS}
    FROM addresses v
    LEFT JOIN waits w ON w.outcome = v.outcome AND v.outcome <> 'gone'
    WHERE v.first_at > $begin AND {_STEP_HAS_COME} AND url_id IN (SELECT url_id FROM candidates)
      AND (w.wait IS NULL OR v.visited_at + to_seconds(w.wait) <= $now)
    ORDER BY v.first_at, v.url_id
"""
_UNVISITED = f"""
    SELECT a.url_id, {_ITS_COLUMNS}
    FROM asked a LEFT JOIN (
        SELECT url_id, max(captured_at) FILTER (outcome <> 'failed') AS visited_at, {_BODY}
        FROM raw.captures SEMI JOIN asked USING (url_id)
        WHERE kind NOT IN ('poll', 'robots')
        GROUP BY url_id
    ) v USING (url_id)
    WHERE v.visited_at IS NULL OR v.visited_at < ?
"""


def due(
    connection: duckdb.DuckDBPyConnection, links: pa.Table, now: datetime, *, impatient: bool = False
) -> list[dict[str, Any]]:
    """Say which links to visit, with what is known of each.

    A link is due if it was never visited; if the last visit failed and the wait after that is over; or if
    the source hints at a change: a time of modification that differs from those it gave at earlier
    visits, or, where it gave none, lies after the last visit.

    Args:
        links: a row for each link, `url_id` and `hint_modified`.
        impatient: a failed visit is tried again without a wait, as somebody asks for it.

    Returns:
        For each due link `url_id` and of the last body, or None, `sha256, etag, last_modified, capture_id, at, warc,
        warc_offset`.
    """
    connection.register("asked", links)
    values = {"now": now, "longest": LONGEST_WAIT.total_seconds(), "impatient": impatient}
    rows = connection.execute(_DUE, values).fetchall()
    return [dict(zip(("url_id", *_OF_BODY), row, strict=True)) for row in rows]


def watched(
    connection: duckdb.DuckDBPyConnection, source: str, ladder: Sequence[timedelta], now: datetime
) -> list[dict[str, Any]]:
    """Say which articles of a source to visit again because a step of its ladder has come, oldest first.

    The steps count from the first visit that showed the article; one visit that brought an answer makes up
    for all steps before it. The watch over an article ends at twice the longest step. An article that
    stands at several addresses is visited at the one that showed it first. What came with its link (posts,
    WARC records) and what was captured elsewhere or in a backfill is not watched.

    Returns:
        For each `url_id, url, kind` and of the last body what `due` returns.
    """
    if not ladder:
        return []
    steps = [int(step.total_seconds()) for step in ladder]
    values = {"source": source, "now": now, "begin": now - 2 * max(ladder), "steps": steps}
    rows = connection.execute(_WATCHED, values).fetchall()
    return [dict(zip(("url_id", "url", "kind", *_OF_BODY), row, strict=True)) for row in rows]


def known_links(connection: duckdb.DuckDBPyConnection, source: str, url_ids: pa.Array) -> set[str]:
    """Return those of the URL ids that the source has named before."""
    connection.register("asked_links", pa.table({"url_id": url_ids}))
    query = "SELECT DISTINCT url_id FROM raw.links SEMI JOIN asked_links USING (url_id) WHERE source = ?"
    return {row[0] for row in connection.execute(query, [source]).fetchall()}


def known_captures(connection: duckdb.DuckDBPyConnection, capture_ids: Iterable[str]) -> set[str]:
    """Return those of the capture ids that are loaded."""
    connection.register("asked_captures", pa.table({"capture_id": pa.array(list(capture_ids), pa.string())}))
    query = "SELECT capture_id FROM raw.captures SEMI JOIN asked_captures USING (capture_id)"
    return {row[0] for row in connection.execute(query).fetchall()}


def known_polls(connection: duckdb.DuckDBPyConnection, poll_ids: list[str]) -> set[str]:
    """Return those of the polls that are loaded."""
    query = "SELECT poll_id FROM raw.polls WHERE list_contains(?, poll_id)"
    return {row[0] for row in connection.execute(query, [poll_ids]).fetchall()}


def loaded_batches(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the ids of all batches that are loaded."""
    return {row[0] for row in connection.execute("SELECT batch_id FROM raw.batches").fetchall()}


def last_polls(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, datetime]:
    """Return, for each document of a source, the newest publication that it stated when last read."""
    query = """
        SELECT via, arg_max(newest, polled_at) FROM raw.polls
        WHERE source = ? AND status = 'ok' AND newest IS NOT NULL GROUP BY via
    """
    return dict(connection.execute(query, [source]).fetchall())


def last_load(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last load that a connection shows."""
    (found,) = connection.execute("SELECT coalesce(max(load_id), 0) FROM raw.loads").fetchall()
    return int(found[0])


def unvisited_since(connection: duckdb.DuckDBPyConnection, links: pa.Table, since: datetime) -> list[dict[str, Any]]:
    """Say of which links every visit since then has failed, whatever came before; columns as those of `due`."""
    connection.register("asked", links)
    rows = connection.execute(_UNVISITED, [since]).fetchall()
    return [dict(zip(("url_id", *_OF_BODY), row, strict=True)) for row in rows]


def without_body(
    connection: duckdb.DuckDBPyConnection, links: pa.Table, kinds: Iterable[str], since: datetime
) -> list[dict[str, Any]]:
    """Say of which links no body was ever captured, and no copy was asked for since then; columns as those of `due`."""
    connection.register("asked", links)
    query = """
        SELECT a.url_id FROM asked a ANTI JOIN (
            SELECT url_id FROM raw.captures
            WHERE kind NOT IN ('poll', 'robots')
              AND (outcome IN ('fetched', 'unchanged') OR (list_contains($kinds, kind) AND captured_at >= $since))
        ) USING (url_id)
    """
    rows = connection.execute(query, {"kinds": list(kinds), "since": since}).fetchall()
    return [dict.fromkeys(("url_id", *_OF_BODY)) | {"url_id": url_id} for (url_id,) in rows]


def polled(connection: duckdb.DuckDBPyConnection, source: str, since: datetime) -> dict[str, tuple[str, int]]:
    """Return where the archive keeps the lists that a source was asked for since then, by address; the last of each."""
    query = """
        SELECT url, arg_max({'warc': warc, 'place': warc_offset}, captured_at) AS last FROM raw.captures
        WHERE kind = 'poll' AND source = ? AND captured_at >= ? AND outcome IN ('fetched', 'gone')
        GROUP BY url
    """
    return {url: (last["warc"], last["place"]) for url, last in connection.execute(query, [source, since]).fetchall()}
