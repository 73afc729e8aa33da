"""Real processes that crash, hang and eat memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.extract.sandbox import Sandbox
from tasks.records import PageError, Reason
from tests.conftest import is_alive

DEADLINE = 2.0  # seconds; a neighbour that does nothing needs less, on a busy machine too
MEMORY = 300_000_000


def behave(page: str) -> str:
    """Do what the page says, in a worker."""
    kind = page.partition(" ")[0]
    if kind == "exit":
        os._exit(3)
    elif kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "hang":
        while True:
            pass
    elif kind == "sleep":
        time.sleep(60)
    elif kind == "memory":
        return str(len(bytearray(10 * MEMORY)))
    elif kind == "reject":
        raise PageError(Reason.NO_TEXT, "nothing here")
    elif kind == "error":
        raise ValueError("no such thing")
    elif kind == "quit":
        sys.exit(2)
    elif kind == "unpicklable":
        return lambda: page  # type: ignore[return-value]
    return f"{page} by {os.getpid()}"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=2, deadline=DEADLINE, memory=MEMORY) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    """For what has nothing to do with the deadline."""
    with Sandbox(workers=2, deadline=60, memory=MEMORY) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("page", "reason", "words"),
    [
        ("exit", Reason.WORKER_DIED, "code 3"),
        ("killed", Reason.WORKER_DIED, "SIGKILL"),
        ("hang", Reason.DEADLINE, "longer than 2 s"),
        ("sleep", Reason.DEADLINE, "longer than 2 s"),
        ("memory", Reason.WORKER_DIED, "300 MB"),
        ("reject", Reason.NO_TEXT, "nothing here"),
        ("error", Reason.EXTRACTOR_ERROR, "ValueError: no such thing"),
        ("quit", Reason.WORKER_DIED, "code 2"),
        ("unpicklable", Reason.EXTRACTOR_ERROR, "local object"),  # each Python words it otherwise
    ],
)
def test_what_goes_wrong_with_a_page_is_its_own(sandbox: Sandbox, page: str, reason: Reason, words: str) -> None:
    pages = ["a", "b", page, "c", "d"]
    results = list(sandbox.map(behave, pages))
    assert sorted(item for item, _ in results) == sorted(pages)
    outcomes = dict(results)
    error = outcomes.pop(page)
    assert isinstance(error, PageError)
    assert (error.reason, words in error.detail) == (reason, True), error
    assert all(str(outcome).startswith(f"{item} by ") for item, outcome in outcomes.items())


def test_many_crashes_lose_and_double_nothing(patient: Sandbox) -> None:
    pages = [f"{'exit' if i % 7 == 3 else 'killed' if i % 7 == 5 else 'page'} {i}" for i in range(70)]
    results = list(patient.map(behave, pages))
    assert sorted(item for item, _ in results) == sorted(pages)
    for page, outcome in results:
        assert isinstance(outcome, PageError) != page.startswith("page"), (page, outcome)


def test_several_threads_share_the_workers(patient: Sandbox) -> None:
    results: dict[int, list[str]] = {}

    def batch(number: int) -> None:
        pages = [f"page {number}-{i}" for i in range(30)] + [f"exit {number}"]
        results[number] = [item for item, _ in patient.map(behave, pages)]

    threads = [threading.Thread(target=batch, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {number: len(set(items)) for number, items in results.items()} == dict.fromkeys(range(4), 31)


def test_who_came_first_is_served_first(patient: Sandbox) -> None:
    pulled: list[str] = []

    def pages() -> Iterator[str]:
        for number in range(10):
            pulled.append(f"page {number}")
            yield pulled[-1]

    first = patient.map(behave, pages())
    next(first)
    left_at_the_second: list[int] = []
    second = threading.Thread(
        target=lambda: left_at_the_second.extend(10 - len(pulled) for _ in patient.map(behave, ["late"]))
    )
    second.start()
    assert len(list(first)) == 9
    second.join()
    assert left_at_the_second == [0]


def test_items_are_pulled_only_as_workers_come_free(patient: Sandbox) -> None:
    pulled: list[int] = []

    def endless() -> Iterator[str]:
        while True:
            pulled.append(len(pulled))
            yield f"page {len(pulled)}"

    results = patient.map(behave, endless())
    for _ in range(10):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(pulled) <= 10 + 2 * 2
    assert len(list(patient.map(behave, ["a", "b"]))) == 2


def test_an_error_of_the_source_is_raised_and_the_workers_live_on(patient: Sandbox) -> None:
    def broken() -> Iterator[str]:
        yield "page"
        raise OSError("the archive is gone")

    with pytest.raises(OSError, match="archive is gone"):
        list(patient.map(behave, broken()))
    assert len(list(patient.map(behave, ["a", "b", "c"]))) == 3


def test_no_items(patient: Sandbox) -> None:
    assert list(patient.map(behave, [])) == []


def test_a_worker_killed_while_idle_is_replaced() -> None:
    with Sandbox(workers=1, deadline=60, memory=MEMORY) as sandbox:
        (_, first), *_ = sandbox.map(behave, ["a"])
        os.kill(int(str(first).rpartition(" ")[2]), signal.SIGKILL)
        assert [str(outcome)[:4] for _, outcome in sandbox.map(behave, ["b", "c"])] == ["b by", "c by"]


def test_leaving_in_the_middle_leaves_no_process() -> None:
    with Sandbox(workers=2, deadline=60, memory=MEMORY) as sandbox:
        pids = {int(str(outcome).rpartition(" ")[2]) for _, outcome in sandbox.map(behave, ["a", "b", "c", "d"])}
        results = sandbox.map(behave, ["page", "sleep", "sleep"])
        next(results)
    assert not any(map(is_alive, pids))
    with pytest.raises(RuntimeError, match="closed"):
        list(sandbox.map(behave, ["a"]))


def test_workers_load_neither_prefect_nor_pandas_and_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, signal, sys
            from datetime import UTC, datetime
            from tasks.extract.sandbox import Sandbox

            def loaded(page):
                from tasks.normalize.sessions import session_of
                from tasks.records import Precision

                known = session_of("XHKG", datetime(2022, 1, 3, 2, tzinfo=UTC), Precision.SECOND)
                return os.getpid(), known[1], *(name in sys.modules for name in ("tasks.page", "prefect", "pandas"))

            if __name__ == "__main__":
                with Sandbox(workers=1, deadline=1, memory=300_000_000) as sandbox:
                    for _, said in sandbox.map(loaded, ["a"]):
                        print(*said, flush=True)
                    os.kill(os.getpid(), signal.SIGKILL)
            """
        )
    )
    done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    pid, phase, *modules = done.stdout.split()
    assert (phase, modules) == ("open", ["True", "False", "False"])
    give_up = time.monotonic() + 30
    while is_alive(int(pid)) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not is_alive(int(pid))
