"""Gives each article that is new to the warehouse its story: one that it retells, or one of its own.

An article keeps its story for good, whatever is loaded later or says its own later wordings, and stories never
merge: so an answer about the past does not change. The cost depends on what is new: the candidates come from the
days around an article (the partitions of `tellings` by month), by keys that similar texts share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import compress
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from warehouse.memory import give_back_of
from warehouse.stories.compare import Telling, likeness
from warehouse.stories.sketch import Sketch, may_be_alike, signatures_of, sketch
from warehouse.tables import TABLES

WINDOW = timedelta(days=7)  # a story is retold within days
SHORT = 60  # words: a flash of so few is told again the next day in the same words, of another event
SHORT_WINDOW = timedelta(hours=12)
COMPARED = 5  # candidates of an article that are compared word by word
BUCKET = 50  # tellings that one key may bring up: what many share is a template
AT_ONCE = 100  # texts sketched at a time: their arrays take 0.1 MB each
MATCHED_AT_ONCE = 500  # articles whose keys are matched at a time, if they are of several days
TEXTS_AT_ONCE = 500  # stored texts that are held at a time


@dataclass(frozen=True, slots=True)
class New:
    """A new article on its way to a story."""

    article_id: str
    revision_id: str
    month: str  # the partition of its revisions
    on: date
    at: datetime | None
    telling: Telling
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Old:
    """An article that has its story."""

    article_id: str
    story_id: str
    on: date
    at: datetime | None
    telling: Telling
    text_hash: str


class Pair(NamedTuple):
    """A new article and a stored one that shares keys with it."""

    number: int  # of the new one
    keys: int  # that they share
    revision_id: str
    article_id: str
    story_id: str
    on: date
    at: datetime | None
    text_hash: str
    signature: bytes
    month: str  # the partition of its revision


def assign_stories(raw: duckdb.DuckDBPyConnection, revisions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Add the column `story_id` to new revisions; also return the rows of `tellings` for articles that are new.

    Args:
        raw: a connection whose schema `raw` shows the tables before this load.
        revisions: the numbered new wordings.
    """
    known = _known_stories(raw, revisions)
    new = [row for row in _first_wordings(revisions) if row["article_id"] not in known]
    rows = _tell(raw, _sketched(new)) if new else []
    stories = known | {row["article_id"]: row["story_id"] for row in rows}
    column = pa.array([stories[article_id] for article_id in revisions["article_id"].to_pylist()], pa.string())
    return revisions.append_column("story_id", column), TABLES["tellings"].to_arrow(rows)


def _known_stories(raw: duckdb.DuckDBPyConnection, revisions: pa.Table) -> dict[str, str]:
    """The stories of the articles that are there already: those whose first new wording is not their first."""
    later = revisions.filter(pa.compute.greater(revisions["revision"], 1))
    if not later.num_rows:
        return {}
    raw.register("later", later.select(["article_id"]))
    query = "SELECT article_id, story_id FROM raw.tellings WHERE article_id IN (SELECT article_id FROM later)"
    return dict(raw.execute(query).fetchall())


def _first_wordings(revisions: pa.Table) -> list[dict[str, Any]]:
    columns = ["article_id", "revision_id", "revision", "title", "text", "published_at", "published_on",
               "published_month", "seen_at"]  # fmt: skip
    first: dict[str, dict[str, Any]] = {}
    for row in revisions.select(columns).to_pylist():
        if row["article_id"] not in first or row["revision"] < first[row["article_id"]]["revision"]:
            first[row["article_id"]] = row
    return list(first.values())


def _sketched(rows: list[dict[str, Any]]) -> list[New]:
    """Sketch the articles; return them in the order in which they were told."""
    new = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        for row, its_sketch in zip(part, sketch([row["text"] for row in part]), strict=True):
            on = row["published_on"] or row["seen_at"].date()
            telling = Telling(row["title"], row["text"])
            new.append(New(row["article_id"], row["revision_id"], row["published_month"], on, row["published_at"],
                           telling, its_sketch))  # fmt: skip
    return sorted(new, key=lambda n: (n.on, n.at.timestamp() if n.at else 0.0, n.article_id))


