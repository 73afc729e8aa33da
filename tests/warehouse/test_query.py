"""The query door: what is let in, what is refused, and that every named query runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.rows import capture, revision, stage
from warehouse.catalog import sql_files
from warehouse.query import QueryError, connect, connect_closed, named_queries, named_query, run
from warehouse.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("home")
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[revision("a", "one")], captures=[capture("u")])])
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    return tmp_path


@pytest.fixture
def closed(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect_closed(home) as connection:
        yield connection


@pytest.mark.parametrize(
    "query",
    ["SELECT count(*) FROM articles", "FROM articles", "WITH x AS (SELECT 1) FROM x", "DESCRIBE articles",
     "SUMMARIZE articles", "EXPLAIN FROM articles", "SHOW TABLES", "EXPLAIN ANALYZE FROM articles",
     "EXPLAIN (FORMAT json) FROM articles", "-- why\n/* so */ EXPLAIN (ANALYZE, FORMAT json) FROM articles",
     "EXPLAIN (SELECT 1)", "SELECT 1 AS explain", "FROM finews.main.articles", "FROM RAW.revisions",
     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) FROM n",
     "SELECT 1 UNION SELECT 2", "WITH x AS (SHOW TABLES) FROM x", "WITH x AS MATERIALIZED (SELECT 1) FROM x",
     "WITH \"my table\" AS (SELECT 1) FROM \"my table\"", "FROM information_schema.tables", "FROM duckdb_tables",
     "PIVOT articles ON source IN ('example') USING count(*) GROUP BY media"],
)  # fmt: skip
def test_reading_statements_are_let_in(closed: duckdb.DuckDBPyConnection, query: str) -> None:
    assert run(closed, query).fetchall()


@pytest.mark.parametrize(
    "query",
    ["COPY (SELECT 1) TO '{home}/tables/x.csv'", "COPY articles TO '/tmp/finews-x.csv'", "ATTACH '{home}/x.db'",
     "INSTALL httpfs", "LOAD httpfs", "SET memory_limit = '1TB'", "CREATE TABLE x (i INT)", "DROP VIEW articles",
     "INSERT INTO raw.built_for VALUES (1, 'x')", "PRAGMA database_list", "CALL pragma_version()",
     "EXPORT DATABASE 'x'",
     "SELECT 1; DROP VIEW articles", "", "SELEC 1",
     "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('{home}/secret.csv')",
     "SELECT * FROM '{home}/secret.csv'", "SELECT * FROM read_text('{home}/pins.json')",
     "SELECT * FROM glob('/etc/*')", "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
     "SELECT * FROM sqlite_scan('{home}/x.db', 't')", "SELECT getenv('HOME')", "SELECT * FROM no_such_table",
     "SELECT * FROM duckdb_secrets()", "SELECT * FROM duckdb_settings()", "SELECT * FROM which_secret('s3://x', 's3')",
     "SELECT * FROM query('SELECT 1')", "SELECT * FROM json_execute_serialized_sql('{{}}')",
     "SELECT * FROM sniff_csv('{home}/secret.csv')", "SELECT * FROM parquet_metadata('{home}/tables/*/*.parquet')",
     "SELECT * FROM read_parquet('{home}/tables/polls/*.parquet')", "FROM 'https://127.0.0.1:9/x.parquet'",
     "WITH x AS (FROM read_blob('/etc/passwd')) FROM x", "SELECT (SELECT content FROM read_text('/etc/passwd'))",
     "DESCRIBE FROM read_text('/etc/passwd')", "EXPLAIN ANALYZE FROM read_text('/etc/passwd')",
     "SELECT * FROM enable_logging()", "SELECT * FROM truncate_duckdb_logs()", "FROM a_python_variable",
     "LOAD '{home}/x.duckdb_extension'", "FROM delta_scan('{home}/tables/polls')", "RESET memory_limit", "USE raw",
     "EXPLAIN ANALYZE COPY (SELECT 1) TO '{home}/tables/y.csv'",
     "/* x */ EXPLAIN ANALYZE COPY (SELECT 1) TO '{home}/tables/z.csv'",
     "SELECT 1 /* EXPLAIN (*/ , * FROM duckdb_settings() -- */", "SELECT 1 /* EXPLAIN */, * FROM glob('/*') -- */",
     "EXPLAIN ANALYZE SELECT 1 /* EXPLAIN (*/ , * FROM duckdb_settings() -- */",
     "EXPLAIN (FORMAT json /* ) SELECT 1 -- */) FROM duckdb_settings()",
     "/* /* */ EXPLAIN SELECT 1 -- */ */ EXPLAIN FROM duckdb_settings()",
     "FROM '{home}/tables/loads/*.parquet'", "DESCRIBE '{home}/tables/loads/*.parquet'",
     "FROM '{home}/tables/loads/_delta_log/00000000000000000000.json'", "FROM \"{home}/tables/loads/x\".parquet",
     "FROM loads.parquet", "WITH \"x.csv\" AS (SELECT 1) FROM 'x.csv'", "FROM Read_Text('{home}/tables/x')",
     "FROM system.main.read_text('{home}/tables/x')", "FROM \"read_text\"('{home}/tables/x')",
     "WITH x AS (COPY (SELECT 1) TO '{home}/tables/x.csv') FROM x",
     "EXPLAIN ANALYZE WITH x AS (COPY articles TO '{home}/tables/x.parquet') FROM x",
     "SELECT (WITH x AS (COPY (SELECT 1) TO '{home}/tables/x.csv') FROM x)",
     "FROM (WITH x AS (SELECT 1), y AS (COPY x TO '{home}/tables/x.csv') FROM y UNION ALL FROM y)",
     "WITH x AS (DELETE FROM raw.clock RETURNING *) FROM x",
     "FROM pg_settings", "FROM pg_catalog.pg_settings", "FROM pragma_database_list", "FROM duckdb_logs"],
)  # fmt: skip
def test_everything_else_is_refused_in_one_line(closed: duckdb.DuckDBPyConnection, home: Path, query: str) -> None:
    before = sorted(home.rglob("*"))
    a_python_variable = pa.table({"secret": [1]})
    assert a_python_variable.num_rows  # which DuckDB would find by its name
    with pytest.raises(QueryError) as refusal:
        run(closed, query.format(home=home)).fetchall()
    assert "\n" not in str(refusal.value)
    assert sorted(home.rglob("*")) == before


def test_an_unknown_table_names_the_nearest(closed: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError, match=r"no table 'artcles': did you mean articles"):
        run(closed, "SELECT * FROM artcles")
    with pytest.raises(QueryError, match="finews tables"):
        run(closed, "SELECT * FROM zzz")


def test_a_file_of_the_tables_is_refused_where_duckdb_would_let_it_in(
    closed: duckdb.DuckDBPyConnection, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file, *_) = (home / "tables" / "loads").glob("*.parquet")
    monkeypatch.chdir(file.parent)
    for query in (f"FROM '{file}'", f"FROM '{file.name}'", f'FROM "{file.stem}".parquet'):
        assert closed.execute(query).fetchall()
        with pytest.raises(QueryError, match="is refused: a query reads the views"):
            run(closed, query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("FROM artcles_asof(now())", r"artcles_asof\(\) is refused: did you mean articles_asof"),
        ("FROM articles_asof(now(), bases := 'seen')", r"Candidate macros: articles_asof\(t, basis := 'known'\)$"),
        ("PIVOT articles ON source USING count(*)", r"PIVOT without its values, ON column IN \('one', 'other'\), is"),
        ('FROM finews."/a/folder".main.csv', "'finews./a/folder.main.csv' is refused"),
        ("INSTALL httpfs", "INSTALL or LOAD is refused"),
        ("WITH x AS (COPY (SELECT 1) TO 'x.csv') FROM x", "^COPY is refused: the warehouse is read with SELECT"),
    ],
)
def test_a_refusal_says_what_to_write(closed: duckdb.DuckDBPyConnection, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        run(closed, query)


def test_a_query_has_a_limit_of_memory_and_disk_and_keeps_its_spill_inside(home: Path, tmp_path: Path) -> None:
    greedy = "SELECT count(*) FROM (SELECT i::VARCHAR || repeat('x', 200) AS s FROM range(2000000) t(i) ORDER BY s)"
    with connect_closed(home, memory="100MB", spill="1MB", threads=1) as connection:
        with pytest.raises(QueryError, match="more memory or disk") as refusal:
            run(connection, greedy)
        assert "\n" not in str(refusal.value)
        ((folder,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    assert Path(folder) == home / "spill"


def test_connect_shows_instants_in_utc(home: Path) -> None:
    with connect(home) as connection:
        for asked in (connection, connection.cursor()):
            assert asked.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_a_cursor_sees_the_tables_as_documented(home: Path) -> None:
    with connect(home) as connection, connection.cursor() as cursor:
        cursor.execute("USE finews")
        assert cursor.execute("SELECT title FROM articles").fetchall() == [("a says one",)]
        with pytest.raises(duckdb.Error, match="a search answers in"):
            cursor.execute("FROM search('one')")


def test_the_plain_catalog_file_answers_too(home: Path) -> None:
    with duckdb.connect(str(home / "finews.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("a says one",)]


def test_named_queries_are_thirty_or_more() -> None:
    assert len(named_queries()) >= 30


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_each_named_query_runs_as_it_is_and_is_described(closed: duckdb.DuckDBPyConnection, name: str) -> None:
    query = named_query(name)
    where = f"warehouse/queries/{name}.sql"
    assert query.description.endswith((".", ").")), f"{where}: begin it with a comment that says what it answers"
    for parameter in query.defaults:
        assert query.meanings[parameter], f"{where}: say in brackets what the parameter {parameter} means"
    run(closed, query.sql, query.defaults).fetchall()


@pytest.mark.parametrize("name", sorted(sql_files("views")))
def test_each_view_is_described(name: str) -> None:
    assert sql_files("views")[name].description, f"warehouse/views/{name}.sql: begin it with a comment"


def test_a_misspelt_query_names_the_nearest() -> None:
    with pytest.raises(QueryError, match="rejects_by_reason"):
        named_query("reject_by_reason")
    with pytest.raises(QueryError, match='finews sql "FROM articles"'):
        named_query("articles")


def test_parameters_are_asked_for_and_checked(closed: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError, match="--set mic="):
        run(closed, "SELECT $mic, $symbol", {"symbol": "1"})
    with pytest.raises(QueryError, match="no parameter"):
        run(closed, "SELECT 1", {"x": "1"})
    assert run(closed, "SELECT $a", {"a": "x"}).fetchall() == [("x",)]
