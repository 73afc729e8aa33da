"""What the peers share: their command line, their Parquet file, and how they report. Knows nothing of finews."""

from __future__ import annotations

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 500  # in memory before they are written
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("url", "title", "text", "summary", "media", "language", "published", "image_url")]
    + [("authors", pa.list_(pa.string()))]
)


class RowWriter:
    """A Parquet file that rows are added to; readable once it is closed."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._rows: list[dict[str, Any]] = []
        self._file = pq.ParquetWriter(path, SCHEMA, compression="zstd")

    def add(self, row: dict[str, Any] | None) -> None:
        """Add a row; a page without a text has none."""
        if row and row["text"]:
            self.count += 1
            self._rows.append(row)
            if len(self._rows) >= ROWS:
                self._write()

    def close(self) -> None:
        """Write what is left."""
        self._write()
        self._file.close()

    def _write(self) -> None:
        self._file.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
        self._rows = []


def arguments() -> tuple[list[str], RowWriter, int]:
    """Return the URLs to fetch, the writer of their rows, and the number of extraction processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", type=Path, help="file with a URL a line")
    parser.add_argument("rows", type=Path, help="Parquet file to write")
    parser.add_argument("--workers", type=int, required=True)
    given = parser.parse_args()
    return given.urls.read_text().split(), RowWriter(given.rows), given.workers


def report(begin: float, rows: int, *packages: str) -> None:
    """Print when the first link was taken up, when the last row could be read, and what was run."""
    versions = {name: version(name) for name in packages}
    print(json.dumps({"begin": begin, "end": time.time(), "rows": rows, "versions": versions}))
