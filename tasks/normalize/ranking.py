"""Ranks the candidates for a time, passes over those that others show to be wrong, and chooses one.

The rule is written down in `times`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tasks.normalize.statements import YEAR
from tasks.records import Evidence, Precision

RANKS = (
    *("front-matter", "json-ld", "meta", "microdata", "sitemap", "feed", "listing", "time-tag", "time-tag:shown"),
    *("text", "time-tag:far", "time-tag:shown:far", "url", "script", "title", "update", "http"),
)
MARKUP = ("json-ld", "meta", "microdata")
SHOWN = ("time-tag", "text")
SHOWN_WORDS = ("text", "time-tag:shown", "time-tag:shown:far")  # which the reader sees, not an attribute
ORDER = {precision: number for number, precision in enumerate(Precision)}
_UNITS = {Precision.SECOND: 1, Precision.MINUTE: 60, Precision.HOUR: 3600}  # seconds
_UTC = ("UTC", "+00:00")
_SAME_SAVE = timedelta(minutes=10)  # within which a publication and its last change are one act
_ANEW = timedelta(days=30)  # after which a page that shows another day was not corrected but published anew
_VISITED = timedelta(days=2)  # between a publication and a visit that finds its age in hours
COARSE = (Precision.MONTH, Precision.YEAR)


def choose(candidates: list[Evidence], changes: Sequence[Evidence] = ()) -> list[Evidence]:
    """Mark the chosen candidate and those that disagree with it; the list is sorted by rank."""
    ranked = sorted(candidates, key=lambda e: RANKS.index(e.rule if e.rule in RANKS else _place(e)))
    ranked = [replace(e, note=_doubt(e, ranked, changes) or e.note) for e in ranked]
    believed = [e for e in ranked if e.believed]
    believed = [e for e in believed if e.precision not in COARSE] or believed
    if not believed:
        return ranked
    best = believed[0]
    for other in believed[1:]:
        if ORDER[other.precision] < ORDER[best.precision] and agrees(other, best):
            best = other
    return [
        replace(e, chosen=True) if e is best else replace(e, conflict=e in believed and not agrees(best, e))
        for e in ranked
    ]


def _doubt(e: Evidence, ranked: list[Evidence], changes: Sequence[Evidence]) -> str | None:
    """Say why a candidate loses its rank to others (docs/time.md); None if it keeps it."""
    if not e.believed:
        return None
    if _is_old_age(e, ranked):
        return "alone: an age, and another place states an earlier day"
    if e.rule == "time-tag" and any(_contradicts(other, e) for other in ranked):
        return "alone: its own words state an earlier day"
    if _place(e) in ("front-matter", *SHOWN):
        return None
    elsewhere = [other for other in ranked if other.believed and other.rule != e.rule]
    if (label := _mislabelled(e, elsewhere)) is not None:
        return label
    shown = [other for other in elsewhere if _place(other) in SHOWN]
    if _outvoted(e, shown, elsewhere, changes):
        return "alone against two places that agree"
    changed = [change for change in changes if _place(change) == _place(e) or _place(e) == "meta"]
    if any(_is_alike(e, change) for change in changed) and (place := _earlier(e, shown, elsewhere, changes)):
        return f"repeats the last change, and {place} an earlier time"
    return _rewritten(e, shown, elsewhere, changes)


def _is_old_age(e: Evidence, ranked: list[Evidence]) -> bool:
    """Say whether a time told from our visit is not the article's, which was there days before."""
    others = [o for o in ranked if o.believed and not o.is_age] if e.is_age else ()
    return any(e.on is not None and o.on is not None and e.on - o.on > _VISITED for o in others)


def _contradicts(shown: Evidence, e: Evidence) -> bool:
    """Say whether the words of a `<time>` state an earlier day than its attribute; one day is a zone's doing."""
    if shown.rule != "time-tag:shown" or not shown.believed or not YEAR.search(shown.raw):
        return False
    return e.on is not None and shown.on is not None and e.on - shown.on > timedelta(days=1)


def _is_alike(e: Evidence, change: Evidence) -> bool:
    """Say whether a publication is stated at the moment of the last change, or after it."""
    if (e.value, e.on) == (change.value, change.on) or (e.value is not None and e.raw[:19] == change.raw[:19]):
        return True
    if e.value is not None and change.value is not None:
        return e.value > change.value + _SAME_SAVE or abs(e.value - change.value) < timedelta(minutes=1)
    return bool(e.on and change.on and e.on > change.on)


def _earlier(e: Evidence, shown: list[Evidence], elsewhere: list[Evidence], changes: Sequence[Evidence]) -> str | None:
    """Say where an earlier publication is stated than one that repeats the last change; a day is a zone's doing."""
    exactly = [o for o in shown if o.value is not None and not o.zone_assumed and not o.is_age]
    first = next((other for other in (*exactly, *shown) if other.on is not None), None)
    if first is not None and first.on is not None and e.on is not None:
        exact = first in exactly
        gap = (e.value - first.value) if exact and e.value and first.value else None
        if e.on - first.on > timedelta(days=0 if exact and gap is None else 1) or (gap and gap > _SAME_SAVE):
            return "the page shows"
    marked = [o.value for o in elsewhere if _place(o) in MARKUP and not any(_is_alike(o, change) for change in changes)]
    is_later = any(value is not None and e.value is not None and e.value - value > _SAME_SAVE for value in marked)
    return "another place states" if is_later else None


