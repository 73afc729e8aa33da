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
        ("航天某图（688066）公告", "688066", "XSHG", "equity", "航天某图"),
        ("机器人（300024）公告", "300024", "XSHE", "equity", "机器人"),
        ("某国软件（600536）公告", "600536", "XSHG", "equity", "某国软件"),
        ("某某设计（300500）公告", "300500", "XSHE", "equity", "某某设计"),
        ("某米（01810）上涨", "01810", "XHKG", "equity", "某米"),
        ("某某控股（00700）走低", "00700", "XHKG", "equity", "某某控股"),
        ("某某茅台（SH：600519）", "600519", "XSHG", "equity", "某某茅台"),
        ("某某茅台（sh600519）", "600519", "XSHG", "equity", "某某茅台"),
        ("某某控股（700.HK）", "00700", "XHKG", "equity", "某某控股"),
        ("某某控股（HK: 0700）", "00700", "XHKG", "equity", "某某控股"),
        ("某某控股（港股代码：700）", "00700", "XHKG", "equity", "某某控股"),
        ("美股代码：HRBR", "HRBR", None, "equity", None),
        ("公司代码：600519", "600519", "XSHG", "equity", None),
        ("转债代码：113050", "113050", "XSHG", "bond", None),
        ("某某转债(113050)", "113050", "XSHG", "bond", "某某转债"),
        ("某中转2（127056）", "127056", "XSHE", "bond", "某中转2"),
        ("北证50（899050）", "899050", "XBSE", "index", "北证50"),
        ("科创50（000688）", "000688", "XSHG", "index", "科创50"),
        ("某某茅台（600519，股价1700元，市值2万亿元）", "600519", "XSHG", "equity", "某某茅台"),
        ("某某茅台(600519,股吧)", "600519", "XSHG", "equity", "某某茅台"),
        ("其中TCL科技（000100）", "000100", "XSHE", "equity", "TCL科技"),
        ("XD贵州茅（600519）", "600519", "XSHG", "equity", "XD贵州茅"),
        ("看好的A股茅台（600519）", "600519", "XSHG", "equity", "A股茅台"),
        ("港口自動車（7203）は続伸した。", "7203", "XTKS", "equity", "港口自動車"),
        ("港口自動車（７２０３）は続伸した。", "7203", "XTKS", "equity", "港口自動車"),  # in digits as wide as letters
        ("沪深３００ETF（５１０３００）获申购", "510300", "XSHG", "fund", "沪深３００ETF"),
        ("ハーバー<7203>", "7203", "XTKS", "equity", "ハーバー"),
        ("ハーバー【285A】が上場した", "285A", "XTKS", "equity", "ハーバー"),
        ("항구전자(005930)를 순매도했다", "005930", "XKRX", "equity", "항구전자"),
        ("항구(035420) 주가가 올랐다", "035420", "XKRX", "equity", "항구"),
        ("항구전자(005930.KS)를 순매도했다", "005930", "XKRX", "equity", "항구전자"),
        ("台股收漲，某積電（2330）上漲", "2330", "XTAI", "equity", "某積電"),
        ("恒生指數上升，某豐控股（0005）升1.2%", "00005", "XHKG", "equity", "某豐控股"),
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
        ("其中600519.SH领涨", "600519", "XSHG", "equity", "600519.SH"),
        ("SH600036领涨", "600036", "XSHG", "equity", "SH600036"),
        ("股票代码：000858", "000858", "XSHE", "equity", None),
        ("某某汽车（NYSE: NIO）", "NIO", "XNYS", "equity", "某某汽车"),
        ("某某汽车（纳斯达克：LI）", "LI", "XNAS", "equity", "某某汽车"),
        ("Harbour Inc. (NYSE: HRB) rose", "HRB", "XNYS", "equity", "Harbour Inc."),
        ("Harbour Holdings (NASDAQ:HRBR) rose", "HRBR", "XNAS", "equity", "Harbour Holdings"),
        ("Harbour Ltd (LSE: HRB.L) rose", "HRB", "XLON", "equity", "Harbour Ltd"),
        ("Harbour Ltd (NSE: HARBOURLTD) rose", "HARBOURLTD", "XNSE", "equity", "Harbour Ltd"),
        ("Harbour Ltd (NSE: HRB-AUTO) rose", "HRB-AUTO", "XNSE", "equity", "Harbour Ltd"),
        ("Harbour Ltd (BSE: 500180) rose", "500180", "XBOM", "equity", "Harbour Ltd"),
        ("Harbour Motor (TSE: 7203) rose", "7203", "XTKS", "equity", "Harbour Motor"),
        ("Harbour Bank (TSE: RY) rose", "RY", "XTSE", "equity", "Harbour Bank"),
        ("Harbour Chips (TWSE: 2330) rose", "2330", "XTAI", "equity", "Harbour Chips"),
        ("Harbour Chips (TWSE: 0050) rose", "0050", "XTAI", "fund", "Harbour Chips"),
        ("Harbour AG (SIX: HRBN) rose", "HRBN", "XSWX", "equity", "Harbour AG"),
        ("Harbour AG (FRA: HRB) rose", "HRB", "XFRA", "equity", "Harbour AG"),
        ("Harbour SA (BME: HRB) rose", "HRB", "XMAD", "equity", "Harbour SA"),
        ("Harbour SpA (BIT: HRB) rose", "HRB", "XMIL", "equity", "Harbour SpA"),
        ("Harbour SA (B3: HRBR4) rose", "HRBR4", "BVMF", "equity", "Harbour SA"),
        ("Harbour (IDX: HRBR) rose", "HRBR", "XIDX", "equity", "Harbour"),
        ("Harbour (SET: HRB) rose", "HRB", "XBKK", "equity", "Harbour"),
        ("Harbour (JSE: HRB) rose", "HRB", "XJSE", "equity", "Harbour"),
        ("Harbour (CSE: HRB) rose", "HRB", "XCNQ", "equity", "Harbour"),
        ("Harbour (OTCQX: HRBRY) rose", "HRBRY", "OTCM", "equity", "Harbour"),
        ("Harbour (Euronext Brussels: HRB) rose", "HRB", "XBRU", "equity", "Harbour"),
        ("Harbour (Euronext: HRB) rose", "HRB", None, "equity", "Harbour"),
        ("Harbour (NASDAQ Global Select: HRBR) rose", "HRBR", "XNAS", "equity", "Harbour"),
        ("the index (Nasdaq: COMP) rose", "COMP", "XNAS", "index", "Nasdaq: COMP"),
        ("Harbour (HRB:US) rose", "HRB", None, "equity", "Harbour"),
        ("Harbour AG (HRBN.S) rose", "HRBN", "XSWX", "equity", "Harbour AG"),
        ("Harbour SA (HRBR4.SA) rose", "HRBR4", "BVMF", "equity", "Harbour SA"),
        ("Harbour Inc (HRBR.O) rose", "HRBR", "XNAS", "equity", "Harbour Inc"),
        ("Harbour Motor (7203.T) rose", "7203", "XTKS", "equity", "Harbour Motor"),
        ("long $TSLA here", "TSLA", None, "equity", "$TSLA"),
        ("看好$TSLA上涨", "TSLA", None, "equity", "$TSLA"),
        ("long $BRK-B here", "BRK.B", None, "equity", "$BRK-B"),
        ("long $BRK/B here", "BRK.B", None, "equity", "$BRK/B"),
        ("$SPX rose", "SPX", None, "index", "$SPX"),
        ("某某茅台（600519.XSHG）", "600519", "XSHG", "equity", "某某茅台"),
        ("某某银行（000001.XSHE）", "000001", "XSHE", "equity", "某某银行"),
        ("某某控股（港股：00700）", "00700", "XHKG", "equity", "某某控股"),
        ("某某控股（股份代號：700）", "00700", "XHKG", "equity", "某某控股"),
        ("某某控股（香港联交所股份代号：00700）", "00700", "XHKG", "equity", "某某控股"),
        ("ハーバー（証券コード：7203）が発表した", "7203", "XTKS", "equity", "ハーバー"),
        ("ハーバー（東証プライム：7203）が発表した", "7203", "XTKS", "equity", "ハーバー"),
        ("Harbour Holdings (700 HK) shares rose", "00700", "XHKG", "equity", "Harbour Holdings"),
        ("Harbour Holdings (700 HK Equity) rose", "00700", "XHKG", "equity", "Harbour Holdings"),
        ("Harbour Holdings (600519 CH) rose", "600519", "XSHG", "equity", "Harbour Holdings"),
        ("某積電 (2330-TW) 上漲", "2330", None, "equity", "某積電"),
        ("Harbour Bank (D05.SI) rose", "D05", "XSES", "equity", "Harbour Bank"),
        ("Harbour (BRKb.N) rose", "BRK.B", "XNYS", "equity", "Harbour"),
        ("Harbour Group (ASX: 14D) rose", "14D", "XASX", "equity", "Harbour Group"),
        ("Harbour Gold (FSE: 1AB) rose", "1AB", "XFRA", "equity", "Harbour Gold"),
        ("Harbour Trust (NYSEARCA: HRB) rose", "HRB", "ARCX", "fund", "Harbour Trust"),
        ("long $BRK.B here", "BRK.B", None, "equity", "$BRK.B"),
        ("苹果涨，及 (NASDAQ: NIO) 涨", "NIO", "XNAS", "equity", "NASDAQ: NIO"),  # one character is no name
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
        "第（300123）号", "第三百条（300100）", "某某（200512）", "某某（123456）",
        # a measure behind the bracket, a label before it; though words of the market are near
        "面积（300000）平方米", "占地（300750）亩，公司称", "票房（300750）万", "合计卖出（300750）股",
        "人民币（600000）", "公司（600028）万元收入", "共有（300750）人参加公司会议",
        "参会人数(300100)，公司称", "车票(002001)，股民说",
        "身份证后六位（002045）", "准考证号（300123）", "总额（600519）上涨", "销量（300750）上涨",
        "机构代码（600519）", "某市（600519，5000）人", "见（600519），公司股价", "公司代码：51030",
        "代码：00020", "证券代码：ABC", "基金代码：123456", "ABC.HK rose", "(1234567-TW)",
        # postcodes: of Tianjin, of Guangzhou
        "天津市南京路（300050）上市公司", "广州市（510620）上市公司", "邮政代码：510620", "统一社会信用代码：600519",
        # Japanese, Korean, and four digits of other markets
        "会議室（1203）で株主総会", "定員（1500）人の株主", "株価指数（2024）", "モデル（3500）を発売した",
        "昭和（1975）", "昨年の決算（2023）は増益", "部屋（1203）号室の株主", "홍길동(900101)의 주식",
        "참가자(300000)명 증권", "계좌번호(123450) 증권",
        "우편번호(06236) 증권", "생년월일(900100) 증권", "港口(005930)大樓", "항구(123450)에서",
        "台股大漲，某某（1928）上漲", "台股大漲。會議室（1203）", "某某（2330）上漲", "某某（7203）上涨",
        "台股、港股，某某（2330）上漲",
        # words and abbreviations that are also exchanges; symbols that none of them writes
        "2021年末（300100）上市公司", "新增病例（300123）例", "阅读（300123）股民", "投票（300123）股民",
        "播放量（600519）",
        "우편(123450) 증권", "会議室（1203）と控室（1204）", "JFK - LON: NYC",
        "香港政府會議名單（1203）", "GAME SET: A", "SIX: THE", "LONDON: BBC", "(Set: PTT)", "(six: A)",
        "EPA: NO", "FRA: SAP", "NASDAQ: FOUNDERS",
        "Score BOM: 12345", "(BOM: 12345)", "(KOSPI: 2600)", "(HK: 1997)", "SH700000", "(sh123456789)", "(TSX: 100)",
        "$BTC", "$ETH.X", "flight UA (600519)", "ISBN (978711)", "Section (16)", "Boeing (737) shares",
        "Phone (212) 555-0100", "Section 600519.SHX", "visit 600519.sh now", "v600519.SHA", "score 3:0", "(2022)",
        "US$AUD", "$USD", "$1.5M", "$M", "$B", "A$AP", "cost $5 and $CAD", "NASDAQ: up 100%", "Nasdaq: 12,345", "NYSE:",
        # numbers and words behind the name of an exchange; where an index stands; labels that a copula parts
        "港交所：2022年新股集资额", "港交所：5000家公司", "HKEX: 2022 results", "港股：2022年展望",
        "NYSE: A day in the life", "NASDAQ: THE index", "恒生指数（02500）上涨", "恒指（2800），港股",
        "编号为（300123），公司称",
        "年薪（300000）股票", "合同（600519）公司", "film (1997 HK)", "(10 HK dollars)", "$GDP rose", "a$TSLA",
        "广州（510000）上市公司", "天津市某区（300200）公司",
        "mail a@600519.SH", "file 600519.SH.txt", "IP 10.600519.SZ1", "HK: 1997", "00020", "600519", "(600519)",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_code(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Apple Inc. (AAPL) shares rose", "AAPL"),
        ("Shares of Tesla (TSLA) fell", "TSLA"),
        ("stock of Berkshire Hathaway (BRK.B) rose", "BRK.B"),
        ("shares of Alphabet Inc. (GOOGL) rose", "GOOGL"),
    ],
)
def test_a_ticker_in_brackets_needs_a_second_sign(text: str, symbol: str) -> None:
    (mention,) = find_mentions(None, text)
    assert (mention.symbol, mention.mic, mention.confidence) == (symbol, None, 0.6)
    assert mention.name is not None and "hares" not in mention.name


