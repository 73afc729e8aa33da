"""The views `changes` and `events`: what publishers changed, took down, and put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rows import T0, capture, revision
from tests.warehouse.test_asof import History

HOUR = timedelta(hours=1)
OLD = "The quay opens on Monday.\nFerries leave at nine.\nTickets cost 3.1 crowns."
NEW = "The quay opens on Monday.\nFerries leave at nine.\nTickets cost 3.2 crowns, cash only."

Ask = Callable[[str], list[tuple]]


def changes(*captures: dict[str, Any], what: str) -> list[tuple]:
    """Ask `changes` after each of the revisions was loaded, one a load."""
    history = History()
    for row in captures:
        history.load_rows([row])
    with history.catalog() as connection:
        return connection.execute(f"SELECT {what} FROM changes ORDER BY changed_at").fetchall()


def wording(text: str, hours: int, **fields: Any) -> dict[str, Any]:
    return revision("a", text, T0 + hours * HOUR, **({"title": "Quay", "content_hash": text} | fields))


def test_a_change_says_which_fields_how_alike_and_which_paragraphs() -> None:
    ((fields, similarity, removed, added, diff),) = changes(
        wording(OLD, 0), wording(NEW, 1), what="fields, similarity, removed, added, diff"
    )
    assert fields == ["text"]
    assert 0.7 < similarity < 1
    assert (removed, added) == ([OLD.split("\n")[2]], [NEW.split("\n")[2]])
    assert diff == f"- {OLD.splitlines()[2]}\n+ {NEW.splitlines()[2]}"


def test_texts_that_have_nothing_in_common_are_not_alike() -> None:
    assert changes(wording("港口今日停航。", 0), wording("Orchards bloom early.", 1), what="similarity") == [(0.0,)]


def test_a_title_alone_and_a_time_alone() -> None:
    timed = {"published_precision": "minute", "published_on": T0.date()}
    assert changes(
        wording(OLD, 0, published_at=T0, **timed),
        wording(OLD, 1, published_at=T0, **timed, title="The quay", content_hash="title"),
        wording(
            OLD,
            2,
            published_at=T0 + HOUR,
            **timed,
            title="The quay",
            content_hash="title",
            stated_times=["2026-01-01T01:00"],
        ),
        what="fields",
    ) == [(["title"],)]  # a time that the page did not state before is no correction
    assert changes(
        wording(OLD, 12, published_at=T0, **timed, stated_times=["2026-01-01T00:00"]),
        wording(OLD, 24, published_at=T0 + HOUR, **timed, stated_times=["2026-01-01T01:00"]),
        what="fields, from_published_at, to_published_at",
    ) == [(["published"], T0, T0 + HOUR)]  # fmt: skip


def test_each_change_stands_between_neighbours_in_time_whatever_came_late() -> None:
    found = changes(wording("x", 0), wording("z", 8), wording("y", 4), what="from_revision, to_revision, changed_at")
    assert found == [(1, 3, T0 + 4 * HOUR), (3, 2, T0 + 8 * HOUR)]


def test_a_replay_is_no_change() -> None:
    history = History()
    history.load([("a", "x", 1)])
    history.replay(0)
    with history.catalog() as connection:
        assert connection.execute("FROM changes").fetchall() == []
    history.load([("a", "y", 9)])
    with history.catalog() as connection:
        assert connection.execute("SELECT from_revision, to_revision, diff FROM changes").fetchall() == [
            (2, 3, "- x+1\n+ y")
        ]


def test_a_replay_of_the_wording_after_a_change_changes_nothing_of_what_the_publisher_did() -> None:
    """Only current wordings are replayed: the other side of the change is as older rules read it."""
    history = History()
    history.load([("a", "x", 1)])
    history.load([("a", "y", 9)])
    with history.catalog() as connection:
        before = connection.execute("FROM changes").fetchall()
    history.replay(1)
    with history.catalog() as connection:
        assert connection.execute("FROM changes").fetchall() == before
        assert len(before) == 1
    history.load([("a", "z", 5)])  # in between, from an archive: read by the rules of the replay
    with history.catalog() as connection:
        diffs = connection.execute("SELECT diff FROM changes ORDER BY changed_at").fetchall()
    assert diffs == [("- x\n+ z",), ("- z\n+ y+1",)]


def events(*captures: dict[str, Any], what: str = "event, reason") -> list[tuple]:
    history = History()
    history.load_captures(captures)
    with history.catalog() as connection:
        return connection.execute(f"SELECT {what} FROM events ORDER BY noticed_at").fetchall()


def visit(hours: int, outcome: str, **fields: Any) -> dict[str, Any]:
    article = {"article_id": "a"} if outcome == "fetched" else {}
    return capture("u", T0 + hours * HOUR, outcome=outcome, **(article | fields))


def test_a_page_that_is_gone_is_an_event_and_so_is_its_return() -> None:
    visits = (
        visit(0, "fetched"), visit(1, "unchanged"), visit(2, "failed"), visit(3, "gone", status=404),
        visit(4, "gone", status=410), visit(5, "unchanged", status=304), visit(6, "gone", status=200),
    )  # fmt: skip
    assert events(*visits) == [("deleted", "http_gone"), ("returned", None), ("deleted", "redirect_home")]
    assert events(*visits, what="article_id, noticed_at, seen_before")[:2] == [
        ("a", T0 + 3 * HOUR, T0 + HOUR),
        ("a", T0 + 5 * HOUR, T0 + 4 * HOUR),
    ]


def test_an_error_page_that_is_found_unchanged_is_no_return() -> None:
    gone, error = visit(1, "gone", status=404), visit(2, "fetched", article_id=None)
    assert events(visit(0, "fetched"), gone, error, visit(3, "unchanged")) == [("deleted", "http_gone")]
    assert events(visit(0, "fetched"), gone, error, visit(3, "fetched"), visit(4, "unchanged"), what="noticed_at") == [
        (T0 + HOUR,), (T0 + 3 * HOUR,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "visits",
    [
        [visit(0, "gone", status=404), visit(1, "fetched")],  # it was not there yet
        [visit(0, "gone", status=404), visit(1, "gone", status=404)],
        [visit(0, "fetched"), visit(1, "refused", status=403), visit(2, "failed", status=503)],
        [visit(0, "fetched", article_id=None), visit(1, "gone", status=404)],  # no article was taken down
        [visit(0, "fetched"), visit(1, "fetched", article_id=None), visit(2, "unchanged"), visit(3, "failed")],
        [visit(0, "fetched", kind="poll"), visit(1, "gone", kind="poll", status=404)],
    ],
)
def test_what_is_no_deletion(visits: list[dict[str, Any]]) -> None:
    assert events(*visits) == []


def test_the_views_answer_from_loaded_tables(tmp_path: Path) -> None:
    from tests.warehouse.rows import stage
    from warehouse.query import connect
    from warehouse.store import Store

    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[wording(OLD, 0)], captures=[visit(0, "fetched")])])
    store.load([stage(tmp_path, "b2", revisions=[wording(NEW, 1)], captures=[visit(1, "gone", status=404)])])
    with connect(tmp_path) as connection:
        assert connection.execute("SELECT fields FROM changes").fetchall() == [(["text"],)]
        assert connection.execute("SELECT event FROM events").fetchall() == [("deleted",)]
