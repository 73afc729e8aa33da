"""Cuts statements of time out of the lines that a reader sees: each date with its label and its clock."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from tasks.normalize.calendars import WRITTEN
from tasks.normalize.labels import LABEL

_MONTH_WORD = r"[^\W\d_]{3,12}"
_DATE_LIKE = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}|(?<!\d)\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号號일]|"
    rf"\b{_MONTH_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}(?:\b|(?=\d{{1,2}}:\d\d))|"
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+|d[’']\s?)?{_MONTH_WORD}\.?,?(?:\s+de[l]?|\s+of)?[\s-]+"
    r"(?:19|20)\d{2}(?:\b|(?=\d{1,2}:\d\d))|"
    r"(?<![\d.:/-])\d{1,2}-\d{1,2}(?=\s+\d{1,2}:\d{2}(?!\d))|(?<!\d)(?:19|20)\d{2}\s\d{1,2}[/.-]\d{1,2}(?!\d)|"
    rf"\b{_MONTH_WORD}\.?\s+\d{{1,2}},?\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s+(?:[A-Z]{{2,4}}\s+)?(?:19|20)\d{{2}}(?:\b|(?=\d{{1,2}}:\d\d))|"
    r"(?<![\d./-])\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?![\d/]|\.\d|-(?!\d?\d[:.]\d\d))|"
    r"(?<![\d./-])\d{1,2}\.\s\d{1,2}\.\s\d{4}\b|(?<!\d)(?:19|20)\d{2}[.,]?\s+[^\W\d_]{3,12}\s+\d{1,2}\b|"
    r"\d{1,2}\s+tháng\s+\d{1,2}\b|(?<![\d/.:-])\d{1,2}/\d{1,2}(?=\s?[(（][月火水木金土日][)）])|"
    rf"{WRITTEN.pattern}|"
    r"\b(?:\d{1,3}|an?|one|une?|eine[rm]?|uma?|hace)\s*(?:minutes?|mins?|hours?|hrs?|days?|heures?|Stunden?|Minuten|"
    r"horas?|minutos?|ore|minuti|dias?|días?|jours?|Tagen?)(?:\s+(?:ago|fa|atrás))?\b|"
    r"\d{1,3}\s*(?:秒|分钟|分鐘|小时|小時|天|時間|分|日|시간|분|일)\s?[之以]?[前전]|刚刚|剛剛|昨天|前天|今天|昨日|"
    r"\b(?:yesterday|today|just now)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}\s?[:：.h](?=\d{2}(?!\d))\d{2}|\d{1,2}\s?[时時点點시]|\d\s?[ap]\.?m\b", re.IGNORECASE)
_MAYBE = re.compile(  # without which a line needs no closer look
    r"\d{4}|\d\s?[-./월月]\s?\d|[前전〇零]|刚刚|剛剛|昨天|今天|昨日|[’']\d\d\b|"
    r"\d\s?(?:min|h|std|stund|or[ae]|days?|d[ií]a|jour|tag)|"
    r"\b(?:ago|fa|atrás|hace|vor|il y a|yesterday|today|just now)\b",
    re.IGNORECASE,
)
_NUMERALS = re.compile(r"\d{4}|[-/.年月월]")  # of a date, not of an age
YEAR = re.compile(r"(?:19|20)\d{2}|\d[./-]\d{1,2}[./-]\d{2}\b")
_WINDOW, _CLOCK_BEFORE, _LABEL_BEFORE = 60, 25, 30  # characters of a statement behind and before its date
_OPENING = re.compile(r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4})(?:\s\d{1,2}:\d{2}(?::\d{2})?)?\s[-|·•—–]\s")
_LONGEST = 400  # characters of a line that are looked at
PROSE = 120  # characters of a line from which it is prose
OWN_LINE = 60  # characters of a line that says little more than when


def stated(line: str, is_text: bool = False) -> Iterator[str]:
    """Yield the statements in a line that are not prose's."""
    if not _MAYBE.search(line):
        return
    if _OPENING.match(line):
        line = line[:OWN_LINE]
    is_prose = len(line) > (OWN_LINE if is_text else PROSE)
    for statement in _statements(line[:_LONGEST]):
        is_full = YEAR.search(statement) is not None
        if (is_full and _CLOCK.search(statement)) if is_prose else (is_full or len(line) <= OWN_LINE):
            yield statement


def best(found: list[str]) -> list[str]:
    with_clock = [statement for statement in found if _CLOCK.search(statement)]
    return [*with_clock[:2], *found[:2]]


def _statements(text: str) -> Iterator[str]:
    """Cut a statement out around each date: its label, a clock before it, and what follows up to the next one."""
    matches = list(_DATE_LIKE.finditer(text))
    starts: list[int] = []
    previous = 0
    clock_first = False
    for match in matches:
        starts.append(_start(text, match, previous, clock_first))
        clock_first = _CLOCK.search(text[starts[-1] : match.start()]) is not None
        previous = match.end()
    for match, start, following in zip(matches, starts, [*starts[1:], sys.maxsize], strict=False):
        yield " ".join(text[start : min(match.start() + _WINDOW, following)].split())


def _start(text: str, match: re.Match[str], previous: int, clock_first: bool) -> int:
    """Return where a statement begins: with its label, or with a clock before its date that no other date has."""
    date = match.start()
    before = max(previous, date - _CLOCK_BEFORE)
    is_taken = previous > 0 and not clock_first  # dates before their clocks: this clock is the one before's
    is_age = not _NUMERALS.search(match[0])
    if not is_taken and not is_age and (clock := _CLOCK.search(text[before:date])):
        date = before + clock.start()
    label = LABEL.search(text[max(previous, date - _LABEL_BEFORE) : date])
    return date - (len(label[0]) if label else 0)
