"""Checks the digests that a WARC record states of its own bytes (WARC 1.1 §5.8, §5.9)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_LABELS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512", "md5": "md5"}
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNKED = re.compile(rb"^transfer-encoding:[^\r\n]*chunked", re.IGNORECASE | re.MULTILINE)


def wrong_digest(stated: dict[str, str], block: bytes, is_http: bool) -> str | None:
    """Say which of the digests that a record states (fields by their names in lower case) its block does not have.

    The payload of an HTTP message is its body; where that is in chunks, or was cut by whoever wrote the record, writers
    differ in what they hash, and it is left unchecked. So is a digest of an algorithm that we do not know.
    """
    if not _fits(stated.get("warc-block-digest"), block):
        return f"WARC-Block-Digest {stated['warc-block-digest']} is not that of the record's bytes"
    payload = stated.get("warc-payload-digest")
    if payload is None or "warc-truncated" in stated:
        return None
    head, _, body = _split(block) if is_http else (b"", b"", block)
    if (is_http and _CHUNKED.search(head)) or _fits(payload, body):
        return None
    return f"WARC-Payload-Digest {payload} is not that of the record's payload"


def _split(block: bytes) -> tuple[bytes, bytes, bytes]:
    end = _HEAD_END.search(block)
    return (block[: end.start()], end[0], block[end.end() :]) if end else (block, b"", b"")


def _fits(stated: str | None, data: bytes) -> bool:
    """Say whether bytes have a labelled digest, in Base32, Base16 or Base64; true where that cannot be told."""
    label, separator, value = (stated or "").partition(":")
    name = _LABELS.get(label.strip().lower())
    if not separator or not name:
        return True
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    value = value.strip()
    if len(value) == 2 * len(digest):
        return value.lower() == digest.hex()
    try:
        padded = value + "=" * (-len(value) % 8)
        return base64.b32decode(padded, casefold=True) == digest
    except binascii.Error:
        return value.rstrip("=") == base64.b64encode(digest).decode().rstrip("=")
