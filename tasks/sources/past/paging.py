"""The strategy `paging`: a list of everything, newest first, that is turned over until the days have been passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from tasks.records import Hints, Link, Site
from tasks.sources.days import Days, hint_day, url_day, words_day
from tasks.sources.document import read_document
from tasks.sources.listing import KIND, Item, SectionPages
from tasks.sources.spec import Context, Discovered, Entry, Past, SourceError, SourceGone

_ROOM = 1000  # pages turned over at most, unless the table says otherwise
PAGES_A_DAY = 1.0  # assumed for a plan


class Paging(Past, SectionPages):
    """A numbered list, newest first. The day of a link is that of its address, or the date beside it."""

    strategy: ClassVar[str] = "paging"
    example: ClassVar[str] = 'url = "https://example.org/markets/?page={page}"\nlink = "/articles/"\n'
    assumes: ClassVar[str | None] = "a page of the list a day, from today back"

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
        seen: dict[str, date | None] = {}  # the links so far with their days
        for number in range(self.first_page, self.first_page + self.pages):
            page = self.url.replace("{page}", str(number))
            try:
                items = self.items(read_document(context, page))
            except SourceGone:
                if number == self.first_page:
                    raise
                items = {}  # past the last page
            # what stands beside every page (the newest, the most read) tells nothing of how far this one goes back
            new = {url: item for url, item in items.items() if not seen.get(url)}
            dated = {url: _day(url, item, context, days) for url, item in new.items()}
            if not any(day or url not in seen for url, day in dated.items()):
                yield from self._ended(_oldest(seen) or days.first, days, context)
                break
            seen |= dated
            for url, named in dated.items():
                if named in days:
                    yield Link(url, site.name, context.now, KIND, page, Hints(title=new[url].title, day=str(named)))
            if max(filter(None, dated.values()), default=days.last) < days.first:
                break
        else:
            yield from self._not_reached(page, _oldest(seen), days, context)
        if not seen:
            raise SourceError(f"{self.url}: no link on its first page matches")
        if not _oldest(seen):
            raise SourceError(f"{self.url}: no link has a date in its address or beside it that would tell its day")

    def _ended(self, oldest: date, days: Days, context: Context) -> Iterator[Discovered]:
        """Say of which days the list tells nothing, as it ends before it comes to them."""
        left = [day for day in days if day < oldest]
        if left:
            yield context.not_reached(self.target, f"{self.url}: the list ends with links of {oldest}", left[-1])

    def _not_reached(self, page: str, oldest: date | None, days: Days, context: Context) -> Iterator[Discovered]:
        """Say which days may have more links behind the last page that was to be turned over."""
        left = [day for day in days if oldest and day <= oldest]
        said = f"{page}: the last of pages = {self.pages} comes to {oldest}; set `pages` higher in this table [[past]]"
        if len(left) == len(days):
            yield context.unreadable(page, said)
        else:
            yield from (context.unreadable(page, said, day) for day in left)

    def requests(self, looks: Sequence[Days], today: date) -> int:
        back = max(((today - days.first).days for days in looks), default=0)  # the first look reads it all, from today
        return min(self.pages, round(back * PAGES_A_DAY) + 1)


def _day(url: str, item: Item, context: Context, days: Days) -> date | None:
    today = context.now.astimezone(days.zone).date()
    return url_day(url) or hint_day(item.time, str(days.zone)) or words_day(item.around, today)


def _oldest(dated: Mapping[str, date | None]) -> date | None:
    return min(filter(None, dated.values()), default=None)
