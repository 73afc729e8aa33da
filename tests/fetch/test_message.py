"""Stored HTTP responses, as archives really hold them."""

from __future__ import annotations

import pytest

from tasks.fetch.message import content_type, judge, parse_response
from tasks.records import Outcome, Reason


@pytest.mark.parametrize(
    ("block", "status", "headers", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\nbody", 200, (("A", "1"), ("B", "2")), b"body"),
        (b"HTTP/1.1 200 OK\nA: 1\n\nbody\r\n\r\n", 200, (("A", "1"),), b"body\r\n\r\n"),
        (b"HTTP/2 404\r\nA:1\r\n\r\n", 404, (("A", "1"),), b""),
        (b"HTTP/1.0 200 \r\n\r\nbody", 200, (), b"body"),
        (b"HTTP/1.0 200 OK\n\nbody", 200, (), b"body"),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n  and 2\r\nno header\r\n\r\n", 200, (("A", "1 and 2"),), b""),
        (b"HTTP/1.1 200 OK\r\nA: \xe9", 200, (("A", "\xe9"),), b""),
    ],
)
def test_a_response(block: bytes, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    message = parse_response(block)
    assert message
    assert (message.status, message.headers, message.body) == (status, headers, body)


@pytest.mark.parametrize("block", [b"", b"<html>", b"HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 abc\r\n"])
def test_what_is_no_response(block: bytes) -> None:
    assert parse_response(block) is None


@pytest.mark.parametrize(
    ("body", "joined"),
    [
        (b"4\r\nbody\r\n0\r\n\r\n", b"body"),
        (b"2;x=y\r\nbo\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n", b"bo0123456789"),
        (b"4\r\nbody\r\n", b"body"),  # cut between chunks
        (b"4\r\nbody\r\n9\r\nhalf", b"bodyhalf"),  # and inside one
        (b"<html>", b"<html>"),  # joined already
        (b"2\r\nwas a year", b"2\r\nwas a year"),
        (b"", b""),
    ],
)
def test_chunks(body: bytes, joined: bytes) -> None:
    message = parse_response(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert message
    assert message.body == joined


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html; charset=GBK", ("text/html", "gbk")),
        ('Text/HTML;Charset="utf-8"; x=y', ("text/html", "utf-8")),
        ("text/html;charset = 'big5'", ("text/html", "big5")),
        ("text/html", ("text/html", None)),
        ("; charset=utf-8", (None, "utf-8")),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_content_type(header: str | None, expected: tuple[str | None, str | None]) -> None:
    assert content_type(header) == expected


def test_every_status_is_judged() -> None:
    for status in range(1000):
        outcome, reason = judge(status)
        assert (reason is None) == (outcome in (Outcome.FETCHED, Outcome.UNCHANGED)), status
    assert judge(99) == judge(600) == (Outcome.FAILED, Reason.PROTOCOL)
