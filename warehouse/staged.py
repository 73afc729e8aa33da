"""The staged rows of batches on their way into the tables: only what is new of them, numbered, each in its story."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.keys import number
from warehouse.memory import give_back_of
from warehouse.returns import quiet_captures, returned_rows
from warehouse.revise import Wording, revise
from warehouse.schema import TEXT, Table
from warehouse.stories import assign_stories
from warehouse.tables import STAGED, TABLES

OF_WORDINGS = ("revisions", "dates", "mentions")  # tables whose rows go with a wording


def read(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> dict[str, pa.Table]:
    """Read the staged rows that the warehouse does not have yet, by table.

    Args:
        connection: its `raw` shows what is loaded.
        folders: of staged batches, with one `<table>.parquet` for each table that has rows.
    """
    loaded = {row[0] for row in connection.execute("SELECT batch_id FROM raw.batches").fetchall()}
    fresh = [folder for folder in dict.fromkeys(folders) if folder.name not in loaded]
    rows = {}
    for name in STAGED:
        files = [str(path) for folder in fresh if (path := folder / f"{name}.parquet").exists()]
        rows[name] = _distinct(connection, TABLES[name], files)
    give_back_of(connection)
    return rows


def complete(connection: duckdb.DuckDBPyConnection, rows: dict[str, pa.Table], load_id: int) -> None:
    """Keep of the revisions those that say something new, and add what only a load can know of them.

    That is their numbers and stories, and the rows of `supersessions` and `tellings`.
    """
    rows["revisions"], rows["supersessions"] = number(connection, *_new_wordings(connection, rows), load_id)
    give_back_of(connection)
    rows["revisions"], rows["tellings"] = assign_stories(connection, rows["revisions"])


def drop_orphans(rows: dict[str, pa.Table]) -> None:
    """Leave out the rows whose revision or capture is not loaded with them."""
    for name in ("dates", "mentions"):
        rows[name] = _belonging(rows[name], "revision_id", rows["revisions"])
    rows["rejects"] = _belonging(rows["rejects"], "capture_id", rows["captures"])


def _distinct(connection: duckdb.DuckDBPyConnection, table: Table, files: list[str]) -> pa.Table:
    """Read staged files of one table without rows whose key is there twice or already loaded.

    What belongs to wordings is not looked for among the loaded rows: `_new_wordings` keeps the wordings that are
    new, and these rows go with theirs.
    """
    if not files:
        return table.to_arrow([])
    key = ", ".join(f'"{name}"' for name in table.key)
    same = " AND ".join(f's."{name}" IS NOT DISTINCT FROM t."{name}"' for name in table.key)
    unless_loaded = "" if table.name in OF_WORDINGS else f"ANTI JOIN raw.{table.name} t ON {same}"
    query = f"""
        SELECT s.* FROM read_parquet($files, union_by_name = true) s
        {unless_loaded}
        QUALIFY row_number() OVER (PARTITION BY {key}) = 1
    """
    rows = connection.sql(query, params={"files": files}).to_arrow_table()
    return rows.select(table.staged_schema.names).cast(table.staged_schema)


def _belonging(rows: pa.Table, key: str, owners: pa.Table) -> pa.Table:
    """Keep the rows whose owner is loaded with them, and those that have none."""
    kept = pa.compute.is_in(rows[key], owners[key])
    return rows.filter(pa.compute.or_(kept, pa.compute.is_null(rows[key])))


def _new_wordings(connection: duckdb.DuckDBPyConnection, rows: dict[str, pa.Table]) -> tuple[pa.Table, pa.Table]:
    """Keep the staged wordings that say something new, number them, and tell which older wordings they replace.

    Where they lie in the past, later captures may turn out to be returns to the words before them: their rows are
    added to those staged.
    """
    supersessions = TABLES["supersessions"]
    if not rows["revisions"].num_rows:
        return rows["revisions"].append_column("revision", pa.array([], pa.int32())), supersessions.to_arrow([])
    columns = ["article_id", "revision_id", "content_hash", "seen_at", "capture_id", "stated_times"]
    candidates = rows["revisions"].select(columns)
    connection.register("candidates", candidates)
    query = """
        SELECT article_id, revision_id, content_hash, seen_at, revision, capture_id, stated_times,
               reason = 'replay', NOT EXISTS (FROM raw.supersessions s WHERE s.revision_id = r.revision_id),
               revision_id IN (SELECT revision_id FROM raw.supersessions WHERE by_revision_id = revision_id)
        FROM raw.revisions r WHERE article_id IN (SELECT article_id FROM candidates)
    """
    known = [Wording(*row) for row in connection.execute(query).fetchall()]
    new = [Wording(**row) for row in candidates.to_pylist()]
    quiet = quiet_captures(connection, known, new, rows["captures"])
    numbers, replaced = revise(known, [*new, *quiet])
    if returned := [wording for wording in quiet if wording.revision_id in numbers]:
        for name, copies in returned_rows(connection, returned, rows).items():
            rows[name] = pa.concat_tables([rows[name], copies])
    kept = rows["revisions"].filter(pa.compute.is_in(rows["revisions"]["revision_id"], pa.array(list(numbers), TEXT)))
    revision = pa.array([numbers[key] for key in kept["revision_id"].to_pylist()], pa.int32())
    return kept.append_column("revision", revision), supersessions.to_arrow(replaced)
