"""Keeps a run small: libraries return what they free, threads share heaps, and what nothing needs is not imported."""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder

_ARENA_MAX, _ARENAS = -8, 2  # mallopt(3)
_mallopt: Callable[[int, int], int] | None
try:
    _mallopt = ctypes.CDLL(None).mallopt
except (AttributeError, OSError, TypeError):  # another C library than glibc
    _mallopt = None


_ALLOCATORS = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # Arrow's own keeps a heap for each thread, which only that could return
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:500,muzzy_decay_ms:0",  # of Delta Lake, which else keeps it for ten seconds
}


def choose_allocators() -> None:
    """Have Arrow and Delta Lake return soon what they free; to be called before either is imported."""
    for name, value in _ALLOCATORS.items():
        os.environ.setdefault(name, value)


def keep_uncollected() -> None:
    """Have the collector pass over all that is there now, until the process ends: libraries complain of leftovers.

    What a run has imported are half a million objects; to look through them once takes 0.2 s.
    """
    gc.freeze()
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)


def share_heaps() -> None:
    """Let the threads that begin from now on share two heaps, where each would get its own.

    Libraries that work in many threads leave each heap as large as its largest load, and glibc returns none of it by
    itself.
    """
    if _mallopt:
        _mallopt(_ARENA_MAX, _ARENAS)


def without_pandas() -> None:
    """Keep pyarrow from importing pandas, which it does once it is given a list, and nothing of a run needs.

    That is 50 MB and 0.2 s of each process. pandas is here for the calendars of exchanges, which are read in a process
    of their own. Whoever asks for it by name still gets it.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa  # not above: who chooses the allocators has it not imported yet

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
