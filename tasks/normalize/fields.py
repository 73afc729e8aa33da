"""Settles the fields that are words: summary, media, category, tags, picture. One function a field."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tasks.normalize.breadcrumbs import is_section
from tasks.normalize.datelines import dateline, is_agency
from tasks.normalize.markup import Markup, as_list, names, types
from tasks.normalize.words import key, tidy
from tasks.records import Extraction, Hints

_SOURCE_LABEL = re.compile(r"^(?:文章|稿件|信息)?来源\s*[：:]\s*|^source\s*:\s*", re.IGNORECASE)
_TAG_LINKS = etree.XPath(".//a[contains(@rel, 'tag')]")
_HAN = re.compile("[\u4e00-\u9fff]")
_MAX_TAG = 60  # characters
_MAX_TAGS = 20  # links; more are of a whole site


def find_summary(extraction: Extraction, markup: Markup, hints: Hints) -> str | None:
    """Return the summary that the article or its markup states; the text's own beginning is none."""
    stated = extraction.summary or markup.meta("og:description", "description", "twitter:description") or hints.summary
    return (tidy(stated) or None) if stated else None


def find_media(extraction: Extraction, markup: Markup, credited: str | None, own: str | None) -> str | None:
    """Return who published the article first: as its text or a line beside the headline says, else the site, `own`."""
    stated = extraction.media or credited or dateline(extraction.text)
    stated = stated or _source(markup)
    chosen = stated if stated and not stated.startswith(("http", "/")) else own
    return (_SOURCE_LABEL.sub("", tidy(chosen)).strip("《》") or None) if chosen else None


def _source(markup: Markup) -> str | None:
    """Return the source that a meta tag names; some Western sites call a section so."""
    source = markup.meta("source")
    if source and (_HAN.search(source) or is_agency(source)):
        return source
    signed = (*names(markup.article.get("author")), *markup.metas.get("author", ()))
    return markup.meta("mediaid", "copyright_source", "article:source") or next(filter(is_agency, signed), None)


def find_paywalled(markup: Markup) -> bool | None:
    """Say whether the article is not free to read, where its JSON-LD says so (schema.org isAccessibleForFree)."""
    for node in (markup.article, *markup.pages):
        word = str(node.get("isAccessibleForFree", "")).rpartition("/")[2].strip().lower()
        if word in ("true", "false", "yes", "no", "1", "0"):
            return word in ("false", "no", "0")
    return None


def find_category(extraction: Extraction, markup: Markup, hints: Hints, own: str | None = None) -> str | None:
    """Return the section in which the article stands; the site's `own` name is none."""
    stated = (
        extraction.category,
        *(markup.meta(name) for name in ("article:section", "section", "category")),
        hints.category,
        *names(markup.article.get("articleSection"))[:1],
    )
    found = (_last_step(tidy(words)) for words in stated if words)
    return next((name for name in found if name and is_section(name) and key(name) != key(own or "")), None)


def _last_step(section: str) -> str:
    """Return a section's name, where it is stated as a path: `middle east` of `/world/middle_east`."""
    return re.sub(r"[_-]", " ", section.rstrip("/").rpartition("/")[2]) if section.startswith("/") else section


def find_tags(extraction: Extraction, markup: Markup, hints: Hints) -> tuple[str, ...]:
    """Return the keywords of the article, each once."""
    kinds = types(markup.article)  # which some templates give as a keyword
    keywords = [word for word in as_list(markup.article.get("keywords")) if word not in kinds]
    sources = (
        extraction.tags,
        markup.metas.get("article:tag", ()),
        tuple(word for word in keywords if isinstance(word, str)),
        markup.metas.get("news_keywords", ()),
        markup.metas.get("keywords", ()),
    )
    stated = next((source for source in sources if source), ()) or _linked_tags(markup.tree) or hints.tags
    words = (tidy(word) for value in stated for word in re.split(r"[,，;；、|]", value))
    return tuple(dict.fromkeys(word for word in words if word and len(word) <= _MAX_TAG))


def _linked_tags(tree: Any) -> tuple[str, ...]:
    """Return the words of the links that the page relates as tags; none where they are of several articles."""
    groups: dict[Any, dict[str, None]] = {}
    for link in _TAG_LINKS(tree) if tree is not None else ():
        relations = link.get("rel").split()
        if "tag" in relations and "category" not in relations:
            parent = link.getparent()
            group = parent.getparent() if parent.tag in ("li", "span") else parent
            groups.setdefault(group, {})[tidy("".join(link.itertext())).lstrip("#")] = None
    largest = max(groups.values(), key=len, default={})
    is_one = all(words.keys() <= largest.keys() for words in groups.values())
    return tuple(largest) if is_one and len(largest) <= _MAX_TAGS else ()


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
