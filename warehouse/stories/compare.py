"""Decides whether two articles tell the same story: the same words, whoever passes them on, and the same facts.

The texts are aligned word by word, between their common beginning and end. A copy may have another headline, a further
paragraph, a cut tail or a corrected comma; it may not have another number, name, direction or negation. In doubt two
articles are two stories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from warehouse.fold import DENSE, DENSE_RANGES, WORD, Codes, fold, from_text, kinds_of, to_text
from warehouse.stories.body import split_source_lines
from warehouse.stories.lexicon import (
    CONTRASTS,
    FACT_CHARACTERS,
    FACTS,
    INTERCHANGEABLE,
    KANA_NEGATION,
    NEGATIVE_PREFIXES,
)

LONGEST = 100_000  # characters of a text that are compared
LEAST_WORDS = 8  # a text of fewer is not recognized by its words
_SPACE = ord(" ")
LEAST_END = 12  # words: a common end of fewer may be chance, such as that of a cut copy, whose last words come again
SOLID = 3  # words in a row that are alike by more than chance
COVERED = 0.85  # of the shorter text must be in the longer one
REPLACED = 0.02  # of its words may be others, if none is a fact
CUT = 0.7  # a text shorter than this share of the other is a cut copy: it must begin like the other …
SHORTEST_CUT = 0.1  # … and not be shorter than this
LONG_ADDITION = 12  # words: a sentence more; fewer change what a sentence says
HEADLINE = 0.3  # of a headline must be borne out by the other article, or the text is boilerplate
CUT_HEADLINE = 0.5  # … or the longer one tells more than this story

Kinds = npt.NDArray[np.uint8]

_D = "".join(f"{chr(first)}-{chr(last)}" for first, last in DENSE_RANGES)
_TOKEN = re.compile(f"[^\\W_{_D}]+(?:[.,:/]\\d+)*%?|[{_D}]")
_NO_SPACES = re.compile(f"[{_D}]")
_KANA_NEGATION = re.compile(KANA_NEGATION)


@dataclass(frozen=True)
class Telling:
    """An article as its words, in order."""

    title: str
    text: str

    @cached_property
    def _parts(self) -> tuple[str, str]:
        return split_source_lines(self.text)

    @cached_property
    def folded(self) -> str:
        """The text without its source lines, folded."""
        return _folded(self._parts[1][:LONGEST])

    def has_words(self, count: int) -> bool:
        """Tell whether it has so many words, counting no further."""
        found = _TOKEN.finditer(self.folded)
        return next(islice(found, count - 1, None), None) is not None

    @cached_property
    def dateline(self) -> frozenset[str]:
        """The numbers of its source lines: their date."""
        return frozenset(word for word in _words(self._parts[0]) if word.isdigit())

    @cached_property
    def headline(self) -> frozenset[str]:
        """What the headline consists of."""
        return _units(_words(self.title))

    @cached_property
    def told(self) -> frozenset[str]:
        """What headline and text consist of."""
        return self.headline | _units(_TOKEN.findall(self.folded))


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
    first, second = from_text(one), from_text(other)
    kinds = kinds_of(first)
    start = _common(first, second)
    while start and not _parts_words(first[start - 1], kinds[start - 1]):
        start -= 1
    most = min(len(first), len(second)) - start
    end = _common(first[::-1][:most], second[::-1][:most])
    while end and not _parts_words(first[-end], kinds[-end]):
        end -= 1
    after = _count(kinds[len(kinds) - end :])
    if after < LEAST_END:
        end, after = 0, 0
    short, long = (_TOKEN.findall(text[start : len(text) - end]) for text in (one, other))
    in_order = len(short) <= len(long)
    if not in_order:
        short, long = long, short
    return Alignment(short, long, _count(kinds[:start]), after, in_order)


def _common(one: Codes, other: Codes) -> int:
    """How many characters two texts begin with alike."""
    size = min(len(one), len(other))
    differing = np.flatnonzero(one[:size] != other[:size])
    return int(differing[0]) if len(differing) else size


def _parts_words(code: int, kind: int) -> bool:
    """Tell whether a word ends with or before this character, whatever follows it."""
    return kind == DENSE or code <= _SPACE


def _count(kinds: Kinds) -> int:
    """Count words: characters of scripts without spaces, runs of other letters."""
    words = kinds == WORD
    return int((kinds == DENSE).sum() + (words[1:] > words[:-1]).sum() + words[:1].sum())


def _folded(text: str) -> str:
    return to_text(fold(text, lower=False)[0])


def _words(text: str) -> list[str]:
    return _TOKEN.findall(_folded(text))


def _units(words: Sequence[str]) -> frozenset[str]:
    """Pairs of neighbouring characters, and words of four letters and more."""
    pairs = {a + b for a, b in pairwise(words) if len(a) == len(b) == 1}
    return frozenset(pairs | {word.lower() for word in words if len(word) > 3})


def likeness(one: Telling, other: Telling) -> float:
    """Return how alike two tellings of one story are, from 0 to 1; 0 if they are not, -1 if only their facts differ."""
    aligned = align(one.folded, other.folded)
    size, longer = aligned.sizes
    if size < LEAST_WORDS or size < SHORTEST_CUT * longer:
        return 0.0
    matched = sum(words for _, _, words in aligned.blocks)
    if matched < COVERED * size:
        return 0.0
    is_cut = size < CUT * longer
    if is_cut and not _begins_like(size, aligned.blocks):
        return 0.0
    short, long = (one, other) if aligned.in_order else (other, one)
    if not _borne_out(short, long, HEADLINE) or not _borne_out(long, short, CUT_HEADLINE if is_cut else HEADLINE):
        return 0.0
    if not _same_day(short, long) or not _same_facts(short, long, aligned):
        return -1.0
    return 2 * matched / (size + longer)


def _begins_like(size: int, blocks: Sequence[tuple[int, int, int]]) -> bool:
    """Tell whether the short text is the beginning of the long one, give or take a line before it and between."""
    (_, first, _), (_, last, words) = blocks[0], blocks[-1]
    slack = max(10, size // 3)
    return first <= slack and last + words - first <= size + slack


def _borne_out(telling: Telling, by: Telling, share: float) -> bool:
    """Tell whether the other article speaks of what this one's headline says."""
    return telling.headline <= by.headline or len(telling.headline & by.told) >= share * len(telling.headline)


