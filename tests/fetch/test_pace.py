"""One budget a host for all processes: turns alternate, a kill wastes one moment at most, wrong clocks do no harm."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.fetch.pace import SharedPace
from tasks.fetch.politeness import PATIENCE, Postponed
from tests.fetch.site import FakeTime


def test_processes_of_the_same_folder_take_turns(tmp_path: Path, time: FakeTime) -> None:
    one, other = (SharedPace(tmp_path / "hosts", time.clock) for _ in range(2))
    one.wait("a.example", 2, time.sleep)
    other.wait("a.example", 2, time.sleep)
    one.wait("a.example", 2, time.sleep)
    other.wait("b.example", 2, time.sleep)  # another host is free
    assert time.slept == [2, 2]


def test_a_moment_is_taken_at_once_so_that_nobody_waits_for_who_sleeps(tmp_path: Path, time: FakeTime) -> None:
    """Whoever comes while another sleeps gets the moment after, without waiting for a lock."""
    pace, slept = SharedPace(tmp_path, time.clock), []
    pace.wait("a", 2, slept.append)
    pace.wait("a", 2, slept.append)  # does not move the clock: it still sleeps
    pace.wait("a", 2, slept.append)
    assert slept == [2, 4]


def test_a_host_that_asked_for_time_is_left_alone_by_all(tmp_path: Path, time: FakeTime) -> None:
    one, other = (SharedPace(tmp_path, time.clock) for _ in range(2))
    one.postpone("a", 30, 429)
    one.postpone("a", 5, 503)
    other.wait("a", 1, time.sleep)
    assert time.slept == [30]
    one.postpone("a", PATIENCE + 60, 503)
    with pytest.raises(Postponed, match="503"):
        other.wait("a", 1, time.sleep)


@pytest.mark.parametrize("content", [b"", b"torn", b"\xff" * 20])
def test_a_file_that_says_nothing_stops_nobody(tmp_path: Path, time: FakeTime, content: bytes) -> None:
    (tmp_path / "a.pace").write_bytes(content)
    SharedPace(tmp_path, time.clock).wait("a", 1, time.sleep)
    assert not time.slept


def test_a_clock_that_was_wrong_is_forgotten(tmp_path: Path, time: FakeTime) -> None:
    SharedPace(tmp_path, lambda: time.now + 1e9).wait("a", 1, time.sleep)
    SharedPace(tmp_path, time.clock).wait("a", 1, time.sleep)
    assert not time.slept


def test_a_host_may_have_any_name(tmp_path: Path, time: FakeTime) -> None:
    pace = SharedPace(tmp_path, time.clock)
    for host in ("", "..", "::1", "名.example", "x" * 300):
        pace.wait(host, 1, time.sleep)
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


ASK = """
import sys, time
from pathlib import Path
from tasks.fetch.pace import SharedPace
pace = SharedPace(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    pace.wait("a", 0.05, time.sleep)
    print(time.time(), flush=True)
"""


def start(folder: Path, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", ASK, str(folder), str(times)], stdout=subprocess.PIPE, text=True)


def test_real_processes_share_the_pace_and_a_killed_one_does_not_block(tmp_path: Path) -> None:
    killed = start(tmp_path, 10_000)
    assert killed.stdout and killed.stdout.readline()
    begin = time.time()
    workers = [start(tmp_path, 20) for _ in range(2)]
    first = [float(worker.stdout.readline()) for worker in workers if worker.stdout]
    killed.kill()
    killed.communicate(timeout=30)
    moments = first + [float(line) for worker in workers for line in worker.communicate(timeout=30)[0].split()]
    assert len(moments) == 40
    assert max(moments) - begin >= 39 * 0.05  # nobody starts before its moment, however late some start
