"""Recognizes the same wording, however it was spaced or typeset."""

from __future__ import annotations

import hashlib
import unicodedata


def content_hash(title: str, text: str) -> str:
    """Return the SHA-256 of title and text after NFKC, without their white space and without case."""
    words = f"{title}\n{text}"
    folded = (words if words.isascii() else unicodedata.normalize("NFKC", words)).casefold()
    return hashlib.sha256("".join(folded.split()).encode("utf-8", "surrogatepass")).hexdigest()
