"""Statements of time beside the headline."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.visible import Page, near_title, read_page


def page_of(body: str) -> Page:
    return read_page(html.document_fromstring(f"<html><body>{body}</body></html>"))


def lines(body: str) -> list[str]:
    return [line.text for line in page_of(body).lines]


def beside(body: str, title: str = "Pier opens", text: str = "", place: int | None = None) -> list[str]:
    return near_title(page_of(body), title, text, place)


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


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("الأحد، 04 آب/اغسطس 2013", ["04 آب/اغسطس 2013"]),
        ("نشر في 14 تشرين الأول/أكتوبر 2021 - 10:45 GMT", ["14 تشرين الأول/أكتوبر 2021 - 10:45 GMT"]),
        ("Der Widerstand (hier 39 Ohm)", []),  # `Stand` is a label, `hier` is French for yesterday
    ],
)
def test_words_that_are_and_are_not_dates(line: str, found: list[str]) -> None:
    assert beside(f"<h1>Pier opens</h1><p>{line}</p>") == found


def test_a_publication_labelled_far_from_the_headline_counts_if_it_is_the_only_one() -> None:
    far = "<h1>Pier opens</h1>" + "<p>words</p>" * 1000
    assert beside(f"{far}<p>Publié le 29/10/2012</p><p>Mis à jour le 30/10/2012 à 14h03</p>") == [
        "Publié le 29/10/2012"
    ]
    assert beside(f"{far}<p>Publié le 29/10/2012</p><p>Publié le 3/9/2012</p>") == []
    assert beside(f"{far}<p>30/10/2012</p>") == []
    assert beside(f"{far}<div class='comment'>Publié le 29/10/2012</div>") == []
    assert beside(f"{far}<p>发布时间：1月3日 12:14</p>") == []
    assert beside(f"{far}<p>Publié le 29/10/2012 {'et encore ' * 12}</p>") == []
    near = far.replace("</h1>", "</h1><p>30/10/2012</p>")
    assert beside(f"{near}<p>Publié le 29/10/2012</p>") == ["30/10/2012"]


def test_a_hidden_stamp_of_the_last_change_is_not_seen() -> None:
    stamp = "<span class='updated rich-snippet-hidden'>2022-01-07T17:27:31+02:00</span>"
    assert beside(f"<h1>Pier opens</h1><div>{stamp}<span>3 January 2022</span></div>") == ["3 January 2022"]


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


@pytest.mark.parametrize(
    "sentence",
    [
        "本报讯（记者王强）昨天上午9时，市人大常委会举行会议，表决通过了两年预算草案。",
        "2014年12月17日14时30分，市区发生一起交通事故，所幸无人伤亡。",
        "12月17日20时30分，一辆货车在市区失控，所幸无人伤亡。",
        "事故发生在3小时前，目前救援仍在进行。",
        "昨日午前9時、市議会が開かれた。",
        "The council met yesterday at 9 am to vote.",
        "The crash happened on 17 December 2024 at 9:15 am.",
        "Der Rat hat am 17. Dezember 2024 um 9:15 Uhr über den Haushalt beraten.",
    ],
)
def test_what_a_sentence_tells_is_another_things_time(sentence: str) -> None:
    assert beside(f"<h1>Pier opens</h1><p>{sentence}</p>") == []
    assert beside(f"<h1>Pier opens</h1><p>18 December 2024</p><p>{sentence}</p>") == ["18 December 2024"]


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on December 18, 2024 at 2:35 pm and is filed under News of the pier.",
        "Dec 18, 2024 2:35 PM ET | The pier was opened to the public after a long wait.",
        "2014年12月18日 14:30 来源：湖滨日报 编辑：王强，李明",
        "2014年12月18日 14:30 来源：湖滨日报。市人大常委会举行会议，表决通过了两年预算草案。",
        "Dec 18, 2024 2:35 pm by Ann Author of the harbour desk in the old town.",
        "Miércoles, 18 de diciembre de 2024 a las 2:35 p. m.",
    ],
)
def test_a_byline_is_no_sentence_nor_is_what_a_label_says(line: str) -> None:
    assert len(beside(f"<h1>Pier opens</h1><p>{line}</p>")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "When: 25 January 2025, 19:30",
        "Last login: 28/11/2026 10:00",
        "Deadline 2025-01-25 12:00",
        "截止：2025-01-25 12:00",
    ],
)
def test_what_a_label_says_of_something_else(line: str) -> None:
    assert beside(f"<h1>Pier opens</h1><p>{line}</p>") == []


def test_an_age_above_the_headline_is_another_articles() -> None:
    above = "<ul><li>10 min ago <a>Storm</a></li><li>Today's news</li></ul>"
    assert beside(f"{above}<h1>Pier opens</h1>") == []
    assert beside("<p>Published 2 hours ago</p><h1>Pier opens</h1>") == ["Published 2 hours ago"]
    assert beside("<h1>Pier opens</h1><p>10 min ago</p><p>Today's news</p>") == ["10 min ago"]


@pytest.mark.parametrize(
    ("line", "statements"),
    [
        ("2024/1/3 10:35（1/3 12:08 更新）", ["2024/1/3 10:35", "1月3日 12:08 更新"]),
        ("2024年1月3日 10:35（12:08更新）", ["2024年1月3日 10:35", "2024年1月3日 12:08 更新"]),
        ("2024年1月3日 5:00 更新", ["2024年1月3日 5:00 更新"]),
        ("19. prosince 2024 14:31, aktualizováno 15:48",
         ["19. prosince 2024 14:31,", "aktualizováno 19. prosince 2024 15:48"]),
        ("12 dicembre 2024 (modifica il 12 dicembre 2024 | 18:01)",
         ["modifica il 12 dicembre 2024 | 18:01)", "12 dicembre 2024 ("]),
        ("Wed 18 Dec 2024 19.12 GMTFirst published on Wed 18 Dec 2024 19.04 GMT",
         ["First published on Wed 18 Dec 2024 19.04 GMT", "18 Dec 2024 19.12 GMT"]),
        ("Updated December 19, 2024 — 8.45am AEDT, first published at 6.45am AEDT",
         ["first published December 19, 2024 6.45am AEDT", "Updated December 19, 2024 — 8.45am AEDT,"]),
        ("12.12. 15:15 | Päivitetty 12.12.2024 16:40", ["12.12. 15:15 |", "Päivitetty 12.12.2024 16:40"]),
        # what looks like a day, a month and a year of the West: 00 업데이트 2022
        (
            "입력 2022-01-03 12:00 업데이트 2022-01-03 15:02",
            ["입력 2022-01-03 12:00", "업데이트 2022-01-03 15:02"],
        ),
        ("更新時間 (HKT): 2022.01.03 15:40", ["更新時間 (HKT): 2022.01.03 15:40"]),
        ("Güncelleme Tarihi: Ocak 3, 2022 15:20", ["Güncelleme Tarihi: Ocak 3, 2022 15:20"]),
        ("Data actualizării: 03.01.2022 15:20", ["Data actualizării: 03.01.2022 15:20"]),
        ("Data aktualizacji: 03.01.2022 15:20", ["Data aktualizacji: 03.01.2022 15:20"]),
        ("Дата обновления: 03.01.2022 15:20", ["Дата обновления: 03.01.2022 15:20"]),
        ("Zadnja izmjena: 03.01.2022 15:20", ["Zadnja izmjena: 03.01.2022 15:20"]),
        ("Последна промяна: 03.01.2022 15:20", ["Последна промяна: 03.01.2022 15:20"]),
        ("Cập nhật lúc: 03/01/2022 15:20", ["Cập nhật lúc: 03/01/2022 15:20"]),
    ],
)  # fmt: skip
def test_each_label_begins_a_statement(line: str, statements: list[str]) -> None:
    assert beside(f"<h1>Pier opens</h1><p>{line}</p>") == statements


def test_comments_behind_the_text_are_not_looked_at_where_a_day_is_beside_the_headline() -> None:
    text = "The pier was opened to the public after a long wait."
    page = f"<h1>Pier opens</h1><p>3 January 2022</p><p>{text}</p><p>Ann, 4 January 2022 12:14</p>"
    assert near_title(read_page(html.document_fromstring(page)), "Pier opens", text) == ["3 January 2022"]


def test_a_day_behind_the_text_counts_where_none_is_beside_the_headline() -> None:
    text = "The pier was opened to the public after a long wait."
    prose = "words " * 30
    for behind, said in (("3 January 2022", ["3 January 2022"]), ("1月3日 12:14", []), (f"3/1/2022 12:14 {prose}", [])):
        assert beside(f"<h1>Pier opens</h1><p>{text}</p><p>{behind}</p>", text=text) == said
    dated = f"3 January 2022\n{text}"
    body = f"<p>{text}</p><p>4 January 2022</p>"
    assert beside(f"<h1>Pier opens</h1><p>3 January 2022</p>{body}", text=dated) == ["3 January 2022"]
    assert beside(f"<p>3 January 2022</p><h1>Pier opens</h1>{body}", text=text) == ["3 January 2022"]


def test_a_long_line_behind_the_text_counts_if_it_says_when_it_was_posted() -> None:
    text = "The pier was opened to the public after a long wait."
    line = "This entry was posted on Monday, January 3rd, 2022 at 9:41 pm and is filed under Piers. You can follow it."
    body = f"<h1>Pier opens</h1><p>{text}</p><p>{line} {'words ' * 5}</p><p>Ann says: January 4th, 2022 at 8:02 am</p>"
    assert beside(body, text=text)[0].startswith("posted on Monday, January 3rd, 2022 at 9:41 pm")


def test_a_reply_behind_the_text_says_when_it_was_written() -> None:
    text = "港务局星期一表示，新码头将于春季启用。"
    body = f"<h1>Pier opens</h1><p>{text}</p><p>2022-01-03 12:14 %s</p>"
    assert beside(body % "网友甲 发表评论", text=text) == []
    assert beside(body % "某某日报", text=text) != []


def test_a_line_goes_on_in_elements_of_its_words_and_ends_with_its_block() -> None:
    assert lines("<p>a <b>b</b> c</p><div>d<p>e</p>f<hr>g</div>") == ["a b c", "d", "e", "f", "g"]
    assert lines("<p><span>a</span><span>b</span><b>c</b><i>d</i></p>") == ["a b cd"]
    elements = [line.element.tag for line in page_of("<div>a<p>b <b>c</b></p>d</div><a>e</a>").lines]
    assert elements == ["div", "p", "div", "body"]


def test_what_no_reader_sees_is_no_line() -> None:
    assert lines('<p style="color: red">a</p><p style="display:none">b</p><p>c</p><script>d</script>') == ["a", "c"]
    assert lines('<i class="updated hidden">a</i><p class="updated">b</p><p class="hidden">c</p>') == ["b", "c"]


def test_where_the_headline_is() -> None:
    assert page_of("<p>Port</p><p>PIER opens!</p><p>Pier opens</p>").headline("Pier opens") == 1
    assert page_of("<p>Pier</p><a>Pier opens</a>").headline("Pier opens") == 1
    assert page_of(f"<p>The pier opens {'and ' * 9}</p><p>Words</p>").headline("Pier opens") == -1
    assert page_of("<p>Port</p><p>…</p>").headline("…") == 1
    assert page_of("<p>Port</p><p>words</p>").headline("…") == -1
    text = "The pier was opened."
    assert page_of(f"<p>Port</p><p>New pier</p><p>{text}</p>").headline("Other words", text) == 1
    assert page_of("<p>Port</p>").find("Port") == -1  # too little to be found by
    assert page_of("<p>Port</p>").end("x\nort") == -1


def test_a_headline_of_two_lines_is_where_it_begins() -> None:
    body = "<h1>New pier opens early<br>Roads follow</h1><p>2022-01-03 12:14</p><p>The port authority said so.</p>"
    title = "New pier opens early Roads follow"
    assert page_of(body).headline(title, "The port authority said so.") == 0
    assert beside(body, title, "The port authority said so.") == ["2022-01-03 12:14"]


def test_a_date_before_the_text_is_no_headline() -> None:
    body = "<img alt='New pier opens'><p>2022-01-03 12:14</p><p>The port authority said so.</p>"
    assert beside(body, "New pier opens", "The port authority said so.") == ["2022-01-03 12:14"]


def test_the_headlines_own_line_counts_only_if_it_holds_more() -> None:
    assert beside("<h1>Report of 3 January 2022</h1>", "Report of 3 January 2022") == []
    assert beside("<h1>Pier opens, 3 January 2022</h1>") == ["3 January 2022"]


def test_what_stands_behind_comes_before_what_the_text_states_and_that_before_what_stands_above() -> None:
    text = "Port, 2 January 2022 10:00\nThe pier was opened to the public after a long wait."
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    body = f"<p>1 January 2022 10:00</p><h1>Pier opens</h1><p>3 January 2022</p>{paragraphs}"
    days = [statement[0] for statement in beside(body, text=text)]
    assert days == ["3", "2", "1"]
    assert [statement[0] for statement in beside(body, text=text, place=0)] == ["3", "2"]


def test_a_long_line_of_the_text_needs_a_full_date_and_a_clock() -> None:
    line = "Harbour Post, 3 January 2022 – Ann Author of the harbour desk, Old Town"
    assert beside(f"<h1>Pier opens</h1><p>{line}</p>", text=line) == []
    assert beside(f"<h1>Pier opens</h1><p>{line}</p>") == ["3 January 2022 – Ann Author of the harbour desk, Old Town"]


def test_the_date_of_another_article_beside_the_headline() -> None:
    teaser = '<div><h3><a href="/b">Storm knocks out power on the pier</a></h3><p>3 January 2022</p></div>'
    assert beside(f"<h1>Pier opens</h1>{teaser}") == []


def test_a_date_that_stands_in_several_lines() -> None:
    assert beside("<h1>Pier opens</h1><p>2022</p><p>01/03</p><p>12:14</p>") == ["2022 01/03 12:14"]
    assert beside("<h1>Pier opens</h1><p>2022-01-03</p><p>12:14</p><p>words</p>") == ["2022-01-03 12:14"]
    assert beside("<h1>Pier opens</h1><p>2022-01-03,</p><p>12:14</p>") == ["2022-01-03,"]


def test_an_office_states_its_clock_in_a_line_behind_the_day() -> None:
    text = "The port authority said so."
    body = f"<h1>Pier opens</h1><p>{text}</p><p>2022年1月3日（星期一）</p><p>香港時間12時14分</p>"
    assert beside(body, text=text) == ["2022年1月3日（星期一） 香港時間12時14分"]


def test_a_headline_in_elements_of_an_h1_outranks_an_earlier_line() -> None:
    tree = html.document_fromstring("<p>Pier opens</p><h1><div><p>Pier opens</p></div></h1>")
    assert read_page(tree).headline("Pier opens") == 1


def test_a_stamp_for_programs_behind_the_text_is_not_the_readers() -> None:
    text = "The pier was opened to the public after a long wait."
    page = f"<h1>Pier opens</h1><p>{text}</p><span>2022-01-04T12:14:55+08:00</span>"
    assert near_title(read_page(html.document_fromstring(page)), "Pier opens", text) == []


def test_a_list_of_other_articles_states_nothing_of_this_one() -> None:
    text = "The pier was opened to the public after a long wait."
    others = "".join(
        f"<li><a href='/{day}'>Storm knocks out power in {day} streets</a> Feb {day}, 2025 10:00 GMT</li>"
        for day in (1, 2)
    )
    page = f"<h1>Pier opens</h1><p>By Ann</p><p>{text}</p><h3>Related</h3><ul>{others}</ul>"
    assert near_title(read_page(html.document_fromstring(page)), "Pier opens", text) == []


def test_a_dateline_counts_only_where_the_page_states_no_other_day() -> None:
    text = "HARBOUR, Mass., Jan. 3, 2022 — The new pier will open in spring, the port said."
    page = f"<h1>Pier opens</h1><p>For release, 2022-112</p>%s<p>{text}</p>"
    assert beside(page % "", text=text) == ["Jan. 3, 2022"]
    assert beside(page % "<p>4 January 2022</p>", text=text) == ["4 January 2022"]
    story = "The pier opened in Hull, January 3, 1992, and closed in spring."
    assert beside(f"<h1>Pier opens</h1><p>{story}</p>", text=story) == []
