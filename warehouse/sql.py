"""SQL as text: values and names put into it safely, and the syntax tree that DuckDB makes of a statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb


def literal(text: str) -> str:
    """Write a text as a string literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Write texts as string literals, as they stand in a list or behind IN."""
    return ", ".join(map(literal, texts))


def identifier(name: str) -> str:
    """Write the name of a column or table as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def syntax_tree(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    """Return the syntax tree of SELECT statements; its `error` is true if DuckDB cannot read or serialize them."""
    text: str = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0]
    tree: dict[str, Any] = json.loads(text)
    return tree


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a syntax tree, each before those in it."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for inner in tree:
            yield from nodes(inner)
