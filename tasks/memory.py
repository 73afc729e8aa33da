"""Keeps a long run as small as a short one: threads share their heaps, and what is free goes back to the system.

Libraries that work in many threads leave each thread's heap as large as its largest load; glibc returns none of it
by itself.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder

import pyarrow as pa

_ARENA_MAX, _ARENAS = -8, 2  # mallopt(3)
_trim: Callable[[int], int] | None
_mallopt: Callable[[int, int], int] | None
try:
    _trim, _mallopt = ctypes.CDLL(None).malloc_trim, ctypes.CDLL(None).mallopt
except (AttributeError, OSError, TypeError):  # another C library than glibc
    _trim = _mallopt = None


def share_heaps() -> None:
    """Let the threads that begin from now on share two heaps, where each would get its own and keep it large."""
    if _mallopt:
        _mallopt(_ARENA_MAX, _ARENAS)


def without_pandas() -> None:
    """Keep pyarrow from importing pandas, which it does once it is given a list, and nothing of a run needs.

    That is 50 MB and 0.2 s of each process. pandas is here for the calendars of exchanges, which are read in a process
    of their own. Whoever asks for it by name still gets it.
    """
    if "pandas" in sys.modules:
        return
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([""])  # pyarrow looks for it once
    finally:
        sys.meta_path.remove(hidden)


class _Hidden(MetaPathFinder):
    """Finds no pandas."""

    def find_spec(self, name: str, *_: object) -> None:
        """Refuse to look further."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def give_back() -> None:
    """Return what Arrow and the C library hold and nobody uses."""
    pa.default_memory_pool().release_unused()
    if _trim:
        _trim(0)
