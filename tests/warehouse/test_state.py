"""Which links are due, for every state a URL can be in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.rows import T0, capture, stage
from warehouse import state
from warehouse.store import Store
from warehouse.tables import TABLES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def due(tmp_path: Path, captures: list[dict[str, Any]], hint: str | None, after: timedelta) -> dict[str, Any] | None:
    """What `due` says of URL `u`, asked `after` the start of time."""
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", captures=captures)])
    asked = pa.table({"url_id": ["u"], "hint_modified": pa.array([hint], pa.string())})
    with store.reader() as connection:
        rows = state.due(connection, asked, T0 + after)
    return rows[0] if rows else None


def test_a_link_that_was_never_visited_is_due(tmp_path: Path) -> None:
    row = due(tmp_path, [capture("other")], None, HOUR)
    assert row and row["sha256"] is None


@pytest.mark.parametrize("outcome", ["fetched", "unchanged"])
def test_a_page_that_we_have_is_not_due(tmp_path: Path, outcome: str) -> None:
    assert due(tmp_path, [capture("u", outcome=outcome)], None, 365 * DAY) is None


def test_a_new_hint_of_change_makes_it_due_with_what_is_known(tmp_path: Path) -> None:
    row = due(tmp_path, [capture("u", hint_modified="v1", etag='"e"', last_modified="lm")], "v2", HOUR)
    assert row == {
        "url_id": "u", "sha256": "aa", "etag": '"e"', "last_modified": "lm",
        "capture_id": "u-20260101000000", "at": T0, "warc": None, "warc_offset": None,
    }  # fmt: skip


def test_a_hint_that_was_given_before_does_not(tmp_path: Path) -> None:
    captures = [capture("u", hint_modified="v1"), capture("u", T0 + HOUR, hint_modified="v2", outcome="unchanged")]
    assert due(tmp_path, captures, "v2", DAY) is None


@pytest.mark.parametrize(("hint", "expected"), [("2026-01-01T02:00:00Z", True), ("2025-12-31T23:00:00Z", False)])
def test_a_first_hint_counts_if_it_is_later_than_the_visit(tmp_path: Path, hint: str, expected: bool) -> None:
    assert (due(tmp_path, [capture("u")], hint, DAY) is not None) is expected


@pytest.mark.parametrize(
    ("outcome", "wait"), [("failed", HOUR), ("blocked", DAY), ("refused", 7 * DAY), ("gone", 30 * DAY)]
)
def test_after_trouble_it_is_due_when_the_wait_is_over(tmp_path: Path, outcome: str, wait: timedelta) -> None:
    assert due(tmp_path / "a", [capture("u", outcome=outcome)], None, wait - timedelta(minutes=1)) is None
    assert due(tmp_path / "b", [capture("u", outcome=outcome)], None, wait) is not None


def test_failures_in_a_row_double_the_wait_up_to_a_week(tmp_path: Path) -> None:
    failures = [capture("u", T0 + n * DAY, outcome="failed") for n in range(3)]
    assert due(tmp_path / "a", failures, None, 2 * DAY + 4 * HOUR - timedelta(minutes=1)) is None
    assert due(tmp_path / "b", failures, None, 2 * DAY + 4 * HOUR) is not None
    many = [capture("u", T0 + n * DAY, outcome="failed") for n in range(20)]
    assert due(tmp_path / "c", many, None, 19 * DAY + 7 * DAY) is not None


def test_a_failure_keeps_what_was_known_from_the_last_body(tmp_path: Path) -> None:
    captures = [capture("u", etag='"e"'), capture("u", T0 + HOUR, outcome="failed", sha256=None)]
    row = due(tmp_path, captures, None, 3 * HOUR)
    assert row and row["etag"] == '"e"'


LADDER = (timedelta(minutes=15), HOUR, DAY)


def watched(after: timedelta, *captures: dict[str, Any], ladder: Sequence[timedelta] = LADDER) -> list[str]:
    """The URLs that the watch visits, asked `after` the start of time."""
    table = TABLES["captures"].to_arrow(captures)
    rows = duckdb.connect()
    rows.execute("SET TimeZone = 'UTC'; CREATE SCHEMA raw")
    rows.register("given", table)
    rows.execute("CREATE TABLE raw.captures AS FROM given")
    return [row["url_id"] for row in state.watched(rows, "example", ladder, T0 + after)]


def shown(url_id: str = "u", after: timedelta = timedelta(0), **fields: Any) -> dict[str, Any]:
    return capture(url_id, T0 + after, **({"article_id": "a", "status": 200, "outcome": "fetched"} | fields))


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("after", "visits", "is_due"),
    [
        (14 * MINUTE, [], False),
        (15 * MINUTE, [], True),
        (59 * MINUTE, [shown(after=16 * MINUTE, outcome="unchanged", article_id=None)], False),
        (60 * MINUTE, [shown(after=16 * MINUTE, outcome="unchanged", article_id=None)], True),
        (23 * HOUR, [shown(after=2 * HOUR)], False),  # one visit makes up for the steps before it
        (24 * HOUR, [shown(after=2 * HOUR)], True),
        (30 * HOUR, [shown(after=25 * HOUR)], False),
        (47 * HOUR, [], True),
        (49 * HOUR, [], False),  # nobody came for twice the ladder: it is over
        (2 * HOUR, [shown(after=16 * MINUTE, outcome="gone", article_id=None)], True),  # it may come back
        (2 * HOUR, [shown(after=90 * MINUTE, outcome="failed", article_id=None)], False),  # it waits an hour
        (3 * HOUR, [shown(after=90 * MINUTE, outcome="failed", article_id=None)], True),
    ],
)
def test_the_watch_visits_an_article_when_a_step_has_come(
    after: timedelta, visits: list[dict[str, Any]], is_due: bool
) -> None:
    assert watched(after, shown(), *visits) == ["u"] * is_due


@pytest.mark.parametrize(
    "captured",
    [shown(article_id=None), shown(source="other"), shown(ingest_mode="archive"), shown(kind="warc"),
     shown(kind="posts", status=None), shown(ingest_mode="backfill")],
)  # fmt: skip
def test_what_the_watch_leaves_alone(captured: dict[str, Any]) -> None:
    assert watched(HOUR, captured) == []


def test_a_ladder_without_steps_turns_the_watch_off() -> None:
    assert watched(HOUR, shown(), ladder=()) == []


def test_an_article_at_two_addresses_is_watched_at_the_one_that_showed_it_first() -> None:
    assert watched(HOUR, shown("mobile", MINUTE), shown("desktop"), shown("other", article_id="b")) == [
        "desktop",
        "other",
    ]


def test_polls_of_a_url_are_no_visits_to_it(tmp_path: Path) -> None:
    assert due(tmp_path, [capture("u", kind="poll")], None, HOUR) is not None
