"""Cuts a page into segments, the runs of text between two block boundaries, each with what stands around it.

Hides how a tree is walked: without recursion, and without a copy. A row of a table of data is one segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# fmt: off
_SKIPPED = frozenset((
    "audio", "base", "canvas", "embed", "head", "iframe", "input", "link", "map", "math", "meta", "noscript", "object",
    "option", "script", "select", "source", "style", "svg", "template", "textarea", "title", "track", "video",
))
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
_TAGS = (
    "article", "main", "section", "p", "li", "td", "h1", "h2", "h3", "h4", "blockquote", "figure", "figcaption", "nav",
    "aside", "header", "footer", "form", "button", "table", "dl", "pre", "center", "a",
)
_ALIASES = {"th": "td", "dd": "dl", "dt": "dl", "h5": "h4", "h6": "h4"}
# words that classes and ids of any site are made of, by what they say of an element
_WORDS = {
    "comment": r"comment|disqus|reply|respond|discuss|pinglun",
    "related": r"relate|recommend|more|also|next|prev|popular|trend|latest|most|teaser|suggest|tuijian|xiangguan|card",
    "share": r"share|sharing|social|follow|facebook|twitter|weibo|wechat|weixin|qrcode|fenxiang",
    "promo": r"promo|newsletter|subscri|signup|banner|sponsor|advert|\bads?\b|[-_]ads?\b|\bads?[-_]|cta|donat|paywall",
    "menu": r"nav|menu|crumb|pagina|pager|toolbar|skip|search",
    "foot": r"foot|copyright|disclaim|legal|statement|shengming|mianze",
    "side": r"side|rail|widget|secondary|right",
    "meta": r"meta|byline|author|date|time|publish|source|info|bio\b|profile|avatar|editor|laiyuan",
    "picture": r"caption|credit|image|img|photo|figure|gallery|video|slide|pic",
    "tags": r"tag|topic|keyword|categor",
    "title": r"title|headline|heading|subtitle|dek\b|standfirst|summary|excerpt|lead|intro|abstract",
    "content": r"content|article|body|entry|story|text|post|main|copy|detail|rich|zhengwen|neirong",
    "hidden": r"hidden|hide|modal|popup|overlay|cookie|consent|gdpr|login|tooltip|sr-only|visually|print",
    "toc": r"toc\b|toc[-_]|table-of-contents|tableofcontents",
}
# fmt: on
HINTS = (*_TAGS, *(f"word-{name}" for name in _WORDS))
"""What an element can hint at, by its tag or the words in its class; bit `i` of a mask stands for `HINTS[i]`."""

BIT = {hint: 1 << i for i, hint in enumerate(HINTS)}
_TAG_MASK = {tag: BIT[tag] for tag in _TAGS} | {alias: BIT[tag] for alias, tag in _ALIASES.items()}
_PATTERN = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()), re.IGNORECASE)
_NAMED = ("class", "id", "itemprop", "role")  # attributes whose words say what an element is
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_CELL_LENGTH = 200  # characters; a longer cell belongs to a table that lays out the page
_CUT = "\x1e"  # a boundary on the stack; never part of a text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the page a segment stands."""

    own: int = 0  # mask of the hints of its block
    above: int = 0  # mask of the hints of its block and all blocks around it
    block: int = 0  # number of its block in the page
    outer: int = 0  # number of the block around that
    depth: int = 0  # of nested blocks

    def inside(self, mask: int, number: int) -> Place:
        """Return the place within a further block."""
        return Place(mask, self.above | mask, number, self.block, self.depth + 1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text between two block boundaries."""

    text: str
    linked: int  # characters of it that are inside links
    bold: int  # characters of it that are bold
    place: Place
    is_item: bool = False  # of a list


def segments(root: Any) -> list[Segment]:
    """Return the segments of an lxml tree in reading order."""
    walk = _Walk()
    walk.over(root)
    return walk.found


class _Walk:
    """Collects text until a boundary comes."""

    def __init__(self) -> None:
        self.found: list[Segment] = []
        self._text: list[str] = []
        self._linked = self._bold = self._blocks = 0
        self._item = 0  # the last list item that a segment began in

    def over(self, root: Any) -> None:
        """Walk the tree with a stack of its own, so that one nested thousands deep is no error."""
        stack: list[tuple[Any, Place, bool, bool]] = [(root, Place(), False, False)]
        while stack:
            node, place, in_link, in_bold = stack.pop()
            if node.__class__ is str:
                self._close(place) if node is _CUT else self._add(node, in_link, in_bold)
                continue
            tag = node.tag
            if node is not root and (tail := node.tail):
                stack.append((tail, place, in_link, in_bold))
            if tag.__class__ is not str or tag in _SKIPPED:
                continue
            if tag in _INLINE:
                if _is_undisplayed(node):
                    continue
                in_link, in_bold = in_link or tag == "a", in_bold or tag in ("b", "strong")
            else:
                self._close(place)
                place = self._enter(node, tag, place)
                if tag == "table" and self._rows(node, place):
                    continue
                stack.append((_CUT, place, False, False))
            if len(node):
                stack.extend([(child, place, in_link, in_bold) for child in reversed(node)])
            if text := node.text:
                self._add(text, in_link, in_bold)
        self._close(Place())

    def _add(self, text: str, in_link: bool, in_bold: bool) -> None:
        self._text.append(text)
        if in_link:
            self._linked += len(text)
        if in_bold:
            self._bold += len(text)

    def _close(self, place: Place) -> None:
        """End the segment that is open, if it has text."""
        if not self._text:
            return
        if text := _SPACES.sub(" ", "".join(self._text)).strip():
            is_item = bool(place.own & BIT["li"]) and place.block != self._item
            if is_item:
                self._item = place.block
            length = len(text)
            self.found.append(Segment(text, min(self._linked, length), min(self._bold, length), place, is_item))
        self._text.clear()
        self._linked = self._bold = 0

    def _enter(self, node: Any, tag: str, place: Place) -> Place:
        self._blocks += 1
        mask = _TAG_MASK.get(tag, 0)
        if node.keys():
            for name in _NAMED:
                if value := node.get(name):
                    for word in value.split():
                        mask |= _hints(word)
            if "hidden" in node.attrib or _is_undisplayed(node):
                mask |= BIT["word-hidden"]
        return place.inside(mask, self._blocks)

    def _rows(self, table: Any, place: Place) -> bool:
        """Add each row of a table of data as a segment; say no of a table that lays out the page."""
        rows = []
        for row in table.iter("tr"):
            cells = [_SPACES.sub(" ", " ".join(cell.itertext())).strip() for cell in row.iterchildren("td", "th")]
            if any(len(cell) > _CELL_LENGTH for cell in cells):
                return False
            if text := " | ".join(cells).strip(" |"):
                linked = sum(len(link.text_content()) for link in row.iter("a"))
                rows.append(Segment(text, min(linked, len(text)), 0, place))
        if len(rows) < 2 or table.find(".//table") is not None:
            return False
        self.found += rows
        return True


@lru_cache(maxsize=50_000)
def _hints(word: str) -> int:
    """Return the mask of what a word in a class or an id hints at."""
    mask = 0
    for match in _PATTERN.finditer(word):
        mask |= BIT[f"word-{match.lastgroup}"]
    return mask


def _is_undisplayed(node: Any) -> bool:
    style = node.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
