"""Describes each segment of a page in numbers: its text, its place, its neighbours, what the extractors say of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain

from tasks.extract.outline import NAMES as OUTLINE
from tasks.extract.outline import Outline
from tasks.extract.segments import BIT, HINTS, Segment

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
_BEFORE = (
    *("size", "words", "linked", "bold", "ends", "colon", "commas", "stops", "digits", "capitals", "around"),
    *("around-density", "bullet", "copies", "copy", "is-title", "agreed", "in-block"),
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
    return (*_BEFORE, *(f"in-{name}" for name in asked), *_AFTER, *(f"length-{name}" for name in asked[1:]))


class Features:
    """Describes the segments of one page, with whatever opinions there are."""

    def __init__(self, found: list[Segment], title: str) -> None:
        """Take the segments of a page, at least one, and its title."""
        self._found = found
        self._keys = [words(segment.text) for segment in found]
        self._title = words(title)
        self.is_cjk = is_cjk("".join(segment.text for segment in found))
        self._sizes = [len(segment.text) * (CJK_WEIGHT if self.is_cjk else 1.0) for segment in found]
        self._outline = Outline(found, self._sizes)
        self._believed = self._outline.believed()

    def rows(self, opinions: Sequence[str]) -> dict[int, list[float]]:
        """Return a row of numbers, by `names`, for each segment that could be text, by its index.

        `opinions` are the texts that extractors found, by `OPINIONS`. A segment is out of the question if none of them
        has it or one of its four neighbours, and it is not near the block that is most like an article's.
        """
        found, sizes = self._found, self._sizes
        texts = [words(opinion) for opinion in opinions]
        said = [[share(key, text) for text in texts] for key in self._keys]
        agreed = [
            (sum(shares) + believed) / (len(shares) + 1) for shares, believed in zip(said, self._believed, strict=True)
        ]
        near = list(accumulate([0.0, 0.0, *agreed, 0.0, 0.0], initial=0.0))
        wanted = [i for i in range(len(found)) if near[i + 5] > near[i]]
        parts = (
            _of_text(found, sizes, self._keys, self._title, wanted),
            ([agreed[i], self._believed[i], *said[i]] for i in wanted),
            _of_neighbours(found, sizes, agreed, wanted),
            _of_blocks(found, agreed, wanted),
            _of_position(found, sizes, agreed, wanted),
            _of_headings(found, self._keys, agreed, wanted),
            self._outline.describe(agreed, wanted),
            (_of_place(found[i].place.own, found[i].place.above) for i in wanted),
        )
        page = self._of_page(texts)
        return {i: [*chain(*row), *page] for i, row in zip(wanted, zip(*parts, strict=True), strict=True)}

    def _of_page(self, texts: list[str]) -> list[float]:
        """Describe the page as a whole: how long the texts are, one against the other."""
        total = sum(map(len, self._keys))
        first, *others = map(len, texts)
        kept = sum(len(key) for key, believed in zip(self._keys, self._believed, strict=True) if believed)
        lengths = [other / (first + 50) for other in others]
        return [float(self.is_cjk), math.log(first), first / (total + 1), kept / (first + 50), *lengths]


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


@lru_cache(maxsize=10_000)
def _of_place(own: int, above: int) -> tuple[float, ...]:
    """Spread two masks of hints: 2 for one of the segment's own block, 1 for one of a block around it."""
    return tuple(float((own >> i & 1) + (above >> i & 1)) for i in range(len(HINTS)))


