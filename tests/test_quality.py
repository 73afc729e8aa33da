"""The score that texts are judged by, what the filter learns from, and how well it does on real pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gold import Example, examples, f1, precision_recall, shingles, tokens
from benchmarks.quality import Found, finews, names, readability, resiliparse, score, trafilatura
from tasks.extract.segments import segments
from tasks.extract.text import parse

GOLD = {"set": "own", "url": "http://news.example/a/1", "title": "Pier", "author": "B. Two, A. One", "date": None}
LONG = "The harbour authority said on Monday that the new pier will open in spring."


def test_tokens_are_words_and_chinese_characters() -> None:
    assert tokens("Pier-2 opens, 新码头\n!") == ["Pier", "2", "opens", "新", "码", "头"]
    assert shingles("a b c d e") == {("a", "b", "c", "d"): 1, ("b", "c", "d", "e"): 1}
    assert shingles("a b") == {("a", "b"): 1}


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("a b c d", "a b c d", (1, 1)),
        ("a b c d e", "a b c d", (0.5, 1)),
        ("a b c d a b c d", "a b c d", (0.2, 1)),
        ("", "a b c d", (0, 0)),
        ("", "", (1, 1)),
    ],
)
def test_precision_and_recall(text: str, gold: str, expected: tuple[float, float]) -> None:
    assert precision_recall(text, gold) == expected


def test_f1_is_of_the_means() -> None:
    assert f1([(1, 0.5), (0.5, 1)]) == 0.75
    assert f1([(0, 0)]) == 0


def test_authors_are_a_set_of_names() -> None:
    assert names("Ann Lee and Bo  Li; C. D") == names(("bo li", "ANN LEE, C. D")) == {"ann lee", "bo li", "c. d"}


def test_fields_without_gold_do_not_count() -> None:
    result = score(Found("a", "Pier ", ("A. One", "B. Two"), "2022-01-03"), 0.0, {**GOLD, "text": "a"})
    assert (result.title, result.authors, result.day) == (True, True, None)
    assert score(Found("a"), 0.0, {**GOLD, "text": "a"}).title is None


@pytest.mark.parametrize("program", [finews, trafilatura, resiliparse, readability])
def test_each_program_answers(program: object) -> None:
    body = (
        f"<html><head><title>Pier</title></head><body><article><h1>Pier</h1><p>{LONG * 3}</p></article></body></html>"
    )
    example = Example("own", "http://news.example/a/1", "text/html; charset=utf-8", body.encode(), GOLD)
    assert LONG in program(example).text  # type: ignore[operator]


def test_pages_of_one_site_are_together() -> None:
    sites = [Example("own", url, "", b"", {}).site for url in ("http://www.a.com/x", "https://a.com/y")]
    assert sites == ["a.com", "a.com"]
    assert Example("own", "http://zh.example/b/1.html", "", b"", {}).site == "zh.example/b"


def test_labels_are_what_the_gold_has() -> None:
    learning = pytest.importorskip("benchmarks.train_blocks")
    body = f"<p>Menu</p><p>{LONG}</p><p>Share</p><p>It is new.</p><p>{LONG}</p><p>More</p>"
    found = segments(parse(f"<html><body>{body}</body></html>"))
    assert learning.label(found, f"{LONG}\nIt is new.") == [False, True, False, True, False, False]


def test_missing_pages_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no such folder of real pages; put dev\.warc\.gz and dev\.gold\.jsonl there"):
        examples(tmp_path / "none")


def test_real_pages_are_read_better_than_by_trafilatura(shared_data: Path) -> None:
    sample = examples(shared_data / "pages")[::24]
    ours = f1(precision_recall(finews(example).text, example.gold["text"]) for example in sample)
    theirs = f1(precision_recall(trafilatura(example).text, example.gold["text"]) for example in sample)
    assert ours > max(theirs, 0.955)
