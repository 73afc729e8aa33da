"""Polls one source and decides what to visit: links → what is known of them → batches of due links.

Links that bring their body along (posts, WARC records) are archived on the spot, so that from here on
every batch is either a list of links to fetch or a WARC file to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa

from tasks.claims import claim
from tasks.fetch import ArchiveWriter, Fetcher, payload_capture_id
from tasks.fetching import archive_payloads, fetcher_for
from tasks.peek import payload_language
from tasks.progress import progress
from tasks.records import Exchange, Link, Reason, Reject, Stage, stable_id, url_id
from tasks.run import Run
from tasks.sources import Source, all_failed, discover
from tasks.sources.days import hint_instant
from tasks.sources.spec import Context, Discovered
from tasks.stage import Stager, link_row, poll_row, reject_row
from tasks.todo import Batch, Due, write_todo
from tasks.watch import known_body, merged, watch_link, with_old_hints
from warehouse import boilerplate, state
from warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What one look at a source found, in counts and references."""

    source: str
    folder: str = ""  # the staged rows of the look itself
    batches: tuple[Batch, ...] = ()
    found: int = 0
    new: int = 0
    due: int = 0
    rejects: int = 0
    reasons: dict[str, int] = field(default_factory=dict)  # of the rejects
    examples: tuple[str, ...] = ()  # the first rejects, a line each
    error: str | None = None  # set if nothing of the source could be read
    known: int = 0  # files that an earlier import has read to their end
    left_out: dict[str, int] = field(default_factory=dict)  # records that filters left out, by filter


@dataclass(slots=True)
class Look:
    """What was seen of one document that lists links."""

    kind: str
    via: str
    ids: list[str] = field(default_factory=list)
    oldest: datetime | None = None
    newest: datetime | None = None

    def add(self, identity: str, published: datetime | None) -> None:
        """Count a link in."""
        self.ids.append(identity)
        if published:
            self.oldest = min(published, self.oldest or published)
            self.newest = max(published, self.newest or published)


