"""HTML pages of our own, well formed and not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract.sandbox import Sandbox
from tasks.extract.text import extract_html, extract_plain
from tasks.records import Capture, PageError, Reason

SENTENCE = "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan. "
CHINESE = "港务局星期一表示，新码头将于春季启用，比原计划提前两个月，预计每年可增加吞吐量三百万吨。"


def page(body: str) -> bytes:
    menu = "<nav><ul>" + "".join(f"<li><a href='/{i}'>Section {i}</a></li>" for i in range(20)) + "</ul></nav>"
    head = "<html><head><title>Pier</title></head>"
    return f"{head}<body>{menu}<article>{body}</article><footer>© us</footer></body></html>".encode()


def test_paragraphs_are_lines_and_the_page_around_them_is_left_out(capture_of: Callable[..., Capture]) -> None:
    extraction = extract_html(capture_of(page(f"<h1>Pier</h1><p>{SENTENCE * 2}</p><p>Second. {SENTENCE}</p>")))
    lines = extraction.text.split("\n")
    assert lines[-2:] == [(SENTENCE * 2).strip(), f"Second. {SENTENCE}".strip()]
    assert "Section" not in extraction.text
    assert "©" not in extraction.text


def test_text_behind_an_inline_link_stays(capture_of: Callable[..., Capture]) -> None:
    link = "<a href='http://quote.example/x'>Pier Co</a>"
    extraction = extract_html(capture_of(page(f"<p>{SENTENCE}Shares of {link} rose, then fell.</p><p>{SENTENCE}</p>")))
    assert "Shares of Pier Co rose, then fell." in extraction.text


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "big5"])
def test_chinese_in_its_encoding(capture_of: Callable[..., Capture], charset: str) -> None:
    text = CHINESE if charset != "big5" else "港務局星期一表示，新碼頭將於春季啟用，比原計劃提前兩個月。" * 2
    body = (
        f"<html><head><meta charset={charset}><title>x</title></head><body><div><p>{text}</p><p>{text}</p></div></body>"
    )
    assert text in extract_html(capture_of(body.encode(charset))).text


def test_the_attribution_becomes_media(capture_of: Callable[..., Capture]) -> None:
    extraction = extract_html(
        capture_of(page(f"<p>{CHINESE * 3}</p><p>{CHINESE * 2}</p><p>（文章来源：某证券报）</p>"))
    )
    assert extraction.media == "某证券报"
    assert "文章来源" not in extraction.text


def test_a_disclaimer_can_stand_behind_the_attribution(capture_of: Callable[..., Capture]) -> None:
    ends = "<p>（文章来源：某证券报）</p><p>（责任编辑：HB12 ）</p><p>郑重声明：本网发布此信息以传播更多信息。</p>"
    extraction = extract_html(capture_of(page(f"<p>{CHINESE * 3}</p><p>其二。{CHINESE}</p>{ends}")))
    assert (extraction.text, extraction.media) == (f"{CHINESE * 3}\n其二。{CHINESE}", "某证券报")


def test_the_tree_is_handed_on_whole(capture_of: Callable[..., Capture]) -> None:
    extraction = extract_html(capture_of(page(f"<p>{SENTENCE * 3}</p>")))
    assert extraction.tree.find(".//nav") is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", [b"<!-- nothing -->", b"<html><frameset><frame src=a></frameset></html>", b"<p></p>"])
def test_a_page_without_text_is_a_reject(capture_of: Callable[..., Capture], body: bytes) -> None:
    with pytest.raises(PageError) as caught:
        extract_html(capture_of(body))
    assert caught.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    "body",
    [
        page(f"<p>{SENTENCE}\0\x0b{SENTENCE}</p>"),
        b"<div>" * 100 + page(f"<p>{SENTENCE * 3}</p>"),
        page(f"<p>{SENTENCE * 3}").replace(b"</article>", b"").replace(b"</html>", b"<b><i></p></td>"),
        b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>' + page(f"<p>{SENTENCE * 3}</p>"),
        page(f"<p>{SENTENCE * 20_000}</p>"),
    ],
    ids=["nul", "nested", "unclosed", "xml", "long"],
)
def test_malformed_pages_are_read_leniently(capture_of: Callable[..., Capture], body: bytes) -> None:
    assert "two months ahead of its plan." in extract_html(capture_of(body)).text


@pytest.mark.parametrize("between", ["", "</p><p>"], ids=["one paragraph", "many"])
def test_a_page_of_20_mb_is_answered_or_rejected(capture_of: Callable[..., Capture], between: str) -> None:
    """No machine is so slow that a crawl hangs on a page: its worker dies of its own alarm at the deadline."""
    body = page("<p>" + (SENTENCE + between) * (20_000_000 // len(SENTENCE + between)) + "</p>")
    with Sandbox(workers=1, deadline=5, memory=2_000_000_000) as sandbox:
        ((_, outcome),) = sandbox.map(extract_text, [capture_of(body)])
    if isinstance(outcome, PageError):
        assert outcome.reason in (Reason.DEADLINE, Reason.WORKER_DIED)
    else:
        assert "two months ahead of its plan." in outcome


def extract_text(capture: Capture) -> str:
    return extract_html(capture).text


def test_the_disclaimer_at_the_end_is_left_out(capture_of: Callable[..., Capture]) -> None:
    notice = "免责声明：本文仅供参考，不构成投资建议，据此操作，风险自担。"
    second = "业内人士认为，此举将缓解旺季的拥堵，并降低企业的物流成本，对周边城市的就业也有带动作用。"
    text = extract_html(capture_of(page(f"<p>{CHINESE}</p><p>{second}</p><p>{notice}</p>"))).text
    assert text.split("\n") == [CHINESE, second]


def test_plain_text(capture_of: Callable[..., Capture]) -> None:
    capture = capture_of("一\r\n\r\n  二\n".encode("gbk"), "text/plain", "gbk")
    assert extract_plain(capture).text == "一\n二"
    with pytest.raises(PageError, match="the body is blank"):
        extract_plain(capture_of(b" \r\n\n", "text/plain"))
