"""What an answer as of a moment holds, for generated histories of captures, archives and replays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse import catalog
from warehouse.query import connect
from warehouse.revise import Wording, revise
from warehouse.store import Store
from warehouse.tables import TABLES

EVERY = timedelta(hours=4)  # between two loads of a generated history
BASES = ("known", "seen")
Answer = list[tuple[str, str]]


def known_at(load_id: int) -> datetime:
    return T0 + load_id * EVERY


@dataclass
class History:
    """Loads of a warehouse, made by its own rules, and the catalog over any number of them."""

    loads: int = 0
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in ("revisions", "supersessions", "mentions", "captures", "loads")}
    )

    def load(self, captures: list[tuple[str, str, int]]) -> None:
        """Load captures: article, words, and the hour in which they were seen, never after the load."""
        hours = [(a, c, min(h, 4 * self.loads + 3)) for a, c, h in captures]
        self.load_rows([revision(a, c, T0 + timedelta(hours=h)) for a, c, h in hours])

    def load_rows(self, revisions: list[dict[str, Any]]) -> None:
        """Load readings of captures, as `revision` makes them."""
        self._begin()
        new = {row["revision_id"]: row for row in revisions}
        numbers, replaced = revise(self._wordings(), [_wording(row) for row in new.values()])
        self._add([new[key] | {"revision": number} for key, number in numbers.items()], replaced)

    def replay(self, choice: int) -> None:
        """Read one capture anew; the new reading takes the place of the last one from now on."""
        self._begin()
        if not self.rows["revisions"]:
            return
        old = self.rows["revisions"][choice % len(self.rows["revisions"])]
        readings = [r for r in self.rows["revisions"] if r["capture_id"] == old["capture_id"]]
        numbers = [r["revision"] for r in self.rows["revisions"] if r["article_id"] == old["article_id"]]
        words = f"{old['content_hash']}+{len(readings)}"
        new = old | {
            "revision_id": f"{old['capture_id']}-{words}", "content_hash": words, "text": words, "reason": "replay",
            "revision": 1 + max(numbers),
        }  # fmt: skip
        promoted = known_at(self.loads) - timedelta(minutes=5)
        by = {
            s["by_revision_id"] for s in self.rows["supersessions"] if s["revision_id"] == readings[-1]["revision_id"]
        }
        pairs = [(readings[-1]["revision_id"], new["revision_id"]), *((new["revision_id"], other) for other in by)]
        self._add(
            [new],
            [
                {"article_id": old["article_id"], "revision_id": a, "by_revision_id": b, "superseded_at": promoted}
                for a, b in pairs
            ],
        )

    def withdraw(self, revision_id: str) -> None:
        """Take an article back: a replay found that the capture shows none."""
        self._begin()
        row = {"article_id": "a", "revision_id": revision_id, "by_revision_id": revision_id, "superseded_at": T0}
        self._add([], [row])

    def load_captures(self, captures: Iterable[dict[str, Any]]) -> None:
        """Load visits."""
        self._begin()
        self.rows["captures"] += [row | {"load_id": self.loads} for row in captures]

    def _begin(self) -> None:
        self.loads += 1
        row = {"load_id": self.loads, "known_at": known_at(self.loads), "batches": 1, "revisions": 1, "version": "t"}
        self.rows["loads"].append(row)

    def _wordings(self) -> list[Wording]:
        return [_wording(row) for row in self.rows["revisions"]]

    def _add(self, revisions: list[dict[str, Any]], supersessions: list[dict[str, Any]]) -> None:
        first = len(self.rows["revisions"])
        self.rows["revisions"] += [
            row | {"load_id": self.loads, "row_id": n, "story_id": row["article_id"]}
            for n, row in enumerate(revisions, first)
        ]
        self.rows["mentions"] += [_mention(row) | {"load_id": self.loads} for row in revisions]
        numbers = {row["revision_id"]: row["row_id"] for row in self.rows["revisions"]}
        self.rows["supersessions"] += [
            row | {"load_id": self.loads, "row_id": numbers[row["revision_id"]]} for row in supersessions
        ]

    @contextmanager
    def catalog(self, loads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """The catalog as it was after so many loads."""
        last = self.loads if loads is None else loads
        with TemporaryDirectory() as folder:
            files = {}
            for name, rows in self.rows.items():
                table = pa.Table.from_pylist([r for r in rows if r["load_id"] <= last], schema=TABLES[name].schema)
                pq.write_table(table, path := Path(folder) / f"{name}.parquet")
                files[name] = [str(path)]
            with catalog.open_utc(":memory:") as connection:
                catalog.create_raw(connection, files)
                catalog.create_views(connection)
                yield connection


def _wording(row: dict[str, Any]) -> Wording:
    names = ("article_id", "revision_id", "content_hash", "seen_at", "capture_id")
    times = row.get("stated_times")
    return Wording(**{name: row[name] for name in names}, revision=row.get("revision", 0), stated_times=times)


def _mention(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "revision_id": row["revision_id"], "article_id": row["article_id"], "symbol": row["text"], "kind": "equity",
        "method": "suffix", "confidence": 1.0, "published_month": "undated",
    }  # fmt: skip


def asof(connection: duckdb.DuckDBPyConnection, t: datetime, basis: str, what: str = "articles") -> Answer:
    said = "text" if what == "articles" else "symbol"
    query = f"SELECT article_id, {said} FROM {what}_asof($t, basis := $basis) ORDER BY ALL"
    return connection.execute(query, {"t": t, "basis": basis}).fetchall()


captures = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 24)), min_size=1, max_size=4
)
histories = st.lists(st.one_of(captures, captures, st.integers(0, 9)), min_size=2, max_size=6)
several = settings(max_examples=10)


def history_of(made: list[list[tuple[str, str, int]] | int]) -> History:
    """Load lists of captures; a number is a replay."""
    history = History()
    for step in made:
        history.replay(step) if isinstance(step, int) else history.load(step)
    return history


def moments(loads: int) -> st.SearchStrategy[list[datetime]]:
    """A few moments before, between and after everything that happens in so many loads, and just before it."""
    hours = st.integers(-1, 4 * loads + 1)
    return st.lists(hours, min_size=3, max_size=3).map(
        lambda found: [T0 + timedelta(hours=h, microseconds=-(n % 2)) for n, h in enumerate(found)]
    )


@several
@given(histories, st.data())
def test_an_answer_holds_nothing_of_later_and_each_article_once(made: list[Any], data: st.DataObject) -> None:
    history = history_of(made)
    with history.catalog() as connection:
        for t in data.draw(moments(history.loads)):
            for basis in BASES:
                rows = connection.execute(
                    "SELECT article_id, text, seen_at, known_at, reason FROM articles_asof($t, basis := $basis)",
                    {"t": t, "basis": basis},
                ).fetchall()
                for _, _, seen, known, reason in rows:
                    assert (known if basis == "known" or reason == "replay" else seen) <= t
                assert len({row[0] for row in rows}) == len(rows), (t, basis, rows)
                assert sorted(row[:2] for row in rows) == asof(connection, t, basis, "mentions"), (t, basis)


@several
@given(histories, st.data())
def test_the_answer_for_a_past_moment_never_changes(made: list[Any], data: st.DataObject) -> None:
    """Whatever is loaded later: captures, an old archive, replays. It is what `articles` showed then."""
    history = history_of(made)
    loads = data.draw(st.integers(1, history.loads - 1))
    with history.catalog(loads) as then, history.catalog() as now:
        shown = then.execute("SELECT article_id, text FROM articles ORDER BY ALL").fetchall()
        for t in (known_at(loads), known_at(loads + 1) - timedelta(microseconds=1)):
            assert asof(then, t, "known") == asof(now, t, "known") == shown
            assert asof(now, t, "known", "mentions") == shown


@several
@given(histories, st.lists(st.integers(0, 9), min_size=1, max_size=3), st.data())
def test_a_replay_changes_no_answer_about_the_past_on_either_basis(
    made: list[Any], replays: list[int], data: st.DataObject
) -> None:
    history = history_of(made)
    loads = history.loads
    for choice in replays:
        history.replay(choice)
    with history.catalog(loads) as then, history.catalog() as now:
        for t in [*data.draw(moments(loads)), known_at(loads + 1) - timedelta(microseconds=1)]:
            for basis in BASES:
                assert asof(then, t, basis) == asof(now, t, basis), (t, basis)


@several
@given(histories)
def test_as_of_now_is_what_is_current(made: list[Any]) -> None:
    history = history_of(made)
    with history.catalog() as connection:
        current = connection.execute("SELECT article_id, text FROM articles ORDER BY ALL").fetchall()
        for basis in BASES:
            for what in ("articles", "mentions"):
                assert asof(connection, known_at(history.loads), basis, what) == current, (basis, what)


def test_an_imported_archive_is_seen_but_was_not_known() -> None:
    history = History()
    history.load([("a", "new", 3)])
    history.load([("a", "old", 1)])
    with history.catalog() as connection:
        assert asof(connection, T0 + timedelta(hours=2), "known") == []
        assert asof(connection, T0 + timedelta(hours=2), "seen") == [("a", "old")]
        assert asof(connection, known_at(1), "known") == [("a", "new")] == asof(connection, known_at(2), "known")


def test_an_archive_seen_before_a_replay_but_loaded_after_it_leaves_one_wording() -> None:
    history = History()
    history.load([("a", "x", 1)])
    history.replay(0)
    history.load([("a", "y", 5)])
    with history.catalog() as connection:
        answers = [asof(connection, T0 + timedelta(hours=h), "seen") for h in (2, 6, 9, 13)]
    assert answers == [[("a", "x")], [("a", "y")], [("a", "y")], [("a", "y")]]


def test_an_article_that_a_replay_withdrew_is_still_in_the_answers_of_before() -> None:
    history = History()
    history.load([("a", "x", 1)])
    history.withdraw(history.rows["revisions"][0]["revision_id"])
    with history.catalog() as connection:
        for basis in BASES:
            assert asof(connection, known_at(2) - timedelta(seconds=1), basis) == [("a", "x")]
            assert asof(connection, known_at(2), basis) == []


def test_real_loads_answer_before_and_after_a_revision(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")], captures=[capture("u")])])
    first = datetime.fromisoformat(store.pins().known_at)
    store.load([stage(tmp_path, "b2", revisions=[revision("a", "two", T0 + timedelta(hours=1))])])
    second = datetime.fromisoformat(store.pins().known_at)
    with connect(tmp_path) as connection:
        assert asof(connection, first - timedelta(microseconds=1), "known") == []
        assert asof(connection, first, "known") == [("a", "one")]
        assert asof(connection, second - timedelta(microseconds=1), "known") == [("a", "one")]
        assert asof(connection, second, "known") == [("a", "two")]
        assert asof(connection, datetime.now(UTC), "known") == [("a", "two")]
        assert asof(connection, T0, "seen") == [("a", "one")]
        assert connection.execute("SELECT count(*) FROM articles_asof(now())").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("'2026-01-01 09:30'", "with its zone, '2026-01-01T09:30:00\\+08:00'"),
        ("DATE '2026-01-01'", "2026-01-01 is no moment.*'2026-01-01T23:59:59\\+08:00'"),
        ("TIMESTAMP '2026-01-01 09:30:00'", "no moment"),
        ("'2026-01-01'", "no moment"),
        ("'10:00'", "no moment.*'2026-03-05T09:30:00\\+08:00'"),
        ("NULL", "NULL is no moment"),
        ("now(), basis := 'sene'", "'known' or 'seen'"),
    ],
)
@pytest.mark.parametrize("what", ["articles", "mentions"])
def test_what_is_no_moment_or_no_basis_is_an_error_even_where_no_row_is_read(
    sound: duckdb.DuckDBPyConnection, what: str, argument: str, words: str
) -> None:
    for condition in ("true", "published_month = '1999-01'"):
        with pytest.raises(duckdb.Error, match=words):
            sound.execute(f"SELECT count(*) FROM {what}_asof({argument}) WHERE {condition}").fetchall()


@pytest.mark.parametrize(
    "argument",
    ["now()", "'2026-06-01T09:30:00+08:00'", "'2026-06-01 09:30Z'", "TIMESTAMPTZ '2026-06-01 09:30:00+08:00'",
     "(SELECT max(known_at) FROM loads)", "'2026-06-01 09:30+0800'",
     "'2026-06-01 09:30 +08:00'", "'2026-06-01 01:30 UTC'", "' 2026-06-01T01:30 z '"],
)  # fmt: skip
def test_moments_in_their_spellings(sound: duckdb.DuckDBPyConnection, argument: str) -> None:
    assert sound.execute(f"SELECT count(*) FROM articles_asof({argument})").fetchall() == [(2,)]


@pytest.fixture(scope="module")
def sound() -> Iterator[duckdb.DuckDBPyConnection]:
    history = History()
    history.load([("a", "x", 1), ("b", "y", 2)])
    with history.catalog() as connection:
        yield connection
