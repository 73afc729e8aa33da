"""Reads a page as its reader sees it: lines from top to bottom, the headline's place, and what stands beside it.

Hides the markup's way of breaking lines, and everything that a browser does not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from tasks.normalize.labels import PUBLISHED
from tasks.normalize.statements import OWN_LINE, PROSE, YEAR, best, stated
from tasks.normalize.teasers import is_elsewhere, own_blocks
from tasks.normalize.words import key

# fmt: off
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "head", "title", "textarea", "select", "svg", "iframe", "button",
))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "section", "table", "td",
    "th", "tr", "ul",
))
# fmt: on
_WORDS = frozenset(("span", "a", "td"))
_STYLES = etree.XPath(".//@style", smart_strings=False)
_CLASSES = etree.XPath(".//@class", smart_strings=False)
_RELATIONS = etree.XPath(".//@rel", smart_strings=False)
_PROPERTIES = etree.XPath(".//@itemprop", smart_strings=False)
_RELATED = etree.XPath(".//*[@rel='author' or @itemprop='author']")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|autore?|auteur|writer|reporter|journalist)s?(?:[\s_-]|name|$)", re.I
)
_NOT_AUTHOR = re.compile(r"comment|bio|avatar|image|img|photo|social|related|follow|desc|date|box|more", re.IGNORECASE)
_AFTER, _BEFORE = 1500, 400  # characters of visible text around the headline that are searched
_BIT = re.compile(  # of a date that goes on
    r"\d{1,2}[/.-]\d{1,2}|(?:香港時間|北京时间)\s?\d{1,2}[時时]\d{1,2}分|\W*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s[A-Z]{2,5})?(?:\s(?:19|20)\d{2})?",
    re.I,
)
_DATE = re.compile(r"\W*(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")  # for programs; styles hide it from readers
_DATELINE = re.compile(
    r"[A-Z][\w.’'-]*(?:[ ,]{1,2}[A-Z][\w.’'-]*){0,4}[ ,(–—-]{1,3}(?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d{2})\)?"
    r"\s?(?:--|[–—:/(]|-\s)"
)
_REPLY = re.compile(
    r"[网網]友|评论|評論|回[复復覆应應]|楼主|댓글|コメント|\b(?:comment|reply|repl(?:ies|ied))\b", re.IGNORECASE
)
_BEGINNING = 40  # characters of a text by which its first line is found
_BEHIND = 8  # lines behind the text that are searched where the headline has no date beside it


class Line(NamedTuple):
    """One line of a page and the innermost block that it stands in."""

    text: str
    element: Any


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page; its `<time>` elements and those marked as the author's, each with its line's number."""

    lines: tuple[Line, ...] = ()
    times: tuple[tuple[int, Any], ...] = ()
    authors: tuple[tuple[int, Any], ...] = ()
    root: Any = None  # of the tree

    def headline(self, title: str, text: str = "") -> int:
        """Return the headline's line: an h1, else any line, else the one before the text; -1 if there is none."""
        wanted = key(title)
        equal = [number for number, line in enumerate(self.lines) if _is_title(line.text, title, wanted)]
        tops = [number for number in equal if _is_heading(self.lines[number].element)]
        if tops or equal:
            return (tops or equal)[0]
        begun = (  # a heading of two lines
            number
            for number, line in enumerate(self.lines)
            if len(line.text) * 2 > len(title) and title.startswith(f"{line.text} ") and _is_heading(line.element)
        )
        return next(begun, max(self.start(text) - 1, -1))

    def find(self, words: str) -> int:
        """Return the first line that contains the words, -1 if none does."""
        if len(words) < 8:
            return -1
        return next((number for number, line in enumerate(self.lines) if words in line.text), -1)

    def start(self, text: str) -> int:
        """Return the line in which a text begins, -1 if none does."""
        return self.find(text.partition("\n")[0][:_BEGINNING])

    def end(self, text: str) -> int:
        """Return the line in which a text ends, -1 if none does."""
        words = text[text.rfind("\n") + 1 :][-24:]
        numbers = range(len(self.lines) - 1, -1, -1) if len(words) >= 4 else ()
        return next((number for number in numbers if words in self.lines[number].text), -1)

    def beside(self, place: int, before: int = _BEFORE, after: int = _AFTER) -> Iterator[tuple[int, str]]:
        """Yield the lines behind the headline and then those before it, as far as a byline can be from it."""
        if place < 0:
            return
        for numbers, limit in ((range(place, len(self.lines)), after), (range(place - 1, -1, -1), before)):
            for number in numbers:
                yield number, self.lines[number].text
                limit -= len(self.lines[number].text)
                if limit < 0:
                    break


