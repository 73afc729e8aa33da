"""Meta tags and JSON-LD as real pages write them."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.markup import Markup, names, read_markup


def read(head: str) -> Markup:
    return read_markup(html.document_fromstring(f"<html><head>{head}</head><body>x</body></html>"))


def ld(source: str) -> Markup:
    return read(f'<script type="application/ld+json">{source}</script>')


def test_meta_tags_by_any_of_their_names() -> None:
    markup = read(
        '<meta property="og:Title" content="A &amp;amp; B"><meta name=author content=" "><meta name="x" content="1">'
    )
    assert markup.meta("og:title") == "A & B"
    assert markup.meta("author", "x") == "1"
    assert markup.meta("none") is None


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "NewsArticle", "headline": "h"}',
        '[{"@type": "WebSite"}, {"@type": ["NewsArticle", "Thing"], "headline": "h"}]',
        '{"@graph": [{"@type": "Organization"}, {"@type": "ReportageNewsArticle", "headline": "h"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/BlogPosting", "headline": "h"}}',
        '<!-- {"@type": "Article", "headline": "h"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "h"}\n//]]>',
        '{"@type": "Article", "headline": "h",}',
        '{"@type": "Article", "body": "a\nb\tc", "headline": "h"};',
        '{"@type": "Article", "datePublished": 2022-01-03T04:14:55-03:00, "headline": "h"}',
        '{"@type": "Article", "headline": "h", "datePublished": 2022-01-03T04:14:55Z, "url": https://x.example "n": 1}',
    ],
)
def test_the_article_is_found(source: str) -> None:
    assert ld(source).article.get("headline") == "h"


@pytest.mark.parametrize(
    "source", ["", "{", "null", "3", '"x"', "[" * 5000, '{"@type": "Organization"}', '{"a": ' * 3000]
)
def test_what_is_no_article_is_none(source: str) -> None:
    assert ld(source).article == {}


def test_an_object_deep_within_others_is_not_looked_for() -> None:
    for depth, kind in ((12, "Article"), (13, None)):
        assert ld("[" * depth + '{"@type": "Article"}' + "]" * depth).article.get("@type") == kind


def test_a_time_without_quotes_is_read_whatever_else_is_broken() -> None:
    article = ld('{"@type": "Article", "headline": "h", "datePublished": 2022-01-03T04:14:55Z, "url": http://x').article
    assert article["datePublished"] == "2022-01-03T04:14:55Z"


def test_no_tree_has_no_markup() -> None:
    assert read_markup(None).article == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ("A", ["A"]),
        ({"name": "A"}, ["A"]),
        ([{"name": ["A", "B"]}, "C &amp; D", 3, {"url": "x"}], ["A", "B", "C & D"]),
    ],
)
def test_names(value: object, expected: list[str]) -> None:
    assert names(value) == expected
