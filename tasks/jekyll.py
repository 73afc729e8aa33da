"""Reads a Jekyll post as its scraper wrote it: front matter that is not quite YAML, then digest, article, link, footer.

Hides every liberty that such files take: blank lines before the front matter, none behind it, stray quotes, `<>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_FENCE = re.compile(r"-{3,}[ \t]*")
_KEY = re.compile(r"([^\W\d][\w.-]*)[ \t]*:(?!//)[ \t]*(.*)")
_BLOCK = re.compile(r"[|>][+-]?")  # the value is in the lines that follow
_QUOTE = re.compile(r" {0,3}> ?")
# `<http://…>` alone on its line; `<>` where the scraper found no link; `<http:` where it broke off
_LINK_LINE = re.compile(r"^[ \t]*<[ \t]*(?:(https?:[^<>\n]*)>?|>)[ \t]*$", re.MULTILINE)
_LINK_AT_END = re.compile(r"(?:<(https?:[^<>\n]*)>?|(?<!\w)<[ \t]*>)\Z")
_FOOTER_AT_END = re.compile(r"[|｜·\s]*\[(?:返回|Back to)[^\]\n]*\]\([^)\n]*\)\s*\Z")
_WEB = re.compile(r"https?://[^\s/?#]+")
_YEAR = re.compile(r"(?<![+\d-])\d{4}")
_NAME_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-")
_WINDOW = 2000  # characters before the end in which a glued link or a footer link may begin


@dataclass(frozen=True, slots=True)
class Post:
    """The parts of a post; `body` is the article's own markdown or HTML and nothing else."""

    front_matter: dict[str, str]
    digest: str | None
    body: str
    source_link: str | None


def parse_post(raw: bytes) -> Post:
    """Split a post's bytes into front matter, digest, article and source link. Never fails."""
    front_matter, rest = _split_front_matter(decode(raw))
    rest, source_link = _split_source_link(_without_footer(rest.rstrip()))
    digest, body = _split_digest(rest.strip())
    return Post(front_matter, digest, body, source_link)


def stated_date(front_matter: dict[str, str], name: str) -> str | None:
    """Return the date that a post's front matter states, else the day in its file's name, as Jekyll does."""
    stated = front_matter.get("date", "")
    if _YEAR.search(stated):
        return stated
    found = _NAME_DAY.match(name.rpartition("/")[2])
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def decode(raw: bytes) -> str:
    """Decode text written as UTF-8 (with or without a BOM) or else GB18030; line ends become `\\n`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    lines = text.lstrip("\ufeff \t\n").split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return {}, text
    end = next((i for i, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None or not _is_front_matter(lines[1:end]):  # never closed: it ends where the keys do
        end = next((i for i, line in enumerate(lines[1:], 1) if not _KEY.match(line)), len(lines))
        return _read(lines[1:end]), "\n".join(lines[end:])
    return _read(lines[1:end]), "\n".join(lines[end + 1 :])


def _is_front_matter(lines: list[str]) -> bool:
    """Say whether the lines up to a fence are front matter, not an article with a rule (`---`) in it."""
    return all(
        before.strip() or not line.strip() or _KEY.match(line) or line[0] in " \t-#"
        for before, line in pairwise(["", *lines])
    )


def _read(lines: list[str]) -> dict[str, str]:
    """Read `key: value` lines; a line without a key continues the value before it, list items become `[a, b]`."""
    values: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if match := _KEY.match(line):
            key = match[1]
            values[key] = [match[2].strip()]
        elif key and line.strip() and not line.startswith("#"):
            values[key].append(line.strip())
    return {key: _join(parts) for key, parts in values.items()}


def _join(parts: list[str]) -> str:
    first, *more = parts
    if more and not first and all(part.startswith("- ") for part in more):
        return "[" + ", ".join(part[2:].strip() for part in more) + "]"
    if more and _BLOCK.fullmatch(first):
        return " ".join(more)
    return unquote(" ".join(part for part in parts if part))


def split_list(value: str | None) -> tuple[str, ...]:
    """Return the items of a list value (`[a, b]`), or a plain value as the only one."""
    if not value:
        return ()
    if not (value.startswith("[") and value.endswith("]")):
        return (value,)
    return tuple(filter(None, (unquote(item.strip()) for item in value[1:-1].split(","))))


def unquote(value: str) -> str:
    """Remove the quotes around a value; inside them doubled and escaped quotes mean one."""
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    mark = value[0]
    inner = value[1:-1].replace(mark * 2, mark)
    return re.sub(r'\\(["\\])', r"\1", inner) if mark == '"' else inner


def _without_footer(text: str) -> str:
    """Drop the links back to the site (`[返回…](…)｜[返回首页](…)`), on lines of their own or glued to the end."""
    end = len(text)
    while match := _FOOTER_AT_END.search(text, max(0, end - _WINDOW), end):
        end = match.start()
    return text[:end].rstrip()


def _split_source_link(text: str) -> tuple[str, str | None]:
    """Take out the last link line (or the link glued to the end), and say where it leads, if anywhere."""
    glued = _LINK_AT_END.search(text, max(0, len(text) - _WINDOW))
    matches = [glued] if glued else list(_LINK_LINE.finditer(text))
    if not matches:
        return text, None
    last = matches[-1]
    link = (last[1] or "").strip()
    return text[: last.start()] + text[last.end() :], link if _WEB.match(link) else None


def _split_digest(text: str) -> tuple[str | None, str]:
    """Take the block quote at the beginning, its markers removed, apart from the article."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines) if not _QUOTE.match(line)), len(lines))
    digest = "\n".join(_QUOTE.sub("", line, count=1) for line in lines[:end]).strip()
    return digest or None, "\n".join(lines[end:]).strip()
