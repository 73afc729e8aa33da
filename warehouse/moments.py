"""Reads the moments that users write, `2026-03-05T09:30+08:00`; one without zone is refused with the right spelling."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

_ZONE = re.compile(r"(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$", re.IGNORECASE)


class MomentError(ValueError):
    """A text that is no moment; the message is one line that says how to write it."""


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 instant with its offset (`Z`, `+08:00`), and return it in UTC; `now` is one, too.

    Raises:
        MomentError: it has no zone, is only a day, or cannot be read.
    """
    stated = text.strip()
    if stated.lower() == "now":
        return datetime.now(UTC)
    zone = _ZONE.search(stated) if ":" in stated else None
    clock = re.sub(r"(?i)\s*UTC$", "+00:00", re.sub(r"\s+(?=[+-]\d|Z$)", "", stated)) if zone else stated
    try:
        moment = datetime.fromisoformat(clock)
    except ValueError:
        raise MomentError(f"{text!r} is no time: write it like 2026-03-05T09:30:00+08:00") from None
    if moment.tzinfo is None:
        raise MomentError(_with_zone(text, moment, is_day=":" not in stated))
    return moment.astimezone(UTC)


def _with_zone(text: str, moment: datetime, is_day: bool) -> str:
    """Say how a time without zone would be right."""
    if is_day:
        end = datetime.combine(moment.date(), time(23, 59, 59)).isoformat()
        return f"{text!r} is a day and no moment: write {end}Z for its end in UTC, {end}+08:00 for its end in Shanghai"
    clock = moment.isoformat()
    return f"{text!r} has no zone: write {clock}Z if it is UTC, {clock}+08:00 if it is Shanghai's time"
