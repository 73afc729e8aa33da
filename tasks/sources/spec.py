"""What a source is: its model, the base of every kind of entry, what an entry is given and may raise.

SourceError (ValueError)   a source that cannot be read; its text is one clear line, naming the file or address
└─ SourceGone              its address answers that there is no such document
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tasks.records import Fetch, IngestMode, Link, Payload, Reason, Reject, Site, Stage
from tasks.sources.days import Days
from tasks.sources.values import (
    Calendar,
    Identity,
    Keep,
    Ladder,
    Language,
    LocalPath,
    Name,
    Regexes,
    Switch,
    WebUrl,
    Zone,
    expected,
)

Discovered = Link | Reject
_T = TypeVar("_T")
WATCH = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 6 * 60, 24 * 60, 7 * 24 * 60))


class SourceError(ValueError):
    """A source that cannot be read. Its text is one clear line."""


class SourceGone(SourceError):
    """A document that the site says it does not have (404, 410)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an entry is given to discover with.

    `fetch` must ask unconditionally (feeds send one ETag for many states) and never raise for network trouble.
    `now` is aware.
    """

    fetch: Fetch
    now: datetime
    language: Callable[[Payload], str | None] = lambda _: None  # tells the language of a page by a look at it
    left_out: Counter[str] = field(default_factory=Counter)  # records that filters left out, by filter

    def reject(self, url: str, reason: Reason, detail: str) -> Reject:
        """Make the record of something that could not become a link."""
        return Reject(url=url, stage=Stage.DISCOVER, reason=reason, detail=detail, at=self.now)

    def unreadable(self, url: str, detail: str, day: date | None = None) -> Reject:
        """Make the record of a list that could not be read; `day` is the one day that it is about, if it is."""
        return Reject(url, Stage.DISCOVER, Reason.SOURCE_UNREADABLE, detail, self.now, day=day)

    def not_reached(self, url: str, detail: str, day: date) -> Reject:
        """Make the record of a list that tells nothing of a day and those before it; another way to them may."""
        return Reject(url, Stage.DISCOVER, Reason.NOT_REACHED, detail, self.now, day=day)


class Entry(BaseModel, ABC):
    """One table of a source file: one place in which links are found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]  # the name of its table, and of `Link.kind`
    example: ClassVar[str]  # the smallest source file with such an entry

    @property
    @abstractmethod
    def target(self) -> str:
        """The address or path that this entry reads, as its rejects name it."""

    @abstractmethod
    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        """Yield the links found there, and a reject for each part that cannot be used.

        Raises:
            SourceError: nothing at all can be read there.
        """


class WebEntry(Entry):
    """An entry that begins at an address."""

    url: WebUrl = Field(description="address of the document to read")

    @property
    def target(self) -> str:
        return self.url


class FileEntry(Entry):
    """An entry that begins at a file or folder."""

    path: LocalPath = Field(description="file or folder; a relative path starts at the folder of the source file")

    @property
    def target(self) -> str:
        return str(self.path)

    def files(self) -> list[Path]:
        """List the files that are read.

        Raises:
            SourceError: there are none.
        """
        return [self.path]

    def size(self) -> int:
        """Return how many bytes the files have, as far as they are there."""
        try:
            return sum(file.stat().st_size for file in self.files() if file.is_file())
        except SourceError:
            return 0


def open_file(file: Path) -> BufferedReader:
    """Open a file for reading.

    Raises:
        SourceError: it cannot be; a pipe, a socket or a device, which may never end, is none.
    """
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise SourceError(f"{file}: a pipe, a socket or a device, no file")
        return file.open("rb")
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror or error}") from None


def read_file(file: Path) -> bytes:
    """Read a file whole; raises what `open_file` raises."""
    with open_file(file) as stream:
        try:
            return stream.read()
        except OSError as error:
            raise SourceError(f"{file}: {error.strerror or error}") from None


def matching(folder: Path, pattern: str) -> set[Path]:
    """Return what matches a pattern below a folder.

    Raises:
        SourceError: the pattern cannot be one.
    """
    try:
        return set(folder.glob(pattern))
    except (ValueError, NotImplementedError) as error:
        raise SourceError(f"{folder}: no files can be found by {pattern!r}: {error}") from None


