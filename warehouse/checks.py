"""Checks that hold in a sound warehouse; each is a query that counts what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse.tables import TABLES


def checks() -> dict[str, str]:
    """Return each check's name and the query that counts its violations."""
    unique = {
        f"{table.name}: a key is there once": f"""
            SELECT count(*) FROM (SELECT 1 FROM raw.{table.name} GROUP BY {", ".join(table.key)} HAVING count(*) > 1)"""
        for table in TABLES.values()
        if table.name != "loads"  # a slow publish writes a load's row again, with a later time
    }
    return unique | {
        "revisions: each has its capture": """
            SELECT count(*) FROM raw.revisions ANTI JOIN raw.captures USING (capture_id)""",
        "articles: one current wording each": """
            SELECT count(*) FROM (SELECT 1 FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)
                                  GROUP BY article_id HAVING count(*) > 1)""",
        "mentions: each has its revision": """
            SELECT count(*) FROM raw.mentions ANTI JOIN raw.revisions USING (revision_id)""",
        "dates: each has its revision": """
            SELECT count(*) FROM raw.dates ANTI JOIN raw.revisions USING (revision_id)""",
        "dates: at most one is chosen for a field": """
            SELECT count(*) FROM (SELECT 1 FROM raw.dates WHERE chosen
                                  GROUP BY revision_id, field HAVING count(*) > 1)""",
        "revisions: a day is never an instant": """
            SELECT count(*) FROM raw.revisions
            WHERE published_at IS NOT NULL AND published_precision NOT IN ('second', 'minute', 'hour')""",
        "revisions: nothing is published after it was seen": """
            SELECT count(*) FROM raw.revisions WHERE published_at > seen_at""",
        "tellings: each article has one story, that of its revisions": """
            SELECT count(DISTINCT article_id) FROM raw.revisions LEFT JOIN raw.tellings t USING (article_id)
            WHERE t.story_id IS DISTINCT FROM revisions.story_id""",
        "loads: the clock only moves forward": """
            SELECT count(*) FROM (SELECT known_at < lag(known_at) OVER (ORDER BY load_id) AS back FROM loads)
            WHERE back""",
        "loads: none is known only in the future": """
            SELECT count(*) FROM loads WHERE known_at > now() + INTERVAL 1 MINUTE""",  # the clock was ahead once
    }


def run_checks(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Run every check; return the number of violations of each."""
    results = {}
    for name, query in checks().items():
        row = connection.execute(query).fetchone()
        results[name] = row[0] if row else 0
    return results


def missing_archives(connection: duckdb.DuckDBPyConnection, archive: Path) -> Iterator[str]:
    """Yield WARC files that loaded batches refer to and that are gone, though nobody removed them."""
    for (warc,) in connection.execute("SELECT warc FROM raw.batches ANTI JOIN raw.removals USING (warc)").fetchall():
        if not (archive / warc).is_file():
            yield warc
