"""Describes each segment of a page in numbers: its text, its place, its neighbours, what the extractors say of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.extract.outline import NAMES as OUTLINE
from tasks.extract.outline import Numbers, Outline, Places
from tasks.extract.segments import BIT, HINTS, Place, Segment

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_END = re.compile(r"[.!?。！？…”\"’')）]$")
_BULLETS = frozenset("-•·|>»▲▼※*◆■●【[")
# words that stand in the lines around articles more often than in articles
_AROUND = frozenset((
    *("share", "shares", "shared", "follow", "subscribe", "sign", "newsletter", "comment", "comments"),
    *("related", "read", "more", "also", "advertisement", "sponsored", "photo", "photos", "image", "source"),
    *("credit", "getty", "reuters", "copyright", "rights", "reserved", "cookie", "cookies", "privacy"),
    *("click", "here", "log", "login", "download", "updated", "published", "posted", "written", "by", "min"),
    *("minutes", "contact", "loading", "tag", "tags", "topic", "topics", "leave", "reply", "facebook"),
    *("twitter", "linkedin", "whatsapp", "email", "print", "next", "previous", "menu", "search", "skip"),
    *("table", "contents", "author", "http", "https", "www", "com"),
))  # fmt: skip
_AROUND_CJK = re.compile(
    r"©|责任编辑|责编|编辑[:：]|来源[:：]|记者|作者|免责|声明|版权|转载|分享|评论|相关|推荐|阅读|扫码|关注|微信|微博|点击|登录"
    r"|举报|下一篇|上一篇|返回|打印|字号|收藏|点赞|图[:：]|摄"
)
_SAMPLE = 160  # characters of a segment that are looked at one by one
CJK_WEIGHT = 2.5  # a Chinese character says about as much as so many Latin letters
_LONG = 80  # Latin letters; a segment that long, on which most extractors agree, is surely text
_FAR = 99.0  # segments; farther does not matter
_CHUNK = 18  # characters of a sample that is looked for
_SAMPLES = 6
_HEADINGS = BIT["h1"] | BIT["h2"] | BIT["h3"] | BIT["h4"]

OPINIONS = ("resiliparse", "trafilatura", "readability")
"""Whose texts there can be, in this order; the first is there on every page."""
_OF_TEXT = (
    *("size", "words", "linked", "bold", "ends", "colon", "commas", "stops", "digits", "capitals", "around"),
    *("around-density", "bullet", "copies", "copy", "is-title"),
)
_AFTER = (
    *("agreed-1", "agreed-2", "agreed+1", "agreed+2", "size-1", "size+1", "linked-1", "linked+1"),
    *("agreed-before", "agreed-after", "agreed-block", "block-count", "agreed-outer", "outer-size", "outer-count"),
    *("index", "offset", "from-first", "to-last", "within", "from-sure", "to-sure"),
    *("from-heading", "heading-around", "heading-agreed"),
    *OUTLINE,
    *HINTS,
    *("cjk", "length", "length/page", "believed/length"),
)


def names(count: int) -> tuple[str, ...]:
    """Return what the numbers of a row say where there are `count` opinions."""
    asked = OPINIONS[:count]
    return (
        *_OF_TEXT,
        "agreed",
        "in-block",
        *(f"in-{name}" for name in asked),
        *_AFTER,
        *(f"length-{name}" for name in asked[1:]),
    )


class Table(NamedTuple):
    """A row of numbers for each segment that could be text."""

    wanted: list[int]  # the segments, by their index
    rows: Numbers  # (segments wanted, names)


class Features:
    """Describes the segments of one page, with whatever opinions there are."""

    def __init__(self, found: list[Segment], title: str) -> None:
        """Take the segments of a page, at least one, and its title."""
        self._found = found
        self._keys = [words(segment.text) for segment in found]
        self._title = words(title)
        self.is_cjk = is_cjk("".join(segment.text for segment in found))
        self._lengths = np.array([len(segment.text) for segment in found], float)
        self._sizes = self._lengths * (CJK_WEIGHT if self.is_cjk else 1.0)
        self._outline = Outline(found, self._sizes.tolist())
        self._believed = self._outline.believed()
        self._copies = Counter(self._keys)
        before = Counter[str]()
        self._nth = [before.update((key,)) or before[key] for key in self._keys]
        self._texts: dict[int, tuple[float, ...]] = {}  # what is said of a segment's own text, whatever the opinions
        self._heading, self._around = _headings(found, self._keys)

    def table(self, opinions: Sequence[str]) -> Table:
        """Return a row of numbers, by `names`, for each segment that could be text.

        `opinions` are the texts that extractors found, by `OPINIONS`. A segment is out of the question if none of them
        has it or one of its four neighbours, and it is not near the block that is most like an article's.
        """
        texts = [words(opinion) for opinion in opinions]
        said = np.array([[share(key, text) for text in texts] for key in self._keys])
        agreed = (said.sum(axis=1) + self._believed) / (len(texts) + 1)
        near = _sums(agreed, 2)
        wanted = np.flatnonzero(near[5:] > near[:-5])
        parts = (
            self._of_texts(wanted.tolist()),
            np.column_stack((agreed, self._believed, said))[wanted],
            self._of_neighbours(agreed, wanted),
            self._of_blocks(agreed, wanted),
            self._of_position(agreed, wanted),
            self._of_headings(agreed, wanted),
            self._outline.describe(agreed, wanted),
            _of_places([self._found[i].place for i in wanted.tolist()]),
            np.tile(self._of_page(texts), (len(wanted), 1)),
        )
        return Table(wanted.tolist(), np.hstack(parts))

    def _of_page(self, texts: list[str]) -> list[float]:
        """Describe the page as a whole: how long the texts are, one against the other."""
        total = sum(map(len, self._keys))
        first, *others = map(len, texts)
        kept = sum(len(key) for key, believed in zip(self._keys, self._believed.tolist(), strict=True) if believed)
        lengths = [other / (first + 50) for other in others]
        return [float(self.is_cjk), math.log(first), first / (total + 1), kept / (first + 50), *lengths]

    def _of_texts(self, wanted: list[int]) -> Numbers:
        for i in wanted:
            if i not in self._texts:
                self._texts[i] = self._of_text(i)
        return np.array([self._texts[i] for i in wanted]).reshape(len(wanted), len(_OF_TEXT))

    def _of_text(self, i: int) -> tuple[float, ...]:
        segment, key, title = self._found[i], self._keys[i], self._title
        text, length = segment.text, len(segment.text)
        sample = text if length <= _SAMPLE else text[: _SAMPLE // 2] + text[-_SAMPLE // 2 :]
        part = len(sample)
        around = _around(sample, key)
        is_title = len(title) > 3 and 3 < len(key) < 1.6 * len(title) and (key in title or title in key)
        return (
            math.log1p(self._sizes[i]), key.count(" ") - 1.0, segment.linked / length, segment.bold / length,
            float(_END.search(text[-2:]) is not None), float(text[-1] in ":："),
            sum(map(text.count, ",，、;；")) / length * 100, sum(map(text.count, ".。!?！？")) / length * 100,
            sum(map(str.isdigit, sample)) / part, sum(map(str.isupper, sample)) / part,
            float(around), around / math.sqrt(part), float(text[0] in _BULLETS),
            float(self._copies[key]), float(self._nth[i]), float(is_title),
        )  # fmt: skip

    def _of_neighbours(self, agreed: Numbers, wanted: Places) -> Numbers:
        near = np.pad(agreed, 2)
        logs = np.pad(np.log1p(self._sizes), 1)
        linked = np.pad(np.array([segment.linked for segment in self._found]) / self._lengths, 1)
        sums, i = _sums(agreed, 5), wanted
        return np.column_stack((
            near[i + 1], near[i], near[i + 3], near[i + 4], logs[i], logs[i + 2], linked[i], linked[i + 2],
            (sums[i + 5] - sums[i]) / 5, (sums[i + 11] - sums[i + 6]) / 5,
        ))  # fmt: skip

    def _of_blocks(self, agreed: Numbers, wanted: Places) -> Numbers:
        """Describe the two blocks around each segment: how much of their text is agreed on, and how much there is."""
        inner = np.array([segment.place.block for segment in self._found])
        outer = np.array([segment.place.outer.block if segment.place.outer else 0 for segment in self._found])
        columns = []
        for blocks in (inner, outer):
            shared, length = np.bincount(blocks, agreed * self._lengths), np.bincount(blocks, self._lengths)
            its = blocks[wanted]
            columns.append((shared[its] / length[its], np.log(length[its]), np.bincount(blocks)[its]))
        (inside, _, count), around = columns
        return np.column_stack((inside, count, *around))

    def _of_position(self, agreed: Numbers, wanted: Places) -> Numbers:
        """Describe where each segment stands in the page, and how far from segments that are surely text."""
        count = len(self._found)
        is_sure = (agreed > 0.6) & (self._sizes > _LONG)
        sure = np.flatnonzero(is_sure)
        first, last = (sure[0], sure[-1]) if len(sure) else (0, count - 1)
        offsets = np.cumsum(self._lengths)
        before, after = _distances(is_sure), _distances(is_sure[::-1])[::-1]
        i = wanted
        return np.column_stack((
            i / count, (offsets[i] - self._lengths[i]) / offsets[-1], i - first, last - i, (first <= i) & (i <= last),
            before[i], after[i],
        ))  # fmt: skip

    def _of_headings(self, agreed: Numbers, wanted: Places) -> Numbers:
        """Describe the heading above each segment: how far it is, what it says, whether it is agreed on."""
        heading = self._heading[wanted]
        has_one = heading >= 0
        return np.column_stack((wanted - heading, self._around[heading] * has_one, agreed[heading] * has_one))


def words(text: str) -> str:
    """Return a text's words in lower case between single spaces, for comparison."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def is_cjk(text: str) -> bool:
    """Say whether a text is largely Chinese, Japanese or Korean."""
    sample = text[:: max(1, len(text) // 4000)]
    return len(_CJK.findall(sample)) > 0.2 * len(sample)


def share(key: str, text: str) -> float:
    """Return how much of a segment is in a text, 0 to 1, by looking for samples of it."""
    if len(key) < 3:
        return 0.0
    if key in text:
        return 1.0
    if len(key) < 2 * _CHUNK + 4:
        return 0.0
    count = min(_SAMPLES, len(key) // 20)
    step = (len(key) - _CHUNK) / count
    hits = 0
    for i in range(count):
        start = int(i * step)
        hits += key[start : start + _CHUNK] in text
        if i == 2 and not hits:  # most segments are in none of the texts, and looking takes time
            return 0.0
    return hits / count


def _around(text: str, key: str) -> int:
    count = 0 if text.isascii() else len(_AROUND_CJK.findall(text))
    return count + sum(map(_AROUND.__contains__, key[:_SAMPLE].split()))


def _of_places(places: list[Place]) -> Numbers:
    """Spread the two masks of hints of each place: 2 for one of its own block, 1 for one of a block around it."""
    masks = np.array([(place.own, place.above) for place in places], np.int64).reshape(len(places), 2)
    bits = masks[:, :, None] >> np.arange(len(HINTS)) & 1
    return bits.sum(axis=1).astype(float)


def _sums(values: Numbers, around: int) -> Numbers:
    """Return the sums of all values before each place, with so many zeros before the first and after the last."""
    return np.concatenate(((0.0,), np.cumsum(np.pad(values, around))))


def _distances(flags: npt.NDArray[np.bool_]) -> Numbers:
    """Return for each place how far back the last flag before it is."""
    places = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, places, -_FAR))
    return np.minimum(places - np.concatenate(((-_FAR,), last[:-1])), _FAR)


def _headings(found: list[Segment], keys: list[str]) -> tuple[Places, Numbers]:
    """Return for each segment the last heading up to it, -1 if there is none, and for each heading what it says."""
    around, last = np.zeros(len(found)), np.full(len(found), -1)
    for i, (segment, key) in enumerate(zip(found, keys, strict=True)):
        length = len(segment.text)
        if segment.place.own & _HEADINGS or (segment.bold >= 0.9 * length and length < 100):
            last[i], around[i] = i, _around(segment.text[:_SAMPLE], key) > 0
    return np.maximum.accumulate(last), around
