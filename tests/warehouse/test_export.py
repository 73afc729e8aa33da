"""An export is the same byte for byte when it is done again, and its manifest says what it is."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.faults import full_disk
from tests.warehouse.rows import T0, revision, stage
from warehouse.export import State, finish, fresh, target, unrepeatable, where_query, whole_query
from warehouse.formats import write
from warehouse.query import QueryError, connect_closed
from warehouse.snapshots import create
from warehouse.store import Store

ARTICLES = 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("export")
    store = Store(root)
    for batch in range(2):
        rows = [
            revision(f"a{n:03}", f"x{batch}", T0 + timedelta(hours=batch), authors=["Ann", "Bo"], published_at=T0)
            for n in range(batch, ARTICLES, 2)
        ]
        store.load([stage(root, f"b{batch}", revisions=rows)])
    create(store, "q")
    return root


def export(home: Path, out: Path, at: str | None = "q", query: str | None = None, where: str | None = None) -> dict:
    """Export as the command does; return the manifest."""
    format_ = out.suffix[1:]
    with connect_closed(home, at=at, threads=1) as connection:
        asked = whole_query(connection, query) if query else where_query(connection, where, [])
        state = State.of(connection, home, at)
        with fresh(out) as new:
            with new.open("wb") as file:
                rows, columns = write(connection, asked, format_, file)
            finish(new, out, format_, asked, state, rows, columns, "9.9")
    return json.loads(out.with_name(f"{out.name}.manifest.json").read_text(encoding="utf-8"))


def test_done_again_after_more_loads_and_a_compaction_it_is_the_same(home: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir(), other.mkdir()
    names = ["out.csv", "out.jsonl", "out.parquet"]
    first = [export(home, one / name) for name in names]
    store = Store(home)
    store.load([stage(home, "later", revisions=[revision("later", "x")])])
    store.compact()
    store.vacuum(timedelta(0))
    assert [export(home, other / name) for name in names] == first
    for name, manifest in zip(names, first, strict=True):
        assert (one / name).read_bytes() == (other / name).read_bytes()
        assert manifest["rows"] == ARTICLES
        assert manifest["sha256"] == hashlib.sha256((one / name).read_bytes()).hexdigest()
    assert {path.name for path in one.iterdir()} == {*names, *(f"{name}.manifest.json" for name in names)}


def test_the_formats_hold_the_same_rows(home: Path, tmp_path: Path) -> None:
    for ending in ("parquet", "csv", "jsonl"):
        export(home, tmp_path / f"out.{ending}", where="article_id < 'a010'")
    parquet = pq.read_table(tmp_path / "out.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    assert [row["article_id"] for row in parquet] == [f"a{n:03}" for n in range(10)]
    assert [row["title"] for row in parquet] == [row["title"] for row in lines] == [row["title"] for row in cells]
    assert parquet[0]["authors"] == lines[0]["authors"] == json.loads(cells[0]["authors"]) == ["Ann", "Bo"]
    assert datetime.fromisoformat(lines[0]["published_at"]) == parquet[0]["published_at"]


def test_the_manifest_says_how_to_make_and_cite_it(home: Path, tmp_path: Path) -> None:
    manifest = export(home, tmp_path / "out.csv", query="SELECT count(*) AS n FROM articles")
    assert manifest["at"]["snapshot"] == "q" and manifest["at"]["load_id"] == 2
    assert set(manifest["at"]["versions"]) > {"revisions", "captures"}
    assert manifest["columns"] == [{"name": "n", "type": "BIGINT"}]
    assert "count(*)" in manifest["query"] and manifest["finews"] == "9.9"
    for part in ("finews 9.9", "snapshot q", "load 2", manifest["sha256"], "1 rows"):
        assert part in manifest["citation"]


def test_another_snapshot_that_is_broken_does_not_matter(home: Path, tmp_path: Path) -> None:
    (broken := home / "snapshots" / "broken.json").write_text("{")
    assert export(home, tmp_path / "out.csv")["at"]["snapshot"] == "q"
    broken.unlink()


def test_without_a_snapshot_the_manifest_names_the_moment_that_makes_it_again(home: Path, tmp_path: Path) -> None:
    now = export(home, tmp_path / "now.csv", at=None)
    again = export(home, tmp_path / "again.csv", at=now["at"]["known_at"])
    assert now["sha256"] == again["sha256"] and now["at"] == again["at"]


@pytest.mark.parametrize(
    "where",
    ["title = $x", "true) UNION SELECT * FROM articles WHERE (true", "true) ORDER BY 1 LIMIT 1 --", "true) LIMIT 1 --",
     "true); DROP VIEW articles; SELECT (1", "true) GROUP BY ALL --", "1 +", ")", "true) QUALIFY (true",
     "true) HAVING (true", "article_id IN (FROM read_text('/etc/passwd'))", "no_such_column = 1"],
)  # fmt: skip
def test_a_condition_that_is_more_than_one_is_refused(home: Path, tmp_path: Path, where: str) -> None:
    with pytest.raises(QueryError) as refusal:
        export(home, tmp_path / "out.csv", where=where)
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "where", ["  ", "true -- a comment", "(1 = 1)", "article_id IN (SELECT article_id FROM mentions)"]
)
def test_a_condition_may_be_any_one_expression(home: Path, tmp_path: Path, where: str) -> None:
    assert export(home, tmp_path / "out.csv", where=where)["rows"] in (0, ARTICLES)


@pytest.mark.parametrize(
    "query", ["COPY articles TO 'x.csv'", "DROP VIEW articles", "FROM artcles", "SELECT 1; SELECT 2"]
)
def test_a_query_that_does_more_than_read_is_refused(home: Path, tmp_path: Path, query: str) -> None:
    with pytest.raises(QueryError):
        export(home, tmp_path / "out.csv", query=query)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_column_names_the_nearest(home: Path) -> None:
    with connect_closed(home) as connection, pytest.raises(QueryError, match="did you mean title"):
        where_query(connection, None, ["titel"])


def test_a_column_named_twice_is_refused(home: Path) -> None:
    with connect_closed(home) as connection, pytest.raises(QueryError, match="--columns names 'title' twice"):
        where_query(connection, None, ["title", "url", "title"])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_views_with_nested_intervals_are_exported_the_same_each_time(home: Path, tmp_path: Path, ending: str) -> None:
    for view in ("stories", "tellings"):
        one, other = (export(home, tmp_path / f"{n}.{ending}", query=f"FROM {view}") for n in "ab")
        assert one["rows"] > 0 and one["sha256"] == other["sha256"]


def test_any_query_can_be_given_a_total_order() -> None:
    with duckdb.connect() as connection:
        for end in ("", ";", " -- done", "; -- done;", " -- é;\n;; /* done; */\n", " WHERE 'é;' <> ';';--"):
            asked = whole_query(connection, f"SELECT * FROM (VALUES (2, 'b'), (1, 'a'), (1, NULL)) v{end}")
            assert connection.execute(asked).fetchall() == [(1, "a"), (1, None), (2, "b")]


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "this has none"), ("SELECT 1; SELECT 2", "this has 2"), ("SELECT 1) UNION ALL (SELECT 2", "syntax error")],
)
def test_what_is_not_one_query_is_refused_in_words(home: Path, query: str, words: str) -> None:
    with connect_closed(home) as connection, pytest.raises(QueryError, match=words):
        whole_query(connection, query)


def test_what_is_no_file_is_not_replaced_and_a_link_leads_to_its_file(home: Path, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.csv")
    for out, words in (
        (pipe, "no regular file"),
        (tmp_path, "no regular file"),
        (tmp_path / "x" / "y.csv", "no folder"),
    ):
        with pytest.raises(QueryError, match=words):
            target(out)
    (link := tmp_path / "link.csv").symlink_to(tmp_path / "file.csv")
    export(home, target(link))
    assert link.is_symlink() and (tmp_path / "file.csv.manifest.json").exists()


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    (out := tmp_path / "out.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        export(home, out)
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_for_which_there_is_no_room_is_named(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with full_disk(100), pytest.raises(OSError, match="File too large") as told:
        export(home, out)
    assert told.value.filename == str(out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT random() FROM articles", "random"),
        ("SELECT uuid()", "uuid"),
        ("FROM articles WHERE published_at > now() - INTERVAL 7 DAY", "now"),
        ("FROM articles WHERE published_on = current_date", "current_date"),
        ("SELECT (SELECT max(published_at) FROM articles_asof(CURRENT_TIMESTAMP))", "current_timestamp"),
        ("FROM articles USING SAMPLE 3", "sample"),
        ("FROM articles TABLESAMPLE 10%", "sample"),
        ("SELECT score, title FROM search('quay')", "indexed now"),
        ("FROM search_wordings('quay')", "indexed now"),
        ("FROM articles USING SAMPLE reservoir(3 ROWS) REPEATABLE (7)", None),
        ("SELECT 'now()' AS random, title FROM articles_asof(TIMESTAMPTZ '2026-03-05 09:30:00Z') -- random()", None),
        ("SELECT hash(article_id), count(*), current_setting('TimeZone') FROM articles GROUP BY ALL", None),
        ("FROM search_log_of_mine", None),
        ("SELECT source, list(title) FROM articles GROUP BY source", "list() without ORDER BY"),
        ("SELECT row_number() OVER (PARTITION BY source), title FROM articles", "row_number() without ORDER BY"),
        ("SELECT (SELECT title FROM articles LIMIT 1)", "LIMIT without ORDER BY"),
        ("SELECT source, list(title ORDER BY title), count(*) FROM articles GROUP BY source", None),
        ("SELECT row_number() OVER (ORDER BY title), list(url) OVER (ORDER BY title) FROM articles", None),
        ("FROM articles ORDER BY article_id LIMIT 1", None),
    ],
)
def test_a_query_whose_answer_may_be_another_is_told(home: Path, query: str, why: str | None) -> None:
    with connect_closed(home) as connection:
        found = unrepeatable(connection, whole_query(connection, query))
    assert found is None if why is None else found and why in found
