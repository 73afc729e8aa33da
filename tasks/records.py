"""One frozen record per stage of the path source → link → capture → extraction → article.

Everything that passes from one stage to the next is declared here; reasons and states are enums,
so that a count by reason is a query and never a search through log lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


def stable_id(*parts: str) -> str:
    """Return 24 hex digits (96 bits of SHA-256) that are the same for the same parts on any machine."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_NORMALIZED = re.compile(r"https?://[a-z0-9.-]+(?::(?!80/|443/)[0-9]+)?/[^#]*", re.DOTALL)  # as nearly all URLs are


def url_id(url: str) -> str:
    """Identify a URL by its syntax-normalized form (RFC 3986 §6.2.2): case of scheme and host, port, fragment."""
    return stable_id("url", url if _NORMALIZED.fullmatch(url) else normalized(url))


def normalized(url: str) -> str:
    """Return a URL with scheme and host in lower case, a path, and neither its scheme's own port nor a fragment."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    rest = rest.partition("#")[0]
    cut = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    scheme, host, path = scheme.lower(), rest[:cut].lower(), rest[cut:]
    host = host.removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))
    return f"{scheme}://{host}{path if path.startswith('/') else '/' + path}"


class Stage(StrEnum):
    """Where on the path something happened."""

    DISCOVER = "discover"
    FETCH = "fetch"
    EXTRACT = "extract"
    NORMALIZE = "normalize"


class IngestMode(StrEnum):
    """How a capture came to us; only `live` captures were seen as the news was made."""

    LIVE = "live"
    BACKFILL = "backfill"
    ARCHIVE = "archive"


class Outcome(StrEnum):
    """What came of one visit to one link."""

    FETCHED = "fetched"  # a body to extract from
    UNCHANGED = "unchanged"  # 304, or the same body as last time
    GONE = "gone"  # 404, 410, a redirect to the home page
    REFUSED = "refused"  # any other 4xx
    BLOCKED = "blocked"  # we did not ask: robots.txt, a forbidden address, a host that wants time
    FAILED = "failed"  # no usable answer: network, TLS, 5xx after retries, too large


class Reason(StrEnum):
    """Why something could not become an article. One word a reason, for `rejects.reason`."""

    # discover
    SOURCE_UNREADABLE = "source_unreadable"  # a feed that is no feed, a missing folder
    NOT_REACHED = "not_reached"  # a list that does not go back to the days that are looked for
    POST_WITHOUT_TITLE = "post_without_title"
    POST_WITHOUT_DATE = "post_without_date"
    RECORD_TRUNCATED = "record_truncated"  # a WARC that ends inside a record
    CAPTURE_DATE = "capture_date"  # no WARC-Date that can be right; the page is taken, as seen at the import
    INDEX_LINE = "index_line"  # a line of an archive's index that names no capture
    DIGEST = "digest"  # a WARC record whose bytes do not have the digest that it states
    BAD_URL = "bad_url"
    TOO_MANY_LINKS = "too_many_links"  # a source named more than its `max_links` in one run
    # fetch
    ROBOTS = "robots"
    POSTPONED = "postponed"  # the host wants to be left alone for longer than a run waits
    ADDRESS = "address"  # not a public address, and the source is not `private`
    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROTOCOL = "protocol"  # an answer that is not HTTP, a broken encoding, a body cut short
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"  # too many, in a circle, or to nowhere
    HTTP_GONE = "http_gone"
    REDIRECT_HOME = "redirect_home"  # the address of an article that leads to a home page: there is no article
    HTTP_CLIENT_ERROR = "http_client_error"
    HTTP_SERVER_ERROR = "http_server_error"
    # extract
    NOT_TEXT = "not_text"  # an image, a PDF, a video
    EMPTY_BODY = "empty_body"
    NO_TEXT = "no_text"  # a page without a main text
    DEADLINE = "deadline"  # took longer than the deadline for a page
    WORKER_DIED = "worker_died"  # crashed or outgrew its memory
    EXTRACTOR_ERROR = "extractor_error"
    # normalize
    NO_TITLE = "no_title"


class Precision(StrEnum):
    """How exactly a time is known, finest first."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Hints(NamedTuple):
    """What a source itself says of a link, each as the source wrote it (times are not parsed here).

    A tuple, since a plan makes one for each of a hundred thousand links, and a frozen dataclass takes ten times longer.
    """

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    category: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    media: str | None = None
    source_id: str | None = None  # the feed's guid, a post's file name
    day: str | None = None  # YYYY-MM-DD, the calendar day at the source whose list named it


