"""The Prefect server that commands of one home share: who starts it, who stops it, and what an interrupt does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.server import running
from tasks.settings import Settings
from tests.conftest import PROJECT

USER = """
import sys
from flows.server import server
from tasks.settings import get_settings
with server(get_settings()) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
HARD_OF_HEARING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
from flows import interrupts
interrupts.REPEAT_AFTER = 0.1
how = sys.argv[1]
try:
    with interrupts.repeating_interrupts():
        try:
            print("ready", flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            if how == "turned":
                raise ValueError("made of an interrupt")
        time.sleep(60)
except KeyboardInterrupt as interrupt:
    print(type(interrupt).__name__)
"""


def user(home: Path) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.Popen(
        [sys.executable, "-c", USER], cwd=PROJECT, env=env | {"FINEWS_HOME": str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_server_lives_from_its_first_user_to_its_last_even_if_that_is_killed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    users = [user(tmp_path), user(tmp_path)]
    try:
        first, second = (one.stdout.readline() for one in users if one.stdout)
        assert first == second != ""
        users[0].communicate("", timeout=60)
        assert running(settings) == first.strip()
        users[1].kill()
        deadline = time.monotonic() + 60
        while running(settings):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        for one in users:
            one.kill()
            one.communicate()


@pytest.mark.parametrize("how", ["swallowed", "turned"])
@pytest.mark.parametrize(("sign", "kind"), [(signal.SIGINT, "KeyboardInterrupt"), (signal.SIGTERM, "Terminated")])
def test_an_interrupt_that_others_swallow_is_told_again(how: str, sign: signal.Signals, kind: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HARD_OF_HEARING, how], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout and child.stdout.readline() == "ready\n"
        child.send_signal(sign)
        out, _ = child.communicate(timeout=30)
    finally:
        child.kill()
    assert out == f"{kind}\n"
