"""Scrapy with trafilatura and a Parquet file, without pauses.

Without workers, as its documentation has it: the callback extracts, in the one process of Scrapy. With some, as one
would build it for speed: each page goes to a pool of processes. It writes no archive, keeps no state and finds no
securities, so it has less to do than finews.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from typing import Any

import scrapy
from rows import RowWriter, arguments, report
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from trafilatura import bare_extraction

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
}


class PageSpider(scrapy.Spider):
    """Fetches the URLs; extracts each page, or hands it to a worker process."""

    name = "pages"

    def __init__(self, urls: list[str], pool: ProcessPoolExecutor | None, rows: RowWriter, **options: Any) -> None:
        super().__init__(**options)
        self.urls, self.pool, self.rows = urls, pool, rows

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every URL."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    async def parse(self, response: Response) -> None:
        """Keep the row of a page."""
        if self.pool is None:
            self.rows.add(extract(response.body, response.url))
        else:
            self.rows.add(await asyncio.wrap_future(self.pool.submit(extract, response.body, response.url)))


def extract(body: bytes, url: str) -> dict[str, Any] | None:
    """Return the row of a page, or None if there is no text in it."""
    found: Any = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return None
    return {
        "url": url, "title": found.title, "text": found.text, "summary": found.description, "media": found.sitename,
        "language": found.language, "published": found.date, "image_url": found.image,
        "authors": (found.author or "").split("; "),
    }  # fmt: skip


def main() -> None:
    """Run the crawl."""
    urls, rows, workers = arguments()
    with ProcessPoolExecutor(workers) if workers else nullcontext() as pool:
        if pool:  # forked before the reactor has threads
            list(pool.map(extract, [b"<p>ready</p>"] * workers, [""] * workers))
        process = CrawlerProcess(SETTINGS)
        process.crawl(PageSpider, urls=urls, pool=pool, rows=rows)
        begin = time.time()
        process.start()
        rows.close()
        report(begin, rows.count, "scrapy", "trafilatura")


if __name__ == "__main__":
    main()
