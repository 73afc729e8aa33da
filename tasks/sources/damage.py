"""WARC files that are cut or damaged: whether one ends as it should, and where to go on. It hides gzip members."""

from __future__ import annotations

import gzip
import mmap
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

_GZIP = b"\x1f\x8b"
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\r\n)WARC/1\.")  # of a gzip member (RFC 1952), of a record (WARC 1.1)
_GLANCE = 4096  # bytes of a member that surely unpack to the first of its record
_PIECE = 1 << 20  # bytes to which a member is unpacked at a time


def is_complete(file: Path, position: int) -> bool:
    """Say whether a gzip file ends as it should, from the record at `position` on; other files have no such end."""
    with file.open("rb") as stream:
        if stream.read(2) != _GZIP:
            return True
        stream.seek(position)
        if stream.read(2) != _GZIP:  # not one member a record
            position = 0
        stream.seek(position)
        try:
            with gzip.GzipFile(fileobj=stream) as members:
                while members.read(1 << 20):
                    pass
        except (EOFError, OSError, zlib.error):
            return False
    return True


def is_whole(record: WarcRecord, length: int) -> bool:
    """Say whether the `length` bytes that could be read of a record's block are all that it states."""
    return bool(record.headers.get("Content-Length")) and bool(length == record.content_length)


def next_whole(file: Path, position: int, length: int) -> int | None:
    """Return where the next record that can be read to its end begins, or None if there is none.

    Args:
        position: the byte where the last one begins.
        length: bytes of its block, in which no record is looked for, though a page may quote one.
    """
    with file.open("rb") as stream:
        stream.seek(position)
        is_packed = stream.read(2) == _GZIP
        after = position + (1 if is_packed else max(1, length))
        return next((at for at in _beginnings(stream, after) if _reads_whole(stream, at)), None)


def _beginnings(stream: BinaryIO, position: int) -> Iterator[int]:
    """Yield where a record seems to begin: one that is packed shows by what it unpacks to."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in _BEGINNING.finditer(data, position):
            at = found.start()
            if found[0].startswith(b"WARC") or _unpacked(data[at : at + _GLANCE]).startswith(b"WARC/1."):
                yield at


def _unpacked(member: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(member, 16)
    except zlib.error:
        return b""


def _reads_whole(stream: BinaryIO, position: int) -> bool:
    room = _room(stream, position)
    stream.seek(position)
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            return bool(record.content_length <= room) and is_whole(record, record.reader.consume())
    except OSError:  # FastWARC's only one
        pass
    return False


def _room(stream: BinaryIO, position: int) -> int:
    """Return how many bytes a record that begins there can have: of its gzip member, unpacked, or up to the end.

    So no record is read that states more than there is: where many do, each would be read to the end of the file.
    """
    stream.seek(position)
    if stream.read(2) != _GZIP:
        return stream.seek(0, os.SEEK_END) - position
    stream.seek(position)
    inflate, length = zlib.decompressobj(wbits=31), 0
    try:
        while not inflate.eof and (packed := stream.read(_GLANCE)):
            while packed:
                length += len(inflate.decompress(packed, _PIECE))
                packed = inflate.unconsumed_tail
    except zlib.error:
        pass
    return length
