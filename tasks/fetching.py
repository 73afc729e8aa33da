"""Brings the links of batches into their WARC files, and ends all fetching when the run is interrupted."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from tasks.fetch import ArchiveWriter, Fetcher
from tasks.progress import progress
from tasks.records import Link, Site
from tasks.run import Run
from tasks.sources import Source
from tasks.todo import Batch, read_todo

_fetchers: weakref.WeakSet[Fetcher] = weakref.WeakSet()  # in use; an interrupt must reach their threads


def fetcher_for(source: Source, run: Run, archive: ArchiveWriter) -> Fetcher:
    """A fetcher by the source's own rules; what it asks on the way (robots.txt) goes to the archive too."""
    fetcher = Fetcher(run.settings, private=source.private, delay=source.delay, clock=run.clock, record=archive.write)
    _fetchers.add(fetcher)
    return fetcher


def stop_fetching() -> None:
    """End all visits of this process that wait for their turn; what was fetched so far stays in the archive."""
    for fetcher in list(_fetchers):
        fetcher.close()


def archive_payloads(batch_id: str, links: Collection[Link], site: Site, run: Run) -> Batch:
    """Write links that bring their bodies along into a WARC file, and return it as a batch to read."""
    path = run.warc(batch_id, site.name)
    with ArchiveWriter(path, run.info(batch_id, site)) as archive:
        for link in links:
            archive.write_payload(link, run.clock())
    return Batch(batch_id, site.name, len(links), str(path), places=tuple(archive.places))


class Turns:
    """One lock for each host."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}

    def of(self, host: str | None) -> AbstractContextManager[object]:
        """The turn of a host; several hosts at once need none."""
        with self._lock:
            return self._hosts.setdefault(host, threading.Lock()) if host else nullcontext()


turns = Turns()


def fetch(batch: Batch, source: Source, run: Run) -> tuple[list[int], int]:
    """Fetch the links of a batch into its WARC file; return where each capture lies in it, and how many links are left.

    Left are those whose host wants more time than a run waits: nothing is kept of them, so that they are due again.

    Batches of one host take turns: it is asked one link at a time anyway, and a batch that is complete can be
    extracted while the next one is fetched.
    """
    info = run.info(batch.id, replace(source.site, repeated=batch.repeated))
    with (
        turns.of(batch.host),
        ArchiveWriter(Path(batch.warc), info) as archive,
        fetcher_for(source, run, archive) as fetcher,
    ):
        left = 0
        for exchange in fetcher.fetch_all(read_todo(Path(batch.todo or ""))):
            if not exchange.was_asked:
                left += 1
                continue
            archive.write(exchange)
            progress.add("fetched")
    return archive.places, left
