"""Which captures are a new wording, and what replaces what, for any order of arrival."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
