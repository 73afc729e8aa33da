"""Visits links politely: robots.txt, pace, conditional requests, redirects hop by hop, one outcome for each link.

Hides everything that can go wrong in a network; `fetch` always returns an `Exchange`.

    ValueError
     └ ContactMissing      nobody to write to, and the sites are not ours
    Exception
     ├ Failure             (failure.py) why one visit could not go on; never leaves this package
     └ Stopped             the fetcher is closed, or whoever wanted the result is gone
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Self
from urllib.parse import urljoin

from requests import PreparedRequest

from tasks.fetch.failure import Failure
from tasks.fetch.message import find_header, judge
from tasks.fetch.parallel import Worklist, work_through
from tasks.fetch.politeness import Pace
from tasks.fetch.requester import Requester, host_of
from tasks.fetch.robots import MAX_REDIRECTS, Robots
from tasks.fetch.transport import Reply, prepare
from tasks.records import Exchange, Hop, Known, Link, Outcome, Reason
from tasks.settings import Settings

_REDIRECTS = (301, 302, 303, 307, 308)

Todo = tuple[Link, Known | None]


class ContactMissing(ValueError):
    """Public sites are asked by name only."""


class Stopped(Exception):
    """Nobody waits for the result any more."""


class Hosts:
    """What is known of hosts and shared by all fetchers of a process: their pace and their robots.txt."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace = Pace(clock)
        self.robots = Robots(clock)


SHARED = Hosts()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Visit:
    """One visit: what it is for, and what it has come to so far."""

    link: Link
    known: Known | None
    validators: dict[str, str]
    max_redirects: int
    sleep: Callable[[float], object]
    is_robots: bool = False
    hops: list[Hop] = field(default_factory=list)

    def exchange(
        self,
        at: datetime,
        outcome: Outcome,
        reason: Reason | None,
        detail: str | None,
        reply: Reply | None = None,
        seconds: float = 0.0,
    ) -> Exchange:
        """Conclude the visit; `seconds` is what a request took that nothing answered."""
        sha256 = reply.sha256 if reply else None
        if reply and self.known and reply.hop.status == HTTPStatus.NOT_MODIFIED:
            sha256 = self.known.sha256
        return Exchange(
            self.link,
            outcome,
            at,
            tuple(self.hops),
            reply.body if reply else b"",
            sha256,
            reason,
            detail,
            self.known,
            round(sum(hop.elapsed_ms for hop in self.hops) + seconds * 1000),
        )