@pytest.mark.parametrize(
    "text",
    [
        "Apple (AAPL) opened a store", "the Food and Drug Administration (FDA) on shares",
        "NEW YORK (AP) — Stocks rose",
        "NEW YORK (AFP) — Stocks rose", "Reliance Industries (RIL) shares",
        "Harbour Island Semiconductor Co (HISC) shares",
        "the chip maker (iPhone 15) shares", "Chen (CFO) sold shares", "Bitcoin (BTC) and stocks",
        "Harbour (HRBR) tokens beat stocks", "Toronto Stock Exchange (TSX) shares", "Nikkei Stock Average (NKY)",
        "earnings per share (EPS)", "国际货币基金组织（IMF）股", "Georgia (GA) stock", "the shares (AAPL)",
    ],
)  # fmt: skip
def test_abbreviations_are_no_tickers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("某某（600028）出席会议", 0.4),  # nothing else says that it is a code
        ("某某（600028）上涨", 0.9),
        ("某某股份（600028）出席会议", 0.9),
        ("某某（600028）出席会议，某某感谢", 0.9),
        ("某某（600028）出席会议。另有600519.SH", 0.7),
        ("某某（600028）、某国（000858）出席会议", 0.7),
    ],
)
def test_confidence_of_a_bare_code_is_that_of_its_second_signs(text: str, confidence: float) -> None:
    assert find_mentions(None, text)[0].confidence == confidence


