"""Parses what people type into a search, and builds the query of the index.

商汤 智算中心              both, anywhere in title or text
"deliberate silence"       these words, one after another
00020.HK, NIO, 600519      codes: in the words, or among the securities that the article names
商汤 OR 百度               one of them
商汤 AND 百度              both, as without AND
-传闻                      not this
semi*                      words that begin so
title:商汤 source:newsroom security:00020.XHKG since:2026-01-01 until:2026-01-31
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tantivy import FieldType, Occur, Query, Schema

from warehouse.fold import DENSE, fold
from warehouse.search import SearchError
from warehouse.search.tokens import terms

TITLE_BOOST = 2.0
CODE_BOOST = 2.0
FIELDS = ("title", "source", "security", "since", "until")
OPERATORS = {"AND", "OR"}
EXCHANGES = {
    "SH": "XSHG", "SS": "XSHG", "SZ": "XSHE", "BJ": "XBSE", "HK": "XHKG", "N": "XNYS", "O": "XNAS", "T": "XTKS",
    "TW": "XTAI", "KS": "XKRX", "L": "XLON",
}  # fmt: skip
_ITEM = re.compile(
    r'(?P<minus>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)|(?(field)(?!\S)|(?!)))'
)
_CODE = re.compile(r"(?P<symbol>[0-9A-Z]{1,10}(?:-[A-Z])?)(?:[.:](?P<exchange>[A-Z]{1,4}))?")
_SWAPPED = re.compile(r"(?P<exchange>[A-Z]{1,4})[.:](?P<symbol>\d+)")
_ASCII = str.maketrans("“”„「」　", '""""" ') | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full width


@dataclass(frozen=True, slots=True)
class Item:
    """One word or phrase of a search."""

    text: str
    field: str | None = None
    excluded: bool = False
    quoted: bool = False


def parse(text: str) -> list[list[Item]]:
    """Read a search as groups of alternatives, all of which must match.

    Raises:
        SearchError: an open quote, an unknown field, an operator without a side, nothing that could be found.
    """
    groups = _groups(text)
    if not any(not item.excluded for group in groups for item in group):
        raise SearchError(f"search {text!r}: name at least one word that the article must have")
    return groups


def _groups(text: str) -> list[list[Item]]:
    text = text.translate(_ASCII)
    if text.count('"') % 2:
        raise SearchError(f'search {text!r}: a quote is not closed; write the phrase as "…"')
    groups: list[list[Item]] = []
    operator, operators = "", set()
    for found in _ITEM.finditer(text):
        if found[0] in OPERATORS:
            if operator or not groups:
                raise SearchError(f"search {text!r}: {found[0]} stands between two words")
            operator = found[0]
            operators.add(operator)
            continue
        item = _item(found, text)
        if operator != "OR":
            groups.append([item])
        elif item.excluded or groups[-1][-1].excluded:
            raise SearchError(f"search {text!r}: what must not be there is no alternative; write it without OR")
        else:
            groups[-1].append(item)
        operator = ""
    if operator:
        raise SearchError(f"search {text!r}: {operator} stands between two words")
    if len(operators) > 1:
        raise SearchError(
            f"search {text!r}: AND beside OR can be read in two ways; without AND, OR joins its neighbours"
        )
    return groups


def _item(found: re.Match[str], text: str) -> Item:
    field, phrase, word = found["field"], found["phrase"], found["word"] or ""
    if field and field.lower() in FIELDS:
        field = field.lower()
        if not (phrase or word).strip():
            raise SearchError(f"search {text!r}: {field}: has no value; write it right behind the colon")
    elif field:  # nyse:nio, https://…: words, unless a field's name was misspelt
        if near := difflib.get_close_matches(field.lower(), FIELDS, 1, cutoff=0.75):
            raise SearchError(
                f"search {text!r}: no field {field!r}; did you mean {near[0]}:? There are {', '.join(FIELDS)}"
            )
        field, word = None, f"{field}:{word}"
    return Item(word if phrase is None else phrase, field, bool(found["minus"]), phrase is not None)


