"""Reads sources whose links bring their bodies (posts, WARC files) and hands on each batch as soon as it is archived.

So pages are extracted while their file is still being read, and memory holds a batch, however large the file. What is
there already is passed over: a file that was read to its end by its fingerprint, a page by its capture.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tasks.fetch import payload_capture_id
from tasks.fetching import archive_payloads
from tasks.peek import payload_language
from tasks.plan import Plan
from tasks.progress import progress
from tasks.records import Exchange, Link, Reason, Reject, Stage, stable_id
from tasks.run import Run
from tasks.sources import Source, SourceError, discover
from tasks.sources.days import hint_instant
from tasks.sources.spec import Context, Discovered, Entry, open_file
from tasks.sources.warc import WarcEntry
from tasks.stage import Stager, poll_row, reject_row
from tasks.todo import Batch
from warehouse import state

BATCH_BYTES = 32_000_000  # of bodies in a batch: bounds the memory where pages are large
EXAMPLES = 5


@dataclass(slots=True)
class Document:
    """What was read of one file or folder so far."""

    via: str
    poll_id: str
    kind: str
    found: int = 0
    fresh: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    fault: str | None = None  # why it, or a part of it, could not be read

    @property
    def failed(self) -> str | None:
        """Why nothing of it could be read; a post among others, or what follows a cut, is only a reject."""
        return None if self.found else self.fault


@dataclass(slots=True)
class Tally:
    """What all documents came to."""

    found: int = 0
    fresh: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # of the rejects
    documents: int = 0
    known: int = 0  # documents that were imported before
    examples: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


class Importer:
    """One import of one source; use `parts`, then `plan`."""

    def __init__(self, source: Source, run: Run, connection: duckdb.DuckDBPyConnection) -> None:
        self.source = source
        self.run = run
        self.connection = connection
        self.tally = Tally()
        self.named = 0  # batches and folders that have a number
        self.left_out: Counter[str] = Counter()
        # What this run has read, which the view of the tables that it began with cannot show
        self.files_read: set[str] = set()
        self.archived: set[int] = set()  # digests of capture ids: some 80 bytes a page in all, however long the ids are

    def parts(self) -> Iterator[Batch | Path]:
        """Yield batches to extract as they are archived, and after each document the folder of its own rows."""
        for entry in self.source.entries:
            try:
                yield from self._entry(entry)
            except SourceError as error:
                yield from self._failed(entry.kind, entry.target, str(error))

    def plan(self) -> Plan:
        """What was found, once all parts are there."""
        tally = self.tally
        nothing = tally.documents and len(tally.unreadable) == tally.documents
        return Plan(
            self.source.name, found=tally.found, new=tally.fresh, due=tally.fresh, rejects=tally.reasons.total(),
            reasons=dict(tally.reasons), examples=tuple(tally.examples), error=tally.unreadable[0] if nothing else None,
            known=tally.known, left_out=dict(self.left_out),
        )  # fmt: skip

    # -- documents -------------------------------------------------------------------------------

    def _entry(self, entry: Entry) -> Iterator[Batch | Path]:
        """Read the files of a WARC entry one by one; any other entry is one document."""
        context = Context(_no_fetch, self.run.clock(), payload_language, self.left_out)
        if not isinstance(entry, WarcEntry):
            only = self.source.model_copy(update={"entries": (entry,)})
            document = Document(entry.target, stable_id("poll", self.run.id, entry.target), entry.kind)
            yield from self._document(document, discover(only, context))
            return
        for file in entry.files():
            try:
                document = Document(file.name, self._fingerprint(entry, file), entry.kind)
                if self._is_known(document.poll_id):
                    self.tally.known += 1
                    self.tally.documents += 1
                    continue
                yield from self._document(document, entry.read(file, self.source.site, context))
                self.files_read.add(document.poll_id)
            except SourceError as error:
                yield from self._failed(entry.kind, str(file), str(error))

    def _is_known(self, fingerprint: str) -> bool:
        """Say whether a file was read to its end before, by this run or one that is loaded."""
        return fingerprint in self.files_read or bool(state.known_polls(self.connection, [fingerprint]))

    def _fingerprint(self, entry: WarcEntry, file: Path) -> str:
        """Identify what reading a file under these filters gives: by its bytes, wherever it lies.

        Raises:
            SourceError: it cannot be read.
        """
        filters = entry.model_dump_json(exclude={"path"})
        site = json.dumps([self.source.name, self.source.include, self.source.exclude])
        with open_file(file) as stream:
            try:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError as error:
                raise SourceError(f"{file}: {error.strerror or error}") from None
        return stable_id("import", digest, filters, site)

    def _document(self, document: Document, found: Iterator[Discovered]) -> Iterator[Batch | Path]:
        stager = Stager(self.run.staging / f"{self._next_id()}-document")
        links: list[Link] = []
        size = 0
        for item in found:
            if isinstance(item, Reject):
                self._reject(item, document, stager)
            elif item.payload:
                progress.add("found")
                document.found += 1
                links.append(item)
                size += len(item.payload.content)
            if len(links) >= self.run.settings.batch_size or size >= BATCH_BYTES:
                if batch := self._archive(links, document):
                    yield batch
                size = 0
        if batch := self._archive(links, document):
            yield batch
        self._count(document)
        stager.add("polls", self._poll_row(document))
        yield stager.write()

    def _failed(self, kind: str, target: str, why: str) -> Iterator[Path]:
        """Keep what could not be read at all."""
        document = Document(target, stable_id("poll", self.run.id, target), kind, fault=why)
        stager = Stager(self.run.staging / f"{self._next_id()}-document")
        self._reject(Reject(target, Stage.DISCOVER, Reason.SOURCE_UNREADABLE, why, self.run.clock()), document, stager)
        self._count(document)
        stager.add("polls", self._poll_row(document))
        yield stager.write()

    def _count(self, document: Document) -> None:
        self.tally.documents += 1
        self.tally.found += document.found
        self.tally.fresh += document.fresh
        if document.failed:
            self.tally.unreadable.append(document.failed)

    def _reject(self, reject: Reject, document: Document, stager: Stager) -> None:
        progress.add("rejects")
        self.tally.reasons[reject.reason] += 1
        if reject.reason in (Reason.SOURCE_UNREADABLE, Reason.RECORD_TRUNCATED):
            document.fault = document.fault or reject.detail
        if len(self.tally.examples) < EXAMPLES:
            self.tally.examples.append(str(reject))
        stager.add("rejects", reject_row(reject, self.run.id, self.source.name))

    # -- batches ---------------------------------------------------------------------------------

    def _archive(self, links: list[Link], document: Document) -> Batch | None:
        """Move links into a WARC file of ours, without those that are loaded already; None if that is all of them.

        The list is emptied: who gets the batch may load others before we go on, and bodies take 40 MB.
        """
        by_id = {payload_capture_id(link): link for link in links}
        links.clear()
        known = state.known_captures(self.connection, by_id) if by_id else set()
        unknown = [(capture_id, link) for capture_id, link in by_id.items() if capture_id not in known]
        fresh = [link for capture_id, link in unknown if self._is_first(capture_id)]
        if not fresh:
            return None
        document.fresh += len(fresh)
        for link in fresh:
            at = hint_instant(link.hints.published)
            document.oldest = min(filter(None, (document.oldest, at)), default=None)
            document.newest = max(filter(None, (document.newest, at)), default=None)
        return archive_payloads(self._next_id(), fresh, self.source.site, self.run)

    def _is_first(self, capture_id: str) -> bool:
        """Say whether this run meets a capture for the first time, and remember it."""
        digest, before = int(capture_id[:16], 16), len(self.archived)
        self.archived.add(digest)
        return len(self.archived) > before

    def _next_id(self) -> str:
        self.named += 1
        return self.run.batch_id(self.source.name, self.named)

    def _poll_row(self, document: Document) -> dict[str, Any]:
        return poll_row(
            document.poll_id, run_id=self.run.id, source=self.source.name, kind=document.kind, via=document.via,
            at=self.run.clock(), items=document.found, new_items=document.fresh, oldest=document.oldest,
            newest=document.newest, failure=document.failed or None,
        )  # fmt: skip


def _no_fetch(url: str) -> Exchange:
    raise SourceError(f"{url}: an import asks nobody")
