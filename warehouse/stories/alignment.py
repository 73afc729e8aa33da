"""Aligns two texts word by word, between their common beginning and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from warehouse.fold import DENSE, DENSE_RANGES, WORD, Codes, from_text, kinds_of

_SPACE = ord(" ")
LEAST_END = 12  # words: a common end of fewer may be chance, such as that of a cut copy, whose last words come again
SOLID = 3  # words in a row that are alike by more than chance

DENSE_CHARACTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in DENSE_RANGES)
TOKEN = re.compile(f"[^\\W_{DENSE_CHARACTERS}]+(?:[.,:/]\\d+)*%?|[{DENSE_CHARACTERS}]")

Kinds = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Alignment:
    """Where two texts are alike, in words: of scripts without spaces, characters.

    The words of their common beginning and end are only counted; `short` and `long` are what lies between.
    """

    short: list[str]
    long: list[str]
    before: int
    after: int
    in_order: bool  # the first of the two texts is the short one

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """Words of both texts."""
        return self.before + len(self.short) + self.after, self.before + len(self.long) + self.after

    @cached_property
    def blocks(self) -> list[tuple[int, int, int]]:
        """The stretches that are alike: where in either, and how many words."""
        runs = [(0, 0, self.before)]
        for op in Indel.opcodes(self.short, self.long):
            if op.tag == "equal":
                runs.append((self.before + op.src_start, self.before + op.dest_start, op.src_end - op.src_start))
        size, other_size = self.sizes
        runs.append((size - self.after, other_size - self.after, self.after))
        joined: list[tuple[int, int, int]] = []
        for start, there, count in runs:
            if joined and joined[-1][0] + joined[-1][2] == start and joined[-1][1] + joined[-1][2] == there:
                start, there, count = joined[-1][0], joined[-1][1], joined.pop()[2] + count
            joined.append((start, there, count))
        return [run for run in joined if run[2] >= (SOLID if 0 < run[0] < size - run[2] else 1)]

    def differences(self) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
        """Yield what stands between the stretches in either text, and whether before the first or after the last."""
        at, there = 0, 0
        for start, beginning, size in (*self.blocks, (*self.sizes, 0)):
            ours = self.short[max(0, at - self.before) : max(0, start - self.before)]
            theirs = self.long[max(0, there - self.before) : max(0, beginning - self.before)]
            if ours or theirs:
                yield ours, theirs, not (at and size)
            at, there = start + size, beginning + size


def align(one: str, other: str) -> Alignment:
    """Align two folded texts: what they begin and end with alike is set aside, since it is most of a copy."""
    (first, kinds, words), second = _coded(one), from_text(other)
    start = _common(first, second)
    while start and not _parts_words(first[start - 1], kinds[start - 1]):
        start -= 1
    most = min(len(first), len(second)) - start
    end = _common_end(first, second, most)
    while end and not _parts_words(first[-end], kinds[-end]):
        end -= 1
    after = int(words[-1] - words[len(first) - end])
    if after < LEAST_END:
        end, after = 0, 0
    short, long = (TOKEN.findall(text[start : len(text) - end]) for text in (one, other))
    in_order = len(short) <= len(long)
    if not in_order:
        short, long = long, short
    return Alignment(short, long, int(words[start]), after, in_order)


@lru_cache(maxsize=1)  # an article is compared with several, one after the other
def _coded(text: str) -> tuple[Codes, Kinds, Counts]:
    """Return a text as code points, the class of each, and before each of them and the end the number of words."""
    codes = from_text(text)
    kinds = kinds_of(codes)
    begins = kinds == WORD
    begins[1:] &= kinds[:-1] != WORD
    begins |= kinds == DENSE
    return codes, kinds, np.concatenate([[0], np.cumsum(begins, dtype=np.int32)])


def _common(one: Codes, other: Codes) -> int:
    """How many characters two texts begin with alike."""
    size = min(len(one), len(other))
    differing = np.flatnonzero(one[:size] != other[:size])
    return int(differing[0]) if len(differing) else size


def _common_end(one: Codes, other: Codes, most: int) -> int:
    """How many characters two texts end with alike, up to so many."""
    differing = np.flatnonzero(one[len(one) - most :] != other[len(other) - most :])
    return most - 1 - int(differing[-1]) if len(differing) else most


def _parts_words(code: int, kind: int) -> bool:
    """Tell whether a word ends with or before this character, whatever follows it."""
    return kind == DENSE or code <= _SPACE
