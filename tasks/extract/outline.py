"""Describes where the segments of a page stand in the tree of its blocks, and which block looks like the article's.

The article's block is found as readability finds it (paragraphs score for the blocks around them, by length and commas;
links take away), but on the segments at hand: without a copy of the tree, and with commas and lengths of any script.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tasks.extract.segments import BIT, Place, Segment

_OF_BLOCK = (
    *("score", "score-outer", "in-best", "from-best", "best-share"),
    *("linked-block", "linked-outer", "linked-outer-2", "size-outer-2"),
)
NAMES = (*_OF_BLOCK, "path-count", "path-share", "path-size", "path-linked", "path-agreed")

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
_PARAGRAPHS = BIT["p"] | BIT["li"] | BIT["td"] | BIT["blockquote"] | BIT["pre"] | BIT["h4"]
_SHORT = 25  # Latin letters; a shorter segment scores nothing
_GOOD = BIT["word-content"] | BIT["article"] | BIT["main"]
ASIDE = sum(
    map(
        BIT.__getitem__,
        (
            *("word-comment", "word-related", "word-share", "word-promo", "word-menu", "word-foot", "word-side"),
            *("word-meta", "word-picture", "word-tags", "word-hidden", "nav", "aside", "footer", "header"),
        ),
    )
)
"""What a block hints at that is not the article."""
_WEIGHT = 25  # points for a class that sounds like content, and off for one that sounds like something else
_FAR = 20  # blocks


class _Block:
    """What a block holds, with all blocks in it."""

    __slots__ = ("linked", "outer", "place", "points", "size")

    def __init__(self, place: Place, outer: _Block | None) -> None:
        self.place, self.outer = place, outer
        self.size = self.linked = self.points = 0.0

    def score(self, points: float) -> None:
        """Add points for a paragraph; the first ones bring those for the block's own words."""
        if not self.points:
            own = self.place.own
            self.points = float(_WEIGHT * (bool(own & _GOOD) - bool(own & ASIDE)))
        self.points += points

    @property
    def density(self) -> float:
        """The share of its text that is inside links."""
        return self.linked / self.size if self.size else 0.0


class Outline:
    """The blocks of a page, and the one among them that is most like an article's."""

    def __init__(self, found: list[Segment], sizes: list[float]) -> None:
        """Take the segments of a page and their sizes in Latin letters."""
        self._found, self._sizes = found, sizes
        self._blocks = _blocks(found)
        _fill(self._blocks, found, sizes)
        for block in self._blocks.values():
            block.points *= 1 - block.density
        self._best = max(self._blocks.values(), key=lambda block: block.points)
        self._steps = _steps(self._blocks, self._best)
        self._described: dict[int, tuple[float, ...]] = {}

    def believed(self) -> Numbers:
        """Return for each segment 1 if it is in the article's block and not a link, else 0."""
        return np.array([
            float(self._steps[segment.place.block] == 0 and 2 * segment.linked < len(segment.text))
            for segment in self._found
        ])  # fmt: skip

    def describe(self, agreed: Numbers, wanted: Places) -> Numbers:
        """Return a row of numbers, by `NAMES`, for each segment wanted; `agreed` is of all segments."""
        about = [self._of_block(self._found[i].place.block) for i in wanted.tolist()]
        ids: dict[int, int] = {}
        path = np.array([ids.setdefault(segment.place.path, len(ids)) for segment in self._found])
        sizes = np.array(self._sizes)
        linked = np.array([segment.linked / len(segment.text) for segment in self._found])
        its = path[wanted]
        count, size = np.bincount(path)[its], np.bincount(path, sizes)[its]
        of_path = (
            count, size / self._blocks[0].size, np.log1p(size / count),
            np.bincount(path, linked * sizes)[its] / size, np.bincount(path, agreed * sizes)[its] / size,
        )  # fmt: skip
        return np.column_stack((np.array(about).reshape(len(about), len(_OF_BLOCK)), *of_path))

    def _of_block(self, number: int) -> tuple[float, ...]:
        """Describe a block, by `_OF_BLOCK`."""
        if number not in self._described:
            top, total = max(self._best.points, 1.0), self._blocks[0].size
            block = self._blocks[number]
            parent = _anchor(block)
            outer = block.outer or block
            second = outer.outer or outer
            steps = self._steps[number]
            self._described[number] = (
                parent.points / top, (parent.outer or parent).points / top,
                float(steps == 0), float(steps), self._best.size / total,
                block.density, outer.density, second.density, math.log1p(second.size),
            )  # fmt: skip
        return self._described[number]


def _blocks(found: list[Segment]) -> dict[int, _Block]:
    """Return the blocks that have text, by their number, each linked to the one around it."""
    blocks: dict[int, _Block] = {}
    for segment in found:
        chain = []
        place: Place | None = segment.place
        while place is not None and place.block not in blocks:
            chain.append(place)
            place = place.outer
        outer = None if place is None else blocks[place.block]
        for inner in reversed(chain):
            outer = blocks[inner.block] = _Block(inner, outer)
    return blocks


def _anchor(block: _Block) -> _Block:
    """Return the block that the segments of a block score for: the one around a paragraph."""
    return block.outer if block.place.own & _PARAGRAPHS and block.outer else block


def _fill(blocks: dict[int, _Block], found: list[Segment], sizes: list[float]) -> None:
    """Count each block's text and links, and give points to the blocks around paragraphs."""
    for segment, size in zip(found, sizes, strict=True):
        block = blocks[segment.place.block]
        block.size += size
        block.linked += segment.linked / len(segment.text) * size
        if size < _SHORT:
            continue
        points = 1 + sum(map(segment.text.count, ",，、،")) + min(size / 100, 3)
        parent = _anchor(block)
        parent.score(points)
        if parent.outer:
            parent.outer.score(points / 2)
    for number in sorted(blocks, reverse=True):
        block = blocks[number]
        if block.outer:
            block.outer.size += block.size
            block.outer.linked += block.linked


def _steps(blocks: dict[int, _Block], best: _Block) -> dict[int, int]:
    """Return for each block how many blocks up from the best one it branches off; 0 within it."""
    steps: dict[int, int] = {}
    distance, block = 0, best
    while True:
        steps[block.place.block] = min(distance, _FAR)
        if block.outer is None:
            break
        distance, block = distance + 1, block.outer
    for number in sorted(blocks):
        if number not in steps:
            outer = blocks[number].outer
            steps[number] = steps[outer.place.block] if outer else _FAR
    return steps
