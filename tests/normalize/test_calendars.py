"""Dates in eras, Buddhist years and written numerals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.calendars import from_jalali, westernized
from tasks.normalize.moments import read_moment
from tasks.normalize.months import THAI_MONTHS

DIGITS = "〇一二三四五六七八九"
TODAY = date(2030, 1, 1)


def numeral(number: int) -> str:
    """Write a number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones else "")


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("令和4年1月3日", date(2022, 1, 3)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("中華民國111年1月3日", date(2022, 1, 3)),
        ("２０２２年１月３日", date(2022, 1, 3)),
        ("3 ม.ค. 2565", date(2022, 1, 3)),
        ("3 มกราคม 65", date(2022, 1, 3)),
        ("3 มกราคม 2022", date(2022, 1, 3)),
    ],
)
def test_other_calendars(raw: str, day: date) -> None:
    moment = read_moment(raw, TODAY)
    assert moment is not None
    assert moment.wall.date() == day


@given(st.dates(date(1990, 1, 1), date(2029, 12, 31)))
def test_written_numerals_are_that_day(day: date) -> None:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    moment = read_moment(f"{year}年{numeral(day.month)}月{numeral(day.day)}日", TODAY)
    assert moment is not None
    assert moment.wall.date() == day


@given(st.dates(date(1990, 1, 1), date(2029, 12, 31)), st.sampled_from(sorted(THAI_MONTHS)))
def test_thai_days_are_that_day(day: date, month: str) -> None:
    day = day.replace(month=THAI_MONTHS[month], day=min(day.day, 28))
    moment = read_moment(f"{day.day} {month} {day.year + 543}", TODAY)
    assert moment is not None
    assert moment.wall.date() == day


@given(st.text())
def test_other_words_are_no_error(words: str) -> None:
    westernized(words)


@pytest.mark.parametrize(
    ("jalali", "day"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 12, 30), None),
        ((1404, 1, 32), None),
        ((1404, 13, 1), None),
    ],
)
def test_days_of_the_solar_hijri_calendar(jalali: tuple[int, int, int], day: date | None) -> None:
    assert from_jalali(*jalali) == day


@given(st.integers(1300, 1498))
def test_its_years_follow_one_another(year: int) -> None:
    first, following = from_jalali(year, 1, 1), from_jalali(year + 1, 1, 1)
    assert first and following and (following - first).days == (366 if from_jalali(year, 12, 30) else 365)
