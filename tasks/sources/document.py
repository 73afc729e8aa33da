"""What the kinds share about documents: getting one, its characters, its plain text, a name for what it is.

Hides wrong charset labels and broken characters.
"""

from __future__ import annotations

import codecs
import re
import zlib
from html import unescape
from urllib.parse import urljoin

from lxml import etree, html

from tasks.records import Exchange, Outcome
from tasks.sources.spec import Context, SourceError, SourceGone

_BEGINNINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"} | {
    mark.encode(charset): charset for mark in "<{" for charset in ("utf-16-le", "utf-16-be")
}  # a BOM, or the first character of XML (its appendix F) and JSON
_LABEL = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}

# What is never closed ends with the document, as in HTML, and no tag is endless: else hostile markup takes hours
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|td|th|tr|table|h[1-6]|blockquote|section)\b[^>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^>]{0,2000}>", re.IGNORECASE)

_GZIP = b"\x1f\x8b"
_PACKED = 2  # times: a file `….gz` that a server packs again
_UNPACKED_LIMIT = 100_000_000  # bytes; the sitemap protocol allows 50 MB


def read_document(context: Context, url: str) -> Exchange:
    """Fetch a document that links are read from.

    Raises:
        SourceError: there is none, with the reason.
    """
    exchange = context.fetch(url)
    if exchange.outcome is Outcome.GONE:
        raise SourceGone(f"{url}: {exchange.detail or f'HTTP {exchange.status}'}")
    if exchange.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
        raise SourceError(f"{url}: {exchange.detail or exchange.reason or exchange.outcome}")
    if not exchange.body.strip():
        raise SourceError(f"{url}: the answer is empty")
    return exchange


def join(base: str, reference: str) -> str:
    """Resolve a reference against its document's address; one that is no URL is returned as it is."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference


def base_of(tree: html.HtmlElement, url: str) -> str:
    """Return the address against which the links of a page are resolved (`<base href>`)."""
    return join(url, next(iter(tree.xpath("//base/@href")), ""))


def unpack(body: bytes, name: str) -> bytes:
    """Return the body, unpacked if it is a gzip file, also one that was packed twice.

    Raises:
        SourceError: the gzip is broken, or larger than 100 MB when unpacked.
    """
    for _ in range(_PACKED):
        if not body.startswith(_GZIP):
            break
        body = _unpacked(body, name)
    return body


def _unpacked(body: bytes, name: str) -> bytes:
    """Join the members of a gzip file; whatever follows the last is ignored."""
    unpacked = bytearray()
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            unpacked += unpacker.decompress(body, _UNPACKED_LIMIT + 1 - len(unpacked))
        except zlib.error as error:
            raise SourceError(f"{name}: a broken gzip file ({error})") from None
        if len(unpacked) > _UNPACKED_LIMIT:
            raise SourceError(f"{name}: larger than {_UNPACKED_LIMIT:,} bytes when unpacked")
        body = unpacker.unused_data
    return bytes(unpacked)


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode a document by its first bytes, HTTP header or label; if these are plainly wrong, as UTF-8 or GB18030."""
    declared = _declared(body, content_type)
    if declared == "cp1252" and _is_utf8(body):  # a server's default, not the author's word
        declared = "utf-8"
    if declared:
        text = _replaced(body, declared)
        if text.count("\ufffd") * 100 <= len(text):  # a cut character here and there is no wrong label
            return text
    return min((_replaced(body, charset) for charset in ("utf-8", "gb18030")), key=lambda text: text.count("\ufffd"))


def _replaced(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except (LookupError, UnicodeError):  # Python knows codecs that are no charsets: hex, idna, undefined
        return "\ufffd" * len(body)


def parse_html(exchange: Exchange) -> html.HtmlElement:
    """Parse a page.

    Raises:
        SourceError: there is no HTML in it.
    """
    text = decode(exchange.body, exchange.header("Content-Type"))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.ParserError) as error:
        raise SourceError(f"{exchange.final_url}: not an HTML page ({error})") from None


def _declared(body: bytes, content_type: str | None) -> str | None:
    for mark, charset in _BEGINNINGS.items():
        if body.startswith(mark):
            return charset
    header, label = _HEADER_LABEL.search(content_type or ""), _LABEL.search(body[:2048])
    for name in (header and header[1], label and label[1].decode("ascii", "replace")):
        try:
            codec = codecs.lookup(name or "")
        except LookupError:
            continue
        return _SUPERSETS.get(codec.name, codec.name)
    return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def plain_text(markup: str | None) -> str | None:
    """Return the text of a piece of HTML (or of plain text) on one line, or None if there is none."""
    if not markup:
        return None
    if "<" in markup:
        markup = _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub("", markup)))
    return " ".join(unescape(markup).split()) or None


def describe(body: bytes) -> str:
    """Say what a document seems to be, for the line that refuses it."""
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, words in (
        (b"<urlset", "a sitemap: write [[sitemap]]"),
        (b"<sitemapindex", "a sitemap: write [[sitemap]]"),
        (b"<rss", "a feed: write [[feed]]"),
        (b"<feed", "a feed: write [[feed]]"),
        (b"<rdf:rdf", "a feed: write [[feed]]"),
        (b"<html", "an HTML page"),
        (b"<!doctype html", "an HTML page"),
    ):
        if mark in start:
            return words
    return f"something that begins with {start[:40].decode('utf-8', 'replace')!r}"
