"""The kind `sitemap`: sitemaps.org XML or text, indexes of them, gzip, and the Google News extension.

Hides nesting: a daily crawl can ask for the newest child sitemaps only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar

from lxml import etree
from pydantic import Field

from tasks.records import Hints, Link, Reason, Site
from tasks.sources.addresses import is_web_url
from tasks.sources.document import decode, describe, join, read_document, unpack
from tasks.sources.spec import Context, Discovered, SourceError, WebEntry, each
from tasks.sources.values import WebUrl

_MAX_DEPTH = 3  # an index that names indexes; the protocol allows none of it
_MAX_DOCUMENTS = 2000  # read for one entry
_NEWS = "://www.google.com/schemas/sitemap-news/"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b")
_ROOT_END = re.compile(rb"(?:</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*|<(?:urlset|sitemapindex)[^>]*/)>")
_ITEM_END = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>")
_BARE = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!#?\w+;)", re.DOTALL)  # an ampersand that begins no entity
_W3C_DATE = {4: "-01-01", 7: "-01"}  # what a year or a month lacks, by its length
_OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap document: its pages, or (of an index) its children with their `lastmod`."""

    pages: list[tuple[str, Hints]]
    children: list[tuple[str, str | None]]
    is_cut: bool  # it ends before its last tag

    @property
    def is_news(self) -> bool:
        """Whether it carries the news extension, and so the time of each article."""
        return any(hints.published for _, hints in self.pages)


class SitemapEntry(WebEntry):
    """A sitemap, or an index of sitemaps."""

    kind: ClassVar[str] = "sitemap"
    example: ClassVar[str] = '[[sitemap]]\nurl = "https://example.org/sitemap-news.xml"\n'

    url: WebUrl = Field(description="address of the sitemap or of the index")
    newest: int | None = Field(
        default=None,
        ge=1,
        description="of an index, read only that many sitemaps, by their lastmod; those without come last",
    )

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        yield from self._read(self.url, site, context, {self.url}, depth=1)

    def _read(self, url: str, site: Site, context: Context, seen: set[str], depth: int) -> Iterator[Discovered]:
        exchange = read_document(context, url)
        sitemap = parse_sitemap(exchange.body, exchange.final_url, exchange.header("Content-Type"))
        for page, hints in sitemap.pages:
            yield Link(page, site.name, context.now, self.kind, url, hints)
        if sitemap.is_cut:
            found = len(sitemap.pages) + len(sitemap.children)
            yield context.reject(url, Reason.RECORD_TRUNCATED, f"{url}: ends early, {found} addresses read")
        check_depth(sitemap, url, depth)
        children = [child for child in newest_first(sitemap.children, self.newest) if child not in seen]
        readable = children[: _MAX_DOCUMENTS - len(seen)]
        seen.update(readable)
        yield from each(readable, lambda child: self._read(child, site, context, seen, depth + 1), context)
        if len(readable) < len(children):
            detail = f"{url}: {len(children) - len(readable)} sitemaps left out, `newest` picks the newest"
            yield context.reject(url, Reason.TOO_MANY_LINKS, detail)


def check_depth(sitemap: Sitemap, url: str, depth: int) -> None:
    """Refuse an index in an index in an index.

    Raises:
        SourceError: it is one.
    """
    if sitemap.children and depth >= _MAX_DEPTH:
        raise SourceError(f"{url}: an index of sitemaps {_MAX_DEPTH} levels deep; name one of its sitemaps instead")


def newest_first(children: list[tuple[str, str | None]], count: int | None) -> list[str]:
    """Return the addresses of the `count` newest children, newest first; of all in their own order without a count."""
    if count is not None:
        children = sorted(children, key=lambda child: _instant(child[1]), reverse=True)[:count]
    return list(dict.fromkeys(url for url, _ in children))


def _instant(lastmod: str | None) -> datetime:
    """Read a W3C datetime for sorting only; without a zone it counts as UTC."""
    said = lastmod or ""
    try:
        value = datetime.fromisoformat(said + _W3C_DATE.get(len(said), ""))
    except ValueError:
        return _OLDEST
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Sitemap:
    """Parse one sitemap document, XML or text, gzip or not.

    Raises:
        SourceError: it is none.
    """
    body = unpack(body, url)
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        sitemap = _parse_xml(body, url)
    else:
        lines = [line.strip() for line in decode(body, content_type).lstrip("\ufeff").splitlines() if line.strip()]
        sitemap = Sitemap([(line, Hints()) for line in lines], [], False) if lines and is_web_url(lines[0]) else None
    if sitemap is None:
        raise SourceError(f"{url}: not a sitemap, but {describe(body)}")
    return sitemap


def _parse_xml(body: bytes, url: str) -> Sitemap | None:
    """Read the tags one by one, so that 50 MB of them need little memory; broken markup is read as far as it can be."""
    if not _ROOT.search(body[:10_000].replace(b"\0", b"")):  # NUL: UTF-16
        return None
    is_cut = not _ROOT_END.search(body[-1000:].replace(b"\0", b""))
    if is_cut:
        body = body[: max((match.end() for match in _ITEM_END.finditer(body)), default=0)] or body
    if b"\0" not in body[:100]:  # else UTF-16; lxml would leave a bare ampersand out, with the name that follows it
        body = _BARE.sub(lambda found: found[1] or b"&amp;", body)
    pages: list[tuple[str, Hints]] = []
    children: list[tuple[str, str | None]] = []
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body.lstrip()), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False
        ):
            if element.tag.endswith("url"):
                pages.append(_page(element, url))
            else:
                children.append((join(url, _child(element, "loc") or ""), _child(element, "lastmod")))
            element.clear()
    except etree.XMLSyntaxError:
        pass  # past recovery: what was read stands
    return Sitemap(pages, children, is_cut)


def _page(element: etree._Element, url: str) -> tuple[str, Hints]:
    loc, lastmod, news = "", None, None
    for child in element:
        name = _local_name(child.tag)
        if name == "loc":
            loc = loc or (child.text or "").strip()
        elif name == "lastmod":
            lastmod = (child.text or "").strip() or None
        elif name == "news" and _NEWS in child.tag:
            news = child
    if not loc.startswith("http"):
        loc = join(url, loc) if loc else ""
    return loc, _news_hints(news, lastmod) if news is not None else Hints(modified=lastmod)


def _news_hints(news: etree._Element, lastmod: str | None) -> Hints:
    """Read the news extension (Google, sitemap-news/0.9)."""
    publication = next((child for child in news if str(child.tag).endswith("}publication")), news)
    keywords = (_child(news, "keywords") or "").split(",")
    return Hints(
        title=_child(news, "title"),
        published=_child(news, "publication_date"),
        modified=lastmod,
        tags=tuple(keyword.strip() for keyword in keywords if keyword.strip()),
        language=_child(publication, "language"),
        media=_child(publication, "name"),
    )


@lru_cache(maxsize=256)  # a sitemap has five names, each 50,000 times
def _local_name(tag: object) -> str:
    """The name of a tag without its namespace; of a comment there is none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: etree._Element, name: str) -> str | None:
    for child in element:
        if _local_name(child.tag) == name:
            return " ".join((child.text or "").split()) or None
    return None