def _tell(raw: duckdb.DuckDBPyConnection, new: list[New]) -> list[dict[str, Any]]:
    """Find the story of each new article, among what is stored and what is new before it."""
    pairs = _stored_pairs(raw, new)
    chosen = _candidates(new, pairs)
    by_revision = {pair.revision_id: pair for pair in pairs}
    placed: list[Old] = []
    rows = []
    for part, wanted in _portions(chosen):
        stored = _stored_tellings(raw, {revision_id: by_revision[revision_id] for revision_id in wanted})
        for article, candidates in zip(new[part], chosen[part], strict=True):
            old, alike = _best(article, [stored[one] if isinstance(one, str) else placed[one] for one in candidates])
            rows.append(_row(article, old, alike))
            placed.append(Old(article.article_id, rows[-1]["story_id"], article.on, article.at, article.telling,
                              article.sketch.text_hash))  # fmt: skip
    return rows


def _portions(chosen: list[list[int | str]]) -> Iterator[tuple[slice, set[str]]]:
    """Cut the new articles so that each part needs few stored texts; yield it with the revisions of these.

    They are in the order of time, as their candidates are: hardly a month is read twice.
    """
    start = 0
    wanted: set[str] = set()
    for end, candidates in enumerate(chosen, 1):
        wanted.update(one for one in candidates if isinstance(one, str))
        if len(wanted) >= TEXTS_AT_ONCE or end == len(chosen):
            yield slice(start, end), wanted
            start, wanted = end, set()


def _candidates(new: list[New], pairs: list[Pair]) -> list[list[int | str]]:
    """For each new article those that it may be alike, best first: places of new ones, revisions stored.

    The best share most keys; of those that share as many, the new ones come first: their words are at hand.
    """
    signatures = signatures_of(article.sketch.signature for article in new)
    alike = may_be_alike(signatures[[pair.number for pair in pairs]], signatures_of(pair.signature for pair in pairs))
    found: list[list[tuple[int, bool, int | str]]] = [[] for _ in new]
    for number, shared in enumerate(_met_before(new)):
        if shared:
            near = may_be_alike(signatures[number : number + 1], signatures[list(shared)])
            found[number] = [(-keys, False, place) for place, keys in compress(shared.items(), near)]
    for pair in compress(pairs, alike):
        found[pair.number].append((-pair.keys, True, pair.revision_id))
    return [[one for *_, one in sorted(ones)[:COMPARED]] for ones in found]


def _met_before(new: list[New]) -> list[dict[int, int]]:
    """For each new article the places of those before it that share keys with it, and how many keys."""
    buckets: dict[int, list[int]] = defaultdict(list)
    met: list[dict[int, int]] = []
    for number, article in enumerate(new):
        met.append(Counter(place for key in article.sketch.keys for place in buckets.get(key, ())))
        for key in article.sketch.keys:
            buckets[key].append(number)
            del buckets[key][:-BUCKET]
    return met


def _best(article: New, candidates: Iterable[Old]) -> tuple[Old | None, float]:
    """Return the telling that the article is most like, in a story of which no telling states other facts."""
    alike: list[tuple[float, Old]] = []
    denied: set[str] = set()
    for old in candidates:
        if not _in_time(article, old):
            continue
        like = 1.0 if old.text_hash == article.sketch.text_hash else likeness(article.telling, old.telling)
        if like == 1.0:
            return old, like
        if like < 0:
            denied.add(old.story_id)
        elif like:
            alike.append((like, old))
    alike = [pair for pair in alike if pair[1].story_id not in denied]
    if not alike:
        return None, 0.0
    like, nearest = max(alike, key=lambda pair: pair[0])
    return nearest, like


def _in_time(article: New, old: Old) -> bool:
    if abs(article.on - old.on) > WINDOW:
        return False
    is_near = abs(article.at - old.at) <= SHORT_WINDOW if article.at and old.at else article.on == old.on
    return is_near or (article.telling.has_words(SHORT) and old.telling.has_words(SHORT))


def _row(article: New, old: Old | None, alike: float) -> dict[str, Any]:
    same_text = old is not None and old.text_hash == article.sketch.text_hash
    return {
        "article_id": article.article_id,
        "story_id": old.story_id if old else article.article_id,
        "retells": old.article_id if old else None,
        "how": "first" if old is None else "same text" if same_text else "near duplicate",
        "similarity": alike if old else None,
        "revision_id": article.revision_id,
        "text_hash": article.sketch.text_hash,
        "keys": article.sketch.keys,
        "signature": article.sketch.signature,
        "told_at": article.at,
        "told_on": article.on,
        "published_month": article.month,
        "told_month": f"{article.on:%Y-%m}",
    }


