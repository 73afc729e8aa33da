"""Reads the codes of securities in the shapes in which exchanges, agencies and quote services write them.

A code is a symbol with an exchange (ISO 10383) and a kind. Mainland codes tell their exchange and kind by their
ranges; a number outside the ranges in use is no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# the numbers of quote services' markets
_MARKETS = {"116": "XHKG", "105": "XNAS", "106": "XNYS", "107": "XASE", "1": "XSHG", "0": "XSHE"}
_PAIR = re.compile(r"(?:^|[^\w.])(\d{1,3})[,.]([A-Z]{0,2}\d{4,6}|[A-Z][A-Z0-9._-]{0,9})(?![\w.])")  # 116,00020
_LETTERED = re.compile(r"[A-Z]{2}\d{5,6}|\d{5,6}\.[A-Z]{2,4}", re.IGNORECASE)  # sh600519, 600519.SH
_TRIPLE = re.compile(r"^(?:K\s+)?([A-Z0-9._-]{1,10})\|(\d{1,3})\|", re.IGNORECASE)  # 00020|116|5, K 00020|116|5
# the code ranges in use of Shanghai, Shenzhen and Beijing, the first that matches
_RANGES = {
    "XSHG": (
        ("index", re.compile(r"000\d{3}|95\d{4}")),
        ("fund", re.compile(r"5\d{5}")),
        ("bond", re.compile(r"(?:0[1-9]|1[0-9]|2[0-4])\d{4}")),
        ("equity", re.compile(r"(?:60[0135]|68[89]|900)\d{3}")),
    ),
    "XSHE": (
        ("index", re.compile(r"399\d{3}|98\d{4}")),
        ("fund", re.compile(r"1[568]\d{4}")),
        ("bond", re.compile(r"1[0-4]\d{4}")),
        ("equity", re.compile(r"(?:00[0-4]|30[0-3]|200)\d{3}")),
    ),
    "XBSE": (("index", re.compile(r"899\d{3}")), ("equity", re.compile(r"(?:4[0-3]|8[2-9]|92)\d{4}"))),
}
# what a bare six-digit number can be; B shares (200xxx, 900xxx) look like months and amounts, so they need a suffix
_BARE = (
    (re.compile(r"(?:60[0135]|68[89])\d{3}"), "XSHG"),
    (re.compile(r"(?:00[0-3]|30[0-2])\d{3}|399\d{3}"), "XSHE"),
    (re.compile(r"5[0168]\d{4}"), "XSHG"),
    (re.compile(r"15[09]\d{3}|16[0-9]\d{3}"), "XSHE"),
    (re.compile(r"(?:430|83\d|87\d|88[0-8]|920)\d{3}"), "XBSE"),
)
_CONVERTIBLE = ((re.compile(r"11[0138]\d{3}"), "XSHG"), (re.compile(r"12[378]\d{3}"), "XSHE"))
# how exchanges are written before a symbol; tiers and segments of an exchange are the exchange
EXCHANGES: dict[str, str | None] = {
    name: mic or None
    for mic, names in {
        "XNAS": "NASDAQ, NASDAQGS, NASDAQGM, NASDAQCM, NASDAQ GS, NASDAQ GLOBAL SELECT, NASDAQ GLOBAL SELECT MARKET, "
        "NASDAQ GLOBAL MARKET, NASDAQ CAPITAL MARKET, NAS, 纳斯达克, 纳斯达克代码",
        "XNYS": "NYSE, 纽交所, 纽约证券交易所, 纽交所代码",
        "XASE": "NYSE AMERICAN, NYSEAMERICAN, NYSE MKT, NYSEMKT, AMEX, NYSEAMEX",
        "ARCX": "NYSE ARCA, NYSEARCA",
        "OTCM": "OTC, OTCMKTS, OTC MARKETS, OTCQX, OTCQB, OTCPK, OTC PINK",
        "XHKG": "HKEX, HKSE, SEHK, HKG, 港交所, 联交所, 聯交所, 香港交易所, 香港联交所, 香港聯交所",
        "XSHG": "SSE, SHSE, SHA, 上交所, 上海证券交易所",
        "XSHE": "SZSE, SHE, 深交所, 深圳证券交易所",
        "XTAI": "TWSE, TPE",
        "ROCO": "TPEX",
        "XTKS": "TYO, JPX, 東証, 東証プライム, 東証スタンダード, 東証グロース, 東証1部, 東証１部, 東証一部",
        "XKRX": "KRX, KOSPI, KOSDAQ",
        "XSES": "SGX",
        "XIDX": "IDX",
        "XBKK": "SET",
        "XNSE": "NSE",
        "XBOM": "BOM, BSE",
        "XASX": "ASX",
        "XJSE": "JSE",
        "XLON": "LSE, LON, LONDON",
        "XTSE": "TSX, TSE",
        "XTSX": "TSXV, TSX-V, TSX.V, CVE",
        "XCNQ": "CSE",
        "XETR": "ETR, XETRA, XETR",
        "XFRA": "FRA, FWB, FSE",
        "XSWX": "SIX, SWX",
        "XMAD": "BME",
        "XMIL": "BIT, EURONEXT MILAN",
        "XPAR": "EPA, EURONEXT PARIS",
        "XAMS": "AMS, EURONEXT AMSTERDAM",
        "XBRU": "EBR, EURONEXT BRUSSELS",
        "XLIS": "ELI, EURONEXT LISBON",
        "XDUB": "EURONEXT DUBLIN",
        "XOSL": "EURONEXT OSLO",
        "": "EURONEXT",  # one name for the exchanges of seven cities
        "BVMF": "B3, BVMF, BOVESPA",
    }.items()
    for name in names.split(", ")
} | {
    mic: mic
    for mic in ("XNAS", "XNYS", "XASE", "ARCX", "XHKG", "XSHG", "XSHE", "XLON", "XTSE", "XTKS", "XASX", "XSES")
}  # fmt: skip
# money that is written like a ticker
CURRENCIES = frozenset((
    "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "RMB", "CNY", "CNH", "TWD", "JPY", "EUR", "GBP", "CHF", "MXN", "BRL",
    "INR", "KRW", "RUB", "ZAR", "TRY", "SEK", "NOK", "DKK", "THB", "IDR", "MYR", "PHP", "VND", "BTC", "XBT", "ETH",
    "XRP", "USDT", "USDC", "BNB", "SOL", "ADA", "DOGE", "SHIB", "DOT", "AVAX", "MATIC", "LTC", "BCH", "XLM", "XMR",
    "TRX", "ETC", "EOS",
))  # fmt: skip
_NAMESAKES = {"TSE": "XTKS"}  # Toronto's symbols are letters, Tokyo's digits
# indices that are written like shares of the exchange
_INDICES = {
    "XNAS": ("COMP", "IXIC", "NDX"), "XNYS": ("NYA", "DJI", "DJIA", "SPX"), "XLON": ("UKX", "FTSE"),
    "XNSE": ("NIFTY", "NIFTY50", "BANKNIFTY"),
    None: ("SPX", "NDX", "DJI", "DJIA", "VIX", "RUT"),
}  # fmt: skip
_SUFFIXES = {
    "SH": "XSHG", "SS": "XSHG", "XSHG": "XSHG", "SZ": "XSHE", "XSHE": "XSHE", "BJ": "XBSE", "HK": "XHKG",
    "N": "XNYS", "O": "XNAS", "OQ": "XNAS",
    "T": "XTKS", "TW": "XTAI", "TWO": "ROCO", "KS": "XKRX", "KQ": "XKRX", "L": "XLON", "NS": "XNSE", "BO": "XBOM",
    "AX": "XASX", "TO": "XTSE", "SI": "XSES", "DE": "XETR", "PA": "XPAR", "AS": "XAMS", "S": "XSWX", "SW": "XSWX",
    "MI": "XMIL", "MC": "XMAD", "BR": "XBRU", "SA": "BVMF", "US": None,
}  # fmt: skip
# the shape of a symbol on exchanges that do not write up to six letters and digits, a letter first
_AMERICAN = re.compile(r"[A-Z]{1,5}(?:[._-][A-Z0-9]{1,3})?")
_DIGITS = re.compile(r"\d{4,6}[A-Z]?")
_SYMBOLS = {
    **dict.fromkeys(("XNAS", "XNYS", "XASE", "ARCX", "OTCM"), _AMERICAN),
    **dict.fromkeys(("XTAI", "ROCO"), _DIGITS),
    "XTKS": re.compile(r"[1-9]\d{2}[0-9A-Z]"),
    "XKRX": re.compile(r"\d{5}[0-9K-M]"),
    "XBOM": re.compile(r"5\d{5}"),
    "XNSE": re.compile(r"[A-Z][A-Z0-9&-]{0,9}"),
}
_HYPHENATED = (None, "XNSE")  # a hyphen parts a share's class; here it belongs to the symbol
_ANY_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{0,5}(?:[._-][A-Z0-9]{1,3})?|(?=.{3})\d{1,2}[A-Z][A-Z0-9]?")  # ASX: 14D
_SUFFIXED = re.compile(r"([0-9A-Z]{1,10}(?:-[A-Z])?)[.:]([A-Z]{1,4})")
_CLASS = re.compile(r"^([A-Z]{1,5})([a-z])(?=\.[NO]$)")  # of shares, as Reuters writes it
_TICKER = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z])?")


@dataclass(frozen=True, slots=True)
class Security:
    """A code with its exchange and kind."""

    symbol: str
    mic: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """A code in a text: the words it belongs to, where they begin, how it was found and how sure that is."""

    security: Security
    name: str | None
    offset: int
    method: str
    confidence: float


def read_code(code: str) -> Security | None:
    """Read a code in any shape of a quote service: `116,00020`, `1.600160`, `K 00020|116|5`, `sh600519`."""
    if match := _TRIPLE.match(code.strip()):
        return security(match[2], match[1].upper())
    if match := _PAIR.search(code.strip()):
        return security(match[1], match[2].upper())
    return prefixed(code) or suffixed(code) if _LETTERED.fullmatch(code.strip()) else None


def security(market: str, symbol: str) -> Security | None:
    """Return the security that a market's number and a symbol mean; None for a market we do not know."""
    if market == "90" and symbol.startswith("BK"):
        return Security(symbol, None, "board")
    mic = _MARKETS.get(market)
    return listed(symbol, mic) if mic else None


