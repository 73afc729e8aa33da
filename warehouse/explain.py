"""The life of one address, asked from the tables: where it was found, each visit, each wording, and what is known when.

Hides how an address is recognized: as typed, as a source wrote it, as the publisher prefers it, by the article's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

Row = dict[str, Any]

_LINKS = "SELECT * FROM links WHERE url_id IN (SELECT unnest($ids)) ORDER BY found_at, source"
_VISITS = """
    SELECT c.*, r.stage, r.reason, r.detail FROM captures c
    LEFT JOIN rejects r USING (capture_id)
    WHERE c.url_id IN (SELECT unnest($ids)) AND c.kind NOT IN ('poll', 'robots')
    ORDER BY c.captured_at, c.capture_id
"""
_WORDINGS = """
    SELECT *, revision_id IN (SELECT revision_id FROM articles) AS current
    FROM revisions WHERE article_id = $article ORDER BY revision
"""
_CHANGES = "SELECT * FROM changes WHERE article_id = $article ORDER BY changed_at"
_EVENTS = "SELECT * FROM events WHERE url_id IN (SELECT unnest($ids)) ORDER BY noticed_at"
_SUPERSESSIONS = """
    SELECT s.*, r.revision AS by_revision, r.reason AS by_reason
    FROM supersessions s JOIN revisions r ON r.revision_id = s.by_revision_id
    WHERE s.article_id = $article
"""
_DATES = "SELECT * FROM dates WHERE revision_id = $revision ORDER BY field DESC, chosen DESC, rule"
_MENTIONS = "SELECT * FROM mentions WHERE revision_id = $revision ORDER BY confidence DESC, symbol LIMIT 20"
_STORY = "SELECT * FROM tellings WHERE story_id = $story ORDER BY position"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one wording in an answer as of a moment, on one basis."""

    basis: str
    revision: int
    is_in: bool
    why: str


@dataclass(slots=True)
class Life:
    """Everything that the tables hold of one address and its article; rows are as the views give them."""

    article_id: str | None
    url_ids: list[str]
    links: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    wordings: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    supersessions: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)  # of the wording shown last
    mentions: list[Row] = field(default_factory=list)
    story: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> Row | None:
        """The current wording, or the last one where none is current."""
        return next((w for w in self.wordings if w["current"]), self.wordings[-1] if self.wordings else None)


def explain(connection: duckdb.DuckDBPyConnection, addresses: Sequence[str], url_ids: Iterable[str]) -> Life | None:
    """Return the life of what any of these spellings names, an article's id among them; None if nothing is known."""
    life = _found(connection, list(addresses), list(url_ids))
    if life is None:
        return None
    article, ids = {"article": life.article_id}, {"ids": life.url_ids}
    life.links = rows(connection, _LINKS, ids)
    life.visits = rows(connection, _VISITS, ids)
    life.events = rows(connection, _EVENTS, ids)
    if life.article_id:
        life.wordings = rows(connection, _WORDINGS, article)
        life.changes = rows(connection, _CHANGES, article)
        life.supersessions = rows(connection, _SUPERSESSIONS, article)
    if life.shown:
        life.dates = rows(connection, _DATES, {"revision": life.shown["revision_id"]})
        life.mentions = rows(connection, _MENTIONS, {"revision": life.shown["revision_id"]})
        life.story = rows(connection, _STORY, {"story": life.shown["story_id"]})
    return life


def _found(connection: duckdb.DuckDBPyConnection, addresses: list[str], url_ids: list[str]) -> Life | None:
    """Find the article and every address under which it was visited."""
    query = """
        SELECT article_id, NULL AS url_id FROM raw.revisions
        WHERE article_id IN (SELECT unnest($addresses)) OR canonical_url IN (SELECT unnest($addresses))
        UNION ALL
        SELECT article_id, url_id FROM raw.captures
        WHERE (url_id IN (SELECT unnest($ids)) OR final_url IN (SELECT unnest($addresses)))
          AND kind NOT IN ('poll', 'robots')
        UNION ALL
        SELECT NULL, url_id FROM raw.links WHERE url_id IN (SELECT unnest($ids))
    """
    found = connection.execute(query, {"addresses": addresses, "ids": url_ids}).fetchall()
    if not found:
        return None
    article_id = next((article for article, _ in found if article), None)
    ids = {identity for _, identity in found if identity}
    if article_id:
        also = "SELECT DISTINCT url_id FROM raw.captures WHERE article_id = ?"
        ids |= {identity for (identity,) in connection.execute(also, [article_id]).fetchall()}
    return Life(article_id, sorted(ids))


def nearest(connection: duckdb.DuckDBPyConnection, url: str, count: int = 3) -> list[str]:
    """Return the known addresses that are most like one that is not known."""
    query = """
        SELECT url FROM (SELECT DISTINCT url FROM raw.links UNION SELECT DISTINCT url FROM raw.captures
                         WHERE kind NOT IN ('poll', 'robots'))
        ORDER BY jaro_winkler_similarity(url, $url) + jaro_winkler_similarity(reverse(url), reverse($url)) DESC, url
        LIMIT $count
    """
    return [row[0] for row in connection.execute(query, {"url": url, "count": count}).fetchall()]


def verdicts(connection: duckdb.DuckDBPyConnection, life: Life, at: datetime) -> list[Verdict]:
    """Say for each wording and each basis whether it is in the answer as of a moment, and why."""
    found = []
    for basis in ("known", "seen"):
        query = "SELECT revision_id FROM articles_asof($at, basis := $basis) WHERE article_id = $article"
        values = {"at": at, "basis": basis, "article": life.article_id}
        answered = {row[0] for row in connection.execute(query, values).fetchall()}
        for wording in life.wordings:
            is_in = wording["revision_id"] in answered
            found.append(Verdict(basis, wording["revision"], is_in, _why(life, wording, at, basis, is_in)))
    return found


def _why(life: Life, wording: Row, at: datetime, basis: str, is_in: bool) -> str:
    """Say why a wording is in an answer, or not."""
    by_known = basis == "known" or wording["reason"] == "replay"
    clock, word = (wording["known_at"], "known here") if by_known else (wording["seen_at"], "captured")
    if clock > at:
        return f"{word} only since {_second(clock)}"
    if is_in:
        return f"{word} since {_second(clock)}; nothing had replaced it"
    replaced = [(_clock(s, basis), s) for s in life.supersessions if s["revision_id"] == wording["revision_id"]]
    since, by = max((pair for pair in replaced if pair[0] <= at), key=lambda pair: pair[0])
    if by["by_revision_id"] == wording["revision_id"]:
        return f"withdrawn by a replay, {_second(since)}"
    return f"replaced by wording {by['by_revision']}, {_second(since)}"


def _clock(supersession: Row, basis: str) -> datetime:
    """When a supersession counts, as `superseded_asof` says."""
    withdrawn = supersession["by_revision_id"] == supersession["revision_id"]
    by_known = basis == "known" or supersession["by_reason"] == "replay" or withdrawn
    clock: datetime = supersession["known_at" if by_known else "superseded_at"]
    return clock


def _second(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"


def rows(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> list[Row]:
    """Run a query and return its rows by the names of its columns."""
    answer = connection.execute(query, values)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
