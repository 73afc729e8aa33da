"""The session in which an article could first be acted upon, against days that are known."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.sessions import session_of, with_sessions
from tasks.records import Mention, Precision

SECOND, MINUTE, HOUR = Precision.SECOND, Precision.MINUTE, Precision.HOUR


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).astimezone(UTC)


@pytest.mark.parametrize(
    ("mic", "published", "session", "phase"),
    [
        ("XSHG", "2022-01-04T09:29:59+08:00", "2022-01-04", "pre"),
        ("XSHG", "2022-01-04T09:30:00+08:00", "2022-01-04", "open"),
        ("XSHG", "2022-01-04T11:30:00+08:00", "2022-01-04", "break"),
        ("XSHG", "2022-01-04T12:59:59+08:00", "2022-01-04", "break"),
        ("XSHE", "2022-01-04T13:00:00+08:00", "2022-01-04", "open"),
        ("XSHE", "2022-01-04T15:00:00+08:00", "2022-01-05", "post"),
        ("XSHE", "2022-01-04T00:00:30+08:00", "2022-01-04", "pre"),
        ("XSHG", "2022-01-03T12:14:55+08:00", "2022-01-04", "closed"),  # New Year's holiday
        ("XSHG", "2022-01-28T20:00:00+08:00", "2022-02-07", "post"),  # before the Spring Festival
        ("XSHG", "2022-02-02T10:00:00+08:00", "2022-02-07", "closed"),
        ("XSHG", "2022-01-29T10:00:00+08:00", "2022-02-07", "closed"),  # a Saturday that was a working day
        ("XHKG", "2022-01-03T12:14:55+08:00", "2022-01-03", "break"),
        ("XHKG", "2022-01-31T11:59:59+08:00", "2022-01-31", "open"),  # half day before the Lunar New Year
        ("XHKG", "2022-01-31T12:00:00+08:00", "2022-02-04", "post"),
        ("XHKG", "2010-01-04T12:15:00+08:00", "2010-01-04", "open"),  # lunch was from half past twelve …
        ("XHKG", "2010-01-04T14:29:59+08:00", "2010-01-04", "break"),
        ("XHKG", "2011-03-07T13:29:59+08:00", "2011-03-07", "break"),  # … and to half past one for a year
        ("XHKG", "2012-03-05T13:00:00+08:00", "2012-03-05", "open"),
        ("XHKG", "2010-12-31T12:30:00+08:00", "2011-01-03", "post"),
        ("XHKG", "2024-12-24T13:00:00+08:00", "2024-12-27", "post"),  # Christmas Eve closes at noon
        ("XHKG", "2024-12-25T13:00:00+08:00", "2024-12-27", "closed"),
        ("XNYS", "2024-07-03T12:59:59-04:00", "2024-07-03", "open"),  # closes at one
        ("XNYS", "2024-07-03T13:00:00-04:00", "2024-07-05", "post"),
        ("XNAS", "2024-07-04T11:00:00-04:00", "2024-07-05", "closed"),
        ("XNAS", "2024-11-29T13:00:00-05:00", "2024-12-02", "post"),  # the day after Thanksgiving
        ("XNAS", "2022-03-11T09:30:00-05:00", "2022-03-11", "open"),  # the last day of winter time …
        ("XNAS", "2022-03-14T09:30:00-04:00", "2022-03-14", "open"),  # … and the first of summer time
        ("XNYS", "2022-03-14T13:29:59+00:00", "2022-03-14", "pre"),
        ("XNYS", "2022-01-08T20:00:00+00:00", "2022-01-10", "closed"),
        ("XNYS", "2022-01-04T02:00:00+00:00", "2022-01-04", "post"),  # still the evening of the 3rd in New York
    ],
)
def test_known_days(mic: str, published: str, session: str, phase: str) -> None:
    assert session_of(mic, at(published), SECOND) == (date.fromisoformat(session), phase)


@pytest.mark.parametrize("mic", [None, "XLON", "XBSE", ""])
def test_other_exchanges_have_none(mic: str | None) -> None:
    assert session_of(mic, at("2022-01-04T10:00:00+08:00"), SECOND) is None


@pytest.mark.parametrize("precision", [Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.UNKNOWN])
def test_a_day_is_not_enough(precision: Precision) -> None:
    assert session_of("XSHG", at("2022-01-04T10:00:00+08:00"), precision) is None


def test_an_hour_is_enough_only_far_from_every_bell() -> None:
    assert session_of("XSHG", at("2022-01-04T18:00:00+08:00"), HOUR) == (date(2022, 1, 5), "post")
    assert session_of("XSHG", at("2022-01-04T10:00:00+08:00"), HOUR) is None
    assert session_of("XSHG", at("2022-01-04T10:00:00+08:00"), MINUTE) == (date(2022, 1, 4), "open")


@pytest.mark.parametrize("year", ["1980", "2090"])
def test_days_beyond_the_calendar_have_none(year: str) -> None:
    assert session_of("XSHG", at(f"{year}-01-04T10:00:00+08:00"), SECOND) is None


@given(st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2025-12-01")))
def test_nothing_can_be_acted_upon_before_it_is_published(moment: datetime) -> None:
    published = moment.replace(tzinfo=UTC)
    for mic in ("XSHG", "XHKG", "XNYS"):
        found = session_of(mic, published, SECOND)
        assert found is not None
        session, phase = found
        local = published + timedelta(hours=-5 if mic == "XNYS" else 8)
        assert session >= (local - timedelta(hours=1)).date()
        assert (phase in ("post", "closed")) <= (session > (local - timedelta(hours=1)).date())
        assert session.weekday() < 5


def test_mentions_carry_it_only_with_an_instant() -> None:
    mentions = (
        Mention("600519", "XSHG", "equity", None, "suffix", None, 1.0),
        Mention("BK0493", None, "board", None, "data-code", None, 1.0),
    )
    one, board = with_sessions(mentions, at("2022-01-04T10:00:00+08:00"), SECOND)
    assert (one.session_date, one.session_phase) == (date(2022, 1, 4), "open")
    assert (board.session_date, board.session_phase) == (None, None)
    assert with_sessions(mentions, None, Precision.DAY) == mentions


def test_the_calendar_is_loaded_only_when_needed() -> None:
    code = "import sys, tasks.page; sys.exit('pandas' in sys.modules or 'exchange_calendars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
