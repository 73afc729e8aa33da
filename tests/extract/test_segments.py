"""How a page is cut, described, and judged."""

from __future__ import annotations

import json
import math
from time import process_time

import numpy as np
import pytest

from tasks.extract.features import Features, names, share, words
from tasks.extract.model import FILES, odds
from tasks.extract.outline import Outline
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


def test_tables_within_tables_take_no_time() -> None:
    tree = parse("<html><body>" + "<table><tr><td>" * 600 + "<p>deep</p>")
    start = process_time()
    assert [segment.text for segment in segments(tree)] == ["deep"]
    assert process_time() - start < 1


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


def test_paragraphs_of_one_article_have_one_path_and_others_have_another() -> None:
    body = "".join(f"<p>{LONG}</p>" for _ in range(3))
    found = cut(f"<div class=entry-content>{body}</div><div class=related><p>{LONG}</p></div>")
    paths = [segment.place.path for segment in found]
    assert paths[0] == paths[1] == paths[2] != paths[3]


def test_the_block_with_the_most_prose_is_the_article() -> None:
    menu = "".join(f"<li><a href=/{i}>Section {i}</a></li>" for i in range(9))
    found = cut(f"<ul class=menu>{menu}</ul><div><p>{LONG}</p><p>{LONG}</p></div><div><p>{LONG[:40]}</p></div>")
    outline = Outline(found, [float(len(segment.text)) for segment in found])
    assert outline.believed().tolist() == [0.0] * 9 + [1.0, 1.0, 0.0]


def test_chinese_paragraphs_count_though_they_are_short() -> None:
    found = cut("<div><p>港务局表示，新码头将启用，比计划提前。</p></div><div><p>关于我们</p></div>")
    outline = Outline(found, [len(segment.text) * 2.5 for segment in found])
    assert outline.believed().tolist() == [1.0, 0.0]


def test_a_row_for_each_segment_in_question() -> None:
    found = cut("<p>menu</p>" * 5 + f"<h1>Pier</h1><div><p>{LONG}</p></div>" + "<p>foot</p>" * 5)
    wanted, table = Features(found, "Pier").table((LONG, "", LONG))
    columns = names(3)
    assert wanted == [3, 4, 5, 6, 7, 8]  # what is nearby is in question too
    assert table.shape == (len(wanted), len(columns)) and np.isfinite(table).all()
    rows = dict(zip(wanted, table.tolist(), strict=True))
    said = [rows[6][columns.index(f"in-{name}")] for name in ("resiliparse", "trafilatura", "readability", "block")]
    assert said == [1.0, 0.0, 1.0, 1.0]
    assert rows[6][columns.index("agreed")] == 0.75
    assert rows[5][columns.index("is-title")] == 1.0


def test_without_an_opinion_the_article_is_still_in_question() -> None:
    found = cut("<p>menu</p>" * 5 + f"<div><p>{LONG}</p></div>")
    assert 5 in Features(found, "").table(("",)).wanted
    assert odds(np.zeros((0, len(names(1)))), 1) == []


@pytest.mark.parametrize("opinions", FILES)
def test_the_stored_trees_answer_as_if_walked_one_by_one(opinions: int) -> None:
    stored = json.loads(FILES[opinions].read_text())
    found = cut(f"<p>menu</p><h1>Pier</h1><p>{LONG}</p><p>{LONG[::-1]}</p>")
    rows = Features(found, "Pier").table((LONG, LONG, "")[:opinions]).rows

    def walk(tree: list[list[float]], row: list[float]) -> float:
        node = tree[0]
        while len(node) > 1:
            node = tree[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
        return node[0]

    logits = [stored["base"] + sum(walk(tree, row) for tree in stored["trees"]) for row in rows]
    assert odds(rows, opinions) == pytest.approx([1 / (1 + math.exp(-logit)) for logit in logits], abs=1e-5)
