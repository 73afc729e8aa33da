"""Queries of the cookbook about what the example newsroom does not do: copies, conflicts, deletions, overflow."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.query import QueryError, connect, connect_closed, named_query, run
from warehouse.store import Store

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cookbook")
    store = Store(root)
    day = {"published_on": date(2026, 1, 1), "published_month": "2026-01", "published_precision": "second"}
    first = [
        revision("a", "same", media="Ahead", published_at=T0 - HOUR, **day),
        revision("b", "same", media="Behind", published_at=T0, **day),
        revision("c", "one", title="Quay closes", published_at=T0, **day),
    ]
    evidence = {"revision_id": first[2]["revision_id"], "field": "published", "precision": "second",
                "zone_assumed": False, "published_month": "2026-01", "value": T0}  # fmt: skip
    dates = [
        evidence | {"rule": "feed", "raw": "00:00", "chosen": True, "conflict": False},
        evidence | {"rule": "meta", "raw": "09:00", "chosen": False, "conflict": True},
    ]
    poll = {"poll_id": "p", "run_id": "r", "source": "example", "kind": "feed", "via": "http://news.example/feed",
            "polled_at": T0, "items": 20, "new_items": 20, "gap_from": T0 - 5 * HOUR, "gap_to": T0,
            "status": "ok"}  # fmt: skip
    mention = {"revision_id": first[0]["revision_id"], "article_id": "a", "symbol": "00020", "mic": "XHKG",
               "kind": "equity", "method": "data-code", "confidence": 1.0, "published_month": "2026-01"}  # fmt: skip
    store.load([stage(root, "b1", revisions=first, dates=dates, polls=[poll], captures=[capture("u", article_id="a")],
                      mentions=[mention])])  # fmt: skip
    later = [revision("c", "two", T0 + HOUR, title="Quay opens", published_at=T0, **day)]
    gone = [capture("u", T0 + HOUR, outcome="gone", status=410)]
    store.load([stage(root, "b2", revisions=later, captures=gone)])
    return root


def ask(home: Path, name: str, **given: str) -> list[dict]:
    query = named_query(name)
    with connect_closed(home) as connection:
        return run(connection, query.sql, query.defaults | given).to_arrow_table().to_pylist()


def test_copies_have_a_first_publisher(home: Path) -> None:
    ((row),) = ask(home, "copies")
    assert (row["first_publisher"], row["copies"], row["hours_until_last"]) == ("Ahead", 2, 1.0)


def test_conflicts_stand_beside_what_was_chosen(home: Path) -> None:
    assert not ask(home, "date_conflicts")  # the wording they belong to is no longer current
    rows = {row["rule"]: row for row in ask(home, "time_evidence")}
    assert rows["feed"]["chosen"] == 1 and rows["meta"]["conflicts"] == 1


def test_a_dead_link_says_when_it_was_last_there(home: Path) -> None:
    ((row),) = ask(home, "dead_links")
    assert (row["reason"], row["seen_before"], row["noticed_at"]) == ("http_gone", T0, T0 + HOUR)


def test_a_headline_then_and_now(home: Path) -> None:
    ((row),) = ask(home, "headlines_changed")
    assert (row["before"], row["after"]) == ("Quay closes", "Quay opens") and 0.5 < row["similarity"] < 1
    with connect(home) as connection:
        ((first, second),) = connection.execute("SELECT min(known_at), max(known_at) FROM loads").fetchall()
    between = (first + (second - first) / 2).isoformat()
    ((row),) = ask(home, "then_and_now", moment=between)
    assert (row["title_then"], row["title_now"]) == ("Quay closes", "Quay opens")
    ((row),) = ask(home, "known_by", moment=between)
    assert (row["articles"], row["revised_since"]) == (3, 1)


def test_revisions_are_told_in_the_order_of_time_and_replays_are_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    seen = {"one": T0, "two": T0 + HOUR, "three": T0 + 3 * HOUR}
    for words in ("three", "one", "two"):  # as archives bring them
        store.load([stage(tmp_path, words, revisions=[revision("a", words, seen[words], title=words)])])
    last = revision("a", "three", seen["three"])
    read_again = last | {"revision_id": "again", "content_hash": "3", "title": "3", "reason": "replay"}
    store.load([stage(tmp_path, "again", revisions=[read_again])])
    ((row),) = ask(tmp_path, "revised")
    assert (row["revisions"], row["first_title"], row["last_title"]) == (3, "one", "3")
    ((row),) = ask(tmp_path, "revision_rate")
    assert (row["articles"], row["revised"], row["median_hours"]) == (1, 1, 1.0)
    changed = [(row["before"], row["after"], row["hours_later"]) for row in ask(tmp_path, "headlines_changed")]
    assert sorted(changed) == [("one", "two", 1.0), ("two", "three", 2.0)], "as the publisher changed it"


def test_an_overflowed_window_is_missed_news(home: Path) -> None:
    ((row),) = ask(home, "missed_windows")
    assert row["hours"] == 5.0
    ((row),) = ask(home, "poll_health")
    assert row["overflowed"] == 1


def test_a_day_of_a_source_reads_its_month_alone(home: Path) -> None:
    assert len(ask(home, "day_of_source", source="example", day="2026-01-01")) == 3
    assert ask(home, "day_of_source", source="example", day="2026-01-02") == []
    assert len(ask(home, "day_of_source", source="example")) == 3, "the latest day with articles"
    for day in ("2026-13-45", "2026-01", "today"):
        with pytest.raises(QueryError, match=day):
            ask(home, "day_of_source", source="example", day=day)
    with connect(home) as connection:
        values = {"source": "example", "day": "2025-12-31"}
        sql = named_query("day_of_source").sql
        ((_, plan),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {sql}", values).fetchall()
    assert "published_month=2026-01/" not in plan


def test_nothing_could_be_acted_upon_before_it_was_known_here(home: Path) -> None:
    ((row),) = ask(home, "event_study")
    assert row["actionable_at"] == row["known_at"] > row["seen_at"] > row["published_at"]


def test_a_moment_without_zone_is_refused_in_one_line(home: Path) -> None:
    with pytest.raises(Exception, match="is no moment") as refusal:
        ask(home, "known_by", moment="2026-01-01 10:00")
    assert "\n" not in str(refusal.value)