@dataclass(frozen=True)
class Payload:
    """A body that came with the link, so that nothing has to be fetched: a post, a WARC record."""

    content: bytes
    media_type: str  # "text/markdown", or "application/http; msgtype=response" for an HTTP message
    at: datetime | None = None  # when the archive captured it, if the archive says so
    record_id: str | None = None  # the WARC-Record-ID it had there
    fault: str | None = None  # why it cannot be believed: a digest that is not its own

    @cached_property
    def sha256(self) -> bytes:
        """Of the content; identifies a capture and is the digest of its record."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class Copy:
    """Where an archive keeps a page: what is read there counts as captured by that archive, at that time."""

    url: str  # the address to ask
    at: datetime  # when the archive captured it
    offset: int | None = None  # of its record, if `url` is a WARC file, in bytes
    length: int | None = None  # of that record as stored, in bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a source named, with its hints."""

    url: str
    source: str
    found_at: datetime
    kind: str  # the kind of entry that found it: feed, sitemap, …
    via: str  # the document in which it stood: a feed's URL, a file's name
    hints: Hints = Hints()  # noqa: RUF009 - a tuple, which nobody can change
    payload: Payload | None = None
    copy: Copy | None = None  # where to read it instead of at its own address

    @property
    def address(self) -> str:
        """What to ask for."""
        return self.copy.url if self.copy else self.url


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of a URL from the last visit that had a body."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    capture_id: str | None = None
    at: datetime | None = None  # when that body was captured


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its response, as sent and received (without transfer-encoding)."""

    url: str
    method: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes  # the body as transferred, content-encoding kept
    at: datetime
    elapsed_ms: int
    address: str | None = None  # the IP address that answered
    truncated: str | None = None  # why `raw` is not whole: length, time, disconnect (WARC 1.1 §5.13)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything one visit to a link brought: its hops, the decoded body of the last one, the outcome."""

    link: Link
    outcome: Outcome
    at: datetime
    hops: tuple[Hop, ...] = ()
    body: bytes = b""  # of the last hop, content-encoding undone
    sha256: str | None = None  # of `body`
    reason: Reason | None = None
    detail: str | None = None
    known: Known | None = None  # what was known before this visit
    elapsed_ms: int = 0
    received: int = 0  # bytes of a body that was given up, content-encoding undone

    @property
    def was_asked(self) -> bool:
        """Whether any request was made, or would be made in vain: not if the host only wants time."""
        return bool(self.hops) or self.reason is not Reason.POSTPONED

    @property
    def final_url(self) -> str:
        """The URL that answered last."""
        return self.hops[-1].url if self.hops else self.link.url

    @property
    def status(self) -> int | None:
        """The last HTTP status, or None if nothing answered."""
        return self.hops[-1].status if self.hops else None

    def header(self, name: str) -> str | None:
        """Return the last response's header of that name, whatever its case."""
        if not self.hops:
            return None
        wanted = name.lower()
        return next((value for key, value in self.hops[-1].headers if key.lower() == wanted), None)


WATCH = "watch"  # the `via` of a link that no document names any more, visited to see whether it was revised
Fetch = Callable[[str], Exchange]
"""How a source gets a document: handed to it, so that no source imports the fetcher."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One visit as the archive keeps it: what the tables know of it, and the body to extract from."""

    capture_id: str
    link: Link
    final_url: str
    at: datetime
    outcome: Outcome = Outcome.FETCHED
    status: int | None = None
    media_type: str | None = None  # of the body, without parameters
    charset: str | None = None  # as the response declared it
    body: bytes = b""  # content-encoding undone; empty unless outcome is FETCHED
    bytes: int = 0  # length of the decoded body
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc: str = ""  # path of the WARC file below the archive's root; empty if it is in none
    offset: int = 0  # of the record in it, in bytes
    length: int = 0  # of the record, in bytes as stored
    elapsed_ms: int = 0
    reason: Reason | None = None
    detail: str | None = None


