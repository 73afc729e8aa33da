"""The kind `listing`: section pages whose links are picked by pattern or CSS selector, one for each day or page.

Hides `{date}` and `{page}`, and the many links of a page that are not articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from re import search
from typing import Annotated, ClassVar
from urllib.parse import urldefrag, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree, html
from pydantic import AfterValidator, Field, model_validator

from tasks.records import Exchange, Hints, Link, Reason, Site
from tasks.sources.document import join, parse_html, read_document
from tasks.sources.spec import Context, Discovered, Regex, SourceError, SourceGone, WebEntry, WebUrl, each, is_web_url


def _css(value: str) -> str:
    from cssselect import SelectorError  # only a source with `css` needs it
    from lxml.cssselect import CSSSelector

    try:
        CSSSelector(value, translator="html")
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"a CSS selector such as 'div.list a', and this one cannot be read: {error}") from None
    return value


class ListingEntry(WebEntry):
    """Section pages: the links on them that match a pattern or stand in a selected part."""

    kind: ClassVar[str] = "listing"
    example: ClassVar[str] = '[[listing]]\nurl = "https://example.org/markets/{date}/"\nlink = "/articles/"\ndays = 3\n'

    url: WebUrl = Field(description="address of the page; {date} and {page} in it are filled in")
    link: Regex | None = Field(default=None, description="regular expression that an article's URL matches")
    css: Annotated[str, AfterValidator(_css)] | None = Field(
        default=None, description="CSS selector of the links, or of what they stand in"
    )
    days: int = Field(default=1, ge=1, description="with {date}: read today's page and those of the days before")
    date_format: str = Field(default="%Y-%m-%d", description="with {date}: how a day is written, as in strftime")
    pages: int = Field(default=1, ge=1, description="with {page}: how many to read for each day, at most")
    first_page: int = Field(default=1, ge=0, description="with {page}: number of the first one")
    same_host: bool = Field(default=True, description="only links to the host of the page itself")

    @model_validator(mode="after")
    def _is_consistent(self) -> ListingEntry:
        if not (self.link or self.css):
            raise ValueError("'link' (a pattern of article addresses) or 'css' (a selector) is needed, or both")
        if self.days > 1 and "{date}" not in self.url:
            raise ValueError("'days' needs {date} in 'url'")
        if self.pages > 1 and "{page}" not in self.url:
            raise ValueError("'pages' needs {page} in 'url'")
        return self

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        yield from each(self._urls(site, context), lambda url: self._read_day(url, site, context), context)

    def _urls(self, site: Site, context: Context) -> list[str]:
        """Return the address for each day, newest first, `{page}` still in it."""
        today = context.now.astimezone(ZoneInfo(site.zone or "UTC"))
        days = [(today - timedelta(days=back)).strftime(self.date_format) for back in range(self.days)]
        return [self.url.replace("{date}", day) for day in days]

    def _read_day(self, url: str, site: Site, context: Context) -> Iterator[Discovered]:
        """Read page after page, until one is missing or shows nothing new."""
        seen: set[str] = set()
        for number in range(self.first_page, self.first_page + self.pages):
            page = url.replace("{page}", str(number))
            try:
                found = self.links(read_document(context, page))
            except SourceError as error:
                if number == self.first_page:
                    raise
                if not isinstance(error, SourceGone):
                    yield context.reject(page, Reason.SOURCE_UNREADABLE, str(error))
                return
            for link in (link for link in found if link not in seen):
                yield Link(link, site.name, context.now, self.kind, page, Hints(title=found[link]))
            if seen.issuperset(found):
                return
            seen.update(found)

    def links(self, exchange: Exchange) -> dict[str, str | None]:
        """Return the article links of a page with their anchor texts, the longest where a link stands there twice."""
        url = exchange.final_url
        tree = parse_html(exchange)
        base = join(url, next(iter(tree.xpath("//base/@href")), ""))
        titles: dict[str, str | None] = {}
        for anchor in self._anchors(tree):
            link = urldefrag(join(base, anchor.get("href", "")))[0]
            if not self._is_article(link, url):
                continue
            title = " ".join(anchor.text_content().split()) or anchor.get("title") or None
            titles[link] = max(titles.get(link), title, key=lambda text: len(text or ""))
        return titles

    def _anchors(self, tree: html.HtmlElement) -> list[html.HtmlElement]:
        if self.css is None:
            return tree.xpath("//a[@href]")
        return [anchor for part in tree.cssselect(self.css) for anchor in part.xpath("descendant-or-self::a[@href]")]

    def _is_article(self, link: str, page: str) -> bool:
        if not is_web_url(link) or link == page:
            return False
        if self.same_host and _host(link) != _host(page):
            return False
        return self.link is None or search(self.link, link) is not None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
