"""Links that are visited again: what is known of them, and the hints with which they were found the last time.

A feed names a link for some days, with a time and an author that may stand nowhere else; a later visit must not lose
them. They are read from the archive, where every visit keeps its link.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.fetch import link_at
from tasks.records import WATCH, Hints, Known, Link


def known_body(row: dict[str, Any]) -> Known | None:
    """What a row of `state.due` or `state.watched` knows of the last body; None if there is none."""
    if not row["sha256"]:
        return None
    return Known(row["sha256"], row["etag"], row["last_modified"], row["capture_id"], row["at"])


def watch_link(row: dict[str, Any], source: str, now: datetime) -> Link:
    """Make the link of a watched article that no document names any more."""
    return Link(row["url"], source, now, row["kind"], WATCH)


def with_old_hints(link: Link, row: dict[str, Any], archive: Path) -> Link:
    """Fill the hints that a link has not now from its last visit."""
    if not row["warc"]:
        return link
    try:
        before = link_at(archive, row["warc"], row["warc_offset"]).hints
    except (OSError, ValueError):
        return link
    return replace(link, hints=merged(link.hints, before._replace(modified=None)))  # it told of the change before


def merged(first: Hints, second: Hints) -> Hints:
    """Fill what the first document left open from the second."""
    return Hints(**{name: getattr(first, name) or getattr(second, name) for name in Hints._fields})
