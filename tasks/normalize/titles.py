"""Settles the headline: what the page shows as its top heading, checked against what its markup and window say.

The rule: an h1 that a declared title repeats or begins with; else the beginning or end of an h1, at the edge of an
element in it, that a declared title repeats; else the only h1, if it shares words with a declared title and the text
follows it; else the longest piece of a declared title that stands in the page as a line of its own;
else a declared title without the names of the site and its sections; where that is nothing but the site's name, the
only h1, or the heading of second rank before the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any

from tasks.normalize.headings import CJK, LONGEST, Heading, headings
from tasks.normalize.markup import Markup, names
from tasks.normalize.urls import site_label, site_parts
from tasks.normalize.visible import Page
from tasks.normalize.words import key, site_key, tidy
from tasks.records import Extraction, Hints, PageError, Reason, Site

SEPARATOR = re.compile(
    r"\s+[|｜–—·»«:‹›<>~]\s+|\s+-{1,3}\s+|\s*(?:--+|[_|｜])\s*|\s+[•/]\s+|\s*[-–—](?=[\u4e00-\u9fff]{2,8}$)"
)
_JOINT = re.compile(r"\s*[-|｜_–—·»«:：•/‹›]+\s*|\s+[<>]\s+")  # where a title may be a headline and something else
_EDGES = " |｜–—·»«:-_•/‹›~"
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]{2,}")
_SLUG = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+){2,}")  # an address's part for a title
_OFFICE = re.compile(
    r"(?:政府|网站?|[日晚早时]报|在线|频道|大学|学院|委员会|局|厅|法院|检察院|公司|电视台|协会|中心|平台|(?:电子|数字)[报版]|"
    r"ニュース|신문|일보|뉴스|타임스)$"
)
_FRAME = re.compile(r"^[\s:|~*▒]{2,}(.+?)[\s:|~*▒]{2,}$")  # around a window's title: `::: Harbour Post :::`
_TITLED = re.compile(
    r"(?:^|[\s_-])(?:(?:art|article|news|wz|main)?_?(?:title|tit|bt|tt|biaoti|midashi)|headline|subject)\d*(?:$|[\s_-])",
    re.I,
)
_DATED = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d")
_ALIKE = 0.3  # share of the words of the shorter of two titles that the longer one repeats
_TELLING = 4  # letters; two titles that share nothing but shorter words share no subject
_SECTION = 24  # characters; a longer part behind a bar is no section's name
_PIECE = 5  # characters; a shorter line of the page is no headline
_ABOVE = 8  # lines before the text among which its heading stands
_JOINTS = 6  # of a title between which a headline is looked for
_PARTS = 4  # elements within a line that are looked at
_LARGE = ("4", "5", "6", "7", "+1", "+2", "+3")  # of a font
_STOPS = ("。", "！", "”", "：")
_PART = 3  # words; a shorter part of a heading may be its beginning alone


def find_title(extraction: Extraction, markup: Markup, hints: Hints, site: Site, page: Page, url: str = "") -> str:
    """Return the headline: a post's own, else by the rule above.

    Raises:
        PageError: the page, its markup and its link state none.
    """
    if extraction.title:
        return tidy(extraction.title)
    known = [*site_names(markup, site), *site_parts(url)]
    label = site_label(url)
    found = [head for head in headings(markup.tree) if not _is_site(head.text, known, label)]
    heads = [head.text for head in found]
    window = window_title(markup.tree)
    said = [tidy(value) for value in (*_declared(markup), window) if value]
    declared = [value for value in said if not _is_site(value, known, label)]
    title = _agreed(heads, declared) or _part(found, declared)
    if not title and said == [window] and _is_nameplate(window, page):
        title = _only_headline(heads, window) or _before(extraction.text, page)
    if title := title or _only(heads, declared, extraction.text, page) or _shown(declared, page):
        return without_site(title, known, label)
    stated = [without_site(words, known, label) for words in (*declared, *heads[:1], tidy(hints.title or "")) if words]
    if title := next(filter(None, stated), None) or _before(extraction.text, page) or next(iter(said), None):
        return title
    raise PageError(Reason.NO_TITLE, "no title in the page, its markup or its link")


def without_site(title: str, sites: list[str], label: str = "") -> str:
    """Cut the names of the site and its sections off the ends of a title."""
    parts = SEPARATOR.split(title)
    for part in parts[1:-1]:  # a site, and behind it what it says of itself
        before, _, behind = title.partition(part)
        if part and _is_site(part, sites, label) and len(before) * 2 > len(behind):
            title = before.rstrip(_EDGES)
            break
    while len(parts := SEPARATOR.split(title)) > 1:
        last = parts[-1]
        if not (_is_site(last, sites, label) or _is_section(title, parts)):
            break
        title = title[: title.rindex(last)].rstrip(_EDGES) if last else title.rstrip(_EDGES)
    if len(parts) > 1 and _is_site(parts[0], sites, label):
        title = title[title.index(parts[0]) + len(parts[0]) :].lstrip(_EDGES)
    return title


def site_names(markup: Markup, site: Site) -> list[str]:
    """Return the names under which the site may append itself to a title."""
    stated = (site.media, site.name, markup.meta("og:site_name", "application-name", "apple-mobile-web-app-title"))
    return [name for name in (*stated, *names(markup.article.get("publisher"))) if name]


def _declared(markup: Markup) -> list[str]:
    return [
        value
        for value in (markup.meta("og:title"), *names(markup.article.get("headline")), markup.meta("twitter:title"))
        if value and not _SLUG.fullmatch(value.strip())
    ]


def window_title(tree: Any) -> str:
    """Return the title of the browser's window, on one line."""
    element = None if tree is None else tree.find(".//title")
    return _FRAME.sub(r"\1", tidy(element.text_content())) if element is not None else ""


