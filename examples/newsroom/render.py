"""HTML of the newsroom's pages. Hides the templates: `$name` is filled in, `?name ` drops its line if that is empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from examples.newsroom.article import INLINE, SITE, Article, is_paragraph

FOLDER = Path(__file__).parent / "templates"

SECTIONS = {
    "companies": "公司",
    "markets": "市场",
    "macro": "宏观",
    "flash": "快讯",
    "culture": "专栏",
    "english": "English",
    "daily": "日报",
}
LANG = {"zh": "zh-CN", "en": "en"}
SOURCE = {"zh": "来源：", "en": "Source: "}
MORE = {"zh": "更多报道", "en": "More stories"}

# The time as readers see it, by template and language; an article's `shown` comes first.
SHOWN = {
    "portal zh": "{at.year}年{at.month:02}月{at.day:02}日 {at:%H:%M}",
    "newspaper zh": "{at:%Y-%m-%d %H:%M}",
    "newspaper en": "{at:%B} {at.day}, {at.year} {at:%H:%M}",
    "flash zh": "{at.month}月{at.day}日 {at:%H:%M}",
    "flash en": "{at:%b} {at.day}, {at:%H:%M}",
    "blog en": "{at:%B} {at.day}, {at.year}",
    "data zh": "发布时间：{at:%Y-%m-%d %H:%M}",
    "data en": "Published {at:%d %b %Y, %H:%M}",
}
SLOGANS = (
    "开户即送行情终端",
    "本周末家电以旧换新",
    "Fresh coffee, ground to order",
    "周一起报名财务分析课",
    "New bikes, old prices",
)
CODE = re.compile(r"(?:K )?(?:(?P<market>\d+),(?P<code>\w+)|(?P<code2>\w+)\|(?P<market2>\d+)\|\d+)")


def article_page(article: Article, base: str, related: Iterable[Article], nonce: str) -> str:
    """Render an article; `nonce` chooses the advertisement where that is random."""
    markup = _markup(article, base, tuple(related), nonce)
    return fill(article.template, article.language, _words(article, base), markup)


def _words(article: Article, base: str) -> dict[str, str]:
    """Return what a page says of its article in words."""
    return {
        "title": article.title,
        "section": SECTIONS[article.section],
        "section_path": article.section,
        "media": article.media,
        "source": SOURCE[article.language] + article.media,
        "authors": "、".join(article.authors) if article.language == "zh" else " and ".join(article.authors),
        "editor": article.editor,
        "byline": byline(article),
        "shown": shown(article),
        "iso": article.published.isoformat(),
        "stated": w3c(article.published, article.precision),
        "tags": ",".join(article.tags),
        "summary": article.summary,
        "base": base,
        "canonical": base + article.path,
        "mobile": base + article.mobile_path,
    }


def _markup(article: Article, base: str, related: tuple[Article, ...], nonce: str) -> dict[str, str]:
    """Return what a page shows of its article in HTML."""
    return {
        "body": "\n".join(_block(block) for block in article.blocks),
        "old_body": "<br><br>\n".join(f"　　{_inline(block)}" for block in article.blocks),
        "old_line": _old_line(article),
        "old_related": "\n".join(f"·{_link(other)}<br>" for other in related),
        "related": "\n".join(f"<li>{_link(other)}</li>" for other in related),
        "tag_items": "\n".join(f"<li>{escape(tag)}</li>" for tag in article.tags),
        "banner": _banner(nonce if article.banner == "random" else ""),
        "charset_meta": _charset_meta(article),
        "json_ld": _json_ld(article, base),
        "more": MORE[article.language],
    }


def list_page(
    title: str, language: str, articles: Iterable[Article], *, intro: str = "", pager: Mapping[str, str] | None = None
) -> str:
    """Render a list of articles; `pager` maps words to addresses."""
    items = (f'<li>{_link(article)} <span class="when">{_listed(article)}</span></li>' for article in articles)
    links = (f'<a href="{escape(url)}">{escape(words)}</a>' for words, url in (pager or {}).items())
    markup = {
        "items": "\n".join(items),
        "intro": f"<p>{escape(intro)}</p>" if intro else "",
        "pager": f'<p class="pager">{" ".join(links)}</p>' if pager else "",
    }
    return fill("list", language, {"title": title}, markup)


def fill(template: str, language: str, words: Mapping[str, str], markup: Mapping[str, str]) -> str:
    """Fill a template with words, which are escaped, and with markup, which is not."""
    known = {
        "header": _read(f"header.{language}"),
        "footer": _read(f"footer.{language}"),
        "site": SITE[language],
        "lang": LANG[language],
        **{name: escape(value) for name, value in words.items()},
        **markup,
    }
    return Template("\n".join(_kept_lines(_read(template), known))).substitute(known)


def _kept_lines(template: str, known: Mapping[str, str]) -> Iterator[str]:
    """Drop the lines whose `?name ` is empty, and the condition itself from the others."""
    for line in template.splitlines():
        condition = re.match(r"\?(\w+) ", line)
        if condition is None:
            yield line
        elif known[condition[1]]:
            yield line[condition.end() :]


@cache
def _read(name: str) -> str:
    return (FOLDER / f"{name}.html").read_text("utf-8").rstrip("\n")


def w3c(moment: datetime, precision: str) -> str:
    """Write a time in the W3C's profile of ISO 8601, no finer than it is known."""
    if precision == "day":
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes" if precision == "minute" else "seconds")


