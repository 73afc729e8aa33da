"""The strategy `commoncrawl`: pages that are gone, out of Common Crawl. Hides its collections and its index servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from pydantic import Field

from tasks.records import Copy, Exchange, Reject, Site
from tasks.sources.days import Days, hint_day
from tasks.sources.document import read_document
from tasks.sources.past.archives import WebArchive, json_lines, moment, no_capture, parse_json, query
from tasks.sources.spec import Context, Discovered, SourceError, SourceGone
from tasks.sources.values import WebUrl

_FORMERLY = timedelta(days=45)  # how long a collection may last whose entry does not say it
_MAX_PAGES = 10_000  # of an answer; one has 15,000 captures
DAYS_A_COLLECTION = 30  # assumed for a plan


class CommonCrawl(WebArchive):
    """Common Crawl: the index of each collection of that time, and a piece of a WARC file for each page."""

    strategy: ClassVar[str] = "commoncrawl"
    example: ClassVar[str] = 'url = "https://news.example.org/"\n'
    assumes: ClassVar[str | None] = "a collection a month"

    collections: WebUrl = Field(
        default="https://index.commoncrawl.org/collinfo.json", description="address of the list of collections"
    )
    data: WebUrl = Field(default="https://data.commoncrawl.org/", description="address below which the WARC files lie")

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        seen: set[str] = set()
        for api in self._apis(days, context):
            try:
                yield from self._read(api, site, days, context, seen)
            except SourceGone:
                continue  # how an index says that it has no captures of this site
            except SourceError as error:
                yield context.unreadable(api, str(error))

    def requests(self, looks: Sequence[Days], today: date) -> int:
        return 1 + sum(2 * (1 + (len(days) + self.within) // DAYS_A_COLLECTION) for days in looks)

    def _apis(self, days: Days, context: Context) -> list[str]:
        """Return the index servers of the collections in which captures of those days may be, oldest first."""
        listed = parse_json(read_document(context, self.collections))
        until = days.last + timedelta(days=self.within)
        try:
            spans = [(*_span(entry), str(entry["cdx-api"])) for entry in listed]
        except (AttributeError, KeyError, TypeError, ValueError):
            raise SourceError(f"{self.collections}: not a list of collections (collinfo.json)") from None
        apis = [api for first, last, api in sorted(spans) if first <= until and last >= days.first]
        if not apis:  # nobody was asked: that is not to pass for days without captures
            raise SourceError(f"{self.collections}: names no collection of {days.first} to {until}")
        return apis

    def _read(self, api: str, site: Site, days: Days, context: Context, seen: set[str]) -> Iterator[Discovered]:
        asked = [*self.asked(days).items(), ("filter", "=status:200"), ("filter", "=mime-detected:text/html")]
        for number in range(_pages(read_document(context, query(api, *asked, ("showNumPages", "true"))))):
            page = query(api, *asked, ("page", str(number)))
            for line in json_lines(read_document(context, page)):
                found = self._found(line, page, api, site, days, context)
                if found and (isinstance(found, Reject) or found.url not in seen):
                    seen.add(found.url)
                    yield found

    def _found(self, line: Any, page: str, api: str, site: Site, days: Days, context: Context) -> Discovered | None:
        try:
            place = self.data.rstrip("/") + "/" + line["filename"]
            copy = Copy(place, moment(line["timestamp"]), int(line["offset"]), int(line["length"]))
            url = str(line["url"])
        except (KeyError, ValueError, TypeError):
            return no_capture(line, page, context)
        return self.copy_link(url, copy, api, site, days, context.now)


def _pages(exchange: Exchange) -> int:
    """Read how many pages an answer has."""
    told = parse_json(exchange)
    try:
        pages = int(told["pages"] if isinstance(told, dict) else told)
    except (KeyError, ValueError, TypeError):
        raise SourceError(f"{exchange.final_url}: the index did not say how many pages it has") from None
    if pages > _MAX_PAGES:
        raise SourceError(f"{exchange.final_url}: {pages:,} pages are more than a site has; name a part of it as `url`")
    return pages


def _span(entry: dict[str, str]) -> tuple[date, date]:
    """Return the first and the last day of a collection; the older ones have but a week in their name."""
    first, last = hint_day(entry.get("from"), None), hint_day(entry.get("to"), None)
    if first and last:
        return first, last
    year, week = entry["id"].rsplit("-", 2)[-2:]
    begun = date.fromisocalendar(int(year), int(week), 1)
    return begun - timedelta(days=7), begun + _FORMERLY
