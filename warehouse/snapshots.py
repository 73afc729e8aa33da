"""Names for what all tables held at one moment, to be read again for ever.

A snapshot is a load's number under a name. Rows are only ever appended and each carries the number of its load, so
the rows up to that number are the tables as they were, whatever is loaded, compacted or vacuumed afterwards. What
they held is counted and kept beside the name, so that tables made anew are never taken for those that were named.
"""

from __future__ import annotations

import difflib
import json
import operator
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse import catalog
from warehouse.moments import parse_moment
from warehouse.store import Store
from warehouse.tables import TABLES

UNWRITABLE = (OSError, duckdb.IOException, duckdb.TransactionException)
"""What comes of a catalog where nothing can be written."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LIKE_A_TIME = re.compile(r"\d{4}-?\d\d-?\d\d.*|(?=.*\d{4})[\d._-]+|now", re.IGNORECASE)


class SnapshotError(Exception):
    """A snapshot that cannot be made, found or trusted; the message is one line for its user."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A named state of all tables: the last load in it, and what it held."""

    name: str
    created_at: str
    load_id: int
    known_at: str
    version: str
    rows: dict[str, int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    """The Delta version of each table that was current: for engines beside DuckDB, until a vacuum ends it."""

    @property
    def at(self) -> datetime:
        """The instant at which its last load became visible."""
        return datetime.fromisoformat(self.known_at)


def folder(root: Path) -> Path:
    """Where snapshots are kept, one file each."""
    return root / "snapshots"


def create(store: Store, name: str) -> Snapshot:
    """Name the present state of all tables.

    Raises:
        SnapshotError: the name cannot be one, or is taken.
        WarehouseError: nothing was ever loaded.
    """
    if not _can_name(name):
        raise SnapshotError(
            f"{name!r} cannot name a snapshot: letters, digits, '.', '_' and '-', and not what reads as a date "
            "(2026Q4, thesis-final)"
        )
    path = folder(store.root) / f"{name}.json"
    if path.exists():
        raise SnapshotError(f"snapshot {name!r} exists already ({_about(read(path))}); choose another name")
    store.ensure_catalog()
    pins = store.pins()
    with store.reader() as connection:
        rows = held(connection, pins.load_id)
    snapshot = Snapshot(
        name, store.clock().isoformat(timespec="seconds"), pins.load_id, pins.known_at, store.version, rows,
        dict(pins.versions),
    )  # fmt: skip
    _write(path, snapshot)
    return snapshot


def _can_name(text: str) -> bool:
    """Tell whether a text may name a snapshot, or is a moment if it is anything."""
    return bool(_NAME.fullmatch(text)) and not _LIKE_A_TIME.fullmatch(text)


def _write(path: Path, snapshot: Snapshot) -> None:
    """Write a snapshot's file once, whole and durably: a name that someone else took meanwhile is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with new.open("w") as file:
            json.dump(asdict(snapshot), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(new)
    except FileExistsError:
        raise SnapshotError(f"snapshot {snapshot.name!r} exists already; choose another name") from None
    finally:
        new.unlink(missing_ok=True)


def held(connection: duckdb.DuckDBPyConnection, load_id: int) -> dict[str, int]:
    """Count the rows of each table up to a load."""
    parts = " UNION ALL ".join(
        f"SELECT '{name}', count(*) FROM raw.{name} WHERE load_id <= {load_id:d}" for name in TABLES
    )
    return dict(connection.execute(parts).fetchall())


def read(path: Path) -> Snapshot:
    """Read a snapshot's file.

    Raises:
        SnapshotError: it is not one.
    """
    try:
        snapshot = Snapshot(**json.loads(path.read_text()))
        return replace(snapshot, load_id=operator.index(snapshot.load_id), known_at=snapshot.at.isoformat())
    except (ValueError, TypeError) as error:
        raise SnapshotError(f"{path}: not a snapshot ({error}); restore it from a backup") from None


def snapshots(root: Path) -> list[Snapshot]:
    """All snapshots, by the time at which they were made."""
    found = [read(path) for path in folder(root).glob("*.json")]
    return sorted(found, key=lambda snapshot: (snapshot.created_at, snapshot.name))


def find(root: Path, name: str) -> Snapshot:
    """Return the snapshot of that name.

    Raises:
        SnapshotError: there is none; the nearest are named.
    """
    path = folder(root) / f"{name}.json"
    if _NAME.fullmatch(name) and path.exists():
        return read(path)
    names = [snapshot.name for snapshot in snapshots(root)]
    near = difflib.get_close_matches(name, names, n=3) or names[-3:]
    hint = f"there {'are' if len(near) > 1 else 'is'} {', '.join(near)}" if near else "there is none yet"
    raise SnapshotError(f"no snapshot {name!r}: {hint}; `finews snapshot list` shows all")


def drop(root: Path, name: str) -> Snapshot:
    """Forget a snapshot; no row is deleted."""
    snapshot = find(root, name)
    (folder(root) / f"{name}.json").unlink()
    return snapshot


def open_present(store: Store) -> duckdb.DuckDBPyConnection:
    """Open a catalog of all tables as they are: the one beside them, or one in memory where it cannot be brought up.

    Raises:
        WarehouseError: nothing was ever loaded.
    """
    try:
        return catalog.open_catalog(store.ensure_catalog())
    except UNWRITABLE:
        pins = store.pins()
        return catalog.open_past(store.files(pins), pins.load_id)


def open_at(store: Store, at: str) -> duckdb.DuckDBPyConnection:
    """Open a catalog of all tables as a snapshot named them, or as they were at a moment.

    Raises:
        SnapshotError: there is no such snapshot, it names other tables, or nothing was loaded by then.
        MomentError: a time without zone.
        WarehouseError: nothing was ever loaded.
    """
    with suppress(*UNWRITABLE):  # none is needed where none can be written
        store.ensure_catalog()
    files = store.files(store.pins())
    if _can_name(at):
        snapshot = find(store.root, at)
        connection = catalog.open_past(files, snapshot.load_id)
        check(connection, snapshot, store.root)
        return connection
    return catalog.open_past(files, _last_load(store, at))


def moment(root: Path, at: str) -> datetime:
    """The instant that a snapshot's last load became visible, or the moment itself.

    Raises:
        SnapshotError: there is no such snapshot.
        MomentError: a time without zone.
    """
    return find(root, at).at if _can_name(at) else parse_moment(at)


def _last_load(store: Store, at: str) -> int:
    """The last load that was visible at a moment."""
    moment = parse_moment(at)
    with store.reader() as connection:
        loads = "SELECT load_id, max(known_at) AS known_at FROM raw.loads GROUP BY load_id"  # a slow one has several
        query = f"SELECT max(load_id) FILTER (known_at <= ?), min(known_at) FROM ({loads})"
        load_id, first = connection.execute(query, [moment]).fetchall()[0]
    if load_id is None:
        raise SnapshotError(f"nothing was loaded by {at}: the first load became visible at {first.isoformat()}")
    return int(load_id)


def changed(store: Store, snapshot: Snapshot) -> list[str]:
    """Say which tables do not hold any more what the snapshot says; none if it can be trusted."""
    with store.reader() as connection:
        rows = held(connection, snapshot.load_id)
        known = _known_at(connection, snapshot.load_id)
    differing = [
        f"{name} ({count} rows, now {rows.get(name, 0)})"
        for name, count in snapshot.rows.items()
        if rows.get(name, 0) != count
    ]
    return differing if known == snapshot.at else ["loads (another load of that number)", *differing]


def check(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, root: Path) -> None:
    """Make sure that the tables are those which the snapshot named, by the moment of its load.

    Raises:
        SnapshotError: they were made anew.
    """
    if _known_at(connection, snapshot.load_id) != snapshot.at:
        raise SnapshotError(
            f"snapshot {snapshot.name!r} names load {snapshot.load_id} of {snapshot.known_at}, and the tables in "
            f"{root} are others: they were made anew since; restore them from a backup to read it"
        )


def _known_at(connection: duckdb.DuckDBPyConnection, load_id: int) -> datetime | None:
    rows = connection.execute("SELECT max(known_at) FROM raw.loads WHERE load_id = ?", [load_id]).fetchall()
    return rows[0][0] if rows else None  # all rows are fetched: a connection with a result left is not free


def _about(snapshot: Snapshot) -> str:
    return f"load {snapshot.load_id}, made {snapshot.created_at}"
