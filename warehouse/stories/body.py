"""What an article says without the lines that say who says it: `财联社12月8日电，`, `LONDON (Reuters) -`."""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"""\s*(?:
        [【\[（(〔][^】\]）)〕\n\d]{1,12}[】\]）)〕]\s*  # 【财联社】 （记者 张三）
      | [^，。,;；：:\n]{0,24}?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:电|讯|快讯|获悉|消息)
        (?:\s*[（(][^）)\n]{1,24}[）)]\s*[，,：:丨|\s]*|\s*[，,：:丨|\s]\s*)  # 新华社北京12月8日电（记者 张三）
      | [A-Z][\w.,’'/ ]{0,40}\([A-Z][\w. ]{1,24}\)\s*[-–—]+\s*  # LONDON, Dec 8 (Reuters) -
    )""",
    re.VERBOSE,
)
_CLOSING = re.compile(
    r"""(?=[\s（(责编校来文原作])(?:  # what any of them begins with: to try each at every character takes twice as long
        \s*[（(](?:文章)?(?:来源[：:]|责任编辑|编辑|责编|记者|作者)?[^（()）\n\d]{1,30}[）)]  # （财联社）
      | \s*(?:责任编辑|责编|编辑|校对|来源|文章来源|原标题|作者)\s*[：:][^\n]{0,40}
      | \s*\n\s*\(?(?:Reporting|Editing|Writing)\s+by\s[^\n]{1,200}
      | \s*\n\s*(?:Source|Editor)s?:[^\n]{1,60}
    )\s*$""",
    re.VERBOSE,
)
_ROUNDS = 3  # such lines follow one another
_LEAST = 8  # characters of a text
_TAIL = 400  # characters at the end among which a closing line begins; to look further costs milliseconds


def body(text: str) -> str:
    """Return the text without source lines at its beginning and end; all of it if nothing else were left."""
    return split_source_lines(text)[1]


def split_source_lines(text: str) -> tuple[str, str]:
    """Return the source lines and the text without them."""
    lines, kept = "", text.strip()
    for _ in range(_ROUNDS):
        opening, closing = _OPENING.match(kept), _CLOSING.search(kept, max(0, len(kept) - _TAIL))
        start = opening.end() if opening else 0
        end = closing.start() if closing else len(kept)
        if end - start == len(kept) or end - start < _LEAST:
            break
        lines += f"{kept[:start]} {kept[end:]} "
        kept = kept[start:end]
    return lines, kept
