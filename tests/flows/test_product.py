"""The SQL as a product, on the example newsroom crawled twice: the cookbook, snapshots, exports, the notebook."""

from __future__ import annotations

import importlib.util
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from tests.conftest import PROJECT
from tests.flows.conftest import Home, new_home
from warehouse.query import connect_closed, named_queries, run

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Iterator[Home]:
    """The newsroom crawled, named, and crawled again after an article was corrected and one was added."""
    home = new_home(tmp_path_factory.mktemp("example"), prefect_api)
    site = Newsroom()
    with serve(site) as url:
        home.newsroom(url)
        home.finews("crawl")
        home.finews("snapshot", "create", "first")
        site.publish(2)
        home.finews("crawl")
        yield home


def total(column: str) -> Callable[[Rows], int]:
    return lambda rows: sum(row[column] for row in rows)


def having(**values: Any) -> Callable[[Rows], bool]:
    """Whether a row has these values."""
    return lambda rows: any(all(row[name] == value for name, value in values.items()) for row in rows)


NOTHING: Callable[[Rows], bool] = lambda rows: rows == []  # noqa: E731
EXPECTED: dict[str, Callable[[Rows], Any]] = {
    "archive_growth": lambda rows: total("stored")(rows) < total("bytes")(rows),
    "biggest_changes": lambda rows: len(rows) == 1 and rows[0]["fields"] == ["text"] and rows[0]["similarity"] > 0.9,
    "copies": NOTHING,
    "coverage_by_hour": lambda rows: total("articles")(rows) > 20 and abs(total("percent")(rows) - 100) < 1,
    "date_conflicts": NOTHING,
    "day_of_source": lambda rows: all(row["title"] for row in rows),
    "dead_links": NOTHING,
    "event_study": lambda rows: rows and all(row["actionable_at"] >= row["published_at"] for row in rows),
    "first_publishers": lambda rows: total("stories")(rows) >= 25 and having(media="Tideline")(rows),
    "freshness": having(source="newsroom", articles=28),
    "headlines_changed": NOTHING,
    "ingest_modes": lambda rows: total("live")(rows) == 28 and total("archive")(rows) == 0,
    "known_by": having(source="newsroom", articles=28, revised_since=0),
    "languages": having(language="zh") and having(language="en"),
    "latest": lambda rows: len(rows) == 10 and rows == sorted(rows, key=lambda row: row["published"], reverse=True),
    "longest_articles": lambda rows: rows[0]["characters"] >= rows[-1]["characters"] > 0,
    "longest_gaps": lambda rows: all(row["silent_from"] < row["silent_to"] for row in rows) and len(rows) > 10,
    "media_share": lambda rows: total("articles")(rows) == 28 and len(rows) > 3,
    "missed_windows": NOTHING,
    "most_named": having(symbol="00020", mic="XHKG", kind="equity"),
    "named_security": lambda rows: len(rows) >= 2 and all("澜石" in row["words"] for row in rows),
    "named_together": having(one="XHKG:00020", other="XNYS:NIO", articles=1),
    "newly_named": having(symbol="688981", mic="XSHG"),
    "news_per_day": lambda rows: total("articles")(rows) == 28,
    "novelty": lambda rows: rows and all(row["percent_new"] == 100 for row in rows),
    "poll_health": lambda rows: len(rows) > 5 and max(row["looks"] for row in rows) == 2,
    "precision_share": lambda rows: rows[0]["second"] > 50 and rows[0]["day"] > 0,
    "prolific_authors": having(author="叶知微"),
    "publication_delay": lambda rows: 0 < rows[0]["median"] <= rows[0]["p90"] <= rows[0]["p99"],
    "rejects_by_reason": having(reason="http_gone", rejects=2),
    "rejects_trend": lambda rows: total("rejects")(rows) == 4 and "http_gone 2" in rows[-1]["reasons"],
    "revised": lambda rows: len(rows) == 1 and rows[0]["revisions"] == 2,
    "revision_rate": having(source="newsroom", articles=28, revised=1),
    "runs_log": lambda rows: len(rows) == 2 and total("revisions")(rows) == 29,
    "security_volume": lambda rows: total("articles")(rows) >= 2,
    "security_story_count": lambda rows: 0 < total("stories")(rows) <= total("articles")(rows),
    "session_phases": having(mic="XHKG") and having(mic="XSHG"),
    "slow_hosts": lambda rows: len(rows) == 1 and rows[0]["p95_ms"] >= rows[0]["median_ms"] >= 0,
    "then_and_now": NOTHING,
    "time_evidence": lambda rows: total("chosen")(rows) > 20 and having(rule="json-ld")(rows),
    "undated": lambda rows: len(rows) >= 2 and all(row["precision"] != "second" for row in rows),
    "visits": having(outcome="gone", visits=2),
    "weekdays": lambda rows: total("days")(rows) >= 5,
    "zone_assumed": lambda rows: 0 < rows[0]["percent_assumed"] < 100,
}


