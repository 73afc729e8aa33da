"""Every table of the warehouse, declared once: columns, types, meanings, units, partition.

The Delta schemas, the staged files, the catalog and the reference in `docs/tables.md` are made from here.
Every table is append-only, and every row carries the number of the load that wrote it.
"""

from __future__ import annotations

from warehouse.schema import (
    BIG,
    BYTES,
    DAY,
    FLAG,
    INSTANT,
    INT,
    KEYS,
    REAL,
    TEXT,
    TEXTS,
    Table,
    by_load,
    nullable,
    required,
)

UNDATED = "undated"  # the month of an article whose publication is not known

LOAD = by_load("load_id", BIG, "number of the load that wrote the row; `loads` says when it became visible")

REVISIONS = Table(
    "revisions",
    "one wording of one article",
    (
        required(
            "article_id", TEXT, "the article, whatever its wording; from its canonical URL or its source's `identity`"
        ),
        required("revision_id", TEXT, "this wording of the article"),
        by_load("revision", INT, "1 for the first wording we saw, counted up as wordings were loaded"),
        required("url", TEXT, "the link through which this wording was captured"),
        required("canonical_url", TEXT, "the address that the publisher prefers, tracking parameters removed"),
        required("source", TEXT, "name of the source file that led to it"),
        nullable("media", TEXT, "who published it first, as the article says (财联社), or else the site"),
        required("title", TEXT, "headline, without the site's name"),
        nullable("summary", TEXT, "the publisher's own summary or digest"),
        required("text", TEXT, "main text; paragraphs are separated by one line break"),
        nullable("language", TEXT, "ISO 639-1 code"),
        nullable("authors", TEXTS, "persons who wrote it, in the order given"),
        nullable("editors", TEXTS, "persons who edited it, as the article says (责任编辑)"),
        nullable("publisher", TEXT, "the publisher of the site, as its markup names it"),
        nullable("paywalled", FLAG, "true if the article is not free to read; null where its markup does not say"),
        nullable("category", TEXT, "section or category, as the publisher names it"),
        nullable("tags", TEXTS, "keywords, as the publisher gives them"),
        nullable("image_url", TEXT, "the article's main picture"),
        nullable("published_at", INSTANT, "instant of publication; null where no more than a day is known", "UTC"),
        required("published_precision", TEXT, "second, minute, hour, day, month, year or unknown"),
        nullable("published_zone", TEXT, "zone or offset in which the publisher stated the time"),
        nullable("published_on", DAY, "calendar day of publication at the source"),
        required("published_month", TEXT, "month of publication at the source, YYYY-MM, or 'undated'; the partition"),
        nullable(
            "stated_times",
            TEXTS,
            "times of publication that the page itself states (markup, visible text, front matter), UTC, each as "
            "exactly as it is stated; where they all differ from those before, the publisher has corrected the time",
        ),
        nullable("modified_at", INSTANT, "instant of the last change, as the publisher states it", "UTC"),
        required(
            "seen_at", INSTANT, "when this wording was first captured, by us or by the archive it came from", "UTC"
        ),
        required("ingest_mode", TEXT, "live, backfill or archive"),
        required(
            "reason", TEXT, "capture: the publisher's wording as captured; replay: an old capture, extracted again"
        ),
        by_load("story_id", TEXT, "the story that the article tells, for good; `tellings` says how it was found"),
        required(
            "content_hash",
            TEXT,
            "SHA-256 of title and text with the lines that the site repeats, width-folded and without white space",
        ),
        required("capture_id", TEXT, "the capture it was extracted from"),
        required("extractor", TEXT, "name and version of what extracted it"),
        by_load("row_id", BIG, "number of this row in this warehouse, by which `supersessions` names it, too"),
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
        required("article_id", TEXT, "the article"),
        required("revision_id", TEXT, "the older wording"),
        required(
            "by_revision_id",
            TEXT,
            "the wording that replaced it; the older wording itself where a replay withdrew the article",
        ),
        required(
            "superseded_at",
            INSTANT,
            "when the newer wording was first captured; of a replay, when it was promoted",
            "UTC",
        ),
        by_load("row_id", BIG, "number of the older wording's row in `revisions`"),
        LOAD,
    ),
    key=("revision_id", "by_revision_id"),
)