class Planner:
    """One look at one source; use `plan`."""

    def __init__(self, source: Source, run: Run, connection: duckdb.DuckDBPyConnection, first: int = 0) -> None:
        self.source = source
        self.site = replace(source.site, repeated=boilerplate.known(connection, source.name))
        self.run = run
        self.connection = connection
        self.batch_id = run.batch_id(source.name, first)
        self.warc = run.warc(self.batch_id, source.name)
        self.links: dict[str, Link] = {}
        self.looks: dict[str, Look] = {}
        self.rejects: list[Reject] = []
        self.batches: list[Batch] = []
        self.stager = Stager(run.staging / f"{self.batch_id}-links")
        self.asked = 0  # documents polled
        self.named = first  # the last number that a batch got
        self.limit = source.max_links

    def plan(self) -> Plan:
        """Look at the source, archive what came with its links, list the due ones, stage the poll's rows."""
        payloads = self._look()
        while chunk := list(islice(payloads, self.run.settings.batch_size)):
            self._archive(chunk)
        self._keep_polls()
        due = self._due()
        self._list(due)
        new = self._stage({url_id(link.url) for link, _ in due})
        found = sum(len(look.ids) for look in self.looks.values())
        return Plan(
            self.source.name,
            str(self.stager.write()),
            tuple(self.batches),
            found=found,
            new=new,
            due=sum(batch.links for batch in self.batches),
            rejects=len(self.rejects),
            reasons=dict(Counter(reject.reason for reject in self.rejects)),
            examples=tuple(str(reject) for reject in self.rejects[:5]),
            error=self.rejects[0].detail if all_failed(self.source.entries, self.rejects) else None,
        )

    # -- looking ---------------------------------------------------------------------------------

    def _look(self) -> Iterator[Link]:
        """Poll the source; keep links to fetch and rejects, pass on links that bring their body."""
        info = self.run.info(self.batch_id, self.site)
        with ArchiveWriter(self.warc, info) as archive, ExitStack() as stack:
            fetchers: list[Fetcher] = []  # made when first needed: posts and WARC files ask nobody

            def fetch(url: str) -> Exchange:
                if not fetchers:
                    fetchers.append(stack.enter_context(fetcher_for(self.source, self.run, archive)))
                return self._poll(url, fetchers[0], archive)

            for found in self._discover(Context(fetch=fetch, now=self.run.clock(), language=payload_language)):
                if isinstance(found, Reject):
                    self.rejects.append(found)
                    continue
                identity = url_id(found.url)
                look = self.looks.get(found.via) or self.looks.setdefault(found.via, Look(found.kind, found.via))
                look.add(identity, hint_instant(found.hints.published))
                progress.add("found")
                if found.payload:
                    yield found
                else:
                    known = self.links.get(identity)
                    self.links[identity] = replace(known, hints=merged(known.hints, found.hints)) if known else found

    def _discover(self, context: Context) -> Iterator[Discovered]:
        return discover(self.source, context)

    def _poll(self, url: str, fetcher: Fetcher, archive: ArchiveWriter) -> Exchange:
        """Fetch a document that lists links, always in full: some feeds keep their ETag when they change."""
        link = Link(url, self.source.name, self.run.clock(), "poll", url)
        exchange = fetcher.fetch(link)
        if exchange.was_asked:
            archive.write(exchange)
        self.asked += 1
        return exchange

    def _keep_polls(self) -> None:
        """What was polled is a batch too; a source that asked nothing leaves no file."""
        if self.asked:
            self.batches.append(Batch(self.batch_id, self.source.name, 0, str(self.warc)))
        else:
            self.warc.unlink()

    # -- deciding --------------------------------------------------------------------------------

    def _archive(self, links: list[Link]) -> None:
        """Write links that bring their body into a WARC file, without those that are loaded already."""
        by_id = {payload_capture_id(link): link for link in links}
        known = state.known_captures(self.connection, by_id)
        fresh = [link for capture_id, link in by_id.items() if capture_id not in known]
        if not fresh:
            return
        self.batches.append(archive_payloads(self._next_id(), fresh, self.site, self.run))
        for link in fresh:
            self.stager.add("links", link_row(url_id(link.url), link, self.source.zone))

    def _due(self) -> list[Due]:
        """Choose what to visit, leaving out what another run or source is about to visit or has just visited."""
        chosen = self._choose(self.connection)
        mine = claim(self.run, chosen, self.source.name)
        store = Store(self.run.settings.root)
        if mine and store.pins().load_id != state.last_load(self.connection):  # another run has loaded meanwhile
            with store.reader() as connection:
                chosen = self._choose(connection)
        archive = self.run.settings.archive
        due = [
            (with_old_hints(link, row, archive), known_body(row)) for key, (link, row) in chosen.items() if key in mine
        ]
        if len(due) > self.limit:
            first, _ = due[self.limit]
            detail = f"{len(due)} links are due and max_links = {self.limit}; the rest is for the next run"
            self.rejects.append(Reject(first.url, Stage.DISCOVER, Reason.TOO_MANY_LINKS, detail, self.run.clock()))
        return due[: self.limit]

    def _choose(self, connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Link, dict[str, Any]]]:
        """Choose of the links that were found those that are due, then the watched articles; by the id of the URL."""
        asked, now = self._asked(), self.run.clock()
        rows = {row["url_id"]: row for row in state.due(connection, asked, now)}
        chosen = {key: (self.links[key], rows[key]) for key in self.links if key in rows}
        for row in state.watched(connection, self.source.name, self.source.watch, now):
            key = row["url_id"]
            chosen.setdefault(key, (self.links.get(key) or watch_link(row, self.source.name, now), row))
        return chosen

    def _asked(self) -> pa.Table:
        """Return the links that were found, as `warehouse.state` wants them."""
        return pa.table(
            {
                "url_id": pa.array(list(self.links), pa.string()),
                "hint_modified": pa.array([link.hints.modified for link in self.links.values()], pa.string()),
            }
        )

    def _chunks(self, due: list[Due]) -> Iterator[tuple[date | None, list[Due]]]:
        """Divide the due links into batches; those of a backfill are of one day each."""
        waiting = iter(due)
        while chunk := list(islice(waiting, self.run.settings.batch_size)):
            yield None, chunk

    def _list(self, due: list[Due]) -> None:
        """Write the due links into lists, one for each batch to fetch."""
        for day, chunk in self._chunks(due):
            batch_id = self._next_id()
            todo = self.run.staging / f"{batch_id}.todo"
            write_todo(todo, chunk)
            warc = self.run.warc(batch_id, self.source.name)
            hosts = {urlsplit(link.address).netloc for link, _ in chunk}
            host = hosts.pop() if len(hosts) == 1 else None
            batch = Batch(batch_id, self.source.name, len(chunk), str(warc), str(todo), host, day)
            self.batches.append(replace(batch, repeated=self.site.repeated))

    def _next_id(self) -> str:
        self.named += 1
        return self.run.batch_id(self.source.name, self.named)

    # -- staging ---------------------------------------------------------------------------------

    def _stage(self, due: set[str]) -> int:
        """Stage the rows of this look; return how many links its source had never named before."""
        ids = pa.array([identity for look in self.looks.values() for identity in look.ids], pa.string())
        known = state.known_links(self.connection, self.source.name, ids)
        last = state.last_polls(self.connection, self.source.name)
        at = self.run.clock()
        for identity, link in self.links.items():
            if identity in due or identity not in known:
                self.stager.add("links", link_row(identity, link, self.source.zone))
        for look in self.looks.values():
            self.stager.add("polls", self._poll_row(look, known, last.get(look.via), at))
        for row in boilerplate.learn(self.connection, self.source.name, at):
            self.stager.add("boilerplate", row)
        for reject in self.rejects:
            self.stager.add("rejects", reject_row(reject, self.run.id, self.source.name))
        unread = {one.url: one.detail for one in self.rejects if one.reason is Reason.SOURCE_UNREADABLE}
        for url in unread.keys() - self.looks.keys():  # once, though it may fail several days
            self.stager.add("polls", self._poll_row(Look("", url), known, None, at, unread[url]))
        return len(set(ids.to_pylist()) - known)

    def _poll_row(
        self, look: Look, known: set[str], last: datetime | None, at: datetime, failure: str | None = None
    ) -> dict[str, Any]:
        new = sum(identity not in known for identity in look.ids)
        overflowed = last is not None and look.ids and new == len(look.ids) and look.oldest and look.oldest > last
        return poll_row(
            stable_id("poll", self.run.id, self.source.name, look.via),
            run_id=self.run.id, source=self.source.name, kind=look.kind, via=look.via, at=at, items=len(look.ids),
            new_items=new, oldest=look.oldest, newest=look.newest, gap_from=last if overflowed else None,
            failure=failure,
        )  # fmt: skip


def plan(source: Source, run: Run, connection: duckdb.DuckDBPyConnection) -> Plan:
    """Look at one source and return what there is to do.

    A source that cannot be read at all comes back with `error` set, and a row in `rejects`.
    """
    return Planner(source, run, connection).plan()
