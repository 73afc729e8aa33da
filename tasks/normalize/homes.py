"""Says where a site is at home, and so in which zone it writes a time without one.

A source file's zone outranks everything, and is known. Everything else is assumed and says so, with its ground:

- a country-code domain of a country with one zone, unless the site names itself after a part in another zone;
- under a domain of no country, a language that is written in one zone, if the site has no other language; a foreign
  broadcaster's page says in its address, or by its alternates, that its language is one of several;
- Chinese is written in many zones: it tells its own where the page carries a sign of the mainland that emigrants'
  papers do not (a licence number, a GB charset, files from .cn), or is simplified and says nothing of living abroad.

Countries with several zones, domains that are sold as words (.io, .tv, .me, .co) and languages of several countries
tell nothing: a time without a zone is then a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.normalize.visible import Page
from tasks.records import Site

_COUNTRIES = {
    "ar": "America/Argentina/Buenos_Aires",
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
    "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "th": "Asia/Bangkok",
    "pl": "Europe/Warsaw", "cs": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest",
    "bg": "Europe/Sofia", "el": "Europe/Athens", "da": "Europe/Copenhagen", "no": "Europe/Oslo",
    "nb": "Europe/Oslo", "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "et": "Europe/Tallinn",
    "lv": "Europe/Riga", "lt": "Europe/Vilnius", "hr": "Europe/Zagreb", "sl": "Europe/Ljubljana",
}  # fmt: skip
_ELSEWHERE = {  # by which a site says that it is of a part of its country with another clock
    "es": re.compile(r"canari|tenerife|laspalmas|lapalma|lanzarote|fuerteventura|gomera", re.IGNORECASE),
    "pt": re.compile(r"açor|acor|azor", re.IGNORECASE),
    "fr": re.compile(r"1ere|martini|guadeloupe|reunion|guyane|mayotte|caledoni|tahiti|polyn|antill|miquelon", re.I),
    "nl": re.compile(r"caribi|bonaire|curacao|aruba|maarten", re.IGNORECASE),
    "nz": re.compile(r"chatham|cookislands", re.IGNORECASE),
}
_WORDS = ("io", "tv", "me", "co", "ai", "fm", "to", "cc", "ly", "gg", "ws", "am", "la", "st", "nu", "is", "vc")
_ONE_OF_SEVERAL = frozenset(
    re.findall(
        r"\S+",
        "zh cn chinese zhongwen zh-cn zh-tw zh-hans zh-hant simp trad gb big5 ja jp japanese ko kr korean th thai pl "
        "polish polski cs cz sk hu bg el gr da dk no nb tr turkish turkce he et lv lt hr sl si",
    )
)
_LICENCE = re.compile(r"ICP\s?[备備证證]|公网安备|信息服务许可证|12377")
_MAINLAND = re.compile(rb"charset=[\"']?gb|//[\w.-]+\.cn[/\"'?]", re.IGNORECASE)
_SIMPLIFIED, _TRADITIONAL = re.compile("[这国时们说对发来会个为]"), re.compile("[這國時們說對發來會個為]")
_ABROAD = re.compile(
    r"北美|华人|侨报|加拿大|温哥华|多伦多|悉尼|墨尔本|旧金山|洛杉矶|\bLLC\b|\bInc\b|\(\d{3}\)\s?\d{3}-\d{4}|미주|북미"
)
_SAMPLE = 400  # characters of a text that tell its script
_EDGES = 40  # lines at either end of a page in which a site speaks of itself


@dataclass(frozen=True, slots=True)
class Home:
    """The zone of a site and, where it is not known but assumed, the ground for it."""

    zone: ZoneInfo | None = None
    ground: str | None = None


@lru_cache
def site_zone(site: Site) -> ZoneInfo | None:
    """Return the zone that the source file states, or None where it states none that exists."""
    try:
        return ZoneInfo(site.zone) if site.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def find_home(
    site: Site, url: str, language: str | None, text: str = "", page: Page | None = None, body: bytes = b""
) -> Home:
    """Return the site's zone by the rule above; `text` and `language` are the article's, `body` the page as sent."""
    if site.zone:
        return Home(site_zone(site))
    host, domain, path = _address(url)
    if domain == "co" and host.split(".")[-2:-1] in (["com"], ["edu"], ["gov"], ["org"]):
        return Home(ZoneInfo("America/Bogota"), "zone assumed: .com.co")
    if domain in _COUNTRIES:
        parts = _ELSEWHERE.get(domain)
        if parts and parts.search(f"{host}/{path}"):
            return Home()
        return Home(ZoneInfo(_COUNTRIES[domain]), f"zone assumed: .{domain}")
    if is_of_a_country(url):
        return Home()
    page = page or Page()
    if language == "zh":
        ground = _chinese(text, page, body)
        return Home(ZoneInfo("Asia/Shanghai"), ground) if ground else Home()
    if language not in _LANGUAGES or _ONE_OF_SEVERAL & {*host.split(".")[:-2], path} or _speaks_otherwise(page):
        return Home()
    if any(_ABROAD.search(line) for line in _edges(page)):
        return Home()
    return Home(ZoneInfo(_LANGUAGES[language]), f"zone assumed: a site in {language} alone")


def is_of_a_country(url: str) -> bool:
    """Say whether an address is under a country's domain, and not under one that is sold as a word."""
    domain = _address(url)[1]
    return len(domain) == 2 and domain not in _WORDS


def _address(url: str) -> tuple[str, str, str]:
    """Return a URL's host, its last label, and the first piece of its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "com", ""
    host = (parts.hostname or "").lower()
    return host, host.rpartition(".")[2], parts.path.strip("/").partition("/")[0].lower()


def _chinese(text: str, page: Page, body: bytes) -> str | None:
    """Return the ground on which a Chinese page is taken to be written at Beijing time."""
    if any(_LICENCE.search(line.text) for line in reversed(page.lines)):
        return "zone assumed: a licence of the mainland"
    if _MAINLAND.search(body):
        return "zone assumed: charset or files of the mainland"
    sample = text[:_SAMPLE]
    is_simplified = len(_SIMPLIFIED.findall(sample)) > 2 * len(_TRADITIONAL.findall(sample))
    if is_simplified and not any(_ABROAD.search(line) for line in _edges(page)):
        return "zone assumed: simplified Chinese, not abroad"
    return None


def _edges(page: Page) -> list[str]:
    return [line.text for line in (*page.lines[:_EDGES], *page.lines[-_EDGES:])]


def _speaks_otherwise(page: Page) -> bool:
    """Say whether the page names an alternate in another language."""
    root: Any = page.root
    if root is None:
        return False
    tags = {link.get("hreflang", "").lower()[:2] for link in root.iter("link") if link.get("rel") == "alternate"}
    return len(tags - {"", "x-"}) > 1
