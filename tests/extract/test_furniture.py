"""Lines around an article, and lines that look like them."""

from __future__ import annotations

import pytest

from tasks.extract.furniture import is_furniture, without_furniture
from tasks.extract.segments import segments
from tasks.extract.text import parse

LONG = "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan."


@pytest.mark.parametrize(
    "line",
    [
        "December 18, 2024 2:35 p.m. EST",
        "Dec 18, 2024 Updated Dec 19, 2024",
        "1:35 PM on Dec 18, 2024 CST",
        "Updated December 19, 2024 — 8.45am AEDT, first published at 6.45am AEDT",
        "Posted Thu 19 Dec 2024 at 6:45am, updated Thu 19 Dec 2024 at 9:10am",
        "PTI | Updated: December 06, 2024 12:00 IST",
        "5. März 2024, 14:05 Uhr",
        "Publié: 12.12.2024, 14h25 · Mis à jour il y a 3 heures",
        "12 dicembre 2024 (modifica il 12 dicembre 2024 | 18:01)",
        "segunda-feira, 22 de janeiro de 2018 às 0:13",
        "Publicerad: 2024-12-19 09:30 | Uppdaterad: 2024-12-19 11:15",
        "12.12. 15:15 | Päivitetty 12.12.2024 16:40",
        "2024. december 17., kedd 14:01",
        "25 октября 2024 в 13:31 (МСК)",
        "12.12.2024 | 03:25 μ.μ.",
        "تاريخ النشر: ٠٣ فبراير ٢٠٢٢ ١٤:١٥",
        "Rabu, 18 Des 2024 14:30 WIB",
        "2024/3/12(火) 17:40配信",
        "令和6年4月30日（火曜日）午後3時15分",
        "등록 2023-11-30 오후 3:07:12 수정 2023-11-30 오후 5:10:00",
        "Actualizado a las 12:14h.",
        "1月3日 12时14分",
        "01-03 12:14 来自 财经观察X",
        "发布日期：2011-8-5 点击数：325 作者：本报记者 赵晓燕 通讯员 孙立",
        "（记者 李晓明 王芳 责编：陈静）",
        "By Jane Doe",
        "By Jane Doe and John Smith | 3 min read",
        "By Reuters Staff",
        "By business reporter Ann Author",
        "By JANE DOE FOR HARBOUR.EXAMPLE and JOHN MCDONALD",
        "Posted by Bill McBride on 12/18/2024",
        "Par S. Dupont avec AFP — Publié hier à 18h30",
        "Door Pieter de Vries",
        "Автор: Иван Георгиев",
        "Text: Jane Doe",
        "编辑：陈静",
        "来源：某某日报",
        "SOURCE Acme Corp.",
        "© dpa-infocom, dpa:241212-930-314",
        "3 MIN READ",
        "Listen",
        "Tempo de leitura: 2 minutos",
        "More by this Author",
        "Data publicării: 03.01.2022 12:14",
        "Güncelleme Tarihi: Ocak 3, 2022 12:14",
        "3. nóvember 2022 kl. 12:14",
        "This story was originally published January 3, 2022 at 5:00 AM.",
        "Erstpublikation: 03.01.2022, 12:14 Uhr.",
        "Źródło: Gazeta Portowa",
        "المصدر: وكالات",
        "Toimetaja: Anna Autor",
        "FOR IMMEDIATE RELEASE",
        "By providing an email address, I agree to the Terms of Use and have read the Privacy Policy.",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Text size",
        "字号",
        "2022年01月03日12:14 【字号 大 中 小】【留言】【打印】【关闭】",
        "2022-1-3 12:14:31 来源：某网 作者：李某 编辑：王某 字体：大 中 小",
        "2022年01月03日12时14分 【评论0条】 来源：某某金融报 作者：陈某",
        "某楚网 (www.harbour.example) 2022-01-03 12:14 来源: 某某日报 作者: 雷某 程某某",
        "《 某某日报 》（ 2022年01月03日 02 版）",
        "（原标题：新码头将于春季启用）",
        "[홍길동 기자]",
        "세종=홍길동 기자 hong@harbour.example",
        "홍길동 기자 <hong@harbour.example>",
        "有料記事",
        "シェア ツイート はてブ",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line, is_ahead=True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By Friday the strike was over.",
        "This was the story of the year",
        "By providing jobs, the port keeps its promise.",
        "The press release was wrong",
        "By The Numbers",
        "By Design",
        "Da Vinci Code",
        "Text Neck Syndrome",
        "10 Tips 2025",
        "Windows 11, 2024",
        "21:00",
        "21:00 Dow tumbles",
        "12 December 2024: what we know",
        "Update on Apple, 12 December 2024",
        "The pier opened on 17 December 2024 at 9:15 am.",
        "Event date: January 15, 2030 9:00 AM EST",
        "29 November 2018 | 20 January 2019",
        "— Ann Author (@ann) November 18, 2019",
        "Shares fell 3%",
        "3 min",
        "Source of the leak",
        "记者：您好",
        "记者：请您谈谈新码头",
        "（记者 李晓明）本报讯",
        "3月1日",
        "来自 北京",
        "2024年12月17日14时30分，新码头启用",
        "来源：据港务局介绍，新码头将于春季启用。",
        f"By Jane Doe{', Ann Author' * 20}",
    ],
)
def test_with_any_other_word_a_line_is_text(line: str) -> None:
    assert not is_furniture(line, is_ahead=True)


