"""One visit: every outcome and reason, over real connections to a real server."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.fetch import ContactMissing, Fetcher
from tasks.records import Exchange, Outcome, Reason
from tasks.settings import Settings
from tests.fetch.site import AT, FakeTime, Handler, Site, known, link

Make = Callable[..., Fetcher]
PAGE = "<html><body><p>消息</p></body></html>".encode()
SHA = hashlib.sha256(PAGE).hexdigest()


def told(exchange: Exchange) -> tuple[Outcome, Reason | None]:
    return exchange.outcome, exchange.reason


def test_a_page_comes_with_everything_that_was_said(site: Site, fetcher: Make) -> None:
    url = site.put("/a", PAGE, Content_Type="text/html; charset=utf-8", ETag='"1"')
    exchange = fetcher().fetch(link(url))
    assert told(exchange) == (Outcome.FETCHED, None)
    assert (exchange.body, exchange.sha256, exchange.status) == (PAGE, SHA, 200)
    assert (exchange.at, exchange.final_url, exchange.detail) == (AT, url, None)
    hop = exchange.hops[0]
    assert (hop.raw, hop.address, hop.truncated, hop.reason) == (PAGE, "127.0.0.1", None, "OK")
    assert exchange.header("etag") == '"1"'
    sent = dict(hop.request_headers)
    assert sent["User-Agent"].endswith("(+desk@example.org)")
    assert sent.items() <= site.asked[-1][1].items() | {("Host", f"127.0.0.1:{site.server_port}")}


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (404, Outcome.GONE, Reason.HTTP_GONE),
        (410, Outcome.GONE, Reason.HTTP_GONE),
        (401, Outcome.REFUSED, Reason.HTTP_CLIENT_ERROR),
        (403, Outcome.REFUSED, Reason.HTTP_CLIENT_ERROR),
        (429, Outcome.FAILED, Reason.HTTP_CLIENT_ERROR),
        (500, Outcome.FAILED, Reason.HTTP_SERVER_ERROR),
        (503, Outcome.FAILED, Reason.HTTP_SERVER_ERROR),
        (302, Outcome.FAILED, Reason.REDIRECTS),  # without a Location
        (304, Outcome.FAILED, Reason.PROTOCOL),  # though we said nothing of a known version
    ],
)
def test_a_status_has_one_outcome(status: int, outcome: Outcome, reason: Reason, site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.put("/a", b"", status)))
    assert told(exchange) == (outcome, reason)
    assert exchange.detail and exchange.detail.startswith(str(status))
    assert exchange.status == status


# -- what is known -------------------------------------------------------------------------------


def conditional(handler: Handler) -> None:
    if handler.headers["If-None-Match"] == '"1"' and handler.headers["If-Modified-Since"] == "yesterday":
        handler.answer(304, ETag='"1"')
    else:
        handler.answer(200, PAGE, ETag='"1"')


def test_not_modified_is_unchanged(site: Site, fetcher: Make) -> None:
    site.pages["/a"] = conditional
    exchange = fetcher().fetch(link(site.url("/a")), known("f" * 64, '"1"', "yesterday"))
    assert told(exchange) == (Outcome.UNCHANGED, None)
    assert (exchange.status, exchange.body, exchange.sha256) == (304, b"", "f" * 64)


def test_without_conditions_the_body_is_still_compared(site: Site, fetcher: Make) -> None:
    site.pages["/a"] = conditional
    exchange = fetcher().fetch(link(site.url("/a")), known(SHA, '"1"', "yesterday"), conditional=False)
    assert told(exchange) == (Outcome.UNCHANGED, None)
    assert (exchange.status, exchange.body) == (200, PAGE)


def test_not_modified_is_no_answer_to_an_unconditional_request(site: Site, fetcher: Make) -> None:
    url = site.put("/a", b"", 304)
    exchange = fetcher().fetch(link(url), known(SHA, '"1"'), conditional=False)
    assert (told(exchange), exchange.sha256) == ((Outcome.FAILED, Reason.PROTOCOL), hashlib.sha256(b"").hexdigest())


def test_the_body_is_the_judge_not_the_etag(site: Site, fetcher: Make) -> None:
    url = site.put("/a", b"something new", ETag='"1"')
    assert fetcher().fetch(link(url), known(SHA, '"1"')).outcome is Outcome.FETCHED
    url = site.put("/b", PAGE, ETag='"2"')
    assert fetcher().fetch(link(url), known(SHA, '"1"')).outcome is Outcome.UNCHANGED


# -- bodies --------------------------------------------------------------------------------------


def bare_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", lambda data: gzip.compress(data[:20], mtime=0) + gzip.compress(data[20:], mtime=0) + b"\0\0\0"),
        ("deflate", zlib.compress),
        ("deflate", bare_deflate),
        ("br", brotli.compress),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data, mtime=0))),
        ("gzip\r\nContent-Encoding: br", lambda data: brotli.compress(gzip.compress(data, mtime=0))),
        ("utf-8", bytes),
    ],
)
def test_content_codings_are_undone(coding: str, encode: Callable[[bytes], bytes], site: Site, fetcher: Make) -> None:
    sent = encode(PAGE)
    exchange = fetcher().fetch(link(site.put("/a", sent, Content_Encoding=coding)))
    assert told(exchange) == (Outcome.FETCHED, None)
    assert (exchange.body, exchange.sha256, exchange.hops[0].raw) == (PAGE, SHA, sent)


def chunked(pieces: Any) -> Callable[[Handler], None]:
    def page(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    return page


def test_chunks_are_joined(site: Site, fetcher: Make) -> None:
    site.pages["/a"] = chunked([PAGE[:7], PAGE[7:], b""])
    assert fetcher().fetch(link(site.url("/a"))).body == PAGE


def test_interim_responses_are_passed_over(site: Site, fetcher: Make) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    late, answer = threading.Event(), b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"

    def page(handler: Handler) -> None:
        handler.wfile.write(hints + b"HTTP/1.1 100 Continue\r\n\r\n" + hints)
        late.wait(0.2)  # in which whoever takes the hints for the answer has asked for the next page
        handler.wfile.write(answer)

    site.pages["/first"] = page
    site.put("/second", b"second")
    visitor = fetcher()
    assert [visitor.fetch(link(site.url(path))).body for path in ("/first", "/second")] == [b"first", b"second"]


def test_an_empty_page_is_fetched_and_empty(site: Site, fetcher: Make) -> None:
    for path, status in (("/a", 200), ("/b", 204)):
        exchange = fetcher().fetch(link(site.put(path, b"", status, Content_Encoding="gzip")))
        assert (told(exchange), exchange.body) == ((Outcome.FETCHED, None), b"")


def test_a_part_that_was_not_asked_for_is_no_page(site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.put("/a", b"half a pa", 206, Content_Range="bytes 0-8/100")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, Reason.PROTOCOL)
    assert exchange.detail == "206 Partial Content, a part that was not asked for"
    assert exchange.hops[-1].raw == b"half a pa"


def test_an_endless_page_is_left_at_the_limit(site: Site, fetcher: Make) -> None:
    sent = count()
    site.pages["/a"] = chunked(b"\0" * 10_000 for _ in iter(lambda: next(sent) < 20_000, False))  # 200 MB
    exchange = fetcher(max_bytes=1_000_000).fetch(link(site.url("/a")))
    assert told(exchange) == (Outcome.FAILED, Reason.TOO_LARGE)
    assert exchange.detail == "decoded body has more than 1,000,000 bytes"
    assert 1_000_000 < len(exchange.hops[0].raw) < 2_000_000, "what was read is kept, and no more was read"
    assert (exchange.hops[0].truncated, exchange.body) == ("length", b"")
    assert exchange.received == len(exchange.hops[0].raw)
    assert next(sent) < 10_000, "the connection was closed early"


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_a_bomb_is_not_expanded(coding: str, compress: Callable[[bytes], bytes], site: Site, fetcher: Make) -> None:
    bomb = compress(bytes(5_000_000))
    exchange = fetcher().fetch(link(site.put("/a", bomb, Content_Encoding=coding)))
    assert told(exchange) == (Outcome.FAILED, Reason.TOO_LARGE)
    assert 100_000 < exchange.received < 1_000_000, "decoded, up to the piece that was too much"


def test_brotli_is_not_asked_for(site: Site, fetcher: Make) -> None:
    fetcher().fetch(link(site.put("/a", PAGE)))
    assert {headers["Accept-Encoding"] for _, headers in site.asked} == {"gzip, deflate"}


def test_a_body_that_is_cut_counts_as_far_as_it_came(site: Site, fetcher: Make) -> None:
    head, packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)
    short = head + b"Content-Length: 9000\r\n\r\n" + packed
    assert fetcher().fetch(link(site.say("/a", short))).received == len(PAGE)
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this"
    assert fetcher().fetch(link(site.say("/b", plain))).received == 9
    assert fetcher().fetch(link(site.say("/c", b""))).received == 0


def test_the_next_page_comes_after_one_that_was_too_large(site: Site, fetcher: Make) -> None:
    one = fetcher()
    assert one.fetch(link(site.put("/a", b"x" * 200_000))).reason is Reason.TOO_LARGE
    assert one.fetch(link(site.put("/b", PAGE))).outcome is Outcome.FETCHED


@pytest.mark.parametrize(
    ("response", "detail"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this", "body cut short after 9 bytes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n", "body cut short after 9 bytes"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE, mtime=0)[:-9],
            "content-coding ends too early",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<html>", "content-coding is broken: "),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n<html>", "content-coding zstd was not asked for"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip,gzip,gzip,gzip\r\n\r\n", "4 content-codings on top"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "not a proper HTTP response: "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n", "not a proper HTTP response: "),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "not a proper HTTP response: "),
    ],
)
def test_a_broken_answer_is_not_taken_for_a_page(response: bytes, detail: str, site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.say("/a", response)))
    assert told(exchange) == (Outcome.FAILED, Reason.PROTOCOL)
    assert exchange.detail and exchange.detail.startswith(detail)
    assert "\n" not in exchange.detail
    if exchange.hops:
        assert exchange.hops[0].truncated == "disconnect"
        assert exchange.hops[0].raw in response


HEADERS = [
    *(b"Content-Length: 5", b"Content-Length: -1", b"Transfer-Encoding: chunked", b"Content-Encoding: gzip"),
    *(b"Content-Encoding: br", b"Location: //[", b"Location: \xff\xfe", b"Location: ?", b"Set-Cookie: \xe9=;x"),
    *(b": x", b"\x00"),
]


@given(
    first=st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.1 302", b"HTTP/1.1 304 ", b"HTTP/9 99 x", b"HTTP/1.1 999 \xff"])
    | st.binary(max_size=20),
    headers=st.lists(st.sampled_from(HEADERS) | st.binary(max_size=20), max_size=4),
    body=st.binary(max_size=40) | st.just(gzip.compress(PAGE, mtime=0)),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_says_there_is_an_outcome(
    first: bytes, headers: list[bytes], body: bytes, site: Site, fetcher: Make
) -> None:
    url = site.say("/a", b"\r\n".join([first, *headers, b"", body]))
    exchange = fetcher(read_timeout=5, max_redirects=2).fetch(link(url))
    assert (exchange.reason is None) == (exchange.outcome is Outcome.FETCHED)
    assert (exchange.detail is None) == (exchange.reason is None)


def dripping(handler: Handler, head: bytes) -> None:
    with_end = threading.Event()
    handler.wfile.write(head)
    try:
        while not with_end.wait(0.02):
            handler.wfile.write(b"x")
    except OSError:
        handler.close_connection = True


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_response_that_drips_is_left_at_the_deadline(head: bytes, site: Site, fetcher: Make) -> None:
    site.pages["/a"] = lambda handler: dripping(handler, head)
    # robots.txt comes within a second, on a busy machine too
    exchange = fetcher(response_deadline=1).fetch(link(site.url("/a")))
    assert told(exchange) == (Outcome.FAILED, Reason.TIMEOUT)
    assert exchange.detail == "not finished within 1 s"
    assert exchange.elapsed_ms >= 1000


def test_silence_is_a_timeout(site: Site, fetcher: Make) -> None:
    hang_up = threading.Event()
    site.pages["/a"] = lambda handler: handler.raw(b"") if hang_up.wait(5) else None
    exchange = fetcher(read_timeout=0.1).fetch(link(site.url("/a")))
    hang_up.set()
    assert told(exchange) == (Outcome.FAILED, Reason.TIMEOUT)
    assert exchange.detail == "no byte for 0.1 s"


# -- no connection -------------------------------------------------------------------------------


def test_a_name_that_nobody_knows(fetcher: Make) -> None:
    exchange = fetcher().fetch(link("http://nobody.invalid/a"))
    assert told(exchange) == (Outcome.FAILED, Reason.DNS)
    assert exchange.detail and "nobody.invalid" in exchange.detail


def test_a_closed_port(fetcher: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    exchange = fetcher().fetch(link(f"http://127.0.0.1:{port}/a"))
    assert told(exchange) == (Outcome.FAILED, Reason.CONNECT)
    assert exchange.detail == "robots.txt cannot be had: no connection: Connection refused"


def test_a_server_that_hangs_up(site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.say("/a", b"")))
    assert told(exchange) == (Outcome.FAILED, Reason.CONNECT)


def test_a_dead_host_is_not_tried_page_by_page(site: Site, fetcher: Make, time: FakeTime) -> None:
    one = fetcher(retries=3)
    assert one.fetch(link(site.put("/a", PAGE, Connection="close"))).outcome is Outcome.FETCHED
    site.shutdown()
    site.server_close()
    first, second = one.fetch(link(site.url("/a"))), one.fetch(link(site.url("/b")))
    assert (first.reason, second.reason) == (Reason.CONNECT, Reason.CONNECT)
    assert first.detail == second.detail == "no connection: Connection refused"
    assert time.slept == [1, 2], "only the first was tried again"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "",
        "/a",
        "http://",
        "http://[::1",
        "http://a:b/",
    ],
)
def test_what_is_no_web_address(url: str, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(url))
    assert told(exchange) == (Outcome.FAILED, Reason.BAD_URL)
    assert exchange.detail and repr(url) in exchange.detail


def test_urls_are_sent_as_browsers_do(site: Site, fetcher: Make) -> None:
    site.put("/%E6%B6%88%E6%81%AF%20a", PAGE)
    exchange = fetcher().fetch(link(" " + site.url("/消息 a?q=1#part")))
    assert exchange.outcome is Outcome.FETCHED
    assert exchange.final_url == site.url("/%E6%B6%88%E6%81%AF%20a?q=1")


# -- redirects -----------------------------------------------------------------------------------


def test_redirects_are_followed_and_kept(site: Site, fetcher: Make) -> None:
    site.put("/b", b"moved", 301, Location="/c?x=%E6%B6%88")
    site.put("/c", b"", 307, Location=f"//127.0.0.1:{site.server_port}/d#top")
    site.put("/d", PAGE)
    exchange = fetcher().fetch(link(site.put("/a", b"", 302, Location="b")))
    assert told(exchange) == (Outcome.FETCHED, None)
    assert [hop.status for hop in exchange.hops] == [302, 301, 307, 200]
    assert exchange.final_url == site.url("/d")
    assert exchange.hops[1].raw == b"moved"


def test_a_redirect_in_raw_utf8(site: Site, fetcher: Make) -> None:
    site.put("/%E6%B6%88", PAGE)
    url = site.say("/a", "HTTP/1.1 302 Found\r\nLocation: /消\r\nConnection: close\r\n\r\n".encode())
    assert fetcher().fetch(link(url)).body == PAGE


def test_a_redirect_with_a_broken_body_is_followed(site: Site, fetcher: Make) -> None:
    site.put("/b", PAGE)
    url = site.put("/a", b"x" * 200_000, 302, Location="/b")
    assert fetcher().fetch(link(url)).body == PAGE


@pytest.mark.parametrize(
    ("location", "detail"),
    [
        ("/a", "redirects in a circle, back to http://127.0.0.1:"),
        ("file:///etc/passwd", "redirects to nowhere: 'file:///etc/passwd' is not an http or https URL"),
        ("http://[", "redirects to nowhere: "),
    ],
)
def test_redirects_that_lead_nowhere(location: str, detail: str, site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.put("/a", b"", 302, Location=location)))
    assert told(exchange) == (Outcome.FAILED, Reason.REDIRECTS)
    assert exchange.detail and exchange.detail.startswith(detail)
    assert len(exchange.hops) == 1


def test_a_password_in_a_redirect_is_neither_sent_nor_kept(site: Site, fetcher: Make) -> None:
    site.put("/a", b"page")
    exchange = fetcher().fetch(link(site.put("/b", b"", 302, Location=site.url("/a", "me:secret@127.0.0.1"))))
    assert (exchange.outcome, exchange.final_url) == (Outcome.FETCHED, site.url("/a"))
    assert "Authorization" not in site.asked[-1][1]


def test_too_many_redirects(site: Site, fetcher: Make) -> None:
    for n in range(5):
        site.put(f"/{n}", b"", 302, Location=f"/{n + 1}")
    site.put("/5", PAGE)
    exchange = fetcher(max_redirects=4).fetch(link(site.url("/0")))
    assert (told(exchange), exchange.detail) == ((Outcome.FAILED, Reason.REDIRECTS), "more than 4 redirects")
    assert fetcher(max_redirects=5).fetch(link(site.url("/0"))).outcome is Outcome.FETCHED


@pytest.mark.parametrize("home", ["/", "/index.html", "/Default.aspx"])
def test_an_article_that_redirects_to_the_home_page_is_gone(home: str, site: Site, fetcher: Make) -> None:
    site.put(home, PAGE)
    exchange = fetcher().fetch(link(site.put("/a/1.html", b"", 302, Location=home)))
    assert told(exchange) == (Outcome.GONE, Reason.REDIRECT_HOME)
    assert exchange.detail and site.url(home) in exchange.detail


@pytest.mark.parametrize(("start", "target"), [("/go", "/?p=12"), ("/go", "/news/"), ("/index.html", "/")])
def test_other_redirects_are_followed_as_ever(start: str, target: str, site: Site, fetcher: Make) -> None:
    site.put("/", PAGE)
    site.put("/news/", PAGE)
    exchange = fetcher().fetch(link(site.put(start, b"", 301, Location=target)))
    assert told(exchange) == (Outcome.FETCHED, None)


def test_a_home_page_itself_and_a_list_of_links_may_be_a_home_page(site: Site, fetcher: Make) -> None:
    assert fetcher().fetch(link(site.put("/", PAGE))).outcome is Outcome.FETCHED
    poll = replace(link(site.put("/section", b"", 302, Location="/")), kind="poll")
    assert fetcher().fetch(poll).outcome is Outcome.FETCHED


# -- who we are ----------------------------------------------------------------------------------


def test_public_sites_are_told_whom_to_write_to() -> None:
    nameless = Settings(_env_file=None, contact="")  # type: ignore[call-arg]
    with pytest.raises(ContactMissing, match="FINEWS_CONTACT"):
        Fetcher(nameless)
    Fetcher(nameless, private=True).close()


def test_proxies_and_passwords_of_the_environment_are_not_used(
    site: Site, fetcher: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetcher().fetch(link(site.put("/a", PAGE))).outcome is Outcome.FETCHED
    assert "Authorization" not in site.asked[-1][1]


def test_cookies_are_not_kept(site: Site, fetcher: Make) -> None:
    one = fetcher()
    one.fetch(link(site.put("/a", PAGE, Set_Cookie="session=1")))
    one.fetch(link(site.put("/b", PAGE)))
    assert "Cookie" not in site.asked[-1][1]
