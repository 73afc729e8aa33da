"""Coverage: what the view says of days, on rows that are loaded as a run loads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rows import capture, revision, stage
from warehouse.coverage import Costs, Day, Status, costs, coverage, usual
from warehouse.query import connect
from warehouse.store import Store

FIRST = date(2026, 3, 2)  # a Monday
LATER = datetime(2026, 6, 1, tzinfo=UTC)


class Rows:
    """Rows by table, day by day."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tables: dict[str, list[dict[str, Any]]] = {"links": [], "captures": [], "revisions": [], "looks": []}

    def link(self, name: str, day: date, outcome: str | None = "fetched", article: bool = True, **more: Any) -> None:
        """A link of a day, what came of its visit, and the article if one came of it."""
        source = more.get("source", "example")
        self.tables["links"].append(
            {"url_id": name, "url": f"http://e.org/{name}", "source": source, "found_at": LATER, "kind": "listing",
             "via": "http://e.org/", "day": day}
        )  # fmt: skip
        if outcome:
            shown = name if article and outcome == "fetched" else None
            self.tables["captures"].append(
                capture(name, more.get("at", LATER), outcome=outcome, source=source, article_id=shown, kind="listing",
                        warc_length=1000, elapsed_ms=200)
            )  # fmt: skip
            if shown:
                self.article(name, day, source)

    def article(self, name: str, day: date, source: str = "example", **fields: Any) -> None:
        self.tables["revisions"].append(
            revision(name, name, published_on=day, published_month=f"{day:%Y-%m}", source=source, **fields)
        )

    def look(self, day: date, status: str = "ok", at: datetime = LATER, detail: str | None = None) -> None:
        self.tables["looks"].append(
            {"look_id": f"{day}{at}{status}", "run_id": "r", "source": "example", "day": day, "looked_at": at,
             "strategies": ["dated"], "found": 1, "status": status, "detail": detail}
        )  # fmt: skip

    def ask(self, first: date, days: int, **more: Any) -> dict[date, Day]:
        """Load everything and ask for some days."""
        Store(self.root).load([stage(self.root, f"b{len(list(self.root.iterdir()))}", **self.tables)])
        with connect(self.root) as connection:
            found = coverage(connection, ["example"], first, first + timedelta(days=days - 1), **more)
        return {day.day: day for day in found}


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    yield Rows(tmp_path)


def test_a_day_is_counted_link_by_link(rows: Rows) -> None:
    rows.link("a", FIRST)
    rows.link("b", FIRST, "fetched", article=False)
    rows.link("c", FIRST, "gone")
    rows.link("d", FIRST, "failed")
    rows.link("e", FIRST, None)
    rows.article("f", FIRST)  # of another day's list
    day = rows.ask(FIRST, 1)[FIRST]
    assert (day.found, day.fetched, day.waiting, day.failed, day.rejected, day.loaded) == (5, 2, 1, 1, 2, 2)
    assert day.status is Status.PARTIAL


def test_the_best_that_was_ever_had_of_a_page_counts(rows: Rows) -> None:
    rows.link("a", FIRST)
    rows.tables["captures"].append(capture("a", LATER + timedelta(days=1), outcome="failed", kind="listing"))
    rows.link("b", FIRST, "failed")
    rows.tables["captures"].append(capture("b", LATER + timedelta(days=1), outcome="gone", kind="listing"))
    rows.look(FIRST)
    day = rows.ask(FIRST, 1)[FIRST]
    assert (day.fetched, day.failed, day.rejected) == (1, 0, 1)
    assert day.status is Status.COMPLETE


def test_a_page_that_another_source_visited_does_not_wait(rows: Rows) -> None:
    rows.link("a", FIRST, source="other")
    rows.link("a", FIRST, None)
    rows.look(FIRST)
    day = rows.ask(FIRST, 1)[FIRST]
    assert (day.found, day.waiting, day.status) == (1, 0, Status.COMPLETE)


def test_the_last_look_decides(rows: Rows) -> None:
    second, third, fourth = (FIRST + timedelta(days=n) for n in (1, 2, 3))
    rows.look(FIRST)  # nothing was found, and so nothing is missing
    rows.look(second, "failed", detail="503")
    rows.look(third, "failed", detail="500")
    rows.look(third, "ok", LATER + timedelta(days=1))
    rows.link("a", fourth, None)
    rows.look(fourth)
    days = rows.ask(FIRST, 5)
    assert [day.status.value for day in days.values()] == ["complete", "failed", "complete", "partial", "missing"]
    assert (days[second].detail, days[third].detail) == ("503", None)


def weeks(rows: Rows, count: int, weekday: int = 5, sunday: int = 0) -> None:
    """So many weeks with articles on working days."""
    for number in range(count * 7):
        day = FIRST + timedelta(days=number)
        for one in range(sunday if day.weekday() == 6 else weekday):
            rows.article(f"{day}-{one}", day)