def _is_site(words: str, sites: list[str], label: str) -> bool:
    """Say whether words are the site's name: as it states it, or as its domain does (`The Harbour Post`)."""
    own = site_key(words)
    if not own or any(own == site_key(name) for name in sites):
        return True
    if len(label) < 3 or len(words) > _SECTION + 8:
        return False
    return own == label or (len(label) > 3 and own.startswith(label) and len(own) <= len(label) + 8)


def _is_section(title: str, parts: list[str]) -> bool:
    """Say whether the last part follows a bar or an underscore, which headlines themselves do not contain.

    Two hyphens are such a bar in Chinese, and a dash in the West: `Pearl dress -- stolen`.
    """
    last = parts[-1]
    before = title[: title.rindex(last)].rstrip()
    rest = max(len(part) for part in parts[:-1])
    is_barred = before.endswith(("|", "｜", "_")) or (before.endswith("--") and CJK.match(last) is not None)
    return not last or (is_barred and len(last) < min(rest, _SECTION))


def _agreed(heads: list[str], declared: list[str]) -> str | None:
    """Return the heading that another statement begins with or repeats: so it is the article's, not the site's."""
    keys = [(key(value), value) for value in declared]
    for head in heads:
        own = key(head)
        for other, value in keys:
            if len(own) > 3 and (other == own or (other.startswith(own) and len(own) * 3 > len(other))):
                return value if other == own and _is_better(value, head) else _punctuated(head, own, value)
    for head in heads:
        for other, value in keys:
            if key(head).endswith(other) and _is_kicker(head, value):
                return value
    return None


def _is_better(value: str, head: str) -> bool:
    """Say whether a declared title is the better spelling of a heading: not in capitals, or without a space too many.

    Elements of a heading that meet show spaces that its author did not write: `Traffic : The longest train`.
    """
    if head.isupper() and not value.isupper():
        return True
    return len(value) < len(head) and "".join(value.split()) == "".join(head.split())


def _punctuated(head: str, own: str, value: str) -> str:
    """Return a heading with the marks that a declared title has between its parts, where only a style parts them."""
    pieces = (piece for piece in _pieces(value) if key(piece) == own)
    return next((piece for piece in pieces if len(_JOINT.findall(piece)) > len(_JOINT.findall(head))), head)


def _is_kicker(head: str, value: str) -> bool:
    """Say whether what stands in a heading before a title is a kicker of its own, and not the title's beginning."""
    before = head[: -len(value)].split()
    return len(value) > len(head) * 0.5 and bool(before) and not before[-1][0].islower() and not before[-1].isdigit()


def _part(heads: list[Heading], declared: list[str]) -> str | None:
    """Return the title that a heading begins or ends with, beside a kicker, a subtitle or a count of comments."""
    pieces = (piece for title in declared for piece in _pieces(title) if len(piece) * 2 > len(title))
    titles = {key(piece): piece for piece in pieces if len(_words(piece)) >= _PART}
    for head in heads if titles else ():
        parts = (part for edge in head.edges for part in (head.text[:edge], head.text[edge:]))
        if found := [titles[own] for part in parts if (own := key(part)) in titles]:
            return max(found, key=len)
    return None


def _only(heads: list[str], declared: list[str], text: str, page: Page) -> str | None:
    """Return the only heading, if it speaks of what a declared title speaks of and the text follows it."""
    if len(heads) != 1 or not declared:
        return None
    head = heads[0]
    start = page.start(text)
    place = page.find(head)
    if 0 <= start < place or len(_words(head)) < 2 or len(head) > LONGEST or _is_beside(head, declared, page):
        return None
    return head if any(_alike(head, value) for value in declared) else None


