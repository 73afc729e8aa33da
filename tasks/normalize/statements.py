"""Cuts statements of time out of the lines that a reader sees: each date with its label and its clock.

What a sentence tells is the time of what it tells of, so only a label makes it a statement of the article's.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.normalize.calendars import WRITTEN, western_digits
from tasks.normalize.labels import BEHIND, ELSE, FIRST, LABEL, WITHIN
from tasks.normalize.moments import BEFORE_CLOCK, DAY_MONTH, ZONE_BEFORE
from tasks.normalize.relative import RELATIVE, SPOKEN

_ARABIC = r"[\u0620-\u06ff]{2,10}(?:\sالثاني|\sالأول|\sالاول)?"
_WORD = (  # of a month; marks that are no letters belong to it; an Arabic one may have two names; none is Eastern
    rf"(?:{_ARABIC}(?:\s?/\s?{_ARABIC})?|ян|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3][^\s\d,;:|()/.]{{2,15}})"
)
_Y = r"(?:19|20|25|13|14)\d{2}"  # of our calendar, the Buddhist one, the Solar Hijri one
_FULL = rf"{_Y}(?:\b|(?=\d{{1,2}}:\d\d|م\b))"  # 2024م: the Christian year, beside one of the Hijra
_DATES = "|".join(
    (
        r"\d{4}\s?[-/.年년]\s?\d{1,2}(?:\s?[-/.月월]\s?\d{1,2}\s?[日号號일]?|(?!\d))|(?<!\d)\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号號일]",
        rf"\b{_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_FULL}",
        rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+|d[’']\s?)?{_WORD}(?:\.?,?(?:\s+de[l]?|\s+of)?[\s-]+|\s,){_FULL}",
        rf"(?<!\d)\d{{1,2}}\.{_WORD}\.{_FULL}",
        rf"(?<!\d)\d{{1,2}}\.?\s{_WORD}\.?{BEFORE_CLOCK}|\b{_WORD}\.?\s\d{{1,2}}{BEFORE_CLOCK}",
        rf"(?<![\d.]){DAY_MONTH}",
        r"(?<![\d.:/-])\d{1,2}-\d{1,2}(?=\s+\d{1,2}:\d{2}(?!\d))|(?<!\d)(?:19|20)\d{2}\s\d{1,2}[/.-]\d{1,2}(?!\d)",
        rf"\b{_WORD}\.?\s+\d{{1,2}},?\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s+(?:[A-Z]{{2,4}}\s+)?{_FULL}",
        r"(?<![\d./-])\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?![\d/]|\.\d|-(?!\d?\d[:.]\d\d))",
        r"(?<![\d./-])\d{1,2}\.\s\d{1,2}\.\s\d{4}\b",
        rf"(?<!\d){_Y}(?:[.,]|\s?m\.)?\s+{_WORD}\.?\s+\d{{1,2}}\b|(?<!\d){_Y}\.\sgada\s\d{{1,2}}\.\s{_WORD}",
        r"\d{1,2}\s+tháng\s+\d{1,2}\b|(?<![\d/.:-])\d{1,2}/\d{1,2}(?=\s?[(（][月火水木金土日][)）])",
        WRITTEN.pattern,
    )
)
_DATE = re.compile(_DATES, re.IGNORECASE)
_DATE_OR_AGE = re.compile(f"{_DATES}|{RELATIVE}", re.IGNORECASE)
_AGE = re.compile(RELATIVE, re.IGNORECASE)
_MAYBE = re.compile(  # without which a line has no date
    r"\d{4}|\d\s?[-./:：月월時时h]\s?\d|\d\s?[月월]|[〇零一二三四五六七八九元]年"
)
_CLOCK = re.compile(
    r"(?<![\d.])\d{1,2}\s?(?:[:：]\s?|[.h])(?=\d{2}(?!\d))\d{2}(?!\.\s?\d|\.\s)|\d{1,2}\s?[時时点點시](?:\s?\d{1,2}\s?[分분])?|\d\s?[ap]\.?m\b",
    re.IGNORECASE,
)
_HALF = re.compile(rf"(?:{_CLOCK.pattern})(?:\s?[ap]\.\s?m\.)?", re.IGNORECASE)  # 6:00 a. m.
_CHANGED_AT = re.compile(  # （1/3 12:08 更新）
    rf"[（(\[|]?\s*(?:(?P<month>\d{{1,2}})[/月](?P<day>\d{{1,2}})日?\s*)?(?P<clock>\d{{1,2}}:\d{{2}})\s*(?P<label>{BEHIND})"
)
_NUMERALS = re.compile(r"\d{4}|\d[-/.]|[年月월]|" + BEFORE_CLOCK)  # of a date, not of an age
_SPOKEN = re.compile(SPOKEN, re.IGNORECASE)
YEAR = re.compile(rf"{_Y}|\d[./-]\d{{1,2}}[./-]\d{{2}}\b|(?:民[國国]|令和|平成|昭和)\s?\d")
_WINDOW, _CLOCK_BEFORE, _LABEL_BEFORE = 80, 25, 36  # characters of a statement behind and before its date
_OPENING = re.compile(r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4})(?:\s\d{1,2}:\d{2}(?::\d{2})?)?\s[-|·•—–]\s")
_LONGEST = 400  # characters of a line that are looked at
PROSE = 120  # characters of a line from which it is prose
OWN_LINE = 60  # characters of a line that says little more than when
_ALONE = 4  # characters beside a spoken day in a line that says nothing else
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STOPS, _COLONS = re.compile(r"[，。；！？]"), re.compile(r"[：:|｜]")
_PHRASE, _SENTENCE = 4, 12  # Eastern letters of a sentence with its full stop, without one
_END = re.compile(r"[.!?…؟।][\"”’»)]*\s*$")
_LITTLE = 4  # words of a Western sentence that no name begins with
_GOES_ON = re.compile(  # behind a time, the sentence that it begins; a byline or another label is none
    r"\s*+(?:[ap]\.?m\b\.?\s*)?+(?!(?:by|von|par|por|di)\b|\S{1,6}[:：])(?:[,，]|[^\W\d_A-ZА-ЯΑ-Ω])"
)


@dataclass(frozen=True, slots=True)
class _Statement:
    words: str
    before: str  # what stands before it in its line
    is_labelled: bool
    is_age: bool  # or a spoken day
    goes_on: bool  # as a sentence


def stated(line: str, *, in_text: bool = False, ages: bool = True) -> Iterator[str]:
    """Yield the statements in a line that are the article's own.

    Args:
        line: as a reader sees it.
        in_text: it stands in the article's text, where a long line needs a full date and a clock.
        ages: whether `2 hours ago` and `yesterday` count without a label.
    """
    is_short = len(line) <= OWN_LINE
    if not (_MAYBE.search(line) or (is_short and _AGE.search(line))):
        return
    line = western_digits(line)
    if _OPENING.match(line):
        line = line[:OWN_LINE]
    matches = list((_DATE_OR_AGE if is_short else _DATE).finditer(line, 0, _LONGEST))
    is_sentence = bool(matches) and _is_sentence(line, matches)
    is_long = len(line) > (OWN_LINE if in_text else PROSE)
    for said in _statements(line[:_LONGEST], matches):
        is_full = YEAR.search(said.words) is not None
        has_clock = _CLOCK.search(said.words) is not None
        if ELSE.search(said.before[-_LABEL_BEFORE:]):
            continue
        if said.is_age:
            if (ages or said.is_labelled) and not is_sentence and _is_own_age(line, said, has_clock):
                yield said.words
        elif is_sentence and not said.is_labelled:
            if is_full and has_clock and not said.before and not said.goes_on:
                yield said.words
        elif (is_full and has_clock) if is_long else (is_full or is_short):
            yield said.words


def best(found: list[str]) -> list[str]:
    """Return the few statements of a place that are worth a look: those with a clock, then the first."""
    with_clock = [statement for statement in found if _CLOCK.search(statement)]
    with_clock.sort(key=lambda statement: FIRST.search(statement) is None)
    return [*with_clock[:2], *found[:2]]


def _is_own_age(line: str, said: _Statement, has_clock: bool) -> bool:
    """Say whether a line tells the article's age; a spoken day is in many other words, such as today's news."""
    spoken = _SPOKEN.search(said.words)
    if spoken and not has_clock and not said.is_labelled:
        return len(line) <= len(spoken[0]) + _ALONE
    return len(line) <= OWN_LINE


def _is_sentence(line: str, dates: list[re.Match[str]]) -> bool:
    """Say whether a line, but for its times, reads as a sentence and not as a list of a byline's parts."""
    ends = [0, *(match.end() for match in dates)]
    starts = [*(match.start() for match in dates), len(line)]
    rest = _HALF.sub(" ", " ".join(line[end:start] for end, start in zip(ends, starts, strict=True))).strip()
    if eastern := len(_EASTERN.findall(rest)):
        if rest[-1] in "。！？":
            return eastern >= _PHRASE
        return eastern >= _SENTENCE and len(_STOPS.findall(rest)) > len(_COLONS.findall(rest))
    if not _END.search(rest):
        return False
    return sum(word[0].isalpha() and not word[0].isupper() for word in rest.split()) >= _LITTLE


