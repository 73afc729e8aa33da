"""The real pages beside the checkout with what people say is in them, and the score of a text against theirs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tasks.fetch.message import content_type
from tasks.records import Capture, Link, Outcome

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
AT = datetime(2026, 7, 1, tzinfo=UTC)  # later than any date in the gold; the archive's own capture times are nominal
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_SHINGLE = 4  # tokens


@dataclass(frozen=True)
class Example:
    """One page and the gold for it; a field of the gold that nobody filled in is None."""

    set: str
    url: str
    content_type: str
    body: bytes
    gold: dict[str, Any]

    @property
    def site(self) -> str:
        """The pages of one site share their templates, so they must be on one side of a split."""
        parts = urlsplit(self.url)
        host = (parts.hostname or "").removeprefix("www.")
        return f"{host}/{parts.path.split('/')[1]}" if host.endswith(".example") else host

    def capture(self) -> Capture:
        """Return the capture that a crawl of the page makes."""
        media_type, charset = content_type(self.content_type)
        link = Link(self.url, "gold", AT, "urls", "gold")
        return Capture(
            capture_id="", link=link, final_url=self.url, at=AT, outcome=Outcome.FETCHED, status=200,
            media_type=media_type, charset=charset, body=self.body, bytes=len(self.body),
            sha256=sha256(self.body).hexdigest(), etag=None, last_modified=None, warc="", offset=0, length=0,
            elapsed_ms=0,
        )  # fmt: skip


def examples(folder: Path = FOLDER) -> list[Example]:
    """Read the pages that have gold.

    Raises:
        SystemExit: the folder of real pages is not there.
    """
    if not (folder / "dev.gold.jsonl").exists():
        raise SystemExit(f"{folder}: no such folder of real pages; put dev.warc.gz and dev.gold.jsonl there")
    lines = (folder / "dev.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return list(_archived(folder / "dev.warc.gz", {row["url"]: row for row in map(json.loads, lines)}))


def _archived(path: Path, gold: dict[str, dict[str, Any]]) -> Iterator[Example]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            url = str(record.headers["WARC-Target-URI"])
            declared = record.http_headers.get("Content-Type") or "text/html"
            if row := gold.get(url):
                yield Example(row["set"], url, declared, record.reader.read(), row)


def tokens(text: str) -> list[str]:
    """Return the words of a text; of Chinese and Japanese each character."""
    return _TOKEN.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four tokens in a text, with how often each occurs; of a shorter text all of it."""
    found = tokens(text)
    if not found:
        return Counter()
    return Counter(tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))


def precision_recall(text: str, gold: str) -> tuple[float, float]:
    """Compare a text with the gold as the article-extraction-benchmark does."""
    ours, theirs = shingles(text), shingles(gold)
    if not ours and not theirs:
        return 1.0, 1.0
    common = (ours & theirs).total()
    return (common / ours.total() if ours else 0.0), (common / theirs.total() if theirs else 0.0)


def f1(pairs: Iterable[tuple[float, float]]) -> float:
    """Return the harmonic mean of mean precision and mean recall."""
    precisions, recalls = zip(*pairs, strict=True)
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
