"""Reads the top headings of a page as a reader sees them, with the places in them where elements meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from tasks.normalize.words import key, tidy

_BREAKS = frozenset(
    ("br", "div", "h2", "h3", "h4", "header", "hr", "li", "ol", "p", "section", "table", "td", "tr", "ul")
)
_WITHIN = frozenset(("a", "abbr", "b", "em", "font", "i", "mark", "s", "strong", "sub", "sup", "u", "wbr"))  # of words
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "button"))
_ASIDE = frozenset(("nav", "footer", "aside", "dialog"))
_MAX_EDGES = 20  # of elements in a heading; one that has more is animated, or never closed
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # written without spaces
LONGEST = 200  # characters; a longer heading is a summary


class Heading(NamedTuple):
    """A heading as shown, and the places in it where elements begin and end."""

    text: str
    edges: tuple[int, ...] = ()


def headings(tree: Any) -> list[Heading]:
    """Return the top headings of a page, each once."""
    if tree is None:
        return []
    found = [_heading(h1) for h1 in tree.iter("h1") if not any(parent.tag in _ASIDE for parent in h1.iterancestors())]
    return list({key(head.text): head for head in reversed(found) if key(head.text)}.values())[::-1]


def _heading(h1: Any) -> Heading:
    runs: list[str] = []
    for edges, run in _runs(h1):
        is_joined = not runs or not _shows_space(edges, runs[-1][-1], run[0])
        runs.append(run if is_joined else f" {run}")
    text = tidy("".join(runs))
    if len(text) > LONGEST or len(runs) > _MAX_EDGES:
        return Heading(text)
    return Heading(text, tuple(len(tidy("".join(runs[:number]))) for number in range(1, len(runs))))


def _runs(h1: Any) -> Iterator[tuple[list[tuple[str, str]], str]]:
    """Yield each run of text in a heading with the edges of elements before it, as event and tag."""
    edges: list[tuple[str, str]] = []
    walker = etree.iterwalk(h1, events=("start", "end"))
    for event, element in walker:
        edges.append((event, element.tag))
        if event == "start" and element.tag in _UNSEEN:
            walker.skip_subtree()
        elif run := element.text if event == "start" else element.tail if element is not h1 else None:
            yield edges, run
            edges = []


def _shows_space(edges: list[tuple[str, str]], before: str, behind: str) -> bool:
    """Say whether a reader sees two words where elements meet: a line ends, or one element ends as another begins."""
    if any(tag in _BREAKS for _, tag in edges):
        return True
    events = [event for event, _ in edges]
    meet = "end" in events and "start" in events[events.index("end") :] and any(tag not in _WITHIN for _, tag in edges)
    return meet and not (CJK.match(before) and CJK.match(behind))
