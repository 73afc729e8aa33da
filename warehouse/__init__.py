"""Where rows live: Delta tables of Parquet, published at one moment, read through DuckDB.

import warehouse
warehouse.connect("data").sql("SELECT title FROM articles")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.query import connect as connect

__all__ = ["connect"]


def __getattr__(name: str) -> Any:
    """Load `connect` on first use, so that the declarations alone stay cheap to import."""
    if name == "connect":
        from warehouse.query import connect

        return connect
    raise AttributeError(f"module 'warehouse' has no attribute {name!r}")
