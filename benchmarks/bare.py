"""The same rows without a catalog: what every view shows, written out as plain Parquet files by the same writer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from warehouse.catalog import open_utc, quoted
from warehouse.store import _WRITER
from warehouse.tables import TABLES

MONTH = "published_month"


def copy(catalog: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write what each view shows, in files laid out as the tables are: a file a month, in the tables' order."""
    for name in views(catalog):
        order = TABLES["revisions" if name == "articles" else name].order if name in {*TABLES, "articles"} else ()
        for rows in _parts(catalog, name, order):
            partition = [MONTH] if MONTH in rows.schema.names else None
            write_deltalake(str(folder / name), rows, mode="append", partition_by=partition, writer_properties=_WRITER)


def _parts(catalog: duckdb.DuckDBPyConnection, name: str, order: tuple[str, ...]) -> Iterator[pa.Table]:
    sorted_by = f" ORDER BY {', '.join(order)}" if order else ""
    columns = [row[0] for row in catalog.execute(f"DESCRIBE {name}").fetchall()]
    if MONTH not in columns:
        yield catalog.sql(f"FROM {name}{sorted_by}").to_arrow_table()
        return
    for (month,) in catalog.execute(f"SELECT DISTINCT {MONTH} FROM {name} ORDER BY 1").fetchall():
        query = f"FROM {name} WHERE {MONTH} = $month{sorted_by}"
        yield catalog.sql(query, params={"month": month}).to_arrow_table()


def views(catalog: duckdb.DuckDBPyConnection) -> list[str]:
    """The views that people query."""
    query = "SELECT view_name FROM duckdb_views() WHERE database_name = 'finews' AND schema_name = 'main' ORDER BY 1"
    return [row[0] for row in catalog.execute(query).fetchall()]


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the plain files under the names of the views."""
    connection = open_utc(":memory:")
    for path in sorted(folder.iterdir()):
        table = DeltaTable(str(path))
        files = ", ".join(f"'{quoted(file)}'" for file in sorted(table.file_uris()))
        connection.execute(
            f'CREATE VIEW "{path.name}" AS FROM read_parquet([{files}], hive_partitioning = '
            f"{bool(table.metadata().partition_columns)}, hive_types_autocast = false)"
        )
    return connection
