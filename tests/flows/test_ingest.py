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


def test_many_are_loaded_before_the_last_batch_is_done_and_few_with_it() -> None:
    taken: list[str | None] = []

    def folders() -> Iterator[str | None]:
        for folder in ["a", "b", "c", None, "d"]:
            taken.append(folder)
            yield folder

    loads = groups(folders())
    assert next(loads) == ["a", "b", "c"]
    assert taken == ["a", "b", "c", None], "not one batch later"
    assert list(loads) == [["d"]]
    assert sizes(["a", "b", None, "c"]) == [3]
