"""When a visit is given up, and why it could not go on: one reason and one line.

Hides the many ways in which requests, urllib3, http.client and the system say so.

    Exception
     ├ Failure
     └ Stopped     whoever wanted the result is gone
"""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass

import urllib3.exceptions as broken

from tasks.fetch.guard import AddressRefused
from tasks.records import Outcome, Reason
from tasks.settings import Settings

_NOT_ASKED = (Reason.ROBOTS, Reason.ADDRESS, Reason.POSTPONED)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a response is given up."""

    connect: float  # seconds
    read: float  # seconds without a byte
    whole: float  # seconds for headers and body together
    bytes: int  # of the decoded body

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """The bounds that the settings ask for."""
        return cls(settings.connect_timeout, settings.read_timeout, settings.response_deadline, settings.max_bytes)


class Failure(Exception):
    """Why a visit could not go on."""

    def __init__(self, reason: Reason, detail: str, *, again: bool = False, host_down: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.again = again  # worth another try at once
        self.host_down = host_down  # no other page of the host would answer either
        self.seconds = 0.0  # that were spent on it
        self.received = 0  # bytes of a body, decoded, before it was given up

    @property
    def outcome(self) -> Outcome:
        """BLOCKED if nothing was asked, else FAILED."""
        return Outcome.BLOCKED if self.reason in _NOT_ASKED else Outcome.FAILED


class Stopped(Exception):
    """Nobody waits for the result any more."""


def explain(error: Exception, bounds: Bounds, seconds: float, received: int | None = None) -> Failure:
    """Say what an exception means that came after so many seconds, and so many bytes of a body (None: before it)."""
    failure = _explain(root_cause(error), bounds, seconds, received)
    failure.seconds = seconds
    return failure


def _explain(cause: BaseException, bounds: Bounds, seconds: float, received: int | None) -> Failure:
    match cause:
        case AddressRefused():
            return Failure(Reason.ADDRESS, f"{cause}; set private = true for a source of your own network")
        case broken.NameResolutionError():
            passing = cause._reason.errno == socket.EAI_AGAIN
            return Failure(Reason.DNS, f"host name {cause._host} is not known", again=passing, host_down=True)
        case broken.NewConnectionError():
            return Failure(Reason.CONNECT, f"no connection: {_words(cause)}", again=True, host_down=True)
        case broken.ConnectTimeoutError():
            return Failure(Reason.TIMEOUT, f"no connection within {bounds.connect:g} s", again=True, host_down=True)
        case broken.ReadTimeoutError() if seconds >= bounds.whole:
            return Failure(Reason.TIMEOUT, f"not finished within {bounds.whole:g} s")
        case broken.ReadTimeoutError():
            return Failure(Reason.TIMEOUT, f"no byte for {bounds.read:g} s")
        case broken.SSLError() | ssl.SSLError():
            return Failure(Reason.TLS, _words(cause))
        case http.client.IncompleteRead() | broken.IncompleteRead():
            return Failure(Reason.PROTOCOL, f"body cut short after {received or 0:,} bytes", again=True)
        case ConnectionError() if received is None:  # reset, or closed before the status line
            return Failure(Reason.CONNECT, f"connection closed before an answer: {_words(cause)}", again=True)
        case ConnectionError():
            return Failure(Reason.PROTOCOL, f"connection lost after {received:,} bytes", again=True)
        case UnicodeError() | broken.LocationValueError():
            return Failure(Reason.BAD_URL, _words(cause))
    return Failure(Reason.PROTOCOL, f"not a proper HTTP response: {_words(cause)}")


def root_cause(error: BaseException) -> BaseException:
    """Unwrap what requests wrapped around urllib3's error, and urllib3 around the system's."""
    while not isinstance(error, broken.TimeoutError | broken.SSLError | AddressRefused):
        inner = [getattr(error, "reason", None), *error.args]
        below = next((part for part in inner if isinstance(part, BaseException)), None)
        if below is None:
            break
        error = below
    return error


def _words(error: BaseException) -> str:
    """What an exception says, in one line and without object addresses."""
    told = error.__cause__ if isinstance(error, broken.NewConnectionError) and error.__cause__ else error
    text = getattr(told, "strerror", None) or str(told) or type(told).__name__
    return " ".join(str(text).split())[:300]
