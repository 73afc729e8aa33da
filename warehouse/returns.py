"""Wordings that came back: a page said A, then B, then A again, and only an archive brings the B in between.

A capture that says what the one before it said leaves no revision. Once other words turn up from before it, it is a
wording of its own: a return to the earlier words, whose row is made from theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa

from warehouse.keys import revision_id
from warehouse.revise import Wording
from warehouse.schema import Table
from warehouse.tables import TABLES


class Said(NamedTuple):
    """What a capture said: when, in which words by any of its readings, and its last reading."""

    at: datetime
    words: frozenset[str]
    last: Wording


_QUIET = """
WITH near AS (
    SELECT capture_id, url_id, captured_at, outcome, article_id, content_hash, sha256 FROM captured
    SEMI JOIN (SELECT url_id FROM captured SEMI JOIN candidates USING (article_id)) USING (url_id)
), shown AS (
    SELECT capture_id, captured_at, {'article': article_id, 'words': content_hash} AS it FROM near
    WHERE outcome = 'fetched'
    UNION ALL -- a visit that found the page unchanged names the body that was known to it, which need not be the last
    SELECT u.capture_id, u.captured_at, arg_max({'article': b.article_id, 'words': b.content_hash}, b.captured_at)
    FROM near u JOIN near b ON b.url_id = u.url_id AND b.sha256 = u.sha256 AND b.captured_at < u.captured_at
    WHERE u.outcome = 'unchanged' AND b.outcome = 'fetched'
    GROUP BY u.capture_id, u.captured_at
)
SELECT it.article, capture_id, it.words, captured_at
FROM shown
WHERE it.words IS NOT NULL AND it.article IN (SELECT article_id FROM candidates)
"""
_ARE_THERE = """
SELECT count(*)
FROM (FROM raw.captures UNION ALL BY NAME FROM staged_captures WHERE outcome = 'unchanged')
WHERE captured_at > ? AND (outcome = 'unchanged' OR article_id IN (SELECT article_id FROM candidates))
"""
_OF_A_CAPTURE = {"seen_at", "capture_id", "url", "source", "ingest_mode"}


def quiet_captures(
    connection: duckdb.DuckDBPyConnection, known: Sequence[Wording], new: Sequence[Wording], staged: pa.Table
) -> list[Wording]:
    """Return the captures that left no revision, and from whose words a new wording parts them, to be tried again.

    There are none to try if nothing of these articles was captured after what is new.

    Args:
        connection: its `raw` shows what is loaded, its `candidates` the new wordings.
        staged: the captures that are loaded with them; visits that found a page unchanged are among them.
    """
    connection.register("staged_captures", staged)
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW captured AS FROM raw.captures UNION ALL BY NAME FROM staged_captures"
    )
    ((later,),) = connection.execute(_ARE_THERE, [min(wording.seen_at for wording in new)]).fetchall()
    if not later:
        return []
    taken = {wording.capture_id for wording in (*known, *new)}
    said_before, said_now = _said(known), _said(new)
    quiet = []
    for article, capture, words, at in connection.execute(_QUIET).fetchall():
        repeated = _repeated(said_before[article], said_now[article], words, at)
        if repeated and capture not in taken and _is_parted(repeated, at, said_now[article]):
            quiet.append(
                Wording(
                    article, revision_id(article, capture), repeated.content_hash, at, capture_id=capture,
                    stated_times=repeated.stated_times, repeats=repeated.revision_id,
                )
            )  # fmt: skip
    return quiet


def _said(wordings: Iterable[Wording]) -> dict[str, list[Said]]:
    """By article what its captures said, in the order of time."""
    captures: dict[tuple[str, str], Said] = {}
    for wording in sorted(wordings, key=lambda w: (w.seen_at, w.revision)):
        key = wording.article_id, wording.capture_id or wording.revision_id
        earlier = captures[key].words if key in captures else frozenset()
        captures[key] = Said(wording.seen_at, earlier | {wording.content_hash}, wording)
    said: dict[str, list[Said]] = defaultdict(list)
    for (article, _), capture in captures.items():
        said[article].append(capture)
    return said


def _repeated(known: Sequence[Said], new: Sequence[Said], words: str, at: datetime) -> Wording | None:
    """Return the wording that a capture repeats: its neighbour among those known, or one that comes with it.

    There may be none: where another address of the article said other words meanwhile, a page that is found unchanged
    is no change.
    """
    place = bisect_right(known, at, key=lambda said: said.at)
    before = new[: bisect_right(new, at, key=lambda said: said.at)]
    near = [*known[max(0, place - 1) : place + 1], *reversed(before)]
    return next((said.last for said in near if words in said.words and not said.last.is_withdrawn), None)


def _is_parted(repeated: Wording, at: datetime, new: Iterable[Said]) -> bool:
    """Say whether something new was said between a capture and the wording that it repeats."""
    first, last = sorted((repeated.seen_at, at))
    return any(first <= said.at < last and said.last.revision_id != repeated.revision_id for said in new)


def returned_rows(
    connection: duckdb.DuckDBPyConnection, returned: Sequence[Wording], staged: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Make the rows of `revisions`, `dates` and `mentions` for returns, from those of the earlier words.

    Args:
        staged: the staged rows by table.
    """
    pairs = [(w.repeats, w.revision_id, w.capture_id) for w in returned]
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
        JOIN (SELECT *, captured_at AS seen_at FROM captured) c ON c.capture_id = n.capture_id
    """).to_arrow_table()
    return rows.cast(table.staged_schema)


def _from_capture(name: str) -> str:
    """A column of a return: what is of its capture, and the words of the earlier wording."""
    if name == "reason":
        return "'capture' AS reason"
    return f"c.{name}" if name in _OF_A_CAPTURE else _from_words(name)


def _from_words(name: str) -> str:
    return "n.after AS revision_id" if name == "revision_id" else f'r."{name}"'
