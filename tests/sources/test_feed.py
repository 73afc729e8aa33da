"""Feeds of every kind: links and hints, times as written, and what is said of a document that is no feed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.records import Hints, Reason
from tasks.sources import Context, SourceError
from tasks.sources.feed import FeedEntry, parse_feed
from tests.sources.conftest import Site, answer, run

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Harbour Ledger</title><link>/</link><language>en-GB</language>
<item>
  <title>Shares &amp;amp; bonds rise &lt;1%</title>
  <link>/articles/1.html</link>
  <description>&lt;p&gt;The index rose.&lt;/p&gt;&lt;p&gt;Volume &lt;b&gt;fell&lt;/b&gt;.&lt;/p&gt;</description>
  <pubDate>Mon, 02 Mar 2026 06:15:00 +0800</pubDate>
  <author>desk@example.org (Ada Lim)</author>
  <category>Markets</category><category>Equities</category>
  <guid isPermaLink="false">ledger-1</guid>
  <source url="https://wire.example.org/feed">Example Wire</source>
</item>
<item>
  <title>Second</title>
  <link>https://feeds.example.org/~r/2</link>
  <feedburner:origLink>https://example.org/articles/2.html</feedburner:origLink>
  <dc:date>2026-03-02</dc:date><dc:creator>Bo Chen</dc:creator><dc:creator>Cai Wu</dc:creator>
</item>
<item><title>Third</title><guid>https://example.org/articles/3.html</guid></item>
<item><title>Nowhere</title></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN" xml:base="/base/">
<title>例报</title><updated>2026-03-02T06:00:00+08:00</updated>
<entry>
  <title type="html">恒生&lt;b&gt;指数&lt;/b&gt;上涨</title>
  <link rel="edit" href="/edit/1"/><link rel="alternate" href="a/1.html"/>
  <id>tag:example.org,2026:1</id>
  <published>2026-03-02T05:30:00+08:00</published><updated>2026-03-02T06:00:00+08:00</updated>
  <author><name>李明</name></author><author><name>王芳</name></author>
  <category term="hk" label="港股"/><summary>一句话。</summary>
</entry>
<entry><title>B</title><link href="a/2.html"/><id>2</id><updated>2026-03-02T06:10:00+08:00</updated></entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Old</title><link>https://example.org/</link></channel>
<item rdf:about="https://example.org/a/1"><title>One</title><link>https://example.org/a/1</link>
<dc:date>2026-03-02T06:00+08:00</dc:date><dc:subject>Shipping</dc:subject></item>
</rdf:RDF>"""


def links_of(site: Site, context: Context, body: str | bytes, media_type: str = "application/xml"):
    """Serve a feed, read it, and return its links."""
    links, _ = run(context, FeedEntry(url=site.add("/feeds/all", body, media_type)))
    return links


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sixteen_bits_a_character_with_and_without_a_bom(charset: str) -> None:
    for text in (
        RSS.replace("UTF-8", "UTF-16"),
        RSS.partition("\n")[2],
        json.dumps({"title": "Harbour Ledger", "items": []}),
    ):
        assert parse_feed(answer(text.encode(charset))).title == "Harbour Ledger"


def test_rss(site: Site, context: Context) -> None:
    links, rejects = run(context, FeedEntry(url=site.add("/feeds/all.xml", RSS, "application/rss+xml")))
    assert [link.url for link in links] == [
        f"{site.base}/articles/1.html",
        "https://example.org/articles/2.html",
        "https://example.org/articles/3.html",
    ]
    assert links[0].hints == Hints(
        title="Shares & bonds rise <1%",
        published="Mon, 02 Mar 2026 06:15:00 +0800",
        summary="The index rose. Volume fell.",
        authors=("Ada Lim",),
        category="Markets",
        tags=("Markets", "Equities"),
        language="en-GB",
        media="Example Wire",
        source_id="ledger-1",
    )
    assert (links[0].kind, links[0].via) == ("feed", f"{site.base}/feeds/all.xml")
    assert links[1].hints.authors == ("Bo Chen", "Cai Wu")
    assert [reject.reason for reject in rejects] == [Reason.BAD_URL]


def test_an_address_in_place_of_a_name_is_no_author(site: Site, context: Context) -> None:
    body = RSS.replace("desk@example.org (Ada Lim)", "desk@example.org")
    assert links_of(site, context, body)[0].hints.authors == ()


def test_an_address_as_identifier_stands_in_for_a_link(site: Site, context: Context) -> None:
    body = RSS.replace("<guid>", '<guid isPermaLink="false">')
    assert links_of(site, context, body)[2].url == "https://example.org/articles/3.html"


def test_dublin_core_date_of_rss_is_the_publication(site: Site, context: Context) -> None:
    hints = links_of(site, context, RSS)[1].hints
    assert (hints.published, hints.modified) == ("2026-03-02", None)


def test_atom(site: Site, context: Context) -> None:
    first, second = links_of(site, context, ATOM, "application/atom+xml")
    assert first.url == f"{site.base}/base/a/1.html"
    assert first.hints == Hints(
        title="恒生指数上涨",
        published="2026-03-02T05:30:00+08:00",
        modified="2026-03-02T06:00:00+08:00",
        summary="一句话。",
        authors=("李明", "王芳"),
        category="hk",
        tags=("hk",),
        language="zh-CN",
        source_id="tag:example.org,2026:1",
    )
    assert (second.hints.published, second.hints.modified) == (None, "2026-03-02T06:10:00+08:00")


