"""Loads what pages and loads need before the first of them: imported once by the process that others are forked from.

Models, lazily imported libraries and the calendars of exchanges are then there in every fork, and their memory is
shared.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module

from tasks import memory
from tasks.extract.model import load
from tasks.normalize.sessions import reading_apart
from tasks.page import process
from tasks.records import Capture, Link, PageError, Site

_PARAGRAPH = "The harbour board met on Monday and settled the budget for dredging, it said. 港口董事会周一开会。"
_PAGE = f"""<html><head><title>Harbour</title><meta property="article:published_time" content="2026-01-05T09:30:00Z">
</head><body><article><h1>Harbour</h1>{f"<p>{_PARAGRAPH}</p>" * 5}</article></body></html>""".encode()
_ENGINES = ("pyarrow.compute", "warehouse.store", "warehouse.search.catchup")


def warm_up() -> None:
    """Process one small page with either setting of `text`, and load the filter that only pages in doubt need."""
    at = datetime(2026, 1, 6, tzinfo=UTC)
    link = Link("http://harbour.example/1", "warm-up", at, "feed", "")
    capture = Capture("", link, link.url, at, media_type="text/html", charset="utf-8", body=_PAGE, bytes=len(_PAGE))
    with reading_apart():
        for voted in (True, False):
            with suppress(PageError):  # what becomes of the page does not matter
                process(capture, Site("warm-up"), voted)
        load()


def load_engines() -> None:
    """Import what a load imports."""
    memory.choose_allocators()
    for name in _ENGINES:
        import_module(name)
    from warehouse.fold import fold

    fold("")  # makes its tables
    memory.without_pandas()
    memory.share_heaps()


warm_up()
load_engines()
gc.collect()
memory.keep_uncollected()  # what all forks share is neither looked through nor copied when one of them collects
