"""What becomes of an article on its way through other newsrooms, and articles that only look like it.

`COPIES` tell the same story; `OTHERS` share its words and differ in one fact. Each is a function of the article and a
random generator; None where the article does not give it (no number to change, too short to cut).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import opencc


@dataclass(frozen=True)
class Words:
    """Headline and text."""

    title: str
    text: str

    @property
    def is_chinese(self) -> bool:
        """Whether it is written in Chinese."""
        return len(re.findall("[\u4e00-\u9fff]", self.text)) > len(self.text) / 4


Edit = Callable[[Words, random.Random], Words | None]
_NUMBER = re.compile(r"(?<![\d.,:/-])\d+(?:\.\d+)?(?![\d.,:/-])")
_DIRECTIONS = [("上涨", "下跌"), ("增长", "下降"), ("流入", "流出"), ("上升", "下滑"), ("rose", "fell"), ("up", "down"),
              ("increase", "decrease"), ("more", "less"), ("高", "低"), ("high", "low")]  # fmt: skip
_OPPOSITES = [("积极", "消极"), ("支持", "反对"), ("利好", "利空"), ("乐观", "悲观"), ("成功", "失败"),
              ("扩大", "缩小"), ("同意", "拒绝"), ("有效", "无效"), ("宽松", "收紧"), ("优势", "劣势"),
              ("强劲", "疲软"), ("support", "oppose"), ("strong", "weak"), ("likely", "unlikely"),
              ("legal", "illegal"), ("able", "unable"), ("best", "worst"), ("large", "small"),
              ("success", "failure"), ("good", "bad"), ("early", "late"), ("long", "short"), ("always", "never"),
              ("easy", "hard"), ("safe", "dangerous"), ("start", "end"), ("win", "lose")]  # fmt: skip
_SCALES = [["万", "亿"], ["hundred", "thousand", "million", "billion", "trillion"], ["dozen", "hundred"],
           ["hundreds", "thousands", "millions", "billions"], ["millions", "milliards"], ["mille", "cent"],
           ["million", "milliard"], ["millones", "miles"], ["two", "three", "four", "five", "six", "eight"],
           ["deux", "trois", "quatre", "cinq"], ["dos", "tres", "cuatro", "cinco"],
           ["zwei", "drei", "vier", "fünf"], ["double", "triple"], ["twenty", "thirty", "fifty"]]  # fmt: skip
_DENIALS = [("将", "将不"), ("可以", "不可以"), ("する。", "しない。"), ("した。", "しなかった。"),
            ("ます。", "ません。"), ("ている", "ていない"), ("いる。", "いない。"), ("ある。", "ない。"),
            ("있다", "없다"), ("했다", "하지 않았다"), ("한다", "하지 않는다"), ("이다", "이 아니다"),
            (" will ", " will not "), (" would ", " wouldn't "), (" can ", " cannot "), (" is ", " is not "),
            (" was ", " wasn't "), (" ist ", " ist nicht "), (" est ", " n’est pas "), (" es ", " no es "),
            ("是", "不是")]  # fmt: skip
_PLACES = re.compile(
    "[\u4e00-\u9fff](?=[州京海江山阳城安][市省县区的])|[\u4e00-\u9fff]{2}(?=[省市县区])|(?<= in )[A-Z][a-z]{3,}"
)


def sentences(text: str) -> list[str]:
    """Cut a text into its sentences, each with what ends it."""
    return [part for part in re.split(r"(?<=[。！？])|(?<=[.!?])\s+|\n+", text) if part and part.strip()]


# -- the same story ------------------------------------------------------------------------------


def other_headline(words: Words, _: random.Random) -> Words | None:
    """Another desk takes its headline from the second sentence."""
    parts = sentences(words.text)
    return replace(words, title=parts[1].strip()[:60]) if len(parts) > 2 and len(parts[1]) > 10 else None


def source_line(words: Words, chance: random.Random) -> Words:
    """An agency's line before the text, or a credit after it."""
    if words.is_chinese:
        lines = [
            "每日经讯3月8日电，{}",
            "【潮汐财经】{}",
            "潮汐社上海3月8日电（记者 林夏）{}",
            "{}（潮汐财经）",
            "{}\n责任编辑：林夏",
        ]
    else:
        lines = ["LONDON, March 8 (Tideline) - {}", "HAMBURG (Tideline) -- {}", "{}\nReporting by Lin Xia"]
    return replace(words, text=chance.choice(lines).format(words.text))


def cut_tail(share: float) -> Edit:
    """A copy that ends early."""

    def edit(words: Words, _: random.Random) -> Words | None:
        kept: list[str] = []
        for part in sentences(words.text):
            if kept and sum(map(len, kept)) + len(part) > share * len(words.text):
                break
            kept.append(part)
        text = ("" if words.is_chinese else " ").join(kept)
        return replace(words, text=text) if 40 <= len(text) <= 0.9 * len(words.text) else None

    return edit


def retyped(words: Words, chance: random.Random) -> Words:
    """Full-width digits and letters, other line breaks, other spaces."""
    wide = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789%,ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    text = re.sub(r"(?<=。)|(?<=\.) ", lambda _: chance.choice(["\n", "\n\n　　", " "]), words.text)
    return replace(words, text=text.translate(wide) if words.is_chinese else text)


def traditional(words: Words, _: random.Random) -> Words | None:
    """A Hong Kong site sets it in traditional characters."""
    if not words.is_chinese:
        return None
    convert = opencc.OpenCC("s2t").convert
    return Words(convert(words.title), convert(words.text))


