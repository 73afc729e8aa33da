"""Finds the name that stands before a security's code: `中国石化（600028）`, `Harbour Inc. (NYSE: HRB)`."""

from __future__ import annotations

import re

_WORD = r"\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3"  # katakana, Han and Hangul; hiragana parts Japanese names
NAME = re.compile(rf"[{_WORD}A-Za-z0-9*·－&-]*[{_WORD}][{_WORD}A-Za-z0-9·－-]*$")
INDEX_NAME = re.compile(r"(?:指数|综指|成指|指|(?:上证|深证|沪深|中证|北证|国证|科创|创业板)A?\d+)$")
FUND_NAME = re.compile(r"(?:基金|ETF|LOF|混合[AC]?|债券[AC]?|联接[AC]?|REIT)$", re.IGNORECASE)
BOND_NAME = re.compile(r"(?:转债|转\d)$")
_WESTERN_WORD = r"(?:[A-Z][\w&'’-]*(?:\.com)?|(?:Inc|Co|Corp|Ltd|Cos|Bros|plc|N\.V|S\.A)\.?)"
_WESTERN_NAME = re.compile(
    rf"({_WESTERN_WORD}(?:,?\s(?:{_WESTERN_WORD}|&|of|and)){{0,5}})\s?[(（\[<]\s?(?:[^()（）]{{0,30}}[;,/]\s?)?$"
)
_HELD = re.compile(r"^(?:Shares|Stocks?) (?:of|in) ")
_BEFORE_BRACKET = 60  # characters in which a Western name and what stands before the code in its bracket fit
_LONGEST_NAME = 8  # Chinese characters of a security's short name
_USUAL_NAME, _LONGEST_FUND = 4, 16
_LATIN_HEAD = re.compile(r"[A-Za-z]+(?!股)[\u4e00-\u9fff]{2,3}[A-Z]?$")  # TCL科技, XD贵州茅; not A股茅台
_WHOLE = re.compile(r"[\u30a0-\u30ff\uac00-\ud7a3]")  # words that hiragana or spaces part from the rest of a sentence
_NOT_IN_NAME = re.compile(
    r"^.*?(?:的|和|与|及|对|由|被|在|为|是|向|从|据|称|等|公司|旗下|子公司|股东|龙头|企业|集团旗下)(?=.{2,})"
)


def name_before(text: str, place: int) -> str | None:
    """Return the name directly before a bracket that opens at or shortly before a place."""
    before = text[max(0, place - _BEFORE_BRACKET) : place].rpartition("\n")[2]
    opened = re.search(r"[（(【\[<][^（()）】\]]{0,40}$", before)
    if opened is None:
        return None
    if match := NAME.search(before[: opened.start()].rstrip("”」》 ")):
        name = short_name(match[0], text)
        return name if len(name) > 1 else None  # 及(NASDAQ: NIO)
    match = _WESTERN_NAME.search(before)
    return _HELD.sub("", match[1].strip()) if match else None


def is_repeated(words: str, text: str) -> bool:
    """Say whether a text has words at least twice; it is read only as far as that takes."""
    first = text.find(words)
    return first >= 0 and text.find(words, first + len(words)) >= 0


def short_name(run: str, text: str) -> str:
    """Return the name at the end of a run without spaces: what the text repeats of it, else the usual length."""
    run = run[run.rindex("*ST") :] if "*ST" in run else run
    own = _NOT_IN_NAME.sub("", run) or run
    if len(own) <= _USUAL_NAME or own.startswith("*ST") or _WHOLE.search(own):
        return own
    if FUND_NAME.search(own) or INDEX_NAME.search(own):
        return own[-_LONGEST_FUND:]
    for length in range(min(len(own), _LONGEST_NAME), 2, -1):
        if is_repeated(own[-length:], text):
            return own[-length:]
    if match := _LATIN_HEAD.search(own):
        return match[0]
    return own[-_USUAL_NAME:] if own[-1] not in "ABH" else own[-_USUAL_NAME - 1 :]
