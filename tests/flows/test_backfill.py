"""Backfill from end to end: a site with a month of dated pages, real processes, a real Prefect server."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from flows.backfill import Filling
from flows.show.heatmap import is_quiet
from flows.summary import Summary
from tasks.backfill.look import Sought
from tasks.backfill.outline import Outline, Work
from tasks.backfill.span import Span
from tasks.fetch.captures import read_archive
from tasks.plan import Plan
from tasks.run import Run
from tasks.settings import Settings
from tasks.sources import Source
from tasks.sources.feed import FeedEntry
from tests.flows.conftest import Home, new_home
from warehouse import connect
from warehouse.coverage import Day, Status

ZONE = ZoneInfo("Asia/Shanghai")
ROWS = """SELECT url, title, text, published_on, published_at, language, media, reason, ingest_mode
          FROM revisions ORDER BY ALL"""
VISITS = "SELECT url, kind, outcome, ingest_mode FROM captures WHERE kind <> 'robots' ORDER BY ALL"


@cache
def yesterday() -> date:
    """The last day that was over when the tests began, for all of them: midnight may pass meanwhile."""
    return datetime.now(ZONE).date() - timedelta(days=1)


def section(url: str, delay: float = 0) -> str:
    """The source file of the newsroom's past."""
    return (
        f'zone = "Asia/Shanghai"\nprivate = true\ndelay = {delay}\n'
        f"[[listing]]\nurl = \"{url}/daily/{{date}}/\"\nlink = '/daily/\\d{{4}}/'\n"
    )


def span(days: int) -> list[str]:
    """Options for so many days that are over."""
    return ["--from", str(yesterday() - timedelta(days=days - 1)), "--to", str(yesterday())]


@pytest.fixture
def past() -> Iterator[tuple[Newsroom, str]]:
    """The newsroom with thirty days of its past."""
    site = Newsroom(days=30)
    with serve(site) as url:
        yield site, url


@pytest.fixture
def plain(home: Home) -> Home:
    """A home whose pages are extracted the quick way."""
    home.env |= {"FINEWS_TEXT": "plain", "FINEWS_WORKERS": "1"}
    return home


def paths(site: Newsroom, days: int = 30) -> set[str]:
    first = yesterday() - timedelta(days=days - 1)
    return {article.path for article in site.past if first <= article.published.date() <= yesterday()}


def asked(site: Newsroom) -> Counter[str]:
    return Counter(request.path for request in site.requests if request.path != "/robots.txt")


def test_a_plan_asks_nobody_and_says_what_it_would_take(plain: Home, past: tuple[Newsroom, str]) -> None:
    site, url = past
    plain.source("daily", section(url, delay=2))
    made = json.loads(plain.finews("backfill", "daily", *span(7), "--plan", "--format", "json").stdout)
    assert not site.requests
    assert made["states"] == {"missing": 7}
    assert [day["day"] for day in made["days"]] == sorted(day["day"] for day in made["days"])
    assert made["days"][0]["by"] == f"dated {url}/daily/{made['from']}/"
    assert (made["lists"], made["requests"]) == (7, 7 + made["pages"])
    assert made["hours"] == pytest.approx(2 * made["requests"] / 3600, abs=0.001)
    assert made["assumed"] and made["bytes"] > 0
    assert "7 missing" in plain.finews("backfill", "daily", *span(7), "--plan").stdout
    named = [("daily",), ("--source", "daily"), ("daily", "-s", "daily")]
    plans = {plain.finews("backfill", *how, *span(7), "--plan", "--format", "json").stdout for how in named}
    assert [json.loads(plan) for plan in plans] == [made], "the sources by their place, by option, or both"


def test_a_backfill_fills_the_days_and_then_leaves_them_alone(
    plain: Home, past: tuple[Newsroom, str], api: Callable[[str, dict[str, Any]], Any]
) -> None:
    site, url = past
    plain.source("daily", section(url))
    plain.finews("backfill", "daily", *span(4))
    assert {row[0].removeprefix(url) for row in plain.rows("SELECT url FROM articles")} == paths(site, 4)
    assert plain.rows("SELECT DISTINCT ingest_mode FROM revisions") == [("backfill",)]
    assert plain.rows("SELECT DISTINCT status FROM coverage WHERE source = 'daily'") == [("complete",)]
    assert max(asked(site).values()) == 1

    run = {"flow_runs": {"id": {"any_": [plain.one("SELECT run_id FROM runs WHERE flow = 'backfill'")]}}}
    tagged = [task["tags"] for task in api("task_runs/filter", run) if any(t.startswith("day") for t in task["tags"])]
    assert len({tag for tags in tagged for tag in tags if tag.startswith("day")}) == 4
    artifacts = {artifact["key"]: artifact for artifact in api("artifacts/filter", run)}
    assert artifacts["progress"]["data"] == 100.0
    assert artifacts["coverage"]["data"].count("🟩") == 1 + 4  # the legend has one
    assert Path(unquote(artifacts["coverage-page"]["data"].split("file://")[1].split(")")[0])).is_file()

    before = len(site.requests)
    done = plain.finews("backfill", "daily", *span(4))
    assert "nothing to do" in done.stderr and len(site.requests) == before
    plain.finews("backfill", "daily", *span(4), "--if-exists", "fail", status=2)
    assert len(site.requests) == before

    plain.finews("backfill", "daily", *span(6))  # two days more, and only those
    assert {row[0].removeprefix(url) for row in plain.rows("SELECT url FROM articles")} == paths(site, 6)
    assert max(asked(site).values()) == 1


