"""Finding the feeds and sitemaps of a site, and the source file written for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.sources import SourceError
from tasks.sources.find import Found, find, to_toml
from tests.sources.conftest import Site, fetch, read
from tests.sources.test_feed import ATOM, RSS
from tests.sources.test_sitemap import XMLNS, index, urlset

NEWS = f"""<urlset {XMLNS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://e.org/1</loc>
<n:news><n:publication_date>2026-03-02</n:publication_date><n:title>t</n:title></n:news></url></urlset>"""

HOME = """<html><head><title>Harbour Ledger</title>
<link rel="alternate" type="application/rss+xml" href="/all.xml">
<link rel="alternate" type="application/rss+xml" href="/all.xml?again">
<link rel="ALTERNATE feed" type="Application/Atom+XML" href="atom/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" href="/dead.xml">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/a.css">
</head><body>Welcome</body></html>"""


def test_declared_feeds_and_robots_sitemaps(site: Site) -> None:
    home = site.add("/", HOME)
    site.add("/all.xml", RSS)
    site.add("/all.xml?again", RSS)
    site.add("/atom/", ATOM)
    site.add("/comments/feed/", RSS)
    site.add("/robots.txt", f"User-agent: *\nSitemap: {site.base}/maps/all.xml\nsitemap:{site.base}/maps/news.xml\n")
    site.add("/maps/all.xml", index((f"{site.base}/maps/1.xml", None), (f"{site.base}/maps/2.xml", None)))
    site.add("/maps/news.xml", NEWS)
    assert find(home, fetch) == [
        Found("sitemap", f"{site.base}/maps/news.xml", 1, None, is_news=True),
        Found("feed", f"{site.base}/all.xml", 4, "Harbour Ledger"),
        Found("feed", f"{site.base}/atom/", 2, "例报"),
        Found("sitemap", f"{site.base}/maps/all.xml", 2, None, is_index=True),
    ]
    assert "/comments/feed/" not in site.asked
    assert "/sitemap.xml" not in site.asked, "the usual paths are tried only if robots.txt names none"


def test_feeds_are_named_from_the_base_of_the_page(site: Site) -> None:
    link = '<link rel="alternate" type="text/xml" href="feed.xml">'
    site.add("/deep/feed.xml", RSS)
    home = site.add("/", f'<head><base href="/deep/">{link}</head>')
    assert [one.url for one in find(home, fetch)] == [f"{site.base}/deep/feed.xml"]


def test_usual_paths(site: Site) -> None:
    home = site.add("/news/", "<p>Welcome")
    site.add("/index.xml", RSS)
    site.add("/sitemap.xml", urlset("https://e.org/1", "https://e.org/2"))
    assert [(one.kind, one.url, one.links) for one in find(home, fetch)] == [
        ("feed", f"{site.base}/index.xml", 4),
        ("sitemap", f"{site.base}/sitemap.xml", 2),
    ]


@pytest.mark.parametrize(("body", "kind"), [(RSS, "feed"), (urlset("https://e.org/1"), "sitemap"), (NEWS, "sitemap")])
def test_address_of_the_document_itself(site: Site, body: str, kind: str) -> None:
    url = site.add("/it", body)
    assert [(one.kind, one.url) for one in find(url, fetch)] == [(kind, url)]
    assert site.asked == ["/it"]


def test_nothing_found(site: Site) -> None:
    home = site.add("/", "<p>Welcome</p>")
    site.add("/feed", "<p>A page for whatever you ask</p>")
    site.add("/sitemap.xml", urlset())
    assert find(home, fetch) == []


def test_nothing_to_write_explains_the_alternative() -> None:
    with pytest.raises(
        SourceError, match=r"no feed and no sitemap.* ledger\.toml .*\[\[listing\]\], then url = .*, then link"
    ):
        to_toml("ledger", [], None, None, False)


def test_address_that_cannot_be_read(site: Site) -> None:
    with pytest.raises(SourceError, match="/none: HTTP 404"):
        find(f"{site.base}/none", fetch)
    with pytest.raises(SourceError, match=r"'example\.org' is no absolute address"):
        find("example.org", fetch)


FEED = Found("feed", 'https://www.example.org/all.xml?a="1"', 4, 'The "Ledger"\n\x07 of\\all')
PLAIN = Found("sitemap", "https://example.org/sitemap.xml", 2)
INDEX = Found("sitemap", "https://example.org/index.xml", 2, is_index=True)
GOOGLE = Found("sitemap", "https://example.org/news.xml", 9, is_news=True)


@pytest.mark.parametrize(
    ("found", "active"),
    [
        ([FEED], [FEED]),
        ([PLAIN, INDEX], [PLAIN, INDEX]),
        ([FEED, PLAIN, INDEX], [FEED]),
        ([GOOGLE, FEED, INDEX], [GOOGLE, FEED]),
    ],
)
@pytest.mark.parametrize(("zone", "language", "private"), [("Asia/Shanghai", "zh", True), (None, None, False)])
def test_source_file(
    tmp_path: Path, found: list[Found], active: list[Found], zone: str | None, language: str | None, private: bool
) -> None:
    text = to_toml("ledger", found, zone, language, private)
    source = read(tmp_path, text, "ledger")
    assert [(entry.kind, entry.target) for entry in source.entries] == [(one.kind, one.url) for one in active]
    assert (source.zone, source.language, source.private) == (zone, language, private)
    everything = read(
        tmp_path, text.replace("# [[", "[[").replace("# url", "url").replace("# newest", "newest"), "ledger"
    )
    assert len(everything.entries) == len(found), "the commented entries can be used as they are"


def test_source_file_explains_itself() -> None:
    text = to_toml("ledger", [GOOGLE, FEED, INDEX], None, None, False)
    for words in (
        "# news sitemap, 9 links",
        '# feed, 4 links, The "Ledger"',
        "# index, 2 sitemaps",
        "finews sources test ledger",
    ):
        assert words in text
    assert '# media = "The \\"Ledger\\" of\\\\all"' in text
