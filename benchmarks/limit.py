"""The limit: what finews does to a page, `tasks.page.process`, called alone on pages that lie in memory.

No fetching, no archive, no rows: nothing could be faster on that many processes without a faster extraction.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import time

from benchmarks.pages import captures, load_pages
from tasks.page import process
from tasks.records import Capture, Site
from tasks.settings import get_settings

_SITE = Site("benchmark", private=True)
_VOTED = get_settings().text == "voted"
_captures: list[Capture] = []  # filled before the processes are forked, so that no page has to be sent to them


def work(number: int) -> int:
    """Process one page; return how many articles came of it."""
    try:
        process(_captures[number], _SITE, _VOTED)
    except Exception:  # a reject, as in the sandbox
        return 0
    return 1


def main() -> None:
    """Process the pages and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    given = parser.parse_args()
    _captures.extend(captures(load_pages(), given.pages))
    gc.collect()
    gc.freeze()  # as the processes of finews do
    with multiprocessing.get_context("fork").Pool(given.workers) as pool:
        pool.map(work, range(min(given.pages, 4 * given.workers)), chunksize=1)  # models are loaded at first use
        begin = time.time()
        rows = sum(pool.imap_unordered(work, range(given.pages), chunksize=2))
        print(json.dumps({"begin": begin, "end": time.time(), "rows": rows}))


if __name__ == "__main__":
    main()
