"""Reads the bylines that stand in a page, by their words, their elements, or what the page says of a name elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter
from typing import Any

from tasks.normalize.cjk import han_bylines, is_han_name, is_korean, korean_names, last_words, listed_han, signed
from tasks.normalize.labels import LABEL
from tasks.normalize.months import MONTH_NUMBERS
from tasks.normalize.naming import is_full, is_known, persons
from tasks.normalize.statements import OWN_LINE, stated
from tasks.normalize.teasers import Own, is_elsewhere, own_blocks
from tasks.normalize.visible import Line, Page
from tasks.normalize.words import key

_BY = (
    r"(?:story|reporting|text|words|written|posted|published|created|article|reported|analysis|opinion|column|commentary|review|"
    r"interview|essay)\s+by|by|von|durch|par|"
    r"por|di|da|door|av|af|"
    r"text(?:\s?(?:/|und|&|\+)\s?(?:fotos?|bild(?:er)?))?|(?:fotos?|bild(?:er)?)\s?(?:/|und|&|\+)\s?text|"
    r"texte|texto|testo|tekst|autor(?:es|in|ius|a|s)?|auteur|autore|author|a cura di|scritto da|"
    r"(?:article )?(?:écrit|rédigé) par|publié par|propos recueillis par|publicado por|escrito por|redactado por|"
    r"geschreven door|"
    r"(?:eine?\s)?(?:artikel|(?:gast)?beitrag|kommentar|analyse|interview|kolumne|reportage|bericht|essay) von|"
    r"szerző|írta|yazan|yazar|автор|текст|подготовил[аи]?|беседовал[аи]?|oleh|penulis|"
    r"pewarta|tác giả|συντάκτης|γράφει (?:ο|η)|scris de|kirjoittaja|oprac|opracował[a]?|skribent|"
    r"(?:curated|reported|submitted) by|aus (?-i:[A-ZÄÖÜ])[\w-]+ berichte[nt]|piše|пише|بقلم|מאת|โดย"
)
_LABELS = (  # words that only a colon makes a label
    r"haber|haberi|muhabir|teksti|contributors?|reporter|writer|jurnalis|wartawan|skrev|journalist|كتبت?|كتبه|"
    r"إعداد|תחקיר|כתב|автори?|авторы|ผู้เขียน|เรื่อง|نویسنده|लेखक|bài(?: viết)?"
)
_LEAD = re.compile(
    rf"^[\s–—-]*(?:(?:{_BY})\b\.?\s*[:：|]?\s+|(?:{_LABELS})\s*[:：]\s+|(?-i:By(?=[A-Z][a-z]+\s[A-Z])))",  # ByAnn A…
    re.IGNORECASE,
)
_BY_WITHIN = re.compile(  # 3 January 2022 by Ann Author; 3/1/2022 - Por: Ana Autora
    r"(?:(?<=\d{4}[ ,|])\s*|\d\s*(?:(?:[ap]\.?m|hs|hrs|uhr)\b\.?\s*)?)[|•·,—–-]?\s*"
    r"(?:(?:written|posted|submitted|published|publicado|publié|pubblicato|escrito|redactado)\s+)?(?:by|por|par|von|durch|di|da|door|"
    r"(?:autor(?:ka|in)?|author|auteur|penulis|автор)(?=:))\s*:?\s+"
    r"(?=(?-i:[^\W\d_a-z]))|\s(?:โดย|بقلم|מאת|(?-i:By))\s*:\s*",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"^(?:written|words|story|reported|posted)\s+by\s*:?\s+(?=(?-i:[^\W\d_a-z]))|^(?:escrito|redactado) por\s*:?\s+",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:[\w'’.&/-]+\s){0,4}(?:correspondent|reporter|editor|writer|columnist|contributor|journalist|co-?founder|founder|"
    r"analyst|redakteur\w*|journaliste|periodista|redactora?|giornalista|colunista|redaktor\w*|verslaggever|redacteur|"
    r"correspondente?|jornalista|rep[óo]rter|reporterka|toimittaja|dziennikar(?:z|ka)|novinář(?:ka)?|újságíró|muhabir\w*|"
    r"journalist(?:in)?|korrespondent(?:in)?|wartawan|журналист(?:ка)?|корреспондент|кореспондент(?:ка)?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}")
_STOP = re.compile(
    r"\s*(?:[|•·—–\u2022\n]|\s-\s|\b(?:published|posted|updated|last|on\s|at\s|in\s|is an?\s|"
    r"photo|photos|photographs?|reviewed|follow\s|(?:keine|no|aucun|sin|nessun) [ck]omm?ent|"
    r"edit(?:ed|ing)|editors?\s?[:：]|fact|medically|min read|\d+ min|\d{4}\.|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d{1,2}[./ ]))",
    re.IGNORECASE,
)
_AGENCY_END = re.compile(
    r"(?:[(（]|^)\s*(?:Additional\s+)?(?:Reporting|Writing)\s+by\s+(?P<authors>[^;()\n]{3,120})"
    r"(?:;\s*[^()\n]*?Edit(?:ing|ed)\s+by\s+(?P<editors>[^;()\n]{3,120}))?[^()\n]{0,80}(?:[)）]|$)|"
    r"(?:[(（]|^)\s*Edit(?:ing|ed)\s+by\s+(?P<only>[^;()\n]{3,120})(?:[)）]|$)|"
    r"[(（]\s*By\s+(?P<alone>[^;()（）\n]{3,80})[)）]\s*\S{0,12}\Z",
    re.IGNORECASE | re.MULTILINE,
)
_PROFILE = re.compile(
    r"/(?:authors?|people|person|staff|profiles?|by|byline|bio|contributors?|writers?|journalists?|reporters?|columnists?|"
    r"team|autor(?:es?|en|as|i|a|zy)?|auteurs?|redakteure?|penulis|yazar(?:lar)?|forfatter|skribent|szerzok?|signataires?|"
    r"avtor[iy]?|autorius|h[oö]fund(?:ur|ar)|kirjoittajat?|toimittajat?|"
    r"novinari?|journalistes?|periodistas?|firmas?|giornalisti|tac-gia)/",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"/(?:tags?|topics?|themen?|hub|categor(?:y|ies|ia)|search|wiki)/", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:\d|@|[|•·—–(（]|\s[-/]\s)")  # ends what can be names before a date or an address
_BEHIND_DATE = re.compile(r"\d\W*(?:[ap]\.?m\.?|Uhr|[A-Z]{2,4})?\s*(?:[|•·—–,/]|\s-\s)\s*(?P<name>[^\d|•·—–]{5,60})$")
_ENTERED = re.compile(r"\s*(?:입력|등록|승인|송고)?\s*$")  # a Korean word before the date
_CREDIT = re.compile(r"\w/\w")  # of a picture
_PICTURED = re.compile(r"caption|(?:photo|image|img|picture)[\w-]*credit", re.IGNORECASE)  # elements
_PICTURES = re.compile(r"\b(?:imagery|photograph|photo|image|picture|illustration)s?\b", re.IGNORECASE)  # words
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DATED = 120  # characters of a line that says when
_LINE = 160  # characters; a longer line is prose
_MOST = 6  # elements of one kind, persons of one byline
_LINKS = 12  # of a block, in the order of the page
_WORDS = 12  # of a line of names
_LIST = 6  # lines behind the headline among which a list of names stands
_NEAR_BEFORE, _NEAR_AFTER = 300, 500  # characters around the headline


@dataclass(frozen=True, slots=True)
class Bylines:
    """What the page's own bylines say: names as written, not yet judged."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()  # texts of elements that are marked as the author's, then lines of names only
    lines: tuple[str, ...] = ()  # directly behind the headline


