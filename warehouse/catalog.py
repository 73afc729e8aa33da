"""Builds the catalog: a small DuckDB file of views and macros over the published Parquet files.

The schema `raw` shows each table as it is stored; `main` holds the views that people query, one file
each in `views/` (and macros in `macros/`), whose first comment is its documentation.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse.schema import Table
from warehouse.sql import literal, literals
from warehouse.tables import TABLES

HERE = Path(__file__).parent
READABLE_FROM = "v1.4.0"  # the oldest DuckDB that opens the catalog; people's other programs lag behind ours

MATERIALIZED = {
    "clock": """SELECT load_id, max(known_at) AS known_at, any_value(batches) AS batches,
                       any_value(revisions) AS revisions, any_value(version) AS version
                FROM raw.loads GROUP BY load_id ORDER BY load_id""",
    "superseded": """SELECT s.row_id, s.revision_id, s.superseded_at, c.known_at,
                            p.by_revision_id IS NOT NULL OR s.by_revision_id = s.revision_id AS by_replay
                     FROM raw.supersessions s
                     JOIN raw.clock c USING (load_id)
                     LEFT JOIN (SELECT DISTINCT revision_id AS by_revision_id FROM raw.revisions
                                WHERE reason = 'replay') p USING (by_revision_id)
                     ORDER BY s.row_id""",
}
"""What nearly every query asks, kept in the catalog itself: joins against it cost no file to open."""


_SAID = re.compile(r"--\s*(?P<key>parameter|[a-z_]+):\s+(?P<words>\S.*)")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One statement in a file: its name, what its first comment says, the SQL, and what further comments declare.

    `-- parameter: symbol = 00020 (the security's code)` gives a parameter its default and meaning, and
    `-- column_name: meaning` says what a column of a view holds where no table does.
    """

    name: str
    description: str
    sql: str
    defaults: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)


def sql_files(folder: str) -> dict[str, SqlFile]:
    """Read every SQL file of `views`, `macros` or `queries`, by name."""
    found = {}
    for path in sorted((HERE / folder).glob("*.sql")):
        found[path.stem] = _sql_file(path.stem, path.read_text(encoding="utf-8"))
    return found


def _sql_file(name: str, text: str) -> SqlFile:
    comment, defaults, meanings = [], {}, {}
    for line in _leading_comment(text):
        said = _SAID.fullmatch(line)
        if said and said["key"] == "parameter":
            parameter, _, default = said["words"].partition(" (")[0].partition("=")
            defaults[parameter.strip()] = default.strip()
            meanings[parameter.strip()] = said["words"].partition(" (")[2].rstrip(")")
        elif said:
            meanings[said["key"]] = said["words"]
        else:
            comment.append(line.removeprefix("--").strip())
    return SqlFile(name, " ".join(comment), text, defaults, meanings)


def macros() -> list[SqlFile]:
    """Return the macros, each after those that it uses."""
    files = sql_files("macros")
    uses = {name: [other for other in files if other != name and f"{other}(" in files[name].sql] for name in files}
    return [files[name] for name in TopologicalSorter(uses).static_order()]


