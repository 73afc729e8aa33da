"""Writes an answer to a file that is the same byte for byte when it is done again, and a manifest to cite it by.

What makes it so: rows in a total order, one thread (sums of real numbers depend on their order), row groups of a
fixed size, and nothing in the file or its manifest that tells when it was written.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from warehouse.query import QueryError, batches, run
from warehouse.snapshots import snapshots

ROWS = 20_000  # of a row group


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
        named = next((s for s in snapshots(root) if s.name == at), None)
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
        QueryError: the condition is more than one expression, or a column is unknown.
    """
    names = [row[0] for row in connection.execute("DESCRIBE articles").fetchall()]
    for column in columns:
        if column not in names:
            near = difflib.get_close_matches(column, names, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "`finews tables articles` lists them"
            raise QueryError(f"articles has no column {column!r}; {hint}")
    picked = ", ".join(f'"{column}"' for column in columns) or "*"
    asked = f"SELECT {picked} FROM articles WHERE (\n{where or 'true'}\n)"
    if _shape(connection, asked) != _shape(connection, f"SELECT {picked} FROM articles WHERE (\ntrue\n)"):
        raise QueryError(f"--where {where!r} is more than one condition: give one expression, or a whole --query")
    return f"{asked}\nORDER BY published_at NULLS LAST, article_id"


def _shape(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """A query's tree without its condition; None if it cannot be read."""
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])
    if tree.get("error", True):
        raise QueryError(f"--where: {tree.get('error_message', 'cannot be read')}".splitlines()[0])
    for statement in tree["statements"]:
        statement["node"].pop("where_clause", None)
    return _without_places(tree)


def _without_places(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_places(value) for key, value in node.items() if not key.startswith("query_location")}
    return [_without_places(value) for value in node] if isinstance(node, list) else node


def whole_query(query: str) -> str:
    """Give the rows of any query a total order: by all columns from the left."""
    return f"SELECT * FROM (\n{query.rstrip().rstrip(';')}\n)\nORDER BY ALL"


# -- the file ------------------------------------------------------------------------------------


def write_rows(connection: duckdb.DuckDBPyConnection, query: str, format_: str, out: Path) -> tuple[int, pa.Schema]:
    """Write the answer to a query as parquet, csv or jsonl; return its rows and columns.

    Raises:
        QueryError: the query cannot be answered.
    """
    schema = run(connection, f"SELECT * FROM (\n{query}\n) LIMIT 0").to_arrow_table().schema
    count = 0
    with WRITERS[format_](out, schema) as write:
        for group in _groups(batches(connection, query, ROWS), schema):
            write(group)
            count += group.num_rows
    return count, schema


def _groups(parts: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Cut an answer into tables of `ROWS` rows, however it comes."""
    kept: list[pa.RecordBatch] = []
    rows = 0
    for part in parts:
        kept.append(part)
        rows += part.num_rows
        while rows >= ROWS:
            table = pa.Table.from_batches(kept, schema)
            yield table.slice(0, ROWS)
            kept, rows = table.slice(ROWS).to_batches(), rows - ROWS
    if rows:
        yield pa.Table.from_batches(kept, schema)


Write = Callable[[pa.Table], None]


@contextmanager
def _parquet(out: Path, schema: pa.Schema) -> Iterator[Write]:
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        yield lambda table: writer.write_table(table.combine_chunks(), row_group_size=ROWS)


@contextmanager
def _csv(out: Path, schema: pa.Schema) -> Iterator[Write]:
    with out.open("wb") as file, arrow_csv.CSVWriter(file, flat(schema.empty_table()).schema) as writer:
        yield lambda table: writer.write_table(flat(table))


@contextmanager
def _jsonl(out: Path, schema: pa.Schema) -> Iterator[Write]:
    with out.open("wb") as file:
        yield lambda table: _json_lines(table, file)


def _json_lines(table: pa.Table, file: BinaryIO) -> None:
    for row in table.to_pylist():
        file.write(json.dumps(row, ensure_ascii=False, default=_iso).encode() + b"\n")


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


WRITERS = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}


def flat(table: pa.Table) -> pa.Table:
    """CSV has no lists: write them with `; ` between their values."""
    for number, column in enumerate(table.schema):
        if pa.types.is_nested(column.type):
            cells = table.column(number).to_pylist()
            values = [None if cell is None else "; ".join(map(str, cell)) for cell in cells]
            table = table.set_column(number, column.name, pa.array(values, pa.string()))
    return table


# -- the manifest --------------------------------------------------------------------------------


def finish(
    new: Path, out: Path, format_: str, query: str, state: State, rows: int, columns: Iterable[pa.Field], finews: str,
    missing: Sequence[str] = (),
) -> Manifest:  # fmt: skip
    """Give a finished file its name, and write its manifest beside it."""
    with new.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    citation = f"finews {finews}, {state.words}: {out.name}, {rows} rows, SHA-256 {sha256}"
    manifest = Manifest(
        out.name, format_, rows, new.stat().st_size, sha256,
        [{"name": column.name, "type": str(column.type)} for column in columns], query, state, finews,
        {name: version(name) for name in ("duckdb", "pyarrow")}, citation, list(missing),
    )  # fmt: skip
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    beside = out.with_name(f"{out.name}.manifest.json")
    beside_new = new.with_name(f"{new.name}.manifest")
    beside_new.write_text(text, encoding="utf-8")
    new.replace(out)
    beside_new.replace(beside)
    return manifest


@contextmanager
def fresh(out: Path) -> Iterator[Path]:
    """A name beside `out` for what is not finished; what is left of it is removed."""
    new = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        yield new
    finally:
        new.unlink(missing_ok=True)