def test_the_headline_is_a_second_sign() -> None:
    (mention,) = find_mentions(None, "某某（600028）出席会议", title="会议召开，某某出席")
    assert mention.confidence == 0.9


def test_several_exchanges_and_several_symbols() -> None:
    assert set(found("Harbour Bank (TSX, NYSE: RY)")) == {("RY", "XTSE"), ("RY", "XNYS")}
    assert set(found("Harbour (NYSE: HRB.A, HRB.B)")) == {("HRB.A", "XNYS"), ("HRB.B", "XNYS")}
    assert set(found("Harbour (NYSE: HRB, TSX: HRBR)")) == {("HRB", "XNYS"), ("HRBR", "XTSE")}
    assert found("Harbour (NYSE: HRB, a builder of QUAYS)") == [("HRB", "XNYS")]


def test_several_in_one_bracket() -> None:
    assert set(found("某某石油（601857.SH/00857.HK）")) == {("601857", "XSHG"), ("00857", "XHKG")}
    assert set(found("某某汽车（601238，02238）")) == {("601238", "XSHG"), ("02238", "XHKG")}
    assert set(found("Harbour Group (NYSE: HRB; HKEX: 9988)")) == {("HRB", "XNYS"), ("09988", "XHKG")}


def test_a_ticker_without_exchange_is_the_one_with_it() -> None:
    assert found("$NIO fell. NIO Inc. (NYSE: NIO) said") == [("NIO", "XNYS")]


