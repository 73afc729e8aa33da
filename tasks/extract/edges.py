"""Takes off what a site puts before and behind its articles, page after page: known lines at the edges of a text.

Which lines those are is learned from articles that the warehouse has (`warehouse/boilerplate.py`) and handed in.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

EDGE = 3  # lines at either end of a text that can be taken off


def without_repeated(text: str, url: str, repeated: Collection[str]) -> str:
    """Return a text without the lines at its ends that its site repeats; never without all of its lines.

    `repeated` has each line behind its host and a space.
    """
    if not repeated:
        return text
    host = urlsplit(url).hostname or ""
    lines = text.split("\n")
    first, last = 0, len(lines)
    while first < min(EDGE, last) and f"{host} {lines[first]}" in repeated:
        first += 1
    while last > max(first, len(lines) - EDGE) and f"{host} {lines[last - 1]}" in repeated:
        last -= 1
    return "\n".join(lines[first:last]) or text
