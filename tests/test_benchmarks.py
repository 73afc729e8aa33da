"""The benchmark's own logic: its pages, its server, its accounts and its figures. No time is measured here."""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks import crawl, plain, plan, report
from benchmarks.accounting import ALL, MAIN, Moment, Usage
from benchmarks.pages import Page, captures, load_pages, newsroom_pages, place, targets
from benchmarks.programs import Trial, environment
from benchmarks.server import Server, Site, serving
from tasks.page import process
from tasks.records import Site as NewsSite
from tasks.settings import Settings
from tasks.sources import load_source
from tests.conftest import PROJECT
from warehouse.store import Store

KNOWN = 12


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return list(newsroom_pages())


@pytest.fixture(scope="module")
def archive(pages: list[Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few pages of the newsroom as a WARC file, so that no other pages are needed."""
    path = tmp_path_factory.mktemp("pages") / "pages.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file)
        for page in pages[:4]:
            head = StatusAndHeaders("200 OK", [("Content-Type", page.content_type)], protocol="HTTP/1.1")
            url = f"http://newsroom.example/{page.path}"
            body = _Body(page.body)
            writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=head))
    return path


class _Body:
    """Bytes that are read once, as warcio wants them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int = -1) -> bytes:
        data, self._data = (self._data, b"") if size < 0 else (self._data[:size], self._data[size:])
        return data


@pytest.fixture(scope="module")
def server(archive: Path) -> Iterator[Server]:
    with serving(archive, KNOWN) as running:
        yield running


def get(server: Server, *paths: str) -> list[tuple[int, bytes]]:
    """Ask for paths, one after the other over one connection."""
    connection = http.client.HTTPConnection(urlsplit(server.base).netloc)
    answers = []
    for path in paths:
        connection.request("GET", path)
        response = connection.getresponse()
        answers.append((response.status, response.read()))
    connection.close()
    return answers


# -- pages -----------------------------------------------------------------------------------------


def test_every_page_comes_once_before_its_second_copy(pages: list[Page]) -> None:
    places = [place(target) for target in targets(pages, 2 * len(pages))]
    assert sorted(places[: len(pages)]) == [(0, number) for number in range(len(pages))]
    assert sorted(places[len(pages) :]) == [(1, number) for number in range(len(pages))]


def test_copies_are_articles_of_their_own(pages: list[Page]) -> None:
    wanted = [c for c in captures(pages, 2 * len(pages)) if place(c.capture_id)[1] in (0, 1)]
    articles = [process(capture, NewsSite("benchmark")) for capture in wanted]
    assert len({article.article_id for article in articles}) == 4
    assert len({article.text for article in articles}) == 4
    assert len({article.title for article in articles}) == 2


def test_copies_of_a_page_that_names_its_own_path_are_not_one_article() -> None:
    body = b'<head><link rel="canonical" href="/a"></head><h1>News</h1><p>' + b"It rained on the day of the test. " * 20
    copies = captures([Page("a", "text/html", body)], 2)
    assert len({process(capture, NewsSite("benchmark")).article_id for capture in copies}) == 2


def test_pages_survive_the_archive(pages: list[Page], archive: Path) -> None:
    assert [(p.path, p.content_type, p.body) for p in load_pages(archive)] == [
        (p.path, p.content_type, p.body) for p in pages[:4]
    ]


# -- server ----------------------------------------------------------------------------------------


def test_server_sends_the_bytes_that_the_limit_works_on(server: Server, archive: Path) -> None:
    wanted = captures(load_pages(archive), 8)
    answers = get(server, *(capture.capture_id for capture in wanted))
    assert answers == [(200, capture.body) for capture in wanted]


def test_server_allows_everything_and_counts_what_it_sent(server: Server) -> None:
    before = server.counts().requests
    robots, missing, strange = get(server, "/robots.txt", "/p/00000/9999/x", "/p/what")
    assert robots == (200, b"User-agent: *\nAllow: /\n")
    assert (missing[0], strange[0]) == (404, 404)
    assert server.counts().requests == before + 3


def test_sitemaps_hold_as_many_addresses_as_the_protocol_allows(pages: list[Page]) -> None:
    site = Site(pages[:1], known=50_001)
    site.publish("http://127.0.0.1:1")
    assert site.answer("/sitemap.xml").count(b"<sitemap>") == 2
    assert [site.answer(f"/sitemap-{n}.xml").count(b"<url>") for n in (0, 1)] == [50_000, 1]


# -- programs --------------------------------------------------------------------------------------


def test_crawl_without_prefect_takes_every_page(server: Server, settings: Settings, archive: Path) -> None:
    urls = [server.base + target for target in targets(load_pages(archive), 6)]
    (settings.sources / "urls.txt").write_text("\n".join(urls))
    (settings.sources / "benchmark.toml").write_text('private = true\n[[urls]]\npath = "urls.txt"\n')
    assert plain.crawl(settings) == 6
    with Store(settings.root).reader() as connection:
        assert connection.execute("SELECT count(DISTINCT article_id) FROM raw.revisions").fetchall() == [(6,)]


def test_only_what_was_never_visited_is_planned(server: Server, settings: Settings) -> None:
    source = settings.sources / "known.toml"
    source.write_text(f'private = true\n[[sitemap]]\nurl = "{server.base}/sitemap.xml"\n')
    store = Store(settings.root)
    plan.prepare(store, settings.staging / "past", server.base, KNOWN - 2)
    found = plan.time_plan(load_source(source), settings, store).plan
    assert (found.found, found.new, found.due) == (KNOWN, 2, 2)


def test_programs_do_not_see_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FINEWS_WORKERS", "PREFECT_API_URL", "https_proxy"):
        monkeypatch.setenv(name, "mine")
    assert "mine" not in environment().values()


# -- accounts --------------------------------------------------------------------------------------

BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"
FAMILY = f"""
import subprocess, sys, time
code = "import time; time.sleep(600)"
orphan = subprocess.Popen([sys.executable, "-c", code, "server", "start", "--host"], start_new_session=True)
subprocess.run([sys.executable, "-c", {BUSY!r}])
time.sleep(0.5)
print(orphan.pid)
"""
ACCOUNT = """
import json, os, sys
from pathlib import Path
from benchmarks.accounting import CommandFailed, run
try:
    usage = run([sys.executable, "-c", sys.argv[1]], os.environ, Path(), memory=True, patience=0.5)
except CommandFailed as failure:
    sys.exit(str(failure))
there = Path(f"/proc/{usage.output.strip()}").exists()
print(json.dumps([usage.cpu, usage.by_role(), usage.memory, there]))
"""


def account(code: str) -> subprocess.CompletedProcess[str]:
    """Account for a program, in a process of its own that may adopt orphans."""
    command = [sys.executable, "-c", ACCOUNT, code]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc")
def test_children_are_counted_and_orphans_ended() -> None:
    cpu, roles, memory, there = json.loads(account(FAMILY).stdout)
    assert cpu >= 0.3, "the child's time belongs to it"
    assert set(roles) == {"main", "workers", "server"}
    assert memory[ALL] > memory["main"] > 0 and memory[MAIN] > 0
    assert not there, "what it left behind is gone"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc")
def test_failure_is_told_with_its_last_words() -> None:
    done = account("import sys; sys.exit('no such luck')")
    assert done.returncode == 1
    assert "status 1: no such luck" in done.stderr


# -- figures ---------------------------------------------------------------------------------------


def trial(seconds: float, pages: int = 100, memory: tuple[int, int] = (0, 0), **cpu: float) -> Trial:
    """A run that took so long and so much, evenly."""
    track = [Moment(1000.0, dict.fromkeys(cpu, 0.0)), Moment(1000.0 + 2 * seconds, cpu)]
    usage = Usage(2 * seconds, sum(cpu.values()), track, {ALL: memory[0], MAIN: memory[1], "main": 7_000_000})
    return Trial("x", pages, pages, 1000.0 + seconds, 1000.0 + 2 * seconds, usage)


def test_cost_is_that_of_the_time_from_link_to_row() -> None:
    run = trial(10, main=2.0, workers=6.0)
    assert run.rate == 10
    assert run.cost_by_role() == {"main": 10.0, "workers": 30.0}
    assert run.cost == 40


def test_ratios_are_of_the_same_round() -> None:
    found = report.ratio("ours to theirs", [10, 30, 9], [10, 20, 10], 1.0)
    assert (found.measured, found.target, found.is_reached) == ("1.00 (0.90–1.50)", "≥ 1", True)
    assert not report.ratio("ours to theirs", [10, 9], [10, 10], 1.0).is_reached


def test_prefects_part_is_its_server_and_what_the_process_takes_more() -> None:
    with_prefect = trial(10, main=8.0, workers=80.0, server=4.0)
    without = trial(10, main=6.0, workers=80.0)
    without.more["importing"] = 1.0
    found = report.prefect_share(with_prefect, without)
    assert found.measured.startswith("7.6 % (server 4.0 s, 2.0 of it to start; client 3.0 s; all 92 s")
    assert not found.is_reached


@pytest.mark.parametrize(("large", "reached"), [(109_000_000, True), (111_000_000, False)])
def test_memory_may_grow_by_a_tenth(large: int, reached: bool) -> None:
    found = report.memory_growth(trial(1, memory=(100_000_000, 100_000_000)), trial(1, memory=(large, large)))
    assert [f.is_reached for f in found] == [reached, reached]
    assert report.memory_where(trial(1, memory=(large, large))) == "finews, 100 pages: peak memory of main 7 MB"
    assert f"(100 MB → {large // 1_000_000} MB)" in found[0].measured


def test_tables_in_text_and_markdown() -> None:
    rows = [("a", "1"), ("long", "2")]
    assert report.table(("x", "y"), rows, markdown=False) == "x     y\na     1\nlong  2"
    assert report.table(("x", "y"), rows, markdown=True).splitlines()[:2] == ["| x    | y |", "| ---- | - |"]


def test_unknown_parts_are_named() -> None:
    assert crawl.parts("plan, memory") == {"plan", "memory"}
    with pytest.raises(argparse.ArgumentTypeError, match=r"no part speed; there are crawl, limit"):
        crawl.parts("plan,speed")