def _same_day(one: Telling, other: Telling) -> bool:
    """Tell whether the dates of the source lines agree, where both have one."""
    return one.dateline <= other.dateline or other.dateline <= one.dateline


def _same_facts(short: Telling, long: Telling, aligned: Alignment) -> bool:
    """Tell whether what differs between the stretches that are alike changes no fact."""
    replaced = 0
    seen: Counter[tuple[str, str]] = Counter()
    for ours, theirs, at_edge in aligned.differences():
        if ours == theirs:
            continue  # too short a stretch to count as alike
        if ours and theirs:
            if not _may_say_the_same(ours, theirs):
                return False
            replaced += max(len(ours), len(theirs))
            pair = "".join(ours), "".join(theirs)
            seen[pair] += 1
            if seen[pair] > 1 or pair[0] in _joined(short.title) or pair[1] in _joined(long.title):
                return False  # another subject, put into the same words
        elif not at_edge and len(ours) + len(theirs) < LONG_ADDITION and _facts([*ours, *theirs]):
            return False
    return replaced <= REPLACED * aligned.sizes[0]


def _may_say_the_same(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether words that stand in the place of others may say the same.

    In scripts without spaces a name, an opposite and a synonym look alike (常州, 徐州): only what is known to be
    interchangeable may. Elsewhere names have a capital and the other facts are words of the lexicon.
    """
    one, other = "".join(ours), "".join(theirs)
    if frozenset((one, other)) in INTERCHANGEABLE:
        return True
    if _NO_SPACES.search(one + other) and max(len(ours), len(theirs)) < LONG_ADDITION:
        return False
    if _facts(ours) != _facts(theirs) or CONTRASTS.intersection(ours) != CONTRASTS.intersection(theirs):
        return False
    return not _negates(ours, theirs) and not _negates(theirs, ours)


def _facts(words: Sequence[str]) -> Counter[str]:
    """The numbers, names, codes, directions and negations among words."""
    return Counter(filter(_is_fact, words)) + Counter(_KANA_NEGATION.findall("".join(words)))


def _negates(words: Sequence[str], by: Sequence[str]) -> bool:
    """Tell whether one of the words has its opposite among the others: likely, unlikely."""
    others = set(by)
    return any(prefix + word in others for word in words if len(word) > 3 for prefix in NEGATIVE_PREFIXES)


def _is_fact(word: str) -> bool:
    """Tell whether a word is a number, a name, a code, a direction or a negation."""
    if len(word) == 1 and not word.isascii():
        return word in FACT_CHARACTERS
    return word != word.lower() or any(map(str.isdigit, word)) or word in FACTS


def _joined(text: str) -> str:
    return "".join(_words(text))
