"""Bylines and who stands in them."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.bylines import Bylines
from tasks.normalize.markup import read_markup
from tasks.normalize.people import find_people, persons

NO_BYLINES = Bylines()


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Ann Author", ("Ann Author",)),
        ("Ann Author and Ben Writer", ("Ann Author", "Ben Writer")),
        ("Ann Author, Ben Writer & Cho Third", ("Ann Author", "Ben Writer", "Cho Third")),
        ("Ann Author, MD, Ph.D.", ("Ann Author",)),
        ("Ann Author, staff writer", ("Ann Author",)),
        ("Reuters Staff", ()),
        ("Associated Press", ()),
        ("Editorial Team", ()),
        ("http://news.example/ann", ()),
        ("ann@news.example", ()),
        ("记者 张某某", ("张某某",)),
        ("记者：张某某 李某某", ("张某某", "李某某")),
        ("本报记者 张某某、李某", ("张某某", "李某")),
        ("责任编辑：王某", ()),
        ("编辑 王某", ()),
        ("某某社", ()),
        ("Ann Author, ann author", ("Ann Author",)),
        ("Andrew Standing", ("Andrew Standing",)),
        ("Ann Author, Harbourist", ("Ann Author",)),
        ("Ann Author. Harbour International", ("Ann Author",)),
        ("Ann Author, Print Managing Editor", ("Ann Author",)),
        ("By ANN AUTHOR, AP Auto Writer", ("Ann Author",)),
        ("Ann Author, CNN Business", ("Ann Author",)),
        ("Ani Penulis", ("Ani Penulis",)),
        ("ANI", ()),
        ("AFP", ()),
        ("Center for Harbour Evaluation and Research", ()),
        ("KWCHCIK", ()),
        ("PMJS - Coordenadoria de TI", ()),
        ("", ()),
    ],
)
def test_persons(byline: str, expected: tuple[str, ...]) -> None:
    assert persons([byline]) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('{"@type":"Article","author":{"@type":"Person","name":"Ann Author"}}', ("Ann Author",)),
        ('{"@type":"Article","author":[{"name":"Ann Author"},"Ben Writer"]}', ("Ann Author", "Ben Writer")),
        (
            '{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ann A"}]}',
            ("Ann A",),
        ),
        ('{"@type":"Article","author":{"@type":"Organization","name":"Harbour Post"}}', ("Meta Author",)),
        ("{}", ("Meta Author",)),
    ],
)
def test_json_ld_before_meta_tags(head: str, expected: tuple[str, ...]) -> None:
    script = f'<script type="application/ld+json">{head}</script><meta name="author" content="Meta Author">'
    markup = read_markup(html.document_fromstring(f"<html><head>{script}</head><body>x</body></html>"))
    assert find_people((), markup, ("Hinted Author",), NO_BYLINES, ())[0] == expected


def test_the_link_names_them_last() -> None:
    assert find_people((), read_markup(None), ("Hinted Author",), NO_BYLINES, ())[0] == ("Hinted Author",)
    assert find_people(("Stated Author",), read_markup(None), ("Hinted Author",), NO_BYLINES, ())[0] == (
        "Stated Author",
    )
