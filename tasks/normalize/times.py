"""Decides when an article was published and last changed, and keeps every candidate as evidence.

The ranking rule, the only one there is, stands in docs/time.md: candidates are ranked by where they stand (`RANKS`);
what cannot be is not believed; a clock of no known zone, and midnight, are days; others can show that a candidate is
wrong (`ranking`); the best one left is chosen, and one that is more precise and agrees with it refines it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tasks.normalize.candidates import (
    Candidate,
    from_capture,
    from_elements,
    from_front_matter,
    from_markup,
    from_others,
    from_scripts,
    from_visible,
    from_window,
)
from tasks.normalize.homes import find_home, is_of_a_country, site_zone
from tasks.normalize.markup import Markup
from tasks.normalize.moments import Moment, read_moment
from tasks.normalize.ranking import COARSE, ORDER, SHOWN_WORDS, choose
from tasks.normalize.relative import ago, spoken_day
from tasks.normalize.visible import Page, read_page
from tasks.normalize.zones import AMERICAN, numeric_order, possible_homes, stated_offsets, zone_of
from tasks.records import TOLD_BY_AGE, Capture, Evidence, Precision, Site

_BLANK = Page()
_FIRST_YEAR = 1990
_CLOCK = re.compile(r"\d{1,2}[:：时時点點시]|\d\s?[ap]\.?m\b", re.IGNORECASE)
_MAX_RAW = 200  # characters of a statement that are kept
_SKEW = timedelta(minutes=10)  # by which clocks of servers differ
_EASTERN = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul")
_SPACED = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2} \d{1,2}:\d{2}(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Times:
    """What is believed of an article's times, and everything it was decided from."""

    published_at: datetime | None
    precision: Precision
    zone: str | None
    published_on: date | None
    modified_at: datetime | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What statements of time are read against."""

    at: datetime  # of the capture
    zone: ZoneInfo | None = None  # of the site, stated or assumed
    ground: str | None = None  # on which the zone is assumed; None if it is known
    order: str | None = None  # of numeric dates: dmy, mdy, ymd, ymdy, or None
    offsets: frozenset[timedelta] = frozenset()  # from UTC, as the page states them elsewhere
    homes: tuple[ZoneInfo, ...] = ()  # where the site may be, if its zone is not known and it shows no time of day
    language: str | None = None  # of the page, for abbreviations; None under a domain of a country
    near: date | None = None  # a day that the page states, for days without a year
    clocks: frozenset[tuple[int, int]] = frozenset()  # hours and minutes that the reader sees
    twins: tuple[tuple[date, tzinfo], ...] = ()  # zones of clocks that the page states both with and without, by day


def time_context(
    capture: Capture, site: Site, url: str, language: str | None, tag: str | None, text: str = "", page: Page = _BLANK
) -> Context:
    """Return what a page's statements of time are read against; `tag` is its language as the page declares it."""
    home = find_home(site, url, language, text, page, capture.body)
    homes = possible_homes(language) if home.zone is None else ()
    order = numeric_order(language, tag, home.zone)
    english = language if home.zone is None and not is_of_a_country(url) else None
    return Context(capture.at, home.zone, home.ground, order, homes=homes, language=english)


def find_times(
    markup: Markup,
    front_matter: dict[str, str],
    visible: list[str],
    capture: Capture,
    site: Site,
    *,
    page: Page | None = None,
    place: int = -1,
    context: Context | None = None,
) -> Times:
    """Collect the candidates for both times, judge each, and choose by the rule above."""
    context = context or Context(capture.at, site_zone(site))
    page = page or read_page(markup.tree)
    found = (
        *from_front_matter(front_matter),
        *from_markup(markup),
        *from_elements(page, place),
        *from_visible(visible),
        *from_window(markup),
        *from_capture(capture),
    )
    if not any(_CLOCK.search(raw) for field, raw, _ in found if field == "published"):
        found = (*found, *from_scripts(markup))
    candidates = _distinct(found)
    evidence = _judged(candidates, context)
    published = choose([e for e in evidence if e.field == "published"], [e for e in evidence if e.field == "modified"])
    modified = choose([e for e in evidence if e.field == "modified"])
    first = next((e for e in published if e.chosen), None)
    last = next((e for e in modified if e.chosen), None)
    return Times(
        published_at=first.value if first else None,
        precision=first.precision if first else Precision.UNKNOWN,
        zone=first.zone if first else None,
        published_on=first.on if first else None,
        modified_at=last.value if last else None,
        evidence=(*published, *modified, *_further(from_others(markup, page, place), candidates, context)),
    )


