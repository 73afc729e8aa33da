"""Trees as readable text."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.extract.blocks import render


def text_of(markup: str) -> str:
    return render(html.document_fromstring(markup))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one<br>two</p>three", "one\ntwo\nthree"),
        ("<p>\u3000\u3000央行 \n 今日&nbsp;</p>", "央行 今日"),
        ("<p>see <a href='/x'>this link</a> and what follows</p>", "see this link and what follows"),
        ("<p>上海<span>证券</span>报</p>", "上海证券报"),
        ("<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
        ("<ol start='3'><li>one</li><li>two</li></ol>", "3. one\n4. two"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td><p>1</p></td><td></td></tr></table>", "a | b\n1"),
        ("<table><tr><td><p>first</p><p>second</p></td></tr></table>", "first\nsecond"),
        ("<p>a</p><p style='DISPLAY : none'>b</p><p hidden>c</p>d", "a\nd"),
        ("<p>a<img alt='b'></p><figure><figcaption>c</figcaption></figure><script>d</script>e", "a\ne"),
        ("<p> </p><ul><li></li></ul>", ""),
    ],
)
def test_render(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_a_table_that_lays_out_the_page_is_no_data() -> None:
    long = "words " * 50
    rows = f"<tr><td><p>{long}</p><p>end</p></td><td>side</td></tr><tr><td>foot</td></tr>"
    assert text_of(f"<table>{rows}</table>").split("\n") == [long.strip(), "end", "side", "foot"]


def test_depth_is_no_error() -> None:
    tree = html.Element("div")
    inner = tree
    for _ in range(5000):
        child = html.Element("span")
        inner.append(child)
        inner = child
    inner.text = "deep"
    assert render(tree) == "deep"
