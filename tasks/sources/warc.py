"""The kind `warc`: pages out of WARC files, gzip or not, one record at a time. Hides where such files are cut."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from pydantic import Field

from tasks.records import Link, Payload, Reason, Site
from tasks.sources.addresses import ascii_host, is_web_url, tidy_url, without_user
from tasks.sources.damage import is_complete, is_whole, next_whole
from tasks.sources.digests import wrong_digest
from tasks.sources.spec import Context, Discovered, FileEntry, SourceError, each, matching, open_file, read_file
from tasks.sources.values import Hosts, MediaTypes, Strings

_HTTP = "application/http; msgtype=response"
_HEAD = 65_536  # bytes of a block in which the HTTP headers are looked for
_CONTENT_TYPE = re.compile(rb"^content-type:[ \t]*([^;\r\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_WEB_BEGAN = datetime(1990, 1, 1, tzinfo=UTC)  # an earlier capture is a clock that was never set
LISTING = re.compile(r"\.paths(\.gz)?$")  # as Common Crawl names its lists of files


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Records of a file that follow one another, each whole."""

    count: int
    last: int  # where the last of them begins, in bytes
    length: int  # of its block, in bytes
    fault: str | None  # why they do not reach to the end of the file
    is_foreign: bool = False  # it does not even begin with a record


class WarcEntry(FileEntry):
    """WARC files: each response (or resource) with a text in it is a capture."""

    kind: ClassVar[str] = "warc"
    example: ClassVar[str] = '[[warc]]\npath = "../archive/*.warc.gz"\n'

    media_types: MediaTypes = Field(
        default=("text/html", "application/xhtml+xml", "text/plain", "text/markdown"),
        description="beginnings of the media types to take; a response that states none is taken too",
    )
    hosts: Hosts = Field(default=(), description="hosts to take, and those below them; none: all")
    languages: Strings = Field(
        default=(), description="ISO 639-1 codes of the languages to take, by a look at each page; none: all"
    )
    since: date | None = Field(default=None, description="first day (UTC) of the captures to take")
    until: date | None = Field(default=None, description="last day (UTC) of the captures to take")
    max_bytes: int = Field(default=20_000_000, ge=1, description="bytes of a record that are accepted")

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        yield from each(self.files(), lambda file: self.read(file, site, context), context)

    def files(self) -> list[Path]:
        """List the files: of a folder, of a glob, or of a list of paths (`warc.paths`, gzip or not).

        Raises:
            SourceError: there are none.
        """
        if self.path.is_dir():
            files = sorted(file for file in self.path.rglob("*.warc*") if file.name.endswith((".warc", ".warc.gz")))
        elif self.path.exists():
            files = _listed(self.path) if LISTING.search(self.path.name) else [self.path]
        else:
            files = sorted(matching(Path(self.path.anchor), str(self.path.relative_to(self.path.anchor))))
        if not files:
            raise SourceError(f"{self.path}: no such WARC file")
        return files

    def read(self, file: Path, site: Site, context: Context) -> Iterator[Discovered]:
        """Yield the pages of one file, and a reject for what cannot be used and where it is cut.

        Raises:
            SourceError: it cannot be read, or is no WARC file.
        """
        open_file(file).close()
        count = 0  # of whole records
        begin: int | None = 0
        while begin is not None:
            stretch = yield from self._stretch(file, begin, site, context)
            count += stretch.count
            if not stretch.fault:
                break
            begin = next_whole(file, stretch.last, stretch.length)
            if not count and begin is None and stretch.is_foreign:
                raise SourceError(f"{file}: not a readable WARC file ({stretch.fault})")
            where = f"after {count} whole records, the last beginning at byte {stretch.last}"
            said = f"{file}: cut or damaged {where if count else 'in its first'}: {stretch.fault}"
            said += "" if begin is None else f"; goes on with the record at byte {begin}"
            yield context.reject(str(file), Reason.RECORD_TRUNCATED, said)
        if not count and not stretch.fault:
            raise SourceError(f"{file}: holds no record")

    def _stretch(self, file: Path, begin: int, site: Site, context: Context) -> Generator[Discovered, None, _Stretch]:
        """Yield the pages of the records from byte `begin` on, up to the end or the first that is not whole."""
        count, last, length = 0, begin, 0
        with file.open("rb") as stream:
            stream.seek(begin)
            try:
                for record in ArchiveIterator(stream, parse_http=False):
                    if not (begin or count):
                        _check_names(record, file)
                    found, whole = self._capture(record, file, site, context)
                    if not whole:
                        return _Stretch(count, last, length, "the next is cut")
                    count, last, length = count + 1, record.stream_pos, record.content_length
                    if found:
                        yield found
                    if isinstance(found, Link) and found.payload and not found.payload.at:
                        yield _undated(record, found, file, context)
            except OSError as error:  # FastWARC's only one, for the file and for what is in it
                return _Stretch(count, last, length, str(error), is_foreign=not count)
        return _Stretch(count, last, length, None if is_complete(file, last) else "the gzip stream is cut")

    def _capture(self, record: WarcRecord, file: Path, site: Site, context: Context) -> tuple[Discovered | None, bool]:
        """Return what a record gives, if anything, and whether it is whole."""
        target = (record.headers.get("WARC-Target-URI") or "").strip("<>")  # some writers put it into brackets
        url = without_user(tidy_url(target))
        is_answer = record.record_type in (WarcRecordType.response, WarcRecordType.resource)
        is_page = is_answer and url.lower().startswith("http")
        unwanted = self._unwanted(record, url, context.now) if is_page else None
        head = record.reader.read(_HEAD)
        media_type = self._media_type(record, head) if is_page and not unwanted else None
        is_fit = record.content_length <= self.max_bytes
        body = head + record.reader.read() if media_type and is_fit else b""
        length = len(body) or len(head) + record.reader.consume()
        if not is_whole(record, length):
            return None, False
        if not media_type:
            if is_answer:
                context.left_out[(unwanted or "media type") if is_page else "address"] += 1
            return None, True
        where = f"the record at byte {record.stream_pos}"
        if not is_web_url(url):
            return context.reject(url, Reason.BAD_URL, f"{file}: {url!r} of {where} is no absolute http address"), True
        if not is_fit:
            return context.reject(url, Reason.TOO_LARGE, f"{file}: {length:,} bytes in {where}"), True
        stated = {name.lower(): value for name, value in record.headers.items()}
        fault = wrong_digest(stated, body, is_http=media_type == _HTTP)
        at = _captured_at(record, context.now)
        payload = Payload(body, media_type, at, record.record_id, fault and f"{file.name}: {fault}")
        if self.languages and (found := context.language(payload)) and found not in self.languages:
            context.left_out["language"] += 1
            return None, True
        return Link(url, site.name, context.now, self.kind, file.name, payload=payload), True

    def _unwanted(self, record: WarcRecord, url: str, now: datetime) -> str | None:
        """Say by which filter a record is left out before it is looked into."""
        if self.hosts and not _is_below((urlsplit(url).hostname or "") if is_web_url(url) else "", self.hosts):
            return "host"
        if self.since or self.until:
            at = _captured_at(record, now)
            if not at or not (self.since or date.min) <= at.astimezone(UTC).date() <= (self.until or date.max):
                return "date"
        return None

    def _media_type(self, record: WarcRecord, head: bytes) -> str | None:
        """Return the type of the block if it is a page to take: of a response by its HTTP headers."""
        if record.record_type == WarcRecordType.resource:
            stated = record.headers.get("Content-Type") or ""
            return stated if stated.lower().startswith(self.media_types) else None
        match = _CONTENT_TYPE.search(_HEAD_END.split(head, maxsplit=1)[0])
        stated = match[1].decode("latin-1").strip().lower() if match else ""
        return _HTTP if not stated or stated.startswith(self.media_types) else None