def read_page(tree: Any) -> Page:
    """Read the lines of a tree's body; no tree has none."""
    body = None if tree is None else tree.find("body")
    if body is None:
        return Page()
    lines: list[Line] = []
    times: list[tuple[int, Any]] = []
    authors: list[tuple[int, Any]] = []
    pieces: list[str] = []
    # asked of all attributes at once, as most pages have few of these
    hidden = frozenset(style for style in set(_STYLES(body)) if _HIDDEN.search(style))
    classes = set(_CLASSES(body))
    # hAtom's time of the last change, as themes write it
    stamps = frozenset(name for name in classes if "hidden" in name and "updated" in name.split())
    bylines = frozenset(name for name in classes if _AUTHOR.search(name) and not _NOT_AUTHOR.search(name))
    is_related = "author" in _RELATIONS(body) or "author" in _PROPERTIES(body)
    related = set(_RELATED(body)) if is_related else ()  # kept, so that they stay themselves

    def end_line(element: Any) -> None:
        text = " ".join("".join(pieces).split())
        if text:
            lines.append(Line(text, element))
        pieces.clear()

    block = body
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            unseen = (hidden and element.get("style") in hidden) or (stamps and element.get("class") in stamps)
            if tag in _UNSEEN or unseen:
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                if pieces:
                    end_line(block)
                block = element
            elif tag == "time":
                times.append((len(lines), element))
            if (bylines and element.get("class") in bylines) or (related and element in related):
                authors.append((len(lines), element))
            if text := element.text:
                pieces.append(text)
        else:
            if tag in _BLOCKS:
                if pieces:
                    end_line(block)
                block = element.getparent()
            if tail := element.tail:
                pieces.append(tail)
            elif tag in _WORDS:  # neighbours without a space between them are still two words
                pieces.append(" ")
    end_line(body)
    return Page(tuple(lines), tuple(times), tuple(authors), tree)


def near_title(page: Page, title: str, text: str = "", place: int | None = None) -> list[str]:
    """Return the statements that look like dates beside the headline: those with a time of day, then the first.

    Behind the headline comes first, then what the text itself states in a line of its own, then what stands above the
    headline, where an age is another article's. Where there is none, the lines behind the text are looked at, then
    what the page labels as its publication, wherever that stands, and then the dateline that the text begins with.
    """
    place = page.headline(title, text) if place is None else place
    start, end = page.start(text), page.end(text)
    behind: list[str] = []
    within: list[str] = []
    above: list[str] = []
    for number, line in page.beside(place):
        is_headline = number == place and len(line) <= len(title) * 2 and not _is_dated(line, title)
        if is_headline or place < end < number:
            continue
        in_text = 0 <= start <= number and number != place
        side = above if number < place else within if in_text else behind
        said = list(stated(_whole(page, number), in_text=in_text, ages=number >= place))
        if said and not _is_elsewhere(page, number):
            side.extend(said)
    if not (behind or within or above) and end >= 0:
        for number in range(end + 1, min(end + _BEHIND, len(page.lines))):
            line = _whole(page, number)
            # in a long line, only what it says of itself: This entry was posted on …
            said = [
                one
                for one in stated(line)
                if YEAR.search(one) and not _STAMP.match(one) and (len(line) <= PROSE or PUBLISHED.match(one))
            ]
            if said and not _is_elsewhere(page, number) and not _REPLY.search(line):
                behind.extend(said)
    if not (behind or within or above):
        behind.extend(_labelled(page) or _dateline(text))
    return list(dict.fromkeys(statement for found in (behind, within, above) for statement in best(found)))


def _dateline(text: str) -> list[str]:
    """Return the day in the dateline of an announcement: `HARBOUR, Jan. 3, 2022 — The port …`."""
    dateline = _DATELINE.match(text)
    return [dateline["day"]] if dateline else []


def _labelled(page: Page) -> list[str]:
    """Return what the whole page labels as its publication, if it states just one."""
    said = {
        one: None
        for number, line in enumerate(page.lines)
        if len(line.text) <= PROSE and PUBLISHED.match(line.text) and not _is_elsewhere(page, number)
        for one in stated(line.text)
        if YEAR.search(one)
    }
    return list(said) if len(said) == 1 else []


def _is_dated(line: str, title: str) -> bool:
    """Say whether the line where a headline would be, which the page does not show, begins with a date."""
    return line not in title and not _is_title(line, title, key(title)) and _DATE.match(line) is not None


def _is_elsewhere(page: Page, number: int) -> bool:
    """Say whether a line belongs to another article or to a comment."""
    return is_elsewhere(page.lines[number].element, own_blocks(page.root))


def _whole(page: Page, number: int) -> str:
    """Return a line, and behind a short one the lines that go on with its date: `2022` `01/03` `12:14`."""
    line = page.lines[number].text
    if len(line) <= OWN_LINE and (line[-1].isdigit() or line[-1] in "日)）"):
        for following in page.lines[number + 1 : number + 3]:
            if not _BIT.fullmatch(following.text):
                break
            line = f"{line} {following.text}"
    return line


def _is_title(line: str, title: str, wanted: str) -> bool:
    if line == title:
        return True
    return bool(wanted) and len(title) <= len(line) + 8 and len(line) <= 2 * len(title) + 8 and wanted in key(line)


def _is_heading(element: Any) -> bool:
    for _ in range(3):
        if element is None:
            return False
        if element.tag == "h1":
            return True
        element = element.getparent()
    return False
