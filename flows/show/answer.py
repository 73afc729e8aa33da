"""Shows the answer to a query: as a table, or in a format that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rich.console import Console

from flows.show.table import print_table, terminal

if TYPE_CHECKING:
    import duckdb

    from warehouse.catalog import SqlFile

MAX_ROWS = 200  # rows of an answer shown as a table; csv, json and parquet have no limit


def show_result(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object], format_: str, output: Path | None
) -> None:
    """Answer a query, with values for its parameters: print it, or write it to a file."""
    if format_ == "table" and output is None:
        _show_table(connection, query, given, terminal())
        return
    from tasks.memory import without_pandas
    from warehouse.formats import write

    without_pandas()
    with _whole(output) if output else nullcontext(Pipe(sys.stdout.buffer)) as sink:
        if format_ == "table":
            text = StringIO()
            _show_table(connection, query, given, terminal(text))
            sink.write(text.getvalue().encode())
        else:
            write(connection, query, format_, sink, given)


@contextmanager
def _whole(output: Path) -> Iterator[BinaryIO]:
    """Open a file that is there when all is written; what is no regular file (/dev/null) is written to as it is."""
    from warehouse.export import fresh, target

    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    output = target(output)
    with fresh(output) as new:
        with new.open("wb") as file:
            yield file
        new.replace(output)


def _show_table(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object], console: Console
) -> None:
    from warehouse.query import run

    result = run(connection, query, given, lambda relation: relation.limit(MAX_ROWS + 1))
    names, rows = result.columns, result.fetchall()
    if names == ["explain_key", "explain_value"]:  # a plan is a drawing, not a table
        console.print("\n".join(plan for _, plan in rows), markup=False)
        return
    print_table(console, names, rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        console.print(f"the first {MAX_ROWS} rows; --format csv, json or parquet gives all")


def show_queries(queries: dict[str, SqlFile]) -> None:
    """List the named queries."""
    print_table(terminal(), ["query", "answers"], [(q.name, q.description) for q in queries.values()])


class Pipe:
    """Standard output as Parquet needs it: it counts its bytes, and its end does not close it."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._written = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._written += self._pipe.write(data)
        return len(data)

    def tell(self) -> int:
        """The bytes written."""
        return self._written

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._pipe.flush()
