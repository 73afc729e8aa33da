"""How a run parts what it has ready into loads."""

from __future__ import annotations

from collections.abc import Iterator

from flows.ingest import LOADED_FIRST, LOADED_TOGETHER, groups


def numbered(count: int) -> list[str | None]:
    return [str(number) for number in range(count)]


def sizes(folders: list[str | None]) -> list[int]:
    return [len(group) for group in groups(iter(folders))]


def test_the_first_load_is_small_and_nothing_is_left_behind() -> None:
    assert sizes(numbered(LOADED_FIRST + LOADED_TOGETHER + 3)) == [LOADED_FIRST, LOADED_TOGETHER, 3]
    assert sizes([]) == []


def test_what_is_there_is_loaded_before_the_last_batch_is_done() -> None:
    taken = []

    def folders() -> Iterator[str | None]:
        for folder in ["a", "b", None, "c", None]:
            taken.append(folder)
            yield folder

    loads = groups(folders())
    assert next(loads) == ["a", "b"]
    assert taken == ["a", "b", None], "not one batch later"
    assert list(loads) == [["c"]]
