"""Makes staged rows for the tests of the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.tables import TABLES

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def revision(article: str, content: str, seen_at: datetime = T0, **fields: Any) -> dict[str, Any]:
    """A row of `revisions`: what the article said at that time."""
    row = {
        "article_id": article, "revision_id": f"{article}-{content}-{seen_at:%Y%m%d%H%M%S}",
        "url": f"http://news.example/{article}", "canonical_url": f"http://news.example/{article}",
        "source": "example", "media": "Example News", "title": f"{article} says {content}", "text": content,
        "published_precision": "unknown", "published_month": "undated", "seen_at": seen_at, "ingest_mode": "live",
        "reason": "capture", "content_hash": content, "capture_id": f"{article}-{content}-{seen_at:%Y%m%d%H%M%S}",
        "extractor": "test",
    }  # fmt: skip
    return row | fields


def capture(url_id: str, captured_at: datetime = T0, **fields: Any) -> dict[str, Any]:
    """A row of `captures`."""
    row = {
        "capture_id": f"{url_id}-{captured_at:%Y%m%d%H%M%S}", "url_id": url_id, "url": f"http://news.example/{url_id}",
        "source": "example", "kind": "feed", "run_id": "run", "batch_id": "batch", "captured_at": captured_at,
        "outcome": "fetched", "bytes": 10, "sha256": "aa", "elapsed_ms": 1, "ingest_mode": "live",
    }  # fmt: skip
    return row | fields


def stage(root: Path, batch_id: str, **tables: list[dict[str, Any]]) -> Path:
    """Stage a batch: the given rows and the row of the batch itself."""
    folder = root / "staging" / batch_id
    folder.mkdir(parents=True)
    batch = {
        "batch_id": batch_id, "run_id": "run", "source": "example", "warc": f"{batch_id}.warc.gz",
        "captures": 0, "articles": 0, "rejects": 0, "bytes": 0, "truncated": False,
    }  # fmt: skip
    for name, rows in ({"batches": [batch]} | tables).items():
        pq.write_table(TABLES[name].to_arrow(rows), folder / f"{name}.parquet")
    return folder
