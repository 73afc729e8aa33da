"""What the public web archives share: the part of a site that is asked for, and links that are read from copies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from tasks.records import Copy, Exchange, Hints, IngestMode, Link, Reason, Reject, Site
from tasks.sources.days import Days, link_day
from tasks.sources.spec import Context, Past, SourceError
from tasks.sources.values import Regex, WebUrl

STAMP = "%Y%m%d%H%M%S"


class WebArchive(Past):
    """An archive of the web that has an index of its captures by address and time (CDX)."""

    mode: ClassVar[IngestMode] = IngestMode.ARCHIVE

    url: WebUrl = Field(description="beginning of the addresses to ask for: a host, or a part of it")
    link: Regex | None = Field(default=None, description="regular expression that an article's URL matches")
    within: int = Field(default=30, ge=0, description="days after publication in which a capture counts")

    @property
    def target(self) -> str:
        return self.url

    def asked(self, days: Days) -> dict[str, str]:
        """Return the part of a query that all indexes understand: whose captures, and of which time."""
        part = "prefix" if urlsplit(self.url).path.strip("/") else "host"
        last = days.end + timedelta(days=self.within)
        return {
            "url": self.url, "matchType": part, "output": "json",
            "from": days.begin.strftime(STAMP), "to": last.strftime(STAMP),
        }  # fmt: skip

    def copy_link(self, url: str, copy: Copy, via: str, site: Site, days: Days, now: datetime) -> Link | None:
        """Return the link that is read from a copy, if it is an article's and of those days.

        The day is that of the address, else that of the capture.
        """
        if self.link and not re.search(self.link, url):
            return None
        day = link_day(url, Hints(), site.zone) or copy.at.astimezone(days.zone).date()
        if day not in days:
            return None
        return Link(url, site.name, now, self.strategy, via, Hints(day=day.isoformat()), copy=copy)


def query(api: str, *pairs: tuple[str, str]) -> str:
    """Return the address of a question to an index."""
    return f"{api}{'&' if '?' in api else '?'}{urlencode(pairs)}"


def moment(stamp: str) -> datetime:
    """Read the 14 digits of an index.

    Raises:
        ValueError: they are no time.
    """
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def parse_json(exchange: Exchange) -> Any:
    """Read an answer.

    Raises:
        SourceError: it is no JSON.
    """
    try:
        return json.loads(exchange.body)
    except (ValueError, RecursionError):  # brackets in brackets in brackets …
        raise SourceError(f"{exchange.final_url}: the index did not answer with JSON") from None


def json_lines(exchange: Exchange) -> Iterator[Any]:
    """Read an answer of one JSON value a line; a line that is none is returned as it is, unless it is the first.

    Raises:
        SourceError: the first is none.
    """
    lines = (line for line in exchange.body.splitlines() if line.strip())
    for number, line in enumerate(lines):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            if number == 0:
                raise SourceError(f"{exchange.final_url}: the index did not answer with JSON") from None
            yield line


def no_capture(line: Any, asked: str, context: Context) -> Reject:
    """Make the record of a line that names no capture; the others of the answer are good all the same."""
    return context.reject(asked, Reason.INDEX_LINE, f"a line of the index names no capture: {str(line)[:200]}")
