"""Wordings that came back: a page said A, then B, then A again, and only an archive brings the B in between.

A capture that says what the one before it said leaves no revision. Once other words turn up from before it, it is a
wording of its own: a return to the earlier words, whose row is made from theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from warehouse.keys import revision_id
from warehouse.revise import Wording
from warehouse.schema import Table
from warehouse.tables import TABLES

_QUIET = """
WITH near AS (
    SELECT capture_id, url_id, captured_at, outcome, article_id, content_hash, load_id FROM raw.captures
    SEMI JOIN (SELECT url_id FROM raw.captures SEMI JOIN candidates USING (article_id)) USING (url_id)
), shown AS (
    SELECT capture_id, captured_at, {'article': article_id, 'words': content_hash} AS it FROM near
    WHERE outcome = 'fetched'
    UNION ALL -- a visit that found the page unchanged shows what the last body did that was known then
    SELECT u.capture_id, u.captured_at, arg_max({'article': b.article_id, 'words': b.content_hash}, b.captured_at)
    FROM near u JOIN near b ON b.url_id = u.url_id AND b.captured_at < u.captured_at AND b.load_id <= u.load_id
    WHERE u.outcome = 'unchanged' AND b.outcome = 'fetched'
    GROUP BY u.capture_id, u.captured_at
)
SELECT it.article, capture_id, it.words, captured_at
FROM shown
WHERE it.words IS NOT NULL AND it.article IN (SELECT article_id FROM candidates)
"""
_OF_A_CAPTURE = {"seen_at", "capture_id", "url", "ingest_mode"}


def quiet_captures(
    connection: duckdb.DuckDBPyConnection, known: Iterable[Wording], new: Iterable[Wording]
) -> list[Wording]:
    """Return the loaded captures of the articles of `new` that left no revision, as wordings to be tried again.

    There are none to try if nothing was captured after what is new.

    Args:
        connection: its `raw` shows what is loaded, its `candidates` the new wordings.
    """
    newest = connection.execute("SELECT max(captured_at) FROM raw.captures").fetchall()[0][0]
    if newest is None or all(wording.seen_at >= newest for wording in new):
        return []
    wordings = [*known, *new]
    taken = {wording.capture_id for wording in wordings}
    said = _last_words(wordings)
    return [
        Wording(article, revision_id(article, capture), words, at, capture_id=capture, stated_times=None)
        for article, capture, words, at in connection.execute(_QUIET).fetchall()
        if capture not in taken and words in said[article]
    ]


def _last_words(wordings: Iterable[Wording]) -> dict[str, dict[str, Wording]]:
    """By article and words, the wording that has them; of a capture that was read again the last reading counts."""
    last: dict[tuple[str, str], Wording] = {}
    for wording in sorted(wordings, key=lambda w: (w.revision == 0, w.revision)):
        last[wording.article_id, wording.capture_id or wording.revision_id] = wording
    said: dict[str, dict[str, Wording]] = defaultdict(dict)
    for wording in sorted(last.values(), key=lambda w: w.seen_at):
        said[wording.article_id][wording.content_hash] = wording
    return said


def returned_rows(
    connection: duckdb.DuckDBPyConnection, returned: list[Wording], wordings: Iterable[Wording],
    staged: Mapping[str, pa.Table],
) -> dict[str, pa.Table]:  # fmt: skip
    """Make the rows of `revisions`, `dates` and `mentions` for returns, from those of the earlier words.

    Args:
        wordings: all others of their articles, loaded or staged.
        staged: the staged rows by table.
    """
    said = _last_words(wordings)
    pairs = [(said[w.article_id][w.content_hash].revision_id, w.revision_id, w.capture_id) for w in returned]
    before, after, captures = zip(*pairs, strict=True)
    connection.register("returned", pa.table({"before": before, "after": after, "capture_id": captures}))
    return {name: _copies(connection, TABLES[name], staged[name]) for name in ("revisions", "dates", "mentions")}


def _copies(connection: duckdb.DuckDBPyConnection, table: Table, staged: pa.Table) -> pa.Table:
    names = table.staged_schema.names
    columns = ", ".join(f'"{name}"' for name in names)
    connection.register("staged_rows", staged)
    rows = connection.sql(f"""
        SELECT {", ".join(map(_from_capture if table.name == "revisions" else _from_words, names))}
        FROM (SELECT {columns} FROM raw.{table.name} UNION ALL SELECT {columns} FROM staged_rows) r
        JOIN returned n ON r.revision_id = n.before
        JOIN (SELECT *, captured_at AS seen_at FROM raw.captures) c ON c.capture_id = n.capture_id
    """).to_arrow_table()
    return rows.cast(table.staged_schema)


def _from_capture(name: str) -> str:
    """A column of a return: what is of its capture, and the words of the earlier wording."""
    if name == "reason":
        return "'capture' AS reason"
    return f"c.{name}" if name in _OF_A_CAPTURE else _from_words(name)


def _from_words(name: str) -> str:
    return "n.after AS revision_id" if name == "revision_id" else f'r."{name}"'
