"""Words on one line: tidied for display, and reduced to what they are compared by."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,5}|amp|quot|apos|lt|gt|nbsp|[lr]squo|[lr]dquo|[mn]dash|hellip);", re.I)
_NOT_WORD = re.compile(r"[\W_]+")
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")  # Romanian's letters, as older keyboards write them
_MAX = 500  # characters


def tidy(words: str) -> str:
    """Return words on one line in Unicode's composed form, with single spaces; entities escaped twice are resolved."""
    if "&" in words and _ENTITY.search(words):
        words = unescape(words)
    words = unicodedata.normalize("NFC", words).replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "")
    return _SPACES.sub(" ", words).strip()[:_MAX]


def key(words: str) -> str:
    """Return words without their spaces, punctuation, width and case, to compare them by."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", words)).translate(_COMMAS).casefold()


def site_key(words: str) -> str:
    """Return what the name of a site is compared by: it may call itself `The Harbour Post`, or not."""
    return key(words).removeprefix("the")
