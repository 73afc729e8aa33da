"""The README's sessions are run as they stand there, and its tables are held against the code.

In an expected output `…` stands for whatever is there: within a line for any text, alone for any lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import app
from tasks.settings import Settings
from tests.conftest import PROJECT
from warehouse.reference import reference

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def sessions() -> Iterator[tuple[str, list[str]]]:
    """Every command of the README with the lines that it shows."""
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


def pattern(shown: list[str]) -> str:
    """Turn shown lines into a regular expression."""
    parts = []
    for line in shown:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            words = [re.escape(word) for word in re.split(r"(…|\s+)", line.rstrip())]
            parts.append("".join(_loose(word) for word in words) + r"[^\S\n]*\n")
    return "".join(parts)


def _loose(word: str) -> str:
    if word == "…":
        return r"[^\n]*"
    return r"[^\S\n]+" if word.replace("\\", "").isspace() else word


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of someone who followed the README, with data of their own."""
    home = tmp_path_factory.mktemp("readme") / "data"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FINEWS_", "PREFECT_"))}
    yield kept | {
        "FINEWS_HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }


def test_the_sessions_print_what_the_readme_shows(shell: dict[str, str]) -> None:
    found = list(sessions())
    assert len(found) > 5
    for command, shown in found:
        # the virtual environment is the one that runs this test, and it is ready
        make = f"make --no-print-directory -o {sys.prefix}/.ready VENV={sys.prefix} "
        done = subprocess.run(
            re.sub(r"^make ", make, command), shell=True, cwd=PROJECT, env=shell, text=True, timeout=180,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert re.fullmatch(pattern(shown), done.stdout), f"$ {command}\n{done.stdout}\n--- the README shows:\n{shown}"


def test_the_python_session_runs_after_them(shell: dict[str, str]) -> None:
    (code,) = re.findall(r"<!-- python: session -->\n```python\n(.*?)```", README, re.DOTALL)
    folder = Path(shell["FINEWS_HOME"]).parent
    checked = code.rstrip().removesuffix(".fetchall()")
    program = f"{checked.replace('news.sql', 'answer = news.sql', 1)}\nassert len(answer.fetchall()) == 2\n"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=shell, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_table_of_settings_is_complete() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `FINEWS_{name.upper()}` |" in README, f"README.md: describe FINEWS_{name.upper()} under Settings"
        assert str(field.description) in README, (
            f"README.md: FINEWS_{name.upper()} is described otherwise in settings.py"
        )


def test_the_reference_of_tables_is_up_to_date() -> None:
    assert (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize("command", [name for name in app if not name.startswith("-")])
def test_each_command_is_in_the_readme(command: str) -> None:
    assert f"finews {command}" in README, f"README.md: show `finews {command}`"


def test_nothing_names_a_file_that_is_not_there() -> None:
    for path in re.findall(r"`((?:flows|tasks|warehouse|sources|docs|tests)/[\w./-]+\.\w+)`", README):
        assert (PROJECT / path).exists() or "NAME" in path, f"README.md names {path}"