def _is_beside(head: str, declared: list[str], page: Page) -> bool:
    """Say whether a heading is a part of a title of which the page shows a longer one: the site's name in its logo."""
    shown = _shown(declared, page) or ""
    parts = {key(part) for value in declared for part in SEPARATOR.split(value)}
    return len(shown) > len(head) and key(head) not in key(shown) and key(head) in parts


def _alike(head: str, declared: str) -> bool:
    """Say whether a heading shares words with a title, and not only with the site's name at its end."""
    parts = SEPARATOR.split(declared)
    own, said = _words(head), _words(declared)
    first, last = (_words(" ".join(parts[:-1])), _words(parts[-1])) if len(parts) > 1 else (said, set())
    shared = own & first
    is_telling = any(len(word) >= _TELLING or CJK.match(word) for word in shared)
    return len(own & said) >= _ALIKE * min(len(own), len(said)) and is_telling and len(shared) >= len(own & last)


def _words(words: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(words)}


def _shown(declared: list[str], page: Page) -> str | None:
    """Return the longest piece of a declared title that the page shows as a line of its own."""
    shown = {key(line.text): line.text for line in page.lines if _PIECE <= len(line.text) <= 250}
    for title in declared:
        for piece in sorted(_pieces(title), key=len, reverse=True):
            if len(piece) >= _PIECE and len(piece) * 4 > len(title) and key(piece) in shown:
                return piece
        begun = (line for line in shown.values() if len(line) * 2 > len(title) and title.startswith(f"{line} "))
        ended = (line for line in shown.values() if len(line) * 3 > len(title) and _ends(title, line))
        if line := max((*begun, *ended), key=len, default=None):
            return line
    return None


def _ends(title: str, line: str) -> bool:
    """Say whether a title ends in a line behind an office and its section: `某某县人民政府 图片新闻 新码头启用`."""
    return title.endswith(f" {line}") and _OFFICE.search(title.split()[0]) is not None and not _OFFICE.search(line)


def _is_nameplate(window: str, page: Page) -> bool:
    """Say whether the window's title is the name of an office or a paper, the same over each page of its site."""
    own = (line.element for line in page.lines if line.text == window)
    is_shown = any(element.tag not in ("a", "li", "div") or _is_titled(element) for element in own)
    part = _shown([window], page)
    if part and len(SEPARATOR.split(window)) > 1 and not _OFFICE.search(part):  # a headline and its site
        return False
    return not is_shown and len(window) <= _SECTION and _OFFICE.search(window) is not None


def _only_headline(heads: list[str], window: str) -> str | None:
    """Return the only heading, if it says more than such a name and is none itself."""
    is_one = len(heads) == 1 and len(heads[0]) > len(window) and not _OFFICE.search(heads[0])
    return heads[0] if is_one else None


def _before(text: str, page: Page) -> str | None:
    """Return the last heading of second rank before the text, or at its beginning, where the page names only its site.

    Old pages have none, and only a line that is marked as a title, bold, or in large letters as a whole.
    """
    start = page.start(text)
    numbers = range(start, max(start - 1 - _ABOVE, -1), -1)
    lines = [line for line in (page.lines[number] for number in numbers) if _PIECE < len(line.text) <= LONGEST]
    for is_heading in (_is_titled, _is_bold):
        headings = (line.text for line in lines if is_heading(line.element) and not line.text.endswith(_STOPS))
        if title := next((words for words in headings if not _DATED.search(words)), None):
            return title
    return None


def _is_bold(element: Any) -> bool:
    """Say whether an element within another marks all of its words as a title, as bold or in large letters."""
    words = "".join("".join(element.itertext()).split())
    parts = islice(element.iter("b", "strong", "font", "span", "big"), _PARTS)
    marked = (part for part in parts if part.tag in ("b", "strong", "big") or _is_titled(part) or _is_large(part))
    return any("".join("".join(part.itertext()).split()) == words for part in marked)


def _is_large(element: Any) -> bool:
    return element.tag == "font" and (element.get("size") or "") in _LARGE


def _is_titled(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in ("h2", "h3") or _TITLED.search(names) is not None


def _pieces(title: str) -> Iterator[str]:
    """Yield a title and what it is without any number of parts at its ends."""
    joints = [(match.start(), match.end()) for match in _JOINT.finditer(title)]
    yield title
    for start, end in joints:
        yield title[:start]
        yield title[end:]
    for (_, start), (end, _) in combinations(joints[:_JOINTS], 2):
        yield title[start:end]
