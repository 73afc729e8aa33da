"""Shows the sources: their files, and how each is doing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.console import Console

from flows.show.table import print_table, terminal

if TYPE_CHECKING:
    from tasks.settings import Settings
    from tasks.sources import Source

STATUS_QUERY = """
    WITH visits AS (
        SELECT source,  -- what an archive captured long ago was loaded when it was imported
               max(CASE WHEN ingest_mode = 'archive' THEN known_at ELSE captured_at END)
                   FILTER (outcome IN ('fetched', 'unchanged')) AS last_success,
               count(*) FILTER (outcome IN ('failed', 'refused') AND NOT ends_with(url, '/robots.txt')
                                AND captured_at > now() - INTERVAL 1 DAY) AS failures
        FROM captures GROUP BY source
    ), news AS (
        SELECT source, count(*) FILTER (seen_at >= date_trunc('day', now())) AS new_today, count(*) AS articles
        FROM articles GROUP BY source
    )
    SELECT source, last_success, coalesce(new_today, 0), coalesce(articles, 0), coalesce(failures, 0)
    FROM visits FULL JOIN news USING (source) ORDER BY source
"""


def show_sources(sources: list[Source]) -> None:
    """List source files."""
    rows = [
        (s.name, ", ".join(sorted({entry.kind for entry in s.entries})), s.zone, "yes" if s.enabled else "no")
        for s in sources
    ]
    print_table(terminal(), ["source", "kinds", "zone", "enabled"], rows)


def show_status(settings: Settings, console: Console) -> None:
    """A line for each source, configured or in the tables."""
    from flows.server import running
    from flows.server_api import next_run
    from tasks.sources import SourceError, load_sources
    from warehouse.query import connect
    from warehouse.store import WarehouseError

    try:
        with connect(settings.root) as connection:
            known = {row[0]: row[1:] for row in connection.execute(STATUS_QUERY).fetchall()}
    except WarehouseError as error:
        known = {}
        console.print(str(error), markup=False)
    try:
        configured = {s.name: s for s in load_sources(settings.sources)}
    except SourceError as error:
        configured = {}
        console.print(str(error), markup=False)
    planned = next_run(os.environ.get("PREFECT_API_URL") or running(settings))
    rows = []
    for name in sorted({*known, *configured}):
        visited, today, articles, failures = known.get(name, (None, 0, 0, 0))
        upcoming = planned if name in configured and configured[name].enabled else "not a source file"
        rows.append((name, visited or "never", today, articles, failures, upcoming))
    print_table(console, ["source", "last success", "new today", "articles", "failures (24 h)", "next run"], rows)
