"""Knows the lines around an article that say when, by whom and where it was published, or what a page offers with it.

A line is one of these only if every word of it belongs to a date, a byline, a source or the page's furniture: with any
other word it is text.
"""

from __future__ import annotations

import re
from collections import Counter

from tasks.extract.attribution import is_about
from tasks.extract.lexicon import (
    BY,
    BY_COLON,
    CREDITS_CJK,
    LABELS,
    LABELS_CJK,
    MONTHS,
    OFFERS,
    PARTICLES,
    SOURCE,
    WEEKDAYS,
)
from tasks.extract.segments import BIT, Segment

_LONGEST = 160  # characters; a longer line is prose
_ANNOUNCES = re.compile(r"(?<=\w)\s?[:：]$")  # what follows; at the end of a text that was none of it
_WORD = re.compile(r"\w")
_HEADING = BIT["h1"] | BIT["h2"] | BIT["h3"] | BIT["h4"]
_SUMMARY = 3  # lines from the first sentence on among which a byline or a dateline stands, behind a summary
_NO_NAME = r"(?!(?:the|an?|this|that|all|our|my|your|no|popular)\b)"
_ROLE = r"(?:[a-z]+[ -]){0,2}(?:reporter|correspondent|editor|writer|columnist|contributor)s?"


def _any(words: str, longest: int = 12) -> str:
    """Return a pattern for any of these words, and for any that begins with one of the stems."""
    rest = rf"[^\s\d,.:;|()（）/-]{{0,{longest}}}"
    found = sorted(set(words.split()), key=len, reverse=True)
    stems = "|".join(re.escape(word[:-1]) for word in found if word.endswith("-"))
    whole = "|".join(re.escape(word) for word in found if not word.endswith("-"))
    return rf"(?:(?:{whole})(?![^\W\d_])|(?:{stems}){rest}(?![^\W\d_]))"


_MONTH = rf"{_any(MONTHS, 8)}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º|ª|°)?"
_NAME = r"(?-i:[^\W\d_a-z])[\w.'’-]*"
_NAMES = rf"{_NO_NAME}(?:{_ROLE}\s)?{_NAME}(?:,?\s(?:(?:{PARTICLES})\s){{0,2}}{_NAME})"
_BEHIND_NAMES = rf"(?=\s*$|\s*[|•·,;–—(（-]|\s+(?:\d|{_any('publi- updat- posted on')}))"
_HAN_NAMES = r"[^\s\d：:，,。.！!？?、；;（）()|]{2,16}(?:[ \u3000、]{1,2}[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff：:]))*"
_PARTS = {
    "date": (
        r"\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}(?!\d)\s?[日일.]?|"
        r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|"
        r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})(?![\d:])|"
        rf"{_DAY}[\s-]+(?:de\s|of\s)?{_MONTH},?[\s-]+(?:del?\s)?(?:\d{{4}}|[’']\d\d)(?!\d)|"
        rf"{_MONTH}\s{_DAY},?\s\d{{4}}(?!\d)|\d{{4}}\.\s{_MONTH}\s\d{{1,2}}\.?|"
        r"\d{1,2}\stháng\s\d{1,2},?\s(?:năm\s)?\d{4}|(?:昭和|平成|令和)\d{1,2}年\d{1,2}月\d{1,2}日|"
        r"\d{1,2}[月월]\s?\d{1,2}[日일](?=\W*\d{1,2}[:：时時点])|\d{1,2}[-/]\d{1,2}(?=\s\d{1,2}[:：]\d\d)|"
        r"\d{1,2}\.\d{1,2}\.(?=\s\d{1,2}[:.]\d\d)"
    ),
    "clock": (
        r"\d{1,2}\s?[:：.h]\s?\d\d(?:[:：]\d\d)?(?!\d)(?:\s?[ap]\.?\s?m\b\.?|\s?[μπ]\.μ\.|\s?(?:CH|SA|[مص])\b)?"
        r"(?:\s?[(（]?(?-i:[A-Z]{1,5}|МСК)\b[)）]?(?:[+-]\d{1,2})?)?|\d{1,2}\s?[ap]\.?m\b\.?(?:\s(?-i:[A-Z]{2,4})\b)?|"
        r"\d{1,2}[时時点點시]\s?(?:\d{1,2}[分분]?)?|[(（][月火水木金土日一二三四五六월화수목금토일][)）]"
    ),
    "age": (
        r"\d{1,2}\s(?:min|minute|hour|day|week|month)s?\sago|(?:il y a|vor|hace|há)\s\d{1,2}\s[^\W\d_]+|"
        r"\d{1,2}(?:分钟|小时|天|分|時間|日)前"
    ),
    "credit": (
        rf"(?:(?:{BY})|(?:{BY_COLON})\s?[:：])\s{_NAMES}{{1,6}}{_BEHIND_NAMES}|"
        rf"(?:{CREDITS_CJK})\s?[：:/]\s?{_HAN_NAMES}|[(（][\u4e00-\u9fff]{{0,8}}[记記]者\s{_HAN_NAMES}(?=.*[)）]$)|"
        rf"(?:[\u4e00-\u9fff]{{2,4}}(?:[记記]者|编辑)\s?[：:/|｜丨]|(?:[记記]者|作者|编辑)\s?[|｜丨])\s?{_HAN_NAMES}|"
        r"[(\[]?(?:[가-힣]{2,6}\s?=\s?)?[가-힣]{2,4}\s?(?:[가-힣]{2,3}\s?)?기자(?=\s*$|\s*[\])=·,(（|<]|\s+\S+@)|"
        r"[<(]?[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+[>)]?$|"
        # 《某某日报》（2022年01月03日 第02版）, （原标题：新码头将启用）
        r"《?\s*[\u4e00-\u9fff ]{2,12}》?\s*[（(]\s*\d{4}年\d{1,2}月\d{1,2}日\s*(?:第\s*)?[A-Z]?\d{1,3}\s?版\s*[)）]|"
        r"[（(]\s*原(?:标题|標題|题|題)\s?[：:][^（）()]{4,80}[)）]$|"
        rf"(?:(?-i:SOURCE)|(?:{SOURCE})\s?[:：])\s[^.!?]{{2,40}}\.?$|©\s?[^.!?。！？]{{2,60}}$"
    ),
    "views": (
        r"(?:点击|點擊|浏览|瀏覽|阅读|閱讀|人气|热度|(?:网友)?评论|點閱|조회|閲覧)(?:次数|数|數|量|率)?\s?[：:]?\s?\d+\s?[次人条]?"
    ),
    "offer": rf"(?:{OFFERS})(?!\w)",
    "label": rf"{_any(LABELS)}|{LABELS_CJK}",
    "weekday": _any(WEEKDAYS),
    "name": (
        r"[\u4e00-\u9fff]{2,5}(?=\s+(?:19|20)\d\d[年/.-]\d|\s?[(（]www\.)|https?://[\w.-]+/?|www\.[\w.-]+|"
        r"[\u4e00-\u9fff]{2,8}(?:[日晚早时時商][报報]|证券报|通讯社|新闻网|电视台)(?![\u4e00-\u9fff])|"
        r"(?-i:AP|AFP|PTI|ANI|IANS|DPA|dpa|EFE|ANSA|Reuters|GMT|UTC|[ECMP][SD]T|CES?T|IST|SAST)\b"
    ),
    "mark": r"[\s|·•/,，.。:：;()（）\[\]【】–—―_-]+",
}
_PART = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PARTS.items()), re.IGNORECASE)


