"""The programs that are compared, each as a command that is given the same pages and accounted for in the same way.

Hides their folders, their environments, and how each tells when its first link was taken up and its last row readable.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import warehouse
from benchmarks.accounting import CommandFailed, Usage, run
from benchmarks.pages import PROJECT, Page, targets
from benchmarks.server import Server

WINDOW = """
    SELECT (SELECT epoch(min(started_at)) FROM runs), (SELECT epoch(max(known_at)) FROM loads WHERE revisions > 0),
           (SELECT count(*) FROM articles), (SELECT count(*) FROM rejects)
"""
"""From the first link to the load of the last article; the run's own row, loaded after it, is no article."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program that does the job."""

    script: str
    workers: int | None = None  # processes that extract; None: as many as in finews, 0: its own
    is_slow: bool = False


PEERS = {
    "Scrapy + trafilatura": Peer("with_scrapy.py", workers=0),  # as it comes: its callbacks run in its one process
    "Scrapy + trafilatura in a pool": Peer("with_scrapy.py"),
    "news-please": Peer("with_newsplease.py", is_slow=True),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of one program."""

    name: str
    pages: int
    rows: int  # articles that can be queried at the end
    begin: float  # epoch seconds: the first link is taken up
    end: float  # epoch seconds: the last row can be queried
    usage: Usage
    served: float = 0.0  # CPU seconds of the page server meanwhile, in nobody's account
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Pages a second, from link to queryable row."""
        return self.pages / (self.end - self.begin)

    @property
    def cost(self) -> float:
        """CPU milliseconds a page, from link to queryable row, of all its processes."""
        return sum(self.cost_by_role().values())

    def cost_by_role(self) -> dict[str, float]:
        """CPU milliseconds a page of each role."""
        seconds = self.usage.between(self.begin, self.end)
        return {role: 1000 * value / self.pages for role, value in seconds.items()}


class Programs:
    """The programs, on one page server, with one number of extraction processes."""

    def __init__(self, pages: list[Page], server: Server, folder: Path, workers: int, peers: Path) -> None:
        """Work below `folder`; `peers` is the Python in whose environment the peers are installed."""
        self._pages = pages
        self._server = server
        self._folder = folder
        self._workers = workers
        self._peers = peers

    def finews(self, count: int, *, memory: bool = False) -> Trial:
        """Crawl as a user does, with a Prefect server of its own, into an empty home."""
        finews = Path(sys.executable).with_name("finews")
        with self._home(self._urls_source(count)) as home:
            served, usage = self._run([finews, "crawl"], home.env, memory)
            with warehouse.connect(home.data) as connection:
                begin, end, articles, rejects = connection.execute(WINDOW).fetchall()[0]
        if articles + rejects < count:
            raise CommandFailed(f"finews made {articles} articles and {rejects} rejects of {count} pages")
        return Trial("finews", count, articles, begin, end, usage, served, {"rejects": rejects})

    def plain(self, count: int) -> Trial:
        """Crawl without Prefect."""
        with self._home(self._urls_source(count)) as home:
            return self._reported("without Prefect", count, [sys.executable, "-m", "benchmarks.plain"], home.env)

    def limit(self, count: int) -> Trial:
        """Only extract and normalize, from memory."""
        command = [sys.executable, "-m", "benchmarks.limit", "--pages", str(count), "--workers", str(self._workers)]
        return self._reported("limit", count, command, environment())

    def peer(self, name: str, count: int) -> Trial:
        """Let a peer do the same job."""
        urls, rows = self._folder / "urls.txt", self._folder / "rows.parquet"
        urls.write_text("\n".join(self._urls(count)))
        peer = PEERS[name]
        script = PROJECT / "benchmarks" / "peers" / peer.script
        workers = self._workers if peer.workers is None else peer.workers
        env = environment() | {"TLDEXTRACT_CACHE": str(self._folder)}
        return self._reported(name, count, [self._peers, script, urls, rows, "--workers", str(workers)], env)

    def plan(self, known: int, rounds: int) -> dict[str, Any]:
        """Plan crawls over a sitemap of known URLs; return seconds and CPU seconds of each, links found, links due."""
        base = self._server.base
        source = f'private = true\ndelay = 0\nmax_links = {known}\n[[sitemap]]\nurl = "{base}/sitemap.xml"\n'
        command = [sys.executable, "-m", "benchmarks.plan", "--base", base, "--known", str(known)]
        with self._home({"known.toml": source}) as home:
            _, usage = self._run([*command, "--rounds", str(rounds)], home.env, memory=False)
        return last_line(usage)

    def _reported(self, name: str, count: int, command: Sequence[str | Path], env: dict[str, str]) -> Trial:
        served, usage = self._run(command, env, memory=False)
        said = last_line(usage)
        return Trial(name, count, said.pop("rows"), said.pop("begin"), said.pop("end"), usage, served, said)

    def _run(self, command: Sequence[str | Path], env: dict[str, str], memory: bool) -> tuple[float, Usage]:
        """Run a command; return the page server's CPU seconds meanwhile and what the command took."""
        before = self._server.counts().cpu
        usage = run(command, env, PROJECT, memory=memory)
        return self._server.counts().cpu - before, usage

    def _urls(self, count: int) -> list[str]:
        return [self._server.base + target for target in targets(self._pages, count)]

    def _urls_source(self, count: int) -> dict[str, str]:
        source = f'private = true\ndelay = 0\nmax_links = {count}\n[[urls]]\npath = "urls.txt"\n'
        return {"benchmark.toml": source, "urls.txt": "\n".join(self._urls(count))}

    def _home(self, sources: dict[str, str]) -> Home:
        return Home(self._folder / "home", sources, self._workers)


class Home:
    """An empty FINEWS_HOME with the given files in its sources folder, gone at the end."""

    def __init__(self, folder: Path, sources: dict[str, str], workers: int) -> None:
        self.data = folder / "data"
        self._folder = folder
        self._sources = sources
        self.env = environment() | {
            "FINEWS_HOME": str(self.data),
            "FINEWS_SOURCES": str(folder / "sources"),
            "FINEWS_WORKERS": str(workers),
        }

    def __enter__(self) -> Home:
        (self._folder / "sources").mkdir(parents=True)
        for name, text in self._sources.items():
            (self._folder / "sources" / name).write_text(text)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder)


def environment() -> dict[str, str]:
    """This process's environment without anything that would change how a program runs, but for the kind of text."""
    ours = ("FINEWS_", "PREFECT_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours) and not k.lower().endswith("_proxy")}
    return kept | {"FINEWS_TEXT": os.environ.get("FINEWS_TEXT", "voted")}


def last_line(usage: Usage) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(usage.output.strip().splitlines()[-1])
    return found
