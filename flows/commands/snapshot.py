"""`finews snapshot …`: names for what all tables held at one moment, to be read again for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import App

from flows.console import FAILED, WRONG, err
from tasks import space
from tasks.settings import VERSION, get_settings

app = App(name="snapshot", help="Name the present state of all tables, to read it again at any time.")

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot
    from warehouse.store import Store


@app.command(name="create")
def snapshot_create(name: str, /) -> int:
    """Name the present state of all tables; `finews sql --at NAME` reads it.

    Parameters
    ----------
    name
        Letters, digits, `.`, `_` and `-`, for example 2026Q4.
    """
    from warehouse.snapshots import create

    with space.told(get_settings()):
        made = create(_store(), name)
    err.print(_line(made), markup=False)
    return 0


@app.command(name="list")
def snapshot_list() -> int:
    """List the snapshots: name, creation time, last load, number of revisions."""
    from flows.show.table import print_table, terminal
    from warehouse.snapshots import snapshots

    rows = [(s.name, s.created_at, s.load_id, s.at, s.rows.get("revisions", 0)) for s in snapshots(get_settings().root)]
    print_table(terminal(), ["snapshot", "made at", "load", "known at", "wordings"], rows)
    return 0


@app.command(name="show")
def snapshot_show(name: str, /) -> int:
    """Show the rows of a snapshot, and check that the tables still hold them.

    Parameters
    ----------
    name
        Name of the snapshot.
    """
    from flows.show.table import print_table, terminal
    from warehouse.snapshots import changed, find

    store = _store()
    snapshot = find(store.root, name)
    err.print(_line(snapshot), markup=False)
    rows = [(table, count, snapshot.versions.get(table)) for table, count in snapshot.rows.items()]
    print_table(terminal(), ["table", "rows", "Delta version when made"], rows)
    if differing := changed(store, snapshot):
        err.print(f"finews: the tables do not hold it any more: {'; '.join(differing)}", style="red", markup=False)
        return FAILED
    return 0


@app.command(name="drop")
def snapshot_drop(name: str, /, *, yes: bool = False) -> int:
    """Delete a snapshot's name. No row is deleted: `finews sql --at MOMENT` still reads the same.

    Parameters
    ----------
    name
        Name of the snapshot.
    yes
        Confirm; without it nothing happens.
    """
    from warehouse.snapshots import drop, find

    root = get_settings().root
    snapshot = find(root, name)
    if not yes:
        err.print(f"{_line(snapshot)}; to forget it: finews snapshot drop {name} --yes", markup=False)
        return WRONG
    drop(root, name)
    err.print(f"snapshot {name} is deleted; `--at {snapshot.known_at}` reads the same rows", markup=False)
    return 0


def _store() -> Store:
    from warehouse.store import Store

    return Store(get_settings().root, version=VERSION)


def _line(snapshot: Snapshot) -> str:
    wordings = snapshot.rows.get("revisions", 0)
    return f"snapshot {snapshot.name}: load {snapshot.load_id}, known at {snapshot.known_at}, {wordings} wordings"
