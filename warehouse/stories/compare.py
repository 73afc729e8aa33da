"""Decides whether two articles tell the same story: the same words, whoever passes them on, and the same facts.

The texts are aligned word by word. A copy may have another headline, a further paragraph, a cut tail or a corrected
comma; it may not have another number, name, direction or negation. In doubt two articles are two stories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from sys import intern

from rapidfuzz.distance import Indel

from warehouse.fold import DENSE_RANGES, fold, to_text
from warehouse.stories.body import split_source_lines

MOST_WORDS = 20_000  # of a text that are compared
LEAST_WORDS = 8  # a text of fewer is not recognized by its words
_LETTERS = 8  # of a word, more than most have
SOLID = 3  # words in a row that are alike by more than chance
COVERED = 0.85  # of the shorter text must be in the longer one
REPLACED = 0.02  # of its words may be others, if none is a fact
CUT = 0.7  # a text shorter than this share of the other is a cut copy: it must begin like the other …
SHORTEST_CUT = 0.1  # … and not be shorter than this
LONG_ADDITION = 12  # words: a sentence more; fewer change what a sentence says
HEADLINE = 0.3  # of a headline must be borne out by the other article, or the text is boilerplate
CUT_HEADLINE = 0.5  # … or the longer one tells more than this story

_D = "".join(f"{chr(first)}-{chr(last)}" for first, last in DENSE_RANGES)
_TOKEN = re.compile(f"[^\\W_{_D}]+(?:[.,:/]\\d+)*%?|[{_D}]")
_DIRECTIONS = frozenset("涨跌升降增减高低买卖盈亏上下多空进出正负东南西北男女")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿兆两")
_NEGATIONS = frozenset("不未否无非没勿毋")
_WORDS = frozenset(re.findall(r"\w+", """
    no not never without up down rise rises rose rising fall falls fell falling gain gains gained lose loses lost beat
    beats miss misses missed buy buys bought sell sells sold more less most least higher lower high low above below over
    under increase increases increased decrease decreases decreased grow grew growth shrink shrank decline declines
    declined profit profits loss losses upgrade upgraded downgrade downgraded approve approved reject rejected open
    opened close closed before after one two three four five six seven eight nine ten first second third fourth monday
    tuesday wednesday thursday friday saturday sunday"""))  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """An article as its words, in order."""

    title: str
    text: str

    @cached_property
    def _parts(self) -> tuple[str, str]:
        return split_source_lines(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words of the text without its source lines; of scripts without spaces, the characters."""
        return _words(self._parts[1])[:MOST_WORDS]

    def has_words(self, count: int) -> bool:
        """Tell whether it has so many words, looking at no more of it than needed."""
        if "words" in self.__dict__:
            return len(self.words) >= count
        found = _TOKEN.finditer(to_text(fold(self._parts[1][: count * _LETTERS], lower=False)[0]))
        return next(islice(found, count - 1, None), None) is not None or len(self.words) >= count

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
        return self.headline | _units(self.words)


def _words(text: str) -> list[str]:
    found = _TOKEN.findall(to_text(fold(text, lower=False)[0]))
    return list(map(intern, found))  # a load keeps the words of many texts: a character of Chinese is 76 bytes each


def _units(words: Sequence[str]) -> frozenset[str]:
    """Pairs of neighbouring characters, and words of four letters and more."""
    pairs = {a + b for a, b in pairwise(words) if len(a) == len(b) == 1}
    return frozenset(pairs | {word.lower() for word in words if len(word) > 3})


def likeness(one: Telling, other: Telling) -> float:
    """Return how alike two tellings of one story are, from 0 to 1; 0 if they are not, -1 if only their facts differ."""
    short, long = sorted((one, other), key=lambda telling: len(telling.words))
    if len(short.words) < LEAST_WORDS or len(short.words) < SHORTEST_CUT * len(long.words):
        return 0.0
    blocks = [(0, 0, len(short.words))] if short.words == long.words else list(_blocks(short.words, long.words))
    matched = sum(size for _, _, size in blocks)
    if matched < COVERED * len(short.words):
        return 0.0
    is_cut = len(short.words) < CUT * len(long.words)
    if is_cut and not _begins_like(short.words, long.words, blocks):
        return 0.0
    if not _borne_out(short, long, HEADLINE) or not _borne_out(long, short, CUT_HEADLINE if is_cut else HEADLINE):
        return 0.0
    if not _same_day(short, long) or not _same_facts(short, long, blocks):
        return -1.0
    return 2 * matched / (len(short.words) + len(long.words))


def _blocks(short: Sequence[str], long: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches that are alike: where in either, and how many words."""
    for op in Indel.opcodes(short, long):
        at_end = op.src_end == len(short) or op.src_start == 0
        if op.tag == "equal" and op.src_end - op.src_start >= (1 if at_end else SOLID):
            yield op.src_start, op.dest_start, op.src_end - op.src_start


def _begins_like(short: Sequence[str], long: Sequence[str], blocks: Sequence[tuple[int, int, int]]) -> bool:
    """Tell whether the short text is the beginning of the long one, give or take a line before it and between."""
    (_, first, _), (_, last, size) = blocks[0], blocks[-1]
    slack = max(10, len(short) // 3)
    return first <= slack and last + size - first <= len(short) + slack


def _borne_out(telling: Telling, by: Telling, share: float) -> bool:
    """Tell whether the other article speaks of what this one's headline says."""
    return telling.headline <= by.headline or len(telling.headline & by.told) >= share * len(telling.headline)


def _same_day(one: Telling, other: Telling) -> bool:
    """Tell whether the dates of the source lines agree, where both have one."""
    return one.dateline <= other.dateline or other.dateline <= one.dateline


def _same_facts(short: Telling, long: Telling, blocks: Sequence[tuple[int, int, int]]) -> bool:
    """Tell whether what differs between the stretches that are alike changes no fact."""
    replaced = 0
    seen: Counter[tuple[str, str]] = Counter()
    for ours, theirs, at_edge in _differences(short.words, long.words, blocks):
        if ours == theirs:
            continue  # too short a stretch to count as alike
        if ours and theirs:
            if Counter(filter(_is_fact, ours)) != Counter(filter(_is_fact, theirs)):
                return False
            replaced += max(len(ours), len(theirs))
            pair = "".join(ours), "".join(theirs)
            seen[pair] += 1
            if seen[pair] > 1 or pair[0] in _joined(short.title) or pair[1] in _joined(long.title):
                return False  # another subject, put into the same words
        elif not at_edge and len(ours) + len(theirs) < LONG_ADDITION and any(map(_is_fact, (*ours, *theirs))):
            return False
    return replaced <= REPLACED * len(short.words)


def _differences(
    short: Sequence[str], long: Sequence[str], blocks: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """Yield what stands between the stretches that are alike, and whether it is before the first or after the last."""
    at, there = 0, 0
    for start, beginning, size in (*blocks, (len(short), len(long), 0)):
        ours, theirs = short[at:start], long[there:beginning]
        if ours or theirs:
            yield ours, theirs, not (at and size)
        at, there = start + size, beginning + size


def _is_fact(word: str) -> bool:
    """Tell whether a word is a number, a name, a code, a direction or a negation."""
    if len(word) == 1 and not word.isascii():
        return word in _NUMERALS or word in _DIRECTIONS or word in _NEGATIONS
    return word != word.lower() or any(map(str.isdigit, word)) or word in _WORDS


def _joined(text: str) -> str:
    return "".join(_words(text))
