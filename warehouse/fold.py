"""Folds what two spellings of the same words differ in: width, accents, traditional and simplified characters.

Text is handled as an array of code points, since tables are then applied to all of it at once. It hides
Unicode's compatibility forms, OpenCC's table of characters, and which scripts write without spaces.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import opencc

Codes = npt.NDArray[np.uint32]

OTHER, WORD, DENSE, NOTHING = 0, 1, 2, 3  # punctuation and space; letters and digits; scripts without spaces; accents
DENSE_RANGES = (
    (0x0E00, 0x0EFF), (0x1780, 0x17FF),  # Thai and Lao, Khmer
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FA), (0x30FC, 0x312F),  # kana
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),  # Han
    (0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF),  # Hangul, which spaces part into phrases
)  # fmt: skip
_ACCENTS = (0x0300, 0x036F)
_HAN = range(0x3400, 0xA000)
_PLAIN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xAC00, 0xD7A4))  # neither case nor forms of width
_VARIANTS = {
    "覆": "复",
    "瞭": "了",
    "甦": "苏",
    "藉": "借",
    "彷": "仿",
    "馀": "余",
}  # left by OpenCC for words that need them


@dataclass(frozen=True, slots=True)
class Tables:
    """For each code point: what it is folded to, its lower case, its class."""

    folded: Codes
    lower: Codes  # folded, and then in lower case
    kind: npt.NDArray[np.uint8]


def fold(text: str, *, lower: bool = True) -> tuple[Codes, npt.NDArray[np.uint8]]:
    """Return the folded code points of a text and the class of each: `OTHER`, `WORD` or `DENSE`."""
    tables = _tables()
    codes = (tables.lower if lower else tables.folded)[from_text(text)]
    kinds = tables.kind[codes]
    kept = kinds != NOTHING
    return (codes, kinds) if kept.all() else (codes[kept], kinds[kept])


def kinds_of(codes: Codes) -> npt.NDArray[np.uint8]:
    """Return the class of each code point."""
    return _tables().kind[codes]


def from_text(text: str) -> Codes:
    """Return a text as code points."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def to_text(codes: Codes) -> str:
    """Return code points as a text."""
    return codes.tobytes().decode("utf-32-le")


@cache
def _tables() -> Tables:
    folded = np.arange(0x110000, dtype=np.uint32)
    lower = folded.copy()
    kind = np.zeros(0x110000, np.uint8)
    plain = {code for codes in _PLAIN for code in codes}
    for code in {*range(0xD800), *range(0xE000, 0x10000)} - plain:
        character = chr(code)
        if code > 0x7F and len(simple := _folded(character)) == 1:
            folded[code] = ord(simple)
        if len(small := character.lower()) == 1:
            lower[code] = ord(small)
        kind[code] = WORD if character.isalnum() else OTHER
    simplified = opencc.OpenCC("t2s").convert("\n".join(map(chr, _HAN))).split("\n")
    folded[_HAN.start : _HAN.stop] = [ord(character[0]) for character in simplified]
    for variant, usual in _VARIANTS.items():
        folded[ord(variant)] = ord(usual)
    for first, last in DENSE_RANGES:
        kind[first : last + 1] = DENSE
    kind[_ACCENTS[0] : _ACCENTS[1] + 1] = NOTHING
    return Tables(folded, lower[folded], kind)


def _folded(character: str) -> str:
    """NFKC (UAX #15) of one character; of Latin letters without their accents."""
    full = unicodedata.normalize("NFKD", character)
    return (
        full[0]
        if full[0].isascii() and full[0].isalpha() and len(full) > 1 and unicodedata.combining(full[1])
        else unicodedata.normalize("NFKC", character)
    )