UNBELIEVED = ("after", "before", "a local", "a UTC", "alone", "repeats", "long before", "behind")
"""How the note of a candidate begins that is passed over; other notes only say how far one is believed."""
TOLD_BY_AGE = "told by its age at the capture"
"""The note of a candidate that was reckoned back from our visit: `2 hours ago`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for a time, with the words it was read from and the rule that read them."""

    field: str  # published, modified
    raw: str
    rule: str  # where it stood: feed, news-sitemap, json-ld, meta:NAME, time-tag, url, text, front-matter, …
    value: datetime | None  # UTC, or None where only a day or coarser is known
    on: date | None  # the calendar day at the source
    precision: Precision
    zone: str | None  # the zone or offset, as stated or assumed
    zone_assumed: bool = False
    chosen: bool = False
    conflict: bool = False  # disagrees with the chosen one
    note: str | None = None  # why it was not believed, or not wholly; or on what ground its zone is assumed

    @property
    def believed(self) -> bool:
        """Whether it could be chosen. When a file last changed is no statement about its article."""
        return not (self.rule.startswith("http") or (self.note or "").startswith(UNBELIEVED))

    @property
    def is_age(self) -> bool:
        """Whether it was reckoned back from our visit."""
        return self.note == TOLD_BY_AGE


@dataclass(frozen=True, slots=True)
class Mention:
    """A security that an article names."""

    symbol: str  # as its exchange writes it: 00020, 600519, NIO
    mic: str | None  # ISO 10383 market identifier code, None where there is no exchange (boards)
    kind: str  # equity, fund, bond, index, board, future, …
    name: str | None  # the words in the text
    method: str  # how it was found: data-code, …
    offset: int | None  # of the name in `text`, in characters
    confidence: float  # 0 to 1
    session_date: date | None = None  # the first session of its exchange in which the article could be acted upon
    session_phase: str | None = None  # pre, open, break, post, closed: where the publication fell


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the extractor found in one page, before any field is normalized."""

    text: str
    title: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    media: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None
    canonical_url: str | None = None
    tree: object = None  # the parsed page (lxml), so that it is parsed once
    front_matter: dict[str, str] = field(default_factory=dict)  # of a post, as written
    extractor: str = ""  # name and version
    whole: str | None = None  # the text with what its site repeats: a line that becomes known makes no other wording


@dataclass(frozen=True, slots=True)
class Article:
    """One wording of one article, every field in its final form."""

    article_id: str
    url: str
    canonical_url: str
    title: str
    text: str
    summary: str | None
    language: str | None
    authors: tuple[str, ...]
    media: str | None
    category: str | None
    tags: tuple[str, ...]
    image_url: str | None
    published_at: datetime | None
    published_precision: Precision
    published_zone: str | None
    published_on: date | None
    modified_at: datetime | None
    content_hash: str
    extractor: str
    dates: tuple[Evidence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    editors: tuple[str, ...] = ()  # persons who edited it, as the article says
    publisher: str | None = None  # of the site, as the page's markup names it
    paywalled: bool | None = None  # None where the page does not say
    stated_times: tuple[str, ...] = ()  # of publication, as the page itself states them: UTC, cut to their precision


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that could not become an article, and why. Its bytes are in the archive."""

    url: str
    stage: Stage
    reason: Reason
    detail: str
    at: datetime
    capture_id: str | None = None
    day: date | None = None  # the only day of a source that it is about, if a list could not be read

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}: {self.detail}" if self.detail else f"{self.url}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Site:
    """What a source file says of a site as a whole, for the fields that its pages leave open."""

    name: str
    zone: str | None = None  # IANA name, for times without one
    language: str | None = None  # ISO 639-1, if all its pages share one
    media: str | None = None  # the publisher's name
    identity: str | None = None  # a regular expression whose first group identifies an article within a URL
    private: bool = False  # addresses that are not public are allowed
    repeated: tuple[str, ...] = ()  # lines around its articles that it is known to repeat, each behind host and space


class PageError(Exception):
    """A page that cannot become an article. Becomes a `Reject`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[PageError], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)
