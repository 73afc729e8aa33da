"""What a query that is not trusted may name: the views and macros of the catalog, and functions that only compute.

DuckDB refuses files outside the tables by itself; this refuses in one line, before anything runs, every function and
every name of a file that reads files, settings, secrets or a query hidden in a text, and every part of a WITH that
writes, whether DuckDB knows it today or learns it tomorrow.
"""

from __future__ import annotations

import re

import duckdb

from warehouse.hints import did_you_mean
from warehouse.sql import nodes, syntax_tree

COMPUTING = {"range", "generate_series", "unnest", "repeat", "json_each", "json_tree", "pg_timezone_names"}
DESCRIBING = {
    "duckdb_tables",
    "duckdb_views",
    "duckdb_columns",
    "duckdb_functions",
    "duckdb_types",
    "pragma_table_info",
}

READING = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}  # others write: WITH x AS (COPY …)

READABLE = "a query reads the views and macros that `finews tables` lists"
STATEMENTS = "the warehouse is read with SELECT, WITH, DESCRIBE, SUMMARIZE or EXPLAIN"

_FILE = re.compile(r"[./\\:*]")  # in a table's name: DuckDB would read a file of that name
_UNKNOWN_TABLE = re.compile(r"Table with name (\S+) does not exist")


def refusal(connection: duckdb.DuckDBPyConnection, query: str) -> str | None:
    """Say in one line by what a SELECT would leave the catalog or write; None if there is nothing."""
    tree = syntax_tree(connection, query)
    if tree.get("error", True):
        return f"this statement is refused: {READABLE}"
    functions, tables = set(), set()
    for node in nodes(tree):
        if "cte_map" in node and node["type"] not in READING:
            return f"{node['type'].partition('_')[0]} is refused: {STATEMENTS}"
        if node.get("type") == "TABLE_FUNCTION":
            functions.add(str(node["function"]["function_name"]).lower())
        elif node.get("type") == "BASE_TABLE":
            tables.add(tuple(part.lower() for part in node["qualified_name"]["path"]))
    if (further := functions - COMPUTING - DESCRIBING) and (unknown := further - macros(connection)):
        return f"{min(unknown)}() is refused: {_hint(connection, min(unknown))}{READABLE}"
    if outside := _outside(connection, tables):
        return f"{outside!r} is refused: {READABLE}"
    return None


def _outside(connection: duckdb.DuckDBPyConnection, tables: set[tuple[str, ...]]) -> str | None:
    """Name the first that is a file, lies in no schema, or is a view of DuckDB's own that does as a function."""
    rows = connection.execute("SELECT DISTINCT database_name, schema_name FROM duckdb_schemas()").fetchall()
    schemas = {name for row in rows for name in row}
    internal = "SELECT view_name FROM duckdb_views() WHERE internal AND schema_name <> 'information_schema'"
    refused = {row[0] for row in connection.execute(internal).fetchall()} - DESCRIBING
    for *within, name in sorted(tables):
        if _FILE.search(name) or name in refused or not schemas.issuperset(within):
            return ".".join([*within, name])
    return None


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
    return f"no table {found[1]!r}: {_hint(connection, found[1].lower())}`finews tables` lists them"


def _hint(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    hint = did_you_mean(name, names(connection))
    return f"{hint} " if hint else ""
