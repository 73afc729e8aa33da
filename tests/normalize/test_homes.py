"""Where a site is at home, on what ground that is assumed, and where nothing tells."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from lxml import html

from tasks.normalize.homes import _COUNTRIES, _LANGUAGES, find_home, is_of_a_country
from tasks.normalize.visible import Page, read_page
from tasks.records import Site

BARE = Site("x")
SIMPLIFIED = "港务局星期一说，这个新码头将于春季启用，来往对岸会为旅客省时。"
TRADITIONAL = "港務局星期一說，這個新碼頭將於春季啟用，來往對岸會為旅客省時。"
PAGE = "https://www.example.com/a/1.html"


@pytest.mark.parametrize(
    ("site", "url", "language", "zone"),
    [
        (Site("x", zone="Asia/Tokyo"), "https://a.example.cn/", "zh", "Asia/Tokyo"),
        (BARE, "https://a.example.com.cn/1", "en", "Asia/Shanghai"),
        (BARE, "https://a.example.in/1", "en", "Asia/Kolkata"),
        (BARE, "https://a.example.co.uk/1", "en", "Europe/London"),
        (BARE, "https://a.example.com.co/1", "es", "America/Bogota"),
        (BARE, "https://a.example.co/1", "es", None),  # a domain sold as a word
        (BARE, "https://a.example.io/1", "en", None),
        (BARE, "https://a.example.is/1", "is", "Atlantic/Reykjavik"),
        (BARE, "https://a.example.kz/1", "ru", "Asia/Almaty"),
        (BARE, "https://aktau.example.kz/1", "ru", None),  # an hour behind until 2024
        (BARE, "https://a.example.md/1", "ro", "Europe/Chisinau"),
        (BARE, "https://a.example.iq/1", "ar", "Asia/Baghdad"),
        (BARE, "https://a.example.com.kh/1", "en", "Asia/Phnom_Penh"),
        (BARE, "https://a.example.com.mm/1", "en", "Asia/Yangon"),
        (BARE, "https://a.example.sn/1", "fr", "Africa/Dakar"),
        (BARE, "https://a.example.ci/1", "fr", "Africa/Abidjan"),
        (BARE, "https://a.example.cm/1", "fr", "Africa/Douala"),
        (BARE, "https://a.example.jo/1", "ar", "Asia/Amman"),
        (BARE, "https://a.example.uz/1", "uz", "Asia/Tashkent"),
        (BARE, "https://a.example.af/1", "en", "Asia/Kabul"),
        (BARE, "https://a.example.com.ec/1", "es", "America/Guayaquil"),
        (BARE, "https://galapagos.example.ec/1", "es", None),
        (BARE, "https://a.example.ml/1", "fr", None),  # a domain that was given away
        (BARE, "https://a.example.mn/1", "mn", None),
        (BARE, "https://a.example.mg/1", "fr", "Indian/Antananarivo"),
        (BARE, "https://a.example.mg/1", "zh", None),  # the domain as a word
        (BARE, "https://a.example.com/1", "ja", "Asia/Tokyo"),
        (BARE, "https://a.example.com/1", "en", None),
        (BARE, "https://a.example.com/1", "es", None),
        (BARE, "https://a.example.com.br/1", "pt", None),  # several zones
        (BARE, "https://a.example.ru/1", "ru", None),
        (BARE, "https://a.example.gl/1", "da", None),  # Danish, and another clock than Denmark's
        (BARE, "https://www.canarias-example.es/1", "es", None),
        (BARE, "https://www.acores.example.pt/1", "pt", None),
        (BARE, "https://la1ere.example.fr/1", "fr", None),
        (BARE, "https://www.example.com/ja/articles/1", "ja", None),  # one language of several
        (BARE, "https://pl.example.com/1", "pl", None),
        (BARE, "https://[broken", "en", None),
        (Site("x", zone="Mars/Olympus"), "https://a.example.cn/", "zh", None),
    ],
)
def test_home(site: Site, url: str, language: str, zone: str | None) -> None:
    home = find_home(site, url, language)
    assert home.zone == (ZoneInfo(zone) if zone else None)
    assert (home.ground is not None) == (zone is not None and site.zone is None)  # what is assumed says why


def page_of(*lines: str, head: str = "") -> Page:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return read_page(html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


@pytest.mark.parametrize(
    ("text", "lines", "body", "known"),
    [
        (SIMPLIFIED, (), b"", True),
        (SIMPLIFIED, ("旧金山华人资讯",), b"", False),  # emigrants write at the time of where they are
        (SIMPLIFIED, ("Harbour Media LLC (415) 555-0100",), b"", False),
        (SIMPLIFIED, ("旧金山华人资讯", "京ICP备01234567号"), b"", True),
        (TRADITIONAL, (), b"", False),
        (TRADITIONAL, (), b'<meta charset="gb2312">', True),
        (TRADITIONAL, (), b'<script src="//static.example.cn/a.js">', True),
    ],
)
def test_chinese_tells_its_zone_only_with_a_sign(text: str, lines: tuple[str, ...], body: bytes, known: bool) -> None:
    home = find_home(BARE, PAGE, "zh", text, page_of(*lines), body)
    assert home.zone == (ZoneInfo("Asia/Shanghai") if known else None)


@pytest.mark.parametrize(
    ("line", "head", "zone"),
    [
        ("港務新聞股份有限公司 版權所有", "", "Asia/Taipei"),
        ("地址：九龍港務道1號", "", "Asia/Hong_Kong"),
        ("版權所有", '<meta property="og:locale" content="zh_TW">', "Asia/Taipei"),
        ("版權所有", '<meta property="og:locale" content="zh_Hant">', None),
        ("紐約分社 港務新聞股份有限公司", "", None),  # of those who write abroad too
    ],
)
def test_traditional_characters_tell_a_zone_with_a_place(line: str, head: str, zone: str | None) -> None:
    home = find_home(BARE, PAGE, "zh", TRADITIONAL, page_of(TRADITIONAL, line, head=head))
    assert home.zone == (ZoneInfo(zone) if zone else None)


def test_traditional_characters_in_big5_are_of_one_clock() -> None:
    for line, zone in (("港務日報", ZoneInfo("Asia/Taipei")), ("北美華人 港務日報", None)):
        home = find_home(BARE, PAGE, "zh", TRADITIONAL, page_of(TRADITIONAL, line), b'<meta content="charset=big5">')
        assert home.zone == zone


def test_a_site_abroad_says_so_beside_its_title_or_in_its_name() -> None:
    for head in ("<title>新码头 | 北美港务报</title>", '<meta property="og:site_name" content="华人港务报">'):
        assert find_home(BARE, PAGE, "zh", SIMPLIFIED, page_of(SIMPLIFIED, head=head)).zone is None
    named = page_of(SIMPLIFIED, head="<title>新码头 | 港务报</title>")
    assert find_home(BARE, PAGE, "zh", SIMPLIFIED, named).zone == ZoneInfo("Asia/Shanghai")


def test_a_page_with_alternates_in_other_languages_tells_nothing() -> None:
    one = '<link rel="alternate" hreflang="ja" href="/">'
    assert find_home(BARE, PAGE, "ja", page=page_of("x", head=one)).zone == ZoneInfo("Asia/Tokyo")
    assert find_home(BARE, PAGE, "ja", page=page_of("Harbour Media LLC (415) 555-0100", head=one)).zone is None
    two = one + '<link rel="alternate" hreflang="en" href="/en">'
    assert find_home(BARE, PAGE, "ja", page=page_of("x", head=two)).zone is None


def test_every_zone_exists() -> None:
    for name in {*_COUNTRIES.values(), *_LANGUAGES.values()}:
        assert ZoneInfo(name).key == name


def test_domains_of_countries() -> None:
    assert is_of_a_country("https://a.example.ie/1")
    assert not is_of_a_country("https://a.example.tv/1")
    assert not is_of_a_country("https://a.example.org/1")
