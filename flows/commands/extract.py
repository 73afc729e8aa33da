"""`finews extract`: what one page would become."""

from __future__ import annotations

import json
import sys
from typing import Annotated

from cyclopts import Parameter

from tasks.settings import get_settings


def extract(
    page: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    url: str | None = None,
    zone: str | None = None,
    private: Annotated[bool, Parameter(negative=())] = False,
    evidence: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Show what one page would become, as one JSON record; nothing is stored.

    Parameters
    ----------
    page
        A file (HTML or a Jekyll post, gzipped or not), `-` for standard input, or a URL, which is fetched as politely
        as in a crawl.
    url
        Where the page is from, for a file.
    zone
        IANA zone of times that state none.
    private
        Allow addresses that are not public.
    evidence
        Show on standard error every time that the page states, which one was chosen, and why.
    """
    from flows.show.article import article_json, show_evidence
    from flows.show.table import terminal
    from tasks.single import extract_one

    article = extract_one(page, url=url, zone=zone, private=private, settings=get_settings())
    if evidence:
        show_evidence(article, terminal(sys.stderr))
    print(json.dumps(article_json(article), ensure_ascii=False, indent=2))
    return 0
