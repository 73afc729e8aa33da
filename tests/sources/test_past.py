"""Every strategy for the past on real documents, and what all of them must keep to."""

from __future__ import annotations

import gzip
import inspect
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.backfill.span import yesterday_at
from tasks.records import IngestMode, Link, Reason, Reject
from tasks.sources import (
    STRATEGIES,
    Context,
    NoPast,
    Past,
    Source,
    SourceError,
    by_mode,
    discover,
    discover_past,
    past_of,
)
from tasks.sources.days import Days, days_of, hint_day, link_day, url_day, words_day
from tasks.sources.feed import FeedEntry
from tasks.sources.past.commoncrawl import CommonCrawl
from tasks.sources.past.dated import Dated
from tasks.sources.past.files import PastPosts, PastWarc
from tasks.sources.past.paging import Paging
from tasks.sources.past.sitemap import PastSitemap, may_name
from tasks.sources.past.wayback import Wayback
from tests.sources.conftest import NOW, Site, answer, days_from, read

SHANGHAI = "Asia/Shanghai"
DATED = '[[past]]\nstrategy = "dated"\nurl = "http://x.example/{date}/"\nlink = "a"\n'
FEED = '[[feed]]\nurl = "https://example.org/feed"\n'


@pytest.fixture(params=STRATEGIES.values(), ids=list(STRATEGIES))
def kind(request: pytest.FixtureRequest) -> type[Past]:
    return request.param


def edit(kind: type[Past]) -> str:
    """Name the file to edit, for the message of a failing test."""
    return f"edit {Path(inspect.getfile(kind)).name} in tasks/sources/past, class {kind.__name__}"


def named(kind: type[Past], more: str = "") -> str:
    return f'{FEED}[[past]]\nstrategy = "{kind.strategy}"\n{kind.example}{more}'


# -- what all must keep to -----------------------------------------------------------------------


def test_strategy_is_named_as_in_the_registry(kind: type[Past]) -> None:
    assert STRATEGIES[kind.strategy] is kind, f"{edit(kind)}: `strategy` must be the name in STRATEGIES"
    assert kind.__dict__.get("__doc__"), f"{edit(kind)}: the class needs a docstring"
    bare = [name for name, field in kind.model_fields.items() if not field.description]
    assert not bare, f"{edit(kind)}: Field(description=…) is missing for {', '.join(bare)}"


def test_example_loads_and_says_what_it_will_ask(kind: type[Past], tmp_path: Path) -> None:
    (way,) = past_of(read(tmp_path, named(kind)))
    assert type(way) is kind, f"{edit(kind)}: `example` must be of this kind alone"
    month = days_from(date(2026, 2, 1), 28)
    assert way.target and way.place(month.first), f"{edit(kind)}: it must say where it looks"
    today = date(2026, 3, 1)
    assert way.requests([month], today) >= way.requests([days_from(date(2026, 2, 1), 1)], today) >= 0
    assert way.mode in IngestMode, f"{edit(kind)}: `mode` says how its captures come to us"


def test_unknown_key_is_refused_with_the_accepted_ones(kind: type[Past], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"unknown key 'colour' in \[\[past\]\]") as refusal:
        read(tmp_path, named(kind, "colour = 1\n"))
    assert all(name in str(refusal.value) for name in kind.model_fields), f"{edit(kind)}: accepted keys are not named"


