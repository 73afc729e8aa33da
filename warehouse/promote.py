"""Makes a replay current: its differing wordings become ordinary revisions marked `reason = 'replay'`, in one load.

A correction keeps the moment at which its capture was seen, and supersedes the row it corrects from the moment of
promotion on, so that no answer about an earlier moment changes. A wording that a later capture has replaced meanwhile
is left alone. Where a correction moves a page to another article, that article's current wordings are put in the order
of time, and the last one stays; the article that it leaves has its last wording at another address again, if there is
one. Pages that gave an article and now give none are left, unless they are to be withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.compare import compare
from warehouse.keys import PER_LOAD, revision_id
from warehouse.replays import Replay
from warehouse.store import Loaded, Store
from warehouse.stories import assign_stories
from warehouse.tables import TABLES

PORTION = 2_000  # articles that are appended at a time: bounds the memory

_PROMOTED = """
    CREATE TEMP TABLE promoted AS
    SELECT n.revision_id, n.article_id, c.old_id, o.article_id AS old_article_id, NULL::VARCHAR AS copy_of,
           coalesce(o.seen_at, n.seen_at) AS seen_at,
           coalesce(k.highest, 0) + row_number() OVER (PARTITION BY n.article_id ORDER BY n.seen_at, n.revision_id)
               AS revision,
           $first + row_number() OVER (ORDER BY n.article_id) - 1 AS row_id,
           (dense_rank() OVER (ORDER BY n.article_id) - 1) // $portion AS portion  -- an article is whole in one
    FROM compared c
    JOIN shadow.revisions n ON n.revision_id = c.new_id
    LEFT JOIN raw.revisions o ON o.revision_id = c.old_id
    LEFT JOIN (SELECT article_id, max(revision) AS highest FROM raw.revisions GROUP BY article_id) k
           ON k.article_id = n.article_id
    WHERE NOT c.is_stale AND (c.fields != [] OR c.outcome = 'new article')
      AND n.revision_id NOT IN (SELECT revision_id FROM raw.revisions)
"""
_LEFT = """
    WITH moved AS (
        SELECT o.article_id, o.url FROM promoted p JOIN raw.revisions o ON o.revision_id = p.old_id
        WHERE o.article_id <> p.article_id
    ), earlier AS (
        SELECT article_id, capture_id, revision_id, url, seen_at, revision, row_id FROM raw.revisions
        SEMI JOIN moved USING (article_id)
        ANTI JOIN promoted USING (article_id)
        WHERE (article_id, url) NOT IN (FROM moved)
    ), later AS (
        SELECT article_id, url, row_id FROM raw.revisions SEMI JOIN earlier USING (url)
    )
    SELECT r.article_id, r.capture_id, r.revision_id, r.seen_at
    FROM earlier r
    ANTI JOIN later l ON l.url = r.url AND l.article_id <> r.article_id AND l.row_id > r.row_id
    ANTI JOIN raw.supersessions s ON s.revision_id = r.revision_id AND s.by_revision_id = r.revision_id
    QUALIFY row_number() OVER (PARTITION BY r.article_id ORDER BY r.seen_at DESC, r.revision DESC) = 1
    ORDER BY ALL
"""
_PUT_BACK = """
    INSERT INTO promoted BY NAME
    SELECT $id AS revision_id, $article_id AS article_id, $copy_of AS copy_of, $seen_at::TIMESTAMPTZ AS seen_at,
           (SELECT max(revision) + 1 FROM raw.revisions WHERE article_id = $article_id) AS revision,
           (SELECT max(row_id) + 1 FROM promoted) AS row_id, (SELECT max(portion) FROM promoted) AS portion
"""
_SUPERSESSIONS = """
    WITH standing AS (
        SELECT article_id, revision_id, seen_at, revision FROM promoted
        UNION ALL
        SELECT article_id, revision_id, seen_at, revision FROM raw.revisions
        SEMI JOIN promoted USING (article_id)
        ANTI JOIN raw.supersessions USING (revision_id)
        WHERE revision_id NOT IN (SELECT old_id FROM promoted WHERE old_id IS NOT NULL)
    ), ended AS (
        SELECT old_article_id AS article_id, old_id AS revision_id, revision_id AS by_revision_id
        FROM promoted WHERE old_id IS NOT NULL
        UNION ALL
        SELECT article_id, revision_id,
               lead(revision_id) OVER (PARTITION BY article_id ORDER BY seen_at, revision) AS by_revision_id
        FROM standing
        UNION ALL
        SELECT o.article_id, o.revision_id, o.revision_id
        FROM compared c JOIN raw.revisions o ON o.revision_id = c.old_id
        WHERE $withdraw AND c.outcome = 'now rejected' AND NOT c.is_stale
    ), numbers AS (
        SELECT revision_id, row_id FROM raw.revisions UNION ALL SELECT revision_id, row_id FROM promoted
    )
    SELECT article_id, revision_id, by_revision_id, $at AS superseded_at, row_id
    FROM ended JOIN numbers USING (revision_id) WHERE by_revision_id IS NOT NULL
