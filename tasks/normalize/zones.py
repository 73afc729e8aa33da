"""Says in which zone a time without an offset was meant: by its label, the site's own zone, or the site's country.

A source file's zone outranks everything. Without one, a country-code domain of a country with one zone tells it, or a
language that is spoken in one zone; the evidence then says that the zone is assumed. Countries with several zones,
domains that are sold as words (.io, .tv, .me, .co) and languages of several countries tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.records import Site

# abbreviations with the zones that they can mean; where there are several, the site's own offset decides
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Z", "UTC", "GMT"), ("UTC",)),
    **dict.fromkeys(("ET", "EST", "EDT"), ("America/New_York",)),
    **dict.fromkeys(("CT", "CDT"), ("America/Chicago",)),
    **dict.fromkeys(("MT", "MDT"), ("America/Denver",)),
    **dict.fromkeys(("PT", "PST", "PDT"), ("America/Los_Angeles",)),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), ("Europe/Berlin",)),
    **dict.fromkeys(("AEST", "AEDT"), ("Australia/Sydney",)),
    **dict.fromkeys(("NZST", "NZDT"), ("Pacific/Auckland",)),
    **dict.fromkeys(("EET", "EEST"), ("Europe/Athens",)),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "HKT": ("Asia/Hong_Kong",),
    "SGT": ("Asia/Singapore",),
    "MSK": ("Europe/Moscow",),
    "МСК": ("Europe/Moscow",),
    "UK": ("Europe/London",),
    "WIB": ("Asia/Jakarta",),
    "SAST": ("Africa/Johannesburg",),
    "PKT": ("Asia/Karachi",),
    "MYT": ("Asia/Kuala_Lumpur",),
    "PHT": ("Asia/Manila",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "AWST": ("Australia/Perth",),
    "ACST": ("Australia/Darwin", "Australia/Adelaide"),
    "北京时间": ("Asia/Shanghai",),
    "北京時間": ("Asia/Shanghai",),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "GST": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "MST": ("America/Denver", "Asia/Kuala_Lumpur", "Europe/Moscow"),
    "WAT": ("Africa/Lagos",),
}
_COUNTRIES = {
    "ae": "Asia/Dubai", "al": "Europe/Tirane", "am": "Asia/Yerevan", "at": "Europe/Vienna", "az": "Asia/Baku",
    "ba": "Europe/Sarajevo", "bd": "Asia/Dhaka", "be": "Europe/Brussels", "bg": "Europe/Sofia",
    "bh": "Asia/Bahrain", "bo": "America/La_Paz", "by": "Europe/Minsk", "ch": "Europe/Zurich",
    "cn": "Asia/Shanghai", "cr": "America/Costa_Rica", "cu": "America/Havana", "cy": "Asia/Nicosia",
    "cz": "Europe/Prague", "de": "Europe/Berlin", "dk": "Europe/Copenhagen", "do": "America/Santo_Domingo",
    "dz": "Africa/Algiers", "ee": "Europe/Tallinn", "eg": "Africa/Cairo", "es": "Europe/Madrid",
    "et": "Africa/Addis_Ababa", "fi": "Europe/Helsinki", "fr": "Europe/Paris", "ge": "Asia/Tbilisi",
    "gh": "Africa/Accra", "gr": "Europe/Athens", "gt": "America/Guatemala", "hk": "Asia/Hong_Kong",
    "hn": "America/Tegucigalpa", "hr": "Europe/Zagreb", "hu": "Europe/Budapest", "ie": "Europe/Dublin",
    "il": "Asia/Jerusalem", "in": "Asia/Kolkata", "ir": "Asia/Tehran", "it": "Europe/Rome",
    "jm": "America/Jamaica", "jp": "Asia/Tokyo", "ke": "Africa/Nairobi", "kr": "Asia/Seoul",
    "kw": "Asia/Kuwait", "lb": "Asia/Beirut", "lk": "Asia/Colombo", "lt": "Europe/Vilnius",
    "lu": "Europe/Luxembourg", "lv": "Europe/Riga", "ma": "Africa/Casablanca", "mk": "Europe/Skopje",
    "mo": "Asia/Macau", "mt": "Europe/Malta", "my": "Asia/Kuala_Lumpur", "ng": "Africa/Lagos",
    "ni": "America/Managua", "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "np": "Asia/Kathmandu",
    "nz": "Pacific/Auckland", "om": "Asia/Muscat", "pa": "America/Panama", "pe": "America/Lima",
    "ph": "Asia/Manila", "pk": "Asia/Karachi", "pl": "Europe/Warsaw", "pt": "Europe/Lisbon",
    "py": "America/Asuncion", "qa": "Asia/Qatar", "ro": "Europe/Bucharest", "rs": "Europe/Belgrade",
    "sa": "Asia/Riyadh", "se": "Europe/Stockholm", "sg": "Asia/Singapore", "si": "Europe/Ljubljana",
    "sk": "Europe/Bratislava", "sv": "America/El_Salvador", "th": "Asia/Bangkok", "tn": "Africa/Tunis",
    "tr": "Europe/Istanbul", "tw": "Asia/Taipei", "tz": "Africa/Dar_es_Salaam", "ua": "Europe/Kyiv",
    "ug": "Africa/Kampala", "uk": "Europe/London", "uy": "America/Montevideo", "ve": "America/Caracas",
    "vn": "Asia/Ho_Chi_Minh", "za": "Africa/Johannesburg", "zm": "Africa/Lusaka", "zw": "Africa/Harare",
}  # fmt: skip
_LANGUAGES = {
    "zh": "Asia/Shanghai",  # the zone of Taipei, Hong Kong and Singapore too, under other names
    "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok",
    "pl": "Europe/Warsaw", "cs": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest",
    "bg": "Europe/Sofia", "el": "Europe/Athens", "da": "Europe/Copenhagen", "no": "Europe/Oslo",
    "nb": "Europe/Oslo", "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "et": "Europe/Tallinn",
    "lv": "Europe/Riga", "lt": "Europe/Vilnius", "hr": "Europe/Zagreb", "sl": "Europe/Ljubljana",
}  # fmt: skip
# where a site of no known zone may be at home: an instant that is midnight there was perhaps only a day
_HOMES = {
    "en": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Argentina/Buenos_Aires"),
    "pt": ("America/Sao_Paulo",),
    "de": ("Europe/Berlin",),
    "fr": ("Europe/Paris",),
    "it": ("Europe/Rome",),
    "nl": ("Europe/Amsterdam",),
    "ru": ("Europe/Moscow",),
    "hi": ("Asia/Kolkata",),
    "id": ("Asia/Jakarta",),
}
_STATED_OFFSET = re.compile(r"\d{2}:\d{2}\S*?\s?([+-])(\d{2}):?(\d{2})$")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\u2212-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


@lru_cache
def site_zone(site: Site) -> ZoneInfo | None:
    """Return the zone that the source file states, or None where it states none that exists."""
    try:
        return ZoneInfo(site.zone) if site.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def home_zone(site: Site, url: str, language: str | None) -> ZoneInfo | None:
    """Return the site's zone: as its source file states it, else as its country or its language alone tells it."""
    if site.zone:
        return site_zone(site)
    try:
        domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        domain = ""
    name = _COUNTRIES.get(domain) or _LANGUAGES.get(language or "")
    return ZoneInfo(name) if name else None


