"""What happens to one batch: fetch its links into a WARC file, then turn that file into staged rows.

The second half needs nothing but the WARC file, so a crash, an import and a replay all take the same path.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tasks.extract.sandbox import Sandbox
from tasks.fetch.captures import capture_at, read_archive, read_info
from tasks.page import NOT_ARTICLES, Page, process_at
from tasks.progress import progress
from tasks.records import WATCH, Article, Capture, IngestMode, Outcome, PageError, Reason, Reject, Site, Stage, url_id
from tasks.stage import Stager, article_rows, capture_row, link_row, reject_row

EXAMPLES = 5  # rejects of a batch that are shown to whoever watches


@dataclass(frozen=True, slots=True)
class Staged:
    """A batch whose rows wait for a load, in counts and references."""

    batch_id: str
    source: str
    folder: str
    captures: int = 0
    articles: int = 0
    unchanged: int = 0
    rejects: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()  # the first rejects, a line each
    truncated: bool = False
    left: int = 0  # links that were not asked for: their host wants time, and the next run asks


class BatchReader:
    """Reads one WARC file and stages what becomes of each capture; called by `process_warc` and by a replay."""

    def __init__(
        self,
        warc: Path,
        archive: Path,
        folder: Path,
        site: Site,
        voted: bool,
        replay: str | None = None,
        links: bool = False,
    ) -> None:
        self.warc = warc
        self.archive = archive
        self.name = warc.relative_to(archive).as_posix()
        self.replay = replay  # the id of the replay that this is part of
        self.links = links  # to be staged too: they came with their bodies, or the poll that found them was lost
        self.info = info_of(warc)
        repeated = site_of(self.info).repeated  # as known then, so that a replay reads the same
        self.site = replace(site, repeated=repeated)
        self.process = partial(process_at, warc=self.name, archive=archive, site=self.site, voted=voted)
        self.mode = IngestMode(self.info["finews-ingest-mode"])
        self.stager = Stager(folder)
        self.reasons: Counter[str] = Counter()
        self.examples: list[str] = []
        self.counts: Counter[str] = Counter()
        self.reader = read_archive(warc, archive)

    def run(self, sandbox: Sandbox, places: Iterable[int] | None) -> Staged:
        """Stage every capture of the file and the row of the batch itself."""
        for place, result in sandbox.map(self.process, self.reader.places() if places is None else places):
            if page := self._unread(place, result) if isinstance(result, PageError) else result:
                self._page(page)
        truncated = self._batch_row()
        folder = self.stager.write()
        return Staged(
            self.info["finews-batch"],
            self.info["finews-source"],
            str(folder),
            captures=self.stager.counts["captures"],
            articles=self.stager.counts["revisions"],
            unchanged=self.counts[Outcome.UNCHANGED],
            rejects=self.stager.counts["rejects"],
            reasons=dict(self.reasons),
            examples=tuple(self.examples),
            truncated=truncated,
        )

    def _unread(self, place: int, died: PageError) -> Page | None:
        """A page whose worker could not answer; what the archive says of it is read here, the page is not.

        None where the archive is damaged: a replay goes on without that page.
        """
        try:
            return Page(replace(capture_at(self.archive, self.name, place), body=b""), reject=died)
        except ValueError:
            if self.replay:
                return None
            raise

    def _page(self, page: Page) -> None:
        capture = page.capture
        self.counts["bytes"] += capture.bytes
        self.counts[capture.outcome] += 1
        if page.article:
            self._article(capture, page.article)
        elif page.reject:
            stage = Stage.NORMALIZE if page.reject.reason is Reason.NO_TITLE else Stage.EXTRACT
            self._reject(capture, stage, page.reject.reason, page.reject.detail)
        elif capture.link.kind in NOT_ARTICLES or capture.outcome is Outcome.UNCHANGED:
            self._capture(capture)
        else:
            self._reject(capture, Stage.FETCH, capture.reason or Reason.PROTOCOL, capture.detail or "")

    def _capture(self, capture: Capture, article: Article | None = None) -> None:
        self.stager.add("captures", capture_row(capture, self.info, article))
        if self.links and capture.link.kind not in NOT_ARTICLES and capture.link.via != WATCH:
            self.stager.add("links", link_row(url_id(capture.link.url), capture.link, self.site.zone))

    def _article(self, capture: Capture, article: Article) -> None:
        progress.add("articles")
        self._capture(capture, article)
        for table, rows in article_rows(article, capture, self.mode, self.replay).items():
            for row in rows:
                self.stager.add(table, row)

    def _reject(self, capture: Capture, stage: Stage, reason: Reason, detail: str) -> None:
        progress.add("rejects")
        self.reasons[reason] += 1
        self._capture(capture)
        reject = Reject(capture.link.url, stage, reason, detail, capture.at, capture.capture_id)
        self.stager.add("rejects", reject_row(reject, self.info["finews-run"], self.site.name))
        if len(self.examples) < EXAMPLES:
            self.examples.append(str(reject))

    def _batch_row(self) -> bool:
        truncated = self.reader.cut is not None
        self.stager.add(
            "batches",
            {
                "batch_id": self.info["finews-batch"],
                "run_id": self.info["finews-run"],
                "source": self.info["finews-source"],
                "warc": self.name,
                "captures": self.stager.counts["captures"],
                "articles": self.stager.counts["revisions"],
                "rejects": self.stager.counts["rejects"],
                "bytes": self.counts["bytes"],
                "truncated": truncated,
            },
        )
        return truncated


def process_warc(
    warc: Path,
    archive: Path,
    folder: Path,
    site: Site,
    sandbox: Sandbox,
    *,
    voted: bool = True,
    places: Iterable[int] | None = None,
    links: bool = False,
) -> Staged:
    """Turn one of our WARC files into staged rows below `folder`.

    Args:
        places: byte offsets of its captures, where they are known; otherwise the file is searched for them.
        links: stage the links of its captures too, since no poll has staged them.

    Raises:
        OSError: the file cannot be read.
    """
    return BatchReader(warc, archive, folder, site, voted, links=links).run(sandbox, places)


def info_of(warc: Path) -> dict[str, str]:
    """What one of our WARC files says of itself.

    Raises:
        ValueError: it is damaged, or none of ours.
    """
    info = read_info(warc)
    if "finews-batch" not in info:
        raise ValueError(f"{warc}: damaged, or no archive file of finews; move it out of the archive")
    return info


def site_of(info: dict[str, str]) -> Site:
    """The site as its WARC file remembers it, for a file whose source is not configured (any more)."""
    if "finews-site" not in info:
        return Site(info["finews-source"])
    fields = json.loads(info["finews-site"])
    return Site(**fields | {"repeated": tuple(fields.get("repeated", ()))})