def test_rdf(site: Site, context: Context) -> None:
    (link,) = links_of(site, context, RDF, "application/rdf+xml")
    assert link.url == "https://example.org/a/1"
    assert (link.hints.published, link.hints.tags) == ("2026-03-02T06:00+08:00", ("Shipping",))


def test_json_feed(site: Site, context: Context) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Ledger",
        "language": "en",
        "authors": [{"name": "The desk"}],
        "items": [
            {
                "id": 7,
                "url": "/a/7",
                "title": "Seven",
                "content_html": "<p>Text</p>",
                "date_published": "2026-03-02T06:00:00+08:00",
                "date_modified": "2026-03-02T07:00:00+08:00",
                "authors": [{"name": "Ada Lim"}, {"url": "https://e.org"}],
                "tags": ["ports", None, "freight"],
                "language": "zh",
            },
            {"id": "https://example.org/a/8", "summary": "Eight", "author": None, "tags": "none"},
            "no item",
        ],
    }
    first, second = links_of(site, context, json.dumps(feed), "application/feed+json")
    assert first.url == f"{site.base}/a/7"
    assert first.hints == Hints(
        title="Seven",
        published="2026-03-02T06:00:00+08:00",
        modified="2026-03-02T07:00:00+08:00",
        summary="Text",
        authors=("Ada Lim",),
        category="ports",
        tags=("ports", "freight"),
        language="zh",
        source_id="7",
    )
    assert second.url == "https://example.org/a/8"
    assert (second.hints.authors, second.hints.language, second.hints.tags) == (("The desk",), "en", ())


def test_what_a_json_feed_may_leave_out(site: Site, context: Context) -> None:
    items = [
        {"external_url": "/a", "summary": "S", "content_text": "T"},
        {"url": "/b", "content_text": " \n", "content_html": "<p>H</p>"},
        {"url": "/c", "content_text": "T", "content_html": "<p>H</p>"},
        {"id": "9", "title": "Nine"},
    ]
    entry = FeedEntry(url=site.add("/feeds/all", json.dumps({"items": items}), "application/json"))
    links, rejects = run(context, entry)
    assert [(link.url[-2:], link.hints.summary) for link in links] == [("/a", "S"), ("/b", "H"), ("/c", "T")]
    assert [reject.reason for reject in rejects] == [Reason.BAD_URL]


def test_json_feed_of_version_1_has_one_author(site: Site, context: Context) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "author": {"name": "Ada"}}]}
    assert links_of(site, context, json.dumps(feed))[0].hints.authors == ("Ada",)


@pytest.mark.parametrize("media_type", ["text/xml", "text/xml; charset=GBK", "text/html", "application/rss+xml"])
def test_gbk_feed_whatever_its_media_type(site: Site, context: Context, media_type: str) -> None:
    body = RSS.replace("UTF-8", "GB2312").replace("Second", "朱镕基谈港股").encode("gb18030")
    assert links_of(site, context, body, media_type)[1].hints.title == "朱镕基谈港股"


def test_feed_with_a_cut_character_and_a_bare_ampersand(site: Site, context: Context) -> None:
    body = RSS.encode().replace(b"Third", "第三".encode()[:-1] + b" & more")
    titles = [link.hints.title for link in links_of(site, context, body)]
    assert titles[1] == "Second"
    assert "& more" in (titles[2] or "")


def test_blank_lines_before_the_declaration(site: Site, context: Context) -> None:
    assert len(links_of(site, context, "\n\n" + RSS)) == 3


def test_feed_without_items_is_no_failure(site: Site, context: Context) -> None:
    url = site.add("/feed", '<rss version="2.0"><channel><title>Quiet</title></channel></rss>')
    assert run(context, FeedEntry(url=url)) == ([], [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!doctype html><title>Down</title>", "not a feed, but an HTML page"),
        ("Service down", "not a feed, but something that begins with 'service down'"),
        ('{"error": "no"}', "not a feed, but something"),
        ('{"items": ', "not a feed, but something"),
        (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
            "not a feed, but a sitemap: write [[sitemap]]",
        ),
        ("", "the answer is empty"),
    ],
)
def test_what_is_no_feed(site: Site, context: Context, body: str, said: str) -> None:
    links, rejects = run(context, FeedEntry(url=site.add("/feed", body)))
    assert links == []
    assert [reject.reason for reject in rejects] == [Reason.SOURCE_UNREADABLE]
    assert rejects[0].detail.startswith(f"{site.base}/feed: {said}")


@pytest.mark.parametrize("status", [404, 403, 500])
def test_status_is_said(site: Site, context: Context, status: int) -> None:
    _, rejects = run(context, FeedEntry(url=site.add("/feed", "x", status=status)))
    assert rejects[0].detail == f"{site.base}/feed: HTTP {status}"


@given(st.sampled_from([RSS, ATOM, RDF]), st.integers(0, 1500), st.integers(0, 60), st.binary(max_size=6))
def test_a_broken_feed_gives_items_or_one_line(body: str, start: int, cut: int, put: bytes) -> None:
    raw = body.encode()
    try:
        feed = parse_feed(answer(raw[:start] + put + raw[start + cut :]))
    except SourceError as error:
        assert str(error).startswith("https://e.org/it: ") and "\n" not in str(error)
    else:
        assert all(isinstance(url, str) for url, _ in feed.items)
