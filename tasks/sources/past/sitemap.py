"""The strategy `sitemap`: all addresses that a sitemap names, each on the day of its news time, its address or lastmod.

Hides which children of an index need not be read: those that last changed before the days or name another month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
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

    url: WebUrl = Field(description="address of the sitemap or of the index")

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        return cls(url=entry.url) if isinstance(entry, SitemapEntry) else None

    @property
    def target(self) -> str:
        return self.url

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        yield from self._read(self.url, site, days, context, {self.url})

    def _read(
        self, url: str, site: Site, days: Days, context: Context, seen: set[str], depth: int = 1
    ) -> Iterator[Discovered]:
        exchange = read_document(context, url)
        sitemap = parse_sitemap(exchange.body, exchange.final_url, exchange.header("Content-Type"))
        for page, hints in sitemap.pages:
            if link_day(page, hints, site.zone) in days:
                yield Link(page, site.name, context.now, SitemapEntry.kind, url, hints)
        if sitemap.is_cut:
            yield context.reject(
                url, Reason.RECORD_TRUNCATED, f"{url}: ends early, {len(sitemap.pages)} addresses read"
            )
        check_depth(sitemap, url, depth)
        for child, lastmod in sitemap.children:
            if child not in seen and may_name(child, lastmod, days, site.zone):
                seen.add(child)
                try:
                    yield from self._read(child, site, days, context, seen, depth + 1)
                except SourceGone as error:  # it will not come back: no day need be looked for again
                    yield context.reject(child, Reason.HTTP_GONE, str(error))
                except SourceError as error:
                    yield context.unreadable(child, str(error))

    def requests(self, days: Days) -> int:
        months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
        return 1 + round(months * CHILDREN_A_MONTH)


def may_name(child: str, lastmod: str | None, days: Days, zone: str | None) -> bool:
    """Say whether a child of an index may name pages of those days."""
    changed = hint_day(lastmod, zone)
    if changed and changed < days.first - _ROOM:
        return False
    return _overlaps(child, days)


def _overlaps(child: str, days: Days) -> bool:
    """Compare what a child's name says, from its first month or day to its last, with the days.

    A day of room on both sides is for other zones.
    """
    firsts, lasts = [], []
    for year, month, day in _MONTH.findall(child):
        with suppress(ValueError):
            firsts.append(first := date(int(year), int(month), int(day or 1)))
            lasts.append(first if day else first + timedelta(days=31))
    return not firsts or (min(firsts) - _ROOM <= days.last and max(lasts) + _ROOM >= days.first)
