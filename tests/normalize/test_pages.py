"""Whole pages of the kinds that newsrooms in many countries make, in our own words: every field at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from lxml import html

from tasks.normalize import normalize
from tasks.records import Article, Capture, Extraction, Precision, Site


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what it says."""

    url: str
    head: str
    body: str  # `…` stands for the text
    text: str
    title: str
    authors: tuple[str, ...]
    published: str | None  # to the minute, in UTC
    day: str | None
    media: str | None = None
    editors: tuple[str, ...] = ()


ENGLISH = "The port authority said on Monday that the new pier will open in spring, two months earlier than planned."
CHINESE = "港务局星期一表示，新码头将于春季启用，比原计划提前两个月，相关配套道路也将同时开放。"
PAGES = {
    "India, a label that only the domain explains": Page(
        "https://www.harbour.example.in/a",
        "<title>New pier to open in spring | Harbour Times</title>"
        '<meta property="og:site_name" content="Harbour Times">',
        "<h1>New pier to open in spring</h1><div>Written by <a href='/author/ann'>Ann Author</a></div>"
        "<div>Updated: January 4, 2022 09:00 IST</div><div>Published: January 3, 2022 12:14 IST</div>…",
        ENGLISH, "New pier to open in spring", ("Ann Author",), "2022-01-03T06:44", "2022-01-03", "Harbour Times",
    ),
    "United States, an agency's story": Page(
        "https://harbour.example.com/a",
        '<html lang="en-US"><title>New pier to open in spring - Harbour Post</title>',
        "<h1>New pier to open in spring</h1><p>By ANN AUTHOR and BEN WRITER</p>"
        "<p>3:27 am EST, Monday, January 3, 2022</p>…",
        f"BOSTON (AP) — {ENGLISH}", "New pier to open in spring", ("Ann Author", "Ben Writer"), "2022-01-03T08:27",
        "2022-01-03", "AP",
    ),
    "Germany": Page(
        "https://www.hafen.example.de/a",
        "<title>Neue Mole öffnet im Frühjahr - Hafenblatt</title>",
        "<h1>Neue Mole öffnet im Frühjahr</h1><div>Von Anna Autorin</div><div>Stand: 04.01.2022, 08:00 Uhr</div>"
        "<div>Montag, 3. Januar 2022 um 12.14 Uhr</div>…",
        "Die Hafenbehörde teilte am Montag mit, dass die neue Mole im Frühjahr öffnet, zwei Monate früher als geplant.",
        "Neue Mole öffnet im Frühjahr", ("Anna Autorin",), "2022-01-03T11:14", "2022-01-03",
    ),
    "France": Page(
        "https://www.port.example.fr/a",
        "<title>La nouvelle jetée ouvre au printemps</title>",
        "<h1>La nouvelle jetée ouvre au printemps</h1><p>Par Anne Auteur</p><p>Publié le 03/01/2022 à 12h14</p>…",
        "Les autorités du port ont annoncé lundi que la nouvelle jetée ouvrira au printemps, plus tôt que prévu.",
        "La nouvelle jetée ouvre au printemps", ("Anne Auteur",), "2022-01-03T11:14", "2022-01-03",
    ),
    "Spain, the reader is told a day": Page(
        "https://www.puerto.example.com/a",
        "<title>El nuevo muelle abre en primavera</title>",
        "<h1>El nuevo muelle abre en primavera</h1><p>Por Ana Autora y Benito Escritor</p><p>3 de enero de 2022</p>…",
        "La autoridad portuaria dijo el lunes que el nuevo muelle abrirá en primavera, dos meses antes de lo previsto.",
        "El nuevo muelle abre en primavera", ("Ana Autora", "Benito Escritor"), None, "2022-01-03",
    ),
    "Turkey": Page(
        "https://www.liman.example.com.tr/a",
        "<title>Yeni iskele ilkbaharda açılıyor</title>",
        "<h1>Yeni iskele ilkbaharda açılıyor</h1><span>3 Ocak 2022 12:14</span>…",
        "Liman idaresi pazartesi günü yeni iskelenin planlanandan iki ay önce ilkbaharda açılacağını söyledi.",
        "Yeni iskele ilkbaharda açılıyor", (), "2022-01-03T09:14", "2022-01-03",
    ),
    "Japan": Page(
        "https://www.minato.example.jp/a",
        "<title>新しい桟橋、春に開業へ | みなと新聞</title>",
        "<h1>新しい桟橋、春に開業へ</h1><p>2022年1月3日 12時14分</p>…",
        "港湾局は月曜日、新しい桟橋が予定より二か月早く春に開業すると発表した。周辺の道路も同時に開通する。",
        "新しい桟橋、春に開業へ", (), "2022-01-03T03:14", "2022-01-03",
    ),
    "Korea": Page(
        "https://www.hang.example.co.kr/a",
        "<title>새 부두 봄에 문 연다 - 항구일보</title>",
        "<h1>새 부두 봄에 문 연다</h1><p>입력 2022.01.03 오후 12:14</p>…",
        "항만 당국은 월요일 새 부두가 계획보다 두 달 이른 봄에 문을 연다고 밝혔다. 주변 도로도 함께 개통된다.",
        "새 부두 봄에 문 연다", (), "2022-01-03T03:14", "2022-01-03",
    ),
    "China, an old layout of tables": Page(
        "http://www.gangkou.example.cn/a.htm",
        "<title>新码头将于春季启用-港口频道-某某网</title>",
        "<table><tr><td>首页 >> 港口频道</td></tr>"
        "<tr><td align=center><font size=5>新码头将于春季启用</font></td></tr>"
        "<tr><td>2022年01月03日 12:14 来源：某某证券报 作者：张某某 【字号 大 中 小】</td></tr><tr><td>…</td></tr>"
        "<tr><td>（责任编辑：王某）</td></tr></table>",
        f"{CHINESE}\n业内人士认为，此举将缓解拥堵。",
        "新码头将于春季启用", ("张某某",), "2022-01-03T04:14", "2022-01-03",
        "某某证券报", ("王某",),
    ),
    "China, a day alone": Page(
        "http://www.gangkou.example.cn/b.htm",
        "<title>新码头将于春季启用</title>",
        "<div>新码头将于春季启用</div><div>发布日期：2022-01-03 浏览次数：12</div>…",
        CHINESE, "新码头将于春季启用", (), None, "2022-01-03",
    ),
    "nested graphs, a teaser of another article, the site's own name as author": Page(
        "https://harbour.example.com/a",
        '<title>New pier to open in spring</title><script type="application/ld+json">{"@graph": [{"@type": "ItemList",'
        '"itemListElement": [{"@type": "NewsArticle", "headline": "Old pier closes", "datePublished": '
        '"2020-01-01T01:01:01Z", "author": {"name": "Carl Other"}}]}, {"@type": "WebPage", "mainEntity": '
        '{"@type": "NewsArticle", "headline": "New pier to open in spring", "datePublished": "2022-01-03T04:14:55Z",'
        '"author": {"@type": "Person", "name": "Harbour Post"}, "publisher": {"@type": "Organization", '
        '"name": "Harbour Post"}}}]}</script>',
        "<h1>New pier to open in spring</h1>…",
        ENGLISH, "New pier to open in spring", (), "2022-01-03T04:14", "2022-01-03", "Harbour Post",
    ),
}  # fmt: skip


