"""Registers the function (UDF) behind `search('…')` on a connection; the macros of the catalog call it.

Without it (in another program, or a cursor) they say where they do answer. Nothing of the engine is imported
before the first search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
from duckdb import sqltypes
from duckdb.func import FunctionNullHandling

from warehouse.search import SearchError

if TYPE_CHECKING:
    from warehouse.search.searcher import Searcher
    from warehouse.store import Store

HIT = """STRUCT(score DOUBLE, revision_id VARCHAR, article_id VARCHAR, title VARCHAR, media VARCHAR, source VARCHAR,
    url VARCHAR, "language" VARCHAR, published_at VARCHAR, published_on VARCHAR, published_precision VARCHAR,
    published_month VARCHAR, load_id BIGINT)[]"""


def register(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Let the search macros of a catalog connection answer."""
    searchers: list[Searcher] = []  # one, made at the first search

    def hits(query: str | None, n: int | None, load_id: int, every: bool) -> list[dict[str, Any]]:
        if query is None or n is None:  # DuckDB would answer NULL, and that is no row
            raise SearchError(f"a search needs {'words' if query is None else 'a number of hits'}, and this is NULL")
        if not searchers:
            from warehouse.search.searcher import Searcher

            searchers.append(Searcher(store))
        return [{"score": hit.score, **hit.row} for hit in searchers[0].hits(query, n, load_id, every)]

    types = [sqltypes.VARCHAR, sqltypes.BIGINT, sqltypes.BIGINT, sqltypes.BOOLEAN]
    connection.create_function(
        "search_index_hits", hits, [*types], duckdb.sqltype(HIT), null_handling=FunctionNullHandling.SPECIAL
    )
    connection.execute(
        "CREATE TEMP MACRO finews_hits(query, n, load_id, every) AS search_index_hits(query, n::BIGINT, load_id, every)"
    )
