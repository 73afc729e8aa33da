"""Captures of pages that exist only in a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tasks.records import Capture, Hints, Link, Outcome

AT = datetime(2022, 1, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def capture_of() -> Callable[..., Capture]:
    """Build a capture around a body."""

    def build(body: bytes, media_type: str = "text/html", charset: str | None = None, name: str = "a.md") -> Capture:
        link = Link(
            "http://news.example/a/1.html", "example", AT, "feed", "http://news.example/feed", Hints(source_id=name)
        )
        return Capture(
            capture_id="0" * 24,
            link=link,
            final_url=link.url,
            at=AT,
            outcome=Outcome.FETCHED,
            status=200,
            media_type=media_type,
            charset=charset,
            body=body,
            bytes=len(body),
            sha256="0" * 64,
            etag=None,
            last_modified=None,
            warc="example/2022-01-10.warc.gz",
            offset=0,
            length=len(body),
            elapsed_ms=1,
        )

    return build