def test_required_key_is_asked_for(kind: type[Past], tmp_path: Path) -> None:
    required = next(name for name, field in kind.model_fields.items() if field.is_required())
    text = re.sub(rf"^{required} = .*$", "", named(kind), flags=re.MULTILINE)
    with pytest.raises(SourceError, match="needs the key"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[past]]\nstrategy = "waybak"\n', "did you mean 'wayback'"),
        ('[[past]]\nurl = "http://x.example/"\n', "the key 'strategy' is missing"),
        ("[past]\nstrategy = 1\n", "in two brackets"),
        ('[[past]]\nstrategy = "dated"\nurl = "http://x.example/"\nlink = "a"\n', "{date}"),
        ('[[past]]\nstrategy = "paging"\nurl = "http://x.example/"\nlink = "a"\n', "{page}"),
        (DATED + 'date_format = "%Y/%m"\n', "with year, month and day"),
        (DATED + 'date_format = "%m-%d"\n', "with year, month and day"),
        (DATED + 'date_format = "%G/%V"\n', "with year, month and day"),
        (DATED + 'date_format = "YYYY-MM-DD"\n', "'YYYY-MM-DD' is the same every day"),
        ('[[past]]\nstrategy = "wayback"\nurl = "http://x.example/"\nreplay = "http://y/"\n', "replay"),
    ],
)
def test_a_mistake_in_past_is_one_line_that_names_it(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(tmp_path, FEED + text)
    assert words in str(refusal.value) and "example.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_strategies_follow_from_the_entries_unless_named(tmp_path: Path) -> None:
    entries = (
        '[[sitemap]]\nurl = "https://e.org/s.xml"\n[[listing]]\nurl = "https://e.org/{date}/"\nlink = "a"\n'
        '[[listing]]\nurl = "https://e.org/?p={page}"\nlink = "a"\n[[posts]]\npath = "p"\n[[warc]]\npath = "w.warc"\n'
    )
    ways = past_of(read(tmp_path, FEED + entries))
    assert [way.strategy for way in ways] == ["sitemap", "dated", "paging", "posts", "warc"]
    assert {mode: len(group) for mode, group in by_mode(ways).items()} == {
        IngestMode.BACKFILL: 3,
        IngestMode.ARCHIVE: 2,
    }
    only = past_of(read(tmp_path, FEED + entries + '[[past]]\nstrategy = "wayback"\nurl = "https://e.org/"\n'))
    assert [way.strategy for way in only] == ["wayback"]


def test_a_list_of_a_month_is_no_list_of_its_days(tmp_path: Path, site: Site, context: Context) -> None:
    """Its links would all be of the day that was asked for."""
    keys = f'url = "{site.base}/{{date}}/"\nlink = "/a/"\ndate_format = "%Y/%-m"\n'
    with pytest.raises(NoPast):
        past_of(read(tmp_path, f"[[listing]]\n{keys}"))
    site.add("/2026/3/", page('<a href="/a/1.html">One</a>'))
    (link,) = discover(read(tmp_path, f"[[listing]]\n{keys}"), context)
    assert isinstance(link, Link) and link.hints.day is None
    (way,) = past_of(read(tmp_path, f"[[listing]]\n{keys}".replace("%Y/%-m", "%Y/%-m/%-d")))
    assert way.place(date(2026, 3, 1)) == f"{site.base}/2026/3/1/"


def test_a_source_without_a_past_is_told_all_ways(tmp_path: Path) -> None:
    with pytest.raises(NoPast) as refusal:
        past_of(read(tmp_path, FEED))
    assert all(name in str(refusal.value) for name in STRATEGIES)


# -- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.org/2026/01/05/x.html", date(2026, 1, 5)),
        ("https://e.org/2026-01-05-x", date(2026, 1, 5)),
        ("https://e.org/news/2026/0105/c1.html", date(2026, 1, 5)),
        ("https://e.org/t20260105_99.html", date(2026, 1, 5)),
        ("https://e.org/a/202601050930121234.html", date(2026, 1, 5)),
        ("https://e.org/a/20261305.html", None),
        ("https://e.org/a/120260105.html", None),
        ("https://e.org/a/2026010.html", None),
    ],
)
def test_days_in_addresses(url: str, day: date | None) -> None:
    assert url_day(url) == day


def test_days_of_hints_are_those_of_the_source() -> None:
    assert hint_day("2026-01-05T22:30:00Z", SHANGHAI) == date(2026, 1, 6)
    assert hint_day("Mon, 05 Jan 2026 22:30:00 +0000", SHANGHAI) == date(2026, 1, 6)
    assert hint_day("2026-01-05", SHANGHAI) == hint_day("2026-01-05 23:59", SHANGHAI) == date(2026, 1, 5)
    assert hint_day("soon", SHANGHAI) is None
    for none in ("0001-01-01T00:00:00Z", "1970-01-01", "9999-12-31T12:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"):
        assert hint_day(none, SHANGHAI) is None, "what is written where there is no time"
    assert words_day("（01-05 09:30）", date(2026, 3, 1)) == date(2026, 1, 5)
    assert words_day("12月31日", date(2026, 3, 1)) == date(2025, 12, 31)
    assert words_day("大涨1.5点，2-30 02-17", date(2026, 3, 1)) == date(2026, 2, 17), "what is no date is passed over"
    assert words_day("02-29", date(2025, 1, 15)) == date(2024, 2, 29)
    assert words_day("上涨3.2% 2026年1月5日", date(2026, 3, 1)) == date(2026, 1, 5)


# -- on documents --------------------------------------------------------------------------------


