"""Returns to the system what was freed and is still held: by the engine's allocator, by Arrow's and by C's.

Each keeps it for later; a load that asks many things of many files would at its end hold all of it at once.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import duckdb
import pyarrow as pa

_trim: Callable[[int], int] | None
try:
    _trim = ctypes.CDLL(None).malloc_trim
except (AttributeError, OSError, TypeError):  # another C library than glibc
    _trim = None


def give_back() -> None:
    """Return what Arrow and the C library hold."""
    pa.default_memory_pool().release_unused()
    if _trim:
        _trim(0)


def give_back_of(connection: duckdb.DuckDBPyConnection) -> None:
    """Return what the engine of a connection, which has no limit of its own, holds: it does when that is set anew."""
    connection.execute("RESET memory_limit")
