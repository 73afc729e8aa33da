"""How long WARC files are kept: which are older than their source wants, what still points to them, and their removal.

A file is as old as the day on which it was written. What is removed is remembered twice: in the table `removals`, and
by a small file in its place (`….gone`), so that tables which are made anew can say what they do not hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.snapshots import snapshots
from warehouse.store import Store
from warehouse.tables import TABLES

GONE = ".gone"
_OLD = """
    SELECT b.batch_id, b.source, b.warc, b.captures, strptime(day, '%Y/%m/%d')::DATE AS written
    FROM (SELECT *, regexp_extract(warc, '/(\\d{4}/\\d{2}/\\d{2})/', 1) AS day FROM raw.batches) b
    JOIN limits USING (source)
    ANTI JOIN raw.removals USING (warc)
    WHERE day != '' AND strptime(day, '%Y/%m/%d')::DATE < limits.first
    ORDER BY warc
"""
_SHOWN = """
    SELECT DISTINCT c.warc FROM raw.captures c
    SEMI JOIN (FROM raw.revisions ANTI JOIN (FROM raw.supersessions WHERE load_id <= {load}) s USING (revision_id)
               WHERE load_id <= {load}) r USING (capture_id)
    WHERE c.warc IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Old:
    """A WARC file that is older than its source keeps it."""

    batch_id: str
    source: str
    warc: str  # below the archive's root
    captures: int
    written: date
    bytes: int
    held: str | None  # what still points to it


def old_files(store: Store, archive: Path, keep: Mapping[str, int]) -> list[Old]:
    """List what is older than `keep` (days by source) and not removed yet, oldest names first.

    Raises:
        SnapshotError: one cannot be read, and what it points to is not known.
    """
    today = store.clock().date()
    first = {source: today - timedelta(days=days) for source, days in keep.items()}
    with store.reader() as connection:
        connection.register("limits", pa.table({"source": list(first), "first": pa.array(first.values(), pa.date32())}))
        rows = connection.execute(_OLD).fetchall() if first else []
        named = {snapshot.name: snapshot.load_id for snapshot in snapshots(store.root)}
        held = _held(connection, named) if rows else {}
    return [
        Old(batch_id, source, warc, captures, written, size(archive / warc), held.get(warc))
        for batch_id, source, warc, captures, written in rows
    ]


def _held(connection: duckdb.DuckDBPyConnection, named: Mapping[str, int]) -> dict[str, str]:
    """What points into each WARC file: a current article, or else a snapshot."""
    found: dict[str, str] = {}
    points = {"a current article": 2**62} | {f"snapshot {name}": load for name, load in named.items()}
    for what, load in points.items():
        for (warc,) in connection.execute(_SHOWN.format(load=load)).fetchall():
            found.setdefault(warc, what)
    return found


def remove(store: Store, archive: Path, files: list[Old]) -> None:
    """Remove files for good; a removal that was interrupted is completed by the next one."""
    at = store.clock()
    for old in files:
        told = {"batch_id": old.batch_id, "source": old.source, "captures": old.captures, "removed_at": at.isoformat()}
        note = _gone(archive / old.warc)
        note.parent.mkdir(parents=True, exist_ok=True)  # its folder may have been deleted by hand
        note.write_text(json.dumps(told), encoding="utf-8")

    def make(connection: duckdb.DuckDBPyConnection, _load_id: int) -> Iterator[dict[str, pa.Table]]:
        there = {warc for (warc,) in connection.execute("SELECT warc FROM raw.removals").fetchall()}
        rows = [
            {"warc": old.warc, "batch_id": old.batch_id, "source": old.source, "removed_at": at,
             "captures": old.captures, "bytes": old.bytes, "held_by": old.held}
            for old in files if old.warc not in there  # another may have come first
        ]  # fmt: skip
        if rows:
            yield {"removals": TABLES["removals"].to_arrow(rows)}

    if files:
        store.append(make)
    for warc in removed(store):
        if _gone(archive / warc).exists():
            (archive / warc).unlink(missing_ok=True)


def removed(store: Store) -> list[str]:
    """The WARC files that were removed."""
    with store.reader() as connection:
        return [row[0] for row in connection.execute("SELECT warc FROM raw.removals").fetchall()]


def gone(archive: Path) -> Iterator[str]:
    """Yield the batches whose WARC files were removed, by what is left in their places."""
    for path in archive.rglob(f"*{GONE}"):
        yield path.name.removesuffix(GONE).removesuffix(".warc.gz")


def size(path: Path) -> int:
    """Bytes of a file; 0 if it is not there."""
    return path.stat().st_size if path.exists() else 0


def _gone(path: Path) -> Path:
    return path.with_name(path.name + GONE)
