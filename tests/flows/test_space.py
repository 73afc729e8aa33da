"""A disk that fills up half-way: the run stops with one line, and the next one goes on from there."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.commands.running import started
from flows.imports import size_of
from flows.ingest import stopping
from flows.server import ServerError, server
from tasks import space
from tasks.settings import Settings
from tasks.sources.given import given_source
from tests.flows.conftest import Home
from tests.test_imports import record, write


@pytest.fixture
def small_disk(home: Home) -> Iterator[Home]:
    """A home whose data lie on a disk of 2 MB, which may be filled to the last byte."""
    home.data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", home.data], check=False)
    if mounted.returncode:
        pytest.skip("needs to mount a small disk, which only root may")
    home.env |= {"FINEWS_RESERVE": "0", "FINEWS_TEXT": "plain", "FINEWS_BATCH_SIZE": "4", "FINEWS_BATCHES": "2"}
    yield home
    subprocess.run(["umount", "--lazy", home.data], check=True)


def test_a_run_stops_at_a_full_disk_and_goes_on_when_there_is_room(small_disk: Home, tmp_path: Path) -> None:
    noise = [f"The board met. <!--{os.urandom(10_000).hex()}-->" for _ in range(48)]  # half of it cannot be compressed
    path = write(tmp_path / "a.warc.gz", [record(n, text=text) for n, text in enumerate(noise)])
    done = small_disk.finews("import", path, status=1)
    (said,) = [line for line in done.stderr.splitlines() if line.startswith("finews:")]
    assert "the disk is full" in said and "run the same command again" in said
    assert "nanobind" not in done.stderr, "connections end before the interpreter does"
    subprocess.run(["mount", "-o", "remount,size=400m", small_disk.data], check=True)
    small_disk.finews("import", path)
    assert small_disk.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(48, 48)]
    assert small_disk.one("SELECT count(*) FROM articles") == 48
    snapshots = small_disk.data / "snapshots"
    snapshots.mkdir()
    with (small_disk.data / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))
    for command in (["maintain"], ["snapshot", "create", "q"]):
        *_, line = small_disk.finews(*command, status=1).stderr.splitlines()
        assert line.startswith(f"finews: {small_disk.data}: the disk is full: "), command
    assert not list(snapshots.iterdir())
    (small_disk.data / "filler").unlink()
    assert "checks hold" in small_disk.finews("maintain").stderr
    small_disk.env["FINEWS_RESERVE"] = "900000000"
    done = small_disk.finews("import", path, status=1)
    assert "a run needs at least 900 MB (FINEWS_RESERVE); make room" in done.stderr


def test_a_full_disk_is_told_before_anything_starts(home: Home) -> None:
    home.source("links", 'private = true\n[[urls]]\npath = "links.txt"\n')
    home.env["FINEWS_RESERVE"] = "900000000000000"
    (line,) = home.finews("crawl", status=1).stderr.splitlines()
    assert line.startswith(f"finews: {home.data}: the disk is full: ")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_known_however_it_is_told(code: int) -> None:
    assert space.is_full(OSError(code, os.strerror(code)))
    wrapped = RuntimeError("task failed")
    wrapped.__cause__ = OSError(code, os.strerror(code))
    assert space.is_full(wrapped)
    assert space.is_full(RuntimeError("IO Error: could not write: No space left on device"))
    assert not space.is_full(OSError(errno.EACCES, "Permission denied"))


def test_what_is_needed_is_said_as_far_as_it_is_known(settings: Settings, tmp_path: Path) -> None:
    small = settings.model_copy(update={"reserve": 1000})
    small.root.mkdir()
    assert "a run needs at least 50 MB (which a batch may take); make room" in space.describe(small)
    assert "a run needs at least 100 MB (FINEWS_RESERVE); make room" in space.describe(settings, 90_000_000)
    with (
        pytest.raises(space.DiskFull, match=r"MB \(.+\), and about 7\.0 GB for all that there is to do; make room"),
        stopping(lambda: 7_000_000_000),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    files = [write(tmp_path / f"{name}.warc.gz", map(record, range(9))) for name in "ab"]
    assert size_of(given_source(*map(str, files))) == sum(file.stat().st_size for file in files)


def test_a_full_disk_is_told_though_the_server_makes_another_error_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.server.server", lambda *_, **__: nullcontext("http://127.0.0.1:9/api"))
    monkeypatch.setattr("tasks.forks.prepare", lambda: None)
    for first, told in ((space.DiskFull("full"), space.DiskFull), (ValueError("other"), RuntimeError)):
        with pytest.raises(told), started("flows.imports"):
            try:
                raise first
            except (space.DiskFull, ValueError):
                raise RuntimeError("500 Internal Server Error")  # noqa: B904  (as Prefect does)


@pytest.mark.parametrize(("free", "told"), [(0, space.DiskFull), (10**9, ServerError)])
def test_a_server_that_has_no_room_to_start_tells_of_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, told: type[Exception]
) -> None:
    monkeypatch.setattr("flows.server.is_healthy", lambda _: False)
    monkeypatch.setattr("flows.server._start", lambda *_: "http://127.0.0.1:9/api")
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(told), server(settings):
        pass


def test_a_promotion_does_not_begin_without_the_reserve(loaded: Home) -> None:
    loaded.finews("replay")
    loaded.env["FINEWS_RESERVE"] = "900000000000000"
    (line,) = loaded.finews("replay", "promote", status=1).stderr.splitlines()
    assert line.startswith(f"finews: {loaded.data}: the disk is full: ")


def test_a_run_does_not_begin_without_the_reserve(settings: Settings) -> None:
    space.ensure(settings)
    with pytest.raises(space.DiskFull, match="are free, and a run needs at least"):
        space.ensure(settings.model_copy(update={"reserve": 10**18}))