# -- what is stored ------------------------------------------------------------------------------


def _stored_pairs(raw: duckdb.DuckDBPyConnection, new: list[New]) -> list[Pair]:
    """Match keys within the window; a number stands for the long id of a telling until the few are chosen."""
    return [pair for part in _days_together(new) for pair in _pairs_of(raw, new, part)]


def _days_together(new: list[New]) -> Iterator[range]:
    """Cut the new articles, which are in the order of time, so that no part needs the stored keys of many days.

    Those of a day stay together: their window is read once.
    """
    start = 0
    for end in range(1, len(new) + 1):
        if end == len(new) or (end - start >= MATCHED_AT_ONCE and new[end].on != new[end - 1].on):
            yield range(start, end)
            start = end


def _pairs_of(raw: duckdb.DuckDBPyConnection, new: list[New], part: range) -> list[Pair]:
    days = [new[number].on for number in part]
    keys = pa.table({
        "number": pa.array([number for number in part for _ in new[number].sketch.keys], pa.int32()),
        "new_on": pa.array([new[number].on for number in part for _ in new[number].sketch.keys], pa.date32()),
        "key": pa.array([key for number in part for key in new[number].sketch.keys], pa.int32()),
    })  # fmt: skip
    raw.register("new_keys", keys)
    months = ", ".join(f"'{month}'" for month in sorted(_months(days)))
    query = f"""
        WITH stored AS (
            SELECT hash(revision_id) AS telling, told_on, unnest(keys) AS key FROM raw.tellings
            WHERE told_month IN ({months}) AND told_on BETWEEN $first AND $last
        ), met AS (
            SELECT * FROM stored SEMI JOIN new_keys USING (key)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY told_on DESC, telling) <= {BUCKET}
        ), shared AS (
            SELECT k.number, m.telling, count(*) AS keys
            FROM met m JOIN new_keys k ON m.key = k.key AND abs(m.told_on - k.new_on) <= {WINDOW.days}
            GROUP BY k.number, m.telling
            QUALIFY row_number() OVER (PARTITION BY k.number ORDER BY count(*) DESC, m.telling) <= {COMPARED}
        )
        SELECT s.number, s.keys, t.revision_id, t.article_id, t.story_id, t.told_on, t.told_at, t.text_hash,
               t.signature, t.published_month
        FROM raw.tellings t JOIN shared s ON hash(t.revision_id) = s.telling AND t.told_month IN ({months})
    """
    with _sparing(raw):
        rows = raw.execute(query, {"first": min(days) - WINDOW, "last": max(days) + WINDOW}).fetchall()
    give_back_of(raw)
    return [Pair(*row) for row in rows]


@contextmanager
def _sparing(raw: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let joins hold in memory what stands on their right, here the few that are new, and one thread do it all.

    The engine would choose the side itself, and it takes all keys of a list for one row. Each thread holds texts of
    its own.
    """
    raw.execute("SET disabled_optimizers = 'build_side_probe_side'; SET threads = 1")
    try:
        yield
    finally:
        raw.execute("RESET disabled_optimizers; RESET threads")


def _stored_tellings(raw: duckdb.DuckDBPyConnection, pairs: dict[str, Pair]) -> dict[str, Old]:
    """Read the texts of stored candidates, by their revisions."""
    if not pairs:
        return {}
    months = ", ".join(f"'{month}'" for month in sorted({pair.month for pair in pairs.values()}))
    raw.register("wanted", pa.table({"revision_id": pa.array(list(pairs), pa.string())}))
    query = f"""
        SELECT revision_id, title, text FROM raw.revisions SEMI JOIN wanted USING (revision_id)
        WHERE published_month IN ({months})
    """
    tellings = {}
    with _sparing(raw):
        rows = raw.execute(query).fetchall()
    for revision_id, title, text in rows:
        pair = pairs[revision_id]
        telling = Telling(title, text)
        tellings[revision_id] = Old(pair.article_id, pair.story_id, pair.on, pair.at, telling, pair.text_hash)
    give_back_of(raw)
    return tellings


def _months(days: Iterable[date]) -> set[str]:
    """The months of the days and of those around them."""
    return {f"{day + around:%Y-%m}" for day in set(days) for around in (-WINDOW, timedelta(), WINDOW)}
