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
_TRIPLE = re.compile(r"^(?:K\s+)?([A-Z0-9._-]{1,10})\|(\d{1,3})\|", re.IGNORECASE)  # 00020|116|5, K 00020|116|5
# code ranges of Shanghai and Shenzhen, the first that matches; the rest is equity
_SHANGHAI = (
    (r"000\d{3}|95\d{4}", "index"),
    (r"5[0168]\d{4}|5[0-9]{5}", "fund"),
    (r"(?:0[1-9]|1[0-9]|2[0-4])\d{4}", "bond"),
)
_SHENZHEN = ((r"399\d{3}|98\d{4}", "index"), (r"1[568]\d{4}", "fund"), (r"1[0-4]\d{4}", "bond"))
_BEIJING = re.compile(r"(?:4[23]|8[2-9]|92)\d{4}")
_BEIJING_INDEX = re.compile(r"899\d{3}")
# what a bare six-digit number can be; B shares (200xxx, 900xxx) look like months and amounts, so they need a suffix
_BARE = (
    (re.compile(r"(?:60[0135]|68[89])\d{3}"), "XSHG"),
    (re.compile(r"(?:00[0-3]|30[0-2])\d{3}|399\d{3}"), "XSHE"),
    (re.compile(r"5[0168]\d{4}"), "XSHG"),
    (re.compile(r"15[09]\d{3}|16[0-9]\d{3}"), "XSHE"),
    (re.compile(r"(?:430|83\d|87\d|88[0-8]|920)\d{3}"), "XBSE"),
)
EXCHANGES = {
    **dict.fromkeys(
        ("NASDAQ", "NASDAQGS", "NASDAQGM", "NASDAQCM", "NASDAQ GS", "NAS", "纳斯达克", "纳斯达克代码"), "XNAS"
    ),
    **dict.fromkeys(("NYSE", "纽交所", "纽约证券交易所", "纽交所代码"), "XNYS"),
    **dict.fromkeys(("NYSE AMERICAN", "NYSEAMERICAN", "NYSE MKT", "NYSEMKT", "AMEX", "NYSEAMEX"), "XASE"),
    **dict.fromkeys(("NYSE ARCA", "NYSEARCA"), "ARCX"),
    **dict.fromkeys(("HKEX", "HKSE", "SEHK", "HKG", "港交所", "联交所", "香港交易所"), "XHKG"),
    **dict.fromkeys(("SSE", "SHSE", "SHA", "SHSE", "上交所", "上海证券交易所"), "XSHG"),
    **dict.fromkeys(("SZSE", "SHE", "深交所", "深圳证券交易所"), "XSHE"),
    **dict.fromkeys(("LSE", "LON", "LONDON"), "XLON"),
    **dict.fromkeys(("TSX", "TSE"), "XTSE"),
    **dict.fromkeys(("TSXV", "TSX-V", "TSX.V", "CVE"), "XTSX"),
    **dict.fromkeys(("TYO", "JPX"), "XTKS"),
    **dict.fromkeys(("ASX",), "XASX"),
    **dict.fromkeys(("NSE",), "XNSE"),
    **dict.fromkeys(("BOM",), "XBOM"),
    **dict.fromkeys(("SGX",), "XSES"),
    **dict.fromkeys(("KRX",), "XKRX"),
    **dict.fromkeys(("ETR", "XETRA", "XETR"), "XETR"),
    **dict.fromkeys(("EPA", "EURONEXT PARIS"), "XPAR"),
    **dict.fromkeys(("AMS", "EURONEXT AMSTERDAM"), "XAMS"),
    **{
        mic: mic
        for mic in ("XNAS", "XNYS", "XASE", "ARCX", "XHKG", "XSHG", "XSHE", "XLON", "XTSE", "XTKS", "XASX", "XSES")
    },
}
_SUFFIXES = {
    "SH": "XSHG", "SS": "XSHG", "SZ": "XSHE", "BJ": "XBSE", "HK": "XHKG", "N": "XNYS", "O": "XNAS", "OQ": "XNAS",
    "T": "XTKS", "TW": "XTAI", "KS": "XKRX", "L": "XLON", "NS": "XNSE", "BO": "XBOM", "AX": "XASX", "TO": "XTSE",
    "SI": "XSES", "DE": "XETR", "PA": "XPAR", "AS": "XAMS", "US": None,
}  # fmt: skip
_CHINESE = ("XSHG", "XSHE", "XBSE")
_SUFFIXED = re.compile(r"([0-9A-Z]{1,6}(?:-[A-Z])?)[.:]([A-Z]{1,2})")
_TICKER = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z])?")