def test_two_sources_that_name_the_same_pages_ask_for_each_once(plain: Home, past: tuple[Newsroom, str]) -> None:
    site, url = past
    plain.source("daily", section(url))
    plain.source("other", section(url))
    plain.finews("backfill", "daily", "other", *span(2))
    assert {row[0].removeprefix(url) for row in plain.rows("SELECT url FROM articles")} == paths(site, 2)
    assert {path: count for path, count in asked(site).items() if path in paths(site) and count > 1} == {}
    assert plain.rows("SELECT DISTINCT status FROM coverage") == [("complete",)]


def test_check_finds_what_came_later_and_replace_what_has_changed(plain: Home, past: tuple[Newsroom, str]) -> None:
    site, url = past
    plain.source("daily", section(url))
    kept, site.past = site.past, site.past[1:]  # the newest one appears a little later
    plain.finews("backfill", "daily", *span(2))
    site.past = kept
    assert "nothing to do" in plain.finews("backfill", "daily", *span(2)).stderr
    days_on(plain, 2)
    plain.finews("backfill", "daily", *span(2), "--if-exists", "check")
    assert {row[0].removeprefix(url) for row in plain.rows("SELECT url FROM articles")} == paths(site, 2)
    pages = {path: count for path, count in asked(site).items() if path in paths(site)}
    assert set(pages.values()) == {1}
    days_on(plain, 2)
    plain.finews("backfill", "daily", *span(2), "--if-exists", "replace")
    pages = {path: count for path, count in asked(site).items() if path in paths(site)}
    assert set(pages.values()) == {2}
    assert plain.one("SELECT count(*) FROM revisions") == len(paths(site, 2))


def days_on(home: Home, days: int) -> None:
    """Let visits lie further back: what was asked for in the last day is not asked for again."""
    import pyarrow.compute as pc
    from deltalake import DeltaTable, write_deltalake

    from warehouse.store import Store
    from warehouse.tables import TABLES

    store = Store(home.data)
    table = DeltaTable(store.path("captures")).to_pyarrow_table()
    older = pc.subtract(table["captured_at"], timedelta(days=days))
    moved = table.set_column(table.schema.get_field_index("captured_at"), "captured_at", older)
    write_deltalake(store.path("captures"), moved.cast(TABLES["captures"].schema), mode="overwrite")
    with store.lock():
        store._repin(*store._open_tables())


def killed(home: Home, site: Newsroom, command: list[str], requests: int, pause: float) -> None:
    """Run a command and kill it with all its processes once it has asked so often, and a little later."""
    goal = len(site.requests) + requests
    with (home.root / "stderr").open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", *command], cwd=home.root, env=os.environ | home.env,
            stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + 300
    while len(site.requests) < goal and process.poll() is None:
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.002)
    time.sleep(pause)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, (home.root / "stderr").read_text()[-2000:]


def archived(home: Home) -> Counter[str]:
    """Count the visits in the archive, those in files that were being written when their run was killed as well."""
    root = home.data / "archive"
    files = [*root.rglob("*.warc.gz"), *root.rglob("*.warc.gz.open")]
    visits = [capture.link for file in files for capture in read_archive(file, root)]
    return Counter(link.url for link in visits if link.kind != "robots")


@pytest.fixture
def long() -> bool:
    """Whether there is time for a month and ten kills (`make test-long`); else a week and three show the same."""
    return bool(os.environ.get("FINEWS_LONG"))


