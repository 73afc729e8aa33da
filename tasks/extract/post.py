"""Reads an archived Jekyll post: its front matter, and its body, markdown with HTML in it, as plain paragraphs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import html

from tasks.extract.attribution import is_about, split_attribution
from tasks.extract.blocks import render
from tasks.jekyll import Post, parse_post, stated_date
from tasks.records import Capture, Extraction, PageError, Reason

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

EXTRACTOR = "finews-post 1"
_NOT_A_TAG = re.compile(r"<(?![A-Za-z/!?])")  # a raw "<1%"
_DELISTING = re.compile(r"\*(?=ST)")  # *ST before a share's name is no emphasis
_DOUBLED = re.compile(r"(新闻)\1+$")
_ITEMS = re.compile(r"[\[\],;，；、]+")


def extract_post(capture: Capture) -> Extraction:
    """Return what a post's bytes say; a post without a title or a day is a reject that names the file."""
    post = parse_post(capture.body)
    name = capture.link.hints.source_id or capture.link.via
    title = post.front_matter.get("title", "").strip()
    if not title:
        raise PageError(Reason.POST_WITHOUT_TITLE, f"{name}: the front matter has no title")
    if not stated_date(post.front_matter, name):
        raise PageError(Reason.POST_WITHOUT_DATE, f"{name}: neither the front matter nor the file's name has a date")
    tree = html.document_fromstring(to_html(post.body) or "<p></p>")
    text, media = split_attribution(render(tree))
    return Extraction(
        text=_article_lines(text),
        title=title,
        summary=_summary(post),
        media=media,
        category=post.front_matter.get("categories") or post.front_matter.get("category") or None,
        tags=tuple(map(clean_tag, _items(post.front_matter.get("tags", "")))),
        tree=tree,
        front_matter=post.front_matter,
        extractor=EXTRACTOR,
    )


def to_html(body: str) -> str:
    """Render a post's markdown, its HTML kept and a raw `<` that begins no tag kept as text."""
    body = _NOT_A_TAG.sub("&lt;", body)
    return _markdown().render(_DELISTING.sub("&#42;", body))


def clean_tag(tag: str) -> str:
    """Remove the doubled 新闻 that the scraper appended to names that end in it."""
    return _DOUBLED.sub(r"\1", tag)


def _items(value: str) -> list[str]:
    """Split a front matter list: `[a, b]` or `a, b`; Jekyll itself splits plain tags at spaces only without commas."""
    return [item.strip().strip("\"'") for item in _ITEMS.split(value) if item.strip()]


def _summary(post: Post) -> str | None:
    """Return the digest, which is a summary beside the text and never part of it, without its attribution."""
    if not post.digest:
        return None
    return split_attribution(render(html.document_fromstring(to_html(post.digest))))[0] or None


def _article_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not is_about(line))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # four leading spaces are how scraped HTML is indented, not a code block
    return MarkdownIt("commonmark", {"html": True}).disable("code")
