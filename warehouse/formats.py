"""How an answer is written: one rule for each type in each format, for `finews sql` and `finews export` alike.

DuckDB makes the values as the format has them, a few rows at a time, so that an answer is never in memory as a whole.
`docs/snapshots.md` has the rules as a table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from warehouse.query import batches
from warehouse.sql import identifier, literal

ROWS = 20_000  # of a row group
AT_ONCE = 2048  # rows that come from DuckDB at a time: as many as it computes at a time


class Sink(Protocol):
    """A binary file, or a pipe."""

    def write(self, data: bytes, /) -> int:
        """Write all of it."""


class Column(NamedTuple):
    """A column of an answer, and its type in SQL."""

    name: str
    type: Any  # of DuckDB


def write(
    connection: duckdb.DuckDBPyConnection, query: str, format_: str, sink: Sink,
    parameters: Mapping[str, object] | None = None,
) -> tuple[int, list[Column]]:  # fmt: skip
    """Write the answer to a query as parquet, csv or json (an object a line); return its rows and columns.

    Raises:
        QueryError: the query cannot be answered, or the format cannot hold a value.
    """
    columns: list[Column] = []

    def shaped(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        names = relation.project("*").columns  # two of one name are told apart
        columns.extend(map(Column, names, relation.types))
        return relation.project(shape(columns))

    shape, writer = FORMATS[format_]
    answer = batches(connection, query, AT_ONCE, parameters, shaped)
    count = 0
    with writer(sink, next(answer).schema, columns) as write_batch:
        for batch in answer:
            write_batch(batch)
            count += batch.num_rows
    return count, columns


# -- values --------------------------------------------------------------------------------------

Rules = Mapping[str, str]  # by the type, how a value {v} becomes one that the format has


def _duration() -> str:
    """ISO 8601: months, days and seconds stay apart, as a month has no fixed length."""

    def part(name: str, unit: str) -> str:
        return f"CASE datepart('{name}', {{v}}) WHEN 0 THEN '' ELSE datepart('{name}', {{v}}) || '{unit}' END"

    seconds = "rtrim(rtrim((datepart('microsecond', {v}) * 0.000001)::DECIMAL(18, 6)::VARCHAR, '0'), '.')"
    parts = ["'P'", part("year", "Y"), part("month", "M"), part("day", "D"), "'T'", part("hour", "H"),
             part("minute", "M"), seconds, "'S'"]  # fmt: skip
    return f"({' || '.join(parts)})"


_TEXT, _JSON = "{v}::VARCHAR", "to_json({v})::VARCHAR"
_FINITE = "CASE WHEN isfinite({v}) THEN {v} END"
_LOCAL = "replace({v}::VARCHAR, ' ', 'T')"
_INSTANT = "replace(replace({v}::VARCHAR, ' ', 'T'), '+00', 'Z')"  # all connections are in UTC
_WHOLE = "{v}::DECIMAL(38, 0)"  # or an error: the Arrow library would cut it
_MICROSECONDS = """CASE WHEN datepart('year', {v}) <> 0 OR datepart('month', {v}) <> 0
    THEN error('an interval of months has no fixed length, as Parquet wants it: cast it to VARCHAR')
    ELSE epoch_us({v}) END"""

TEXT: Rules = {
    "float": _FINITE, "double": _FINITE, "interval": _duration(), "blob": "to_base64({v})",
    "timestamp": _LOCAL, "timestamp_s": _LOCAL, "timestamp_ms": _LOCAL, "timestamp_ns": _LOCAL,
    "timestamp with time zone": _INSTANT, "timestamptz_ns": _INSTANT,
}  # fmt: skip
PARQUET: Rules = {
    "interval": _MICROSECONDS, "hugeint": _WHOLE, "uhugeint": _WHOLE, "bignum": _TEXT, "bit": _TEXT,
    "time with time zone": _TEXT, "union": _JSON, "variant": _JSON,
    "struct of nothing": _JSON,
}  # fmt: skip
_NESTED = ("list", "array", "struct", "tuple", "map", "union")
_NUMBERS = ("boolean", "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger",
            "ubigint", "decimal", "float", "double")  # fmt: skip


def _value(value: str, type_: Any, rules: Rules, depth: int = 0) -> str:
    """The SQL that follows the rules for a value and for all that is nested in it; as it is where none applies."""
    if rule := rules.get("struct of nothing" if _is_empty(type_) else type_.id):
        return rule.format(v=_value(value, type_, TEXT, depth) if rule is _JSON else value)
    if type_.id not in _NESTED:
        return value
    item = f"x{depth}"
    parts = list(_parts(value, type_, item))
    made = [_value(part, inner, rules, depth + 1) for part, inner in parts]
    if made == [part for part, _ in parts]:
        return value
    names = [literal(name) for name, _ in type_.children]
    whole = ", ".join(f"{name}: {part}" for name, part in zip(names, made, strict=False))
    match type_.id:
        case "list" | "array":
            return f"list_transform({value}, lambda {item}: {made[0]})"
        case "map":
            return f"map_from_entries(list_transform(map_entries({value}), lambda {item}: {{{whole}}}))"
        case "tuple":
            return f"CASE WHEN {value} IS NOT NULL THEN row({', '.join(made)}) END"
        case "union":
            chosen = " ".join(f"WHEN {n} THEN to_json({{{n}: {v}}})" for n, v in zip(names[1:], made, strict=True))
            return f"CASE union_tag({value})::VARCHAR {chosen} END"
    return f"CASE WHEN {value} IS NOT NULL THEN {{{whole}}} END"


def _parts(value: str, type_: Any, item: str) -> Iterator[tuple[str, Any]]:
    """What a nested value consists of: the SQL of each part, and its type."""
    match type_.id:
        case "list" | "array":
            yield item, type_.children[0][1]
        case "tuple":
            yield from ((f"struct_extract({value}, {n})", inner) for n, (_, inner) in enumerate(type_.children, 1))
        case "union":  # its first child is the tag
            yield from ((f"union_extract({value}, {literal(name)})", inner) for name, inner in type_.children[1:])
        case _:
            holder = item if type_.id == "map" else value
            yield from ((f"struct_extract({holder}, {literal(name)})", inner) for name, inner in type_.children)


def _is_empty(type_: Any) -> bool:
    return type_.id == "struct" and not type_.children


# -- formats -------------------------------------------------------------------------------------

WriteBatch = Callable[[pa.RecordBatch], None]


def _parquet_columns(columns: Iterable[Column]) -> str:
    values = [f"{_value(f'#{n}', type_, PARQUET)} AS {identifier(name)}" for n, (name, type_) in enumerate(columns, 1)]
    return ", ".join(values)


def _with_durations(type_: pa.DataType, sql: Any) -> pa.DataType:
    """The type of a column whose intervals came as microseconds."""
    if sql.id == "interval":
        return pa.duration("us")
    if sql.id not in ("list", "array", "map", "struct", "tuple") or _is_empty(sql):
        return type_
    children = [inner for _, inner in sql.children]
    if sql.id == "map":
        return pa.map_(*map(_with_durations, (type_.key_type, type_.item_type), children))
    fields = [type_.field(n) for n in range(type_.num_fields)]
    made = [old.with_type(_with_durations(old.type, inner)) for old, inner in zip(fields, children, strict=False)]
    if sql.id in ("struct", "tuple"):
        return pa.struct(made)
    return pa.list_(made[0], type_.list_size if pa.types.is_fixed_size_list(type_) else -1)


@contextmanager
def _parquet(sink: Sink, schema: pa.Schema, columns: list[Column]) -> Iterator[WriteBatch]:
    schema = pa.schema(f.with_type(_with_durations(f.type, c.type)) for f, c in zip(schema, columns, strict=True))
    kept: list[pa.RecordBatch] = []

    def write_batch(batch: pa.RecordBatch) -> None:
        """Write row groups of `ROWS` rows, however they come: the same rows are the same file."""
        kept.append(batch.cast(schema))
        while sum(part.num_rows for part in kept) >= ROWS:
            table = pa.Table.from_batches(kept, schema)
            writer.write_table(table.slice(0, ROWS).combine_chunks(), row_group_size=ROWS)
            kept[:] = table.slice(ROWS).to_batches()

    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        yield write_batch
        if kept:
            writer.write_table(pa.Table.from_batches(kept, schema).combine_chunks(), row_group_size=ROWS)


def _csv_columns(columns: Iterable[Column]) -> str:
    return ", ".join(f"{_cell(f'#{n}', type_)} AS {identifier(name)}" for n, (name, type_) in enumerate(columns, 1))


def _cell(value: str, type_: Any) -> str:
    made = _value(value, type_, TEXT)
    if type_.id in _NUMBERS:
        return made
    return (_JSON if type_.id in (*_NESTED, "variant") else _TEXT).format(v=made)


@contextmanager
def _csv(sink: Sink, schema: pa.Schema, _: list[Column]) -> Iterator[WriteBatch]:
    with arrow_csv.CSVWriter(sink, schema) as writer:
        yield writer.write_batch


def _json_columns(columns: Iterable[Column]) -> str:
    """One column: the row as an object."""
    pairs = [
        f"{literal(json.dumps(name, ensure_ascii=False) + ': ')} || "
        f"coalesce(to_json({_value(f'#{n}', type_, TEXT)})::VARCHAR, 'null')"
        for n, (name, type_) in enumerate(columns, 1)
    ]
    return "'{' || " + " || ', ' || ".join(pairs) + " || '}\n'"


@contextmanager
def _json_lines(sink: Sink, _: pa.Schema, __: list[Column]) -> Iterator[WriteBatch]:
    def write_batch(batch: pa.RecordBatch) -> None:
        lines = pa.ListArray.from_arrays([0, batch.num_rows], batch.column(0))
        sink.write(pc.binary_join(lines, "")[0].as_buffer())

    yield write_batch


FORMATS = {
    "parquet": (_parquet_columns, _parquet),
    "csv": (_csv_columns, _csv),
    "json": (_json_columns, _json_lines),
    "jsonl": (_json_columns, _json_lines),  # the ending of its files
}
