"""Which lines a site is known to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rows import T0, revision, stage
from warehouse import boilerplate
from warehouse.store import Store

OURS = "Sign up for the harbour letter."


def learned(tmp_path: Path, *texts: str, **fields: Any) -> list[str]:
    store = Store(tmp_path)
    rows = [revision(f"a{i}", f"c{i}", text=text, **fields) for i, text in enumerate(texts)]
    store.load([stage(tmp_path, "b1", revisions=rows)])
    with store.reader() as connection:
        return [row["line"] for row in boilerplate.learn(connection, "example", T0)]


def story(i: int, line: str = OURS) -> str:
    return f"Story {i} began.\nIt went on for {i} days.\n{line}"


@pytest.mark.parametrize(("articles", "lines"), [(4, []), (5, [OURS])])
def test_five_articles_teach_a_line(tmp_path: Path, articles: int, lines: list[str]) -> None:
    assert learned(tmp_path, *map(story, range(articles)), *(f"Other {i}.\nEnd {i}." for i in range(4))) == lines


def test_a_line_of_few_articles_is_their_own(tmp_path: Path) -> None:
    assert learned(tmp_path, *map(story, range(5)), *(f"Other {i}.\nEnd {i}." for i in range(20))) == []


def test_a_line_inside_the_text_is_not_looked_at(tmp_path: Path) -> None:
    assert learned(tmp_path, *(f"a{i}\nb{i}\nc{i}\n{OURS}\nd{i}\ne{i}\nf{i}" for i in range(9))) == []


def test_one_text_at_many_addresses_teaches_nothing(tmp_path: Path) -> None:
    assert learned(tmp_path, *[story(1)] * 9) == []


def test_what_was_learned_stays_known_though_it_is_taken_off(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision(f"a{i}", f"c{i}", text=story(i)) for i in range(5)])])
    with store.reader() as connection:
        assert boilerplate.known(connection, "example") == ()
        rows = boilerplate.learn(connection, "example", T0)
    assert [(row["host"], row["articles"], row["share"]) for row in rows] == [("news.example", 5, 1.0)]
    later = [revision(f"z{i}", f"d{i}", text=f"Later {i}.\nEnd {i}.") for i in range(40)]
    store.load([stage(tmp_path, "b2", boilerplate=rows, revisions=later)])
    with store.reader() as connection:
        assert boilerplate.known(connection, "example") == (f"news.example {OURS}",)
        assert boilerplate.known(connection, "another") == ()
        assert boilerplate.learn(connection, "example", T0) == []
