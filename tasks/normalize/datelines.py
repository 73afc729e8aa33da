"""Reads who published an article first: in its dateline, and in lines beside the headline that credit a source."""

from __future__ import annotations

import re
from typing import Any

from tasks.normalize.visible import Page

_AGENCIES = frozenset(  # names that say nothing else, so that a line of its own credits them
    re.split(
        r"\s*,\s*",
        "Reuters,Bloomberg,CNN,AP,Associated Press,The Associated Press,AFP,Agence France-Presse,dpa,dpa-AFX,DPA,"
        "ANSA,EFE,Europa Press,EUROPA PRESS,Lusa,LUSA,Agência Lusa,Agência Brasil,Agência Estado,Estadão Conteúdo,"
        "Folhapress,ANP,Belga,Ritzau,NTB,TT,PAP,ČTK,CTK,TASR,MTI,AGERPRES,Agerpres,Tanjug,HINA,Hina,ТАСС,TASS,"
        "РИА Новости,Интерфакс,Interfax,Укринформ,Anadolu,Anadolu Ajansı,Anadolu Agency,İHA,Xinhua,Yonhap,"
        "Yonhap News Agency,Kyodo,Kyodo News,Jiji Press,Agencia EFE,PTI,IANS,Press Trust of India,Bernama,BERNAMA,"
        "Antara,ANTARA,TTXVN,VNA,Notimex,Télam,Prensa Latina,Adnkronos,Agenzia Nova,Keystone-SDA,UPI,"
        "Canadian Press,The Canadian Press,PRNewswire,PR Newswire,GlobeNewswire,GLOBE NEWSWIRE,Business Wire,"
        "BUSINESS WIRE,ACCESSWIRE,ACCESS Newswire,Newsfile,رويترز,أ ف ب,أ.ف.ب,فرانس برس,د ب أ,أ ش أ,الأناضول,共同通信,"
        "時事通信,ロイター,AFP時事,연합뉴스,뉴시스,뉴스1,新华社,新華社,中新社,中央社,法新社,路透社,美联社,彭博社",
    )
)
_ABBREVIATED = _AGENCIES | frozenset(  # and those that only a dateline tells from other things
    re.findall(
        r"\S+",
        "AA AAP ADN AGI ANI APA APS BTA CBS CNA CNW CP DHA EQS FENA INA IRNA KNA KUNA LaPresse MAP "
        "MENA MIA NAN NBC NNA Petra PNA QNA SANA SID SITA SPA SRNA STA STT TNA UNI WAFA WAM epd "
        "وام واس سانا قنا كونا بنا وفا",
    )
)
_FOLDED = frozenset(name.casefold() for name in _ABBREVIATED if len(name) > 4)
_PICTURES = re.compile(  # who credits pictures, and newsrooms that credit themselves
    r"(?:Getty|Shutterstock|imago|iStock|Unsplash|Pixabay|Pexels|Adobe|Picture|Depositphotos|Freepik|Wikimedia|Flickr|"
    r"Instagram|Twitter|Facebook|YouTube|Google|Reprodução|Divulgação|Arquivo|Archivo|Archiv|Redação|Da Redação|"
    r"Redaktion|Redazione|Redacción|Redakcja|Redaksi|Rédaction|Istimewa)\b",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    re.findall(r"\S+", "网络 互联网 原创 本站原创 本网原创 本站 本网 本报 未知 其他 其它 转载 综合 網路")
)
_BRACKETED = re.compile(r"[(（\[]\s*([^()（）\[\]]{2,40}?)\s*[)）\]]|/\s?([^/()]{2,30}?)\s?/")
_MARK = re.compile(r"\s*\.?\s*[-–—:=]")  # between a dateline and the text
_WORD = re.compile(r"[^\W_][\w.'’]*")
_PARTICLES = frozenset(re.findall(r"\S+", "de del la las los do da dos das di du of and the upon am an der al el"))
_DATE = r"(?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? (?:de )?[^\W\d_]{3,9}\.?)(?:,? (?:19|20)\d{2})?"
_DATED_PLACE = re.compile(rf",\s+{_DATE}[\s.,–—-]*$")
_PLACE = re.compile(r"[A-Z]{2}[A-Z.]*(?: [A-Z.]{2,})*,\s+[A-Z][\w. ]+$")  # HONOLULU, Hawaii
_OUTLET = re.compile(
    r"[A-Z][\w .&'’-]*[a-z][\w .&'’-]*|[KW][A-Z]{2,3}(?:-TV)?"
)  # no ticker: with small letters, a call sign
_BEHIND_DASH = re.compile(
    rf"[^\W\d_a-z][^,\n]{{1,30}}, {_DATE} [-–—] ([^\W\d_][^.,\n]{{1,20}})[.,]\s"
)  # МОСКВА, 3 янв - …
_KOREAN = re.compile(r"[(（\[][가-힣·\s]{2,12}=([가-힣A-Z][가-힣A-Z0-9]{1,11})[)）\]]")
_JAPANESE = re.compile(
    r"【(?:[ァ-ヴー・]{2,12}|北京|上海|香港|台北|東京|大阪)?\s?[=＝]?(AFP時事|共同|時事|ロイター)】|"
    r"[\[［][^\]］\d]{1,12}[\s　]\d{1,2}日[\s　](ロイター)[\]］]"
)
_HAN_OUTLET = r"(?:社|网|網|报|報|新闻|电视台|通讯社)"
_HAN = re.compile(
    rf"(?:[（(【]\s*)?据?([\u4e00-\u9fff]{{2,8}}?{_HAN_OUTLET})(?:"
    r"[^，。；]{0,12}?\d{1,2}月\d{1,2}日(?:电|電|讯|訊|消息|报道)|\s*[）)】]|电(?=[\s，,：:（(])|"
    r"[\u4e00-\u9fff]{0,6}(?:\d{1,2}日)?(?:报道|消息)[，,：:】]|(?:记者|記者)[^，。（()）】]{2,20}?(?:电|電|讯|訊)\s*[）)】])|"
    r"据?([\w·]{1,14}?(?:[报報网網社台]|新闻|财经|科技|经济|e公司|AI|体育|卫视|在线|客户端))(?:\d{1,2}月\d{1,2}日)?快?[讯訊](?=[\s，,：:（(])|"
    r"(e公司)[讯訊][，,：:（(]|([\u4e00-\u9fff]{2,8}(?:财经|新闻))(?:APP|客户端)(?:获悉|消息|讯)"
)
_NOT_OUTLET = re.compile(r"^本|记者|記者|[从從]")
_DATELINE = 100  # characters in which a dateline stands; a longer line is no byline before it
_BYLINES = 5  # lines of which the dateline's is one
_BESIDE = 160  # characters; a longer line is prose
_BEFORE, _AFTER = 300, 400  # characters around the headline in which a source is credited
_ALONE = 6  # lines behind the headline among which an agency stands alone

