"""Knows the headline of a page, which is a field of its own, and takes it off the beginning of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tasks.extract.features import words
from tasks.extract.segments import Segment

_SHORTEST = 5  # characters of a title
_FIRST = 2  # lines of a text among which it stands, behind a kicker


def title_of(tree: Any) -> str:
    """Return the first heading of a page, or its window title."""
    return _text(tree, ".//h1") or window_title(tree)


def window_title(tree: Any) -> str:
    """Return the title of the window that shows a page."""
    return _text(tree, ".//title")


def _text(tree: Any, path: str) -> str:
    element = tree.find(path)
    text = "" if element is None else " ".join(element.text_content().split())
    return text if len(text) > _SHORTEST else ""


def without_title(kept: list[Segment], titles: Iterable[str]) -> list[Segment]:
    """Return the segments of a text without the headline at its beginning: a title, or all but the site beside it."""
    wanted = [title for title in map(words, titles) if title]
    for number, segment in enumerate(kept[:_FIRST]):
        own = words(segment.text).rstrip()  # an underscore before the site is of the same word
        is_little = 2 * len(segment.text) < sum(len(other.text) for other in kept)
        if is_little and any(
            2 * len(own) > len(title) and (title.startswith(own) or title.endswith(f"{own} ")) for title in wanted
        ):
            return kept[:number] + kept[number + 1 :]
    return kept
