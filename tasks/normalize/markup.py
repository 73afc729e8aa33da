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

from tasks.normalize.words import key

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_WRAPPING = re.compile(r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BARE_TIME = re.compile(r"(?<=:)\s*((?:19|20)\d\d-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)(?=\s*[,}\n])")
_PAGE = re.compile(r"WebPage$|^ItemPage$")
_PLAIN = re.compile(r'"(@type|headline|datePublished|dateModified|dateCreated)"\s*:\s*"([^"\\]{1,300})"')
_MAX_DEPTH = 12
_LD = './/script[@type="application/ld+json"]'


@dataclass(frozen=True, slots=True)
class Markup:
    """The meta tags by name in lower case, and every JSON-LD object of a page, the outer before the inner."""

    tree: Any = None
    metas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nodes: tuple[dict[str, Any], ...] = ()
    article: dict[str, Any] = field(default_factory=dict)  # the JSON-LD object that describes the article, if any

    def meta(self, *names: str) -> str | None:
        """Return the first value of the first of these meta tags that the page has."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

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
    titles = [values[0] for name, values in metas.items() if name in ("og:title", "twitter:title")]
    titles.append(tree.findtext(".//title") or "")
    return Markup(tree, {name: tuple(values) for name, values in metas.items()}, tuple(nodes), _article(nodes, titles))


def _article(nodes: list[dict[str, Any]], titles: list[str]) -> dict[str, Any]:
    """Return the object that describes the article: of its type, with the page's title, a headline and a date.

    Teasers of other articles and readers' reviews have objects of their own; the page's title tells them apart.
    """
    found = [node for node in nodes if any(map(_ARTICLE.search, types(node))) and not _is_bare_review(node)]
    found = found or [node for node in nodes if "headline" in node and "datePublished" in node]
    if len(found) < 2:
        return found[0] if found else {}
    keys = [key(title) for title in titles if title]

    def score(node: dict[str, Any]) -> tuple[bool, bool]:
        head = next((key(name) for name in (*names(node.get("headline")), *names(node.get("name")))), "")
        is_named = bool(head) and any(head == title or head in title or title in head for title in keys if title)
        return "headline" in node and "datePublished" in node, is_named

    return max(found, key=score)


def _is_bare_review(node: dict[str, Any]) -> bool:
    return "headline" not in node and "itemReviewed" not in node and types(node) == ["Review"]


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
    without_commas = _TRAILING_COMMA.sub("", source)
    repaired = _BARE_TIME.sub(r'"\1"', without_commas)
    for text in (source, without_commas, repaired):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvaged(repaired)


def _salvaged(source: str) -> dict[str, str] | None:
    """Return what broken JSON says of its article in plain strings, the first of each."""
    found = dict(reversed(_PLAIN.findall(source)))
    kind = found.pop("@type", "") if _ARTICLE.search(found.get("@type", "")) else ""
    return {"@type": kind, **found} if kind and len(found) > 1 else None


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
