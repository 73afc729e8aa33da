"""How the warehouse is queried: `connect()` for Python and notebooks, and a closed connection for `finews sql`.

A closed connection reads the catalog and nothing else: no file outside the tables, no write, no
ATTACH, no INSTALL. DuckDB's own means shut it (external access off, configuration locked); as these
still let `COPY … TO` write inside an allowed folder, only statements that read are let in. Memory is
limited, and what does not fit is spilled below the warehouse's root, limited as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from warehouse import allowlist
from warehouse.catalog import SqlFile, sql_files
from warehouse.hints import did_you_mean
from warehouse.search.udf import register as register_search
from warehouse.snapshots import open_at, open_present
from warehouse.sql import literal
from warehouse.store import Store
from warehouse.tables import TABLES

MEMORY, SPILL = "4GB", "20GB"  # what a query may use: of memory, of disk when memory does not suffice

DAMAGE = (duckdb.IOException, duckdb.InvalidInputException, DeltaError)  # what comes of files that cannot be read

_LOOK = 0.2  # seconds between two looks for Ctrl-C while a query runs
T = TypeVar("T")
Shape = Callable[[duckdb.DuckDBPyRelation], duckdb.DuckDBPyRelation]  # what becomes of an answer before it is computed

_FROM_SEARCH = re.compile(r".*executing the UDF: SearchError: ")
_EXPLAIN = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*+(EXPLAIN\b(?:\s+ANALYZE\b)?(?:\s*\(\s*(?:ANALYZE|FORMAT)\b[\w\s,]*\))?)",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {
    "EXPLAIN": "EXPLAIN of this",
    "LOAD": "INSTALL or LOAD",
    "MULTI": "PIVOT without its values, ON column IN ('one', 'other'),",
}


class QueryError(Exception):
    """A query that cannot be answered; the message is one line for its author."""


class QueryCancelled(Exception):
    """A query that was cancelled with Ctrl-C; the program ends with the status of an interrupt."""

    status = 130

    def __str__(self) -> str:
        return "interrupted: the query was cancelled and nothing was changed"


def connect(home: str | Path = "data", *, at: str | None = None) -> duckdb.DuckDBPyConnection:
    """Open the warehouse below `home` for reading.

    The connection shows one consistent version of all tables, the one published when it was opened,
    for as long as it lives; with `at`, all tables as they were: the name of a snapshot, or a moment
    (`2026-03-05T09:30+08:00`). Times are shown in UTC. A cursor of it begins in DuckDB's own database: without `at`,
    it sees the tables after `USE finews`.

    Raises:
        WarehouseError: there is no warehouse, or nothing was ever loaded into it.
        SnapshotError: there is no such snapshot, or nothing was loaded by that moment.
        MomentError: `at` is a time without zone.
    """
    store = Store(Path(home).expanduser().resolve())
    connection = open_at(store, at) if at is not None else open_present(store)
    register_search(connection, store)
    return connection


def connect_closed(
    home: str | Path = "data",
    *,
    at: str | None = None,
    memory: str = MEMORY,
    spill: str = SPILL,
    threads: int | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for queries that are not trusted; raises what `connect` raises."""
    store = Store(Path(home).expanduser().resolve())
    connection = connect(store.root, at=at)
    for setting in (
        f"SET threads = {threads}" if threads else "RESET threads",
        f"SET memory_limit = '{memory}'",
        f"SET temp_directory = {literal(str(store.root / 'spill'))}",
        f"SET max_temp_directory_size = '{spill}'",
        "SET python_enable_replacements = false",
        "SET enable_progress_bar = false",  # it would go to standard output, among the answers
        "SET enable_progress_bar_print = false",
        f"SET allowed_directories = [{literal(f'{store.tables}/')}]",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(setting)
    return connection


def run(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None,
    shape: Shape = lambda relation: relation,
) -> duckdb.DuckDBPyRelation:  # fmt: skip
    """Run one reading statement, with values for its `$name` parameters.

    Raises:
        QueryError: a syntax error, a statement that would write, an unknown name, a parameter without a
            value; always one line.
    """
    with _explained(connection):
        return _interruptible(connection, lambda: shape(_prepared(connection, query, parameters or {})).materialize())


def batches(
    connection: duckdb.DuckDBPyConnection, query: str, rows: int, parameters: Mapping[str, object] | None = None,
    shape: Shape = lambda relation: relation,
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """Run one reading statement as `run` does, and yield its answer about `rows` rows at a time, as it comes.

    The first batch is empty: it shows the columns.
    """

    def begin() -> pa.RecordBatchReader:
        return shape(_prepared(connection, query, parameters or {})).to_arrow_reader(rows)

    with _explained(connection):
        reader = _interruptible(connection, begin)
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)
        while (batch := _interruptible(connection, lambda: next(reader, None))) is not None:
            yield batch


def _interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Do a query's work in a thread of its own, and cancel it on Ctrl-C.

    DuckDB looks for signals only while it computes in the main thread: a query that one of its own threads has taken
    up could not be cancelled. Interrupted until it ends, since a query that has not begun yet forgets it.
    """
    stopped: KeyboardInterrupt | None = None
    with ThreadPoolExecutor(1, "query") as thread:
        future = thread.submit(work)
        while True:
            try:
                if not wait([future], timeout=_LOOK).not_done:
                    break
                if stopped:
                    connection.interrupt()
            except KeyboardInterrupt as interrupt:
                stopped = interrupt
    if stopped:
        raise stopped
    return future.result()


def _prepared(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object]
) -> duckdb.DuckDBPyRelation:
    """Let in one statement that reads nothing but the catalog, with a value for each of its parameters."""
    statement, explain = _single_statement(connection, query), ""
    if statement.type is duckdb.StatementType.EXPLAIN and (found := _EXPLAIN.match(statement.query)):
        explain, statement = found[1], _single_statement(connection, statement.query[found.end() :])
    _check(connection, statement)
    if explain:  # made of what was checked: however its text is read, nothing else is explained
        statement = _single_statement(connection, f"{explain} {statement.query}")
    wanted = set(statement.named_parameters)
    if missing := wanted - given.keys():
        raise QueryError(f"${min(missing)} has no value: `finews sql --set {min(missing)}=…` gives one")
    if unknown := given.keys() - wanted:
        raise QueryError(f"the query has no parameter ${min(unknown)}; it has {', '.join(sorted(wanted)) or 'none'}")
    return connection.sql(statement, params=dict(given)) if given else connection.sql(statement)


def _check(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> None:
    """Make sure that a statement reads, and nothing but the catalog."""
    if (kind := statement.type.name) != "SELECT":
        raise QueryError(f"{_KINDS.get(kind, kind)} is refused: {allowlist.STATEMENTS}")
    if refusal := allowlist.refusal(connection, statement.query):
        raise QueryError(refusal)


def one_select(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return a query's one statement, a SELECT, without what ends it.

    Raises:
        QueryError: it is something else, or more.
    """
    with _explained(connection):
        statement = _single_statement(connection, query)
        _check(connection, statement)
    text = statement.query.encode()  # in which DuckDB counts bytes; behind what ends it there may be comments
    operators = (place for place, kind in duckdb.tokenize(statement.query) if kind is duckdb.token_type.operator)
    end = next((place for place in operators if text.startswith(b";", place)), len(text))
    return text[:end].decode()


def _single_statement(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.Statement:
    statements = connection.extract_statements(query)
    if len(statements) != 1:
        raise QueryError(f"one statement at a time, please: this has {len(statements) or 'none'}")
    return statements[0]


@contextmanager
def cancelling() -> Iterator[None]:
    """Turn Ctrl-C, which comes out of DuckDB as an error of its own, into one of ours.

    Raises:
        QueryCancelled: there was one.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise QueryCancelled from None
    except (duckdb.InterruptException, RuntimeError) as error:
        if "interrupted" not in str(error).lower():
            raise
        raise QueryCancelled from None


@contextmanager
def _explained(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Turn DuckDB's errors into a QueryError of one line."""
    try:
        yield
    except duckdb.InterruptException:
        raise
    except duckdb.OutOfMemoryException as error:
        raise QueryError(f"the query needs more memory or disk than it may use: {one_line(error)}") from None
    except duckdb.Error as error:
        raise QueryError(allowlist.nearest(connection, error) or one_line(error)) from None


def one_line(error: Exception) -> str:
    """Shorten DuckDB's message to its first sentence, with its own suggestion if it has one."""
    lines = [_FROM_SEARCH.sub("", line.strip()) for line in str(error).splitlines() if line.strip()]
    at = next((n for n, line in enumerate(lines) if n and line.startswith(("Did you mean", "Candidate"))), len(lines))
    hint = lines[at : at + 1 + lines[at].endswith(":")] if at < len(lines) else []  # a list follows its heading
    return " ".join([lines[0] if lines else type(error).__name__, *hint])


def named_queries() -> dict[str, SqlFile]:
    """The queries that come with finews, by name."""
    return sql_files("queries")


def named_query(name: str) -> SqlFile:
    """Return one of them.

    Raises:
        QueryError: there is none of that name; the nearest are named.
    """
    queries = named_queries()
    if name not in queries:
        hint = did_you_mean(name, queries, otherwise="`finews sql --list` shows them")
        if name.lower() in {*TABLES, *sql_files("views")}:
            hint = f'to read the table of that name: finews sql "FROM {name}"'
        raise QueryError(f"no named query {name!r}; {hint}")
    return queries[name]
