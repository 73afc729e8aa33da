"""Codes in markup, in all their shapes, and what only looks like them."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.codes import Security, read_code
from tasks.normalize.securities import find_mentions
from tasks.records import Mention


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("116,00020", Security("00020", "XHKG", "equity")),
        ("00020|116|5", Security("00020", "XHKG", "equity")),
        ("K 00020|116|5", Security("00020", "XHKG", "equity")),
        ("1.600160", Security("600160", "XSHG", "equity")),
        ("1,688001", Security("688001", "XSHG", "equity")),
        ("0,000776", Security("000776", "XSHE", "equity")),
        ("0,300343", Security("300343", "XSHE", "equity")),
        ("0,430047", Security("430047", "XBSE", "equity")),
        ("0,830799", Security("830799", "XBSE", "equity")),
        ("0,920002", Security("920002", "XBSE", "equity")),
        ("0,899050", Security("899050", "XBSE", "index")),
        ("1,000001", Security("000001", "XSHG", "index")),
        ("0,000001", Security("000001", "XSHE", "equity")),
        ("0,399006", Security("399006", "XSHE", "index")),
        ("1,510300", Security("510300", "XSHG", "fund")),
        ("0,159915", Security("159915", "XSHE", "fund")),
        ("1,113050", Security("113050", "XSHG", "bond")),
        ("0,128136", Security("128136", "XSHE", "bond")),
        ("105,AAPL", Security("AAPL", "XNAS", "equity")),
        ("NIO|106|7", Security("NIO", "XNYS", "equity")),
        ("107,SPY", Security("SPY", "XASE", "equity")),
        ("90,BK0493", Security("BK0493", None, "board")),
        ("BK1037|90|1", Security("BK1037", None, "board")),
        ("sh600519", Security("600519", "XSHG", "equity")),
        ("hk00700", Security("00700", "XHKG", "equity")),
        ("000001.SZ", Security("000001", "XSHE", "equity")),
        ("EN-US", None),
        ("us123456", None),
        ("", None),
        ("x", None),
        ("8,ABC", None),
        ("1,12345", None),
        ("2022,01", None),
        ("3.14", None),
    ],
)
def test_codes(code: str, expected: Security | None) -> None:
    assert read_code(code) == expected


def mentions(body: str, text: str) -> list[Mention]:
    return list(find_mentions(html.document_fromstring(f"<html><body>{body}</body></html>"), text))


def test_one_mention_a_security_with_its_first_place_and_its_words() -> None:
    body = (
        '<p>看好<a data-code="0,000776" href="http://quote.site.example/unify/r/0.000776">广发</a>，'
        '<span data-code="1,601211">国泰</span>与<span data-code="0,000776">广发</span>同涨。</p>'
    )
    text = "看好广发，国泰与广发同涨。"
    found = mentions(body, text)
    assert [(m.symbol, m.mic, m.name, m.offset, m.method) for m in found] == [
        ("000776", "XSHE", "广发", 2, "data-code"),
        ("601211", "XSHG", "国泰", 5, "data-code"),
    ]
    assert all(text[m.offset or 0 :].startswith(m.name or "") for m in found)


def test_the_place_is_that_of_the_link_and_not_of_a_longer_word() -> None:
    body = '<p>新能源车销量上升，其中<a data-code="90,BK0493">新能源</a>板块领涨。</p>'
    (mention,) = mentions(body, "新能源车销量上升，其中新能源板块领涨。")
    assert mention.offset == 11


def test_a_chart_names_a_security_without_words() -> None:
    body = '<a href="http://quote.x/r/116.00020" data-code="00020|116|5"><img data-code="K 00020|116|5"></a><p>x</p>'
    (mention,) = mentions(body, "某科技(00020.HK)上市。")
    assert (mention.symbol, mention.name, mention.offset, mention.method) == ("00020", "某科技", 0, "data-code")
    (mention,) = mentions(body, "某科技上市。")
    assert mention.offset is None


@pytest.mark.parametrize(
    ("href", "symbol", "mic"),
    [
        ("http://quote.site.example/unify/r/116.00020", "00020", "XHKG"),
        ("https://quote.site.example/sh600000.html", "600000", "XSHG"),
        ("//quote.site.example/hk/00700.html", "00700", "XHKG"),
        ("http://quote.site.example/unify/r/0.399006", "399006", "XSHE"),
    ],
)
def test_links_to_quote_pages(href: str, symbol: str, mic: str) -> None:
    (mention,) = mentions(f'<p><a href="{href}">名</a></p>', "名")
    assert (mention.symbol, mention.mic, mention.method) == (symbol, mic, "quote-link")


def test_a_link_beside_the_article_is_no_mention() -> None:
    body = '<p>x</p><a href="https://quote.site.example/sh600000.html">某行</a>'
    assert mentions(body, "码头股份上市。") == []


@pytest.mark.parametrize(
    "href", ["http://data.site.example/116.00020", "http://quote.site.example/", "#1.600000", "/1.600000"]
)
def test_other_links_are_none(href: str) -> None:
    assert mentions(f'<p><a href="{href}">名</a></p>', "名") == []


def test_words_that_name_the_quote_page_are_not_the_name_of_the_security() -> None:
    body = '<p>港口股份(600519,<a href="http://guba.site.example/list,600519.html">股吧</a>)大涨。</p>'
    (mention,) = mentions(body, "港口股份(600519,股吧)大涨。")
    assert (mention.symbol, mention.name, mention.offset, mention.method) == ("600519", "港口股份", 0, "quote-link")


def test_no_tree_names_nothing() -> None:
    assert find_mentions(None, "600000") == ()


SIDEBAR = """<html><body><div id="all"><div class="main"><p>甲公司今天公布了第三季度的业绩，收入增长了一成。</p>
<p><img data-code="K 00020|116|5"></p><p>预算金额约600519万元，公司没有说明用途，也没有给出时间表。</p></div>
<div class="side"><a data-code="1,600519">乙酒业</a><a data-code="90,BK0493">丙板块</a></div></div></body></html>"""


def test_markup_of_a_sidebar_is_no_mention_but_a_chart_within_the_article_is() -> None:
    text = (
        "甲公司今天公布了第三季度的业绩，收入增长了一成。\n预算金额约600519万元，公司没有说明用途，也没有给出时间表。"
    )
    found = find_mentions(html.document_fromstring(SIDEBAR), text)
    assert [(m.symbol, m.mic, m.method) for m in found] == [("00020", "XHKG", "data-code")]
