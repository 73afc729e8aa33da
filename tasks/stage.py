"""Turns records into rows and stages them: one Parquet file a table in a batch's folder, for a load to pick up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.records import Article, Capture, Evidence, IngestMode, Link, Mention, Reject, url_id
from tasks.sources.days import link_day
from warehouse.keys import revision_id as identify
from warehouse.tables import TABLES, UNDATED

ROWS_IN_MEMORY = 5_000
_OF_ARTICLE = [field.name for field in fields(Article) if field.name in TABLES["revisions"].schema.names]
"""Columns of `revisions` that are fields of an article, under the same name."""


class Stager:
    """Collects the rows of one batch; a folder appears under its final name only when it is complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: Counter[str] = Counter()
        self._new = folder.with_name(folder.name + ".new")
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Take one row of a table."""
        self.counts[table] += 1
        self._rows[table].append(row)
        if len(self._rows[table]) >= ROWS_IN_MEMORY:
            self._flush(table)

    def write(self) -> Path:
        """Write what is left and rename the folder into place."""
        self._new.mkdir(parents=True, exist_ok=True)
        for table in list(self._rows):
            self._flush(table)
        for writer in self._writers.values():
            writer.close()
        return self._new.rename(self.folder)

    def _flush(self, table: str) -> None:
        if table not in self._writers:
            self._new.mkdir(parents=True, exist_ok=True)
            schema = TABLES[table].staged_schema
            self._writers[table] = pq.ParquetWriter(self._new / f"{table}.parquet", schema, compression="lz4")
        self._writers[table].write_table(TABLES[table].to_arrow(self._rows.pop(table)))


def link_row(identity: str, link: Link, zone: str | None) -> dict[str, Any]:
    """A row of `links`; `zone` is that of its source's days."""
    return {
        "url_id": identity, "url": link.url, "source": link.source, "found_at": link.found_at,
        "kind": link.kind, "via": link.via, "hint_title": link.hints.title,
        "hint_published": link.hints.published, "hint_modified": link.hints.modified,
        "day": link_day(link.url, link.hints, zone),
    }  # fmt: skip


def poll_row(
    poll_id: str, *, run_id: str, source: str, kind: str, via: str, at: datetime, items: int, new_items: int,
    oldest: datetime | None, newest: datetime | None, gap_from: datetime | None = None, failure: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A row of `polls`; a gap begins at `gap_from` and ends with the oldest item, `failure` says why it failed."""
    return {
        "poll_id": poll_id, "run_id": run_id, "source": source, "kind": kind, "via": via, "polled_at": at,
        "items": items, "new_items": new_items, "oldest": oldest, "newest": newest,
        "gap_from": gap_from, "gap_to": oldest if gap_from else None,
        "status": "ok" if failure is None else "failed", "detail": failure,
    }  # fmt: skip


def capture_row(capture: Capture, info: dict[str, str], article: Article | None) -> dict[str, Any]:
    """A row of `captures`; `info` is the WARC file's own account of its batch, `article` what the capture shows."""
    return {
        "capture_id": capture.capture_id,
        "url_id": url_id(capture.link.url),
        "url": capture.link.url,
        "final_url": capture.final_url,
        "source": capture.link.source,
        "kind": capture.link.kind,
        "run_id": info["finews-run"],
        "batch_id": info["finews-batch"],
        "captured_at": capture.at,
        "status": capture.status,
        "outcome": capture.outcome.value,
        "article_id": article and article.article_id,
        "content_hash": article and article.content_hash,
        "bytes": capture.bytes,
        "sha256": capture.sha256,
        "etag": capture.etag,
        "last_modified": capture.last_modified,
        "hint_modified": capture.link.hints.modified,
        "warc": capture.warc,
        "warc_offset": capture.offset,
        "warc_length": capture.length,
        "elapsed_ms": capture.elapsed_ms,
        "ingest_mode": info["finews-ingest-mode"],
    }


def article_rows(
    article: Article, capture: Capture, mode: IngestMode, replay: str | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The rows of `revisions`, `dates` and `mentions` that one article makes; `replay` names its replay, if any."""
    revision_id = identify(article.article_id, capture.capture_id, *([replay] if replay else []))
    month = f"{article.published_on:%Y-%m}" if article.published_on else UNDATED
    revision = {name: getattr(article, name) for name in _OF_ARTICLE} | {
        "revision_id": revision_id, "source": capture.link.source, "published_month": month, "seen_at": capture.at,
        "published_precision": article.published_precision.value, "ingest_mode": mode.value,
        "reason": "replay" if replay else "capture", "capture_id": capture.capture_id,
    }  # fmt: skip
    return {
        "revisions": [revision],
        "dates": [_date_row(one, revision_id, month) for one in article.dates],
        "mentions": [_mention_row(one, article, revision_id, month) for one in article.mentions],
    }


def _date_row(evidence: Evidence, revision_id: str, month: str) -> dict[str, Any]:
    return {
        "revision_id": revision_id, "field": evidence.field, "raw": evidence.raw, "rule": evidence.rule,
        "value": evidence.value, "on_day": evidence.on, "precision": evidence.precision.value, "zone": evidence.zone,
        "zone_assumed": evidence.zone_assumed, "chosen": evidence.chosen, "conflict": evidence.conflict,
        "note": evidence.note, "published_month": month,
    }  # fmt: skip


def _mention_row(mention: Mention, article: Article, revision_id: str, month: str) -> dict[str, Any]:
    return {
        "revision_id": revision_id, "article_id": article.article_id, "symbol": mention.symbol, "mic": mention.mic,
        "kind": mention.kind, "name": mention.name, "method": mention.method, "text_offset": mention.offset,
        "confidence": mention.confidence, "published_at": article.published_at, "published_month": month,
        "session_date": mention.session_date, "session_phase": mention.session_phase,
    }  # fmt: skip


def reject_row(reject: Reject, run_id: str, source: str) -> dict[str, Any]:
    """A row of `rejects`."""
    return {
        "capture_id": reject.capture_id,
        "run_id": run_id,
        "source": source,
        "url": reject.url,
        "stage": reject.stage.value,
        "reason": reject.reason.value,
        "detail": reject.detail,
        "rejected_at": reject.at,
    }
