"""Decides when an article was published and last changed, and keeps every candidate as evidence.

The ranking rule, the only one there is:

1. Candidates are ranked by where they stand, in the order of `RANKS`: a post's front matter, JSON-LD, meta tags,
   microdata, the source's own list (news sitemap, feed), `<time>` elements, visible text beside the title, the
   address. HTTP's Last-Modified says when a file changed and is evidence only.
2. Not believed: what lies after the capture or before 1990.
3. A time without a zone is taken in the site's zone, and says so; without a site zone it is believed as a day.
   Exact midnight (in the stated zone or the site's) is how software writes a day, so it is a day.
4. The best ranked candidate that is believed is chosen; one that is more precise and agrees with it (lies within
   the second, minute, hour or day that it states) refines it. Any believed candidate outside is a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.normalize.markup import Markup
from tasks.normalize.moments import Moment, read_moment, zone_of
from tasks.records import Capture, Evidence, Precision, Site

RANKS = (
    "front-matter",
    "json-ld",
    "meta",
    "microdata",
    "sitemap",
    "feed",
    "listing",
    "time-tag",
    "text",
    "url",
    "http",
)
_METAS = {
    "published": (
        *("article:published_time", "article:published", "og:published_time", "datepublished", "publishdate"),
        *("publish-date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued"),
        *(
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "dc.date.created",
            "date",
            "article.published",
            "og:release_date",
        ),
        *("cxenseparse:recs:publishtime", "weibo: article:create_at", "bytedance:published_time", "_pubtime"),
    ),
    "modified": (
        *("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"),
        *("bytedance:updated_time", "article:modified", "revised"),
    ),
}
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_FIRST_YEAR = 1990
_MAX_RAW = 200  # characters of a statement that are kept
_SKEW = timedelta(minutes=10)  # by which clocks of servers differ
_ORDER = {precision: number for number, precision in enumerate(Precision)}
_UNITS = {Precision.SECOND: 1, Precision.MINUTE: 60, Precision.HOUR: 3600}  # seconds


@dataclass(frozen=True, slots=True)
class Times:
    """What is believed of an article's times, and everything it was decided from."""

    published_at: datetime | None
    precision: Precision
    zone: str | None
    published_on: date | None
    modified_at: datetime | None
    evidence: tuple[Evidence, ...]


def find_times(markup: Markup, front_matter: dict[str, str], visible: list[str], capture: Capture, site: Site) -> Times:
    """Collect the candidates for both times, judge each, and choose by the rule above."""
    zone = site_zone(site)
    found = (
        *_from_front_matter(front_matter),
        *_from_markup(markup),
        *_from_source(capture),
        *_from_page(visible, capture),
    )
    stated = dict.fromkeys((field, " ".join(raw.split())[:_MAX_RAW], rule) for field, raw, rule in found)
    evidence = [e for field, raw, rule in stated if (e := judge(field, raw, rule, capture.at, zone)) is not None]
    published = _choose([e for e in evidence if e.field == "published"])
    modified = _choose([e for e in evidence if e.field == "modified"])
    first = next((e for e in published if e.chosen), None)
    last = next((e for e in modified if e.chosen), None)
    return Times(
        published_at=first.value if first else None,
        precision=first.precision if first else Precision.UNKNOWN,
        zone=first.zone if first else None,
        published_on=first.on if first else None,
        modified_at=last.value if last else None,
        evidence=(*published, *modified),
    )


@lru_cache
def site_zone(site: Site) -> ZoneInfo | None:
    """Return the site's zone, or None where it has none that exists."""
    try:
        return ZoneInfo(site.zone) if site.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def judge(field: str, raw: str, rule: str, at: datetime, zone: ZoneInfo | None) -> Evidence | None:
    """Read one candidate as far as it can be believed; `note` says why it is not, or not wholly. None if no date."""
    moment = read_moment(raw, at.date())
    if moment is None:
        return None
    evidence = _resolve(field, raw, rule, moment, zone)
    if moment.wall.year < _FIRST_YEAR:
        return replace(evidence, note=f"before {_FIRST_YEAR}")
    if evidence.value is not None and evidence.value > at + _SKEW:
        return replace(evidence, note="after the capture")
    latest = (
        at.astimezone(zone) if zone else at + timedelta(hours=14)
    ).date()  # the day may begin earlier at the source
    if evidence.value is None and evidence.on is not None and evidence.on > latest:
        return replace(evidence, note="after the capture")
    return evidence


