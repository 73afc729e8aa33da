"""Each type of DuckDB has one representation in each format, and an answer is written as it comes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.catalog import open_utc
from warehouse.formats import ROWS, write
from warehouse.query import QueryError


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_utc(":memory:") as connection:
        yield connection


def written(connection: duckdb.DuckDBPyConnection, query: str, format_: str) -> bytes:
    sink = io.BytesIO()
    write(connection, query, format_, sink)
    return sink.getvalue()


def strict(line: str) -> Any:
    """Read JSON as other languages do: without Python's NaN and Infinity."""
    return json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


HOUR, NOON = timedelta(hours=1), datetime(2026, 3, 5, 12, tzinfo=UTC)
NUMBERS = [
    ("true", "true", True, True),
    *((f"7::{name}", "7", 7, 7) for name in
      ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")),
    ("7::HUGEINT", "7", 7, Decimal(7)), ("7::UHUGEINT", "7", 7, Decimal(7)), ("7::BIGNUM", "7", 7, "7"),
    ("0.5::FLOAT", "0.5", 0.5, 0.5), ("0.5::DOUBLE", "0.5", 0.5, 0.5), ("1.10", "1.10", 1.1, Decimal("1.10")),
    ("'nan'::DOUBLE", "", None, pytest.approx(float("nan"), nan_ok=True)),
    ("'-inf'::FLOAT", "", None, float("-inf")),
]  # fmt: skip
TEXTS = [  # the same text in csv and json
    ("'a \"b\" \n新'", 'a "b" \n新', 'a "b" \n新'),
    ("'AB'::BLOB", "QUI=", b"AB"),
    ("'0101'::BIT", "0101", "0101"),
    ("'a'::ENUM('a', 'b')", "a", "a"),
    ("UUID '00000000-0000-0000-0000-000000000007'", "00000000-0000-0000-0000-000000000007",
     "00000000-0000-0000-0000-000000000007"),
    ("DATE '2026-03-05'", "2026-03-05", date(2026, 3, 5)),
    ("TIME '12:00:00.5'", "12:00:00.5", time(12, 0, 0, 500000)),
    ("TIMETZ '12:00:00+08'", "12:00:00+08", "12:00:00+08"),
    ("'12:00:00'::TIME_NS", "12:00:00", time(12)),
    *((f"'2026-03-05 12:00:00'::{name}", "2026-03-05T12:00:00", NOON.replace(tzinfo=None)) for name in
      ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")),
    *((f"'2026-03-05 20:00:00.25+08'::{name}", "2026-03-05T12:00:00.25Z",
       NOON.replace(microsecond=250000)) for name in ("TIMESTAMPTZ", "TIMESTAMPTZ_NS")),
    ("INTERVAL '1 day 2 hours'", "P1DT2H0S", timedelta(days=1, hours=2)),
    ("INTERVAL '-90.5 seconds'", "PT-1M-30.5S", timedelta(seconds=-90.5)),
    ("INTERVAL '1 microsecond'", "PT0.000001S", timedelta(microseconds=1)),
    ("INTERVAL '0 days'", "PT0S", timedelta(0)),
]  # fmt: skip
NESTED = [  # as JSON in csv and json
    ("[INTERVAL 1 HOUR, NULL]", ["PT1H0S", None], [HOUR, None]),
    ("[INTERVAL 1 HOUR]::INTERVAL[1]", ["PT1H0S"], [HOUR]),
    ("[1, 2]::INTEGER[2]", [1, 2], [1, 2]),
    ("['a', NULL]", ["a", None], ["a", None]),
    ("['inf'::DOUBLE, 1e0 / 4]", [None, 0.25], [float("inf"), 0.25]),
    ("{'it''s \"a\"': ['A'::BLOB], 'at': TIMESTAMPTZ '2026-03-05 12:00:00Z'}",
     {'it\'s "a"': ["QQ=="], "at": "2026-03-05T12:00:00Z"},
     {'it\'s "a"': [b"A"], "at": NOON}),
    ("{'a': NULL::STRUCT(b INTERVAL)}", {"a": None}, {"a": None}),
    ("{}", {}, "{}"),
    ("MAP {'a': INTERVAL 1 HOUR}", {"a": "PT1H0S"}, [("a", HOUR)]),
    ("MAP {'a': 1}", {"a": 1}, [("a", 1)]),
    ("row(1, INTERVAL 1 HOUR)", [1, "PT1H0S"], {"element1": 1, "element2": HOUR}),
    ("union_value(a := INTERVAL 1 HOUR)", {"a": "PT1H0S"}, '{"a":"PT1H0S"}'),
    ("'{\"a\": 1}'::JSON", {"a": 1}, '{"a": 1}'),
    ("[{'a': 1}]::VARIANT", [{"a": 1}], '[{"a":1}]'),
]  # fmt: skip
TYPES = [
    *NUMBERS,
    *((sql, text, text, parquet) for sql, text, parquet in TEXTS),
    *((sql, value, value, parquet) for sql, value, parquet in NESTED),
]


@pytest.mark.parametrize(("sql", "as_csv", "as_json", "as_parquet"), TYPES, ids=[row[0] for row in TYPES])
def test_a_value_in_each_format(
    connection: duckdb.DuckDBPyConnection, sql: str, as_csv: Any, as_json: Any, as_parquet: Any
) -> None:
    query = f"SELECT {sql} AS v UNION ALL SELECT NULL"
    lines = written(connection, query, "json").decode().split("\n")
    assert [*map(strict, lines[:2]), lines[2]] == [{"v": as_json}, {"v": None}, ""]
    cells = [*csv.reader(io.StringIO(written(connection, query, "csv").decode(), newline=""))][1]
    assert (cells[0] if isinstance(as_csv, str) else strict(cells[0])) == as_csv if cells else as_csv == ""
    rows = pq.read_table(io.BytesIO(written(connection, query, "parquet"))).to_pylist()
    assert rows == [{"v": as_parquet}, {"v": None}]


def test_every_type_of_this_duckdb_has_a_representation(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE OR REPLACE TABLE every_type AS FROM test_all_types()")
    for name in connection.table("every_type").columns:
        query = f'SELECT "{name}" AS v FROM every_type'
        values = [strict(line)["v"] for line in written(connection, query, "json").decode().splitlines()]
        assert values[2] is None and None not in values[:2], name
        assert written(connection, query, "csv").count(b"\n") == 4, name
        few = f'SELECT "{name}" AS v FROM every_type WHERE "{name}" IS NULL'
        assert pq.read_table(io.BytesIO(written(connection, few, "parquet"))).num_rows == 1, name


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("INTERVAL 1 MONTH", "cast it to VARCHAR"),
        ("[INTERVAL 1 YEAR]", "cast it to VARCHAR"),
        ("170141183460469231731687303715884105727::HUGEINT", "DECIMAL"),
    ],
)
def test_what_parquet_cannot_hold_is_an_error_and_not_another_value(
    connection: duckdb.DuckDBPyConnection, sql: str, words: str
) -> None:
    with pytest.raises(QueryError, match=words) as refusal:
        written(connection, f"SELECT {sql} AS v", "parquet")
    assert "\n" not in str(refusal.value)
    assert strict(written(connection, f"SELECT {sql} AS v", "json").decode())["v"]


def test_columns_of_one_name_are_told_apart(connection: duckdb.DuckDBPyConnection) -> None:
    for query in ("SELECT 1 AS a, 2 AS a", "SELECT * FROM (SELECT 1 AS a) JOIN (SELECT 2 AS a) ON true"):
        assert written(connection, query, "json") == b'{"a": 1, "a_1": 2}\n'
        assert written(connection, query, "csv") == b'"a","a_1"\n1,2\n'
        assert pq.read_table(io.BytesIO(written(connection, query, "parquet"))).to_pylist() == [{"a": 1, "a_1": 2}]


def test_an_answer_without_rows_has_its_columns(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT 1 AS a, [INTERVAL 1 DAY] AS b WHERE false"
    assert written(connection, query, "csv") == b'"a","b"\n'
    assert written(connection, query, "json") == b""
    schema = pq.read_schema(io.BytesIO(written(connection, query, "parquet")))
    assert schema.types == [pa.int32(), pa.list_(pa.duration("us"))] and schema.names == ["a", "b"]


def test_row_groups_do_not_depend_on_how_the_answer_comes(connection: duckdb.DuckDBPyConnection) -> None:
    query = f"SELECT i, [i] AS l FROM range({2 * ROWS + 5}) t(i) WHERE i % 7 <> 1 OR i < {ROWS}"
    groups = pq.ParquetFile(io.BytesIO(written(connection, query, "parquet"))).metadata
    rows = [groups.row_group(n).num_rows for n in range(groups.num_row_groups)]
    assert rows[:-1] == [ROWS] and sum(rows) == connection.sql(query).aggregate("count(*)").fetchall()[0][0]


@pytest.mark.parametrize("format_", ["csv", "json", "parquet"])
def test_an_answer_is_written_as_it_comes(connection: duckdb.DuckDBPyConnection, format_: str) -> None:
    class Stop(Exception):
        pass

    class Sink:
        closed, written = False, 0

        def write(self, data: bytes) -> int:
            self.written += len(data)
            if self.written > 100_000:
                raise Stop
            return len(data)

        def tell(self) -> int:
            return self.written

        def flush(self) -> None:
            pass

    with pytest.raises(Stop):  # long before the last of its rows, which would take hours
        write(connection, "SELECT hash(i) AS h FROM range(1000000000000) t(i)", format_, Sink())
