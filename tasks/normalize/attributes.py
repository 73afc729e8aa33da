"""Reads the times that attributes of a page's elements state: microdata, RDFa, hAtom, and what scripts read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from tasks.normalize.teasers import Own, is_elsewhere, own_blocks

_PROPS, _PROPERTIES = (etree.XPath(f".//@{name}", smart_strings=False) for name in ("itemprop", "property"))
_MARKED = etree.XPath("//body//*[@itemprop or @property]")
_VOCABULARY = re.compile(r"^(?:https?://schema\.org/|schema:|og:|rnews:)")
_DUBLIN_CORE = re.compile(r"^(?:https?://purl\.org/dc/\w+/(?:1\.1/)?|dcterms:|dct:)")
_TERMS = {  # of schema.org and Dublin Core, in lower case
    "datepublished": "published", "dc:issued": "published", "datecreated": "created", "dc:created": "created",
    "dc:date": "created", "datemodified": "modified", "dc:modified": "modified",
}  # fmt: skip
_MICROFORMAT = etree.XPath(
    "//body//abbr[@title and @class] | //body//span[contains(concat(' ', @class, ' '), ' updated ')]"
)
_STAMP_NAME = re.compile(  # of attributes that scripts read
    r"data-(?:(?:unix|utc|iso|publish(?:ed)?|post(?:ed)?)-?)?(?:timestamp|datetime|date|time|published(?:-at)?|epoch|utc)"
)
_STAMP = re.compile(r"[1-9]\d{9}(?:\d{3})?|(?:19|20)\d{2}-\d{2}-\d{2}.*")


def from_attributes(tree: Any, is_published: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the article's microdata, RDFa and hAtom, the first of each kind.

    As candidates: field, words, rule. A creation is often that of a draft: it counts where a reader sees it and no
    publication is stated.
    """
    found: dict[str, Any] = {}
    own: Own | None = None
    for term, element in _marked(tree):
        own = own or own_blocks(tree)
        is_draft = term == "created" and (is_published or not element.text_content().strip())
        if term not in found and not is_draft and not is_elsewhere(element, own):
            found[term] = element
    if "published" in found:
        yield "published", _value(found["published"]), "microdata"
    elif "created" in found:
        yield "published", _value(found["created"]), "microdata:created"
    if "modified" in found:
        yield "modified", _value(found["modified"]), "microdata"


def _marked(tree: Any) -> Iterator[tuple[str, Any]]:
    """Yield every element that is marked as a time, with its meaning."""
    if any(map(_terms, {*_PROPS(tree), *_PROPERTIES(tree)})):
        for element in _MARKED(tree):
            for term in _terms(f"{element.get('itemprop', '')} {element.get('property', '')}"):
                yield term, element
    for element in _MICROFORMAT(tree):
        stamp = element.get("title") if element.tag == "abbr" else element.text  # of a span, what styles hide
        if _STAMP.fullmatch((stamp or "").strip()):
            for name in {"published", "updated"}.intersection(element.get("class").split()):
                yield "published" if name == "published" else "modified", element


@lru_cache(maxsize=1024)
def _terms(value: str) -> tuple[str, ...]:
    """Return which times the tokens of an attribute name, each once."""
    names = (_DUBLIN_CORE.sub("dc:", _VOCABULARY.sub("", token)) for token in value.lower().split())
    return tuple(dict.fromkeys(_TERMS[name] for name in names if name in _TERMS))


def _value(element: Any) -> str:
    """Return an element's time as it is written for machines, else as it is shown."""
    title = element.get("title", "").strip()
    return (
        element.get("content")
        or element.get("datetime")
        or (title if _STAMP.fullmatch(title) else None)
        or stamp_of(element)
        or element.text_content()
    )


def stamp_of(element: Any) -> str | None:
    """Return the time that an element states in an attribute for scripts."""
    pairs = ((name, value.strip()) for name, value in element.items() if name.startswith("data-"))
    return next((value for name, value in pairs if _STAMP_NAME.fullmatch(name) and _STAMP.fullmatch(value)), None)
