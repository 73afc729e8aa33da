"""Visits in any order, loaded in any portions, against what docs/asof.md says of them, written down naively."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.rows import T0, capture, revision
from tests.warehouse.test_asof import asof
from warehouse import catalog, staged
from warehouse.keys import revision_id
from warehouse.tables import TABLES

HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
LATER = T0 + 1000 * HOUR
ARTICLES = {"u": "a", "v": "a", "w": "b"}  # by address
LOADS, HOURS = 4, 9
CURRENT = "SELECT article_id, text FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id) ORDER BY ALL"
SAID = ("x1", "x2", "y1", "z1")  # words, and the day of December that the page states as that of publication
FILLED = ("revisions", "dates", "mentions", "captures", "rejects")


class Visit(NamedTuple):
    """One visit to an address: which load brought it, when it was, and what it found."""

    load: int
    address: str
    hour: int
    outcome: str
    words: str

    @property
    def shows(self) -> bool:
        return self.outcome != "gone"


@st.composite
def histories(draw: st.DrawFn) -> list[Visit]:
    """Visits, an hour apart; one that finds its page unchanged knows the last body of the loads before.

    (The one that was seen last: a page that went back and forth between two bodies, and was found unchanged from each,
    has changed without a new body, and this is not noticed.)
    """
    drawn = draw(
        st.lists(
            st.builds(
                Visit, st.integers(1, LOADS), st.sampled_from("uvww"), st.integers(0, HOURS - 1),
                st.sampled_from(["fetched", "fetched", "unchanged", "gone"]), st.sampled_from(SAID),
            ),
            min_size=2, max_size=10, unique_by=(lambda v: (ARTICLES[v.address], v.hour)),
        )
    )  # fmt: skip
    visits: list[Visit] = []
    for visit in sorted(drawn):
        known = sorted((v for v in visits if v.address == visit.address and v.load < visit.load), key=lambda v: v.hour)
        body = [v.words for v in known if v.outcome == "fetched"][-1:]
        last = [v for v in known if v.shows][-1:]
        if visit.outcome == "unchanged":
            is_one = visit.address == "w" and [v.words for v in last if v.hour < visit.hour] == body != []
            visit = visit._replace(words=body[0]) if is_one else visit._replace(outcome="fetched")
        visits.append(visit)
    return visits


# -- what the documents say --------------------------------------------------------------------------------------


def seen(visits: list[Visit], article: str) -> list[Visit]:
    """What was seen of an article, in the order of time."""
    return sorted((v for v in visits if ARTICLES[v.address] == article and v.shows), key=lambda v: v.hour)


def is_right(answer: str | None, visits: list[Visit], hour: float) -> bool:
    """Say whether an answer on the basis 'seen' is one that the documents allow.

    It is what was seen last. But an older copy of the words of a revision that was there does not move it back: then
    the words before it stand until that revision.
    """
    before = [v for v in visits if v.hour <= hour]
    if not before:
        return answer is None
    first, *following = visits[len(before) - 1 :]
    same = [v for v in following if all(w.words == first.words for w in following[: following.index(v) + 1])]
    waits = any(v.load <= first.load for v in same)
    return answer == first.words or waits


def told(visits: list[Visit]) -> list[tuple[str, int]]:
    """The deletions and returns of an address."""
    found, is_gone = [], False
    for visit in sorted(visits, key=lambda v: v.hour):
        if visit.shows is is_gone and (found or any(v.shows and v.hour < visit.hour for v in visits)):
            is_gone = not visit.shows
            found.append(("deleted" if is_gone else "returned", visit.hour))
    return found


# -- what the warehouse says -------------------------------------------------------------------------------------


def known_at(load: int) -> Any:
    return LATER + load * HOUR


@contextmanager
def loaded(visits: list[Visit]) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[list[tuple[str, str]]]]]:
    """The catalog over tables that were loaded as `Store` does, but in memory; and what was current after each load."""
    with catalog.open_utc(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.execute("CREATE SCHEMA raw")
        for name, table in TABLES.items():
            connection.register("empty", table.schema.empty_table())
            connection.execute(f"CREATE TABLE raw.{name} AS FROM empty")
        current = []
        for load in range(1, LOADS + 1):
            rows = staged_rows([v for v in visits if v.load == load])
            staged.complete(connection, rows, load)
            staged.drop_orphans(rows)
            row = {"known_at": known_at(load), "batches": 1, "revisions": 1, "version": "t"}
            for name, new in (rows | {"loads": TABLES["loads"].to_arrow([row])}).items():
                connection.register("new", new.append_column("load_id", pa.array([load] * len(new), pa.int64())))
                connection.execute(f"INSERT INTO raw.{name} BY NAME FROM new")
            current.append(connection.execute(CURRENT).fetchall())
        catalog.create_views(connection)
        yield connection, current


def staged_rows(visits: list[Visit]) -> dict[str, pa.Table]:
    """The rows of one load."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FILLED}
    for visit in visits:
        article, at = ARTICLES[visit.address], T0 + visit.hour * HOUR
        found: dict[str, Any] = {"sha256": visit.words} if visit.shows else {"status": 404}
        visited = capture(visit.address, at, outcome=visit.outcome, **found)
        if visit.outcome == "fetched":
            visited |= {"article_id": article, "content_hash": visit.words[0]}
            ids = {"revision_id": revision_id(article, visited["capture_id"]), "capture_id": visited["capture_id"]}
            said = {"content_hash": visit.words[0], "stated_times": [f"2025-12-0{visit.words[1]}T09:30"]}
            rows["revisions"].append(revision(article, visit.words, at) | ids | said)
            rows["mentions"].append(
                {"revision_id": ids["revision_id"], "article_id": article, "symbol": visit.words, "kind": "equity",
                 "method": "suffix", "confidence": 1.0, "published_month": "undated"}
            )  # fmt: skip
        rows["captures"].append(visited)
    return {name: TABLES[name].to_arrow(rows[name]) for name in FILLED}


@settings(max_examples=10)
@given(histories())
def test_whatever_order_visits_come_in_each_answer_is_what_the_documents_say(visits: list[Visit]) -> None:
    with loaded(visits) as (connection, current):
        for load, articles in enumerate(current, 1):
            so_far = [v for v in visits if v.load <= load]
            last = [(article, seen(so_far, article)) for article in "ab"]
            assert articles == [(article, history[-1].words) for article, history in last if history]
            for t in (known_at(load), known_at(load + 1) - TICK):
                assert asof(connection, t, "known") == articles == asof(connection, t, "known", "mentions")
        assert asof(connection, known_at(LOADS), "seen") == current[-1]
        for hour in range(HOURS):
            for t, until in ((T0 + hour * HOUR - TICK, hour - 0.5), (T0 + hour * HOUR, hour)):
                answer = asof(connection, t, "seen")
                assert len(dict(answer)) == len(answer) and asof(connection, t, "seen", "mentions") == answer
                for article in "ab":
                    assert is_right(dict(answer).get(article), seen(visits, article), until), (article, t)
        for article in "ab":
            words = [words for words, _ in groupby(v.words for v in seen(visits, article))]
            query = (
                "SELECT right(from_title, 2), right(to_title, 2) FROM changes WHERE article_id = ? ORDER BY changed_at"
            )
            assert connection.execute(query, [article]).fetchall() == list(pairwise(words))
        for address in ARTICLES:
            query = "SELECT event, date_diff('hour', ?, noticed_at) FROM events WHERE url_id = ? ORDER BY noticed_at"
            visited = [v for v in visits if v.address == address]
            assert connection.execute(query, [T0, address]).fetchall() == told(visited)
