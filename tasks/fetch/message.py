"""Reads stored HTTP responses and judges status codes.

Hides how sloppy archives are: bare line feeds, missing phrases, chunk framing that was already undone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from tasks.records import Outcome, Reason

Headers = tuple[tuple[str, str], ...]

_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]+([^\r\n]*))?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?\r\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A response as it was stored: its body still carries its content-coding."""

    status: int
    reason: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return find_header(self.headers, name)

    @property
    def codings(self) -> str:
        """The content-codings of the body in the order in which they were applied, over all headers of that name."""
        return ", ".join(value for name, value in self.headers if name.lower() == "content-encoding")


def find_header(headers: Headers, name: str) -> str | None:
    """Return the first header of that name, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def parse_response(block: bytes) -> Message | None:
    """Read an HTTP response without its transfer-coding; None if it does not begin with a status line."""
    line = _STATUS_LINE.match(block)
    if not line:
        return None
    # The blank line may follow the status line at once: look from the status line's own end of line.
    start = line.end() - (2 if block[line.end() - 2 : line.end()] == b"\r\n" else 1)
    end = _HEAD_END.search(block, start)
    head, body = (block[line.end() : end.start()], block[end.end() :]) if end else (block[line.end() :], b"")
    headers = _parse_headers(head)
    if "chunked" in (find_header(headers, "Transfer-Encoding") or "").lower():
        body = _without_chunks(body)
    return Message(int(line[1]), (line[2] or b"").decode("latin-1").strip(), headers, body)


def _parse_headers(head: bytes) -> Headers:
    headers: list[tuple[str, str]] = []
    for line in head.decode("latin-1").replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and headers:  # obsolete folding, RFC 9112 §5.2
            name, value = headers.pop()
            headers.append((name, f"{value} {line.strip()}"))
        elif ":" in line:
            name, _, value = line.partition(":")
            headers.append((name.strip(), value.strip()))
    return tuple(headers)


def _without_chunks(body: bytes) -> bytes:
    """Join the chunks of a body (RFC 9112 §7.1); a body that is not in chunks is returned as it is."""
    parts: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(body, position):
        start, length = size.end(), int(size[1], 16)
        if not length:
            return b"".join(parts)
        position = start + length
        if body[position : position + 2] not in (b"\r\n", b"", b"\r"):
            return body
        parts.append(body[start:position])
        position += 2
    return b"".join(parts) if parts and position >= len(body) else body


def content_type(value: str | None) -> tuple[str | None, str | None]:
    """Return media type and charset of a Content-Type header, both in lower case."""
    if not value:
        return None, None
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower() or None, charset[1].lower() if charset else None


def judge(status: int) -> tuple[Outcome, Reason | None]:
    """Say what a final status code means for the link that was visited."""
    if status == HTTPStatus.PARTIAL_CONTENT:  # a part is no page
        return Outcome.FAILED, Reason.PROTOCOL
    if 200 <= status < 300:
        return Outcome.FETCHED, None
    if status == HTTPStatus.NOT_MODIFIED:
        return Outcome.UNCHANGED, None
    if 300 <= status < 400:
        return Outcome.FAILED, Reason.REDIRECTS
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Outcome.GONE, Reason.HTTP_GONE
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.FAILED, Reason.HTTP_CLIENT_ERROR
    if 400 <= status < 500:
        return Outcome.REFUSED, Reason.HTTP_CLIENT_ERROR
    if 500 <= status < 600:
        return Outcome.FAILED, Reason.HTTP_SERVER_ERROR
    return Outcome.FAILED, Reason.PROTOCOL
