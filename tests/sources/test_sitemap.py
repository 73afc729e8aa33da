"""Sitemaps: XML, text, gzip, nested, with the news extension, cut short, and very large ones."""

from __future__ import annotations

import gzip
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.records import Hints, Reason
from tasks.sources import Context, SourceError
from tasks.sources.sitemap import SitemapEntry, parse_sitemap
from tests.sources.conftest import Site, run

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str) -> str:
    """Write a sitemap of these addresses."""
    items = "".join(
        f"<url><loc>{url}</loc><lastmod>2026-03-0{i % 9 + 1}</lastmod></url>\n" for i, url in enumerate(urls)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {XMLNS}>\n{items}</urlset>\n'


def index(*children: tuple[str, str | None]) -> str:
    """Write an index of sitemaps with their times."""
    items = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"
        for url, lastmod in children
    )
    return f"<sitemapindex {XMLNS}>{items}</sitemapindex>"


def test_plain_sitemap(site: Site, context: Context) -> None:
    body = urlset("https://e.org/1?a=1&amp;b=2", " /2 ")
    links, rejects = run(context, SitemapEntry(url=site.add("/maps/sitemap.xml", body, "application/xml")))
    assert [(link.url, link.hints) for link in links] == [
        ("https://e.org/1?a=1&b=2", Hints(modified="2026-03-01")),
        (f"{site.base}/2", Hints(modified="2026-03-02")),
    ]
    assert (links[0].kind, links[0].via, rejects) == ("sitemap", f"{site.base}/maps/sitemap.xml", [])


def test_news_extension(site: Site, context: Context) -> None:
    body = f"""<urlset {XMLNS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
    <url><loc>https://e.org/1</loc>
      <image:image><image:loc>https://e.org/1.jpg</image:loc><image:title>Not the title</image:title></image:image>
      <n:news><n:publication><n:name>例报</n:name><n:language>zh-cn</n:language></n:publication>
        <n:publication_date>2026-03-02T06:15+08:00</n:publication_date><n:title>港股 &amp; 债市</n:title>
        <n:keywords>港股, 债市,</n:keywords></n:news>
      <lastmod>2026-03-02T07:00:00Z</lastmod></url></urlset>"""
    links, _ = run(context, SitemapEntry(url=site.add("/news.xml", body)))
    assert [(link.url, link.hints) for link in links] == [
        (
            "https://e.org/1",
            Hints(
                title="港股 & 债市",
                published="2026-03-02T06:15+08:00",
                modified="2026-03-02T07:00:00Z",
                tags=("港股", "债市"),
                language="zh-cn",
                media="例报",
            ),
        )
    ]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset("https://e.org/1").encode()),
        b"\xef\xbb\xbf" + urlset("https://e.org/1").encode(),
        b"\n\n" + urlset("https://e.org/1").encode(),
        urlset("https://e.org/1").replace("UTF-8", "UTF-16").encode("utf-16"),
        urlset("https://e.org/1").replace(XMLNS, "").encode(),
        re.sub(r"<(/?)(?=\w)", r"<\1s:", urlset("https://e.org/1")).replace("xmlns", "xmlns:s").encode(),
        b"https://e.org/1\r\n\r\n",
        b"\xef\xbb\xbfhttps://e.org/1",
        gzip.compress(b"https://e.org/1\n", mtime=0),
        gzip.compress(gzip.compress(urlset("https://e.org/1").encode())),
        b"".join(gzip.compress(part.encode()) for part in urlset("https://e.org/1").partition("https")),
    ],
    ids=[
        "gzip",
        "bom",
        "blank lines",
        "utf-16",
        "no namespace",
        "prefix",
        "text",
        "text with bom",
        "text in gzip",
        "gzip twice",
        "gzip of several members",
    ],
)
def test_forms(site: Site, context: Context, body: bytes) -> None:
    links, rejects = run(context, SitemapEntry(url=site.add("/sitemap.xml.gz", body, "application/octet-stream")))
    assert [link.url for link in links] == ["https://e.org/1"]
    assert rejects == []


def test_nested_index(site: Site, context: Context) -> None:
    one, two = site.add("/1.xml", urlset("https://e.org/1")), site.add("/2.xml", urlset("https://e.org/2"))
    inner = site.add("/inner.xml", index((two, None)))
    links, rejects = run(context, SitemapEntry(url=site.add("/index.xml", index((one, None), (inner, None)))))
    assert [(link.url, link.via) for link in links] == [("https://e.org/1", one), ("https://e.org/2", two)]
    assert rejects == []


def test_a_circle_ends(site: Site, context: Context) -> None:
    urls = [f"{site.base}/{name}.xml" for name in "ab"]
    page = site.add("/page.xml", urlset("https://e.org/1"))
    site.add("/a.xml", index((urls[0], None), (urls[1], None), (page, None)))
    site.add("/b.xml", index((urls[0], None), (urls[1], None), (page, None)))
    links, rejects = run(context, SitemapEntry(url=urls[0]))
    assert [link.url for link in links] == ["https://e.org/1"]
    assert (rejects, sorted(site.asked)) == ([], ["/a.xml", "/b.xml", "/page.xml"])


def test_too_deep(site: Site, context: Context) -> None:
    for depth in range(5):
        site.add(f"/{depth}.xml", index((f"{site.base}/{depth + 1}.xml", None)))
    links, rejects = run(context, SitemapEntry(url=f"{site.base}/0.xml"))
    assert links == []
    assert "3 levels deep" in rejects[0].detail
    assert site.asked == ["/0.xml", "/1.xml", "/2.xml"]