def _statements(text: str, matches: list[re.Match[str]]) -> Iterator[_Statement]:
    """Cut a statement out around each date: its label, a clock before it, and what follows up to the next one."""
    starts: list[int] = []
    previous = 0
    clock_first = False
    for match in matches:
        starts.append(_start(text, match, previous, clock_first))
        clock_first = _CLOCK.search(text[starts[-1] : match.start()]) is not None
        previous = match.end()
    for match, start, following in zip(matches, starts, [*starts[1:], sys.maxsize], strict=False):
        end = min(match.start() + _WINDOW, following)
        clock = _CLOCK.search(text, match.end(), end)
        goes_on = _GOES_ON.match(text, clock.end() if clock else match.end()) is not None
        is_age = not _NUMERALS.search(text, match.start(), match.end() + 1)
        for number, words in enumerate(_parted(text[start:end], match[0])):
            labelled = number > 0 or LABEL.search(text[start : match.start()]) is not None
            yield _Statement(" ".join(words.split()), text[:start].strip(), labelled, is_age, goes_on)


def _parted(words: str, day: str) -> Iterator[str]:
    """Part a statement at a further label in it; a clock there is one of the same day: `…, first published 6.45am`."""
    begin = words.find(day) + len(day)
    changed = _CHANGED_AT.search(words, begin)
    if changed and not _CLOCK.search(words[begin : changed.start("clock")]):
        yield words[: changed.end()]
    elif changed:
        yield words[: changed.start()]
        its_day = f"{changed['month']}月{changed['day']}日" if changed["month"] else day
        yield f"{its_day} {changed['clock']} {changed['label']}"
    elif within := WITHIN.search(words, begin):
        yield words[: within.start()]
        if clock := _CLOCK.search(words, within.end()):
            yield f"{within[0]} {day} {words[clock.start() :]}"
    else:
        yield words


def _start(text: str, match: re.Match[str], previous: int, clock_first: bool) -> int:
    """Return where a statement begins: with its label, its zone, or a clock before its date that no other date has."""
    date = match.start()
    is_taken = previous > 0 and not clock_first  # dates before their clocks: this clock is the one before's
    is_age = not _NUMERALS.search(text, match.start(), match.end() + 1)
    if not is_taken and not is_age and (clock := _CLOCK.search(text, max(previous, date - _CLOCK_BEFORE), date)):
        date = clock.start()
    if zone := ZONE_BEFORE.search(text, max(previous, date - _CLOCK_BEFORE), date):
        date = zone.start()
    label = LABEL.search(text[max(previous, date - _LABEL_BEFORE) : date])
    return date - (len(label[0]) if label else 0)
