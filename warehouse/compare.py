"""Compares a replay with the tables: for each page what would change, counted by source, with examples side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

FIELDS = (
    "title", "text", "summary", "media", "authors", "editors", "publisher", "paywalled", "category", "tags",
    "image_url", "language", "canonical_url", "article_id", "published_at", "published_precision", "published_zone",
    "published_on", "modified_at", "mentions", "dates",
)  # fmt: skip
"""What is compared: columns of `revisions`, the securities mentioned, and the evidence for times."""

_MENTION = "symbol, mic, kind, name, method, confidence, session_date, session_phase"
_DATE = "field, rule, raw, value, on_day, precision, zone, chosen, conflict, note"
_SIDE = """
    CREATE TEMP VIEW {side} AS
    SELECT r.*, coalesce(m.mentions, []) AS mentions, coalesce(d.dates, []) AS dates
    FROM {schema}.revisions r
    LEFT JOIN (SELECT revision_id, list_sort(list(DISTINCT concat_ws(' ', {mention}))) AS mentions
               FROM {schema}.mentions {only} GROUP BY revision_id) m USING (revision_id)
    LEFT JOIN (SELECT revision_id, list_sort(list(DISTINCT concat_ws(' ', {date}))) AS dates
               FROM {schema}.dates {only} GROUP BY revision_id) d USING (revision_id)
"""
_COMPARED = """
    CREATE TEMP TABLE compared AS
    SELECT t.capture_id, t.source, t.url, o.revision_id AS old_id, n.revision_id AS new_id,
           CASE WHEN o.revision_id IS NULL AND n.revision_id IS NULL THEN 'rejected'
                WHEN o.revision_id IS NULL THEN 'new article'
                WHEN n.revision_id IS NULL THEN 'now rejected'
                ELSE 'article' END AS outcome,
           CASE WHEN o.revision_id IS NULL OR n.revision_id IS NULL THEN []
                ELSE list_filter([{differing}], lambda x: x IS NOT NULL) END AS fields,
           length(o.text) AS old_length, length(n.text) AS new_length,
           was.reason AS old_reason, became.reason AS new_reason,
           CASE WHEN t.revision_id IS NULL THEN k.capture_id ELSE s.revision_id END IS NOT NULL AS is_stale
    FROM shadow.todo t
    SEMI JOIN shadow.captures c ON c.capture_id = t.capture_id
    LEFT JOIN before o ON o.revision_id = t.revision_id
    LEFT JOIN after n ON n.capture_id = t.capture_id
    LEFT JOIN (SELECT capture_id, any_value(reason) AS reason FROM raw.rejects GROUP BY capture_id) was
           ON was.capture_id = t.capture_id
    LEFT JOIN shadow.rejects became ON became.capture_id = t.capture_id
    LEFT JOIN (SELECT DISTINCT revision_id FROM raw.supersessions) s ON s.revision_id = t.revision_id
    LEFT JOIN (SELECT DISTINCT capture_id FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)) k
           ON k.capture_id = t.capture_id -- of a reject: another replay has made an article of it meanwhile
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change in a source: a field, or that pages become articles or rejects."""

    source: str
    what: str
    pages: int
    compared: int  # pages of the source that were compared
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One change of one page."""

    source: str
    what: str
    url: str
    before: Any
    after: Any


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `compared`, a row for each page replayed so far; `raw` and `shadow` must be there."""
    only = "SEMI JOIN shadow.todo USING (revision_id)"
    for side, schema, chosen in (("before", "raw", only), ("after", "shadow", "")):
        connection.execute(_SIDE.format(side=side, schema=schema, only=chosen, mention=_MENTION, date=_DATE))
    differing = ", ".join(f"CASE WHEN o.{name} IS DISTINCT FROM n.{name} THEN '{name}' END" for name in FIELDS)
    connection.execute(_COMPARED.format(differing=differing))


def changes(connection: duckdb.DuckDBPyConnection) -> list[Change]:
    """Count what would change, by source; nothing where nothing would."""
    order = ", ".join(f"'{name}'" for name in FIELDS)
    query = f"""
        WITH totals AS (SELECT source, count(*) AS compared FROM compared GROUP BY source),
        kinds AS (
            SELECT source, unnest(fields) AS what, old_length, new_length, old_reason, new_reason FROM compared
            UNION ALL SELECT source, outcome, old_length, new_length, old_reason, new_reason FROM compared
                      WHERE outcome IN ('new article', 'now rejected')
            UNION ALL SELECT source, 'reason of reject', NULL, NULL, old_reason, new_reason FROM compared
                      WHERE outcome = 'rejected' AND old_reason <> new_reason
        )
        SELECT source, what, count(*), any_value(compared),
               CASE WHEN what = 'text' THEN format('{{:,}} → {{:,}} characters', sum(old_length), sum(new_length))
                    WHEN what = 'now rejected' THEN string_agg(DISTINCT new_reason, ', ')
                    WHEN what = 'new article'
                    THEN 'was ' || string_agg(DISTINCT coalesce(old_reason, 'withdrawn'), ', ')
                    ELSE '' END
        FROM kinds JOIN totals USING (source)
        GROUP BY source, what ORDER BY source, list_position([{order}], what) NULLS LAST, what
    """
    return [Change(*row) for row in connection.execute(query).fetchall()]


def examples(connection: duckdb.DuckDBPyConnection, change: Change, count: int) -> list[Example]:
    """Show the first pages of a change, before and after."""
    if change.what in FIELDS:
        chosen, before, after = f"list_contains(fields, '{change.what}')", f"o.{change.what}", f"n.{change.what}"
    elif change.what == "reason of reject":
        chosen = "outcome = 'rejected' AND old_reason <> new_reason"
        before, after = "c.old_reason", "c.new_reason"
    else:
        chosen = f"outcome = '{change.what}'"
        before, after = "coalesce(o.title, c.old_reason)", "coalesce(n.title, c.new_reason)"
    query = f"""
        SELECT c.url, {before}, {after}
        FROM (FROM compared WHERE source = ? AND {chosen} ORDER BY url LIMIT {int(count)}) c
        LEFT JOIN before o ON o.revision_id = c.old_id LEFT JOIN after n ON n.revision_id = c.new_id
        ORDER BY c.url
    """
    rows = connection.execute(query, [change.source]).fetchall()
    return [Example(change.source, change.what, *row) for row in rows]


def totals(connection: duckdb.DuckDBPyConnection, source: str | None = None) -> dict[str, int]:
    """Count the pages (of a source): left to do, damaged, compared, changed, and with a newer wording by now."""
    query = """
        WITH pages AS (
            SELECT capture_id, batch_id IN (FROM shadow.done) AS is_done FROM shadow.todo
            WHERE source = coalesce($source, source)
        )
        SELECT (SELECT count(*) FROM pages WHERE NOT is_done),
               (SELECT count(*) FROM pages ANTI JOIN compared USING (capture_id) WHERE is_done),
               count(*), count(*) FILTER (fields != [] OR outcome IN ('new article', 'now rejected')),
               count(*) FILTER (is_stale)
        FROM compared WHERE source = coalesce($source, source)
    """
    row = connection.execute(query, {"source": source}).fetchone() or (0, 0, 0, 0, 0)
    return dict(zip(("left", "damaged", "compared", "changed", "stale"), row, strict=True))