def _resolve(field: str, raw: str, rule: str, moment: Moment, zone: ZoneInfo | None) -> Evidence:
    """Turn a moment as stated into an instant where its zone is stated or known, else into a day."""
    day = Evidence(field, raw, rule, None, moment.wall.date(), Precision.DAY, zone=None)
    if not moment.has_time:
        return replace(day, precision=moment.precision)
    stated = zone_of(moment.zone, moment.wall, zone) if moment.zone else zone
    if stated is None:
        return replace(day, note="no zone is stated or known, so only the day is believed")
    value = moment.wall.replace(tzinfo=stated).astimezone(UTC)
    on = value.astimezone(zone or stated).date()
    if not (moment.wall.hour or moment.wall.minute or moment.wall.second):
        return replace(day, note="midnight is how a day is written")
    if zone and value.astimezone(zone).strftime("%H%M%S") == "000000":
        return replace(day, on=on, note="midnight at the site is how a day is written")
    name = stated.key if isinstance(stated, ZoneInfo) else value.astimezone(stated).isoformat()[-6:]
    return Evidence(field, raw, rule, value, on, moment.precision, name, zone_assumed=not moment.zone)


def _choose(candidates: list[Evidence]) -> list[Evidence]:
    """Mark the chosen candidate and those that disagree with it; the list is sorted by rank."""
    ranked = sorted(candidates, key=lambda e: RANKS.index(e.rule.partition(":")[0]))
    believed = [e for e in ranked if _is_believed(e)]
    if not believed:
        return ranked
    best = believed[0]
    for other in believed[1:]:
        if _ORDER[other.precision] < _ORDER[best.precision] and agrees(other, best):
            best = other
    return [
        replace(e, chosen=True) if e is best else replace(e, conflict=_is_believed(e) and not agrees(best, e))
        for e in ranked
    ]


def _is_believed(e: Evidence) -> bool:
    return not (e.rule.startswith("http") or (e.note or "").startswith(("after", "before")))


def agrees(one: Evidence, other: Evidence) -> bool:
    """Say whether two candidates can both be right: within the coarser one's unit of each other."""
    if one.value is None or other.value is None:
        return one.on == other.on
    unit = max(_UNITS.get(one.precision, 1), _UNITS.get(other.precision, 1))
    return int(one.value.timestamp()) // unit == int(other.value.timestamp()) // unit


def _from_front_matter(front_matter: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if raw := front_matter.get("date"):
        yield "published", raw, "front-matter"
    if raw := front_matter.get("last_modified_at") or front_matter.get("updated"):
        yield "modified", raw, "front-matter"


def _from_markup(markup: Markup) -> Iterator[tuple[str, str, str]]:
    for field, keys in (("published", ("datePublished", "dateCreated")), ("modified", ("dateModified",))):
        for node in (markup.article, *markup.pages):
            raw = next((node[key] for key in keys if node.get(key)), None)
            if isinstance(raw, str):
                yield field, raw, "json-ld" if node is markup.article else "json-ld:page"
    for field, names in _METAS.items():
        for name in names:
            for raw in markup.metas.get(name, ())[:1]:
                yield field, raw, f"meta:{name}"
    if markup.tree is not None:
        yield from _from_elements(markup.tree)


def _from_elements(tree: Any) -> Iterator[tuple[str, str, str]]:
    """Yield microdata and the first `<time>` elements of a page; later ones belong to other articles."""
    for field, prop in (("published", "datePublished"), ("modified", "dateModified")):
        for element in tree.xpath(".//body//*[@itemprop=$name]", name=prop)[:1]:
            yield field, element.get("content") or element.get("datetime") or element.text_content(), "microdata"
    for element in list(tree.iter("time"))[:1]:
        yield "published", element.get("datetime") or element.text_content(), "time-tag"


def _from_source(capture: Capture) -> Iterator[tuple[str, str, str]]:
    kind = capture.link.kind if capture.link.kind in RANKS else "listing"
    for field, raw in (("published", capture.link.hints.published), ("modified", capture.link.hints.modified)):
        if raw:
            yield field, raw, kind


def _from_page(visible: list[str], capture: Capture) -> Iterator[tuple[str, str, str]]:
    for raw in visible:
        yield "published", raw, "text"
    if match := _URL_DATE.search(capture.link.url):
        yield "published", f"{match[1]}-{match[3]}-{match[4]}", "url"
    if capture.last_modified:
        yield "modified", capture.last_modified, "http:last-modified"
