"""Keeps the search index up to the tables: after each load, and before a search where that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.search.index import Covered, SearchIndex, engine_errors

if TYPE_CHECKING:
    from warehouse.store import Store


def catch_up(store: Store, index: SearchIndex, files: dict[str, list[str]] | None = None) -> int:
    """Add to the index what is published and not in it yet; return the number of wordings.

    Args:
        store: whose tables are searched.
        index: of them.
        files: of each table as it is published, where they are at hand.

    Raises:
        SearchError: the index is behind and cannot be written.
    """
    if index.covered() == _published(store):
        return 0
    with engine_errors(f"{index.folder} is behind the tables and cannot be written"), index.lock():
        newest = _published(store)  # while nobody else adds to the index, or it might be ahead of these
        if index.covered() == newest:
            return 0
        with store.reader(files) as raw:
            return index.update(raw, newest)


def _published(store: Store) -> Covered:
    """What an index holds that is up to the tables."""
    pins = store.pins()
    return Covered(pins.load_id, pins.known_at)


def rebuild(store: Store) -> int:
    """Make the index anew from the tables; return the number of wordings."""
    store.ensure_catalog()
    index = SearchIndex.below(store.root)
    index.clear()
    return catch_up(store, index)
