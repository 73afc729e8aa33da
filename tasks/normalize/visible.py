"""Reads a page as its reader sees it: lines from top to bottom, the headline's place, and what stands beside it.

Hides the markup's way of breaking lines, and everything that a browser does not show.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

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
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MONTH_WORD = r"[^\W\d_]{3,12}"
_DATE_LIKE = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}|(?<!\d)\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号號일]|"
    rf"\b{_MONTH_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}\b|"
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+|d[’']\s?)?{_MONTH_WORD}\.?,?(?:\s+de[l]?|\s+of)?[\s-]+"
    r"(?:19|20)\d{2}\b|"
    r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d./-])|"
    r"\b(?:\d{1,3}|an?|one|une?|eine[rm]?|uma?|hace)\s*(?:minutes?|mins?|hours?|hrs?|days?|heures?|Stunden?|Minuten|"
    r"horas?|minutos?|ore|minuti|dias?|días?|jours?|Tagen?)(?:\s+(?:ago|fa|atrás))?\b|"
    r"\d{1,3}\s*(?:秒|分钟|分鐘|小时|小時|天|時間|分|日|시간|분|일)\s?[之以]?[前전]|刚刚|剛剛|昨天|前天|今天|昨日|"
    r"\b(?:yesterday|today|just now)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}\s?[:：.h](?=\d{2}(?!\d))\d{2}|\d{1,2}\s?[时時点點시]|\d\s?[ap]\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}|\d[./-]\d{1,2}[./-]\d{2}\b")
_LABEL = re.compile(
    r"(?:published|posted|updated|modified|revised|created|edited|aktualisiert|stand|geändert|mis à jour|modifié|"
    r"actualizado|actualización|atualizado|aggiornato|обновлено|güncelle\w*|zaktualizowano|gewijzigd|uppdaterad|"
    r"更新(?:时间|時間|日期|于|於)?|修改(?:时间|時間)?|最后更新|最終更新|수정|업데이트|최종수정)(?:\s*(?:time|date))?[\s:：|]*(?:on|at|am|le|el|em|il)?\s*$",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|autore?|auteur|writer|reporter|journalist)s?(?:[\s_-]|name|$)", re.I
)
_NOT_AUTHOR = re.compile(r"comment|bio|avatar|image|img|photo|social|related|follow|desc|date|box|more", re.IGNORECASE)
_AFTER, _BEFORE = 1500, 400  # characters of visible text around the headline that are searched
_WINDOW, _CLOCK_BEFORE, _LABEL_BEFORE = 60, 25, 30  # characters of a statement behind and before its date
_PROSE = 120  # characters of a line from which it is prose
_OWN_LINE = 60  # characters of a line that says little more than when


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and the innermost block that it stands in."""

    text: str
    element: Any


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page; its `<time>` elements and those marked as the author's, each with its line's number."""

    lines: tuple[Line, ...] = ()
    times: tuple[tuple[int, Any], ...] = ()
    authors: tuple[tuple[int, Any], ...] = ()

    def headline(self, title: str, text: str = "") -> int:
        """Return the headline's line: an h1, else any line, else the one before the text; -1 if there is none."""
        wanted = key(title)
        equal = [number for number, line in enumerate(self.lines) if _is_title(line.text, title, wanted)]
        tops = [number for number in equal if _is_heading(self.lines[number].element)]
        if tops or equal:
            return (tops or equal)[0]
        return max(self.find(text.partition("\n")[0][:40]) - 1, -1) if text else -1

    def find(self, words: str) -> int:
        """Return the first line that contains the words, -1 if none does."""
        if len(words) < 8:
            return -1
        return next((number for number, line in enumerate(self.lines) if words in line.text), -1)

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
            if tag in _UNSEEN or _is_hidden(element):
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                if pieces:
                    end_line(block)
                block = element
            elif tag == "time":
                times.append((len(lines), element))
            if _is_author(element):
                authors.append((len(lines), element))
            if element.text:
                pieces.append(element.text)
        else:
            if tag in _BLOCKS:
                if pieces:
                    end_line(block)
                block = element.getparent()
            if element.tail and element is not body:
                pieces.append(element.tail)
            elif tag in ("span", "a", "td"):  # neighbours without a space between them are still two words
                pieces.append(" ")
    end_line(body)
    return Page(tuple(lines), tuple(times), tuple(authors))


def near_title(page: Page, title: str, text: str = "", place: int | None = None) -> list[str]:
    """Return the statements that look like dates beside the headline: those with a time of day, then the first.

    Behind the headline comes before what stands above it; within the text and in prose only a full date with a time
    of day counts, and an age or a weekday's word only on a line of its own.
    """
    place = page.headline(title, text) if place is None else place
    start = page.find(text.partition("\n")[0][:40])
    sides: tuple[list[str], list[str]] = ([], [])
    for number, line in page.beside(place):
        if number == place and len(line) <= len(title) * 2:
            continue
        is_prose = len(line) > (_OWN_LINE if 0 <= start <= number and number != place else _PROSE)
        for statement in _statements(line[:_AFTER]):
            is_full = _YEAR.search(statement) is not None
            if (is_full and _CLOCK.search(statement)) if is_prose else (is_full or len(line) <= _OWN_LINE):
                sides[number < place].append(statement)
    return list(dict.fromkeys(statement for found in sides for statement in _best(found)))


def _best(found: list[str]) -> list[str]:
    with_clock = [statement for statement in found if _CLOCK.search(statement)]
    return [*with_clock[:2], *found[:2]]


def _is_author(element: Any) -> bool:
    """Say whether an element is marked as naming the author, by its relation, property or class."""
    if element.get("rel") == "author" or element.get("itemprop") == "author":
        return True
    name = element.get("class")
    return name is not None and _AUTHOR.search(name) is not None and not _NOT_AUTHOR.search(name)


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


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


def _statements(text: str) -> Iterator[str]:
    """Cut a statement out around each date: its label, a clock before it, and what follows up to the next one."""
    matches = list(_DATE_LIKE.finditer(text))
    starts: list[int] = []
    previous = 0
    for match in matches:
        starts.append(_start(text, match.start(), previous))
        previous = match.end()
    for match, start, following in zip(matches, starts, [*starts[1:], sys.maxsize], strict=False):
        yield " ".join(text[start : min(match.start() + _WINDOW, following)].split())


def _start(text: str, date: int, previous: int) -> int:
    """Return where a statement begins: with its label, or with a clock before its date that no other date has."""
    before = max(previous, date - _CLOCK_BEFORE)
    is_taken = previous > 0 and _CLOCK.match(text[previous:date].lstrip(" ,，|·-T")) is not None
    if not is_taken and (clock := _CLOCK.search(text[before:date])):
        date = before + clock.start()
    label = _LABEL.search(text[max(previous, date - _LABEL_BEFORE) : date])
    return date - (len(label[0]) if label else 0)
