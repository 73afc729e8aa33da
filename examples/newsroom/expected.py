"""What a perfect pipeline would get from the newsroom: the gold that tests compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from examples.newsroom.article import HOME_ZONE, Article, Security, sentences

STATED_WITH_OFFSET = frozenset({"rss", "atom", "json", "news", "newspaper", "blog", "data"})


@dataclass(frozen=True, slots=True)
class ExpectedArticle:
    """An article as it should be in the warehouse after every source was read and every link followed."""

    path: str  # of its canonical URL
    title: str
    language: str  # ISO 639-1
    media: str  # who published it first
    authors: tuple[str, ...]
    published_at: datetime | None  # UTC; None where no time of day is stated
    published_on: date | None  # the day at the source; None where none is stated
    precision: str  # second, minute, day, unknown
    zone: str | None  # the offset where one is stated, else the site's zone; None without a time of day
    first: str  # sentence of the text
    last: str
    mentions: frozenset[Security]  # all securities it names
    marked: frozenset[Security]  # those that its markup names


@dataclass(frozen=True, slots=True)
class ExpectedVisit:
    """What comes of following a link, in the words of `tasks.records`: an Outcome, and a Reason if it is no article."""

    outcome: str
    reason: str | None = None
    article: str | None = None  # the path of the article that it leads to


@dataclass(frozen=True, slots=True)
class Expected:
    """Everything that can be discovered, and what should become of it."""

    articles: Mapping[str, ExpectedArticle]  # by path
    visits: Mapping[str, ExpectedVisit]  # by path and query, as the sources write them


def expected(articles: Iterable[Article], dead_ends: Mapping[str, ExpectedVisit]) -> Expected:
    """Say what should come of these articles and of the links that lead to none."""
    articles = tuple(articles)
    visits = dict(dead_ends)
    for article in articles:
        for path in {article.path, article.feed_path} if discovered_by_path(article) else {article.feed_path}:
            visits[path] = _visit(article)
    return Expected({a.path: _article(a) for a in articles if not a.forbidden}, visits)


def discovered_by_path(article: Article) -> bool:
    """Tell whether anything but the RSS feed links to an article."""
    return article.section == "markets" or set(article.found) != {"rss"}


def _visit(article: Article) -> ExpectedVisit:
    if article.forbidden:
        return ExpectedVisit("blocked", reason="robots")
    return ExpectedVisit("fetched", article=article.path)


def _article(article: Article) -> ExpectedArticle:
    timed = article.precision in ("second", "minute")
    offset = STATED_WITH_OFFSET & {*article.found, article.template}
    prose = sentences(article.text)
    return ExpectedArticle(
        path=article.path,
        title=article.title,
        language=article.language,
        media=article.media,
        authors=article.authors,
        published_at=article.published.astimezone(UTC) if timed else None,
        published_on=None if article.precision == "unknown" else article.published.date(),
        precision=article.precision,
        zone=(article.published.isoformat()[-6:] if offset else HOME_ZONE) if timed else None,
        first=prose[0],
        last=prose[-1],
        mentions=article.marked | article.named,
        marked=article.marked,
    )
