"""What one visit is for, what it has come to, and what its last reply means."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from tasks.fetch.failure import Failure
from tasks.fetch.message import find_header, judge
from tasks.fetch.transport import Reply
from tasks.records import Copy, Exchange, Hop, Known, Link, Outcome, Reason

_REDIRECTS = (301, 302, 303, 307, 308)
_HOME = re.compile(r"/?(?:(?:index|default|home)(?:\.\w+)?)?", re.IGNORECASE)


@dataclass(slots=True)
class Visit:
    """One visit: what it is for, and what it has come to so far."""

    link: Link
    known: Known | None
    validators: dict[str, str]
    max_redirects: int
    sleep: Callable[[float], object]
    is_robots: bool = False
    hops: list[Hop] = field(default_factory=list)

    def exchange(
        self,
        at: datetime,
        outcome: Outcome,
        reason: Reason | None,
        detail: str | None,
        reply: Reply | None = None,
        failure: Failure | None = None,
    ) -> Exchange:
        """Conclude the visit, with what its last request came to: a reply, or a failure."""
        sha256 = reply.sha256 if reply else None
        if outcome is Outcome.UNCHANGED and self.known:
            sha256 = self.known.sha256
        return Exchange(
            self.link,
            outcome,
            at,
            tuple(self.hops),
            reply.body if reply else b"",
            sha256,
            reason,
            detail,
            self.known,
            round(sum(hop.elapsed_ms for hop in self.hops) + (failure.seconds if failure else 0) * 1000),
            failure.received if failure else 0,
        )

    def verdict(self, reply: Reply) -> tuple[Outcome, Reason | None, str | None]:
        """Say what the last reply means for the link."""
        hop = reply.hop
        outcome, reason = judge(hop.status)
        if hop.status == HTTPStatus.PARTIAL_CONTENT and "Range" in self.validators:
            outcome, reason = Outcome.FETCHED, None
        if outcome is Outcome.UNCHANGED and not self.validators:
            return Outcome.FAILED, Reason.PROTOCOL, "304 Not Modified, though nothing was said to be known"
        if outcome is Outcome.FETCHED and self.known and self.known.sha256 == reply.sha256:
            return Outcome.UNCHANGED, None, None  # whatever the ETag says, the body is the judge
        if outcome is Outcome.FETCHED and self._was_sent_home(hop.url):
            return Outcome.GONE, Reason.REDIRECT_HOME, f"redirects to the home page, {hop.url}"
        if not reason:
            return outcome, None, None
        wait = find_header(hop.headers, "Retry-After")
        detail = f"{hop.status} {hop.reason}".strip()
        if reason is Reason.REDIRECTS:
            detail += " leads nowhere"
        elif hop.status == HTTPStatus.PARTIAL_CONTENT:
            detail += ", a part that was not asked for"
        return outcome, reason, f"{detail}, Retry-After: {wait}" if wait else detail

    def _was_sent_home(self, url: str) -> bool:
        """Say whether the answer is a home page in place of an article, as some sites answer for what is deleted."""
        if self.is_robots or self.link.kind == "poll" or len(self.hops) < 2:
            return False
        return is_home(url) and not is_home(self.link.url)


def is_home(url: str) -> bool:
    """Say whether an address is that of a host's home page."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def validators(known: Known | None) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110 §13.1)."""
    if not known:
        return {}
    pairs = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in pairs.items() if value}


def piece_of(copy: Copy) -> dict[str, str]:
    """Return the header that asks for one record of a WARC file alone (RFC 9110 §14.2)."""
    if copy.offset is None or copy.length is None:
        return {}
    return {"Range": f"bytes={copy.offset}-{copy.offset + copy.length - 1}"}


def redirect_target(hop: Hop) -> str | None:
    """Return the URL that a response redirects to; raise Failure if it is none."""
    location = find_header(hop.headers, "Location") if hop.status in _REDIRECTS else None
    if not location:
        return None
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # http.client read it as Latin-1
    try:
        return urljoin(hop.url, location)
    except ValueError:
        raise Failure(Reason.REDIRECTS, f"redirects to nowhere: {location!r} is not a valid URL") from None
