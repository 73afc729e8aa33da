"""Pace, retries and Retry-After, in a time that passes only when someone sleeps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tasks.fetch import Fetcher
from tasks.fetch.politeness import LONGEST, Pace, Postponed, retry_after
from tasks.records import Exchange, Outcome, Reason
from tests.fetch.site import AT, FakeTime, Handler, Site, link

Make = Callable[..., Fetcher]


def test_starts_are_apart_whatever_a_request_takes(time: FakeTime) -> None:
    pace = Pace(time.clock)
    for takes in (0, 1.5, 10):
        with pace.turn("a", 4, time.sleep):
            time.now += takes
    with pace.turn("b", 4, time.sleep), pace.turn("a", 4, time.sleep):
        pass
    assert time.slept == [4, 2.5]


def test_one_request_at_a_time_for_each_host(time: FakeTime) -> None:
    pace, inside, most = Pace(time.clock), [0], [0]

    def visit() -> None:
        for _ in range(50):
            with pace.turn("a", 0, time.sleep):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.0001)
                inside[0] -= 1

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_postponed_host_is_waited_for_or_not(time: FakeTime) -> None:
    pace = Pace(time.clock)
    pace.postpone("a", 50, 503)
    pace.postpone("a", 5, 429)
    assert (pace.ready_at("a", 0), pace.ready_at("b", 0)) == (time.now + 50, float("-inf"))
    with pace.turn("a", 0, time.sleep):
        assert time.slept == [50]
    pace.postpone("a", 61, 429)
    with pytest.raises(Postponed) as postponed, pace.turn("a", 0, time.sleep):
        pass
    assert (postponed.value.status, time.slept) == (429, [50])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("9" * 400, 999_999_999),
        ("Mon, 23 Nov 2026 08:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0),
        ("Mon Nov 23 08:01:00 2026", 60),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)) == seconds


# -- in the fetcher ------------------------------------------------------------------------------


def failing(times: int, *answers: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """Answer with each of `answers` in turn, `times` times, then with a page."""
    left = list(answers) * times

    def page(handler: Handler) -> None:
        left.pop(0)(handler) if left else handler.answer(200, b"page")

    return page


def busy(handler: Handler) -> None:
    handler.answer(503)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(status: int, site: Site, fetcher: Make, time: FakeTime) -> None:
    site.pages["/a"] = failing(3, lambda handler: handler.answer(status))
    exchange = fetcher(retries=3).fetch(link(site.url("/a")))
    assert (exchange.outcome, len(site.paths())) == (Outcome.FETCHED, 4)
    assert time.slept == [1, 2], "no wait before the first retry, then twice as long each time"


def test_retries_come_to_an_end(site: Site, fetcher: Make) -> None:
    site.pages["/a"] = failing(3, busy)
    exchange = fetcher(retries=2).fetch(link(site.url("/a")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, Reason.HTTP_SERVER_ERROR)
    assert (exchange.detail, len(site.paths())) == ("503 Service Unavailable", 3)


@pytest.mark.parametrize("status", [400, 403, 404, 501])
def test_a_clear_answer_is_not_asked_for_again(status: int, site: Site, fetcher: Make) -> None:
    fetcher(retries=3).fetch(link(site.put("/a", b"", status)))
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("broken", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_broken_connection_is_tried_again(broken: bytes, site: Site, fetcher: Make) -> None:
    site.pages["/a"] = failing(2, lambda handler: handler.raw(broken))
    exchange = fetcher(retries=2).fetch(link(site.url("/a")))
    assert (exchange.outcome, exchange.body, len(exchange.hops)) == (Outcome.FETCHED, b"page", 1)


def test_retries_keep_the_pace(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.pages["/a"] = failing(1, busy)
    fetcher(retries=1, delay=5).fetch(link(site.url("/a")))
    assert time.slept == [5, 5]


def test_retry_after_is_heeded(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.pages["/a"] = failing(1, lambda handler: handler.answer(429, Retry_After="30"))
    assert fetcher(retries=1).fetch(link(site.url("/a"))).outcome is Outcome.FETCHED
    assert time.slept == [30]


def test_a_host_that_wants_too_much_time_is_left_alone_by_all(site: Site, fetcher: Make, time: FakeTime) -> None:
    site.pages["/a"] = failing(9, lambda handler: handler.answer(429, Retry_After="3600"))
    exchange = fetcher(retries=3).fetch(link(site.url("/a")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, Reason.HTTP_CLIENT_ERROR)
    assert exchange.detail == "429 Too Many Requests, Retry-After: 3600"
    other = fetcher().fetch(link(site.put("/b", b"page")))
    assert (other.outcome, other.reason) == (Outcome.BLOCKED, Reason.POSTPONED)
    assert (exchange.was_asked, other.was_asked) == (True, False)
    assert other.detail == "not asked: the host answered 429 and wants 3600 s without requests"
    assert (site.paths(), time.slept) == (["/a"], [])
    time.now += 3601
    assert fetcher().fetch(link(site.url("/b"))).outcome is Outcome.FETCHED


def test_a_time_that_is_far_ahead_is_bounded(site: Site, fetcher: Make, time: FakeTime) -> None:
    until = "Thu, 31 Dec 2099 23:59:59 GMT"
    site.pages["/a"] = failing(1, lambda handler: handler.answer(503, Retry_After=until))
    assert fetcher().fetch(link(site.url("/a"))).detail == f"503 Service Unavailable, Retry-After: {until}"
    assert fetcher().fetch(link(site.url("/a"))).reason is Reason.POSTPONED
    time.now += LONGEST
    assert fetcher().fetch(link(site.url("/a"))).outcome is Outcome.FETCHED


def test_a_robots_txt_that_could_not_be_asked_for_closes_nothing(site: Site, fetcher: Make, time: FakeTime) -> None:
    other = site.put("/a", b"page").replace("127.0.0.1", "localhost")
    site.pages["/b"] = lambda handler: handler.answer(503, Retry_After="100")
    seen: list[Exchange] = []
    fetcher().fetch(link(site.url("/b", "localhost").replace("/b", "/none")))  # its robots.txt is known
    fetcher().fetch(link(site.url("/b", "localhost")))
    port = site.server_port
    elsewhere = f"https://localhost:{port}/a"  # another origin of the same host
    exchange = fetcher(record=seen.append).fetch(link(elsewhere))
    assert (exchange.reason, exchange.was_asked, seen) == (Reason.POSTPONED, False, [])
    time.now += 101
    assert fetcher().fetch(link(other)).outcome is Outcome.FETCHED


def test_waiting_ends_when_the_fetcher_is_closed(site: Site, fetcher: Make) -> None:
    one = fetcher(delay=3600, sleep=None)
    url = site.put("/a", b"page")
    done: list[str] = []

    def visit() -> None:
        try:
            one.fetch(link(url))
        except Exception as error:
            done.append(type(error).__name__)

    thread = threading.Thread(target=visit)
    thread.start()
    while not site.asked:  # robots.txt; the page has to wait for an hour
        thread.join(0.01)
    one.close()
    thread.join()
    assert done == ["Stopped"]


def dripping(handler: Handler) -> None:
    """Send a page without an end, a byte now and then."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b".")
        threading.Event().wait(0.02)