def further_paragraph(words: Words, chance: random.Random) -> Words | None:
    """An advertisement for the site's own application, in the middle."""
    parts = sentences(words.text)
    if len(parts) < 4:
        return None
    place = chance.randrange(1, len(parts))
    added = (
        "下载潮汐财经客户端，每天清晨七点读懂隔夜市场，新用户可以免费试读一个月。"
        if words.is_chinese
        else ("Sign up to the Tideline briefing, which our editors send to readers before markets open every weekday. ")
    )
    joint = "" if words.is_chinese else " "
    return replace(words, text=joint.join([*parts[:place], added, *parts[place:]]))


def lead(words: Words, _: random.Random) -> Words | None:
    """The site's own digest before the text: its second sentence, quoted."""
    parts = sentences(words.text)
    return replace(words, text=f"{parts[1].strip()}\n{words.text}") if len(parts) > 3 else None


def syndicated(words: Words, chance: random.Random) -> Words | None:
    """All at once: headline, source line, cut tail."""
    cut = cut_tail(0.6)(words, chance)
    changed = other_headline(cut, chance) if cut else None
    return source_line(changed, chance) if changed else None


# -- other stories -------------------------------------------------------------------------------


def other_number(words: Words, chance: random.Random) -> Words | None:
    """One number is another, wherever it stands."""
    numbers = [n for n in _NUMBER.findall(words.text) if words.text.count(n) < 6]
    if not numbers:
        return None
    number = chance.choice(numbers)
    other = str(round(float(number) * chance.choice([0.5, 1.3, 2]) + 1, 2 if "." in number else None))
    return _throughout(words, rf"(?<![\d.]){re.escape(number)}(?![\d.])", other)


def other_name(words: Words, chance: random.Random) -> Words | None:
    """The same report of somebody else: a name of the headline is another, wherever it stands."""
    if words.is_chinese:
        pairs = [words.title[n : n + 2] for n in range(len(words.title) - 1)]
        names = [p for p in pairs if re.fullmatch("[\u4e00-\u9fff]{2}", p) and p in words.text]
        other = chance.choice(["晶川", "澜石", "潮汐", "望舒"])
    else:
        names = [n for n in re.findall(r"\b[A-Z][a-z]{3,}\b", words.title) if n in words.text]
        other = chance.choice(["Jingchuan", "Lanshi", "Tideline", "Wangshu"])
    return _throughout(words, re.escape(chance.choice(names)), other) if names else None


def opposite(words: Words, _: random.Random) -> Words | None:
    """What rose has fallen."""
    for one, other in _DIRECTIONS:
        for word, instead in ((one, other), (other, one)):
            pattern = word if words.is_chinese else rf"\b{word}\b"
            if re.search(pattern, words.text):
                return _throughout(words, pattern, instead)
    return None


def other_scale(words: Words, chance: random.Random) -> Words | None:
    """A number in words is another, once: four billion are four million."""
    for scales in _SCALES:
        for word in scales:
            pattern = word if words.is_chinese else rf"\b{word}\b"
            if places := list(re.finditer(pattern, words.text)):
                return _once(words, chance.choice(places), chance.choice([other for other in scales if other != word]))
    return None


def other_place(words: Words, chance: random.Random) -> Words | None:
    """It happened somewhere else, as the text says once."""
    if not (places := list(_PLACES.finditer(words.text))):
        return None
    place = chance.choice(places)
    others = (
        ["澜", "徐", "望"] if len(place[0]) == 1 else ["晶川", "澜石"] if words.is_chinese else ["Lanshi", "Wangshu"]
    )
    return _once(words, place, chance.choice([other for other in others if other != place[0]]))


def other_character(words: Words, chance: random.Random) -> Words | None:
    """One Chinese character is another, wherever it stands."""
    places = list(re.finditer("[\u4e00-\u9fff]", words.text))
    if not words.is_chinese or not places:
        return None
    place = chance.choice(places)
    return _once(words, place, chance.choice([other[0] for other in places if other[0] != place[0]]))


def other_attitude(words: Words, _: random.Random) -> Words | None:
    """What is good is bad, said once."""
    for pair in _OPPOSITES:
        for word, instead in (pair, pair[::-1]):
            if place := re.search(word if words.is_chinese else rf"\b{word}\b", words.text):
                return _once(words, place, instead)
    return None


def denied(words: Words, _: random.Random) -> Words | None:
    """What will be will not be."""
    for word, instead in _DENIALS:
        if word in words.text:
            return replace(words, text=words.text.replace(word, instead, 1))
    return None


def other_day(words: Words, _: random.Random) -> Words | None:
    """The report of another day."""
    if not (found := re.search(r"(\d{1,2})月(\d{1,2})日", words.text)):
        return None
    month, day = found.groups()
    return _throughout(words, found[0], f"{month}月{int(day) % 27 + 1}日")


def _once(words: Words, place: re.Match[str], instead: str) -> Words:
    return replace(words, text=words.text[: place.start()] + instead + words.text[place.end() :])


def _throughout(words: Words, pattern: str, instead: str) -> Words | None:
    changed = Words(re.sub(pattern, instead, words.title), re.sub(pattern, instead, words.text))
    return changed if changed.text != words.text else None


COPIES: dict[str, Edit] = {
    "another headline": other_headline, "a source line": source_line, "tail cut to 70 %": cut_tail(0.7),
    "tail cut to 30 %": cut_tail(0.3), "other width and spaces": retyped, "traditional characters": traditional,
    "a further paragraph": further_paragraph, "a digest before it": lead, "headline, source line, cut tail": syndicated,
}  # fmt: skip
OTHERS: dict[str, Edit] = {
    "another number": other_number, "another number in words": other_scale, "another name": other_name,
    "another place": other_place, "another character": other_character, "another direction": opposite,
    "the opposite": other_attitude, "denied": denied, "another day": other_day,
}  # fmt: skip
