"""The strategy `dated`: section pages that have one address a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Self

from pydantic import model_validator

from tasks.records import Site
from tasks.sources.days import Days
from tasks.sources.listing import SectionPages
from tasks.sources.spec import Context, Discovered, Entry, Past, SourceError, SourceGone

SILENT = 14  # so many days without a link are no holiday: the address is wrong, or does not go back so far


class Dated(Past, SectionPages):
    """Section pages by day: the list of each day is asked for by its date."""

    strategy: ClassVar[str] = "dated"
    example: ClassVar[str] = 'url = "https://example.org/markets/{date}/"\nlink = "/articles/"\n'

    @model_validator(mode="after")
    def _has_a_date(self) -> Self:
        if "{date}" not in self.url:
            raise ValueError("strategy 'dated' needs {date} in 'url'; without one there is 'paging'")
        if not self.names_day:
            raise ValueError(
                f"strategy 'dated' needs a 'date_format' with year, month and day; days share {self.date_format!r}"
            )
        return self

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        if not isinstance(entry, SectionPages) or not entry.names_day:
            return None
        return cls(**{name: getattr(entry, name) for name in SectionPages.model_fields})

    @property
    def target(self) -> str:
        return self.url

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        is_told = False
        for day in days:
            try:
                for found in self.read_day(day, site, context):
                    is_told = True
                    yield found
            except SourceGone:
                continue  # a day without a list is a day without news
            except SourceError as error:
                is_told = True
                yield context.unreadable(self.day_url(day), str(error), day)
        if not is_told and len(days) >= SILENT:
            said = f"{self.url}: no list of {days.first} to {days.last} is there and has links that match"
            yield context.not_reached(self.target, said, days.last)

    def requests(self, looks: Sequence[Days], today: date) -> int:
        return sum(len(days) for days in looks) * self.pages

    def place(self, day: date) -> str:
        return self.day_url(day)