def _distinct(found: Iterable[Candidate]) -> list[Candidate]:
    return list(dict.fromkeys((field, " ".join(raw.split())[:_MAX_RAW], rule) for field, raw, rule in found))


def _further(others: Iterable[Candidate], candidates: Sequence[Candidate], context: Context) -> list[Evidence]:
    """Judge what stands behind the first of its kind: it neither counts nor speaks for others, and is kept."""
    stated = {(field, raw) for field, raw, _ in candidates}
    judged = (judge(*other, context) for other in _distinct(others) if other[1] and other[:2] not in stated)
    return [replace(e, note="behind the first of its kind") for e in judged if e is not None]


def _judged(candidates: Sequence[Candidate], context: Context) -> list[Evidence]:
    """Judge all candidates; numeric dates that nothing settles are read again as another candidate confirms them."""
    context = _in_company(candidates, context)
    judged = [judge(*candidate, context) for candidate in candidates]
    if any(e is not None and e.precision is Precision.YEAR for e in judged):
        days = {e.on for e in judged if e is not None and e.on is not None}
        for order in ("dmy", "mdy"):
            again = [
                judge(*candidate, replace(context, order=order))
                if e is not None and e.precision is Precision.YEAR
                else e
                for candidate, e in zip(candidates, judged, strict=True)
            ]
            judged = [
                new if new is not None and new.on in days else old for new, old in zip(again, judged, strict=True)
            ]
    return [e for e in judged if e is not None]


def _in_company(candidates: Sequence[Candidate], context: Context) -> Context:
    """Add to what statements are read against what they tell of each other."""
    today = context.at.date()
    if context.order is None and context.language == "en" and any(AMERICAN.search(raw) for _, raw, _ in candidates):
        context = replace(context, order="mdy")
    read = [(rule, moment) for _, raw, rule in candidates if (moment := read_moment(raw, today, context.order))]
    clocks = frozenset((m.wall.hour, m.wall.minute) for rule, m in read if rule in SHOWN_WORDS and m.has_time)
    offsets = stated_offsets(raw for _, raw, _ in candidates)
    stated = (
        (m.wall.replace(second=0), zone_of(m.zone, m.wall, context.zone, offsets))
        for _, m in read
        if m.has_time and m.zone
    )
    bare = {m.wall.replace(second=0) for _, m in read if m.has_time and not m.zone}
    twins = tuple((wall.date(), zone) for wall, zone in stated if zone is not None and wall in bare)
    days = [m.wall.date() for _, m in read if m.has_year and m.precision not in COARSE and m.wall.date() <= today]
    return replace(
        context,
        offsets=offsets,
        homes=() if clocks - {(0, 0)} else context.homes,
        near=next(iter(days), None),
        clocks=clocks,
        twins=twins,
    )


def judge(field: str, raw: str, rule: str, context: Context) -> Evidence | None:
    """Read one candidate as far as it can be believed; `note` says why it is not, or not wholly. None if no date."""
    at, zone = context.at, context.zone
    if rule in (*SHOWN_WORDS, "update") and (told := _told_by_age(field, raw, rule, context)) is not None:
        return told
    moment = read_moment(raw, (at.astimezone(zone) if zone else at).date(), context.order, context.near)
    if moment is None:
        return None
    evidence = _resolve(field, raw, rule, moment, context)
    if rule == "update":
        evidence = replace(
            evidence, value=None, precision=max(evidence.precision, Precision.DAY, key=ORDER.__getitem__)
        )
        evidence = replace(
            evidence, note="the page states only its last change, so only its day is believed", zone=None
        )
    if moment.wall.year < _FIRST_YEAR:
        return replace(evidence, note=f"before {_FIRST_YEAR}")
    if evidence.value is not None and evidence.value > at + _SKEW:
        return replace(evidence, note="after the capture")
    latest = (at.astimezone(zone) if zone else at + timedelta(hours=14)).date()  # the day may begin earlier there
    if evidence.value is None and moment.wall.date() > latest:
        return replace(evidence, note="after the capture")
    return evidence