def found(context: Context, way: Past, days: Days, **keys: Any) -> tuple[list[Link], list[Reject]]:
    source = Source(name="example", zone=SHANGHAI, entries=(FeedEntry(url="https://e.org/f"),), past=(way,), **keys)
    all_found = list(discover_past(source, past_of(source), days, context))
    return [f for f in all_found if isinstance(f, Link)], [f for f in all_found if isinstance(f, Reject)]


def page(*links: str) -> str:
    return "<html><body><ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul></body></html>"


def test_dated_asks_for_each_day_and_a_missing_list_is_an_empty_day(site: Site, context: Context) -> None:
    site.add("/2026-01-05/", page('<a href="/a/1.html">One</a>'))
    site.add("/2026-01-07/", "busy", status=503)
    way = Dated(url=site.base + "/{date}/", link="/a/")
    links, rejects = found(context, way, days_from(date(2026, 1, 5), 3))
    assert site.asked == ["/2026-01-05/", "/2026-01-06/", "/2026-01-07/"]
    assert [(link.url, link.hints.day, link.hints.title) for link in links] == [
        (site.base + "/a/1.html", "2026-01-05", "One")
    ]
    assert [(reject.day, reject.url) for reject in rejects] == [(date(2026, 1, 7), site.base + "/2026-01-07/")]


def test_two_weeks_of_lists_that_are_not_there_tell_nothing_of_its_days(site: Site, context: Context) -> None:
    """The address is wrong, or the site does not keep its lists for so long."""
    way = Dated(url=site.base + "/{date}/", link="/a/")
    for day in days_from(date(2026, 1, 5), 3):
        site.add(f"/{day}/", page('<a href="/b/1.html">One</a>'))
    links, (reject,) = found(context, way, days_from(date(2026, 1, 5), 14))
    assert (links, reject.reason, reject.day) == ([], Reason.NOT_REACHED, date(2026, 1, 18))
    assert found(context, way, days_from(date(2026, 1, 5), 13)) == ([], []), "holidays are as long"
    site.add("/2026-01-09/", page('<a href="/a/1.html">One</a>'))
    assert found(context, way, days_from(date(2026, 1, 5), 14))[1] == []


def test_a_days_list_that_leads_to_the_home_page_is_gone(context: Context) -> None:
    """What stands there is of today."""
    home = answer(page('<a href="/a/new.html">New</a>').encode(), "http://e.org/", "text/html")
    sent = replace(context, fetch=lambda url: home)
    assert found(sent, Dated(url="http://e.org/{date}/", link="/a/"), days_from(date(2026, 1, 5), 2)) == ([], [])
    links, _ = found(sent, Dated(url="http://e.org/?day={date}", link="/a/"), days_from(date(2026, 1, 5), 1))
    assert links == [], "also if only the query was left out"


def test_a_further_page_of_a_days_list_that_cannot_be_read_fails_that_day_alone(site: Site, context: Context) -> None:
    site.add("/2026-01-05/1", page('<a href="/a/1.html">One</a>'))
    site.add("/2026-01-05/2", "busy", status=503)
    way = Dated(url=site.base + "/{date}/{page}", link="/a/", pages=3)
    _, rejects = found(context, way, days_from(date(2026, 1, 5), 2))
    assert [(reject.reason, reject.day) for reject in rejects] == [(Reason.SOURCE_UNREADABLE, date(2026, 1, 5))]


def test_paging_turns_over_until_the_days_are_passed(site: Site, context: Context) -> None:
    for number in range(1, 9):
        site.add(
            f"/list/{number}",
            page(f'<a href="/a/{number}0.html">N</a> <i>02-{20 - number}</i>', f'<a href="/a/{number}1.html">M</a>'),
        )
    way = Paging(url=site.base + "/list/{page}", link="/a/")
    links, _ = found(context, way, days_from(date(2026, 2, 16), 2))
    assert [link.hints.day for link in links] == ["2026-02-17", "2026-02-16"]
    assert site.asked == ["/list/1", "/list/2", "/list/3", "/list/4", "/list/5"]


def test_paging_is_not_held_up_by_what_stands_on_every_page(site: Site, context: Context) -> None:
    """The latest articles beside the list are newer than the days, however far the list has gone back."""
    for number in range(1, 9):
        latest = '<a href="/a/2026/02/28/latest.html">L</a>'
        site.add(f"/list/{number}", page(latest, f'<a href="/a/{number}.html">N</a> <i>02-{20 - number}</i>'))
    links, _ = found(context, Paging(url=site.base + "/list/{page}", link="/a/"), days_from(date(2026, 2, 16), 2))
    assert [link.hints.day for link in links] == ["2026-02-17", "2026-02-16"]
    assert site.asked == [f"/list/{number}" for number in range(1, 6)]


