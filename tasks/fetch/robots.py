"""What robots.txt lets us fetch (RFC 9309), asked once a day for each origin, whatever processes want to know.

Hides what an answer means that is no robots.txt: 4xx says that everything is allowed, 5xx that nothing is.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

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
_NAME = 200  # characters of a file's name
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/.*", re.IGNORECASE | re.MULTILINE)  # as logs show one


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

    def rules(self, url: str, fetch: Callable[[str], Exchange], kept: RulesFolder | None = None) -> Rules:
        """Return the rules for a URL's origin, asking `fetch` for its robots.txt if none are fresh, nor `kept`."""
        origin = origin_of(url)
        entry = self._entry(origin)
        if self._clock() < entry.until:
            return entry.rules
        with entry.lock:
            if self._clock() >= entry.until:
                entry.rules, seconds = (kept and kept.read(origin)) or _asked(origin, fetch, kept)
                entry.until = self._clock() + seconds
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


def _asked(origin: str, fetch: Callable[[str], Exchange], kept: RulesFolder | None) -> tuple[Rules, float]:
    """Ask for the rules of an origin; return them with the seconds for which they hold."""
    exchange = fetch(f"{origin}/robots.txt")
    rules = interpret(exchange)
    reason = rules.closed and rules.closed.reason
    if reason in (Reason.ADDRESS, Reason.POSTPONED):
        return rules, 0.0  # says more of who asks, and when, than of the site
    seconds = SOON if reason else DAY
    if kept and reason in (None, Reason.ROBOTS):  # an answer; that none came may be our own network's fault
        kept.write(origin, rules, exchange.body, seconds)
    return rules, seconds


class RulesFolder:
    """What sites answered, a file for each origin, for the processes that come after this one."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def read(self, origin: str) -> tuple[Rules, float] | None:
        """Return the rules of an origin and the seconds for which they still hold, None if there are none."""
        try:
            head, _, body = self._path(origin).read_bytes().partition(b"\n")
            facts = json.loads(head)
            left = facts["until"] - self._clock()
        except (FileNotFoundError, ValueError, KeyError):
            return None
        if facts["origin"] != origin or not 0 < left <= DAY:  # a long name that was cut; a clock that was wrong
            return None
        if facts["closed"]:
            return Rules(closed=Failure(Reason.ROBOTS, facts["closed"])), left
        return Rules(parse(body) if facts["parsed"] else None), left

    def write(self, origin: str, rules: Rules, body: bytes, seconds: float) -> None:
        """Keep what an origin answered for so many seconds."""
        facts = {
            "origin": origin,
            "until": self._clock() + seconds,
            "closed": rules.closed and rules.closed.detail,
            "parsed": rules.parser is not None,
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(origin)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_bytes(json.dumps(facts).encode() + b"\n" + body)
        new.replace(path)

    def _path(self, origin: str) -> Path:
        return self._folder / f"{quote(origin, safe='')[:_NAME]}.robots"


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
    return Protego.parse(_VERSION.sub(r"\1", body.decode("utf-8-sig", "replace")))


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