def without_furniture(found: list[Segment], shortest: float) -> list[Segment]:
    """Return segments without the furniture ahead of the first sentence and behind the last.

    `shortest`: characters that a sentence has at least; where none has, all segments stay.
    """

    def is_sentence(segment: Segment) -> bool:
        words = segment.text
        return len(words) > shortest and not is_furniture(words, is_ahead=True) and not is_about(words)

    first = next((i for i, segment in enumerate(found) if is_sentence(segment)), None)
    if first is None:
        return found
    last = next(i for i in range(len(found) - 1, -1, -1) if is_sentence(found[i]))
    kept = [
        segment
        for i, segment in enumerate(found)
        if not (
            i <= first + _SUMMARY and _is_stated(segment.text)
            if first <= i <= last
            else is_furniture(segment.text, is_ahead=i < first)
        )
    ]
    while _leads_on(kept[-1]) and not is_sentence(kept[-1]):
        kept.pop()
    return kept


def _leads_on(segment: Segment) -> bool:
    """Say whether a line announces what follows: by its colon, or as the heading of it."""
    return not segment.is_item and (bool(segment.place.own & _HEADING) or _ANNOUNCES.search(segment.text) is not None)


def is_furniture(line: str, is_ahead: bool) -> bool:
    """Say whether a line is a statement of time, a byline, a source, or furniture, and nothing else.

    `is_ahead` of the text a bare date is one of these; behind it, it may be the article's.
    """
    kinds = _kinds(line)
    if is_ahead and line and not _WORD.search(line):
        return True
    if kinds["credit"] or kinds["offer"] or kinds["views"]:
        return True
    is_stated = kinds["label"] > 0 or (is_ahead and (kinds["date"] == 1 or kinds["clock"] > 0))
    return (kinds["date"] > 0 or (kinds["label"] > 0 and kinds["clock"] > 0)) and is_stated


def _is_stated(line: str) -> bool:
    """Say whether a line is a byline, or a day with its clock."""
    kinds = _kinds(line)
    return kinds["credit"] > 0 or (kinds["date"] == 1 and kinds["clock"] > 0)


def _kinds(line: str) -> Counter[str | None]:
    """Count the parts of a line by their kind; none of a line that has other words."""
    kinds: Counter[str | None] = Counter()
    if len(line) > _LONGEST:
        return kinds
    place = 0
    while place < len(line):
        if (part := _PART.match(line, place)) is None or part.end() == place:
            return Counter()
        kinds[part.lastgroup] += 1
        place = part.end()
    return kinds
