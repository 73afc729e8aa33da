"""Decides whether two articles tell the same story: the same words, whoever passes them on, and the same facts.

A copy may have another headline, a further paragraph, a cut tail or a corrected comma; it may not have another number,
name, direction or negation. In doubt two articles are two stories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from warehouse.fold import fold, to_text
from warehouse.stories.alignment import DENSE_CHARACTERS, TOKEN, Alignment, align
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
COVERED = 0.85  # of the shorter text must be in the longer one
REPLACED = 0.02  # of its words may be others, if none is a fact
CUT = 0.7  # a text shorter than this share of the other is a cut copy: it must begin like the other …
SHORTEST_CUT = 0.1  # … and not be shorter than this
LONG_ADDITION = 12  # words: a sentence more; fewer change what a sentence says
HEADLINE = 0.3  # of a headline must be borne out by the other article, or the text is boilerplate
CUT_HEADLINE = 0.5  # … or the longer one tells more than this story

_NO_SPACES = re.compile(f"[{DENSE_CHARACTERS}]")
_KANA_NEGATION = re.compile(KANA_NEGATION)


@dataclass(frozen=True)
class Telling:
    """An article as its words, in order."""

    title: str
    text: str

    @cached_property
    def _parts(self) -> tuple[frozenset[str], str]:
        """The numbers of the source lines, and the rest, folded: hundreds of articles are held at once."""
        lines, kept = split_source_lines(self.text)
        return frozenset(word for word in _words(lines) if word.isdigit()), _folded(kept[:LONGEST])

    @property
    def folded(self) -> str:
        """The text without its source lines, folded."""
        return self._parts[1]

    def has_words(self, count: int) -> bool:
        """Tell whether it has so many words, counting no further."""
        found = TOKEN.finditer(self.folded)
        return next(islice(found, count - 1, None), None) is not None

    @property
    def dateline(self) -> frozenset[str]:
        """The numbers of its source lines: their date."""
        return self._parts[0]

    @cached_property
    def headline(self) -> frozenset[str]:
        """What the headline consists of."""
        return _units(_words(self.title))

    @cached_property
    def told(self) -> frozenset[str]:
        """What headline and text consist of."""
        return self.headline | _units(TOKEN.findall(self.folded))


def _folded(text: str) -> str:
    return to_text(fold(text, lower=False)[0])


def _words(text: str) -> list[str]:
    return TOKEN.findall(_folded(text)) if text else []


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
    if telling.title == by.title or telling.headline <= by.headline:
        return True
    return len(telling.headline & by.told) >= share * len(telling.headline)


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


def _facts(words: Sequence[str]) -> list[str]:
    """The numbers, names, codes, directions and negations among words, sorted."""
    return sorted([*filter(_is_fact, words), *_KANA_NEGATION.findall("".join(words))])


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
