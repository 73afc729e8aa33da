"""Says whether an element of a page belongs to another article or to a reader's comment, by the blocks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tasks.normalize.words import key

_COMMENT = re.compile(  # a class or an identifier, in the languages of widespread themes
    r"(?:^|\s)(?:(?:article|story|news|post|entry|user|reader|recent|latest)[-_]+)?"
    r"(?:comments?|kommentare?|comentarios?|commentaires?)"
    r"(?:[-_]*(?:list|body|area|content|container|section|wrap(?:per)?|thread|item|meta(?:data)?|date|time))?(?=\s|$)",
    re.IGNORECASE,
)
_COMMENT_TYPE = re.compile(r"(?:Comments?|Answer)$")
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_ITEMS = 20  # of a list that are looked at
_TEASER = 500  # characters of a block up to which it can be a teaser
_CHARACTERS, _FOUR_WORDS, _IDEOGRAMS = 30, 18, 8  # of a link from which it is a headline, and no person or section
_PERSON = re.compile(r"author|profile|people|staff|contributor", re.IGNORECASE)  # in the address of a byline's link
_DIGIT = re.compile(r"\d")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Own:
    """What is the page's own: the words of its title, and the blocks that hold its headline."""

    title: str = ""
    blocks: frozenset[Any] = frozenset()


def own_blocks(root: Any) -> Own:
    """Return what tells a page's article from others: its h1, or all of them if none has the title's words."""
    title = key(root.findtext(".//title") or "")
    tops = [top for top in root.iter("h1") if (words := key(top.text_content())) and words in title]
    tops = tops or [*root.iter("h1")]
    return Own(title, frozenset(block for top in tops for block in top.iterancestors()))


def is_elsewhere(element: Any, own: Own) -> bool:
    """Say whether an element stands in a comment, or in a list item or a block whose headline links to another page."""
    is_short = True
    for block in (element, *element.iterancestors()):
        if block.tag == "body" or block in own.blocks:
            return False
        if _COMMENT.search(block.get("class") or "") or _COMMENT.search(block.get("id") or ""):
            return True
        if any(map(_COMMENT_TYPE.search, (block.get("itemtype") or block.get("typeof") or "").split())):
            return True
        is_short = is_short and _is_short(block)
        if is_short and any(_is_headline(link, element, own) for link in _links(block)):
            return True
    return False


def _links(block: Any) -> Iterator[Any]:
    """Yield the links that may be a block's headline; in a list, those of its other dated items as well."""
    if block.tag == "a":
        yield block
    elif block.tag == "li":
        if block.find(".//a[@href]") is not None:
            items = islice(block.getparent().iterchildren("li"), _ITEMS)
            dated = (item for item in items if _DIGIT.search(item.text_content()))
            yield from (link for item in dated for link in item.iterfind(".//a[@href]"))
    else:
        for link in block.iterfind(".//a[@href]"):
            if link.getparent().tag in _HEADINGS or any(child.tag in _HEADINGS for child in link):
                yield link


def _is_headline(link: Any, element: Any, own: Own) -> bool:
    """Say whether a link's words, but for those of the element, are a headline that is not the page's own."""
    if _PERSON.search(link.get("href", "")):
        return False
    words = " ".join(link.text_content().split())
    if element in link.iterdescendants():
        words = words.replace(" ".join(element.text_content().split()), "")
    is_long = (
        len(words) >= (_FOUR_WORDS if words.count(" ") >= 3 else _CHARACTERS) or len(_CJK.findall(words)) >= _IDEOGRAMS
    )
    return is_long and key(words) not in own.title


def _is_short(block: Any) -> bool:
    length = 0
    for piece in block.itertext():
        length += len(piece.strip())
        if length > _TEASER:
            return False
    return True
