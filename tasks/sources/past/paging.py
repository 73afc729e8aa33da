"""The strategy `paging`: a list of everything, newest first, that is turned over until the days have been passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from tasks.records import Hints, Link, Site
from tasks.sources.days import Days, url_day, words_day
from tasks.sources.document import read_document
from tasks.sources.listing import KIND, SectionPages
from tasks.sources.spec import Context, Discovered, Entry, Past, SourceError, SourceGone

_ROOM = 1000  # pages turned over at most, unless the table says otherwise
PAGES_A_DAY = 1.0  # assumed for a plan


class Paging(Past, SectionPages):
    """A numbered list, newest first. The day of a link is that of its address, or the date in words beside it."""

    strategy: ClassVar[str] = "paging"
    example: ClassVar[str] = 'url = "https://example.org/markets/?page={page}"\nlink = "/articles/"\n'

    pages: int = Field(default=_ROOM, ge=1, description="how many pages to turn over, at most")

    @model_validator(mode="after")
    def _has_a_page(self) -> Self:
        if "{page}" not in self.url or "{date}" in self.url:
            raise ValueError("strategy 'paging' needs {page} in 'url', and no {date}; with one there is 'dated'")
        return self

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        if not isinstance(entry, SectionPages) or "{page}" not in entry.url or "{date}" in entry.url:
            return None
        names = set(SectionPages.model_fields) - {"pages"}
        return cls(**{name: getattr(entry, name) for name in names})

    @property
    def target(self) -> str:
        return self.url

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        seen: set[str] = set()
        oldest: date | None = None
        for number in range(self.first_page, self.first_page + self.pages):
            page = self.url.replace("{page}", str(number))
            try:
                items = self.items(read_document(context, page))
            except SourceGone:
                if number == self.first_page:
                    raise
                break  # past the last page
            fresh = {url: item for url, item in items.items() if url not in seen}
            dated = {url: _day(url, item.around, context, days) for url, item in fresh.items()}
            for url, day in dated.items():
                if day in days:
                    yield Link(url, site.name, context.now, KIND, page, Hints(title=fresh[url].title, day=str(day)))
            known = [day for day in dated.values() if day]
            oldest = min([*known, *([oldest] if oldest else [])], default=None)
            if not fresh or (known and max(known) < days.first):  # of what is new: each page may show the latest too
                break
            seen.update(fresh)
        else:
            yield from self._not_reached(page, oldest, days, context)
        if not oldest:
            raise SourceError(f"{self.url}: no link has a date in its address or beside it that would tell its day")

    def _not_reached(self, page: str, oldest: date | None, days: Days, context: Context) -> Iterator[Discovered]:
        """Say which days may have more links behind the last page that was to be turned over."""
        left = [day for day in days if oldest and day <= oldest]
        said = f"{page}: the last of pages = {self.pages} comes to {oldest}; set `pages` higher in this table [[past]]"
        if len(left) == len(days):
            yield context.unreadable(page, said)
        else:
            yield from (context.unreadable(page, said, day) for day in left)

    def requests(self, days: Days) -> int:
        return min(self.pages, round(len(days) * PAGES_A_DAY) + 1)


def _day(url: str, around: str, context: Context, days: Days) -> date | None:
    return url_day(url) or words_day(around, context.now.astimezone(days.zone).date())
