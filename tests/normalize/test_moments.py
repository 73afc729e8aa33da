"""One moment from the words that state it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.calendars import JALALI, from_jalali
from tasks.normalize.moments import read_moment
from tasks.normalize.zones import zone_of
from tasks.records import Precision

TODAY = date(2022, 1, 10)
WINTER = datetime.fromisoformat("2022-01-03 12:00")  # wall clocks are naive
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2040-01-01")
SECOND, MINUTE, HOUR, DAY = Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.DAY


@pytest.mark.parametrize(
    ("raw", "wall", "precision", "zone"),
    [
        ("2022-01-03T04:14:55Z", "2022-01-03 04:14:55", SECOND, "Z"),
        ("2022-01-03T04:14:55.123456789Z", "2022-01-03 04:14:55", SECOND, "Z"),
        ("2022-01-03 12:14:55 +0800", "2022-01-03 12:14:55", SECOND, "+0800"),
        ("2022-01-03T12:14+08:00", "2022-01-03 12:14:00", MINUTE, "+08:00"),
        ("2022-01-03T12:14:55.000-05:00", "2022-01-03 12:14:55", SECOND, "-05:00"),
        ("2021-12-08 10:46:18", "2021-12-08 10:46:18", SECOND, None),
        ("20220103T121455Z", "2022-01-03 12:14:55", SECOND, "Z"),
        ("2022/1/3 9:05", "2022-01-03 09:05:00", MINUTE, None),
        ("2022.01.03", "2022-01-03 00:00:00", DAY, None),
        ("2022-01-0312:14:55", "2022-01-03 12:14:55", SECOND, None),
        ("Jan 3, 2022: 4:14 PM ET", "2022-01-03 16:14:00", MINUTE, "ET"),
        ("20220103", "2022-01-03 00:00:00", DAY, None),
        ("Mon, 03 Jan 2022 04:14:55 GMT", "2022-01-03 04:14:55", SECOND, "GMT"),
        ("2022年01月03日 12:14", "2022-01-03 12:14:00", MINUTE, None),
        ("2022年1月3日 下午3时05分", "2022-01-03 15:05:00", MINUTE, None),
        ("2022年1月3日　星期一　上午12：30", "2022-01-03 00:30:00", MINUTE, None),
        ("发布时间：2022年1月3日12点", "2022-01-03 12:00:00", HOUR, None),
        ("1月3日 12时14分", "2022-01-03 12:14:00", MINUTE, None),
        ("12月31日 08:00", "2021-12-31 08:00:00", MINUTE, None),
        ("2022年1月3日 午後4時5分", "2022-01-03 16:05:00", MINUTE, None),
        ("2022년 1월 3일 오후 4시 5분", "2022-01-03 16:05:00", MINUTE, None),
        ("3 January 2022, 4:14 am ET", "2022-01-03 04:14:00", MINUTE, "ET"),
        ("January 3, 2022 at 4:14 PM EST", "2022-01-03 16:14:00", MINUTE, "EST"),
        ("Jan. 3, 2022", "2022-01-03 00:00:00", DAY, None),
        ("4:14 p.m. ET, January 3, 2022", "2022-01-03 16:14:00", MINUTE, "ET"),
        ("Published 3rd March 2021 12am", "2021-03-03 00:00:00", HOUR, None),
        ("3. Februar 2021, 17:05 Uhr", "2021-02-03 17:05:00", MINUTE, None),
        ("3 de enero de 2022 12:30", "2022-01-03 12:30:00", MINUTE, None),
        ("le 3 février 2021 à 8h05", "2021-02-03 08:05:00", MINUTE, None),
        ("2022-01-03 24:00", "2022-01-04 00:00:00", MINUTE, None),
        ("2020-02-29", "2020-02-29 00:00:00", DAY, None),
        # both names of a month, as Arabic newsrooms write for all their readers
        ("3 كانون الثاني/يناير 2022", "2022-01-03 00:00:00", DAY, None),
        ("04 آب/اغسطس 2021", "2021-08-04 00:00:00", DAY, None),
        ("3 يناير/ كانون الثاني 2022، 10:14 GMT", "2022-01-03 10:14:00", MINUTE, "GMT"),
        ("3 فبراير 2021 - 12:15 بتوقيت غرينتش", "2021-02-03 12:15:00", MINUTE, "بتوقيت غرينتش"),
        ("3 de enero de 2022 · 02:25 p. m. (hora CDMX)", "2022-01-03 14:25:00", MINUTE, "hora CDMX"),
        ("3 de janeiro de 2022 às 18:32 (horário de Brasília)", "2022-01-03 18:32:00", MINUTE, "horário de Brasília"),
        ("3 января 2022, 10:31 по московскому времени", "2022-01-03 10:31:00", MINUTE, "по московскому времени"),
        # the zone before its clock
        ("2022年1月3日 北京时间12:14", "2022-01-03 12:14:00", MINUTE, "北京时间"),
        ("입력 : 2022/01/03 [12:14]", "2022-01-03 12:14:00", MINUTE, None),
        ("2022/01/03 (一) 下午 2:14", "2022-01-03 14:14:00", MINUTE, None),
        ("發佈時間 (HKT): 2022.01.03 12:14", "2022-01-03 12:14:00", MINUTE, "HKT"),
        ("2022-01-03 美东时间：8:05", "2022-01-03 08:05:00", MINUTE, "美东时间"),
        ("2022年1月3日, 格林尼治标准时间10:41", "2022-01-03 10:41:00", MINUTE, "格林尼治标准时间"),
    ],
)
def test_what_is_stated_is_read_and_no_more(raw: str, wall: str, precision: Precision, zone: str | None) -> None:
    moment = read_moment(raw, TODAY)
    assert moment is not None
    assert (str(moment.wall), moment.precision, moment.zone) == (wall, precision, zone)


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "2022-13-01", "2021-02-29", "1.2.3.4", "tel. 2022-0103-1234", "3.14", "600519", "2月30日"]
)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert read_moment(raw, TODAY) is None


def test_an_impossible_clock_leaves_the_day() -> None:
    moment = read_moment("2022-01-03 25:61", TODAY)
    assert moment is not None
    assert moment.precision is DAY


@given(st.datetimes(FIRST, LAST), st.integers(-12 * 60, 14 * 60))
def test_iso_round_trip(wall: datetime, minutes: int) -> None:
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    raw = f"{wall:%Y-%m-%dT%H:%M:%S}{sign}{size // 60:02}:{size % 60:02}"
    moment = read_moment(raw, TODAY)
    assert moment is not None
    assert moment.wall == wall.replace(microsecond=0)
    assert moment.zone is not None
    zone = zone_of(moment.zone, moment.wall, None)
    assert zone is not None
    assert zone.utcoffset(moment.wall) == timedelta(minutes=minutes)


@given(st.text(max_size=60))
def test_no_words_are_an_error(raw: str) -> None:
    read_moment(raw, TODAY)


@pytest.mark.parametrize(
    ("label", "site", "hours"),
    [
        ("Z", None, 0),
        ("GMT", None, 0),
        ("UTC+8", None, 8),
        ("+0530", None, 5.5),
        ("-5", None, -5),
        ("ET", None, -5),
        ("EST", "America/New_York", -5),
        ("CST", "Asia/Shanghai", 8),
        ("CST", "America/Chicago", -6),
        ("IST", "Asia/Kolkata", 5.5),
    ],
)
def test_zones(label: str, site: str | None, hours: float) -> None:
    zone = zone_of(label, WINTER, ZoneInfo(site) if site else None)
    assert zone is not None
    assert zone.utcoffset(WINTER) == timedelta(hours=hours)


@pytest.mark.parametrize("label", ["CST", "IST", "BST", "+99:00"])
def test_a_label_with_several_meanings_has_none_without_a_site(label: str) -> None:
    assert zone_of(label, WINTER, None) is None


def test_british_time_is_the_sites_in_summer() -> None:
    zone = zone_of("BST", WINTER.replace(month=7), ZoneInfo("Europe/London"))
    assert zone is not None
    assert datetime(2022, 7, 3, 12, tzinfo=zone).astimezone(UTC).hour == 11


@pytest.mark.parametrize(
    ("raw", "wall", "precision"),
    [
        ("3 января 2022, 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 Ocak 2022 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 stycznia 2022, godz. 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 stycznia 2022 12:14", "2022-01-03 12:14:00", MINUTE),
        ("Lunedì 3 gennaio 2022, ore 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 janvier 2022 à 12h14", "2022-01-03 12:14:00", MINUTE),
        ("1er mars 2022", "2022-03-01 00:00:00", DAY),
        ("3 de enero de 2022 a las 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 de janeiro de 2022 às 12h14", "2022-01-03 12:14:00", MINUTE),
        ("Montag, 3. Januar 2022 um 12.14 Uhr", "2022-01-03 12:14:00", MINUTE),
        ("3 januari 2022 om 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 Μαΐου 2021 12:14", "2021-05-03 12:14:00", MINUTE),
        ("3. ledna 2022 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 tammikuuta 2022 klo 12:14", "2022-01-03 12:14:00", MINUTE),
        ("3 January 2022 4:14am", "2022-01-03 04:14:00", MINUTE),
        ("Mon, 03 Jan 22 04:14:55 GMT", "2022-01-03 04:14:55", SECOND),
        ("Jan 3, '22", "2022-01-03 00:00:00", DAY),
        ("Updated 3:27 am PST, Monday, January 3, 2022", "2022-01-03 03:27:00", MINUTE),
        ("2022年1月3日（月） 12時14分", "2022-01-03 12:14:00", MINUTE),
        ("2022.01.03 12:14", "2022-01-03 12:14:00", MINUTE),
        ("03.01.2022 12:14", "2022-01-03 12:14:00", MINUTE),
        ("03/01/2022 12:14", "2022-01-03 12:14:00", MINUTE),
        ("03.01.22", "2022-01-03 00:00:00", DAY),
        ("31.12.99", "1999-12-31 00:00:00", DAY),
        ("1641183295", "2022-01-03 04:14:55", SECOND),
        ("1641183295123", "2022-01-03 04:14:55", SECOND),
        ("2022-01", "2022-01-01 00:00:00", Precision.MONTH),
        ("0001-01-01T00:00:00Z", None, None),
        ("12 Aralık 2024 Perşembe 14:25", "2024-12-12 14:25:00", MINUTE),
        ("12 декабря 2024 г., четверг, 14:25", "2024-12-12 14:25:00", MINUTE),
        ("12 grudnia 2024 (czwartek) 14:25", "2024-12-12 14:25:00", MINUTE),
        ("2024. december 17., kedd 14:01", "2024-12-17 14:01:00", MINUTE),
        ("12 בדצמבר 2024 בשעה 14:25", "2024-12-12 14:25:00", MINUTE),
        ("18/12/2024 lúc 14:25", "2024-12-18 14:25:00", MINUTE),
        ("14:05 ngày 18/12/2024", "2024-12-18 14:05:00", MINUTE),
        ("18 ธันวาคม 2567 เวลา 14.30 น.", "2024-12-18 14:30:00", MINUTE),
        ("12 जनवरी 2024 14:30", "2024-01-12 14:30:00", MINUTE),
        ("٠٣ فبراير ٢٠٢٢ ١٤:١٥", "2022-02-03 14:15:00", MINUTE),
        ("12 كانون الثاني 2024 14:15", "2024-01-12 14:15:00", MINUTE),
        ("۱۳ فروردین ۱۴۰۳ - ۱۴:۳۰", "2024-04-01 14:30:00", MINUTE),
        ("11.dez.2024 às 18h32", "2024-12-11 18:32:00", MINUTE),
        ("2024 m. gruodžio 12 d. 14:25", "2024-12-12 14:25:00", MINUTE),
        ("2024. gada 12. decembris 14:25", "2024-12-12 14:25:00", MINUTE),
        ("20241218143512", "2024-12-18 14:35:12", SECOND),
        ("Wed Dec 18 14:35:00 +0000 2024", "2024-12-18 14:35:00", SECOND),
        ("Wed 18 Dec, 14:35", "2021-12-18 14:35:00", MINUTE),
        ("19.12. v 14:31", "2021-12-19 14:31:00", MINUTE),
        ("18 Dec, 12 people", None, None),
        ("2.12. 15 people", None, None),
        ("18 December 2024 Kick-off 19:30", "2024-12-18 00:00:00", DAY),
        ("18 December 2024, starts 19:30", "2024-12-18 00:00:00", DAY),
    ],
)
def test_languages_and_notations(raw: str, wall: str | None, precision: Precision | None) -> None:
    moment = read_moment(raw, TODAY)
    assert (str(moment.wall), moment.precision) == (wall, precision) if moment else wall is None


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("03 فبراير 2022 02:15 م", 14),
        ("03 فبراير 2022 02:15 ص", 2),
        ("02:15 مساءً - 3 فبراير 2022", 14),
        ("12.12.2024 | 02:15 μ.μ.", 14),
        ("12.12.2024 | 02:15 π.μ.", 2),
        ("18/12/2024 02:15 CH", 14),
        ("18/12/2024 02:15 SA", 2),
        ("18/12/2024 2:15 PTG", 14),
        ("2024年12月18日晚2时15分", 14),
        ("3:15 a.m, 3 January 2022", 3),
        ("18/12/2024 02:15 Champions", 2),
    ],
)
def test_halves_of_the_day(raw: str, hour: int) -> None:
    moment = read_moment(raw, TODAY)
    assert moment and moment.wall.hour == hour


def test_twelve_in_the_evening_is_no_hour_of_that_day() -> None:
    moment = read_moment("2022年1月3日 晚上12:14", TODAY)
    assert moment and moment.precision is Precision.DAY


def test_a_zone_in_words_may_stand_before_the_date() -> None:
    moment = read_moment("北京时间2022年1月3日12:14", TODAY)
    assert moment and (moment.wall.hour, moment.zone) == (12, "北京时间")


def test_a_zone_may_stand_behind_the_date() -> None:
    moment = read_moment("1:35 PM on Dec 18, 2024 CST", TODAY)
    assert moment and (moment.wall.hour, moment.zone) == (13, "CST")


@pytest.mark.parametrize(
    ("raw", "order", "day", "precision"),
    [
        ("3/1/2021", "dmy", "2021-01-03", DAY),
        ("3/1/2021", "mdy", "2021-03-01", DAY),
        ("3/1/2021", None, "2021-01-01", Precision.YEAR),
        ("3/3/2021", None, "2021-03-03", DAY),
        ("13/1/2021", None, "2021-01-13", DAY),
        ("1/13/2021", "dmy", "2021-01-13", DAY),
        ("3.1.2021", "mdy", "2021-01-03", DAY),  # Americans write no dots
        ("1/5/2022", None, "2022-01-05", DAY),  # the other reading, in May, is yet to come
        ("22-01-03", "ymd", "2022-01-03", DAY),
        ("22.01.03", "ymd", "2022-01-03", DAY),
        ("22-01-03", "ymdy", "2022-01-03", DAY),
        ("3/1/2021", "ymdy", "2021-03-01", DAY),
        ("3/1/2021", "ymd", "2021-01-01", Precision.YEAR),
    ],
)
def test_numbers_are_read_as_the_site_writes_them(raw: str, order: str | None, day: str, precision: Precision) -> None:
    moment = read_moment(raw, TODAY, order)
    assert moment is not None
    assert (str(moment.wall.date()), moment.precision) == (day, precision)


@given(st.dates(date(1990, 1, 1), date(2021, 12, 31)), st.sampled_from(["dmy", "mdy"]))
def test_a_numeric_date_in_the_right_order_is_that_day(day: date, order: str) -> None:
    for year in ("%Y", "%y"):
        raw = day.strftime(f"%d/%m/{year}" if order == "dmy" else f"%m/%d/{year}")
        moment = read_moment(raw, TODAY, order)
        assert moment is not None
        assert (moment.wall.date(), moment.precision) == (day, DAY)


@given(st.dates(date(1990, 1, 1), date(2021, 12, 31)))
def test_without_an_order_a_day_is_right_or_none(day: date) -> None:
    moment = read_moment(f"{day:%d/%m/%Y}", TODAY, None)
    assert moment is not None
    assert moment.precision is Precision.YEAR or moment.wall.date() == day


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
def test_leap_days_exist_only_in_leap_years(year: int, month: int, day: int) -> None:
    moment = read_moment(f"{year:04}-{month:02}-{day:02} 12:00", TODAY)
    try:
        read = from_jalali if year in JALALI else date
        expected = read(year, month, day) if 1000 <= year <= 9998 else None  # whose neighbours exist
    except ValueError:
        expected = None
    assert (moment.wall.date() if moment else None) == expected


@given(st.dates(date(1990, 1, 1), date(2039, 12, 31)), st.integers(0, 24), st.integers(0, 59))
def test_twenty_four_is_the_next_days_midnight(day: date, hour: int, minute: int) -> None:
    moment = read_moment(f"{day.isoformat()} {hour:02}:{minute:02}", TODAY)
    assert moment is not None
    if hour == 24 and minute:
        assert moment == read_moment(day.isoformat(), TODAY)
        return
    assert moment.wall == datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)


@given(st.text("0123456789:-/. TZ年月日時分小时前hago,ampm+（）", max_size=80))
def test_no_heap_of_marks_is_an_error(raw: str) -> None:
    for order in ("dmy", "mdy", "ymd", None):
        read_moment(raw, TODAY, order)
