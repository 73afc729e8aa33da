"""Appends batches to the Delta tables and publishes all of them at one moment.

What it hides: the lock that serializes loads, and the moment of publishing. Nothing is ever updated in place.
"""

from __future__ import annotations

import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import catalog, staged
from warehouse.delta import DeltaTables, check_columns, files_of, open_table, outdated, scattered, was_published
from warehouse.errors import WarehouseError
from warehouse.locks import locked
from warehouse.memory import give_back
from warehouse.pins import Pins
from warehouse.tables import LOADS, TABLES

__all__ = ["Loaded", "Pins", "Store", "WarehouseError"]

RETENTION = timedelta(days=7)  # old files outlive the longest reader
MISREAD = re.compile(r"[\[\]\\|^?]|%[0-9A-Fa-f]{2}")  # in paths: Delta Lake and DuckDB take it for something else
LOOK = timedelta(seconds=0.05)  # between two looks for a catalog while others hold the lock
MARGIN = timedelta(seconds=0.3)  # between writing a load's `known_at` and being visible; more, if that took longer


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load added."""

    load_id: int
    batches: int = 0
    revisions: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    scattered: int = 0  # small files that merging would end, of the table that has most


def utc_now() -> datetime:
    """The clock, unless another is given."""
    return datetime.now(UTC)


class Store:
    """The tables below one root folder.

    Raises:
        WarehouseError: its path cannot be read by the engines.
    """

    def __init__(self, root: Path, *, version: str = "", clock: Callable[[], datetime] = utc_now) -> None:
        if found := MISREAD.search(str(root)):
            raise WarehouseError(f"{root}: no home can be in a path with {found[0]!r}; set FINEWS_HOME to another")
        self.root = root
        self.version = version
        self.clock = clock
        self.tables = root / "tables"
        self.pins_path = root / "pins.json"
        self.catalog_path = root / "finews.duckdb"

    def pins(self) -> Pins:
        """The published version of every table.

        Raises:
            WarehouseError: the pins are damaged, or gone: all tables would be taken back to nothing.
        """
        pins = Pins.read(self.pins_path)
        if not pins.versions and was_published(self.tables) and not self.pins_path.exists():
            raise WarehouseError(
                f"{self.pins_path} is gone, which says what of the tables is published; restore it from a backup, "
                f"or move {self.tables} away too, and the next run loads the archive again"
            )
        return pins

    def path(self, table: str) -> str:
        """Where a Delta table lies."""
        return str(self.tables / table)

    def lock(self, *, wait: bool = True) -> AbstractContextManager[None]:
        """Hold the load lock: loads and maintenance follow one another."""
        return locked(self.root / "load.lock", wait=wait)

    # -- reading ---------------------------------------------------------------------------------

    def reader(self, files: dict[str, list[str]] | None = None) -> duckdb.DuckDBPyConnection:
        """A connection whose schema `raw` shows the rows of the files, or what is published, whatever is written."""
        connection = catalog.open_utc(":memory:")
        catalog.create_raw(connection, self.files(self.pins()) if files is None else files)
        return connection

    def files(self, pins: Pins) -> dict[str, list[str]]:
        """The Parquet files of each table at its pinned version.

        Raises:
            WarehouseError: another version of finews wrote them, or one of them is damaged.
        """
        found: dict[str, list[str]] = {}
        for name, table in TABLES.items():
            if name in pins.versions:
                delta = open_table(self.tables / name, pins.versions[name])
                check_columns(table, delta, self.tables)
                found[name] = files_of(table, delta, self.tables)
        return found

    # -- loading ---------------------------------------------------------------------------------

    def load(self, folders: Sequence[Path]) -> Loaded:
        """Append staged batches and publish. A batch that is already loaded is a no-op.

        Args:
            folders: of the batches, with one `<table>.parquet` for each table of `STAGED` that has rows.
        """
        if not folders:
            return Loaded(self.pins().load_id)
        with self.lock():
            pins, tables = self._open_tables()
            loaded = self._append_staged(folders, tables, pins.load_id + 1)
            return self._publish(loaded, tables) if loaded else Loaded(pins.load_id)

    def _append_staged(self, folders: Sequence[Path], tables: DeltaTables, load_id: int) -> Loaded | None:
        """Append what is new of the staged batches; None if nothing is. Frees the rows before the load is indexed."""
        with self.reader(tables.files()) as connection:
            rows = staged.read(connection, folders)
            if not any(table.num_rows for table in rows.values()):
                return None
            staged.complete(connection, rows, load_id)
        give_back()  # before the writers of all partitions take theirs
        staged.drop_orphans(rows)
        counts = {name: table.num_rows for name, table in rows.items()}
        for name in list(rows):
            tables.append(TABLES[name], rows.pop(name), load_id)
        return Loaded(load_id, counts["batches"], counts["revisions"], counts)

    def append(self, make: Callable[[duckdb.DuckDBPyConnection, int], Iterable[dict[str, pa.Table]]]) -> Loaded:
        """Append rows in the order and the portions in which they are made, and publish them as one load.

        Args:
            make: given a reader of what is published and the number of the load, yields rows by table, complete
                but for `load_id`; nothing else is loaded meanwhile.
        """
        with self.lock():
            pins, tables = self._open_tables()
            load_id = pins.load_id + 1
            counts: Counter[str] = Counter()
            with self.reader(tables.files()) as connection:
                for rows in make(connection, load_id):
                    for name, new in rows.items():
                        tables.append(TABLES[name], new, load_id)
                        counts[name] += new.num_rows
            if not counts.total():
                return Loaded(pins.load_id)
            return self._publish(Loaded(load_id, revisions=counts["revisions"], rows=dict(counts)), tables)

    def _open_tables(self) -> tuple[Pins, DeltaTables]:
        """What is published, and the tables without what a killed load left in them."""
        pins, tables = self.pins(), DeltaTables(self.tables)
        tables.open(pins.versions, pins.load_id)
        return pins, tables

    def _publish(self, loaded: Loaded, tables: DeltaTables) -> Loaded:
        """Make the newest version of every table visible at once; return the load with how its files lie.

        `known_at` must not lie before the moment of becoming visible, or an answer about that moment
        could change. So it is set a little ahead, the pins are replaced before it, and we return after it. For the
        same reason it lies after that of the load before, also if the clock was set back meanwhile; this is not
        waited for.
        """
        margin = MARGIN
        before = self.pins()
        tables.sync(before.versions)  # the rows; what has to come after the choice of `known_at` shall be quick
        while True:
            written = tables.versions()
            began = self.clock()
            known_at = began + margin
            if before.known_at:
                known_at = max(known_at, datetime.fromisoformat(before.known_at) + timedelta.resolution)
            row = {
                "load_id": loaded.load_id, "known_at": known_at, "batches": loaded.batches,
                "revisions": loaded.revisions, "version": self.version,
            }  # fmt: skip
            tables.append(LOADS, LOADS.to_arrow([row]).append_column("load_id", [[loaded.load_id]]), loaded.load_id)
            tables.sync(written)
            pins = Pins(loaded.load_id, known_at.isoformat(), tables.versions())
            files = tables.files()
            fresh = catalog.build(self.catalog_path, files, pins.load_id)
            if 1.5 * (took := self.clock() - began) <= margin:  # the pins take their time, too
                break
            margin = 3 * took  # a further row of the same load, the latest `known_at` counts
        pins.write(self.pins_path)
        fresh.replace(self.catalog_path)
        self._index(files)
        time.sleep(max(timedelta(0), min(known_at - self.clock(), margin)).total_seconds())
        return replace(loaded, scattered=max(map(scattered, files.values())))

    def _index(self, files: dict[str, list[str]]) -> None:
        """Bring the search index up to what is published; if that fails, the next search or load does it."""
        from warehouse.search import SearchError
        from warehouse.search.catchup import catch_up
        from warehouse.search.index import SearchIndex

        give_back()  # what the writers have freed
        try:
            catch_up(self, SearchIndex.below(self.root), files)
        except (SearchError, ValueError) as error:
            warnings.warn(f"the load is published, but not searchable yet: {error}", stacklevel=2)

    # -- maintenance -----------------------------------------------------------------------------

    def compact(self, sparing: bool = False) -> dict[str, int]:
        """Merge small files of every table; return how many files each lost. Rows stay as they are.

        Args:
            sparing: only small ones, in little memory: what a run does beside its work.
        """
        with self.lock():
            if not self.pins().versions:  # opening makes the tables, and they would be published without a load
                return {}
            pins, tables = self._open_tables()
            removed = tables.compact(sparing)
            if tables.versions() != pins.versions:  # also if it was killed before it published what it had merged
                self._repin(pins, tables)
            return removed

    def vacuum(self, retention: timedelta = RETENTION) -> dict[str, int]:
        """Delete files that no version younger than `retention` needs; return how many for each table."""
        with self.lock():
            return {name: len(files) for name, files in self._outdated(retention, delete=True).items()}

    def file_counts(self, retention: timedelta) -> tuple[int, int]:
        """Count the files of all tables, and those that a vacuum would delete now."""
        files = self.files(self.pins())
        return sum(map(len, files.values())), sum(map(len, self._outdated(retention).values()))

    def _outdated(self, retention: timedelta, *, delete: bool = False) -> dict[str, list[str]]:
        hours = max(1, int(retention.total_seconds() // 3600))
        versions = self.pins().versions.items()
        return {name: outdated(self.tables / name, version, hours, delete=delete) for name, version in versions}

    def _repin(self, pins: Pins, tables: DeltaTables) -> None:
        """Publish new versions of the same rows: no new load, nothing newly known."""
        tables.sync(pins.versions)
        pins = Pins(pins.load_id, pins.known_at, tables.versions())
        fresh = catalog.build(self.catalog_path, tables.files(), pins.load_id)
        pins.write(self.pins_path)
        fresh.replace(self.catalog_path)

    def ensure_catalog(self) -> Path:
        """Return the catalog, made anew if it is missing, older than the pins or made by another finews.

        Raises:
            WarehouseError: nothing was ever loaded, or another version of finews wrote the tables.
        """
        if not self.pins().versions:
            raise WarehouseError(f"{self.root}: nothing has been loaded yet; run `finews crawl` or `finews import`")
        while not self._has_catalog():
            try:
                with self.lock(wait=False):
                    pins = self.pins()
                    catalog.build(self.catalog_path, self.files(pins), pins.load_id).replace(self.catalog_path)
            except BlockingIOError:  # of a load that is being published it comes at once, though the lock is held on
                time.sleep(LOOK.total_seconds())
        return self.catalog_path

    def _has_catalog(self) -> bool:
        pins = self.pins()
        return catalog.built_for(self.catalog_path) == (pins.load_id, str(self.tables), catalog.edition())
