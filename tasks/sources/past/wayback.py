"""The strategy `wayback`: pages that are gone, out of the Wayback Machine. Hides its CDX server and its addresses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from pydantic import Field

from tasks.records import Copy, Site
from tasks.sources.days import Days
from tasks.sources.document import read_document
from tasks.sources.past.archives import WebArchive, moment, no_capture, parse_json, query
from tasks.sources.spec import Context, Discovered, SourceError
from tasks.sources.values import WebUrl

_FIELDS = "timestamp,original"
_LIMIT = 5000  # lines of one answer
DAYS_AN_ANSWER = 31  # assumed for a plan


class Wayback(WebArchive):
    """The Wayback Machine, or another archive with its CDX server (OpenWayback; pywb answers in another form)."""

    strategy: ClassVar[str] = "wayback"
    example: ClassVar[str] = 'url = "https://news.example.org/"\n'
    assumes: ClassVar[str | None] = "an answer of the index a month"

    api: WebUrl = Field(default="https://web.archive.org/cdx/search/cdx", description="address of the CDX server")
    replay: str = Field(
        default="https://web.archive.org/web/{timestamp}id_/{url}",
        pattern=r"^https?://.*\{timestamp\}.*\{url\}",
        description="address of a capture as it was recorded, with {timestamp} and {url} in it",
    )

    def find(self, site: Site, days: Days, context: Context) -> Iterator[Discovered]:
        asked = [
            *self.asked(days).items(), ("fl", _FIELDS), ("filter", "statuscode:200"), ("filter", "mimetype:text/html"),
            ("collapse", "urlkey"), ("limit", str(_LIMIT)), ("showResumeKey", "true"),
        ]  # fmt: skip
        resume: str | None = ""
        while resume is not None:
            page = query(self.api, *asked, *([("resumeKey", resume)] if resume else []))
            before = resume
            lines, resume = _answer(parse_json(read_document(context, page)), page)
            if resume and resume == before:
                raise SourceError(f"{page}: the CDX server does not go on: it names the same resumeKey again")
            for line in lines:
                if found := self._found(line, page, site, days, context):
                    yield found

    def _found(self, line: dict[str, Any], page: str, site: Site, days: Days, context: Context) -> Discovered | None:
        try:
            stamp, url = line["timestamp"], line["original"]
            copy = Copy(self.replay.replace("{timestamp}", stamp).replace("{url}", url), moment(stamp))
        except (KeyError, ValueError, TypeError):
            return no_capture(line, page, context)
        return self.copy_link(url, copy, self.api, site, days, context.now)

    def requests(self, looks: Sequence[Days], today: date) -> int:
        return sum(math.ceil(len(days) / DAYS_AN_ANSWER) for days in looks)


def _answer(table: Any, page: str) -> tuple[list[dict[str, Any]], str | None]:
    """Return the lines by their columns, which the first one names, and the key to go on with.

    An empty line stands before that key, which comes last.
    """
    try:
        if table == []:  # and not null or {}, which say nothing of captures
            return [], None
        names, *lines = table
        resume = lines[-1][0] if len(lines) > 1 and lines[-2] == [] else None
        if resume is not None:
            lines = lines[:-2]
        if not {"timestamp", "original"} <= set(names):
            raise ValueError
        return [dict(zip(names, line, strict=False)) for line in lines if line], _plain(resume)
    except (ValueError, LookupError, TypeError):
        raise SourceError(f"{page}: not the answer of a CDX server") from None


def _plain(key: str | None) -> str | None:
    """Return a key as it is before it is written into an address; some servers give it as it is in one."""
    return unquote_plus(key) if key and re.fullmatch(r"[\w.*%+-]+", key) else key
