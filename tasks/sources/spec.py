"""What a source is: its model, the base of every kind of entry, what an entry is given and may raise.

SourceError (ValueError)   a source that cannot be read; its text is one clear line, naming the file or address
└─ SourceGone              its address answers that there is no such document
"""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from tasks.records import Fetch, IngestMode, Link, Payload, Reason, Reject, Site, Stage
from tasks.sources.days import Days

Discovered = Link | Reject
_T = TypeVar("_T")
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_LONGEST_WATCH = 36_500  # days; dates end in the year 9999
WATCH = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 6 * 60, 24 * 60, 7 * 24 * 60))

# RFC 3986 §3: scheme, authority with a host, then anything without blanks
_WEB_URL = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:\[[\da-f:.]+\]|[^\s/?#@:\[\]<>]+)(?::\d{0,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*|[\da-f:]*:[\da-f:.]*")  # names, and addresses of either kind


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


def is_web_url(url: str) -> bool:
    """Say whether a URL is absolute, http or https, and has a host."""
    if _WEB_URL.fullmatch(url) is None:
        return False
    if url.isascii() and "[" not in url and "]" not in url:
        return True
    try:
        urlsplit(url)  # knows IPv6 addresses, and letters that stand for a slash or a colon
    except ValueError:
        return False
    return True


def tidy_url(url: str) -> str:
    """Return an address as it can be asked for: no blanks around it, no line breaks, `%20` for blanks in it."""
    return url if is_web_url(url) else re.sub(r"[\t\r\n]", "", url.strip()).replace(" ", "%20")


def tidy_name(text: str) -> str:
    """Return the name of a source that is most like a text: a host's name, the stem of a file."""
    return re.sub("[^a-z0-9_]", "-", text.lower()).strip("-_") or "my-source"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return ` (did you mean …?)` for the word that is most like this one, or nothing."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _web_url(value: str) -> str:
    return _url_with(value)


def _url_template(value: str) -> str:
    return _url_with(value, "{date}", "{page}")


def _url_with(value: str, *accepted: str) -> str:
    if not is_web_url(value):
        raise ValueError("an absolute address, http://… or https://…")
    unknown = next((name for name in re.findall(r"\{\w*\}", value) if name not in accepted), None)
    if unknown:
        known = " and ".join(accepted) or "none"
        raise ValueError(f"an address in which the placeholders are {known}, not {unknown}{nearest(unknown, accepted)}")
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression, and this one does not compile: {error}") from None
    return value


def _regex_with_group(value: str) -> str:
    if re.compile(_regex(value)).groups < 1:
        raise ValueError("a regular expression with a group, such as '/([0-9]{18})[.]html'")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not found; not a relative path; a folder
        hint = nearest(value, available_timezones())
        raise ValueError(f"an IANA time zone such as 'Asia/Shanghai'{hint}") from None
    return value


def _calendar(value: str) -> str:
    from exchange_calendars import get_calendar_names  # half a second, for sources that have one

    if value not in (names := get_calendar_names()):
        raise ValueError(f"an exchange that exchange_calendars knows, such as 'XSHG'{nearest(value, names)}")
    return value


def _host(value: str) -> str:
    """Return the host of what people call one: any case, a dot at its end, an address without a path."""
    try:
        parts = urlsplit(value.strip() if "://" in value else f"//{value.strip()}")
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host) or parts.path not in ("", "/") or parts.query:
        raise ValueError("a host such as 'news.example.org', without a path; those below it are taken too")
    return host


def _media_type(value: str) -> str:
    if "/" not in value:
        raise ValueError("a media type or the beginning of one, with its slash: 'text/html', 'text/'")
    return value.strip().lower()


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise ValueError("two letters of ISO 639-1, such as 'zh' or 'en'")
    return value


def _name(value: str) -> str:
    if not re.fullmatch("[a-z0-9][a-z0-9_-]*", value):
        raise ValueError(f"a-z, 0-9, '-' and '_', such as {tidy_name(value)!r}")
    return value


def _keep(value: str) -> str:
    if not re.fullmatch(r"all|[1-9]\d{0,4}d", value):
        raise ValueError("'all', or a number of days such as '90d'")
    return value


def beside_the_source(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    path = path.expanduser()
    return folder / path if folder else path


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+)([mhdw])", value.strip()) if isinstance(value, str) else None
    minutes = int(match[1]) * _MINUTES[match[2]] if match else 0
    if not 0 < minutes <= _LONGEST_WATCH * _MINUTES["d"]:
        raise ValueError(
            "times after the first visit, such as '15m', '1h', '6h', '1d', '7d', "
            f"at most '{_LONGEST_WATCH}d'; [] for none"
        )
    return timedelta(minutes=minutes)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


WebUrl = Annotated[str, AfterValidator(_web_url)]
UrlTemplate = Annotated[str, AfterValidator(_url_template)]
Switch = Annotated[bool, Field(strict=True)]  # true or false: not 1, not "no"
Regex = Annotated[str, AfterValidator(_regex)]
Ladder = tuple[Annotated[timedelta, BeforeValidator(_duration)], ...]
Strings = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], BeforeValidator(_as_list)]
MediaTypes = Annotated[tuple[Annotated[str, AfterValidator(_media_type)], ...], BeforeValidator(_as_list)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(_as_list)]


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

    path: Annotated[Path, AfterValidator(beside_the_source)] = Field(
        description="file or folder; a relative path starts at the folder of the source file"
    )

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


class Past(BaseModel, ABC):
    """One way to the days that are over: a table [[past]] of a source file, or what follows from one of its entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strategy: ClassVar[str]  # its name, as `strategy = …` gives it
    example: ClassVar[str]  # the smallest table of its kind
    mode: ClassVar[IngestMode] = IngestMode.BACKFILL  # how its captures come to us
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
    def requests(self, days: Days) -> int:
        """Say how many documents `find` asks for, as well as can be said before."""

    def place(self, day: date) -> str:
        """Say where the links of a day are looked for."""
        return self.target

    def size(self) -> int:
        """Return how many bytes are read of files here."""
        return 0


class Source(BaseModel):
    """One source file: what holds for the site as a whole, and its entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_name)] = Field(description="the file's name without .toml")
    zone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None, description="IANA zone of times that state none"
    )
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        default=None, description="ISO 639-1 code, if all its pages share one language"
    )
    media: str | None = Field(default=None, description="the publisher's name")
    identity: Annotated[str, AfterValidator(_regex_with_group)] | None = Field(
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
    keep: Annotated[str, AfterValidator(_keep)] = Field(
        default="all", description="how long WARC files are kept: 'all', or so many days: '90d'"
    )
    enabled: Switch = Field(default=True, description="false: kept, but left out of the crawl")
    calendar: Annotated[str, AfterValidator(_calendar)] | None = Field(
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


_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "path_type": "a path in quotes",
    "tuple_type": "a list in brackets",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
}


def expected(fault: dict[str, Any]) -> str:
    """Say what would be accepted in place of a value that pydantic found wrong."""
    message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return _EXPECTED.get(fault["type"], message)


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
