"""Keeps to one request at a time per host, with a pause between starts, for all threads of this process.

Hides the clock: a host that asked for time (Retry-After, backoff) is left alone by everyone until it is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PATIENCE = 60.0  # seconds that a host may ask for; whoever asks for more is not waited for
LONGEST = 6 * 3600.0  # seconds that a host is left alone; a time further ahead is a mistake, and some write 2099


class Postponed(Exception):
    """The host asked for more time than we have patience, with this status code."""

    def __init__(self, seconds: float, status: int) -> None:
        super().__init__(f"not asked: the host answered {status} and wants {seconds:.0f} s without requests")
        self.status = status


@dataclass(slots=True)
class _Gate:
    """What is known of one host's time."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    started: float = float("-inf")  # when the last request began
    closed_until: float = float("-inf")
    status: int = 0  # with which it closed


class Pace:
    """The pace of all hosts; `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._gates: dict[str, _Gate] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay: float, sleep: Callable[[float], object] = time.sleep) -> Iterator[None]:
        """Wait for the host's turn, at least `delay` seconds after the last start, and hold it.

        Raises:
            Postponed: the host wants to be left alone for longer than `PATIENCE`.
        """
        gate = self._gate(host)
        with gate.turn:
            now = self._clock()
            asked = gate.closed_until - now
            if asked > PATIENCE:
                raise Postponed(asked, gate.status)
            wait = max(asked, gate.started + delay - now)
            if wait > 0:
                sleep(wait)
            gate.started = self._clock()
            yield

    def postpone(self, host: str, seconds: float, status: int = 0) -> None:
        """Leave a host alone for some time; a shorter time than it asked for before changes nothing."""
        gate = self._gate(host)
        until = self._clock() + seconds
        if until > gate.closed_until:
            gate.closed_until, gate.status = until, status

    def ready_at(self, host: str, delay: float) -> float:
        """Return the time, by the clock, at which the next request to a host may start; -inf if it may at once."""
        gate = self._gate(host)
        ready = max(gate.started + delay, gate.closed_until)
        return ready if ready > self._clock() else float("-inf")

    def _gate(self, host: str) -> _Gate:
        with self._lock:
            return self._gates.setdefault(host, _Gate())


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 §10.2.3), None if it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # asctime's form, which names no zone, is in UTC too
    return max(0.0, (at - now).total_seconds())
