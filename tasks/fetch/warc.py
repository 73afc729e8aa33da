"""WARC 1.1 records (ISO 28500:2017), one gzip member each: how they are framed, hashed, compressed and found again.

Hides the container; what the records say of a visit is the business of `archive` and `captures`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.stream_io import GzipWriter

Fields = list[tuple[str, str]]

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
SAME_DIGEST = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_LEVEL = 3  # of gzip: 0.56 ms for a page of 100 kB, to 23 %; level 1 takes 0.26 ms to 31 %, level 6 0.78 ms to 22 %
_READ = 64 * 1024  # bytes
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"]")
_VERSION = b"WARC/1.1\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it lies in a file: its fields (names in lower case), its block, and where it lies in bytes."""

    fields: dict[str, str]
    block: bytes
    offset: int
    length: int

    @property
    def type(self) -> str:
        """The kind of record: response, metadata, …"""
        return self.fields.get("warc-type", "")


class Compressor:
    """Turns records into gzip members; for one thread at a time.

    FastWARC's gzip (zlib-rs) takes half the time of zlib's, but a tenth of a millisecond to set up: hence kept.
    """

    def __init__(self) -> None:
        self._sink = io.BytesIO()
        self._gzip = GzipWriter(self._sink, compression_level=_LEVEL)

    def member(self, fields: Fields, *block: bytes) -> bytes:
        """Return one record as a gzip member; its block is given in pieces."""
        length = str(sum(map(len, block)))
        head = "".join(f"{name}: {value}\r\n" for name, value in [*fields, ("Content-Length", length)])
        try:
            for piece in (_VERSION, head.encode("utf-8", "replace"), b"\r\n", *block, b"\r\n\r\n"):
                self._gzip.write(piece)
            self._gzip.finish()
            self._gzip.flush()
            return self._sink.getvalue()
        except BaseException:
            self._gzip = GzipWriter(self._sink, compression_level=_LEVEL)  # not to go on inside half a member
            raise
        finally:
            self._sink.seek(0)
            self._sink.truncate()


def base_fields(kind: str, record_id: str, at: datetime, block: tuple[bytes, ...], media_type: str) -> Fields:
    """Return the fields that every record has."""
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", date(at)),
        ("WARC-Block-Digest", digest(*block)),
        ("Content-Type", one_line(media_type)),
    ]


def record_id(*parts: str) -> str:
    """Return a record's id, made of what identifies it so that other records can refer to it."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def date(at: datetime) -> str:
    """Write an instant as WARC 1.1 does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest(*pieces: bytes) -> str:
    """Return a labelled SHA-256 digest in Base32, as is usual in WARC files."""
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return label(sha256.digest())


def label(sha256: bytes) -> str:
    """Write a SHA-256 digest as a labelled digest."""
    return f"sha256:{base64.b32encode(sha256).decode('ascii')}"


def uri(url: str) -> str:
    """Write a URL so that it cannot break out of its field."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", url)


def one_line(text: str) -> str:
    """Write a text so that it cannot break out of its field."""
    return " ".join(text.split())


def records(file: BinaryIO, offset: int = 0) -> Iterator[Record]:
    """Read the whole records of a file from an offset on, and end without a word at the first that is not whole.

    The caller tells a cut from the end of the file by where the last record ended.
    """
    while (member := _member(file, offset)) and (record := _parse(*member)):
        yield record
        offset += record.length


def _member(file: BinaryIO, offset: int) -> tuple[bytes, int, int] | None:
    """Return one gzip member's content, its offset and its length; None if there is no whole one."""
    file.seek(offset)
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    read = 0
    while not inflate.eof:
        piece = file.read(_READ)
        if not piece:
            return None
        read += len(piece)
        try:
            parts.append(inflate.decompress(piece))
        except zlib.error:
            return None
    return b"".join(parts), offset, read - len(inflate.unused_data)


def _parse(data: bytes, offset: int, length: int) -> Record | None:
    head, separator, rest = data.partition(b"\r\n\r\n")
    if not separator or not head.startswith(b"WARC/1."):
        return None
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    size = fields.get("content-length", "")
    if not size.isdigit() or len(rest) < int(size):
        return None
    return Record(fields, rest[: int(size)], offset, length)