DATES = Table(
    "dates",
    "one piece of evidence for a time of an article",
    (
        required("revision_id", TEXT, "the wording it belongs to"),
        required("field", TEXT, "published or modified"),
        required("raw", TEXT, "the words it was read from"),
        required("rule", TEXT, "where they stood: feed, json-ld, meta, time-tag, url, text, front-matter, http …"),
        nullable("value", INSTANT, "the instant; null where no more than a day is stated", "UTC"),
        nullable("on_day", DAY, "the calendar day at the source"),
        required("precision", TEXT, "second, minute, hour, day, month, year or unknown"),
        nullable("zone", TEXT, "zone or offset, stated or assumed"),
        required("zone_assumed", FLAG, "true if the words name no zone: it is the source's, or assumed (see `note`)"),
        required("chosen", FLAG, "true for the evidence that the article's time was taken from"),
        required("conflict", FLAG, "true if it disagrees with the chosen one"),
        nullable("note", TEXT, "why it was not believed, or not wholly"),
        required("published_month", TEXT, "month of the article; the partition"),
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
        required("revision_id", TEXT, "the wording that names it"),
        required("article_id", TEXT, "its article"),
        required("symbol", TEXT, "the security's code, as its exchange writes it"),
        nullable(
            "mic", TEXT, "its exchange, ISO 10383 market identifier code; null for boards and where none is stated"
        ),
        required("kind", TEXT, "equity, fund, bond, index, board …"),
        nullable("name", TEXT, "the words in the text"),
        required(
            "method",
            TEXT,
            "how it was found: data-code, quote-link, json-ld, suffix, exchange, brackets, code-word, cashtag",
        ),
        nullable("text_offset", INT, "where the words stand in `text`; null if they are not in it", "characters"),
        required("confidence", REAL, "how sure the method is", "0 to 1"),
        nullable("published_at", INSTANT, "of the article", "UTC"),
        nullable(
            "session_date",
            DAY,
            "the first regular session of the exchange that had not closed when the article was published; null for "
            "exchanges other than XSHG, XSHE, XHKG, XNYS, XNAS and where the time is not known well enough",
        ),
        nullable(
            "session_phase",
            TEXT,
            "where the publication fell: pre (before that day's open), open, break (lunch), post (after that day's "
            "close; the session is the next one), closed (a day without a session; the next one)",
        ),
        required("published_month", TEXT, "month of the article; the partition"),
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
        required("article_id", TEXT, "the article"),
        required("story_id", TEXT, "its story: the article that told it first, as far as was known then"),
        nullable("retells", TEXT, "the article whose telling it was found to be like; null for the first"),
        required("how", TEXT, "first, same text, near duplicate"),
        nullable("similarity", REAL, "words in common with that telling", "0 to 1"),
        required("revision_id", TEXT, "the wording that was compared, the article's first here"),
        required("text_hash", TEXT, "SHA-256 of its text, width-folded and without white space, 32 digits"),
        required("keys", KEYS, "keys of which similar texts share some (MinHash bands)"),
        required("signature", BYTES, "a byte of each minimum that the keys are made of; similar texts share many"),
        nullable("told_at", INSTANT, "when it was published; null where no more than a day is known", "UTC"),
        required("told_on", DAY, "the day of publication at the source, or else of our first sight"),
        required("published_month", TEXT, "month of the article, the partition of its revisions"),
        required("told_month", TEXT, "month of `told_on`; the partition"),
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
        required("url_id", TEXT, "the link's URL, normalized (RFC 3986 §6.2.2)"),
        required("url", TEXT, "the URL as the source wrote it"),
        required("source", TEXT, "name of the source"),
        required("found_at", INSTANT, "when we read it there", "UTC"),
        required("kind", TEXT, "kind of entry that found it: feed, sitemap, listing, posts, urls, warc"),
        required("via", TEXT, "the document in which it stood"),
        nullable("hint_title", TEXT, "title, as the source gives it"),
        nullable("hint_published", TEXT, "time of publication, as the source writes it"),
        nullable("hint_modified", TEXT, "time of the last change, as the source writes it"),
        nullable("day", DAY, "calendar day at the source that it belongs to: by its list, its time or its address"),
        LOAD,
    ),
    key=("url_id", "source", "hint_modified", "day"),
)

