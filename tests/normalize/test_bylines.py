"""Bylines as pages show them: Western ones, Chinese ones with their labels, agencies' last lines."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.bylines import Bylines, han_bylines, read_bylines
from tasks.normalize.cjk import korean_names, last_words
from tasks.normalize.markup import Markup, read_markup
from tasks.normalize.people import find_people
from tasks.normalize.visible import read_page

TEXT = "The pier opens in spring, the port authority said on Monday.\nIt is two months early."


def bylines(*lines: str, after: str = "", text: str = TEXT) -> Bylines:
    head = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    tree = html.document_fromstring(f"<html><body><h1>Pier opens</h1>{head}{body}{after}</body></html>")
    page = read_page(tree)
    return read_bylines(page, page.headline("Pier opens"), text)


def people(*lines: str, after: str = "", text: str = TEXT) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return find_people((), Markup(), (), bylines(*lines, after=after, text=text), ("Harbour Post", "harbourpost"))


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Author", ("Ann Author",)),
        ("By Ann Author and Ben Writer", ("Ann Author", "Ben Writer")),
        ("By Ann Author, Senior Reporter", ("Ann Author",)),
        ("By ANN AUTHOR | 3 January 2022", ("Ann Author",)),
        ("Por José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Por Ana Autora y Benito Escritor", ("Ana Autora", "Benito Escritor")),
        ("Von Anna Autorin und Bernd Schreiber", ("Anna Autorin", "Bernd Schreiber")),
        ("Par Anne Auteur", ("Anne Auteur",)),
        ("January 3, 2022 by Ann Author", ("Ann Author",)),
        ("-- By Ann Author", ("Ann Author",)),
        ("By Ann Author @annauthor", ("Ann Author",)),
        ("08/08/2017 durch Anna Autorin Keine Kommentare", ("Anna Autorin",)),
        ("By Harbour Post", ()),
        ("By Reuters Staff", ()),
        ("By the sea, life is calm", ()),
        ("3 January 2022", ()),
        ('<div>By</div><div><a href="/x">Ann Author</a></div>', ("Ann Author",)),
        ('<span class="author-name">Ann Author</span>', ("Ann Author",)),
        ('<div class="byline"><a href="/authors/ann">Ann Author</a> Senior Reporter</div>', ("Ann Author",)),
        ('<a rel="author" href="/x">Ann Author</a>', ("Ann Author",)),
        (  # persons of one byline
            '<div class="byline"><a href="/author/a">Ann Author</a><a href="/author/b">Ben Writer</a></div>',
            ("Ann Author", "Ben Writer"),
        ),
        (
            '<p><span class="author">Ann Author</span><span class="author">Ben Writer</span></p>',
            ("Ann Author", "Ben Writer"),
        ),
        (
            '<ul class="bylines"><li><a href="/authors/a">Ann Author</a> Journalist</li>'
            '<li><a href="/authors/b">Ben Writer</a> Journalist</li></ul>',
            ("Ann Author", "Ben Writer"),
        ),
        (  # a line each
            '<p>By</p><ul class="author"><li><a href="/author/a">Ann Author</a></li><li>and</li>'
            '<li><a href="/author/b">Ben Writer</a></li></ul>',
            ("Ann Author", "Ben Writer"),
        ),
        (  # of two teasers
            '<div><span class="author">Ann Author</span></div><div><span class="author">Ben Writer</span></div>',
            ("Ann Author",),
        ),
        ("<p>Ann Author</p><p>Reporter</p><p>Ben Other</p><p>Reporter</p>", ("Ann Author", "Ben Other")),
        ("<p>Anna Autorin</p><p>verslaggever Noord</p>", ("Anna Autorin",)),
        ('<span class="author">de Ana Autoru</span>', ("Ana Autoru",)),
        ("Autors: Ana Autore 2022. gada 3. janvāris, 12:14", ("Ana Autore",)),
        ("Text/Foto: Anna Autorin", ("Anna Autorin",)),
        ("Gastbeitrag von Anna Autorin", ("Anna Autorin",)),
        ("Jan. 3, 2022 4:14 PM ET Harbour, Inc. (HRB) By: Ann Author, Harbour News Editor", ("Ann Author",)),
        ("Текст: Анна Авторова", ("Анна Авторова",)),
        ("05/10/2021 - Publicado por: Ana Autora - Categoria: Porto", ("Ana Autora",)),
        ("Penulis: Ani Penulis", ("Ani Penulis",)),
        ("홍길동 기자", ("홍길동",)),
        ("정치부 기자", ()),  # an office that begins like a name
        ("執筆：山田太郎", ("山田太郎",)),
        ("<p>Ann Author</p><p>Senior Reporter</p>", ("Ann Author",)),
        ("<p>Middle East</p><p>3 January 2022</p>", ()),
        ("كتب: أحمد عبد الله", ("أحمد عبد الله",)),
        ("בית הספר כתב מכתב", ()),
        ("מאת: יעל כהן", ("יעל כהן",)),
        ("Haber: Elif Yazar", ("Elif Yazar",)),
        ("Haber Merkezi", ()),
        ("18 ธ.ค. 2567 16:05 น. โดย: สมชาย ใจดี", ("สมชาย ใจดี",)),
        ("Teksti: Anna Kirjoittaja", ("Anna Kirjoittaja",)),
        ("Curated By: Ann Author", ("Ann Author",)),
        ("Contributor: Ann Author", ("Ann Author",)),
        ("WRITER: Ann Author", ("Ann Author",)),
        ("Story by Ann Author, Harbour Monitor • 2h", ("Ann Author",)),
        ("ByAnn Author, New Delhi", ("Ann Author",)),
        ("Byron the poet", ()),
        ("Aus Hamburg berichtet Anna Autorin", ("Anna Autorin",)),
        ("Article rédigé par Anne Auteur", ("Anne Auteur",)),
        ("Penulis: Ani Penulis, Editor: Budi Lain", ("Ani Penulis",)),
        ("Von Anna Autorin, NDX-Hafenstudio", ("Anna Autorin",)),
        ('<p><a href="/hofundar/anna">Anna Höfundardóttir</a></p>', ("Anna Höfundardóttir",)),
        ("By business reporter Ann Author", ("Ann Author",)),
        ("Af Mette Forfatter /ritzau/", ("Mette Forfatter",)),
        ("Par A. Auteur avec AFP — Publié hier à 18h30", ("A. Auteur",)),
        ("Por Ana Autora — São Paulo", ("Ana Autora",)),
        ("Wed, 12/18/2024 - 2:35pm by Ann Author", ("Ann Author",)),
        ("By ANN AUTHOR FOR HARBOURPOST.COM and BEN WRITER", ("Ann Author", "Ben Writer")),
        ('<div class="author-bio">Read More</div>', ()),
        ('<div class="comment-author">Carl Commenter</div>', ()),
    ],
)
def test_beside_the_headline(line: str, authors: tuple[str, ...]) -> None:
    assert people(line)[0] == authors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("记者 张某某", [(False, "张某某")]),
        ("本报记者 张某某 李某 北京报道", [(False, "张某某"), (False, "李某")]),
        ("新华社记者张某某", [(False, "张某某")]),
        ("作者：张某某　编辑：王某", [(False, "张某某"), (True, "王某")]),
        ("来源：某某报 作者：张某 责任编辑：王某某", [(False, "张某"), (True, "王某某")]),
        ("文/张某某 图/李某", [(False, "张某某")]),
        ("(责编：王某、赵某)", [(True, "王某"), (True, "赵某")]),
        ("记者 欧阳某某 通讯员 李某", [(False, "欧阳某某"), (False, "李某")]),
        ("责任编辑：张 三", [(True, "张三")]),
        ("责任编辑：王某 图片编辑：李某 校对：赵某", [(True, "王某")]),
        ("财经中心／師某某報導", [(False, "師某某")]),
        ("记者从港务局了解到", []),
        ("记者了解到，码头将启用", []),
        ("编辑部电话：010-12345678", []),
        ("来源：某某网", []),
        ("图文编辑 | 王某", [(True, "王某")]),
        ("某某新闻记者 张某某 实习生 李某", [(False, "张某某"), (False, "李某")]),
        ("文 | 某某财经 王某某", [(False, "王某某")]),  # what a person writes for, and the person
        ("采写：某都记者 黄某某", [(False, "黄某某")]),
        ("作者：佚名", []),
        ("编译：张某", [(False, "张某")]),
        ("编译成中文", []),
        ("记者 阿依古丽·买买提", [(False, "阿依古丽·买买提")]),
        ("执笔：王某某", [(False, "王某某")]),
        ("首席评论员 李某某", [(False, "李某某")]),
        ("本报评论员文章", []),
        ("（某社記者潘某某台北3日電）", [(False, "潘某某")]),
        ("某社记者李某华盛顿3月5日电", [(False, "李某")]),
        ("记者成都3日电", []),
        ("撰文：陈大文", [(False, "陈大文")]),
        ("文/张某文 图/李某", [(False, "张某文")]),
        ("记者 张某文/图", [(False, "张某")]),
        ("某社记者 刘某 摄", []),  # who took the picture
        ("记者 张某某 文 李某 摄", [(False, "张某某")]),
        ("记者李某摄", []),
        ("发稿时间：2022-01-03 作 者：张某某", [(False, "张某某")]),
        ("某新网1月3日电(王某某 李某)新码头启用", [(False, "王某某"), (False, "李某")]),
        ("某民网北京1月3日电 （北京）", []),
        ("【北京＝山田某郎】新しい桟橋は春に開業する", [(False, "山田某郎")]),
        ("（首相＝東京都港区）", []),
        ("作者简介：王某某，作家", []),
        ("文／王某某・圖／李某", [(False, "王某某")]),
        ("本报记者 王 某 李 某 张某某", [(False, "王某"), (False, "李某"), (False, "张某某")]),
        ("社會中心／戴某某、潘某某報導", [(False, "戴某某"), (False, "潘某某")]),
        ("作者：Ann Author", [(False, "Ann Author")]),
        ("文／賴某某 攝影／謝某某", [(False, "賴某某")]),
        ("〔編譯陳某某／綜合報導〕", [(False, "陳某某")]),
        ("編譯陳某某／綜合外電", [(False, "陳某某")]),
        ("記者鄭某某／台北報導", [(False, "鄭某某")]),  # in traditional characters a surname is another word
        ("〔記者賴某某、謝某某／台北報導〕", [(False, "賴某某"), (False, "謝某某")]),
        ("（某某社記者顧某台北8日電）", [(False, "顧某")]),
        ("記者蘇某某、林某某台北報導", [(False, "蘇某某"), (False, "林某某")]),
        ("【王某某╱台北報導】", [(False, "王某某")]),
        ("國際中心／謝某某報導", [(False, "謝某某")]),
        ("政治中心／綜合報導", []),
        ("高雄／台北報導", []),  # a place that begins like a name
        ("（文/某察网 张某某）", [(False, "张某某")]),
        ("聞き手・山田某郎", [(False, "山田某郎")]),
        ("編集委員　鈴木某子", [(False, "鈴木某子")]),
        ("（編集：田中某保）", [(True, "田中某保")]),
    ],
)
def test_chinese_labels(line: str, expected: list[tuple[bool, str]]) -> None:
    assert list(han_bylines(line)) == expected


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("张某某/某湃新闻", ("张某某",)),
        ("张某 李某某／某某报", ("张某", "李某某")),
        ("某某网 张某某 2022-01-03 12:14", ("张某某",)),
        ("某某世纪经济报道 张某某 北京报道 2022-01-03", ("张某某",)),
        ("某某网 国际新闻 2022-01-03 12:14", ()),
        ("金融界 2022-01-03 12:14", ()),
        ("某国《某某时报》 席某某 北京报道", ("席某某",)),
        ("财经/某某网", ()),
        ("国际/某某新闻", ()),
        ("山本某介 2022年1月3日 12時14分", ("山本某介",)),
        ("张某某 报道", ("张某某",)),
        ("某某新聞 | 賴某某 綜合報導 發布 2022.01.03", ("賴某某",)),
        ("2022-01-03 12:14 某某時報 賴某某", ("賴某某",)),
        ("2022-01-03 12:14 某某時報 即時新聞", ()),
        ('<a href="/author/1">王某某</a><span>2022-01-03</span>', ("王某某",)),
        ('<a href="/city/1">王某某</a><span>2022-01-03</span>', ()),
        ("［山田某郎，みなとニュース］", ("山田某郎",)),
        ("综合 报道", ()),
        ("（某某晚报　张某某）", ("张某某",)),
        ("東京都港区 2022年1月3日 12時14分", ()),
        ("山本某介、西山某 2022年1月3日 12時14分", ("山本某介", "西山某")),
        ("2022-01-03 12:14 来源：某某参考报 刘某某 张某", ("刘某某", "张某")),
        ("某某证券 余某某,马某 2022-01-03", ("余某某", "马某")),
        ("<p>胡某某　万某某</p><p>2022-01-03 12:14</p>", ("胡某某", "万某某")),
        ("<p>时政　国际　江西</p><p>2022-01-03 12:14</p>", ()),  # sections that begin like names
        ("<p>윤길동</p><p>입력 2022. 1. 3. 12:14</p>", ("윤길동",)),
        ("<p>윤길동 입력 2022. 1. 3. 12:14</p>", ("윤길동",)),
        ("<p>강원도</p><p>입력 2022. 1. 3. 12:14</p>", ()),
    ],
)
def test_a_name_without_a_label_beside_its_outlet(line: str, authors: tuple[str, ...]) -> None:
    assert people(line)[0] == authors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("[서울=항구시스] 옥길동 기자 = 새 부두가 봄에 문을 연다", ["옥길동"]),
        ("이길동·김영희 기자", ["이길동", "김영희"]),
        ("(세종=항구뉴스) 이길동 김영희 기자 = ", ["이길동", "김영희"]),
        ("서울시 김영희 기자", ["김영희"]),  # an office before the name
        ("남궁길동 기자", ["남궁길동"]),
        ("허준 기자", ["허준"]),
        ("[이길동 gildong@harbour.example]", ["이길동"]),
        ("전문 기자", []),  # a word of two syllables
        ("온라인 뉴스팀 기자", []),
    ],
)
def test_korean_reporters(line: str, names: list[str]) -> None:
    assert korean_names(line) == names


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ("（社会部・山田某郎）", ["山田某郎"]),
        ("（山田某郎　編集：田中某保）", ["山田某郎"]),
        ("（社会部・港区）", []),
    ],
)
def test_a_desk_before_the_name_behind_the_last_sentence(last: str, names: list[str]) -> None:
    assert last_words(f"新しい桟橋は春に開業する。\n{last}") == names


def test_in_prose_a_byline_stands_in_brackets() -> None:
    prose = "港务局星期一表示，新码头将于春季启用，记者张某某在现场看到，" * 8
    assert list(han_bylines(prose)) == []
    assert list(han_bylines(f"{prose}（记者 李某某）")) == [(False, "李某某")]


def test_authors_and_editors_are_told_apart() -> None:
    text = "港务局表示，新码头将于春季启用。\n比原计划提前两个月。（记者 张某某）"
    assert people("2022-01-03 来源：某某报", after="<p>责任编辑：王某</p>", text=text) == (("张某某",), ("王某",))


@pytest.mark.parametrize(
    ("end", "authors"),
    [
        ("（张某某）", ("张某某",)),
        ("(张某某 李某)", ("张某某", "李某")),
        ("（山本某介、東某晃平）", ("山本某介", "東某晃平")),  # the name that is known vouches for the other
        ("（長谷川某）", ("長谷川某",)),
        ("\n【山本某介、佐藤某】", ("山本某介", "佐藤某")),
        ("（東某晃平）", ()),
        ("（平川县）", ()),
        ("（山口市内署）", ()),
        ("（武汉）", ()),
        ("（完）", ()),
        ("（据某某社）", ()),
    ],
)
def test_a_name_in_brackets_behind_the_last_sentence(end: str, authors: tuple[str, ...]) -> None:
    assert people("2022-01-03", text=f"港务局表示，新码头将于春季启用。\n比原计划提前两个月。{end}")[0] == authors


def test_one_name_that_the_whole_page_relates_to() -> None:
    aside = '<aside><a rel="author" href="/a">Ann Author</a></aside>'
    far = "".join(f"<p>{n} {TEXT}</p>" for n in range(30))
    assert people("x", after=far + aside)[0] == ("Ann Author",)
    assert people("x", after=far + aside + aside.replace("Ann", "Ben"))[0] == ()  # of other articles
    assert people("x", after=far + "<p>Written by Ann Author and Ben Writer</p>")[0] == ("Ann Author", "Ben Writer")


def test_a_list_of_names_behind_the_headline() -> None:
    markup = Markup(metas={"author": ("Ann Author",)})
    lines = bylines("Ann Author , Ben Writer & Cho Third")
    assert find_people((), markup, (), lines, ())[0] == ("Ann Author", "Ben Writer", "Cho Third")
    assert find_people((), markup, (), bylines("Ann Author, Harbour Post"), ("Harbour Post",))[0] == ("Ann Author",)


def test_page_and_tag_outweigh_another_persons_account() -> None:
    article = {"@type": "Article", "author": {"@type": "Person", "name": "Paul Poster"}}
    tags = {"author": ("Paul Poster",), "sailthru.author": ("By Ann Author",)}
    markup = Markup(article=article, nodes=(article,), metas=tags)
    assert find_people((), markup, (), bylines("By Ann Author"), ())[0] == ("Ann Author",)


def test_an_agencys_last_line() -> None:
    text = TEXT + "\n(Reporting by Ann Author and Ben Writer in London; Editing by Cho Third)"
    assert people(text=text) == (("Ann Author", "Ben Writer"), ("Cho Third",))
    text = f"{TEXT}\nReporting by Ann Author and Ben Writer; Editing by Cho Third and Eve Fifth"
    assert people(text=text) == (("Ann Author", "Ben Writer"), ("Cho Third", "Eve Fifth"))
    assert people(text=f"{TEXT} (By Ann Author) Enditem/") == (("Ann Author",), ())
    assert people(text=f"{TEXT} It was built, after reporting by Ann Author, at last.") == ((), ())


def test_a_bare_name_needs_a_biography() -> None:
    assert people("Ann Author")[0] == ()
    assert people("Ann Author", after="<p>Ann Author is a reporter at the port.</p>")[0] == ("Ann Author",)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (("Ann Author", "3 January 2022"), ("Ann Author",)),
        (("3 January 2022", "Ann Author"), ("Ann Author",)),
        (("Ann Author - Jan 3, 2022, 10:31 pm CST",), ("Ann Author",)),
        (("3 January 2022 | Ann Author",), ("Ann Author",)),
        (("Anne Auteur, publié le 3 janvier 2022",), ("Anne Auteur",)),
        (("Anna Autorin Aktualisiert am 03.01.2022, 14:25 Uhr",), ("Anna Autorin",)),
        (("3 January 2022 | Real Estate",), ()),
        (("Ann Author Updated: Jan 3, 2022 10:00",), ("Ann Author",)),
        (("<span>Ann Author</span><span>Jan 3, 2022</span>",), ("Ann Author",)),
        (("Олена Авторова — 19 вересня 2024, 14:05",), ("Олена Авторова",)),
        (("Andrei Autor, 8 noiembrie 2024, 15:05 / Actualizat: 8 noiembrie 2024",), ("Andrei Autor",)),
        (("Jan Autor, ČTK", "3. ledna 2022 14:31"), ("Jan Autor",)),
        (("Kari Forfatter <span>Journalist</span>", "3.1.2022, kl. 10.00"), ("Kari Forfatter",)),
        (("ANN AUTHOR Associated Press", "Jan. 3, 2022"), ("Ann Author",)),
        (("3 January 2022", "Ann Author,", "Ben Writer"), ("Ann Author", "Ben Writer")),
        (("Ann Author @annauthor",), ("Ann Author",)),
        (('<a href="/author/lameez-omarjee">Lameez Omarjee</a>',), ("Lameez Omarjee",)),
        (('<a href="/autor/l/">Lameez Omarjee</a><span>Durban - 3 ENE 2022</span>',), ("Lameez Omarjee",)),
        (('<a href="/yazarlar/elif">Lameez Omarjee</a>', "3 January 2022"), ("Lameez Omarjee",)),
        (('<a href="/tag/ann-author">Ann Author</a>', "3 January 2022"), ()),  # whom the article is about
        (("Ann Author", "The mayor spoke."), ()),  # no date beside it
        (("Middle East", "3 January 2022"), ()),
        (("Real Estate", "3 January 2022"), ()),
        (("São Paulo, 3 de janeiro de 2022",), ()),
        (("New Delhi - 3 January 2022",), ()),
        (("Harbour Post", "3 January 2022"), ()),
        (("Ann Author/Harbour Pictures", "3 January 2022"), ()),  # who took the picture
        (("Ann Author 100 backstroke", "3 January 2022"), ()),
        (("Ann Author wins in Durban", "3 January 2022"), ()),
        (('<a href="/people/x">Harbour News</a>', "3 January 2022"), ()),
    ],
)
def test_a_name_alone_beside_the_date(lines: tuple[str, ...], authors: tuple[str, ...]) -> None:
    assert people(*lines)[0] == authors


def test_a_name_alone_that_the_text_is_about() -> None:
    text = f"{TEXT}\n{'The pier was opened by its first keeper, Ann Author, who has waited for it. ' * 2}"
    assert people("Ann Author", "3 January 2022", text=text)[0] == ()


def test_an_element_marked_as_the_authors_outweighs_a_name_alone() -> None:
    marked = '<span class="author-name">Ben Writer</span>'
    assert people("<p>Ann Author</p>", "<p>3 January 2022</p>", marked)[0] == ("Ben Writer",)


@pytest.mark.parametrize(
    ("text", "after", "authors"),
    [
        (f"{TEXT}\nNguyễn Minh Anh", "", ("Nguyễn Minh Anh",)),
        (TEXT, "<p><b>Nguyễn Minh Anh</b></p>", ("Nguyễn Minh Anh",)),
        (f"{TEXT}\nVon Anna Autorin, HR, zzt. Frankfurt", "", ("Anna Autorin",)),
        (f"{TEXT}\nVon der Küste", "", ()),
        (f"{TEXT}\nReal Estate", "", ()),
        (TEXT, '<p><a href="/x">Ann Author</a></p>', ()),  # another article
        (f"{TEXT} Ann Author was there.\nAnn Author", "", ()),
    ],
)
def test_a_name_alone_that_ends_the_text(text: str, after: str, authors: tuple[str, ...]) -> None:
    assert people("3 January 2022", after=after, text=text)[0] == authors


def test_the_page_adds_to_what_its_markup_names_in_part() -> None:
    ld = '{"@type":"NewsArticle","headline":"Pier opens","author":{"@type":"Person","name":"Ann Author"}}'
    script = f'<script type="application/ld+json">{ld}</script>'
    markup = read_markup(html.document_fromstring(f"<html><head>{script}</head><body>x</body></html>"))
    both = bylines("By Ann Author and Ben Writer")
    assert find_people((), markup, (), both, ())[0] == ("Ann Author", "Ben Writer")
    editor = Markup(metas={"author": ("王某",)})  # of whom the page says what he did
    assert find_people((), editor, (), bylines("作者：张某某", "责任编辑：王某"), ()) == (("张某某",), ("王某",))
    assert find_people((), editor, (), bylines("责任编辑：王某"), ()) == ((), ("王某",))
    markup_zh = Markup(metas={"author": ("张某某",)})
    assert find_people((), markup_zh, (), bylines("记者 张某某 李某"), ())[0] == ("张某某", "李某")
    other = bylines("By Carl Third and Ben Writer")
    assert find_people((), markup, (), other, ())[0] == ("Ann Author",)


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Harbour Post", "Harbour Post"), ("The Harbour Post", "Harbour Post"),
        ("Harbour Post Business", "Harbour Post"), ("Ann & i", "Ann & i"), ("Graiul Ţării", "Graiul Țării - cotidian"),
    ],
)  # fmt: skip
def test_the_site_is_no_author(name: str, site: str) -> None:
    markup = Markup(metas={"author": (name,)})
    assert find_people((), markup, (), Bylines(), (site,))[0] == ()


def test_who_took_a_picture_is_no_author() -> None:
    credit = '<p class="credit">By Carl Third | Satellite imagery</p>'
    assert people(credit)[0] == ()
    assert people(credit, "By Ann Author")[0] == ("Ann Author",)
    assert people('<p class="credit">By Ann Author</p>')[0] == ("Ann Author",)


def test_of_marked_elements_the_one_behind_the_headline() -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    above, behind = (f'<a rel="author" href="/x">{name}</a>' for name in ("Carl Third", "Ann Author"))
    source = f"<html><body><div>{above}</div><h1>Pier opens</h1><div>{behind}</div>{body}</body></html>"
    page = read_page(html.document_fromstring(source))
    found = read_bylines(page, page.headline("Pier opens"), TEXT)
    assert find_people((), Markup(), (), found, ())[0] == ("Ann Author",)


def test_a_marked_element_of_a_teaser_is_another_articles() -> None:
    teaser = '<article><h3><a href="/b">Storm closes the schools of the town</a></h3>%s</article>'
    other = teaser % '<span class="author">Carl Third</span>'
    assert people("By Harbour Post", after=other)[0] == ()
    assert people('<span class="author">Ann Author</span>', after=other)[0] == ("Ann Author",)


def test_a_site_that_is_named_after_its_author() -> None:
    person = {"@type": ["Person"], "name": "Ann Author"}
    article = {"@type": "Article", "author": person}
    markup = Markup(nodes=(article, person), article=article)
    assert find_people((), markup, (), Bylines(), ("Ann Author", "annauthor"))[0] == ("Ann Author",)
    theo = {"@type": "Person", "name": "Theo Author"}
    markup_theo = Markup(nodes=(theo,), article={"@type": "Article", "author": theo})
    assert find_people((), markup_theo, (), Bylines(), ("Theo Author",))[0] == ("Theo Author",)
    site = {"@type": "Organization", "name": "Ann Author"}
    markup = Markup(nodes=(article, person, site), article=article)
    assert find_people((), markup, (), Bylines(), ("Ann Author",))[0] == ()


def test_a_byline_behind_a_long_summary() -> None:
    summary = "<p>" + "The pier opens in spring, and nobody knows yet what that will cost the port. " * 10 + "</p>"
    assert people(summary, "<p>Von Anna Autorin</p>") == (("Anna Autorin",), ())
    assert people(summary, "<p>Von Anfang an</p>") == ((), ())


def test_a_name_before_place_and_date_where_the_text_begins() -> None:
    menu = "<p>Sports</p>" * 300
    line = "<p><strong>Patricio Autor</strong> | Palma de Mallorca | 08/01/2014</p>"
    text = f"Patricio Autor | Palma de Mallorca | 08/01/2014\n{TEXT}"
    assert people(menu, text=text)[0] == ("Patricio Autor",)
    assert people(menu, line)[0] == ("Patricio Autor",)


PROSE = "and the port authority said that it would open in spring after a long wait of the whole town " * 2
FAR = "<p>words</p>" * 200


@pytest.mark.parametrize(
    ("lines", "text", "after", "authors"),
    [
        ((f"By Ann Author {PROSE}",), TEXT, "", ()),  # prose
        ((), f"{TEXT}\nWritten by Ann Author", "", ("Ann Author",)),
        ((), TEXT, f"{FAR}<p>Written by Ann Author</p>", ("Ann Author",)),
        ((), TEXT, f"{FAR}<p>Written by Ann Author</p><p>Written by Ben Writer</p>", ()),  # of other articles
        ((), TEXT, f"{FAR}<p>Written by Ann Author {PROSE}</p>", ()),
        ((), TEXT, f"<p>{PROSE}</p><p>By Ann Author</p>", ("Ann Author",)),
        (('<p class="photo-credit">By Carl Third</p>',), TEXT, "", ()),
        (('<p class="lead">By Ann Author | Satellite imagery</p>',), TEXT, "", ("Ann Author",)),  # no credit
        (("Ann Author", "Senior reporter of the port, the town, the county and all that is near"), TEXT, "", ()),
        (('<div class="byline"><a href="/authors/a">Ann Author</a> of <a href="/tag/port">Port Desk</a></div>',),
         TEXT, "", ("Ann Author",)),
        (('<div class="byline author"><span class="author-name">Ann Author</span> Port Desk</div>',),
         TEXT, "", ("Ann Author",)),
        (('<a href="/authors/a">Ann Author</a> 3 January 2022',), TEXT, "", ("Ann Author",)),
        (('<a href="/authors/all">All our authors</a>', "3 January 2022"), TEXT, "", ()),
        (("John Author", "12:14"), TEXT, "", ("John Author",)),
        (("john author", "3 January 2022"), TEXT, "", ()),
        (("John Author/AP", "3 January 2022"), TEXT, "", ()),
        (("John Second Third Fourth Author", "3 January 2022"), TEXT, "", ()),
        (("John", "3 January 2022"), TEXT, "", ()),
        (("Ann Author of Harbour",), TEXT, "<p>Ann Author of Harbour is a reporter.</p>", ()),
        ((), "John Author", "", ()),  # the text is no signature
        ((), f"{TEXT}\nJohn Author {PROSE}", "", ()),
        ((), "The pier opens in spring, John Author said.\nJohn Author", "", ()),
        ((), f"{TEXT}\nBy John Author", "", ("John Author",)),
    ],
)  # fmt: skip
def test_where_a_name_is_a_byline(lines: tuple[str, ...], text: str, after: str, authors: tuple[str, ...]) -> None:
    assert people(*lines, text=text, after=after)[0] == authors


def test_who_edited_alone_in_an_agencys_last_line() -> None:
    assert people(text=f"{TEXT}\n(Editing by Ann Author)") == ((), ("Ann Author",))
