"""The kind `listing`: section pages whose links are picked by pattern or CSS selector, one for each day or page.

Hides `{date}` and `{page}`, and the many links of a page that are not articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from re import search
from typing import Annotated, ClassVar, Self
from urllib.parse import urldefrag, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree, html
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tasks.records import Exchange, Hints, Link, Site
from tasks.sources.addresses import is_web_url, tidy_url
from tasks.sources.document import base_of, join, parse_html, read_document
from tasks.sources.spec import Context, Discovered, SourceError, SourceGone, WebEntry, each
from tasks.sources.values import Regex, Switch, UrlTemplate

KIND = "listing"
_AROUND = 300  # characters of a list item, at most


def _css(value: str) -> str:
    from cssselect import SelectorError  # only a source with `css` needs it
    from lxml.cssselect import CSSSelector

    try:
        CSSSelector(value, translator="html")
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"a CSS selector such as 'div.list a', and this one cannot be read: {error}") from None
    return value


@dataclass(frozen=True, slots=True)
class Item:
    """A link as it stands on a page."""

    title: str | None
    anchor: html.HtmlElement

    @property
    def around(self) -> str:
        """The words of what it stands in, as far as that is about nothing else."""
        words = ""
        for part in islice(self.anchor.iterancestors(), 3):
            if len(part.xpath("(.//a[@href])[2]")) or len(text := " ".join(part.text_content().split())) > _AROUND:
                break
            words = text
        return words


class SectionPages(BaseModel):
    """Pages with links to articles: which ones to read, and which of their links to take."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: UrlTemplate = Field(description="address of the page; {date} and {page} in it are filled in")
    link: Regex | None = Field(default=None, description="regular expression that an article's URL matches")
    css: Annotated[str, AfterValidator(_css)] | None = Field(
        default=None, description="CSS selector of the links, or of what they stand in"
    )
    date_format: str = Field(default="%Y-%m-%d", description="with {date}: how a day is written, as in strftime")
    pages: int = Field(default=1, ge=1, description="with {page}: how many to read for each day, at most")
    first_page: int = Field(default=1, ge=0, description="with {page}: number of the first one")
    same_host: Switch = Field(default=True, description="only links to the host of the page itself")

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if not (self.link or self.css):
            raise ValueError("'link' (a pattern of article addresses) or 'css' (a selector) is needed, or both")
        if self.pages > 1 and "{page}" not in self.url:
            raise ValueError("'pages' needs {page} in 'url'")
        return self

    def day_url(self, day: date) -> str:
        """Return the address of a day's list, `{page}` still in it."""
        return self.url.replace("{date}", day.strftime(self.date_format))

    def read_day(self, day: date, site: Site, context: Context) -> Iterator[Discovered]:
        """Read a day's list, page after page, until one is missing or shows nothing new."""
        of_day = day if "{date}" in self.url else None
        seen: set[str] = set()
        for number in range(self.first_page, self.first_page + self.pages):
            page = self.day_url(day).replace("{page}", str(number))
            try:
                found = self.links(read_document(context, page))
            except SourceError as error:
                if number == self.first_page:
                    raise
                if not isinstance(error, SourceGone):
                    yield context.unreadable(page, str(error), of_day)
                return
            for link in (link for link in found if link not in seen):
                hints = Hints(title=found[link], day=of_day.isoformat() if of_day else None)
                yield Link(link, site.name, context.now, KIND, page, hints)
            if seen.issuperset(found):
                return
            seen.update(found)

    def links(self, exchange: Exchange) -> dict[str, str | None]:
        """Return the article links of a page with their anchor texts, the longest where a link stands there twice."""
        return {url: item.title for url, item in self.items(exchange).items()}

    def items(self, exchange: Exchange) -> dict[str, Item]:
        """Return the article links of a page with what is said of them."""
        url = exchange.final_url
        tree = parse_html(exchange)
        base = base_of(tree, url)
        items: dict[str, Item] = {}
        for anchor in self._anchors(tree):
            link = urldefrag(tidy_url(join(base, anchor.get("href", ""))))[0]
            if not self._is_article(link, url):
                continue
            title = " ".join(anchor.text_content().split()) or anchor.get("title") or None
            before = items.get(link, Item(None, anchor))
            items[link] = Item(max(before.title, title, key=lambda text: len(text or "")), before.anchor)
        return items

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


class ListingEntry(SectionPages, WebEntry):
    """Section pages: the links on them that match a pattern or stand in a selected part."""

    kind: ClassVar[str] = KIND
    example: ClassVar[str] = '[[listing]]\nurl = "https://example.org/markets/{date}/"\nlink = "/articles/"\ndays = 3\n'

    days: int = Field(
        default=1, ge=1, le=3660, description="with {date}: read today's page and those of the days before"
    )

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.days > 1 and "{date}" not in self.url:
            raise ValueError("'days' needs {date} in 'url'")
        return self

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        today = context.now.astimezone(ZoneInfo(site.zone or "UTC")).date()
        days = {self.day_url(day): day for day in (today - timedelta(days=back) for back in range(self.days))}
        yield from each(list(days), lambda url: self.read_day(days[url], site, context), context)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
