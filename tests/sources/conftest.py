"""A small real site on 127.0.0.1, and the smallest fetch that turns its answers into exchanges."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tasks.records import Exchange, Hop, Link, Outcome, Reason, Reject
from tasks.sources import Context, Days, Entry, Source, discover, load_source
from tasks.sources.days import days_of


def days_from(first: date, count: int) -> Days:
    return days_of([first + timedelta(days=ahead) for ahead in range(count)], "Asia/Shanghai")


NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # in Shanghai it is 2 March already


@dataclass
class Site:
    """Pages by path, and the paths that were asked for, in order."""

    base: str = ""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, path: str, body: str | bytes, media_type: str = "text/html; charset=utf-8", status: int = 200) -> str:
        """Serve a body at a path; return its address."""
        self.pages[path] = (status, media_type, body.encode() if isinstance(body, str) else body)
        return self.base + path


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            status, media_type, body = served.pages.get(self.path, (404, "text/plain", b"not here"))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()


def fetch(url: str) -> Exchange:
    """Ask once, without redirects, retries or robots; never raise for trouble on the network."""
    link = Link(url, "test", NOW, "test", "test")
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        return Exchange(link, Outcome.FAILED, NOW, reason=Reason.CONNECT, detail=str(error))
    finally:
        connection.close()
    hop = Hop(url, "GET", (), answer.status, answer.reason, tuple(answer.getheaders()), body, NOW, 1)
    outcome = {2: Outcome.FETCHED, 4: Outcome.REFUSED}.get(answer.status // 100, Outcome.FAILED)
    if answer.status in (404, 410):
        outcome = Outcome.GONE
    detail = None if outcome is Outcome.FETCHED else f"HTTP {answer.status}"
    return Exchange(link, outcome, NOW, (hop,), body if outcome is Outcome.FETCHED else b"", detail=detail)


def answer(body: bytes, url: str = "https://e.org/it", media_type: str = "application/xml") -> Exchange:
    """Make the exchange that brings a body, without asking anybody."""
    hop = Hop(url, "GET", (), 200, "OK", (("Content-Type", media_type),), body, NOW, 1)
    return Exchange(Link(url, "test", NOW, "test", "test"), Outcome.FETCHED, NOW, (hop,), body)


@pytest.fixture
def context() -> Context:
    return Context(fetch, NOW)


def run(context: Context, *entries: Entry, **site: object) -> tuple[list[Link], list[Reject]]:
    """Discover with a source of these entries; return its links and its rejects."""
    source = Source.model_validate({"name": "example", "entries": entries, **site})
    found = list(discover(source, context))
    return [one for one in found if isinstance(one, Link)], [one for one in found if isinstance(one, Reject)]


def write_source(folder: Path, text: str, name: str = "example") -> Path:
    """Write a source file."""
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, name: str = "example") -> Source:
    """Write a source file and load it."""
    return load_source(write_source(folder, text, name))
