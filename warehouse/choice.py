"""Which archived pages a replay extracts again: behind current articles, rejected, or withdrawn."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.errors import ReplayError
from warehouse.sql import literal, literals

_VERSION = re.compile(r"(.*\S)\s+(\d+(?:\.\d+)*)")

_TODO = """
    WITH shown AS (
        SELECT c.capture_id, r.revision_id, r.source FROM raw.captures c
        JOIN (SELECT * FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)) r USING (capture_id)
        WHERE {of_articles}
    ), last_visits AS (
        SELECT arg_max(capture_id, captured_at) AS capture_id FROM raw.captures
        WHERE outcome = 'fetched' AND kind NOT IN ('poll', 'robots') GROUP BY url_id
    ), rejected AS (
        SELECT c.capture_id, NULL AS revision_id, c.source FROM raw.captures c SEMI JOIN last_visits USING (capture_id)
        SEMI JOIN (SELECT capture_id FROM raw.rejects WHERE stage IN ('extract', 'normalize')
                   UNION ALL -- what a promotion withdrew has no row there: its last wording is superseded by itself
                   SELECT capture_id FROM raw.revisions r SEMI JOIN raw.supersessions s
                   ON s.revision_id = r.revision_id AND s.by_revision_id = r.revision_id) r
        ON r.capture_id = c.capture_id
        ANTI JOIN (FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)) o ON o.capture_id = c.capture_id
        WHERE {of_rejects}
    )
    SELECT c.batch_id, c.warc, c.warc_offset, c.capture_id, c.url, s.source, s.revision_id
    FROM (FROM shown UNION ALL FROM rejected) s JOIN raw.captures c USING (capture_id)
    WHERE c.warc IS NOT NULL
    ORDER BY c.warc, c.warc_offset
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages to extract again; days are those of publication (of rejects: of the capture), both included."""

    sources: tuple[str, ...] = ()
    first: str | None = None  # ISO 8601 days
    last: str | None = None
    since: str | None = None  # `current`, or the name and version of an extractor
    current: tuple[str, ...] = ()  # the extractors of this installation


def captures_of(choice: Choice) -> str:
    """Return the query for the captures of these pages, in the order of the archive, with the revisions behind them."""
    return _TODO.format(of_articles=_articles(choice), of_rejects=_rejects(choice))


def check_sources(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Make sure that there is something of each source; a source may have lost its file, or never had one.

    Raises:
        ReplayError: there is not.
    """
    query = "SELECT source FROM raw.captures UNION SELECT source FROM raw.revisions ORDER BY ALL"
    there = [row[0] for row in connection.execute(query).fetchall()]
    for name in names:
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ReplayError(f"no source {name!r} in the warehouse{hint}; there are: {', '.join(there) or 'none yet'}")


def version_since(text: str) -> str:
    """Check what `--since-version` says.

    Raises:
        ReplayError: it is neither `current` nor a name with a version.
    """
    if text != "current" and not _VERSION.fullmatch(text):
        raise ReplayError(
            f"--since-version {text!r}: give `current`, or a name and version such as 'trafilatura 2.3.1'"
        )
    return text


def check_version(connection: duckdb.DuckDBPyConnection, since: str | None) -> None:
    """Make sure that something was made by the extractor that `--since-version` names: a misspelt name fits nothing.

    Raises:
        ReplayError: nothing was.
    """
    match = _VERSION.fullmatch(since or "")
    if not match:
        return
    query = "SELECT DISTINCT extractor FROM raw.revisions ORDER BY ALL"
    there = [row[0] for row in connection.execute(query).fetchall()]
    if there and not any(re.search(_of(match[1]), extractor) for extractor in there):
        raise ReplayError(
            f"--since-version {since!r}: {match[1]!r} has extracted no article; there are: {', '.join(there)}"
        )


def _of(extractor: str) -> str:
    """The pattern for an extractor's name and version in the column `extractor`, which may name several."""
    return f"{re.escape(extractor)} ([0-9.]+)"


def _articles(choice: Choice) -> str:
    """The condition on a current article."""
    conditions = [*_sources("r.source", choice), *_days("r.published_on", choice)]
    if choice.since == "current":
        conditions.append(f"r.extractor NOT IN ({literals(choice.current)})")
    elif choice.since and (match := _VERSION.fullmatch(choice.since)):
        pattern = literal(_of(match[1]))
        numbers = [int(number) for number in match[2].split(".")]
        parts = f"string_split(regexp_extract(r.extractor, {pattern}, 1), '.')"
        found = f"list_transform({parts}, lambda x: try_cast(x AS INT))"
        conditions.append(f"regexp_matches(r.extractor, {pattern}) AND {found} < {numbers}")
    return " AND ".join(conditions) or "true"


def _rejects(choice: Choice) -> str:
    """The condition on the capture of a reject, which no extractor's version is known of."""
    return " AND ".join([*_sources("c.source", choice), *_days("c.captured_at::DATE", choice)]) or "true"


def _sources(column: str, choice: Choice) -> list[str]:
    return [f"{column} IN ({literals(choice.sources)})"] if choice.sources else []


def _days(column: str, choice: Choice) -> list[str]:
    first, last = (date.fromisoformat(day) if day else None for day in (choice.first, choice.last))
    return [f"{column} >= DATE '{first}'"] * bool(first) + [f"{column} <= DATE '{last}'"] * bool(last)
