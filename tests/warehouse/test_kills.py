"""What is killed at any moment leaves the state before it or the state after it, and is made good by the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT


@pytest.mark.parametrize(("work", "least"), [("load", 10), ("discard", 5), ("export", 3)])
def test_killed_behind_any_change_it_is_done_or_not_begun(tmp_path: Path, work: str, least: int) -> None:
    program = [sys.executable, "-m", "tests.warehouse.kills", work, tmp_path]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= least