def read_bylines(page: Page, place: int, text: str) -> Bylines:
    """Collect the bylines beside the headline and at both ends of the text."""
    authors: list[str] = []
    editors: list[str] = []
    beside = page.beside(place, _NEAR_BEFORE, _NEAR_AFTER)
    near = [line for number, line in beside if not _is_pictured(page.lines[number])]
    for line in (*near, *(f"{one} {two}" for one, two in pairwise(near) if _LEAD.fullmatch(f"{one} "))):
        if len(line) <= _LINE and (match := _LEAD.match(line) or _BY_WITHIN.search(line)):
            authors.append(_STOP.split(line[match.end() :], maxsplit=1)[0])
    ends = list(_ends(page, text))
    authors = authors or list(_written(ends)) or _alone(_written(line.text for line in page.lines))
    authors = authors or _leading(page, text)
    authors = authors or [line for line in near[1:3] if _has_biography(page, line)] or _with_role(near)
    for words in (*near, *ends):
        authors += korean_names(words)
        for is_editor, name in han_bylines(words):
            (editors if is_editor else authors).append(name)
    authors = authors or [name for line in (*near, *ends) for name in signed(line)] or last_words(text)
    for match in _AGENCY_END.finditer(text[-600:]):
        authors += _listed(match["authors"] or match["alone"])
        editors += _listed(match["editors"] or match["only"])
    elements = list(_marked(page, place)) or _alone(_related(page))
    elements += _bare(page, place, text) or _bare(page, page.start(text) - _LIST // 2, text) or _signed_end(page, text)
    return Bylines(_unique(authors), _unique(editors), tuple(elements), tuple(near[1:_LIST]))


def _is_pictured(line: Line) -> bool:
    """Say whether a line names who took a picture."""
    kind = line.element.get("class") or ""
    return bool(_PICTURED.search(kind) or ("credit" in kind and _PICTURES.search(line.text)))


def _unique(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _written(lines: Iterable[str]) -> Iterator[str]:
    """Yield what follows `Written by` at the start of a line."""
    for line in lines:
        if len(line) <= _LINE and (match := _WRITTEN.match(line)):
            yield _STOP.split(line[match.end() :], maxsplit=1)[0]


def _alone(found: Iterable[str]) -> list[str]:
    """Return the one that is found, however often; none of several, which are of several articles."""
    names = {name for name in found if name}
    return list(names) if len(names) == 1 else []


def _leading(page: Page, text: str) -> list[str]:
    """Return the person in a byline on a line of its own at the beginning of the text, behind a long summary."""
    start = page.start(text)
    around = page.lines[max(start - _LIST // 2, 0) : start + _LIST // 2 + 1] if start >= 0 else ()
    lines = (line.text for line in around if not _is_pictured(line))
    leads = ((line, match) for line in lines if len(line) <= _DATED and (match := _LEAD.match(line)))
    bylines = (_STOP.split(line[match.end() :], maxsplit=1)[0] for line, match in leads)
    return next(([byline] for byline in bylines if _only_names(byline)), [])


def _related(page: Page) -> Iterator[str]:
    """Yield the texts of the links by which the whole page names its author."""
    return (" ".join(" ".join(e.itertext()).split()) for _, e in page.authors if e.get("rel") == "author")


def _with_role(near: list[str]) -> list[str]:
    """Return names on lines of their own directly behind the headline, if each next line says what that person does."""
    pairs = pairwise(near[1 : _LIST + 1])
    return [
        one
        for one, two in pairs
        if _NAME.fullmatch(one) and len(two) <= 60 and _ROLE.match(two) and not _ROLE.match(one)
    ]


def _ends(page: Page, text: str) -> Iterator[str]:
    """Yield the first and the last line of the text, and the lines that follow it in the page."""
    lines = text.split("\n")
    yield from (lines[0], *lines[-2:]) if len(lines) > 2 else lines
    last = page.end(text)
    if last >= 0:
        yield from (line.text for line in page.lines[last + 1 : last + 6] if len(line.text) <= _LINE)


def _marked(page: Page, place: int) -> Iterator[str]:
    """Yield the texts of the page's own elements marked as the author's, those behind it first: the innermost."""
    if place < 0:
        return
    found = [(number < place, element) for number, element in page.authors if place - 8 <= number <= place + 14]
    own = own_blocks(page.root) if found else Own()
    near = [element for _, element in sorted(found, key=itemgetter(0)) if not is_elsewhere(element, own)]
    outer = {parent for element in near for parent in element.iterancestors()}
    kinds: dict[str | None, list[Any]] = {}
    for element in near:
        if element not in outer:
            kinds.setdefault(element.get("class"), []).append(element)
    for elements in kinds.values():
        first, *others = elements[:_MOST]
        beside = [element for element in others if _is_beside(element, first)]
        yield ", ".join(name for element in (first, *beside) for name in _named(element))
        for element in others:
            if element not in beside:
                yield ", ".join(_named(element))


def _is_beside(element: Any, first: Any) -> bool:
    """Say whether two elements of one kind stand in one byline, and not in two teasers: as neighbours, or in a list."""
    one, other = element.getparent(), first.getparent()
    return one is other or (one.tag == other.tag in ("li", "span") and one.getparent() is other.getparent())


def _named(element: Any) -> Iterator[str]:
    """Yield what an element marked as the author's says: the links to persons in it, else its text."""
    links = [a for a in element.iter("a") if _PROFILE.search(a.get("href") or "")]
    for part in links[:_MOST] or [element]:
        words = " ".join(" ".join(part.itertext()).split())
        yield _STOP.split(_LEAD.sub("", words), maxsplit=1)[0]


def _bare(page: Page, place: int, text: str) -> list[str]:
    """Return the persons on lines of their own at the date beside the headline, or before the date on its line.

    Sections, places and topics stand there too, and whom the text is about: a name must link to its person's page, or
    begin with a given name and not occur in the text.
    """
    near = page.lines[place + 1 : place + 1 + _LIST] if place >= 0 else ()
    lines = [line.text for line in near]
    signed = [_alone_in(line) for line in lines]
    targets = _links(line for line in near if len(line.text) <= _DATED)
    profiles = [name for name, target in targets.values() if _PROFILE.search(target) and _only_names(name)]
    if not profiles and not any(signed):
        return []
    prose = [line for line in text.split("\n") if len(line) > _DATED]
    about = "\n".join((page.lines[place].text, *prose))
    found: list[str] = []
    is_beside = False
    for number, (line, names) in enumerate(zip(lines, signed, strict=True)):
        is_beside = is_beside or " @" in line or any(map(_is_dated, lines[max(number - 1, 0) : number + 2]))
        linked = [name for name in profiles if line.startswith(name) and (line == name or _is_dated(line))]
        are_known = is_beside and (all(_is_author(name, targets, about) for name in names) or _are_signed(names, about))
        if more := linked or (list(names) if are_known else []):
            found += more
        elif found:
            break
        else:
            is_beside = False
    mark = "、" if all(map(is_han_name, found)) else ", "  # a comma can stand before a given name
    return [mark.join(dict.fromkeys(found))] if found else []


def _is_author(name: str, targets: dict[str, tuple[str, str]], about: str) -> bool:
    """Say whether a name that stands alone is an author's, by where it links to, if it does, or by its words."""
    target = targets.get(key(name), ("", ""))[1]
    if _PROFILE.search(target):
        return True
    return is_known(name) and not _TOPIC.search(target) and " ".join(name.split()[:2]) not in about


def _are_signed(names: tuple[str, ...], about: str) -> bool:
    """Say whether names are authors' that no given name tells: several Chinese ones, or a Korean one."""
    is_told = all(map(is_han_name, names)) if len(names) > 1 else all(map(is_korean, names))
    return is_told and not any(name in about for name in names)


def _links(lines: Iterable[Line]) -> dict[str, tuple[str, str]]:
    """Return the text and the target of the links in the blocks of lines, by the key of the text."""
    found: dict[str, tuple[str, str]] = {}
    for element in {line.element: None for line in lines}:
        for link in islice(element.iter("a"), _LINKS):
            name = " ".join("".join(link.itertext()).split())
            found[key(name)] = (name, link.get("href") or "")
    return found


def _alone_in(line: str) -> tuple[str, ...]:
    """Return the persons who are all that a line names before or behind its date, or before an address."""
    end = _HEAD.search(line)
    if len(line) > _DATED or (end and "@" not in end[0] and not _is_dated(line)):
        return ()
    behind = _BEHIND_DATE.search(line) if end else None
    return _only_names(line[: end.start()] if end else line) or (_only_names(behind["name"]) if behind else ())


def _only_names(line: str) -> tuple[str, ...]:
    """Return the persons whom words name, if they name nothing else but agencies and posts."""
    if is_han_name(line):
        return (line,)
    if is_korean(name := _ENTERED.sub("", line)):
        return (name,)
    if listed := listed_han(line):
        return listed
    if not line[:1].isupper() or line.count(" ") > _WORDS or _CREDIT.search(line):
        return ()
    words = _STOP.split(LABEL.sub(" ", f"{line} "), maxsplit=1)[0].split()
    while words and words[-1].strip(".,").casefold() in MONTH_NUMBERS:
        words.pop()
    names = persons([" ".join(words)]) if len(words) > 1 else ()
    are_names = all(is_full(name) and len(name.split()) <= 4 for name in names)
    return names if names and are_names and key("".join(words)).startswith(key(names[0])) else ()


def _is_dated(line: str) -> bool:
    start = line[:OWN_LINE]
    return len(line) <= _DATED and (any(stated(start)) or _CLOCK.search(start) is not None)


def _signed_end(page: Page, text: str) -> list[str]:
    """Return the person whose name alone ends the text or stands directly behind it, or who is named there by `by`."""
    body, _, last = text.rpartition("\n")
    end = page.end(text)
    behind = page.lines[end + 1 : end + 2] if end >= 0 else ()
    for line in (last, *(line.text for line in behind if next(line.element.iter("a"), None) is None)):
        lead = _LEAD.match(line)
        if not body or len(line) > _DATED or not (lead or _NAME.fullmatch(line)):
            continue
        names = persons([line[lead.end() :].partition(",")[0]]) if lead else _alone_in(line)
        if names and all(is_known(name) and name not in body for name in names):
            return [", ".join(names)]
    return []


def _has_biography(page: Page, line: str) -> bool:
    """Say whether a line is a name of which the page says further down who that is: `Ann Author is a …`."""
    return _NAME.fullmatch(line) is not None and any(
        other.text.startswith((f"{line} is ", f"{line} has ", f"{line} covers ", f"{line} writes "))
        for other in page.lines
    )


def _listed(names: str | None) -> list[str]:
    return [] if not names else [_STOP.split(name, maxsplit=1)[0] for name in re.split(r",|\band\b|&", names)]
