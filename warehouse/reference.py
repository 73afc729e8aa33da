"""Describes every table, view and macro with its columns, and makes `docs/tables.md`: `python -m warehouse.reference`.

Types are asked from a catalog over no rows; meanings come from the tables' declarations, or stand in the file of the
view or macro as `-- column: meaning`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import duckdb

from warehouse.catalog import SqlFile, create_raw, create_views, open_utc, sql_files
from warehouse.hints import did_you_mean
from warehouse.query import QueryError
from warehouse.schema import Column, Table
from warehouse.tables import TABLES

KNOWN_AT = "when the row became visible in this warehouse (UTC)"
_MACRO = re.compile(r"CREATE MACRO (?P<name>\w+)\((?P<arguments>[^)]*)\) AS (?P<table>TABLE\b)?", re.IGNORECASE)
_ARGUMENTS = {"t": "TIMESTAMPTZ '2026-01-01 00:00:00+00'"}  # of a macro, so that its answer can be described


@dataclass(frozen=True, slots=True)
class Described:
    """A column as people see it."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Something to query: a table, a view or a macro; `call` is how it is written in a query."""

    name: str
    kind: str
    call: str
    description: str
    columns: tuple[Described, ...]
    file: str

    @property
    def first_sentence(self) -> str:
        """What it is, in short."""
        said = self.description.removeprefix(f"{self.call}: ")
        return re.split(r"(?<=[a-z)])[.:;] ", said, maxsplit=1)[0].rstrip(".")


def relations() -> list[Relation]:
    """Everything that can be queried: views, tables, macros."""
    with open_utc(":memory:") as connection:
        create_raw(connection, {})
        create_views(connection)
        views, macros = sql_files("views"), sql_files("macros")
        tables = [_table(connection, table) for table in TABLES.values() if table.name not in views]
        return [
            *(_view(connection, file) for file in views.values()),
            *tables,
            *(_macro(connection, file) for file in macros.values()),
        ]


def find(name: str) -> Relation:
    """Return one of them; as in SQL, capitals do not matter.

    Raises:
        QueryError: there is none of that name; the nearest are named.
    """
    known = {relation.name: relation for relation in relations()}
    if name.lower() not in known:
        hint = did_you_mean(name.lower(), known, otherwise="`finews tables` lists them", cutoff=0.5)
        raise QueryError(f"no table, view or macro {name!r}: {hint}")
    return known[name.lower()]


def _table(connection: duckdb.DuckDBPyConnection, table: Table) -> Relation:
    columns = _columns(connection, table.name, {})
    return Relation(table.name, "table", table.name, f"A row is {table.row}.", columns, "warehouse/tables.py")


def _view(connection: duckdb.DuckDBPyConnection, file: SqlFile) -> Relation:
    where = f"warehouse/views/{file.name}.sql"
    columns = _columns(connection, file.name, file.meanings)
    return Relation(file.name, "view", file.name, file.description, columns, where)


def _macro(connection: duckdb.DuckDBPyConnection, file: SqlFile) -> Relation:
    """A macro, with the columns of its answer if it answers with a table."""
    where = f"warehouse/macros/{file.name}.sql"
    found = _MACRO.search(file.sql)
    if not found:
        raise ValueError(f"{where}: write CREATE MACRO {file.name}(…) AS …")
    arguments = [argument.strip() for argument in found["arguments"].split(",") if argument.strip()]
    call = f"{file.name}({', '.join(arguments)})"
    if not found["table"]:
        return Relation(file.name, "function", call, file.description, (), where)
    given = ", ".join(_ARGUMENTS.get(a, "'x'") for a in arguments if ":=" not in a)
    columns = _columns(connection, f"{file.name}({given})", file.meanings)
    return Relation(file.name, "macro", call, file.description, columns, where)


def _columns(connection: duckdb.DuckDBPyConnection, relation: str, meanings: dict[str, str]) -> tuple[Described, ...]:
    """The columns of a relation; one that nobody describes has an empty meaning."""
    declared = _declared(relation)
    shown = connection.execute(f"DESCRIBE FROM {relation}").fetchall()
    return tuple(Described(name, type_, meanings.get(name) or declared.get(name, "")) for name, type_, *_ in shown)


@cache
def _declared(relation: str) -> dict[str, str]:
    """What the tables say of column names: the table of that name first, for the others the first that has it."""
    own = TABLES.get(relation)
    tables = [*([own] if own else []), *TABLES.values()]
    found = {"known_at": KNOWN_AT}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.name, _meaning(column))
    return found


def _meaning(column: Column) -> str:
    return f"{column.meaning}{f' ({column.unit})' * bool(column.unit)}{'; may be null' * (not column.required)}"


# -- the pages -----------------------------------------------------------------------------------


def reference() -> str:
    """Return the reference as Markdown."""
    parts = [
        "# Tables, views and macros",
        "Made from `warehouse/tables.py`, `warehouse/views/` and `warehouse/macros/` by `make docs`; do not edit. "
        "`finews tables` shows the same; the [cookbook](cookbook.md) has examples.",
        "Query the names below. `raw.<table>` shows each table as it is stored; every table here also has `known_at`, "
        "the instant at which the row became visible in this warehouse.",
    ]
    titles = {"view": "Views", "table": "Tables", "macro": "Macros", "function": "Functions"}
    found = {kind: group for kind in titles if (group := [one for one in relations() if one.kind == kind])}
    parts.append("\n".join(f"- {titles[kind]}: {_links(one.call for one in group)}" for kind, group in found.items()))
    for kind, group in found.items():
        parts += [f"## {titles[kind]}", *map(describe, group)]
    return "\n\n".join(parts) + "\n"


def _links(headings: Iterable[str]) -> str:
    """Links to headings of the same page; GitHub makes their anchors from letters, digits, `_`, `-` and spaces."""
    anchors = {heading: re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
    return ", ".join(f"[{heading.partition('(')[0]}](#{anchor})" for heading, anchor in anchors.items())


def describe(relation: Relation) -> str:
    """Describe one relation: what it holds, its columns, a table's key and its layout on disk."""
    rows = [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in relation.columns]
    table = ["", "| column | type | meaning |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"### {relation.call}", "", relation.description + _layout(relation), *table])


def _layout(relation: Relation) -> str:
    table = TABLES.get(relation.name)
    if not table:
        return ""
    key = f" Key: {', '.join(f'`{name}`' for name in table.key)}."
    if not table.partition:
        return key
    return f"{key} Partitioned by `{table.partition}`: a condition on it reads only those files."


def cookbook() -> str:
    """Return the named queries as Markdown, each as it is run."""
    parts = [
        "# Cookbook",
        "The built-in queries, made from `warehouse/queries/` by `make docs`; do not edit. `finews sql NAME` runs one, "
        "`--set PARAMETER=VALUE` sets a parameter, `--at MOMENT` reads the tables as they were. The tests run each.",
        _links(sql_files("queries")),
    ]
    for query in sql_files("queries").values():
        parts += [f"## {query.name}", query.description]
        if query.defaults:
            parts.append("\n".join(_parameter(query, name) for name in query.defaults))
        parts.append(f"```sql\n{_statement(query)}\n```")
    return "\n\n".join(parts) + "\n"


def _parameter(query: SqlFile, name: str) -> str:
    return f"- `{name}`: {query.meanings[name]} (`{query.defaults[name]}` if not given)"


def _statement(query: SqlFile) -> str:
    lines = query.sql.rstrip().splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


if __name__ == "__main__":
    print(cookbook() if "--cookbook" in sys.argv else reference(), end="")
