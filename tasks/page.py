"""Everything that happens to one page after it was archived, as functions that run in a worker process.

The only module that knows the archive, extraction and normalization.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.extract.edges import without_repeated
from tasks.extract.post import extract_post
from tasks.extract.text import extract_html, extract_plain
from tasks.fetch.captures import capture_at
from tasks.normalize import normalize
from tasks.records import Article, Capture, Extraction, Outcome, PageError, Reason, Site

NOT_ARTICLES = frozenset({"poll", "robots"})  # kinds of captures that are no article pages

_EXTRACTORS: dict[str, Callable[[Capture, bool], Extraction]] = {
    "text/html": extract_html,
    "application/xhtml+xml": extract_html,
    "text/markdown": lambda capture, _: extract_post(capture),
    "text/plain": lambda capture, _: extract_plain(capture),
}


def process(capture: Capture, site: Site, voted: bool = True) -> Article:
    """Turn the archived body of one visit into an article; `voted` says how the main text of HTML is found.

    Raises:
        PageError: the body cannot become one, and why.
    """
    return normalize(extract(capture, site, voted), capture, site)


def extract(capture: Capture, site: Site, voted: bool = True) -> Extraction:
    """Return what the extractor for the body's type finds in it, without lines that the site is known to repeat.

    Raises:
        PageError: there is no body, no extractor for it, or no text in it.
    """
    media_type = (capture.media_type or "text/html").lower()
    if not capture.body.strip():
        raise PageError(Reason.EMPTY_BODY, "the body has no bytes" if not capture.body else "the body is blank")
    extractor = _EXTRACTORS.get(media_type)
    if extractor is None:
        raise PageError(Reason.NOT_TEXT, f"{media_type} is no page; accepted are {', '.join(_EXTRACTORS)}")
    extraction = extractor(capture, voted)
    text = without_repeated(extraction.text, capture.final_url, site.repeated)
    return replace(extraction, text=text, whole=extraction.text)


@dataclass(frozen=True, slots=True)
class Page:
    """A capture, without its body, and what became of it; neither where there is no page to read."""

    capture: Capture
    article: Article | None = None
    reject: PageError | None = None


def process_at(offset: int, *, warc: str, archive: Path, site: Site, voted: bool = True) -> Page:
    """Read a capture from the archive and process it; so no body has to be sent to a worker.

    Raises:
        ValueError: no capture lies there.
    """
    capture = capture_at(archive, warc, offset)
    light = replace(capture, body=b"")
    if capture.outcome is not Outcome.FETCHED or capture.link.kind in NOT_ARTICLES:
        return Page(light)
    try:
        return Page(light, article=process(capture, site, voted))
    except PageError as reject:
        return Page(light, reject=reject)
