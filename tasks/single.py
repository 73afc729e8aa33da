"""One page or one source at a time, without a run: for trying things out. Nothing is stored."""

from __future__ import annotations

import mimetypes
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from tasks.fetch import Fetcher, exchange_capture, payload_capture
from tasks.page import process
from tasks.records import Article, Capture, Link, Outcome, PageError, Payload, Reason, Reject, Site
from tasks.settings import Settings
from tasks.sources import Source, discover, load_sources
from tasks.sources.addresses import is_web_url, without_user
from tasks.sources.document import unpack
from tasks.sources.find import find, to_toml
from tasks.sources.spec import Context, check_options
from tasks.sources.values import tidy_name

_WEB = re.compile(r"https?://", re.IGNORECASE)
_WARC = b"WARC/"  # with which each record begins


class SingleError(Exception):
    """A page or a site that could not be read; the message is one line."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


@dataclass(slots=True)
class Trial:
    """What a few pages of a source would become."""

    found: int = 0
    pages: list[tuple[str, Article | PageError]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def extract_one(page: str, *, url: str | None, zone: str | None, private: bool, settings: Settings) -> Article:
    """Read or fetch one page and return what it would become.

    Raises:
        SingleError: it cannot be read, or gives no article.
        SourceError: the zone is none.
    """
    check_options(zone=zone)
    if _WEB.match(page):
        _check_address(page, page)
        site = Site(name=urlsplit(page).hostname or "page", zone=zone, private=private)
        capture = _fetched(page, site, settings)
    else:
        if url is not None:
            _check_address(url, f"--url {url!r}")
        site = Site(name="page", zone=zone)
        capture = _read(page, url, site)
    try:
        return process(capture, site)
    except PageError as reject:
        raise SingleError(f"{page}: no article: {reject}", status=1) from None


def _check_address(url: str, said: str) -> None:
    _check_user(url)
    if not is_web_url(url):
        raise SingleError(f"{said}: expected an absolute address, http://… or https://…")


def _check_user(url: str) -> None:
    if url != without_user(url):
        raise SingleError(f"{without_user(url)}: write the address so, without a user or password: none is sent")


def _read(page: str, url: str | None, site: Site) -> Capture:
    try:
        content = sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()
    except OSError as error:
        raise SingleError(f"{page}: {error.strerror or error}; give a file, `-` or a URL") from None
    content = unpack(content, page)
    if content.startswith(_WARC):
        raise SingleError(f"{page}: a WARC file, of many pages; load it with: finews import FILE")
    kind = "text/markdown" if page.endswith((".md", ".markdown")) else mimetypes.guess_type(page)[0] or "text/html"
    address = url or ("stdin:" if page == "-" else Path(page).resolve().as_uri())
    now = datetime.now(UTC)
    link = Link(address, site.name, now, "file", page, payload=Payload(content, kind))
    return payload_capture(link, now)


def _fetched(url: str, site: Site, settings: Settings) -> Capture:
    link = Link(url, site.name, datetime.now(UTC), "url", url)
    with Fetcher(settings, private=site.private) as fetcher:
        exchange = fetcher.fetch(link)
    if exchange.outcome is not Outcome.FETCHED:
        raise SingleError(f"{url}: {exchange.reason}: {exchange.detail}", status=1)
    return exchange_capture(exchange)


def try_source(name: str, pages: int, settings: Settings) -> Trial:
    """Show what the first few links of a source would become.

    Raises:
        SourceError: there is no such source, or its file has a mistake.
        ContactMissing: a public site, and FINEWS_CONTACT is not set.
    """
    source = load_sources(settings.sources, [name])[0]
    trial = Trial()
    with Fetcher(settings, private=source.private, delay=source.delay) as fetcher:
        links: dict[str, Link] = {}
        for found in discover(source, _context(source.name, fetcher)):
            if isinstance(found, Reject):
                trial.notes.append(f"{found.url}: {found.reason}: {found.detail}")
            else:
                trial.found += 1
                if len(links) < pages:
                    links.setdefault(found.url, found)
        for link in links.values():
            trial.pages.append((link.url, _tried(link, source, fetcher)))
    return trial


def _tried(link: Link, source: Source, fetcher: Fetcher) -> Article | PageError:
    try:
        if link.payload:
            return process(payload_capture(link, link.found_at), source.site)
        exchange = fetcher.fetch(link)
        if exchange.outcome is not Outcome.FETCHED:
            return PageError(exchange.reason or Reason.PROTOCOL, exchange.detail or "")
        return process(exchange_capture(exchange), source.site)
    except PageError as reject:
        return reject


def _context(name: str, fetcher: Fetcher) -> Context:
    now = datetime.now(UTC)
    return Context(fetch=lambda url: fetcher.fetch(Link(url, name, now, "poll", url)), now=now)


def add_source(
    url: str, *, name: str | None, zone: str | None, language: str | None, private: bool, settings: Settings
) -> Path:
    """Find a site's feeds and sitemaps and write its source file.

    Raises:
        SingleError: nothing was found, or the file exists.
        SourceError: an option has a value that may not stand in a source file.
    """
    check_options(name=name, zone=zone, language=language)
    _check_user(url)
    if not is_web_url(url):
        raise SingleError(f"{url}: not a web address; write it with https://")
    if name is None:
        name = tidy_name((urlsplit(url).hostname or "").removeprefix("www."))
    path = settings.sources / f"{name}.toml"
    if path.exists():
        raise SingleError(f"{path} exists; choose another --name, or edit the file")
    with Fetcher(settings, private=private, delay=0 if private else None) as fetcher:
        found = find(url, _context(name, fetcher).fetch)
    if not found:
        raise SingleError(
            f"{url}: no feed and no sitemap found; write {path} with a [[listing]] of its section pages "
            "(sources/example.toml.off shows how)",
            status=1,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")  # so that no half of a file is ever there
    try:
        new.write_text(to_toml(name, found, zone=zone, language=language, private=private), encoding="utf-8")
        return new.replace(path)
    finally:
        new.unlink(missing_ok=True)
