"""Serves the pages on 127.0.0.1 from a process of its own, at as little cost as can be: answers are made beforehand.

Hides how the process is started and stopped; it ends when its standard input closes, so it cannot outlive its parent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import MARK, PROJECT, Page, load_pages, place

MODIFIED = "2026-01-01T00:00:00+00:00"  # of every known URL, so that a second visit has nothing new
PER_SITEMAP = 50_000  # sitemaps.org: at most so many addresses in one file
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the server has done so far."""

    requests: int
    cpu: float  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running page server."""

    base: str
    pid: int

    def counts(self) -> Counts:
        """Ask for the counts; the question itself is not counted."""
        with _DIRECT.open(f"{self.base}/counts", timeout=10) as answer:
            return Counts(**json.load(answer))


@contextmanager
def serving(archive: Path | None = None, known: int = 0) -> Iterator[Server]:
    """Serve the pages, and a sitemap of `known` URLs, while the context lasts."""
    command = [sys.executable, "-m", "benchmarks.server", "--known", str(known)]
    command += ["--archive", str(archive)] if archive else []
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise RuntimeError("the page server did not start")
            yield Server(line.strip(), process.pid)
        finally:
            process.terminate()


class Site:
    """The answers, as bytes that are ready to send but for a page's mark."""

    def __init__(self, pages: list[Page], known: int = 0) -> None:
        self.requests = 0
        self.known = known
        self.documents: dict[str, bytes] = {"/robots.txt": _answer("text/plain", b"User-agent: *\nAllow: /\n")}
        self._pages = [_halves(page) for page in pages]

    def publish(self, base: str) -> None:
        """Make the sitemaps, now that the address is known."""
        parts = [range(first, min(first + PER_SITEMAP, self.known)) for first in range(0, self.known, PER_SITEMAP)]
        for number, part in enumerate(parts):
            urls = "".join(f"<url><loc>{known_url(base, n)}</loc><lastmod>{MODIFIED}</lastmod></url>" for n in part)
            self.documents[f"/sitemap-{number}.xml"] = _answer("application/xml", _xml("urlset", urls))
        children = "".join(f"<sitemap><loc>{base}/sitemap-{n}.xml</loc></sitemap>" for n in range(len(parts)))
        self.documents["/sitemap.xml"] = _answer("application/xml", _xml("sitemapindex", children))

    def answer(self, target: str) -> bytes:
        """Return the whole response to a request."""
        if target == "/counts":
            counts = {"requests": self.requests, "cpu": time.process_time()}
            return _answer("application/json", json.dumps(counts).encode())
        self.requests += 1
        if not target.startswith("/p/"):
            return self.documents.get(target, _NOT_FOUND)
        try:
            copy, number = place(target)
            before, after = self._pages[number]
        except (ValueError, IndexError):
            return _NOT_FOUND
        return b"".join((before, MARK.format(copy).encode(), after))


def known_url(base: str, number: int) -> str:
    """Return the address of an article that the sitemap names; nobody ever asks for it."""
    return f"{base}/news/2026/01/{number:06d}.html"


def _xml(root: str, inner: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>\n'.encode()


def _halves(page: Page) -> tuple[bytes, bytes]:
    before, after = page.halves
    length = len(page.body) + len(MARK.format(0))
    return _head(page.content_type, length) + before, after


def _answer(content_type: str, body: bytes) -> bytes:
    return _head(content_type, len(body)) + body


def _head(content_type: str, length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n".encode("latin-1")


class _Connection(asyncio.Protocol):
    """One client: reads requests without a body, answers them in order, keeps the connection."""

    transport: asyncio.Transport

    def __init__(self, site: Site) -> None:
        self._site = site
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self.transport.write(self._site.answer(head.split(b" ", 2)[1].decode("latin-1")))
            if b"connection: close" in head.lower():
                self.transport.close()


async def _serve(site: Site) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(site), "127.0.0.1", 0, backlog=256)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    site.publish(base)
    print(base, flush=True)
    gone = asyncio.Event()
    loop.add_reader(sys.stdin, gone.set)  # nothing is ever written to it: readable means closed
    await gone.wait()


def main() -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(description="Serve the pages of the benchmark.")
    parser.add_argument("--archive", type=Path, help="WARC file with the pages")
    parser.add_argument("--known", type=int, default=0, help="URLs in the sitemap")
    arguments = parser.parse_args()
    asyncio.run(_serve(Site(load_pages(arguments.archive), arguments.known)))


if __name__ == "__main__":
    main()
