"""The archive: every visit of a batch in one WARC 1.1 file, so that everything else can be made again from it.

Hides what a visit becomes: a request and a response (or a revisit) for each hop, and one metadata record with
what HTTP does not say. A file is written as `….open` under a lock and gets its name when it is complete.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, Self

from tasks.fetch import warc
from tasks.fetch.blocks import (
    facts,
    link_facts,
    payload_fields,
    request_head,
    response_head,
    response_id,
    revisit_fields,
)
from tasks.fetch.captures import exchange_capture_id, payload_capture_id, payload_of
from tasks.records import Exchange, Hop, Link, Outcome
from tasks.settings import VERSION

OPEN = ".open"
_HTTP_RESPONSE = "application/http; msgtype=response"
_HTTP_REQUEST = "application/http; msgtype=request"


class ArchiveWriter:
    """Writes one WARC file; threads may share it. Use it as a context manager.

    `info` goes into the warcinfo record beside software and format. If the context is left by an exception the
    file keeps its `.open`, for `salvage` to pick up.

    Raises:
        FileExistsError: the file, or one left over from a crash under its name, is there already.
    """

    def __init__(self, path: Path, info: dict[str, str]) -> None:
        self.path = path
        self._info = info
        self._open_path = path.with_name(path.name + OPEN)
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._end = 0
        self.places: list[int] = []  # where each capture lies, for `capture_at`

    def __enter__(self) -> Self:
        if self.path.exists():
            raise FileExistsError(f"{self.path} exists already: an archive file is never written twice")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._open_path.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._write(self._warcinfo())
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._file:
            self._file.close()  # and so unlocked, for `salvage`

    def close(self) -> None:
        """Make sure that everything is on disk, and give the file its name."""
        with self._lock:
            if self._file and not self._file.closed:
                _finish(self._file, self._open_path, self.path)

    def write(self, exchange: Exchange) -> str:
        """Write all records of one visit; return the id of the capture."""
        capture_id = exchange_capture_id(exchange)
        members = [
            member
            for number, hop in enumerate(exchange.hops)
            for member in self._hop(exchange, capture_id, number, hop)
        ]
        place = sum(map(len, members[:-2]))  # the last hop's response; where nothing answered, the metadata
        members.append(self._metadata(capture_id, exchange.link, exchange.at, facts(exchange), bool(exchange.hops)))
        self._append(members, place)
        return capture_id

    def write_payload(self, link: Link, at: datetime) -> str:
        """Write a body that came with its link, captured when it says so or else `at`; return the capture's id."""
        payload = payload_of(link)
        capture_id = payload_capture_id(link)
        at = payload.at or at
        kind = "response" if payload.media_type.startswith("application/http") else "resource"
        digest = warc.label(payload.sha256)
        fields = warc.base_fields(kind, response_id(capture_id), at, digest, payload.media_type)
        fields.append(("WARC-Target-URI", warc.uri(link.url)))
        came_with = {
            "payload": {"at": payload.at, "record_id": payload.record_id, "media_type": payload.media_type}
            | ({"fault": payload.fault} if payload.fault else {})
        }
        metadata = self._metadata(capture_id, link, at, came_with, has_response=True)
        self._append([warc.member(fields, payload.content), metadata])
        return capture_id

    # -- records ---------------------------------------------------------------------------------

    def _warcinfo(self) -> bytes:
        info = {
            "software": f"finews/{VERSION}",
            "format": "WARC File Format 1.1",
            "conformsTo": warc.CONFORMS_TO,
            "http-header-user-agent": f"finews/{VERSION}",
            **self._info,
        }
        block = "".join(f"{name}: {warc.one_line(value)}\r\n" for name, value in info.items()).encode()
        at = datetime.now(UTC)
        fields = warc.base_fields(
            "warcinfo", warc.record_id(self.path.name, warc.date(at)), at, warc.digest(block), "application/warc-fields"
        )
        fields.append(("WARC-Filename", warc.one_line(self.path.name)))
        return warc.member(fields, block)

    def _hop(self, exchange: Exchange, capture_id: str, number: int, hop: Hop) -> list[bytes]:
        """The response or revisit record of one hop, and its request."""
        last = number == len(exchange.hops) - 1
        answer_id = response_id(capture_id, "" if last else str(number))
        same = last and exchange.outcome is Outcome.UNCHANGED
        place = [("WARC-Target-URI", warc.uri(hop.url))]
        if hop.address:
            place.append(("WARC-IP-Address", hop.address))
        block = (response_head(hop),) if same else (response_head(hop), hop.raw)
        kind = "revisit" if same else "response"
        fields = warc.base_fields(kind, answer_id, hop.at, warc.digest(*block), _HTTP_RESPONSE)
        fields += place
        fields += revisit_fields(exchange) if same else payload_fields(exchange, hop, last)
        request = request_head(hop)
        request_id = warc.record_id(capture_id, "request", str(number))
        request_fields = warc.base_fields("request", request_id, hop.at, warc.digest(request), _HTTP_REQUEST)
        request_fields += [*place, ("WARC-Concurrent-To", answer_id)]
        return [warc.member(fields, *block), warc.member(request_fields, request)]

    def _metadata(self, capture_id: str, link: Link, at: datetime, told: dict[str, Any], has_response: bool) -> bytes:
        """What the tables need and HTTP does not say."""
        said = {"capture_id": capture_id, "link": link_facts(link), "at": at, **told}
        block = json.dumps(said, default=datetime.isoformat, separators=(",", ":")).encode()
        record_id, digest = warc.record_id(capture_id, "metadata"), warc.digest(block)
        fields = warc.base_fields("metadata", record_id, at, digest, "application/json")
        fields.append(("WARC-Target-URI", warc.uri(link.url)))
        if has_response:
            fields.append(("WARC-Refers-To", response_id(capture_id)))
        return warc.member(fields, block)

    def _append(self, members: list[bytes], place: int = 0) -> None:
        """Write the members of a capture, which lies `place` bytes after their start."""
        with self._lock:
            start = self._end
            self._write(b"".join(members))
            self.places.append(start + place)

    def _write(self, data: bytes) -> None:
        """Write all or nothing: whatever follows half a record would be lost with it."""
        if self._file is None or self._file.closed:
            raise ValueError(f"{self.path} is not open for writing")
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise
        self._end = self._file.tell()


def salvage(path_open: Path) -> Path | None:
    """Give a file that a crash left as `….open` its name, without what comes after its last whole record.

    Return None if a writer is still at it, or if nothing in it was whole (it is then removed).
    """
    try:
        with path_open.open("r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(path_open.stat(), os.fstat(file.fileno())):
                return None  # its writer was just about to finish
            end = max((record.offset + record.length for record in warc.records(file)), default=0)
            if not end:
                path_open.unlink()
                return None
            file.truncate(end)
            return _finish(file, path_open, path_open.with_name(path_open.name.removesuffix(OPEN)))
    except (BlockingIOError, FileNotFoundError):
        return None


def _finish(file: FileIO, path_open: Path, path: Path) -> Path:
    """Close a file that is complete and give it its name, both for good."""
    os.fsync(file.fileno())
    path_open.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    file.close()
    return path
