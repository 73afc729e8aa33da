"""The kind `urls`: a list of addresses, as plain text or as CSV or TSV with a header. Hides charsets and delimiters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, ClassVar

from tasks.records import Hints, Link, Reason, Site
from tasks.sources.document import decode
from tasks.sources.spec import Context, Discovered, FileEntry, SourceError

_HINTS = Hints._fields
_LISTS = {"authors", "tags"}


class UrlsEntry(FileEntry):
    """A file of addresses, one a line, `#` for comments; or CSV or TSV whose header names `url` and any hints.

    Columns are named as the hints are: title, published, modified, summary, authors, category, tags, language,
    media, source_id; in authors and tags `;` stands between two. Other columns are left aside.
    """

    kind: ClassVar[str] = "urls"
    example: ClassVar[str] = '[[urls]]\npath = "addresses.txt"\n'

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        try:
            text = decode(self.path.read_bytes()).lstrip("\ufeff")
        except OSError as error:
            raise SourceError(f"{self.path}: {error.strerror or error}") from None
        found = False
        for row in _rows(text):
            found = True
            if isinstance(row, str):
                yield context.reject(str(self.path), Reason.BAD_URL, f"{self.path}: {row}")
            else:
                url, hints = row
                yield Link(url, site.name, context.now, self.kind, self.path.name, hints)
        if not found:
            raise SourceError(f"{self.path}: holds no address")


def _rows(text: str) -> Iterator[tuple[str, Hints] | str]:
    """Yield URL and hints of each row, or a line that says what is wrong with it."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip() and not line.startswith("#")]
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    header = [name.strip().lower() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    if "url" in header and len(header) > 1:
        yield from _table(lines, delimiter, header)
        return
    for line in lines[1:] if header == ["url"] else lines:  # a URL may have commas in it
        yield line.strip().strip('"'), Hints()


def _table(lines: list[str], delimiter: str, header: list[str]) -> Iterator[tuple[str, Hints] | str]:
    reader = csv.reader(io.StringIO("".join(lines[1:]), newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, 2):
            if len(cells) > len(header):
                yield f"row {number} has {len(cells)} cells under {len(header)} names: quote those with a comma"
            elif cells:
                row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
                yield row.get("url", ""), _hints(row)
    except csv.Error as error:
        yield f"row {reader.line_num + 1} cannot be read: {error}"


def _hints(row: dict[str, str]) -> Hints:
    values: dict[str, Any] = {name: row[name] for name in _HINTS if row.get(name)}
    for name in values.keys() & _LISTS:
        values[name] = tuple(filter(None, map(str.strip, values[name].split(";"))))
    return Hints(**values)
