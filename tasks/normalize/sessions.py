"""Places an instant in the trading day of an exchange: the session in which a reader could first act on it.

Phases are of the exchange's regular trading, on the calendar day at the exchange:

- `pre`: the day has a session, which has not opened; it is the session
- `open`: within trading, the open included and the close not; it is the session
- `break`: in the lunch break; it is the session, which trades again that day
- `post`: the day's session has closed, early on half days; the session is the next one
- `closed`: a day without a session (weekend, holiday); the session is the next one

Trading before the open and after the close (auctions, extended hours) is not counted. Hides exchange_calendars and
pandas, which are loaded when the first article with an instant names a security of one of the exchanges, unless the
calendars were read apart before.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from zoneinfo import ZoneInfo

from tasks.records import Mention, Precision

_CALENDARS = {  # those that share their hours and holidays share a calendar
    "XSHG": ("XSHG", "Asia/Shanghai"),
    "XSHE": ("XSHG", "Asia/Shanghai"),
    "XHKG": ("XHKG", "Asia/Hong_Kong"),
    "XNYS": ("XNYS", "America/New_York"),
    "XNAS": ("XNYS", "America/New_York"),
}
_LUNCHES = {  # of former days, up to a day, which exchange_calendars does not know
    "XHKG": ((date(2011, 3, 7), time(12, 30), time(14, 30)), (date(2012, 3, 5), time(12), time(13, 30))),
}
_FIRST = "1996-01-01"  # before that no calendar is needed


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a calendar as parallel lists; instants in seconds since 1970."""

    zone: ZoneInfo
    days: list[date]
    opens: list[int]
    breaks: list[tuple[int, int] | None]
    closes: list[int]


_known: dict[str, Sessions] = {}


@contextmanager
def reading_apart() -> Iterator[None]:
    """Have another process read all calendars meanwhile: ours knows them then, without pandas and its threads.

    To be entered by a process without threads: the other one is its fork.
    """
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_tell_all, args=(theirs,), daemon=True)
    reader.start()
    theirs.close()
    yield
    with ours, suppress(EOFError):  # it failed: whoever needs a calendar reads it, and fails where that is noticed
        _known.update(ours.recv())
    reader.join()


def _tell_all(connection: Connection) -> None:
    connection.send({name: _read(name, zone) for name, zone in set(_CALENDARS.values())})


def with_sessions(
    mentions: Iterable[Mention], published_at: datetime | None, precision: Precision
) -> tuple[Mention, ...]:
    """Return the mentions with session and phase, where the time of publication is known well enough to tell."""
    return tuple(
        replace(mention, session_date=found[0], session_phase=found[1])
        if published_at is not None and (found := session_of(mention.mic, published_at, precision)) is not None
        else mention
        for mention in mentions
    )


def session_of(mic: str | None, at: datetime, precision: Precision) -> tuple[date, str] | None:
    """Return session and phase of an instant at an exchange; None for other exchanges and for days beyond the calendar.

    An instant that is known to the hour has them only if an hour more or less would not change them.
    """
    if mic not in _CALENDARS or precision not in (Precision.SECOND, Precision.MINUTE, Precision.HOUR):
        return None
    name, zone = _CALENDARS[mic]
    sessions = _known.get(name) or _known.setdefault(name, _read(name, zone))
    slack = (timedelta(), timedelta(hours=-1), timedelta(hours=1)) if precision is Precision.HOUR else (timedelta(),)
    found = {_place(sessions, at + more) for more in slack}
    return found.pop() if len(found) == 1 else None


def _place(sessions: Sessions, at: datetime) -> tuple[date, str] | None:
    seconds = int(at.timestamp())
    following = bisect_right(sessions.closes, seconds)  # the first session that has not closed
    if following >= len(sessions.days) or at.astimezone(sessions.zone).date() < sessions.days[0]:
        return None
    day = sessions.days[following]
    if seconds >= sessions.opens[following]:
        pause = sessions.breaks[following]
        return day, "break" if pause and pause[0] <= seconds < pause[1] else "open"
    today = at.astimezone(sessions.zone).date()
    if today == day:
        return day, "pre"
    return day, "post" if following and sessions.days[following - 1] == today else "closed"


def _read(name: str, zone: str) -> Sessions:
    """Read a calendar; the first takes half a second, nearly all of it to import pandas."""
    from exchange_calendars import get_calendar

    with warnings.catch_warnings():  # what its pandas will do one day is no concern of a crawl's
        warnings.simplefilter("ignore")
        schedule = get_calendar(name, start=_FIRST).schedule
    columns = (schedule["break_start"], schedule["break_end"])
    days = [day.date() for day in schedule.index]
    breaks = [
        (int(start.timestamp()), int(end.timestamp())) if start == start else None  # NaT is not itself
        for start, end in zip(*columns, strict=True)
    ]
    return Sessions(
        zone=ZoneInfo(zone),
        days=days,
        opens=[int(instant.timestamp()) for instant in schedule["open"]],
        breaks=[pause and _lunch(name, day, ZoneInfo(zone), pause) for day, pause in zip(days, breaks, strict=True)],
        closes=[int(instant.timestamp()) for instant in schedule["close"]],
    )


def _lunch(name: str, day: date, zone: ZoneInfo, pause: tuple[int, int]) -> tuple[int, int]:
    """Return the lunch break of a day, which was another one in former years."""
    former = next((times for until, *times in _LUNCHES.get(name, ()) if day < until), None)
    if former is None:
        return pause
    begin, end = (int(datetime.combine(day, clock, zone).timestamp()) for clock in former)
    return begin, end