def test_paging_ends_behind_the_last_page_and_has_failed_where_the_first_is_gone(site: Site, context: Context) -> None:
    site.add("/list/1", page('<a href="/a/1.html">N</a> <i>02-17</i>'))
    site.add("/list/2", "gone", status=404)
    links, rejects = found(context, Paging(url=site.base + "/list/{page}", link="/a/"), days_from(date(2026, 2, 17), 2))
    assert (len(links), rejects) == (1, [])
    site.add("/none/1", "gone", status=404)
    links, (reject,) = found(
        context, Paging(url=site.base + "/none/{page}", link="/a/"), days_from(date(2026, 2, 16), 2)
    )
    assert (links, reject.reason) == ([], Reason.SOURCE_UNREADABLE)


@pytest.mark.parametrize("last", ["gone", "empty", "again"])
def test_a_list_that_ends_after_the_days_tells_nothing_of_them(site: Site, context: Context, last: str) -> None:
    """Many sites keep so many pages and no more: such days are not days without news."""
    for number in (1, 2):
        site.add(f"/list/{number}", page(f'<a href="/a/{number}.html">N</a> <i>02-{20 - number}</i>'))
    if last != "gone":
        site.add("/list/3", page() if last == "empty" else page('<a href="/a/2.html">N</a> <i>02-18</i>'))
    way = Paging(url=site.base + "/list/{page}", link="/a/")
    links, (reject,) = found(context, way, days_from(date(2026, 2, 15), 4))
    assert [link.hints.day for link in links] == ["2026-02-18"]
    assert (reject.reason, reject.day, reject.url) == (Reason.NOT_REACHED, date(2026, 2, 17), way.target)
    assert "ends with links of 2026-02-18" in reject.detail


def test_what_stands_beside_every_page_of_a_list_does_not_keep_it_from_having_passed_the_days(
    site: Site, context: Context
) -> None:
    beside = '<a href="/a/new.html">Newest</a> <i>02-20</i>', '<a href="/a/40.html">Most read</a>'
    for number in range(1, 9):
        site.add(f"/list/{number}", page(f'<a href="/a/{number}0.html">N</a> <i>02-{20 - number}</i>', *beside))
    links, rejects = found(context, Paging(url=site.base + "/list/{page}", link="/a/"), days_from(date(2026, 2, 16), 2))
    assert [link.url.rpartition("/")[2] for link in links] == ["30.html", "40.html"], "found by the line with its day"
    assert site.asked == [f"/list/{number}" for number in range(1, 6)] and not rejects


def test_the_time_that_a_line_states_for_programs_counts_for_more_than_its_words(site: Site, context: Context) -> None:
    lines = ('<time datetime="2026-02-16T17:00:00Z">4/2</time>', '<time datetime="2026-02-16">3 weeks ago</time>')
    site.add("/list/1", page(*(f'<a href="/a/{n}.html">N</a> {line}' for n, line in enumerate(lines))))
    site.add("/list/2", page('<a href="/a/9.html">N</a> <i>02-01</i>'))
    links, _ = found(context, Paging(url=site.base + "/list/{page}", link="/a/"), days_from(date(2026, 2, 15), 3))
    assert [link.hints.day for link in links] == ["2026-02-17", "2026-02-16"], "the day at the source"


def test_paging_without_a_link_that_matches_has_failed(site: Site, context: Context) -> None:
    site.add("/list/1", page('<a href="/b/1.html">N</a> <i>02-17</i>'))
    way = Paging(url=site.base + "/list/{page}", link="/a/")
    _, (reject,) = found(context, way, days_from(date(2026, 2, 16), 2))
    assert reject.reason is Reason.SOURCE_UNREADABLE and "no link on its first page" in reject.detail


def test_paging_plans_to_turn_over_what_came_since() -> None:
    """Every look begins with the first page; what one look has read is kept for the next."""
    way, months = (
        Paging(url="http://e.org/{page}", link="a"),
        [days_from(date(2026, 1, 1), 31), days_from(NOW.date(), 1)],
    )
    assert way.requests(months, NOW.date()) == 60
    assert way.requests(months[1:], NOW.date()) == 1