class Fetcher:
    """Visits links under one set of rules; threads may share it.

    `private` allows addresses that are not public, `delay` overrides the settings' seconds between two requests
    to a host, `record` is handed what nobody else sees: the visits to robots.txt (links of the kind `robots`).
    `clock` tells the time of captures; `hosts` has the clock of the pace.

    Raises:
        ContactMissing: public sites are to be visited and the settings name no contact.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        private: bool = False,
        delay: float | None = None,
        hosts: Hosts | None = None,
        clock: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], object] | None = None,
        record: Callable[[Exchange], object] | None = None,
    ) -> None:
        if not private and not settings.contact:
            raise ContactMissing(
                "FINEWS_CONTACT is not set: set it to an e-mail address or a web page, which public sites are told"
            )
        self._settings = settings
        self._delay = settings.delay if delay is None else delay
        self._hosts = hosts or SHARED
        self._clock = clock
        self._sleep = sleep
        self._record = record
        self._requester = Requester(settings, self._hosts.pace, clock, private=private)
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; a visit that is waiting for its turn raises `Stopped`."""
        self._closed.set()
        self._requester.close()

    def fetch(self, link: Link, known: Known | None = None, *, conditional: bool = True) -> Exchange:
        """Visit a link; if `known`, tell whether it changed, and ask the server to unless not `conditional`."""
        return self._fetch(link, known, conditional, self._closed)

    def fetch_all(self, todo: Iterable[Todo]) -> Iterator[Exchange]:
        """Visit links, hosts in parallel, those of one host in order; yield each exchange as it is done."""
        worklist = Worklist(todo, lambda item: host_of(item[0].url))

        def ready_at(host: str) -> float:
            return self._hosts.pace.ready_at(host, self._delay)

        if min(len(worklist), self._settings.fetchers) > 1:
            yield from work_through(
                worklist, self._visit_item, ready_at, self._settings.fetchers, self._requester.leave
            )
            return
        while taken := worklist.take():  # in this thread: no hand-over to pay for
            host, item = taken
            yield self._visit_item(item, self._closed)
            worklist.give_back(host, ready_at(host))

    # -- one visit -------------------------------------------------------------------------------

    def _visit_item(self, item: Todo, stop: threading.Event) -> Exchange:
        return self._fetch(*item, True, stop)

    def _fetch(self, link: Link, known: Known | None, conditional: bool, stop: threading.Event) -> Exchange:
        def sleep(seconds: float) -> None:
            if stop.wait(seconds):
                raise Stopped

        validators = _validators(known) if conditional else {}
        return self._visit(_Visit(link, known, validators, self._settings.max_redirects, self._sleep or sleep))

    def _visit(self, visit: _Visit) -> Exchange:
        at = self._clock()
        try:
            reply = self._follow(visit)
        except Failure as failure:
            return visit.exchange(at, failure.outcome, failure.reason, failure.detail, seconds=failure.seconds)
        return visit.exchange(at, *_judge(visit, reply), reply)

    def _follow(self, visit: _Visit) -> Reply:
        """Request the link and whatever it redirects to; return the last reply."""
        url, seen = visit.link.url, set[str]()
        while True:
            request = self._prepare(url, visit)
            url = str(request.url)
            if url in seen:
                raise Failure(Reason.REDIRECTS, f"redirects in a circle, back to {url}")
            if len(seen) > visit.max_redirects:
                raise Failure(Reason.REDIRECTS, f"more than {visit.max_redirects} redirects")
            seen.add(url)
            reply = self._request(request, visit)
            visit.hops.append(reply.hop)
            if target := _redirect_target(reply.hop):
                url = target
            elif reply.failure:
                raise reply.failure
            else:
                return reply

    def _prepare(self, url: str, visit: _Visit) -> PreparedRequest:
        try:
            return prepare(url, self._requester.transport().headers | visit.validators)
        except Failure as failure:
            if visit.hops:
                raise Failure(Reason.REDIRECTS, f"redirects to nowhere: {failure.detail}") from None
            raise

    def _request(self, request: PreparedRequest, visit: _Visit) -> Reply:
        url = str(request.url)
        delay = self._permitted_delay(url, visit)
        try:
            return self._requester.request(request, delay, visit.sleep)
        except Failure as failure:
            if failure.host_down and not visit.is_robots:
                self._hosts.robots.host_down(url, failure)
            raise

    def _permitted_delay(self, url: str, visit: _Visit) -> float:
        """Return the seconds between two requests that the URL's site wants; raise Failure if it wants none."""
        if visit.is_robots:
            return self._delay
        rules = self._hosts.robots.rules(url, partial(self._fetch_robots, visit))
        rules.check(url)
        return max(self._delay, rules.crawl_delay)

    def _fetch_robots(self, visit: _Visit, url: str) -> Exchange:
        link = Link(url, visit.link.source, self._clock(), "robots", visit.link.url)
        exchange = self._visit(_Visit(link, None, {}, MAX_REDIRECTS, visit.sleep, is_robots=True))
        if self._record:
            self._record(exchange)
        return exchange


def _judge(visit: _Visit, reply: Reply) -> tuple[Outcome, Reason | None, str | None]:
    """Say what the last reply means for the link."""
    hop = reply.hop
    outcome, reason = judge(hop.status)
    if outcome is Outcome.UNCHANGED and not visit.validators:
        return Outcome.FAILED, Reason.PROTOCOL, "304 Not Modified, though nothing was said to be known"
    if outcome is Outcome.FETCHED and visit.known and visit.known.sha256 == reply.sha256:
        return Outcome.UNCHANGED, None, None  # whatever the ETag says, the body is the judge
    if not reason:
        return outcome, None, None
    wait = find_header(hop.headers, "Retry-After")
    detail = f"{hop.status} {hop.reason}".strip()
    if reason is Reason.REDIRECTS:
        detail += " without a Location"
    return outcome, reason, f"{detail}, Retry-After: {wait}" if wait else detail


def _validators(known: Known | None) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110 §13.1)."""
    if not known:
        return {}
    pairs = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in pairs.items() if value}


def _redirect_target(hop: Hop) -> str | None:
    """Return the URL that a response redirects to; raise Failure if it is none."""
    location = find_header(hop.headers, "Location") if hop.status in _REDIRECTS else None
    if not location:
        return None
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # http.client read it as Latin-1
    try:
        return urljoin(hop.url, location)
    except ValueError:
        raise Failure(Reason.REDIRECTS, f"redirects to nowhere: {location!r} is not a valid URL") from None
