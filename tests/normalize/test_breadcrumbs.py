"""The section in which an article stands, as its breadcrumbs say."""

from __future__ import annotations

import json

import pytest
from lxml import html

from tasks.normalize.breadcrumbs import find_section
from tasks.normalize.markup import read_markup
from tasks.normalize.visible import read_page

URL = "https://harbour.example/news/pier-opens.html"
TITLE = "Pier opens early in spring"


def section(body: str = "", head: str = "") -> str | None:
    tree = html.document_fromstring(f"<html><head>{head}</head><body>{body}<h1>{TITLE}</h1><p>x</p></body></html>")
    page = read_page(tree)
    return find_section(read_markup(tree), page, page.headline(TITLE), TITLE, URL)


def stated(*steps: object) -> str:
    trail = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})
    return f'<script type="application/ld+json">{trail}</script>'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([{"position": 1, "name": "Home"}, {"position": 2, "name": "Ports &amp; piers"}], "Ports & piers"),
        ([{"position": 2, "name": "Ports"}, {"position": 1, "name": "News"}], "Ports"),
        ([{"item": {"@id": "https://harbour.example/", "name": "A"}}, {"item": {"@id": "/p", "name": "Pier"}}], "Pier"),
        # the article itself: by its title, cut or whole, by its address, as the only step without one
        ([{"name": "Ports"}, {"name": TITLE}], "Ports"),
        ([{"name": "Ports"}, {"name": "Pier opens ea…"}], "Ports"),
        ([{"name": "Ports", "item": "/ports"}, {"name": "Opening", "item": URL}], "Ports"),
        ([{"name": "Ports", "item": "/ports"}, {"name": "Opening"}], "Ports"),
        # a section whose name begins the title is one
        ([{"name": "Home"}, {"name": "Pier"}], "Pier"),
        ([{"name": "Home", "item": "https://harbour.example"}], None),
        ([{"name": "Home"}, {"name": "Uncategorized"}], None),
        ([{"name": "Home"}, {"name": "History"}], "History"),
        ([{"name": "News"}, {"name": "2018"}, {"name": "07"}], "News"),
        ([{"name": "Home"}, {"name": "All that we have written of piers, ports and of ferries"}], None),
        (["x", {"position": "?", "item": {"@id": 3}}], None),
        ([{"name": "Ports", "item": "http://["}], "Ports"),
        ([], None),
    ],
)  # fmt: skip
def test_stated_in_json_ld(steps: list[object], expected: str | None) -> None:
    assert section(head=stated(*steps)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<nav class="breadcrumb"><a href="/">Start page</a> &gt; <a href="/p">Ports</a> &gt; Article</nav>', "Ports"),
        ('<div id="breadCrumbs"><a href="/">Home</a><a href="/n">News</a><a href="#">Pier</a></div>', "News"),
        ('<div class="crumb">您的位置：首页 &gt; 要闻</div>', "要闻"),
        ('<div class="breadcrumb"><ol><li><a href="/n">News</a></li></ol><a href="/es">Español</a></div>', "News"),
        ('<ol><li class="breadcrumb-item"><a href="/p">Ports</a></li></ol>', None),
        ('<div class="breadcrumb">Ports</div>', None),
        (f'<div class="breadcrumb-page"><a href="/x">Share</a>{"The pier opens. " * 20}</div>', None),
        (f'<div class="breadcrumb">{"<a href=/x>Ports</a>" * 9}</div>', None),
        # lines above the headline
        ("<td>某某网 &gt; 股票 &gt; 股市报道 &gt; 正文</td>", "股市报道"),
        ("<td>国内新闻 &gt; 正文</td>", "国内新闻"),
        ("<td>当前位置：新港首页 &gt;&gt; 港口频道</td>", "港口频道"),
        ("<td>某某网 &gt; 正文</td>", None),
        ("<td>Dow &gt; 3</td>", None),
        (f"<p>国内新闻 &gt; 正文</p>{'<p>x</p>' * 7}", None),
        (f"<p>国内新闻 {'词' * 120} &gt; 正文</p>", None),
        ("", None),
    ],
)
def test_shown_above_the_headline(body: str, expected: str | None) -> None:
    assert section(body) == expected


def test_json_ld_comes_before_what_is_shown() -> None:
    shown = '<nav class="breadcrumb"><a href="/n">News</a></nav>'
    assert section(shown, stated({"name": "Ports"})) == "Ports"
    assert section(shown, stated({"name": "Home"})) == "News"
