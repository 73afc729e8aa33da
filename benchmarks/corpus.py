"""A generated corpus to search: news in Chinese and English of realistic lengths, put together from sentences.

Words are as frequent as words are (Zipf), so that an index of them is as large and as slow as one of real news; only
the tables that stories and search read are filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.keys import PER_LOAD
from warehouse.store import Pins, Store
from warehouse.stories.sketch import SIGNATURE
from warehouse.tables import TABLES

MONTHS = 24
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
SENTENCES = 60_000  # of either language to draw from
MEDIAN = 10  # sentences of an article
KEYS = 32  # of a telling
SOURCES = pa.array([f"source-{n:02d}" for n in range(20)])
CODES = pa.array([f"{n:06d}" for n in range(600000, 604000)])


class Corpus:
    """Draws articles month by month, the same for the same seed."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self.articles = articles
        self.random = np.random.default_rng(seed)
        self.chinese = self._vocabulary([chr(c) for c in range(0x4E00, 0x4E00 + 2500)], 30_000, 1, 4)
        self.english = self._vocabulary(list("etaoinshrdlucmfwypvbgkqjxz"), 30_000, 2, 11)
        self._sentences = (
            pa.array(self._pool(self.chinese, "", "。"), pa.string()),
            pa.array(self._pool(self.english, " ", ". "), pa.string()),
        )

    def months(self) -> Iterator[dict[str, pa.Table]]:
        """Yield the rows of one month after the other, by table."""
        for month, count in enumerate(np.diff(np.linspace(0, self.articles, MONTHS + 1).astype(int))):
            yield self.rows(int(count), datetime(2024 + month // 12, 1 + month % 12, 1, tzinfo=UTC), month + 1)

    def rows(self, count: int, start: datetime, load_id: int) -> dict[str, pa.Table]:
        """Draw the rows of `count` articles of the 28 days from `start`, loaded at once."""
        ids = [f"{load_id:04x}{n:020x}" for n in self.random.permutation(count)]
        at = pa.array(np.sort(self.random.integers(0, 28 * 86_400, count)) + int(start.timestamp()))
        instants = pc.multiply(at, 1_000_000).cast(pa.timestamp("us", tz="UTC"))
        days = at.cast(pa.timestamp("s")).cast(pa.date32())
        month = f"{start:%Y-%m}"
        revisions = _table(
            "revisions", count, article_id=ids, revision_id=ids, story_id=ids, content_hash=ids, capture_id=ids,
            url=ids, canonical_url=ids, revision=1, source=SOURCES.take(pa.array(self.random.integers(0, 20, count))),
            title=self._texts(count, 1, 1), text=self._texts(count, MEDIAN, 0.8), published_at=instants,
            published_on=days, published_month=month, published_precision="second", seen_at=instants,
            ingest_mode="live", reason="capture", extractor="generated", load_id=load_id,
            row_id=np.arange(load_id * PER_LOAD, load_id * PER_LOAD + count),
        )  # fmt: skip
        keys = pa.ListArray.from_arrays(
            pa.array(np.arange(count + 1, dtype=np.int32) * KEYS),
            pa.array(self.random.integers(-(2**31), 2**31, count * KEYS, dtype=np.int64).astype(np.int32)),
        )
        tellings = _table(
            "tellings", count, article_id=ids, story_id=ids, how="first", revision_id=ids, text_hash=ids, keys=keys,
            signature=pa.repeat(pa.scalar(bytes(SIGNATURE)), count),
            told_at=instants, told_on=days, published_month=month, told_month=month, load_id=load_id,
        )  # fmt: skip
        named = np.flatnonzero(self.random.random(count) < 0.4)
        owners = pa.array(ids).take(pa.array(named))
        mentions = _table(
            "mentions", len(named), revision_id=owners, article_id=owners, mic="XSHG", kind="equity",
            symbol=CODES.take(pa.array((len(CODES) * self.random.random(len(named)) ** 3).astype(int))),
            method="brackets", confidence=0.9, published_month=month, load_id=load_id,
        )  # fmt: skip
        return {"revisions": revisions, "tellings": tellings, "mentions": mentions}

    def _vocabulary(self, letters: list[str], size: int, shortest: int, longest: int) -> list[str]:
        frequent = 1 / np.arange(1, len(letters) + 1) ** 0.7
        drawn = self.random.choice(letters, (size, longest), p=frequent / frequent.sum())
        lengths = self.random.integers(shortest, longest, size)
        return list(dict.fromkeys("".join(row[:length]) for row, length in zip(drawn, lengths, strict=True)))

    def _pool(self, words: list[str], between: str, end: str) -> list[str]:
        """Sentences of words that are as frequent as words are."""
        frequent = 1 / np.arange(1, len(words) + 1) ** 0.95
        lengths = np.clip(self.random.lognormal(np.log(18), 0.5, SENTENCES), 4, 60).astype(int)
        drawn = iter(self.random.choice(words, int(lengths.sum()), p=frequent / frequent.sum()).tolist())
        return [between.join(next(drawn) for _ in range(length)) + end for length in lengths]

    def _texts(self, count: int, median: float, spread: float) -> pa.Array:
        """Texts of log-normal length, two of three Chinese, each with a number of its own."""
        lengths = np.clip(self.random.lognormal(np.log(median), spread, count), 1, 80).astype(np.int32)
        parts = []
        for chinese, pool in ((True, self._sentences[0]), (False, self._sentences[1])):
            its = lengths[(np.arange(count) % 3 < 2) == chinese]
            offsets = pa.array(np.concatenate([[0], np.cumsum(its)]).astype(np.int32))
            drawn = pool.take(pa.array(self.random.integers(0, SENTENCES, int(its.sum()))))
            texts = pc.binary_join(pa.ListArray.from_arrays(offsets, drawn), "")
            own = pa.array([f"{n}%" for n in self.random.integers(0, 10**6, len(its))], pa.string())
            parts.append(pc.binary_join_element_wise(texts, own, ""))
        order = np.argsort(np.concatenate([np.flatnonzero(np.arange(count) % 3 < 2), np.flatnonzero(
            np.arange(count) % 3 == 2)]))  # fmt: skip
        return pa.concat_arrays(parts).take(pa.array(order))


def write(store: Store, corpus: Corpus) -> None:
    """Write the corpus, one load a month, and publish it."""
    with store.lock():
        _, tables = store._open_tables()
        for rows in corpus.months():
            for name, table in rows.items():
                tables.append(TABLES[name], table, 0)
        loads = [
            {"load_id": n, "known_at": FIRST + timedelta(days=31 * n), "batches": 1, "revisions": 1, "version": ""}
            for n in range(1, MONTHS + 1)
        ]
        tables.append(TABLES["loads"], pa.Table.from_pylist(loads, schema=TABLES["loads"].schema), 0)
        store._repin(Pins(MONTHS, loads[-1]["known_at"].isoformat()), tables)


def _table(name: str, count: int, /, **given: Any) -> pa.Table:
    """A table of the declared columns; given as arrays or one value for all, the others null."""
    arrays = []
    for column in TABLES[name].columns:
        value = given.get(column.name)
        is_array = isinstance(value, list | pa.Array | pa.ChunkedArray | np.ndarray)
        arrays.append(
            (pa.array(value) if is_array else pa.repeat(pa.scalar(value, column.type), count)).cast(column.type)
        )
    return pa.Table.from_arrays(arrays, schema=TABLES[name].schema)
