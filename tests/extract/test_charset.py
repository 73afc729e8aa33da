"""Bodies in the encodings that news sites use, declared, undeclared and declared wrongly."""

from __future__ import annotations

import codecs

import pytest

from tasks.extract.charset import codec, decode

CHINESE = "央行今日开展逆回购操作，中标利率与此前持平，市场流动性保持合理充裕。" * 3
TRADITIONAL = "台積電股價今日上漲，帶動大盤指數創下新高，外資持續買超。" * 3
JAPANESE = "日経平均株価は続伸し、終値は二万八千円台を回復した。円安が輸出企業の追い風になった。" * 3
KOREAN = "코스피 지수가 외국인의 매수에 힘입어 상승 마감했다. 원화는 달러에 대해 약세를 보였다." * 3
RUSSIAN = "Центральный банк сохранил ключевую ставку, рубль укрепился к доллару и евро." * 3
WESTERN = "Die Börse schließt höher – die Anleger hoffen auf „günstige“ Zinsen für Häuser." * 3


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (CHINESE, "gbk", "gb2312"),
        (CHINESE + "镕𠀀", "gb18030", "GBK"),
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL + "啫喱", "big5hkscs", "big5-hkscs"),
        (JAPANESE + "①髙", "cp932", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (KOREAN + "똠", "cp949", "euc-kr"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (WESTERN, "cp1252", "iso-8859-1"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8", "gbk"),  # valid UTF-8 is UTF-8, whatever is declared
    ],
)
def test_declared_by_the_transport_or_in_the_page(text: str, encoding: str, label: str) -> None:
    page = f"<html><head><title>x</title></head><body><p>{text}</p></body></html>"
    assert decode(page.encode(encoding), label) == page
    for declaration in (
        f'<meta charset="{label}">',
        f"<META content='text/html; charset={label}' http-equiv=content-type>",
    ):
        declaring = page.replace("<title>", declaration + "<title>")
        assert decode(declaring.encode(encoding), None) == declaring


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gbk"), (JAPANESE, "cp932"), (KOREAN, "cp949"), (RUSSIAN, "cp1251"), (TRADITIONAL, "big5")],
)
def test_detected_where_nothing_is_declared(text: str, encoding: str) -> None:
    page = f"<html><script>var a = 1;</script><body><p>{text}</p></body></html>"
    assert decode(page.encode(encoding), None) == page


def test_a_declaration_that_does_not_fit_gives_way_to_the_next() -> None:
    page = f'<html><head><meta charset="gbk"></head><body>{CHINESE}</body></html>'
    assert decode(page.encode("gbk"), "utf-8") == page


@pytest.mark.parametrize(
    ("text", "encoding"), [(CHINESE, "gbk"), (TRADITIONAL, "big5"), (JAPANESE, "euc_jp"), (KOREAN, "cp949")]
)
def test_a_servers_western_default_gives_way(text: str, encoding: str) -> None:
    page = f"<html><head><meta charset={encoding}></head><body>{text}</body></html>"
    assert decode(page.encode(encoding), "ISO-8859-1") == page
    bare = f"<html><head><meta charset=iso-8859-1></head><body>{text}</body></html>"
    assert encoding == "big5" or decode(bare.encode(encoding), None) == bare
    western = f"<html><head><meta charset=utf-8></head><body>{WESTERN}</body></html>"
    assert decode(western.encode("cp1252"), "ISO-8859-1") == western


def test_a_page_cut_within_a_character_keeps_its_encoding() -> None:
    assert decode(CHINESE.encode("utf-8")[:-1], "utf-8") == CHINESE[:-1] + "\ufffd"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_outranks_the_declaration(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding), "gbk") == CHINESE


def test_an_xml_declaration_names_the_encoding() -> None:
    page = f'<?xml version="1.0" encoding="euc-kr"?><html><body><p>Port</p><p>{KOREAN[:4]}</p></body></html>'
    assert decode(page.encode("euc-kr"), None) == page


def test_where_no_encoding_fits_the_least_broken_one_is_taken() -> None:
    pasted = CHINESE[:30].encode() + TRADITIONAL.encode("big5") * 2 + b"\x81\x8d\x8f\x90\x9d" * 9
    text = decode(pasted, "utf-8")
    assert min(pasted.decode(name, "replace").count("\ufffd") for name in ("utf-8", "big5")) >= text.count("\ufffd") > 2


def test_a_declaration_within_a_comment_does_not_count() -> None:
    page = f'<!-- <meta charset="big5"> --><meta charset="gbk"><p>{CHINESE}</p>'
    assert decode(page.encode("gbk"), None) == page


@pytest.mark.parametrize("label", ["no-such-charset", "hex", "", "base64", "\x00"])
def test_a_label_that_is_no_text_encoding_is_ignored(label: str) -> None:
    assert codec(label) is None
    assert decode(CHINESE.encode(), label) == CHINESE


@pytest.mark.parametrize(
    "label", ["GB2312", " gbk ", "x-sjis", "ks_c_5601-1987", "latin1", "us-ascii", "utf8", "tis-620"]
)
def test_every_label_has_a_codec(label: str) -> None:
    assert codecs.lookup(codec(label) or "")
