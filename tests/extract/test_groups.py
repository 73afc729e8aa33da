"""Rows and items that are judged as one."""

from __future__ import annotations

import pytest

from tasks.extract.groups import together
from tasks.extract.segments import segments
from tasks.extract.text import parse

LONG = "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan."
P = f"<p>{LONG}</p>"
ROWS = "<tr><td>2020<td>1,204<tr><td>2021<td>1,377"
ITEMS = "<li>four cranes</li><li>two berths</li>"


def odds(markup: str, *likely: float) -> list[float]:
    found = segments(parse(f"<html><body><div>{markup}</div></body></html>"))
    assert len(found) == len(likely), [segment.text for segment in found]
    prose = [i for i, segment in enumerate(found) if segment.text == LONG and likely[i] > 0.5]
    judged = together(found, {i: value for i, value in enumerate(likely) if value >= 0}, prose)
    return [round(judged[i], 2) for i in range(len(found))]


@pytest.mark.parametrize(
    ("markup", "likely", "expected"),
    [
        (f"<table>{ROWS}</table>", (0.9, 0.1), [0.5, 0.5]),
        (f"<ul>{ITEMS}</ul>", (0.9, 0.1), [0.52, 0.52]),  # the longer item counts for more
        ("<ol><li><p>four cranes</p></li><li><p>two berths</p></li></ol>", (0.9, 0.1), [0.52, 0.52]),
        (f"<ul>{ITEMS}</ul>", (-1, 0.7), [0.33, 0.33]),  # one was out of the question
        (f"<ul>{ITEMS}<li><a href=x>more</a></li></ul>", (0.9, 0.1, 0.2), [0.9, 0.1, 0.2]),
        (f"<table>{ROWS}<tr><td><a href=x>a</a><td><a href=y>b</a></table>", (0.9, 0.1, 0), [0.5, 0.5, 0]),
        ("<table><tr><td>Pier opens<tr><td>© Harbour Post</table>", (0.9, 0.1), [0.9, 0.1]),  # of one cell: no data
        ("<p>four cranes</p><p>two berths</p>", (0.9, 0.1), [0.9, 0.1]),
    ],
)
def test_what_is_one_has_one_chance(markup: str, likely: tuple[float, ...], expected: list[float]) -> None:
    assert odds(markup, *likely) == expected


@pytest.mark.parametrize(
    ("markup", "likely", "expected"),
    [
        (f"{P}<ul>{ITEMS}</ul>{P}", (0.9, 0.1, 0.1, 0.9), [0.9, 1, 1, 0.9]),
        (f"{P}<h3>The plan</h3><ul>{ITEMS}</ul>{P}", (0.9, 0.1, -1, -1, 0.9), [0.9, 1, 1, 1, 0.9]),
        (f"{P}<ul>{ITEMS}</ul><table>{ROWS}</table>{P}", (0.9, *(0.1,) * 4, 0.9), [0.9, 1, 1, 1, 1, 0.9]),
        (f"{LONG}<ul>{ITEMS}</ul>{LONG}", (0.9, 0.1, 0.1, 0.9), [0.9, 1, 1, 0.9]),
        # look-alikes: at the end, between paragraphs that are not kept, of another block, marked as something else
        (f"{P}<ul>{ITEMS}</ul>", (0.9, 0.1, 0.1), [0.9, 0.1, 0.1]),
        (f"{P}<ul>{ITEMS}</ul>{P}", (0.9, 0.1, 0.1, 0.4), [0.9, 0.1, 0.1, 0.4]),
        (f"{P}<div><ul>{ITEMS}</ul></div>{P}", (0.9, 0.1, 0.1, 0.9), [0.9, 0.1, 0.1, 0.9]),
        (f"{P}<ul class=share-bar>{ITEMS}</ul>{P}", (0.9, 0.1, 0.1, 0.9), [0.9, 0.1, 0.1, 0.9]),
        (f"{P}<ul><li><a href=x>Pier</a><li>x</ul>{P}", (0.9, 0.1, 0.1, 0.9), [0.9, 0.1, 0.1, 0.9]),
        (f"{P}<table>{ROWS}<tr><td><a href=x>a</a><td></table>{P}", (0.9, 0.1, 0.1, 0, 0.9), [0.9, 0.1, 0.1, 0, 0.9]),
        (f"{P}<h3><a href=x>A</a></h3><ul>{ITEMS}</ul>{P}", (0.9, 0.1, 0.1, 0.1, 0.9), [0.9, 0.1, 1, 1, 0.9]),
    ],
)
def test_between_two_sentences_of_its_block_it_is_certain(
    markup: str, likely: tuple[float, ...], expected: list[float]
) -> None:
    assert odds(markup, *likely) == expected
