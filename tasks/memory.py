"""Gives memory that is free back to the system, so that a long run stays as small as a short one.

Libraries that work in many threads leave each thread's heap as large as its largest load; glibc returns none of it
by itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pyarrow as pa

_trim: Callable[[int], int] | None
try:
    _trim = ctypes.CDLL(None).malloc_trim
except (AttributeError, OSError, TypeError):  # another C library than glibc
    _trim = None


def give_back() -> None:
    """Return what Arrow and the C library hold and nobody uses."""
    pa.default_memory_pool().release_unused()
    if _trim:
        _trim(0)
