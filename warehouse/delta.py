"""The Delta tables below one folder at their newest versions, each opened once: appended to, taken back, counted.

It hides the Delta format. Whoever writes holds the load lock, so that no version appears behind its back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise, takewhile
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute  # as pa.compute
from deltalake import ColumnProperties, CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from warehouse.durable import sync
from warehouse.errors import WarehouseError
from warehouse.schema import DAY, INSTANT, Table
from warehouse.tables import TABLES

ROWS_PER_GROUP = 20_000  # articles are long: a million of them in one row group would need gigabytes
PARTITIONS_AT_ONCE = 24  # whose files grow side by side: each holds up to three megabytes until it is complete
MERGED = 4_000_000  # bytes up to which runs merge files: or each would write a large month again
WRITER = WriterProperties(
    compression="ZSTD",
    compression_level=3,
    max_row_group_size=ROWS_PER_GROUP,
    statistics_truncate_length=64,  # bytes; or the least and the greatest text would stand in each footer, whole
    default_column_properties=ColumnProperties(statistics_enabled="CHUNK"),
)
"""How every Parquet file is written."""


class DeltaTables:
    """All tables below a folder, as they are now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, DeltaTable] = {}

    def open(self, versions: Mapping[str, int], load_id: int) -> None:
        """Open all tables; create those that are not there, and roll back what a killed load appended unpublished.

        Args:
            versions: what is published of each table.
            load_id: the load that was published last.

        Raises:
            WarehouseError: another version of finews wrote them, or what is published is not there.
        """
        for name, table in TABLES.items():
            path = self._folder / name
            known = name in versions or DeltaTable.is_deltatable(str(path))
            delta = _open_newest(path, versions.get(name, 0)) if known else _create(table, str(path))
            check_columns(table, delta, self._folder)
            self._open[name] = delta
        for name, delta in self._open.items():
            published = versions.get(name, 0)
            if delta.version() != published and (name not in versions or _appended_since(delta, published, load_id)):
                delta.restore(published)

    def append(self, table: Table, rows: pa.Table, load_id: int) -> None:
        """Append rows, sorted as the table says: in one commit, or in several where they are of many partitions."""
        if not rows.num_rows:
            return
        if "load_id" in table.schema.names and "load_id" not in rows.schema.names:
            rows = rows.append_column("load_id", pa.repeat(pa.scalar(load_id, pa.int64()), rows.num_rows))
        keys = [(name, "ascending") for name in (table.partition, *table.order) if name]
        rows = rows.select(table.schema.names).sort_by(keys) if keys else rows.select(table.schema.names)
        for part in _few_partitions(rows.cast(table.schema), table.partition):
            write_deltalake(
                self._open[table.name],
                part,
                mode="append",
                writer_properties=WRITER,
                commit_properties=CommitProperties(custom_metadata={"finews.load_id": str(load_id)}),
            )

    def compact(self, sparing: bool = False) -> dict[str, int]:
        """Merge small files of every table; return how many files each lost.

        Args:
            sparing: up to `MERGED` bytes and one file after the other, in little memory; else up to 100 MB.
        """
        size, at_once = (MERGED, 1) if sparing else (None, None)
        removed = {}
        for name, delta in self._open.items():
            metrics = delta.optimize.compact(target_size=size, max_concurrent_tasks=at_once, writer_properties=WRITER)
            removed[name] = metrics["numFilesRemoved"] - metrics["numFilesAdded"]
        return removed

    def sync(self, published: Mapping[str, int]) -> None:
        """Have all that was written since those versions on the disk: an empty file would be read as no rows.

        What was taken back is written, too, and a vacuum may have deleted it.
        """
        for name, delta in self._open.items():
            paths: set[Path] = set()
            for version in range(published.get(name, -1) + 1, delta.version() + 1):
                paths.update(filter(Path.exists, _written(self._folder / name, version)))
            for path in (*paths, *{path.parent for path in paths}):
                sync(path)

    def versions(self) -> dict[str, int]:
        """The newest version of each table."""
        return {name: delta.version() for name, delta in self._open.items()}

    def files(self) -> dict[str, list[str]]:
        """The Parquet files of each table at its newest version."""
        return {name: files_of(TABLES[name], delta, self._folder) for name, delta in self._open.items()}


def _written(folder: Path, version: int) -> Iterator[Path]:
    """Yield the files by which a table has a version: of its log, and those with the rows that it adds."""
    for log in (folder / "_delta_log").glob(f"{version:020}.*"):
        yield log
        if log.suffix == ".json":
            for line in log.read_bytes().splitlines():  # of text it would also cut at U+2028, which words may hold
                if added := json.loads(line).get("add"):
                    yield folder / unquote(added["path"])