def shown(article: Article) -> str:
    """Return the time as the page shows it; empty if it shows none."""
    if article.shown is not None:
        return article.shown
    return SHOWN[f"{article.template} {article.language}"].format(at=article.published)


def byline(article: Article) -> str:
    """Name the authors as a newspaper does; empty if there are none."""
    if not article.authors:
        return ""
    return "记者 " + " ".join(article.authors) if article.language == "zh" else "By " + " and ".join(article.authors)


def _block(block: str) -> str:
    """Render one block of an article."""
    if is_paragraph(block):
        return f"<p>{_inline(block)}</p>"
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("- "):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in block.splitlines()) + "</ul>"
    if block.startswith("|"):
        return _table(block)
    return _figure(block)


def _table(block: str) -> str:
    rows = [[_inline(cell) for cell in line.strip("| ").split(" | ")] for line in block.splitlines()]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _figure(block: str) -> str:
    """Render a picture: a price chart if its target is a code, else one with a caption."""
    caption, target = (escape(part) for part in INLINE.findall(block)[0])
    if target.startswith("/"):
        return f'<figure><img src="{target}" alt=""><figcaption>{caption}</figcaption></figure>'
    chart = f'<img src="/static/chart.svg" alt="{caption}" data-code="{target}" width="578" height="276">'
    return f'<p class="chart"><a href="{_quote(target)}">{chart}</a></p>'


def _inline(words: str) -> str:
    """Escape a line and turn its links into anchors."""
    return INLINE.sub(lambda link: _anchor(link[1], link[2]), escape(words, quote=False))


def _anchor(words: str, target: str) -> str:
    if target.startswith("/"):
        return f'<a href="{target}">{words}</a>'
    return f'<a href="{_quote(target)}" class="stock" data-code="{target}">{words}</a>'


def _quote(target: str) -> str:
    """Return the address of the quote page for a `data-code`."""
    match = CODE.fullmatch(target)
    if match is None:
        raise ValueError(f"{target!r} is not in a shape of data-code")
    return f"/quote/{match['market'] or match['market2']}.{match['code'] or match['code2']}"


def _link(article: Article) -> str:
    return f'<a href="{escape(article.path)}">{escape(article.title)}</a>'


def _listed(article: Article) -> str:
    """Return the time as lists show it, no finer than it is known."""
    formats = {"unknown": "", "day": "%m-%d"}
    return article.published.strftime(formats.get(article.precision, "%m-%d %H:%M"))


def _old_line(article: Article) -> str:
    """Join what an old page says of itself below its title."""
    authors = " ".join(article.authors)
    parts = (shown(article), f"来源：{article.media}", f"作者：{authors}" if authors else "")
    return escape("　".join(part for part in parts if part))


def _banner(nonce: str) -> str:
    """Return the advertisement: always the same one without a nonce."""
    slogan = SLOGANS[sum(nonce.encode()) % len(SLOGANS)]
    return f'<div class="ad" id="ad-{nonce or "0"}"><a href="/about/?from=ad{nonce}" rel="sponsored">{slogan}</a></div>'


def _charset_meta(article: Article) -> str:
    if article.declared == "header":
        return '<meta name="generator" content="Tideline">'
    return f'<meta http-equiv="Content-Type" content="text/html; charset={article.charset}">'


def _json_ld(article: Article, base: str) -> str:
    """Return the schema.org description of an article, in a graph as many sites write it."""
    news = {
        "@type": "NewsArticle",
        "@id": f"{base}{article.path}#article",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": LANG[article.language],
        "datePublished": article.published.isoformat(),
        "dateModified": article.modified.astimezone(article.published.tzinfo).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.media},
        "articleSection": SECTIONS[article.section],
        "keywords": list(article.tags),
        "image": [f"{base}/static/chart.svg"],
        "mainEntityOfPage": base + article.path,
    }
    site = {"@type": "WebSite", "@id": f"{base}/#site", "name": SITE[article.language], "url": f"{base}/"}
    graph = {"@context": "https://schema.org", "@graph": [site, news]}
    return json.dumps(graph, ensure_ascii=False, indent=1).replace("</", "<\\/")
