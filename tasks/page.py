"""Everything that happens to one page after it was archived, as one pure function that runs in a worker process.

The only module that knows both extraction and normalization.
"""

from __future__ import annotations

from collections.abc import Callable

from tasks.extract.post import extract_post
from tasks.extract.text import extract_html, extract_plain
from tasks.normalize import normalize
from tasks.records import Article, Capture, Extraction, PageError, Reason, Site

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
    return normalize(extract(capture, voted), capture, site)


def extract(capture: Capture, voted: bool = True) -> Extraction:
    """Return what the extractor for the body's type finds in it.

    Raises:
        PageError: there is no body, no extractor for it, or no text in it.
    """
    media_type = (capture.media_type or "text/html").lower()
    if not capture.body.strip():
        raise PageError(Reason.EMPTY_BODY, "the body has no bytes" if not capture.body else "the body is blank")
    extractor = _EXTRACTORS.get(media_type)
    if extractor is None:
        raise PageError(Reason.NOT_TEXT, f"{media_type} is no page; accepted are {', '.join(_EXTRACTORS)}")
    return extractor(capture, voted)
