"""What to say to someone who misspelt a name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str = "", cutoff: float = 0.6) -> str:
    """Ask whether one of the nearest three known names was meant; say `otherwise` if none is near.

    Args:
        cutoff: how alike two names must be, from 0 to 1 (`difflib.get_close_matches`).
    """
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=cutoff)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
