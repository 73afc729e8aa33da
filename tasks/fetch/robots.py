"""What robots.txt lets us fetch (RFC 9309), asked once a day for each origin.

Hides what an answer means that is no robots.txt: 4xx says that everything is allowed, 5xx that nothing is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from tasks.fetch.failure import Failure
from tasks.records import Exchange, Outcome, Reason

AGENT = "finews"
MAX_BYTES = 500 * 1024  # that are parsed, RFC 9309 §2.5
MAX_REDIRECTS = 5  # RFC 9309 §2.3.1.2
MAX_CRAWL_DELAY = 60.0  # seconds; more would stop a crawl as surely as a ban, without saying so

DAY = 86_400.0  # seconds
SOON = 600.0  # seconds until a site that did not answer is asked again
_ORIGINS = 5_000  # kept in memory


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin lets us do: everything, what `parser` allows, or nothing for the reason in `closed`."""

    parser: Protego | None = None
    closed: Failure | None = None

    def check(self, url: str) -> None:
        """Raise Failure if the URL may not be fetched."""
        if self.closed:
            failure = self.closed
            raise Failure(failure.reason, failure.detail)
        if self.parser and not self.parser.can_fetch(url, AGENT):
            raise Failure(Reason.ROBOTS, f"robots.txt forbids {urlsplit(url).path or '/'}")

    @property
    def crawl_delay(self) -> float:
        """Seconds that the site wants between two requests."""
        delay = self.parser.crawl_delay(AGENT) if self.parser else None
        return min(float(delay or 0), MAX_CRAWL_DELAY)


@dataclass(slots=True)
class _Entry:
    """The rules of one origin, while they are fresh."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules = Rules()
    until: float = float("-inf")


class Robots:
    """The rules of all origins; `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.Lock()

    def rules(self, url: str, fetch: Callable[[str], Exchange]) -> Rules:
        """Return the rules for a URL's origin, asking `fetch` for its robots.txt if they are not fresh."""
        origin = origin_of(url)
        entry = self._entry(origin)
        if self._clock() < entry.until:
            return entry.rules
        with entry.lock:
            if self._clock() >= entry.until:
                rules = interpret(fetch(f"{origin}/robots.txt"))
                if rules.closed and rules.closed.reason is Reason.ADDRESS:
                    return rules  # says more of who asks than of the site
                entry.rules = rules
                entry.until = self._clock() + (SOON if rules.closed else DAY)
            return entry.rules

    def host_down(self, url: str, failure: Failure) -> None:
        """Take note that nothing answers at an origin, so that its other pages need not be tried one by one."""
        entry = self._entry(origin_of(url))
        with entry.lock:
            entry.rules, entry.until = Rules(closed=failure), self._clock() + SOON

    def _entry(self, origin: str) -> _Entry:
        with self._lock:
            entry = self._entries.pop(origin, None) or _Entry()
            self._entries[origin] = entry  # last used, last out
            if len(self._entries) > _ORIGINS:
                del self._entries[next(iter(self._entries))]
            return entry


def interpret(exchange: Exchange) -> Rules:
    """Say what the answer to a request for robots.txt means."""
    status = exchange.status or 0
    if exchange.outcome is Outcome.FETCHED:
        return Rules(parser=parse(exchange.body))
    if 400 <= status < 500 or exchange.reason is Reason.REDIRECTS:
        return Rules()
    if status >= 500:
        detail = f"robots.txt answers {exchange.detail}, so nothing may be fetched (RFC 9309)"
        return Rules(closed=Failure(Reason.ROBOTS, detail))
    return Rules(closed=Failure(exchange.reason or Reason.PROTOCOL, f"robots.txt cannot be had: {exchange.detail}"))


def parse(body: bytes) -> Protego:
    """Parse a robots.txt, or its first 500 KiB up to the last whole line."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return Protego.parse(body.decode("utf-8-sig", "replace"))


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
