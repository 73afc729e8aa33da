"""How a table is declared: columns with their types, meanings and units, its key, and how its files are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
BYTES = pa.binary()
KEYS = pa.list_(pa.int32())
INSTANT = pa.timestamp("us", tz="UTC")
DAY = pa.date32()
FLAG = pa.bool_()
INT = pa.int32()
BIG = pa.int64()
REAL = pa.float64()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it means, its unit where it has one."""

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    required: bool = False
    by_load: bool = False  # staged rows have none: the load fills it in


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, how its files are laid out."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: str | None = None
    order: tuple[str, ...] = ()

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with each meaning as the field's metadata."""
        return _schema(self.columns)

    @cached_property
    def staged_schema(self) -> pa.Schema:
        """The schema before a load fills in what it finds out."""
        return _schema(column for column in self.columns if not column.by_load)

    def to_arrow(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Turn rows (a mapping of column name to value each) into a staged Arrow table."""
        return pa.Table.from_pylist(list(rows), schema=self.staged_schema)


def _schema(columns: Iterable[Column]) -> pa.Schema:
    return pa.schema([pa.field(c.name, c.type, not c.required, {"comment": c.meaning}) for c in columns])


def nullable(name: str, type_: pa.DataType, meaning: str, unit: str = "") -> Column:
    """Declare a column that may be null."""
    return Column(name, type_, meaning, unit)


def required(name: str, type_: pa.DataType, meaning: str, unit: str = "") -> Column:
    """Declare a column that has a value in every row."""
    return Column(name, type_, meaning, unit, required=True)


def by_load(name: str, type_: pa.DataType, meaning: str) -> Column:
    """Declare a column that has a value in every row once a load has filled it in; staged rows do without it."""
    return Column(name, type_, meaning, required=True, by_load=True)
