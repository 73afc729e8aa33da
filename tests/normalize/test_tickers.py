"""Codes in a text in every form, each beside numbers that only look like them."""

from __future__ import annotations

import pytest

from tasks.normalize.codes import Security, bare, listed, prefixed, suffixed
from tasks.normalize.markup import Markup
from tasks.normalize.quotes import read_link
from tasks.normalize.securities import find_mentions


def found(text: str) -> list[tuple[str, str | None]]:
    return [(mention.symbol, mention.mic) for mention in find_mentions(None, text)]


@pytest.mark.parametrize(
    ("text", "symbol", "mic", "kind", "name"),
    [
        ("某某石化（600028）公告", "600028", "XSHG", "equity", "某某石化"),
        ("某某科技(300059)上涨", "300059", "XSHE", "equity", "某某科技"),
        ("某某控股（00700）走低", "00700", "XHKG", "equity", "某某控股"),
        ("*ST某某（600221）复牌", "600221", "XSHG", "equity", "*ST某某"),
        ("上证指数（000001）收涨", "000001", "XSHG", "index", "上证指数"),
        ("深证成指（399001）收涨", "399001", "XSHE", "index", "深证成指"),
        ("沪深300ETF（510300）获申购", "510300", "XSHG", "fund", "沪深300ETF"),
        ("某某精选混合（005827）净值", "005827", None, "fund", "某某精选混合"),
        ("某某茅台（600519.SH）", "600519", "XSHG", "equity", "某某茅台"),
        ("某某银行（000001.SZ）", "000001", "XSHE", "equity", "某某银行"),
        ("某某生物（830799.BJ）", "830799", "XBSE", "equity", "某某生物"),
        ("某某-W（00020.HK）", "00020", "XHKG", "equity", "某某-W"),
        ("某某集团（9988.HK）", "09988", "XHKG", "equity", "某某集团"),
        ("600519.SH 领涨", "600519", "XSHG", "equity", "600519.SH"),
        ("SH600036领涨", "600036", "XSHG", "equity", "SH600036"),
        ("股票代码：000858", "000858", "XSHE", "equity", None),
        ("某某汽车（NYSE: NIO）", "NIO", "XNYS", "equity", "某某汽车"),
        ("某某汽车（纳斯达克：LI）", "LI", "XNAS", "equity", "某某汽车"),
        ("Harbour Inc. (NYSE: HRB) rose", "HRB", "XNYS", "equity", "Harbour Inc."),
        ("Harbour Holdings (NASDAQ:HRBR) rose", "HRBR", "XNAS", "equity", "Harbour Holdings"),
        ("Harbour Ltd (LSE: HRB.L) rose", "HRB.L", "XLON", "equity", "Harbour Ltd"),
        ("Harbour Inc (HRBR.O) rose", "HRBR", "XNAS", "equity", "Harbour Inc"),
        ("Harbour Motor (7203.T) rose", "7203", "XTKS", "equity", "Harbour Motor"),
        ("long $TSLA here", "TSLA", None, "equity", "$TSLA"),
        ("long $BRK.B here", "BRK.B", None, "equity", "$BRK.B"),
    ],
)
def test_every_form(text: str, symbol: str, mic: str | None, kind: str, name: str | None) -> None:
    (mention,) = find_mentions(None, text)
    assert (mention.symbol, mention.mic, mention.kind, mention.name) == (symbol, mic, kind, name)
    assert mention.offset is not None
    assert text.startswith(mention.name or symbol, mention.offset)
    assert 0 < mention.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "邮编（100020）", "邮政编码（600028）", "电话（600028）", "热线：010-60002800",
        "文号（300001）",
        "公告编号（000123）", "日期（20220103）", "（202201）", "某某月份（202201）", "金额600519元", "共计（600519）",
        "约（300000）元",
        "600,519.00", "某某证号（688001）", "QQ群（600519）", "订单（600519）",
        "第（300123）号", "某某（200512）", "某某（123456）",
        "Phone (212) 555-0100", "Section 600519.SHX", "visit 600519.sh now", "v600519.SHA", "score 3:0", "(2022)",
        "US$AUD", "$USD", "$1.5M", "$M", "$B", "A$AP", "cost $5 and $CAD", "NASDAQ: up 100%", "Nasdaq: 12,345", "NYSE:",
        "mail a@600519.SH", "file 600519.SH.txt", "IP 10.600519.SZ1", "HK: 1997", "00020", "600519", "(600519)",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_code(text: str) -> None:
    assert found(text) == []


def test_several_in_one_bracket() -> None:
    assert set(found("某某石油（601857.SH/00857.HK）")) == {("601857", "XSHG"), ("00857", "XHKG")}
    assert set(found("某某汽车（601238，02238）")) == {("601238", "XSHG"), ("02238", "XHKG")}
    assert set(found("Harbour Group (NYSE: HRB; HKEX: 9988)")) == {("HRB", "XNYS"), ("09988", "XHKG")}


