"""The same rows without a catalog: the tables' own Parquet files, and what the other views show written out as such.

A table's bare files do not know `known_at`, which the catalog finds by the load: there it is null.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from warehouse.catalog import open_utc, quoted, sql_files
from warehouse.store import _WRITER, Store
from warehouse.tables import TABLES

MONTH = "published_month"
MACROS = """
    CREATE MACRO moment(t) AS t::TIMESTAMPTZ;
    CREATE MACRO articles_asof(t, basis := 'known') AS TABLE FROM articles WHERE known_at <= t;
    CREATE MACRO mentions_asof(t, basis := 'known') AS TABLE FROM mentions;
"""


def copied() -> list[str]:
    """The views that are written out: all but those of the tables themselves."""
    return sorted({*sql_files("views")} - {*TABLES} | {"loads"})


def copy(catalog: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write what each of these views shows, as the tables are written: a file a month, in the order of time."""
    for name in copied():
        for rows in _parts(catalog, name):
            if rows.num_rows:
                partition = [MONTH] if MONTH in rows.schema.names else None
                write_deltalake(
                    str(folder / name), rows, mode="append", partition_by=partition, writer_properties=_WRITER
                )
        if not (folder / name).exists():
            (folder / name).mkdir(parents=True)
            pq.write_table(rows, folder / name / "empty.parquet")


def _parts(catalog: duckdb.DuckDBPyConnection, name: str) -> Iterator[pa.Table]:
    if name != "articles":
        yield catalog.sql(f"FROM {name}").to_arrow_table()
        return
    months = catalog.execute(f"SELECT DISTINCT {MONTH} FROM {name} ORDER BY 1").fetchall()
    for (month,) in months:
        query = f"FROM {name} WHERE {MONTH} = $month ORDER BY {', '.join(TABLES['revisions'].order)}"
        yield catalog.sql(query, params={"month": month}).to_arrow_table()


def connect(store: Store, folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the plain files under the names of the views."""
    connection = open_utc(":memory:")
    files = store.files(store.pins())
    for name in [*copied(), *(name for name in TABLES if name != "loads")]:
        own = files.get(name, []) if name not in copied() else sorted(map(str, (folder / name).rglob("*.parquet")))
        known = "" if name in copied() else ", NULL::TIMESTAMPTZ AS known_at"
        listed = ", ".join(f"'{quoted(file)}'" for file in own)
        options = f"hive_partitioning = {f'{MONTH}=' in own[0]}, hive_types_autocast = false"
        connection.execute(f"CREATE VIEW {name} AS SELECT *{known} FROM read_parquet([{listed}], {options})")
    connection.execute(MACROS)
    return connection
