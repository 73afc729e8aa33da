"""Many hosts at once: order, backpressure, and that no thread or connection stays behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tasks.fetch import Fetcher
from tasks.fetch.parallel import Crew, Worklist
from tasks.records import Outcome, Reason
from tests.fetch.site import Handler, Site, known, link

Make = Callable[..., Fetcher]
Item = tuple[str, int]
R = TypeVar("R")


def items(**hosts: int) -> Worklist[Item]:
    """As many items for each host as told, the hosts taking turns."""
    mixed = [(host, n) for n in range(max(hosts.values())) for host in hosts if n < hosts[host]]
    return Worklist(mixed, lambda item: item[0])


def run(worklist: Worklist[Item], visit: Callable[[Item, threading.Event], R], threads: int = 3) -> Iterator[R]:
    return Crew(worklist, visit, lambda host: 0.0, lambda: None).work(threads)


@pytest.fixture(autouse=True)
def no_thread_stays_behind() -> Iterator[None]:
    yield
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fetch-")]


def test_every_item_once_and_each_host_in_order() -> None:
    seen = defaultdict(list)

    def visit(item: Item, _: threading.Event) -> Item:
        return item

    for host, n in run(items(a=30, b=1, c=12, d=7, e=7), visit):
        seen[host].append(n)
    assert seen == {"a": [*range(30)], "b": [0], "c": [*range(12)], "d": [*range(7)], "e": [*range(7)]}


def test_a_host_is_visited_by_one_thread_at_a_time() -> None:
    inside: Counter[str] = Counter()

    def visit(item: Item, stop: threading.Event) -> int:
        inside[item[0]] += 1
        stop.wait(0.0002)
        inside[item[0]] -= 1
        return inside[item[0]]

    assert set(run(items(a=60, b=60, c=60), visit, threads=4)) == {0}


def test_the_host_that_may_start_first_is_next() -> None:
    worklist = items(a=3, b=2, c=1)
    assert worklist.take() == ("a", ("a", 0)), "the one with most to do"
    assert worklist.take("a", 5.0) == ("b", ("b", 0))
    assert worklist.take("b", float("-inf")) == ("b", ("b", 1)), "ready at once: the same one again"
    assert worklist.take("b") == ("c", ("c", 0))
    assert worklist.take("c") == ("a", ("a", 1)), "nothing else is left, so it is waited for"
    assert worklist.take() is None, "but only by one worker"
    assert worklist.take("a", 9.0) == ("a", ("a", 2))
    assert (worklist.take("a"), len(worklist)) == (None, 0)


def test_only_a_few_results_wait_for_a_slow_consumer() -> None:
    started: list[Item] = []

    def visit(item: Item, _: threading.Event) -> Item:
        started.append(item)
        return item

    results = run(items(a=100, b=100), visit, threads=2)
    next(results)
    before = -1
    while before != len(started):  # until nothing moves any more
        before = len(started)
        threading.Event().wait(0.05)
    assert len(started) <= 1 + 4 + 2, "one taken, four waiting, one in the hands of each thread"
    assert len([*results]) == 199


def test_an_exception_ends_everything() -> None:
    def visit(item: Item, stop: threading.Event) -> Item:
        if item == ("a", 1):
            raise RuntimeError("a mistake of ours")
        return item

    with pytest.raises(RuntimeError, match="a mistake of ours"):
        list(run(items(a=50, b=50), visit))


def test_whoever_leaves_early_stops_the_work() -> None:
    def visit(item: Item, stop: threading.Event) -> Item:
        if item[1]:
            stop.wait(3600)
        return item

    results = run(items(a=50, b=50, c=50), visit)
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator


# -- in the fetcher ------------------------------------------------------------------------------


def test_hosts_are_visited_in_parallel(site: Site, fetcher: Make) -> None:
    together = threading.Barrier(2, timeout=10)

    def page(handler: Handler) -> None:
        together.wait()
        handler.answer(200, handler.path.encode())

    site.pages["/a"] = site.pages["/b"] = page
    todo = [(link(site.url(path, host)), None) for path in ("/a", "/b") for host in ("127.0.0.1", "localhost")]
    exchanges = list(fetcher().fetch_all(todo))
    assert sorted(e.final_url for e in exchanges) == sorted(item[0].url for item in todo)
    assert {e.outcome for e in exchanges} == {Outcome.FETCHED}


def test_one_host_is_visited_in_this_thread_and_in_order(site: Site, fetcher: Make) -> None:
    threads: set[str] = set()

    def note(handler: Handler) -> None:
        threads.update(thread.name for thread in threading.enumerate() if thread.name.startswith("fetch-"))
        handler.answer(200, b"page")

    todo = []
    for n in range(10):
        site.pages[f"/{n}"] = note
        todo.append((link(site.url(f"/{n}")), None))
    assert [e.link for e in fetcher().fetch_all(todo)] == [item[0] for item in todo]
    assert (site.paths(), threads) == ([f"/{n}" for n in range(10)], set())
    assert site.connections == 1, "kept alive"


def test_what_is_known_goes_along(site: Site, fetcher: Make) -> None:
    site.put("/a", b"", 304)
    todo = [(link(site.url("/a", host)), known("f" * 64, '"1"')) for host in ("127.0.0.1", "localhost")]
    assert {e.outcome for e in fetcher().fetch_all(todo)} == {Outcome.UNCHANGED}


def test_links_without_a_host_are_no_obstacle(site: Site, fetcher: Make) -> None:
    todo = [(link(url), None) for url in ("mailto:a@example.org", site.put("/a", b"page"), "http://[", "nonsense")]
    reasons = Counter(exchange.reason for exchange in fetcher().fetch_all(todo))
    assert reasons == {Reason.BAD_URL: 3, None: 1}


def test_nothing_to_do(fetcher: Make) -> None:
    assert list(fetcher().fetch_all([])) == []


def test_leaving_early_does_not_wait_for_the_pace(site: Site, fetcher: Make) -> None:
    pages = [(link(site.url("/a", host)), None) for host in ("127.0.0.1", "localhost")]  # an hour after robots.txt
    results = fetcher(delay=3600, sleep=None).fetch_all([(link("nonsense"), None), *pages])
    assert next(results).reason is Reason.BAD_URL
    results.close()  # type: ignore[attr-defined]  # a generator
    assert site.paths() == []


def no_connection_is_open(site: Site) -> bool:
    """Give the site a moment to notice."""
    for _ in range(500):
        if not site.connections:
            return True
        threading.Event().wait(0.01)
    return False


def test_no_connection_stays_open(site: Site, fetcher: Make) -> None:
    site.put("/a", b"page")
    site.put("/large", b"x" * 200_000)
    paths = ["/a", "/large", "/gone", "/a"]
    todo = [(link(site.url(path, host)), None) for host in ("127.0.0.1", "localhost") for path in paths]
    with fetcher() as one:
        assert len(list(one.fetch_all(todo))) == len(todo)
        assert no_connection_is_open(site), "each thread closed its own"
        list(one.fetch_all(todo[:1]))
        assert site.connections == 1, "this thread may go on"
    assert no_connection_is_open(site)


def test_ctrl_c_ends_a_crawl_that_waits(site: Site, tmp_path: Path) -> None:
    code = (
        "import sys, signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in the background
        "from tasks.fetch import Fetcher; from tasks.settings import Settings\n"
        "from tests.fetch.site import link\n"
        "home, *urls = sys.argv[1:]\n"
        "fetcher = Fetcher(Settings(_env_file=None, home=home), private=True, delay=3600)\n"
        "todo = [(link(url), None) for url in ['nonsense', *urls]]\n"
        "for exchange in fetcher.fetch_all(todo): print(exchange.reason, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), site.url("/a"), site.url("/a", "localhost")],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        assert process.stdout.readline() == b"bad_url\n"
        process.send_signal(signal.SIGINT)
        try:
            _, stderr = process.communicate(timeout=60)
        finally:
            process.kill()
    assert stderr.endswith(b"KeyboardInterrupt\n")
    assert site.paths() == []
