"""Says what the words for a zone mean, and how a site writes numeric dates. Where a site is at home says `homes`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

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
    "ACDT": ("Australia/Adelaide",),
    "ACST": ("Australia/Darwin", "Australia/Adelaide"),
    **dict.fromkeys(("北京时间", "北京時間"), ("Asia/Shanghai",)),
    **dict.fromkeys(("香港时间", "香港時間"), ("Asia/Hong_Kong",)),
    **dict.fromkeys(("台北时间", "台北時間", "台灣時間"), ("Asia/Taipei",)),
    **dict.fromkeys(("东京时间", "日本时间", "日本時間"), ("Asia/Tokyo",)),
    **dict.fromkeys(("한국시간", "한국시각"), ("Asia/Seoul",)),
    **dict.fromkeys(("美东时间", "美東時間", "美国东部时间", "美國東部時間"), ("America/New_York",)),
    **dict.fromkeys(("格林尼治时间", "格林尼治标准时间", "格林威治时间", "格林威治標準時間", "格林威治時間"), ("UTC",)),
    **dict.fromkeys(("بتوقيت غرينتش", "بتوقيت غرينيتش", "بتوقيت جرينتش"), ("UTC",)),
    **dict.fromkeys(("بتوقيت مكة المكرمة", "بتوقيت مكة", "بتوقيت السعودية"), ("Asia/Riyadh",)),
    **dict.fromkeys(("بتوقيت أبوظبي", "بتوقيت الإمارات", "بتوقيت دبي"), ("Asia/Dubai",)),
    "بتوقيت القاهرة": ("Africa/Cairo",),
    **dict.fromkeys(("hora CDMX", "hora de México", "hora del centro de México"), ("America/Mexico_City",)),
    **dict.fromkeys(("horário de Brasília", "hora de Brasília"), ("America/Sao_Paulo",)),
    **dict.fromkeys(("hora peninsular", "hora española", "hora de España"), ("Europe/Madrid",)),
    **dict.fromkeys(("hora argentina", "hora de Argentina"), ("America/Argentina/Buenos_Aires",)),
    "heure de Paris": ("Europe/Paris",),
    **dict.fromkeys(("мск", "по московскому времени", "по Москве"), ("Europe/Moscow",)),
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "GST": ("Asia/Dubai",),
    "MST": ("America/Denver", "Asia/Kuala_Lumpur", "Europe/Moscow"),
    "WAT": ("Africa/Lagos",),
    **dict.fromkeys(("HNE", "HAE"), ("America/New_York",)),  # of Canada, in French
    **dict.fromkeys(("HNC", "HAC"), ("America/Chicago",)),
    **dict.fromkeys(("HNR", "HAR"), ("America/Denver",)),
    **dict.fromkeys(("HNP", "HAP"), ("America/Los_Angeles",)),
    **dict.fromkeys(("HNA", "HAA"), ("America/Halifax",)),
    **dict.fromkeys(("Eastern Time", "Eastern Standard Time", "Eastern Daylight Time"), ("America/New_York",)),
    **dict.fromkeys(("Central Time", "Central Standard Time", "Central Daylight Time"), ("America/Chicago",)),
    **dict.fromkeys(("Pacific Time", "Pacific Standard Time", "Pacific Daylight Time"), ("America/Los_Angeles",)),
    "HST": ("Pacific/Honolulu",),
    **dict.fromkeys(("AKST", "AKDT"), ("America/Anchorage",)),
    **dict.fromkeys(("NST", "NDT"), ("America/St_Johns",)),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    "ICT": ("Asia/Bangkok",),
    "WITA": ("Asia/Makassar",),
    "WIT": ("Asia/Jayapura",),
    "TRT": ("Europe/Istanbul",),
    "NPT": ("Asia/Kathmandu",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Harare",),
    "COT": ("America/Bogota",),
    "PET": ("America/Lima",),
    "AMT": ("Asia/Yerevan", "America/Manaus"),
}
USUAL = {
    "CST": "America/Chicago",
    "IST": "Asia/Kolkata",
    "MST": "America/Phoenix",  # where it is written in summer, too; elsewhere the same in winter
}  # Chinese sites in English, Irish ones and others have domains
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
AMERICAN = re.compile(r"\d\s?(?:[ap]\.?m\.?)?\s(?:[ECMP]D?T|[EP]ST)\b", re.IGNORECASE)
"""A clock with a zone that nobody names in English but those who write 3/1/2022 month first."""
_MONTH_FIRST = re.compile(  # zones of the United States and of those who write 3/1/2022 as they do
    r"America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Juneau|Indiana/|Kentucky/|"
    r"North_Dakota/|Puerto_Rico|St_Thomas)|Pacific/(?:Honolulu|Guam|Saipan)|Asia/Manila|US/"
)
_YEAR_FIRST = ("Asia/Shanghai", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul")
_STATED_OFFSET = re.compile(r"\d{2}:\d{2}\S*?\s?([+-])(\d{2}):?(\d{2})$")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\u2212-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


def possible_homes(language: str | None) -> tuple[ZoneInfo, ...]:
    """Return zones in which a site of this language may be, if nothing tells which."""
    return tuple(map(ZoneInfo, _HOMES.get(language or "", ())))


def numeric_order(language: str | None, tag: str | None, zone: ZoneInfo | None) -> str | None:
    """Return how a site writes 3/1/2022 (dmy, mdy) and 22-01-03 (ymd); None where English leaves it open.

    In Eastern Asia software writes 3/1/2022 month first where it is not told better (ymdy); Hong Kong and the Chinese
    of the South write the day first, or leave it open.
    """
    if language in ("zh", "ja", "ko") and zone is not None and zone.key in _YEAR_FIRST:
        return "ymdy"
    if language in ("zh", "ja", "ko", "hu", "lt"):
        return "ymd"
    if language != "en":
        return "dmy"
    region = (tag or "").replace("_", "-").partition("-")[2].upper()
    if region in ("US", "PH") or (zone is not None and _MONTH_FIRST.match(zone.key)):
        return "mdy"
    return (
        "dmy"
        if zone is not None or region in ("GB", "UK", "AU", "NZ", "IN", "IE", "ZA", "SG", "NG", "KE", "PK")
        else None
    )


def zone_of(
    label: str,
    wall: datetime,
    site: ZoneInfo | None,
    offsets: frozenset[timedelta] = frozenset(),
    language: str | None = None,
) -> tzinfo | None:
    """Return the zone that an offset or an abbreviation means.

    Where several zones share an abbreviation, the site's own zone decides, else the `offsets` that the page states,
    else, in English, the meaning that sites under domains of no country have (`USUAL`).
    """
    label = label.strip()
    if (match := _OFFSET.fullmatch(label)) and label.upper() not in ("UTC", "GMT"):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(offset if match[1] == "+" else -offset) if offset < timedelta(hours=15) else None
    if site is not None and label in (wall.replace(tzinfo=site, fold=fold).tzname() for fold in (0, 1)):
        return site
    meanings = ABBREVIATIONS.get(label) or ABBREVIATIONS.get(label.upper(), ())
    if len(meanings) == 1:
        return UTC if meanings[0] == "UTC" else ZoneInfo(meanings[0])
    known = offsets if site is None else {wall.replace(tzinfo=site).utcoffset()}
    fitting = [zone for zone in map(ZoneInfo, meanings) if wall.replace(tzinfo=zone).utcoffset() in known]
    if len(fitting) == 1:
        return fitting[0]
    usual = USUAL.get(label.upper()) if language == "en" and site is None and not offsets else None
    return ZoneInfo(usual) if usual else None


def stated_offsets(statements: Iterable[str]) -> frozenset[timedelta]:
    """Return the offsets from UTC, other than none, that statements of time end in."""
    found = filter(None, (_STATED_OFFSET.search(raw) for raw in statements))
    offsets = (
        timedelta(hours=int(match[2]), minutes=int(match[3])) * (1 if match[1] == "+" else -1) for match in found
    )
    return frozenset(offset for offset in offsets if offset)
