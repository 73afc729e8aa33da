"""One article of the newsroom. Hides the format of the files in `articles/`, one file an article.

A file is a header of `key: value` lines, an empty line, and blocks set apart by empty lines, in a small part of
Markdown: `## heading`, `- item`, `| cell | cell |`, `![caption](image)` and, inside a line, `[words](target)`.
A target that is no address is the value of a `data-code` attribute, in any of its shapes. Header and blocks may
use `{day}` (of publication), `{opened}`, `{corrections}` and `{amount}` as in `str.format`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "articles"
HOME_ZONE = "Asia/Shanghai"
SITE = {"zh": "潮汐财经", "en": "Tideline"}

INLINE = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
SENTENCE_END = re.compile(
    r"(?<=[。！？])(?![”』」）])|(?<=[。！？][”』」）])|(?<=[.!?])\s+(?=[A-Z“])|(?<=[.!?]”)\s+(?=[A-Z“])"
)


@dataclass(frozen=True, slots=True)
class Security:
    """A security as its exchange writes it; `mic` is the ISO 10383 code, None for a board."""

    symbol: str
    mic: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article in the wording of one edition."""

    slug: str
    title: str
    blocks: tuple[str, ...]
    template: str
    section: str
    language: str
    media: str  # who published it first
    authors: tuple[str, ...]
    editor: str
    published: datetime  # with the offset of the place it was written in
    modified: datetime  # what Last-Modified and lastmod say
    precision: str  # the finest that a page, feed or sitemap states `published` in: second, minute, day, unknown
    shown: str | None  # the time as a reader sees it, if not in the template's own way
    path: str
    feed_path: str  # how the feed writes it: a short link, a mobile address
    found: tuple[str, ...]  # where links to it stand, beside its section: rss, atom, json, news, archive
    tags: tuple[str, ...]
    marked: frozenset[Security]  # named in the markup
    named: frozenset[Security]  # named in words alone
    since: int  # the first edition that has it
    charset: str
    declared: str  # where the charset is declared: both, meta, header
    gzip: bool
    banner: str  # fixed, or random: another advertisement at every request

    @property
    def text(self) -> str:
        """Its paragraphs without markup, one a line."""
        return "\n".join(plain(block) for block in self.blocks if is_paragraph(block))

    @property
    def excerpt(self) -> str:
        """Its first paragraph, as feeds quote it."""
        return self.text.partition("\n")[0]

    @property
    def summary(self) -> str:
        """Its first sentence."""
        return sentences(self.excerpt)[0]

    @property
    def mobile_path(self) -> str:
        """Its second address, for small screens."""
        return self.path.replace("/articles/", "/m/")

    @property
    def forbidden(self) -> bool:
        """Whether robots.txt keeps crawlers away from it."""
        return self.path.startswith("/members/")


def plain(block: str) -> str:
    """Return the words of a block, without its markup."""
    return INLINE.sub(r"\1", block)


def is_paragraph(block: str) -> bool:
    """Tell prose from headings, lists, tables and figures."""
    return not block.startswith(("## ", "- ", "|", "!["))


def sentences(text: str) -> list[str]:
    """Split Chinese or English prose into sentences, good enough for our own texts."""
    return [part.strip() for line in text.splitlines() for part in SENTENCE_END.split(line) if part.strip()]


def load(opened: date, edition: int) -> tuple[Article, ...]:
    """Read all articles of an edition, newest first."""
    articles = (parse(path, opened, edition) for path in sorted(FOLDER.glob("*.txt")))
    return tuple(sorted((a for a in articles if a.since <= edition), key=lambda a: a.published, reverse=True))


def parse(path: Path, opened: date, edition: int) -> Article:
    """Read one file as that edition words it.

    Raises:
        ValueError: one line that names the file and the key.
    """
    head, _, body = path.read_text("utf-8").partition("\n\n")
    header = dict(_header_lines(path, head))
    try:
        published = _moment(header, opened)
        words = _words(published.date(), opened, edition)
        filled = {key: value.format(**words) for key, value in header.items()}
        blocks = tuple(block.strip().format(**words) for block in re.split(r"\n{2,}", body) if block.strip())
        article = _article(path.stem, filled, blocks, published, edition)
    except KeyError as missing:
        raise ValueError(f"{path.name}: the header has no {missing}") from None
    if filled:
        raise ValueError(f"{path.name}: unknown key {next(iter(filled))!r} in the header")
    return article


def _moment(header: dict[str, str], opened: date) -> datetime:
    """Take `published: -1 09:15:37`, the days since the opening and the clock, with its `zone`."""
    days, clock = header.pop("published").split()
    zone = ZoneInfo(header.pop("zone", HOME_ZONE))
    return datetime.combine(opened + timedelta(days=int(days)), time.fromisoformat(clock), zone)


def _words(day: date, opened: date, edition: int) -> dict[str, object]:
    """Return what headers and blocks may use in braces; `amount` is a figure that each correction changes."""
    return {"day": day, "opened": opened, "corrections": edition - 1, "amount": f"{(30 + edition) / 10:.1f}"}


def _article(slug: str, header: dict[str, str], blocks: tuple[str, ...], published: datetime, edition: int) -> Article:
    """Build an article, taking from `header` what it uses."""
    take = header.pop
    language = take("language", "zh")
    path = take("path", f"/articles/{slug}.html")
    charset, _, declared = take("charset", "utf-8 both").partition(" ")
    return Article(
        slug=slug,
        title=take("title"),
        blocks=blocks,
        template=take("template"),
        section=take("section"),
        language=language,
        media=take("media", SITE[language]),
        authors=_list(take("authors", "")),
        editor=take("editor", ""),
        published=published,
        modified=_modified(published, edition if take("corrected", "") else 0),
        precision=take("precision", "second"),
        shown=take("shown", None),
        path=path,
        feed_path=take("feed_path", path),
        found=_list(take("found", "")),
        tags=_list(take("tags", "")),
        marked=_securities(take("marked", "")),
        named=_securities(take("named", "")),
        since=int(take("since", "1")),
        charset=charset,
        declared=declared,
        gzip=take("encoding", "") == "gzip",
        banner=take("banner", "fixed"),
    )


def _header_lines(path: Path, head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"{path.name}: header line {line!r} is not `key: value`")
        yield key.strip(), value.strip()


def _modified(published: datetime, edition: int) -> datetime:
    """Say when the page was written: soon after publication, a corrected page in the evening, later each edition."""
    if not edition:
        return (published + timedelta(minutes=6)).astimezone(UTC)
    evening = published.replace(hour=21, minute=0, second=0)
    return (evening + timedelta(minutes=min(edition, 150))).astimezone(UTC)


def _list(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _securities(value: str) -> frozenset[Security]:
    """Read `XHKG 00020, BOARD BK0493`."""
    pairs = (item.split() for item in _list(value))
    return frozenset(Security(symbol, None if mic == "BOARD" else mic) for mic, symbol in pairs)
