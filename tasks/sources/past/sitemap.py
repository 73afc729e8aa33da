"""The strategy `sitemap`: all addresses that a sitemap names, each on the day of its news time, its address or lastmod.

Hides which children of an index need not be read: those that last changed before the days or name another month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from pydantic import Field

from tasks.records import Link, Reason, Site
from tasks.sources.days import Days, hint_day, link_day
from tasks.sources.document import read_document
from tasks.sources.sitemap import SitemapEntry, check_depth, parse_sitemap
from tasks.sources.spec import Context, Discovered, Entry, Past, SourceError, SourceGone
from tasks.sources.values import WebUrl

_ROOM = timedelta(days=1)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])(?:[-/_.]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
CHILDREN_A_MONTH = 1.0  # assumed for a plan


class PastSitemap(Past):
    """A sitemap, or an index of them."""

    strategy: ClassVar[str] = "sitemap"
    example: ClassVar[str] = 'url = "https://example.org/sitemap.xml"\n'
    assumes: ClassVar[str | None] = "a sitemap a month, besides their index"

    url: WebUrl = Field(description="address of the sitemap or of the index")

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        return cls(url=entry.url) if isinstance(entry, SitemapEntry) else None

    @property
    def target(self) -> str:
        return self.url

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        reach = _Reach({self.url})
        yield from self._read(self.url, site, days, context, reach)
        if reach.pages and not reach.oldest:
            raise SourceError(f"{self.url}: no page has a lastmod, or a date in its address, that would tell its day")
        left = [day for day in days if not (reach.oldest and reach.oldest <= day)]
        if left and not reach.goes_back:
            yield context.not_reached(self.target, f"{self.url}: names no page of {left[-1]} or before", left[-1])

    def _read(
        self, url: str, site: Site, days: Days, context: Context, reach: _Reach, depth: int = 1
    ) -> Iterator[Discovered]:
        exchange = read_document(context, url)
        sitemap = parse_sitemap(exchange.body, exchange.final_url, exchange.header("Content-Type"))
        for page, hints in sitemap.pages:
            day = link_day(page, hints, site.zone)
            reach.add(day)
            if day in days:
                yield Link(page, site.name, context.now, SitemapEntry.kind, url, hints)
        if sitemap.is_cut:
            yield context.reject(
                url, Reason.RECORD_TRUNCATED, f"{url}: ends early, {len(sitemap.pages)} addresses read"
            )
        check_depth(sitemap, url, depth)
        for child, lastmod in sitemap.children:
            if not may_name(child, lastmod, days, site.zone):
                reach.goes_back |= is_before(child, lastmod, days, site.zone)
            elif child not in reach.seen:
                reach.seen.add(child)
                try:
                    yield from self._read(child, site, days, context, reach, depth + 1)
                except SourceGone as error:  # it will not come back: no day need be looked for again
                    reach.goes_back = True
                    yield context.reject(child, Reason.HTTP_GONE, str(error))
                except SourceError as error:
                    yield context.unreadable(child, str(error))

    def requests(self, looks: Sequence[Days], today: date) -> int:
        return 1 + round(len({(day.year, day.month) for days in looks for day in days}) * CHILDREN_A_MONTH)


@dataclass(slots=True)
class _Reach:
    """What was read, and how far back it goes."""

    seen: set[str]  # addresses of sitemaps
    pages: int = 0
    oldest: date | None = None
    goes_back: bool = False  # something was left out that is of before the days

    def add(self, day: date | None) -> None:
        """Count a page in."""
        self.pages += 1
        if day and (self.oldest is None or day < self.oldest):
            self.oldest = day


def may_name(child: str, lastmod: str | None, days: Days, zone: str | None) -> bool:
    """Say whether a child of an index may name pages of those days: by the days in its name, else by its lastmod.

    Some sites write into lastmod when a file was made. A day of room is for other zones.
    """
    named = _named(child)
    if named:
        return named[0] - _ROOM <= days.last and named[1] + _ROOM >= days.first
    changed = hint_day(lastmod, zone)
    return changed is None or changed >= days.first - _ROOM


def is_before(child: str, lastmod: str | None, days: Days, zone: str | None) -> bool:
    """Say whether a child that names no page of those days is of before them."""
    named = _named(child)
    return named[1] < days.first if named else hint_day(lastmod, zone) is not None


def _named(child: str) -> tuple[date, date] | None:
    """Return the first and the last day of which a child's name speaks, if it has days or months in it."""
    firsts, lasts = [], []
    for year, month, day in _MONTH.findall(child):
        with suppress(ValueError):
            firsts.append(first := date(int(year), int(month), int(day or 1)))
            lasts.append(first if day else first + timedelta(days=31))
    return (min(firsts), max(lasts)) if firsts else None
