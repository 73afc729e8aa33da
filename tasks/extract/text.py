"""From the bytes of an HTML or plain page to its main text; the page is parsed once and the tree handed on."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html
from trafilatura import __version__ as trafilatura_version

from tasks.extract.attribution import is_about, split_attribution, stated_source
from tasks.extract.blocks import paragraphs
from tasks.extract.charset import decode
from tasks.extract.votes import main_text, plain_text
from tasks.records import Capture, Extraction, PageError, Reason

VOTED = f"finews-votes 6 (trafilatura {trafilatura_version})"
UNMARKED = "finews-plain 1"
PLAIN = f"trafilatura {trafilatura_version}"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PARSER = html.HTMLParser(
    remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False, encoding="utf-8", huge_tree=True
)
# lxml.html asks a Python function for the class of each element that it touches; one class for all takes a tenth off
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


def extract_html(capture: Capture, voted: bool = True) -> Extraction:
    """Return the main text and the tree of an HTML page, or reject it as a page without a main text.

    `voted`: a learned filter by what extractors say; else trafilatura alone.
    """
    page = decode(capture.body, capture.charset)
    tree = parse(page)
    found = main_text(tree, page, capture.final_url) if voted else plain_text(tree, capture.final_url)
    text, media = split_attribution(found.text)
    own = "\n".join(line for line in text.split("\n") if not is_about(line))
    if own != text:  # a disclaimer can stand behind the source
        text, source = split_attribution(own)
        media = media or source
    media = media or stated_source(found.behind)
    if not text:
        raise PageError(Reason.NO_TEXT, "no main text was found in the page")
    return Extraction(text=text, media=media, tree=tree, extractor=VOTED if voted else PLAIN)


def extract_plain(capture: Capture) -> Extraction:
    """Return a plain text body as paragraphs."""
    text = paragraphs(decode(capture.body, capture.charset).splitlines())
    if not text:
        raise PageError(Reason.NO_TEXT, "the body is blank")
    return Extraction(text=text, extractor=UNMARKED)


def parse(page: str) -> Any:
    """Parse a page leniently into an lxml tree; a page without a single element is a reject."""
    page = _DECLARATION.sub("", _CONTROLS.sub("", page), count=1)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise PageError(Reason.NO_TEXT, f"not a page: {error}") from None