def test_a_ticker_without_exchange_is_the_one_with_it() -> None:
    assert found("$NIO fell. NIO Inc. (NYSE: NIO) said") == [("NIO", "XNYS")]


def test_a_name_is_cut_out_of_a_sentence() -> None:
    (mention,) = find_mentions(None, "据悉某某石化（600028）上涨，分析师看好某某石化。")
    assert (mention.name, mention.offset) == ("某某石化", 2)


@pytest.mark.parametrize(
    ("href", "symbol", "mic"),
    [
        ("https://finance.sina.com.cn/realstock/company/sh600519/nc.shtml", "600519", "XSHG"),
        ("https://stock.finance.sina.com.cn/usstock/quotes/NIO.html", "NIO", None),
        ("https://stock.finance.sina.com.cn/hkstock/quotes/00700.html", "00700", "XHKG"),
        ("https://xueqiu.com/S/SZ000001", "000001", "XSHE"),
        ("https://xueqiu.com/S/00700", "00700", "XHKG"),
        ("https://gu.qq.com/sh600519", "600519", "XSHG"),
        ("http://stockpage.10jqka.com.cn/600519/", "600519", "XSHG"),
        ("http://quotes.money.163.com/0600519.html", "600519", "XSHG"),
        ("https://www.futunn.com/stock/00700-HK", "00700", "XHKG"),
        ("https://www.hkex.com.hk/Market-Data/Equities-Quote?sym=700&sc_lang=en", "00700", "XHKG"),
        ("https://finance.yahoo.com/quote/AAPL?p=AAPL", "AAPL", None),
        ("https://finance.yahoo.com/quote/0700.HK/", "00700", "XHKG"),
        ("https://finance.yahoo.com/quote/600519.SS", "600519", "XSHG"),
        ("https://www.google.com/finance/quote/AAPL:NASDAQ", "AAPL", "XNAS"),
        ("https://www.nasdaq.com/market-activity/stocks/aapl", "AAPL", "XNAS"),
        ("https://www.nyse.com/quote/XNYS:NIO", "NIO", "XNYS"),
        ("https://www.reuters.com/companies/AAPL.OQ", "AAPL", "XNAS"),
        ("https://www.tradingview.com/symbols/NYSE-BABA/", "BABA", "XNYS"),
        ("https://www.bloomberg.com/quote/700:HK", "00700", "XHKG"),
        ("https://www.cnbc.com/quotes/AAPL", "AAPL", None),
    ],
)
def test_links_of_quote_services(href: str, symbol: str, mic: str | None) -> None:
    security = read_link(href)
    assert security is not None
    assert (security.symbol, security.mic) == (symbol, mic)


@pytest.mark.parametrize(
    "href",
    [
        "https://finance.yahoo.com/news/harbour-opens.html", "https://finance.yahoo.com/quote/%5EGSPC",
        "https://finance.yahoo.com/quote/EURUSD=X", "https://xueqiu.com/123456/7890",
        "https://www.google.com/search?q=AAPL",
        "https://www.cnbc.com/2022/01/03/a.html", "https://example.com/quote/AAPL", "/quote/AAPL",
        "mailto:a@b.example", "",
    ],
)  # fmt: skip
def test_other_links(href: str) -> None:
    assert read_link(href) is None


def test_tickers_in_json_ld() -> None:
    nodes = ({"@type": "Corporation", "name": "Harbour", "tickerSymbol": "XNYS: HRB"}, {"tickerSymbol": 5})
    (mention,) = find_mentions(None, "The Harbour opens.", Markup(nodes=nodes))
    assert (mention.symbol, mention.mic, mention.name, mention.offset) == ("HRB", "XNYS", "Harbour", 4)
    assert mention.method == "json-ld"


def test_codes_by_themselves() -> None:
    assert suffixed("600519.sh") == prefixed("sh600519") == bare("600519") == Security("600519", "XSHG", "equity")
    assert listed("700", "XHKG") == Security("00700", "XHKG", "equity")
    for code in ("200512", "900901", "123456", "60051", "6005190"):
        assert bare(code) is None
    assert listed("0", "XHKG") is None
    assert listed("600519", "XNYS") is None


def test_a_headline_names_one_too() -> None:
    (mention,) = find_mentions(None, "新码头启用，某某集团参与。", title="某某集团(01810.HK)投资码头")
    assert (mention.symbol, mention.mic, mention.name, mention.offset) == ("01810", "XHKG", "某某集团", 6)
    (mention,) = find_mentions(None, "新码头启用。", title="某某集团(01810.HK)投资码头")
    assert mention.offset is None
