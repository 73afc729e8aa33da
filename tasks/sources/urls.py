"""The kind `urls`: a list of addresses, as plain text or as a table with a header. Hides charsets and delimiters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

from tasks.records import Hints, Link, Reason, Site
from tasks.sources.document import decode
from tasks.sources.spec import Context, Discovered, FileEntry, SourceError, read_file

_HINTS = Hints._fields
_LISTS = {"authors", "tags"}
_DELIMITERS = {"\t": "a tab", ",": "a comma", ";": "a semicolon"}


class UrlsEntry(FileEntry):
    """A file of addresses, one a line, `#` for comments; or a table whose header names `url` and any hints.

    Between two columns stands a comma, a tab or a semicolon.
    Columns are named as the hints are: title, published, modified, summary, authors, category, tags, language,
    media, source_id; in authors and tags `;` stands between two. Other columns are left aside.
    """

    kind: ClassVar[str] = "urls"
    example: ClassVar[str] = '[[urls]]\npath = "addresses.txt"\n'

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        text = decode(read_file(self.path)).lstrip("\ufeff")
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
    for delimiter in _DELIMITERS:
        header = [name.strip().lower() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
        if "url" in header and len(header) > 1:
            yield from _table(lines, delimiter, header)
            return
    addresses = (line.strip().strip('"') for line in lines)  # a URL may have commas in it
    yield from ((address, Hints()) for address in addresses if address.lower() != "url")


def _table(lines: list[str], delimiter: str, header: list[str]) -> Iterator[tuple[str, Hints] | str]:
    text = io.StringIO("".join(lines[1:]), newline="")
    reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True, strict=True)  # else an open quote takes all
    for number in count(2):
        begun = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lost = reader.line_num - begun - 1
            yield f"row {number} cannot be read{f', nor the {lost} lines after it' if lost else ''}: {error}"
            continue
        if len(cells) > len(header):
            what = _DELIMITERS[delimiter]
            yield f"row {number} has {len(cells)} cells under {len(header)} names: quote those with {what}"
        elif cells:
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            yield row.get("url", ""), _hints(row)


def _hints(row: dict[str, str]) -> Hints:
    values: dict[str, Any] = {name: row[name] for name in _HINTS if row.get(name)}
    for name in values.keys() & _LISTS:
        values[name] = tuple(filter(None, map(str.strip, values[name].split(";"))))
    return Hints(**values)
