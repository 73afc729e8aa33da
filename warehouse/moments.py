"""Reads the moments that users write, `2026-03-05T09:30+08:00`; one without zone is refused with the right spelling."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

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
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # no time, or one whose year in UTC is before 1 or after 9999
        raise MomentError(f"{text!r} is no time: write it like 2026-03-05T09:30:00+08:00") from None
    raise MomentError(_with_zone(text, clock[: -len(zone[0])] if zone else clock, moment))


def _with_zone(text: str, stated: str, moment: datetime) -> str:
    """Say how a time without zone, or a day with one, would be right."""
    if _is_day(stated):
        end = datetime.combine(moment.date(), time(23, 59, 59)).isoformat()
        return f"{text!r} is a day and no moment: write {end}Z for its end in UTC, {end}+08:00 for its end in Shanghai"
    clock = moment.isoformat()
    return f"{text!r} has no zone: write {clock}Z if it is UTC, {clock}+08:00 if it is Shanghai's time"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
