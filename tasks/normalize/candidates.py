"""Collects everything that states a time of an article, each with the place where it stands. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tasks.normalize.attributes import from_attributes, stamp_of
from tasks.normalize.labels import UPDATED
from tasks.normalize.markup import Markup
from tasks.normalize.statements import OWN_LINE, YEAR, stated
from tasks.normalize.teasers import Own, is_elsewhere, own_blocks
from tasks.normalize.visible import Page
from tasks.records import Capture

Candidate = tuple[str, str, str]
"""Field (published, modified), the words, the rule."""

SOURCES = ("sitemap", "feed", "listing")
# fmt: off
_METAS = {
    "published": (
        "article:published_time", "article:published", "og:published_time", "og:article:published_time",
        "datepublished", "publishdate", "publish-date", "publish_date", "pubdate", "pub_date",
        "publication_date", "publication-date", "published_time", "published_at", "published-date",
        "date_published", "publishtime", "publish_time", "article:publish_date", "article.published",
        "parsely-pub-date", "sailthru.date", "rnews:datepublished", "originalpublicationdate",
        "article_date_original", "citation_publication_date", "prism.publicationdate", "vr:published_time",
        "dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.created", "dc.date.created",
        "dc.date", "dcterms.date", "date", "displaydate", "og:release_date", "release_date",
        "cxenseparse:recs:publishtime", "weibo: article:create_at", "bytedance:published_time", "_pubtime",
        "createdate", "shareaholic:article_published_time", "og:time", "og:pubdate", "apub:time", "published",
        "og:datepublished", "published_time_telegram", "sn-post-date", "pdate",
    ),
    "modified": (
        "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified",
        "last-modified", "lastmod", "dcterms.modified", "dc.date.modified", "bytedance:updated_time",
        "article:modified", "revised", "updated_time", "article:updated_time", "lastmodified",
        "date_modified", "rnews:datemodified", "dateupdate", "date-update", "update_time", "updatetime",
        "article_date_updated", "article.updated", "updated-date",
    ),
}
# fmt: on
_KNOWN = frozenset(name for names in _METAS.values() for name in names)
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)|"
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?!\d)"
)
_NAMED_DATE = re.compile(  # names of meta tags that say it in their own way
    r"(?:^|[-_.: ])(?:first[-_]?)?publi(?:sh(?:ed|ing)?|cation|kation)?(?:[-_.: ]?(?:date|time|on|at|datum))?$|"
    r"(?:^|[-_.: ])pub(?:lish)?[-_]?(?:date|time)$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"last|latest|updat|modif|expir|re-?pub", re.IGNORECASE)
_YEAR, _DIGIT = re.compile(r"(?:19|20)\d{2}"), re.compile(r"\d")
# names in scripts, without a first letter that may be a capital, as a literal start is found faster
_DISPLAYED = r"isplay[_-]?[Dd]ate"
_PUBLISHED = r"ub(?:li(?:sh|c)(?:ed|ation)?)?[_-]?(?:[Tt]ime|[Dd]ate|[Aa]t|[Oo]n)"
_CREATED = r"reate[_-]?[Tt]ime"  # by platforms that let a script write the date into the page
_CLOCKED = r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\d{1,2}:\d{2}[^\"'<,;]{0,12}"
_EPOCH = r"1\d{9}(?:\d{3})?(?![\d.])"  # of seconds or milliseconds
_DAY = r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?=[\"'])"
_SCRIPTED = tuple(  # best first
    re.compile(rf"""{name}["']?\s*[:=]\s*["']?({value})""")
    for name, value in (
        (_DISPLAYED, _CLOCKED),
        (_PUBLISHED, _CLOCKED),
        (rf"{_PUBLISHED}(?:stamp)?", _EPOCH),
        (_PUBLISHED, _DAY),
        (_CREATED, _EPOCH),
        (_CREATED, _CLOCKED),
    )
)
_TITLE_PARTS = re.compile(r"\s+[|｜–—-]\s+")
_TITLE_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.? [^\W\d_]{3,10} \d{4}")
_FIRST = re.compile(r"first[_-]?p\Z", re.IGNORECASE)
_NOT_FIRST = re.compile(r"(?:last|latest|un|(?<![a-z])re)[_-]?p\Z|[^cpd]\Z", re.IGNORECASE)
_UPDATED_CLASS = re.compile(r"updat|modif|revis", re.IGNORECASE)
_PUBLISHED_CLASS = re.compile(r"publish|entry-date|posted|created", re.IGNORECASE)
_AROUND_BEFORE, _AROUND_AFTER = 10, 25  # lines around the headline in which a <time> is the article's
_INLINE = ("span", "abbr", "small", "em", "i", "b", "a")
_MANY = 100  # elements of a block that are looked at; one with more of them holds the page
_FURTHER = 3  # statements of one kind that are kept beside the one that counts
_BESIDE = 6  # lines; a <time> further away ranks behind what the text beside the headline states


