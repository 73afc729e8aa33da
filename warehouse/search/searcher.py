"""Searches for one connection, whose version of the tables does not change."""

from __future__ import annotations

import difflib
from functools import cached_property

from warehouse.search import SearchError
from warehouse.search.catchup import catch_up
from warehouse.search.index import Hit, Reader, SearchIndex, engine_errors
from warehouse.search.query import parse
from warehouse.snapshots import open_present
from warehouse.store import Store

MOST = 100_000  # hits of one search


class Searcher:
    """Searches the index for one connection."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._superseded: dict[int, frozenset[str]] = {}

    def hits(self, query: str, n: int, load_id: int, every: bool = False) -> list[Hit]:
        """Return the best `n` wordings that are current at a load, or of `every` wording up to it.

        Raises:
            SearchError: the search cannot be understood, or the index cannot be brought up.
        """
        groups = parse(query)  # a mistake is said before the index is looked for
        if not 0 < n <= MOST:
            raise SearchError(f"search {query!r}: n is {n}; ask for 1 to {MOST} hits")
        without = frozenset() if every else self._superseded_at(load_id)
        with engine_errors("the index is damaged"):
            found = self._reader.hits(query, n, load_id, without)
        if not found:
            asked = {item.text for group in groups for item in group if item.field == "source" and not item.excluded}
            self._check_sources(query, asked)
        return found

    def _check_sources(self, query: str, asked: set[str]) -> None:
        """Make sure that nothing was found for another reason than a misspelt source."""
        if not asked:
            return
        with open_present(self._store) as raw:
            sources = sorted(row[0] for row in raw.execute("SELECT DISTINCT source FROM raw.revisions").fetchall())
        for name in sorted(asked.difference(sources)):
            near = difflib.get_close_matches(name, sources, n=3) or sources[:3] or ["none yet"]
            raise SearchError(f"search {query!r}: no article is from source {name!r}; there is {' or '.join(near)}")

    @cached_property
    def _reader(self) -> Reader:
        index = SearchIndex.below(self._store.root)
        catch_up(self._store, index)
        return index.open()

    def _superseded_at(self, load_id: int) -> frozenset[str]:
        if load_id not in self._superseded:
            query = "SELECT revision_id FROM raw.supersessions WHERE load_id <= ?"
            with open_present(self._store) as raw:
                self._superseded[load_id] = frozenset(row[0] for row in raw.execute(query, [load_id]).fetchall())
        return self._superseded[load_id]
