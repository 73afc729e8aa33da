"""Reads the bylines that stand in a page, by their words, their elements, or what the page says of a name elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tasks.normalize.cjk import han_bylines, korean_names, last_words
from tasks.normalize.visible import Page

_BY = (
    r"(?:story|reporting|text|words|written|posted|published|created|article|reported|analysis|opinion)\s+by|by|von|par|"
    r"por|di|da|door|av|af|text|texte|texto|testo|tekst|autor(?:es|in|a)?|auteur|autore|author|a cura di|scritto da|"
    r"écrit par|rédigé par|publié par|propos recueillis par|publicado por|escrito por|redactado por|geschreven door|"
    r"ein (?:artikel|beitrag) von|szerző|írta|yazan|yazar|автор|текст|подготовил[аи]?|беседовал[аи]?|oleh|penulis|"
    r"pewarta|tác giả|συντάκτης|γράφει (?:ο|η)|scris de|kirjoittaja|oprac|opracował[a]?|skribent"
)
_LEAD = re.compile(rf"^\s*(?:{_BY})\b\.?\s*[:：|]?\s+", re.IGNORECASE)
_BY_WITHIN = re.compile(  # 3 January 2022 by Ann Author; 3/1/2022 - Por: Ana Autora
    r"(?:(?<=\d{4}[ ,|])\s*|\d\s*)[|•·,—–-]?\s*"
    r"(?:(?:written|posted|published|publicado|publié|pubblicato|escrito|redactado)\s+)?(?:by|por|par|von|di|da|door)\s*:?\s+"
    r"(?=(?-i:[^\W\d_a-z]))",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"^(?:written|words|story|reported|posted)\s+by\s*:?\s+(?=(?-i:[^\W\d_a-z]))|^(?:escrito|redactado) por\s*:?\s+",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:[\w'’.&/-]+\s){0,4}(?:correspondent|reporter|editor|writer|columnist|contributor|journalist|co-?founder|founder|"
    r"analyst|redakteur\w*|journaliste|periodista|redactora?|giornalista|colunista|redaktor\w*)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}")
_STOP = re.compile(
    r"\s*(?:[|•·—–\u2022\n]|\s-\s|\b(?:published|posted|updated|last|on\s|at\s|in\s|for\s|is an?\s|"
    r"photo|photos|photographs?|reviewed|edited|fact|medically|min read|\d+ min|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d{1,2}[./ ]))",
    re.IGNORECASE,
)
_AGENCY_END = re.compile(
    r"[(（]\s*(?:Additional\s+)?(?:Reporting|Writing)\s+by\s+(?P<authors>[^;()]{3,120})"
    r"(?:;\s*[^()]*?Edit(?:ing|ed)\s+by\s+(?P<editors>[^;()]{3,120}))?[^()]{0,80}[)）]|"
    r"[(（]\s*Edit(?:ing|ed)\s+by\s+(?P<only>[^;()]{3,120})[)）]",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|people|person|staff|profiles?|by|contributors?|writers?|journalists?|reporters?|team|autore?s?|auteur)/",
    re.IGNORECASE,
)
_LINE = 160  # characters; a longer line is prose
_LIST = 6  # lines behind the headline among which a list of names stands
_NEAR_BEFORE, _NEAR_AFTER = 300, 500  # characters around the headline


@dataclass(frozen=True, slots=True)
class Bylines:
    """What the page's own bylines say: names as written, not yet judged."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()  # texts of elements that are marked as the author's
    lines: tuple[str, ...] = ()  # directly behind the headline


def read_bylines(page: Page, place: int, text: str) -> Bylines:
    """Collect the bylines beside the headline and at both ends of the text."""
    authors: list[str] = []
    editors: list[str] = []
    near = [line for _, line in page.beside(place, _NEAR_BEFORE, _NEAR_AFTER)]
    for line in (*near, *(f"{one} {two}" for one, two in pairwise(near) if _LEAD.fullmatch(f"{one} "))):
        if len(line) <= _LINE and (match := _LEAD.match(line) or _BY_WITHIN.search(line)):
            authors.append(_STOP.split(line[match.end() :], maxsplit=1)[0])
    ends = list(_ends(page, text))
    authors = authors or list(_written(ends)) or _alone(_written(line.text for line in page.lines))
    authors = authors or [line for line in near[1:3] if _has_biography(page, line)] or _with_role(near)
    for words in (*near, *ends):
        authors += korean_names(words)
        for is_editor, name in han_bylines(words):
            (editors if is_editor else authors).append(name)
    authors = authors or last_words(text)
    for match in _AGENCY_END.finditer(text[-600:]):
        authors += _listed(match["authors"])
        editors += _listed(match["editors"] or match["only"])
    marked = tuple(_marked(page, place)) or tuple(_alone(_related(page)))
    return Bylines(tuple(dict.fromkeys(authors)), tuple(dict.fromkeys(editors)), marked, tuple(near[1:_LIST]))


def _written(lines: Iterable[str]) -> Iterator[str]:
    """Yield what follows `Written by` at the start of a line."""
    for line in lines:
        if len(line) <= _LINE and (match := _WRITTEN.match(line)):
            yield _STOP.split(line[match.end() :], maxsplit=1)[0]


def _alone(found: Iterable[str]) -> list[str]:
    """Return the one that is found, however often; none of several, which are of several articles."""
    names = {name for name in found if name}
    return list(names) if len(names) == 1 else []


def _related(page: Page) -> Iterator[str]:
    """Yield the texts of the links by which the whole page names its author."""
    return (" ".join(" ".join(e.itertext()).split()) for _, e in page.authors if e.get("rel") == "author")


def _with_role(near: list[str]) -> list[str]:
    """Return a name on a line of its own directly behind the headline, if the next line says what that person does."""
    pairs = pairwise(near[1:_LIST])
    return next(([one] for one, two in pairs if _NAME.fullmatch(one) and len(two) <= 60 and _ROLE.match(two)), [])


def _ends(page: Page, text: str) -> Iterator[str]:
    """Yield the first and the last line of the text, and the lines that follow it in the page."""
    lines = text.split("\n")
    yield from (lines[0], *lines[-2:]) if len(lines) > 2 else lines
    last = page.end(text)
    if last >= 0:
        yield from (line.text for line in page.lines[last + 1 : last + 6] if len(line.text) <= _LINE)


def _marked(page: Page, place: int) -> Iterator[str]:
    """Yield the texts of elements marked as the author's beside the headline: of one kind, the innermost ones."""
    if place < 0:
        return
    near = [element for number, element in page.authors if place - 8 <= number <= place + 14]
    outer = {parent for element in near for parent in element.iterancestors()}
    kinds: dict[str | None, list[Any]] = {}
    for element in near:
        if element not in outer:
            kinds.setdefault(element.get("class"), []).append(element)
    for elements in kinds.values():
        for element in elements[:6]:
            links = [a for a in element.iter("a") if _PROFILE.search(a.get("href") or "")]
            for part in links or [element]:
                words = " ".join(" ".join(part.itertext()).split())
                yield _STOP.split(_LEAD.sub("", words), maxsplit=1)[0]


def _has_biography(page: Page, line: str) -> bool:
    """Say whether a line is a name of which the page says further down who that is: `Ann Author is a …`."""
    return _NAME.fullmatch(line) is not None and any(
        other.text.startswith((f"{line} is ", f"{line} has ", f"{line} covers ", f"{line} writes "))
        for other in page.lines
    )


def _listed(names: str | None) -> list[str]:
    return [] if not names else [_STOP.split(name, maxsplit=1)[0] for name in re.split(r",|\band\b|&", names)]
