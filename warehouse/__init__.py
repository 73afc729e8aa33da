"""Where rows live: Delta tables of Parquet, published at one moment, read through DuckDB.

import warehouse
warehouse.connect("data").sql("SELECT title FROM articles")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.query import connect as connect

__all__ = ["connect"]

# deltalake reads this when it is loaded: its allocator gives back what is not used after half a second, not ten
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:500,muzzy_decay_ms:0")


def __getattr__(name: str) -> Any:
    """Load `connect` on first use, so that the declarations alone stay cheap to import."""
    if name == "connect":
        from warehouse.query import connect

        return connect
    raise AttributeError(f"module 'warehouse' has no attribute {name!r}")
