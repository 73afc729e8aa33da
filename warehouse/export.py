"""Writes an answer to a file that is the same byte for byte when it is done again, and a manifest to cite it by.

What makes it so: rows in a total order, one thread, row groups of a fixed size, and nothing in the file or its manifest
that tells when it was written. What a query leaves to the order of rows on disk, `unrepeatable` finds where it can.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.formats import Column
from warehouse.hints import did_you_mean
from warehouse.query import QueryError, one_select
from warehouse.snapshots import folder, read
from warehouse.sql import identifier, nodes, syntax_tree

# Functions by what they do to an answer that is asked for again: they change it though DuckDB does not say so; they do
# not though it says so; their scores move; they follow the order of rows unless one is given.
CLOCKS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "ago", "sample"}
STEADY = {"error", "current_setting", "current_database", "current_schema", "current_schemas", "in_search_path"}
SEARCHES = {"search", "search_wordings"}
ORDERED = {"list", "array_agg", "string_agg", "group_concat", "listagg", "first", "last", "any_value", "arbitrary",
           "row_number"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """Of which tables an answer is: the last load, and the snapshot's name and table versions if it has them."""

    load_id: int
    known_at: str
    snapshot: str | None = None
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, root: Path, at: str | None) -> State:
        """The state that a connection shows, opened at a snapshot or moment."""
        load_id, known_at = connection.execute(
            "SELECT load_id, known_at FROM loads ORDER BY 1 DESC LIMIT 1"
        ).fetchall()[0]
        path = folder(root) / f"{at}.json"
        named = read(path) if at and path.exists() else None
        return cls(load_id, known_at.isoformat(), named.name if named else None, named.versions if named else {})

    @property
    def words(self) -> str:
        """The state in the words of a citation."""
        named = f"snapshot {self.snapshot}, " if self.snapshot else ""
        return f"{named}load {self.load_id}, known at {self.known_at}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported file holds and how to make it again."""

    file: str
    format: str
    rows: int
    bytes: int
    sha256: str
    columns: list[dict[str, str]]
    query: str
    at: State
    finews: str
    libraries: dict[str, str]
    citation: str
    missing: list[str] = field(default_factory=list)


# -- the question --------------------------------------------------------------------------------


def where_query(connection: duckdb.DuckDBPyConnection, where: str | None, columns: Sequence[str]) -> str:
    """Make the query over `articles` of a condition and column names.

    Raises:
        QueryError: the condition is more than one expression, or a column is unknown or named twice.
    """
    names = [row[0] for row in connection.execute("DESCRIBE articles").fetchall()]
    for column in columns:
        if column not in names:
            hint = did_you_mean(column, names, otherwise="`finews tables articles` lists them")
            raise QueryError(f"articles has no column {column!r}; {hint}")
    if twice := [column for column, count in Counter(columns).items() if count > 1]:
        raise QueryError(f"--columns names {twice[0]!r} twice")
    picked = ", ".join(map(identifier, columns)) or "*"
    asked = f"SELECT {picked} FROM articles WHERE (\n{(where or '').strip() or 'true'}\n)"
    if _shape(connection, asked) != _shape(connection, f"SELECT {picked} FROM articles WHERE (\ntrue\n)"):
        raise QueryError(f"--where {where!r} is more than one condition: give one expression, or a whole --query")
    return f"{asked}\nORDER BY published_at NULLS LAST, article_id"


