"""Reads the security in a link to a quote page, by the shapes of address that the large quote services use.

Any other service is read as well where its address says what it is: a page of quotes or stocks with a code that
carries its exchange (sh600519), is the value of a parameter (code=600519, symbol=NYSE:HRB) or the page (/600519.html).
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from tasks.normalize.codes import CURRENCIES, Security, bare, listed, prefixed, read_code, suffixed, ticker

_QUOTE_HOST = re.compile(r"^(?:https?:)?//[\w.-]*\bquote[\w-]*\.[\w.-]+/", re.IGNORECASE)
_CODE = r"([\w.^:=-]{1,20}?)"
# where in the address the symbol stands; what kind of symbol it is, `read` tells
_SHAPES = (
    (
        r"finance\.sina\.com\.cn",
        rf"(?:realstock/company|(?:us|hk|fund)?stock/quotes|fund/quotes)/{_CODE}(?:/|\.s?html|$)",
    ),
    (r"xueqiu\.com", rf"s/{_CODE}(?:/|\?|$)"),
    (
        r"(?:gu|stockapp\.finance|stock)\.qq\.com",
        r"(?:mstats/#\S*=)?(?:us)?((?:s[hz]|bj|hk)\d{5,6}|(?<=us)[a-z]{1,5}(?:\.[a-z]{1,2})?)(?:/|\?|$)",
    ),
    (r"(?:stockpage|basic)\.10jqka\.com\.cn", rf"{_CODE}(?:/|$)"),
    (r"q\.10jqka\.com\.cn", rf"(?:usa|hk)/detail/code/{_CODE}(?:/|$)"),
    (r"quotes\.money\.163\.com", r"[01](\d{6})\.html"),
    (r"stockdata\.stock\.hexun\.com", rf"{_CODE}\.shtml"),
    (r"cls\.cn", rf"stock\?(?:\S*&)?code={_CODE}(?:&|$)"),
    (r"futunn\.com", rf"(?:\w+/)?stock/{_CODE}(?:/|\?|$)"),
    (r"aastocks\.com", rf"\S*[?&]symbol={_CODE}(?:&|$)"),
    (r"hkex\.com\.hk", rf"\S*[?&]sym={_CODE}(?:&|$)"),
    (r"(?:finance|stock)\.yahoo\.(?:com|co\.\w\w)", rf"(?:quote/|q(?:/q)?\?s=){_CODE}(?:/|\?|&|$)"),
    (r"google\.[\w.]+", rf"finance/quote/{_CODE}(?:/|\?|$)"),
    (r"google\.[\w.]+", rf"finance\?(?:\S*&)?q={_CODE}(?:&|$)"),
    (r"nasdaq\.com", rf"(?:\w\w/)?(?:market-activity/(?:stocks|etf)|symbol)/{_CODE}(?:/|\?|$)"),
    (r"nyse\.com", rf"quote/{_CODE}(?:/|\?|$)"),
    (r"marketwatch\.com", rf"investing/(?:stock|fund)/{_CODE}(?:/|\?|$)"),
    (r"cnbc\.com", rf"quotes/{_CODE}(?:/|\?|$)"),
    (r"bloomberg\.com", rf"quote/{_CODE}(?:/|\?|$)"),
    (r"reuters\.com", rf"(?:markets/)?(?:companies|finance/stocks/overview)/{_CODE}(?:/|\?|$)"),
    (r"(?:seekingalpha|stocktwits)\.com", rf"symbol/{_CODE}(?:/|\?|$)"),
    (r"tradingview\.com", rf"symbols/{_CODE}(?:/|\?|$)"),
    (r"wsj\.com", rf"market-data/quotes/(?:\w\w/\w+/)?{_CODE}(?:/|\?|$)"),
    (r"barrons\.com", rf"(?:market-data/stocks|quote/stock)/{_CODE}(?:/|\?|$)"),
    (r"stockanalysis\.com", rf"stocks/{_CODE}(?:/|\?|$)"),
    (r"fool\.com", rf"quote/(?:nasdaq|nyse)/{_CODE}(?:/|\?|$)"),
)
_SERVICES = tuple(re.compile(rf"^(?:https?:)?//(?:[\w-]+\.)*{host}/{path}", re.IGNORECASE) for host, path in _SHAPES)
_ANY = re.compile(rf"(?:https?:)?//(?:[\w-]+\.)*(?:{'|'.join(host for host, _ in _SHAPES)})/", re.IGNORECASE)
_MIC_BY_WORD = (
    ("/nasdaq/", "XNAS"), ("/nyse/", "XNYS"), ("hkex", "XHKG"), ("hkstock", "XHKG"), ("aastocks", "XHKG"),
    (".hk/", "XHKG"), ("naver.", "XKRX"), (".kr/", "XKRX"), ("nikkei.", "XTKS"), (".jp/", "XTKS"),
    (".tw/", "XTAI"), ("//tw.", "XTAI"),
)  # fmt: skip
_BY_DIGITS = ("XKRX", "XTKS", "XTAI")  # exchanges whose symbols are digits that others use as well
_QUOTE_PAGE = re.compile(r"quote|stock|guba|symbol/|securities|/nkd/|/item/")
_FINANCE = re.compile(rf"finance|{_QUOTE_PAGE.pattern}")  # what leads to a page of finance at all
_CODED = re.compile(  # in an address in small letters
    r"(?<![a-z0-9])(?P<prefixed>(?:s[hz]|bj)\d{6}|hk0\d{4})(?![a-z0-9])"
    r"|[?&](?:stock_?|s|sec_?)?code=(?P<code>\d{4,6})(?![^&#])"
    r"|[?&](?:stock_?)?(?:symbol|ticker)=(?P<symbol>[\w.:-]{1,20})(?![^&#])"
    r"|//(?:[\w-]+\.)*(?:quote|stocks?|guba)\.[\w.-]+/(?:cn/|stock/)?(?:list,|share,|quote_)?(?P<page>\d{6})(?:\.s?html?|/|$)"
)


def read_link(href: str) -> Security | None:
    """Return the security whose quote page a link leads to; None if it leads elsewhere."""
    href = unquote(href) if "%" in href else href
    if "//" in href and _ANY.match(href):
        for service in _SERVICES:
            if match := service.match(href):
                return _read(match[1], href.lower())
    if not _FINANCE.search(href):
        return None
    return (_on_quote_host(href) if _QUOTE_HOST.match(href) else None) or _by_its_address(href.lower())


def _by_its_address(href: str) -> Security | None:
    """Read the code in the address of any other service."""
    coded = _CODED.search(href)
    if coded is None or href.count("//") > 1:  # the second address is what is shared, or where the link goes on to
        return None
    if not (coded["prefixed"] or _QUOTE_PAGE.search(href)):
        return None
    code = coded[coded.lastgroup or 0]
    if re.fullmatch(r"\d{4}|[1-9]\d{4}", code) and _mic_of(href) not in (*_BY_DIGITS, "XHKG"):
        return None
    return _read(code, href)


def _mic_of(href: str) -> str | None:
    return next((mic for word, mic in _MIC_BY_WORD if word in href), None)


def _read(code: str, href: str) -> Security | None:
    """Read a symbol in the shape that the service writes."""
    if code.startswith(("^", ".")) or "=" in code:  # an index or a currency in a notation of the service's own
        return None
    if named := prefixed(code) or suffixed(code):
        return named
    exchange = code.partition(":")
    if exchange[1] and (named := prefixed(f"{exchange[2]}:{exchange[0]}")):  # AAPL:NASDAQ
        return named
    if re.fullmatch(r"(\w+)-(HK|US|SH|SZ)", code):
        return suffixed(code.replace("-", "."))
    mic = _mic_of(href)
    if mic in _BY_DIGITS and code.isdigit():
        return listed(code, mic)
    if re.fullmatch(r"\d{6}", code):
        return bare(code)
    if re.fullmatch(r"\d{1,5}", code):
        return listed(code, "XHKG") if mic == "XHKG" or len(code) == 5 else None
    if mic in ("XNAS", "XNYS"):
        return listed(code, mic)
    return None if code.upper() in CURRENCIES else ticker(code)


def _on_quote_host(href: str) -> Security | None:
    """Read the code in an address of a host named `quote`: `/unify/r/116.00020`, `/sh600000.html`."""
    path = href.partition("//")[2].partition("/")[2].partition("#")[0]
    if match := re.search(r"(?:^|/)((?:sh|sz|bj)\d{6})\b", path):
        return prefixed(match[1])
    if match := re.search(r"(?:^|/)hk/?(\d{5})\b", path):
        return listed(match[1], "XHKG")
    return read_code(path.rpartition("/")[2].removesuffix(".html"))
