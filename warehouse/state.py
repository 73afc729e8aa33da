"""What is known of URLs, asked from the tables at the start of a run: there is no second store to drift away."""

from __future__ import annotations

from collections.abc import Iterable
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
_KNOWN = ("url_id", "sha256", "etag", "last_modified", "capture_id", "at")  # what is told of a link to visit


def due(connection: duckdb.DuckDBPyConnection, links: pa.Table, now: datetime) -> list[dict[str, Any]]:
    """Say which links to visit, with what is known of each.

    A link is due if it was never visited; if the last visit failed and the wait after that is over; or if
    the source hints at a change: a time of modification that differs from those it gave at earlier
    visits, or, where it gave none, lies after the last visit.

    Args:
        links: a row for each link, `url_id` and `hint_modified`.

    Returns:
        For each due link `url_id` and the last body's `sha256, etag, last_modified, capture_id, at` (or None).
    """
    connection.register("asked", links)
    waits = ", ".join(f"('{outcome}', {int(wait.total_seconds())})" for outcome, wait in WAIT_AFTER.items())
    query = f"""
        WITH visits AS (
            SELECT url_id,
                   arg_max(outcome, captured_at) AS outcome,
                   max(captured_at) AS visited_at,
                   max(captured_at) FILTER (outcome IN ('fetched', 'unchanged')) AS good_at,
                   list(DISTINCT hint_modified) FILTER (hint_modified IS NOT NULL) AS hints,
                   arg_max({{'sha256': sha256, 'etag': etag, 'last_modified': last_modified,
                             'capture_id': capture_id, 'at': captured_at}}, captured_at)
                       FILTER (outcome = 'fetched') AS body
            FROM raw.captures SEMI JOIN asked USING (url_id)
            WHERE kind NOT IN ('poll', 'robots')
            GROUP BY url_id
        ), failures AS (
            SELECT c.url_id, count(*) AS failures
            FROM raw.captures c JOIN visits v USING (url_id)
            WHERE c.outcome = 'failed' AND v.outcome = 'failed' AND c.captured_at > coalesce(v.good_at, '-infinity')
            GROUP BY c.url_id
        ), waits (outcome, wait) AS (VALUES {waits})
        SELECT a.url_id, v.body.sha256, v.body.etag, v.body.last_modified, v.body.capture_id, v.body['at']
        FROM asked a
        LEFT JOIN visits v USING (url_id)
        LEFT JOIN failures f USING (url_id)
        LEFT JOIN waits w ON w.outcome = v.outcome
        WHERE v.url_id IS NULL
           OR (w.wait IS NOT NULL
               AND v.visited_at + to_seconds(least(w.wait * power(2, least(coalesce(f.failures, 1) - 1, 10)),
                                                   greatest(w.wait, $longest))) <= $now)
           OR (w.wait IS NULL AND a.hint_modified IS NOT NULL AND CASE
                   WHEN v.hints IS NOT NULL THEN NOT list_contains(v.hints, a.hint_modified)
                   ELSE try_cast(a.hint_modified AS TIMESTAMPTZ) > v.visited_at END)
    """
    rows = connection.execute(query, {"now": now, "longest": LONGEST_WAIT.total_seconds()}).fetchall()
    return [dict(zip(_KNOWN, row, strict=True)) for row in rows]


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
    """Say of which links there was no visit since then, whatever came of those before; columns as those of `due`."""
    connection.register("asked", links)
    query = """
        SELECT a.url_id, v.body.sha256, v.body.etag, v.body.last_modified, v.body.capture_id, v.body['at']
        FROM asked a LEFT JOIN (
            SELECT url_id, max(captured_at) AS visited_at,
                   arg_max({'sha256': sha256, 'etag': etag, 'last_modified': last_modified,
                            'capture_id': capture_id, 'at': captured_at}, captured_at)
                       FILTER (outcome = 'fetched') AS body
            FROM raw.captures SEMI JOIN asked USING (url_id)
            WHERE kind NOT IN ('poll', 'robots')
            GROUP BY url_id
        ) v USING (url_id)
        WHERE v.visited_at IS NULL OR v.visited_at < ?
    """
    return [dict(zip(_KNOWN, row, strict=True)) for row in connection.execute(query, [since]).fetchall()]


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
    return [dict.fromkeys(_KNOWN) | {"url_id": url_id} for (url_id,) in rows]


def polled(connection: duckdb.DuckDBPyConnection, source: str, since: datetime) -> dict[str, tuple[str, int]]:
    """Return where the archive keeps the lists that a source was asked for since then, by address; the last of each."""
    query = """
        SELECT url, arg_max({'warc': warc, 'place': warc_offset}, captured_at) AS last FROM raw.captures
        WHERE kind = 'poll' AND source = ? AND captured_at >= ? AND outcome IN ('fetched', 'gone')
        GROUP BY url
    """
    return {url: (last["warc"], last["place"]) for url, last in connection.execute(query, [source, since]).fetchall()}
