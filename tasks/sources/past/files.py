"""The strategies `posts` and `warc`: files that bring the pages of the past along; nothing has to be asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Self

from tasks.records import IngestMode, Link, Site
from tasks.sources.days import Days, hint_day, url_day
from tasks.sources.posts import PostsEntry
from tasks.sources.spec import Context, Discovered, Entry, FileEntry, Past
from tasks.sources.warc import WarcEntry


class _Files(Past, FileEntry):
    """What both share: they are an entry with all its keys, whose links are filtered by day."""

    mode: ClassVar[IngestMode] = IngestMode.ARCHIVE
    asks: ClassVar[bool] = False

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        return cls(**dict(entry)) if issubclass(cls, type(entry)) else None

    @property
    def target(self) -> str:
        return str(self.path)

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        for found in self.discover(site, context):
            if not isinstance(found, Link) or (found.payload and self.day(found, days) in days):
                yield found  # a page that a post only names (`follow`) is the crawl's business

    def requests(self, looks: Sequence[Days], today: date) -> int:
        return 0

    def size(self) -> int:
        return FileEntry.size(self)

    @abstractmethod
    def day(self, link: Link, days: Days) -> date | None:
        """Say to which day a body belongs, before it is read."""


class PastPosts(_Files, PostsEntry):
    """A folder of Jekyll posts: each on the day of its front matter."""

    strategy: ClassVar[str] = "posts"
    example: ClassVar[str] = 'path = "../blog/_posts"\n'

    def day(self, link: Link, days: Days) -> date | None:
        return hint_day(link.hints.published, str(days.zone)) or url_day(link.hints.source_id or "")


class PastWarc(_Files, WarcEntry):
    """WARC files: each page on the day in its address, or on the day on which it was captured."""

    strategy: ClassVar[str] = "warc"
    example: ClassVar[str] = 'path = "../archive/*.warc.gz"\n'

    def day(self, link: Link, days: Days) -> date | None:
        at = link.payload.at if link.payload else None
        return url_day(link.url) or (at.astimezone(days.zone).date() if at else None)
