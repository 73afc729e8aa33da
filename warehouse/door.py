"""What a query that is not trusted may name: the views and macros of the catalog, and functions that only compute.

DuckDB refuses files outside the tables by itself; this refuses in one line, before anything runs, every function that
reads files, settings, secrets or a query hidden in a text, whether DuckDB knows it today or learns it tomorrow.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

COMPUTING = {"range", "generate_series", "unnest", "repeat", "json_each", "json_tree", "pg_timezone_names"}
DESCRIBING = {
    "duckdb_tables",
    "duckdb_views",
    "duckdb_columns",
    "duckdb_functions",
    "duckdb_types",
    "pragma_table_info",
}

_UNKNOWN_TABLE = re.compile(r"Table with name (\S+) does not exist")


def refused(connection: duckdb.DuckDBPyConnection, query: str) -> str | None:
    """Name the function by which a SELECT would leave the catalog; None if there is none."""
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])
    if tree.get("error", True):
        return "this statement"
    allowed = COMPUTING | DESCRIBING | macros(connection)
    return next((f"{name}()" for name in _table_functions(tree) if name not in allowed), None)


def _table_functions(node: Any) -> Iterator[str]:
    """Every function that stands where a table would."""
    if isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield str(node["function"]["function_name"]).lower()
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _table_functions(inner)


def macros(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The table macros of the catalog."""
    query = "SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
    return {row[0] for row in connection.execute(query).fetchall()}


def names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What can be queried: views and macros."""
    query = "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
    return sorted({row[0] for row in connection.execute(query).fetchall()} | macros(connection))


def nearest(connection: duckdb.DuckDBPyConnection, error: Exception) -> str | None:
    """Turn DuckDB's complaint about an unknown table into one that names the nearest; None if it is another."""
    found = _UNKNOWN_TABLE.search(str(error))
    if not found:
        return None
    near = difflib.get_close_matches(found[1].lower(), names(connection), n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return f"no table {found[1]!r}: {hint}`finews tables` lists them"
