"""Which of several statements of a time is passed over, and which is chosen: each rule of docs/time.md by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tasks.normalize.ranking import choose
from tasks.records import TOLD_BY_AGE, Evidence, Precision


def said(words: str, **more: Any) -> Evidence:
    """A candidate as its rule and its words tell: `json-ld 2022-01-03T04:14:55+00:00`, `text 2022-01-03`."""
    rule, raw = words.split()
    if "T" not in raw:
        return Evidence("published", raw, rule, None, date.fromisoformat(raw), Precision.DAY, None, **more)
    at = datetime.fromisoformat(raw)
    precision = Precision.SECOND if raw.count(":") == 3 else Precision.MINUTE
    facts: dict[str, Any] = {"precision": precision, "zone": raw[-6:], **more}
    return Evidence("published", raw, rule, at.astimezone(UTC), at.date(), **facts)


def judged(*candidates: str | Evidence, changes: tuple[str, ...] = ()) -> list[Evidence]:
    return choose([said(c) if isinstance(c, str) else c for c in candidates], [said(change) for change in changes])


def chosen(*candidates: str | Evidence, changes: tuple[str, ...] = ()) -> str:
    return next(e.rule for e in judged(*candidates, changes=changes) if e.chosen)


def year(rule: str) -> Evidence:
    return Evidence("published", "3/1/2022", rule, None, None, Precision.YEAR, None)


def age(words: str) -> Evidence:
    return said(words, note=TOLD_BY_AGE, precision=Precision.HOUR)


def test_a_time_tag_far_away_ranks_behind_the_text() -> None:
    assert chosen("time-tag:far 2022-01-02", "text 2022-01-03") == "text"
    assert chosen("time-tag:shown 2022-01-02", "time-tag 2022-01-03") == "time-tag"


def test_a_year_is_chosen_only_where_nothing_is_finer() -> None:
    assert chosen(year("json-ld"), "text 2022-01-03") == "text"
    assert chosen(year("json-ld"), year("text")) == "json-ld"


def test_what_is_not_believed_is_no_conflict_and_keeps_its_reason() -> None:
    late = said("json-ld 2022-01-03T10:14:55+00:00", note="after the capture")
    found = judged(late, "meta:date 2022-01-03T04:14+00:00", "text 2022-01-03T04:14+00:00")
    assert [(e.rule, e.conflict, e.note) for e in found] == [
        ("json-ld", False, "after the capture"),
        ("meta:date", False, None),
        ("text", False, None),
    ]


def test_an_age_yields_to_a_day_that_is_long_before_the_visit() -> None:
    fresh = age("text 2022-01-10T05:00:00+00:00")
    assert chosen(fresh, "url 2022-01-03") == "url"
    assert chosen(fresh, "url 2022-01-08") == "text"
    assert chosen(fresh, said("url 1970-01-01", note="before 1990")) == "text"
    assert chosen(fresh, age("time-tag:far 2022-01-05T05:00:00+00:00")) == "text"
    assert chosen(fresh, year("url")) == "text"


def test_what_lies_within_the_unit_of_an_age_agrees_with_it() -> None:
    fresh = age("text 2022-01-10T05:00:00+00:00")
    assert chosen(fresh, "url 2022-01-10T04:31:07+00:00") == "url"
    assert chosen(fresh, "url 2022-01-10T03:31:07+00:00") == "text"
    assert chosen("text 2022-01-10T05:00:00+00:00", "url 2022-01-10T04:59:07+00:00") == "text"


def test_a_full_minute_is_how_many_write_a_minute() -> None:
    assert not any(e.conflict for e in judged("meta:a 2022-01-03T04:14:00+00:00", "meta:b 2022-01-03T04:14:55+00:00"))
    assert any(e.conflict for e in judged("meta:a 2022-01-03T04:14:01+00:00", "meta:b 2022-01-03T04:14:55+00:00"))


def test_only_a_day_that_software_wrote_may_be_the_one_in_utc() -> None:
    shown = said("time-tag 2022-01-03T20:08-05:00")
    assert not any(e.conflict for e in judged("meta:date 2022-01-04", shown))
    assert any(e.conflict for e in judged("feed 2022-01-04", shown))


@pytest.mark.parametrize("other", ["text 2022-01-03", "time-tag:shown 2022-01-06"])
def test_an_attribute_yields_only_to_its_own_words_of_an_earlier_day(other: str) -> None:
    assert chosen("time-tag 2022-01-07T10:18:46+00:00", other) == "time-tag"
    assert chosen("json-ld 2022-01-07T10:18:46+00:00", "time-tag:shown 2022-01-03") == "json-ld"
    assert chosen("time-tag 2022-01-07T10:18:46+00:00", "time-tag:shown 2022-01-05") == "time-tag:shown"
    epoch = said("time-tag:shown 1970-01-01", note="before 1990")
    assert chosen("time-tag 2022-01-07T10:18:46+00:00", epoch) == "time-tag"


# -- labels --------------------------------------------------------------------------------------

UTC_CLOCK, LOCAL = "2022-01-03T12:14:55+00:00", "2022-01-03T12:14:55+08:00"


def note(*candidates: str | Evidence, changes: tuple[str, ...] = ()) -> str | None:
    """What is said of the first of the candidates."""
    first = candidates[0] if isinstance(candidates[0], Evidence) else said(candidates[0])
    return next(e.note for e in judged(*candidates, changes=changes) if e.rule == first.rule)


def test_the_same_digits_with_an_offset_say_that_utc_is_wrong_unless_a_third_agrees_with_utc() -> None:
    assert (note(f"json-ld {UTC_CLOCK}", f"meta:date {LOCAL}") or "").startswith("a local time labelled UTC")
    assert note(f"json-ld {UTC_CLOCK}", f"meta:date {LOCAL}", f"feed {UTC_CLOCK}") is None
    of_utc = f"meta:date {UTC_CLOCK}", f"feed {UTC_CLOCK}"
    assert (note(f"json-ld {LOCAL}", *of_utc) or "").startswith("a local label on a UTC time")
    assert note(f"json-ld {LOCAL}", of_utc[0]) is None
    assert note("json-ld 2022-01-03T12:10:00+08:00", *of_utc) is None  # of other digits
    assert note("json-ld 2022-01-03T12:00:00+08:00", "meta:date 2022-01-03T04:00:00+01:00") is None  # none is UTC


def test_a_zone_that_is_utc_at_the_time_says_nothing() -> None:
    london = said(f"text {UTC_CLOCK}", zone="Europe/London")
    assert note(f"json-ld {UTC_CLOCK}", london) is None
    assert note(f"json-ld {UTC_CLOCK}", f"meta:date {UTC_CLOCK}") is None
    assert note(f"json-ld {LOCAL}", f"meta:date {LOCAL}") is None


def test_an_assumed_zone_says_so_only_of_what_is_shown() -> None:
    assumed = {"zone": "Asia/Shanghai", "zone_assumed": True}
    assert note(f"json-ld {UTC_CLOCK}", said(f"meta:date {LOCAL}", **assumed)) is None
    assert note(f"json-ld {UTC_CLOCK}", said(f"text {LOCAL}", **assumed)) is not None


@pytest.mark.parametrize(
    ("first", "other", "is_wrong"),
    [
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T07:45-08:00"), True),
        ("json-ld 2022-01-03T10:45:00+00:00", said("feed 2022-01-03T07:45-08:00"), False),  # not shown
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T07:45-08:00", zone_assumed=True), False),
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T07:45-08:00", precision=Precision.HOUR), False),
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T15:45+00:00"), False),
        ("json-ld 2022-01-03T12:45:00+02:00", said("text 2022-01-03T07:45-08:00"), False),
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T03:45-08:00"), False),  # summer time's doing
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T11:45-01:00"), True),
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T14:45-10:00"), True),
        ("json-ld 2022-01-03T10:45:00+00:00", said("text 2022-01-03T15:45-10:00"), False),  # further than any offset
    ],
)
def test_the_same_minute_at_another_hour_is_shown(first: str, other: Evidence, is_wrong: bool) -> None:
    assert (note(first, other) is not None) is is_wrong
    assert note(first, other, first.replace("json-ld", "feed")) is None  # a third agrees


# -- others --------------------------------------------------------------------------------------

LONE = "json-ld 2022-01-03T14:52:51+08:00"
SHOWN, MARKED = "text 2022-01-03T12:04+08:00", "meta:date 2022-01-03T12:04:43+08:00"


def test_two_places_that_show_the_last_change_do_not_outvote_the_publication() -> None:
    first, last = "json-ld 2022-01-03T09:10:51+08:00", "json-ld 2022-01-03T12:04:43+08:00"
    assert (note(first, SHOWN, MARKED) or "").startswith("alone against two")
    assert chosen(first, SHOWN, MARKED, changes=(last,)) == "json-ld"
    assert chosen(first, SHOWN, MARKED, changes=(first,)) == "meta:date"  # which is none of a later time


def test_alone_against_two_places_that_agree() -> None:
    assert (note(LONE, SHOWN, MARKED) or "").startswith("alone against two")
    assert (note(LONE, SHOWN, MARKED, "url 2022-01-03") or "").startswith("alone against two")
    assert note(LONE, SHOWN, MARKED, "feed 2022-01-03T14:52:51+08:00") is None  # not alone
    assert note(LONE, SHOWN) is None
    assert note(LONE, SHOWN, "time-tag 2022-01-03T12:10+08:00") is None  # which do not agree
    assert note(LONE, SHOWN, MARKED.replace("meta:date", "url")) is None  # an address says nothing of its own
    for day, is_near in (("01", False), ("02", True), ("04", True), ("05", False)):
        there = (words.replace("-03T", f"-{day}T") for words in (SHOWN, MARKED))
        assert (note(LONE, *there) is not None) is is_near
    assert note(LONE, SHOWN, said(MARKED, note="behind the first of its kind")) is None
    assert note("json-ld 2022-01-02", SHOWN, MARKED) is None  # a day
    assert note("text 2022-01-03T14:52+08:00", SHOWN.replace("text", "time-tag"), MARKED) is None  # what is shown


SAVED = "json-ld 2022-01-08T10:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "repeats"),
    [
        (SAVED, True),
        ("json-ld 2022-01-08T10:00:40+00:00", True),
        ("json-ld 2022-01-08T10:00:00-05:00", True),  # the same clock
        ("json-ld 2022-01-06T10:00:00+00:00", True),  # before the publication
        ("json-ld 2022-01-09T10:00:00+00:00", False),
        ("meta:modified 2022-01-08T10:00:00+00:00", False),  # of another place
        ("json-ld 2022-01-08", False),
    ],
)
def test_what_repeats_the_last_change(change: str, repeats: bool) -> None:
    repeated = (note(SAVED, "text 2022-01-03", changes=(change,)) or "").startswith("repeats the last change")
    assert repeated is repeats


def test_a_meta_tag_may_repeat_the_last_change_of_any_place() -> None:
    meta = SAVED.replace("json-ld", "meta:date")
    assert (note(meta, "text 2022-01-03", changes=(SAVED,)) or "").startswith("repeats")
    day = "meta:date 2022-01-08"
    assert (note(day, "text 2022-01-03", changes=("json-ld 2022-01-07",)) or "").startswith("repeats")
    assert note(year("meta:date"), "text 2022-01-03", changes=("json-ld 2022-01-07",)) is None


@pytest.mark.parametrize(
    ("other", "is_earlier"),
    [
        (said("text 2022-01-06"), True),
        (said("text 2022-01-07"), False),  # a day is a zone's doing
        (said("text 2022-01-08T09:30+00:00"), True),
        (said("text 2022-01-08T09:55+00:00"), False),  # within one save
        (said("text 2022-01-08T09:30+00:00", zone_assumed=True), False),
        (age("text 2022-01-08T09:00:00+00:00"), False),
        (said("meta:date 2022-01-08T09:30:00+00:00"), True),
        (said("meta:date 2022-01-08T09:55:00+00:00"), False),
        (said("feed 2022-01-08T09:30:00+00:00"), False),
    ],
)
def test_where_an_earlier_time_is_stated_than_the_one_that_repeats_the_last_change(
    other: Evidence, is_earlier: bool
) -> None:
    assert (note(SAVED, other, changes=(SAVED,)) is not None) is is_earlier


def test_a_day_that_repeats_the_last_change_yields_to_any_exact_time_of_an_earlier_day() -> None:
    day = "json-ld 2022-01-08"
    assert note(day, "text 2022-01-07T09:30+00:00", changes=(day,)) is not None
    assert note(day, "text 2022-01-07", changes=(day,)) is None
    assert note(day, year("time-tag"), "text 2022-01-03", changes=(day,)) is not None
    midnight = "json-ld 2022-01-08T00:02:00+00:00"
    assert note(midnight, "text 2022-01-07T23:55+00:00", changes=(midnight,)) is None  # within one save


def test_another_place_that_repeats_the_last_change_itself_is_not_earlier() -> None:
    changes = (SAVED, "meta:modified 2022-01-07T10:00:00+00:00")
    assert note(SAVED, "meta:date 2022-01-07T10:00:00+00:00", changes=changes) is None


OLD = "json-ld 2021-02-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("candidates", "is_anew"),
    [
        ((OLD, "text 2022-01-03"), True),
        ((OLD, age("text 2022-01-03T09:00:00+00:00")), False),
        ((OLD.replace("json-ld", "feed"), "text 2022-01-03"), False),
        ((year("json-ld"), "text 2022-01-03"), False),
    ],
)
def test_a_page_that_was_published_anew(candidates: tuple[str | Evidence, ...], is_anew: bool) -> None:
    doubt = note(*candidates, changes=("json-ld 2022-01-03T10:00:00+00:00",))
    assert (doubt or "").startswith("long before the only day") is is_anew


def test_the_day_of_a_page_that_was_published_anew_is_confirmed_by_what_is_not_shown() -> None:
    assert note(OLD, "text 2022-01-03", "url 2022-01-03") is not None
    assert note(OLD, "text 2022-01-03", "time-tag 2022-01-03") is None
