"""A real Prefect server for the session, a newsroom, and the command line as its users call it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from flows.server import server
from tasks.settings import Settings
from tests.conftest import PROJECT
from warehouse import connect


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests of this session; a test's commands find it by PREFECT_API_URL."""
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    try:
        with server(Settings(_env_file=None, home=tmp_path_factory.mktemp("prefect"))) as url:
            yield url
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass
class Home:
    """A folder with its own data and sources, and the commands run in it."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.root / "data"

    def source(self, name: str, text: str) -> None:
        """Write a source file."""
        (self.root / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")

    def newsroom(self, url: str) -> None:
        """Write the newsroom's own source file for another port."""
        text = (PROJECT / "sources" / "newsroom.toml").read_text(encoding="utf-8")
        self.source("newsroom", text.replace("http://127.0.0.1:8417", url))

    def finews(
        self, *arguments: object, status: int = 0, stdin: str = "", timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line; fail unless it exits with the status expected."""
        done = subprocess.run(
            [sys.executable, "-m", "flows", *map(str, arguments)], cwd=self.root, env=os.environ | self.env,
            input=stdin, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
        assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def rows(self, query: str) -> list[tuple]:
        """Ask the warehouse."""
        with connect(self.data) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str) -> Any:
        """Ask for a single value."""
        return self.rows(query)[0][0]


def new_home(root: Path, prefect_api: str) -> Home:
    """A home below `root`, with the settings that its commands run under."""
    (root / "sources").mkdir(exist_ok=True)
    env = {"FINEWS_HOME": str(root / "data"), "FINEWS_SOURCES": str(root / "sources"), "FINEWS_WORKERS": "2",
           "FINEWS_PAGE_DEADLINE": "120", "PREFECT_API_URL": prefect_api, "COLUMNS": "200"}  # fmt: skip
    return Home(root, env)


@pytest.fixture
def home(tmp_path: Path, prefect_api: str) -> Home:
    """An empty home, in a folder as people have them."""
    root = tmp_path / "my 新闻"
    root.mkdir()
    return new_home(root, prefect_api)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Home:
    """A home into which the newsroom was crawled once; not to be changed."""
    home = new_home(tmp_path_factory.mktemp("crawled"), prefect_api)
    with serve(Newsroom()) as url:
        home.newsroom(url)
        home.finews("crawl")
    return home


@pytest.fixture
def loaded(crawled: Home, tmp_path: Path, prefect_api: str) -> Home:
    """A copy of the crawled home for this test alone."""
    shutil.copytree(crawled.root, tmp_path, dirs_exist_ok=True)
    return new_home(tmp_path, prefect_api)


@pytest.fixture
def newsroom() -> Iterator[tuple[Newsroom, str]]:
    """The example newsroom at a port of its own, opened today so that its dated section pages are found."""
    site = Newsroom()
    with serve(site) as url:
        yield site, url


@pytest.fixture
def api(prefect_api: str) -> Callable[[str, dict[str, Any]], Any]:
    """Ask Prefect's API: a path and a body."""

    def post(path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{prefect_api}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    return post
