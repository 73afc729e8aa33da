"""Finds the statements of time that a reader sees beside the headline."""

from __future__ import annotations

import re
import sys
from typing import Any

_DATE_LIKE = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}|\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号일]|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2},?\s+\d{4}|"
    r"\d{1,2}(?:st|nd|rd|th|\.)?\s+[a-zà-ÿ.]{3,10}\s+(?:de\s+)?\d{4}",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}\s?[:：时時点시]\s?\d{2}")
_AFTER, _BEFORE = 1500, 300  # characters of visible text around the headline that are searched
_WINDOW, _CLOCK_BEFORE = 60, 25  # characters of a statement behind and before its date
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "title", "textarea", "select"))


def near_title(tree: Any, title: str) -> list[str]:
    """Return the statements that look like dates beside the headline: the first with a time of day, and the first."""
    if tree is None:
        return []
    text, place = _page_text(tree, title)
    if place < 0:
        return []
    end = place + len(title)
    found = [*_statements(text[end : end + _AFTER]), *_statements(text[max(0, place - _BEFORE) : place])]
    with_clock = next((statement for statement in found if _CLOCK.search(statement)), None)
    return list(dict.fromkeys(filter(None, (with_clock, *found[:1]))))


def _statements(text: str) -> list[str]:
    """Cut a statement out around each date: a clock directly before it, and what follows up to the next date."""
    matches = list(_DATE_LIKE.finditer(text))
    ends = [min(match.start() + _WINDOW, following) for match, following in zip(matches, _nexts(matches), strict=True)]
    starts = [_start(text, match.start(), end) for match, end in zip(matches, [0, *ends], strict=False)]
    return [" ".join(text[start:end].split()) for start, end in zip(starts, ends, strict=True)]


def _nexts(matches: list[re.Match[str]]) -> list[int]:
    return [*(match.start() for match in matches[1:]), *([sys.maxsize] if matches else [])]


def _start(text: str, date: int, previous_end: int) -> int:
    """Return where a statement begins: before its date, if a clock stands there that no other date has."""
    before = max(min(previous_end, date), date - _CLOCK_BEFORE)
    return before if _CLOCK.search(text[before:date]) else date


def _page_text(tree: Any, title: str) -> tuple[str, int]:
    """Return the visible text of a page and where in it the headline stands, -1 if nowhere."""
    body = tree.find("body")
    if body is None:
        return "", -1
    pieces: list[str] = []
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text:
            pieces.append(element.text)
        if element.tail:
            pieces.append(element.tail)
    text = " ".join(" ".join(pieces).split())
    return text, text.find(" ".join(title.split()))
