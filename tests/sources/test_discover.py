"""One run over a source: what is kept of what its entries find, and what a failing entry costs the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.records import Link, Reason, Stage
from tasks.sources import Context, Source, all_failed, discover
from tasks.sources.feed import FeedEntry
from tasks.sources.posts import PostsEntry
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


def test_an_address_comes_once(context: Context, urls) -> None:
    links, _ = run(
        context, urls("https://e.org/a", "https://e.org/b", "https://e.org/a"), urls("https://e.org/b", name="2")
    )
    assert [link.url for link in links] == ["https://e.org/a", "https://e.org/b"]


def test_addresses_are_tidied_no_further_than_needed(context: Context, urls) -> None:
    links, rejects = run(
        context, urls("https://e.org/a b?c=ü#part", "https://e.org/a%20b?c=ü", "  https://e.org/新闻  ")
    )
    assert [link.url for link in links] == ["https://e.org/a%20b?c=ü", "https://e.org/新闻"]
    assert rejects == []


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


def test_include_and_exclude(context: Context, urls) -> None:
    lines = [f"https://e.org/{path}" for path in ("news/1", "news/2.pdf", "sport/3", "news/video/4")]
    links, rejects = run(context, urls(*lines), include=["/news/"], exclude=["[.]pdf$", "/video/"])
    assert [link.url for link in links] == ["https://e.org/news/1"]
    assert rejects == []


def test_no_more_than_max_links_and_it_is_said(context: Context, urls) -> None:
    entry = urls(*(f"https://e.org/{number}" for number in range(5)))
    links, rejects = run(context, entry, max_links=3)
    assert [link.url[-1] for link in links] == ["0", "1", "2"]
    assert [reject.reason for reject in rejects] == [Reason.TOO_MANY_LINKS]
    assert "max_links = 3" in rejects[0].detail


def test_as_many_as_max_links_is_not_too_many(context: Context, urls) -> None:
    links, rejects = run(context, urls("https://e.org/1", "https://e.org/2", "https://e.org/1"), max_links=2)
    assert (len(links), rejects) == (2, [])


def test_captures_are_neither_counted_nor_dropped_as_duplicates(context: Context, urls, tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.md").write_text("---\ntitle: t\n---\nText.\n\n<https://e.org/same>\n")
    posts = PostsEntry(path=folder, follow=True)
    links, rejects = run(context, urls("https://e.org/1", "https://e.org/2"), posts, max_links=1)
    assert [link.payload is not None for link in links] == [False, True, True, True]
    assert [reject.reason for reject in rejects] == [Reason.TOO_MANY_LINKS]


def test_after_too_many_links_no_further_site_is_asked(context: Context, urls, site: Site) -> None:
    feed = FeedEntry(url=site.add("/feed.xml", "<rss/>"))
    run(context, urls("https://e.org/1", "https://e.org/2"), feed, max_links=1)
    assert site.asked == []


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
    assert all_failed(source, rejects) is expected


def test_a_site_that_does_not_answer(context: Context) -> None:
    entry = FeedEntry(url="http://127.0.0.1:9/feed.xml")  # the discard port: nobody listens
    links, rejects = run(context, entry)
    assert links == []
    assert rejects[0].detail.startswith("http://127.0.0.1:9/feed.xml: ")
    assert "refused" in rejects[0].detail
