"""news-please with a Parquet file: its own fetching and extraction, side by side in processes, pictures left out.

Its command-line crawler extracts in the one process of Scrapy and writes a JSON file a page, which is slower.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from newsplease import NewsPlease
from rows import arguments, report


def visit(url: str) -> dict[str, Any] | None:
    """Fetch and extract one page; return its row, or None if it came to nothing."""
    try:
        article = NewsPlease.from_url(url, fetch_images=False)
    except Exception:  # some pages are too much for its extractors: a page without a row
        return None
    if not article:
        return None
    return {
        "url": url, "title": article.title, "text": article.maintext, "summary": article.description,
        "media": article.source_domain, "language": article.language, "published": _text(article.date_publish),
        "image_url": article.image_url, "authors": article.authors or [],
    }  # fmt: skip


def _text(value: object) -> str | None:
    return str(value) if value else None


def main() -> None:
    """Visit every URL."""
    urls, rows, workers = arguments()
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_text, range(workers)))
        begin = time.time()
        for row in pool.map(visit, urls, chunksize=4):
            rows.add(row)
        rows.close()
        report(begin, rows.count, "news-please", "newspaper4k")


if __name__ == "__main__":
    main()
