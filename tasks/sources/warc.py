"""The kind `warc`: pages out of WARC files, gzip or not, one record at a time. Hides where such files are cut."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from pydantic import Field

from tasks.records import Link, Payload, Reason, Site
from tasks.sources.spec import Context, Discovered, FileEntry, SourceError, Strings, each, is_web_url, tidy_url

_HTTP = "application/http; msgtype=response"
_HEAD = 65_536  # bytes of a block in which the HTTP headers are looked for
_CONTENT_TYPE = re.compile(rb"^content-type:[ \t]*([^;\r\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class WarcEntry(FileEntry):
    """WARC files: each response (or resource) with a text in it is a capture."""

    kind: ClassVar[str] = "warc"
    example: ClassVar[str] = '[[warc]]\npath = "../archive/*.warc.gz"\n'

    media_types: Strings = Field(
        default=("text/html", "application/xhtml+xml", "text/plain", "text/markdown"),
        description="beginnings of the media types to take; a response that states none is taken too",
    )
    max_bytes: int = Field(default=20_000_000, ge=1, description="bytes of a record that are accepted")

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        yield from each(self._files(), lambda file: self._read(file, site, context), context)

    def _files(self) -> list[Path]:
        if self.path.is_dir():
            files = sorted(file for file in self.path.rglob("*.warc*") if file.name.endswith((".warc", ".warc.gz")))
        elif self.path.exists():
            return [self.path]
        else:
            files = sorted(Path(self.path.anchor).glob(str(self.path.relative_to(self.path.anchor))))
        if not files:
            raise SourceError(f"{self.path}: no such WARC file")
        return files

    def _read(self, file: Path, site: Site, context: Context) -> Iterator[Discovered]:
        count, position, fault = 0, 0, None
        try:
            for record in ArchiveIterator(str(file), parse_http=False):
                found, is_whole = self._capture(record, file, site, context)
                if not is_whole:
                    fault = "the next is cut"
                    break
                count, position = count + 1, record.stream_pos
                if found:
                    yield found
        except OSError as error:  # FastWARC's only one, for the file and for what is in it
            if not count:
                raise SourceError(f"{file}: not a readable WARC file ({error})") from None
            fault = str(error)
        if fault is None and not is_complete(file, position):
            fault = "the gzip stream is cut"
        if fault:
            where = f"after {count} whole records, the last beginning at byte {position}" if count else "in its first"
            yield context.reject(str(file), Reason.RECORD_TRUNCATED, f"{file}: cut or damaged {where}: {fault}")
        elif not count:
            raise SourceError(f"{file}: holds no record")

    def _capture(self, record: WarcRecord, file: Path, site: Site, context: Context) -> tuple[Discovered | None, bool]:
        """Return what a record gives, if anything, and whether it is whole."""
        head = record.reader.read(_HEAD)
        url = tidy_url((record.headers.get("WARC-Target-URI") or "").strip("<>"))  # some writers put it into brackets
        media_type = self._media_type(record, head) if url.lower().startswith("http") else None
        is_fit = record.content_length <= self.max_bytes
        body = head + record.reader.read() if media_type and is_fit else b""
        length = len(body) or len(head) + record.reader.consume()
        if not record.headers.get("Content-Length") or length != record.content_length:
            return None, False
        if not media_type:
            return None, True
        where = f"the record at byte {record.stream_pos}"
        if not is_web_url(url):
            return context.reject(url, Reason.BAD_URL, f"{file}: {url!r} of {where} is no absolute http address"), True
        if not is_fit:
            return context.reject(url, Reason.TOO_LARGE, f"{file}: {length:,} bytes in {where}"), True
        payload = Payload(body, media_type, _captured_at(record), record.record_id)
        return Link(url, site.name, context.now, self.kind, file.name, payload=payload), True

    def _media_type(self, record: WarcRecord, head: bytes) -> str | None:
        """Return the type of the block if it is a page to take: of a response by its HTTP headers."""
        if record.record_type == WarcRecordType.resource:
            stated = record.headers.get("Content-Type") or ""
            return stated if stated.lower().startswith(self.media_types) else None
        if record.record_type != WarcRecordType.response:
            return None
        match = _CONTENT_TYPE.search(_HEAD_END.split(head, maxsplit=1)[0])
        stated = match[1].decode("latin-1").strip().lower() if match else ""
        return _HTTP if not stated or stated.startswith(self.media_types) else None


def _captured_at(record: WarcRecord) -> datetime | None:
    try:
        return record.record_date
    except ValueError:
        return None


def is_complete(file: Path, position: int) -> bool:
    """Say whether a gzip file ends as it should, from the record at `position` on; other files have no such end."""
    with file.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return True
        stream.seek(position)
        if stream.read(2) != b"\x1f\x8b":  # not one member a record
            position = 0
        stream.seek(position)
        try:
            with gzip.GzipFile(fileobj=stream) as members:
                while members.read(1 << 20):
                    pass
        except (EOFError, OSError, zlib.error):
            return False
    return True
