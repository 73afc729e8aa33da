"""Settles the fields that are words: title, summary, media, category, tags, picture. One function a field."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urljoin, urlsplit

from tasks.normalize.markup import Markup, as_list, names
from tasks.records import Extraction, Hints, PageError, Reason, Site

_SEPARATOR = re.compile(r"\s+[|｜–—·»«:]\s+|\s+-\s+|\s*[_|｜]\s*|\s+[•/]\s+|\s*-(?=[\u4e00-\u9fff]{2,8}$)")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_SOURCE_LABEL = re.compile(r"^(?:文章|稿件|信息)?来源\s*[：:]\s*|^source\s*:\s*", re.IGNORECASE)
_MAX_TITLE = 500  # characters
_MAX_TAG = 60  # characters


def find_title(extraction: Extraction, markup: Markup, hints: Hints, site: Site) -> str:
    """Return the headline: a post's own, else the one on which the page's statements agree, without site names.

    Raises:
        PageError: the page, its markup and its link state none.
    """
    if extraction.title:
        return tidy(extraction.title)
    heads = headings(markup.tree)
    declared = [
        value
        for value in (markup.meta("og:title"), *names(markup.article.get("headline")), markup.meta("twitter:title"))
        if value
    ]
    window = _window_title(markup.tree)
    if title := _agreed(heads, [*declared, window]):
        return title
    for candidate in (*declared, *heads[:1], window, hints.title or ""):
        if title := without_site(tidy(candidate), site_names(markup, site)):
            return title
    raise PageError(Reason.NO_TITLE, "no title in the page, its markup or its link")


def headings(tree: Any) -> list[str]:
    """Return the top headings of a page as shown."""
    return [] if tree is None else [text for h1 in tree.iter("h1") if (text := tidy(h1.text_content()))]


def _window_title(tree: Any) -> str:
    element = None if tree is None else tree.find(".//title")
    return tidy(element.text_content()) if element is not None else ""


def _agreed(heads: list[str], declared: list[str]) -> str | None:
    """Return the heading that another statement begins with or repeats: so it is the article's, not the site's."""
    keys = [_key(value) for value in declared if value]
    for head in heads:
        key = _key(head)
        if len(key) > 3 and any(
            other == key or (other.startswith(key) and len(key) * 3 > len(other)) for other in keys
        ):
            return head
    return None


def without_site(title: str, sites: list[str]) -> str:
    """Cut the names of the site and its sections off the ends of a title."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    keys = {_key(name) for name in sites if name}
    while len(parts) > 1 and (_key(parts[-1]) in keys or _is_section(title, parts)):
        title = title[: title.rindex(parts[-1])].rstrip(" |｜–—·»«:-_•/")
        parts = parts[:-1]
    if len(parts) > 1 and _key(parts[0]) in keys:
        title = title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |｜–—·»«:-_•/")
    return title


def _is_section(title: str, parts: list[str]) -> bool:
    """Say whether the last part follows a bar or an underscore, which headlines themselves do not contain."""
    before = title[: title.rindex(parts[-1])].rstrip()
    return before.endswith(("|", "｜", "_")) and len(parts[-1]) < max(len(part) for part in parts[:-1])


def site_names(markup: Markup, site: Site) -> list[str]:
    """Return the names under which the site may append itself to a title."""
    publisher = names(markup.article.get("publisher"))
    return [name for name in (site.media, site.name, markup.meta("og:site_name"), *publisher) if name]


def find_summary(extraction: Extraction, markup: Markup, hints: Hints) -> str | None:
    """Return the summary that the article or its markup states; the text's own beginning is none."""
    stated = extraction.summary or markup.meta("og:description", "description", "twitter:description") or hints.summary
    return (tidy(stated) or None) if stated else None


def find_media(extraction: Extraction, markup: Markup, hints: Hints, site: Site) -> str | None:
    """Return who published the article first: the text's attribution, the link's, meta tags, the site itself."""
    stated = extraction.media or hints.media or markup.meta("source", "mediaid", "copyright_source", "article:source")
    own = site.media or markup.meta("og:site_name") or next(iter(names(markup.article.get("publisher"))), None)
    chosen = stated if stated and not stated.startswith(("http", "/")) else own
    return (_SOURCE_LABEL.sub("", tidy(chosen)) or None) if chosen else None


def find_category(extraction: Extraction, markup: Markup, hints: Hints) -> str | None:
    """Return the section in which the article stands."""
    stated = extraction.category or markup.meta("article:section", "section", "category") or hints.category
    stated = stated or next(iter(names(markup.article.get("articleSection"))), None)
    return (tidy(stated) or None) if stated else None


def find_tags(extraction: Extraction, markup: Markup, hints: Hints) -> tuple[str, ...]:
    """Return the keywords of the article, each once."""
    keywords = as_list(markup.article.get("keywords"))
    sources = (
        extraction.tags,
        markup.metas.get("article:tag", ()),
        tuple(word for word in keywords if isinstance(word, str)),
        markup.metas.get("news_keywords", ()),
        markup.metas.get("keywords", ()),
        hints.tags,
    )
    stated = next((source for source in sources if source), ())
    words = (tidy(word) for value in stated for word in re.split(r"[,，;；、|]", value))
    return tuple(dict.fromkeys(word for word in words if word and len(word) <= _MAX_TAG))


def find_image(extraction: Extraction, markup: Markup, url: str) -> str | None:
    """Return the address of the picture that stands for the article."""
    image: Any = next(iter(as_list(markup.article.get("image"))), None)
    image = image.get("url") if isinstance(image, dict) else image
    stated = (
        extraction.image_url or markup.meta("og:image", "og:image:url", "twitter:image", "twitter:image:src") or image
    )
    if not isinstance(stated, str) or stated.startswith("data:"):
        return None
    try:
        absolute = urljoin(url, stated.strip())
        return absolute if urlsplit(absolute).scheme in ("http", "https") else None
    except ValueError:
        return None


def tidy(words: str) -> str:
    """Return words on one line in Unicode's composed form, with single spaces."""
    words = unicodedata.normalize("NFC", words).replace("\u200b", "").replace("\ufeff", "")
    return _SPACES.sub(" ", words).strip()[:_MAX_TITLE]


def _key(words: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", words)).casefold()
