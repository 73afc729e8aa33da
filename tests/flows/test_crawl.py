"""The daily crawl from end to end: a real site, a real Prefect server, real tables."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from tests.flows.conftest import Home, new_home


def finished(home: Home) -> str:
    """The id of the last run."""
    return str(home.one("SELECT arg_max(run_id, started_at) FROM runs"))


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Iterator[tuple[Home, Newsroom, str]]:
    """A home after one crawl of a newsroom, for those who only look; the newsroom; its address."""
    home, site = new_home(tmp_path_factory.mktemp("visited"), prefect_api), Newsroom()
    with serve(site) as url:
        home.newsroom(url)
        home.finews("crawl")
        yield home, site, url


FIELDS = "canonical_url, title, published_at, published_on, published_precision, language, text, revision_id"


def test_a_crawl_gets_every_article_as_the_newsroom_knows_it(visited: tuple[Home, Newsroom, str]) -> None:
    home, site, url = visited
    expected = site.expected().articles
    found = {row[0].removeprefix(url): row[1:] for row in home.rows(f"SELECT {FIELDS} FROM articles")}
    named = home.rows("SELECT revision_id, symbol, mic FROM mentions")
    assert found.keys() == expected.keys()
    for path, article in expected.items():
        title, instant, day, precision, language, text, revision_id = found[path]
        assert (title, language) == (article.title, article.language), path
        assert (instant, day, precision) == (article.published_at, article.published_on, article.precision), path
        assert text.startswith(article.first) and text.endswith(article.last), path
        mentions = {(symbol, mic) for revision, symbol, mic in named if revision == revision_id}
        assert mentions == {(security.symbol, security.mic) for security in article.mentions}, path


def test_who_wrote_and_who_published_as_the_newsroom_knows_it(visited: tuple[Home, Newsroom, str]) -> None:
    home, site, url = visited
    rows = {
        row[0].removeprefix(url): row[1:] for row in home.rows("SELECT canonical_url, authors, media FROM articles")
    }
    for path, article in site.expected().articles.items():
        authors, media = rows[path]
        assert (tuple(authors), media) == (article.authors, article.media), path


def test_every_link_is_accounted_for_with_its_outcome(visited: tuple[Home, Newsroom, str]) -> None:
    home, site, url = visited
    visits = {
        row[0].removeprefix(url): row[1:]
        for row in home.rows("""
            SELECT c.url, c.outcome, r.reason FROM captures c LEFT JOIN rejects r USING (capture_id)
            WHERE c.kind NOT IN ('poll', 'robots')""")
    }
    assert visits == {path: (visit.outcome, visit.reason) for path, visit in site.expected().visits.items()}


def test_a_second_crawl_fetches_only_what_changed_and_adds_no_row_twice(
    home: Home, newsroom: tuple[Newsroom, str]
) -> None:
    site, url = newsroom
    home.newsroom(url)
    home.finews("crawl")
    counts = "SELECT (SELECT count(*) FROM revisions), (SELECT count(*) FROM mentions), (SELECT count(*) FROM links)"
    before = home.rows(counts)
    asked = len([r for r in site.requests if "/articles/" in r.path])
    home.finews("crawl")
    assert len([r for r in site.requests if "/articles/" in r.path]) == asked
    assert home.rows(counts) == before

    site.publish(2)
    home.finews("crawl")
    changed = home.rows("SELECT article_id, max(revision) FROM revisions GROUP BY ALL HAVING count(*) > 1")
    assert [revision for _, revision in changed] == [2]
    assert len([r for r in site.requests if "/articles/" in r.path]) == asked + 2  # the correction and a new article
    old, new = home.rows(f"SELECT text FROM revisions WHERE article_id = '{changed[0][0]}' ORDER BY revision")
    assert old != new
    assert home.one(f"SELECT revision FROM articles WHERE article_id = '{changed[0][0]}'") == 2


def test_prefect_has_every_task_run_and_the_artifacts(
    visited: tuple[Home, Newsroom, str], api: Callable[[str, dict[str, Any]], Any]
) -> None:
    home, *_ = visited
    run = {"flow_runs": {"id": {"any_": [finished(home)]}}}
    tasks = api("task_runs/filter", run)
    names = [task["name"].split("-")[0].split(" ")[0] for task in tasks]
    assert sorted(set(names)) == ["batch", "discover", "load", "recover"]
    assert {task["state_type"] for task in tasks} == {"COMPLETED"}
    artifacts = {a["key"]: a for a in api("artifacts/filter", run)}
    assert artifacts.keys() == {"sources", "rejects", "warehouse"}
    assert "newsroom" in artifacts["sources"]["data"]
    assert "/members/weekly-letter.html: robots: " in artifacts["rejects"]["data"]
    assert f"[{home.data / 'finews.duckdb'}: " in artifacts["warehouse"]["data"], "a path to copy"


def test_a_source_that_fails_does_not_fail_the_run(home: Home, newsroom: tuple[Newsroom, str]) -> None:
    home.newsroom(newsroom[1])
    home.source("broken", 'private = true\n[[feed]]\nurl = "http://127.0.0.1:9/feed"\n')
    home.source("mistaken", 'zon = "UTC"\nprivate = true\n[[feed]]\nurl = "http://127.0.0.1:9/feed"\n')
    done = home.finews("crawl")
    assert "broken" in done.stderr
    assert "rejects: 2 http_gone, 1 source_unreadable" in done.stderr
    assert "mistaken.toml: unknown key 'zon'" in done.stderr
    assert any(line.startswith("mistaken ") for line in done.stderr.splitlines()), "it is a failed source of the run"
    assert "unknown key 'zon'" in home.finews("crawl", "mistaken", status=2).stderr
    assert home.one("SELECT count(*) FROM articles") > 20
    assert home.rows("SELECT stage, reason FROM rejects WHERE source = 'broken'") == [("discover", "source_unreadable")]
    assert home.one("SELECT status FROM runs") == "partial"


def test_a_run_in_which_every_source_failed_exits_with_one(home: Home, newsroom: tuple[Newsroom, str]) -> None:
    url = newsroom[1]
    home.source("silent", 'private = true\n[[feed]]\nurl = "http://127.0.0.1:9/feed"\n')
    home.source("no-feed", f'private = true\n[[feed]]\nurl = "{url}/"\n')
    done = home.finews("crawl", status=1)
    assert "silent" in done.stderr
    assert "no-feed" in done.stderr
    assert home.one("SELECT count(*) FROM rejects WHERE stage = 'discover'") == 2


def test_a_public_source_needs_a_contact(home: Home) -> None:
    home.source("public", '[[feed]]\nurl = "https://news.invalid/feed"\n')
    done = home.finews("crawl", status=1)
    assert "FINEWS_CONTACT" in done.stderr


def test_what_a_killed_run_fetched_is_neither_lost_nor_fetched_again(
    home: Home, newsroom: tuple[Newsroom, str]
) -> None:
    """Kill a crawl as soon as an archive file is complete, before anything was loaded."""
    site, url = newsroom
    home.newsroom(url)
    crawl = subprocess.Popen(
        [sys.executable, "-m", "flows", "crawl"], cwd=home.root, env=os.environ | home.env,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any("-0001.warc.gz" in p.name and p.suffix == ".gz" for p in home.data.rglob("*.warc.gz")):
        assert time.monotonic() < deadline and crawl.poll() is None
        time.sleep(0.005)
    os.killpg(crawl.pid, signal.SIGKILL)
    crawl.wait()
    pages = len([r for r in site.requests if "/articles/" in r.path])
    home.finews("crawl")
    assert home.one("SELECT count(*) FROM articles") == len(site.expected().articles)
    assert len([r for r in site.requests if "/articles/" in r.path]) == pages
    assert home.one("SELECT count(*) FROM (SELECT 1 FROM captures GROUP BY capture_id HAVING count(*) > 1)") == 0


def test_the_tables_can_be_made_again_from_the_archive_alone(loaded: Home) -> None:
    """The newsroom is gone; everything that was fetched is in the WARC files."""
    query = "SELECT article_id, title, text, published_at, seen_at FROM articles ORDER BY article_id"
    before = loaded.rows(query)
    shutil.rmtree(loaded.data / "tables")
    (loaded.data / "pins.json").unlink()
    (loaded.data / "archive" / "strange.warc.gz").write_bytes(b"")  # put there by hand: nothing waits for it
    loaded.finews("crawl", status=1)
    assert loaded.rows(query) == before


def test_ctrl_c_stops_with_130_and_leaves_no_process(home: Home) -> None:
    home.source("slow", 'private = true\ndelay = 30\n[[urls]]\npath = "links.txt"\n')
    (home.root / "sources" / "links.txt").write_text("".join(f"http://127.0.0.1:9/{n}\n" for n in range(50)))
    crawl = subprocess.Popen(
        [sys.executable, "-m", "flows", "crawl"], cwd=home.root, env=os.environ | home.env,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list(home.data.rglob("*.open")):
        assert time.monotonic() < deadline and crawl.poll() is None
        time.sleep(0.05)
    crawl.send_signal(signal.SIGINT)
    _, stderr = crawl.communicate(timeout=120)
    assert crawl.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert stderr.rstrip().endswith("interrupted; what was fetched is kept, and the next run goes on from there")
