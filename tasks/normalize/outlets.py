"""Names the site that an article stands on: as its markup does, without a slogan, or as the window's title does."""

from __future__ import annotations

from tasks.normalize.markup import Markup, names
from tasks.normalize.titles import SEPARATOR, window_title
from tasks.normalize.words import site_key, tidy

_PLATFORMS = ("blogger", "wordpress")  # which templates name as the publisher of every site
_SHORTEST, _LONGEST = 3, 50  # letters of a domain that tell a name, characters of a site's name


def find_publisher(markup: Markup, label: str = "") -> str | None:
    """Return the site's publisher, as its markup names it; `label` is the name within its domain."""
    sites = (name for meta in ("og:site_name", "application-name") for name in markup.metas.get(meta, ())[:1])
    stated = (*names(markup.article.get("publisher")), *sites)
    return next((_named(tidy(name), label) for name in stated if name and _is_publisher(name)), None)


def site_in_window(markup: Markup, title: str, label: str) -> str | None:
    """Return the site's name behind the headline in the window's title: the part after which its domain is named."""
    window = window_title(markup.tree)
    parts = SEPARATOR.split(window)[1:] if len(window) > len(title) else []
    return next((part for part in reversed(parts) if part not in title and _is_of(part, label)), None)


def _named(name: str, label: str) -> str:
    """Return a name without what a site says of itself beside it: `Harbour Post ~ News, sports, weather`."""
    parts = SEPARATOR.split(name)
    return next((part for part in parts if _is_of(part, label)), name) if len(parts) > 1 else name


def _is_of(name: str, label: str) -> bool:
    """Say whether a domain is made of a name's letters in their order, from the first: `hpost` of The Harbour Post."""
    own = site_key(name)
    if len(label) < _SHORTEST or len(name) > _LONGEST or own[:1] != label[0]:
        return False
    letters = iter(own)
    return all(letter in letters for letter in label)


def _is_publisher(name: str) -> bool:
    return not name.startswith(("http", "@", "/")) and name.casefold() not in _PLATFORMS
