"""Renders a tree as readable text, one paragraph a line: lists and tables kept, pictures and hidden parts left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# fmt: off
_SKIPPED = frozenset((
    "audio", "button", "canvas", "embed", "figcaption", "figure", "form", "head", "iframe", "img", "input", "link",
    "map", "meta", "nav", "noscript", "object", "picture", "script", "select", "style", "svg", "template", "textarea",
    "title", "video",
))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BREAK = "\x1e"  # a paragraph ends here; never part of a text
_CELL = "\x1f"  # a table cell ends here
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_CELL_LENGTH = 200  # characters; a longer cell belongs to a table that lays out the page
_EDGES = " \u3000\u00a0"


def render(tree: Any) -> str:
    """Return the text of an lxml tree, paragraphs separated by one line end."""
    return paragraphs("".join(_pieces(tree)).split(_BREAK))


def paragraphs(lines: list[str]) -> str:
    """Join the lines that have text, each with single spaces and none at its ends."""
    return "\n".join(filter(None, map(_clean, lines)))


def is_hidden(element: Any) -> bool:
    """Say whether an element is not shown by its own attributes."""
    style = element.get("style")
    return "hidden" in element.attrib or (style is not None and _HIDDEN.search(style) is not None)


def _clean(line: str) -> str:
    line = " | ".join(_SPACES.sub(" ", cell).strip(_EDGES) for cell in line.split(_CELL))
    line = line.rstrip(" |") if line.endswith(" | ") else line
    return "" if line == "-" else line


def _pieces(root: Any) -> Iterator[str]:
    """Yield the text of an element in reading order, without its tail, with marks between blocks and cells.

    Walks with a stack of its own, so that a tree nested thousands deep is no error.
    """
    cells = _data_cells(root)
    stack: list[Any] = [(root, "", False)]  # what is still to come: text, or an element, its prefix, whether in a cell
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        node, prefix, in_cell = item
        if node is not root and node.tail:
            stack.append(node.tail)
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or is_hidden(node):
            continue
        mark = _CELL if node in cells else _BREAK if node.tag in _BLOCKS else ""
        mark = " " if mark and in_cell else mark
        inside = in_cell or mark == _CELL
        children = list(_numbered(node))
        if children and prefix and not (node.text or "").strip():  # <li><p>: the bullet belongs to the paragraph
            first, bullet = children[0]
            children[0], prefix = (first, bullet or prefix), ""
        stack.append(mark)
        stack.extend((child, bullet, inside) for child, bullet in reversed(children))
        stack.append(("" if mark == _CELL else mark) + prefix + (node.text or ""))


def _numbered(node: Any) -> Iterator[tuple[Any, str]]:
    """Yield the children of an element, each list item with its bullet or number."""
    start = node.get("start") or "1"
    number = int(start) if start.isdecimal() else 1
    for child in node:
        bullet = ""
        if child.tag == "li":
            bullet = f"{number}. " if node.tag == "ol" else "- "
            number += 1
        yield child, bullet


def _data_cells(root: Any) -> frozenset[Any]:
    """Return the cells of tables that hold data: several rows, and no cell longer than a few sentences."""
    found: list[Any] = []
    for table in root.iter("table"):
        cells = list(table.iter("td", "th"))
        rows = sum(1 for _ in table.iter("tr"))
        if rows > 1 and max((len(cell.text_content()) for cell in cells), default=0) <= _CELL_LENGTH:
            found += cells
    return frozenset(found)