def test_each_query_of_the_cookbook_is_right_about_the_example(example: Home) -> None:
    with connect_closed(example.data) as connection:
        for name, query in named_queries().items():
            assert name in EXPECTED, f"tests/flows/test_product.py: say what {name} is to answer"
            rows = run(connection, query.sql, query.defaults).to_arrow_table().to_pylist()
            assert EXPECTED[name](rows), f"{name}: {rows[:5]}"
    assert set(EXPECTED) == set(named_queries())


def test_a_snapshot_answers_as_it_did_when_it_was_made(example: Home) -> None:
    count = "SELECT count(*) AS n, count(*) FILTER (revision = 2) AS revised FROM articles"
    assert example.finews("sql", count, "-f", "csv").stdout.split() == ['"n","revised"', "28,1"]
    assert example.finews("sql", count, "-f", "csv", "--at", "first").stdout.split() == ['"n","revised"', "27,0"]
    assert "first" in example.finews("snapshot", "list").stdout
    assert "revisions" in example.finews("snapshot", "show", "first").stdout
    assert "exists already" in example.finews("snapshot", "create", "first", status=2).stderr
    assert "first" in example.finews("sql", "SELECT 1", "--at", "frist", status=2).stderr


def test_a_moment_without_zone_is_refused_with_the_spelling_that_is_right(example: Home) -> None:
    for command in (["sql", "FROM articles"], ["export", "x.csv"]):
        refusal = example.finews(*command, "--at", "2026-01-05 10:00", status=2).stderr
        assert "2026-01-05T10:00:00+08:00" in refusal and len(refusal.strip().splitlines()) == 1


def test_a_snapshot_is_dropped_only_when_told_twice(example: Home) -> None:
    example.finews("snapshot", "create", "gone")
    assert "--yes" in example.finews("snapshot", "drop", "gone", status=2).stderr
    example.finews("snapshot", "drop", "gone", "--yes")
    assert "no snapshot 'gone'" in example.finews("snapshot", "show", "gone", status=2).stderr


def test_an_export_is_the_same_when_done_again_and_can_be_cited(example: Home) -> None:
    where = ["--at", "first", "--where", "language = 'zh'", "--columns", "article_id", "title", "published_at"]
    said = example.finews("export", "one.parquet", *where).stderr
    example.finews("export", "two.parquet", *where)
    one, two = example.root / "one.parquet", example.root / "two.parquet"
    assert one.read_bytes() == two.read_bytes()
    manifest = json.loads((example.root / "one.parquet.manifest.json").read_text(encoding="utf-8"))
    assert manifest["citation"] in said and manifest["at"]["snapshot"] == "first"
    assert [column["name"] for column in manifest["columns"]] == ["article_id", "title", "published_at"]
    for bad in (["--where", "true) LIMIT 1 --"], ["--columns", "titel"], ["--query", "SELECT 1", "--where", "true"]):
        assert len(example.finews("export", "bad.csv", *bad, status=2).stderr.strip().splitlines()) == 1
    assert "--format" in example.finews("export", "out.xls", status=2).stderr


