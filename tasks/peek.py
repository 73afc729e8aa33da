"""A cheap look at an archived page before anything is extracted from it: which language it is in."""

from __future__ import annotations

import re
from html import unescape

from tasks.extract.charset import decode
from tasks.fetch.coding import TooLarge, decode_stored
from tasks.fetch.message import content_type, parse_response
from tasks.normalize.language import detect_language
from tasks.records import Payload

_LIMIT = 20_000_000  # bytes of a decoded body
_LOOK = 300_000  # bytes of it that are looked at
_ENOUGH = 600  # characters of prose
_LANG = re.compile(r"""<html\b[^>]*?\b(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3}(?:[-_]\w+)*)""", re.IGNORECASE)
_PROSE = re.compile(r"<(?:p|h1|title)\b[^>]*>([^<]{20,})", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|noscript|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)


def payload_language(payload: Payload) -> str | None:
    """Return the ISO 639-1 code of a page's text, None if it cannot be told; what the page declares is only a hint."""
    if not payload.media_type.startswith("application/http"):
        return _language(payload.content, payload.media_type, None)
    message = parse_response(payload.content)
    if not message:
        return None
    try:
        body = decode_stored(message.codings, message.body, _LIMIT)
    except TooLarge:
        return None
    return _language(body, message.header("Content-Type"), message.header("Content-Language"))


def _language(body: bytes, stated_type: str | None, declared: str | None) -> str | None:
    start = body if len(body) <= _LOOK else body[:_LOOK].rpartition(b">")[0]
    page = decode(start, content_type(stated_type)[1])
    stated = _LANG.search(page[:5_000])
    return detect_language(_prose(page), declared or (stated[1] if stated else None))


def _prose(page: str) -> str:
    """Return the beginning of what the page says to its readers: its paragraphs, or else all that is not markup."""
    text, length = [], 0
    for match in _PROSE.finditer(page):
        text.append(unescape(match[1]))
        length += len(match[1])
        if length > _ENOUGH:
            break
    return "\n".join(text) if length > _ENOUGH // 3 else unescape(" ".join(_UNSEEN.sub(" ", page).split()))
