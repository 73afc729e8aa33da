"""Collects everything that states a time of an article, each with the place where it stands. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.normalize.labels import UPDATED
from tasks.normalize.markup import Markup
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
_PROPS, _PROPERTIES = (etree.XPath(f".//@{name}", smart_strings=False) for name in ("itemprop", "property"))
_DATED = frozenset(("datePublished", "dateModified"))
_MICRODATA = etree.XPath(
    "//body//*[@itemprop='datePublished' or @itemprop='dateModified' or @property='datePublished' or "
    "@property='dateModified']"
)
_NAMED_DATE = re.compile(  # names of meta tags that say it in their own way
    r"(?:^|[-_.: ])(?:first[-_]?)?publi(?:sh(?:ed|ing)?|cation|kation)?(?:[-_.: ]?(?:date|time|on|at|datum))?$|"
    r"(?:^|[-_.: ])pub(?:lish)?[-_]?(?:date|time)$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"last|latest|updat|modif|expir|re-?pub", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SCRIPTED = re.compile(
    r"""[Pp]ub(?:li(?:sh|c)(?:ed|ation)?)?[_-]?(?:[Tt]ime|[Dd]ate|[Aa]t|[Oo]n)["']?\s*[:=]\s*["']?"""
    r"""((?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\d{1,2}:\d{2}[^"'<,;]{0,12})"""
)
_UPDATED_CLASS = re.compile(r"updat|modif|revis", re.IGNORECASE)
_PUBLISHED_CLASS = re.compile(r"publish|entry-date|posted|created", re.IGNORECASE)
_AROUND_BEFORE, _AROUND_AFTER = 10, 25  # lines around the headline in which a <time> is the article's
_BESIDE = 6  # lines; a <time> further away ranks behind what the text beside the headline states


def from_front_matter(front_matter: dict[str, str]) -> Iterator[Candidate]:
    """Yield what a post's front matter states."""
    if raw := front_matter.get("date"):
        yield "published", raw, "front-matter"
    if raw := front_matter.get("last_modified_at") or front_matter.get("updated"):
        yield "modified", raw, "front-matter"


def from_markup(markup: Markup) -> Iterator[Candidate]:
    """Yield JSON-LD of the article and of the page, meta tags and microdata."""
    tree = markup.tree
    is_marked = tree is not None and not (_DATED.isdisjoint(_PROPS(tree)) and _DATED.isdisjoint(_PROPERTIES(tree)))
    marked = _MICRODATA(tree) if is_marked else []
    for field, keys in (("published", ("datePublished", "dateCreated", "uploadDate")), ("modified", ("dateModified",))):
        for node in (markup.article, *markup.pages):
            raw = next((node[key] for key in keys if node.get(key)), None)
            raw = raw[0] if isinstance(raw, list) and raw else raw
            if isinstance(raw, str):
                yield field, raw, "json-ld" if node is markup.article else "json-ld:page"
    for field, names in _METAS.items():
        for name in names:
            for raw in markup.metas.get(name, ())[:1]:
                yield field, raw, f"meta:{name}"
    for name, values in markup.metas.items():
        if name not in _KNOWN and _NAMED_DATE.search(name) and _YEAR.search(values[0]):
            yield "modified" if _AGAIN.search(name) else "published", values[0], f"meta:{name}"
    for field, prop in (("published", "datePublished"), ("modified", "dateModified")):
        element = next((e for e in marked if prop in (e.get("itemprop"), e.get("property"))), None)
        if element is not None:
            yield field, element.get("content") or element.get("datetime") or element.text_content(), "microdata"


def from_elements(page: Page, place: int) -> Iterator[Candidate]:
    """Yield the first `<time>` of either kind beside the headline; those further away belong to other articles."""
    near = [(n, e) for n, e in page.times if place < 0 or place - _AROUND_BEFORE <= n <= place + _AROUND_AFTER]
    near.sort(key=lambda item: item[0] < place)  # those behind the headline first
    fields = [(_field(page, number, element, len(near)), number, element) for number, element in near]
    seen: set[str] = set()
    for field, number, element in fields:
        if field not in seen:
            seen.add(field)
            far = ":far" if place >= 0 and abs(number - place) > _BESIDE else ""
            shown = " ".join(element.text_content().split())
            if stamp := element.get("datetime"):
                yield field, stamp, f"time-tag{far}"
            if shown and shown != stamp:
                yield field, shown, f"time-tag:shown{far}"


def from_scripts(markup: Markup) -> Iterator[Candidate]:
    """Yield the publication that a page's scripts state, if they state just one."""
    scripts = () if markup.tree is None else markup.tree.iter("script")
    found = {match[1].strip() for script in scripts if script.text for match in _SCRIPTED.finditer(script.text)}
    if len(found) == 1:
        yield "published", found.pop(), "script"


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