def test_the_pages_behind_a_query_are_a_warc_file_that_others_read(example: Home) -> None:
    where = ["--at", "first", "--where", "language = 'en'"]
    example.finews("export", "pages.warc.gz", *where)
    example.finews("export", "again.warc.gz", *where)
    path = example.root / "pages.warc.gz"
    assert path.read_bytes() == (example.root / "again.warc.gz").read_bytes()
    urls = {url for (url,) in example.rows("SELECT url FROM articles WHERE language = 'en' AND load_id = 1")}
    with path.open("rb") as file:
        kinds = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in WarcioIterator(file)]
    assert kinds[0][0] == "warcinfo"
    assert {url for kind, url in kinds if kind == "response"} >= urls and urls
    with path.open("rb") as file:
        checked = [
            record.verify_payload_digest()
            for record in ArchiveIterator(file)
            if record.headers["WARC-Type"] == "response"
        ]
    assert checked and all(checked)
    manifest = json.loads((example.root / "pages.warc.gz.manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == len(checked) and manifest["missing"] == []


def test_pages_that_are_not_in_the_archive_any_more_are_named(example: Home, tmp_path: Path) -> None:
    archive = example.data / "archive"
    archive.rename(tmp_path / "archive")
    try:
        done = example.finews("export", "lost.warc.gz", "--where", "language = 'en'", status=1)
        assert "not in the archive any more" in done.stderr
        manifest = json.loads((example.root / "lost.warc.gz.manifest.json").read_text(encoding="utf-8"))
        assert manifest["rows"] == 0 and len(manifest["missing"]) > 3
    finally:
        (tmp_path / "archive").rename(archive)


def test_a_warc_of_an_answer_without_captures_is_refused(example: Home) -> None:
    assert "capture_id" in example.finews("export", "x.warc", "--query", "SELECT 1 AS n", status=2).stderr


def test_tables_are_listed_and_described(example: Home) -> None:
    assert "articles_asof(t" in example.finews("tables").stdout
    assert "instant of publication" in example.finews("tables", "articles").stdout
    assert "did you mean articles" in example.finews("tables", "artcles", status=2).stderr


@pytest.mark.parametrize("command", [["sql"], ["export", "endless.csv", "--query"]], ids=lambda command: command[0])
def test_a_query_without_end_is_cancelled_in_one_line(example: Home, command: list[str]) -> None:
    endless = "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3"
    program = (  # with the handler that a terminal leaves: a suite that runs in the background hands on a deaf one
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from flows.cli import main; import flows.errors, flows.show.answer, warehouse.export; "
        "flows.errors.mistakes(); print('ready', flush=True); main()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, *command, endless], cwd=example.root, env=os.environ | example.env,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert child.stdout and child.stdout.readline() == "ready\n"
        time.sleep(2)
        child.send_signal(signal.SIGINT)
        out, error = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, out) == (130, ""), error
    assert error.strip() == "finews: interrupted: the query was cancelled and nothing was changed"
    assert not list(example.root.glob("*endless*"))


def test_the_notebook_runs_without_a_screen(example: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    if not all(map(importlib.util.find_spec, ("marimo", "altair"))):
        pytest.skip("needs the libraries of the group `notebook`")
    monkeypatch.setenv("FINEWS_HOME", str(example.data))
    _, defined = runpy.run_path(str(PROJECT / "examples" / "notebooks" / "news_volume.py"))["app"].run()
    assert defined["named"].num_rows == 3
    volume = defined["volume"].to_pylist()
    published, known = ([row for row in volume if row["clock"] == clock] for clock in ("published", "known here"))
    assert total("articles")(published) == total("articles")(known) == 3
    assert min(row["hour"] for row in known) >= max(row["hour"] for row in published)
    assert defined["chart"].to_dict()["mark"]["type"] == "bar"
