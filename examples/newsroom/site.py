"""The newsroom as a site: which page answers at which address, in the current edition. Knows nothing of sockets."""

from __future__ import annotations

import gzip
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from examples.newsroom import feeds, render
from examples.newsroom.article import HOME_ZONE, SITE, Article, load
from examples.newsroom.daily import SECTION, past
from examples.newsroom.expected import Expected, ExpectedVisit, expected

NAME = "finews"
STATIC = Path(__file__).parent / "static"
LISTING = re.compile(r"/(?P<section>\w+)/(?:(?P<day>\d{4}-\d{2}-\d{2})/)?")
DAILY = re.compile(rf"/{SECTION}/(?:(?P<day>\d{{4}}-\d{{2}}-\d{{2}})/|(?:\?page=(?P<page>[1-9]\d{{0,3}}))?)")
PAGE = 12  # articles on a numbered page of the past
QUOTE = re.compile(r"/quote/\d+\.(?P<symbol>\w+)")

WITHDRAWN = "/articles/withdrawn-forecast.html"
LOST = "/articles/lost-in-migration.html"
EMPTY = "/articles/empty-draft.html"
DEAD_ENDS = {
    WITHDRAWN: ExpectedVisit("gone", reason="http_gone"),
    LOST: ExpectedVisit("gone", reason="http_gone"),
    EMPTY: ExpectedVisit("fetched", reason="empty_body"),
}
NOTES = {
    "/about/": ("关于我们", "潮汐财经是 finews 的示例网站，公司、人物和事件均为虚构。"),
    "/members/": ("会员登录", "请登录之后阅读会员周报。"),
}


