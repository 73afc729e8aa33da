"""How a page is cut, described, and judged."""

from __future__ import annotations

import json
import math

import pytest

from tasks.extract.features import NAMES, features, share, words
from tasks.extract.model import FILE, odds
from tasks.extract.segments import BIT, Segment, segments
from tasks.extract.text import parse

LONG = "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan."


def cut(markup: str) -> list[Segment]:
    return segments(parse(f"<html><body>{markup}</body></html>"))


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>a <b>b</b>c</p>d<p>e</p>", ["a bc", "d", "e"]),
        ("<p>a<br>b<br><br>c</p>", ["a", "b", "c"]),
        ("<div>a<span>b<a href=x>c</a></span>d<div>e</div>f</div>", ["abcd", "e", "f"]),
        ("<p>a<script>x</script>b</p><style>y</style>c", ["ab", "c"]),
        ("<p>a<span style='display: none'>x</span>b</p>", ["ab"]),
        ("<table><tr><th>a<th>b<tr><td>1<td>2<td></table>", ["a | b", "1 | 2"]),
        (f"<table><tr><td>a<td><p>{LONG * 3}</p><p>b</p></tr><tr><td>c</table>", ["a", LONG * 3, "b", "c"]),
        ("<table><tr><td>a<table><tr><td>b<tr><td>c</table><tr><td>d</table>", ["a", "b", "c", "d"]),
        ("<p>  \u200b\n </p>", []),
    ],
)
def test_cuts(markup: str, texts: list[str]) -> None:
    assert [segment.text for segment in cut(markup)] == texts


def test_links_and_bold_are_counted_and_items_marked() -> None:
    first, second, third = cut("<ul><li>ab <a href=x>cde</a><b>f</b><p>more</p></li></ul><p>g</p>")
    assert (first.linked, first.bold, first.is_item) == (3, 1, True)
    assert (second.linked, second.is_item, third.is_item) == (0, False, False)


@pytest.mark.parametrize(
    ("markup", "is_links"),
    [
        ("<p><a href=x>a</a> | <a href=y>b</a></p>", True),
        ("<p>See <a href=x>a</a></p>", False),
        ("<p>a</p>", False),
        ("<table><tr><td><a href=x>a</a><td><a href=y>b</a><tr><td><a href=z>c</a></table>", True),
        ("<table><tr><td><a href=x>a</a><td>1<tr><td>c</table>", False),
    ],
)
def test_nothing_but_links(markup: str, is_links: bool) -> None:
    assert cut(markup)[0].is_links is is_links


def test_hints_come_from_tags_and_words() -> None:
    (segment,) = cut("<div class='post-Comments'><section hidden><p id=x-ad>a</p></section></div>")
    assert segment.place.own == BIT["p"] | BIT["word-promo"]
    assert segment.place.above & BIT["word-comment"]
    assert segment.place.above & BIT["word-hidden"]
    assert not segment.place.above & BIT["nav"]


def test_thousands_of_levels_are_no_error() -> None:
    tree = parse("<html><body>" + "<div>" * 200 + "deep" + "</div>" * 200)
    assert segments(tree)[0].text == "deep"


@pytest.mark.parametrize(
    ("segment", "text", "expected"),
    [
        ("a b", "x a b y", 1.0),
        ("a b", "xa b y", 0.0),
        (LONG, f"before {LONG} after", 1.0),
        (LONG * 2 + " " + "z" * 10, LONG * 2, pytest.approx(1, abs=0.4)),
        (LONG, "nothing of it", 0.0),
        ("!!", "anything", 0.0),
    ],
)
def test_share_of_a_segment_in_a_text(segment: str, text: str, expected: float) -> None:
    assert share(words(segment), words(text)) == expected


def test_a_row_for_each_segment_in_question() -> None:
    found = cut("<p>menu</p>" * 5 + f"<h1>Pier</h1><p>{LONG}</p>" + "<p>foot</p>" * 5)
    rows = features(found, (LONG, "", LONG), "Pier")
    assert list(rows) == [3, 4, 5, 6, 7, 8]  # what is nearby is in question too
    assert all(len(row) == len(NAMES) and all(map(math.isfinite, row)) for row in rows.values())
    assert [rows[6][NAMES.index(name)] for name in ("in-first", "in-second", "in-third")] == [1.0, 0.0, 1.0]
    assert rows[5][NAMES.index("is-title")] == 1.0


def test_no_opinion_no_row() -> None:
    assert features(cut(f"<p>{LONG}</p>"), ("", "", ""), "") == {}
    assert features([], (LONG, LONG, LONG), "") == {}
    assert odds([]) == []


def test_the_stored_trees_answer_as_if_walked_one_by_one() -> None:
    stored = json.loads(FILE.read_text())
    found = cut(f"<p>menu</p><h1>Pier</h1><p>{LONG}</p><p>{LONG[::-1]}</p>")
    rows = list(features(found, (LONG, LONG, ""), "Pier").values())

    def walk(tree: list[list[float]], row: list[float]) -> float:
        node = tree[0]
        while len(node) > 1:
            node = tree[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
        return node[0]

    logits = [stored["base"] + sum(walk(tree, row) for tree in stored["trees"]) for row in rows]
    assert odds(rows) == pytest.approx([1 / (1 + math.exp(-logit)) for logit in logits], abs=1e-5)
