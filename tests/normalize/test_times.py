"""Which candidate is chosen, how far it is believed, and what is kept of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tasks.normalize.markup import Markup, read_markup
from tasks.normalize.ranking import RANKS
from tasks.normalize.statements import stated
from tasks.normalize.times import Context, Times, find_times, judge, time_context
from tasks.normalize.visible import read_page
from tasks.records import Capture, Evidence, Hints, Link, Outcome, Precision, Site

BEIJING = Site("example", zone="Asia/Shanghai")
NOWHERE = Site("example")
AT = datetime(2022, 1, 10, 8, 0, tzinfo=UTC)
FORMS = [
    "%Y-%m-%d",
    "%Y年%m月%d日",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%Y-%m-%dT00:00:00",
    "%a, %d %b %Y",
]
LINK = Link("http://news.example/a/1.html", "example", AT, "feed", "http://news.example/feed")
CAPTURE: dict[str, Any] = {
    "capture_id": "0" * 24, "link": LINK, "final_url": LINK.url, "outcome": Outcome.FETCHED, "status": 200,
    "media_type": "text/html", "charset": None, "body": b"<p>", "bytes": 3, "sha256": None, "etag": None,
    "last_modified": None, "warc": "a", "offset": 0, "length": 3, "elapsed_ms": 1,
}  # fmt: skip


def markup_of(*, ld: str = "", head: str = "", body: str = "") -> Markup:
    script = f'<script type="application/ld+json">{ld}</script>' if ld else ""
    return read_markup(html.document_fromstring(f"<html><head>{script}{head}</head><body>{body}<p>x</p></body></html>"))


def article(**times: str) -> str:
    pairs = "".join(f', "{key}": "{value}"' for key, value in times.items())
    return f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x"{pairs}}}'


def chosen(times: Times, field: str = "published") -> Evidence:
    return next(e for e in times.evidence if e.field == field and e.chosen)


@pytest.mark.parametrize(
    ("raw", "assumed", "zone"),
    [("2022-01-03 12:14:55 +0800", False, "+08:00"), ("2022-01-03 12:14:55", True, "Asia/Shanghai")],
)
def test_front_matter(capture_of: Callable[..., Capture], raw: str, assumed: bool, zone: str) -> None:
    times = find_times(Markup(), {"date": raw}, [], capture_of(), BEIJING)
    assert times.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert (times.precision, times.zone, times.published_on) == (Precision.SECOND, zone, date(2022, 1, 3))
    assert chosen(times).zone_assumed is assumed


@pytest.mark.parametrize("key", ["last_modified_at", "updated"])
def test_the_last_change_in_front_matter(capture_of: Callable[..., Capture], key: str) -> None:
    times = find_times(Markup(), {"date": "2022-01-03", key: "2022-01-04 12:14"}, [], capture_of(), BEIJING)
    assert times.modified_at == datetime(2022, 1, 4, 4, 14, tzinfo=UTC)


def test_what_a_link_of_any_other_kind_says_ranks_as_a_listing(capture_of: Callable[..., Capture]) -> None:
    capture = capture_of(kind="dated", hints=Hints(published="2022-01-03T01:00:00Z"))
    times = find_times(Markup(), {}, ["4 January 2022"], capture, NOWHERE)
    assert (times.published_at, chosen(times).rule) == (datetime(2022, 1, 3, 1, tzinfo=UTC), "listing")


def test_a_time_without_any_zone_is_only_a_day(capture_of: Callable[..., Capture]) -> None:
    times = find_times(Markup(), {"date": "2022-01-03 12:14:55"}, [], capture_of(), NOWHERE)
    assert (times.published_at, times.precision, times.zone) == (None, Precision.DAY, None)
    assert times.published_on == date(2022, 1, 3)
    assert "zone" in (chosen(times).note or "")


@pytest.mark.parametrize(
    ("raw", "site"),
    [
        ("2022-01-03", BEIJING),
        ("2022-01-03T00:00:00Z", BEIJING),
        ("2022-01-03T00:00:00+08:00", BEIJING),
        ("2022-01-02T16:00:00Z", BEIJING),
        ("2022-01-03T00:00:00-05:00", NOWHERE),
    ],
)
def test_a_day_is_never_midnight(capture_of: Callable[..., Capture], raw: str, site: Site) -> None:
    times = find_times(markup_of(ld=article(datePublished=raw)), {}, [], capture_of(), site)
    assert (times.published_at, times.precision) == (None, Precision.DAY)
    assert times.published_on == date(2022, 1, 3)


def test_the_day_is_the_sites(capture_of: Callable[..., Capture]) -> None:
    times = find_times(markup_of(ld=article(datePublished="2022-01-03T23:30:00Z")), {}, [], capture_of(), BEIJING)
    assert times.published_on == date(2022, 1, 4)


@pytest.mark.parametrize(
    ("raw", "note"), [("2022-01-10T09:00:00Z", "after"), ("1970-01-01T01:00:00Z", "before"), ("2022-02-01", "after")]
)
def test_impossible_times_are_kept_and_not_chosen(capture_of: Callable[..., Capture], raw: str, note: str) -> None:
    times = find_times(markup_of(ld=article(datePublished=raw)), {}, [], capture_of(), BEIJING)
    assert (times.published_at, times.published_on, times.precision) == (None, None, Precision.UNKNOWN)
    (evidence,) = times.evidence
    assert (evidence.raw, evidence.chosen, (evidence.note or "").split()[0]) == (raw, False, note)


def test_a_day_that_has_begun_at_the_site_is_no_future(capture_of: Callable[..., Capture]) -> None:
    capture = capture_of(at=datetime(2022, 1, 10, 17, 0, tzinfo=UTC))
    times = find_times(markup_of(ld=article(datePublished="2022-01-11")), {}, [], capture, BEIJING)
    assert times.published_on == date(2022, 1, 11)


def test_a_finer_candidate_refines_a_coarser_one_that_it_agrees_with(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03"))
    times = find_times(page, {}, ["2022年01月03日 12:14 来源"], capture_of(), BEIJING)
    assert times.published_at == datetime(2022, 1, 3, 4, 14, tzinfo=UTC)
    assert chosen(times).rule == "text"
    assert not any(e.conflict for e in times.evidence)


def test_a_finer_candidate_of_another_day_is_a_conflict(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03"))
    times = find_times(page, {}, ["2022年01月05日 12:14"], capture_of(), BEIJING)
    assert (times.published_at, times.published_on) == (None, date(2022, 1, 3))
    assert [e.rule for e in times.evidence if e.conflict] == ["text"]


def test_the_rank_decides_whatever_the_order(capture_of: Callable[..., Capture]) -> None:
    heads = (
        '<meta property="article:published_time" content="2022-01-04T01:00:00Z">',
        f'<script type="application/ld+json">{article(datePublished="2022-01-03T01:00:00Z")}</script>',
        '<meta itemprop="other" content="2022-01-01">',
    )
    capture = capture_of(hints=Hints(published="Wed, 05 Jan 2022 01:00:00 GMT"))
    for order in permutations(heads):
        times = find_times(markup_of(head="".join(order)), {}, ["2022-01-06 01:00"], capture, BEIJING)
        assert times.published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)
        assert [e.rule.partition(":")[0] for e in times.evidence] == ["json-ld", "meta", "feed", "text"]


def test_another_articles_time_is_none_of_ours(capture_of: Callable[..., Capture]) -> None:
    other = article(datePublished="2020-01-01T00:30:00Z").replace("headline", "name")
    page = markup_of(ld=f"[{other}, {article(datePublished='2022-01-03T01:00:00Z')}]")
    times = find_times(page, {}, [], capture_of(), BEIJING)
    assert [e.raw for e in times.evidence] == ["2022-01-03T01:00:00Z"]


def test_modified_and_last_modified(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T01:00:00Z", dateModified="2022-01-03T02:00:00Z"))
    times = find_times(page, {}, [], capture_of(last_modified="Mon, 10 Jan 2022 07:00:00 GMT"), BEIJING)
    assert times.modified_at == datetime(2022, 1, 3, 2, tzinfo=UTC)
    assert [(e.rule, e.chosen) for e in times.evidence if e.field == "modified"] == [
        ("json-ld", True),
        ("http:last-modified", False),
    ]


def test_every_place_is_looked_at(capture_of: Callable[..., Capture]) -> None:
    body = '<time datetime="2022-01-03T01:00:00Z">3 Jan</time><i itemprop="datePublished" content="2022-01-03">x</i>'
    page = markup_of(
        ld='{"@graph": [{"@type": "WebPage", "datePublished": "2022-01-03"}, '
        + article(datePublished="2022-01-03")
        + "]}",
        head='<meta name="pubdate" content="2022-01-03">',
        body=body,
    )
    capture = capture_of("http://news.example/2022/01/03/a.html", "sitemap", Hints(published="2022-01-03T01:00:00Z"))
    times = find_times(page, {"date": "2022-01-03"}, ["2022-01-03"], capture, BEIJING)
    rules = [e.rule for e in times.evidence]
    assert rules == [
        *("front-matter", "json-ld", "json-ld:page", "meta:pubdate", "microdata", "sitemap", "time-tag", "text", "url"),
    ]
    assert {rule.partition(":")[0] for rule in rules} <= set(RANKS)
    assert times.published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "on"),
    [
        ("http://news.example/2022/01/03/a.html", date(2022, 1, 3)),
        ("http://news.example/20220103/a.html", date(2022, 1, 3)),
        ("http://news.example/a-2022-01-03", date(2022, 1, 3)),
        ("http://news.example/202201032234338316.html", None),
        ("http://news.example/2022/13/03/", None),
    ],
)
def test_the_address(capture_of: Callable[..., Capture], url: str, on: date | None) -> None:
    assert find_times(Markup(), {}, [], capture_of(url), BEIJING).published_on == on


def test_a_zone_that_does_not_exist_is_none(capture_of: Callable[..., Capture]) -> None:
    times = find_times(Markup(), {"date": "2022-01-03 12:14"}, [], capture_of(), Site("x", zone="Mars/Olympus"))
    assert times.published_at is None


@pytest.mark.parametrize(
    ("raw", "utc"), [("2022-11-06 01:30", "05:30"), ("2022-03-13 02:30", "07:30"), ("2022-07-01 08:00", "12:00")]
)
def test_hours_that_come_twice_or_never(capture_of: Callable[..., Capture], raw: str, utc: str) -> None:
    capture = capture_of(at=datetime(2023, 1, 1, tzinfo=UTC))
    times = find_times(Markup(), {"date": raw}, [], capture, Site("x", zone="America/New_York"))
    assert times.published_at is not None
    assert f"{times.published_at:%H:%M}" == utc


def context(at: datetime = AT, zone: str | None = None, **more: Any) -> Context:
    return Context(at, ZoneInfo(zone) if zone else None, **more)


def read(capture_of: Callable[..., Capture], page: Markup, visible: list[str], **more: Any) -> Times:
    return find_times(page, {}, visible, capture_of(), NOWHERE, context=context(**more))


def test_a_zone_that_the_country_tells_is_assumed_and_says_so(capture_of: Callable[..., Capture]) -> None:
    told = time_context(capture_of("http://news.example.cn/a"), NOWHERE, "http://news.example.cn/a", "zh", "zh-CN")
    times = find_times(Markup(), {}, ["2022年01月03日 12:14"], capture_of(), NOWHERE, context=told)
    assert times.published_at == datetime(2022, 1, 3, 4, 14, tzinfo=UTC)
    assert (times.zone, chosen(times).zone_assumed) == ("Asia/Shanghai", True)


@pytest.mark.parametrize(
    ("url", "homes", "language"),
    [("http://news.example.com/a", True, "en"), ("http://news.example.ie/a", False, None)],
)
def test_what_the_language_says_of_a_site_without_a_known_zone(
    capture_of: Callable[..., Capture], url: str, homes: bool, language: str | None
) -> None:
    told = time_context(capture_of(url), NOWHERE, url, "en", "en")
    assert (bool(told.homes), told.language) == (homes, language)


def test_a_local_time_labelled_utc_is_passed_over(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(
        ld=article(datePublished="2022-01-03T12:14:55Z"),
        head='<meta property="article:published_time" content="2022-01-03T12:14:55+08:00">',
    )
    times = read(capture_of, page, [])
    assert times.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert [(e.rule, (e.note or "")[:7]) for e in times.evidence if not e.chosen] == [("json-ld", "a local")]


def test_a_third_candidate_decides_which_label_is_wrong(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(
        ld=article(datePublished="2022-01-03T04:14:55-06:00"),
        head='<meta property="article:published_time" content="2022-01-03T04:14:55+00:00">',
    )
    times = read(capture_of, page, ["Jan 2, 2022, 10:14 pm CST"])
    assert times.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert [e.zone for e in times.evidence if e.rule == "text"] == ["America/Chicago"]  # as -06:00 stands in the page


def test_one_alone_loses_to_two_places_that_agree(capture_of: Callable[..., Capture]) -> None:
    head = (
        '<meta property="article:published_time" content="2022-01-03T14:52:51+08:00">'
        '<meta name="pubdate" content="2022-01-03 12:04:43">'
    )
    times = read(capture_of, markup_of(head=head), ["2022年01月03日 12:04 某报"], zone="Asia/Shanghai")
    assert times.published_at == datetime(2022, 1, 3, 4, 4, 43, tzinfo=UTC)


def test_a_publication_that_repeats_the_last_change_yields_to_an_earlier_day_shown(
    capture_of: Callable[..., Capture],
) -> None:
    page = markup_of(ld=article(datePublished="2022-01-08", dateModified="2022-01-08"))
    assert read(capture_of, page, ["3 January 2022"]).published_on == date(2022, 1, 3)
    assert read(capture_of, page, ["7 January 2022"]).published_on == date(2022, 1, 8)  # zones make a day's difference
    page = markup_of(ld=article(datePublished="2022-01-06", dateModified="2022-01-08"))
    assert read(capture_of, page, ["3 January 2022"]).published_on == date(2022, 1, 6)


def test_an_update_is_a_change_and_at_most_a_day_of_publication(capture_of: Callable[..., Capture]) -> None:
    times = read(capture_of, Markup(), ["Updated: 3 January 2022, 4:14 am ET"])
    assert (times.published_at, times.published_on, times.precision) == (None, date(2022, 1, 3), Precision.DAY)
    assert times.modified_at == datetime(2022, 1, 3, 9, 14, tzinfo=UTC)
    times = read(capture_of, Markup(), ["Updated: 3 January 2022, 4:14 am ET", "2 January 2022"])
    assert times.published_on == date(2022, 1, 2)


def test_midnight_of_a_possible_home_is_a_day_where_no_clock_is_shown(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T05:00:00Z"))
    homes = (ZoneInfo("America/New_York"),)
    shown = read(capture_of, page, ["January 3, 2022"], homes=homes)
    assert (shown.published_at, shown.published_on) == (None, date(2022, 1, 3))
    clocked = read(capture_of, page, ["January 3, 2022 12:00 am ET", "5:00 GMT, January 3, 2022"], homes=homes)
    assert clocked.published_at == datetime(2022, 1, 3, 5, tzinfo=UTC)
    for words in ("2022-01-03T05:00:17Z", "2022-01-03T05:30:00Z", "2022-01-03T13:00:00+08:00"):
        page = markup_of(ld=article(datePublished=words))
        assert read(capture_of, page, [], homes=homes).published_at == datetime.fromisoformat(words)


def test_numbers_are_confirmed_by_another_candidate_or_stay_a_year(capture_of: Callable[..., Capture]) -> None:
    alone = read(capture_of, Markup(), ["3/1/2021"])
    assert (alone.published_on, alone.precision) == (None, Precision.YEAR)
    page = markup_of(head='<meta name="pubdate" content="2021-03-01">')
    times = read(capture_of, page, ["3/1/2021, 4:14 am ET"])
    assert times.published_at == datetime(2021, 3, 1, 9, 14, tzinfo=UTC)
    page = markup_of(head='<meta name="pubdate" content="2021-01-03">')
    assert read(capture_of, page, ["3/1/2021, 4:14 am ET"]).published_at == datetime(2021, 1, 3, 9, 14, tzinfo=UTC)
    page = markup_of(head='<meta name="pubdate" content="2021-02-03">')
    assert read(capture_of, page, ["3/1/2021, 4:14 am ET"]).published_on == date(2021, 2, 3)
    american = read(capture_of, page, ["3/1/2021, 4:14 am ET"], order="mdy")
    assert next(e for e in american.evidence if e.rule == "text").on == date(2021, 3, 1)


def test_a_shown_zone_outweighs_a_utc_label_of_the_same_minute(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T10:45:00Z"))
    times = read(capture_of, page, ["Monday January 3, 2022 7:45 am PST"])
    assert times.published_at == datetime(2022, 1, 3, 15, 45, tzinfo=UTC)
    one_hour = read(capture_of, page, ["Monday January 3, 2022 4:45 am ET"])  # as summer time may have it
    assert one_hour.published_at == datetime(2022, 1, 3, 10, 45, tzinfo=UTC)
    other_minute = read(capture_of, page, ["Monday January 3, 2022 7:40 am PST"])
    assert other_minute.published_at == datetime(2022, 1, 3, 10, 45, tzinfo=UTC)


def test_a_utc_clock_with_a_local_label_is_passed_over(capture_of: Callable[..., Capture]) -> None:
    body = '<h1>x</h1><time datetime="2022-01-03T12:14:55+08:00">x</time>'
    page = markup_of(ld=article(datePublished="2022-01-03T04:14:55+08:00"), body=body)
    times = read(capture_of, page, [])
    assert times.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert [(e.note or "")[:5] for e in times.evidence if e.rule == "json-ld"] == ["a UTC"]


def test_a_change_is_no_publication_where_another_place_states_an_earlier_one(
    capture_of: Callable[..., Capture],
) -> None:
    page = markup_of(
        ld=article(datePublished="2022-01-03T14:48:03Z", dateModified="2022-01-03T14:48:00Z"),
        head='<meta property="article:published_time" content="2022-01-03T02:03:00Z">',
    )
    assert read(capture_of, page, []).published_at == datetime(2022, 1, 3, 2, 3, tzinfo=UTC)
    page = markup_of(ld=article(datePublished="2022-01-04T19:31:39Z", dateModified="2022-01-04T19:31:39Z"))
    times = read(capture_of, page, ["January 3, 2022 -- 19:14 GMT"])
    assert times.published_at == datetime(2022, 1, 3, 19, 14, tzinfo=UTC)


def test_a_page_that_was_published_anew_is_of_the_day_it_shows(capture_of: Callable[..., Capture]) -> None:
    old = article(datePublished="2021-02-01T10:00:00Z", dateModified="2022-01-03T10:00:00Z")
    shown = read(capture_of, markup_of(ld=old), ["3 January 2022"])
    assert (shown.published_at, shown.published_on) == (None, date(2022, 1, 3))
    for visible in (
        ["Updated: 3 January 2022"],  # an update is none
        ["3 January 2022", "1 February 2021"],  # the page shows both
        ["4 January 2022"],  # which nothing confirms
        [],
    ):
        assert read(capture_of, markup_of(ld=old), visible).published_on == date(2021, 2, 1), visible
    recent = article(datePublished="2021-12-20T10:00:00Z", dateModified="2022-01-03T10:00:00Z")
    assert read(capture_of, markup_of(ld=recent), ["3 January 2022"]).published_on == date(2021, 12, 20)


def test_a_page_tells_the_zone_of_its_clocks(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T06:37:00", dateModified="2022-01-03T11:42:00"))
    times = read(capture_of, page, ["Monday 3 January 2022 11:42, UK"])
    assert times.published_at == datetime(2022, 1, 3, 6, 37, tzinfo=UTC)
    assert (chosen(times).zone, chosen(times).zone_assumed) == ("Europe/London", True)
    other = read(capture_of, page, ["Monday 3 January 2022 11:40, UK"])  # another clock tells nothing
    assert chosen(other).rule == "text"
    assert next(e for e in other.evidence if e.rule == "json-ld").value is None


def test_an_assumed_zone_holds_in_the_markup_only_for_a_clock_that_is_shown(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T12:14:55"))
    assumed = {"zone": "Asia/Seoul", "ground": "zone assumed: .kr"}
    assert read(capture_of, page, [], **assumed).published_at is None
    times = read(capture_of, page, ["2022.01.03 12:14"], **assumed)
    assert times.published_at == datetime(2022, 1, 3, 3, 14, 55, tzinfo=UTC)
    known = read(capture_of, page, [], zone="Asia/Seoul")
    assert known.published_at == datetime(2022, 1, 3, 3, 14, 55, tzinfo=UTC)


def test_a_clock_in_eastern_markup_is_the_sites_where_the_page_shows_none(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03 12:14:55"))
    assumed = {"zone": "Asia/Shanghai", "ground": "zone assumed: .cn"}
    times = read(capture_of, page, [], **assumed)
    assert (times.published_at, chosen(times).zone_assumed) == (datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC), True)
    assert read(capture_of, page, ["2022-01-03 11:02"], **assumed).published_at == datetime(
        2022, 1, 3, 3, 2, tzinfo=UTC
    )
    elsewhere = {"zone": "Europe/Berlin", "ground": "zone assumed: .de"}
    assert read(capture_of, page, [], **elsewhere).published_at is None
    day = markup_of(ld=article(datePublished="2022-01-03 08:00:00"))  # midnight in UTC
    assert read(capture_of, day, [], **assumed).published_at is None


def test_a_day_without_a_year_takes_it_from_the_page(capture_of: Callable[..., Capture]) -> None:
    head = '<meta name="dateUpdate" content="2019-09-30 22:46:13">'
    times = read(capture_of, markup_of(head=head), ["发布时间：09-30 22:46"], zone="Asia/Shanghai")
    assert times.published_at == datetime(2019, 9, 30, 14, 46, tzinfo=UTC)
    times = read(capture_of, markup_of(head=head.replace("09-30 22:46:13", "01-02 08:00:00")), ["12月31日 8时0分"])
    assert times.published_on == date(2018, 12, 31)
    late = markup_of(head='<meta name="dateUpdate" content="2052-01-02 08:00:00">')  # a day that cannot be
    assert read(capture_of, late, ["12月31日 8时0分"]).published_on == date(2021, 12, 31)
    month = markup_of(head='<meta name="dateUpdate" content="2019-06">')
    assert read(capture_of, month, ["12月31日 8时0分"]).published_on == date(2021, 12, 31)


def test_broken_json_and_scripts_still_state_times(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(datePublished="2022-01-03T01:00:00Z") + " // }}")
    assert read(capture_of, page, []).published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)
    script = '<script>var a = {"pubtime": "2022-01-03T01:02:03Z"};</script>'
    times = read(capture_of, markup_of(head=script), ["3 January 2022"])
    assert (times.published_at, chosen(times).rule) == (datetime(2022, 1, 3, 1, 2, 3, tzinfo=UTC), "script")
    clock = script + '<meta name="pubdate" content="2022-01-03T01:00:00Z">'
    assert not any(e.rule == "script" and e.believed for e in read(capture_of, markup_of(head=clock), []).evidence)
    change = markup_of(head=script, ld=article(dateModified="2022-01-03T09:00:00Z"))
    assert chosen(read(capture_of, change, [])).rule == "script"
    number = '<script>{"publishTime":1641171723000}</script>'
    assert read(capture_of, markup_of(head=number), ["2022-01-03"]).published_at == times.published_at
    day = '<script>var publish_time = "2022-01-03" || "";</script>'
    assert read(capture_of, markup_of(head=day), []).published_on == date(2022, 1, 3)
    for creation in ('var oriCreateTime = "1641171723";', "{'create_time': '2022-01-03 09:02:03+08:00'}"):
        times = read(capture_of, markup_of(head=f"<script>{creation}</script>"), [])
        assert times.published_at == datetime(2022, 1, 3, 1, 2, 3, tzinfo=UTC)
    both = markup_of(head=script + '<script>{"createTime":1641100000000}</script>')
    assert read(capture_of, both, []).published_at == datetime(2022, 1, 3, 1, 2, 3, tzinfo=UTC)
    two = script + script.replace("01:02", "05:02")
    assert read(capture_of, markup_of(head=two), ["3 January 2022"]).published_at is None


def test_a_lone_time_is_the_first_whatever_its_class(capture_of: Callable[..., Capture]) -> None:
    lone = '<h1>x</h1><time class="updated" datetime="2022-01-03T01:00:00Z">3 January 2022</time>'
    assert read(capture_of, markup_of(body=lone), []).published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)
    both = lone + '<time class="published" datetime="2022-01-02T01:00:00Z">2 January 2022</time>'
    assert read(capture_of, markup_of(body=both), []).published_at == datetime(2022, 1, 2, 1, tzinfo=UTC)
    labelled = "<h1>x</h1><p>Updated <time datetime='2022-01-03T01:00:00Z'>3 January 2022</time></p>"
    assert read(capture_of, markup_of(body=labelled), []).published_at is None


STAMP = "2022-01-02T20:14:55-05:00"  # 2022-01-03 01:14:55 UTC


@pytest.mark.parametrize(
    ("value", "is_read"),
    [
        ("1641172495", True), ("1641172495000", True), (f'{{"@value": "{STAMP}"}}', True), (f'["{STAMP}"]', True),
        ("2022", False), ("true", False), ("{}", False), ('{"@type": "Date"}', False), ("16411", False),
    ],
)  # fmt: skip
def test_json_states_times_as_numbers_and_typed_values(
    capture_of: Callable[..., Capture], value: str, is_read: bool
) -> None:
    page = markup_of(ld=article(datePublished="?").replace('"?"', value))
    expected = datetime(2022, 1, 3, 1, 14, 55, tzinfo=UTC) if is_read else None
    assert read(capture_of, page, []).published_at == expected


TEASER = '<h2><a href="/b">Storm knocks out power on the pier</a></h2>'


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (f'<abbr class="published" itemprop="datePublished" title="{STAMP}">1/2/2022</abbr>', "microdata"),
        (f'<abbr class="published" title="{STAMP}">Sunday</abbr>', "microdata"),
        (f'<span property="dc:date dc:created" content="{STAMP}">Sun</span>', "microdata:created"),
        (f'<span property="schema:dateCreated" content="{STAMP}">Sun</span>', "microdata:created"),
        (f'<span property="dcterms:issued" content="{STAMP}">Sun</span>', "microdata"),
        (f'<i itemprop="http://schema.org/datePublished" content="{STAMP}"></i>', "microdata"),
        (f'<meta itemprop="dateCreated datePublished" content="{STAMP}">', "microdata"),
        ('<i itemprop="datePublished" data-timestamp="1641172495">Sunday</i>', "microdata"),
        (f'<a href="/x"><abbr class="published" title="{STAMP}">Sunday</abbr></a>', "microdata"),
        (f'<ul><li itemprop="datePublished" content="{STAMP}">Sunday</li><li><a href="/s">Share this story with '
         'your friends</a></li></ul>', "microdata"),
        (f'<meta itemprop="dateCreated" content="{STAMP}">', None),  # of a draft, as no reader sees it
        (f'<span property="date" content="{STAMP}">Sun</span>', None),  # of an event, perhaps
        (f'<i itemprop="startDate" content="{STAMP}">Sun</i>', None),
        (f'<abbr class="published" title="{STAMP[:7]}">Sun</abbr>', None),
        (f'<abbr class="publisher" title="{STAMP}">Sun</abbr>', None),
        (f'<div itemtype="https://schema.org/Comment"><i itemprop="dateCreated" content="{STAMP}">x</i></div>', None),
        (f'<ol class="comment-list"><li><abbr class="published" title="{STAMP}">Sun</abbr></li></ol>', None),
        (f'<article>{TEASER}<i itemprop="datePublished" content="{STAMP}">Sun</i></article>', None),
        (f'<a href="/b">Storm knocks out power on the pier <i itemprop="datePublished" content="{STAMP}">Sun</i></a>',
         None),
    ],
)  # fmt: skip
def test_widespread_markup(capture_of: Callable[..., Capture], body: str, rule: str | None) -> None:
    times = read(capture_of, markup_of(body=f"<h1>Pier opens</h1><div>{body}</div>"), [])
    assert times.published_at == (datetime(2022, 1, 3, 1, 14, 55, tzinfo=UTC) if rule else None)
    assert [e.rule for e in times.evidence if e.chosen] == ([rule] if rule else [])


def test_meta_tags_under_a_sites_own_names(capture_of: Callable[..., Capture]) -> None:
    head = '<meta name="w-published-date" content="{}"><meta name="w-last-published-date" content="2022-01-04">'
    times = read(capture_of, markup_of(head=head.format("2022-01-03T01:00:00Z")), [])
    assert (times.published_at, chosen(times, "modified").on) == (datetime(2022, 1, 3, 1, tzinfo=UTC), date(2022, 1, 4))
    assert read(capture_of, markup_of(head=head.format("today")), []).published_on is None


def test_a_creation_counts_only_where_no_publication_is_stated(capture_of: Callable[..., Capture]) -> None:
    created = '<span property="schema:dateCreated" content="2022-01-02T01:00:00Z">2 January</span>'
    for markup in (
        {"ld": article(datePublished="2022-01-03T01:00:00Z", dateModified="2022-01-03T01:00:00Z")},
        {"head": '<meta name="pubdate" content="2022-01-03T01:00:00Z">'},
        {"body": created + '<i itemprop="datePublished" content="2022-01-03T01:00:00Z">x</i>'},
    ):
        times = read(capture_of, markup_of(**{"body": created, **markup}), [])
        assert times.published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)
        assert not any("created" in e.rule for e in times.evidence)
    day = created.replace("T01:00:00Z", "")
    assert read(capture_of, markup_of(body=day), []).published_at is None


def test_scripts_tell_the_first_publication_from_the_one_displayed_and_others(
    capture_of: Callable[..., Capture],
) -> None:
    def told(*pairs: str) -> str | None:
        pairs_said = ", ".join(f'"{key}": "2022-01-03T{hour}:02:03Z"' for key, hour in map(str.split, pairs))
        times = read(capture_of, markup_of(head=f"<script>var a = {{{pairs_said}}};</script>"), ["3 January 2022"])
        return times.published_at.strftime("%H") if times.published_at else None

    assert told("publish_date 04", "display_date 03", "first_publish_date 02") == "02"
    assert told("publishDate 04", "displayDate 03", "firstPublishedDate 02") == "02"
    assert told("publish_date 04", "display_date 03") == "03"
    assert told("publish_date 04", "last_publish_date 05", "unpublishDate 06", "republish_date 07") == "04"
    assert told("first_publish_date 02", "first_publish_date 03", "publish_date 04") is None  # of two articles
    assert told("last_publish_date 05") is None
    assert told("displayed_dates 05") is None


ITEM = '<li><a href="/b">{}</a> <time datetime="2022-01-03T01:00:00Z">3 Jan 2022</time></li>'
LIST = f"<ul>{ITEM.format('Bakery closes')}{ITEM.format('Storm knocks out power on the pier')}</ul>"
TIME = '<time datetime="2022-01-03T01:00:00Z">3 January 2022</time>'


@pytest.mark.parametrize(
    ("before", "behind", "is_read"),
    [
        ("", TIME, True),
        ("", f'<p>By <a href="/author/1">Maria de la Cruz Hernandez</a> {TIME}</p>', True),
        ("", f'<ul><li>{TIME}</li><li><a href="/s">Share this story with 3 friends</a></li></ul>', True),
        ("", f'<h4><a href="/p">Ann Author</a></h4>{TIME}', True),
        ("", f'<a href="/a/1">{TIME}</a>', True),
        ("", f'<section class="comments-off">{TIME}</section>', True),
        ("", "<p>x</p>" * 9 + TIME, True),  # far away, but nothing else is dated
        ("", "<p>3 January 2022</p>" + "<p>x</p>" * 9 + TIME, False),
        ("", LIST, False),
        (LIST, "", False),
        ("", f"<div>{TEASER}<p>{TIME}</p></div>", False),
        ("", f'<a href="/b"><b>Storm knocks out power on the pier</b> {TIME}</a>', False),
        ("", f'<li><a href="/b">暴风雨造成码头大面积停电</a>{TIME}</li>', False),
        ("", f'<div class="comments"><div>joe {TIME}</div></div>', False),
        ("", f'<div typeof="sioc:Post sioct:Comment">joe {TIME}</div>', False),
        ("<time>10 minutes ago</time>", "", False),
        (f"<time>10 minutes ago</time><p>{TIME}</p>", "", True),
        ("", f'<div class="article-comments">joe {TIME}</div>', False),
        ("", f'<div class="commentary">{TIME}</div>', True),
        (TIME.replace("3 January 2022", "7 days ago"), "", True),
        ("", '<span data-timestamp="1641171600">12 days ago</span>', True),
        ("", '<p><span data-time="1641171600000">12 days ago</span></p>', True),
        ("", '<time data-published-at="2022-01-03T01:00:00Z"></time>', True),
        ("", '<span data-time="3 min">3 min read</span>', False),
        ("", '<span data-updated="1641171600">12 days ago</span>', False),
        ("", '<span data-timestamp="1641171600">Share</span>', False),
        ("", "<p>x</p>" * 9 + '<span data-timestamp="1641171600">12 days ago</span>', False),
        ("", '<div data-timestamp="1641171600"><p>Pier no 5</p><p>x</p></div>', False),  # a module's, of many lines
    ],
)  # fmt: skip
def test_elements_beside_the_headline(
    capture_of: Callable[..., Capture], before: str, behind: str, is_read: bool
) -> None:
    markup = markup_of(head="<title>Pier opens</title>", body=f"{before}<h1>Pier opens</h1>{behind}")
    page = read_page(markup.tree)
    place = page.headline("Pier opens")
    times = find_times(markup, {}, [], capture_of(), NOWHERE, page=page, place=place, context=context())
    assert times.published_at == (datetime(2022, 1, 3, 1, tzinfo=UTC) if is_read else None)


def test_a_day_in_the_markup_may_be_an_instants_day_in_utc(capture_of: Callable[..., Capture]) -> None:
    head = '<meta name="sailthru.date" content="2022-01-04">'
    body = '<h1>x</h1><time datetime="2022-01-03T20:08:00-05:00">January 3, 2022 08:08 pm</time>'
    page = markup_of(head=head, body=body)
    times = find_times(page, {}, [], capture_of(), NOWHERE, page=read_page(page.tree), place=0)
    assert (times.published_at, times.published_on) == (datetime(2022, 1, 4, 1, 8, tzinfo=UTC), date(2022, 1, 3))


def test_the_words_of_a_time_outweigh_an_attribute_of_a_later_day(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(body='<h1>x</h1><time datetime="2022-01-07T10:18:46Z">Publié le 3 janvier 2022</time>')
    times = find_times(page, {}, [], capture_of(), NOWHERE, page=read_page(page.tree), place=0)
    assert (times.published_at, times.published_on) == (None, date(2022, 1, 3))
    assert any(e.note == "alone: its own words state an earlier day" for e in times.evidence)
    for words in ("Publié le 6 janvier 2022", "Publié le 3 janvier", "il y a 9 jours"):  # of a zone, of no year, an age
        page = markup_of(body=f'<h1>x</h1><time datetime="2022-01-07T10:18:46Z">{words}</time>')
        times = find_times(page, {}, [], capture_of(), NOWHERE, page=read_page(page.tree), place=0)
        assert times.published_at == datetime(2022, 1, 7, 10, 18, 46, tzinfo=UTC), words


def test_a_hidden_stamp_of_the_last_change_is_one(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(body='<span class="updated hidden">2022-01-07T17:27:31+02:00</span>')
    times = find_times(page, {}, ["3 January 2022"], capture_of(), NOWHERE)
    assert times.published_on == date(2022, 1, 3)
    assert times.modified_at == datetime(2022, 1, 7, 15, 27, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "on"),
    [
        ("Pier opens | Harbour | HP | 03.01.2022", date(2022, 1, 3)),
        ("Letters - 3 Januar 2022 - Blog", date(2022, 1, 3)),
        ("Pier opens on 03.01.2022", None),
        ("03.01.2022", None),
    ],
)
def test_a_part_of_the_windows_title(capture_of: Callable[..., Capture], title: str, on: date | None) -> None:
    assert find_times(markup_of(head=f"<title>{title}</title>"), {}, [], capture_of(), NOWHERE).published_on == on


def test_what_stands_behind_the_first_of_its_kind_is_evidence_that_does_not_count(
    capture_of: Callable[..., Capture],
) -> None:
    metas = "".join(f'<meta name="pubdate" content="2022-01-0{day}">' for day in (3, 3, 4, 5, 6, 7))
    body = (
        f'<h1>x</h1><p>{TIME.replace("T01", "T02")}{TIME.replace("T01", "T03")}</p><div class="comments">{TIME}</div>'
    )
    scripts = '<script>var a = {"pubtime": "2022-01-03T05:02:03Z", "pubdate": "2022-01-03T06:02:03Z"}</script>'
    times = read(capture_of, markup_of(head=metas + scripts, body=body), [])
    assert (times.published_at, chosen(times).raw) == (datetime(2022, 1, 3, 2, tzinfo=UTC), "2022-01-03T02:00:00Z")
    further = [e for e in times.evidence if (e.note or "").startswith("behind")]
    assert [e.raw[5:] for e in further] == [
        *("01-04", "01-05", "01-03T03:00:00Z", "01-03T01:00:00Z", "01-03T05:02:03Z", "01-03T06:02:03Z"),
    ]
    assert not any(e.believed or e.conflict or e.chosen for e in further)


def test_an_empty_h1_is_no_headline(capture_of: Callable[..., Capture]) -> None:
    body = f"<main><h1><img></h1><div>{TEASER}{TIME}</div><article><h1>Pier opens</h1></article></main>"
    assert read(capture_of, markup_of(head="<title>Pier opens</title>", body=body), []).published_at is None


def test_a_pages_own_headline_may_be_a_link(capture_of: Callable[..., Capture]) -> None:
    own = f'<div><h2><a href="/a/1">The pier opens in spring again</a></h2>{TIME}</div>'
    page = markup_of(head="<title>The pier opens in spring again | Harbour</title>", body="<h1>Harbour News</h1>" + own)
    assert read(capture_of, page, []).published_at == datetime(2022, 1, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "instant", "precision"),
    [
        ("3小时前", datetime(2022, 1, 10, 5, 0, tzinfo=UTC), Precision.HOUR),
        ("12 minutes ago", datetime(2022, 1, 10, 7, 48, tzinfo=UTC), Precision.MINUTE),
        ("昨天 12:14", datetime(2022, 1, 9, 4, 14, tzinfo=UTC), Precision.MINUTE),
        ("2 days ago", None, Precision.DAY),
    ],
)
def test_times_told_by_their_age(
    capture_of: Callable[..., Capture], raw: str, instant: datetime | None, precision: Precision
) -> None:
    times = read(capture_of, Markup(), [raw], zone="Asia/Shanghai")
    assert (times.published_at, times.precision) == (instant, precision)


def test_an_age_counts_from_the_day_at_the_site(capture_of: Callable[..., Capture]) -> None:
    evening = datetime(2022, 1, 10, 20, 0, tzinfo=UTC)  # the next morning in Shanghai
    for zone, days, hours in (("Asia/Shanghai", 9, 11), (None, 8, 10)):
        told = context(evening, zone)
        ages = [judge("published", raw, "text", told) for raw in ("2 days ago", "1 hour ago")]
        assert [e and e.on for e in ages] == [date(2022, 1, days), date(2022, 1, hours)]
        assert [e and e.zone for e in ages] == [None, "+00:00"]


def test_an_age_is_none_where_a_date_is_stated_or_no_reader_sees_it(capture_of: Callable[..., Capture]) -> None:
    assert read(capture_of, Markup(), ["3 January 2022, updated 2 hours ago"]).published_on == date(2022, 1, 3)
    assert judge("published", "2 hours ago", "meta:pubdate", context()) is None


def test_an_age_is_not_believed_beside_an_earlier_day(capture_of: Callable[..., Capture]) -> None:
    capture = capture_of("http://news.example/2021-12-18/1.html")
    times = find_times(Markup(), {}, ["3小时前"], capture, BEIJING)
    assert (times.published_at, times.published_on) == (None, date(2021, 12, 18))


def test_a_date_of_which_the_page_tells_the_zone_is_no_age(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(ld=article(dateModified="2022-01-08T12:14:00+08:00"))
    capture = capture_of("http://news.example/2022/01/03/a.html")
    times = find_times(page, {}, ["2022-01-08 12:14"], capture, NOWHERE)
    assert times.published_at == datetime(2022, 1, 8, 4, 14, tzinfo=UTC)
    times = find_times(Markup(), {}, ["3 January 2022", "Updated: 8 January 2022"], capture, NOWHERE)
    assert [(e.conflict, (e.note or "")[:16]) for e in times.evidence if e.rule == "update"] == [
        (True, "the page states ")
    ]


def test_an_age_is_refined_by_what_lies_within_its_unit(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(body='<time datetime="2022-01-10T05:31:07Z">2 hours ago</time>')
    times = read(capture_of, page, [])
    assert times.published_at == datetime(2022, 1, 10, 5, 31, 7, tzinfo=UTC)
    assert not any(e.conflict for e in times.evidence)


ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
]
WALLS = st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2021-12-30"))


@given(WALLS, st.sampled_from(ZONES))
def test_an_instant_is_that_of_the_wall_clock_in_the_zone(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0, fold=0)
    evidence = judge("published", f"{wall:%Y-%m-%d %H:%M}", "text", context(zone=zone))
    assert evidence is not None
    if (wall.hour, wall.minute) == (0, 0):
        assert (evidence.value, evidence.on) == (None, wall.date())
        return
    expected = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if expected.astimezone(ZoneInfo(zone)).strftime("%H%M") != "0000":  # a gap at midnight
        assert evidence.value == expected
    back = expected.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert back == wall or abs(back - wall) <= timedelta(hours=1)  # a wall clock in a gap never showed


@given(st.dates(date(1991, 1, 1), date(2021, 12, 30)), st.sampled_from([*ZONES, None]), st.sampled_from(FORMS))
def test_a_day_never_becomes_an_instant(day: date, zone: str | None, form: str) -> None:
    evidence = judge("published", day.strftime(form), "text", context(zone=zone, order="dmy"))
    assert evidence is not None
    assert (evidence.value, evidence.on, evidence.precision) == (None, day, Precision.DAY)


@given(st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2090-01-01")))
def test_nothing_impossible_is_chosen(wall: datetime) -> None:
    page = markup_of(ld=article(datePublished=f"{wall:%Y-%m-%dT%H:%M:%S}Z"))
    capture = Capture(**{**CAPTURE, "at": AT})
    times = find_times(page, {}, [], capture, BEIJING, context=context())
    if times.published_at is not None:
        assert datetime(1990, 1, 1, tzinfo=UTC) <= times.published_at <= AT + timedelta(minutes=10)


def test_an_abbreviation_tells_which_of_two_equal_clocks_is_meant(capture_of: Callable[..., Capture]) -> None:
    at = datetime(2022, 1, 1, tzinfo=UTC)
    for label, utc in (("EDT", 5), ("EST", 6)):
        times = find_times(Markup(), {}, [f"November 7, 2021 1:30 AM {label}"], capture_of(at=at), NOWHERE)
        assert times.published_at == datetime(2021, 11, 7, utc, 30, tzinfo=UTC)


def test_a_zone_in_words_holds_on_a_site_elsewhere(capture_of: Callable[..., Capture]) -> None:
    (said,) = stated("发布时间：北京时间2022年1月3日 12:14")
    times = read(capture_of, Markup(), [said], zone="America/New_York")
    assert times.published_at == datetime(2022, 1, 3, 4, 14, tzinfo=UTC)


def test_white_space_in_a_windows_title_takes_no_time(capture_of: Callable[..., Capture]) -> None:
    page = markup_of(head=f"<title>Harbour opens{' ' * 100_000}| 03.01.2022</title>")
    start = process_time()
    assert read(capture_of, page, []).published_on == date(2022, 1, 3)
    assert process_time() - start < 2


@pytest.mark.parametrize("raw", ["9999-12-31T23:59:59-12:00", "9999-12-31T24:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_the_calendar_are_no_error(capture_of: Callable[..., Capture], raw: str) -> None:
    page = markup_of(head=f'<meta name="pubdate" content="{raw}">')
    assert read(capture_of, page, ["3 January 2022"]).published_on == date(2022, 1, 3)


def test_an_american_zone_says_how_its_page_writes_numbers(capture_of: Callable[..., Capture]) -> None:
    for shown, instant in (
        ("01/03/21 3:00 PM ET", datetime(2021, 1, 3, 20, tzinfo=UTC)),
        ("01/03/21 3:00 PM GMT", None),  # either
    ):
        times = find_times(Markup(), {}, [shown], capture_of(), NOWHERE, context=Context(AT, order=None, language="en"))
        assert times.published_at == instant
