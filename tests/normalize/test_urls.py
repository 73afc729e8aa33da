"""Addresses and the ids that follow from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tasks.normalize.markup import Markup, read_markup
from tasks.normalize.urls import article_id, canonical_url, clean
from tasks.records import Site, normalized, stable_id, url_id

URL = "http://news.example.com/2022/a.html?id=7&utm_source=x"


def page(head: str) -> Markup:
    return read_markup(html.document_fromstring(f"<html><head>{head}</head><body>x</body></html>"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example.com:80/a?b=1#top", "http://news.example.com/a?b=1"),
        ("https://a.example:443", "https://a.example/"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("http://a.example/x?utm_source=f&id=1&fbclid=z&gclid=y&spm=q", "http://a.example/x?id=1"),
        ("http://a.example/read.asp?12345", "http://a.example/read.asp?12345"),
        ("http://a.example/x?b=2&a=&b=1", "http://a.example/x?b=2&a=&b=1"),
        ("http://a.example/中文?q=中", "http://a.example/%E4%B8%AD%E6%96%87?q=%E4%B8%AD"),
        ("http://a.example/%E4%B8%AD,1.html", "http://a.example/%E4%B8%AD,1.html"),
        ("http://a.example/http://b.example/x", "http://a.example/http://b.example/x"),
        ("file:///posts/a.md", "file:///posts/a.md"),
        ("post:a.md#1", "post:a.md#1"),
    ],
)
def test_clean_drops_trackers_and_nothing_else(url: str, expected: str) -> None:
    assert clean(url) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", "http://news.example.com/2022/a.html?id=7"),
        ('<link rel="canonical" href="/2022/b.html">', "http://news.example.com/2022/b.html"),
        ('<meta property="og:url" content="https://www.example.com/b">', "https://www.example.com/b"),
        ('<link rel="canonical" href="http://news.example.com/">', "http://news.example.com/2022/a.html?id=7"),
        ('<link rel="canonical" href="http://other.example.org/b">', "http://news.example.com/2022/a.html?id=7"),
        ('<link rel="canonical" href="http://[broken">', "http://news.example.com/2022/a.html?id=7"),
        ('<link rel="canonical">', "http://news.example.com/2022/a.html?id=7"),
        ('<link rel="canonical" href="javascript:void(0)">', "http://news.example.com/2022/a.html?id=7"),
    ],
)
def test_a_declared_address_must_be_the_pages_own(head: str, expected: str) -> None:
    assert canonical_url(None, page(head), URL) == expected


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080"])
def test_hosts_without_a_domain(host: str) -> None:
    head = f'<link rel="canonical" href="http://{host}/b">'
    assert canonical_url(None, page(head), f"http://{host}/a") == f"http://{host}/b"
    assert canonical_url(None, page(head), "http://127.0.0.1:9/a") == "http://127.0.0.1:9/a"


def test_the_identity_of_a_site_outranks_the_address() -> None:
    site = Site("x", identity=r"(?<!\d)(\d{18})(?!\d)")
    one = article_id("http://a.example/1,202201032234338316.html", "http://a.example/x", site)
    two = article_id("http://b.example/?infoCode=NW202201032234338316", "http://b.example/y", site)
    assert one == two == stable_id("identity", r"(?<!\d)(\d{18})(?!\d)", "202201032234338316")
    assert article_id("http://a.example/about", "http://a.example/202201032234338316", site) == one
    assert article_id("http://a.example/about", "http://a.example/z", site) == stable_id(
        "url", "http://a.example/about"
    )
    assert article_id("http://a.example/b", "http://a.example/b", Site("x")) == stable_id("url", "http://a.example/b")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTP://News.Example:80?q=A#top", "http://news.example/?q=A"),
        ("https://news.example:443/A", "https://news.example/A"),
        ("https://news.example", "https://news.example/"),
        ("http://news.example:443/", "http://news.example:443/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("NW202201032234338316", "NW202201032234338316"),
    ],
)
def test_the_id_of_a_url_is_that_of_its_normal_form(url: str, same: str) -> None:
    assert normalized(url) == same
    assert url_id(url) == stable_id("url", same)


@given(
    st.tuples(
        st.sampled_from(["http://", "https://", "HTTP://", "ftp://", "", "//"]),
        st.text("aZ.-é1", max_size=6),
        st.sampled_from(["", ":80", ":443", ":8", ":8080", ":", ":80:80"]),
        st.text("/?#aZ:80\né", max_size=8),
    ).map("".join)
)
def test_a_url_that_passes_for_normal_is(url: str) -> None:
    assert url_id(url) == stable_id("url", normalized(url))
