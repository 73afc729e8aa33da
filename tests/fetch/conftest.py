"""A site, a time and a fetcher for each test; nothing sleeps for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
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
def fetcher(time: FakeTime, tmp_path: Path) -> Iterator[Callable[..., Fetcher]]:
    """Make fetchers that share hosts of this test's own; keyword arguments are settings, unless Fetcher knows them."""
    hosts = Hosts(time.clock)
    made: list[Fetcher] = []

    def make(**given: Any) -> Fetcher:
        options: dict[str, Any] = {"private": True, "delay": 0.0, "clock": time.wall, "sleep": time.sleep}
        options |= {name: given.pop(name) for name in [*options, "record"] if name in given}
        chosen: dict[str, Any] = {"contact": "desk@example.org", "retries": 0, "max_bytes": 100_000}
        chosen |= {"home": tmp_path / "data"} | given  # hosts have one pace for all processes of a home
        settings = Settings(_env_file=None, **chosen)  # type: ignore[call-arg]
        made.append(Fetcher(settings, hosts=hosts, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