def test_the_symbol_of_a_code_in_wide_digits_is_plain() -> None:
    assert found("港股代码：００７００") == [("00700", "XHKG")]
    assert found("某某控股（HK：０７００）") == [("00700", "XHKG")]


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
        ("https://www.nasdaq.com/market-activity/stocks/aapl", "AAPL", None),  # it quotes shares of every exchange
        ("https://www.fool.com/quote/nasdaq/aapl/", "AAPL", "XNAS"),
        ("https://gu.qq.com/usAAPL.OQ", "AAPL", "XNAS"),
        ("https://gu.qq.com/hk00700", "00700", "XHKG"),
        ("http://q.10jqka.com.cn/usa/detail/code/AAPL", "AAPL", None),
        ("https://finance.yahoo.com/q?s=AAPL", "AAPL", None),
        ("https://finance.yahoo.com/quote/BRK-B/", "BRK.B", None),
        ("https://tw.stock.yahoo.com/q/q?s=2330", "2330", "XTAI"),
        ("https://www.reuters.com/companies/BRKb.N", "BRK.B", "XNYS"),
        ("https://www.nyse.com/quote/XNYS:NIO", "NIO", "XNYS"),
        ("https://www.reuters.com/companies/AAPL.OQ", "AAPL", "XNAS"),
        ("https://www.tradingview.com/symbols/NYSE-BABA/", "BABA", "XNYS"),
        ("https://www.bloomberg.com/quote/700:HK", "00700", "XHKG"),
        ("https://www.cnbc.com/quotes/AAPL", "AAPL", None),
        ("https://stockanalysis.com/stocks/aapl/", "AAPL", None),
        ("https://tw.stock.yahoo.com/quote/2330.TW", "2330", "XTAI"),
        ("https://tw.stock.yahoo.com/quote/6488.TWO", "6488", "ROCO"),
        # services that no list names
        ("http://stock.quote.site.example/600519.shtml", "600519", "XSHG"),
        ("https://quote.site.example/quote_600519.html", "600519", "XSHG"),
        ("http://guba.site.example/list,600519.html", "600519", "XSHG"),
        ("http://stock.site.example/share,600519.shtml", "600519", "XSHG"),
        ("http://q.stock.site.example/cn/600519/index.shtml", "600519", "XSHG"),
        ("http://www.site.example/new/disclosure/stock?stockCode=600519&orgId=1", "600519", "XSHG"),
        ("http://money.finance.site.example/corp/go.php/vCB_AllNewsStock/symbol/sh600519.phtml", "600519", "XSHG"),
        ("http://biz.finance.site.example/lookup.php?q=sz000001", "000001", "XSHE"),
        ("https://finance.naver.com/item/main.naver?code=005930", "005930", "XKRX"),
        ("https://finance.naver.com/item/main.naver?code=000660", "000660", "XKRX"),
        ("https://www.nikkei.com/nkd/company/?scode=7203", "7203", "XTKS"),
        ("https://site.example.jp/stock/?code=7203", "7203", "XTKS"),
        ("https://stock.site.example/chart?symbol=NYSE:HRB", "HRB", "XNYS"),
        ("https://site.example/stock/detail?code=00700", "00700", "XHKG"),
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
        "https://stock.qq.com/news", "http://q.10jqka.com.cn/gn/detail/code/301558/",
        "https://www.wsj.com/market-data/quotes/HK/XHKG/700",
        "https://finance.yahoo.com/quote/EURUSD=X", "https://xueqiu.com/123456/7890",
        "https://www.google.com/search?q=AAPL",
        "https://www.cnbc.com/2022/01/03/a.html", "https://example.com/quote/AAPL", "/quote/AAPL",
        "mailto:a@b.example", "",
        "https://stock.site.example/2015/0612/300123.html", "https://stock.site.example/news/300123.html",
        "https://finance.site.example/view?code=300123", "https://shop.example/item?sku=sz300123",
        "https://site.example/?symbol=FE", "https://site.example/stock/detail?code=2022",
        "https://site.example/stock/detail?code=123456", "https://site.example/stock/sh700000",
        "https://site.example/stock/push600519", "https://site.example/stock?symbol=BTC",
        "https://share.example/?url=https://stock.site.example/sh600519.html",
        "https://site.example/stock-photo-300123.html", "https://finance.yahoo.com/quote/BTC",
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
    for code in ("SH700000", "SH123", "SZ500519", "BJ600519"):  # in no range that the exchange uses
        assert prefixed(code) is None
    assert prefixed("SZ835185") == Security("835185", "XBSE", "equity")  # as quote services number Beijing's


def test_a_headline_names_one_too() -> None:
    (mention,) = find_mentions(None, "新码头启用，某某集团参与。", title="某某集团(01810.HK)投资码头")
    assert (mention.symbol, mention.mic, mention.name, mention.offset) == ("01810", "XHKG", "某某集团", 6)
    (mention,) = find_mentions(None, "新码头启用。", title="某某集团(01810.HK)投资码头")
    assert mention.offset is None
