"""Undoes content-codings (RFC 9110 §8.4) piece by piece, never expanding more than was asked for.

Hides the differences between zlib and Brotli, and what real servers make of "deflate".
"""

from __future__ import annotations

import re
import zlib
from typing import Protocol

try:
    import brotli

    HAS_BROTLI = hasattr(brotli.Decompressor, "can_accept_more_data")  # 1.2: output can be limited
except ImportError:
    HAS_BROTLI = False

ACCEPT_ENCODING = "gzip, deflate"  # readers of WARC files differ in what they make of Brotli; it may come unasked
MAX_CODINGS = 3  # more than one is rare, a long chain is an attack

_ERRORS: tuple[type[Exception], ...] = (zlib.error, brotli.error) if HAS_BROTLI else (zlib.error,)
_GZIP_MAGIC = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks: half of such a text may be zeros
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # without those of ISO 2022
_GLANCE = 4096  # bytes


class BrokenCoding(ValueError):
    """The data are not in the coding they are said to be in, or end too early."""


class TooLarge(ValueError):
    """The decoded data are longer than the limit; `fitting` is what of the last piece is not."""

    def __init__(self, message: str, fitting: bytes) -> None:
        super().__init__(message)
        self.fitting = fitting


class _Coding(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """Decode further data, at most `room` bytes of it; what does not fit is lost."""

    @property
    def complete(self) -> bool:
        """Whether the coded data have come to their proper end."""


class _Gzip:
    """Gzip in one or more members; whatever follows the last member is ignored, as browsers do."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.complete = False
        self._ended = False

    def feed(self, data: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while data and room > 0 and not self._ended:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._ended = not data.startswith(_GZIP_MAGIC[: len(data)])
                continue
            parts.append(self._inflate.decompress(data, room))
            room -= len(parts[-1])
            self.complete = self._inflate.eof
            data = self._inflate.unused_data
        return parts[0] if len(parts) == 1 else b"".join(parts)


class _Deflate:
    """Deflate with the zlib wrapper that RFC 9110 §8.4.1.2 asks for, or bare, as some servers send it."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj()
        self._seen = b""  # what was fed before the first two bytes were there

    @property
    def complete(self) -> bool:
        return self._inflate.eof

    def feed(self, data: bytes, room: int) -> bytes:
        if len(self._seen) < 2:
            data = self._seen + data
            self._seen = data[:2]
            if len(data) < 2:
                return b""
            if data[0] & 0x0F != 8 or int.from_bytes(data[:2], "big") % 31:
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        return self._inflate.decompress(data, room)


class _Brotli:
    def __init__(self) -> None:
        self._decompress = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._decompress.is_finished())

    def feed(self, data: bytes, room: int) -> bytes:
        if self.complete:
            return b""
        parts = [self._decompress.process(data, output_buffer_limit=room)]
        room -= len(parts[0])
        while room > 0 and not self._decompress.can_accept_more_data():
            parts.append(self._decompress.process(b"", output_buffer_limit=room))
            room -= len(parts[-1])
        return b"".join(parts)


class Decoder:
    """Decodes a body piece by piece; the sum of what it returns never exceeds its limit.

    Raises:
        BrokenCoding: an unknown coding, a broken stream, or (in `finish`) one that was cut short.
        TooLarge: the decoded body is longer than `limit` bytes.
    """

    def __init__(self, content_encoding: str | None, limit: int) -> None:
        names = [name.strip().lower() for name in (content_encoding or "").split(",")]
        if len(names) > MAX_CODINGS:
            raise BrokenCoding(f"{len(names)} content-codings on top of each other")
        self._codings = [coding for name in reversed(names) if (coding := _coding(name))]
        self._limit = self._room = limit

    def feed(self, data: bytes) -> bytes:
        """Decode the next piece."""
        for coding in self._codings:
            try:
                data = coding.feed(data, self._room + 1)  # one more, so that an overflow shows
            except _ERRORS as error:
                raise BrokenCoding(f"content-coding is broken: {error}") from None
        self._room -= len(data)
        if self._room < 0:
            raise TooLarge(f"more than {self._limit:,} bytes", data[: self._room])
        return data

    @property
    def length(self) -> int:
        """How many bytes have been decoded so far, with those beyond the limit as far as they were seen."""
        return self._limit - self._room

    @property
    def plain(self) -> bool:
        """Whether there is nothing to decode."""
        return not self._codings

    @property
    def complete(self) -> bool:
        """Whether the coded data have come to their proper end."""
        return all(coding.complete for coding in self._codings)

    def finish(self) -> None:
        """Make sure that the coded data came to their proper end."""
        if not self.complete:
            raise BrokenCoding("content-coding ends too early")


def _coding(name: str) -> _Coding | None:
    if name in ("gzip", "x-gzip"):
        return _Gzip()
    if name == "deflate":
        return _Deflate()
    if name == "br" and HAS_BROTLI:
        return _Brotli()
    if name in ("br", "zstd", "compress", "x-compress"):
        raise BrokenCoding(f"content-coding {name} was not asked for")
    return None  # identity, and words that are no coding ("utf-8", "none"), which some servers send


def is_packed(data: bytes) -> bool:
    """Say whether data look compressed: a tenth of such bytes are control characters, and next to none of a text's."""
    start = data[:_GLANCE]
    return not start.startswith(_UTF_16) and len(_CONTROLS.findall(start)) * 25 > len(start)


def decode_stored(content_encoding: str | None, data: bytes, limit: int) -> bytes:
    """Decode a body out of an archive, which may be decoded already (the header stays) or end too early.

    Raises:
        TooLarge: the decoded body is longer than `limit` bytes.
    """
    try:
        decoder = Decoder(content_encoding, limit)
        body = decoder.feed(data)
    except BrokenCoding:
        return data
    return body if decoder.complete or data.startswith(_GZIP_MAGIC) else data
