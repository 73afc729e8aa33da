"""Tables of which something was killed half-way, or lost: nothing that is published is given up without a word."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import FrameType

import duckdb
import pytest
from deltalake import DeltaTable

from tests.warehouse.faults import full_disk
from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.query import connect
from warehouse.snapshots import create
from warehouse.store import Store, WarehouseError
from warehouse.tables import TABLES

HOUR = timedelta(hours=1)


def ticking() -> Callable[[], datetime]:
    """A clock that moves on at each look, so that no load waits for its `known_at`."""
    return (T0 + tick * timedelta(seconds=0.2) for tick in count()).__next__


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of three loads, not to be changed."""
    root = tmp_path_factory.mktemp("loaded")
    for number in range(3):
        load(Store(root, clock=ticking()), number)
    return root


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Store:
    """A copy of it for this test alone."""
    return Store(Path(shutil.copytree(loaded, tmp_path / "home")), clock=ticking())


def load(store: Store, number: int) -> None:
    """Load an article and its capture."""
    store.load([stage(store.root, f"b{number}", revisions=[revision(f"a{number}", "x")],
                      captures=[capture(f"u{number}")])])  # fmt: skip


def counts(store: Store) -> tuple[int, ...]:
    """How many articles, captures and batches there are."""
    with connect(store.root) as connection:
        return tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in
                     ("articles", "captures", "batches"))  # fmt: skip


def grow_old(store: Store) -> None:
    """Let what was removed from the tables have been so for a month."""
    for log in (store.root / "tables").glob("*/_delta_log/*.json"):
        text = log.read_text()
        log.write_text(re.sub(r'("deletionTimestamp":)(\d+)', lambda m: f"{m[1]}{int(m[2]) - 30 * 86_400_000}", text))


def test_a_vacuum_deletes_what_was_merged_and_nothing_that_is_published(store: Store) -> None:
    published = store.pins_path.read_bytes()
    assert store.compact()["revisions"] == 2
    grow_old(store)
    store.pins_path.write_bytes(published)  # as if the merging had been killed before it published
    store.vacuum(HOUR)
    store.catalog_path.unlink()
    assert counts(store) == (3, 3, 3)
    store.compact()
    assert store.pins().versions["revisions"] == DeltaTable(store.path("revisions")).version()
    assert store.file_counts(40 * 24 * HOUR)[1] == 0 < store.file_counts(HOUR)[1]
    assert store.vacuum(HOUR)["revisions"] == 3
    load(store, 3)
    assert counts(store) == (4, 4, 4)


def test_what_a_killed_load_left_is_taken_back_though_a_vacuum_came_after_it(store: Store) -> None:
    store.compact()
    grow_old(store)
    published = store.pins_path.read_bytes()
    load(store, 3)
    store.pins_path.write_bytes(published)  # as if it had been killed before it published
    assert store.vacuum(HOUR)["captures"] == 3
    shutil.rmtree(store.root / "staging" / "b3")
    load(store, 3)
    assert counts(store) == (4, 4, 4)


def test_what_was_taken_back_and_vacuumed_is_not_missed(store: Store) -> None:
    published = store.pins_path.read_bytes()
    load(store, 3)
    store.pins_path.write_bytes(published)  # as if it had been killed before it published
    shutil.rmtree(store.root / "staging" / "b3")
    store._open_tables()  # as by a load that was killed as well
    grow_old(store)
    assert store.vacuum(HOUR)["captures"] == 1
    load(store, 3)
    assert counts(store) == (4, 4, 4)


def test_a_vacuum_deletes_what_a_killed_load_wrote_and_did_not_commit(store: Store) -> None:
    written, lately = (Path(store.path("captures"), f"{name}.parquet") for name in ("written", "lately"))
    for file in (written, lately):
        file.write_bytes(b"half")
    os.utime(written, (0, 0))
    assert store.vacuum(HOUR) == dict.fromkeys(TABLES, 0) | {"captures": 1}
    assert lately.exists() and not written.exists()
    assert counts(store) == (3, 3, 3)


@pytest.mark.parametrize("work", [lambda store: load(store, 3), Store.compact], ids=["load", "compact"])
def test_what_is_published_is_on_disk_before_the_pins_say_so(store: Store, work: Callable[[Store], object]) -> None:
    """Or a loss of power would leave pins of versions whose files are empty."""
    synced: set[Path] = set()
    published: list[set[Path]] = []

    def look(_frame: FrameType, event: str, call: object) -> None:
        if event == "c_call" and call is os.fsync:
            synced.update(link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
        elif event == "c_call" and call is os.replace:
            published.append(set(synced))

    before = set((store.root / "tables").rglob("*"))
    sys.setprofile(look)
    try:
        work(store)
    finally:
        sys.setprofile(None)
    written = {path for path in set((store.root / "tables").rglob("*")) - before if path.is_file()}
    assert len(written) > 5
    assert written | {path.parent for path in written} <= published[0]
    assert store.root in synced


def test_what_is_written_may_hold_any_separator_of_lines(store: Store) -> None:
    """Delta Lake's log has the least and the greatest value of each column, and such characters as they are."""
    words = revision("a3", "x", title="one\u2028two\u0085three")
    assert store.load([stage(store.root, "b3", revisions=[words], captures=[capture("u3")])]).revisions == 1
    assert counts(store) == (4, 4, 4)


def test_a_full_disk_can_be_read(store: Store) -> None:
    store.catalog_path.unlink()
    with full_disk(20_000):
        assert counts(store) == (3, 3, 3)
        with pytest.raises(duckdb.Error, match="File too large"):
            load(store, 3)
    load(store, 4)
    assert counts(store) == (4, 4, 4)
    assert [path.name for path in store.root.glob("finews.duckdb*")] == ["finews.duckdb"]


def test_a_snapshot_for_which_there_is_no_room_leaves_nothing(store: Store) -> None:
    create(store, "first")
    with full_disk(100), pytest.raises(OSError, match="File too large"):
        create(store, "second")
    assert [path.name for path in (store.root / "snapshots").iterdir()] == ["first.json"]


def _last_commit(table: Path) -> Path:
    return max((table / "_delta_log").glob("*.json"))


@pytest.mark.parametrize(
    "damage",
    [shutil.rmtree, lambda table: shutil.rmtree(table / "_delta_log"), lambda table: _last_commit(table).unlink(),
     lambda table: os.truncate(_last_commit(table), 100)],
    ids=["the folder is gone", "its log is gone", "its last commit is gone", "its last commit is cut"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["captures", "loads"])
def test_a_published_table_that_is_lost_is_named_and_not_begun_anew(
    store: Store, name: str, damage: Callable[[Path], None]
) -> None:
    damage(store.root / "tables" / name)
    store.catalog_path.unlink()
    for work in (lambda: load(store, 3), store.compact, store.vacuum, lambda: counts(store)):
        with pytest.raises(WarehouseError, match=rf"tables/{name}: .*restore it from a backup") as told:
            work()
        assert "\n" not in str(told.value) and len(str(told.value)) < 500
        shutil.rmtree(store.root / "staging" / "b3", ignore_errors=True)


def test_tables_whose_pins_are_lost_are_not_taken_back_to_nothing(store: Store) -> None:
    store.pins_path.unlink()
    versions = {name: DeltaTable(store.path(name)).version() for name in TABLES}
    for work in (lambda: counts(store), store.reader, lambda: load(store, 3), store.compact):
        with pytest.raises(WarehouseError, match=r"pins\.json is gone.*restore it from a backup, or move .*tables"):
            work()
    assert versions == {name: DeltaTable(store.path(name)).version() for name in TABLES}