def listed(symbol: str, mic: str | None) -> Security | None:
    """Return the security of that symbol on an exchange, or None if the exchange writes none so."""
    symbol = symbol.upper()
    if mic in _RANGES:
        return _mainland(mic, symbol)
    if mic == "XHKG":
        return Security(symbol.zfill(5), mic, "equity") if re.fullmatch(r"\d{1,5}", symbol) and int(symbol) else None
    if not _SYMBOLS.get(mic or "", _ANY_SYMBOL).fullmatch(symbol):
        return None
    if symbol in _INDICES.get(mic, ()):
        return Security(symbol, mic, "index")
    if mic == "ARCX" or (mic in ("XTAI", "ROCO") and symbol.startswith("00")):  # Arca lists funds
        return Security(symbol, mic, "fund")
    return Security(symbol.replace("-", ".") if mic not in _HYPHENATED else symbol, mic, "equity")


def on_exchange(name: str, symbol: str) -> Security | None:
    """Return the security of a symbol that stands behind the name of an exchange: NYSE and BABA, LSE and HSBA.L."""
    name, symbol = name.strip().upper(), symbol.strip().upper()
    if name not in EXCHANGES:
        return None
    mic = EXCHANGES[name]
    stem, dot, suffix = symbol.rpartition(".")
    symbol = stem if dot and mic and _SUFFIXES.get(suffix) == mic else symbol
    return listed(symbol, mic) or (listed(symbol, _NAMESAKES[name]) if name in _NAMESAKES else None)


