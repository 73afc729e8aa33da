"""Names the authors of an article as persons: without roles, agencies, addresses and the word `by`."""

from __future__ import annotations

import re
from typing import Any

from tasks.normalize.markup import Markup, as_list, names

_METAS = ("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author", "byl")
_BY = re.compile(
    r"^\s*(?:by|von|par|por|di|written by|words by|posted by|author|autor|文|作者|撰文|记者|本报记者)\s*[:：/]?\s+",
    re.I,
)
_LABEL = re.compile(r"^(?:本报|本网|本刊)?(?:记者|作者|撰文|文|采写|撰稿|通讯员|特约记者|实习记者)\s*[:：/]?\s*")
_EDITOR = re.compile(r"^(?:责任编辑|责编|编辑|校对|审核|编审|主编|Edited by|Editing by)\s*[:：/]?", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:,|;|\||、|，|；|&|\band\b|\bund\b|\bet\b|\by\b(?=\s[A-Z]))\s*")
_CREDENTIAL = re.compile(
    r"^(?:M\.?[DSA]\.?|Ph\.?D\.?|R\.?[DN]\.?|MBA|CFA|CPA|Jr\.?|Sr\.?|FAND|MS|RDN|LDN|CDN|CSCS|Esq\.?)$", re.I
)
_ROLE = re.compile(
    r"\s*(?:[,|(/–-]\s*)?\b(?:staff writer|staff reporter|contributing writer|contributor|correspondent|senior \w+|"
    r"reporter|editor|columnist|journalist|editor-in-chief)\b.*$",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"https?:|www\.|@|\.com\b|\b(?:staff|team|desk|newsroom|editors?|editorial|admin|reuters|associated press|afp|"
    r"bloomberg|xinhua|news|press|agency|magazine|times|unknown|guest|user|redaktion|redacci[oó]n)\b|"
    r"编辑部|本报|本刊|新华社|中新社|综合|报道组|[报网社]$|^\d+$",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"^[\u4e00-\u9fff·]{2,}(?:[ \u3000]+[\u4e00-\u9fff·]{2,})+$")
_LONGEST = 60  # characters of a name


def find_authors(stated: tuple[str, ...], markup: Markup, hinted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the persons of the first statement that names any: the text, JSON-LD, meta tags, the source."""
    meta = [value for name in _METAS for value in markup.metas.get(name, ())]
    for candidates in (list(stated), _from_json_ld(markup), meta, list(hinted)):
        if authors := persons(candidates):
            return authors
    return ()


def persons(statements: list[str]) -> tuple[str, ...]:
    """Split bylines into persons, each once, in their order."""
    found: dict[str, str] = {}
    for statement in statements:
        for name in _names(statement):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _names(statement: str) -> list[str]:
    """Return the persons in one byline; an editor is none of its authors."""
    line = " ".join(statement.split())
    if _EDITOR.match(line):
        return []
    line = _ROLE.sub("", _LABEL.sub("", _BY.sub("", line)))
    if _HAN_NAME.match(line):
        return [name for name in line.split() if is_person(name)]
    return [name for part in _SPLIT.split(line) if is_person(name := _LABEL.sub("", part).strip(" .:：-–/"))]


def is_person(name: str) -> bool:
    """Say whether a name can be a person's."""
    return 2 <= len(name) <= _LONGEST and not _NOT_A_PERSON.search(name) and not _CREDENTIAL.match(name)


def _from_json_ld(markup: Markup) -> list[str]:
    authors: list[Any] = as_list(markup.article.get("author"))
    by_id = {node["@id"]: node for node in markup.nodes if isinstance(node.get("@id"), str) and "name" in node}
    found: list[str] = []
    for author in authors:
        if isinstance(author, dict) and "name" not in author:
            author = by_id.get(str(author.get("@id")), author)
        if isinstance(author, dict) and author.get("@type") in ("Organization", "NewsMediaOrganization"):
            continue
        found += names(author)
    return found
