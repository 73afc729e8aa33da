"""Reads our own WARC files back into captures, as far as they are whole.

Hides where a capture's facts stand: its metadata record, the HTTP headers, or the message that an imported
archive kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from tasks.fetch.coding import TooLarge, decode_stored, is_packed
from tasks.fetch.copies import inner_response, memento_time
from tasks.fetch.message import Message, content_type, judge, parse_response
from tasks.fetch.warc import Record, records
from tasks.records import Capture, Copy, Exchange, Hints, Link, Outcome, Payload, Reason, stable_id

MAX_BYTES = 20_000_000  # of a decoded body that came in from another archive
_PLAIN = ("status", "final_url", "bytes", "sha256", "etag", "last_modified", "elapsed_ms", "detail")
_BODIES = ("response", "revisit", "resource")


Visit = tuple[Record | None, Record]  # the record with the body, if there is one, and the metadata record


class ArchiveReader(Iterator[Capture]):
    """Yields the captures of one WARC file; `cut` is the byte at which it stops being whole, None if it is."""

    def __init__(self, path: Path, root: Path, max_bytes: int = MAX_BYTES) -> None:
        self.cut: int | None = None
        self._path = path
        self._warc = path.relative_to(root).as_posix().removesuffix(".open")
        self._max_bytes = max_bytes
        self._visits = self._read()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Capture:
        return _capture_of(next(self._visits), self._warc, self._max_bytes)

    def places(self) -> Iterator[int]:
        """Yield instead where each capture lies, for `capture_at`, without looking at what is in it."""
        for body, metadata in self._visits:
            yield (body or metadata).offset

    def _read(self) -> Iterator[Visit]:
        with self._path.open("rb") as file:
            end = 0
            body: Record | None = None  # what the next metadata record is about
            for record in records(file):
                end = record.offset + record.length
                if record.type in _BODIES:
                    body = record
                elif record.type == "metadata":
                    yield _visit(body, record)
                    body = None
            if end < file.seek(0, os.SEEK_END):
                self.cut = end


def read_archive(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> ArchiveReader:
    """Read one of our WARC files, finished or not; `root` is the folder that captures name it below."""
    return ArchiveReader(path, root, max_bytes)


def capture_at(root: Path, warc: str, offset: int, max_bytes: int = MAX_BYTES) -> Capture:
    """Read one capture by the place that it names: `warc` below `root`, `offset` in bytes.

    Raises:
        ValueError: no capture lies there.
    """
    with (root / warc).open("rb") as file:
        body: Record | None = None
        for record in records(file, offset):
            if record.type == "metadata":
                return _capture_of(_visit(body, record), warc, max_bytes)
            body = body or (record if record.type in _BODIES else None)
    raise ValueError(f"{warc}: no whole capture at byte {offset}")


def read_info(path: Path) -> dict[str, str]:
    """Return what a WARC file says of itself; nothing if it was cut before it could."""
    with path.open("rb") as file:
        first = next(records(file), None)
    if not first or first.type != "warcinfo":
        return {}
    lines = first.block.decode("utf-8", "replace").splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name.strip()}


def link_at(archive_root: Path, warc: str, offset: int) -> Link:
    """Return the link of a stored visit, with its hints, by the place that its capture names.

    Raises:
        OSError: there is no such file.
        ValueError: there is no whole visit at that place.
    """
    with (archive_root / warc).open("rb") as file:
        for record in records(file, offset):
            if record.type == "metadata":
                return _link(json.loads(record.block)["link"])
    raise ValueError(f"{warc}: no whole visit at byte {offset}")


def exchange_capture_id(exchange: Exchange) -> str:
    """Identify one visit."""
    return stable_id(exchange.link.url, exchange.at.isoformat(), exchange.sha256 or exchange.reason or "")


def payload_capture_id(link: Link) -> str:
    """Identify a body that came with its link: the same body from the same archive is the same capture."""
    payload = payload_of(link)
    return stable_id(link.url, payload.at.isoformat() if payload.at else "", payload.sha256.hex())


def payload_capture(link: Link, at: datetime) -> Capture:
    """Make the capture that a link with a payload will be once it is archived; it has no place in an archive yet."""
    payload = payload_of(link)
    capture = Capture(payload_capture_id(link), replace(link, payload=None), link.url, payload.at or at)
    if payload.media_type.startswith("application/http"):
        return _imported(capture, parse_response(payload.content), MAX_BYTES, payload.fault)
    return _with_body(capture, payload.content, payload.media_type)


def exchange_capture(exchange: Exchange) -> Capture:
    """Make a capture of a visit that goes into no archive."""
    media_type, charset = content_type(exchange.header("Content-Type"))
    return Capture(
        capture_id="",
        link=exchange.link,
        final_url=exchange.final_url,
        at=exchange.at,
        outcome=exchange.outcome,
        status=exchange.status,
        media_type=media_type,
        charset=charset,
        body=exchange.body,
        bytes=len(exchange.body),
        sha256=exchange.sha256,
        etag=exchange.header("ETag"),
        last_modified=exchange.header("Last-Modified"),
        elapsed_ms=exchange.elapsed_ms,
    )


def payload_of(link: Link) -> Payload:
    """Return the body that came with a link, which must have one."""
    if link.payload is None:
        raise ValueError(f"{link.url} has no payload")
    return link.payload


def _visit(body: Record | None, metadata: Record) -> Visit:
    refers_to = metadata.fields.get("warc-refers-to")
    return (body if body and body.fields["warc-record-id"] == refers_to else None), metadata


def _capture_of(visit: Visit, warc: str, max_bytes: int) -> Capture:
    body, metadata = visit
    facts = json.loads(metadata.block)
    capture = _told(facts, warc, body or metadata)
    if body is None:
        return capture
    if body.type == "resource":
        capture = _with_body(capture, body.block, body.fields.get("content-type"))
        return _doubted(capture, facts.get("payload", {}).get("fault"))
    message = parse_response(body.block)
    if "payload" in facts:
        return _imported(capture, message, max_bytes, facts["payload"].get("fault"))
    if not message:
        return capture
    if capture.link.copy and capture.outcome is Outcome.FETCHED:
        return _from_copy(capture, capture.link.copy, message, max_bytes)
    media_type, charset = content_type(message.header("Content-Type"))
    fetched = capture.outcome is Outcome.FETCHED
    content = _decoded(message, max(capture.bytes, max_bytes)) if fetched else b""
    return replace(capture, media_type=media_type, charset=charset, body=content)


def _told(facts: dict[str, Any], warc: str, place: Record) -> Capture:
    """A capture as its metadata record tells of it, without the body."""
    link, at = _link(facts["link"]), datetime.fromisoformat(facts["at"])
    capture = Capture(facts["capture_id"], link, link.url, at, warc=warc, offset=place.offset, length=place.length)
    if "payload" in facts:
        return capture
    plain = {name: facts[name] for name in _PLAIN}
    reason = Reason(facts["reason"]) if facts["reason"] else None
    return replace(capture, outcome=Outcome(facts["outcome"]), reason=reason, **plain)


def _link(facts: dict[str, Any]) -> Link:
    hints: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts["hints"].items()
    }
    copy = facts.get("copy")
    if copy:
        copy = Copy(**{**copy, "at": datetime.fromisoformat(copy["at"])})
    told = {**facts, "found_at": datetime.fromisoformat(facts["found_at"]), "hints": Hints(**hints), "copy": copy}
    return Link(**told)


def _from_copy(capture: Capture, copy: Copy, message: Message, max_bytes: int) -> Capture:
    """A capture as the archive made it: its time, and the response that the site itself gave."""
    capture = replace(capture, final_url=capture.link.url, etag=None, last_modified=None)
    if copy.offset is None:
        return replace(_imported(capture, message, max_bytes), at=memento_time(message) or copy.at, etag=None)
    response = parse_response(inner_response(message.body) or b"")
    return replace(_imported(capture, response, max_bytes), at=copy.at)


def _imported(capture: Capture, message: Message | None, max_bytes: int, fault: str | None = None) -> Capture:
    """A capture out of the HTTP message that another archive kept, by the same rules as a visit of our own."""
    if not message:
        return _failed(capture, Reason.PROTOCOL, "the archived record is not an HTTP response")
    outcome, reason = judge(message.status)
    capture = replace(
        capture,
        outcome=outcome,
        reason=reason,
        detail=f"{message.status} {message.reason}".strip() if reason else None,
        status=message.status,
        etag=message.header("ETag"),
        last_modified=message.header("Last-Modified"),
    )
    try:
        body = _decoded(message, max_bytes)
    except TooLarge as error:
        return _failed(capture, Reason.TOO_LARGE, f"decoded body has {error}")
    capture = _with_body(capture, body, message.header("Content-Type"))
    if message.codings and capture.body is message.body and is_packed(body):
        detail = f"the body cannot be decoded by its Content-Encoding {message.codings!r} (gzip, deflate and br can)"
        capture = replace(_failed(capture, Reason.PROTOCOL, detail), body=b"")
    return _doubted(capture, fault)


def _doubted(capture: Capture, fault: str | None) -> Capture:
    """A capture whose archive says of itself that its bytes are not right: kept, but no page to read."""
    return replace(_failed(capture, Reason.DIGEST, fault), body=b"") if fault else capture


def _failed(capture: Capture, reason: Reason, detail: str) -> Capture:
    return replace(capture, outcome=Outcome.FAILED, reason=reason, detail=detail)


def _with_body(capture: Capture, body: bytes, header: str | None) -> Capture:
    """Fill in what follows from the decoded body and its Content-Type."""
    media_type, charset = content_type(header)
    return replace(
        capture,
        media_type=media_type,
        charset=charset,
        body=body if capture.outcome is Outcome.FETCHED else b"",
        bytes=len(body),
        sha256=sha256(body).hexdigest(),
    )


def _decoded(message: Message, limit: int) -> bytes:
    return decode_stored(message.codings, message.body, limit)
