"""What exceptions mean that cannot be had from a server on the loopback interface."""

from __future__ import annotations

import socket

import pytest
import urllib3.exceptions as broken
from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from tasks.fetch.failure import Bounds, explain
from tasks.records import Outcome, Reason

BOUNDS = Bounds(connect=10, read=30, whole=120, bytes=1000)
CONNECTION = HTTPConnection("example.org")
POOL = HTTPConnectionPool("example.org")


def wrapped(error: Exception) -> Exception:
    """An exception of urllib3 as requests passes it on."""
    return RequestsConnectionError(broken.MaxRetryError(POOL, "/", error))


@pytest.mark.parametrize("seconds", [10.0, 500.0])
def test_a_host_that_does_not_answer(seconds: float) -> None:
    failure = explain(wrapped(broken.ConnectTimeoutError(CONNECTION, "timed out")), BOUNDS, seconds)
    assert (failure.reason, failure.outcome, failure.detail) == (
        Reason.TIMEOUT,
        Outcome.FAILED,
        "no connection within 10 s",
    )
    assert (failure.again, failure.host_down, failure.seconds) == (True, True, seconds)


@pytest.mark.parametrize(("code", "again"), [(socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)])
def test_only_a_passing_trouble_with_names_is_worth_another_try(code: int, again: bool) -> None:
    unknown = broken.NameResolutionError("example.org", CONNECTION, socket.gaierror(code, "?"))
    failure = explain(wrapped(unknown), BOUNDS, 1)
    assert (failure.reason, failure.again, failure.host_down) == (Reason.DNS, again, True)


def test_no_explanation_runs_over_a_line() -> None:
    failure = explain(ValueError("one\n  two " + "x" * 1000), BOUNDS, 1)
    assert failure.reason is Reason.PROTOCOL
    assert failure.detail.startswith("not a proper HTTP response: one two xxx")
    assert len(failure.detail) < 400
