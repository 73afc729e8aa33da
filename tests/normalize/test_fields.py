"""The fields that are words."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.fields import (
    dateline,
    find_category,
    find_image,
    find_media,
    find_paywalled,
    find_publisher,
    find_summary,
    find_tags,
)
from tasks.normalize.markup import Markup, read_markup
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
    ("extraction", "hints", "head", "media"),
    [
        (Extraction("x", media="某社"), Hints(media="feed"), "", "某社"),
        (NOTHING, Hints(media="Agency"), "", "Agency"),
        (NOTHING, NO_HINTS, '<meta name="source" content="某证券报">', "某证券报"),
        (NOTHING, NO_HINTS, '<meta name="source" content="来源：某网">', "某网"),
        (NOTHING, NO_HINTS, '<meta name="source" content="http://x.example">', "Harbour Post"),
        (NOTHING, NO_HINTS, "", "Harbour Post"),
    ],
)
def test_media(extraction: Extraction, hints: Hints, head: str, media: str) -> None:
    assert find_media(extraction, page(head), hints, SITE) == media


def test_category_and_tags() -> None:
    head = '<meta property="article:section" content="Ports"><meta name="keywords" content="pier, port，harbour,pier">'
    assert find_category(NOTHING, page(head), NO_HINTS) == "Ports"
    assert find_tags(NOTHING, page(head), NO_HINTS) == ("pier", "port", "harbour")
    assert find_category(Extraction("x", category="a"), page(head), NO_HINTS) == "a"
    assert find_tags(Extraction("x", tags=("b",)), page(head), NO_HINTS) == ("b",)
    assert find_tags(NOTHING, page(), Hints(tags=("c",))) == ("c",)
    assert find_category(NOTHING, page(), NO_HINTS) is None


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
        ("The pier (built in 1990) - opens.", None),
        ("新码头1月3日启用。", None),
        ("", None),
    ],
)
def test_datelines(text: str, agency: str | None) -> None:
    assert dateline(text) == agency


@pytest.mark.parametrize(
    ("lines", "media"),
    [
        (["2022-01-03 12:14 来源：某某证券报 作者：张某"], "某某证券报"),
        (["2022年01月03日12:14 来源: 某某网-财经频道 字号"], "某某网-财经频道"),
        (["来源：", "某某报"], "Harbour Post"),
        (["资金来源：自筹" + "，" * 160], "Harbour Post"),
        ([], "Harbour Post"),
    ],
)
def test_the_source_beside_the_headline(lines: list[str], media: str) -> None:
    assert find_media(NOTHING, page(), NO_HINTS, SITE, lines) == media


def test_media_and_publisher_are_two() -> None:
    markup = page('<meta property="og:site_name" content="Harbour Post">')
    wire = Extraction("LONDON (Reuters) - The pier opens.")
    assert (find_media(wire, markup, NO_HINTS, Site("x")), find_publisher(markup)) == ("Reuters", "Harbour Post")
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
