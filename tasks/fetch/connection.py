"""Sessions whose connections are guarded, verified and end in time.

Hides where requests, urllib3 and http.client have to be touched for that: nowhere but here.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from tasks.fetch.guard import connect_public

_HOSTS = 16  # that a session keeps an idle connection to


@lru_cache
def tls_context() -> ssl.SSLContext:
    """TLS as this process speaks it: certificates are verified by the authorities of certifi and of the system."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context


def new_session(*, private: bool, whole: float, tls: Callable[[], ssl.SSLContext] = tls_context) -> Session:
    """Return a session that reaches private addresses only if told to, and reads a response for `whole` seconds."""
    session = Session()
    # Proxies, .netrc and CA bundles from the environment are not ours to use: behind a proxy the guard
    # would see the proxy's address instead of the target's, and .netrc would send passwords along.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # nothing to remember, nothing to send
    adapter = _Adapter(private, whole, session.line, tls)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Line:
    """The socket that the session of one thread reads from, which another thread may cut."""

    def __init__(self) -> None:
        self._sock: socket.socket | None = None
        self.is_cut = False

    def hold(self, sock: socket.socket) -> None:
        self._sock = sock

    def cut(self) -> None:
        self.is_cut = True  # before the socket is looked at: whoever takes another one up now will see it
        if self._sock:
            with suppress(OSError):
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # not TLS's own, which waits for the other side


class Session(requests.Session):
    """A session that leaves redirects alone; it would read their bodies whole, however large they are."""

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()

    def cut(self) -> None:
        """End the response that is being read, in whatever thread; the session is of no more use."""
        self.line.cut()

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class _DeadlineReader(io.RawIOBase):
    """A socket's bytes until a deadline, however slowly they drip: headers and body alike."""

    def __init__(self, sock: socket.socket, seconds: float, line: _Line) -> None:
        line.hold(sock)
        self._line = line
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._ends = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._line.is_cut:
            raise ConnectionAbortedError("nobody waits for the response any more")
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the response takes too long")
        if left < (self._sock.gettimeout() or left + 1):
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineResponse(http.client.HTTPResponse):
    """http.client's response over a `_DeadlineReader`."""

    def __init__(self, sock: socket.socket, *args: Any, seconds: float, line: _Line, **kwargs: Any) -> None:
        self._reader = io.BufferedReader(_DeadlineReader(sock, seconds, line), 64 * 1024)
        super().__init__(self, *args, **kwargs)  # type: ignore[arg-type]  # it only asks for makefile()

    def makefile(self, mode: str) -> io.BufferedReader[Any]:
        """Stand in for the socket while http.client opens it."""
        return self._reader

    def _read_status(self) -> tuple[str, int, str]:
        """Pass over every interim response (RFC 9110 §15.2); http.client knows 100 alone, and takes 103 for the answer.

        The answer itself would then lie in the connection, and pass for that to the next request.
        """
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, HTTPStatus.CONTINUE if 100 < status < 200 else status, reason


class _Guarded:
    """What both kinds of connection share: the guard, the deadline, the peer's address."""

    private: bool
    whole: float
    line: _Line
    peer: str | None = None

    def _new_conn(self) -> socket.socket:
        connect = super()._new_conn  # type: ignore[misc]
        sock = connect() if self.private else connect_public(self, connect)  # type: ignore[arg-type]
        self.peer = sock.getpeername()[0]
        self.response_class = partial(_DeadlineResponse, seconds=self.whole, line=self.line)
        return sock


class _Adapter(HTTPAdapter):
    """Connects through the guard, always verifies TLS, retries nothing by itself."""

    def __init__(self, private: bool, whole: float, line: _Line, tls: Callable[[], ssl.SSLContext]) -> None:
        self._tls = tls  # called for the first https URL only: it reads a few hundred certificates
        marks = {"private": private, "whole": whole, "line": line}
        http_connection = type("GuardedHTTP", (_Guarded, HTTPConnection), marks)
        https_connection = type("GuardedHTTPS", (_Guarded, HTTPSConnection), marks)
        self._pools = {
            "http": type("HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": http_connection}),
            "https": type("HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": https_connection}),
        }
        super().__init__(pool_connections=_HOSTS, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host, _ = super().build_connection_pool_key_attributes(request, True)
        return host, {"ssl_context": self._tls()} if host["scheme"] == "https" else {}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing to set: the context verifies, and has its authorities already."""
