"""Finds the main text of a page: three extractors give their opinion, a learned filter decides segment by segment.

trafilatura leads; resiliparse and readability see what it misses. Hides how their texts and the tree come together.
"""

from __future__ import annotations

import logging
import math
from copy import copy
from typing import Any, NamedTuple

from tasks.extract.blocks import paragraphs
from tasks.extract.features import CJK_WEIGHT, NAMES, features, is_cjk, share, words
from tasks.extract.model import odds
from tasks.extract.segments import BIT, Segment, segments

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is our reject, not a log line

_LIKELY = 0.5  # a segment with better odds is text
_LEADING = 0.8  # of the best odds among long segments: on an unusual page all odds are low
_LONG = 150  # Latin letters
_PARAGRAPH, _BLOB = 60, 1000  # characters; shorter segments may recur
_COPY = 0.7  # of a blob
# trafilatura's quick pass has the same text as its full one on 97 of 100 pages; the rest are shorter than the others'
_SHORT_OF_SECOND, _SHORT_OF_THIRD = 0.4, 0.5
_BEHIND = 3  # segments
_LOSS = 0.2  # of trafilatura's text; if less than that is kept, its text stands
# a segment that all three extractors keep whole, a sentence and not a link, stays unless it is very unlikely
_WHOLE, _SENTENCE, _LINKS, _UNLIKELY, _UNANIMOUS = 0.95, math.log1p(80), 0.3, 0.1, 0.6
_SAID = slice(NAMES.index("in-first"), NAMES.index("in-third") + 1)
_SIZE, _LINKED, _IS_TITLE = map(NAMES.index, ("size", "linked", "is-title"))
_MAY_LINK = BIT["li"] | BIT["h1"] | BIT["h2"] | BIT["h3"] | BIT["h4"]


class MainText(NamedTuple):
    """The main text of a page, one paragraph, list item or table row a line, and the few lines behind it."""

    text: str
    behind: list[str]


def main_text(tree: Any, page: str, url: str) -> MainText:
    """Return the main text of a page, given as a tree and as a string; the tree stays as it is."""
    found = segments(tree)
    if not found:  # an empty page, or one nested so deep that the parser gave up and resiliparse would take minutes
        return plain_text(tree, url)
    said = opinions(tree, page, url)
    title = title_of(tree)
    rows = features(found, said, title)
    kept = choose(found, settle(found, rows, odds(list(rows.values()))))
    text = render(kept)
    if len(text) < _LOSS * len(said[0]):
        return MainText(_without_line(said[0], title), [])
    end = found.index(kept[-1]) + 1 if kept else 0
    return MainText(text, [segment.text for segment in found[end : end + _BEHIND]])


def plain_text(tree: Any, url: str) -> MainText:
    """Return what trafilatura alone finds, at less than half the cost."""
    return MainText(_without_line(_trafilatura(tree, url, fast=True), title_of(tree)), [])


def _without_line(text: str, title: str) -> str:
    return paragraphs([line for line in text.split("\n") if words(line) != words(title)])


def opinions(tree: Any, page: str, url: str) -> tuple[str, str, str]:
    """Return the texts that trafilatura, resiliparse and readability find."""
    second, third = _resiliparse(page), _readability(tree)
    first = _trafilatura(tree, url, fast=True)
    if len(first) < max(_SHORT_OF_SECOND * len(second), _SHORT_OF_THIRD * len(third)):
        first = _trafilatura(tree, url, fast=False)
    return first, second, third


def title_of(tree: Any) -> str:
    """Return the first heading of a page, or its window title."""
    for path in (".//h1", ".//title"):
        element = tree.find(path)
        if element is not None and len(text := " ".join(element.text_content().split())) > 5:
            return text
    return ""


def settle(found: list[Segment], rows: dict[int, list[float]], likely: list[float]) -> dict[int, float]:
    """Return the odds of being text by a segment's index: the learned ones, but for what is certain.

    What all extractors keep stays; the headline is a field of its own; a line of links leads elsewhere, unless it
    stands in a list or is a heading of the article.
    """
    judged = dict(zip(rows, likely, strict=True))
    for i, row in rows.items():
        own = found[i].place.own
        if (row[_IS_TITLE] and own & BIT["h1"]) or (found[i].is_links and not own & _MAY_LINK):
            judged[i] = 0.0
        elif min(row[_SAID]) > _WHOLE and row[_SIZE] > _SENTENCE and row[_LINKED] < _LINKS and judged[i] > _UNLIKELY:
            judged[i] = max(judged[i], _UNANIMOUS)
    return judged


def choose(found: list[Segment], judged: dict[int, float]) -> list[Segment]:
    """Return the segments that are text, without copies of what stands before them."""
    weight = CJK_WEIGHT if is_cjk("".join(segment.text for segment in found)) else 1.0
    long = [likely for i, likely in judged.items() if len(found[i].text) * weight > _LONG]
    limit = min(_LIKELY, _LEADING * max(long, default=1.0))
    kept, seen = [], " "
    for i, likely in judged.items():
        key = words(found[i].text)
        if likely <= limit or _is_copy(key, seen):
            continue
        kept.append(found[i])
        seen = seen[:-1] + key
    return kept


def _is_copy(key: str, seen: str) -> bool:
    """Say whether a segment stood before: a paragraph word for word, or the whole article as one blob."""
    return (len(key) > _PARAGRAPH and key in seen) or (len(key) > _BLOB and share(key, seen) > _COPY)


def render(kept: list[Segment]) -> str:
    """Return segments as text, one a line, list items with a bullet."""
    return paragraphs([f"- {segment.text}" if segment.is_item else segment.text for segment in kept])


def _trafilatura(tree: Any, url: str, fast: bool) -> str:
    from trafilatura import bare_extraction

    document = bare_extraction(tree, url=url, include_comments=False, fast=fast)
    return getattr(document, "text", None) or ""


def _resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, alt_texts=False, comments=False, post_meta=False))


def _readability(tree: Any) -> str:
    from trafilatura.external import try_readability

    return "\n".join(filter(None, map(str.strip, try_readability(copy(tree)).itertext())))
