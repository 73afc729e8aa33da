"""Recognizes the same wording, however it was spaced or typeset."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACE = re.compile(r"\s+")


def content_hash(title: str, text: str) -> str:
    """Return the SHA-256 of title and text after NFKC, without their white space and without case."""
    folded = unicodedata.normalize("NFKC", f"{title}\n{text}").casefold()
    return hashlib.sha256(_SPACE.sub("", folded).encode("utf-8", "surrogatepass")).hexdigest()
