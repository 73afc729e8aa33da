"""Visits links politely: robots.txt, pace, conditional requests, redirects hop by hop, one outcome for each link.

Hides everything that can go wrong in a network; `fetch` always returns an `Exchange`.

    ValueError
     └ ContactMissing      nobody to write to, and the sites are not ours
    Exception
     ├ Failure             (failure.py) why one visit could not go on; never leaves this package
     └ Stopped             (failure.py) the fetcher is closed, or whoever wanted the result is gone
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Self

from requests import PreparedRequest

from tasks.fetch.failure import Failure, Stopped
from tasks.fetch.pace import SharedPace
from tasks.fetch.parallel import Crew, Worklist
from tasks.fetch.politeness import Pace
from tasks.fetch.requester import Requester, host_of
from tasks.fetch.robots import MAX_BYTES, MAX_REDIRECTS, Robots, RulesFolder
from tasks.fetch.transport import Reply, prepare
from tasks.fetch.visit import Visit, piece_of, redirect_target, validators
from tasks.records import Exchange, Known, Link, Reason
from tasks.settings import Settings

Todo = tuple[Link, Known | None]


class ContactMissing(ValueError):
    """Public sites are visited only under a contact that the User-Agent names."""


class Hosts:
    """What is known of hosts and shared by all fetchers of a process: their pace and their robots.txt."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace = Pace(clock)
        self.robots = Robots(clock)


SHARED = Hosts()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Visits links under one set of rules; threads may share it.

    `private` allows addresses that are not public, `delay` overrides the settings' seconds between two requests
    to a host, `record` is handed what nobody else sees: the visits to robots.txt (links of the kind `robots`).
    `clock` tells the time of captures; `hosts` has the clock of the pace, and is not shared with other processes.

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
                "FINEWS_CONTACT is not set: public sites are not visited without it; set it to an e-mail address or the"
                " address of a web page, which goes into the User-Agent"
            )
        self._settings = settings
        self._delay = settings.delay if delay is None else delay
        self._hosts = hosts or SHARED
        self._clock = clock
        self._sleep = sleep
        self._record = record
        # In a home to which nothing was written yet no other process is at work: nothing to share, nothing to write.
        folder = settings.root / "hosts" if hosts is None and settings.root.is_dir() else None
        self._kept = RulesFolder(folder) if folder else None
        shared = SharedPace(folder) if folder else None
        self._requester = Requester(settings, self._hosts.pace, clock, private=private, shared=shared)
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; a visit that waits for its turn or reads a response raises `Stopped`."""
        self._closed.set()
        self._requester.close()

    def fetch(self, link: Link, known: Known | None = None, *, conditional: bool = True) -> Exchange:
        """Visit a link; if `known`, tell whether it changed, and ask the server to unless not `conditional`."""
        return self._fetch(link, known, conditional, self._closed)

    def fetch_all(self, todo: Iterable[Todo]) -> Iterator[Exchange]:
        """Visit links, hosts in parallel, those of one host in order; yield each exchange as it is done."""
        worklist = Worklist(todo, lambda item: host_of(item[0].address))

        def ready_at(host: str) -> float:
            return self._hosts.pace.ready_at(host, self._delay)

        if min(len(worklist), self._settings.fetchers) > 1:
            crew = Crew(worklist, self._visit_item, ready_at, self._requester.leave, self._closed)
            yield from crew.work(self._settings.fetchers)
            return
        taken = worklist.take()
        while taken:  # in this thread: no hand-over to pay for
            host, item = taken
            yield self._visit_item(item, self._closed)
            taken = worklist.take(host, ready_at(host))

    # -- one visit -------------------------------------------------------------------------------

    def _visit_item(self, item: Todo, stop: threading.Event) -> Exchange:
        return self._fetch(*item, True, stop)

    def _fetch(self, link: Link, known: Known | None, conditional: bool, stop: threading.Event) -> Exchange:
        def sleep(seconds: float) -> None:
            if stop.wait(seconds):
                raise Stopped

        conditions = validators(known) if conditional else {}
        asked = piece_of(link.copy) if link.copy else conditions
        return self._visit(Visit(link, known, asked, self._settings.max_redirects, self._sleep or sleep))

    def _visit(self, visit: Visit) -> Exchange:
        try:
            reply = self._follow(visit)
        except Failure as failure:
            at = self._clock()
            return visit.exchange(at, failure.outcome, failure.reason, failure.detail, failure=failure)
        # Not when we began to wait for our turn: nothing may pass for known before it was seen.
        return visit.exchange(reply.hop.at, *visit.verdict(reply), reply)

    def _follow(self, visit: Visit) -> Reply:
        """Request the link and whatever it redirects to; return the last reply."""
        url, seen = visit.link.address, set[str]()
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
            if target := redirect_target(reply.hop):
                url = target
            elif reply.failure and not (visit.is_robots and reply.failure.reason is Reason.TOO_LARGE):
                raise reply.failure
            else:
                return reply

    def _prepare(self, url: str, visit: Visit) -> PreparedRequest:
        try:
            return prepare(url, self._requester.transport().headers | visit.validators)
        except Failure as failure:
            if visit.hops:
                raise Failure(Reason.REDIRECTS, f"redirects to nowhere: {failure.detail}") from None
            raise

    def _request(self, request: PreparedRequest, visit: Visit) -> Reply:
        url = str(request.url)
        delay = self._permitted_delay(url, visit)
        try:
            limit = MAX_BYTES + 1 if visit.is_robots else None  # the rest of a robots.txt does not count
            return self._requester.request(request, delay, visit.sleep, limit)
        except Failure as failure:
            if failure.host_down and not visit.is_robots:
                self._hosts.robots.host_down(url, failure)
            raise

    def _permitted_delay(self, url: str, visit: Visit) -> float:
        """Return the seconds between two requests that the URL's site wants; raise Failure if it wants none."""
        if visit.is_robots:
            return self._delay
        rules = self._hosts.robots.rules(url, partial(self._fetch_robots, visit), self._kept)
        rules.check(url)
        return max(self._delay, rules.crawl_delay)

    def _fetch_robots(self, visit: Visit, url: str) -> Exchange:
        link = Link(url, visit.link.source, self._clock(), "robots", visit.link.url)
        exchange = self._visit(Visit(link, None, {}, MAX_REDIRECTS, visit.sleep, is_robots=True))
        if self._record and exchange.was_asked:
            self._record(exchange)
        return exchange
