"""Cuts a page into segments, the runs of text between two block boundaries, each with what stands around it.

Hides how a tree is walked: without recursion, and without a copy. A row of a table of data is one segment.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

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
# stems of the words that classes and ids of any site are made of, by what they say of an element; `=` marks whole words
_WORDS = {
    "comment": "comment disqus reply respond discuss pinglun",
    "related": "relate recommend more also next prev popular trend latest most teaser suggest tuijian xiangguan card",
    "share": "share sharing social follow facebook twitter weibo wechat weixin qrcode fenxiang",
    "promo": "promo newsletter subscri signup banner sponsor advert =ad =ads cta donat paywall",
    "menu": "nav menu crumb pagina pager toolbar skip search",
    "foot": "foot copyright disclaim legal statement shengming mianze",
    "side": "side rail widget secondary right",
    "meta": "meta byline author date time publish source info =bio profile avatar editor laiyuan",
    "picture": "caption credit image img photo figure gallery video slide pic",
    "tags": "tag topic keyword categor",
    "title": "title headline heading subtitle =dek standfirst summary excerpt lead intro abstract",
    "content": "content article body entry story text post main copy detail rich zhengwen neirong",
    "hidden": "hidden hide modal popup overlay cookie consent gdpr login tooltip sr-only visually print",
    "toc": "=toc table-of-contents tableofcontents",
}
# fmt: on
HINTS = (*_TAGS, *(f"word-{name}" for name in _WORDS))
"""What an element can hint at, by its tag or the words in its class; bit `i` of a mask stands for `HINTS[i]`."""

BIT = {hint: 1 << i for i, hint in enumerate(HINTS)}
_TAG_MASK = {tag: BIT[tag] for tag in _TAGS} | {alias: BIT[tag] for alias, tag in _ALIASES.items()}
_STEMS = [(stem, BIT[f"word-{name}"]) for name, stems in _WORDS.items() for stem in stems.split() if stem[0] != "="]
_WHOLE = {stem[1:]: BIT[f"word-{name}"] for name, stems in _WORDS.items() for stem in stems.split() if stem[0] == "="}
_PARTS = re.compile(r"[^a-z0-9]+")
_NAMED = frozenset(("class", "id", "itemprop", "role"))  # attributes whose words say what an element is
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"\w")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_RUN = 200  # characters; a shorter run of text is one paragraph
_BREAK = re.compile(r"\n[^\S\n]*\n|(?<=[。！？；”」』…])\s*\u3000{2,}")
_STOP = re.compile(r"[.!?。！？；…”\"’'」』)）]$")
_CELL_LENGTH = 200  # characters; a longer cell belongs to a table that lays out the page
_BOLD = frozenset(("b", "strong"))
CELLS = " | "
"""What stands between the cells of a row."""
_CUT = "\x1e"  # a boundary on the stack; never part of a text


class Place:
    """Where in the page a segment stands: its block, and through `outer` all blocks around it."""

    __slots__ = ("above", "block", "outer", "own", "path")

    def __init__(self, own: int, above: int, block: int, outer: Place | None, path: int) -> None:
        self.own = own  # mask of the hints of its block
        self.above = above  # mask of the hints of its block and all blocks around it
        self.block = block  # number of its block in the page; a block around another has the lower number
        self.outer = outer  # the place of the block around it; None for the page as a whole
        self.path = path  # equal for blocks with the same tags and hints all the way up, as paragraphs of one article


class Segment(NamedTuple):
    """A run of text between two block boundaries."""

    text: str  # on one line, but for paragraphs within it
    linked: int  # characters of it that are inside links
    bold: int  # characters of it that are bold
    place: Place
    is_item: bool = False  # of a list
    is_links: bool = False  # and nothing but links


_NOWHERE = Place(0, 0, 0, None, 0)


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
        self._is_plain = False  # there are words outside links
        self._item = 0  # the last list item that a segment began in

    def over(self, root: Any) -> None:
        """Walk the tree with a stack of its own, so that one nested thousands deep is no error."""
        stack: list[tuple[Any, Place, bool, bool]] = [(root, _NOWHERE, False, False)]
        while stack:
            node, place, in_link, in_bold = stack.pop()
            if node.__class__ is str:
                if node is not _CUT:
                    self._add(node, in_link, in_bold)
                elif self._text:
                    self._close(place)
                continue
            tag = node.tag
            if node is not root and (tail := node.tail):
                stack.append((tail, place, in_link, in_bold))
            if tag.__class__ is not str or tag in _SKIPPED:
                continue
            if tag in _INLINE:
                if _is_undisplayed(node):
                    continue
                in_link, in_bold = in_link or tag == "a", in_bold or tag in _BOLD
            else:
                if self._text:
                    self._close(place)
                place = self._enter(node, tag, place)
                if tag == "table" and self._rows(node, place):
                    continue
                stack.append((_CUT, place, False, False))
            stack.extend([(child, place, in_link, in_bold) for child in node.iterchildren(reversed=True)])
            if text := node.text:
                self._add(text, in_link, in_bold)
        self._close(_NOWHERE)

    def _add(self, text: str, in_link: bool, in_bold: bool) -> None:
        if not self._text and text.isspace():  # what stands between two tags, most of the time
            return
        self._text.append(text)
        if in_link:
            self._linked += len(text)
        elif not self._is_plain:
            self._is_plain = _WORD.search(text) is not None
        if in_bold:
            self._bold += len(text)

    def _close(self, place: Place) -> None:
        """End the segment that is open, if it has text."""
        if text := _lines("".join(self._text)):
            is_item = bool(place.own & BIT["li"]) and place.block != self._item
            if is_item:
                self._item = place.block
            length, links = len(text), self._linked > 0 and not self._is_plain
            self.found.append(Segment(text, min(self._linked, length), min(self._bold, length), place, is_item, links))
        self._text.clear()
        self._linked = self._bold = 0
        self._is_plain = False

    def _enter(self, node: Any, tag: str, place: Place) -> Place:
        self._blocks += 1
        mask = _TAG_MASK.get(tag, 0)
        for name, value in node.items():
            if name in _NAMED:
                mask |= _hints(value)
            elif name == "hidden" or (name == "style" and _HIDDEN_STYLE.search(value)):
                mask |= BIT["word-hidden"]
        return Place(mask, place.above | mask, self._blocks, place, hash((place.path, tag, mask)))

    def _rows(self, table: Any, place: Place) -> bool:
        """Add each row of a table of data as a segment; say no of a table that lays out the page."""
        if table.find(".//table") is not None:  # asked first: the rows of the outer ones hold those of all within
            return False
        rows = []
        for row in table.iter("tr"):
            cells = [_SPACES.sub(" ", " ".join(cell.itertext())).strip() for cell in row.iterchildren("td", "th")]
            if any(len(cell) > _CELL_LENGTH for cell in cells):
                return False
            if text := CELLS.join(cells).strip(CELLS):
                linked = sum(len(link.text_content()) for link in row.iter("a"))
                rows.append(Segment(text, min(linked, len(text)), 0, place, False, linked >= sum(map(len, cells))))
        if len(rows) < 2:
            return False
        self.found += rows
        return True


def _lines(run: str) -> str:
    """Return a run of text on one line; a long one on more, if blank lines or indents part it into sentences.

    A browser shows those as they are only where a style says so, but that is how they were written.
    """
    parts = _BREAK.split(run) if len(run) > _RUN else [run]
    lines = [text for part in parts if (text := _SPACES.sub(" ", part).strip())]
    return ("\n" if all(map(_STOP.search, lines[:-1])) else " ").join(lines)


@lru_cache(maxsize=20_000)
def _hints(words: str) -> int:
    """Return the mask of what the words of a class or an id hint at."""
    mask = 0
    for word in words.split():
        mask |= _hint(word)
    return mask


@lru_cache(maxsize=20_000)
def _hint(word: str) -> int:
    word, mask = word.lower(), 0
    for stem, bit in _STEMS:
        if stem in word:
            mask |= bit
    for part in _PARTS.split(word):
        mask |= _WHOLE.get(part, 0)
    return mask


def _is_undisplayed(node: Any) -> bool:
    style = node.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
