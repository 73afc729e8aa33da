"""Sends a request when its host's turn has come, and again as often as it is worth it.

Hides retries: urllib3's `Retry` says which, how many and how far apart; the pace does the waiting, so that
a host that is in trouble is left alone by all threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from requests import PreparedRequest
from urllib3.exceptions import MaxRetryError
from urllib3.util.retry import Retry

from tasks.fetch.failure import Bounds, Failure, Stopped
from tasks.fetch.message import find_header
from tasks.fetch.pace import SharedPace
from tasks.fetch.politeness import LONGEST, PATIENCE, Pace, Postponed, retry_after
from tasks.fetch.transport import Reply, Transport
from tasks.records import Reason
from tasks.settings import Settings

_RETRIED = (429, 500, 502, 503, 504)
_BACKOFF, _BACKOFF_MAX = 0.5, 30.0  # seconds: none before the first retry, then 1, 2, 4, …

Sleep = Callable[[float], object]


class Requester:
    """Sends requests for any number of threads, each over connections of its own.

    `shared` is the pace that other processes keep to as well; a host without a delay needs none.
    """

    def __init__(
        self,
        settings: Settings,
        pace: Pace,
        clock: Callable[[], datetime],
        *,
        private: bool,
        shared: SharedPace | None = None,
    ) -> None:
        self._settings = settings
        self._pace = pace
        self._shared = shared
        self._clock = clock
        self._private = private
        self._retry = Retry(
            settings.retries, status_forcelist=_RETRIED, backoff_factor=_BACKOFF, backoff_max=_BACKOFF_MAX
        )
        self._local = threading.local()
        self._lock = threading.Lock()
        self._transports: set[Transport] = set()
        self._closed = False

    def request(self, request: PreparedRequest, delay: float, sleep: Sleep, limit: int | None = None) -> Reply:
        """Send a request, `delay` seconds after the last to its host, until it is answered or not worth another try.

        `limit` bytes of a body are read at most, if not those of the settings.

        Raises:
            Failure: nothing answered, or the host wants to be left alone.
            Stopped: all connections were closed meanwhile.
        """
        host = host_of(str(request.url))
        retry = self._retry
        while True:
            answer = self._send(request, host, delay, sleep, limit)
            if self._closed:
                raise Stopped
            patient = self._heed_retry_after(answer, host) <= PATIENCE
            following = _next_try(retry, answer) if patient else None
            if following is None:
                break
            retry = following
            self._pace.postpone(host, retry.get_backoff_time())
        if isinstance(answer, Failure):
            raise answer
        return answer

    def transport(self) -> Transport:
        """Return this thread's own transport."""
        if not hasattr(self._local, "transport"):
            bounds = Bounds.of(self._settings)
            transport = Transport(self._settings.user_agent, bounds, self._clock, private=self._private)
            self._local.transport = transport
            with self._lock:
                self._transports.add(transport)
        return self._local.transport  # type: ignore[no-any-return]

    def leave(self) -> None:
        """Close this thread's connections."""
        if transport := self._local.__dict__.pop("transport", None):
            transport.close()
            with self._lock:
                self._transports.discard(transport)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._closed = True
        with self._lock:
            for transport in self._transports:
                transport.close()
            self._transports.clear()

    def _send(
        self, request: PreparedRequest, host: str, delay: float, sleep: Sleep, limit: int | None
    ) -> Reply | Failure:
        try:
            with self._pace.turn(host, delay, sleep):
                if self._shared and delay:
                    self._shared.wait(host, delay, sleep)
                return self.transport().send(request, limit)
        except Failure as failure:
            return failure
        except Postponed as postponed:
            return Failure(Reason.POSTPONED, str(postponed))

    def _heed_retry_after(self, answer: Reply | Failure, host: str) -> float:
        """Leave the host alone for as long as it asks for; return that time in seconds."""
        if isinstance(answer, Failure) or answer.hop.status not in (429, 503):
            return 0.0
        wanted = retry_after(find_header(answer.hop.headers, "Retry-After"), self._clock()) or 0.0
        asked = min(wanted, LONGEST)
        self._pace.postpone(host, asked, answer.hop.status)
        if self._shared and asked:
            self._shared.postpone(host, asked, answer.hop.status)
        return asked


def _next_try(retry: Retry, answer: Reply | Failure) -> Retry | None:
    """Return the state for one more try; None if there is to be none."""
    if isinstance(answer, Failure):
        again = answer.again
    elif answer.failure:
        again = answer.failure.again
    else:
        again = retry.is_retry("GET", answer.hop.status)
    try:
        return retry.increment("GET") if again else None
    except MaxRetryError:
        return None


def host_of(url: str) -> str:
    """Return a URL's host in lower case, without its port; empty if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
