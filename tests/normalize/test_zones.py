"""What an abbreviation of a zone means, and how a site writes numeric dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.normalize.months import MONTH_NUMBERS
from tasks.normalize.zones import _HOMES, ABBREVIATIONS, USUAL, numeric_order, stated_offsets, zone_of

WINTER = datetime.fromisoformat("2022-01-03 12:00")


def test_every_zone_exists() -> None:
    zones = {*USUAL.values(), *(zone for names in _HOMES.values() for zone in names)}
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


def test_central_time_is_not_cubas_on_a_site_in_new_york() -> None:
    assert zone_of("CST", WINTER, ZoneInfo("America/New_York")) is None


def test_the_usual_meaning_is_for_english_under_no_countrys_domain() -> None:
    usual = zone_of("CST", WINTER, None, language="en")
    assert usual is not None and usual.utcoffset(WINTER) == timedelta(hours=-6)
    assert zone_of("CST", WINTER, None, language="zh") is None
    assert zone_of("CST", WINTER, None, frozenset([timedelta(hours=1)]), "en") is None  # the page is elsewhere
    assert zone_of("BST", WINTER, None, language="en") is None


def test_offsets_that_a_page_states() -> None:
    raws = ["2022-01-03T04:14:55-06:00", "2022-01-03 04:14:55 +0530", "2022-01-03T04:14:55Z", "2022-01-03", "+08:00 x"]
    assert stated_offsets(raws) == {timedelta(hours=-6), timedelta(hours=5.5)}


@pytest.mark.parametrize(
    ("language", "tag", "zone", "order"),
    [
        ("en", "en-US", None, "mdy"), ("en", None, "America/New_York", "mdy"), ("en", None, "Europe/London", "dmy"),
        ("en", "en-GB", None, "dmy"), ("en", "en", None, None), ("en", None, None, None), ("de", None, None, "dmy"),
        ("zh", None, "Asia/Shanghai", "ymdy"), ("zh", None, "Asia/Hong_Kong", "ymd"), ("zh", None, None, "ymd"),
        (None, None, None, "dmy"), ("en", "en-CA", "America/Toronto", "dmy"),
        ("en", None, "America/Port_of_Spain", "dmy"), ("en", None, "America/Puerto_Rico", "mdy"),
        ("en", None, "Asia/Manila", "mdy"), ("en", None, "America/Indiana/Knox", "mdy"),
    ],
)  # fmt: skip
def test_order_of_numeric_dates(language: str | None, tag: str | None, zone: str | None, order: str | None) -> None:
    assert numeric_order(language, tag, ZoneInfo(zone) if zone else None) == order
