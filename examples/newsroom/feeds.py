"""The newsroom's machine-readable documents: RSS, Atom and JSON feeds, sitemaps, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from examples.newsroom.article import SITE, Article
from examples.newsroom.render import SECTIONS, w3c

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def rss(articles: Iterable[Article], extra: Iterable[tuple[str, str]], base: str, built: datetime) -> str:
    """Return an RSS 2.0 feed; `extra` are titles and paths of items that are no articles (any more)."""
    items = [_rss_item(article, base) for article in articles]
    items += [f"<item><title>{escape(title)}</title><link>{base}{path}</link></item>" for title, path in extra]
    return (
        f'{XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{SITE['zh']}</title>\n<link>{base}/</link>\n<description>公司与市场</description>\n"
        f"<language>zh-cn</language>\n<lastBuildDate>{format_datetime(built)}</lastBuildDate>\n"
        + "\n".join(items)
        + "\n</channel>\n</rss>\n"
    )


def _rss_item(article: Article, base: str) -> str:
    authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in article.authors)
    return (
        f"<item><title>{escape(article.title)}</title>\n<link>{base}{escape(article.feed_path)}</link>\n"
        f'<guid isPermaLink="false">{article.slug}</guid>\n<pubDate>{format_datetime(article.published)}</pubDate>\n'
        f"<category>{SECTIONS[article.section]}</category>{authors}\n"
        f"<description>{escape(article.excerpt)}</description></item>"
    )


def atom(articles: Iterable[Article], base: str, built: datetime) -> str:
    """Return an Atom feed (RFC 4287)."""
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n<title>{SITE["en"]}</title>\n'
        f"<id>{base}/english/</id>\n<updated>{built.isoformat()}</updated>\n"
        f"<author><name>{SITE['en']}</name></author>\n"
        f'<link rel="self" href="{base}/english/atom.xml"/>\n<link href="{base}/english/"/>\n'
        + "\n".join(_atom_entry(article, base) for article in articles)
        + "\n</feed>\n"
    )


def _atom_entry(article: Article, base: str) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in article.authors)
    return (
        f"<entry><title>{escape(article.title)}</title>\n<id>{base}{article.path}</id>\n"
        f'<link href="{base}{article.path}"/>\n<published>{article.published.isoformat()}</published>\n'
        f"<updated>{article.modified.isoformat()}</updated>{authors}\n"
        f"<summary>{escape(article.summary)}</summary></entry>"
    )


def json_feed(articles: Iterable[Article], base: str) -> str:
    """Return a JSON Feed (version 1.1)."""
    items = [
        {
            "id": article.slug,
            "url": base + article.path,
            "title": article.title,
            "content_text": article.excerpt,
            "date_published": article.published.isoformat(),
            "language": article.language,
            "authors": [{"name": name} for name in article.authors],
        }
        for article in articles
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "潮汐快讯",
        "home_page_url": f"{base}/flash/",
        "feed_url": f"{base}/flash/feed.json",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def sitemap_index(children: Iterable[tuple[str, datetime]], base: str) -> str:
    """Return a sitemap index of the given paths and times of change."""
    entries = (
        f"<sitemap><loc>{base}{path}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>"
        for path, changed in children
    )
    return f'{XML}<sitemapindex xmlns="{SITEMAP}">\n' + "\n".join(entries) + "\n</sitemapindex>\n"


def news_sitemap(articles: Iterable[Article], base: str) -> str:
    """Return a sitemap with the news extension."""
    return (
        f'{XML}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n'
        + "\n".join(_news_url(article, base) for article in articles)
        + "\n</urlset>\n"
    )


def _news_url(article: Article, base: str) -> str:
    language = "zh-cn" if article.language == "zh" else article.language
    return (
        f"<url><loc>{base}{article.path}</loc><lastmod>{article.modified.isoformat()}</lastmod>\n"
        f"<news:news><news:publication><news:name>{SITE[article.language]}</news:name>"
        f"<news:language>{language}</news:language></news:publication>\n"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>"
    )


def archive_sitemap(articles: Iterable[Article], extra: Iterable[str], base: str) -> str:
    """Return a plain sitemap; `extra` are paths that are no articles."""
    urls = [f"<url><loc>{base}{article.path}</loc>{_lastmod(article)}</url>" for article in articles]
    urls += [f"<url><loc>{base}{path}</loc></url>" for path in extra]
    return f'{XML}<urlset xmlns="{SITEMAP}">\n' + "\n".join(urls) + "\n</urlset>\n"


def _lastmod(article: Article) -> str:
    """Return nothing for an article without a date: the sitemap does not know it either."""
    if article.precision == "unknown":
        return ""
    changed = article.modified.astimezone(article.published.tzinfo)
    return f"<lastmod>{w3c(changed, article.precision)}</lastmod>"


def robots(base: str) -> str:
    """Return robots.txt (RFC 9309), without a Crawl-delay."""
    return (
        "User-agent: *\nDisallow: /members/\nDisallow: /search\nAllow: /\n\n"
        f"Sitemap: {base}/sitemap.xml\nSitemap: {base}/sitemap-news.xml\n"
    )