def test_newest_children_only(site: Site, context: Context) -> None:
    times = {"a": "2026-02", "b": "2026-03-01T10:00:00Z", "c": None, "d": "2026-03-01T17:30:00+08:00", "e": "soon"}
    children = [(site.add(f"/{name}.xml", urlset(f"https://e.org/{name}")), time) for name, time in times.items()]
    url = site.add("/index.xml", index(*children))
    links, _ = run(context, SitemapEntry(url=url, newest=2))
    assert [link.url[-1] for link in links] == ["b", "d"]
    assert len(site.asked) == 3
    links, _ = run(context, SitemapEntry(url=url, newest=4))
    assert [link.url[-1] for link in links] == ["b", "d", "a", "c"]


def test_a_missing_child_does_not_cost_its_siblings(site: Site, context: Context) -> None:
    good, bad = site.add("/good.xml", urlset("https://e.org/1")), f"{site.base}/bad.xml"
    links, rejects = run(context, SitemapEntry(url=site.add("/index.xml", index((bad, None), (good, None)))))
    assert [link.url for link in links] == ["https://e.org/1"]
    assert [(reject.url, reject.reason, reject.detail) for reject in rejects] == [
        (bad, Reason.SOURCE_UNREADABLE, f"{bad}: HTTP 404")
    ]


def test_all_children_missing_is_a_failed_entry(site: Site, context: Context) -> None:
    bad = [(f"{site.base}/{name}.xml", None) for name in "ab"]
    entry = SitemapEntry(url=site.add("/index.xml", index(*bad)))
    links, rejects = run(context, entry)
    assert links == []
    assert [(reject.url, reject.detail) for reject in rejects] == [
        (entry.target, f"{bad[0][0]}: HTTP 404 (and 1 more that cannot be read)")
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_cut_sitemap_gives_what_is_whole_and_says_so(site: Site, context: Context, pack) -> None:
    whole = urlset(*(f"https://e.org/{number:05d}/and/a/long/path.html" for number in range(500))).encode()
    cut = pack(whole)[: len(pack(whole)) * 2 // 3] if pack is gzip.compress else whole[: whole.rindex(b"/path.html")]
    links, rejects = run(context, SitemapEntry(url=site.add("/s.xml", cut)))
    assert 100 < len(links) < 500
    assert all(link.url.endswith("/path.html") for link in links)
    assert [(reject.reason, reject.detail) for reject in rejects] == [
        (Reason.RECORD_TRUNCATED, f"{site.base}/s.xml: ends early, {len(links)} addresses read")
    ]


def test_bare_ampersands_are_part_of_the_address(site: Site, context: Context) -> None:
    body = urlset("https://e.org/?a=1&b=2", "https://e.org/?a=1&amp;c=3", "<![CDATA[https://e.org/?a=1&d=4]]>")
    links, rejects = run(context, SitemapEntry(url=site.add("/s.xml", body)))
    assert [link.url for link in links] == [f"https://e.org/?a=1&{pair}" for pair in ("b=2", "c=3", "d=4")]
    assert rejects == []


def test_sections_that_are_never_closed_take_no_time() -> None:
    begun = time.process_time()
    parse_sitemap(b"<urlset>" + b"<![CDATA[" * 20_000, "https://e.org/s.xml")
    assert time.process_time() - begun < 5


def test_entities_are_not_expanded() -> None:
    body = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + urlset("https://e.org/&x;")
    sitemap = parse_sitemap(body.encode(), "https://e.org/s.xml")
    assert [url for url, _ in sitemap.pages] == ["https://e.org/"]


def test_empty_sitemap_is_no_failure(site: Site, context: Context) -> None:
    for body in (urlset(), f"<urlset {XMLNS}/>", index()):
        assert run(context, SitemapEntry(url=site.add("/s.xml", body))) == ([], [])


def test_missing_loc_is_a_reject(site: Site, context: Context) -> None:
    links, rejects = run(
        context, SitemapEntry(url=site.add("/s.xml", f"<urlset {XMLNS}><url><lastmod>x</lastmod></url></urlset>"))
    )
    assert links == []
    assert [reject.reason for reject in rejects] == [Reason.BAD_URL]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html><body>Down</body></html>", "not a sitemap, but an HTML page"),
        ("<rss><image><url>https://e.org/a.png</url></image></rss>", "not a sitemap, but a feed: write [[feed]]"),
        ("no addresses here", "not a sitemap, but something that begins with 'no addresses here'"),
        (gzip.compress(b"<html>", mtime=0), "not a sitemap, but an HTML page"),
    ],
)
def test_what_is_no_sitemap(site: Site, context: Context, body: str | bytes, said: str) -> None:
    links, rejects = run(context, SitemapEntry(url=site.add("/s.xml", body)))
    assert links == []
    assert rejects[0].detail == f"{site.base}/s.xml: {said}"


def test_a_hundred_thousand_addresses(site: Site, context: Context) -> None:
    body = urlset(*(f"https://e.org/{number}" for number in range(100_000)))
    links, rejects = run(context, SitemapEntry(url=site.add("/s.xml", body)), max_links=200_000)
    assert (len(links), links[-1].url, rejects) == (100_000, "https://e.org/99999", [])


@given(st.integers(0, 400), st.integers(0, 60), st.binary(max_size=6))
def test_a_broken_sitemap_gives_addresses_or_one_line(start: int, cut: int, put: bytes) -> None:
    raw = urlset("https://e.org/1", "https://e.org/2").encode()
    try:
        sitemap = parse_sitemap(raw[:start] + put + raw[start + cut :], "https://e.org/s.xml")
    except SourceError as error:
        assert str(error).startswith("https://e.org/s.xml: ") and "\n" not in str(error)
    else:
        assert all(isinstance(url, str) for url, _ in sitemap.pages)
