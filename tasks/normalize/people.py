"""Names the authors and editors of an article as persons: without roles, agencies, addresses and the word `by`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tasks.normalize.bylines import Bylines
from tasks.normalize.cjk import is_han_name
from tasks.normalize.markup import Markup, as_list, names, types
from tasks.normalize.words import key

_METAS = (
    *("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author", "byl"),
    *("sailthru.author", "citation_author", "article.author", "authors", "og:article:author", "dc.contributor"),
)
_BY = re.compile(
    r"^\s*(?:(?:written|words|posted|story|text|reporting|analysis|opinion|commentary|review) by|by|"
    r"von|par|por|di|author|autore?|auteur|文|作者|撰文|"
    r"记者|本报记者)\s*[:：/]?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:本报|本网|本刊)?(?:记者|作者|撰文|文|采写|撰稿|通讯员|特约记者|实习记者)\s*[:：/]?\s*")
_EDITOR = re.compile(r"^(?:责任编辑|责编|编辑|校对|审核|编审|主编|Edited by|Editing by)\s*[:：/]?", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:,|;|\||•|、|，|；|&|\s/\s|\band\b|\bund\b|\bet\b|\b(?:y|e|i|ve|en|och|og|dan|и)\b(?=\s[^\W\d_a-z]))\s*"
)
_JOINED = re.compile(r"\s(?:y|e|i|ve|en|och|og|dan|и)\s")
_CREDENTIAL = re.compile(
    r"^(?:M\.?[DSA]\.?|M\.?P\.?H\.?|Ph\.?\s?D\.?|R\.?[DN]\.?N?|MBA|CFA|CFP|CPA|EA|JD|LLM|Jr\.?|Sr\.?|II|III|FAND|MS|BSc?|MSc|"
    r"RDN|LDN|CDN|CSCS|CPT|LCSW|LMFT|DDS|DO|DPT|PsyD|PharmD|NP|FNP|Esq\.?|[A-Z]{2,6}(?:-[A-Z]{1,4})?)$"
)
_ROLE = re.compile(
    r"\s*(?:[,|(/–-][^,|(/]*?)?\b(?:staff writer|staff reporter|contributing writer|contributor|correspondent|"
    r"senior \w+|"
    r"reporter|editor|columnist|journalist|editor-in-chief|redakteur(?:in)?|journaliste|periodista|redactora?)\b.*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[(（\[].*[)）\]]|\s+(?:in|for|at|of|from|à|en|aus)\s+[A-Z].*)$|\s+(?:기자|記者|记者|특파원)$"
)
_NOT_A_PERSON = re.compile(
    r"https?:|www\.|@|\.(?:com|net|org)\b|\b(?:staff|team|desk|newsroom|editors?|editorial|admin(?:istrator)?|reuters|"
    r"associated press|bloomberg|xinhua|news|press|agency|agencies|agence|agencia|"
    r"magazine|times|international|tanjug|belga|lusa|bernama|antara|agerpres|keystone-sda|ritzau|anadolu|yonhap|kyodo|"
    r"notimex|t[eé]lam|prensa latina|europa press|agenzia nova|adnkronos|unknown|undefined|null|guest|user|redaktion|"
    r"redacci[oó]n|redazione|r[eé]daction|redação|redakcja|"
    r"redactie|anonymous|inc|llc|ltd|gmbh|media|online|official|company|group|foundation|institute|university|"
    r"department|clinic|center|centre|association|bureau|wire|service|services|tv|web|digital|today|"
    r"read more|view all|follow|subscribe|share|comments?|profile|bio|photo|getty|images?)\b|"
    r"编辑部|编辑|本报|本刊|新华社|中新社|综合|报道组|网易|新浪|搜狐|腾讯|小编|管理员|[报网社台]$|^\d+$|^(?:name|author|authors|by)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(  # words that offices and newspapers end in, and persons do not
    r"\b(?:(?:ai|staff|senior|contributing|freelance|guest) writer|expert|director|manager|specialist|analyst|"
    r"president|officer|founder|producer|strategist|consultant|"
    r"researcher|dietitian|nutritionist|photographer|disclosure|herald|tribune|journal|gazette|chronicle|express|"
    r"standard|guardian|telegraph|observer|bulletin|weekly|hindu|globe|correspondents?|sports?)$|^the\s|"
    r"^(?:written|posted|published|about|more|all|by|vp|ceo|sr|event|community)\b",
    re.IGNORECASE,
)
_SECTIONS = ("news", "business", "sports", "sport", "politics", "world", "opinion", "video", "com", "international")
_HAN_NAME = re.compile(r"^[\u4e00-\u9fff·]{2,}(?:[ \u3000]+[\u4e00-\u9fff·]{2,})+$")
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        "de da do dos das del della di du des la le el al bin ibn ben van von der den ter te zu af av y e i bint d' st "
        "ul ur abu dal lo",
    )
)
_WHOLE = re.compile(  # a statement that is an office as a whole, whatever it would be split at
    r"\b(?:cent(?:er|re)|department|institute|universit\w+|ministry|office|bureau|association|committee|school|council|"
    r"agency|federation|society|foundation)\s+(?:for|of|on|de|für)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[^\W\d_A-Z]{3})\.\s+(?=[A-Z])")  # Ann Author. Harbour Post
_INITIALS = re.compile(
    r"^(?:ap|afp|dpa|ansa|pti|efe)$|^(?:A[Pp]|AFP|DPA|APA|ANSA|PTI|IANS|ANI|EFE|TASS|STA|BTA|MTI|TT|NTB|STT|PAP|ČTK|TASR|AA|DHA|VNA)\b|^[A-Z]{3,}\s+[A-Z][a-z]|^[A-Z0-9]{4,}$|\s[–—-]\s"
)  # CNN Business, KWCH, IT - Office
_INVERTED = re.compile(r"^([^\W\d_][\w'’-]+),\s+([^\W\d_][\w'’-]+)$")
_LONGEST = 60  # characters of a name


def find_people(
    stated: tuple[str, ...], markup: Markup, hinted: tuple[str, ...], bylines: Bylines, sites: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return authors and editors: of the first statement that names any, or the page's byline where it names more."""
    own = {key(site).removeprefix("the") for site in sites} - _namesakes(markup)
    meta = [value for name in _METAS for value in markup.metas.get(name, ())]
    shown = tuple(name for name in persons(list(bylines.authors)) if _is_full(name) and key(name) not in own)
    editors = persons([f" {name}" for name in bylines.editors])
    for candidates in (list(stated), _from_json_ld(markup), meta):
        if authors := _others(persons([_capitalized(name) for name in candidates]), own):
            known = {name.casefold() for name in authors}
            for more in (*_statements(bylines, own), *_lists(bylines.lines, authors[0], own)):
                if len(more) > len(authors) and known <= {name.casefold() for name in more}:
                    return more, editors
            return (shown if _is_contradicted(authors, shown, meta) else authors), editors
    marked = (persons([words]) for words in bylines.elements)
    first = next((names for names in marked if names and all(map(_is_full, names))), ())
    return shown or _others(first, own) or _others(persons(list(hinted)), own), editors


