"""Finds the feeds and sitemaps of a site, each verified by reading it, and writes the source file for them.

Hides where sites put such documents: link tags, robots.txt, the usual paths.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.records import Exchange, Fetch, Outcome
from tasks.sources.addresses import is_web_url
from tasks.sources.document import base_of, decode, join, parse_html
from tasks.sources.feed import parse_feed
from tasks.sources.sitemap import parse_sitemap
from tasks.sources.spec import SourceError

_FEED_TYPES = re.compile(r"(?:application|text)/(?:(?:(?:rss|atom|rdf)\+)?xml|(?:feed\+)?json)\b", re.IGNORECASE)
_FEED_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
_SITEMAP_PATHS = ("/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
_ROBOTS_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MAX_READ = 20  # documents tried for one site


@dataclass(frozen=True, slots=True)
class Found:
    """A feed or sitemap that was read: how many links it has (an index: how many sitemaps)."""

    kind: str
    url: str
    links: int
    title: str | None = None
    is_news: bool = False  # a sitemap with the news extension, and so with times
    is_index: bool = False

    @property
    def words(self) -> str:
        """What it is, in a few words for people."""
        counted = f"{self.links} {'sitemap' if self.is_index else 'link'}{'s' * (self.links != 1)}"
        if self.kind == "feed":
            return f"feed, {counted}" + (f", {self.title}" if self.title else "")
        return f"{'news sitemap' if self.is_news else 'index' if self.is_index else 'sitemap'}, {counted}"


def find(url: str, fetch: Fetch) -> list[Found]:
    """Return the feeds and sitemaps of a site, best first: news sitemaps, feeds, other sitemaps.

    Raises:
        SourceError: the address cannot be read.
    """
    if not is_web_url(url):
        raise SourceError(f"{url!r} is no absolute address (http://… or https://…)")
    exchange = fetch(url)
    if exchange.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
        raise SourceError(f"{url}: {exchange.detail or exchange.reason or exchange.outcome}")
    if direct := verify(exchange):
        return [direct]
    found = [*_first_group(_feed_groups(exchange), fetch), *_first_group(_sitemap_groups(exchange, fetch), fetch)]
    return sorted(found, key=lambda one: (not one.is_news, one.kind != "feed", one.is_index))


def verify(exchange: Exchange) -> Found | None:
    """Say what feed or sitemap a document is, or None if it is neither or names nothing."""
    if exchange.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
        return None
    url = exchange.final_url
    try:
        sitemap = parse_sitemap(exchange.body, url, exchange.header("Content-Type"))
        links = len(sitemap.pages) or len(sitemap.children)
        return Found("sitemap", url, links, None, sitemap.is_news, not sitemap.pages) if links else None
    except SourceError:
        pass
    try:
        feed = parse_feed(exchange)
    except SourceError:
        return None
    return Found("feed", url, len(feed.items), feed.title) if feed.items else None


def _first_group(groups: Iterator[list[str]], fetch: Fetch) -> list[Found]:
    """Verify the addresses of one group after another, until one has something in it."""
    for urls in groups:
        found: dict[bytes, Found] = {}  # by content: one feed often has several addresses
        for url in list(dict.fromkeys(urls))[:_MAX_READ]:
            exchange = fetch(url)
            if one := verify(exchange):
                found.setdefault(exchange.body, one)
        if found:
            return list(found.values())
    return []


def _feed_groups(exchange: Exchange) -> Iterator[list[str]]:
    yield _declared_feeds(exchange)
    yield [join(exchange.final_url, path) for path in _FEED_PATHS]


def _sitemap_groups(exchange: Exchange, fetch: Fetch) -> Iterator[list[str]]:
    robots = fetch(join(exchange.final_url, "/robots.txt"))
    text = decode(robots.body) if robots.outcome in (Outcome.FETCHED, Outcome.UNCHANGED) else ""
    yield [join(exchange.final_url, url) for url in _ROBOTS_SITEMAP.findall(text)]
    yield [join(exchange.final_url, path) for path in _SITEMAP_PATHS]


def _declared_feeds(exchange: Exchange) -> list[str]:
    """Return the feeds that a page names in its head, feeds of comments left out."""
    try:
        tree = parse_html(exchange)
    except SourceError:
        return []
    base = base_of(tree, exchange.final_url)
    urls = [
        join(base, link.get("href", ""))
        for link in tree.iter("link")
        if "alternate" in link.get("rel", "").lower().split() and _FEED_TYPES.match(link.get("type", "").strip())
    ]
    return [url for url in urls if is_web_url(url) and "/comments/" not in url and "wp-json" not in url]


def to_toml(name: str, found: list[Found], zone: str | None, language: str | None, private: bool) -> str:
    """Write the source file for what was found, with comments; plain sitemaps stay comments where there is better.

    Raises:
        SourceError: nothing was found, and what to write by hand instead.
    """
    if not found:
        raise SourceError(
            f"{name}: no feed and no sitemap to write; describe section pages in {name}.toml by hand instead: "
            '[[listing]], then url = "https://…", then link = "a pattern that only addresses of articles match"'
        )
    better = any(one.is_news or one.kind == "feed" for one in found)
    lines = [
        f"# {name}: found by `finews sources add`; try it with `finews sources test {name}`.",
        f"zone = {quoted(zone)}" if zone else '# zone = "Asia/Shanghai"  # IANA zone of times that state none',
        f"language = {quoted(language)}" if language else '# language = "zh"  # if all pages share one language',
        f"# media = {quoted(_publisher(found))}  # the publisher's name",
        *(["private = true  # allow addresses that are not public"] if private else []),
    ]
    for one in found:
        mark = "# " if better and one.kind == "sitemap" and not one.is_news else ""
        lines += ["", f"# {_printable(one.words)}", f"{mark}[[{one.kind}]]", f"{mark}url = {quoted(one.url)}"]
        if one.is_index:
            lines.append(f"{mark}newest = 2  # of the sitemaps it names, by lastmod")
    return "\n".join(lines) + "\n"


def _publisher(found: list[Found]) -> str:
    """Guess the publisher's name: a feed's title, or else the host."""
    host = (urlsplit(found[0].url).hostname or "").removeprefix("www.")
    return next((one.title for one in found if one.title), host)


def quoted(text: str) -> str:
    """Write a TOML string (JSON's escapes are TOML's too)."""
    return json.dumps(_printable(text), ensure_ascii=False)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
