"""A site, a time and a fetcher for each test; nothing sleeps for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tasks.fetch import Fetcher, Hosts
from tasks.settings import Settings
from tests.fetch.site import FakeTime, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def fetcher(time: FakeTime) -> Iterator[Callable[..., Fetcher]]:
    """Make fetchers that share hosts of this test's own; keyword arguments are settings, unless Fetcher knows them."""
    hosts = Hosts(time.clock)
    made: list[Fetcher] = []

    def make(**given: Any) -> Fetcher:
        own = {name: given.pop(name) for name in ("private", "record", "delay", "sleep") if name in given}
        settings = Settings(
            _env_file=None, **{"contact": "desk@example.org", "retries": 0, "max_bytes": 100_000} | given
        )
        options = {"private": True, "delay": 0.0, "hosts": hosts, "clock": time.wall, "sleep": time.sleep} | own
        made.append(Fetcher(settings, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