def _statements(bylines: Bylines, own: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the persons of each of the page's bylines; those of Chinese ones, a name each, together."""
    if bylines.authors and all(map(is_han_name, bylines.authors)):
        yield bylines.authors
    for line in bylines.authors:
        yield tuple(name for name in _others(persons([line]), own) if _is_full(name))


def _lists(lines: tuple[str, ...], first: str, own: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the persons of lines that begin with a known author and name nobody but persons."""
    for line in lines:
        if line.startswith(first) and len(line) > len(first):
            named = _others(persons([line]), own)
            if len(named) == len([part for part in _SPLIT.split(line) if part.strip()]) and all(map(_is_full, named)):
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
    if _WHOLE.search(line):
        return []
    line = _SENTENCE.split(_ROLE.sub("", _LABEL.sub("", _BY.sub("", line))), maxsplit=1)[0]
    if inverted := _INVERTED.match(line):
        line = f"{inverted[2]} {inverted[1]}"
    if _HAN_NAME.match(line):
        return [name for name in line.split() if is_person(name)]
    parts = [line] if _is_one_name(line) else _SPLIT.split(line)
    found = [name for part in parts if is_person(name := _cased(_clean(part)))]
    if len(found) > 1 and _is_full(found[0]) and line[0].isascii():  # Ann Author, Harbourist: the second is no person
        return [name for name in found if " " in name]
    return found


def _clean(part: str) -> str:
    return _TAIL.sub("", _BY.sub("", _LABEL.sub("", part.strip()))).strip(" .:：-–/\"'“”*|")


def _is_one_name(line: str) -> bool:
    """Say whether a short Western conjunction belongs to a name: `José Ortega y Gasset`."""
    sides = _JOINED.split(line)
    return len(sides) == 2 and "," not in line and any(len(side.split()) < 2 for side in sides)


def _cased(name: str) -> str:
    """Write a name that is all in capitals as names are written."""
    words = name.split()
    if len(words) < 2 or not name.isupper() or any(len(word) > 1 and "." in word for word in words):
        return name
    return " ".join(re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word) for word in words)


def is_person(name: str) -> bool:
    """Say whether a name can be a person's."""
    if not 2 <= len(name) <= _LONGEST or _CREDENTIAL.match(name):
        return False
    if _NOT_A_PERSON.search(name) or _OFFICE.search(name) or _INITIALS.search(name):
        return False
    words = name.split()
    if not name[0].isalpha() or len(words) > 6 or any(mark in name for mark in "?!<>{}=#_:"):
        return False
    cased = [word for word in words if word[0].lower() != word[0].upper()]
    return not cased or any(word[0].isupper() for word in cased)


def _is_full(name: str) -> bool:
    """Say whether a name is surely a person's: two words or more that begin like names, or a Chinese name."""
    if "\u4e00" <= name[0] <= "\u9fff":
        return is_han_name(name)
    words = name.replace("-", " ").split()
    if "\uac00" <= name[0] <= "\ud7a3":
        return 2 <= len(name) <= 4
    return (
        2 <= len(words) <= 5
        and all(word[0].isupper() or word.lower() in _PARTICLES or word[0].lower() == word[0].upper() for word in words)
        and not any(character.isdigit() for character in name)
    )


def _others(found: tuple[str, ...], own: set[str]) -> tuple[str, ...]:
    """Drop the site's own name and those of its sections (`Harbour Post Business`)."""
    return tuple(name for name in found if not _is_own(key(name).removeprefix("the"), own))


def _is_own(name: str, own: set[str]) -> bool:
    if len(name) >= 5 and any(site.startswith(name) for site in own if site != name):
        return True
    return name in own or any(
        len(site) >= 3 and name.startswith(site) and name[len(site) :] in _SECTIONS for site in own
    )


def _namesakes(markup: Markup) -> set[str]:
    """Return the names of persons in JSON-LD after whom no organization there is named: a site can be a person's."""
    named = [(key(name), types(node)) for node in markup.nodes if isinstance(name := node.get("name"), str)]
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