class Request(NamedTuple):
    """A request as it was answered."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Page:
    """An answer before it meets HTTP: its bytes and what the headers say of them."""

    body: bytes
    content_type: str
    modified: datetime
    status: int = 200
    location: str | None = None
    gzip: bool = False  # whether to send it with that Content-Encoding to those who accept it


class Newsroom:
    """A news site that opened on `opened`, in its `edition`: each one corrects a page, the first few add an article.

    With `days`, it also has a past: dated articles of so many days before it opened, in a section of their own.
    """

    def __init__(
        self,
        opened: date | None = None,
        edition: int = 1,
        *,
        days: int = 0,
        nonce: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self.opened = opened or datetime.now(ZoneInfo(HOME_ZONE)).date()
        self.past = past(self.opened - timedelta(days=1), days)
        self.requests: list[Request] = []
        self._nonce = nonce
        self.publish(edition)

    def publish(self, edition: int) -> None:
        """Bring out an edition, also while the site is being served."""
        self.articles = load(self.opened, edition)
        self.edition = edition
        self._public = [article for article in self.articles if not article.forbidden]
        self._changed = max(article.modified for article in self._public)

    def expected(self) -> Expected:
        """Say what a perfect pipeline would get from this edition."""
        return expected(self.articles, DEAD_ENDS)

    def page(self, target: str, base: str) -> Page:
        """Answer a request target; `base` is the site's address without a slash at its end."""
        path = target.partition("?")[0]
        for article in (*self.articles, *self.past):
            if path in (article.path, article.mobile_path):
                return self._article(article, base)
            if path == article.feed_path.partition("?")[0]:
                return Page(b"", "text/html", article.modified, status=301, location=base + article.path)
        return self._document(path, base) or self._daily(target, base) or self._list(path) or self._other(path)

    def _article(self, article: Article, base: str) -> Page:
        html = render.article_page(article, base, self._related(article), self._nonce())
        charset = "" if article.declared == "meta" else f"; charset={article.charset}"
        body = html.encode(article.charset)
        return Page(body, f"text/html{charset}", article.modified, gzip=article.gzip)

    def _related(self, article: Article) -> list[Article]:
        """Choose other articles of the first edition, so that a page does not change when a new one appears."""
        same = [a for a in self._public if a.language == article.language and a.since == 1 and a is not article]
        start = sum(article.slug.encode()) % len(same)
        return (same[start:] + same[:start])[:5]

    def _found(self, where: str) -> list[Article]:
        return [article for article in self.articles if where in article.found]

    def _document(self, path: str, base: str) -> Page | None:
        """Return a feed, a sitemap or another document for machines."""
        children = [(child, self._changed) for child in ("/sitemap-news.xml", "/sitemap-archive.xml.gz")]
        documents: dict[str, tuple[str, Callable[[], str]]] = {
            "/robots.txt": ("text/plain; charset=utf-8", lambda: feeds.robots(base)),
            "/feed.xml": ("application/rss+xml; charset=utf-8", lambda: self._rss(base)),
            "/english/atom.xml": (
                "application/atom+xml; charset=utf-8",
                lambda: feeds.atom(self._found("atom"), base, self._changed),
            ),
            "/flash/feed.json": ("application/feed+json", lambda: feeds.json_feed(self._found("json"), base)),
            "/sitemap.xml": ("application/xml", lambda: feeds.sitemap_index(children, base)),
            "/sitemap-news.xml": ("application/xml", lambda: feeds.news_sitemap(self._found("news"), base)),
            "/newsroom.json": ("application/json", self._identity),
        }
        if path == "/sitemap-archive.xml.gz":
            xml = feeds.archive_sitemap(self._found("archive"), (LOST, EMPTY), base)
            return Page(gzip.compress(xml.encode(), mtime=0), "application/gzip", self._changed)
        if path not in documents:
            return None
        content_type, write = documents[path]
        return Page(write().encode(), content_type, self._changed)

    def _rss(self, base: str) -> str:
        return feeds.rss(self._found("rss"), [("岭上酒业业绩预测（已撤回）", WITHDRAWN)], base, self._changed)

    def _identity(self) -> str:
        """Say who this is, so that a second start recognizes the first."""
        return json.dumps({"newsroom": NAME, "opened": self.opened.isoformat(), "edition": self.edition}) + "\n"

    def _list(self, path: str) -> Page | None:
        """Return the home page, a section, one day of a section, or the page of a security."""
        if path == "/":
            return self._html(render.list_page("最新报道", "zh", self._public))
        if path in NOTES:
            title, words = NOTES[path]
            return self._html(render.list_page(title, "zh", (), intro=words))
        if quote := QUOTE.fullmatch(path):
            symbol = quote["symbol"]
            named = (a for a in self._public if any(s.symbol == symbol for s in a.marked))
            return self._html(render.list_page(symbol, "zh", named))
        match = LISTING.fullmatch(path)
        if match is None or match["section"] == SECTION or match["section"] not in render.SECTIONS:
            return None
        return self._section(match["section"], match["day"])

    def _section(self, section: str, day: str | None) -> Page | None:
        articles: Iterable[Article] = (article for article in self._public if article.section == section)
        title, language = render.SECTIONS[section], "en" if section == "english" else "zh"
        if day is None:
            pager = {"按日期浏览": f"/{section}/{self.opened}/"}
            return self._html(render.list_page(title, language, articles, pager=pager))
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return None
        of_day = (article for article in articles if article.published.date() == on)
        pager = {"前一天": f"/{section}/{on - timedelta(days=1)}/", "后一天": f"/{section}/{on + timedelta(days=1)}/"}
        return self._html(render.list_page(f"{title} {on}", language, of_day, pager=pager))

    def _daily(self, target: str, base: str) -> Page | None:
        """Return a list of the past: its sitemaps by month, a day of it, or one of its numbered pages."""
        months = {f"/sitemap-{month}.xml": month for month in sorted({f"{a.published:%Y-%m}" for a in self.past})}
        if not self.past:
            return None
        if target == "/sitemap-days.xml":
            children = [(path, max(a.modified for a in self._month(month))) for path, month in months.items()]
            return Page(feeds.sitemap_index(children, base).encode(), "application/xml", self._changed)
        if target in months:
            xml = feeds.archive_sitemap(self._month(months[target]), (), base)
            return Page(xml.encode(), "application/xml", self._changed)
        if match := DAILY.fullmatch(target):
            return self._daily_list(match["day"], int(match["page"] or 1))
        return None

    def _month(self, month: str) -> list[Article]:
        return [article for article in self.past if f"{article.published:%Y-%m}" == month]

    def _daily_list(self, day: str | None, page: int) -> Page | None:
        """Return the list of one day, or one page of the list of all, newest first."""
        if day is not None:
            of_day = [article for article in self.past if f"{article.published:%Y-%m-%d}" == day]
            return self._html(render.list_page(f"日报 {day}", "zh", of_day))
        shown = self.past[(page - 1) * PAGE : page * PAGE]
        pager = {"下一页": f"/{SECTION}/?page={page + 1}"} if page * PAGE < len(self.past) else None
        return self._html(render.list_page("日报", "zh", shown, pager=pager)) if shown else None

    def _other(self, path: str) -> Page:
        """Return a file, or an error page."""
        types = {"style.css": "text/css", "chart.svg": "image/svg+xml"}
        name = path.removeprefix("/static/")
        if path.startswith("/static/") and name in types:
            return Page((STATIC / name).read_bytes(), types[name], self._changed)
        if path == EMPTY:
            return self._html("")
        if path == WITHDRAWN:
            return self._html(render.list_page("本文已撤回", "zh", ()), status=410)
        return self._html(render.list_page("页面不存在", "zh", (), intro=f"{SITE['zh']}没有这个页面。"), status=404)

    def _html(self, html: str, status: int = 200) -> Page:
        return Page(html.encode(), "text/html; charset=utf-8", self._changed, status=status)
