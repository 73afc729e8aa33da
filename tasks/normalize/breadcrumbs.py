"""Reads the section in which an article stands from breadcrumbs: in JSON-LD, in marked elements, in a line above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from tasks.normalize.markup import Markup, as_list, names, types
from tasks.normalize.visible import Page
from tasks.normalize.words import key, tidy

_MARKED = etree.XPath(".//*[contains(@class, 'rumb') or contains(@id, 'rumb')]")  # breadcrumb, breadCrumb
_HOME = frozenset(
    re.findall(
        r"\S+",
        "home homepage frontpage start startseite accueil inicio início главная головна начало anasayfa trangchủ "
        "beranda domů hem hjem forside forsiden etusivu kezdőlap acasă početna αρχική stronagłówna الرئيسية "
        "首页 首頁 ホーム トップ 홈",
    )
)
_NO_SECTION = frozenset(
    re.findall(r"\S+", "uncategorized uncategorised article articles story stories post posts page tag tags")
)
_WHOLE_TEXT = ("正文", "全文", "本文", "記事")
_SITE = re.compile(r"(?:首页|首頁|网|網)$")
_WHERE = re.compile(
    r"^(?:您|你)?(?:现在|當前|当前|所在|目前)?的?(?:所在)?(?:位置|位于)(?:是)?\s*[:：]?\s*|^you are here\s*:?\s*", re.I
)
_BETWEEN = re.compile(r"\s*(?:>+|›|»|＞|→)\s*")
_ABOVE = 6  # lines before the headline among which its breadcrumbs stand
_MAX_MARKED = 20  # elements that are looked at
_MAX_LINKS, _MAX_TEXT = 6, 250  # of an element that holds breadcrumbs and not a page
_MAX_LINE = 120  # characters; a longer line is prose
_MAX_NAME = 40  # characters of a section's name


class Crumb(NamedTuple):
    """A step of a trail, and the address to which it leads, if any."""

    name: str
    href: str | None = None


def find_section(markup: Markup, page: Page, place: int, title: str, url: str) -> str | None:
    """Return the innermost section of the first trail that names one."""
    trails = chain(_stated(markup), _marked(markup.tree), _above(page, place))
    return next(filter(None, (_innermost(trail, title, url) for trail in trails)), None)


def _innermost(trail: list[Crumb], title: str, url: str) -> str | None:
    """Return the last step that is neither the way home nor the article itself."""
    is_linked = any(step.href for step in trail)
    if trail and is_linked and not trail[-1].href:  # the step at which the reader is
        trail = trail[:-1]
    steps = [step for step in trail if step.name and not _is_home(step)]
    while steps and _is_article(steps[-1], key(title), _path(url)):
        steps.pop()
    name = steps[-1].name if steps else ""
    return name if 1 < len(name) <= _MAX_NAME and name[0].isalnum() else None


def _is_home(step: Crumb) -> bool:
    is_root = step.href is not None and _path(step.href) in ("", "/index.html", "/index.htm", "/index.php")
    return is_root or key(step.name) in _HOME or _SITE.search(step.name) is not None


def _is_article(step: Crumb, title: str, path: str) -> bool:
    own = key(step.name)
    is_cut = step.name.endswith(("…", "...")) and title.startswith(own)
    is_title = bool(title) and (title in own or (own in title and len(own) * 2 > len(title)))
    is_here = step.href is not None and _path(step.href) == path
    return not is_section(step.name) or is_cut or is_title or is_here


def is_section(name: str) -> bool:
    """Say whether words can name a section: neither a number nor what every article is in."""
    own = key(name).removeprefix("category")
    return not (own.isdecimal() or _is_whole(own))


def _is_whole(own: str) -> bool:
    return own in _NO_SECTION or own.endswith(_WHOLE_TEXT)


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{parts.path.rstrip('/')}{'?' * bool(parts.query)}{parts.query}"


def _stated(markup: Markup) -> Iterator[list[Crumb]]:
    """Yield the trails of the page's JSON-LD."""
    for node in markup.nodes:
        if "BreadcrumbList" in types(node):
            steps = [step for step in as_list(node.get("itemListElement")) if isinstance(step, dict)]
            yield [_crumb(step) for step in sorted(steps, key=_position)]


def _crumb(step: dict[str, Any]) -> Crumb:
    item = step.get("item")
    inner = item if isinstance(item, dict) else {}
    href = next((value for value in (item, inner.get("@id"), inner.get("url")) if isinstance(value, str)), None)
    return Crumb(tidy(next(iter(names(step) or names(inner)), "")), href)


def _position(step: dict[str, Any]) -> int:
    position = str(step.get("position"))
    return int(position) if position.isdecimal() else 0


def _marked(tree: Any) -> Iterator[list[Crumb]]:
    """Yield the links, or the words between arrows, of elements that are named after their crumbs."""
    for element in _MARKED(tree)[:_MAX_MARKED] if tree is not None else ():
        words = " ".join(" ".join(element.itertext()).split())
        if element.tag in ("a", "li") or len(words) > _MAX_TEXT:  # a single step, or more than a trail
            continue
        lists = (list(one.iter("a")) for one in element.iter("ol", "ul"))
        links = next(filter(None, lists), None) or list(element.iter("a"))  # what else stands there is no step
        steps = [] if links else _steps(words)
        if len(links) <= _MAX_LINKS and (links or len(steps) > 1):
            yield [_link(a) for a in links] or steps


def _link(a: Any) -> Crumb:
    href = (a.get("href") or "").strip()
    return Crumb(tidy("".join(a.itertext())), href if href and not href.startswith(("#", "javascript:")) else None)


def _above(page: Page, place: int) -> Iterator[list[Crumb]]:
    """Yield the trails in lines above the headline: from a home, to `正文`, or of three steps."""
    for number in range(place - 1, max(place - 1 - _ABOVE, -1), -1):
        line = page.lines[number].text
        steps = _steps(line) if len(line) <= _MAX_LINE else []
        if len(steps) > 2 or (len(steps) > 1 and (_is_home(steps[0]) or _is_whole(key(steps[-1].name)))):
            yield steps


def _steps(words: str) -> list[Crumb]:
    return [Crumb(name) for name in _BETWEEN.split(_WHERE.sub("", words)) if name]