def test_what_is_expected_is_the_median_of_the_same_weekday(rows: Rows) -> None:
    weeks(rows, 5)
    rows.tables["revisions"] = [r for r in rows.tables["revisions"] if r["published_on"] != FIRST + timedelta(days=15)]
    days = rows.ask(FIRST, 35)
    hole, sunday = FIRST + timedelta(days=15), FIRST + timedelta(days=13)
    assert (days[hole].expected, days[hole].status) == (5, Status.MISSING)
    assert (days[sunday].expected, days[sunday].status) == (0, Status.COMPLETE)
    assert {day.status for day in days.values() if day.day != hole} == {Status.COMPLETE}


def test_a_day_with_less_than_half_is_partial(rows: Rows) -> None:
    weeks(rows, 4)
    thin = FIRST + timedelta(days=8)
    kept = [r for r in rows.tables["revisions"] if r["published_on"] != thin]
    rows.tables["revisions"] = kept + [r for r in rows.tables["revisions"] if r["published_on"] == thin][:2]
    assert rows.ask(FIRST, 28)[thin].status is Status.PARTIAL


def test_a_month_without_anything_is_missing_by_all_of_the_history(rows: Rows) -> None:
    weeks(rows, 3)
    for number in range(5):
        rows.article(f"late-{number}", FIRST + timedelta(days=120))
    days = rows.ask(FIRST + timedelta(days=50), 30)
    assert {day.status for day in days.values() if day.day.weekday() < 6} == {Status.MISSING}
    assert {day.expected for day in days.values() if day.day.weekday() < 6} == {5}


def test_nothing_is_expected_of_a_market_source_when_its_exchange_is_closed(rows: Rows) -> None:
    weeks(rows, 5, sunday=5)
    closed = [FIRST + timedelta(days=n) for n in (5, 6, 12, 13, 16, 19, 20, 26, 27)]  # weekends, and a Wednesday
    rows.tables["revisions"] = [r for r in rows.tables["revisions"] if r["published_on"] not in closed]
    open_all, known = rows.ask(FIRST, 35), rows.ask(FIRST, 35, closed={"example": closed})
    holiday = FIRST + timedelta(days=16)
    assert open_all[holiday].status is Status.MISSING
    assert (known[holiday].status, known[holiday].closed, known[holiday].expected) == (Status.COMPLETE, True, 0)
    assert known[FIRST + timedelta(days=15)].expected == 5


def test_days_outside_all_knowledge_are_missing(rows: Rows) -> None:
    rows.article("a", FIRST)
    days = rows.ask(FIRST - timedelta(days=400), 3)
    assert {day.status for day in days.values()} == {Status.MISSING} and len(days) == 3
    with connect(rows.root) as connection:
        assert coverage(connection, ["nobody"], FIRST, FIRST) == [Day("nobody", FIRST)]
        (holiday,) = coverage(connection, ["nobody"], FIRST, FIRST, {"nobody": [FIRST], "example": []})
    assert holiday.closed, "of a source of which nothing is loaded yet, too"


def test_costs_are_those_of_the_source(rows: Rows) -> None:
    rows.link("a", FIRST)
    rows.tables["captures"].append(
        capture("list", outcome="fetched", kind="poll", warc_length=300, elapsed_ms=100, article_id=None)
    )
    rows.ask(FIRST, 1)
    with connect(rows.root) as connection:
        assert costs(connection, "example") == Costs(1000, 0.2, 300, 0.1)
        assert costs(connection, "nobody") == Costs()
    assert usual([Day("x", FIRST, loaded=3), Day("x", FIRST), Day("x", FIRST, loaded=5)]) == 4
    assert usual([Day("x", FIRST)]) is None


def test_days_that_an_interrupted_backfill_has_not_come_to_are_missing(rows: Rows) -> None:
    """They are empty as nobody looked, so they tell nothing of what is to be expected of days that are alike."""
    for week in range(4):
        day = FIRST + timedelta(weeks=week)
        rows.article(f"a{week}", day, ingest_mode="backfill")
        rows.look(day)
    found = rows.ask(FIRST, 28)
    assert {found[FIRST + timedelta(weeks=week)].status for week in range(4)} == {Status.COMPLETE}
    others = [day for day in found.values() if day.loaded == 0]
    assert len(others) == 24 and {day.status for day in others} == {Status.MISSING}


def test_days_that_stand_for_none_are_left_out(rows: Rows) -> None:
    """Sitemaps have the least and the greatest time of some software; the days between take minutes."""
    rows.link("a", FIRST)
    rows.link("b", date(1, 1, 1), None)
    rows.link("c", date(9999, 12, 31), None)
    rows.ask(FIRST, 1)
    with connect(rows.root) as connection:
        assert connection.execute("SELECT day, found FROM coverage").fetchall() == [(FIRST, 1)]
