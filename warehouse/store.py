"""Appends batches to the Delta tables and publishes all of them at one moment.

What it hides: the lock that serializes loads, the pins (one version of every table) that readers go
through, and the moment of publishing. Nothing is ever updated in place.
"""

from __future__ import annotations

import json
import os
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
from deltalake import DeltaTable

from warehouse import catalog
from warehouse.delta import DeltaTables, WarehouseError, check_columns, files_of, scattered
from warehouse.keys import number
from warehouse.locks import locked
from warehouse.returns import quiet_captures, returned_rows
from warehouse.revise import Wording, revise
from warehouse.stories import assign_stories
from warehouse.tables import LOADS, STAGED, TABLES, TEXT, Table

__all__ = ["Loaded", "Pins", "Store", "WarehouseError", "utc_now"]

RETENTION = timedelta(days=7)  # old files outlive the longest reader
OF_WORDINGS = ("revisions", "dates", "mentions")
MARGIN = timedelta(seconds=0.5)  # between writing a load's `known_at` and being visible; more, if that took longer


@dataclass(frozen=True, slots=True)
class Pins:
    """One consistent version of all tables."""

    load_id: int = 0
    known_at: str = ""
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Pins:
        """Read the pins; a warehouse that was never published has none."""
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError:
            return cls()
        except (ValueError, TypeError) as error:
            raise WarehouseError(f"{path}: not a pins file ({error}); restore it from a backup") from None

    def write(self, path: Path) -> None:
        """Replace the pins atomically and durably."""
        new = path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"load_id": self.load_id, "known_at": self.known_at, "versions": self.versions}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load added."""

    load_id: int
    batches: int = 0
    revisions: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    scattered: int = 0  # files beyond one for each partition, of the table that has most


def utc_now() -> datetime:
    """The clock, unless another is given."""
    return datetime.now(UTC)


class Store:
    """The tables below one root folder."""

    def __init__(self, root: Path, *, version: str = "", clock: Callable[[], datetime] = utc_now) -> None:
        self.root = root
        self.version = version
        self.clock = clock
        self.tables = root / "tables"
        self.pins_path = root / "pins.json"
        self.catalog_path = root / "finews.duckdb"

    def pins(self) -> Pins:
        """The published version of every table."""
        return Pins.read(self.pins_path)

    def path(self, table: str) -> str:
        """Where a Delta table lies."""
        return str(self.tables / table)

    def lock(self) -> AbstractContextManager[None]:
        """Hold the load lock: loads and maintenance follow one another."""
        return locked(self.root / "load.lock")

    # -- reading ---------------------------------------------------------------------------------

    def reader(self, files: dict[str, list[str]] | None = None) -> duckdb.DuckDBPyConnection:
        """A connection whose schema `raw` shows the rows of the files, or what is published, whatever is written."""
        connection = catalog.open_utc(":memory:")
        catalog.create_raw(connection, self.files(self.pins()) if files is None else files)
        return connection

    def files(self, pins: Pins) -> dict[str, list[str]]:
        """The Parquet files of each table at its pinned version.

        Raises:
            WarehouseError: another version of finews wrote them.
        """
        found: dict[str, list[str]] = {}
        for name, table in TABLES.items():
            if name in pins.versions:
                delta = DeltaTable(self.path(name), version=pins.versions[name])
                check_columns(table, delta, self.tables)
                found[name] = files_of(table, delta, self.tables)
        return found

    # -- loading ---------------------------------------------------------------------------------

    def load(self, staged: Sequence[Path]) -> Loaded:
        """Append the staged batches and publish. A batch that is already loaded is a no-op.

        Args:
            staged: folders with one `<table>.parquet` for each table of `STAGED` that has rows.
        """
        if not staged:
            return Loaded(self.pins().load_id)
        with self.lock():
            pins, tables = self._settle()
            loaded = self._append_staged(staged, tables, pins.load_id + 1)
            return self._publish(loaded, tables) if loaded else Loaded(pins.load_id)

    def _append_staged(self, staged: Sequence[Path], tables: DeltaTables, load_id: int) -> Loaded | None:
        """Append what is new of the staged batches; None if nothing is. The rows are gone when it is indexed."""
        with self.reader(tables.files()) as connection:
            rows = self._read_staged(connection, staged)
            if not any(table.num_rows for table in rows.values()):
                return None
            new, replaced = _new_wordings(connection, rows)
            rows["revisions"], rows["supersessions"] = number(connection, new, replaced, load_id)
            del new
            rows["revisions"], rows["tellings"] = assign_stories(connection, rows["revisions"])
        for name in OF_WORDINGS[1:]:
            rows[name] = _belonging(rows[name], "revision_id", rows["revisions"])
        rows["rejects"] = _belonging(rows["rejects"], "capture_id", rows["captures"])
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
            pins, tables = self._settle()
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

    def _settle(self) -> tuple[Pins, DeltaTables]:
        """What is published, and the tables without what a killed load left in them."""
        pins, tables = self.pins(), DeltaTables(self.tables)
        tables.settle(pins.versions, pins.load_id)
        return pins, tables

    def _read_staged(self, connection: duckdb.DuckDBPyConnection, staged: Sequence[Path]) -> dict[str, pa.Table]:
        """Read the staged rows that the warehouse does not have yet."""
        loaded = {row[0] for row in connection.execute("SELECT batch_id FROM raw.batches").fetchall()}
        folders = [folder for folder in dict.fromkeys(staged) if folder.name not in loaded]
        rows = {}
        for name in STAGED:
            files = [str(path) for folder in folders if (path := folder / f"{name}.parquet").exists()]
            rows[name] = _distinct(connection, TABLES[name], files)
        return rows

    def _publish(self, loaded: Loaded, tables: DeltaTables) -> Loaded:
        """Make the newest version of every table visible at once; return the load with how its files lie.

        `known_at` must not lie before the moment of becoming visible, or an answer about that moment
        could change. So it is set a little ahead, the pins are replaced before it, and we return after it. For the
        same reason it lies after that of the load before, also if the clock was set back meanwhile; this is not
        waited for.
        """
        margin = MARGIN
        before = self.pins().known_at
        while True:
            began = self.clock()
            known_at = began + margin
            if before:
                known_at = max(known_at, datetime.fromisoformat(before) + timedelta.resolution)
            row = {
                "load_id": loaded.load_id, "known_at": known_at, "batches": loaded.batches,
                "revisions": loaded.revisions, "version": self.version,
            }  # fmt: skip
            tables.append(LOADS, LOADS.to_arrow([row]).append_column("load_id", [[loaded.load_id]]), loaded.load_id)
            pins = Pins(loaded.load_id, known_at.isoformat(), tables.versions())
            files = tables.files()
            fresh = catalog.build(self.catalog_path, files, pins.load_id)
            if (took := self.clock() - began) <= margin:
                break
            margin = 2 * took  # a further row of the same load, the latest `known_at` counts
        pins.write(self.pins_path)
        fresh.replace(self.catalog_path)
        self._index(files)
        time.sleep(max(timedelta(0), min(known_at - self.clock(), margin)).total_seconds())
        return replace(loaded, scattered=max(map(scattered, files.values())))

    def _index(self, files: dict[str, list[str]]) -> None:
        """Bring the search index up to what is published; if that fails, the next search or load does it."""
        from warehouse.search import SearchError
        from warehouse.search.answers import bring_up
        from warehouse.search.index import SearchIndex

        try:
            bring_up(self, SearchIndex.below(self.root), files)
        except (SearchError, ValueError) as error:
            warnings.warn(f"the load is published, but not searchable yet: {error}", stacklevel=2)

    # -- maintenance -----------------------------------------------------------------------------

    def compact(self) -> dict[str, int]:
        """Merge small files of every table; return how many files each lost. Rows stay as they are."""
        with self.lock():
            pins, tables = self._settle()
            removed = tables.compact()
            if any(removed.values()):
                self._repin(pins, tables)
            return removed

    def vacuum(self, retention: timedelta = RETENTION) -> dict[str, int]:
        """Delete files that no version younger than `retention` needs; return how many for each table."""
        with self.lock():
            hours = max(1, int(retention.total_seconds() // 3600))
            return {
                name: len(DeltaTable(self.path(name)).vacuum(hours, dry_run=False, enforce_retention_duration=False))
                for name in self.pins().versions
            }

    def dormant(self) -> tuple[int, int]:
        """Count the files of all tables, and those that a vacuum would delete now."""
        pins = self.pins()
        hours = int(RETENTION.total_seconds() // 3600)
        deleted = [DeltaTable(self.path(name)).vacuum(hours, dry_run=True) for name in pins.versions]
        return sum(map(len, self.files(pins).values())), sum(map(len, deleted))

    def _repin(self, pins: Pins, tables: DeltaTables) -> None:
        """Publish new versions of the same rows: no new load, nothing newly known."""
        pins = Pins(pins.load_id, pins.known_at, tables.versions())
        fresh = catalog.build(self.catalog_path, tables.files(), pins.load_id)
        pins.write(self.pins_path)
        fresh.replace(self.catalog_path)

    def ensure_catalog(self) -> Path:
        """Return the catalog, made anew if it is missing, older than the pins or made by another finews.

        Raises:
            WarehouseError: nothing was ever loaded, or another version of finews wrote the tables.
        """
        pins = self.pins()
        if not pins.versions:
            raise WarehouseError(f"{self.root}: nothing has been loaded yet; run `finews crawl` or `finews import`")
        if catalog.built_for(self.catalog_path) != (pins.load_id, str(self.tables), catalog.edition()):
            with self.lock():
                pins = self.pins()
                catalog.build(self.catalog_path, self.files(pins), pins.load_id).replace(self.catalog_path)
        return self.catalog_path


def _distinct(connection: duckdb.DuckDBPyConnection, table: Table, files: list[str]) -> pa.Table:
    """Read staged files of one table without rows whose key is there twice or already loaded.

    What belongs to wordings is not looked for among the loaded rows: `_new_wordings` keeps the wordings that are
    new, and these rows go with theirs.
    """
    if not files:
        return table.to_arrow([])
    key = ", ".join(f'"{name}"' for name in table.key)
    same = " AND ".join(f's."{name}" IS NOT DISTINCT FROM t."{name}"' for name in table.key)
    unless_loaded = "" if table.name in OF_WORDINGS else f"ANTI JOIN raw.{table.name} t ON {same}"
    query = f"""
        SELECT s.* FROM read_parquet($files, union_by_name = true) s
        {unless_loaded}
        QUALIFY row_number() OVER (PARTITION BY {key}) = 1
    """
    rows = connection.sql(query, params={"files": files}).to_arrow_table()
    return rows.select(table.staged_schema().names).cast(table.staged_schema())


def _belonging(rows: pa.Table, key: str, owners: pa.Table) -> pa.Table:
    """Keep the rows whose owner is loaded with them, and those that have none."""
    kept = pa.compute.is_in(rows[key], owners[key])
    return rows.filter(pa.compute.or_(kept, pa.compute.is_null(rows[key])))


def _new_wordings(connection: duckdb.DuckDBPyConnection, rows: dict[str, pa.Table]) -> tuple[pa.Table, pa.Table]:
    """Keep the staged wordings that say something new, number them, and tell which older wordings they replace.

    Where they lie in the past, later captures may turn out to be returns to the words before them: their rows are
    added to those staged.
    """
    supersessions = TABLES["supersessions"]
    if not rows["revisions"].num_rows:
        return rows["revisions"].append_column("revision", pa.array([], pa.int32())), supersessions.to_arrow([])
    columns = ["article_id", "revision_id", "content_hash", "seen_at", "capture_id", "stated_times"]
    candidates = rows["revisions"].select(columns)
    connection.register("candidates", candidates)
    query = """
        SELECT article_id, revision_id, content_hash, seen_at, revision, capture_id, stated_times FROM raw.revisions
        WHERE article_id IN (SELECT article_id FROM candidates)
    """
    known = [Wording(*row) for row in connection.execute(query).fetchall()]
    new = [Wording(**row) for row in candidates.to_pylist()]
    quiet = quiet_captures(connection, known, new)
    numbers, replaced = revise(known, [*new, *quiet])
    if returned := [wording for wording in quiet if wording.revision_id in numbers]:
        for name, copies in returned_rows(connection, returned, [*known, *new], rows).items():
            rows[name] = pa.concat_tables([rows[name], copies])
    kept = rows["revisions"].filter(pa.compute.is_in(rows["revisions"]["revision_id"], pa.array(list(numbers), TEXT)))
    revision = pa.array([numbers[key] for key in kept["revision_id"].to_pylist()], pa.int32())
    return kept.append_column("revision", revision), supersessions.to_arrow(replaced)
