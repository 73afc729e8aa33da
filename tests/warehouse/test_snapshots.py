"""A snapshot reads the same for ever, whatever is loaded, compacted and vacuumed after it; a moment reads the past."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.moments import MomentError
from warehouse.query import connect, connect_closed, run
from warehouse.snapshots import SnapshotError, changed, create, drop, find, moment, open_at, snapshots
from warehouse.store import Store, WarehouseError
from warehouse.tables import TABLES


def load(store: Store, number: int, content: str = "x") -> None:
    """Load an article of its own, and a further wording of article `a`."""
    later = T0 + timedelta(hours=number)
    rows = [revision(f"a{number}", content), revision("a", f"{content}{number}", later)]
    store.load([stage(store.root, f"b{number}", revisions=rows, captures=[capture(f"u{number}")])])


def loaded(root: Path) -> Store:
    """A warehouse of two loads."""
    store = Store(root, version="9.9")
    for number in range(2):
        load(store, number)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A warehouse for this test alone."""
    return loaded(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A warehouse whose tables no test changes."""
    return loaded(tmp_path_factory.mktemp("shared"))


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
    store._repin(*store._open_tables())
    assert changed(store, find(store.root, "first")) == ["captures (2 rows, now 1)"]


def test_a_moment_shows_the_tables_as_they_were(shared: Store) -> None:
    ((first, second),) = connect(shared.root).execute("SELECT min(known_at), max(known_at) FROM loads").fetchall()
    between = (first + (second - first) / 2).isoformat()
    with connect(shared.root, at=between) as connection:
        assert connection.execute("SELECT article_id, text FROM articles ORDER BY 1").fetchall() == [
            ("a", "x0"), ("a0", "x"),
        ]  # fmt: skip
    assert (
        everything(shared.root, second.isoformat()) == everything(shared.root, None) == everything(shared.root, "now")
    )
    with pytest.raises(SnapshotError, match="nothing was loaded by"):
        open_at(shared, (first - timedelta(seconds=1)).isoformat())


@pytest.mark.parametrize("at", ["2026-01-05 10:00", "2026-01-05", "2026-01-05T10:00:00"])
def test_a_time_without_zone_is_refused_with_the_right_spelling(shared: Store, at: str) -> None:
    with pytest.raises(MomentError, match=r"write 2026-01-05T\d\d:\d\d:\d\d.*Z"):
        connect(shared.root, at=at)


@pytest.mark.parametrize("at", ["28.11.2026 10:00", "28.11.2026", "10:00", "2026", "0001-01-01T00:00+14:00"])
def test_what_is_neither_a_moment_nor_a_name_is_told_how_moments_are_written(shared: Store, at: str) -> None:
    with pytest.raises(MomentError, match=r"write it like 2026-03-05T09:30:00\+08:00"):
        connect(shared.root, at=at)


@pytest.mark.parametrize("name", ["2026Q4", "v1", "1.0", "2026-final", "nowcast", "202"])
def test_what_only_looks_a_little_like_a_time_is_a_name(shared: Store, name: str) -> None:
    made = create(shared, name)
    assert moment(shared.root, name) == made.at
    drop(shared.root, name)


def test_a_name_that_exists_is_refused_and_kept(shared: Store) -> None:
    first = create(shared, "taken")
    with pytest.raises(SnapshotError, match=r"'taken' exists already \(load 2, made .*another name"):
        create(shared, "taken")
    assert find(shared.root, "taken") == first


@pytest.mark.parametrize("name", ["", "../x", "a b", "2026-01-05", "202601", "now", "Now", "x" * 65, ".hidden",
                                  "2026", "28.11.2026", "20261128T1000"])  # fmt: skip
def test_what_cannot_be_a_name_is_refused(shared: Store, name: str) -> None:
    with pytest.raises(SnapshotError, match="cannot name a snapshot"):
        create(shared, name)
    assert name not in [snapshot.name for snapshot in snapshots(shared.root)]


def test_an_unknown_name_names_the_nearest(shared: Store) -> None:
    create(shared, "2026Q4")
    with pytest.raises(SnapshotError, match="there is 2026Q4"):
        connect(shared.root, at="2026Q3")
    drop(shared.root, "2026Q4")


def test_a_dropped_snapshot_is_gone_and_its_rows_are_not(shared: Store) -> None:
    made = create(shared, "dropped")
    drop(shared.root, "dropped")
    with pytest.raises(SnapshotError, match="no snapshot 'dropped'"):
        find(shared.root, "dropped")
    assert len(everything(shared.root, made.known_at)["revisions"]) == 4


def test_the_door_is_as_shut_in_the_past(shared: Store) -> None:
    create(shared, "door")
    with connect_closed(shared.root, at="door") as connection, pytest.raises(Exception, match="refused"):
        run(connection, "FROM read_text('/etc/passwd')")


def test_before_the_first_load_there_is_nothing_to_name(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="finews crawl"):
        create(Store(tmp_path), "q")


@pytest.mark.parametrize("broken", ["{", '"load_id": "1"', '"known_at": null', '"known_at": "now"'])
def test_a_broken_file_is_named(shared: Store, broken: str) -> None:
    create(shared, "broken")
    path = shared.root / "snapshots" / "broken.json"
    whole = json.loads(path.read_text())
    path.write_text(json.dumps(whole | json.loads(f"{{{broken}}}")) if ":" in broken else broken)
    with pytest.raises(SnapshotError, match=r"broken\.json: not a snapshot"):
        connect(shared.root, at="broken")
    path.unlink()