def build(schema: Schema, text: str, load_id: int) -> Query:
    """Build the query of a search, over what was loaded up to `load_id`.

    Raises:
        SearchError: the search cannot be understood.
    """
    loaded = Query.range_query(schema, "load_id", FieldType.Unsigned, None, load_id)
    clauses = [(Occur.Must, Query.const_score_query(loaded, 0.0))]
    for group in parse(text):
        asked = [(item, _clause(schema, item)) for item in group]
        kept = [query for item, query in asked if query is not None and not item.excluded]
        clauses += [(Occur.MustNot, query) for item, query in asked if query is not None and item.excluded]
        clauses += [(Occur.Must, _any(kept))] if kept else []
    if all(occur is Occur.MustNot for occur, _ in clauses[1:]):
        raise SearchError(f"search {text!r}: nothing but punctuation; name a word")
    return Query.boolean_query(clauses)


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _clause(schema: Schema, item: Item) -> Query | None:
    """One item as a query; None if it is nothing but punctuation."""
    if item.field in ("since", "until"):
        return Query.const_score_query(_moment(schema, item), 0.0)
    if item.field == "source":
        return Query.const_score_query(Query.term_query(schema, "source", item.text), 0.0)
    if item.field == "security":
        code = item.text.upper()
        if found := _SWAPPED.fullmatch(code):
            raise SearchError(f"security:{item.text}: write the exchange last, {found['symbol']}.{found['exchange']}")
        return Query.const_score_query(Query.term_set_query(schema, "security", [_code(code)]), 0.0)
    title = _words(schema, "title", item)
    if title is None or item.field == "title":
        return title
    ways = [(Occur.Should, Query.boost_query(title, TITLE_BOOST)), (Occur.Should, _words(schema, "text", item))]
    code = item.text.upper()
    if not item.quoted and _CODE.fullmatch(code) and any(c.isdigit() or c.isupper() for c in item.text):
        named = Query.term_query(schema, "security", _code(code))
        ways.append((Occur.Should, Query.boost_query(named, CODE_BOOST)))
    return Query.boolean_query([(occur, query) for occur, query in ways if query is not None])


def _words(schema: Schema, field: str, item: Item) -> Query | None:
    """The terms of an item, one after another, in one field."""
    words = terms(item.text).split()
    if not words:
        return None
    open_end = item.text.endswith("*") and not item.quoted
    if _is_dense(words[-1]) and len(words[-1]) == 1:
        if len(words) > 1 and len(words[-2]) == 2 and words[-2].endswith(words[-1]) and _is_dense(words[-2]):
            words.pop()  # the end of a run, after which other characters may follow in a document
        else:
            open_end = True  # a single character begins a pair
    if open_end:
        patterns = [re.escape(word) for word in words[:-1]] + [f"{re.escape(words[-1])}.*"]
        if len(words) == 1:
            return Query.regex_query(schema, field, patterns[0])
        return Query.regex_phrase_query(schema, field, [*patterns])
    if len(words) == 1:
        return Query.term_query(schema, field, words[0])
    return Query.phrase_query(schema, field, [*words])


def _is_dense(word: str) -> bool:
    return bool(fold(word)[1][0] == DENSE)


def _code(text: str) -> str:
    """A code as the index has it: `00020`, or with its exchange's ISO 10383 code `00020.XHKG`."""
    found = _CODE.fullmatch(text)
    if not found or not found["exchange"]:
        return text
    return f"{found['symbol']}.{EXCHANGES.get(found['exchange'], found['exchange'])}"


def _moment(schema: Schema, item: Item) -> Query:
    """A limit of time: a day, at the source, or an instant."""
    try:
        field, number = "day", date.fromisoformat(item.text).toordinal()
    except ValueError:
        field, number = "instant", _instant(item)
    bounds = (number, None) if item.field == "since" else (None, number)
    return Query.range_query(schema, field, FieldType.Integer, *bounds)


def _instant(item: Item) -> int:
    shape = (
        f"{item.field}:{item.text}: write a day as 2026-01-31, or an instant with its zone as 2026-01-31T09:30+08:00"
    )
    try:
        moment = datetime.fromisoformat(item.text)
    except ValueError:
        raise SearchError(shape) from None
    if moment.tzinfo is None:
        raise SearchError(shape)
    return int(moment.timestamp())


def narrowed(text: str, options: Mapping[str, str | None]) -> str:
    """Add options as fields to a search.

    Raises:
        SearchError: an option's value has quotes, or the search ends in an operator, which would join the options.
    """
    _groups(text)
    given = {name: value for name, value in options.items() if value}
    for name, value in given.items():
        if '"' in value.translate(_ASCII):
            raise SearchError(f"--{name} {value!r}: write it without quotes")
    return " ".join([text, *(f'{name}:"{value}"' for name, value in given.items())])