"""


def promote(
    store: Store, replay: Replay, run: dict[str, Any], *, withdraw: bool = False, portion: int = PORTION
) -> Loaded:
    """Load what a replay changes, and publish it at one moment; what is promoted already is a no-op.

    Args:
        run: the row of `runs`, but for its counts and its end.
        withdraw: let articles whose pages give none any more stop being current.
    """

    def make(connection: duckdb.DuckDBPyConnection, load_id: int) -> Iterator[dict[str, pa.Table]]:
        replay.attach(connection)
        compare(connection)
        connection.execute(_PROMOTED, {"portion": portion, "first": load_id * PER_LOAD})
        _put_back(connection, str(run["run_id"]))
        at = store.clock()
        replaced = _arrow(connection, "supersessions", _SUPERSESSIONS, at=at, withdraw=withdraw)
        if replaced.num_rows or _count(connection):
            yield from _portions(connection)
            yield {"supersessions": replaced, "runs": _run(run, at, _count(connection))}

    return store.append(make)


def _put_back(connection: duckdb.DuckDBPyConnection, replay_id: str) -> None:
    """Promote, of each article that all its current pages leave, the last wording at an address that does not.

    A row that was superseded stays so: it is written again. Earlier wordings of the page that leaves go with it.
    """
    for article_id, capture_id, copy_of, seen_at in connection.execute(_LEFT).fetchall():
        values = {"article_id": article_id, "copy_of": copy_of, "seen_at": seen_at}
        connection.execute(_PUT_BACK, values | {"id": revision_id(article_id, capture_id, replay_id)})


def _portions(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, pa.Table]]:
    """Yield the rows of all wordings to promote, some at a time."""
    ((portions,),) = connection.execute("SELECT coalesce(max(portion) + 1, 0) FROM promoted").fetchall()
    for number in range(portions):
        chosen = "(FROM promoted WHERE portion = $number) p USING (revision_id)"
        revisions = (
            f"SELECT r.* REPLACE (p.seen_at AS seen_at), p.revision, p.row_id FROM shadow.revisions r JOIN {chosen}"
        )
        rows = {}
        made = _arrow(connection, "revisions", revisions, number=number)
        rows["revisions"], rows["tellings"] = assign_stories(connection, made)
        for name in ("dates", "mentions"):
            rows[name] = _arrow(connection, name, f"FROM shadow.{name} SEMI JOIN {chosen}", number=number)
        yield rows
    if _count(connection, "copy_of IS NOT NULL"):
        yield _copies(connection)


def _copies(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """The rows of wordings that are put back, as they were but for their numbers."""
    own = {"revisions": ", p.revision AS revision, p.row_id AS row_id, 'replay' AS reason", "dates": "", "mentions": ""}
    rows = {}
    for name, more in own.items():
        query = f"SELECT t.* REPLACE (p.revision_id AS revision_id{more}) FROM raw.{name} t"
        rows[name] = _arrow(connection, name, f"{query} JOIN promoted p ON p.copy_of = t.revision_id")
    rows["revisions"], _ = assign_stories(connection, rows["revisions"])
    return rows


def _arrow(connection: duckdb.DuckDBPyConnection, table: str, query: str, **values: Any) -> pa.Table:
    rows: pa.Table = connection.sql(query, params=values).to_arrow_table()
    schema = pa.schema([field for field in TABLES[table].schema if field.name not in {"load_id", "story_id"}])
    return rows.select(schema.names).cast(schema)


def _count(connection: duckdb.DuckDBPyConnection, condition: str = "true") -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM promoted WHERE {condition}").fetchall()
    return int(count)


def _run(run: dict[str, Any], at: datetime, revisions: int) -> pa.Table:
    done: Iterable[dict[str, Any]] = [run | {"ended_at": at, "revisions": revisions}]
    return TABLES["runs"].to_arrow(done)