def _is_below(host: str, hosts: tuple[str, ...]) -> bool:
    host = ascii_host(host.rstrip("."))
    return any(host == wanted or host.endswith(f".{wanted}") for wanted in map(ascii_host, hosts))


def _check_names(record: WarcRecord, file: Path) -> None:
    """Refuse a file whose header names FastWARC does not know: it would take each record for a damaged one.

    Raises:
        SourceError: they are in another case than the standard writes them in.
    """
    names = [name for name, _ in record.headers.items()]
    for known in ("WARC-Type", "Content-Length"):
        if known not in names and (other := next((name for name in names if name.lower() == known.lower()), None)):
            raise SourceError(f"{file}: has headers such as {other!r}; they can only be read as {known!r} is written")


def _listed(listing: Path) -> list[Path]:
    """Return the files that a list names; a path is looked for beside the list, by its name alone too, and here."""
    try:
        data = read_file(listing)
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SourceError(f"{listing}: not a list of WARC files, one path a line ({error})") from None
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if not lines:
        raise SourceError(f"{listing}: names no WARC file, one path a line")
    folder = listing.parent
    found = []
    for line in lines:
        places = (folder / line, folder / line.rpartition("/")[2], Path(line))
        found.append(next((place for place in places if place.is_file()), places[0]))
    return found


def _captured_at(record: WarcRecord, now: datetime) -> datetime | None:
    """Return when a record was captured; None if it does not say so, or what it says cannot be right."""
    try:
        at = record.record_date
    except ValueError:
        return None
    return at if at and _WEB_BEGAN <= at <= now else None


def _undated(record: WarcRecord, link: Link, file: Path, context: Context) -> Discovered:
    """Say of a page that is taken that its capture has no time to be believed."""
    stated = record.headers.get("WARC-Date")
    why = "has no WARC-Date" if stated is None else f"has WARC-Date {stated!r}, which cannot be right"
    said = f"{file}: the record at byte {record.stream_pos} {why}: it counts as captured at the import"
    return context.reject(link.url, Reason.CAPTURE_DATE, said)
