"""A snapshot reads the same for ever, whatever is loaded, compacted and vacuumed after it; a moment reads the past."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.moments import MomentError
from warehouse.query import connect, connect_closed, run
from warehouse.snapshots import SnapshotError, changed, create, drop, find, open_at, snapshots
from warehouse.store import Store, WarehouseError
from warehouse.tables import TABLES


def load(store: Store, number: int, content: str = "x") -> None:
    """Load an article of its own, and a further wording of article `a`."""
    later = T0 + timedelta(hours=number)
    rows = [revision(f"a{number}", content), revision("a", f"{content}{number}", later)]
    store.load([stage(store.root, f"b{number}", revisions=rows, captures=[capture(f"u{number}")])])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path, version="9.9")
    for number in range(2):
        load(store, number)
    return store


def everything(root: Path, at: str | None) -> dict[str, list[tuple]]:
    """All rows of all views."""
    with connect(root, at=at) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in (*TABLES, "articles")
        }


def test_a_snapshot_reads_the_same_after_loads_compaction_and_vacuum(store: Store) -> None:
    before = everything(store.root, None)
    made = create(store, "2026Q4")
    assert made.rows["revisions"] == 4 and made.load_id == 2 and made.version == "9.9"
    for number in range(2, 5):
        load(store, number)
    assert everything(store.root, "2026Q4") == before
    files = {name: set(DeltaTable(store.path(name)).file_uris()) for name in TABLES}
    store.compact()
    store.vacuum(timedelta(0))
    assert files["revisions"] != set(DeltaTable(store.path("revisions")).file_uris())
    load(store, 5)
    assert everything(store.root, "2026Q4") == before != everything(store.root, None)
    assert changed(store, find(store.root, "2026Q4")) == []


def test_a_snapshot_made_again_from_other_tables_is_not_believed(store: Store) -> None:
    create(store, "first")
    (store.root / "tables").rename(store.root / "old")
    store.pins_path.unlink()
    for number in range(2):
        load(Store(store.root), number + 7)
    with pytest.raises(SnapshotError, match="made anew since"):
        connect(store.root, at="first")
    assert "loads (another load of that number)" in changed(store, find(store.root, "first"))


def test_rows_that_were_lost_are_named(store: Store) -> None:
    create(store, "first")
    DeltaTable(store.path("captures")).delete("url_id = 'u1'")
    store._repin(store.pins())
    assert changed(store, find(store.root, "first")) == ["captures (2 rows, now 1)"]


def test_a_moment_shows_the_tables_as_they_were(store: Store) -> None:
    ((first, second),) = connect(store.root).execute("SELECT min(known_at), max(known_at) FROM loads").fetchall()
    between = (first + (second - first) / 2).isoformat()
    with connect(store.root, at=between) as connection:
        assert connection.execute("SELECT article_id, text FROM articles ORDER BY 1").fetchall() == [
            ("a", "x0"), ("a0", "x"),
        ]  # fmt: skip
    assert everything(store.root, second.isoformat()) == everything(store.root, None) == everything(store.root, "now")
    with pytest.raises(SnapshotError, match="nothing was loaded by"):
        open_at(store, (first - timedelta(seconds=1)).isoformat())


@pytest.mark.parametrize("at", ["2026-01-05 10:00", "2026-01-05", "2026-01-05T10:00:00"])
def test_a_time_without_zone_is_refused_with_the_right_spelling(store: Store, at: str) -> None:
    with pytest.raises(MomentError, match=r"write 2026-01-05T\d\d:\d\d:\d\d.*Z"):
        connect(store.root, at=at)


def test_a_name_that_exists_is_refused_and_kept(store: Store) -> None:
    first = create(store, "q")
    load(store, 2)
    with pytest.raises(SnapshotError, match=r"'q' exists already \(load 2, made .*another name"):
        create(store, "q")
    assert find(store.root, "q") == first


@pytest.mark.parametrize("name", ["", "../x", "a b", "2026-01-05", "202601", "now", "x" * 65, ".hidden"])
def test_what_cannot_be_a_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(SnapshotError, match="cannot name a snapshot"):
        create(store, name)
    assert snapshots(store.root) == []


def test_an_unknown_name_names_the_nearest(store: Store) -> None:
    with pytest.raises(SnapshotError, match="there is none yet"):
        connect(store.root, at="2026Q4")
    create(store, "2026Q4")
    with pytest.raises(SnapshotError, match="there is 2026Q4"):
        connect(store.root, at="2026Q3")


def test_a_dropped_snapshot_is_gone_and_its_rows_are_not(store: Store) -> None:
    made = create(store, "q")
    drop(store.root, "q")
    assert snapshots(store.root) == []
    assert len(everything(store.root, made.known_at)["revisions"]) == 4


def test_the_door_is_as_shut_in_the_past(store: Store) -> None:
    create(store, "q")
    with connect_closed(store.root, at="q") as connection, pytest.raises(Exception, match="refused"):
        run(connection, "FROM read_text('/etc/passwd')")


def test_before_the_first_load_there_is_nothing_to_name(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="finews crawl"):
        create(Store(tmp_path), "q")


def test_a_broken_file_is_named(store: Store) -> None:
    create(store, "q")
    (store.root / "snapshots" / "q.json").write_text("{")
    with pytest.raises(SnapshotError, match=r"q\.json: not a snapshot"):
        connect(store.root, at="q")
