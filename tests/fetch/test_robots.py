"""robots.txt: what each answer means, how long it holds, and that nothing forbidden is asked for."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.fetch import Fetcher, Hosts, client
from tasks.fetch.failure import Failure
from tasks.fetch.robots import DAY, MAX_BYTES, SOON, Robots, Rules, RulesFolder, parse
from tasks.records import Exchange, Outcome, Reason
from tasks.settings import Settings
from tests.fetch.site import AT, FakeTime, Site, link

Make = Callable[..., Fetcher]
RULES = b"User-agent: finews\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"


def asked_robots(site: Site) -> int:
    return sum(path == "/robots.txt" for path, _ in site.asked)


def test_rules_are_kept_and_asked_for_once(site: Site, fetcher: Make) -> None:
    site.put("/robots.txt", RULES)
    one = fetcher()
    assert one.fetch(link(site.put("/a", b"open"))).outcome is Outcome.FETCHED
    exchange = one.fetch(link(site.put("/private/b", b"closed")))
    assert (exchange.outcome, exchange.reason) == (Outcome.BLOCKED, Reason.ROBOTS)
    assert exchange.detail == "robots.txt forbids /private/b"
    assert site.paths() == ["/a"]
    assert asked_robots(site) == 1


def test_rules_hold_for_a_day_and_for_all_fetchers(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.put("/robots.txt", RULES)
    url = site.put("/private", b"")
    fetcher().fetch(link(url))
    time.now += DAY - 1
    assert fetcher().fetch(link(url)).reason is Reason.ROBOTS
    assert asked_robots(site) == 1
    site.put("/robots.txt", b"")
    time.now += 2
    assert fetcher().fetch(link(url)).outcome is Outcome.FETCHED
    assert asked_robots(site) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_4xx_allows_everything(status: int, site: Site, fetcher: Make) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /", status)
    assert fetcher().fetch(link(site.put("/a", b"page"))).outcome is Outcome.FETCHED


def test_5xx_forbids_everything_for_a_while(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.put("/robots.txt", b"", 503)
    one, url = fetcher(), site.put("/a", b"page")
    exchange = one.fetch(link(url))
    assert (exchange.outcome, exchange.reason) == (Outcome.BLOCKED, Reason.ROBOTS)
    assert exchange.detail == "robots.txt answers 503 Service Unavailable, so nothing may be fetched (RFC 9309)"
    one.fetch(link(url))
    assert (asked_robots(site), site.paths()) == (1, [])
    site.put("/robots.txt", b"")
    time.now += SOON
    assert one.fetch(link(url)).outcome is Outcome.FETCHED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b"", Reason.CONNECT), (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n#", Reason.PROTOCOL)],
)
def test_no_answer_forbids_everything(answer: bytes, reason: Reason, site: Site, fetcher: Make) -> None:
    site.say("/robots.txt", answer)
    exchange = fetcher().fetch(link(site.put("/a", b"page")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, reason)
    assert exchange.detail and exchange.detail.startswith("robots.txt cannot be had: ")
    assert not site.paths()


def test_redirects_are_followed_five_times(site: Site, fetcher: Make) -> None:
    site.put("/robots.txt", b"", 301, Location="/1")
    for n in range(1, 5):
        site.put(f"/{n}", b"", 302, Location=f"/{n + 1}")
    site.put("/5", RULES)
    assert fetcher().fetch(link(site.put("/private", b""))).reason is Reason.ROBOTS


def test_more_than_five_redirects_allow_everything(site: Site, fetcher: Make) -> None:
    site.put("/robots.txt", b"", 301, Location="/1")
    for n in range(1, 6):
        site.put(f"/{n}", b"", 302, Location=f"/{n + 1}")
    site.put("/6", RULES)
    assert fetcher().fetch(link(site.put("/private", b""))).outcome is Outcome.FETCHED


def test_a_redirect_is_checked_where_it_leads(site: Site, fetcher: Make) -> None:
    site.put("/robots.txt", RULES)
    exchange = fetcher().fetch(link(site.put("/a", b"", 302, Location="/private/b")))
    assert (exchange.outcome, exchange.reason) == (Outcome.BLOCKED, Reason.ROBOTS)
    assert [hop.url for hop in exchange.hops] == [site.url("/a")]
    assert site.paths() == ["/a"]


def test_the_visit_is_recorded(site: Site, fetcher: Make) -> None:
    seen: list[Exchange] = []
    site.put("/robots.txt", gzip.compress(RULES, mtime=0), Content_Encoding="gzip")
    url = site.put("/a", b"page")
    one = fetcher(record=seen.append)
    one.fetch(link(url))
    one.fetch(link(url))
    assert [(e.link.kind, e.link.url, e.link.via, e.body) for e in seen] == [
        ("robots", site.url("/robots.txt"), url, RULES)
    ]


@pytest.mark.parametrize("coding", [None, "gzip"])
def test_of_a_robots_txt_beyond_all_bounds_the_beginning_counts(
    coding: str | None, site: Site, fetcher: Make, tmp_path: Path
) -> None:
    seen: list[Exchange] = []
    body = RULES.replace(b"/\n", b"/last\n") + b"# filler\n" * (MAX_BYTES // 9 - 20)
    body += b"User-agent: finews\nDisallow: /late\n" + b"# filler\n" * 200_000 + b"User-agent: finews\nDisallow: /\n"
    site.put("/robots.txt", gzip.compress(body) if coding else body, **({"Content_Encoding": coding} if coding else {}))
    one = fetcher(max_bytes=50_000, record=seen.append)
    assert one.fetch(link(site.put("/a", b"page"))).outcome is Outcome.FETCHED
    assert one.fetch(link(site.url("/private"))).reason is Reason.ROBOTS
    assert one.fetch(link(site.url("/late"))).reason is Reason.ROBOTS
    assert [len(exchange.body) for exchange in seen] == [MAX_BYTES + 1]


def test_crawl_delay_is_kept_between_starts(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7\nDisallow:\n")
    one, url = fetcher(delay=2), site.put("/a", b"page")
    for _ in range(3):
        one.fetch(link(url))
    assert time.slept == [7, 7, 7], "robots.txt itself counts as a request"


def test_a_crawl_delay_that_would_stop_us_is_bounded(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 1000000000\n")
    fetcher().fetch(link(site.put("/a", b"page")))
    assert time.slept == [60]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [(200, RULES, Reason.ROBOTS), (404, b"", None), (503, b"", Reason.ROBOTS), (200, b"", None)],
)
def test_the_next_process_does_not_ask_again(
    status: int, body: bytes, reason: Reason | None, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/robots.txt", body, status)
    url = site.put("/private", b"page")
    settings = Settings(_env_file=None, home=tmp_path, delay=0, retries=0)  # type: ignore[call-arg]
    for _ in range(2):
        monkeypatch.setattr(client, "SHARED", Hosts())  # as in a process of its own
        with Fetcher(settings, private=True) as one:
            assert one.fetch(link(url)).reason is reason
    assert asked_robots(site) == 1
    assert [path.suffix for path in (tmp_path / "hosts").iterdir()] == [".robots"]


def test_a_fresh_home_is_left_as_it_is(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SHARED", Hosts())
    settings = Settings(_env_file=None, home=tmp_path / "data", delay=0.01)  # type: ignore[call-arg]
    with Fetcher(settings, private=True) as one:
        assert one.fetch(link(site.put("/a", b"page"))).outcome is Outcome.FETCHED
    assert not list(tmp_path.iterdir())


def closed(rules: Rules) -> Reason | None:
    return rules.closed and rules.closed.reason


def test_kept_rules_hold_as_long_as_they_would_have_held(site: Site, tmp_path: Path, time: FakeTime) -> None:
    kept = RulesFolder(tmp_path, time.clock)
    kept.write("http://a.example", Rules(parse(RULES)), RULES, DAY)
    kept.write("http://b.example", Rules(closed=Failure(Reason.ROBOTS, "503")), b"", SOON)
    time.now += SOON - 1
    (found, left), (other, soon) = kept.read("http://a.example") or (), kept.read("http://b.example") or ()
    assert found.parser and not found.parser.can_fetch("http://a.example/private", "finews")
    assert (left, soon, closed(other)) == (DAY - SOON + 1, 1, Reason.ROBOTS)
    time.now += 1
    assert kept.read("http://b.example") is None
    assert kept.read("http://c.example") is None
    time.now -= 2 * DAY
    assert kept.read("http://a.example") is None, "written by a clock that was wrong"


@pytest.mark.parametrize("content", [b"", b"torn", b"{}"])
def test_kept_rules_that_cannot_be_read_are_asked_for(content: bytes, tmp_path: Path) -> None:
    kept = RulesFolder(tmp_path)
    kept.write("http://a.example", Rules(), b"", DAY)
    next(tmp_path.iterdir()).write_bytes(content)
    assert kept.read("http://a.example") is None


def test_no_answer_is_not_kept_for_others(site: Site, tmp_path: Path) -> None:
    kept = RulesFolder(tmp_path)
    nobody = Exchange(link("http://a.example/robots.txt"), Outcome.FAILED, AT, reason=Reason.CONNECT)
    assert closed(Robots().rules("http://a.example/x", lambda url: nobody, kept)) is Reason.CONNECT
    assert not list(tmp_path.iterdir())


def test_only_the_first_500_kib_are_parsed() -> None:
    head = b"User-agent: *\nDisallow: /a\n"
    filler = b"# " + b"x" * 97 + b"\n"
    text = head + filler * ((MAX_BYTES - len(head)) // 100) + b"Disallow: /b\n" * 100
    rules = parse(text)
    assert not rules.can_fetch("http://example.org/a", "finews")
    assert len([n for n in range(100) if text[:MAX_BYTES].count(b"/b")]), "some of the later rules are within"
    assert parse(head + filler * (MAX_BYTES // 100 + 1) + b"Disallow: /b\n").can_fetch("http://example.org/b", "finews")


def test_a_rule_that_the_limit_cuts_is_dropped() -> None:
    line = b"\nDisallow: /only/this"
    text = b"User-agent: *\n#" + b"x" * (MAX_BYTES - 15 - len(line) + 5) + line
    assert parse(text).can_fetch("http://example.org/other", "finews")
    assert parse(text).can_fetch("http://example.org/only", "finews")


def test_a_group_that_names_us_as_logs_do_is_ours() -> None:
    rules = parse(b"User-agent: finews/0.1 (+https://example.org)\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n")
    assert [rules.can_fetch(f"http://example.org/{name}", "finews") for name in "ab"] == [False, True]


def test_a_byte_order_mark_does_not_hide_the_first_line() -> None:
    assert not parse(b"\xef\xbb\xbfUser-agent: *\nDisallow: /").can_fetch("http://example.org/", "finews")
