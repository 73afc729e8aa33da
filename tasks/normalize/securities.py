"""Finds the securities that an article names: in its markup, in links to quote pages, in JSON-LD, in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from tasks.normalize.codes import Security, prefixed, read_code, suffixed, ticker
from tasks.normalize.markup import Markup, as_list
from tasks.normalize.quotes import read_link
from tasks.normalize.tickers import find_codes
from tasks.records import Mention

_MAX_NAME = 40  # characters; a longer link text is a sentence, not a name
_CONTEXT = 12  # characters before a name by which its place in the text is found
_PAGE_LABEL = re.compile(  # words of a link that name the page, not the security
    r"\W*(?:股吧|行情|诊股|资金(?:流向?)?|公告|研报|新闻|资讯|F10|个股|股价|K线|走势图?|详情|更多|查看|quotes?|charts?|news|more)\W*",
    re.IGNORECASE,
)
_NO_MARKUP = Markup()
_CODES = etree.XPath("boolean(.//@data-code)")
_LINKS = etree.XPath(".//a/@href", smart_strings=False)


def find_mentions(tree: Any, text: str, markup: Markup = _NO_MARKUP, title: str = "") -> tuple[Mention, ...]:
    """Return one mention for each security that the article names, in the order of the text.

    What is found in several ways keeps the surest; a ticker without an exchange is the one that is named with it.
    """
    found: dict[Security, Mention] = {}
    for security, mention in (
        *_from_markup(tree, text),
        *_from_json_ld(markup, text),
        *_from_text(text, title),
        *_from_title(title, text),
    ):
        known = found.get(security)
        if known is None or (known.name is None and mention.name is not None):
            found[security] = (
                mention if known is None else replace(mention, method=known.method, confidence=known.confidence)
            )
    listed = {security.symbol for security in found if security.mic is not None}
    kept = (m for s, m in found.items() if s.mic is not None or s.kind == "board" or s.symbol not in listed)
    return tuple(sorted(kept, key=lambda m: len(text) if m.offset is None else m.offset))


def _from_text(text: str, title: str) -> Iterator[tuple[Security, Mention]]:
    for code in find_codes(text, title):
        yield code.security, _mention(code.security, code.name, code.method, code.offset, code.confidence)


def _from_title(title: str, text: str) -> Iterator[tuple[Security, Mention]]:
    """Yield what the headline names; its place is where the text repeats the name, if it does."""
    for code in find_codes(title, text):
        offset = text.find(code.name) if code.name else -1
        yield code.security, _mention(code.security, code.name, code.method, offset, code.confidence)


def _from_markup(tree: Any, text: str) -> Iterator[tuple[Security, Mention]]:
    """Yield what attributes name, in the order of the page: data-code first, else a link to a quote page."""
    if tree is None or not (_CODES(tree) or any(map(read_link, set(_LINKS(tree))))):
        return
    article: list[Any] = []  # the element that holds the whole text, looked for when first needed
    for element in tree.iter("a", "span", "img", "em", "strong", "div", "td"):
        code = element.get("data-code")
        href = element.get("href")
        if code and (named := read_code(code)):
            mention = _of_element(named, element, "data-code", text, 1.0)
            article = article or [_holder(tree, text)]
            if mention.offset is not None or _is_within(
                element, article[0]
            ):  # a chart has no words, a sidebar has its own
                yield named, mention
        elif href and (named := read_link(href)):
            mention = _of_element(named, element, "quote-link", text, 0.95)
            if mention.offset is not None:  # links of menus and tickers beside the article are not about it
                yield named, mention


def _holder(tree: Any, text: str) -> Any:
    """Return the innermost element that holds the first and the last line of the text, or None if it is not clear."""
    lines = [line.replace(" ", "")[:_CONTEXT] for line in text.split("\n") if len(line) >= _CONTEXT]
    heads = [(_head(element), element) for element in tree.iter("p", "td", "li", "div", "font", "section", "article")]
    first = next((e for head, e in heads if lines and head == lines[0] and e.tag != "div"), None)
    last = next((e for head, e in reversed(heads) if lines and head == lines[-1]), None)
    if first is None or last is None:
        return None
    around = set(first.iterancestors())
    return next((ancestor for ancestor in last.iterancestors() if ancestor in around), None)


def _head(element: Any) -> str:
    """The first characters of an element's text, without white space."""
    head = ""
    for piece in element.itertext():
        head += "".join(piece.split())
        if len(head) >= _CONTEXT:
            break
    return head[:_CONTEXT]


def _is_within(element: Any, holder: Any) -> bool:
    return holder is None or any(ancestor is holder for ancestor in element.iterancestors())


def _from_json_ld(markup: Markup, text: str) -> Iterator[tuple[Security, Mention]]:
    """Yield the tickers of companies in JSON-LD (schema.org tickerSymbol: exchange or MIC, then the symbol)."""
    for node in markup.nodes:
        for value in as_list(node.get("tickerSymbol")):
            code = value.strip().replace(" ", "") if isinstance(value, str) else ""
            if named := prefixed(code) or suffixed(code) or ticker(code):
                name = node.get("name") if isinstance(node.get("name"), str) else None
                offset = text.find(name) if name else -1
                yield named, _mention(named, name, "json-ld", offset, 0.9)


def _mention(security: Security, name: str | None, method: str, offset: int, confidence: float) -> Mention:
    return Mention(
        symbol=security.symbol,
        mic=security.mic,
        kind=security.kind,
        name=name or None,
        method=method,
        offset=offset if offset >= 0 else None,
        confidence=confidence,
    )


def _of_element(security: Security, element: Any, method: str, text: str, confidence: float) -> Mention:
    name = " ".join("".join(element.itertext()).split())
    if not 0 < len(name) <= _MAX_NAME or _PAGE_LABEL.fullmatch(name):
        name = ""
    offset = locate(text, _before(element), name) if name else -1
    if offset < 0:
        offset = _code_in(text, security.symbol)
    return _mention(security, name, method, offset, confidence)


def _code_in(text: str, symbol: str) -> int:
    """Return where the code itself stands in the text; not within a longer number, and not as an amount."""
    if len(symbol) <= 2:
        return -1
    match = re.search(rf"(?<![\w.]){re.escape(symbol)}(?![0-9A-Za-z]|\s*(?:[万亿千百元股份吨辆台件户人]|%|,\d))", text)
    return match.start() if match else -1


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