def _few_partitions(rows: pa.Table, partition: str | None) -> Iterator[pa.Table]:
    """Cut rows, which are sorted by their partitions, so that no part has more of these than are written at once."""
    if partition is None:
        yield rows
        return
    ends = pa.compute.run_end_encode(rows[partition].combine_chunks()).run_ends.to_pylist()
    last = [*ends[PARTITIONS_AT_ONCE - 1 : -1 : PARTITIONS_AT_ONCE], len(rows)]
    yield from (rows.slice(start, end - start) for start, end in pairwise([0, *last]))


def files_of(table: Table, delta: DeltaTable, folder: Path) -> list[str]:
    """The Parquet files of a table; its own paths are percent-encoded (a space, 新闻), which no reader undoes."""
    depth = 2 if table.partition else 1
    return sorted(str(folder.joinpath(table.name, *uri.split("/")[-depth:])) for uri in delta.file_uris())


def was_published(folder: Path) -> bool:
    """Tell whether a load was followed by another: then it was published, though nothing else says so."""
    path = folder / "loads"
    return DeltaTable.is_deltatable(str(path)) and _appended_since(open_table(path), 0, 1)


def outdated(path: Path, published: int, hours: int, *, delete: bool) -> list[str]:
    """List, or delete, the files of a table that neither what is published nor a version of the last hours needs.

    They are of older versions, or of none: a load was killed before it committed what it had written.

    Raises:
        WarehouseError: what is published is not there.
    """
    return _open_newest(path, published).vacuum(
        hours, dry_run=not delete, enforce_retention_duration=False, full=True, keep_versions=[published]
    )


def scattered(files: list[str]) -> int:
    """Count the small files of a table that sparing merges would end.

    Two of them fit into one. But the engine merges neighbours only, and a large file may lie between: so for each of
    these one small file more is left in a partition.
    """
    excess: Counter[str] = Counter()
    for file in files:
        excess[file.rpartition("/")[0]] += 1 if Path(file).stat().st_size < MERGED // 2 else -1
    return sum(max(0, count - 1) for count in excess.values())


def check_columns(table: Table, delta: DeltaTable, folder: Path) -> None:
    """Make sure that a table has the columns that are declared.

    Raises:
        WarehouseError: another version of finews wrote it.
    """
    written = {field.name for field in delta.schema().fields}
    if differing := written.symmetric_difference(table.schema.names):
        names = ", ".join(sorted(differing))
        raise WarehouseError(
            f"{folder / table.name}: written by another version of finews (columns {names}); "
            f"move {folder} and {folder.parent / 'pins.json'} away, and the next run loads the archive again"
        )


def open_table(path: Path, version: int | None = None) -> DeltaTable:
    """Open a table as it is, or as it was at a version.

    Raises:
        WarehouseError: it is not there, or its log is damaged.
    """
    try:
        return DeltaTable(str(path), version=version)
    except DeltaError as error:
        raise _lost(path, str(error)) from None


def _open_newest(path: Path, published: int) -> DeltaTable:
    """Open a table as it is; at least what is published of it must be there."""
    delta = open_table(path)
    if delta.version() < published:
        raise _lost(path, f"it ends at version {delta.version()}, and {published} is published")
    return delta


def _lost(path: Path, cause: str) -> WarehouseError:
    cause = shorten(cause.splitlines()[0], 150, placeholder=" …")  # the engine's own may be long, with a backtrace
    return WarehouseError(f"{path}: this table is damaged ({cause}); restore it from a backup")


def _create(table: Table, path: str) -> DeltaTable:
    return DeltaTable.create(
        path,
        schema=table.schema,
        partition_by=[table.partition] if table.partition else None,
        name=table.name,
        description=f"A row is {table.row}.",
        mode="ignore",
        configuration={"delta.dataSkippingStatsColumns": ",".join(_times(table))},
    )


def _times(table: Table) -> list[str]:
    """The columns of which the log tells the least and the greatest value: by time other engines leave files out.

    DuckDB, which reads ours, asks the files themselves. With every column, a log entry would be longer than its file.
    """
    return [column.name for column in table.columns if column.type in (INSTANT, DAY)]


def _appended_since(delta: DeltaTable, published: int, load_id: int) -> bool:
    """Tell whether loads later than `load_id` appended to a table after a version, and were not taken back since.

    Compaction and vacuum add versions, too.
    """
    newest: list[dict[str, Any]] = delta.history(delta.version() - published)
    since = takewhile(lambda commit: commit["operation"] != "RESTORE", newest)
    return any(int(commit.get("finews.load_id", 0)) > load_id for commit in since)
