"""Every table of the warehouse, declared once: columns, types, meanings, units, partition.

The Delta schemas, the staged files, the catalog and the reference in `docs/tables.md` are made from here.
Every table is append-only, and every row carries the number of the load that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
KEYS = pa.list_(pa.int32())
INSTANT = pa.timestamp("us", tz="UTC")
DAY = pa.date32()
FLAG = pa.bool_()
INT = pa.int32()
BIG = pa.int64()
REAL = pa.float64()

LOADED = {"load_id", "revision", "row_id"}  # columns that a load fills in
UNDATED = "undated"  # the month of an article whose publication is not known


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it means, its unit where it has one."""

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, how its files are laid out."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: str | None = None
    order: tuple[str, ...] = ()

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with each meaning as the field's metadata."""
        return pa.schema([pa.field(c.name, c.type, not c.required, {"comment": c.meaning}) for c in self.columns])

    def staged_schema(self) -> pa.Schema:
        """The schema before a load fills in what it finds out."""
        added = LOADED | ({"story_id"} if self.name == "revisions" else set())
        return pa.schema([field for field in self.schema if field.name not in added])

    def to_arrow(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Turn rows (a mapping of column name to value each) into a staged Arrow table."""
        return pa.Table.from_pylist(list(rows), schema=self.staged_schema())


def _col(name: str, type_: pa.DataType, meaning: str, unit: str = "") -> Column:
    return Column(name, type_, meaning, unit)


def _key(name: str, type_: pa.DataType, meaning: str, unit: str = "") -> Column:
    return Column(name, type_, meaning, unit, required=True)


LOAD = _key("load_id", BIG, "number of the load that wrote the row; `loads` says when it became visible")

REVISIONS = Table(
    "revisions",
    "one wording of one article",
    (
        _key(
            "article_id", TEXT, "the article, whatever its wording; from its canonical URL or its source's `identity`"
        ),
        _key("revision_id", TEXT, "this wording of the article"),
        _key("revision", INT, "1 for the first wording we saw, counted up as wordings were loaded"),
        _key("url", TEXT, "the link through which this wording was captured"),
        _key("canonical_url", TEXT, "the address that the publisher prefers, tracking parameters removed"),
        _key("source", TEXT, "name of the source file that led to it"),
        _col("media", TEXT, "who published it first, as the article says (财联社), or else the site"),
        _key("title", TEXT, "headline, without the site's name"),
        _col("summary", TEXT, "the publisher's own summary or digest"),
        _key("text", TEXT, "main text; paragraphs are separated by one line break"),
        _col("language", TEXT, "ISO 639-1 code"),
        _col("authors", TEXTS, "persons who wrote it, in the order given"),
        _col("editors", TEXTS, "persons who edited it, as the article says (责任编辑)"),
        _col("publisher", TEXT, "the publisher of the site, as its markup names it"),
        _col("paywalled", FLAG, "true if the article is not free to read; null where its markup does not say"),
        _col("category", TEXT, "section or category, as the publisher names it"),
        _col("tags", TEXTS, "keywords, as the publisher gives them"),
        _col("image_url", TEXT, "the article's main picture"),
        _col("published_at", INSTANT, "instant of publication; null where no more than a day is known", "UTC"),
        _key("published_precision", TEXT, "second, minute, hour, day, month, year or unknown"),
        _col("published_zone", TEXT, "zone or offset in which the publisher stated the time"),
        _col("published_on", DAY, "calendar day of publication at the source"),
        _key("published_month", TEXT, "month of publication at the source, YYYY-MM, or 'undated'; the partition"),
        _col(
            "stated_times",
            TEXTS,
            "times of publication that the page itself states (markup, visible text, front matter), UTC, each as "
            "exactly as it is stated; where they all differ from those before, the publisher has corrected the time",
        ),
        _col("modified_at", INSTANT, "instant of the last change, as the publisher states it", "UTC"),
        _key("seen_at", INSTANT, "when this wording was first captured, by us or by the archive it came from", "UTC"),
        _key("ingest_mode", TEXT, "live, backfill or archive"),
        _key("reason", TEXT, "capture: the publisher's wording as captured; replay: an old capture, extracted again"),
        _key("story_id", TEXT, "the story that the article tells, for good; `tellings` says how it was found"),
        _key(
            "content_hash",
            TEXT,
            "SHA-256 of title and text with the lines that the site repeats, width-folded and without white space",
        ),
        _key("capture_id", TEXT, "the capture it was extracted from"),
        _key("extractor", TEXT, "name and version of what extracted it"),
        _key("row_id", BIG, "number of this row in this warehouse, by which `supersessions` names it, too"),
        LOAD,
    ),
    key=("revision_id",),
    partition="published_month",
    order=("published_at", "article_id"),
)

SUPERSESSIONS = Table(
    "supersessions",
    "a revision that stopped being the current one of its article",
    (
        _key("article_id", TEXT, "the article"),
        _key("revision_id", TEXT, "the older wording"),
        _key(
            "by_revision_id",
            TEXT,
            "the wording that replaced it; the older wording itself where a replay withdrew the article",
        ),
        _key(
            "superseded_at",
            INSTANT,
            "when the newer wording was first captured; of a replay, when it was promoted",
            "UTC",
        ),
        _key("row_id", BIG, "number of the older wording's row in `revisions`"),
        LOAD,
    ),
    key=("revision_id", "by_revision_id"),
)

DATES = Table(
    "dates",
    "one piece of evidence for a time of an article",
    (
        _key("revision_id", TEXT, "the wording it belongs to"),
        _key("field", TEXT, "published or modified"),
        _key("raw", TEXT, "the words it was read from"),
        _key("rule", TEXT, "where they stood: feed, json-ld, meta, time-tag, url, text, front-matter, http …"),
        _col("value", INSTANT, "the instant; null where no more than a day is stated", "UTC"),
        _col("on_day", DAY, "the calendar day at the source"),
        _key("precision", TEXT, "second, minute, hour, day, month, year or unknown"),
        _col("zone", TEXT, "zone or offset, stated or assumed"),
        _key("zone_assumed", FLAG, "true if the words name no zone: it is the source's, or assumed (see `note`)"),
        _key("chosen", FLAG, "true for the evidence that the article's time was taken from"),
        _key("conflict", FLAG, "true if it disagrees with the chosen one"),
        _col("note", TEXT, "why it was not believed, or not wholly"),
        _key("published_month", TEXT, "month of the article; the partition"),
        LOAD,
    ),
    key=("revision_id", "field", "rule", "raw"),
    partition="published_month",
    order=("revision_id",),
)

MENTIONS = Table(
    "mentions",
    "a security that a revision of an article names",
    (
        _key("revision_id", TEXT, "the wording that names it"),
        _key("article_id", TEXT, "its article"),
        _key("symbol", TEXT, "the security's code, as its exchange writes it"),
        _col("mic", TEXT, "its exchange, ISO 10383 market identifier code; null for boards and where none is stated"),
        _key("kind", TEXT, "equity, fund, bond, index, board …"),
        _col("name", TEXT, "the words in the text"),
        _key(
            "method",
            TEXT,
            "how it was found: data-code, quote-link, json-ld, suffix, exchange, brackets, code-word, cashtag",
        ),
        _col("text_offset", INT, "where the words stand in `text`; null if they are not in it", "characters"),
        _key("confidence", REAL, "how sure the method is", "0 to 1"),
        _col("published_at", INSTANT, "of the article", "UTC"),
        _col(
            "session_date",
            DAY,
            "the first regular session of the exchange in which the article could be acted upon; null for exchanges "
            "other than XSHG, XSHE, XHKG, XNYS, XNAS and where the time is not known well enough",
        ),
        _col(
            "session_phase",
            TEXT,
            "where the publication fell: pre (before that day's open), open, break (lunch), post (after that day's "
            "close; the session is the next one), closed (a day without a session; the next one)",
        ),
        _key("published_month", TEXT, "month of the article; the partition"),
        LOAD,
    ),
    key=("revision_id", "symbol", "mic"),
    partition="published_month",
    order=("symbol", "published_at"),
)

TELLINGS = Table(
    "tellings",
    "an article as one telling of a story, decided when the article was new to the warehouse",
    (
        _key("article_id", TEXT, "the article"),
        _key("story_id", TEXT, "its story: the article that told it first, as far as was known then"),
        _col("retells", TEXT, "the article whose telling it was found to be like; null for the first"),
        _key("how", TEXT, "first, same text, near duplicate"),
        _col("similarity", REAL, "words in common with that telling", "0 to 1"),
        _key("revision_id", TEXT, "the wording that was compared, the article's first here"),
        _key("text_hash", TEXT, "SHA-256 of its text, width-folded and without white space, 32 digits"),
        _key("keys", KEYS, "keys of which similar texts share some (MinHash bands)"),
        _col("told_at", INSTANT, "when it was published; null where no more than a day is known", "UTC"),
        _key("told_on", DAY, "the day of publication at the source, or else of our first sight"),
        _key("published_month", TEXT, "month of the article, the partition of its revisions"),
        _key("told_month", TEXT, "month of `told_on`; the partition"),
        LOAD,
    ),
    key=("article_id",),
    partition="told_month",
    order=("told_on", "article_id"),
)

LINKS = Table(
    "links",
    "a link that a source named, when it was first named so",
    (
        _key("url_id", TEXT, "the link's URL, normalized (RFC 3986 §6.2.2)"),
        _key("url", TEXT, "the URL as the source wrote it"),
        _key("source", TEXT, "name of the source"),
        _key("found_at", INSTANT, "when we read it there", "UTC"),
        _key("kind", TEXT, "kind of entry that found it: feed, sitemap, listing, posts, urls, warc"),
        _key("via", TEXT, "the document in which it stood"),
        _col("hint_title", TEXT, "title, as the source gives it"),
        _col("hint_published", TEXT, "time of publication, as the source writes it"),
        _col("hint_modified", TEXT, "time of the last change, as the source writes it"),
        _col("day", DAY, "calendar day at the source that it belongs to: by its list, its time or its address"),
        LOAD,
    ),
    key=("url_id", "source", "hint_modified", "day"),
)

LOOKS = Table(
    "looks",
    "a day of a source whose links were looked for, in every way that the source has",
    (
        _key("look_id", TEXT, "this look"),
        _key("run_id", TEXT, "the run that looked"),
        _key("source", TEXT, "name of the source"),
        _key("day", DAY, "calendar day at the source; it was over by then"),
        _key("looked_at", INSTANT, "when", "UTC"),
        _key("strategies", TEXTS, "ways in which it was looked for: dated, sitemap …"),
        _key("found", INT, "links of that day that were found", "links"),
        _key("status", TEXT, "ok, or failed if one of the ways could not be gone"),
        _col("detail", TEXT, "why it failed"),
        LOAD,
    ),
    key=("look_id",),
)

POLLS = Table(
    "polls",
    "one look at a document that lists links",
    (
        _key("poll_id", TEXT, "this look"),
        _key("run_id", TEXT, "the run that looked"),
        _key("source", TEXT, "name of the source"),
        _key("kind", TEXT, "kind of entry"),
        _key("via", TEXT, "the document: a URL or a file"),
        _key("polled_at", INSTANT, "when", "UTC"),
        _key("items", INT, "links it listed", "links"),
        _key("new_items", INT, "of them, links we had never seen", "links"),
        _col("oldest", INSTANT, "earliest publication it states", "UTC"),
        _col("newest", INSTANT, "latest publication it states", "UTC"),
        _col(
            "gap_from", INSTANT, "start of a stretch that may be missing: every item was new since the last look", "UTC"
        ),
        _col("gap_to", INSTANT, "end of that stretch", "UTC"),
        _key("status", TEXT, "ok or failed"),
        _col("detail", TEXT, "why it failed"),
        LOAD,
    ),
    key=("poll_id",),
)

CAPTURES = Table(
    "captures",
    "one visit to one link, or one body that came with a link",
    (
        _key("capture_id", TEXT, "this capture"),
        _key("url_id", TEXT, "the link's URL, normalized"),
        _key("url", TEXT, "the link"),
        _col("final_url", TEXT, "the address that answered, after redirects"),
        _key("source", TEXT, "name of the source"),
        _key("kind", TEXT, "feed, sitemap … for articles; poll for documents that list links; robots"),
        _key("run_id", TEXT, "the run that made it"),
        _key("batch_id", TEXT, "the batch it belongs to"),
        _key("captured_at", INSTANT, "when, by us or by the archive it came from", "UTC"),
        _col("status", INT, "HTTP status of the last response"),
        _key("outcome", TEXT, "fetched, unchanged, gone, refused, blocked or failed"),
        _col("article_id", TEXT, "the article that it shows; null if none came of it"),
        _col("content_hash", TEXT, "of the article's title and text as it shows them"),
        _key("bytes", BIG, "length of the body, decompressed", "bytes"),
        _col("sha256", TEXT, "of the body, decompressed"),
        _col("etag", TEXT, "validator, for the next visit (RFC 9110 §8.8.3)"),
        _col("last_modified", TEXT, "validator, for the next visit (RFC 9110 §8.8.2)"),
        _col("hint_modified", TEXT, "the source's hint that was current at this visit"),
        _col("warc", TEXT, "WARC file, below the archive's root"),
        _col("warc_offset", BIG, "of the record in that file", "bytes"),
        _col("warc_length", BIG, "of the record as stored", "bytes"),
        _key("elapsed_ms", INT, "time the visit took", "ms"),
        _key("ingest_mode", TEXT, "live, backfill or archive"),
        LOAD,
    ),
    key=("capture_id",),
    order=("url_id",),
)

REJECTS = Table(
    "rejects",
    "something that could not become an article, with its reason",
    (
        _col("capture_id", TEXT, "the capture that holds its bytes; null if there are none"),
        _key("run_id", TEXT, "the run"),
        _key("source", TEXT, "name of the source"),
        _key("url", TEXT, "the link, or the document that could not be read"),
        _key("stage", TEXT, "discover, fetch, extract or normalize"),
        _key("reason", TEXT, "one word; `finews sql rejects_by_reason` counts them"),
        _key("detail", TEXT, "one line for a person"),
        _key("rejected_at", INSTANT, "when", "UTC"),
        LOAD,
    ),
    key=("run_id", "url", "rejected_at", "reason"),
)

BOILERPLATE = Table(
    "boilerplate",
    "a line that a site repeats before or behind its articles; captures from then on are read without it",
    (
        _key("source", TEXT, "name of the source"),
        _key("host", TEXT, "the site"),
        _key("line", TEXT, "the line"),
        _key("articles", INT, "articles that had it at an edge of their text when it was learned", "articles"),
        _key("share", REAL, "of the site's articles"),
        _key("learned_at", INSTANT, "when", "UTC"),
        LOAD,
    ),
    key=("source", "host", "line"),
)

BATCHES = Table(
    "batches",
    "a batch of captures, one WARC file, that has been loaded",
    (
        _key("batch_id", TEXT, "the batch"),
        _key("run_id", TEXT, "the run that fetched it"),
        _key("source", TEXT, "name of the source"),
        _key("warc", TEXT, "its WARC file, below the archive's root"),
        _key("captures", INT, "captures in it", "captures"),
        _key("articles", INT, "captures that show an article", "captures"),
        _key("rejects", INT, "rejects", "rejects"),
        _key("bytes", BIG, "bodies, decompressed", "bytes"),
        _key("truncated", FLAG, "true if the file was cut and only what came before the cut is here"),
        LOAD,
    ),
    key=("batch_id",),
)

RUNS = Table(
    "runs",
    "a flow run that has ended",
    (
        _key("run_id", TEXT, "the run, as Prefect numbers it"),
        _key("flow", TEXT, "crawl, import, maintain …"),
        _key("started_at", INSTANT, "when it began", "UTC"),
        _key("ended_at", INSTANT, "when it ended", "UTC"),
        _key("status", TEXT, "ok, partial (a source failed) or failed (every source failed)"),
        _key("parameters", TEXT, "its parameters, as JSON"),
        _key("version", TEXT, "finews version"),
        _key("links", INT, "links found", "links"),
        _key("captures", INT, "captures made", "captures"),
        _key("revisions", INT, "wordings added", "revisions"),
        _key("rejects", INT, "rejects", "rejects"),
        LOAD,
    ),
    key=("run_id",),
)

REMOVALS = Table(
    "removals",
    "a WARC file that was removed, as its source does not keep it any longer",
    (
        _key("warc", TEXT, "the file, below the archive's root"),
        _key("batch_id", TEXT, "the batch that was in it; its rows stay"),
        _key("source", TEXT, "name of the source"),
        _key("removed_at", INSTANT, "when", "UTC"),
        _key("captures", INT, "captures that were in it", "captures"),
        _key("bytes", BIG, "its size", "bytes"),
        _col("held_by", TEXT, "what still pointed to it, where it was removed all the same"),
        LOAD,
    ),
    key=("warc",),
)

LOADS = Table(
    "loads",
    "one load: rows of all tables that became visible at the same moment",
    (
        _key("load_id", BIG, "counted up by one for each load; a logical clock"),
        _key(
            "known_at", INSTANT, "when its rows became visible, never earlier than the publish that made them so", "UTC"
        ),
        _key("batches", INT, "batches in it", "batches"),
        _key("revisions", INT, "wordings it added", "revisions"),
        _key("version", TEXT, "finews version"),
    ),
    key=("load_id",),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        REVISIONS, SUPERSESSIONS, DATES, MENTIONS, TELLINGS, LINKS, LOOKS, POLLS, CAPTURES, REJECTS, BOILERPLATE,
        BATCHES, RUNS, REMOVALS, LOADS,
    )
}  # fmt: skip

STAGED = (
    "revisions", "dates", "mentions", "links", "looks", "polls", "captures", "rejects", "boilerplate", "batches",
    "runs",
)  # fmt: skip
"""Tables whose rows a batch brings; the load itself makes the others."""