def test_a_backfill_killed_at_random_ends_as_one_that_ran_through(
    tmp_path: Path, prefect_api: str, past: tuple[Newsroom, str], long: bool
) -> None:
    """Nothing is asked for twice, except what the server had just answered when the run was killed.

    Such an answer reached nobody: it is no visit. There is at most one a kill, as a host is asked one at a time. They
    are counted at the end: the server may hear a request only after the process that sent it is dead.
    """
    site, url = past
    days, kills = (30, 10) if long else (7, 3)
    homes = []
    for name in ("through", "killed"):
        (tmp_path / name).mkdir()
        home = new_home(tmp_path / name, prefect_api)
        home.env |= {"FINEWS_TEXT": "plain", "FINEWS_WORKERS": "1"}
        home.source("daily", section(url, delay=0.1))
        homes.append(home)
    through, home = homes
    through.finews("backfill", "daily", *span(days), timeout=600)
    assert {row[0].removeprefix(url) for row in through.rows("SELECT url FROM articles")} == paths(site, days)

    site.requests.clear()
    chance = random.Random(20261124)
    command = ["backfill", "daily", *span(days)]
    for _ in range(kills):
        killed(home, site, command, chance.randint(0, 6), chance.random() / 2)
    home.finews(*command, timeout=600)
    visits = Counter({address.removeprefix(url): n for address, n in archived(home).items()})
    assert visits == dict.fromkeys(asked(site), 1)
    assert (asked(site) - visits).total() <= kills
    assert asked(site).keys() == {f"/daily/{yesterday() - timedelta(days=n)}/" for n in range(days)} | paths(site, days)
    assert home.rows(ROWS) == through.rows(ROWS)
    assert home.rows(VISITS) == through.rows(VISITS)
    assert home.rows("SELECT source, day, status, found, loaded FROM coverage ORDER BY ALL") == through.rows(
        "SELECT source, day, status, found, loaded FROM coverage ORDER BY ALL"
    )


def test_a_crawl_beside_it_loses_nothing_and_nothing_is_asked_twice(plain: Home, past: tuple[Newsroom, str]) -> None:
    """Both want the newest five days of the same section; the crawl also wants everything else of the newsroom."""
    site, url = past
    delay = 0.05
    plain.newsroom(url)
    daily = section(url, delay)
    plain.source("daily", daily + "days = 5\n")
    newsroom = (plain.root / "sources" / "newsroom.toml").read_text(encoding="utf-8")
    plain.source("newsroom", newsroom.replace("delay = 0 ", f"delay = {delay} "))
    begun = time.monotonic()
    beside = subprocess.Popen(
        [sys.executable, "-m", "flows", "crawl"], cwd=plain.root, env=os.environ | plain.env,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    plain.finews("backfill", "daily", *span(12), timeout=600)
    assert beside.wait(600) == 0
    took = time.monotonic() - begun
    found = {row[0].removeprefix(url) for row in plain.rows("SELECT url FROM articles WHERE source = 'daily'")}
    assert found == paths(site, 12)
    canonical = plain.rows("SELECT canonical_url FROM articles WHERE source = 'newsroom'")
    assert {row[0].removeprefix(url) for row in canonical} >= site.expected().articles.keys()
    pages = {path: count for path, count in asked(site).items() if path.startswith("/daily/2")}
    assert {path: count for path, count in pages.items() if path in paths(site)} == dict.fromkeys(paths(site, 12), 1)
    assert len(site.requests) * delay <= took, "two processes asked the host faster than one may"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "2026-03-01"], "open"),
        (["--to", "2026-03-01"], "open"),
        ([], "open"),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "ends before it begins"),
        (["--from", "2026-03-01", "--to", "2999-01-01"], "future"),
        (["--from", "1066-10-14", "--to", "2026-03-01"], "1990"),
        (["--from", "2026-03-01T00:00:00-05:00", "--to", "2026-03-02"], "Asia/Shanghai"),
        (["--from", "2026-02-30", "--to", "2026-03-02"], "2026-02-30"),
        (["--from", "yesterday", "--to", "2026-03-02"], "YYYY-MM-DD"),
        (["--from", "2026-03-01", "--to", "2026-03-02", "--if-exists", "overwrite"], "overwrite"),
    ],
)
def test_a_range_that_cannot_be_meant_is_one_line(plain: Home, options: list[str], words: str) -> None:
    plain.source("daily", section("http://127.0.0.1:9"))
    done = plain.finews("backfill", "daily", *options, status=2)
    assert words in done.stderr


def test_a_coverage_before_the_calendar_begins_is_one_line(plain: Home) -> None:
    plain.source("daily", section("http://127.0.0.1:9"))
    assert "1990" in plain.finews("coverage", "--to", "0001-01-05", status=2).stderr


def test_a_coverage_up_to_what_is_no_day_names_the_option_that_was_given(plain: Home) -> None:
    plain.source("daily", section("http://127.0.0.1:9"))
    assert "--to 'yesterday' is no day" in plain.finews("coverage", "--to", "yesterday", status=2).stderr