def _told_by_age(field: str, raw: str, rule: str, context: Context) -> Evidence | None:
    """Read `2 hours ago` and `yesterday 12:14`, unless the words state a date as well."""
    if read_moment(raw, context.at.date(), context.order) is not None:
        return None
    if (told := ago(raw, context.at.astimezone(context.zone or UTC))) is not None:
        value, on, precision = told
        on = on or (
            value.astimezone(context.zone).date() if value and context.zone else value.date() if value else None
        )
        return Evidence(field, raw, rule, value, on, precision, "+00:00" if value else None, note=TOLD_BY_AGE)
    if (dated := spoken_day(raw, context.at, context.zone)) is not None:
        moment = read_moment(dated, context.at.date() + timedelta(days=1), "ymd")
        return _resolve(field, raw, rule, moment, context) if moment else None
    return None


def _resolve(field: str, raw: str, rule: str, moment: Moment, context: Context) -> Evidence:
    """Turn a moment as stated into an instant where its zone is stated or known, else into a day."""
    zone = context.zone
    day = Evidence(field, raw, rule, None, moment.wall.date(), Precision.DAY, zone=None)
    if not moment.has_time:
        on = None if moment.precision in COARSE else day.on
        note = "one of two readings of its numbers" if moment.precision is Precision.YEAR else None
        return replace(day, on=on, precision=moment.precision, note=note)
    stated, note = _meant_zone(rule, raw, moment, context)
    if stated is None:
        return replace(day, note=note)
    wall = moment.wall.replace(tzinfo=stated)
    later = wall.replace(fold=1)  # of a clock that comes twice, if the abbreviation says so: 1:30 am EST
    wall = later if moment.zone and moment.zone.upper() == later.tzname() else wall
    value = wall.astimezone(UTC)
    on = value.astimezone(zone or stated).date()
    if not (moment.wall.hour or moment.wall.minute or moment.wall.second):
        return replace(day, note="midnight is how a day is written")
    if zone and value.astimezone(zone).strftime("%H%M%S") == "000000":
        return replace(day, on=on, note="midnight at the site is how a day is written")
    if stated is UTC and (home := _midnight_at(value, context.homes)) is not None:
        return replace(
            day, on=value.astimezone(home).date(), note=f"midnight in {home.key}, and no time of day is shown"
        )
    name = stated.key if isinstance(stated, ZoneInfo) else value.astimezone(stated).isoformat()[-6:]
    return Evidence(field, raw, rule, value, on, moment.precision, name, zone_assumed=not moment.zone, note=note)


def _meant_zone(rule: str, raw: str, moment: Moment, context: Context) -> tuple[tzinfo | None, str | None]:
    """Return the zone in which a clock was meant, and why that is so or why it is not known."""
    if moment.zone:
        zone = zone_of(moment.zone, moment.wall, context.zone, context.offsets, context.language)
        return zone, None if zone else "its zone has several meanings, so only the day is believed"
    if context.zone is not None and context.ground is None:
        return context.zone, None
    wall = moment.wall.replace(second=0)
    if (twin := _twin(wall, context.twins)) is not None:
        return twin, "zone assumed: the page states it of the same clock elsewhere"
    if context.zone is None:
        return None, "no zone is stated or known, so only the day is believed"
    is_told = rule in (*SHOWN_WORDS, "front-matter") or (wall.hour, wall.minute) in context.clocks
    shows_none = context.clocks <= {(0, 0)}
    if is_told or (shows_none and _is_eastern_local(raw, wall.replace(tzinfo=context.zone))):
        return context.zone, context.ground
    return None, "no zone is stated, and the page shows no such clock, so only the day is believed"


def _is_eastern_local(raw: str, wall: datetime) -> bool:
    """Say whether a clock in the markup is the site's: `2022-01-03 12:14:33`, as software of Eastern Asia writes it.

    What writes UTC there writes it as ISO 8601 does. Midnight in UTC may be a day.
    """
    is_midnight = wall.astimezone(UTC).time() == time()
    return str(wall.tzinfo) in _EASTERN and _SPACED.fullmatch(raw.strip()) is not None and not is_midnight


def _twin(wall: datetime, twins: Sequence[tuple[date, tzinfo]]) -> tzinfo | None:
    """Return the zone in which the page writes clocks without one, as far as its twins tell for this day."""
    told = [zone for day, zone in twins if day == wall.date() or zone is UTC or isinstance(zone, ZoneInfo)]
    zones = {wall.replace(tzinfo=zone).utcoffset(): zone for zone in told}
    local = {offset: zone for offset, zone in zones.items() if offset} or zones
    return next(iter(local.values())) if len(local) == 1 else None


def _midnight_at(value: datetime, homes: Iterable[ZoneInfo]) -> ZoneInfo | None:
    if value.minute or value.second:
        return None
    return next((home for home in homes if value.astimezone(home).hour == 0), None)