def possible_homes(language: str | None) -> tuple[ZoneInfo, ...]:
    """Return zones in which a site of this language may be, if nothing tells which."""
    return tuple(map(ZoneInfo, _HOMES.get(language or "", ())))


def numeric_order(language: str | None, tag: str | None, zone: ZoneInfo | None) -> str | None:
    """Return how a site writes 3/1/2022 (dmy, mdy) and 22-01-03 (ymd); None where English leaves it open."""
    if language in ("zh", "ja", "ko", "hu", "lt"):
        return "ymd"
    if language != "en":
        return "dmy"
    region = (tag or "").replace("_", "-").partition("-")[2].upper()
    if region in ("US", "PH") or (zone is not None and zone.key.startswith("America/") and region != "CA"):
        return "mdy"
    return (
        "dmy"
        if zone is not None or region in ("GB", "UK", "AU", "NZ", "IN", "IE", "ZA", "SG", "NG", "KE", "PK")
        else None
    )


def zone_of(
    label: str, wall: datetime, site: ZoneInfo | None, offsets: frozenset[timedelta] = frozenset()
) -> tzinfo | None:
    """Return the zone that an offset or an abbreviation means.

    Where several zones share an abbreviation, the site's own zone decides, else the `offsets` that the page states.
    """
    label = label.strip()
    if (match := _OFFSET.fullmatch(label)) and label.upper() not in ("UTC", "GMT"):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(offset if match[1] == "+" else -offset) if offset < timedelta(hours=15) else None
    if site is not None and label in (wall.replace(tzinfo=site, fold=fold).tzname() for fold in (0, 1)):
        return site
    meanings = ABBREVIATIONS.get(label.upper(), ())
    if len(meanings) == 1:
        return UTC if meanings[0] == "UTC" else ZoneInfo(meanings[0])
    known = offsets if site is None else {wall.replace(tzinfo=site).utcoffset()}
    fitting = [zone for zone in map(ZoneInfo, meanings) if wall.replace(tzinfo=zone).utcoffset() in known]
    return fitting[0] if len(fitting) == 1 else None


def stated_offsets(statements: Iterable[str]) -> frozenset[timedelta]:
    """Return the offsets from UTC, other than none, that statements of time end in."""
    found = filter(None, (_STATED_OFFSET.search(raw) for raw in statements))
    offsets = (
        timedelta(hours=int(match[2]), minutes=int(match[3])) * (1 if match[1] == "+" else -1) for match in found
    )
    return frozenset(offset for offset in offsets if offset)