def suffixed(code: str) -> Security | None:
    """Read a code with its exchange behind it: 600519.SH, 00020.HK, AAPL.O, 9988:HK, TCEHY:US, BRKb.N."""
    match = _SUFFIXED.fullmatch(_CLASS.sub(r"\1-\2", code.strip()).upper())
    if match is None or match[2] not in _SUFFIXES:
        return None
    mic = _SUFFIXES[match[2]]
    if mic is None or mic in ("XNYS", "XNAS"):
        return listed(match[1], mic) if _TICKER.fullmatch(match[1]) else None
    return listed(match[1], mic)


def prefixed(code: str) -> Security | None:
    """Read a code with its exchange before it: SH600519, sz000001, HK00700, NASDAQ:NIO, NYSE-BABA."""
    code = code.strip()
    if match := re.fullmatch(r"(sh|sz|bj)[.:：]?\s?(\d{6})", code, re.IGNORECASE):
        return listed(match[2], {"sh": "XSHG", "sz": "XSHE", "bj": "XBSE"}[match[1].lower()])
    if match := re.fullmatch(r"(?:(?:r_)?hk|[港H]股)[.:：/]?\s?(\d{4,5})", code, re.IGNORECASE):
        return listed(match[1], "XHKG")
    exchange, mark, symbol = code.partition(":") if ":" in code else code.partition("-")
    return on_exchange(exchange, symbol) if mark else None


def bare(code: str) -> Security | None:
    """Read a mainland code that stands alone, if it lies in a range in use; B shares do not."""
    mic = next((mic for pattern, mic in _BARE if pattern.fullmatch(code)), None)
    return _mainland(mic, code) if mic else None


def ticker(code: str) -> Security | None:
    """Read an American ticker without its exchange."""
    code = code.strip().upper()
    if not _TICKER.fullmatch(code):
        return None
    return Security(code.replace("-", "."), None, "index" if code in _INDICES[None] else "equity")


def convertible(code: str) -> Security | None:
    """Read the code of a mainland convertible bond that stands alone."""
    mic = next((mic for pattern, mic in _CONVERTIBLE if pattern.fullmatch(code)), None)
    return _mainland(mic, code) if mic else None


def _mainland(mic: str, symbol: str) -> Security | None:
    """Tell shares, funds, bonds and indices of the mainland exchanges apart by their code ranges.

    Quote services number Beijing's shares as Shenzhen's.
    """
    for kind, pattern in _RANGES[mic]:
        if pattern.fullmatch(symbol):
            return Security(symbol, mic, kind)
    return _mainland("XBSE", symbol) if mic == "XSHE" else None