@pytest.mark.parametrize("line", ["December 18, 2024", "Monday, January 6, 2025", "1月3日 12时14分"])
def test_a_bare_date_behind_the_text_may_be_part_of_it(line: str) -> None:
    assert is_furniture(line, is_ahead=True)
    assert not is_furniture(line, is_ahead=False)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["By Jane Doe", LONG, LONG, "3 min read"], [LONG, LONG]),
        (["A kicker", "By Jane Doe", LONG, "A last word", "© dpa"], ["A kicker", LONG, "A last word"]),
        (
            [*[LONG] * 4, "December 18, 2024", "By Jane Doe", LONG],
            [*[LONG] * 4, "December 18, 2024", "By Jane Doe", LONG],
        ),
        ([LONG, "Von Ann Author", LONG, LONG], [LONG, LONG, LONG]),
        ([LONG, "2015.08.15 10:28MTI", LONG], [LONG, LONG]),
        (["二〇一〇年三月十二日　09:05　某某晚报", LONG], [LONG]),
        (["http://www.news.example 2010年3月12日 09:05 来源：某某网", "记者 | 张某某", "某经编辑：王某", LONG], [LONG]),
        ([LONG, "（某某报记者 张某某）", "分享到："], [LONG]),
        (["山本某介 2022年1月3日 12時14分", "[PR]", LONG], [LONG]),
        (["송고시간2022-01-03 12:14", "글자크기 가 가", LONG], [LONG]),
        ([LONG, LONG, "More on the pier:"], [LONG, LONG]),
        ([LONG, "The pier has:", LONG], [LONG, "The pier has:", LONG]),
        ([LONG, f"{LONG} and:"], [LONG, f"{LONG} and:"]),
        (["3 January 2022 12:14 | 4 January 2022", "阅读 1234次", LONG], [LONG]),
        ([LONG, "3 January 2022", LONG], [LONG, "3 January 2022", LONG]),
        ([f"By Ann Author | 3 January 2022 12:14 | {'Share | ' * 9}", LONG], [LONG]),
        (["By Jane Doe", "A short text"], ["By Jane Doe", "A short text"]),
        ([], []),
    ],
    ids=[
        "both ends",
        "beyond other short lines",
        "not inside",
        "behind a summary",
        "a time behind a summary",
        "a day in numerals and a paper",
        "an address and bylines with bars",
        "a byline in brackets",
        "a name before a day",
        "sizes of letters",
        "announces nothing",
        "announces text",
        "a sentence that announces",
        "two days, one with a clock",
        "a day alone behind the first sentence",
        "a long one",
        "no sentence",
        "nothing",
    ],
)
def test_only_ahead_of_the_first_sentence_and_behind_the_last(lines: list[str], kept: list[str]) -> None:
    found = segments(parse("<html><body>" + "".join(f"<p>{line}</p>" for line in lines)))
    assert [segment.text for segment in without_furniture(found, 80)] == kept


def test_the_last_item_of_a_list_announces_nothing() -> None:
    found = segments(parse(f"<html><body><p>{LONG}</p><ul><li>Tickets:</li></ul></body></html>"))
    assert [segment.text for segment in without_furniture(found, 80)] == [LONG, "Tickets:"]


def test_a_heading_at_the_end_announces_what_is_no_text_and_a_rule_is_none() -> None:
    body = f"<p>--</p><p>{LONG}</p><h2>Costs</h2><p>{LONG}</p><h3>More on the pier</h3>"
    found = segments(parse(f"<html><body>{body}</body></html>"))
    assert [segment.text for segment in without_furniture(found, 80)] == [LONG, "Costs", LONG]