def test_paging_that_ends_before_the_days_are_passed_says_which_it_did_not_reach(site: Site, context: Context) -> None:
    """Else they would count as looked for and complete."""
    for number in range(1, 9):
        site.add(f"/list/{number}", page(f'<a href="/a/{number}.html">N</a> <i>02-{20 - number}</i>'))
    way = Paging(url=site.base + "/list/{page}", link="/a/", pages=3)  # to the 17th, of which there may be more
    links, rejects = found(context, way, days_from(date(2026, 2, 16), 4))
    assert [link.hints.day for link in links] == ["2026-02-19", "2026-02-18", "2026-02-17"]
    assert [reject.day for reject in rejects] == [date(2026, 2, 16), date(2026, 2, 17)]
    assert {reject.reason for reject in rejects} == {Reason.SOURCE_UNREADABLE}
    assert "pages = 3 comes to 2026-02-17" in rejects[0].detail
    links, (reject,) = found(context, way, days_from(date(2026, 1, 1), 31))
    assert (links, reject.day) == ([], None)


@pytest.mark.parametrize("pages", [2, 9])
@pytest.mark.parametrize(("path", "said"), [("/a/", "no link has a date"), ("/elsewhere/", "no link on its first")])
def test_paging_through_a_list_without_any_date_or_link_has_failed(
    site: Site, context: Context, path: str, said: str, pages: int
) -> None:
    """Else all days would count as looked for, and as days without news."""
    for number in range(1, 4):
        site.add(f"/list/{number}", page(f'<a href="{path}{number}.html">N</a>'))
    way = Paging(url=site.base + "/list/{page}", link="/a/", pages=pages)
    links, (reject,) = found(context, way, days_from(date(2026, 2, 16), 2))
    assert (links, reject.reason, reject.day) == ([], Reason.SOURCE_UNREADABLE, None)
    assert said in reject.detail


