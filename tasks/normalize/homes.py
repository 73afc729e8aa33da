"""Says where a site is at home, and so in which zone it writes a time without one.

A source file's zone outranks everything, and is known. Everything else is assumed and says so, with its ground:

- a country-code domain of a country with one zone, unless the site names itself after a part in another zone;
- under a domain of no country, a language that is written in one zone, if the site has no other language; a foreign
  broadcaster's page says in its address, or by its alternates, that its language is one of several;
- Chinese is written in many zones: it tells its own where the page carries a sign of the mainland that emigrants'
  papers do not (a licence number, a GB charset, files from .cn), or is simplified and says nothing of living abroad;
  a page in traditional characters that says nothing of it either tells its own where it declares itself to be of Taiwan
  or Hong Kong, names a company, an address or a telephone there, or is written in Big5.

Countries with several zones, domains that are sold as words or given away (.io, .tv, .me, .co, .tk) and languages of
several countries tell nothing: a time without a zone is then a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from tasks.normalize.visible import Page
from tasks.records import Site

_COUNTRIES = {
    "ad": "Europe/Andorra", "ae": "Asia/Dubai", "af": "Asia/Kabul", "al": "Europe/Tirane", "am": "Asia/Yerevan",
    "ao": "Africa/Luanda", "ar": "America/Argentina/Buenos_Aires", "at": "Europe/Vienna", "aw": "America/Aruba",
    "ax": "Europe/Mariehamn", "az": "Asia/Baku", "ba": "Europe/Sarajevo", "bb": "America/Barbados",
    "bd": "Asia/Dhaka", "be": "Europe/Brussels", "bf": "Africa/Ouagadougou", "bg": "Europe/Sofia",
    "bh": "Asia/Bahrain", "bi": "Africa/Bujumbura", "bj": "Africa/Porto-Novo", "bm": "Atlantic/Bermuda",
    "bn": "Asia/Brunei", "bo": "America/La_Paz", "bs": "America/Nassau", "bt": "Asia/Thimphu",
    "bw": "Africa/Gaborone", "by": "Europe/Minsk", "cg": "Africa/Brazzaville", "ch": "Europe/Zurich",
    "ci": "Africa/Abidjan", "ck": "Pacific/Rarotonga", "cm": "Africa/Douala", "cn": "Asia/Shanghai",
    "cr": "America/Costa_Rica", "cu": "America/Havana", "cv": "Atlantic/Cape_Verde", "cw": "America/Curacao",
    "cy": "Asia/Nicosia", "cz": "Europe/Prague", "de": "Europe/Berlin", "dk": "Europe/Copenhagen",
    "dm": "America/Dominica", "do": "America/Santo_Domingo", "dz": "Africa/Algiers", "ec": "America/Guayaquil",
    "ee": "Europe/Tallinn", "eg": "Africa/Cairo", "er": "Africa/Asmara", "es": "Europe/Madrid",
    "et": "Africa/Addis_Ababa", "fi": "Europe/Helsinki", "fj": "Pacific/Fiji", "fk": "Atlantic/Stanley",
    "fo": "Atlantic/Faroe", "fr": "Europe/Paris", "ge": "Asia/Tbilisi", "gf": "America/Cayenne", "gh": "Africa/Accra",
    "gi": "Europe/Gibraltar", "gm": "Africa/Banjul", "gn": "Africa/Conakry", "gp": "America/Guadeloupe",
    "gr": "Europe/Athens", "gt": "America/Guatemala", "gu": "Pacific/Guam", "gw": "Africa/Bissau",
    "gy": "America/Guyana", "hk": "Asia/Hong_Kong", "hn": "America/Tegucigalpa", "hr": "Europe/Zagreb",
    "ht": "America/Port-au-Prince", "hu": "Europe/Budapest", "ie": "Europe/Dublin", "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata", "iq": "Asia/Baghdad", "ir": "Asia/Tehran", "is": "Atlantic/Reykjavik", "it": "Europe/Rome",
    "je": "Europe/Jersey", "jm": "America/Jamaica", "jo": "Asia/Amman", "jp": "Asia/Tokyo", "ke": "Africa/Nairobi",
    "kg": "Asia/Bishkek", "kh": "Asia/Phnom_Penh", "km": "Indian/Comoro", "kn": "America/St_Kitts",
    "kp": "Asia/Pyongyang", "kr": "Asia/Seoul", "kw": "Asia/Kuwait", "ky": "America/Cayman", "kz": "Asia/Almaty",
    "lb": "Asia/Beirut", "li": "Europe/Vaduz", "lk": "Asia/Colombo", "lr": "Africa/Monrovia", "ls": "Africa/Maseru",
    "lt": "Europe/Vilnius", "lu": "Europe/Luxembourg", "lv": "Europe/Riga", "ma": "Africa/Casablanca",
    "mc": "Europe/Monaco", "md": "Europe/Chisinau", "mg": "Indian/Antananarivo", "mk": "Europe/Skopje",
    "mm": "Asia/Yangon", "mo": "Asia/Macau", "mp": "Pacific/Saipan", "mq": "America/Martinique",
    "mr": "Africa/Nouakchott", "mt": "Europe/Malta", "mu": "Indian/Mauritius", "mv": "Indian/Maldives",
    "mw": "Africa/Blantyre", "my": "Asia/Kuala_Lumpur", "mz": "Africa/Maputo", "na": "Africa/Windhoek",
    "nc": "Pacific/Noumea", "ne": "Africa/Niamey", "ng": "Africa/Lagos", "ni": "America/Managua",
    "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "np": "Asia/Kathmandu", "nr": "Pacific/Nauru",
    "nz": "Pacific/Auckland", "om": "Asia/Muscat", "pa": "America/Panama", "pe": "America/Lima", "ph": "Asia/Manila",
    "pk": "Asia/Karachi", "pl": "Europe/Warsaw", "pr": "America/Puerto_Rico", "ps": "Asia/Hebron",
    "pt": "Europe/Lisbon", "py": "America/Asuncion", "qa": "Asia/Qatar", "re": "Indian/Reunion",
    "ro": "Europe/Bucharest", "rs": "Europe/Belgrade", "rw": "Africa/Kigali", "sa": "Asia/Riyadh",
    "sb": "Pacific/Guadalcanal", "sd": "Africa/Khartoum", "se": "Europe/Stockholm", "sg": "Asia/Singapore",
    "si": "Europe/Ljubljana", "sk": "Europe/Bratislava", "sl": "Africa/Freetown", "sm": "Europe/San_Marino",
    "sn": "Africa/Dakar", "sr": "America/Paramaribo", "ss": "Africa/Juba", "sv": "America/El_Salvador",
    "sy": "Asia/Damascus", "sz": "Africa/Mbabane", "td": "Africa/Ndjamena", "tg": "Africa/Lome", "th": "Asia/Bangkok",
    "tj": "Asia/Dushanbe", "tl": "Asia/Dili", "tm": "Asia/Ashgabat", "tn": "Africa/Tunis", "tr": "Europe/Istanbul",
    "tt": "America/Port_of_Spain", "tw": "Asia/Taipei", "tz": "Africa/Dar_es_Salaam", "ua": "Europe/Kyiv",
    "ug": "Africa/Kampala", "uk": "Europe/London", "uy": "America/Montevideo", "uz": "Asia/Tashkent",
    "va": "Europe/Vatican", "ve": "America/Caracas", "vi": "America/St_Thomas", "vn": "Asia/Ho_Chi_Minh",
    "vu": "Pacific/Efate", "ye": "Asia/Aden", "za": "Africa/Johannesburg", "zm": "Africa/Lusaka",
    "zw": "Africa/Harare",
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
    "ec": re.compile(r"galapagos", re.IGNORECASE),
    "kz": re.compile(r"a[kq]tau|atyrau|a[kq]tobe|uralsk|mang[iy]st|[kq]yzylorda", re.IGNORECASE),  # until March 2024
}
_WORDS = ("io", "tv", "me", "co", "ai", "fm", "to", "cc", "ly", "gg", "ws", "la", "st", "nu", "vc")
_ONE_OF_SEVERAL = frozenset(
    re.findall(
        r"\S+",
        "zh cn chinese zhongwen zh-cn zh-tw zh-hans zh-hant simp trad gb big5 ja jp japanese ko kr korean th thai pl "
        "polish polski cs cz sk hu bg el gr da dk no nb tr turkish turkce he et lv lt hr sl si",
    )
)
_LICENCE = re.compile(r"ICP\s?[备備证證]|公网安备|信息服务许可证|12377")
_MAINLAND = re.compile(rb"charset=[\"']?gb|//[\w.-]+\.cn[/\"'?]", re.IGNORECASE)
_BIG5 = re.compile(rb"charset=[\"']?big5", re.IGNORECASE)
_SIMPLIFIED, _TRADITIONAL = re.compile("[这国时们说对发来会个为]"), re.compile("[這國時們說對發來會個為]")
_ABROAD = re.compile(
    r"北美|华人|侨报|加拿大|温哥华|多伦多|悉尼|墨尔本|旧金山|洛杉矶|"
    r"華人|僑報|溫哥華|多倫多|雪梨|墨爾本|舊金山|三藩市|洛杉磯|紐約|"
    r"\bLLC\b|\bInc\b|\(\d{3}\)\s?\d{3}-\d{4}|미주|북미"
)
_TAIWAN = re.compile(
    r"\bzh[-_](?:hant[-_])?tw\b|股份有限公司|[台臺][北中南]市|新北市|高雄市|[(（]0[2-8][)）]\s?\d{3,4}-\d|\b886[-\s]",
    re.IGNORECASE,
)
_HONG_KONG = re.compile(
    r"\bzh[-_](?:hant[-_])?(?:hk|mo)\b|有限公司|九龍|新界|將軍澳|柴灣|鰂魚涌|\b852[-\s]|\bHong Kong\b|\bHKT\b",
    re.IGNORECASE,
)
_REGIONS = etree.XPath("/html/@lang | //meta[@property='og:locale']/@content", smart_strings=False)
_FAR = ("Africa/", "Indian/")  # where no newspaper writes in Eastern Asia's languages, so that a domain is but a word
_NAMES = etree.XPath("//title/text() | //meta[@property='og:site_name']/@content", smart_strings=False)
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
    is_word = language in ("zh", "ja", "ko") and _COUNTRIES.get(domain, "").startswith(_FAR)
    if domain in _COUNTRIES and not is_word:
        parts = _ELSEWHERE.get(domain)
        if parts and parts.search(f"{host}/{path}"):
            return Home()
        return Home(ZoneInfo(_COUNTRIES[domain]), f"zone assumed: .{domain}")
    if is_of_a_country(url) and not is_word:
        return Home()
    page = page or Page()
    if language == "zh":
        ground = _chinese(text, page, body)
        return Home(ZoneInfo("Asia/Shanghai"), ground) if ground else _traditional(text, page, body)
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


def _traditional(text: str, page: Page, body: bytes) -> Home:
    """Return the home of a page in traditional characters that says where it is; both places have the same clock."""
    sample = text[:_SAMPLE]
    if len(_TRADITIONAL.findall(sample)) <= 2 * len(_SIMPLIFIED.findall(sample)):
        return Home()
    said = [*_edges(page), *(() if page.root is None else _REGIONS(page.root))]
    if any(_ABROAD.search(words) for words in said):
        return Home()
    for sign, zone in ((_TAIWAN, "Asia/Taipei"), (_HONG_KONG, "Asia/Hong_Kong")):
        if any(sign.search(words) for words in said):
            return Home(
                ZoneInfo(zone), f"zone assumed: traditional Chinese, and a sign of {zone[5:].replace('_', ' ')}"
            )
    if _BIG5.search(body):
        return Home(ZoneInfo("Asia/Taipei"), "zone assumed: traditional Chinese in Big5")
    return Home()


def _edges(page: Page) -> list[str]:
    """Return where a site speaks of itself: its name beside the page's title, and the lines at either end."""
    names = [] if page.root is None else [*_NAMES(page.root)]
    return [*names, *(line.text for line in (*page.lines[:_EDGES], *page.lines[-_EDGES:]))]


def _speaks_otherwise(page: Page) -> bool:
    """Say whether the page names an alternate in another language."""
    root: Any = page.root
    if root is None:
        return False
    tags = {link.get("hreflang", "").lower()[:2] for link in root.iter("link") if link.get("rel") == "alternate"}
    return len(tags - {"", "x-"}) > 1