def _leading_comment(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return lines


def open_utc(path: str) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database whose times are shown in UTC, whatever the machine's zone."""
    connection = duckdb.connect(path)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")  # on its cursors, too
    return connection


def open_catalog(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a catalog for reading, as it is now.

    It is attached to a database of our own: two connections of one process to the same file would
    share their settings, and the second would see what the first saw, however old.
    """
    connection = open_utc(":memory:")
    connection.execute(f"ATTACH {literal(str(path))} AS finews (READ_ONLY)")
    connection.execute("USE finews")
    return connection


def create_raw(connection: duckdb.DuckDBPyConnection, files: dict[str, list[str]], until: int | None = None) -> None:
    """Create `raw.<table>` over the given Parquet files of each table, as they were after the load `until`."""
    connection.execute("CREATE SCHEMA raw")
    past = f" WHERE load_id <= {until:d}" if until is not None else ""
    for name, table in TABLES.items():
        scan = _scan(table, files.get(name, []))
        connection.execute(f"CREATE VIEW raw.{name} AS {scan}{past if files.get(name) else ''}")


def _scan(table: Table, files: list[str]) -> str:
    if not files:
        columns = ", ".join(f'CAST(NULL AS {_duck_type(c.type)}) AS "{c.name}"' for c in table.columns)
        return f"SELECT {columns} WHERE false"
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    options = (
        "hive_partitioning = true, hive_types_autocast = false" if table.partition else "hive_partitioning = false"
    )
    return f"SELECT {columns} FROM read_parquet([{literals(files)}], {options})"


def _duck_type(arrow_type: object) -> str:
    names = {
        "string": "VARCHAR", "list<item: string>": "VARCHAR[]", "list<element: string>": "VARCHAR[]",
        "list<item: int32>": "INTEGER[]", "list<element: int32>": "INTEGER[]",
        "timestamp[us, tz=UTC]": "TIMESTAMPTZ", "date32[day]": "DATE", "bool": "BOOLEAN",
        "int32": "INTEGER", "int64": "BIGINT", "double": "DOUBLE", "binary": "BLOB",
    }  # fmt: skip
    return names[str(arrow_type)]


def build(path: Path, files: dict[str, list[str]], load_id: int) -> Path:
    """Write a new catalog beside `path` and return it; the caller, who holds the lock, renames it into place."""
    for left in path.parent.glob(f"{path.name}.[0-9]*.new*"):  # by a run that was killed
        left.unlink()
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    root = str(path.parent / "tables")
    with open_utc(":memory:") as connection:
        connection.execute(f"ATTACH {literal(str(fresh))} AS finews (STORAGE_VERSION '{READABLE_FROM}')")
        connection.execute("USE finews")
        connection.begin()  # one transaction: each is a write to the disk
        create_raw(connection, files)
        connection.execute(
            "CREATE TABLE raw.built_for AS SELECT ?::BIGINT AS load_id, ? AS tables, ? AS edition",
            [load_id, root, edition()],
        )
        create_views(connection)
        connection.commit()
    return fresh


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create over `raw` what people query: a view for each table, those of `views/`, and the macros."""
    views = sql_files("views")
    for table, query in MATERIALIZED.items():
        connection.execute(f"CREATE TABLE raw.{table} AS {query}")
    for name in dict.fromkeys(["loads", "revisions", "articles", *TABLES, *views]):  # each may use those before it
        sql = views[name].sql if name in views else _plain_view(TABLES[name])
        connection.execute(sql)
        _describe(connection, name, views[name].description if name in views else f"A row is {TABLES[name].row}.")
    for macro in macros():
        connection.execute(macro.sql)


def open_past(files: dict[str, list[str]], load_id: int) -> duckdb.DuckDBPyConnection:
    """Open a catalog, in memory, of all tables as they were after a load."""
    connection = open_utc(":memory:")
    create_raw(connection, files, until=load_id)
    create_views(connection)
    return connection


def _plain_view(table: Table) -> str:
    """A table as it is, with the instant at which each row became visible.

    Every row has its load, once: DuckDB leaves a left join out of queries that do not ask `known_at`.
    """
    return (
        f"CREATE VIEW {table.name} AS SELECT t.*, l.known_at FROM raw.{table.name} t LEFT JOIN loads l USING (load_id)"
    )


def _describe(connection: duckdb.DuckDBPyConnection, view: str, description: str) -> None:
    connection.execute(f"COMMENT ON VIEW {view} IS {literal(description)}")


def edition() -> str:
    """Identify what a catalog is made of beside rows: another finews has other views."""
    declared = [f"{name} {table.schema.to_string(show_schema_metadata=False)}" for name, table in TABLES.items()]
    statements = [file.sql for folder in ("views", "macros") for file in sql_files(folder).values()]
    return hashlib.sha256("\x1f".join([*declared, *MATERIALIZED.values(), *statements]).encode()).hexdigest()[:16]


def built_for(path: Path) -> tuple[int, str, str] | None:
    """The load, the tables' folder and the edition that a catalog was built for; None if there is no usable one."""
    try:
        with open_catalog(path) as connection:
            return connection.execute("SELECT load_id, tables, edition FROM raw.built_for").fetchone()
    except duckdb.Error:
        return None