def test_sitemap_reads_only_the_children_that_may_name_the_days(site: Site, context: Context) -> None:
    def index(*children: tuple[str, str]) -> str:
        items = "".join(f"<sitemap><loc>{site.base}{u}</loc><lastmod>{m}</lastmod></sitemap>" for u, m in children)
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'

    def urls(*pages: tuple[str, str]) -> bytes:
        items = "".join(f"<url><loc>{site.base}{u}</loc><lastmod>{m}</lastmod></url>" for u, m in pages)
        return gzip.compress(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'.encode())

    site.add(
        "/s.xml",
        index(
            ("/old.xml.gz", "2025-12-01"), ("/2026-01.xml.gz", "2026-02-02"), ("/2025-11.xml.gz", "2026-02-02"),
            ("/all.xml.gz", "2026-02-02"),
        ),
        "application/xml",
    )  # fmt: skip
    site.add("/2026-01.xml.gz", urls(("/a/1", "2026-01-05T22:30:00Z"), ("/a/2", "2026-01-09")), "application/gzip")
    site.add("/all.xml.gz", urls(("/2026/01/06/z", "2026-02-01"), ("/2026/01/08/y", "2026-01-06")), "application/gzip")
    links, rejects = found(context, PastSitemap(url=site.base + "/s.xml"), days_from(date(2026, 1, 6), 1))
    assert [link.url.removeprefix(site.base) for link in links] == ["/a/1", "/2026/01/06/z"]
    assert site.asked == ["/s.xml", "/2026-01.xml.gz", "/all.xml.gz"] and not rejects
    del site.pages["/all.xml.gz"]
    links, (reject,) = found(context, PastSitemap(url=site.base + "/s.xml"), days_from(date(2026, 1, 6), 1))
    assert len(links) == 1
    assert (reject.reason, reject.url) == (Reason.HTTP_GONE, f"{site.base}/all.xml.gz"), "no day waits for it"


def sitemap(*pages: tuple[str, str | None]) -> str:
    items = "".join(f"<url><loc>{u}</loc>{f'<lastmod>{m}</lastmod>' if m else ''}</url>" for u, m in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'


def test_a_sitemap_that_does_not_go_back_to_the_days_tells_nothing_of_them(site: Site, context: Context) -> None:
    """Such as one for Google News, with the last two days: those before are not days without news."""
    address = site.add("/s.xml", sitemap(("http://e.org/b", "2026-01-07"), ("http://e.org/a", None)), "text/xml")
    links, (reject,) = found(context, PastSitemap(url=address), days_from(date(2026, 1, 5), 4))
    assert [link.url for link in links] == ["http://e.org/b"]
    assert (reject.reason, reject.day, reject.url) == (Reason.NOT_REACHED, date(2026, 1, 6), address)
    _, rejects = found(context, PastSitemap(url=address), days_from(date(2026, 1, 7), 4))
    assert rejects == []


def test_a_sitemap_in_which_no_page_has_a_day_has_failed(site: Site, context: Context) -> None:
    address = site.add("/s.xml", sitemap(("http://e.org/a", None), ("http://e.org/b", "soon")), "text/xml")
    _, (reject,) = found(context, PastSitemap(url=address), days_from(date(2026, 1, 5), 4))
    assert reject.reason is Reason.SOURCE_UNREADABLE and "no page has a lastmod" in reject.detail


def test_the_month_in_the_name_of_a_sitemap_counts_for_more_than_its_lastmod() -> None:
    days = days_from(date(2026, 1, 6), 1)
    assert may_name("https://e.org/sitemap-2026-01.xml", "2019-01-01", days, None)
    assert not may_name("https://e.org/sitemap-17.xml", "2019-01-01", days, None)


def test_names_of_sitemaps_are_no_dates_by_chance() -> None:
    days = days_from(date(2026, 1, 6), 1)
    assert may_name("https://e.org/sitemap-17.xml", None, days, None)
    assert may_name("https://e.org/sitemap-17.xml", "0001-01-01T00:00:00", days, None)
    assert may_name("https://e.org/sitemap-2001.xml", None, days, None)
    assert may_name("https://e.org/sitemap-20260106.xml", None, days, None)
    assert not may_name("https://e.org/sitemap-20260109.xml", None, days, None)
    assert may_name("https://e.org/sitemap-2026-01-01-2026-01-31.xml", None, days, None), "from one day to another"
    assert not may_name("https://e.org/sitemap-2025-11-01-2025-12-31.xml", None, days, None)


def test_posts_and_warc_files_are_of_their_days(tmp_path: Path, context: Context) -> None:
    for name, written in (("2026-01-05-a.md", "2026-01-05 09:00"), ("2026-01-09-b.md", "2026-01-09 09:00")):
        (tmp_path / name).write_text(f"---\ntitle: {name}\ndate: {written}\n---\nText.\n", encoding="utf-8")
    links, _ = found(context, PastPosts(path=tmp_path), days_from(date(2026, 1, 5), 2))
    assert [link.hints.title for link in links] == ["2026-01-05-a.md"] and links[0].payload
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    records = b"".join(record(f"http://e.org/{n}", f"2026-01-0{n}T20:00:00Z", body) for n in (4, 5))
    (tmp_path / "x.warc").write_bytes(records)
    links, _ = found(context, PastWarc(path=tmp_path / "x.warc"), days_from(date(2026, 1, 5), 1))
    assert [link.url for link in links] == ["http://e.org/4"]  # 20:00 in London is the next day in Shanghai
    assert found(context, PastWarc(path=tmp_path / "x.warc", hosts=["f.org"]), days_from(date(2026, 1, 5), 1))[0] == []


def test_files_are_read_with_all_keys_of_their_entry(tmp_path: Path, context: Context) -> None:
    """A backfill of an archive of the whole web is to take what an import of it takes."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    hosts = enumerate(("e.org", "other.example"), start=1)
    archived = b"".join(record(f"http://{host}/{n}", f"2026-01-0{n}T00:00:00Z", body) for n, host in hosts)
    (tmp_path / "x.warc").write_bytes(archived)
    (tmp_path / "a.md").write_text("---\ntitle: A\ndate: 2026-01-05\n---\nText.\n", encoding="utf-8")
    post = "---\ntitle: B\ndate: 2026-01-05\n---\nText.\n\n<https://e.org/b.html>\n"
    (tmp_path / "b.txt").write_text(post, encoding="utf-8")
    entries = '[[warc]]\npath = "x.warc"\nhosts = ["e.org"]\n[[posts]]\npath = "."\nglob = ["*.txt"]\nfollow = true\n'
    warc, posts = past_of(read(tmp_path, entries))
    named = [link.url for link in found(context, warc, days_from(date(2026, 1, 1), 5))[0]]
    assert named == ["http://e.org/1"]
    links, _ = found(context, posts, days_from(date(2026, 1, 1), 5))
    assert [(link.hints.title, bool(link.payload)) for link in links] == [("B", True)], "nobody is asked for anything"


def record(url: str, at: str, block: bytes) -> bytes:
    """A WARC response record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{at[9]}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: {at}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


# -- archives of the web -------------------------------------------------------------------------


class Index:
    """Answers of an index by the page of a question, and the questions that were asked."""

    def __init__(self, context: Context, answers: dict[str, Any]) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.answers = answers
        self.context = replace(context, fetch=self.fetch)

    def fetch(self, url: str) -> Any:
        parts = urlsplit(url)
        given = parse_qs(parts.query)
        self.asked.append(given)
        key = next(k for k in self.answers if k in url)
        body = self.answers[key]
        return body if not isinstance(body, bytes) else answer(body, url, "application/json")


@pytest.mark.parametrize("key", ["com,example)/c 20260119120001", "com%2Cexample%29%2Fc+20260119120001"])
def test_wayback_asks_its_cdx_server_and_resumes(context: Context, key: str) -> None:
    first = [
        ["timestamp", "original"], ["20260105093000", "http://news.example/2026/01/05/a.html"],
        ["20260106120000", "http://news.example/b.html"], ["20260119120000", "http://news.example/c.html"], [],
        [key],
    ]  # fmt: skip
    second = [["timestamp", "original"], ["20260108093000", "http://news.example/2026/01/05/d.html"]]
    index = Index(context, {"resumeKey": json.dumps(second).encode(), "cdx?": json.dumps(first).encode()})
    way = Wayback(url="http://news.example/", api="http://archive.example/cdx")
    links, _ = found(index.context, way, days_from(date(2026, 1, 5), 2))
    assert [link.url[-6:] for link in links] == ["a.html", "b.html", "d.html"]
    asked = index.asked[0]
    assert asked["matchType"] == ["host"] and asked["output"] == ["json"]
    assert asked["from"] == ["20260104160000"] and asked["to"] == ["20260205160000"]  # midnight in Shanghai; 30 days
    assert asked["filter"] == ["statuscode:200", "mimetype:text/html"] and asked["collapse"] == ["urlkey"]
    assert index.asked[1]["resumeKey"] == ["com,example)/c 20260119120001"]
    copy = links[1].copy
    assert copy and copy.url == "https://web.archive.org/web/20260106120000id_/http://news.example/b.html"
    assert copy.at == datetime(2026, 1, 6, 12, tzinfo=UTC) and links[1].hints.day == "2026-01-06"
    assert way.mode is IngestMode.ARCHIVE


def test_wayback_ends_where_its_server_does_not_go_on(context: Context) -> None:
    index = Index(context, {"": b'[["timestamp","original"],["20260105093000","http://e.org/a"],[],["org%2Ce%29%2F"]]'})
    _, (reject,) = found(index.context, Wayback(url="http://e.org/"), days_from(date(2026, 1, 5), 1))
    assert "the same resumeKey again" in reject.detail and len(index.asked) == 2


def test_a_line_that_names_no_capture_costs_no_other(context: Context) -> None:
    lines = [
        ["timestamp", "original"],
        ["2026", "http://e.org/x"],
        None,
        ["20260105"],
        ["20260105093000", "http://e.org/a"],
    ]
    index = Index(context, {"": json.dumps(lines).encode()})
    links, rejects = found(index.context, Wayback(url="http://e.org/"), days_from(date(2026, 1, 5), 1))
    assert [link.url for link in links] == ["http://e.org/a"]
    assert [reject.reason for reject in rejects] == [Reason.INDEX_LINE] * 2
    assert "a line of the index names no capture: {'timestamp': '2026'" in rejects[0].detail


@pytest.mark.parametrize("body", [b"[]", b'[["timestamp", "original"]]'])
def test_wayback_has_nothing_and_says_so(context: Context, body: bytes) -> None:
    index = Index(context, {"": body})
    assert found(index.context, Wayback(url="http://news.example/a/"), days_from(date(2026, 1, 5), 1)) == ([], [])
    assert index.asked[0]["matchType"] == ["prefix"]


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b'{"error": 1}',
        b'[["timestamp"], ["soon"]]',
        b'[["a"],["b"]]',
        b"{}",
        b"null",
        b"[" * 9999,
    ],
)
def test_an_answer_that_is_none_is_a_reject(context: Context, body: bytes) -> None:
    index = Index(context, {"": body})
    links, (reject,) = found(index.context, Wayback(url="http://e.org/"), days_from(date(2026, 1, 5), 1))
    assert not links and "http" in reject.detail


