"""Turns a body's bytes into text, whatever encoding it declares, forgets to declare or declares wrongly."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# https://encoding.spec.whatwg.org/#names-and-labels: a label stands for the superset that browsers decode with
_SUPERSETS = {
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "gb_2312", "x-gbk", "cp936", "chinese", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "ms932"), "cp932"),
    **dict.fromkeys(("euc-kr", "euc_kr", "ks_c_5601-1987", "ksc5601", "ksc_5601", "windows-949", "korean"), "cp949"),
    **dict.fromkeys(("iso8859-1", "ascii", "x-cp1252"), "cp1252"),
    **dict.fromkeys(("iso8859-9",), "cp1254"),
    **dict.fromkeys(("iso8859-11", "tis-620", "windows-874"), "cp874"),
    "x-euc-jp": "euc_jp",
    "unicode": "utf-8",
    "utf8mb4": "utf-8",
}
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_EASTERN = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))
_NOT_WESTERN = re.compile(rb"[\xa1-\xfe]{8}")  # letters of which no Western word is made
_PRESCAN = 8192  # bytes; the standard says 1024, but real pages put scripts before the declaration
_FEW = 2  # such runs, which can be ornaments
_SAMPLE = 20_000  # bytes that detection looks at
_DETECTABLE = [
    *("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "koi8_r", "cp874"),
]


def decode(body: bytes, declared: str | None) -> str:
    """Decode a body by its byte order mark, as UTF-8 if it is, else by the first declaration that fits.

    `declared` is the charset that came with the body (HTTP); declarations inside it and then detection follow.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    names = list(dict.fromkeys(filter(None, map(codec, _declarations(body, declared)))))
    if names and _is_transformed(names[0], body):
        return body.decode(names[0], "replace")
    try:
        return body.decode("utf-8")  # other encodings are not valid UTF-8 by chance
    except UnicodeDecodeError:
        return _best(body, names)


def codec(label: str) -> str | None:
    """Return the Python codec for a charset's label, the superset of those commonly mislabelled, or None."""
    label = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_SUPERSETS.get(label, label))
        "".encode(info.name)  # refuses codecs that do not turn bytes into text, such as base64
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(info.name, info.name)


def _declarations(body: bytes, declared: str | None) -> Iterator[str]:
    """Yield the labels that a page carries, by the order of the HTML standard: transport, then a prescan."""
    if declared:
        yield declared
    head = body[:_PRESCAN]
    if match := _XML.match(head):
        yield match[1].decode("ascii")
    for match in _META.finditer(_COMMENT.sub(b"", head)):
        yield match[1].decode("ascii")


def _is_transformed(name: str, body: bytes) -> bool:
    """Say whether the encoding is one whose bytes can look like ASCII without being it."""
    return (name.startswith("iso2022") and b"\x1b" in body) or (name.startswith("utf-16") and b"\0" in body[:200])


def _best(body: bytes, names: list[str]) -> str:
    """Return the text of the first encoding that fits, else of the one with the fewest broken characters."""
    decoded = []
    for name in (*_meant(names, body), *_detected(body), "cp1252"):
        text = body.decode(name, "replace")
        broken = text.count("\ufffd")
        if _fits(broken, text):
            return text
        decoded.append((broken, text))
    return min(decoded, key=lambda pair: pair[0])[1]


def _meant(names: list[str], body: bytes) -> list[str]:
    """Return the declared encodings without the Western one of a server's or an editor's default, where it is wrong."""
    is_eastern = not _EASTERN.isdisjoint(names) or len(_NOT_WESTERN.findall(body)) > _FEW
    return [name for name in names if name != "cp1252"] if "cp1252" in names and is_eastern else names


def _fits(broken: int, text: str) -> bool:
    """Allow for a page that was cut or pasted together: two broken characters, or one in a hundred not ASCII."""
    return broken <= 2 or broken * 100 <= len(text) - len(text.encode("ascii", "ignore"))


def _detected(body: bytes) -> Iterator[str]:
    """Yield the encoding that the bytes between the tags look like. Costs tens of milliseconds, so it comes last."""
    from charset_normalizer import from_bytes

    words = b" ".join(_MARKUP.sub(b" ", body).split())
    start = next((i for i, byte in enumerate(words) if byte > 127), 0)
    best = from_bytes(words[start : start + _SAMPLE], cp_isolation=_DETECTABLE).best()
    if best is not None and (name := codec(best.encoding)):
        yield name
