"""Identifies the rows of `revisions`, and numbers them.

Current articles are found by comparing numbers instead of long ids. Measured over 200,000 articles: an
anti-join on the text ids costs 30 to 90 ms a query, on numbers 5 to 10 ms.
"""

from __future__ import annotations

import hashlib

import duckdb
import pyarrow as pa

PER_LOAD = 10**9  # numbers that a load may use


def revision_id(article_id: str, capture_id: str, *replay: str) -> str:
    """Identify what a capture says of an article, in the reading of a replay if one is named."""
    parts = ("revision", article_id, capture_id, *replay)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def number(
    connection: duckdb.DuckDBPyConnection, revisions: pa.Table, supersessions: pa.Table, load_id: int
) -> tuple[pa.Table, pa.Table]:
    """Add `row_id` to new revisions, and to supersessions that of the wording which is no longer current.

    Args:
        connection: its `raw.revisions` holds the wordings loaded before.
    """
    first = load_id * PER_LOAD
    numbers = pa.array(range(first, first + revisions.num_rows), pa.int64())
    row_ids = dict(zip(revisions["revision_id"].to_pylist(), numbers.to_pylist(), strict=True))
    replaced = supersessions["revision_id"].to_pylist()
    if older := [revision_id for revision_id in replaced if revision_id not in row_ids]:
        connection.register("older", pa.table({"revision_id": older}))
        query = "SELECT revision_id, row_id FROM raw.revisions SEMI JOIN older USING (revision_id)"
        row_ids |= dict(connection.execute(query).fetchall())
    by_row = pa.array([row_ids[revision_id] for revision_id in replaced], pa.int64())
    return revisions.append_column("row_id", numbers), supersessions.append_column("row_id", by_row)
