"""Finds the main text of a page: a learned filter decides segment by segment, by what extractors say of each.

resiliparse is quick and heard on every page; where the filter is in doubt, trafilatura and readability are asked too.
Hides how their texts and the tree come together.
"""

from __future__ import annotations

import logging
import math
import re
from copy import copy
from typing import Any, NamedTuple

from tasks.extract.blocks import paragraphs
from tasks.extract.features import CJK_WEIGHT, Features, Table, names, share, words
from tasks.extract.furniture import without_furniture
from tasks.extract.groups import together
from tasks.extract.headline import title_of, window_title, without_title
from tasks.extract.model import odds
from tasks.extract.segments import BIT, Segment, segments

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is our reject, not a log line

DOUBT = 0.045  # of a page's text: what the filter expects to get wrong; with more, the slow extractors are asked
_LIKELY = 0.5  # a segment with better odds is text
_LEADING = 0.8  # of the best odds among long segments: on an unusual page all odds are low
_LONG, _PROSE = 150, 80  # Latin letters
_PARAGRAPH, _BLOB = 60, 1000  # characters; shorter segments may recur
_COPY = 0.7  # of a blob
_BEHIND = 3  # segments
_DATED = re.compile(r"^.{0,60}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\W*$")  # a short line that ends in a clock
_MOSTLY = 0.5  # of a line
_ARTICLE, _BESIDE = 400, 0.1  # characters of an article that stands outside comments, and their share of those
_LOSS = 0.2  # of the sentences in trafilatura's text; if less than that is kept, its text stands
# a segment that all opinions keep whole, a sentence and not a link, stays unless it is very unlikely
_WHOLE, _SENTENCE, _LINKS, _UNLIKELY, _UNANIMOUS = 0.95, math.log1p(_PROSE), 0.3, 0.1, 0.6
_OPEN, _STUB = 0.3, 30  # odds of a short paragraph that may go on with the one before; characters
_STOP = re.compile(r"\w\.[\"”’»)]*$")
_SIZE, _LINKED, _IS_TITLE, _SAID = map(names(1).index, ("size", "linked", "is-title", "in-block"))
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
    title = title_of(tree)
    page_features = Features(found, title)
    said: tuple[str, ...] = (first_opinion(page),)
    judged = judge(found, page_features.table(said), len(said))
    if doubt(found, judged) > DOUBT:
        said += further_opinions(tree, url)
        judged = judge(found, page_features.table(said), len(said))
    kept = without_title(choose(found, judged, page_features.is_cjk), (title, window_title(tree)))
    text = render(kept)
    other = _without_links(said[1], found, page_features.is_cjk) if len(said) > 1 else ""
    if not text or len(text) < _LOSS * _prose(other, page_features.is_cjk):
        return MainText(_without_line(other, title), [])
    end = found.index(kept[-1]) + 1
    return MainText(text, [segment.text for segment in found[end : end + _BEHIND]])


def _without_links(text: str, found: list[Segment], is_cjk: bool) -> str:
    """Return a text without the lines that are mostly links to other articles."""
    longest = _LONG / (CJK_WEIGHT if is_cjk else 1.0)  # of a headline
    links = [segment.text for segment in found if segment.is_links and len(segment.text) < longest]

    def is_own(line: str) -> bool:
        return sum(len(link) for link in links if link in line) <= _MOSTLY * len(line)

    return "\n".join(filter(is_own, text.split("\n")))


def _prose(text: str, is_cjk: bool) -> int:
    """Return how many characters of a text stand in lines as long as sentences: those of a menu do not."""
    shortest = _PROSE / (CJK_WEIGHT if is_cjk else 1.0)
    return sum(len(line) for line in text.split("\n") if len(line) > shortest)


def plain_text(tree: Any, url: str) -> MainText:
    """Return what trafilatura alone finds, at less than half the cost."""
    return MainText(_without_line(_trafilatura(tree, url), title_of(tree)), [])


def _without_line(text: str, title: str) -> str:
    return paragraphs([line for line in text.split("\n") if words(line) != words(title)])


def judge(found: list[Segment], table: Table, count: int) -> dict[int, float]:
    """Return the odds of being text by a segment's index, from its row of features with `count` opinions."""
    return settle(found, table, odds(table.rows, count), count)


def settle(found: list[Segment], table: Table, likely: list[float], count: int) -> dict[int, float]:
    """Return the odds of being text by a segment's index: the learned ones, but for what is certain.

    What all opinions keep stays, and so does a short paragraph that goes on with a likely one; the headline is a field
    of its own; a line of links leads elsewhere, unless it stands in a list or is a heading of the article.
    """
    judged = dict(zip(table.wanted, likely, strict=True))
    is_title = table.rows[:, _IS_TITLE]
    agreed = table.rows[:, _SAID : _SAID + 1 + count].min(axis=1) > _WHOLE
    kept = agreed & (table.rows[:, _SIZE] > _SENTENCE) & (table.rows[:, _LINKED] < _LINKS)
    for i, repeats_title, is_kept in zip(table.wanted, is_title.tolist(), kept.tolist(), strict=True):
        own = found[i].place.own
        if (repeats_title and own & BIT["h1"]) or (found[i].is_links and not own & _MAY_LINK):
            judged[i] = 0.0
        elif judged[i] > _UNLIKELY and (is_kept or (judged[i] > _OPEN and _goes_on(found, judged, i))):
            judged[i] = max(judged[i], _UNANIMOUS)
    return without_comments(found, judged)


