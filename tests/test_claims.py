"""Two runs, or two sources of a run, that want the same address at the same time: one of them visits it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.synchronize import Event

from tasks.claims import claim
from tasks.run import Run, live_runs
from tasks.settings import Settings


def test_what_a_living_run_has_claimed_is_left_to_it(settings: Settings) -> None:
    one, other = Run("one", settings), Run("other", settings)
    with one.alive(), other.alive():
        assert claim(one, ["a", "b"], "news") == {"a", "b"}
        assert claim(other, ["b", "c"], "news") == {"c"}
        assert claim(one, ["b", "c", "d"], "news") == {"b", "d"}  # its own stay its own
        assert claim(other, [], "news") == set()
        assert live_runs(settings) == {one.short_id, other.short_id}


def test_two_sources_of_a_run_do_not_visit_the_same_address(settings: Settings) -> None:
    with Run("one", settings).alive() as run:
        assert claim(run, ["a", "b"], "news") == {"a", "b"}
        assert claim(run, ["b", "c"], "markets") == {"c"}
        assert claim(run, ["a", "b", "c"], "news") == {"a", "b"}, "another look of the same source"


def test_claims_go_with_their_run(settings: Settings) -> None:
    one, other = Run("one", settings), Run("other", settings)
    with other.alive():
        with one.alive():
            claim(one, ["a"], "news")
        assert claim(other, ["a"], "news") == {"a"}


def hold(settings: Settings, ready: Event) -> None:
    run = Run("killed", settings)
    with run.alive():
        claim(run, ["a"], "news")
        ready.set()
        signal.pause()


def test_what_a_killed_run_claimed_is_free_again(settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=hold, args=(settings, ready))
    process.start()
    assert ready.wait(30)
    with Run("next", settings).alive() as run:
        assert claim(run, ["a", "b"], "news") == {"b"}
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join(10)
        assert claim(run, ["a"], "news") == {"a"}
