"""One HTTP request and its response, in one piece or with the reason why not.

Hides how a body is read: in pieces, decoded as it comes, given up at the first byte beyond the bounds.
"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urldefrag, urlsplit

import requests
import urllib3.exceptions as broken
from urllib3.response import HTTPResponse

from tasks.fetch.coding import ACCEPT_ENCODING, BrokenCoding, Decoder, TooLarge
from tasks.fetch.connection import new_session
from tasks.fetch.failure import Bounds, Failure, explain, root_cause
from tasks.records import Hop, Reason

_PIECE = 256 * 1024  # bytes asked for at a time
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRUNCATED = {Reason.TOO_LARGE: "length", Reason.TIMEOUT: "time"}  # WARC 1.1 §5.13
_TROUBLE = (requests.RequestException, broken.HTTPError, http.client.HTTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response; `failure` is set if its body is not whole or not readable; one too large is there up to the limit."""

    hop: Hop
    body: bytes = b""
    sha256: str | None = None
    failure: Failure | None = None


def prepare(url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
    """Make a GET request for a URL as browsers would write it (IDNA, percent-encoding, no fragment), without a user.

    Raises:
        Failure: not an http or https URL.
    """
    request = requests.PreparedRequest()
    try:
        bare = urldefrag(url.strip()).url
        parts = urlsplit(bare)
        if parts.scheme.lower() not in _DEFAULT_PORTS:
            raise Failure(Reason.BAD_URL, f"{url!r} is not an http or https URL")
        if "@" in parts.netloc:  # of a redirect; a password would be sent, and kept in the clear
            bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        request.prepare("GET", bare, headers=headers)
        _ = urlsplit(str(request.url)).port
    except (ValueError, broken.HTTPError, requests.RequestException):
        raise Failure(Reason.BAD_URL, f"{url!r} is not a valid URL") from None
    return request


class Transport:
    """Sends requests over one session with kept-alive connections; for one thread at a time."""

    def __init__(self, user_agent: str, bounds: Bounds, clock: Callable[[], datetime], *, private: bool) -> None:
        self.headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._bounds = bounds
        self._clock = clock
        self._session = new_session(private=private, whole=bounds.whole)

    def close(self) -> None:
        """Close all connections; a response that another thread is reading is given up at once."""
        self._session.cut()
        self._session.close()

    def send(self, request: requests.PreparedRequest, limit: int | None = None) -> Reply:
        """Send a request and read its response, up to `limit` decoded bytes if not to the bounds.

        Raises:
            Failure: no response came.
        """
        at, started = self._clock(), time.monotonic()
        try:
            timeout = (self._bounds.connect, self._bounds.read)
            response = self._session.send(request, stream=True, timeout=timeout, allow_redirects=False)
        except _TROUBLE as error:
            raise explain(error, self._bounds, time.monotonic() - started) from error
        raw: HTTPResponse = response.raw
        address = getattr(raw.connection, "peer", None)
        try:
            sent, body, failure = _read_body(raw, self._bounds, started, limit or self._bounds.bytes)
        finally:
            response.close()
        hop = Hop(
            url=str(request.url),
            method="GET",
            request_headers=(("Host", _host(str(request.url))), *_as_text(request.headers)),
            status=raw.status,
            reason=raw.reason or "",
            headers=tuple(raw.headers.iteritems()),
            raw=sent,
            at=at,
            elapsed_ms=round((time.monotonic() - started) * 1000),
            address=address,
            truncated=_TRUNCATED.get(failure.reason, "disconnect") if failure else None,
        )
        return Reply(hop, body, hashlib.sha256(body).hexdigest(), failure)


def _read_body(
    response: HTTPResponse, bounds: Bounds, started: float, limit: int
) -> tuple[bytes, bytes, Failure | None]:
    """Read a body to its end or to the first byte too many.

    Return it as transferred (without transfer-coding), decoded, and the reason why it is not whole or not readable.
    """
    sent: list[bytes] = []
    decoded: list[bytes] = []
    failure = decoder = None
    try:
        decoder = Decoder(response.headers.get("Content-Encoding"), limit)
        while piece := response.read(_PIECE, decode_content=False):
            sent.append(piece)
            decoded.append(decoder.feed(piece))
        if sent:
            decoder.finish()
    except TooLarge as error:
        decoded.append(error.fitting)
        failure = Failure(Reason.TOO_LARGE, f"decoded body has {error}")
    except BrokenCoding as error:
        failure = Failure(Reason.PROTOCOL, str(error))
    except _TROUBLE as error:
        rest = getattr(root_cause(error), "partial", b"")  # http.client.IncompleteRead keeps what it has
        sent.append(rest if isinstance(rest, bytes) else b"")
        with suppress(BrokenCoding, TooLarge):
            decoder.feed(sent[-1]) if decoder else None
        failure = explain(error, bounds, time.monotonic() - started, sum(map(len, sent)))
    whole = _joined(sent)
    if failure:
        failure.received = decoder.length if decoder else 0
        return whole, _joined(decoded) if failure.reason is Reason.TOO_LARGE else b"", failure
    return whole, whole if decoder and decoder.plain else _joined(decoded), None


def _joined(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _host(url: str) -> str:
    """What http.client puts into the Host header."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].removesuffix(f":{_DEFAULT_PORTS[parts.scheme]}")


def _as_text(headers: Mapping[str, str | bytes]) -> list[tuple[str, str]]:
    return [(name, value.decode("latin-1") if isinstance(value, bytes) else value) for name, value in headers.items()]
