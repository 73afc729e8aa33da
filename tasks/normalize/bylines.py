"""Reads the bylines that stand in a page: English and other Western ones, and Chinese ones with their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tasks.normalize.visible import Page

# the surnames of nearly all Chinese; what follows a label without one of them is no name
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁"
    "沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权"
    "强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆"
    "茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由張陳劉楊黃趙吳孫馬許韓馮鄧蕭葉蘇呂盧鍾譚"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯", "令狐", "歐陽")
_AUTHOR = (
    r"(?:记者|記者|通讯员|通訊員|作者|撰文|撰稿(?:人)?|采写|采访(?=\s*[:：/／|｜丨]|\s)|特约撰稿人|(?<![\u4e00-\u9fff])文字?(?=\s*[:：/／|｜丨])|"
    r"(?<=图)文(?=\s*[:：/／|｜丨]))"
)
_EDITOR = r"(?:责任编辑|責任編輯|责编|責編|值班编辑|执行编辑|本文编辑|网络编辑|实习编辑|编辑|編輯|编\s辑)"
_OTHER = r"(?:来源|來源|校对|审核|编审|监制|摄影|图片|图|视频|制图|设计|终审|主编|统筹|策划|时间|字号|出处|信源)"
_LABELLED = re.compile(
    rf"(?P<label>{_AUTHOR}|{_EDITOR})(?P<mark>\s*[:：/／|｜丨]\s*|\s+|(?=[\u4e00-\u9fff]))"
    rf"(?P<names>(?:(?!{_AUTHOR}|{_EDITOR}|{_OTHER}\s*[:：])[\u4e00-\u9fff·、，,/／&\s\u3000])+)"
)
_IS_EDITOR = re.compile(rf"{_EDITOR}$")
_HAN_SPLIT = re.compile(r"[、，,/／&\s\u3000]+")
_AFTER_NAME = re.compile(
    r"(?:报道|報道|综合|整理|摄影?|采写|编译|撰文|图文|发自.*|实习生|文|图)$|[一-龥]{0,3}(?:报道|報道|讯|电)$"
)
_NOT_HAN_NAME = re.compile(
    r"(?:网|报|社|台|局|部|委|厅|院|校|公司|集团|编辑|记者|来源|时间|日期|分享|打印|关注|评论|发布|综合|频道|报道|讯|电|版|组|号)$"
)
_LEAD = re.compile(
    r"^\s*(?:(?:story|reporting|text|words|written|posted|published|created|article|reported)\s+by|by|von|por|par|di|da|"
    r"door|av|af|autor(?:es|in|a)?|auteur|autore|yazan|автор|oleh|penulis|tác giả|reported by)\b\s*[:：|]?\s+",
    re.IGNORECASE,
)
_BY_WITHIN = re.compile(r"(?<=\d{4}[ ,|])\s*[|•·-]?\s*by\s+(?=[A-Z])", re.IGNORECASE)  # 3 January 2022 by Ann Author
_WRITTEN = re.compile(r"^(?:written|words|story|reported)\s+by\s*:?\s+(?=[^\W\d_a-z])", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}")
_STOP = re.compile(
    r"\s*(?:[|•·—–\u2022\n]|\s-\s|\b(?:published|posted|updated|last|on\s|at\s|in\s|for\s|is an?\s|"
    r"photo|photos|photographs?|reviewed|edited|fact|medically|min read|\d+ min|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d{1,2}[./ ]))",
    re.IGNORECASE,
)
_AGENCY_END = re.compile(
    r"[(（]\s*(?:Additional\s+)?(?:Reporting|Writing)\s+by\s+(?P<authors>[^;()]{3,120})"
    r"(?:;\s*[^()]*?Edit(?:ing|ed)\s+by\s+(?P<editors>[^;()]{3,120}))?[^()]{0,80}[)）]|"
    r"[(（]\s*Edit(?:ing|ed)\s+by\s+(?P<only>[^;()]{3,120})[)）]",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|people|person|staff|profiles?|by|contributors?|writers?|journalists?|reporters?|team|autore?s?|auteur)/",
    re.IGNORECASE,
)
_LINE = 160  # characters; a longer line is prose
_EDGE = 90  # characters at either end of prose in which a byline can stand
_NEAR_BEFORE, _NEAR_AFTER = 300, 500  # characters around the headline


@dataclass(frozen=True, slots=True)
class Bylines:
    """What the page's own bylines say: names as written, not yet judged."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()  # texts of elements that are marked as the author's