def article_of(page: Page, capture_of: Callable[..., Capture]) -> Article:
    paragraphs = "".join(f"<p>{line}</p>" for line in page.text.split("\n"))
    tree = html.document_fromstring(
        f"<html><head>{page.head}</head><body>{page.body.replace('…', paragraphs)}</body></html>"
    )
    return normalize(Extraction(page.text, tree=tree), capture_of(page.url), Site("x"))


@pytest.mark.parametrize("name", PAGES)
def test_every_field(name: str, capture_of: Callable[..., Capture]) -> None:
    page = PAGES[name]
    article = article_of(page, capture_of)
    assert article.title == page.title
    assert article.authors == page.authors
    assert article.editors == page.editors
    assert article.published_on == (date.fromisoformat(page.day) if page.day else None)
    stated = datetime.fromisoformat(page.published).replace(tzinfo=UTC) if page.published else None
    assert (article.published_at.replace(second=0) if article.published_at else None) == stated
    assert article.published_precision in (Precision.DAY, Precision.MINUTE, Precision.SECOND)
    assert article.media == page.media


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Pier\x00 opens",
        "<div>" * 100 + "<h1>Pier opens</h1>" + "</div>" * 100,
        "<h1>Pier opens</h1><table><tr><td>x<p></td></table></b></i><time>",
        "<h1>Pier opens</h1><script type='application/ld+json'>{\"@type\": [</script><meta content><a href='http://['>x</a>",
        "<h1>Pier opens</h1><p>" + "2022-01-03 12:14 (600028) $A " * 20_000,
    ],
)
def test_broken_pages_have_an_answer(body: str, capture_of: Callable[..., Capture]) -> None:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>".replace("\x00", ""))
    assert normalize(Extraction(ENGLISH, tree=tree), capture_of(), Site("x")).title == "Pier opens"
