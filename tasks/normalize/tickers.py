"""Finds the securities that a text names by their codes, and tells codes from numbers that merely look like them.

A number is a code only by what stands around it, never by its digits alone:

- with its exchange: `600519.SH`, `SH600519`, `00020.HK`, `NASDAQ: NIO`, `(NYSE: BABA)`; the digits must lie in a range
  that the exchange uses, so `600519.SHA` or `123.HK` within a longer word is none; where the exchange's name means
  something else as well (SET, SIX, BIT), only in brackets;
- in brackets directly behind a name, `中国石化（600028）`, as `brackets.py` tells;
- behind 股票代码/证券代码, six digits in a range in use; five beginning with 0 are a Hong Kong code;
- a dollar sign and one to five capitals are a cashtag unless they are money or a unit: `$USD`, `$BTC`, `$B`, `US$M`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tasks.normalize.brackets import in_brackets, tickers_in_brackets
from tasks.normalize.calendars import western_digits
from tasks.normalize.codes import (
    CURRENCIES,
    EXCHANGES,
    Found,
    Security,
    bare,
    convertible,
    listed,
    on_exchange,
    prefixed,
    suffixed,
    ticker,
)
from tasks.normalize.names import name_before

_SUFFIXED = re.compile(
    r"(?<![A-Za-z0-9_.$@-])(?:\d{6}\.(?:XSHG|XSHE|SH|SZ|SS|BJ)|\d{3,5}\.HK|[A-Z]{1,5}\.(?:US|OQ|HK)|(?<=<)[A-Z0-9]{1,6}\.[A-Z]{1,2}(?=>)|"
    r"(?<=[(（])(?:[A-Z]{1,5}[a-z]?\.[ON]|\d{4}\.(?:TWO?|T)|\d{6}\.(?:K[SQ]|BO)|"
    r"(?=\d*[A-Z])[A-Z0-9]{2,4}\.(?:L|AX|TO|DE|PA|AS|SW?|SI|MI|MC|BR)|"
    r"[A-Z]{2,10}\.NS|[A-Z]{4}\d{1,2}\.SA|\d{6}\.(?:sh|sz|bj)|\d{1,5}\.(?:hk|HK))"
    r"(?=[)）,，;；/、\s]))(?![A-Za-z0-9_@-]|\.[A-Za-z0-9])"
)
_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9.])(?:SH|SZ|BJ)[:：.]?\s?\d{6}(?!\d)|(?<![A-Za-z0-9.])HK[:：.]?0\d{4}(?!\d)|"
    r"(?<=[(（])(?:(?:sh|sz|bj)[:：.]?\s?\d{6}|(?:hk[:：.]?|HK[:：]|[港H]股[:：])\s?(?!19|20)\d{4,5})(?=[)）,，;；/、\s])"
)
_COUNTRY = re.compile(  # as Bloomberg and Taiwan's services write it: 700 HK Equity, 2330-TW
    r"(?<=[(（])(?!(?:19|20)\d\d )(?:[A-Z]{1,5}:US|[A-Z]{1,5} US(?= Equity)|\d{1,5}[: -]HK|\d{6}[: ]CH|"
    r"\d{4,6}[A-Z]?(?:-TW| TT)|\d{4} J[TP])(?: Equity)?(?=\s?[)）,，;；/、])"
)

# looked for first: a literal is found many times faster than what may stand before it
_MAYBE_SUFFIXED = re.compile(r"\.(?:S[HSZ]|XSH|BJ|HK|US|OQ|[ONTLhs]|[A-Z]{1,2}[>)）,，;；/、\s]|KS|sz|bj)").search
_MAYBE_COUNTRY = re.compile(r"[: -](?:US|HK|CH|TW|TT|J[TP])").search
_MAYBE_PREFIXED = re.compile(r"[SBH(（](?:[HZJK]|[sbhH][hzjkK])[:：.]?\s?\d{4}|[港H]股[:：]\s?\d{4}").search


def _of_country(code: str) -> Security | None:
    symbol, country = re.split("[: -]", code)[:2]
    if country in ("TW", "TT"):  # of one of Taiwan's two exchanges
        return listed(symbol, "XTAI") and Security(symbol, None, "equity")
    return bare(symbol) if country == "CH" else suffixed(f"{symbol}.{'T' if country in ('JT', 'JP') else country}")


_FORMS: tuple[tuple[Callable[[str], object], re.Pattern[str], Callable[[str], Security | None]], ...] = (
    (_MAYBE_SUFFIXED, _SUFFIXED, suffixed),
    (_MAYBE_COUNTRY, _COUNTRY, _of_country),
    (_MAYBE_PREFIXED, _PREFIXED, prefixed),
)
_NAMES = "|".join(sorted(map(re.escape, EXCHANGES), key=len, reverse=True))
_LONGEST_EXCHANGE = max(map(len, EXCHANGES)) + len(" 股票代码 ")
_AFTER_COLON = re.compile(
    r"[:：](?:(?<=[A-Za-z\u30a0-\u30ff\u4e00-\u9fff ].)|(?<=B3.))\s?"
    r"(?P<symbol>[A-Z0-9&]{1,10}(?:[.-][A-Z]{1,4})?)(?![A-Za-z0-9%])"
)
_EXCHANGE = re.compile(rf"(?<![A-Za-z0-9])({_NAMES})(?:[ ]?(?:股[票份])?代[码碼号號])?\s?$", re.IGNORECASE)
_ALSO_ON = re.compile(rf"(?<![A-Za-z0-9])({_NAMES})\s?(?:[,，/&、]|and|和)\s?$", re.IGNORECASE)
_ALSO_SYMBOLS = re.compile(r"(?:\s?(?:[,，/&、]|and)\s?[A-Z]{1,5}(?:[.-][A-Z])?)+(?=\s?[)）\]])")
_SYMBOL = re.compile(r"(?<![A-Z.-])[A-Z]{1,5}(?:[.-][A-Z])?")
_OPENED = re.compile(r"[（(\[【][^（()）\[\]【】]{0,60}$")
_ENDS = re.compile(r"\s?(?:[)）\]】,，;；/、&]|and\b|$)")
_WORDS_AS_WELL = frozenset((
    "SIX", "SET", "BIT", "FRA", "B3", "BME", "IDX", "JSE", "CSE", "OTC", "AMS", "EPA", "ELI", "EBR", "LON", "LONDON",
    "NAS", "EURONEXT",
))  # fmt: skip
_CODE_WORD = re.compile(
    r"(?:代[码碼号號]|(?<=[証銘][券柄])コード(?:番号)?)\s?(?:为|是|[:：（(])?\s?"
    r"(?P<code>\d{3,6}|\d{3}[A-Z]|[A-Z]{1,5})(?![0-9A-Za-z.])"
)
_CODE_OF = re.compile(
    r"(証券|銘柄|股票|证券|證券|股份|[AH港美]股|基金|转债|债券|公司|交易|(?<![\u4e00-\u9fff]))(?:股票)?$"
)
_CASHTAG = re.compile(
    r"\$(?<![^\W\u3040-\u9fff]\$)(?<!\$\$)([A-Z]{1,5}(?:[./-][A-Z](?![A-Za-z0-9]))?)(?![^\W\u3040-\u9fff]|\$|\.\d)"
)
_NOT_CASHTAG = CURRENCIES.union((
    "US", "NT", "NZ", "AU", "HK", "CA", "A", "C", "S", "R", "U", "M", "B", "K", "T", "MM", "BN", "MN", "TN", "BIL",
    "MIL", "GDP", "CPI", "CEO",
))  # fmt: skip
_LONGEST_TEXT = 300_000  # characters that are looked at; longer ones are listings, not news
_REACH = 60  # characters before a colon in which exchanges' names stand


def find_codes(text: str, beside: str = "") -> Iterator[Found]:
    """Yield every code in a text, the surer ways to write one first; `beside` is what else belongs to the text."""
    text = text[:_LONGEST_TEXT]
    plain = western_digits(text)  # `（７２０３）`
    for code in _codes(plain, beside):
        if plain is not text and code.name:
            code = replace(code, name=text[code.offset : code.offset + len(code.name)])
        yield code


def _codes(text: str, beside: str) -> Iterator[Found]:
    sure = [*_with_exchange(text), *_labelled(text), *_behind_code_word(text)]
    yield from sure
    yield from in_brackets(text, beside, bool(sure))
    yield from tickers_in_brackets(text)
    for match in _CASHTAG.finditer(text):
        if re.split("[./-]", match[1])[0] not in _NOT_CASHTAG and (named := ticker(match[1].replace("/", "."))):
            yield Found(named, match[0], match.start(), "cashtag", 0.8 if len(match[1]) > 1 else 0.6)


def _with_exchange(text: str) -> Iterator[Found]:
    for maybe, pattern, read in _FORMS:
        for match in pattern.finditer(text) if maybe(text) else ():
            if named := read(match[0]):
                yield _at(text, match.start(), named, match[0], "suffix")


def _labelled(text: str) -> Iterator[Found]:
    """Yield what stands behind the name of an exchange; of several exchanges or several symbols, each."""
    for match in _AFTER_COLON.finditer(text):
        head = text[max(0, match.start() - _REACH) : match.start()]
        exchange = _EXCHANGE.search(head, max(0, len(head) - _LONGEST_EXCHANGE))
        if exchange is None or not _is_exchange(exchange[1], match):
            continue
        names, first = [exchange[1]], exchange.start()
        while also := _ALSO_ON.search(head, 0, first):
            names, first = [*names, also[1]], also.start()
        start = match.start() - len(head) + first
        for security in (on_exchange(name, match["symbol"]) for name in names):
            if security:
                yield _at(text, start, security, text[start : match.end()], "exchange")
        more = _ALSO_SYMBOLS.match(text, match.end())
        for symbol in _SYMBOL.finditer(text, more.start(), more.end()) if more else ():
            if symbol[0] not in EXCHANGES and (security := on_exchange(exchange[1], symbol[0])):
                yield _at(text, symbol.start(), security, symbol[0], "exchange")


def _is_exchange(name: str, match: re.Match[str]) -> bool:
    """Say whether a name before a colon means the exchange of a symbol behind it.

    An abbreviation is of capitals. Where the name or the symbol is also a word (SET, A) or a number (港交所：2022年),
    they stand in brackets.
    """
    if len(name) <= 4 and name != name.upper():
        return False
    symbol, text, place = match["symbol"], match.string, match.start()
    is_number = symbol.isdigit() and len(symbol) < 5
    if is_number and not _ENDS.match(text, match.end()):
        return False
    is_word = is_number or symbol in ("A", "I", "THE") or name.upper() in _WORDS_AS_WELL
    return not is_word or _OPENED.search(text, max(0, place - 80), place) is not None


def _behind_code_word(text: str) -> Iterator[Found]:
    for match in _CODE_WORD.finditer(text):
        of = _CODE_OF.search(text[max(0, match.start() - 6) : match.start()])
        if of and (named := _of_code_word(of[1], match["code"])):
            found = _at(text, match.start(), named, "", "code-word", 0.9)
            yield found if found.name else replace(found, name=None, offset=match.start("code"))


def _of_code_word(of: str, code: str) -> Security | None:
    if of in ("証券", "銘柄"):
        return listed(code, "XTKS")
    if of in ("港股", "H股") or (of == "股份" and len(code) < 6):  # 股份代號 is what Hong Kong calls it
        return listed(code, "XHKG")
    if code.isalpha():
        return ticker(code) if of == "美股" else None
    if len(code) == 6:
        return bare(code) or (convertible(code) if of in ("转债", "债券") else None)
    return listed(code, "XHKG") if of and re.fullmatch(r"0\d{4}", code) else None


def _at(text: str, place: int, security: Security, words: str, method: str, confidence: float = 0.95) -> Found:
    """Return what was found at a place, with the name before it if there is one, else with the words themselves."""
    name = name_before(text, place)
    return Found(security, name or words, text.rindex(name, 0, place) if name else place, method, confidence)
