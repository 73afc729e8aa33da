"""Names the authors and editors of an article as persons: without roles, agencies, addresses and the word `by`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tasks.normalize.bylines import Bylines
from tasks.normalize.cjk import sure_han_names
from tasks.normalize.markup import Markup, as_list, names, types
from tasks.normalize.naming import SPLIT, full, persons
from tasks.normalize.words import key, site_key

_METAS = (
    *("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author", "byl"),
    *("sailthru.author", "citation_author", "article.author", "authors", "og:article:author", "dc.contributor"),
)
_SECTIONS = ("news", "business", "sports", "sport", "politics", "world", "opinion", "video", "com", "international")


def find_people(
    stated: tuple[str, ...], markup: Markup, hinted: tuple[str, ...], bylines: Bylines, sites: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return authors and editors: of the first statement that names any, or the page's byline where it names more."""
    own = set(map(site_key, sites)) - _namesakes(markup)
    meta = [value for name in _METAS for value in markup.metas.get(name, ())]
    shown = tuple(name for name in full(persons(list(bylines.authors))) if key(name) not in own)
    editors = persons([f" {name}" for name in bylines.editors])
    for candidates in (list(stated), _from_json_ld(markup), meta):
        whole = [_capitalized(name) for name in candidates if not _is_own(name, own)]
        authors = _others(persons(whole), own)
        if candidates is meta:  # which many sites fill with the editor
            authors = tuple(name for name in authors if name not in editors or name in shown)
        if authors:
            known = {name.casefold() for name in authors}
            for more in (*_statements(bylines, own), *_lists(bylines.lines, authors[0], own)):
                if len(more) > len(authors) and known <= {name.casefold() for name in more}:
                    return more, editors
            return (shown if _is_contradicted(authors, shown, meta) else authors), editors
    marked = (persons([words]) for words in bylines.elements)
    first = next((names for names in marked if names and full(names) == names), ())
    first = tuple(name for name in _others(first, own) if name not in editors)
    if set(shown) < set(first):  # the line names one, and its element those of further lines
        return first, editors
    return shown or first or _others(persons(list(hinted)), own), editors


def _statements(bylines: Bylines, own: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the persons of each of the page's bylines; those of Chinese ones, a name each, together."""
    if bylines.authors and set(bylines.authors) == sure_han_names(bylines.authors):
        yield bylines.authors
    for line in bylines.authors:
        yield full(_others(persons([line]), own))


def _lists(lines: tuple[str, ...], first: str, own: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the persons of lines that begin with a known author and name nobody but persons."""
    for line in lines:
        if line.startswith(first):
            named = _others(persons([line]), own)
            if len(named) == len([part for part in SPLIT.split(line) if part.strip()]) and full(named) == named:
                yield named


def _is_contradicted(authors: tuple[str, ...], shown: tuple[str, ...], meta: list[str]) -> bool:
    """Say whether the page's byline and its meta tags name other persons than its JSON-LD does."""
    tagged = {name.casefold() for name in persons(meta)}
    names = {name.casefold() for name in shown}
    return bool(names) and names <= tagged and not names & {name.casefold() for name in authors}


def _capitalized(name: str) -> str:
    """Write a name that is all in small letters as names are written."""
    words = name.split()
    is_plain = 2 <= len(words) <= 3 and name.islower() and all(word.isalpha() for word in words)
    return name.title() if is_plain else name


def _others(found: tuple[str, ...], own: set[str]) -> tuple[str, ...]:
    """Drop the site's own name and those of its sections (`Harbour Post Business`)."""
    return tuple(name for name in found if not _is_own(name, own))


def _is_own(name: str, own: set[str]) -> bool:
    words = site_key(name)
    if len(words) >= 5 and any(site.startswith(words) for site in own):
        return True
    return words in own or any(
        len(site) >= 3 and words.startswith(site) and words[len(site) :] in _SECTIONS for site in own
    )


def _namesakes(markup: Markup) -> set[str]:
    """Return the names of persons in JSON-LD after whom no organization there is named: a site can be a person's."""
    named = [(site_key(name), types(node)) for node in markup.nodes if isinstance(name := node.get("name"), str)]
    others = {
        name for name, kinds in named if any(kind.endswith("Organization") for kind in kinds) and "Person" not in kinds
    }
    return {name for name, kinds in named if "Person" in kinds} - others


def _from_json_ld(markup: Markup) -> list[str]:
    nodes = (markup.article, *markup.pages)
    stated = (as_list(node.get(role)) for role in ("author", "creator") for node in nodes)
    authors: list[Any] = next(filter(None, stated), [])
    by_id = {node["@id"]: node for node in markup.nodes if isinstance(node.get("@id"), str) and "name" in node}
    found: list[str] = []
    for author in authors:
        if isinstance(author, dict) and "name" not in author:
            author = by_id.get(str(author.get("@id")), author)
        if isinstance(author, dict) and str(author.get("@type")).endswith("Organization"):
            continue
        found += names(author)
    return found