@dataclass(frozen=True, slots=True)
class Security:
    """A code with its exchange and kind."""

    symbol: str
    mic: str | None
    kind: str


def read_code(code: str) -> Security | None:
    """Read a code in any shape of a quote service: `116,00020`, `1.600160`, `00020|116|5`, `K 00020|116|5`."""
    if match := _TRIPLE.match(code.strip()):
        return security(match[2], match[1].upper())
    if match := _PAIR.search(code.strip()):
        return security(match[1], match[2].upper())
    return None


def security(market: str, symbol: str) -> Security | None:
    """Return the security that a market's number and a symbol mean; None for a market we do not know."""
    if market == "90" and symbol.startswith("BK"):
        return Security(symbol, None, "board")
    mic = _MARKETS.get(market)
    return listed(symbol, mic) if mic else None


def listed(symbol: str, mic: str | None) -> Security | None:
    """Return the security of that symbol on an exchange, or None if the exchange writes none so."""
    symbol = symbol.upper()
    if mic in _CHINESE:
        return _mainland(mic, symbol)
    if mic == "XHKG":
        return Security(symbol.zfill(5), mic, "equity") if re.fullmatch(r"\d{1,5}", symbol) and int(symbol) else None
    if mic in ("XTKS", "XTAI", "XKRX", "XBOM"):
        return Security(symbol, mic, "equity") if re.fullmatch(r"\d{4,6}[A-Z]?", symbol) else None
    fits = re.fullmatch(r"[A-Z][A-Z0-9]{0,9}(?:[._-][A-Z0-9]{1,3})?", symbol)
    return Security(symbol.replace("-", ".") if mic else symbol, mic, "equity") if fits else None


def suffixed(code: str) -> Security | None:
    """Read a code with its exchange behind it: 600519.SH, 00020.HK, AAPL.O, 9988:HK, TCEHY:US."""
    match = _SUFFIXED.fullmatch(code.strip().upper())
    if match is None or match[2] not in _SUFFIXES:
        return None
    mic = _SUFFIXES[match[2]]
    if mic is None or mic in ("XNYS", "XNAS"):
        return listed(match[1], mic) if _TICKER.fullmatch(match[1]) else None
    return listed(match[1], mic)


def prefixed(code: str) -> Security | None:
    """Read a code with its exchange before it: SH600519, sz000001, HK00700, NASDAQ:NIO, NYSE-BABA."""
    code = code.strip()
    if match := re.fullmatch(r"(sh|sz|bj)[.:]?(\d{6})", code, re.IGNORECASE):
        return listed(match[2], {"sh": "XSHG", "sz": "XSHE", "bj": "XBSE"}[match[1].lower()])
    if match := re.fullmatch(r"(?:r_)?hk[.:/]?(\d{4,5})", code, re.IGNORECASE):
        return listed(match[1], "XHKG")
    exchange, mark, symbol = code.partition(":") if ":" in code else code.partition("-")
    mic = EXCHANGES.get(exchange.strip().upper())
    return listed(symbol.strip(), mic) if mark and mic else None


def bare(code: str) -> Security | None:
    """Read a mainland code that stands alone, if it lies in a range in use; B shares do not."""
    mic = next((mic for pattern, mic in _BARE if pattern.fullmatch(code)), None)
    return _mainland(mic, code) if mic else None


def ticker(code: str) -> Security | None:
    """Read an American ticker without its exchange."""
    code = code.strip().upper()
    return Security(code, None, "equity") if _TICKER.fullmatch(code) else None


def _mainland(mic: str, symbol: str) -> Security | None:
    """Tell shares, funds, bonds and indices of the mainland exchanges apart by their code ranges."""
    if not re.fullmatch(r"\d{6}", symbol):
        return None
    if mic == "XBSE" or (mic == "XSHE" and _BEIJING.fullmatch(symbol)):
        return Security(symbol, "XBSE", "index" if _BEIJING_INDEX.fullmatch(symbol) else "equity")
    ranges = _SHANGHAI if mic == "XSHG" else _SHENZHEN
    return Security(symbol, mic, next((kind for pattern, kind in ranges if re.fullmatch(pattern, symbol)), "equity"))
