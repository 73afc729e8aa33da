"""Learns the lines that a site repeats before and behind its articles, from the articles of the daily crawl.

A backfill removes what is known and adds nothing: what it learned from its first pages would change how it reads the
rest after an interruption.

A line stays in the table `boilerplate` for good: it is removed from then on, so later articles no longer show it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb

ARTICLES = 5  # of one host, different in the rest of their text; fewer teach nothing
SHARE = 0.3  # of the host's articles
_RECENT = 1_000  # wordings of a source that are looked at
_EDGE = 3  # lines at either end of a text
_LENGTH = 150  # characters; a longer line is a paragraph

_COLUMNS = ("source", "host", "line", "articles", "share", "learned_at")
_LEARN = f"""
    WITH newest AS (  -- narrow columns first: texts are read of these rows only
        SELECT row_id FROM raw.revisions WHERE source = $source AND ingest_mode = 'live'
        ORDER BY row_id DESC LIMIT {_RECENT}
    ), recent AS (
        SELECT article_id, lower(regexp_extract(url, '^[a-zA-Z]+://([^/?#:]+)', 1)) AS host,
               string_split(text, chr(10)) AS lines
        FROM raw.revisions SEMI JOIN newest USING (row_id)
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY row_id DESC) = 1
    ), edges AS (
        SELECT host, article_id, list_aggregate(lines, 'string_agg', chr(10)) AS text,
               unnest(list_distinct(lines[:{_EDGE}] || lines[-{_EDGE}:])) AS line
        FROM recent WHERE len(lines) > 1
    ), hosts AS (
        SELECT host, count(*) AS articles FROM recent GROUP BY host
    )
    SELECT $source AS source, host, line, count(DISTINCT replace(text, line, '')) AS articles,
           count(DISTINCT article_id) / any_value(hosts.articles) AS share, $now AS learned_at
    FROM edges JOIN hosts USING (host)
    ANTI JOIN (SELECT host, line FROM raw.boilerplate WHERE source = $source) AS known USING (host, line)
    WHERE length(line) BETWEEN 2 AND {_LENGTH}
    GROUP BY host, line
    HAVING count(DISTINCT replace(text, line, '')) >= {ARTICLES} AND share >= {SHARE}
    ORDER BY host, line
"""


def known(connection: duckdb.DuckDBPyConnection, source: str) -> tuple[str, ...]:
    """Return the lines that the sites of a source are known to repeat, each behind its host and a space."""
    query = "SELECT DISTINCT host || ' ' || line AS known FROM raw.boilerplate WHERE source = $source ORDER BY known"
    return tuple(row[0] for row in connection.execute(query, {"source": source}).fetchall())


def learn(connection: duckdb.DuckDBPyConnection, source: str, now: datetime) -> list[dict[str, Any]]:
    """Return a row of `boilerplate` for each line that a site of the source repeats and that is not known yet."""
    rows = connection.execute(_LEARN, {"source": source, "now": now}).fetchall()
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
