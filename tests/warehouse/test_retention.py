"""WARC files leave by age and source, not what is still pointed to, and it is known which are gone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.checks import missing_archives
from warehouse.query import connect
from warehouse.retention import gone, old_files, remove, removed
from warehouse.snapshots import SnapshotError, create, drop
from warehouse.store import Store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Shelf:
    """A warehouse and its WARC files, one a day."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.archive = root / "archive"
        self.store = Store(root, clock=lambda: NOW)

    def add(self, day: str, *pages: dict, source: str = "example") -> str:
        """Load a batch that was written on a day, with a capture for each page."""
        batch = f"{source}-{day.replace('-', '')}"
        warc = f"{source}/{day.replace('-', '/')}/{batch}.warc.gz"
        (self.archive / warc).parent.mkdir(parents=True)
        (self.archive / warc).write_bytes(b"x" * 1000)
        captures = [capture(page["url"], page["seen_at"], capture_id=page["capture_id"], batch_id=batch, warc=warc)
                    for page in pages] or [capture(f"http://e/{day}", batch_id=batch, warc=warc)]  # fmt: skip
        row = {"batch_id": batch, "run_id": "run", "source": source, "warc": warc, "captures": len(captures),
               "articles": len(pages), "rejects": 0, "bytes": 10, "truncated": False}  # fmt: skip
        Store(self.root).load([stage(self.root, batch, captures=captures, revisions=list(pages), batches=[row])])
        return warc

    def old(self, **keep: int) -> dict[str, str | None]:
        return {file.warc: file.held for file in old_files(self.store, self.archive, keep)}

    def missing(self) -> list[str]:
        with connect(self.root) as connection:
            return list(missing_archives(connection, self.archive))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_files_are_old_by_day_and_source_and_held_by_what_points_to_them(shelf: Shelf) -> None:
    first = shelf.add("2026-01-01", revision("a", "one"))
    create(shelf.store, "q1")
    second = shelf.add("2026-01-02", revision("a", "two", T0 + HOUR))
    shelf.add("2026-03-03")
    shelf.add("2026-01-04", source="other")
    assert shelf.old() == {}
    assert shelf.old(example=90) == {first: "snapshot q1", second: "a current article"}, "90 days before are 3 March"
    assert len(shelf.old(example=89, other=200)) == 3
    drop(shelf.root, "q1")
    assert shelf.old(example=90)[first] is None
    (shelf.root / "snapshots" / "q2.json").write_text("{}")
    with pytest.raises(SnapshotError, match=r"q2\.json: not a snapshot"):
        shelf.old(example=90)


def test_what_is_removed_is_remembered(shelf: Shelf) -> None:
    first = shelf.add("2026-01-01", revision("a", "one"))
    second = shelf.add("2026-01-02", revision("a", "two", T0 + HOUR))
    old = old_files(shelf.store, shelf.archive, {"example": 90})
    before = shelf.store.pins().load_id
    remove(shelf.store, shelf.archive, [file for file in old if not file.held])
    assert shelf.store.pins().load_id == before + 1
    assert not (shelf.archive / first).exists() and (shelf.archive / second).exists()
    assert shelf.missing() == []
    assert list(gone(shelf.archive)) == ["example-20260101"], "tables that are made anew can tell"
    assert shelf.old(example=90) == {second: "a current article"}
    with connect(shelf.root) as connection:
        assert connection.execute("SELECT warc, bytes, held_by FROM removals").fetchall() == [(first, 1000, None)]
    (shelf.archive / second).unlink()
    assert shelf.missing() == [second], "what nobody removed is missed"


def test_a_removal_that_was_interrupted_is_completed(shelf: Shelf) -> None:
    warc = shelf.add("2026-01-01")
    remove(shelf.store, shelf.archive, old_files(shelf.store, shelf.archive, {"example": 90}))
    (shelf.archive / warc).write_bytes(b"killed before it was deleted")
    remove(shelf.store, shelf.archive, [])
    assert not (shelf.archive / warc).exists()
    assert removed(shelf.store) == [warc]


def test_files_that_were_deleted_by_hand_with_their_folder_are_removed_as_others(shelf: Shelf) -> None:
    warc = shelf.add("2026-01-01")
    shutil.rmtree(shelf.archive)
    remove(shelf.store, shelf.archive, old_files(shelf.store, shelf.archive, {"example": 90}))
    assert removed(shelf.store) == [warc] and shelf.missing() == []


def test_what_two_remove_at_the_same_time_is_removed_once(shelf: Shelf) -> None:
    """A second row of a file could never be taken back, and each check would say so."""
    warc = shelf.add("2026-01-01")
    old = old_files(shelf.store, shelf.archive, {"example": 90})
    for _ in range(2):
        remove(shelf.store, shelf.archive, old)
    assert removed(shelf.store) == [warc]
