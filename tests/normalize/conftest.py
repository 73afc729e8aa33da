"""Captures, trees and sites that exist only in a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tasks.records import Capture, Hints, Link, Outcome

AT = datetime(2022, 1, 10, 8, 0, tzinfo=UTC)
NO_HINTS = Hints()


@pytest.fixture
def capture_of() -> Callable[..., Capture]:
    """Build a capture of a link with hints; the body does not matter here."""

    def build(
        url: str = "http://news.example/a/1.html",
        kind: str = "feed",
        hints: Hints = NO_HINTS,
        at: datetime = AT,
        last_modified: str | None = None,
    ) -> Capture:
        return Capture(
            capture_id="0" * 24,
            link=Link(url, "example", at, kind, "http://news.example/feed", hints),
            final_url=url,
            at=at,
            outcome=Outcome.FETCHED,
            status=200,
            media_type="text/html",
            charset="utf-8",
            body=b"<p>",
            bytes=3,
            sha256="0" * 64,
            etag=None,
            last_modified=last_modified,
            warc="example/2022-01-10.warc.gz",
            offset=0,
            length=3,
            elapsed_ms=1,
        )

    return build
