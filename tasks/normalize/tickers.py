"""Finds the securities that a text names by their codes, and tells codes from numbers that merely look like them.

A number is a code only by what stands around it, never by its digits alone:

- with its exchange: `600519.SH`, `SH600519`, `00020.HK`, `NASDAQ: NIO`, `(NYSE: BABA)`; the digits must lie in a range
  that the exchange uses, so `600519.SHA` or `123.HK` within a longer word is none;
- six digits in brackets directly behind a name, `中国石化（600028）`, or behind 股票代码/证券代码, in a range in use: a
  name is two or more Chinese characters that do not end like a measure or a register (邮编, 编号, 电话, 万元 …); months
  (202201), dates (20220103) and amounts (600,519) are in no such range or not of six digits alone;
- five digits beginning with 0 in such brackets are a Hong Kong code; phone numbers have more digits or a hyphen;
- a dollar sign and one to five capitals are a cashtag unless they are a currency or a unit: `$USD`, `$B`, `US$M`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.normalize.codes import EXCHANGES, Security, bare, listed, prefixed, suffixed, ticker

_SUFFIXED = re.compile(
    r"(?<![\w.$@-])(?:\d{6}\.(?:SH|SZ|SS|BJ)|\d{4,5}\.HK|[A-Z]{1,5}\.(?:US|OQ|HK)|(?<=<)[A-Z0-9]{1,6}\.[A-Z]{1,2}(?=>)|"
    r"(?<=[(（])(?:[A-Z]{1,5}\.[ON]|\d{4}\.TW?|\d{6}\.KS|[A-Z]{2,4}\.(?:L|NS|AX|TO|DE|PA|AS)|\d{6}\.(?:sh|sz|bj)|\d{4,5}\.hk)"
    r"(?=[)）,，;；/、\s]))(?![\w@-]|\.\w)"
)
_PREFIXED = re.compile(r"(?<![A-Za-z0-9.])(?:SH|SZ|BJ)[:.]?\d{6}(?!\d)|(?<![A-Za-z0-9.])HK[:.]?0\d{4}(?!\d)")
_MAYBE_SUFFIXED = re.compile(  # looked for first: a literal is found many times faster than what may stand before it
    r"\.(?:S[HSZ]|BJ|HK|US|OQ|[ONTLhs]|[A-Z]{1,2}[>)）,，;；/、\s]|KS|sz|bj)"
)
_MAYBE_PREFIXED = re.compile(r"[SBH][HZJK][:.]?\d{5}")
_NAMES = "|".join(sorted(map(re.escape, EXCHANGES), key=len, reverse=True))
_AFTER_COLON = re.compile(r"[:：](?<=[A-Za-z\u4e00-\u9fff ].)\s?(?P<symbol>[A-Z0-9]{1,6}(?:\.[A-Z])?)(?![A-Za-z0-9%])")
_EXCHANGE = re.compile(rf"(?<![A-Za-z0-9])({_NAMES})(?:[ ]?(?:股票代码|代码|代號))?\s?$", re.IGNORECASE)
_BRACKET = re.compile(
    r"[（(【\[]\s?(?P<codes>\d{5,6}(?![\d.])[0-9A-Za-z.:：，,;；/、\s-]{0,54}|[0-9A-Za-z.，,;；/、\s]{2,40}\b\d{5,6})\s?[）)】\]]"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9*·－-]*[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·－-]*$")
_CODE_WORD = re.compile(r"(?:股票|证券|證券|股份|A股|基金)?(?:代码|代碼|代號)\s?(?:为|是|[:：])?\s?(\d{6})(?![\d.])")
_CASHTAG = re.compile(r"\$(?<![\w$]\$)([A-Z]{1,5}(?:\.[A-Z])?)(?![\w$]|\.\d)")
_NOT_CASHTAG = frozenset(
    [
        "US",
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "HKD",
        "SGD",
        "RMB",
        "CNY",
        "CNH",
        "TWD",
        "JPY",
        "EUR",
        "GBP",
        "CHF",
        "MXN",
        "BRL",
        "INR",
        "KRW",
        "A",
        "C",
        "S",
        "R",
        "U",
        "M",
        "B",
        "K",
        "T",
        "MM",
        "BN",
        "MN",
        "TN",
        "BIL",
        "MIL",
        "NT",
        "NZ",
        "AU",
        "HK",
        "CA",
    ]
)
_NOT_A_NAME = re.compile(
    r"(?:邮编|邮政编码|编码|编号|文号|证号|备案|许可证|电话|热线|传真|手机|账号|账户|卡号|工号|学号|车牌|房号|门牌|序号|订单|批号|案号|"
    r"QQ|群|微信|版本|型号|年|月|日|元|万|亿|(?<!控)股|人|次|件|吨|公里|米|号|第|约|共|共计|合计|总计|累计|密码|验证码|日期|时间|附件|图|表)$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[，,;；/、\s]+")
_INDEX_NAME = re.compile(r"(?:指数|综指|成指|指|上证50|沪深300|中证\d+)$")
_FUND_NAME = re.compile(r"(?:基金|ETF|LOF|混合[AC]?|债券[AC]?|联接[AC]?|REIT)$", re.IGNORECASE)
_WESTERN_WORD = r"(?:[A-Z][\w&'’-]*(?:\.com)?|(?:Inc|Co|Corp|Ltd|Cos|Bros|plc|N\.V|S\.A)\.?)"
_WESTERN_NAME = re.compile(
    rf"({_WESTERN_WORD}(?:,?\s(?:{_WESTERN_WORD}|&|of|and)){{0,5}})\s?[(（\[]\s?(?:[^()（）]{{0,30}}[;,/]\s?)?$"
)
_LONGEST_TEXT = 300_000  # characters that are looked at; longer ones are listings, not news
_REACH = 24  # characters before a bracket in which its name begins
_LONGEST_NAME = 8  # Chinese characters of a security's short name
_USUAL_NAME, _LONGEST_FUND = 4, 16
_NOT_IN_NAME = re.compile(
    r"^.*?(?:的|和|与|及|对|由|被|在|为|是|向|从|据|称|等|公司|旗下|子公司|股东|龙头|企业|集团旗下)(?=.{2,})"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A code in a text: the words it belongs to, where they begin, how it was found and how sure that is."""

    security: Security
    name: str | None
    offset: int
    method: str
    confidence: float


