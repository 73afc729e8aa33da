"""The pages that every program of the benchmark works on: real ones beside the checkout, else those of the newsroom.

Hides how a few hundred pages become any number of articles: each further copy of a page says its number in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from tasks.fetch.message import content_type
from tasks.records import Capture, Link, Outcome

PROJECT = Path(__file__).resolve().parents[1]
REAL = PROJECT.parent / "shared" / "data" / "pages" / "dev.warc.gz"
MARK = "<!--{0:05d}-->[{0:05d}] "  # ASCII, so that it is the same in every charset that extends it
STRIDE = 157  # a prime: any stretch of the articles holds pages of all kinds, each page once a round
_PARAGRAPH = re.compile(rb"<p(?:\s[^>]*)?>\s*([^<]{20,})", re.IGNORECASE)
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)
_OWN = re.compile(rb"""<(?:link[^>]*canonical|meta[^>]*og:url)[^>]*(?:href|content)=["'](?=/[^/])""", re.IGNORECASE)
_STRANGE = re.compile(r"[^A-Za-z0-9/_.-]+")


@dataclass(frozen=True)
class Page:
    """One page as its server sent it."""

    path: str  # of its original address, without characters that clients write differently
    content_type: str
    body: bytes

    def __post_init__(self) -> None:
        """Let no page declare an address on its server as its own: all its copies would be that one article."""
        object.__setattr__(self, "body", _OWN.sub(rb"\g<0>https://original.example", self.body))

    @cached_property
    def halves(self) -> tuple[bytes, bytes]:
        """The body before and after the place of the mark: the start of its longest paragraph."""
        paragraphs = _PARAGRAPH.finditer(self.body)
        longest = max(paragraphs, key=lambda match: len(match[1]), default=None)
        body = _BODY.search(self.body)
        cut = longest.start(1) if longest else body.end() if body else 0
        return self.body[:cut], self.body[cut:]

    def copy(self, number: int) -> bytes:
        """Return the body of a copy: a comment and a changed sentence make it an article of its own."""
        before, after = self.halves
        return b"".join((before, MARK.format(number).encode(), after))


def load_pages(archive: Path | None = None) -> list[Page]:
    """Read the pages of a WARC file; the real ones if none is named, the newsroom's if they are not there."""
    if archive or REAL.exists():
        return list(_archived(archive or REAL))
    return list(newsroom_pages())


def origin(pages: list[Page]) -> str:
    """Describe the pages in a few words."""
    where = "../shared/data/pages/dev.warc.gz" if REAL.exists() else "the example newsroom"
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    return f"{len(pages)} pages of {where}, {size:.0f} kB on average"


def _archived(path: Path) -> Iterator[Page]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            address = str(record.headers["WARC-Target-URI"])
            declared = record.http_headers.get("Content-Type") or "text/html"
            yield Page(_plain(address.partition("://")[2].partition("/")[2]), declared, record.reader.read())


def newsroom_pages() -> Iterator[Page]:
    """Yield the article pages of the example newsroom."""
    from examples.newsroom.site import Newsroom

    newsroom = Newsroom()
    for article in newsroom.articles:
        page = newsroom.page(article.path, "https://newsroom.example")
        yield Page(_plain(article.path), page.content_type, page.body)


def _plain(path: str) -> str:
    return _STRANGE.sub("-", path.partition("?")[0]).strip("/")[:150] or "index.html"


def targets(pages: list[Page], count: int) -> list[str]:
    """Return the request targets of `count` articles: every page once, then a second copy of every page, and so on."""
    places = ((n // len(pages), n * STRIDE % len(pages)) for n in range(count))
    return [f"/p/{copy:05d}/{number:04d}/{pages[number].path}" for copy, number in places]


def place(target: str) -> tuple[int, int]:
    """Return copy and page number of a request target."""
    _, _, copy, number, _ = target.split("/", 4)
    return int(copy), int(number)


def captures(pages: list[Page], count: int) -> list[Capture]:
    """Return the captures that a crawl of `count` articles makes, with their bodies in memory."""
    return [_capture(pages, target) for target in targets(pages, count)]


def _capture(pages: list[Page], target: str) -> Capture:
    copy, number = place(target)
    body = pages[number].copy(copy)
    media_type, charset = content_type(pages[number].content_type)
    url, now = f"http://127.0.0.1{target}", datetime.now(UTC)
    link = Link(url, "benchmark", now, "urls", "urls.txt")
    return Capture(
        capture_id=target, link=link, final_url=url, at=now, outcome=Outcome.FETCHED, status=200,
        media_type=media_type, charset=charset, body=body, bytes=len(body), sha256=sha256(body).hexdigest(),
        etag=None, last_modified=None, warc="", offset=0, length=0, elapsed_ms=0,
    )  # fmt: skip
