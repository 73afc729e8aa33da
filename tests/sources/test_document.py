"""Documents: their characters whatever their label says, their text without markup."""

from __future__ import annotations

import gzip
import time

import pytest

from tasks.sources import SourceError
from tasks.sources.document import decode, describe, join, plain_text, unpack

TEXT = "港股收评：恒生指数涨逾百分之二，成交额放大至一千二百亿港元。"


@pytest.mark.parametrize(
    ("charset", "content_type", "head"),
    [
        ("utf-8", None, ""),
        ("utf-8-sig", None, ""),
        ("utf-8", "text/xml", ""),
        ("utf-8", "text/html; charset=ISO-8859-1", ""),  # a server's default
        ("gb18030", None, ""),
        ("gbk", "text/html; charset=gb2312", ""),
        ("gbk", "application/xml", '<?xml version="1.0" encoding="GBK"?>'),
        ("gbk", "text/html", '<meta charset="gb2312">'),
        ("big5", 'text/html; charset="Big5"', ""),
        ("utf-16", None, ""),
        ("utf-8", "text/html; charset=x-unheard-of", ""),
        ("utf-8", "text/html; charset=big5", ""),  # plainly wrong
        ("utf-8", "text/html; charset=idna", ""),
        ("utf-8", "text/html; charset=hex", ""),
    ],
)
def test_characters(charset: str, content_type: str | None, head: str) -> None:
    text = head + ("恆生指數收市上升" if "big5" in charset else TEXT)
    assert decode(text.encode(charset), content_type) == text


def test_latin_label_that_is_right() -> None:
    assert decode("naïve café".encode("latin-1"), "text/html; charset=iso-8859-1") == "naïve café"


def test_one_cut_character_does_not_change_the_charset() -> None:
    body = (TEXT * 20).encode("gb18030")[:-1]
    assert decode(body, "text/html; charset=gb2312").startswith(TEXT * 19)
    body = (TEXT * 20).encode()[:-1]
    assert decode(body, "text/xml; charset=utf-8").startswith(TEXT * 19)
    assert decode(body).startswith(TEXT * 19)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (None, None),
        ("", None),
        (" <p> </p>", None),
        ("plain  words\n here", "plain words here"),
        ("<p>First.</p><p>Second.</p>", "First. Second."),
        ("恒<b>生</b>指数", "恒生指数"),
        ("AT&amp;T &lt; 5", "AT&T < 5"),
        ("精度<1%，a < b", "精度<1%，a < b"),
        ("a<script>if (b) {}</script><style>p {}</style><!-- c -->d", "ad"),
        ('<img src="x>y.png" alt="">end', 'y.png" alt="">end'),  # not a parser: a `>` in an attribute ends the tag
    ],
)
def test_plain_text(markup: str | None, text: str | None) -> None:
    assert plain_text(markup) == text


def test_join() -> None:
    assert join("https://e.org/a/b.html", " ../c.html ") == "https://e.org/c.html"
    assert join("https://e.org/a", "http://[::1") == "http://[::1"


def test_unpack() -> None:
    assert unpack(b"<urlset/>", "x") == b"<urlset/>"
    assert unpack(gzip.compress(b"<urlset/>", mtime=0), "x") == b"<urlset/>"
    with pytest.raises(SourceError, match=r"x\.gz: a broken gzip file"):
        unpack(b"\x1f\x8b" + b"not gzip at all", "x.gz")


def test_unpack_stops_at_its_limit() -> None:
    bomb = gzip.compress(bytes(101_000_000), compresslevel=1)
    with pytest.raises(SourceError, match="larger than 100,000,000 bytes"):
        unpack(bomb, "x.gz")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><p>", "an HTML page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><urlset>", "a sitemap: write [[sitemap]]"),
        (b"<rss version='2.0'>", "a feed: write [[feed]]"),
        (b"%PDF-1.7", "something that begins with '%pdf-1.7'"),
    ],
)
def test_describe(body: bytes, words: str) -> None:
    assert describe(body) == words


@pytest.mark.parametrize("mark", ["<!--", "<script ", "</p ", "<a "])
def test_markup_that_is_never_closed_takes_no_time(mark: str) -> None:
    begun = time.process_time()
    plain_text(mark * 20_000)
    assert time.process_time() - begun < 5
