"""`finews search`: the articles that speak of something, best first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.sql import Format, format_of
from flows.console import err
from tasks.settings import get_settings

ANSWER = """
    SELECT round(score, 1) AS score,
           coalesce(strftime(published_at, '%Y-%m-%d %H:%MZ'), published_on::VARCHAR, 'undated') AS published,
           media, title, url
    FROM search($query, n := $n)
    ORDER BY score DESC, published DESC
"""


def search(
    query: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    since: str | None = None,
    until: str | None = None,
    source: Annotated[str | None, Parameter(name=["--source", "-s"])] = None,
    security: str | None = None,
    limit: Annotated[int, Parameter(name=["--limit", "-n"])] = 20,
    at: str | None = None,
    format: Annotated[Format | None, Parameter(name=["--format", "-f"])] = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    rebuild: bool = False,
) -> int:
    """Search the articles, best match first (BM25).

    All words must match, in headline, text or summary. Examples:

        finews search '商汤 智算中心'
        finews search '"rate cut" OR 降息' --since 2026-01-01 --source newsroom
        finews search 'buyback -rumour' --security 00020.HK --format json

    Quotes make a phrase, OR joins alternatives, - excludes, semi* matches a prefix, title:word searches headlines only.
    A code (600519.SH, 00020, NIO) also finds articles that name the security without its code. In SQL, `search('…')`
    takes the same syntax; docs/search.md has all of it.

    Parameters
    ----------
    query
        Words to search for.
    since
        First day of publication (2026-01-31), or an instant with its zone.
    until
        Last day of publication, or an instant with its zone.
    source
        Only articles of this source.
    security
        Only articles that name this security: SYMBOL, or SYMBOL.EXCHANGE (00020.HK, 00020.XHKG).
    limit
        Number of results.
    at
        A snapshot, or a moment with its zone (2026-03-05T09:30+08:00): search the articles as they were then.
    format
        Output format. Default: by the ending of --output, else table.
    output
        Write to this file instead of standard output.
    rebuild
        Rebuild the index from the tables first; QUERY may then be left out.
    """
    from flows.show.answer import show_result
    from warehouse.query import cancelling, connect_closed
    from warehouse.search import SearchError
    from warehouse.search.catchup import rebuild as make_anew
    from warehouse.search.query import narrowed
    from warehouse.store import Store

    root = get_settings().root
    if rebuild:
        err.print(f"{make_anew(Store(root)):,} wordings indexed")
        if query is None:
            return 0
    if query is None:
        raise SearchError("say what to look for: finews search '商汤 智算中心'")
    asked = narrowed(query, {"source": source, "security": security, "since": since, "until": until})
    with cancelling(), connect_closed(root, at=at) as connection:
        show_result(connection, ANSWER, {"query": asked, "n": limit}, format or format_of(output), output)
    return 0
