"""Calls in a process of their own: what they return and raise, and that none outlives who made it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tasks.forks import apart, ended, prepare
from tests.conftest import is_alive


class TooOdd(Exception):
    """Cannot be made again from its message."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def whoami(*names: str) -> tuple[int, list[str]]:
    """The process, and which of the modules it has imported."""
    return os.getpid(), [name for name in names if name in sys.modules]


def fail(kind: str) -> None:
    """Fail in one of several ways."""
    if kind == "odd":
        raise TooOdd(1, 2)
    if kind == "full":
        raise OSError(28, "No space left on device", "/somewhere")
    os.kill(os.getpid(), signal.SIGKILL)


def note_and_wait(path: Path) -> None:
    """Tell the number of the process, and take long."""
    path.write_text(str(os.getpid()))
    time.sleep(60)


def test_a_call_has_a_process_of_its_own_with_the_engines_loaded_and_without_prefect() -> None:
    prepare()
    (one, loaded), (other, _) = apart(whoami, "deltalake", "duckdb", "prefect", "pandas"), apart(whoami)
    assert len({one, other, os.getpid()}) == 3
    assert loaded == ["deltalake", "duckdb"]
    assert not is_alive(one)


def test_an_error_comes_back_with_its_number_and_says_where_it_was_raised() -> None:
    prepare()
    with pytest.raises(OSError, match="No space left") as raised:
        apart(fail, "full")
    assert (raised.value.errno, raised.value.filename) == (28, "/somewhere")
    assert "in fail" in raised.value.__notes__[0]


def test_an_error_that_cannot_pass_and_a_death_are_told() -> None:
    prepare()
    with pytest.raises(RuntimeError, match="TooOdd: 1 and 2"):
        apart(fail, "odd")
    with pytest.raises(RuntimeError, match="its process was ended by SIGKILL"):
        apart(fail, "death")
    assert ended(3) == "ended with code 3"


SCRIPT = """
    import os, signal, sys, threading, time
    from pathlib import Path
    from tasks.forks import apart, prepare
    from tests.test_forks import note_and_wait, whoami

    def end(path, how):
        while not path.exists() or not path.read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), how)

    if __name__ == "__main__":
        if sys.argv[1:] == []:
            print(apart(whoami)[0] == os.getpid())
            prepare()
            print(apart(whoami)[0] == os.getpid())
        else:
            prepare()
            path, how = Path(sys.argv[1]), int(sys.argv[2])
            threading.Thread(target=end, args=(path, how)).start()
            apart(note_and_wait, path)
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = folder / "main.py"
    script.write_text(textwrap.dedent(SCRIPT))
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return subprocess.run(
        [sys.executable, str(script), *arguments], env=os.environ | {"PYTHONPATH": path}, capture_output=True,
        text=True, timeout=50, check=False,
    )  # fmt: skip


def test_without_anything_prepared_the_call_is_made_here(tmp_path: Path) -> None:
    assert run(tmp_path).stdout.split() == ["True", "False"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_process_ends_with_who_waits_for_it(tmp_path: Path, how: signal.Signals) -> None:
    path = tmp_path / "pid"
    done = run(tmp_path, str(path), str(int(how)))
    assert done.returncode == -how
    give_up = time.monotonic() + 20
    while is_alive(int(path.read_text())) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not is_alive(int(path.read_text()))
