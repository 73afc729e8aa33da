"""A disk that fills up half-way: the run stops with one line, and the next one goes on from there."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks import space
from tasks.settings import Settings
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
    subprocess.run(["mount", "-o", "remount,size=400m", small_disk.data], check=True)
    small_disk.finews("import", path)
    assert small_disk.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(48, 48)]
    assert small_disk.one("SELECT count(*) FROM articles") == 48
    small_disk.env["FINEWS_RESERVE"] = "900000000"
    done = small_disk.finews("import", path, status=1)
    assert "a run needs at least 900 MB" in done.stderr


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_known_however_it_is_told(code: int) -> None:
    assert space.is_full(OSError(code, os.strerror(code)))
    wrapped = RuntimeError("task failed")
    wrapped.__cause__ = OSError(code, os.strerror(code))
    assert space.is_full(wrapped)
    assert space.is_full(RuntimeError("IO Error: could not write: No space left on device"))
    assert not space.is_full(OSError(errno.EACCES, "Permission denied"))


def test_a_run_does_not_begin_without_the_reserve(settings: Settings) -> None:
    space.ensure(settings)
    with pytest.raises(space.DiskFull, match="are free, and a run needs at least"):
        space.ensure(settings.model_copy(update={"reserve": 10**18}))
