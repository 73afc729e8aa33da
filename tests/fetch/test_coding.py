"""Content-codings: decoded in any pieces, bounded in memory, strict for the wire and lenient for archives."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.fetch.coding import BrokenCoding, Decoder, TooLarge, decode_stored
from tests.fetch.test_client import bare_deflate

ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "DEFLATE": bare_deflate,
    "br": lambda data: brotli.compress(data, quality=1),
    "gzip, br": lambda data: brotli.compress(gzip.compress(data, mtime=0), quality=1),
    "identity": bytes,
    "": bytes,
}


@given(
    coding=st.sampled_from(sorted(ENCODE)),
    data=st.binary(max_size=5000) | st.integers(0, 300_000).map(bytes),
    step=st.integers(1, 400),
)
@settings(max_examples=60)
def test_any_body_in_any_pieces(coding: str, data: bytes, step: int) -> None:
    encoded = ENCODE[coding](data)
    decoder = Decoder(coding, len(data))
    pieces = [decoder.feed(encoded[at : at + step]) for at in range(0, len(encoded), step)]
    assert b"".join(pieces) == data
    decoder.finish()
    assert decode_stored(coding, encoded, len(data)) == data
    if data:
        with pytest.raises(TooLarge):
            Decoder(coding, len(data) - 1).feed(encoded)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, br"])
def test_a_bomb_takes_no_more_memory_than_its_limit(coding: str) -> None:
    bomb = ENCODE[coding](bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(TooLarge, match="more than 100,000 bytes"):
        Decoder(coding, 100_000).feed(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "DEFLATE", "br"])
def test_a_stream_that_ends_early_is_broken(coding: str) -> None:
    decoder = Decoder(coding, 10_000)
    decoder.feed(ENCODE[coding](bytes(range(256)))[:-3])
    with pytest.raises(BrokenCoding, match="ends too early"):
        decoder.finish()


def test_a_damaged_stream_is_broken() -> None:
    damaged = bytearray(gzip.compress(b"text" * 100, mtime=0))
    damaged[-6] ^= 1  # in the checksum
    with pytest.raises(BrokenCoding, match="content-coding is broken"):
        Decoder("gzip", 1000).feed(bytes(damaged))


HTML = "<!doctype html><html><p>已经解码的页面</p></html>".encode()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, br", "zstd", "a, b, c, d"])
def test_an_archived_body_may_be_decoded_already(coding: str) -> None:
    assert decode_stored(coding, HTML, 1000) == HTML


def test_an_archived_body_may_be_cut_short() -> None:
    data = bytes(range(256)) * 40
    part = decode_stored("gzip", gzip.compress(data, mtime=0)[:-20], 20_000)
    assert part
    assert data.startswith(part)
