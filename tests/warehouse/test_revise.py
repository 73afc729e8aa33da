"""Which captures are a new wording, and what replaces what, for any order of arrival."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.revise import Wording, revise

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def wording(content: str, hour: int, revision: int = 0) -> Wording:
    return Wording("a", f"{content}@{hour}", content, T0 + timedelta(hours=hour), revision)


def current(known: list[Wording], new: list[Wording]) -> str:
    """The content of the wording that nothing supersedes."""
    numbers, replaced = revise(known, new)
    old = {row["revision_id"] for row in replaced}
    (left,) = [w for w in [*known, *new] if (w in known or w.revision_id in numbers) and w.revision_id not in old]
    return left.content_hash


def test_the_first_wording_is_number_one() -> None:
    assert revise([], [wording("x", 0)]) == ({"x@0": 1}, [])


def test_the_same_words_again_are_no_revision() -> None:
    assert revise([wording("x", 0, 1)], [wording("x", 5)]) == ({}, [])


def test_other_words_supersede() -> None:
    numbers, replaced = revise([wording("x", 0, 1)], [wording("y", 5)])
    assert numbers == {"y@5": 2}
    assert [(r["revision_id"], r["by_revision_id"], r["superseded_at"]) for r in replaced] == [
        ("x@0", "y@5", T0 + timedelta(hours=5))
    ]


def test_going_back_to_earlier_words_is_a_third_revision() -> None:
    known = [wording("x", 0, 1), wording("y", 5, 2)]
    assert revise(known, [wording("x", 9)])[0] == {"x@9": 3}


def test_an_older_copy_takes_its_place_without_becoming_current() -> None:
    known = [wording("y", 5, 1)]
    numbers, replaced = revise(known, [wording("x", 0)])
    assert numbers == {"x@0": 2}
    assert [(r["revision_id"], r["by_revision_id"]) for r in replaced] == [("x@0", "y@5")]
    assert current(known, [wording("x", 0)]) == "y"


@pytest.mark.parametrize(
    ("before", "after", "corrected"),
    [
        (["2026-01-01T01:30:12"], ["2026-01-01T03:30:12"], True),
        (["2026-01-01T01:30:12"], ["2026-01-01T01:30"], False),  # one address to the second, another to the minute
        (["2026-01-01T01:30"], ["2026-01-01T01"], False),
        (["2026-01-01T22:30"], ["2026-01-02"], False),  # a day in a zone ahead of UTC
        (["2026-01-01"], ["2026-01-02"], True),
        (["2026-01-01T01:30"], ["2026-01-05"], True),
        (["2026-01-01T01:30", "2026-01-01T05:00"], ["2026-01-01T05:00"], False),  # one of them still stands there
        (["2026-01-01T01:30"], [], False),
        (None, ["2026-01-01T01:30"], False),  # a feed's time is no page's
    ],
)
def test_a_time_of_publication_is_corrected_where_nothing_stated_agrees(
    before: list[str] | None, after: list[str], corrected: bool
) -> None:
    known = replace(wording("x", 48, 1), stated_times=before)
    numbers, replaced = revise([known], [replace(wording("x", 96), stated_times=after)])
    assert (numbers == {"x@96": 2}, bool(replaced)) == (corrected, corrected)


def test_a_clock_on_the_page_is_no_time_of_publication() -> None:
    clocks = [replace(w, stated_times=[f"{w.seen_at:%Y-%m-%dT%H:%M}"]) for w in (wording("x", 1), wording("x", 9))]
    assert revise([], clocks)[0] == {"x@1": 1}


def test_of_a_capture_that_was_read_again_the_last_reading_counts_and_all_are_superseded() -> None:
    first = replace(wording("x", 0, 1), capture_id="c0")
    again = replace(wording("x+", 0, 2), capture_id="c0")
    assert revise([first, again], [replace(wording("x+", 5), capture_id="c5")]) == ({}, [])
    numbers, replaced = revise([first, again], [replace(wording("y", 5), capture_id="c5")])
    assert numbers == {"y@5": 3}
    assert [(row["revision_id"], row["by_revision_id"]) for row in replaced] == [("x@0", "y@5"), ("x+@0", "y@5")]


def test_a_reading_keeps_the_place_of_its_capture_among_captures_of_the_same_moment() -> None:
    x, y = replace(wording("x", 0, 1), capture_id="c0"), replace(wording("y", 0, 2), capture_id="c1")
    again = replace(wording("x+", 0, 3), capture_id="c0")
    _, replaced = revise([x, y, again], [replace(wording("x", 1), capture_id="c2")])
    assert [(row["revision_id"], row["by_revision_id"]) for row in replaced] == [("y@0", "x@1")]


def test_several_captures_of_one_load_are_compared_with_each_other() -> None:
    numbers, replaced = revise([], [wording("x", 0), wording("x", 1), wording("y", 2), wording("y", 3)])
    assert numbers == {"x@0": 1, "y@2": 2}
    assert len(replaced) == 1


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 20)), min_size=1, max_size=12, unique_by=lambda w: w[1])
)
def test_in_order_of_time_each_change_is_one_revision_and_the_last_is_current(history: list[tuple[str, int]]) -> None:
    history.sort(key=lambda w: w[1])
    words = [wording(content, hour) for content, hour in history]
    numbers, _ = revise([], words)
    changes = sum(1 for i, (content, _) in enumerate(history) if i == 0 or content != history[i - 1][0])
    assert sorted(numbers.values()) == list(range(1, changes + 1))
    assert current([], words) == history[-1][0]