def test_a_day_of_pages_that_name_no_day_is_not_shown_as_one_without_any() -> None:
    assert is_quiet(Day("daily", yesterday(), status=Status.COMPLETE))
    assert not is_quiet(Day("daily", yesterday(), found=3, fetched=3, status=Status.COMPLETE))


def test_a_page_that_cannot_be_written_is_one_line(plain: Home, tmp_path: Path) -> None:
    plain.source("daily", section("http://127.0.0.1:9"))
    done = plain.finews("coverage", "--format", "html", "--output", tmp_path, status=2)
    assert done.stderr == f"finews: {tmp_path}: Is a directory\n"


def test_a_source_without_a_past_is_told_which_ways_there_are(plain: Home) -> None:
    plain.source("feed", 'private = true\n[[feed]]\nurl = "http://127.0.0.1:9/feed"\n')
    done = plain.finews("backfill", "feed", *span(3), status=2)
    assert all(word in done.stderr for word in ("feed", "[[past]]", "dated", "wayback", "commoncrawl"))
    assert "NAME" in plain.finews("backfill", *span(3), status=2).stderr
    assert "feed" in plain.finews("backfill", "feeed", *span(3), status=2).stderr


def test_a_day_whose_list_cannot_be_read_is_failed_and_is_tried_again(plain: Home) -> None:
    plain.source("daily", section("http://127.0.0.1:9"))
    plain.finews("backfill", "daily", *span(2), status=1)
    shown = [json.loads(line) for line in plain.finews("coverage", *span(2), "--format", "json").stdout.splitlines()]
    assert {day["status"] for day in shown} == {"failed"} and "127.0.0.1:9" in shown[0]["detail"]
    site = Newsroom(days=2)
    with serve(site) as url:
        plain.source("daily", section(url))
        plain.finews("backfill", "daily", *span(2))
    assert plain.rows("SELECT DISTINCT status FROM coverage") == [("complete",)]


class Looks:
    """In the place of the task `look`: one that breaks for the first days of some months, and finds nothing else."""

    def __init__(self, broken: set[int]) -> None:
        self.broken = broken

    def submit(self, _source: Source, days: list[date], *_: object) -> Looks:
        self.month = days[0].month
        return copy(self)

    def result(self) -> Sought:
        if self.month in self.broken:
            raise ValueError("no look")
        return Sought((Plan("daily", found=1),), (), ())


@pytest.mark.parametrize(
    ("broken", "status", "lost"),
    [
        (set(), "ok", []),
        ({1}, "partial", ["look daily from 2026-01-05"]),
        ({2}, "partial", ["look daily from 2026-02-05"]),
        ({1, 2}, "failed", ["look daily from 2026-01-05", "look daily from 2026-02-05"]),
    ],
)
def test_a_month_whose_look_broke_is_told_whatever_came_of_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, broken: set[int], status: str, lost: list[str]
) -> None:
    monkeypatch.setattr("flows.backfill.create_progress_artifact", lambda *_, **__: None)
    monkeypatch.setattr("flows.backfill.look_back", Looks(broken))
    source = Source(name="daily", entries=(FeedEntry(url="http://127.0.0.1:9/"),))
    days = [Day("daily", date(2026, month, 5)) for month in (1, 2)]
    todo = tuple(Work(day, 0.0, ()) for day in days)
    made = Outline("daily", Span(days[0].day, days[-1].day), tuple(days), todo, ("dated",))
    summary = Summary("run", "backfill", datetime.now(UTC))
    assert list(Filling([made], "skip").visit([source], Run("run", settings), summary)) == []
    assert (summary.status, list(summary.lost)) == (status, lost)
    assert summary.plans["daily"].found == 2 - len(broken)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 80 MB, where one can be had."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"needs to mount a small file system: {made.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_stops_a_run_with_one_line_and_the_next_goes_on(
    plain: Home, past: tuple[Newsroom, str], small_disk: Path
) -> None:
    site, url = past
    plain.source("daily", section(url))
    plain.env |= {"FINEWS_HOME": str(small_disk / "data"), "FINEWS_RESERVE": "50000000"}
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"0" * 45_000_000)
    done = plain.finews("backfill", "daily", *span(3), status=1)
    assert "disk is full" in done.stderr and "MB" in done.stderr and not site.requests
    ballast.unlink()
    plain.finews("backfill", "daily", *span(3))
    with connect(small_disk / "data") as connection:
        found = {row[0].removeprefix(url) for row in connection.execute("SELECT url FROM articles").fetchall()}
    assert found == paths(site, 3)
