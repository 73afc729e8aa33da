"""Cuts text into the terms of the search index, for documents and queries alike.

Scripts without spaces become overlapping pairs of characters (as Lucene's CJKBigramFilter does), each at the
position of its first character, and the last character of a run stands alone: so every character begins a term,
a phrase of pairs finds any words, known to a dictionary or not, and a single character is found as a prefix.
Other words are terms as they stand. `600519.SH` is two terms that a query asks for as a phrase.
"""

from __future__ import annotations

import numpy as np

from warehouse.fold import DENSE, OTHER, WORD, fold, to_text

_SPACE = ord(" ")


def terms(text: str) -> str:
    """Return the terms of a text, in order, separated by white space."""
    codes, kinds = fold(text)
    if not len(codes):
        return ""
    codes = np.where(kinds == OTHER, _SPACE, codes)
    dense = kinds == DENSE
    if not dense.any():
        return to_text(codes)
    following, dense_follows = np.append(codes[1:], _SPACE), np.append(dense[1:], False)
    pair = dense & dense_follows
    ends = dense | ((kinds == WORD) & dense_follows)  # a term ends with this character
    cells = np.zeros((len(codes), 3), np.uint32)
    cells[:, 0] = codes
    cells[:, 1] = np.where(pair, following, np.where(ends, _SPACE, 0))
    cells[:, 2] = np.where(pair, _SPACE, 0)
    flat = cells.ravel()
    return to_text(flat[flat != 0])
