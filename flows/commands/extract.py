"""`finews extract`: what one page would become."""

from __future__ import annotations

import json
import sys
from typing import Annotated

from cyclopts import Parameter

from tasks.settings import get_settings


def extract(
    page: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    url: str | None = None,
    zone: str | None = None,
    private: bool = False,
    evidence: bool = False,
) -> int:
    """Extract one page and print the article as JSON; nothing is stored.

    Parameters
    ----------
    page
        A file (HTML or a Jekyll post, gzipped or not), `-` for standard input, or a URL. A URL is fetched under the
        same rules as in a crawl, robots.txt included.
    url
        URL of the page, if PAGE is a file or standard input.
    zone
        IANA time zone of times without one.
    private
        Allow hosts that are not public, such as 127.0.0.1.
    evidence
        Also list, on standard error, every time that the page states, which one was chosen, and why.
    """
    from flows.show.article import article_json, show_evidence
    from flows.show.table import terminal
    from tasks.single import extract_one

    article = extract_one(page, url=url, zone=zone, private=private, settings=get_settings())
    if evidence:
        show_evidence(article, terminal(sys.stderr))
    print(json.dumps(article_json(article), ensure_ascii=False, indent=2))
    return 0
