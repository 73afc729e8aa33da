"""What a page says of itself in machine-readable form: meta tags and JSON-LD, read once for all fields.

Hides the liberties of real JSON-LD: HTML comments and entities around it, line ends within strings, nested graphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_WRAPPING = re.compile(r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_PAGE = re.compile(r"WebPage$|^ItemPage$")
_MAX_DEPTH = 12
_LD = './/script[@type="application/ld+json"]'


@dataclass(frozen=True, slots=True)
class Markup:
    """The meta tags by name in lower case, and every JSON-LD object of a page, the outer before the inner."""

    tree: Any = None
    metas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nodes: tuple[dict[str, Any], ...] = ()

    def meta(self, *names: str) -> str | None:
        """Return the first value of the first of these meta tags that the page has."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

    @property
    def article(self) -> dict[str, Any]:
        """The JSON-LD object that describes the article; empty if there is none."""
        articles = [node for node in self.nodes if any(map(_ARTICLE.search, types(node)))]
        return max(articles, key=lambda node: "headline" in node and "datePublished" in node, default={})

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The JSON-LD objects that describe the page as such; other objects may be about other articles."""
        return [node for node in self.nodes if any(map(_PAGE.search, types(node)))]


def read_markup(tree: Any) -> Markup:
    """Read a tree's meta tags and JSON-LD; no tree has none."""
    if tree is None:
        return Markup()
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if content:
            for name in filter(None, map(element.get, ("property", "name", "itemprop", "http-equiv"))):
                metas.setdefault(name.strip().lower(), []).append(unescape(content))
    nodes = [node for script in tree.iterfind(_LD) for node in _objects(_load(script.text or ""))]
    return Markup(tree, {name: tuple(values) for name, values in metas.items()}, tuple(nodes))


def types(node: dict[str, Any]) -> list[str]:
    """Return the types of a JSON-LD object without their namespace."""
    return [str(value).rpartition("/")[2] for value in as_list(node.get("@type"))]


def as_list(value: Any) -> list[Any]:
    """Return JSON-LD's one or many as many."""
    return value if isinstance(value, list) else [] if value is None else [value]


def names(value: Any) -> list[str]:
    """Return the names in a JSON-LD value: strings, or objects with a `name`, one or many."""
    found = [item.get("name") if isinstance(item, dict) else item for item in as_list(value)]
    return [
        unescape(name).strip() for item in found for name in as_list(item) if isinstance(name, str) and name.strip()
    ]


def _load(source: str) -> Any:
    source = _WRAPPING.sub("", _WRAPPING.sub("", source))
    for text in (source, _TRAILING_COMMA.sub("", source)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every typed object in a JSON-LD value, outer before inner."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)