def _of_text(
    found: list[Segment], sizes: list[float], keys: list[str], title: str, wanted: list[int]
) -> Iterator[tuple[float, ...]]:
    copies = Counter(keys)
    before = Counter[str]()
    nth = [before.update((key,)) or before[key] for key in keys]
    for i in wanted:
        segment, key = found[i], keys[i]
        text, length = segment.text, len(segment.text)
        sample = text if length <= _SAMPLE else text[: _SAMPLE // 2] + text[-_SAMPLE // 2 :]
        part = len(sample)
        around = _around(sample, key)
        is_title = len(title) > 3 and 3 < len(key) < 1.6 * len(title) and (key in title or title in key)
        yield (
            math.log1p(sizes[i]), key.count(" ") - 1.0, segment.linked / length, segment.bold / length,
            float(_END.search(text[-2:]) is not None), float(text[-1] in ":："),
            sum(map(text.count, ",，、;；")) / length * 100, sum(map(text.count, ".。!?！？")) / length * 100,
            sum(map(str.isdigit, sample)) / part, sum(map(str.isupper, sample)) / part,
            float(around), around / math.sqrt(part), float(text[0] in _BULLETS),
            float(copies[key]), float(nth[i]), float(is_title),
        )  # fmt: skip


def _of_neighbours(
    found: list[Segment], sizes: list[float], agreed: list[float], wanted: list[int]
) -> Iterator[tuple[float, ...]]:
    edge, far = [0.0] * 2, [0.0] * 5
    near = edge + agreed + edge
    logs = [0.0, *map(math.log1p, sizes), 0.0]
    linked = [0.0, *(segment.linked / len(segment.text) for segment in found), 0.0]
    sums = list(accumulate(far + agreed + far, initial=0.0))
    for i in wanted:
        yield (
            near[i + 1], near[i], near[i + 3], near[i + 4], logs[i], logs[i + 2], linked[i], linked[i + 2],
            (sums[i + 5] - sums[i]) / 5, (sums[i + 11] - sums[i + 6]) / 5,
        )  # fmt: skip


def _of_blocks(found: list[Segment], agreed: list[float], wanted: list[int]) -> Iterator[tuple[float, ...]]:
    """Describe the two blocks around each segment: how much of their text is agreed on, and how much there is."""
    inner: dict[int, list[float]] = {}
    outer: dict[int, list[float]] = {}
    for segment, shared in zip(found, agreed, strict=True):
        length = len(segment.text)
        for blocks, number in ((inner, segment.place.block), (outer, _around_block(segment))):
            block = blocks.setdefault(number, [0.0, 0.0, 0.0])
            block[0] += shared * length
            block[1] += length
            block[2] += 1
    for i in wanted:
        a, b = inner[found[i].place.block], outer[_around_block(found[i])]
        yield (a[0] / a[1], a[2], b[0] / b[1], math.log(b[1]), b[2])


def _around_block(segment: Segment) -> int:
    return segment.place.outer.block if segment.place.outer else 0


def _of_position(
    found: list[Segment], sizes: list[float], agreed: list[float], wanted: list[int]
) -> Iterator[tuple[float, ...]]:
    """Describe where each segment stands in the page, and how far from segments that are surely text."""
    count = len(found)
    is_sure = [shared > 0.6 and size > _LONG for shared, size in zip(agreed, sizes, strict=True)]
    sure = [i for i, flag in enumerate(is_sure) if flag]
    first, last = (sure[0], sure[-1]) if sure else (0, count - 1)
    offsets = list(accumulate((len(segment.text) for segment in found), initial=0))
    before, after = _distances(is_sure), _distances(is_sure[::-1])[::-1]
    for i in wanted:
        yield (
            i / count, offsets[i] / offsets[-1], float(i - first), float(last - i), float(first <= i <= last),
            before[i], after[i],
        )  # fmt: skip


def _distances(flags: list[bool]) -> list[float]:
    """Return for each place how far back the last flag before it is."""
    found, distance = [], _FAR
    for flag in flags:
        found.append(distance)
        distance = 1.0 if flag else min(distance + 1, _FAR)
    return found


def _of_headings(
    found: list[Segment], keys: list[str], agreed: list[float], wanted: list[int]
) -> Iterator[tuple[float, ...]]:
    """Describe the heading above each segment: how far it is, what it says, whether it is agreed on."""
    rows, distance, around, shared = [], 0.0, 0.0, 0.0
    for segment, key, agreement in zip(found, keys, agreed, strict=True):
        length = len(segment.text)
        if segment.place.own & _HEADINGS or (segment.bold >= 0.9 * length and length < 100):
            distance, shared = 0.0, agreement
            around = float(_around(segment.text[:_SAMPLE], key) > 0)
        else:
            distance += 1
        rows.append((distance, around, shared))
    return map(rows.__getitem__, wanted)