@pytest.mark.parametrize("hosts", [["127.0.0.1"], ["127.0.0.1", "localhost"]])
def test_a_response_in_flight_is_given_up_when_the_fetcher_is_closed(
    site: Site, fetcher: Make, hosts: list[str]
) -> None:
    site.pages["/a"] = dripping
    one = fetcher(sleep=None, retries=3)
    done: list[str] = []

    def visit() -> None:
        try:
            list(one.fetch_all([(link(site.url("/a", host)), None) for host in hosts]))
        except Exception as error:
            done.append(type(error).__name__)

    thread = threading.Thread(target=visit, daemon=True)
    thread.start()
    while len(site.paths()) < len(hosts):
        thread.join(0.01)
    one.close()
    thread.join(5)
    assert (done, len(site.paths())) == (["Stopped"], len(hosts))


def test_a_capture_has_the_time_of_its_request_not_of_the_wait_before(
    site: Site, fetcher: Make, time: FakeTime
) -> None:
    exchange = fetcher(delay=90).fetch(link(site.put("/a", b"")))
    assert (exchange.at - AT).total_seconds() == 90, "after robots.txt"
    assert exchange.at == exchange.hops[0].at
    failed = fetcher(delay=90).fetch(link(site.say("/b", b"")))
    assert (failed.at - AT).total_seconds() == 180
