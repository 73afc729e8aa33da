"""Which batches are loaded together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from flows.ingest import LOAD_NOW, LOADED_BYTES, LOADED_EVERY, LOADED_FIRST, LOADED_TOGETHER, groups


def folders(root: Path, number: int, size: int = 1) -> Iterator[str]:
    """Yield the folders of so many batches, each with a file of so many bytes."""
    for batch in range(number):
        folder = root / f"batch-{batch}"
        folder.mkdir()
        with (folder / "revisions.parquet").open("wb") as file:
            file.truncate(size)
        yield str(folder)


def test_a_first_few_are_loaded_soon_and_then_many_together(tmp_path: Path) -> None:
    given = folders(tmp_path, LOADED_FIRST + LOADED_TOGETHER + 1)
    found = list(groups(given, lambda: 0.0))
    assert list(map(len, found)) == [LOADED_FIRST, LOADED_TOGETHER, 1]
    assert [Path(name).name for group in found for name in group] == [f"batch-{n}" for n in range(sum(map(len, found)))]


def test_what_comes_slowly_does_not_wait_for_many(tmp_path: Path) -> None:
    ticks = count(step=int(LOADED_EVERY / LOADED_FIRST))
    assert list(map(len, groups(folders(tmp_path, 3 * LOADED_FIRST), lambda: next(ticks)))) == [LOADED_FIRST] * 3


def test_what_is_large_is_not_held_in_memory_together(tmp_path: Path) -> None:
    assert list(map(len, groups(folders(tmp_path, 3, LOADED_BYTES // 2), lambda: 0.0))) == [2, 1]


def test_what_is_asked_for_next_is_loaded_before(tmp_path: Path) -> None:
    given = chain([LOAD_NOW], folders(tmp_path, 2), [LOAD_NOW, LOAD_NOW])
    assert list(map(len, groups(given, lambda: 0.0))) == [2]


def test_nothing_is_no_group() -> None:
    assert list(groups(iter(()))) == []
