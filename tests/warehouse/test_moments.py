"""Moments are read with their zone, and refused without, in one line that says how to write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from warehouse.moments import MomentError, parse_moment


@pytest.mark.parametrize(
    "text",
    ["2026-03-05T09:30:00+08:00", "2026-03-05 09:30+0800", "2026-03-05 09:30:00 +08", "2026-03-05T01:30:00Z",
     "2026-03-05 01:30:00.000 Z", "2026-03-05 01:30 UTC", "20260305T0130Z", "20260305T0930+0800",
     " 2026-03-04T20:30:00-05:00 "],
)  # fmt: skip
def test_one_moment_in_its_spellings(text: str) -> None:
    assert parse_moment(text) == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["now", "Now"])
def test_now_is_a_moment(text: str) -> None:
    assert abs((parse_moment(text) - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-03-05T09:30:00", "2026-03-05T09:30:00+08:00"),
        ("2026-03-05 09:30", "2026-03-05T09:30:00Z"),
        ("2026-03-05", "2026-03-05T23:59:59+08:00"),
        ("20260305", "2026-03-05T23:59:59Z"),
        ("2026-03-05+08:00", "2026-03-05T23:59:59+08:00 for its end in Shanghai"),
        ("2026-03-05 +08:00", "is a day and no moment"),
        ("20260305T0930", "2026-03-05T09:30:00+08:00"),
        ("28.11.2026 10:00", "2026-03-05T09:30:00+08:00"),
        ("10:00", "2026-03-05T09:30:00+08:00"),
        ("0001-01-01T00:00+14:00", "2026-03-05T09:30:00+08:00"),
        ("9999-12-31T23:59-14:00", "2026-03-05T09:30:00+08:00"),
        ("yesterday", "2026-03-05T09:30:00+08:00"),
        ("2026-13-05T09:30Z", "2026-03-05T09:30:00+08:00"),
        ("", "2026-03-05T09:30:00+08:00"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_spelling_that_would_be_right(text: str, right: str) -> None:
    with pytest.raises(MomentError) as refusal:
        parse_moment(text)
    assert right in str(refusal.value) and repr(text) in str(refusal.value)
    assert "\n" not in str(refusal.value)
