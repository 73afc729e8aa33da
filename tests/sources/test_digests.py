"""Digests of WARC records, in every way in which writers state them."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tasks.sources.digests import wrong_digest

BODY = b"The pier opens in spring."
SHA1, SHA256 = (hashlib.new(name, BODY).digest() for name in ("sha1", "sha256"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    "stated",
    [
        f"sha1:{base64.b32encode(SHA1).decode()}",
        f"sha-256:{base64.b32encode(SHA256).decode().rstrip('=').lower()}",
        f"SHA256:{SHA256.hex().upper()}",
        f"sha256: {base64.b64encode(SHA256).decode()}",
        f"sha256:{base64.b64encode(SHA256).decode().rstrip('=')}",
        "blake3:0000",
        "00000000",
    ],
)
def test_a_digest_fits_however_it_is_written_and_where_it_cannot_be_told(stated: str) -> None:
    assert wrong_digest({"warc-block-digest": stated}, BODY, is_http=False) is None
    assert wrong_digest({"warc-payload-digest": stated}, HEAD + BODY, is_http=True) is None
    if not stated.startswith(("blake3", "0")):
        assert "WARC-Block-Digest" in (wrong_digest({"warc-block-digest": stated}, BODY + b"x", is_http=False) or "")
        assert "WARC-Payload-Digest" in (wrong_digest({"warc-payload-digest": stated}, BODY, is_http=True) or "")


def test_a_payload_in_chunks_or_cut_is_not_checked() -> None:
    wrong = {"warc-payload-digest": f"sha1:{'0' * 40}"}
    chunked = HEAD.replace(b"Content-Type: text/html", b"Transfer-Encoding: gzip, chunked")
    assert wrong_digest(wrong, chunked + BODY, is_http=True) is None
    assert wrong_digest(wrong | {"warc-truncated": "length"}, HEAD + BODY, is_http=True) is None
    assert wrong_digest(wrong, HEAD + BODY, is_http=True) is not None
