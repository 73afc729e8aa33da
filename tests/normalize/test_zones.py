"""Where a site is at home, what an abbreviation means there, and how it writes numeric dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.normalize.months import MONTH_NUMBERS
from tasks.normalize.zones import (
    _COUNTRIES,
    _HOMES,
    _LANGUAGES,
    ABBREVIATIONS,
    home_zone,
    numeric_order,
    stated_offsets,
    zone_of,
)
from tasks.records import Site

WINTER = datetime.fromisoformat("2022-01-03 12:00")
BARE = Site("x")


@pytest.mark.parametrize(
    ("site", "url", "language", "zone"),
    [
        (Site("x", zone="Asia/Tokyo"), "https://a.example.cn/", "zh", "Asia/Tokyo"),
        (BARE, "https://a.example.com.cn/1", "en", "Asia/Shanghai"),
        (BARE, "https://a.example.in/1", "en", "Asia/Kolkata"),
        (BARE, "https://a.example.co.uk/1", "en", "Europe/London"),
        (BARE, "https://a.example.com/1", "zh", "Asia/Shanghai"),
        (BARE, "https://a.example.com/1", "ja", "Asia/Tokyo"),
        (BARE, "https://a.example.com/1", "en", None),
        (BARE, "https://a.example.com/1", "es", None),
        (BARE, "https://a.example.com.br/1", "pt", None),  # several zones
        (BARE, "https://a.example.ru/1", "ru", None),
        (BARE, "https://a.example.io/1", "en", None),  # a domain sold as a word
        (BARE, "https://[broken", "en", None),
        (Site("x", zone="Mars/Olympus"), "https://a.example.cn/", "zh", None),
    ],
)
def test_home(site: Site, url: str, language: str, zone: str | None) -> None:
    assert home_zone(site, url, language) == (ZoneInfo(zone) if zone else None)


def test_every_zone_exists() -> None:
    zones = {*_COUNTRIES.values(), *_LANGUAGES.values(), *(z for names in _HOMES.values() for z in names)}
    for name in zones | {z for names in ABBREVIATIONS.values() for z in names}:
        assert ZoneInfo(name).key == name


def test_every_month_of_every_language_is_there() -> None:
    assert set(MONTH_NUMBERS.values()) == set(range(1, 13))
    assert all(name == name.lower() for name in MONTH_NUMBERS)


@pytest.mark.parametrize(
    ("label", "offsets", "hours"),
    [
        ("CST", {-6}, -6),
        ("CST", {8}, 8),
        ("CST", {1}, None),
        ("CST", set(), None),
        ("IST", {5.5}, 5.5),
        ("IST", {2, 5.5}, None),
    ],
)
def test_what_the_page_states_elsewhere_decides_an_abbreviation(
    label: str, offsets: set[float], hours: float | None
) -> None:
    zone = zone_of(label, WINTER, None, frozenset(timedelta(hours=offset) for offset in offsets))
    assert (zone.utcoffset(WINTER) if zone else None) == (timedelta(hours=hours) if hours is not None else None)


def test_offsets_that_a_page_states() -> None:
    raws = ["2022-01-03T04:14:55-06:00", "2022-01-03 04:14:55 +0530", "2022-01-03T04:14:55Z", "2022-01-03", "+08:00 x"]
    assert stated_offsets(raws) == {timedelta(hours=-6), timedelta(hours=5.5)}


@pytest.mark.parametrize(
    ("language", "tag", "zone", "order"),
    [
        ("en", "en-US", None, "mdy"), ("en", None, "America/New_York", "mdy"), ("en", None, "Europe/London", "dmy"),
        ("en", "en-GB", None, "dmy"), ("en", "en", None, None), ("en", None, None, None), ("de", None, None, "dmy"),
        ("zh", None, "Asia/Shanghai", "ymd"), (None, None, None, "dmy"), ("en", "en-CA", "America/Toronto", "dmy"),
    ],
)  # fmt: skip
def test_order_of_numeric_dates(language: str | None, tag: str | None, zone: str | None, order: str | None) -> None:
    assert numeric_order(language, tag, ZoneInfo(zone) if zone else None) == order