def from_front_matter(front_matter: dict[str, str]) -> Iterator[Candidate]:
    """Yield what a post's front matter states."""
    if raw := front_matter.get("date"):
        yield "published", raw, "front-matter"
    if raw := front_matter.get("last_modified_at") or front_matter.get("updated"):
        yield "modified", raw, "front-matter"


def from_markup(markup: Markup) -> Iterator[Candidate]:
    """Yield JSON-LD of the article and of the page, meta tags and microdata."""
    stated = [*_from_head(markup)]
    yield from stated
    if markup.tree is not None:
        yield from from_attributes(markup.tree, any(field == "published" for field, _, _ in stated))


def _from_head(markup: Markup) -> Iterator[Candidate]:
    for field, keys in (("published", ("datePublished", "dateCreated", "uploadDate")), ("modified", ("dateModified",))):
        for node in (markup.article, *markup.pages):
            raw = next(filter(None, (_literal(node.get(key)) for key in keys)), None)
            if raw is not None:
                yield field, raw, "json-ld" if node is markup.article else "json-ld:page"
    for field, names in _METAS.items():
        for name in names:
            for raw in markup.metas.get(name, ())[:1]:
                yield field, raw, f"meta:{name}"
    for name, values in markup.metas.items():
        if name not in _KNOWN and _NAMED_DATE.search(name) and _YEAR.search(values[0]):
            yield "modified" if _AGAIN.search(name) else "published", values[0], f"meta:{name}"


def _literal(value: Any) -> str | None:
    """Return the first words of a JSON-LD value: a string, a number of seconds, or an object that holds one."""
    one = value[0] if isinstance(value, list) and value else value
    words = one.get("@value") if isinstance(one, dict) else one
    return str(words) if type(words) is int else words if isinstance(words, str) else None


def from_elements(page: Page, place: int) -> Iterator[Candidate]:
    """Yield the first `<time>` of either kind beside the headline; those further away belong to other articles.

    One that is far counts only where nothing beside the headline states a date.
    """
    near = [(n, e) for n, e in page.times if place < 0 or place - _AROUND_BEFORE <= n <= place + _AROUND_AFTER]
    near.extend(_stamped(page, place))
    near.sort(key=lambda item: item[0] < place)  # those behind the headline first
    own = own_blocks(page.root) if near else Own()
    near = [(number, element) for number, element in near if not is_elsewhere(element, own)]
    is_dated = any(abs(number - place) > _BESIDE for number, _ in near) and _is_dated(page, place)
    fields = [(_field(page, number, element, len(near)), number, element) for number, element in near]
    seen: set[str] = set()
    for field, number, element in fields:
        far = ":far" if place >= 0 and abs(number - place) > _BESIDE else ""
        if field in seen or (far and is_dated):
            continue
        shown = " ".join(element.text_content().split())
        if stamp := element.get("datetime") or stamp_of(element):
            seen.add(field)
            yield field, stamp, f"time-tag{far}"
        if shown and shown != stamp and (number >= place or YEAR.search(shown)):  # an age above is a newer article's
            seen.add(field)
            yield field, shown, f"time-tag:shown{far}"


