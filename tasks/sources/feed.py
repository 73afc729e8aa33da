"""The kind `feed`: RSS, Atom, RDF and JSON Feed. Hides their dialects; every time stays as the feed wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field

from tasks.records import Exchange, Hints, Link, Site
from tasks.sources.addresses import is_web_url
from tasks.sources.document import decode, describe, join, plain_text, read_document
from tasks.sources.spec import Context, Discovered, SourceError, WebEntry
from tasks.sources.values import WebUrl

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


class FeedEntry(WebEntry):
    """A feed: RSS, Atom, RDF or JSON Feed."""

    kind: ClassVar[str] = "feed"
    example: ClassVar[str] = '[[feed]]\nurl = "https://example.org/feed.xml"\n'

    url: WebUrl = Field(description="address of the feed")

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        exchange = read_document(context, self.url)
        for url, hints in parse_feed(exchange).items:
            yield Link(url, site.name, context.now, self.kind, self.url, hints)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own title, and its items as URL and hints."""

    title: str | None
    items: list[tuple[str, Hints]]


def parse_feed(exchange: Exchange) -> Feed:
    """Parse a feed of any kind.

    Raises:
        SourceError: it is none.
    """
    url = exchange.final_url
    text = decode(exchange.body, exchange.header("Content-Type")).lstrip("\ufeff \t\r\n")
    feed = _parse_json(text, url) if text.startswith("{") else _parse_xml(text, url)
    if feed is None:
        raise SourceError(f"{url}: not a feed, but {describe(exchange.body)}")
    return feed


def _parse_xml(text: str, url: str) -> Feed | None:
    import feedparser  # 50 ms, and only feeds need it

    body = _XML_DECLARATION.sub("", text).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed = feedparser.parse(body, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # whatever it trips over, the document is to blame
        raise SourceError(f"{url}: a feed that cannot be parsed ({type(error).__name__}: {error})") from None
    version = parsed.get("version", "")
    if not version and not parsed.entries:
        return None
    is_atom = version.startswith("atom")
    language = parsed.feed.get("language")
    items = [_xml_item(item, url, language, is_atom) for item in parsed.entries]
    return Feed(plain_text(parsed.feed.get("title")), items)


def _xml_item(item: Any, url: str, language: str | None, is_atom: bool) -> tuple[str, Hints]:
    published, modified = item.get("published"), dict.get(item, "updated")  # its own get() falls back on published
    if not published and not is_atom:  # dc:date, which in RSS and RDF is the date of publication
        published, modified = modified, None
    guid = item.get("id")
    link = item.get("feedburner_origlink") or item.get("link") or (guid if is_web_url(guid or "") else "")
    tags = tuple(filter(None, (plain_text(tag.get("term") or tag.get("label")) for tag in item.get("tags", ()))))
    return join(url, link) if link else "", Hints(
        title=plain_text(item.get("title")),
        published=published,
        modified=modified,
        summary=plain_text(item.get("summary")),
        authors=_authors(item),
        category=tags[0] if tags else None,
        tags=tags,
        language=language,
        media=plain_text(item.get("source", {}).get("title")),
        source_id=guid,
    )


def _authors(item: Any) -> tuple[str, ...]:
    names = (plain_text(author.get("name")) for author in item.get("authors", ()))
    return tuple(dict.fromkeys(name for name in names if name))


def _parse_json(text: str, url: str) -> Feed | None:
    """Parse JSON Feed 1.0 or 1.1 (jsonfeed.org/version/1.1)."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = document.get("items")
    if not isinstance(items, list):
        return None
    return Feed(_text(document, "title"), [_json_item(item, document, url) for item in items if isinstance(item, dict)])


def _json_item(item: dict[str, Any], document: dict[str, Any], url: str) -> tuple[str, Hints]:
    guid = _text(item, "id")
    link = _text(item, "url") or _text(item, "external_url") or (guid if is_web_url(guid or "") else None)
    tags = tuple(tag for tag in _list(item, "tags") if isinstance(tag, str))
    return join(url, link) if link else "", Hints(
        title=_text(item, "title"),
        published=_text(item, "date_published"),
        modified=_text(item, "date_modified"),
        summary=_text(item, "summary") or _text(item, "content_text") or plain_text(_text(item, "content_html")),
        authors=_json_authors(item) or _json_authors(document),
        category=tags[0] if tags else None,
        tags=tags,
        language=_text(item, "language") or _text(document, "language"),
        source_id=guid,
    )


def _json_authors(item: dict[str, Any]) -> tuple[str, ...]:
    people = _list(item, "authors") or [item.get("author")]  # 1.0 has one author
    names = [_text(person, "name") for person in people if isinstance(person, dict)]
    return tuple(name for name in names if name)


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _text(item: dict[str, Any], key: str) -> str | None:
    value = item.get(key)
    return " ".join(str(value).split()) or None if isinstance(value, str | int) else None
