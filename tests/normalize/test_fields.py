"""The fields that are words."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.datelines import credit, dateline
from tasks.normalize.fields import (
    find_category,
    find_image,
    find_media,
    find_paywalled,
    find_summary,
    find_tags,
)
from tasks.normalize.markup import Markup, read_markup
from tasks.normalize.outlets import find_publisher, site_in_window
from tasks.normalize.titles import find_title, without_site
from tasks.normalize.visible import read_page
from tasks.records import Extraction, Hints, PageError, Reason, Site

SITE = Site("example", media="Harbour Post")
NOTHING = Extraction(text="x")
NO_HINTS = Hints()


def page(head: str = "", body: str = "") -> Markup:
    return read_markup(html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>"))


def title_of(markup: Markup, hints: Hints = NO_HINTS, extraction: Extraction = NOTHING) -> str:
    return find_title(
        Extraction(extraction.text, extraction.title, tree=markup.tree), markup, hints, SITE, read_page(markup.tree)
    )


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Pier opens - Harbour Post</title>", "<h1>Harbour Post</h1><h1>Pier  opens</h1>", "Pier opens"),
        ('<meta property="og:title" content="Pier opens | Harbour Post">', "", "Pier opens"),
        ("<title>新码头启用_港口新闻_某某网</title>", "", "新码头启用"),
        ("<title>Pier: what we know - and what not</title>", "", "Pier: what we know - and what not"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pier &amp; port"}</script>',
            "",
            "Pier & port",
        ),
        ("", "<h1>Pier <b>opens</b></h1>", "Pier opens"),
    ],
)
def test_title(head: str, body: str, title: str) -> None:
    assert title_of(page(head, body)) == title


def test_a_title_comes_from_the_link_last() -> None:
    assert title_of(page(), Hints(title="From the feed")) == "From the feed"
    with pytest.raises(PageError) as caught:
        title_of(page())
    assert caught.value.reason is Reason.NO_TITLE


def test_a_posts_own_title_is_exact() -> None:
    title = "上市三日累涨 某某科技 | 迎来重估"
    assert title_of(page("<title>other</title>"), extraction=Extraction("x", title)) == title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pier opens - Harbour Post", "Pier opens"),
        ("Harbour Post: Pier opens", "Harbour Post: Pier opens"),
        ("Harbour Post | Pier opens in spring", "Pier opens in spring"),
        ("Harbour Post", "Harbour Post"),
        ("Half-time - full time", "Half-time - full time"),
    ],
)
def test_site_names_are_cut_off_the_ends_only(title: str, expected: str) -> None:
    assert without_site(title, ["Harbour Post"]) == expected


@pytest.mark.parametrize(
    ("extraction", "head", "media"),
    [
        (Extraction("x", media="某社"), "", "某社"),
        (NOTHING, '<meta name="source" content="某证券报">', "某证券报"),
        (NOTHING, '<meta name="source" content="来源：某网">', "某网"),
        (NOTHING, '<meta name="source" content="《某日报》">', "某日报"),
        (NOTHING, '<meta name="source" content="http://x.example">', "Harbour Post"),
        (NOTHING, '<meta name="author" content="Ann Author">', "Harbour Post"),
        (NOTHING, '<meta name="author" content="Reuters">', "Reuters"),
        (NOTHING, "", "Harbour Post"),
    ],
)
def test_media(extraction: Extraction, head: str, media: str) -> None:
    assert find_media(extraction, page(head), None, "Harbour Post") == media


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        ("Harbour Post ~ News, sports and weather", "Harbour Post"),
        ("News from the coast | Harbour Post", "Harbour Post"),
        ("Harbour Post", "Harbour Post"),
        ("The Coast - Lakeside", "The Coast - Lakeside"),
    ],
)
def test_a_publisher_without_what_it_says_of_itself(name: str, publisher: str) -> None:
    head = f'<meta property="og:site_name" content="{name}">'
    assert find_publisher(page(head), "harbourpost") == publisher


@pytest.mark.parametrize(
    ("window", "label", "site"),
    [
        ("Pier opens - Harbour Post", "harbourpost", "Harbour Post"),
        ("Pier opens » Local » The Harbour Post", "hpost", "The Harbour Post"),
        ("Pier opens - HarbourPost.example - Lakeside", "harbourpost", "HarbourPost.example"),
        ("Pier opens | Business", "harbourpost", None),
        ("Pier opens - Home", "hp", None),
        ("Pier opens", "pier", None),
    ],
)
def test_the_site_is_named_behind_the_headline_of_the_window(window: str, label: str, site: str | None) -> None:
    assert site_in_window(page(f"<title>{window}</title>"), "Pier opens", label) == site


def test_a_section_that_is_a_path_or_the_site() -> None:
    path = '<meta name="section" content="/world/middle_east">'
    assert find_category(NOTHING, page(path), NO_HINTS) == "middle east"
    own = '<meta property="article:section" content="Harbour Post">'
    assert find_category(NOTHING, page(own), NO_HINTS, "Harbour Post") is None


def test_the_kind_of_an_article_is_no_tag() -> None:
    ld = '{"@type":"NewsArticle","headline":"x","keywords":["pier","NewsArticle"]}'
    assert find_tags(NOTHING, page(f'<script type="application/ld+json">{ld}</script>'), NO_HINTS) == ("pier",)


def test_category_and_tags() -> None:
    head = '<meta property="article:section" content="Ports"><meta name="keywords" content="pier, port，harbour,pier">'
    assert find_category(NOTHING, page(head), NO_HINTS) == "Ports"
    assert find_tags(NOTHING, page(head), NO_HINTS) == ("pier", "port", "harbour")
    assert find_category(Extraction("x", category="a"), page(head), NO_HINTS) == "a"
    assert find_tags(Extraction("x", tags=("b",)), page(head), NO_HINTS) == ("b",)
    assert find_tags(NOTHING, page(), Hints(tags=("c",))) == ("c",)
    assert find_category(NOTHING, page(), NO_HINTS) is None


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ('<p><a rel="tag" href="/b">pier</a> <a rel="tag nofollow" href="/c">#port</a></p>', ("pier", "port")),
        ('<ul><li><a rel="tag">pier</a><li><a rel="tag">port</a></ul><p><a rel="tag">pier</a>', ("pier", "port")),
        ('<p><a rel="category tag">News</a></p>', ("fed",)),
        ('<p><a rel="tags-list">News</a></p>', ("fed",)),
        ('<p><a rel="tag">pier</a></p><p><a rel="tag">film</a></p>', ("fed",)),
        ("<p>" + "".join(f'<a rel="tag">tag {number}</a>' for number in range(30)) + "</p>", ("fed",)),
    ],
)  # fmt: skip
def test_tags_by_their_relation(body: str, tags: tuple[str, ...]) -> None:
    assert find_tags(NOTHING, page(body=body), Hints(tags=("fed",))) == tags
    assert find_tags(NOTHING, page('<meta name="keywords" content="stated">', body), NO_HINTS) == ("stated",)


def test_summary() -> None:
    head = '<meta name="description" content=" A  pier. ">'
    assert find_summary(NOTHING, page(head), NO_HINTS) == "A pier."
    assert find_summary(Extraction("x", summary="Digest"), page(head), NO_HINTS) == "Digest"
    assert find_summary(NOTHING, page(), NO_HINTS) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("/a.jpg", "http://x.example/a.jpg"),
        ("https://c.example/a.jpg", "https://c.example/a.jpg"),
        ("data:image/png;base64,AA", None),
        ("http://[", None),
    ],
)
def test_image(content: str, expected: str | None) -> None:
    assert (
        find_image(NOTHING, page(f'<meta property="og:image" content="{content}">'), "http://x.example/b/") == expected
    )


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("LONDON, Jan 3 (Reuters) - The pier opens.", "Reuters"),
        ("LONDON (AP) — The pier opens.", "AP"),
        ("新华社北京1月3日电（记者 张某某）新码头启用。", "新华社"),
        ("（中新社）新码头启用。", "中新社"),
        ("据某某日报报道，新码头启用。", "某某日报"),
        ("Berlin (dpa) - Der Anleger öffnet.", "dpa"),
        ("Berlin (dpa/lno) - Der Anleger öffnet.", "dpa"),
        ("BERLIN (dpa-AFX) - Der Anleger öffnet.", "dpa-AFX"),
        ("(Bloomberg) -- The pier opens.", "Bloomberg"),
        ("Madrid, 12 dic (EFE).- El muelle abre.", "EFE"),
        ("TOKYO (Kyodo) -- The pier opens.", "Kyodo"),
        ("LONDON/NEW YORK, Dec 18 (Reuters) – The pier opens.", "Reuters"),
        ("WASHINGTON — (AP) The pier opens.", "AP"),
        ("Mumbai, Dec 6 (PTI) The pier opens.", "PTI"),
        ("HARBOUR, Hawaii (HarbourNow) - The pier opens.", "HarbourNow"),
        ("OSLO, Norway, Dec. 18, 2024 (GLOBE NEWSWIRE) -- The pier opens.", "GLOBE NEWSWIRE"),
        ("NEW YORK, Dec. 18, 2024 /PRNewswire/ -- The pier opens.", "PRNewswire"),
        ("SAN JOSE, Calif.--(BUSINESS WIRE)--The pier opens.", "BUSINESS WIRE"),
        ("МОСКВА, 12 декабря. /ТАСС/. Причал открыт.", "ТАСС"),
        ("МОСКВА, 12 дек - РИА Новости. Причал открыт.", "РИА Новости"),
        ("القاهرة (رويترز) - افتتح الرصيف.", "رويترز"),
        ("(서울=연합뉴스) 김민수 기자 = 새 부두", "연합뉴스"),
        ("【ワシントン共同】新しい桟橋", "共同"),
        ("[東京 18日 ロイター] - 新しい桟橋", "ロイター"),
        ("据新华社电 新码头启用。", "新华社"),
        ("某某时报e公司讯，新码头启用。", "某某时报e公司"),
        ("新某财经讯 新码头启用。", "新某财经"),
        ("某某财经APP获悉，新码头启用。", "某某财经"),
        ("【某某时报综合报道】新码头启用。", "某某时报"),
        ("（中央社記者潘某某台北3日電）新碼頭啟用。", "中央社"),
        ("By Ann Author\nLONDON (Reuters) - The pier opens.", "Reuters"),
        (
            "The pier opens in spring, the port authority said on Monday, two months earlier than it had planned to.\n"
            "LONDON (Reuters) - Another.",
            None,
        ),
        ("The pier (built in 1990) - opens.", None),
        ("Apple (AAPL) - the maker of phones.", None),
        ("IBM, Inc. (IBM) - the maker of computers.", None),
        ("The European Central Bank (ECB) - which sets rates.", None),
        ("Prime Minister Smith (Labour) - who resigned.", None),
        ("Manchester United (England) - the champions.", None),
        ("(Beijing) -- The pier opens.", None),
        ("He told the agency (AP) - and nobody else.", None),
        ("Alcoholics Anonymous (AA) - a fellowship.", None),
        ("Pier Planning (MIA) - a new app.", None),
        ("- Harbour Databases (AP)", None),
        ("ANKARA (AA) - İskele açıldı.", "AA"),
        ("On Jan 3 (Monday) the pier opens.", None),
        ("本报讯（记者 张某）新码头启用。", None),
        ("【本報訊】新碼頭啟用。", None),
        ("记者从新华社获悉，新码头启用。", None),
        ("腾讯，一家公司。", None),
        ("该校培训，共三天。", None),
        ("【男女共同】新しい桟橋", None),
        ("新码头1月3日启用。", None),
        ("", None),
    ],
)
def test_datelines(text: str, agency: str | None) -> None:
    assert dateline(text) == agency


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("2022-01-03 12:14 来源：某某证券报 作者：张某", "某某证券报"),
        ("2022. január 3., 12:14 forrás: MTI", "MTI"),
        ("There is no source: Harbour", None),
        ("2022年01月03日12:14 来源: 某某网-财经频道 字号", "某某网-财经频道"),
        ("2022-01-0312:14:55来源：某某网作者：张某", "某某网"),
        ("来 源：某某网 作 者：张某", "某某网"),
        ("某某证券报 2022-01-03 12:14", "某某证券报"),
        ("EFE / Madrid / 3 ene 2022", "EFE"),
        ("本报 2022-01-03 12:14", None),
        ("季报 2022-01-03 12:14", None),
        ("来源于 某某网", "某某网"),
        ("【某某日報╱記者林某某／台北報導】", "某某日報"),
        ("【本報╱記者林某某／台北報導】", None),
        ("2022年1月3日12:14 来源：[ 某某证券报 ]", "某某证券报"),
        ("来源: 21世纪某某报 网友评论 23 条", "21世纪某某报"),
        ("日期：[2022-01-03] 版次：[AA05] 稿源：[某某都市报]", "某某都市报"),
        ("来源 | 某某早餐", "某某早餐"),
        ("转载自：某某网", "某某网"),
        ("2006年03月15日 08:27 <font>某某证券报</font>", "某某证券报"),
        ("2010-11-20 02:30　某某时报　张某", "某某时报"),
        ("2010-11-20 02:30 某某青年报", "某某青年报"),
        ("2010年11月20日 大公报", "大公报"),
        ("Quelle: dpa", "dpa"),
        ("12.12.2024 | Quelle: dpa-AFX", "dpa-AFX"),
        ("Źródło: PAP", "PAP"),
        ("Fonte: Agência Lusa", "Agência Lusa"),
        ("Fuente: EFE", "EFE"),
        ("Источник: РИА Новости", "РИА Новости"),
        ("Nguồn: TTXVN", "TTXVN"),
        ("Kaynak: AA", "AA"),
        ("출처: 연합뉴스", "연합뉴스"),
        ("出典：共同通信", "共同通信"),
        ("المصدر: رويترز", "رويترز"),
        ("Source : Harbour Wire", "Harbour Wire"),
        ("AFP", "AFP"),
        ("By Associated Press", "Associated Press"),
        ("PTI | Updated: December 06, 2024", "PTI"),
        # what is no source, or the picture's
        ("来源：", None),
        ("来源：网络", None),
        ("图片来源：某某中国", None),
        ("数据来源：某某网", None),
        ("资金来源：自筹" + "，" * 160, None),
        ("本项目资金来源于 财政", None),
        ("2022-01-03 12:14 举报", None),
        ("2022-01-03 12:14 生成海报", None),
        ("2022-01-03 12:14 某某公司年报", None),
        ("2022-01-03 12:14 关注本报", None),
        ("2022-01-03 12:14 上官网", None),
        ("Fonte: Getty Images", None),
        ("Quelle: dpa/Anna Autorin", None),
        ("Source: The company said so", None),
        ("Fonte: Da Redação", None),
        ("AA", None),
        ("MENA", None),
        ("AFP photographers win", None),
        ("<figure><figcaption>Reuters</figcaption></figure>", None),
        ('<div class="photo-credit">Quelle: dpa</div>', None),
    ],
)
def test_the_source_beside_the_headline(line: str, source: str | None) -> None:
    tree = html.document_fromstring(f"<html><body><h1>Pier opens</h1><div>{line}</div></body></html>")
    assert credit(read_page(tree), 0) == source


def test_a_source_is_credited_beside_the_headline_only() -> None:
    far = "<p>The pier opens in spring.</p>" * 20
    tree = html.document_fromstring(f"<html><body><h1>Pier opens</h1>{far}<div>Quelle: dpa</div></body></html>")
    assert credit(read_page(tree), 0) is None
    assert credit(read_page(tree), -1) is None
    above = html.document_fromstring("<html><body><div>Reuters</div><h1>Pier opens</h1></body></html>")
    assert credit(read_page(above), 1) is None
    assert find_media(NOTHING, page(), "dpa", "Harbour Post") == "dpa"


def test_media_and_publisher_are_two() -> None:
    markup = page('<meta property="og:site_name" content="Harbour Post">')
    wire = Extraction("LONDON (Reuters) - The pier opens.")
    assert (find_media(wire, markup, None, None), find_publisher(markup)) == ("Reuters", "Harbour Post")
    ld = '<script type="application/ld+json">{"@type":"Article","publisher":{"name":"Harbour Group"}}</script>'
    assert find_publisher(page(ld)) == "Harbour Group"
    assert find_publisher(page('<meta property="og:site_name" content="https://x.example">')) is None


@pytest.mark.parametrize(
    ("value", "paywalled"),
    [
        ("false", True), ("true", False), ('"False"', True), ('"True"', False), ('"http://schema.org/False"', True),
        ('"maybe"', None), ("null", None),
    ],
)  # fmt: skip
def test_paywall(value: str, paywalled: bool | None) -> None:
    script = f'<script type="application/ld+json">{{"@type":"Article","isAccessibleForFree":{value}}}</script>'
    assert find_paywalled(page(script)) is paywalled
    assert find_paywalled(page()) is None


def test_what_every_article_is_in_is_no_category() -> None:
    section = '<meta property="article:section" content="tags">'
    stated = '<script type="application/ld+json">{"@type":"NewsArticle","articleSection":"Ports"}</script>'
    assert find_category(NOTHING, page(section + stated), NO_HINTS) == "Ports"
    assert find_category(NOTHING, page(section), NO_HINTS) is None


@pytest.mark.parametrize(
    ("source", "media"), [("某某社", "某某社"), ("Reuters", "Reuters"), ("Case Study", "Harbour Post")]
)
def test_a_meta_tag_names_a_source_or_a_section(source: str, media: str) -> None:
    assert find_media(NOTHING, page(f'<meta name="source" content="{source}">'), None, "Harbour Post") == media


def test_the_platform_is_no_publisher() -> None:
    stated = '{"@type":"NewsArticle","publisher":{"@type":"Organization","name":"Blogger"}}'
    head = f'<script type="application/ld+json">{stated}</script><meta property="og:site_name" content="Harbour Post">'
    assert find_publisher(page(head)) == "Harbour Post"
