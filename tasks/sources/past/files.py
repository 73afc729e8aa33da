"""The strategies `posts` and `warc`: files that bring the pages of the past along; nothing has to be asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Self

from pydantic import Field

from tasks.records import IngestMode, Link, Site
from tasks.sources.days import Days, hint_day, url_day
from tasks.sources.posts import PostFiles, PostsEntry
from tasks.sources.spec import Context, Discovered, Entry, FileEntry, Past
from tasks.sources.values import LocalPath
from tasks.sources.warc import WarcEntry, WarcFilters


class _Files(Past):
    """What both share: they read the files that an entry of that kind reads, and take what is of the days."""

    mode: ClassVar[IngestMode] = IngestMode.ARCHIVE
    asks: ClassVar[bool] = False
    entry: ClassVar[type[FileEntry]]

    path: LocalPath = Field(description="file or folder; a relative path starts at the folder of the source file")

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        if type(entry) is not cls.entry:
            return None
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})

    @property
    def target(self) -> str:
        return str(self.path)

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        for found in self._reader().discover(site, context):
            if not isinstance(found, Link) or self.day(found, days) in days:
                yield found

    def requests(self, days: Days) -> int:
        return 0

    def size(self) -> int:
        return self._reader().size()

    def _reader(self) -> FileEntry:
        return self.entry(**{name: getattr(self, name) for name in type(self).model_fields})

    @abstractmethod
    def day(self, link: Link, days: Days) -> date | None:
        """Say to which day a body belongs, before it is read."""


class PastPosts(PostFiles, _Files):
    """A folder of Jekyll posts: each on the day of its front matter."""

    strategy: ClassVar[str] = "posts"
    example: ClassVar[str] = 'path = "../blog/_posts"\n'
    entry: ClassVar[type[FileEntry]] = PostsEntry

    def day(self, link: Link, days: Days) -> date | None:
        return hint_day(link.hints.published, str(days.zone)) or url_day(link.hints.source_id or "")


class PastWarc(WarcFilters, _Files):
    """WARC files: each page on the day in its address, or on the day on which it was captured."""

    strategy: ClassVar[str] = "warc"
    example: ClassVar[str] = 'path = "../archive/*.warc.gz"\n'
    entry: ClassVar[type[FileEntry]] = WarcEntry

    def day(self, link: Link, days: Days) -> date | None:
        at = link.payload.at if link.payload else None
        return url_day(link.url) or (at.astimezone(days.zone).date() if at else None)
