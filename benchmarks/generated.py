"""A generated warehouse of any size: two years of articles of realistic lengths, written through the store's schema.

Hides how the past is made up: nothing is fetched or extracted, every column is drawn at once for a month of articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.keys import PER_LOAD
from warehouse.schema import Table
from warehouse.store import Pins, Store
from warehouse.stories.sketch import SIGNATURE
from warehouse.tables import TABLES

MONTHS = 24
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
REVISED = 0.02  # share of articles with a second wording
KEYS_OF_TELLING = 32  # keys that a text of some length has
DAY = 86_400_000_000  # microseconds
SOURCES = [f"source-{n:02d}" for n in range(20)]
MEDIA = [f"Paper {n}" for n in range(60)]
SYMBOLS = [f"{n:06d}" for n in range(600000, 604000)]
RULES = ["feed", "json-ld", "meta", "url", "text"]
PRECISIONS, PRECISION_SHARES = ["second", "minute", "day", "unknown"], [0.85, 0.05, 0.08, 0.02]
WORDS = 300  # median of a text's words
_CHINESE = [chr(c) for c in range(0x4E00, 0x4E00 + 2500)]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Generator:
    """Draws a warehouse, month by month, the same for the same seed."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self.articles = articles
        self.random = np.random.default_rng(seed)
        self._chinese = pa.array([*self._vocabulary(_CHINESE, 30_000, 2, 4), "，", "。", "。\n"])
        self._english = pa.array([*self._vocabulary(list(_LETTERS), 30_000, 2, 11), "of", "the", "said.\n"])
        ranks = 1 / np.arange(1, len(self._chinese) + 1) ** 0.9  # words are not equally frequent (Zipf)
        frequent_last = ranks[::-1] / ranks.sum()
        self._draws = self.random.choice(len(self._chinese), 1_000_000, p=frequent_last).astype(np.int32)

    def months(self) -> Iterator[dict[str, pa.Table]]:
        """Yield the rows of one month after the other, by table."""
        for month, count in enumerate(np.diff(np.linspace(0, self.articles, MONTHS + 1).astype(int))):
            yield self.rows(int(count), _start(month), _start(month + 1), 1 + _days(FIRST, _start(month)))

    def rows(self, count: int, start: datetime, end: datetime, load_id: int) -> dict[str, pa.Table]:
        """Draw the rows of `count` articles published from `start` to `end`, loaded once a day from `load_id` on."""
        at = np.sort(self.random.integers(_micros(start), _micros(end), count))
        first = self._revisions(at, load_id + (at - _micros(start)) // DAY, load_id * PER_LOAD)
        changed = first.take(pa.array(np.flatnonzero(self.random.random(count) < REVISED)))
        second = self._changed(changed)
        revisions = pa.concat_tables([first, second])
        return {
            "revisions": revisions,
            "supersessions": _complete(
                "supersessions", second.num_rows, article_id=changed["article_id"], revision_id=changed["revision_id"],
                by_revision_id=second["revision_id"], superseded_at=second["seen_at"], load_id=second["load_id"],
                row_id=changed["row_id"],
            ),
            "tellings": self._tellings(first),
            "captures": self._captures(revisions),
            "links": _complete(
                "links", count, url_id=self._ids(count), url=first["url"], source=first["source"],
                found_at=first["seen_at"], kind="feed", via="http://news.example/feed", load_id=first["load_id"],
            ),
            "dates": self._dates(revisions),
            "mentions": self._mentions(revisions),
            "rejects": self._rejects(first),
            "polls": self._polls(start, end, load_id),
            "batches": self._batches(start, end, load_id),
            "runs": self._runs(start, end, load_id),
        }  # fmt: skip

    # -- tables ----------------------------------------------------------------------------------

    def _revisions(self, at: Any, load_ids: Any, first_row: int) -> pa.Table:
        count = len(at)
        ids = self._ids(count)
        precision = self.random.choice(len(PRECISIONS), count, p=PRECISION_SHARES)
        instants = pa.array(at, mask=precision > 1).cast(pa.timestamp("us", tz="UTC"))
        days = pa.array(at, mask=precision == 3).cast(pa.timestamp("us")).cast(pa.date32())
        months = pc.fill_null(pc.strftime(days.cast(pa.timestamp("s")), format="%Y-%m"), "undated")
        urls = _joined("http://news.example/", ids)
        return _complete(
            "revisions", count, article_id=ids, revision_id=self._ids(count), revision=1, url=urls,
            canonical_url=urls, source=self._drawn(SOURCES, count), media=self._drawn(MEDIA, count),
            title=self._texts(count, 14), text=self._texts(count, WORDS), summary=self._texts(count, 30),
            language=pa.array(np.where(self._is_chinese(count), "zh", "en")),
            authors=_lists(self._drawn([f"Author {n}" for n in range(900)], count)), published_at=instants,
            published_precision=pa.array(PRECISIONS).take(pa.array(precision)), published_zone="Asia/Shanghai",
            published_on=days, published_month=months, ingest_mode="live", reason="capture", story_id=ids,
            seen_at=pa.array(at + self.random.integers(10_000_000, 7_200_000_000, count)).cast(
                pa.timestamp("us", tz="UTC")), content_hash=self._ids(count), capture_id=self._ids(count),
            extractor="trafilatura", load_id=load_ids, row_id=np.arange(first_row, first_row + count),
        )  # fmt: skip

    def _changed(self, first: pa.Table) -> pa.Table:
        """A second wording an hour after the first: the text is another, all else stays."""
        count = first.num_rows
        new = {
            "revision_id": self._ids(count), "revision": pa.array(np.full(count, 2), pa.int32()),
            "capture_id": self._ids(count), "content_hash": self._ids(count), "text": self._texts(count, WORDS),
            "row_id": pc.add(first["row_id"], PER_LOAD // 2),
            "seen_at": pc.add(first["seen_at"], pa.scalar(timedelta(hours=1))),
        }  # fmt: skip
        return first.from_arrays([new.get(name, first[name]) for name in first.schema.names], schema=first.schema)

    def _tellings(self, first: pa.Table) -> pa.Table:
        """Every article founds a story; no two share a key but by chance, as with texts that differ."""
        count = first.num_rows
        days = pc.coalesce(first["published_on"], first["seen_at"].cast(pa.date32()))
        keys = pa.array(self.random.integers(-(2**31), 2**31, count * KEYS_OF_TELLING, dtype=np.int64), pa.int32())
        offsets = pa.array(np.arange(0, (count + 1) * KEYS_OF_TELLING, KEYS_OF_TELLING, dtype=np.int32))
        return _complete(
            "tellings", count, article_id=first["article_id"], story_id=first["article_id"], how="first",
            revision_id=first["revision_id"], text_hash=first["content_hash"],
            keys=pa.ListArray.from_arrays(offsets, keys), signature=self._signatures(count),
            told_at=first["published_at"], told_on=days,
            published_month=first["published_month"], load_id=first["load_id"],
            told_month=pc.strftime(days.cast(pa.timestamp("s")), format="%Y-%m"),
        )  # fmt: skip

    def _signatures(self, count: int) -> pa.Array:
        whole = self.random.integers(0, 256, count * SIGNATURE, dtype=np.uint8)
        return pa.FixedSizeBinaryArray.from_buffers(pa.binary(SIGNATURE), count, [None, pa.py_buffer(whole)])

    def _captures(self, revisions: pa.Table) -> pa.Table:
        count = revisions.num_rows
        return _complete(
            "captures", count, capture_id=revisions["capture_id"], url_id=self._ids(count), url=revisions["url"],
            final_url=revisions["url"], source=revisions["source"], kind="feed", run_id="generated",
            batch_id=_joined("batch-", revisions["load_id"].cast(pa.string())), captured_at=revisions["seen_at"],
            status=200, outcome=self._drawn(["fetched"] * 18 + ["gone", "failed"], count),
            article_id=revisions["article_id"], bytes=self.random.integers(20_000, 300_000, count),
            sha256=self._ids(count), warc="generated.warc.gz", warc_offset=np.arange(count) * 30_000,
            warc_length=self.random.integers(5_000, 80_000, count), ingest_mode="live",
            elapsed_ms=self.random.integers(20, 2_000, count), load_id=revisions["load_id"],
        )  # fmt: skip

    def _dates(self, revisions: pa.Table) -> pa.Table:
        rows = np.repeat(np.arange(revisions.num_rows), 3)
        owner = revisions.select(["revision_id", "published_at", "published_month", "load_id"]).take(pa.array(rows))
        rule = np.tile(np.arange(3), revisions.num_rows)
        return _complete(
            "dates", len(rows), revision_id=owner["revision_id"], field="published", raw=self._texts(len(rows), 2),
            rule=pa.array(RULES).take(pa.array(rule)), value=owner["published_at"], precision="second",
            zone="Asia/Shanghai", zone_assumed=self.random.random(len(rows)) < 0.2, chosen=rule == 0,
            conflict=(rule > 0) & (self.random.random(len(rows)) < 0.02), load_id=owner["load_id"],
            published_month=owner["published_month"],
        )  # fmt: skip

    def _mentions(self, revisions: pa.Table) -> pa.Table:
        """Four articles in ten name a security, some of them up to five."""
        named = np.where(
            self.random.random(revisions.num_rows) < 0.4, self.random.integers(1, 6, revisions.num_rows), 0
        )
        owner = revisions.take(pa.array(np.repeat(np.arange(revisions.num_rows), named)))
        count = owner.num_rows
        popular = (len(SYMBOLS) * self.random.random(count) ** 3).astype(int)
        symbols = pa.array(SYMBOLS).take(pa.array(popular))
        rows = _complete(
            "mentions", count, revision_id=owner["revision_id"], article_id=owner["article_id"], symbol=symbols,
            mic="XSHG", kind="equity", name=symbols, method="brackets", text_offset=10, confidence=0.9,
            published_at=owner["published_at"], published_month=owner["published_month"],
            session_date=owner["published_at"].cast(pa.date32()), session_phase="open", load_id=owner["load_id"],
        )  # fmt: skip
        once = rows.append_column("row", pa.array(np.arange(count))).group_by(["revision_id", "symbol"])
        return rows.take(once.aggregate([("row", "min")])["row_min"].sort())

    def _rejects(self, articles: pa.Table) -> pa.Table:
        owner = articles.take(pa.array(np.flatnonzero(self.random.random(articles.num_rows) < 0.03)))
        count = owner.num_rows
        return _complete(
            "rejects", count, run_id="generated", source=owner["source"], url=_joined("http://r.example/",
            self._ids(count)), stage="fetch", reason=self._drawn(["http_gone", "robots", "empty_body"], count),
            detail="generated", rejected_at=owner["seen_at"], load_id=owner["load_id"],
        )  # fmt: skip

    def _polls(self, start: datetime, end: datetime, load_id: int) -> pa.Table:
        """Each source is looked at every four hours."""
        at = np.repeat(np.arange(_micros(start), _micros(end), DAY // 6), len(SOURCES))
        count = len(at)
        instants = pa.array(at).cast(pa.timestamp("us", tz="UTC"))
        overflowed = pa.array(at, mask=self.random.random(count) > 0.01).cast(pa.timestamp("us", tz="UTC"))
        return _complete(
            "polls", count, poll_id=self._ids(count), run_id="generated", source=pa.array(SOURCES * (count //
            len(SOURCES))), kind="feed", via="http://news.example/feed", polled_at=instants, items=50,
            new_items=self.random.integers(0, 20, count), newest=instants, gap_from=overflowed, gap_to=overflowed,
            status="ok", load_id=load_id + (at - _micros(start)) // DAY,
        )  # fmt: skip

    def _batches(self, start: datetime, end: datetime, load_id: int) -> pa.Table:
        loads = np.arange(load_id, load_id + _days(start, end))
        return _complete(
            "batches", len(loads), batch_id=_joined("batch-", pa.array(loads).cast(pa.string())), run_id="generated",
            source=SOURCES[0], warc="generated.warc.gz", captures=100, articles=97, rejects=3, load_id=loads,
        )  # fmt: skip

    def _runs(self, start: datetime, end: datetime, load_id: int) -> pa.Table:
        """A crawl a day."""
        loads = np.arange(load_id, load_id + _days(start, end))
        at = pa.array(_micros(start) + DAY * np.arange(len(loads))).cast(pa.timestamp("us", tz="UTC"))
        return _complete(
            "runs", len(loads), run_id=_joined("run-", pa.array(loads).cast(pa.string())), flow="crawl",
            started_at=at, ended_at=pc.add(at, pa.scalar(timedelta(hours=1))), status="ok", parameters="{}",
            version="generated", links=self.articles // 730, captures=self.articles // 730, load_id=loads,
        )  # fmt: skip

    # -- values ----------------------------------------------------------------------------------

    def _ids(self, count: int) -> pa.Array:
        """Ids as finews makes them: 24 hex digits that share nothing."""
        digits = pa.py_buffer(self.random.bytes(12 * count).hex().encode())
        return pa.StringArray.from_buffers(
            count, pa.py_buffer(np.arange(0, 24 * count + 1, 24, dtype=np.int32)), digits
        )

    def _drawn(self, values: list[str], count: int) -> pa.Array:
        return pa.array(values).take(pa.array((len(values) * self.random.random(count) ** 1.5).astype(int)))

    def _is_chinese(self, count: int) -> Any:
        """Two articles of three are Chinese, by turns, so that a text and its language agree."""
        return np.arange(count) % 3 < 2

    def _texts(self, count: int, words: int) -> pa.Array:
        """Texts of log-normal length around `words`."""
        lengths = np.clip(self.random.lognormal(np.log(words), 0.7, count), 2, 10 * words).astype(np.int32)
        chinese = self._is_chinese(count)
        parts = [
            (self._one_language(lengths[chinese], self._chinese, ""), np.flatnonzero(chinese)),
            (self._one_language(lengths[~chinese], self._english, " "), np.flatnonzero(~chinese)),
        ]
        order = np.argsort(np.concatenate([places for _, places in parts]))
        return pa.concat_arrays([texts for texts, _ in parts]).take(pa.array(order))

    def _one_language(self, lengths: Any, vocabulary: pa.Array, between: str) -> pa.Array:
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        drawn = self._draws[self.random.integers(0, len(self._draws), offsets[-1])]
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), vocabulary.take(pa.array(drawn))), between)

    def _vocabulary(self, letters: list[str], size: int, shortest: int, longest: int) -> list[str]:
        lengths = self.random.integers(shortest, longest, size)
        picked = self.random.choice(letters, (size, longest))
        return ["".join(row[:length]) for row, length in zip(picked, lengths, strict=True)]


def write(store: Store, generator: Generator) -> int:
    """Write a generated warehouse, publish it as its last load and compact it, as the weekly maintenance would.

    Return the bytes of its Parquet files.
    """
    with store.lock():
        _, tables = store._open_tables()
        for rows in generator.months():
            for name, table in rows.items():
                tables.append(TABLES[name], table, 0)
        last = _days(FIRST, _start(MONTHS))
        loads = [
            {"load_id": n, "known_at": FIRST + timedelta(days=n), "batches": 1, "revisions": 1, "version": "generated"}
            for n in range(1, last + 1)
        ]
        table = TABLES["loads"]
        tables.append(table, pa.Table.from_pylist(loads, schema=table.schema), 0)
        store._repin(Pins(last, loads[-1]["known_at"].isoformat()), tables)
    size = sum(path.stat().st_size for path in store.tables.rglob("*.parquet"))
    store.compact()
    return size


def day_rows(generator: Generator, count: int, number: int) -> dict[str, pa.Table]:
    """The rows of `count` articles of one of the days after the last month."""
    start = _start(MONTHS) + timedelta(days=number)
    rows = generator.rows(count, start, start + timedelta(days=1), _days(FIRST, start) + 1)
    return rows | {"runs": TABLES["runs"].schema.empty_table()}


def _complete(table_name: str, count: int, /, **given: Any) -> pa.Table:
    """Make a table of the declared columns: given as arrays or one value for all, the others null or empty."""
    table: Table = TABLES[table_name]
    arrays = []
    for column in table.columns:
        value = given.pop(column.name, None)
        if value is None:
            value = None if not column.required else pa.scalar(0).cast(column.type) if _is_number(column.type) else ""
        is_array = isinstance(value, pa.Array | pa.ChunkedArray | np.ndarray)
        array = value if is_array else pa.repeat(pa.scalar(value, column.type), count)
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else pa.array(array)
        arrays.append(array.cast(column.type))
    if given:
        raise ValueError(f"{table_name} has no column {min(given)}")
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _is_number(type_: pa.DataType) -> bool:
    return pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_boolean(type_)


def _joined(prefix: str, values: Any) -> Any:
    return pc.binary_join_element_wise(pa.scalar(prefix), values, "")


def _lists(values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(np.arange(len(values) + 1, dtype=np.int32)), values)


def _start(month: int) -> datetime:
    return FIRST.replace(year=FIRST.year + month // 12, month=1 + month % 12)


def _days(start: datetime, end: datetime) -> int:
    return (end - start).days


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000
