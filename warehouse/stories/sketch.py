"""Sketches of texts: a hash that the same text shares, keys of which similar texts share some, and a signature.

All are made of minima over hashed shingles (MinHash, Broder 1997): a key of a few of them (LSH), for an index; the
signature of one byte of each (b-bit MinHash, Li and König 2010), to tell the similar from those that met by chance.

Shingles are pieces of the text without its white space and punctuation: three characters long in scripts without
spaces, nine elsewhere (two words). The whole text is sketched, and its beginning once more, so that a copy whose
tail was cut shares keys with the original.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rensa

from warehouse.fold import DENSE, OTHER, Codes, fold
from warehouse.stories.body import body

SEED = 20260101
WHOLE = (24, 3)  # bands and rows: of two texts with a Jaccard similarity of .5 (.3), 96 % (48 %) share a key
HEAD = (8, 2)
SIGNATURE = math.prod(WHOLE) + math.prod(HEAD)  # bytes
HEAD_SHINGLES = {3: 60, 9: 200}
LEAST_WHOLE = 6  # equal bytes of 72: a shared key is three of them; a similarity of .3 gives 21
LEAST_HEAD = 4  # of 16: a shared key is two of them; a similarity of one half gives 8
LONGEST = 20_000  # characters of a text that are looked at
_IS_SPACE = np.zeros(0x110000, bool)  # by code point
_IS_SPACE[[9, 10, 11, 12, 13, 32, 0x85, 0x200B, 0x2028, 0x2029, 0xFEFF]] = True
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_CUBED = np.uint64(pow(int(_MIX), 3, 1 << 64))

Hashes = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint8]  # a row of 88 for each text: 72 of the whole, 16 of its beginning


@dataclass(frozen=True, slots=True)
class Sketch:
    """What similar texts share."""

    text_hash: str  # of the width-folded text without its white space
    keys: list[int]  # 32 bits each
    signature: bytes


def sketch(texts: Sequence[str]) -> list[Sketch]:
    """Sketch texts."""
    bodies = [body(text)[:LONGEST] for text in texts]
    folded = [fold(its_body) for its_body in bodies]
    hashes = [
        _code_hash(codes) if its_body == text else text_hash(text)  # most texts are nothing but their body
        for text, its_body, (codes, _) in zip(texts, bodies, folded, strict=True)
    ]
    shingled = [_shingles(codes, kinds) for codes, kinds in folded]
    whole = _minima([shingles for shingles, _ in shingled], *WHOLE)
    heads = _minima([shingles[:head] for shingles, head in shingled], *HEAD)
    keys = np.hstack([_keys(whole), _keys(heads)]).tolist()
    signatures = np.hstack([minima.reshape(len(texts), -1) for minima in (whole, heads)]).astype(np.uint8)
    return [Sketch(*parts) for parts in zip(hashes, keys, map(bytes, signatures), strict=True)]


def signatures_of(sketches: Iterable[bytes]) -> Signatures:
    """Return the signatures of several texts as an array of a row each."""
    return np.frombuffer(b"".join(sketches), np.uint8).reshape(-1, SIGNATURE)


def may_be_alike(ones: Signatures, others: Signatures) -> npt.NDArray[np.bool_]:
    """Tell which of the pairs are worth a comparison word by word; the others share a key by chance."""
    same = ones == others
    of_whole = math.prod(WHOLE)
    return (same[:, :of_whole].sum(1) >= LEAST_WHOLE) | (same[:, of_whole:].sum(1) >= LEAST_HEAD)


def text_hash(text: str) -> str:
    """Return 32 hex digits of SHA-256 over the folded text without its white space."""
    return _code_hash(fold(text)[0])


def _code_hash(codes: Codes) -> str:
    return hashlib.sha256(codes[~_IS_SPACE[codes]].tobytes()).hexdigest()[:32]


def _shingles(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Hashes, int]:
    """Hash each shingle in the order of the text; also say how many of them are its beginning."""
    words = kinds != OTHER
    letters = codes[words].astype(np.uint64)
    length = 3 if len(letters) and (kinds[words] == DENSE).mean() > 0.3 else 9
    if len(letters) < length:
        letters = np.pad(letters, (0, length - len(letters)))
    hashes = _rolled(letters, 1, _MIX)
    if length == 9:
        hashes = _rolled(hashes, 3, _MIX_CUBED)
    return _mixed(hashes), HEAD_SHINGLES[length]


def _rolled(values: Hashes, step: int, base: np.uint64) -> Hashes:
    """Hash at each place three values that lie `step` apart (Karp and Rabin 1987); three of three make one of nine."""
    count = len(values) - 2 * step
    return (values[:count] * base + values[step : step + count]) * base + values[2 * step :]


def _minima(sets: list[Hashes], bands: int, rows: int) -> Hashes:
    """Return the minima of each set of hashes, by bands and rows."""
    offsets = np.concatenate([[0], np.cumsum([len(hashes) for hashes in sets])]).tolist()
    flat = np.concatenate(sets) if sets else np.zeros(0, np.uint64)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, bands * rows, SEED)
    return np.array(matrix.to_rows(), np.uint64).reshape(len(sets), bands, rows)


def _keys(minima: Hashes) -> npt.NDArray[np.int32]:
    """Return a row of band keys for each text."""
    texts, bands, rows = minima.shape
    keys = np.arange(bands, dtype=np.uint64) + np.uint64(bands << 8)  # the same rows in another band are another key
    keys = np.broadcast_to(keys, (texts, bands))
    for row in range(rows):
        keys = _mixed(keys * _MIX + minima[:, :, row])
    return (keys >> np.uint64(32)).astype(np.uint32).view(np.int32)


def _mixed(hashes: Hashes) -> Hashes:
    """Spread the bits (the finalizer of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