def from_others(markup: Markup, page: Page, place: int) -> Iterator[Candidate]:
    """Yield further statements of the same kinds, the first few of each: evidence that is never chosen."""
    for field, names in _METAS.items():
        for name in names:
            yield from ((field, raw, f"meta:{name}") for raw in markup.metas.get(name, ())[1 : _FURTHER + 1])
    for number, element in sorted(page.times, key=lambda item: abs(item[0] - max(place, 0)))[: 2 * _FURTHER]:
        field = _field(page, number, element, len(page.times))
        far = ":far" if place >= 0 and abs(number - place) > _BESIDE else ""
        yield field, element.get("datetime") or stamp_of(element) or "", f"time-tag{far}"
        yield field, element.text_content(), f"time-tag:shown{far}"
    scripts = () if markup.tree is None else markup.tree.iter("script")
    stated = (match[1] for script in scripts for _, match in _scripted(script.text or ""))
    yield from (("published", raw, "script") for raw in islice(dict.fromkeys(stated), _FURTHER))


def _stamped(page: Page, place: int) -> Iterator[tuple[int, Any]]:
    """Yield the elements beside the headline that show a time and state it in an attribute for scripts."""
    lines = page.lines[place : place + _BESIDE + 1] if place >= 0 else ()
    for number, line in enumerate(lines, place):
        for element in islice(line.element.iter(*_INLINE, line.element.tag), _MANY):
            if stamp_of(element) is not None:
                shown = " ".join(element.text_content().split())
                if len(shown) <= OWN_LINE and _DIGIT.search(shown) and shown in line.text:
                    yield number, element


def _is_dated(page: Page, place: int) -> bool:
    """Say whether a line of its own beside the headline states a date."""
    beside = (line.text for line in page.lines[place + 1 : place + _BESIDE + 1] if len(line.text) <= OWN_LINE)
    return place >= 0 and any(YEAR.search(statement) for line in beside for statement in stated(line))


def from_window(markup: Markup) -> Iterator[Candidate]:
    """Yield a day that the window's title states beside the headline: `Headline | DW | 19.01.2020`."""
    words = "" if markup.tree is None else markup.tree.findtext(".//title") or ""
    title = " ".join(words.split())
    yield from (("published", part, "title") for part in _TITLE_PARTS.split(title)[1:] if _TITLE_DAY.fullmatch(part))


def from_scripts(markup: Markup) -> Iterator[Candidate]:
    """Yield the publication that a page's scripts state, if it is just one: the first, else the one displayed."""
    scripts = () if markup.tree is None else markup.tree.iter("script")
    found: dict[int, set[str]] = {}
    for standing, match in (pair for script in scripts for pair in _scripted(script.text or "")):
        found.setdefault(standing, set()).add(match[1].strip())
    best = found[min(found)] if found else set()
    if len(best) == 1:
        yield "published", best.pop(), "script"


def _scripted(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield what a script calls a publication, with its standing: the first, the displayed one, any, a creation."""
    for standing, pattern in enumerate(_SCRIPTED, 1):
        for match in pattern.finditer(text):
            before = text[max(match.start() - 8, 0) : match.start()]
            if not _NOT_FIRST.search(before):
                yield 0 if _FIRST.search(before) else standing, match


def from_visible(statements: list[str]) -> Iterator[Candidate]:
    """Yield what the reader sees; a statement labelled as an update is one."""
    for raw in statements:
        if UPDATED.search(raw):
            yield "modified", raw, "text"
            yield "published", raw, "update"
        else:
            yield "published", raw, "text"


def from_capture(capture: Capture) -> Iterator[Candidate]:
    """Yield what the source said of the link, the address, and HTTP's Last-Modified."""
    kind = capture.link.kind if capture.link.kind in SOURCES else "listing"
    for field, raw in (("published", capture.link.hints.published), ("modified", capture.link.hints.modified)):
        if raw:
            yield field, raw, kind
    if match := _URL_DATE.search(capture.link.url):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        yield "published", f"{year}-{month}-{day}", "url"
    if capture.last_modified:
        yield "modified", capture.last_modified, "http:last-modified"


def _field(page: Page, number: int, element: Any, many: int) -> str:
    """Say which of its times a `<time>` states: by the words before it, its own, its class; a lone one is the first.

    Themes give the class `updated` to every time, as the hAtom format asks for it.
    """
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    shown = " ".join(element.text_content().split())
    line = page.lines[number].text if number < len(page.lines) else ""
    before = line.partition(shown or "\0")[0]
    if UPDATED.match(shown) or UPDATED.match(before.rpartition("|")[2][-40:]):
        return "modified"
    if _PUBLISHED_CLASS.search(names):
        return "published"
    return "modified" if many > 1 and _UPDATED_CLASS.search(names) else "published"
