"""The catalog in the plain `duckdb` program, whose releases lag behind the library's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.rows import capture, revision, stage
from warehouse.catalog import sql_files
from warehouse.store import Store
from warehouse.tables import TABLES

DUCKDB = Path(sys.executable).with_name("duckdb")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    for name, content in (("b1", "one"), ("b2", "two")):
        Store(home).load([stage(home, name, revisions=[revision("a", content)], captures=[capture("u")])])
    return home


def ask(home: Path, query: str) -> list[dict]:
    done = subprocess.run(
        [DUCKDB, "-readonly", "-json", home / "finews.duckdb", query], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "[]")


def test_it_counts_what_is_there(home: Path) -> None:
    assert ask(home, "SELECT count(*) AS n FROM revisions") == [{"n": 2}]
    assert ask(home, "SELECT count(*) AS n FROM articles") == [{"n": 1}]
    assert ask(home, "SELECT count(*) AS n FROM articles_asof('2020-01-01T00:00:00Z')") == [{"n": 0}]


@pytest.mark.parametrize("name", dict.fromkeys([*TABLES, *sql_files("views")]))
def test_it_reads_every_view(home: Path, name: str) -> None:
    ask(home, f"FROM {name} LIMIT 1")