class Past(BaseModel, ABC):
    """One way to the days that are over: a table [[past]] of a source file, or what follows from one of its entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strategy: ClassVar[str]  # its name, as `strategy = …` gives it
    example: ClassVar[str]  # the smallest table of its kind
    mode: ClassVar[IngestMode] = IngestMode.BACKFILL  # how its captures come to us
    assumes: ClassVar[str | None] = None  # what `requests` rests on, in words
    asks: ClassVar[bool] = True  # for the pages that it finds; false where they lie in files here

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        """Return the strategy that follows from an entry of a source, if one does."""
        return None

    @property
    @abstractmethod
    def target(self) -> str:
        """The address or path that it reads, as its rejects name it."""

    @abstractmethod
    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        """Yield the links of those days as far as they are known, and a reject for each part that cannot be used.

        Raises:
            SourceError: nothing at all can be read there.
        """

    @abstractmethod
    def requests(self, looks: Sequence[Days], today: date) -> int:
        """Say for how many documents all these looks ask, as well as can be said before; what one read is kept."""

    def place(self, day: date) -> str:
        """Say where the links of a day are looked for."""
        return self.target

    def size(self) -> int:
        """Return how many bytes are read of files here."""
        return 0


class Source(BaseModel):
    """One source file: what holds for the site as a whole, and its entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="the file's name without .toml")
    zone: Zone | None = Field(default=None, description="IANA zone of times that state none")
    language: Language | None = Field(default=None, description="ISO 639-1 code, if all its pages share one language")
    media: str | None = Field(default=None, description="the publisher's name")
    identity: Identity | None = Field(
        default=None, description="regular expression whose first group identifies an article within a URL"
    )
    private: Switch = Field(default=False, description="allow addresses that are not public, such as 127.0.0.1")
    delay: float | None = Field(
        default=None, ge=0, le=86_400, description="seconds between two requests to a host, not the setting's"
    )
    include: Regexes = Field(default=(), description="regular expressions of which a link's URL must match one")
    exclude: Regexes = Field(default=(), description="regular expressions of which a link's URL must match none")
    max_links: int = Field(default=10_000, ge=1, description="links to fetch in one run; the rest is for the next one")
    watch: Ladder = Field(
        default=WATCH, description="how long after its first visit an article is visited again, to see what was revised"
    )
    keep: Keep = Field(default="all", description="how long WARC files are kept: 'all', or so many days: '90d'")
    enabled: Switch = Field(default=True, description="false: kept, but left out of the crawl")
    calendar: Calendar | None = Field(
        default=None, description="exchange on whose session days its news is expected, such as 'XSHG'"
    )
    past: tuple[Past, ...] = Field(default=(), description="the tables [[past]]: how days that are over are found")
    entries: tuple[Entry, ...] = Field(min_length=1, description="the tables of the file, in their order")

    @property
    def keep_days(self) -> int | None:
        """Days for which WARC files are kept; None: for ever."""
        return None if self.keep == "all" else int(self.keep.removesuffix("d"))

    @property
    def site(self) -> Site:
        """What the later stages need to know of it."""
        return Site(self.name, self.zone, self.language, self.media, self.identity, self.private)


def check_options(**options: Any) -> None:
    """Make sure that values of the command line may stand in a source file; None is an option that is not given.

    Raises:
        SourceError: one line for each that may not: the option, its value, what is accepted.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        Source.model_validate(given)
    except ValidationError as error:  # in any case that of the entries, which no option gives
        faults = [fault for fault in error.errors() if fault["loc"][0] in given]
        if faults:
            lines = (f"--{fault['loc'][0]} {fault['input']!r}: expected {expected(dict(fault))}" for fault in faults)
            raise SourceError("\n".join(lines)) from None


def each(items: Sequence[_T], read: Callable[[_T], Iterator[Discovered]], context: Context) -> Iterator[Discovered]:
    """Read several documents of one entry: one that cannot be read is a reject, all of them are a SourceError."""
    failures: list[tuple[str, SourceError]] = []
    for item in items:
        try:
            yield from read(item)
        except SourceError as error:
            failures.append((str(item), error))
    if failures and len(failures) == len(items):
        more = f" (and {len(items) - 1} more that cannot be read)" if len(items) > 1 else ""
        raise SourceError(f"{failures[0][1]}{more}")
    for name, failure in failures:
        yield context.reject(name, Reason.SOURCE_UNREADABLE, str(failure))
