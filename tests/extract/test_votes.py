"""A page of our own for each class of error that extractors make on real pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract.headline import title_of
from tasks.extract.segments import segments
from tasks.extract.text import extract_html, parse
from tasks.extract.votes import doubt, main_text, without_comments
from tasks.records import Capture

PARAGRAPHS = (
    "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan.",
    "Work began three years ago, after the old quay had been closed because its piles no longer carried the cranes.",
    "“We expect the first container ship in the second week of April,” said the director, who took office last year.",
    "Shipping companies welcomed the announcement, since waiting times have doubled in the course of the winter.",
    "The cost of the project rose by a tenth, which the authority explained with the price of steel and with storms.",
    "Residents of the old town had asked for a wall against the noise; it will be finished before the cranes arrive.",
)
CHINESE = (
    "港务局星期一表示，新码头将于春季启用，比原计划提前两个月，预计每年可增加吞吐量三百万吨。",
    "业内人士认为，此举将缓解旺季的拥堵，并降低企业的物流成本，对周边城市的就业也有带动作用。",
    "据介绍，工程总投资约二十亿元，配套的铁路支线和公路将同步投入使用，船舶等待时间有望缩短一半。",
)
MENU = "".join(f"<li><a href='/s/{i}'>Section {i}</a></li>" for i in range(12))
RELATED = "".join(
    f"<div class='card'><a href='/r/{i}'><h4>Another story that has nothing to do with it, number {i}</h4></a></div>"
    for i in range(6)
)
COMMENTS = "".join(
    f"<li class='comment'><cite>reader{i}</cite><p>I have seen the pier, and number {i} is wrong.</p></li>"
    for i in range(8)
)


def article(*blocks: str, after: str = "", side: str = "", lang: str = "en", title: str = "New pier opens") -> str:
    body = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><title>{title} - Harbour Post</title></head><body>"
        f"<header class='site-header'><nav class='main-nav'><ul>{MENU}</ul></nav></header>"
        f"<main><article class='post'><h1 class='entry-title'>{title}</h1>"
        f"<div class='entry-content'>{body}</div></article>{after}</main>"
        f"<aside class='sidebar'>{side}</aside>"
        "<footer class='site-footer'><p>© Harbour Post. All rights reserved.</p></footer></body></html>"
    )


def text_of(page: str) -> str:
    return main_text(parse(page), page, "http://news.example/a/1.html").text


def test_paragraphs_stay_paragraphs_and_the_page_around_them_goes() -> None:
    assert text_of(article(*PARAGRAPHS)).split("\n") == list(PARAGRAPHS)


def test_the_lines_behind_the_text_are_told_apart() -> None:
    page = article(*PARAGRAPHS, after="<ul><li><a href='/s'>Share</a></li></ul><p>Source: Harbour Times</p>" + RELATED)
    found = main_text(parse(page), page, "http://news.example/a/1.html")
    assert found.text.split("\n") == list(PARAGRAPHS)
    assert "Source: Harbour Times" in found.behind and len(found.behind) == 3


def test_text_behind_inline_links_stays() -> None:
    link = "<a href='http://quote.example/600018' data-code='1,600018'>Pier Co</a>"
    mixed = (
        f"Shares of {link} rose by three per cent in early trading, while those of {link} fell and then recovered.",
        f"{link}: the company did not comment on the matter, but analysts expect its revenue to grow next year.",
    )
    text = text_of(article(PARAGRAPHS[0], *mixed, *PARAGRAPHS[1:4]))
    assert "rose by three per cent in early trading, while those of Pier Co fell and then recovered." in text
    assert "Pier Co: the company did not comment on the matter" in text


@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_chinese_pages_are_whole(count: int) -> None:
    lines = text_of(article(*CHINESE[:count], lang="zh", title="新码头春季启用")).split("\n")
    assert lines == list(CHINESE[:count])


def test_an_old_layout_of_tables_and_line_breaks() -> None:
    cell = "<br><br>".join(f"　　{paragraph}" for paragraph in CHINESE)
    page = (
        "<html><head><title>新码头春季启用_某某网</title></head><body><table width=100%><tr><td>"
        + " | ".join(f"<a href='/{i}'>频道{i}</a>" for i in range(15))
        + f"</td></tr></table><table><tr><td width=70%><font size=5>新码头春季启用</font><br>{cell}</td>"
        + "<td>"
        + "<br>".join(f"<a href='/n/{i}'>另一条毫不相干的新闻标题{i}</a>" for i in range(10))
        + "</td></tr></table></body></html>"
    )
    text = text_of(page)
    assert all(paragraph in text.split("\n") for paragraph in CHINESE)
    assert "毫不相干" not in text


def test_sidebars_are_left_out() -> None:
    side = "<h3>Most read</h3>" + RELATED + "<p>Sign up for our newsletter and never miss a ship again.</p>"
    assert text_of(article(*PARAGRAPHS, side=side)).split("\n") == list(PARAGRAPHS)


def test_related_links_and_share_bars_are_left_out() -> None:
    share = "<ul class='share-bar'><li><a href='#'>Share on Facebook</a></li><li><a href='#'>Tweet</a></li></ul>"
    after = f"<section class='related'><h3>Related articles</h3>{RELATED}</section>"
    text = text_of(article(share, *PARAGRAPHS, share, after=after))
    assert [line for line in text.split("\n") if line not in PARAGRAPHS] == []


def test_comments_are_left_out() -> None:
    after = (
        f"<div id='comments' class='comments-area'><h3>8 comments</h3><ol class='comment-list'>{COMMENTS}</ol></div>"
    )
    text = text_of(article(*PARAGRAPHS, after=after))
    assert text.split("\n") == list(PARAGRAPHS)


def test_lines_that_are_only_links_are_left_out() -> None:
    link = "<p><a href='/r/1'>READ MORE: A story about another harbour</a></p>"
    text = text_of(article(*PARAGRAPHS[:3], link, *PARAGRAPHS[3:]))
    assert "READ MORE" not in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_captions_are_left_out() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The old quay in May. Photo: A. Person/Agency</figcaption></figure>"
    assert "Photo:" not in text_of(article(*PARAGRAPHS[:2], figure, *PARAGRAPHS[2:]))


def test_lists_keep_their_items() -> None:
    items = ("two berths for container ships of up to 400 metres", "a railway line of 12 kilometres", "four new cranes")
    block = "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    lines = text_of(article(*PARAGRAPHS[:2], "The project consists of:", block, *PARAGRAPHS[2:])).split("\n")
    assert [line for line in lines if line.startswith("- ")] == [f"- {item}" for item in items]


def test_a_short_list_between_paragraphs_stays_with_its_heading() -> None:
    items = ("Roads: 40 million dollars over two years", "Buses: two new routes")
    block = "<h3>What is in the plan</h3><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:5])
    page = f"<html><body><h1>New pier opens</h1>{body}{block}<p>{PARAGRAPHS[5]}</p></body></html>"
    lines = text_of(page).split("\n")
    assert lines[-4:] == ["What is in the plan", *(f"- {item}" for item in items), PARAGRAPHS[5]]


def test_tables_keep_their_rows() -> None:
    rows = (("Year", "Ships", "Tonnes"), ("2020", "1,204", "3.1 million"), ("2021", "1,377", "3.6 million"))
    table = "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
    lines = text_of(article(*PARAGRAPHS[:3], table, *PARAGRAPHS[3:])).split("\n")
    assert [line for line in lines if " | " in line] == [" | ".join(row) for row in rows]


def test_the_headline_is_a_field_of_its_own() -> None:
    assert "New pier opens" not in text_of(article(*PARAGRAPHS))


def test_the_headline_that_begins_the_text_is_none_of_it() -> None:
    bare = "<h3>New pier opens</h3>"
    page = article(bare, *PARAGRAPHS).replace("<h1 class='entry-title'>New pier opens</h1>", "")
    assert text_of(page).split("\n") == list(PARAGRAPHS)
    assert text_of(page.replace("opens - Harbour Post", "opens_Harbour Post")).split("\n") == list(PARAGRAPHS)
    before = page.replace("New pier opens - Harbour Post", "Harbour | New pier opens")
    assert text_of(before).split("\n") == list(PARAGRAPHS)
    assert "New pier opens" in text_of(
        article(bare, "It is open.").replace("<h1 class='entry-title'>New pier opens</h1>", "")
    )
    assert "New pier opens" in text_of(page.replace("<title>New pier opens", "<title>Something else"))


def test_a_page_of_links_has_no_text() -> None:
    latest = "".join(
        f"<div><a href='/r/{i}'>17:{i} Another story from the harbour, number {i}</a></div>" for i in range(9)
    )
    assert text_of(f"<html><head><title>Harbour Post</title></head><body>{latest}</body></html>") == ""


def test_paragraphs_that_only_blank_lines_part() -> None:
    assert text_of(article("\n\n".join(PARAGRAPHS))).split("\n") == list(PARAGRAPHS)
    indented = "　　".join(CHINESE * 2)
    assert text_of(article(indented, lang="zh", title="新码头启用")).split("\n") == list(CHINESE * 2)
    cut = f"{PARAGRAPHS[0][:-1]}\n\n<b>and</b>\n\n{' '.join(PARAGRAPHS[1:])}"
    assert len(text_of(article(cut)).split("\n")) == 1


def test_a_teaser_in_json_ld_is_not_the_text() -> None:
    body = "The pier opens, and that is all that this teaser says about it. Subscribe to read on."
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    assert text_of(article(*PARAGRAPHS, after=script)).split("\n") == list(PARAGRAPHS)


def test_an_article_outside_the_containers_that_rules_look_for() -> None:
    """The one `<article>` is a teaser; the text stands in a block with a name that says nothing."""
    teaser = "<article class='post'><p>Another story, which you may like.</p></article>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<html><head><title>x</title></head><body><div>{teaser}</div><div class='a1 b2'>{body}</div></body></html>"
    lines = text_of(page).split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)


def test_pages_that_share_paragraphs_are_each_whole() -> None:
    texts = [text_of(article(*PARAGRAPHS)) for _ in range(5)]
    assert texts == ["\n".join(PARAGRAPHS)] * 5


def test_bylines_are_left_out() -> None:
    byline = "<div class='byline'>By <a rel='author' href='/a'>Ann Author</a> | 3 January 2022, 4:14 pm</div>"
    text = text_of(article(byline, *PARAGRAPHS))
    assert text.split("\n") == list(PARAGRAPHS)


def test_bylines_and_dates_beside_the_paragraphs_are_left_out() -> None:
    page = article("By Ann Author", "3 January 2022, 4:14 pm ET", *PARAGRAPHS, "Source: Harbour Wire")
    page = page.replace(" class='entry-content'", "").replace(" class='entry-title'", "").replace(" class='post'", "")
    assert text_of(page).split("\n") == list(PARAGRAPHS)


def test_where_little_is_sure_there_is_doubt() -> None:
    found = segments(parse(f"<html><body><p>{PARAGRAPHS[0] * 3}</p><p>{PARAGRAPHS[1] * 3}</p></body></html>"))
    assert doubt(found, {0: 1.0, 1: 0.0}) == 0
    assert doubt(found, {0: 1.0, 1: 0.5}) == pytest.approx(1 / 3, abs=0.05)
    assert doubt(found, {0: 0.1}) == 1
    assert doubt(found, {}) == 1


def test_an_article_that_the_page_has_twice_is_there_once() -> None:
    blob = f"<div style='display:none' itemprop='articleBody'>{' '.join(PARAGRAPHS * 2)}</div>"
    text = text_of(article(*PARAGRAPHS, after=blob))
    assert text.count(PARAGRAPHS[0]) == 1


def test_a_page_on_which_nothing_is_likely_has_what_trafilatura_found() -> None:
    page = "<html><body><div>Pier closed.</div></body></html>"
    assert "Pier closed." in text_of(page)


def test_the_tree_stays_as_it_is(capture_of: Callable[..., Capture]) -> None:
    page = article(*PARAGRAPHS, after=f"<div id='comments'>{COMMENTS}</div>")
    extraction = extract_html(capture_of(page.encode()))
    assert extraction.tree.text_content() == parse(page).text_content()  # type: ignore[attr-defined]


@pytest.mark.parametrize("depth", [100, 1000, 20_000])
def test_a_deeply_nested_page_is_answered(depth: int) -> None:
    page = f"<html><body>{'<div>' * depth}<p>{PARAGRAPHS[0]}</p>{'</div>' * depth}"
    assert text_of(page) in ({PARAGRAPHS[0]} if depth <= 1000 else {PARAGRAPHS[0], ""})


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Window title</title><h1>The  headline\n of it</h1>", "The headline of it"),
        ("<title>Window title</title><h1>Post</h1>", "Window title"),
        ("<p>x</p>", ""),
    ],
)
def test_title_of_a_page(markup: str, title: str) -> None:
    assert title_of(parse(f"<html><body>{markup}</body></html>")) == title


def test_comments_that_read_like_the_article_are_none_of_it() -> None:
    said = "I have seen the new pier with my own eyes, and the authority is wrong about its cost and about the noise. "
    comments = "".join(f"<div class='comment-text'><p>{said * 3}{i}</p></div>" for i in range(3))
    page = article(*PARAGRAPHS, f"<div class='comments'>{comments}</div>")
    assert "my own eyes" not in text_of(page)
    assert PARAGRAPHS[-1] in text_of(page)
    found = segments(parse(f"<html><body><p>{said * 5}</p><div class='comments'><p>{said}</p></div></body></html>"))
    assert without_comments(found, {0: 0.9, 1: 0.9}) == {0: 0.9, 1: 0.0}


def test_the_heads_of_comments_are_none_of_the_article() -> None:
    said = "I have seen the new pier with my own eyes, and the authority is wrong about its cost and about the noise."
    head = "<div><p><strong>Ann Reader</strong> - 03.01.2022 12:14:55</p></div>"
    found = segments(parse(f"<html><body><p>{PARAGRAPHS[0]}</p>{head}<p class='comment-text'>{said}</p></body></html>"))
    assert without_comments(found, {0: 0.9, 1: 0.9, 2: 0.1}) == {0: 0.9, 1: 0.0, 2: 0.1}


def test_an_article_in_a_block_that_is_named_after_comments_stays() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert PARAGRAPHS[0] in text_of(article(f"<div class='post comments-open'>{body}</div>"))


def test_a_short_report_among_long_menus_is_not_lost_to_them() -> None:
    menus = "".join(f"<li>Service {i} of our house</li>" for i in range(300))
    page = (
        f"<html><head><title>New pier opens</title></head><body><ul>{menus}</ul><div><h1>New pier opens</h1>"
        f"<div><p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p></div></div><ul>{menus}</ul></body></html>"
    )
    text = text_of(page)
    assert PARAGRAPHS[1] in text
    assert "Service 200" not in text


def test_a_short_last_paragraph_goes_on_with_the_one_before() -> None:
    lead = "Commuters will pay more from Monday after operators raised fares by 20 per cent."
    body = (
        "The Association of Ferry Operators said the price of diesel had left it with no choice.",
        '"We have absorbed the cost for two months and cannot go on," its chairman told reporters.',
        "The port ministry said it would not intervene in fares.",
    )
    page = (
        "<html><head><title>Ferry fares rise by a fifth | Harbour Daily</title></head><body><article><header>"
        f"<h1>Ferry fares rise by a fifth</h1><p>{lead}</p><time>Friday, April 15, 2022</time></header>"
        "<div class='author-wrapper'><section class='author'><div>By <a href='/profile/a'>Ann Author</a></div>"
        "<p>Reporter</p><p>Harbour Media Group</p></section></div>"
        f"<div class='blk-txt'>{''.join(f'<p>{line}</p>' for line in body)}</div></article></body></html>"
    )
    assert text_of(page).endswith("\n".join(body))
