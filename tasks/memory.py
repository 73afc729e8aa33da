"""Keeps a long run as small as a short one: threads share their heaps, and what is free goes back to the system.

Libraries that work in many threads leave each thread's heap as large as its largest load; glibc returns none of it
by itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

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


def give_back() -> None:
    """Return what Arrow and the C library hold and nobody uses."""
    pa.default_memory_pool().release_unused()
    if _trim:
        _trim(0)
