"""`finews sql`: a question to the warehouse, in SQL or by the name of a query that comes with finews."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from flows.console import standard_input
from tasks.settings import get_settings

Format = Literal["table", "csv", "json", "parquet"]


def sql(
    query: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    format: Annotated[Format | None, Parameter(name=["--format", "-f"])] = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    list_: Annotated[bool, Parameter(name="--list")] = False,
    show: Annotated[bool, Parameter(name="--show")] = False,
    set_: Annotated[list[str] | None, Parameter(name="--set")] = None,
    at: str | None = None,
) -> int:
    """Query the warehouse with SQL.

    A statement can only read the tables of the warehouse (`finews tables` lists them); it cannot read or write other
    files. Examples:

        finews sql "SELECT title, published_at FROM articles ORDER BY published_at DESC LIMIT 5"
        finews sql named_security --set symbol=00020 --set mic=XHKG
        finews sql --at 2026Q4 "SELECT count(*) FROM articles"
        echo "FROM captures" | finews sql - --format csv > captures.csv

    Parameters
    ----------
    query
        An SQL statement, the name of a built-in query (see --list), or `-` for standard input.
    format
        Output format. Default: by the ending of --output, else table.
    output
        Write to this file instead of standard output.
    list_
        List the built-in queries.
    show
        Print the SQL of a built-in query instead of running it.
    set_
        NAME=VALUE: value of the parameter `$NAME` of the query; may be repeated.
    at
        A snapshot, or a moment with its zone (2026-03-05T09:30+08:00): read all tables as they were then.
    """
    from flows.show.answer import show_queries, show_result
    from warehouse.query import cancelling, connect_closed, named_queries, named_query

    if list_:
        show_queries(named_queries())
        return 0
    text = (standard_input() if query in (None, "-") else str(query)).strip()
    given: dict[str, str] = {}
    if text.isidentifier():
        named = named_query(text)
        text, given = named.sql, named.defaults
    if show:
        print(text.rstrip())
        return 0
    with cancelling(), connect_closed(get_settings().root, at=at) as connection:
        show_result(connection, text, given | _parameters(set_ or []), format or format_of(output), output)
    return 0


def format_of(output: Path | None) -> Format:
    """The format that a file's name ends with; a table for any other, and without a file."""
    endings: dict[str, Format] = {".csv": "csv", ".json": "json", ".jsonl": "json", ".parquet": "parquet"}
    return endings.get(output.suffix.lower(), "table") if output else "table"


def _parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Read NAME=VALUE pairs.

    Raises:
        QueryError: one has no `=`.
    """
    from warehouse.query import QueryError

    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise QueryError(f"--set {pair!r}: write NAME=VALUE, for example --set symbol=00020")
        found[name.strip().lstrip("$")] = value
    return found
