"""What `make` does on a machine where something was there before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT


def test_an_environment_of_a_python_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    """As after an upgrade of the system."""
    (tmp_path / "Makefile").symlink_to(PROJECT / "Makefile")
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(tmp_path / "python3.10")
    env = os.environ | {"PIP_NO_INDEX": "1"}  # nothing is to be installed here
    subprocess.run(["make", "setup", f"PYTHON={sys.executable}"], cwd=tmp_path, env=env, timeout=180, check=False)
    said = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout
    assert said == f"Python {sys.version.split()[0]}\n"


def test_clean_leaves_what_was_crawled(tmp_path: Path) -> None:
    (tmp_path / "Makefile").symlink_to(PROJECT / "Makefile")
    for name in (".venv", "data"):
        (tmp_path / name).mkdir()
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True)
    assert (tmp_path / "data").exists() and not (tmp_path / ".venv").exists()