def read_bylines(page: Page, place: int, text: str) -> Bylines:
    """Collect the bylines beside the headline and at both ends of the text."""
    authors: list[str] = []
    editors: list[str] = []
    near = [line for _, line in page.beside(place, _NEAR_BEFORE, _NEAR_AFTER)]
    for line in (*near, *(f"{one} {two}" for one, two in pairwise(near) if _LEAD.fullmatch(f"{one} "))):
        if len(line) <= _LINE and (match := _LEAD.match(line) or _BY_WITHIN.search(line)):
            authors.append(_STOP.split(line[match.end() :], maxsplit=1)[0])
    ends = list(_ends(page, text))
    if not authors:
        authors += [_STOP.split(line[match.end() :], maxsplit=1)[0] for line in ends if (match := _WRITTEN.match(line))]
    if not authors:
        authors += [line for line in near[1:3] if _has_biography(page, line)]
    for words in (*near, *ends):
        for is_editor, name in han_bylines(words):
            (editors if is_editor else authors).append(name)
    for match in _AGENCY_END.finditer(text[-600:]):
        authors += _listed(match["authors"])
        editors += _listed(match["editors"] or match["only"])
    return Bylines(tuple(dict.fromkeys(authors)), tuple(dict.fromkeys(editors)), tuple(_marked(page, place)))


def han_bylines(words: str) -> Iterator[tuple[bool, str]]:
    """Yield the Chinese names behind labels, each with whether the label is an editor's."""
    if len(words) > _LINE:  # in prose a byline stands in brackets or at an end
        words = f"{words[:_EDGE]}\n{words[-_EDGE:]}"
        words = "\n".join(re.findall(r"[（(【][^（）()【】]*[）)】]", words))
    for match in _LABELLED.finditer(words):
        is_editor = bool(_IS_EDITOR.search(match["label"]))
        sure = bool(match["mark"].strip()) and match["label"] not in ("记者", "記者")
        for name in _han_names(match["names"], sure):
            yield is_editor, name


def _han_names(run: str, sure: bool) -> Iterator[str]:
    """Yield names from a run of Chinese words up to the first that is none; `sure` if a colon announced them."""
    parts = [part for part in _HAN_SPLIT.split(run) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts[:2]):  # 张 三
        parts = ["".join(parts[:2]), *parts[2:]]
    for number, part in enumerate(parts):
        name = part if len(part) <= 2 else _AFTER_NAME.sub("", part) or part
        if _NOT_HAN_NAME.search(name) or not (is_han_name(name) or (sure and number == 0 and 2 <= len(name) <= 4)):
            return
        yield name
        if name != part:
            return


def is_han_name(name: str) -> bool:
    """Say whether Chinese characters are a person's name: a surname and one or two characters, or one with a dot."""
    if "·" in name:
        return 4 <= len(name) <= 16
    if name.startswith(_COMPOUND):
        return 3 <= len(name) <= 4
    return 2 <= len(name) <= 3 and name[0] in _SURNAMES


def _ends(page: Page, text: str) -> Iterator[str]:
    """Yield the first and the last line of the text, and the lines that follow it in the page."""
    lines = text.split("\n")
    yield from (lines[0], *lines[-2:]) if len(lines) > 2 else lines
    last = next((n for n in range(len(page.lines) - 1, -1, -1) if lines[-1][-24:] in page.lines[n].text), None)
    if last is not None and lines[-1]:
        yield from (line.text for line in page.lines[last + 1 : last + 6] if len(line.text) <= _LINE)


def _marked(page: Page, place: int) -> Iterator[str]:
    """Yield the texts of elements marked as the author's beside the headline: of one kind, the innermost ones."""
    if place < 0:
        return
    near = [element for number, element in page.authors if place - 8 <= number <= place + 14]
    outer = {parent for element in near for parent in element.iterancestors()}
    kinds: dict[str | None, list[Any]] = {}
    for element in near:
        if element not in outer:
            kinds.setdefault(element.get("class"), []).append(element)
    for elements in kinds.values():
        for element in elements[:6]:
            links = [a for a in element.iter("a") if _PROFILE.search(a.get("href") or "")]
            for part in links or [element]:
                words = " ".join(" ".join(part.itertext()).split())
                yield _STOP.split(_LEAD.sub("", words), maxsplit=1)[0]


def _has_biography(page: Page, line: str) -> bool:
    """Say whether a line is a name of which the page says further down who that is: `Ann Author is a …`."""
    return _NAME.fullmatch(line) is not None and any(
        other.text.startswith((f"{line} is ", f"{line} has ", f"{line} covers ", f"{line} writes "))
        for other in page.lines
    )


def _listed(names: str | None) -> list[str]:
    return [] if not names else [_STOP.split(name, maxsplit=1)[0] for name in re.split(r",|\band\b|&", names)]
