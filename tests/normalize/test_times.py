"""Which candidate is chosen, how far it is believed, and what is kept of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from lxml import html

from tasks.normalize.markup import Markup, read_markup
from tasks.normalize.times import RANKS, Times, find_times
from tasks.records import Capture, Evidence, Hints, Precision, Site

BEIJING = Site("example", zone="Asia/Shanghai")
NOWHERE = Site("example")


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
