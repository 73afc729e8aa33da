"""Times that are told from the reader's now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.normalize.relative import ago, spoken_day
from tasks.records import Precision

AT = datetime(2022, 1, 10, 8, 0, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = Precision.MINUTE, Precision.HOUR, Precision.DAY


@pytest.mark.parametrize(
    ("raw", "earlier", "precision"),
    [
        ("3小时前", timedelta(hours=3), HOUR),
        ("3個小時前", None, None),
        ("5分钟前", timedelta(minutes=5), MINUTE),
        ("10分前", timedelta(minutes=10), MINUTE),
        ("2時間前", timedelta(hours=2), HOUR),
        ("2시간 전", timedelta(hours=2), HOUR),
        ("2 hours ago", timedelta(hours=2), HOUR),
        ("an hour ago", timedelta(hours=1), HOUR),
        ("Published 12 mins ago", timedelta(minutes=12), MINUTE),
        ("vor 2 Stunden", timedelta(hours=2), HOUR),
        ("vor einer Stunde", timedelta(hours=1), HOUR),
        ("il y a 3 heures", timedelta(hours=3), HOUR),
        ("hace 3 horas", timedelta(hours=3), HOUR),
        ("há 20 minutos", timedelta(minutes=20), MINUTE),
        ("3 ore fa", timedelta(hours=3), HOUR),
        ("2 часа назад", timedelta(hours=2), HOUR),
        ("2 saat önce", timedelta(hours=2), HOUR),
        ("2 godziny temu", timedelta(hours=2), HOUR),
        ("2 uur geleden", timedelta(hours=2), HOUR),
        ("1小时30分钟前", timedelta(minutes=90), MINUTE),
        ("1天3小时前", timedelta(hours=27), HOUR),
        ("2 hours and 5 minutes ago", timedelta(minutes=125), MINUTE),
        ("1 hour, 5 mins ago", timedelta(minutes=65), MINUTE),
        ("半小时前", timedelta(minutes=30), HOUR),
        ("半个小时前", timedelta(minutes=30), HOUR),
        ("half an hour ago", timedelta(minutes=30), HOUR),
        ("1个半小时前", None, None),
        ("半天前", None, None),
        ("5 min read", None, None),
        ("3 hours", None, None),
        ("12:14", None, None),
    ],
)
def test_ages(raw: str, earlier: timedelta | None, precision: Precision | None) -> None:
    told = ago(raw, AT)
    if earlier is None:
        assert told is None
        return
    assert told == ((AT - earlier).replace(second=0), None, precision)


@pytest.mark.parametrize("raw", ["3天前", "3 days ago", "vor 3 Tagen", "il y a 3 jours", "3日前", "3일 전"])
def test_an_age_in_days_is_a_day(raw: str) -> None:
    assert ago(raw, AT) == (None, date(2022, 1, 7), DAY)


def test_an_age_is_counted_in_hours_over_summer_time_and_in_days_from_the_readers() -> None:
    morning = datetime(2022, 3, 13, 5, 0, tzinfo=ZoneInfo("America/New_York"))
    assert ago("4 hours ago", morning) == (datetime(2022, 3, 13, 5, 0, tzinfo=UTC), None, HOUR)
    assert ago("just now", morning) == (datetime(2022, 3, 13, 9, 0, tzinfo=UTC), None, HOUR)
    assert ago("1天前", AT.replace(hour=20).astimezone(ZoneInfo("Asia/Shanghai"))) == (None, date(2022, 1, 10), DAY)


@pytest.mark.parametrize(
    ("raw", "zone", "expected"),
    [
        ("昨天 12:14", "Asia/Shanghai", "2022-01-09  12:14"),
        ("yesterday at 9:05", "America/New_York", "2022-01-09  at 9:05"),
        ("前天", "Asia/Shanghai", "2022-01-08 "),
        ("today, 4 pm", "Europe/London", "2022-01-10 , 4 pm"),
        ("Monday", "Europe/London", None),
        ("yesterday", None, None),
    ],
)
def test_days_that_are_spoken_of(raw: str, zone: str | None, expected: str | None) -> None:
    assert spoken_day(raw, AT, ZoneInfo(zone) if zone else None) == expected