_HAN_SOURCE = re.compile(
    r"(?<!图片)(?<!数据)(?<!照片)(?<!资料)(?<!资金)(?<!图表)(?<!视频)(?<!题图)(?<!封面)"
    r"(?:(?:来\s?源|來源|出处|稿源|出典|配信元|출처|轉載自|转载自)\s*[:：|｜丨]|(?<![\u4e00-\u9fff])来源于\s)\s*(?:[\[【]\s?)?"
    r"((?:\d{1,3}(?=[\u4e00-\u9fff]{2}))?[^\s|｜：:，,（(）)【】\[\]\d][^\s|｜：:，,（(）)【】\[\]]{1,19})"
)
_RUN_ON = re.compile(
    r"(?<=.{2})(?:作者|记者|责任编辑|责编|编辑|时间|日期|(?:19|20)\d{2}[-/.年].*)$"
)  # 来源：某某网作者：张某
_DATED_SOURCE = re.compile(  # 2022-01-03 12:14 某某证券报, 某某证券报 2022-01-03
    r"^([\u4e00-\u9fff·]{2,12}(?:报|網|网|社|电视台|电台|卫视|周刊|杂志))\s+(?=(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2})|"
    r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：时]\d{2}(?:[:：]\d{2}|分)?)?[\s|｜]+"
    r"([\u4e00-\u9fff·]{2,12}(?:报|網|网|社|电视台|电台|卫视|周刊|杂志))(?=$|[\s|｜（(【\[])|"
    r"^[【〔（(［\[]([\u4e00-\u9fff]{2,6}(?:報|網|社))\s?[╱／/]\s?[记記]者"  # 【某某日報╱記者王某某／台北報導】
)
_NOT_SOURCE = re.compile(
    r"(?:[举海通播情预警电申季月财上]报|(?<!大)公报|(?<!青)年报|[上官联入]网|[公旅]社)$|本[报网社]|关注|打印|分享"
)
_SOURCES = (
    "Source|Quelle|Fonte|Fuente|Źródło|Zdroj|Bron|Kilde|Källa|Lähde|Forrás|Sursa|Izvor|Kaynak|Sumber|Nguồn|Источник|"
    "Джерело|Източник|Πηγή|المصدر|מקור"
)
_SOURCE = re.compile(  # in small letters only behind a time
    rf"(?:(?:^|[\s|｜·•)\]])(?:{_SOURCES})|(?<=\d\s)(?i:{_SOURCES}))\s?[:：]\s*"
    r"((?:dpa|epd)(?:-\w+)?|[^\W\d_a-zà-ÿ][\w&.'’-]*(?: (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"Published|Updated|By)[a-z]*\b)[^\W\d_a-zà-ÿ][\w&.'’-]*|\s&(?=\s)){0,4})"
)
_BY = re.compile(r"(?:by|from|von|par|por|di|af|av|door|text):?\s+", re.IGNORECASE)
_COLUMN = re.compile(r"\s*[|｜•·]\s*|\s+/\s+")
_PICTURED = re.compile(r"caption|credit|photo|image|figure|gallery", re.IGNORECASE)