def find_codes(text: str) -> Iterator[Found]:
    """Yield every code in a text, the surer ways to write one first."""
    text = text[:_LONGEST_TEXT]
    yield from _with_exchange(text)
    yield from _labelled(text)
    yield from _in_brackets(text)
    for match in _CODE_WORD.finditer(text) if "代" in text else ():
        if named := bare(match[1]):
            yield Found(named, None, match.start(1), "code-word", 0.9)
    for match in _CASHTAG.finditer(text):
        if match[1] not in _NOT_CASHTAG and (named := ticker(match[1])):
            yield Found(named, match[0], match.start(), "cashtag", 0.8 if len(match[1]) > 1 else 0.6)


def _with_exchange(text: str) -> Iterator[Found]:
    for maybe, pattern, read in ((_MAYBE_SUFFIXED, _SUFFIXED, suffixed), (_MAYBE_PREFIXED, _PREFIXED, prefixed)):
        for match in pattern.finditer(text) if maybe.search(text) else ():
            if named := read(match[0]):
                name = _name_before(text, match.start())
                yield Found(
                    named,
                    name or match[0],
                    match.start() if not name else text.rindex(name, 0, match.start()),
                    "suffix",
                    0.95,
                )


def _labelled(text: str) -> Iterator[Found]:
    for match in _AFTER_COLON.finditer(text):
        exchange = _EXCHANGE.search(text[max(0, match.start() - _REACH) : match.start()])
        named = listed(match["symbol"], EXCHANGES[exchange[1].upper()]) if exchange else None
        if exchange and named:
            start = match.start() - len(exchange[0])
            name = _name_before(text, start)
            words = text[start : match.end()]
            yield Found(named, name or words, text.rindex(name, 0, start) if name else start, "exchange", 0.95)


def _in_brackets(text: str) -> Iterator[Found]:
    """Yield the bare codes in brackets behind a name."""
    for match in _BRACKET.finditer(text):
        head = text[max(0, match.start() - _REACH) : match.start()].rstrip("”」》 ")
        run = _NAME.search(head)
        if run is None or _NOT_A_NAME.search(run[0]):
            continue
        name = _short_name(run[0], text)
        for code in _SEPARATORS.split(match["codes"].strip()):
            if (named := _bare(code, name)) is not None:
                yield Found(named, name, text.rindex(name, 0, match.start()), "brackets", 0.9)


def _bare(code: str, name: str) -> Security | None:
    if re.fullmatch(r"0\d{4}", code):
        return listed(code, "XHKG")
    if not re.fullmatch(r"\d{6}", code):
        return None
    if _INDEX_NAME.search(name):
        return (
            Security(code, "XSHE" if code.startswith("399") else "XSHG", "index")
            if code[:3] in ("000", "399")
            else None
        )
    if _FUND_NAME.search(name):
        known = bare(code)
        return known if known and known.kind == "fund" else Security(code, None, "fund")
    return bare(code)


def _name_before(text: str, place: int) -> str | None:
    """Return the name directly before a bracket that opens at or shortly before a place."""
    before = text[max(0, place - 60) : place]
    opened = re.search(r"[（(【\[<][^（()）】\]]{0,40}$", before)
    if opened is None:
        return None
    head = before[: opened.start()].rstrip("”」》 ")
    if match := _NAME.search(head):
        return _short_name(match[0], text)
    match = _WESTERN_NAME.search(before[: opened.end()] if opened else before)
    return match[1].strip() if match else None


def _short_name(run: str, text: str) -> str:
    """Return the name at the end of a run of Chinese words: what the text repeats of it, else the usual length."""
    run = run[run.rindex("*ST") :] if "*ST" in run else run
    own = _NOT_IN_NAME.sub("", run) or run
    if len(own) <= _USUAL_NAME or own.startswith("*ST"):
        return own
    if _FUND_NAME.search(own) or _INDEX_NAME.search(own):
        return own[-_LONGEST_FUND:]
    for length in range(min(len(own), _LONGEST_NAME), 2, -1):
        if text.count(own[-length:]) > 1:
            return own[-length:]
    return own[-_USUAL_NAME:] if own[-1] not in "ABH" else own[-_USUAL_NAME - 1 :]
