"""Posts with the quirks of real ones, in words of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract.post import extract_post, to_html
from tasks.records import Capture, Extraction, PageError, Reason

FRONT = """---
layout: post
title: "某公司公告"
date: 2022-01-03 12:14:55 +0800
categories: mouwang
tags: 某社新闻新闻
---
"""
FOOTER = "\n\n<http://news.example/a/1.html>\n\n[返回某社新闻](//news.example/c.html)｜[返回首页](//news.example/)\n"


@pytest.fixture
def post(capture_of: Callable[..., Capture]) -> Callable[[str], Extraction]:
    return lambda source: extract_post(capture_of(source.encode(), "text/markdown", "utf-8", "about-X1.md"))


def test_html_body(post: Callable[[str], Extraction]) -> None:
    body = (
        '<p style="display:none"><br /></p><p style="text-align:center;"><a data-code="00020|116|5"><img /></a></p>'
        '<p>第一段，<span><a data-code="90,BK0473">证券</a></span>板块走强。<br /></p>\n <center><img /></center>'
        '<p>第二段。</p><p class="em_media">（文章来源：上海<span><a>证券</a></span>报）</p>'
    )
    extraction = post(FRONT + body + FOOTER)
    assert extraction.text == "第一段，证券板块走强。\n第二段。"
    assert extraction.media == "上海证券报"
    assert extraction.title == "某公司公告"
    assert extraction.tags == ("某社新闻",)
    assert extraction.category == "mouwang"
    assert extraction.front_matter["date"] == "2022-01-03 12:14:55 +0800"
    assert extraction.tree is not None


def test_the_digest_is_a_summary_and_no_text(post: Callable[[str], Extraction]) -> None:
    extraction = post(f"{FRONT}> 摘要一句。（某证券报）\n\n<p>正文一句。</p>{FOOTER}")
    assert (extraction.summary, extraction.text, extraction.media) == ("摘要一句。", "正文一句。", None)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("精度满足<1%，视场角达到120度以上。", "精度满足<1%，视场角达到120度以上。"),
        ("<p>误差 <1% 且 >0。</p>", "误差 <1% 且 >0。"),
        ("*ST甲和*ST乙今日复牌。", "*ST甲和*ST乙今日复牌。"),
        ("第一段。\n\n第二段 **强调**。", "第一段。\n第二段 强调。"),
        ("    缩进的一段。", "缩进的一段。"),
        ("1. 其一\n2. 其二", "1. 其一\n2. 其二"),
        ("提前抄底？（附名单）", "提前抄底？（附名单）"),
    ],
)
def test_markdown_body(post: Callable[[str], Extraction], body: str, text: str) -> None:
    assert post(f"{FRONT}\n{body}{FOOTER}").text == text


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        (FRONT.replace("某公司公告", ""), Reason.POST_WITHOUT_TITLE),
        (FRONT.replace('title: "某公司公告"\n', ""), Reason.POST_WITHOUT_TITLE),
        (FRONT.replace("2022-01-03 12:14:55", ""), Reason.POST_WITHOUT_DATE),
        (FRONT.replace("某公司公告", "").replace("2022-01-03 12:14:55", ""), Reason.POST_WITHOUT_TITLE),
        ("no front matter at all\n", Reason.POST_WITHOUT_TITLE),
    ],
)
def test_a_post_without_title_or_date_is_a_reject_with_its_name(
    post: Callable[[str], Extraction], front: str, reason: Reason
) -> None:
    with pytest.raises(PageError, match=r"about-X1\.md") as caught:
        post(f"{front}<p>正文。</p>{FOOTER}")
    assert caught.value.reason is reason


def test_an_empty_body_is_empty_text(post: Callable[[str], Extraction]) -> None:
    assert post(FRONT + FOOTER).text == ""


def test_a_raw_less_than_is_no_tag() -> None:
    assert to_html("a<1 <b>x</b>") == "<p>a&lt;1 <b>x</b></p>\n"
