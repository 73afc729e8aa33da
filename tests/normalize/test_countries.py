"""Dates and bylines as sites of fifty countries show them: our own words in their notations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.extract.text import parse
from tasks.normalize import normalize
from tasks.records import Capture, Extraction, Link, Outcome, Site

AT = datetime(2022, 6, 10, 8, tzinfo=UTC)
DAY = "2022-01-03"
TEXTS = {
    "zh": "港务局星期一表示，新码头将于春季启用。",
    "ja": "港湾局は月曜日、新しい埠頭を発表した。",
    "ko": "항만청은 월요일 새 부두를 발표했다.",
}
# domain, language, lines behind the headline, instant or day, authors
CASES: list[tuple[str, str, list[str], str, tuple[str, ...]]] = [
    (
        "example.com",
        "en",
        ["By Ann Author", "Published 3:14 PM EST, January 3, 2022", "Updated 4:00 PM EST, January 3, 2022"],
        "2022-01-03T20:14Z",
        ("Ann Author",),
    ),
    (
        "example.com",
        "en",
        ["Jan. 3, 2022, 5:00 a.m. ET", "By Ann Author and Ben Writer"],
        "2022-01-03T10:00Z",
        ("Ann Author", "Ben Writer"),
    ),
    (
        "example.com",
        "en",
        ["by: Ann Author", "Posted: Jan 3, 2022 / 03:14 PM CST", "Updated: Jan 3, 2022 / 05:00 PM CST"],
        "2022-01-03T21:14Z",
        ("Ann Author",),
    ),
    ("example.com", "en", ["PUBLISHED: January 3, 2022 at 3:14 p.m. | UPDATED: January 3, 2022 at 4:00 p.m."], DAY, ()),
    ("example.co.uk", "en", ["3 January 2022 • 4:14pm"], "2022-01-03T16:14Z", ()),
    ("example.co.uk", "en", ["04:14, 3 JAN 2022", "UPDATED 04:55, 3 JAN 2022"], "2022-01-03T04:14Z", ()),
    (
        "example.co.uk",
        "en",
        ["Ann Author", "Mon 3 Jan 2022 04.14 GMT", "Last modified on Mon 3 Jan 2022 05.00 GMT"],
        "2022-01-03T04:14Z",
        ("Ann Author",),
    ),
    (
        "example.co.uk",
        "en",
        [
            "By ANN AUTHOR FOR EXAMPLEONLINE",
            "Published: 04:14 GMT, 3 January 2022 | Updated: 05:00 GMT, 3 January 2022",
        ],
        "2022-01-03T04:14Z",
        ("Ann Author",),
    ),
    ("example.ie", "en", ["Mon Jan 3 2022 - 04:14"], "2022-01-03T04:14Z", ()),
    ("example.com", "en", ["January 03, 2022 10:14 am | Updated 11:00 am IST"], DAY, ()),
    ("example.in", "en", ["Published: 03 Jan 2022, 10:14 AM IST"], "2022-01-03T04:44Z", ()),
    ("example.com", "en", ["Ann Author / TNN / Updated: Jan 3, 2022, 10:14 IST"], DAY, ("Ann Author",)),
    ("example.pk", "en", ["Ann Author Published January 3, 2022 10:14am"], "2022-01-03T05:14Z", ("Ann Author",)),
    ("example.com.au", "en", ["January 3, 2022 — 10.14am"], DAY, ()),
    (
        "example.com.au",
        "en",
        ["By Ann Author", "Posted Mon 3 Jan 2022 at 10:14am AEDT"],
        "2022-01-02T23:14Z",
        ("Ann Author",),
    ),
    ("example.co.nz", "en", ["By Ann Author", "03 Jan, 2022 10:14 AM"], "2022-01-02T21:14Z", ("Ann Author",)),
    (
        "example.ca",
        "en",
        ["Ann Author · Example News · Posted: Jan 03, 2022 4:00 AM ET | Last Updated: January 3, 2022"],
        "2022-01-03T09:00Z",
        ("Ann Author",),
    ),
    ("example.de", "de", ["Von Anna Autor", "03.01.2022, 12:14 Uhr"], "2022-01-03T11:14Z", ("Anna Autor",)),
    ("example.de", "de", ["Stand: 03.01.2022 12:14 Uhr"], DAY, ()),
    ("example.de", "de", ["3. Januar 2022 um 12:14 Uhr"], "2022-01-03T11:14Z", ()),
    (
        "example.de",
        "de",
        ["Veröffentlicht am 03.01.2022 | Lesedauer: 3 Minuten", "Von Anna Autor, Bernd Schreiber"],
        DAY,
        ("Anna Autor", "Bernd Schreiber"),
    ),
    ("example.net", "de", ["3. Januar 2022, 12:14 Uhr", "Quelle: dpa"], DAY, ()),
    ("example.de", "de", ["Aktualisiert am 03.01.2022-12:14"], DAY, ()),
    ("example.at", "de", ["3. Jänner 2022, 12:14"], "2022-01-03T11:14Z", ()),
    ("example.ch", "de", ["Publiziert: 03.01.2022, 12:14", "Aktualisiert: 03.01.2022, 13:00"], "2022-01-03T11:14Z", ()),
    (
        "example.fr",
        "fr",
        ["Par Anne Auteur", "Publié le 3 janvier 2022 à 12h14, mis à jour le 3 janvier 2022 à 13h00"],
        "2022-01-03T11:14Z",
        ("Anne Auteur",),
    ),
    ("example.fr", "fr", ["Publié le : 03/01/2022 - 12:14Modifié le : 03/01/2022 - 12:20"], "2022-01-03T11:14Z", ()),
    ("example.fr", "fr", ["Par Anne Auteur", "Le 3 janvier 2022 à 12h14"], "2022-01-03T11:14Z", ("Anne Auteur",)),
    ("example.fr", "fr", ["Mis à jour le 03/01/2022 à 12:14"], DAY, ()),
    ("example.be", "fr", ["Publié le 03-01-2022 à 12h14 - Mis à jour le 03-01-2022 à 13h00"], "2022-01-03T11:14Z", ()),
    ("example.be", "nl", ["ma 3 jan. 2022 12:14"], "2022-01-03T11:14Z", ()),
    (
        "example.nl",
        "nl",
        ["Door Anna Auteur", "3 januari 2022 12:14", "Laatste update: 3 januari 2022, 13:00"],
        "2022-01-03T11:14Z",
        ("Anna Auteur",),
    ),
    ("example.nl", "nl", ["03-01-2022 • 12:14"], "2022-01-03T11:14Z", ()),
    ("example.es", "es", ["Ana Autora", "03/01/2022 a las 12:14h."], "2022-01-03T11:14Z", ("Ana Autora",)),
    ("example.es", "es", ["Lunes, 3 enero 2022 - 12:14"], "2022-01-03T11:14Z", ()),
    ("example.com", "es", ["03 ENE 2022 - 12:14 CET"], "2022-01-03T11:14Z", ()),
    ("example.es", "es", ["Actualizado a 3 de enero de 2022, 12:14"], DAY, ()),
    ("canarias-example.es", "es", ["3 de enero de 2022 12:14"], DAY, ()),
    ("example.pt", "pt", ["3 de Janeiro de 2022, 12:14"], "2022-01-03T12:14Z", ()),
    ("example.com.br", "pt", ["Por Ana Autora, g1 SP", "03/01/2022 12h14 Atualizado 03/01/2022"], DAY, ("Ana Autora",)),
    ("example.it", "it", ["di Anna Autrice", "3 gennaio 2022 alle 12:14"], "2022-01-03T11:14Z", ("Anna Autrice",)),
    (
        "example.it",
        "it",
        ["Pubblicato il 3 Gennaio 2022 - 12:14", "Aggiornato il 3 Gennaio 2022 - 13:00"],
        "2022-01-03T11:14Z",
        (),
    ),
    ("example.it", "it", ["lunedì 3 gennaio 2022"], DAY, ()),
    ("example.se", "sv", ["Publicerad 2022-01-03 12.14", "Uppdaterad 2022-01-03 13.00"], "2022-01-03T11:14Z", ()),
    ("example.se", "sv", ["Av Anna Autor", "Publicerad 3 januari 2022 12.14"], "2022-01-03T11:14Z", ("Anna Autor",)),
    ("example.no", "no", ["Publisert 3. jan. 2022 kl. 12:14"], "2022-01-03T11:14Z", ()),
    ("example.dk", "da", ["Af Anna Autor", "3. jan. 2022 kl. 12.14"], "2022-01-03T11:14Z", ("Anna Autor",)),
    ("example.fi", "fi", ["3.1.2022 12:14"], "2022-01-03T10:14Z", ()),
    ("example.fi", "fi", ["Julkaistu 3.1.2022 klo 12.14"], "2022-01-03T10:14Z", ()),
    ("example.pl", "pl", ["3 stycznia 2022, 12:14"], "2022-01-03T11:14Z", ()),
    ("example.pl", "pl", ["Autor: Anna Autorska", "03.01.2022 12:14"], "2022-01-03T11:14Z", ("Anna Autorska",)),
    ("example.cz", "cs", ["3. ledna 2022 12:14"], "2022-01-03T11:14Z", ()),
    ("example.cz", "cs", ["3. 1. 2022 12:14"], "2022-01-03T11:14Z", ()),
    ("example.sk", "sk", ["3. jan 2022 o 12:14"], "2022-01-03T11:14Z", ()),
    ("example.hu", "hu", ["2022. január 3. 12:14"], "2022-01-03T11:14Z", ()),
    ("example.hu", "hu", ["2022. 01. 03. 12:14"], "2022-01-03T11:14Z", ()),
    ("example.hu", "hu", ["2022.01.03. 12:14"], "2022-01-03T11:14Z", ()),
    ("example.ro", "ro", ["De Ana Autoru", "03 ian. 2022, 12:14"], "2022-01-03T10:14Z", ()),
    ("example.ro", "ro", ["Publicat: 03.01.2022 12:14"], "2022-01-03T10:14Z", ()),
    ("example.bg", "bg", ["3 януари 2022 | 12:14"], "2022-01-03T10:14Z", ()),
    ("example.bg", "bg", ["3 ян 2022, 12:14, 31 прочитания"], "2022-01-03T10:14Z", ()),
    ("example.gr", "el", ["03.01.2022 | 12:14"], "2022-01-03T10:14Z", ()),
    ("example.gr", "el", ["3 Ιανουαρίου 2022, 12:14"], "2022-01-03T10:14Z", ()),
    ("example.gr", "el", ["Δευτέρα, 03-Ιαν-2022 12:14"], "2022-01-03T10:14Z", ()),
    ("example.hr", "hr", ["3. siječnja 2022. u 12:14"], "2022-01-03T11:14Z", ()),
    ("example.rs", "sr", ["03.01.2022. | 12:14"], "2022-01-03T11:14Z", ()),
    ("example.si", "sl", ["3. januar 2022 ob 12:14"], "2022-01-03T11:14Z", ()),
    ("example.ru", "ru", ["3 января 2022, 12:14"], DAY, ()),
    ("example.ru", "ru", ["3 января 2022, 12:14 (мск)"], "2022-01-03T09:14Z", ()),
    ("example.ru", "ru", ["Автор: Анна Авторова", "12:14 МСК 03.01.2022"], "2022-01-03T09:14Z", ("Анна Авторова",)),
    ("example.ua", "uk", ["Понеділок, 3 січня 2022, 12:14"], "2022-01-03T10:14Z", ()),
    ("example.com.tr", "tr", ["Giriş Tarihi: 3.1.2022 12:14 Son Güncelleme: 3.1.2022 13:00"], "2022-01-03T09:14Z", ()),
    ("example.com.tr", "tr", ["Oluşturulma Tarihi: Ocak 03, 2022 12:14"], "2022-01-03T09:14Z", ()),
    ("example.com.tr", "tr", ["03 Ocak 2022 - 12:14"], "2022-01-03T09:14Z", ()),
    ("example.co.il", "he", ["3.1.2022 12:14"], "2022-01-03T10:14Z", ()),
    ("example.eg", "ar", ["3 يناير 2022"], DAY, ()),
    ("example.sa", "ar", ["الاثنين 30 جمادى الأولى 1443هـ - 3 يناير 2022م"], DAY, ()),
    ("example.com.bd", "bn", ["প্রকাশ: ০৩ জানুয়ারি ২০২২, ১২: ১৪"], "2022-01-03T06:14Z", ()),
    (
        "example.com.bd",
        "en",
        ["Mon Jan 3, 2022 12:14 PM Last update on: Mon Jan 3, 2022 01:12 PM"],
        "2022-01-03T06:14Z",
        (),
    ),
    ("example.is", "is", ["3. janúar 2022 12:14"], "2022-01-03T12:14Z", ()),
    ("example.rs", "sr", ["3. јан 2022. 12:14"], "2022-01-03T11:14Z", ()),
    ("example.jp", "ja", ["2022年1月3日 12時14分"], "2022-01-03T03:14Z", ()),
    ("example.jp", "ja", ["2022/1/3 12:14 (2022/1/3 13:00 更新)"], "2022-01-03T03:14Z", ()),
    ("example.jp", "ja", ["公開日時：2022/01/03 12:14"], "2022-01-03T03:14Z", ()),
    ("example.jp", "ja", ["[2022年1月3日12時14分]"], "2022-01-03T03:14Z", ()),
    ("example.co.jp", "ja", ["1/3(月) 12:14配信"], "2022-01-03T03:14Z", ()),
    ("example.jp", "ja", ["2022年1月3日 月曜 午後0:14"], "2022-01-03T03:14Z", ()),
    ("example.jp", "ja", ["2022年1月3日 5:00 更新"], DAY, ()),
    ("example.jp", "ja", ["令和4年1月3日"], DAY, ()),
    (
        "example.co.kr",
        "ko",
        ["홍길동 기자", "입력 2022.01.03. 오후 12:14", "수정 2022.01.03. 오후 1:00"],
        "2022-01-03T03:14Z",
        ("홍길동",),
    ),
    ("example.co.kr", "ko", ["등록 2022-01-03 12:14:55"], "2022-01-03T03:14Z", ()),
    ("example.co.kr", "ko", ["송고시간2022-01-03 12:14"], "2022-01-03T03:14Z", ()),
    ("example.com", "ko", ["김영희 기자 | 승인 2022.01.03 12:14"], "2022-01-03T03:14Z", ("김영희",)),
    (
        "example.com.tw",
        "zh",
        ["記者張某某／台北報導", "發布時間：2022/01/03 12:14", "最新更新：2022/01/03 13:00"],
        "2022-01-03T04:14Z",
        ("張某某",),
    ),
    ("example.hk", "zh", ["2022年1月3日 下午12:14"], "2022-01-03T04:14Z", ()),
    ("example.vn", "vi", ["Thứ hai, 3/1/2022, 12:14 (GMT+7)"], "2022-01-03T05:14Z", ()),
    ("example.vn", "vi", ["12:14 - 03/01/2022"], "2022-01-03T05:14Z", ()),
    ("example.com", "id", ["Senin, 3 Januari 2022 12:14 WIB"], "2022-01-03T05:14Z", ()),
    (
        "example.co.id",
        "id",
        ["Penulis: Ani Penulis", "Example.com - 03/01/2022, 12:14 WIB"],
        "2022-01-03T05:14Z",
        ("Ani Penulis",),
    ),
    ("example.com.my", "en", ["Monday, 03 Jan 2022 12:14 PM MYT"], "2022-01-03T04:14Z", ()),
    ("example.com.ph", "en", ["By Ann Author - January 3, 2022 | 12:14 pm"], "2022-01-03T04:14Z", ("Ann Author",)),
    ("example.co.th", "th", ["3 ม.ค. 2565 12:14 น."], "2022-01-03T05:14Z", ()),
    ("example.co.th", "th", ["3 มกราคม 2565"], DAY, ()),
    ("example.com.sg", "en", ["Jan 3, 2022, 12:14 PM SGT"], "2022-01-03T04:14Z", ()),
    ("example.ng", "en", ["By Ann Author", "3 January 2022 1:14 pm"], "2022-01-03T12:14Z", ("Ann Author",)),
    ("example.co.za", "en", ["03 Jan 2022 12:14"], "2022-01-03T10:14Z", ()),
    ("example.co.ke", "en", ["Monday, January 03, 2022 - 12:14"], "2022-01-03T09:14Z", ()),
    ("example.com.mx", "es", ["03/01/2022 12:14"], DAY, ()),
    ("example.com.ar", "es", ["3 de enero de 2022 12:14"], "2022-01-03T15:14Z", ()),
    ("example.com.co", "es", ["03 de enero de 2022, 12:14 p. m."], "2022-01-03T17:14Z", ()),
    (
        "example.cn",
        "zh",
        ["2022-01-03 12:14:55\u3000来源：某某报\u3000作者：张某某\u3000责任编辑：王某"],
        "2022-01-03T04:14Z",
        ("张某某",),
    ),
    ("example.cn", "zh", ["2022年01月03日 12:14 来源：某某网"], "2022-01-03T04:14Z", ()),
    ("example.cn", "zh", ["http://www.a.example.cn 2022年01月03日12:14 某某网"], "2022-01-03T04:14Z", ()),
    ("example.cn", "zh", ["发布日期：[22-01-03 12:14:55] 点击：120"], "2022-01-03T04:14Z", ()),
    ("example.cn", "zh", ["日期：2022-1-3 下午 12:14:55 浏览次数：3"], "2022-01-03T04:14Z", ()),
    ("example.cn", "zh", ["(2022/1/3 12:14:55)"], "2022-01-03T04:14Z", ()),
    ("example.cn", "zh", ["更新时间：2022-01-03 12:14:55"], DAY, ()),
    ("example.cn", "zh", ["文章作者：张某某\u3000\u3000发布时间：2022-01-03\u3000\u3000浏览：3次"], DAY, ("张某某",)),
    ("example.cn", "zh", ["二〇二二年一月三日"], DAY, ()),
]


@pytest.mark.parametrize(("domain", "language", "lines", "published", "authors"), CASES)
def test_the_country(domain: str, language: str, lines: list[str], published: str, authors: tuple[str, ...]) -> None:
    text = TEXTS.get(
        language, "Abcdef ghij klmno pqrs tuvw."
    )  # too short to tell its language, so the page's word holds
    body = "".join(f"<p>{line}</p>" for line in (*lines, text))
    page = (
        f'<html lang="{language}"><head><title>Xq zw vb nm</title></head><body><h1>Xq zw vb nm</h1>{body}</body></html>'
    )
    url = f"https://www.{domain}/a"
    link = Link(url, "x", AT, "urls", "urls.txt")
    capture = Capture(
        capture_id="", link=link, final_url=url, at=AT, outcome=Outcome.FETCHED, status=200, media_type="text/html",
        charset="utf-8", body=page.encode(), bytes=0, sha256=None, etag=None, last_modified=None, warc="", offset=0,
        length=0, elapsed_ms=0,
    )  # fmt: skip
    article = normalize(Extraction(text, tree=parse(page)), capture, Site("x"))
    instant = article.published_at.strftime("%Y-%m-%dT%H:%MZ") if article.published_at else str(article.published_on)
    assert (instant, article.authors) == (published, authors)
