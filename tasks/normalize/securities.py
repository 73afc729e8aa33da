"""Finds the securities that an article's markup names: codes in `data-code` attributes and links to quote pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tasks.records import Mention

# the numbers of quote services' markets, as ISO 10383 market identifier codes
_MARKETS = {"116": "XHKG", "105": "XNAS", "106": "XNYS", "107": "XASE", "1": "XSHG", "0": "XSHE"}
_PAIR = re.compile(r"(?:^|[^\w.])(\d{1,3})[,.]([A-Z]{0,2}\d{4,6}|[A-Z][A-Z0-9._-]{0,9})(?![\w.])")  # 116,00020
_TRIPLE = re.compile(r"^(?:K\s+)?([A-Z0-9._-]{1,10})\|(\d{1,3})\|", re.IGNORECASE)  # 00020|116|5, K 00020|116|5
_QUOTE_HOST = re.compile(r"^(?:https?:)?//[\w.-]*\bquote[\w-]*\.[\w.-]+/", re.IGNORECASE)
# code ranges of Shanghai and Shenzhen, the first that matches; the rest is equity
_SHANGHAI = (
    (r"000\d{3}|95\d{4}", "index"),
    (r"5[0168]\d{4}|5[0-9]{5}", "fund"),
    (r"(?:0[1-9]|1[0-9]|2[0-4])\d{4}", "bond"),
)
_SHENZHEN = ((r"399\d{3}|98\d{4}", "index"), (r"1[568]\d{4}", "fund"), (r"1[0-4]\d{4}", "bond"))
_BEIJING = re.compile(r"(?:4[23]|8[2-9]|92)\d{4}")
_BEIJING_INDEX = re.compile(r"899\d{3}")
_MAX_NAME = 40  # characters; a longer link text is a sentence, not a name
_CONTEXT = 12  # characters before a name by which its place in the text is found


@dataclass(frozen=True, slots=True)
class Security:
    """A code with its exchange and kind."""

    symbol: str
    mic: str | None
    kind: str


def find_mentions(tree: Any, text: str) -> tuple[Mention, ...]:
    """Return one mention for each security that the markup names, in the order of the text."""
    found: dict[Security, Mention] = {}
    for security, element, method in _marked(tree):
        mention = _mention(security, element, method, text)
        known = found.get(security)
        if known is None or (known.name is None and mention.name is not None):
            found[security] = mention
    return tuple(sorted(found.values(), key=lambda m: len(text) if m.offset is None else m.offset))


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
    if mic in ("XSHG", "XSHE"):
        return _mainland(mic, symbol)
    return Security(symbol, mic, "equity") if mic else None


def _mainland(mic: str, symbol: str) -> Security | None:
    """Tell shares, funds, bonds and indices of the mainland exchanges apart by their code ranges."""
    if not re.fullmatch(r"\d{6}", symbol):
        return None
    if mic == "XSHE" and _BEIJING.fullmatch(symbol):
        return Security(symbol, "XBSE", "index" if _BEIJING_INDEX.fullmatch(symbol) else "equity")
    ranges = _SHANGHAI if mic == "XSHG" else _SHENZHEN
    return Security(symbol, mic, next((kind for pattern, kind in ranges if re.fullmatch(pattern, symbol)), "equity"))


def _marked(tree: Any) -> Iterator[tuple[Security, Any, str]]:
    """Yield what attributes name, in the order of the page: data-code first, else a link to a quote page."""
    if tree is None:
        return
    for element in tree.iter("a", "span", "img", "em", "strong", "div", "td"):
        code = element.get("data-code")
        href = element.get("href") or ""
        if code and (named := read_code(code)):
            yield named, element, "data-code"
        elif _QUOTE_HOST.match(href) and (named := _read_link(href)):
            yield named, element, "quote-link"


def _read_link(href: str) -> Security | None:
    """Read the code in a quote page's address: `/unify/r/116.00020`, `/sh600000.html`, `/hk/00020.html`."""
    path = unquote(href).partition("//")[2].partition("/")[2].partition("#")[0]
    if match := re.search(r"(?:^|/)(sh|sz|bj)(\d{6})\b", path):
        return security("1" if match[1] == "sh" else "0", match[2])
    if match := re.search(r"(?:^|/)hk/?(\d{5})\b", path):
        return security("116", match[1])
    return read_code(path.rpartition("/")[2].removesuffix(".html"))


def _mention(security: Security, element: Any, method: str, text: str) -> Mention:
    name = " ".join("".join(element.itertext()).split())
    if not 0 < len(name) <= _MAX_NAME:
        name = ""
    offset = locate(text, _before(element), name) if name else -1
    if offset < 0:
        offset = text.find(security.symbol) if len(security.symbol) > 2 else -1
    return Mention(
        symbol=security.symbol,
        mic=security.mic,
        kind=security.kind,
        name=name or None,
        method=method,
        offset=offset if offset >= 0 else None,
        confidence=1.0 if method == "data-code" else 0.95,
    )


def locate(text: str, before: str, name: str) -> int:
    """Return where the name stands in the text, behind as many of the characters before it as the text has."""
    for length in range(len(before), 0, -4):
        context = before[-length:]
        if (place := text.find(context + name)) >= 0:
            return place + len(context)
    return text.find(name)


def _before(element: Any) -> str:
    """Return the last characters that precede an element within its paragraph."""
    pieces: list[str] = []
    while element is not None and sum(map(len, pieces)) < _CONTEXT and element.tag not in ("p", "div", "td", "body"):
        previous = element.getprevious()
        if previous is not None:
            pieces.insert(0, previous.tail or "")
            if not (previous.tail or "").strip():
                pieces.insert(0, "".join(previous.itertext()))
            element = previous
        else:
            element = element.getparent()
            if element is not None:
                pieces.insert(0, element.text or "")
    return "".join(pieces)[-_CONTEXT:]
