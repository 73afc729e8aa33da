"""A web server on 127.0.0.1 that does what a test tells it to, and a time that passes only when someone sleeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tasks.records import Hints, Known, Link

AT = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)


class Handler(BaseHTTPRequestHandler):
    """Looks a request's path up among the site's pages."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self.answer(404, b"nothing here")
        else:
            page(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole response; underscores in header names become hyphens."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data: bytes) -> None:
        """Send bytes as they are, and hang up."""
        self.wfile.write(data)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


Page = Callable[[Handler], None]


class Site(ThreadingHTTPServer):
    """Pages by path, and what was asked for; anything else is a 404."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0  # that are open

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections -= 1
        super().shutdown_request(request)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Serve a body at a path; return its URL."""
        self.pages[path] = lambda handler: handler.answer(status, body, **headers)
        return self.url(path)

    def say(self, path: str, data: bytes) -> str:
        """Serve raw bytes at a path and hang up; return its URL."""
        self.pages[path] = lambda handler: handler.raw(data)
        return self.url(path)

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up on us in these tests; that is no error."""


@contextmanager
def serving() -> Iterator[Site]:
    """Run a site while the context lasts."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


@dataclass
class FakeTime:
    """Time that passes only while someone sleeps, in seconds."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.Lock)

    def clock(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return AT + timedelta(seconds=self.now - 1000)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


def link(url: str, **hints: Any) -> Link:
    """A link as a feed would name it."""
    return Link(url, "example", AT, "feed", "http://example.org/feed.xml", Hints(**hints))


def known(sha256: str, etag: str | None = None, last_modified: str | None = None) -> Known:
    """What a visit of the day before left."""
    return Known(sha256, etag, last_modified, "0123456789abcdef01234567", AT - timedelta(days=1))