LOOKS = Table(
    "looks",
    "a day of a source whose links were looked for, in every way that the source has",
    (
        required("look_id", TEXT, "this look"),
        required("run_id", TEXT, "the run that looked"),
        required("source", TEXT, "name of the source"),
        required("day", DAY, "calendar day at the source; it was over by then"),
        required("looked_at", INSTANT, "when", "UTC"),
        required("strategies", TEXTS, "ways in which it was looked for: dated, sitemap …"),
        required("found", INT, "links of that day that were found", "links"),
        required("status", TEXT, "ok, or failed if one of the ways could not be gone"),
        nullable("detail", TEXT, "why it failed"),
        LOAD,
    ),
    key=("look_id",),
)

POLLS = Table(
    "polls",
    "one look at a document that lists links",
    (
        required("poll_id", TEXT, "this look"),
        required("run_id", TEXT, "the run that looked"),
        required("source", TEXT, "name of the source"),
        required("kind", TEXT, "kind of entry"),
        required("via", TEXT, "the document: a URL or a file"),
        required("polled_at", INSTANT, "when", "UTC"),
        required("items", INT, "links it listed", "links"),
        required("new_items", INT, "of them, links we had never seen", "links"),
        nullable("oldest", INSTANT, "earliest publication it states", "UTC"),
        nullable("newest", INSTANT, "latest publication it states", "UTC"),
        nullable(
            "gap_from", INSTANT, "start of a stretch that may be missing: every item was new since the last look", "UTC"
        ),
        nullable("gap_to", INSTANT, "end of that stretch", "UTC"),
        required("status", TEXT, "ok or failed"),
        nullable("detail", TEXT, "why it failed"),
        LOAD,
    ),
    key=("poll_id",),
)

CAPTURES = Table(
    "captures",
    "one visit to one link, or one body that came with a link",
    (
        required("capture_id", TEXT, "this capture"),
        required("url_id", TEXT, "the link's URL, normalized"),
        required("url", TEXT, "the link"),
        nullable("final_url", TEXT, "the address that answered, after redirects"),
        required("source", TEXT, "name of the source"),
        required("kind", TEXT, "feed, sitemap … for articles; poll for documents that list links; robots"),
        required("run_id", TEXT, "the run that made it"),
        required("batch_id", TEXT, "the batch it belongs to"),
        required("captured_at", INSTANT, "when, by us or by the archive it came from", "UTC"),
        nullable("status", INT, "HTTP status of the last response"),
        required("outcome", TEXT, "fetched, unchanged, gone, refused, blocked or failed"),
        nullable("article_id", TEXT, "the article that it shows; null if none came of it"),
        nullable("content_hash", TEXT, "of the article's title and text as it shows them"),
        required("bytes", BIG, "length of the body, decompressed", "bytes"),
        nullable("sha256", TEXT, "of the body, decompressed"),
        nullable("etag", TEXT, "validator, for the next visit (RFC 9110 §8.8.3)"),
        nullable("last_modified", TEXT, "validator, for the next visit (RFC 9110 §8.8.2)"),
        nullable("hint_modified", TEXT, "the source's hint that was current at this visit"),
        nullable("warc", TEXT, "WARC file, below the archive's root"),
        nullable("warc_offset", BIG, "of the record in that file", "bytes"),
        nullable("warc_length", BIG, "of the record as stored", "bytes"),
        required("elapsed_ms", INT, "time the visit took", "ms"),
        required("ingest_mode", TEXT, "live, backfill or archive"),
        LOAD,
    ),
    key=("capture_id",),
    order=("url_id",),
)

