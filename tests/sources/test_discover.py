"""One run over a source: what is kept of what its entries find, and what a failing entry costs the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.records import Link, Reason, Stage
from tasks.sources import Context, Source, all_failed, discover
from tasks.sources.feed import FeedEntry
from tasks.sources.urls import UrlsEntry
from tests.sources.conftest import NOW, Site, run


@pytest.fixture
def urls(tmp_path: Path):
    """Write a list of addresses and return its entry."""

    def write(*lines: str, name: str = "urls.txt") -> UrlsEntry:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return UrlsEntry(path=path)

    return write


def test_link_says_where_it_came_from(context: Context, urls) -> None:
    links, rejects = run(context, urls("https://example.org/a"))
    assert links == [Link("https://example.org/a", "example", NOW, "urls", "urls.txt")]
    assert rejects == []


def test_an_address_that_two_entries_name_comes_with_the_hints_of_each(context: Context, urls) -> None:
    first, second = (
        urls("url,title", "https://e.org/a,One"),
        urls("url,published", "https://e.org/a,2026", name="2.txt"),
    )
    links, _ = run(context, first, second)
    assert [(link.url, link.hints.title, link.hints.published, link.via) for link in links] == [
        ("https://e.org/a", "One", None, "urls.txt"),
        ("https://e.org/a", None, "2026", "2.txt"),
    ]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://e.org/a b?c=ü#part", "https://e.org/a%20b?c=ü"),
        ("  https://e.org/新闻  ", "https://e.org/新闻"),
        ("HTTPS://E.org:8443/A", "HTTPS://E.org:8443/A"),
        ("https://e.org?q=1", "https://e.org?q=1"),
    ],
)
def test_addresses_are_tidied_no_further_than_needed(context: Context, urls, written: str, asked: str) -> None:
    links, rejects = run(context, urls(written))
    assert ([link.url for link in links], rejects) == ([asked], [])


@pytest.mark.parametrize(
    "bad",
    [
        "/relative",
        "mailto:a@example.org",
        "http://",
        "https:///path",
        "http://e.org:port/",
        "http://[::1/",
        "ftp://e.org/",
    ],
)
def test_bad_address_is_a_reject(context: Context, urls, bad: str) -> None:
    links, rejects = run(context, urls(bad, "http://[::1]:80/good"))
    assert [link.url for link in links] == ["http://[::1]:80/good"]
    assert [(reject.stage, reject.reason, reject.url) for reject in rejects] == [(Stage.DISCOVER, Reason.BAD_URL, bad)]
    assert bad in rejects[0].detail and "urls.txt" in rejects[0].detail


def test_an_item_without_an_address_is_named(context: Context, site: Site) -> None:
    items = '<item><title>No link</title></item><item><guid isPermaLink="false">7</guid></item>'
    url = site.add("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>')
    _, rejects = run(context, FeedEntry(url=url))
    assert [reject.detail for reject in rejects] == [
        f"{url}: the address of {name} is no absolute http address" for name in ("No link", "7")
    ]


def test_include_and_exclude(context: Context, urls) -> None:
    lines = [f"https://e.org/{path}" for path in ("news/1", "news/2.pdf", "sport/3", "news/video/4")]
    links, rejects = run(context, urls(*lines), include=["/news/"], exclude=["[.]pdf$", "/video/"])
    assert [link.url for link in links] == ["https://e.org/news/1"]
    assert rejects == []


def test_a_failing_entry_does_not_cost_the_others(context: Context, urls, site: Site, tmp_path: Path) -> None:
    broken = FeedEntry(url=site.add("/feed.xml", "<html><p>Closed for today</html>"))
    missing = UrlsEntry(path=tmp_path / "none.txt")
    links, rejects = run(context, missing, broken, urls("https://e.org/a"))
    assert [link.url for link in links] == ["https://e.org/a"]
    assert [(reject.reason, reject.url) for reject in rejects] == [
        (Reason.SOURCE_UNREADABLE, missing.target),
        (Reason.SOURCE_UNREADABLE, broken.target),
    ]
    assert rejects[1].detail == f"{broken.url}: not a feed, but an HTML page"
    assert not any("\n" in reject.detail for reject in rejects)


@pytest.mark.parametrize(("good", "expected"), [(True, False), (False, True)])
def test_source_failed_when_all_entries_did(context: Context, urls, tmp_path: Path, good: bool, expected: bool) -> None:
    last = urls("https://e.org/a") if good else UrlsEntry(path=tmp_path / "none-2.txt")
    source = Source(name="example", entries=(UrlsEntry(path=tmp_path / "none-1.txt"), last))
    rejects = [found for found in discover(source, context) if not isinstance(found, Link)]
    assert all_failed(source.entries, rejects) is expected


def test_a_site_that_does_not_answer(context: Context) -> None:
    entry = FeedEntry(url="http://127.0.0.1:9/feed.xml")  # the discard port: nobody listens
    links, rejects = run(context, entry)
    assert links == []
    assert rejects[0].detail.startswith("http://127.0.0.1:9/feed.xml: ")
    assert "refused" in rejects[0].detail
