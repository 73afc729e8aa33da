"""Statements of time beside the headline."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.visible import near_title, read_page


def beside(body: str, title: str = "Pier opens") -> list[str]:
    return near_title(read_page(html.document_fromstring(f"<html><body>{body}</body></html>")), title)


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("2022年01月03日 12:14 来源：某社", "2022年01月03日 12:14"),
        ("发布时间：2022-01-03 12:14:55", "2022-01-03 12:14:55"),
        ("By Ann Author | Jan. 3, 2022 4:14 PM ET", "Jan. 3, 2022 4:14 PM ET"),
        ("1月3日 12时14分", "1月3日 12时14分"),
    ],
)
def test_behind_and_before_the_headline(line: str, start: str) -> None:
    for body in (f"<h1>Pier opens</h1><span>{line}</span>", f"<p>{line}</p><h1>Pier  opens</h1>"):
        assert beside(body)[0].startswith(start)


def test_one_with_a_time_of_day_comes_first() -> None:
    found = beside("<h1>Pier opens</h1><p>3 January 2022</p><p>2022-01-03 12:14</p>")
    assert [statement[:10] for statement in found] == ["2022-01-03", "3 January "]


def test_a_clock_before_the_date_belongs_to_it() -> None:
    assert beside("<h1>Pier opens</h1><p>4:14 p.m. ET, January 3, 2022</p>")[0].startswith("4:14 p.m. ET, January 3")


def test_far_away_or_without_a_headline_there_is_none() -> None:
    assert beside("<h1>Pier opens</h1>" + "<p>words</p>" * 1000 + "<p>2022-01-03</p>") == []
    assert beside("<p>2022-01-03</p>") == []
    assert beside("<h1>Pier opens</h1><script>2022-01-03</script>") == []
    assert near_title(read_page(None), "Pier opens") == []


def test_a_label_belongs_to_the_clock_before_a_date() -> None:
    assert beside("<h1>Pier opens</h1><p>Updated at 5:36 PM CST on Jan 3, 2022</p>") == [
        "Updated at 5:36 PM CST on Jan 3, 2022"
    ]
    found = beside("<h1>Pier opens</h1><p>Published time: 3 Jan 2022 05:47 Edited time: 3 Jan 2022 12:03</p>")
    assert found == ["Published time: 3 Jan 2022 05:47", "Edited time: 3 Jan 2022 12:03"]
    found = beside("<h1>Pier opens</h1><p>August 16, 2021 - Updated January 3, 2022</p>")
    assert found == ["August 16, 2021 -", "Updated January 3, 2022"]


def test_prose_states_no_publication_but_with_a_clock() -> None:
    words = "The old pier was closed, as the port authority had said, and "
    assert beside(f"<h1>Pier opens</h1><p>{words * 3} on 3 January 2022 it {words}</p>") == []
    assert beside("<h1>Pier opens</h1><p>yesterday</p>") == ["yesterday"]
    assert beside(f"<h1>Pier opens</h1><p>{words} yesterday it was seen, and {words}</p>") == []


def test_what_is_hidden_is_not_seen() -> None:
    assert beside("<h1>Pier opens</h1><div style='display: none'>2022-01-03 12:14</div>") == []
    assert beside("<h1>Pier opens</h1><!-- 2022-01-03 12:14 --><button>2022-01-03</button>") == []