def _goes_on(found: list[Segment], judged: dict[int, float], i: int) -> bool:
    """Say whether a short paragraph ends in a full stop, and is a sibling of the likely one right before it."""
    own, before = found[i], found[i - 1]
    is_sibling = own.place.outer is before.place.outer and own.place.path == before.place.path
    is_plain = bool(own.place.own & BIT["p"]) and not own.linked and len(own.text) > _STUB
    return is_sibling and is_plain and judged.get(i - 1, 0.0) > _LIKELY and _STOP.search(own.text) is not None


def without_comments(found: list[Segment], judged: dict[int, float]) -> dict[int, float]:
    """Return the odds with none for readers' comments, which can read like the article that stands above them.

    Where hardly any other text is likely, what is named after comments holds the article itself. The line that says
    when one was written can stand outside of what is named so.
    """
    likely = [i for i, odd in judged.items() if odd > _LIKELY]
    judged |= {i: 0.0 for i in likely if _heads_comment(found, i)}
    within = {i for i in likely if found[i].place.above & BIT["word-comment"]}
    outside = sum(len(found[i].text) for i in likely if i not in within)
    if not within or outside < max(_ARTICLE, _BESIDE * sum(len(found[i].text) for i in within)):
        return judged
    return {i: 0.0 if found[i].place.above & BIT["word-comment"] else odd for i, odd in judged.items()}


def _heads_comment(found: list[Segment], i: int) -> bool:
    """Say whether a line states a clock and a comment follows: `Ann Reader - 03.01.2022 12:14:55`."""
    following = found[i + 1].place.above if i + 1 < len(found) else 0
    is_outside = not found[i].place.above & BIT["word-comment"]
    return bool(following & BIT["word-comment"]) and is_outside and _DATED.search(found[i].text) is not None


def doubt(found: list[Segment], judged: dict[int, float]) -> float:
    """Return how much of its text the filter expects to get wrong, 0 to 1; where there is hardly any text, 1."""
    wrong = text = 0.0
    for i, likely in judged.items():
        size = len(found[i].text)
        wrong += size * min(likely, 1 - likely)
        text += size * likely
    return wrong / text if text > _LONG else 1.0


def choose(found: list[Segment], judged: dict[int, float], is_cjk: bool) -> list[Segment]:
    """Return the segments that are text, without copies of what stands before them and furniture at both ends."""
    weight = CJK_WEIGHT if is_cjk else 1.0
    long = [likely for i, likely in judged.items() if len(found[i].text) * weight > _LONG]
    is_usual = sum(len(found[i].text) for i, likely in judged.items() if likely > _LIKELY) * weight > _ARTICLE
    limit = _LIKELY if is_usual else min(_LIKELY, _LEADING * max(long, default=1.0))
    prose = [i for i, likely in judged.items() if likely > limit and len(found[i].text) * weight > _PROSE]
    kept, seen = [], " "
    for i, likely in together(found, judged, prose).items():
        if likely <= limit or _is_copy(key := words(found[i].text), seen):
            continue
        kept.append(found[i])
        seen = seen[:-1] + key
    return without_furniture(kept, _PROSE / weight)


def _is_copy(key: str, seen: str) -> bool:
    """Say whether a segment stood before: a paragraph word for word, or the whole article as one blob."""
    return (len(key) > _PARAGRAPH and key in seen) or (len(key) > _BLOB and share(key, seen) > _COPY)


def render(kept: list[Segment]) -> str:
    """Return segments as text, a paragraph a line, list items with a bullet."""
    texts = (f"- {segment.text}" if segment.is_item else segment.text for segment in kept)
    return paragraphs("\n".join(texts).split("\n"))


def first_opinion(page: str) -> str:
    """Return the text that resiliparse finds in a page."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, alt_texts=False, comments=False, post_meta=False))


def further_opinions(tree: Any, url: str) -> tuple[str, str]:
    """Return the texts that trafilatura and readability find."""
    return _trafilatura(tree, url), _readability(tree)


def _trafilatura(tree: Any, url: str) -> str:
    from trafilatura import bare_extraction

    document = bare_extraction(tree, url=url, include_comments=False, fast=True)
    return getattr(document, "text", None) or ""


def _readability(tree: Any) -> str:
    from trafilatura.external import try_readability

    return "\n".join(filter(None, map(str.strip, try_readability(copy(tree)).itertext())))