def dateline(text: str) -> str | None:
    """Return the agency of a dateline: `LONDON, Jan 3 (Reuters) -`, `新华社北京1月3日电`, `（中新社）`."""
    for line in text.split("\n", _BYLINES)[:_BYLINES]:
        first = line[:_DATELINE]
        if name := _bracketed(first) or _eastern(first):
            return name
        if (match := _BEHIND_DASH.match(first)) and is_agency(match[1]):
            return match[1]
        if len(line) > _DATELINE:
            break
    return None


def credit(page: Page, place: int) -> str | None:
    """Return the source that a line beside the headline credits: `12:14 来源：上海证券报`, `Quelle: dpa`, `AFP`."""
    near = [(number, line) for number, line in page.beside(place, _BEFORE, _AFTER) if len(line) <= _BESIDE]
    behind = [(number, line) for number, line in near if place < number <= place + _ALONE]
    for found in (_labelled, _dated, _alone):
        for number, line in behind if found is _alone else near:
            if (name := found(line)) and not _is_pictured(page.lines[number].element):
                return name
    return None


def _bracketed(first: str) -> str | None:
    """Return the agency in a dateline's brackets: one that is known, or that a place and a date or state precede."""
    for match in _BRACKETED.finditer(first):
        before, name = first[: match.start()].rstrip(), re.split(r"\s*[/,，]\s*", match[1] or match[2])[0]
        words = _WORD.findall(before)
        if not _is_place(words) or "".join(word[0] for word in words).casefold() == name.casefold():
            return None
        has_mark = _MARK.match(first, match.end()) is not None
        is_sure = _DATED_PLACE.search(before) is not None or (bool(words) and len(words[0]) > 2 and words[0].isupper())
        if is_agency(name):
            has_mark = has_mark or before.endswith(("-", "–", "—", ":"))
            if is_sure or (has_mark and (not words or name in _AGENCIES or name.casefold() in _FOLDED)):
                return name
        elif match[1] and has_mark and _is_stated(before, name):
            return name
    return None


def _is_stated(before: str, name: str) -> bool:
    return name[0].isupper() and bool(_DATED_PLACE.search(before) or (_PLACE.match(before) and _OUTLET.fullmatch(name)))


def is_agency(name: str) -> bool:
    """Say whether words are an agency's name and nothing else."""
    return name in _ABBREVIATED or name.casefold() in _FOLDED


def _is_place(words: list[str]) -> bool:
    """Say whether words can be a place and a date: but for particles and months, none begins with a small letter."""
    before = ""
    for word in words:
        if word[0].islower() and word not in _PARTICLES and not before.rstrip(".").isdigit():
            return False
        before = word if word not in _PARTICLES else before
    return True


def _eastern(first: str) -> str | None:
    for pattern in (_KOREAN, _JAPANESE, _HAN):
        if match := pattern.match(first):
            name = next(filter(None, match.groups()))
            return None if _NOT_OUTLET.search(name) else name
    return None


def _labelled(line: str) -> str | None:
    for name in (_RUN_ON.sub("", name) for name in _HAN_SOURCE.findall(line)):
        if name and name not in _NO_NAME:
            return str(name)
    match = _SOURCE.search(line)
    if match is None or _PICTURES.match(match[1]):
        return None
    rest = line[match.end() :].lstrip()
    return None if rest[:1].islower() or rest.startswith("/") else match[1]


def _dated(line: str) -> str | None:
    match = _DATED_SOURCE.search(line)
    name = next(filter(None, match.groups())) if match else ""
    return name if name and not _NOT_SOURCE.search(name) else None


def _alone(line: str) -> str | None:
    name = _BY.sub("", _COLUMN.split(line, maxsplit=1)[0], count=1)
    return name if name in _AGENCIES else None


def _is_pictured(element: Any) -> bool:
    """Say whether a line belongs to a picture, whose source is not the article's."""
    for _ in range(4):
        if element is None:
            return False
        if element.tag in ("figure", "figcaption") or _PICTURED.search(element.get("class") or ""):
            return True
        element = element.getparent()
    return False
