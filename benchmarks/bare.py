"""The same rows without a catalog: the tables' own Parquet files, and the current articles written out as such.

Views that are made of others (`changes`, `events`) are the same statements over these. A table's bare files do not know
`known_at`, which the catalog finds by the load: there it is null.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import write_deltalake

from warehouse.catalog import create_raw, create_views, open_utc, sql_files
from warehouse.delta import WRITER
from warehouse.sql import literals
from warehouse.store import Store
from warehouse.tables import TABLES

MONTH = "published_month"
COPIED = ("articles", "loads")
MACROS = """
    CREATE OR REPLACE MACRO moment(t) AS t::TIMESTAMPTZ;
    CREATE OR REPLACE MACRO articles_asof(t, basis := 'known') AS TABLE FROM articles WHERE known_at <= t;
    CREATE OR REPLACE MACRO mentions_asof(t, basis := 'known') AS TABLE FROM mentions;
"""


def copy(catalog: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write what these two views show, as the tables are written: a file a month, in the order of time."""
    for name in COPIED:
        for rows in _parts(catalog, name):
            partition = [MONTH] if MONTH in rows.schema.names else None
            path = str(folder / name)
            write_deltalake(path, rows, mode="append", partition_by=partition, writer_properties=WRITER)


def _parts(catalog: duckdb.DuckDBPyConnection, name: str) -> Iterator[pa.Table]:
    if name != "articles":
        yield catalog.sql(f"FROM {name}").to_arrow_table()
        return
    months = catalog.execute(f"SELECT DISTINCT {MONTH} FROM {name} ORDER BY 1").fetchall()
    for (month,) in months:
        query = f"FROM {name} WHERE {MONTH} = $month ORDER BY {', '.join(TABLES['revisions'].order)}"
        yield catalog.sql(query, params={"month": month}).to_arrow_table()


def connect(store: Store, folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the plain files under the names of the views; views of views and macros follow them."""
    connection = open_utc(":memory:")
    create_raw(connection, store.files(store.pins()))
    create_views(connection)
    for name in ("revisions", *(name for name in TABLES if name not in sql_files("views"))):
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT *, NULL::TIMESTAMPTZ AS known_at FROM raw.{name}")
    for name in COPIED:
        files = sorted(map(str, (folder / name).rglob("*.parquet")))
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {_scan(files)}")
    connection.execute(MACROS)
    return connection


def _scan(files: list[str]) -> str:
    listed = literals(files)
    options = f"hive_partitioning = {f'{MONTH}=' in files[0]}, hive_types_autocast = false"
    return f"read_parquet([{listed}], {options})"