def _rewritten(e: Evidence, shown: list[Evidence], others: list[Evidence], changes: Sequence[Evidence]) -> str | None:
    """Say that a page was published anew: it shows one day only, long after the stated one, and not as an update.

    That day must be confirmed, by the last change or by another place. The wording that we have is of that day.
    """
    days = {other.on for other in shown if other.on is not None and not other.is_age}
    if e.on is None or len(days) != 1 or _place(e) not in MARKUP:
        return None
    day = days.pop()
    confirmed = {o.on for o in changes} | {o.on for o in others if _place(o) not in SHOWN}
    if day is not None and day - e.on > _ANEW and day in confirmed:
        return "long before the only day that the page shows, which is that of its last change"
    return None


def _mislabelled(e: Evidence, elsewhere: list[Evidence]) -> str | None:
    """Say why a clock that another candidate shows with another label is the wrong one of the two, if it is.

    A third candidate that agrees with one of the two decides; without one, the offset is believed and not UTC.
    """
    for other in elsewhere:
        if _same_clock(e, other) and not any(_is_same_instant(e, third) for third in elsewhere):
            return "a local time labelled UTC: another candidate shows the same clock with an offset"
        if _same_clock(other, e) and any(_is_same_instant(other, third) for third in elsewhere if third is not other):
            return "a local label on a UTC time: another candidate shows the same clock as UTC, and a third agrees"
        if _is_shifted(e, other):
            return "a UTC clock with a local label: another candidate shows the local clock with that label"
        if _shows_another_hour(e, other) and not any(_is_same_instant(e, third) for third in elsewhere):
            return "a local time labelled UTC: the page shows another hour of another zone"
    return None


def _is_shifted(e: Evidence, other: Evidence) -> bool:
    """Say whether two clocks with one label differ by just its offset, the first being UTC's."""
    offset = _offset(e)
    if not offset or e.value is None or other.value is None or e.zone != other.zone:
        return False
    return abs(e.value - other.value + offset) < timedelta(minutes=1)


def _shows_another_hour(e: Evidence, other: Evidence) -> bool:
    """Say whether the page shows a UTC time's minute at another hour, with a zone; one hour is summer time's doing."""
    if e.value is None or other.value is None or e.zone not in _UTC or other.zone in (None, *_UTC):
        return False
    if (
        other.rule not in SHOWN_WORDS
        or other.zone_assumed
        or other.precision not in (Precision.SECOND, Precision.MINUTE)
    ):
        return False
    hours = abs(e.value.replace(second=0, microsecond=0) - other.value.replace(second=0, microsecond=0)) / timedelta(
        hours=1
    )
    return hours == int(hours) and 2 <= hours <= 14


def _is_same_instant(one: Evidence, other: Evidence) -> bool:
    return one.value is not None and other.value is not None and agrees(one, other)


def _same_clock(e: Evidence, other: Evidence) -> bool:
    """Say whether a UTC time and another differ by just the other one's offset: the same digits, labelled anew."""
    offset = _offset(other)
    if not offset or e.value is None or other.value is None or e.zone not in _UTC:
        return False
    if other.zone_assumed and _place(other) not in SHOWN:
        return False
    return abs(e.value - other.value - offset) < timedelta(minutes=1)


def _offset(e: Evidence) -> timedelta | None:
    """Return the offset from UTC at which an instant was stated."""
    if e.value is None or e.zone is None:
        return None
    if e.zone[0] in "+-":
        return datetime.fromisoformat(f"2000-01-01T00:00:00{e.zone}").utcoffset()
    return e.value.astimezone(ZoneInfo(e.zone)).utcoffset()


def _outvoted(e: Evidence, shown: list[Evidence], others: list[Evidence], changes: Sequence[Evidence]) -> bool:
    """Say whether two places state another instant, one of them to the reader.

    Many pages show their last change where others show their publication, without a word that says so.
    """
    if e.value is None or any(agrees(e, other) and other.value for other in others):
        return False
    later = [change for change in changes if change.value and change.value > e.value and _place(change) == _place(e)]
    return any(
        one.value is not None
        and other.value is not None
        and agrees(one, other)
        and _is_near(one, e)
        and not any(agrees(one, change) for change in later)
        for one in shown
        for other in others
        if _place(one) != _place(other) and _place(other) not in ("url", "update", "http")
    )


def _is_near(one: Evidence, other: Evidence) -> bool:
    return one.on is not None and other.on is not None and abs(one.on - other.on) <= timedelta(days=1)


def _place(e: Evidence) -> str:
    return e.rule.partition(":")[0]


def agrees(one: Evidence, other: Evidence) -> bool:
    """Say whether two candidates can both be right: within the coarser one's unit of each other."""
    if one.value is None or other.value is None:
        return one.on == other.on or _is_day_of(one, other) or _is_day_of(other, one)
    unit = max(map(_unit, (one, other)))
    if one.is_age or other.is_age:  # what is told by its age is not cut at the full hour
        return abs((one.value - other.value).total_seconds()) <= unit
    return int(one.value.timestamp()) // unit == int(other.value.timestamp()) // unit


def _is_day_of(day: Evidence, instant: Evidence) -> bool:
    """Say whether a day in the markup, which software wrote, is an instant's day in UTC."""
    return _place(day) in MARKUP and instant.value is not None and day.on == instant.value.astimezone(UTC).date()


def _unit(e: Evidence) -> int:
    """Return how exactly an instant is stated, in seconds; a full minute is how many write a minute."""
    unit = _UNITS.get(e.precision, 1)
    return 60 if unit == 1 and e.value is not None and e.value.second == 0 else unit
