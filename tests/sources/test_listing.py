"""Section pages: which of their links are articles, which pages are read, when paging ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.records import Reason
from tasks.sources import Context, SourceError
from tasks.sources.listing import ListingEntry
from tests.sources.conftest import Site, read, run

PAGE = """<!doctype html><html><body>
<nav><a href="/">Home</a> <a href="/articles/">All</a></nav>
<div class="list">
  <h2><a href="/articles/1.html"><img src="1.jpg"></a></h2>
  <p><a href="/articles/1.html#comments">7</a> <a href="/articles/1.html">港股 <b>收评</b></a></p>
  <p><a href="articles/2.html" title="The second">  </a></p>
  <p><a href="/articles/1.html?page=2">2</a></p>
</div>
<div class="more"><a href="https://elsewhere.example.org/articles/3.html">Elsewhere</a>
<a href="javascript:void(0)">x</a> <a href="mailto:desk@example.org">Write</a> <a name="no-href">n</a>
<a href="http://[::1/articles/">broken</a></div>
</body></html>"""


def paths(site: Site, context: Context, **keys: object) -> list[str]:
    """Read listing pages and return the paths of the links found."""
    links, _ = run(context, ListingEntry(**{"url": f"{site.base}/", **keys}))
    return [link.url.removeprefix(site.base) for link in links]


def test_links_by_pattern(site: Site, context: Context) -> None:
    site.add("/", PAGE)
    links, rejects = run(context, ListingEntry(url=f"{site.base}/", link=r"/articles/\d+[.]html$"))
    assert [(link.url, link.hints.title) for link in links] == [
        (f"{site.base}/articles/1.html", "港股 收评"),
        (f"{site.base}/articles/2.html", "The second"),
    ]
    assert (links[0].kind, links[0].via, rejects) == ("listing", f"{site.base}/", [])


def test_links_by_css(site: Site, context: Context) -> None:
    site.add("/", PAGE)
    inside = ["/articles/1.html", "/articles/2.html", "/articles/1.html?page=2"]
    assert paths(site, context, css="div.list") == inside
    assert paths(site, context, css=".list p > a, nav a") == ["/articles/", *inside]
    assert paths(site, context, css="div.list a", link="[.]html$") == inside[:2]


def test_other_hosts_only_on_request(site: Site, context: Context) -> None:
    site.add("/", PAGE)
    assert "https://elsewhere.example.org/articles/3.html" not in paths(site, context, link="articles")
    assert "https://elsewhere.example.org/articles/3.html" in paths(site, context, link="articles", same_host=False)


def test_base_of_the_page(site: Site, context: Context) -> None:
    site.add("/", '<head><base href="/deep/er/"></head><a href="articles/1">One</a>')
    assert paths(site, context, link="articles") == ["/deep/er/articles/1"]


def test_blanks_in_an_address_are_escaped(site: Site, context: Context) -> None:
    site.add("/", '<a href=" articles/port talks.html\n">One</a>')
    assert paths(site, context, link="articles") == ["/articles/port%20talks.html"]


def test_titles_of_a_gbk_page(site: Site, context: Context) -> None:
    body = '<meta charset="gb2312"><a href="/articles/1">朱镕基谈港股</a>'.encode("gb18030")
    links, _ = run(context, ListingEntry(url=site.add("/", body, "text/html"), link="articles"))
    assert links[0].hints.title == "朱镕基谈港股"


def test_days_are_those_of_the_sites_zone(site: Site, context: Context) -> None:
    for day in ("2026-03-02", "2026-03-01", "2026-02-28"):
        site.add(f"/markets/{day}/", f'<a href="/articles/{day}">x</a>')
    entry = ListingEntry(url=f"{site.base}/markets/{{date}}/", link="/articles/", days=3)
    links, rejects = run(context, entry, zone="Asia/Shanghai")
    assert [link.url.rpartition("/")[2] for link in links] == ["2026-03-02", "2026-03-01", "2026-02-28"]
    assert rejects == []
    site.asked.clear()
    run(context, entry)
    assert site.asked == ["/markets/2026-03-01/", "/markets/2026-02-28/", "/markets/2026-02-27/"]


def test_date_format(site: Site, context: Context) -> None:
    site.add("/2026/0301.html", '<a href="/articles/1">x</a>')
    assert paths(site, context, url=f"{site.base}/{{date}}.html", date_format="%Y/%m%d", link="articles") == [
        "/articles/1"
    ]


def test_a_day_without_a_page(site: Site, context: Context) -> None:
    site.add("/2026-03-01/", '<a href="/articles/1">x</a>')
    entry = ListingEntry(url=f"{site.base}/{{date}}/", link="/articles/", days=2)
    links, rejects = run(context, entry)
    assert len(links) == 1
    assert [(reject.url, reject.reason) for reject in rejects] == [
        (f"{site.base}/2026-02-28/", Reason.SOURCE_UNREADABLE)
    ]
    _, rejects = run(context, entry, zone="Pacific/Auckland")  # where it is 2 March
    assert [reject.url for reject in rejects] == [f"{site.base}/2026-03-02/"]


def test_all_days_missing_is_a_failed_entry(site: Site, context: Context) -> None:
    entry = ListingEntry(url=f"{site.base}/{{date}}/", link="x", days=3)
    links, rejects = run(context, entry)
    assert links == []
    assert [(reject.url, reject.detail) for reject in rejects] == [
        (entry.target, f"{site.base}/2026-03-01/: HTTP 404 (and 2 more that cannot be read)")
    ]


def test_pages_until_one_is_missing(site: Site, context: Context) -> None:
    for number in (1, 2):
        site.add(f"/list/{number}", f'<a href="/articles/{number}">x</a><a href="/articles/1">x</a>')
    links, rejects = run(context, ListingEntry(url=f"{site.base}/list/{{page}}", link="articles", pages=9))
    assert [link.url[-1] for link in links] == ["1", "2"]
    assert (rejects, site.asked) == ([], ["/list/1", "/list/2", "/list/3"])


def test_pages_until_one_shows_nothing_new(site: Site, context: Context) -> None:
    for number in range(5):
        site.add(f"/list/{number}", f'<a href="/articles/{min(number, 1)}">x</a>')
    assert len(paths(site, context, url=f"{site.base}/list/{{page}}", link="articles", pages=5, first_page=0)) == 2
    assert site.asked == ["/list/0", "/list/1", "/list/2"]


def test_a_page_that_fails_keeps_those_before_it(site: Site, context: Context) -> None:
    site.add("/list/1", '<a href="/articles/1">x</a>')
    site.add("/list/2", "oops", status=500)
    links, rejects = run(context, ListingEntry(url=f"{site.base}/list/{{page}}", link="articles", pages=3))
    assert len(links) == 1
    assert [reject.detail for reject in rejects] == [f"{site.base}/list/2: HTTP 500"]


def test_a_page_that_is_no_html(site: Site, context: Context) -> None:
    _, rejects = run(context, ListingEntry(url=site.add("/", "<!-- nothing -->"), link="x"))
    assert "not an HTML page" in rejects[0].detail


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", "'link' (a pattern of article addresses) or 'css' (a selector) is needed"),
        ('link = "("', "link = '(' in [[listing]]; accepted: a regular expression"),
        ('css = "div["', "css = 'div[' in [[listing]]; accepted: a CSS selector"),
        ('link = "x"\ndays = 3', "'days' needs {date} in 'url'"),
        ('link = "x"\npages = 3', "'pages' needs {page} in 'url'"),
        ('link = "x"\ndays = 0', "accepted: greater than or equal to 1"),
    ],
)
def test_wrong_keys(tmp_path: Path, keys: str, said: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(tmp_path, f'[[listing]]\nurl = "https://example.org/"\n{keys}\n')
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