def _shape(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """A query's tree without its condition; None if it cannot be read."""
    tree = syntax_tree(connection, query)
    if tree.get("error", True):
        raise QueryError(f"--where: {tree.get('error_message', 'cannot be read')}".splitlines()[0])
    for statement in tree["statements"]:
        statement["node"].pop("where_clause", None)
        statement.pop("named_param_map", None)
    return _without_places(tree)


def _without_places(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_places(value) for key, value in node.items() if not key.startswith("query_location")}
    return [_without_places(value) for value in node] if isinstance(node, list) else node


def unrepeatable(connection: duckdb.DuckDBPyConnection, query: str) -> str | None:
    """Say why a query's answer may be another when it is asked again of the same tables; None if nothing is seen."""
    functions = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'"
    changing = {row[0] for row in connection.execute(functions).fetchall()} - STEADY | CLOCKS
    tree = syntax_tree(connection, query)
    for name in _called(tree):
        if name in changing:
            return f"{name} gives another answer each time"
        if name in SEARCHES:
            return f"the scores of {name}() depend on all that is indexed now"
    if unordered := next(_unordered(tree), None):
        return f"{unordered} without ORDER BY follows the order of rows on disk, which loads and maintenance change"
    return None


def _called(tree: dict[str, Any]) -> Iterator[str]:
    """The functions that a tree calls, with brackets and without; a sample without a seed is one."""
    for node in nodes(tree):
        if "function_name" in node:
            yield str(node["function_name"]).lower()
        if node.get("type") == "COLUMN_REF" and len(node["column_names"]) == 1:
            yield str(node["column_names"][0]).lower()
        if node.get("repeatable") is False:
            yield "sample"


def _unordered(tree: dict[str, Any]) -> Iterator[str]:
    """What follows the order in which rows come, and does not say which that is."""
    for node in nodes(tree):
        name = str(node.get("function_name", "")).lower()
        if name in ORDERED and not (node.get("order_bys", {}).get("orders") or node.get("orders")):
            yield f"{name}()"
        modifiers = {modifier["type"] for modifier in node.get("modifiers", ())}
        if "LIMIT_MODIFIER" in modifiers and "ORDER_MODIFIER" not in modifiers:
            yield "LIMIT"


def whole_query(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Give the rows of any query a total order: by all columns from the left.

    Raises:
        QueryError: it is no query, or more than one.
    """
    return f"SELECT * FROM (\n{one_select(connection, query)}\n)\nORDER BY ALL"


# -- the manifest --------------------------------------------------------------------------------


def finish(
    new: Path, out: Path, format_: str, query: str, state: State, rows: int, columns: Iterable[Column], finews: str,
    missing: Sequence[str] = (),
) -> Manifest:  # fmt: skip
    """Give a finished file its name, and write its manifest beside it."""
    with new.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    citation = f"finews {finews}, {state.words}: {out.name}, {rows} rows, SHA-256 {sha256}"
    manifest = Manifest(
        out.name, format_, rows, new.stat().st_size, sha256,
        [{"name": name, "type": str(type_)} for name, type_ in columns], query, state, finews,
        {name: version(name) for name in ("duckdb", "pyarrow")}, citation, list(missing),
    )  # fmt: skip
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    beside = out.with_name(f"{out.name}.manifest.json")
    with fresh(beside) as beside_new:
        beside_new.write_text(text, encoding="utf-8")
        beside.unlink(missing_ok=True)  # killed from here on, a file has no manifest rather than another's
        new.replace(out)
        beside_new.replace(beside)
    return manifest


def target(out: Path) -> Path:
    """Return the file that `out` names, of a link the one that it points to.

    Raises:
        QueryError: it is no file (/dev/null, a pipe, a folder) and would be replaced, or there is no folder for it.
    """
    if out.exists() and not out.is_file():
        raise QueryError(f"{out} is no regular file; an export is one, with its manifest beside it")
    out = out.resolve()
    if not out.parent.is_dir():
        raise QueryError(f"{out}: there is no folder {out.parent}")
    return out


@contextmanager
def fresh(out: Path) -> Iterator[Path]:
    """A name beside `out` for what is not finished; what is left of it is removed."""
    new = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        yield new
    except OSError as error:
        error.filename = error.filename or str(out)  # of a write, such as that to a full disk, the system names none
        raise
    finally:
        new.unlink(missing_ok=True)
