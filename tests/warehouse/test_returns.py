"""A page that said A, then B, then A again, told in any order, has three wordings, and A is current."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.query import connect
from warehouse.store import Store


def hour(number: int) -> datetime:
    return T0 + timedelta(hours=number)


class Site:
    """Visits to one page, loaded one by one as batches."""

    def __init__(self, root: Path) -> None:
        self.store = Store(root)
        self.batches = 0

    def visit(self, words: str, at: int, unchanged: bool = False, **fields: Any) -> None:
        """Load a visit that finds these words; `unchanged` if the server says that they are those known."""
        self.load(visited(words, at, unchanged, **fields))

    def load(self, *visits: dict[str, list[dict[str, Any]]]) -> None:
        """Load visits together, as one batch."""
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for visit in visits:
            for name, its_rows in visit.items():
                rows[name] += its_rows
        self.batches += 1
        self.store.load([stage(self.store.root, f"b{self.batches}", **rows)])

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with connect(self.store.root) as connection:
            return connection.execute(query).fetchall()

    def seen(self, at: int) -> str:
        """The words as of an hour, on the basis 'seen'."""
        ((words,),) = self.ask(
            f"SELECT content_hash FROM articles_asof('{hour(at).isoformat()}'::TIMESTAMPTZ, basis := 'seen')"
        )
        return str(words)


def visited(
    words: str, at: int, unchanged: bool = False, address: str = "u", **fields: Any
) -> dict[str, list[dict[str, Any]]]:
    """The rows of a visit."""
    row = revision("a", words, hour(at), text=f"The page says {words}.", ingest_mode="archive") | fields
    shown = {"outcome": "unchanged"} if unchanged else {"article_id": "a", "content_hash": words}
    visit = capture(address, hour(at), capture_id=row["capture_id"], sha256=words, ingest_mode="live", **shown)
    return {"captures": [visit]} | ({} if unchanged else {"revisions": [row], "mentions": [mention(row)]})


def mention(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "revision_id": row["revision_id"], "article_id": "a", "symbol": row["content_hash"].upper(), "kind": "equity",
        "method": "code", "confidence": 1.0, "published_month": "undated",
    }  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize("unchanged", [False, True], ids=["other bytes", "unchanged"])
def test_a_capture_after_words_that_turn_up_late_is_a_return(site: Site, unchanged: bool) -> None:
    site.visit("x", 1)
    site.visit("x", 5, unchanged=unchanged)
    assert site.ask("SELECT count(*) FROM revisions") == [(1,)]
    ((before,),) = site.ask("SELECT max(known_at) FROM loads")
    site.visit("y", 3)
    assert [site.seen(at) for at in (1, 2, 3, 4, 5, 9)] == ["x", "x", "y", "y", "x", "x"]
    assert site.ask("SELECT content_hash, revision, seen_at, ingest_mode, text FROM articles") == [
        ("x", 3, hour(5), "live", "The page says x.")
    ]
    assert site.ask("SELECT symbol, count(*) FROM mentions GROUP BY symbol ORDER BY symbol") == [("X", 2), ("Y", 1)]
    assert site.ask(f"SELECT revision FROM articles_asof('{before.isoformat()}'::TIMESTAMPTZ)") == [(1,)]
    assert site.ask("SELECT count(*) FROM changes") == [(2,)]


def test_a_later_visit_that_said_what_was_said_anyway_is_none(site: Site) -> None:
    site.visit("x", 3)
    site.visit("x", 5)
    site.visit("y", 1)
    assert site.ask("SELECT content_hash, revision FROM revisions ORDER BY revision") == [("x", 1), ("y", 2)]
    site.visit("z", 7)
    assert site.ask("SELECT content_hash FROM articles") == [("z",)]


def test_an_earlier_copy_of_a_later_wording_returns_too(site: Site) -> None:
    site.visit("x", 1)
    site.visit("z", 9)
    site.visit("z", 5)  # says what the wording after it says
    site.visit("y", 7)
    assert [site.seen(at) for at in (1, 5, 7, 9)] == ["x", "z", "y", "z"]


def test_a_page_that_went_to_and_fro_shows_both_once_the_archive_brings_the_first_change(site: Site) -> None:
    for words, at in (("z", 1), ("z", 3), ("x", 5)):
        site.visit(words, at)
    before = site.ask("SELECT article_id, revision_id FROM articles_asof((SELECT max(known_at) FROM loads))")
    ((known,),) = site.ask("SELECT max(known_at)::VARCHAR FROM loads")
    site.visit("x", 2)  # says what the next revision says, but not what was seen between the two
    assert [site.seen(at) for at in (1, 2, 3, 4, 5)] == ["z", "x", "z", "z", "x"]
    assert site.ask(f"SELECT article_id, revision_id FROM articles_asof('{known}')") == before
    assert site.ask("SELECT content_hash, seen_at FROM articles") == [("x", hour(5))]


@pytest.mark.parametrize("together", [False, True])
def test_a_visit_that_found_the_page_unchanged_counts_in_the_load_that_brings_the_archive(
    site: Site, together: bool
) -> None:
    first, later = visited("x", 1), (visited("x", 5, unchanged=True), visited("y", 3))
    if together:  # as when the tables are made anew from the archive
        site.load(first, *later)
    else:
        site.load(first)
        site.load(*later)
    assert [site.seen(at) for at in (1, 2, 3, 4, 5)] == ["x", "x", "y", "y", "x"]
    assert site.ask("SELECT content_hash, seen_at FROM articles") == [("x", hour(5))]


def test_a_time_that_an_archive_shows_corrected_and_corrected_back_is_again_what_it_was(site: Site) -> None:
    right, wrong = {"stated_times": ["2025-12-30T09:30"]}, {"stated_times": ["2025-12-30T21:30"]}
    site.visit("x", 1, **right)
    site.visit("x", 5, **right)
    site.visit("x", 3, source="archive", **wrong)
    query = "SELECT seen_at, stated_times[1], source FROM {} ORDER BY seen_at"
    assert site.ask(query.format("revisions")) == [
        (hour(1), "2025-12-30T09:30", "example"), (hour(3), "2025-12-30T21:30", "archive"),
        (hour(5), "2025-12-30T09:30", "example"),
    ]  # fmt: skip
    assert site.ask(query.format("articles")) == [(hour(5), "2025-12-30T09:30", "example")]


def test_a_return_is_led_to_by_the_source_of_its_own_visit(site: Site) -> None:
    site.visit("x", 1, source="archive")
    site.visit("x", 5)
    site.visit("y", 3, source="archive")
    assert site.ask("SELECT content_hash, source FROM articles") == [("x", "example")]


def test_two_addresses_of_an_article_that_differ_and_do_not_change_make_no_revisions(site: Site) -> None:
    site.visit("x", 1)
    site.visit("y", 2, address="v")
    for at in (11, 21):
        site.visit("x", at, unchanged=True)
        site.visit("y", at + 1, unchanged=True, address="v")
    site.load({"captures": [capture("w", hour(32))]})
    site.visit("z", 31)
    assert site.ask("SELECT content_hash FROM revisions ORDER BY revision") == [("x",), ("y",), ("z",)]
    site.visit("w", 0)
    assert site.ask("SELECT content_hash FROM revisions ORDER BY revision") == [("x",), ("y",), ("z",), ("w",)]