def test_commoncrawl_asks_the_collections_of_the_time(context: Context) -> None:
    def collection(name: str, **span: str) -> dict[str, str]:
        return {"id": name, "name": name, "cdx-api": f"http://index.example/{name}-index"} | span

    listed = [
        collection("CC-MAIN-2026-12", **{"from": "2026-03-09T00:00:00", "to": "2026-03-20T00:00:00"}),
        collection("CC-MAIN-2026-04", **{"from": "2026-01-17T00:00:00", "to": "2026-01-30T00:00:00"}),
        collection("CC-MAIN-2025-51"),
        collection("CC-MAIN-2024-10"),
    ]
    line = {
        "urlkey": "example,news)/2026/01/05/a.html", "timestamp": "20260118101112",
        "url": "https://news.example/2026/01/05/a.html", "mime": "text/html", "mime-detected": "text/html",
        "status": "200", "digest": "X", "length": "1234", "offset": "5678",
        "filename": "crawl-data/CC-MAIN-2026-04/segments/1/warc/x.warc.gz", "languages": "eng", "encoding": "UTF-8",
    }  # fmt: skip
    index = Index(
        context,
        {
            "collinfo": json.dumps(listed).encode(), "showNumPages": b'{"pages": 1, "pageSize": 5, "blocks": 1}',
            "2026-04-index": json.dumps(line).encode() + b'\n{"url": "http://e.org/"}\nbusy\n', "2025-51-index": b"",
        },
    )  # fmt: skip
    way = CommonCrawl(url="https://news.example/", collections="http://index.example/collinfo.json")
    links, rejects = found(index.context, way, days_from(date(2026, 1, 5), 1))
    (link,) = links
    assert link.url == line["url"] and link.copy
    assert link.copy.url == "https://data.commoncrawl.org/crawl-data/CC-MAIN-2026-04/segments/1/warc/x.warc.gz"
    assert (link.copy.offset, link.copy.length) == (5678, 1234)
    assert link.copy.at == datetime(2026, 1, 18, 10, 11, 12, tzinfo=UTC)
    # the older index answered with nothing at all, which is no answer
    assert [reject.reason for reject in rejects] == [Reason.SOURCE_UNREADABLE, *[Reason.INDEX_LINE] * 2]
    assert not any("2024-10" in str(asked) for asked in index.asked)