REJECTS = Table(
    "rejects",
    "something that could not become an article, with its reason",
    (
        nullable("capture_id", TEXT, "the capture that holds its bytes; null if there are none"),
        required("run_id", TEXT, "the run"),
        required("source", TEXT, "name of the source"),
        required("url", TEXT, "the link, or the document that could not be read"),
        required("stage", TEXT, "discover, fetch, extract or normalize"),
        required("reason", TEXT, "one word; `finews sql rejects_by_reason` counts them"),
        required("detail", TEXT, "one line for a person"),
        required("rejected_at", INSTANT, "when", "UTC"),
        LOAD,
    ),
    key=("run_id", "url", "rejected_at", "reason"),
)

BOILERPLATE = Table(
    "boilerplate",
    "a line that a site repeats before or behind its articles; captures from then on are read without it",
    (
        required("source", TEXT, "name of the source"),
        required("host", TEXT, "the site"),
        required("line", TEXT, "the line"),
        required("articles", INT, "articles that had it at an edge of their text when it was learned", "articles"),
        required("share", REAL, "of the site's articles"),
        required("learned_at", INSTANT, "when", "UTC"),
        LOAD,
    ),
    key=("source", "host", "line"),
)

BATCHES = Table(
    "batches",
    "a batch of captures, one WARC file, that has been loaded",
    (
        required("batch_id", TEXT, "the batch"),
        required("run_id", TEXT, "the run that fetched it"),
        required("source", TEXT, "name of the source"),
        required("warc", TEXT, "its WARC file, below the archive's root"),
        required("captures", INT, "captures in it", "captures"),
        required("articles", INT, "captures that show an article", "captures"),
        required("rejects", INT, "rejects", "rejects"),
        required("bytes", BIG, "bodies, decompressed", "bytes"),
        required("truncated", FLAG, "true if the file was cut and only what came before the cut is here"),
        LOAD,
    ),
    key=("batch_id",),
)

RUNS = Table(
    "runs",
    "a flow run that has ended",
    (
        required("run_id", TEXT, "the run, as Prefect numbers it"),
        required("flow", TEXT, "crawl, import, maintain …"),
        required("started_at", INSTANT, "when it began", "UTC"),
        required("ended_at", INSTANT, "when it ended", "UTC"),
        required("status", TEXT, "ok, partial (a source failed) or failed (every source failed)"),
        required("parameters", TEXT, "its parameters, as JSON"),
        required("version", TEXT, "finews version"),
        required("links", INT, "links found", "links"),
        required("captures", INT, "captures made", "captures"),
        required("revisions", INT, "wordings added", "revisions"),
        required("rejects", INT, "rejects", "rejects"),
        LOAD,
    ),
    key=("run_id",),
)

REMOVALS = Table(
    "removals",
    "a WARC file that was removed, as its source does not keep it any longer",
    (
        required("warc", TEXT, "the file, below the archive's root"),
        required("batch_id", TEXT, "the batch that was in it; its rows stay"),
        required("source", TEXT, "name of the source"),
        required("removed_at", INSTANT, "when", "UTC"),
        required("captures", INT, "captures that were in it", "captures"),
        required("bytes", BIG, "its size", "bytes"),
        nullable("held_by", TEXT, "what still pointed to it, where it was removed all the same"),
        LOAD,
    ),
    key=("warc",),
)

LOADS = Table(
    "loads",
    "one load: rows of all tables that became visible at the same moment",
    (
        by_load("load_id", BIG, "counted up by one for each load; a logical clock"),
        required(
            "known_at", INSTANT, "when its rows became visible, never earlier than the publish that made them so", "UTC"
        ),
        required("batches", INT, "batches in it", "batches"),
        required("revisions", INT, "wordings it added", "revisions"),
        required("version", TEXT, "finews version"),
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
