"""The newsroom over HTTP/1.1 on 127.0.0.1: validators, conditional requests, gzip, keep-alive."""

from __future__ import annotations

import gzip
import hashlib
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from examples.newsroom.site import Newsroom, Page, Request

HOST = "127.0.0.1"


@contextmanager
def serve(newsroom: Newsroom, port: int = 0) -> Iterator[str]:
    """Serve a newsroom while the context lasts, at any free port or the given one; yield its address.

    What was asked of it is in `newsroom.requests`.

    Raises:
        OSError: the port is taken.
    """
    server = _Server(newsroom, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.base
    finally:
        server.shutdown()
        server.close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server that also hangs up on the connections it keeps alive when it is closed."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, newsroom: Newsroom, port: int) -> None:
        self.newsroom = newsroom
        self._connections: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)
        self.base = f"http://{HOST}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def close(self) -> None:
        self.server_close()
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that hang up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # one write for header and body
    server: _Server

    def do_GET(self) -> None:
        self._answer(self.server.newsroom.page(self.path, self.server.base))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, page: Page) -> None:
        body, headers = self._represent(page)
        status = 304 if page.status == 200 and self._is_current(page, headers["ETag"]) else page.status
        self.server.newsroom.requests.append(Request(self.command, self.path, status))
        self.send_response(status)
        if status != 304:
            headers |= {"Content-Type": page.content_type, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    def _represent(self, page: Page) -> tuple[bytes, dict[str, str]]:
        """Return the body as sent, and the headers that depend on it."""
        etag = hashlib.sha256(page.body).hexdigest()[:16]
        headers = {"ETag": f'"{etag}"', "Last-Modified": format_datetime(page.modified.astimezone(UTC), usegmt=True)}
        if page.location:
            headers["Location"] = page.location
        if not page.gzip:
            return page.body, headers
        headers["Vary"] = "Accept-Encoding"
        if "gzip" not in self.headers.get("Accept-Encoding", ""):
            return page.body, headers
        headers |= {"ETag": f'"{etag}-gzip"', "Content-Encoding": "gzip"}
        return gzip.compress(page.body, mtime=0), headers

    def _is_current(self, page: Page, etag: str) -> bool:
        """Tell whether the client's copy is still good: by ETag, else by date (RFC 9110 §13.2.2)."""
        if (condition := self.headers.get("If-None-Match")) is not None:
            tags = {tag.strip().removeprefix("W/") for tag in condition.split(",")}
            return "*" in tags or etag in tags
        if (since := self.headers.get("If-Modified-Since")) is not None:
            with suppress(ValueError, TypeError):
                return page.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        return False

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing; requests are in `Newsroom.requests`."""