@pytest.mark.parametrize("body", [b'{"error": "busy"}', b"[3]", b'[{"id": "x"}]', b"3", b"[]", b"{}"])
def test_what_is_no_list_of_collections_is_a_reject(context: Context, body: bytes) -> None:
    index = Index(context, {"collinfo": body})
    way = CommonCrawl(url="https://e.org/", collections="http://index.example/collinfo.json")
    links, (reject,) = found(index.context, way, days_from(date(2026, 1, 5), 1))
    assert (links, reject.reason) == ([], Reason.SOURCE_UNREADABLE) and "collinfo" in reject.detail


@pytest.mark.parametrize(
    ("first", "pages", "said"),
    [(date(2026, 3, 20), b"1", "no collection of 2026-03-20"), (date(2026, 1, 5), b"99999999", "name a part of it")],
)
def test_commoncrawl_fails_days_for_which_nobody_can_be_asked(
    context: Context, first: date, pages: bytes, said: str
) -> None:
    """Days after the last collection would count as complete, and an index without end would be read without end."""
    listed = [{"id": "CC-MAIN-2026-04", "cdx-api": "http://index.example/api"}]
    index = Index(context, {"collinfo": json.dumps(listed).encode(), "showNumPages": pages})
    way = CommonCrawl(url="https://e.org/", collections="http://index.example/collinfo.json")
    links, (reject,) = found(index.context, way, days_from(first, 1))
    assert (links, reject.reason) == ([], Reason.SOURCE_UNREADABLE) and said in reject.detail


def test_zones_do_not_move_a_link_to_another_day() -> None:
    link = Link("https://e.org/x", "example", NOW, "feed", "f")
    assert link_day(link.url, link.hints, SHANGHAI) is None
    assert days_of([date(2026, 1, 5)], SHANGHAI).end == datetime(2026, 1, 5, 16, tzinfo=UTC)


def test_yesterday_is_the_last_day_that_is_over_at_every_source() -> None:
    """At 16:30 UTC it is tomorrow in Shanghai already: what its sources told today belongs to a day that is over."""
    at = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    zones = {"shanghai": SHANGHAI, "new-york": "America/New_York", "none": None}
    entries = (FeedEntry(url="https://e.org/f"),)
    here = {name: Source(name=name, zone=zone, entries=entries) for name, zone in zones.items()}
    assert yesterday_at([here["shanghai"]], at) == date(2026, 3, 9)
    assert yesterday_at([here["none"]], at) == date(2026, 3, 8)
    assert yesterday_at(here.values(), at) == date(2026, 3, 8)
