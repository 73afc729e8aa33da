"""From what the extractor found to an article with every field in its final form: `Extraction` → `Article`."""

from __future__ import annotations

from tasks.normalize.breadcrumbs import find_section
from tasks.normalize.bylines import read_bylines
from tasks.normalize.datelines import credit
from tasks.normalize.duplicates import content_hash
from tasks.normalize.fields import (
    find_category,
    find_image,
    find_media,
    find_paywalled,
    find_summary,
    find_tags,
)
from tasks.normalize.language import declared_language, detect_language
from tasks.normalize.markup import read_markup
from tasks.normalize.outlets import find_publisher, site_in_window
from tasks.normalize.people import find_people
from tasks.normalize.securities import find_mentions
from tasks.normalize.sessions import with_sessions
from tasks.normalize.stated import stated_times
from tasks.normalize.times import find_times, time_context
from tasks.normalize.titles import find_title, site_names
from tasks.normalize.urls import article_id, canonical_url, site_label
from tasks.normalize.visible import near_title, read_page
from tasks.records import Article, Capture, Extraction, Site


def normalize(extraction: Extraction, capture: Capture, site: Site) -> Article:
    """Settle every field of an article; one without a date stays undated, one without a title is a PageError."""
    hints = capture.link.hints
    is_post = bool(extraction.front_matter)
    url = capture.link.url if is_post else capture.final_url
    markup = read_markup(None if is_post else extraction.tree)
    page = read_page(markup.tree)
    title = find_title(extraction, markup, hints, site, page, url)
    place = page.headline(title, extraction.text)
    stated_language = extraction.language or declared_language(markup) or hints.language or site.language
    language = detect_language(f"{title}\n{extraction.text}", stated_language)
    visible = near_title(page, title, extraction.text, place)
    context = time_context(capture, site, url, language, stated_language, extraction.text, page)
    times = find_times(markup, extraction.front_matter, visible, capture, site, page=page, place=place, context=context)
    canonical = canonical_url(extraction.canonical_url, markup, url)
    bylines = read_bylines(page, place, extraction.text)
    label = site_label(url)
    publisher = find_publisher(markup, label)
    own = publisher or hints.media or site.media or site_in_window(markup, title, label)
    sites = tuple(filter(None, (*site_names(markup, site), label, own)))
    authors, editors = find_people(extraction.authors, markup, hints.authors, bylines, sites)
    mentions = find_mentions(extraction.tree, extraction.text, markup, title)
    return Article(
        article_id=article_id(canonical, url, site),
        url=url,
        canonical_url=canonical,
        title=title,
        text=extraction.text,
        summary=find_summary(extraction, markup, hints),
        language=language,
        authors=authors,
        editors=editors,
        media=find_media(extraction, markup, credit(page, place), own),
        category=find_category(extraction, markup, hints, own) or find_section(markup, page, place, title, url),
        tags=find_tags(extraction, markup, hints),
        image_url=find_image(extraction, markup, url),
        published_at=times.published_at,
        published_precision=times.precision,
        published_zone=times.zone,
        published_on=times.published_on,
        modified_at=times.modified_at,
        content_hash=content_hash(title, extraction.whole or extraction.text),
        extractor=extraction.extractor,
        dates=times.evidence,
        mentions=with_sessions(mentions, times.published_at, times.precision),
        publisher=publisher,
        paywalled=find_paywalled(markup),
        stated_times=stated_times(times.evidence),
    )
