"""Does a piece of work again and again, each time killed a little later, and checks what is left each time.

A program of its own: whatever is killed is a fork of it, so it starts no thread and opens no engine itself. It kills
behind each call by which files change; what an engine does within one call is whole or nothing.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse import fold
from warehouse.checks import run_checks
from warehouse.choice import Choice
from warehouse.errors import ReplayError
from warehouse.export import State, finish, fresh
from warehouse.query import connect
from warehouse.replays import Replay
from warehouse.search import catchup, index, searcher  # noqa: F401  (once, for all forks)
from warehouse.snapshots import create
from warehouse.store import Store

HOUR = timedelta(hours=1)
PYTHON = {"replace", "rename", "link", "unlink", "rmdir"}  # its calls that change more than a file of their own
ENGINES = {"write", "commit"}  # those of Delta Lake and tantivy


def kill_behind(change: int) -> None:
    """Kill this process behind a call by which files change: the first is number 0."""
    left = count(change, -1)

    def look(_frame: FrameType, event: str, call: Any) -> None:
        if event != "c_return":
            return
        python = call.__name__ in PYTHON and call.__module__ == "posix"
        engine = call.__name__ in ENGINES and type(call.__self__).__module__.startswith(("deltalake", "tantivy"))
        if (python or engine) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)


def forked(work: Callable[[], Any]) -> Any:
    """Do some work in a fork and return what comes of it; nothing if it was killed."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1:
        sys.exit(1)
    return pickle.loads(told) if told else None


def kills(base: Path, work: Callable[[Path], object], state: Callable[[Path], object]) -> int:
    """Kill the work behind each change in a copy of a home of its own; return how often.

    What is left must be the state before or after it, and after the work was done again the state after it.
    """
    home = base.with_name("killed")

    def killed(change: int) -> bool:
        kill_behind(change)
        work(home)
        sys.setprofile(None)
        return True

    def again() -> object:
        work(home)
        return state(home)

    before = after = forked(lambda: state(base))
    for change in count():
        shutil.copytree(base, home)
        done = forked(lambda: killed(change))  # noqa: B023
        left, healed = forked(lambda: state(home)), forked(again)
        shutil.rmtree(home)
        after = after if change else healed
        assert left in (before, after), f"killed behind change {change}, it is between: {left}"
        assert healed == after, f"killed behind change {change} and done again, it is not as it should be: {healed}"
        if done:
            return change
    raise AssertionError


# -- a load ----------------------------------------------------------------------------------------


def staged(home: Path, number: int) -> Path:
    """Stage an article and a further wording of another, with their captures."""
    rows = [revision(f"a{number}", "x"), revision("a", f"w{number}", T0 + number * HOUR)]
    captures = [capture(row["url"], row["seen_at"], capture_id=row["capture_id"], warc="w.warc.gz") for row in rows]
    return stage(home, f"b{number}", revisions=rows, captures=captures)


def ticking() -> Callable[[], datetime]:
    """A clock that moves on at each look, so that no load waits for its `known_at`."""
    return (datetime.now(UTC) + tick * timedelta(seconds=0.2) for tick in count()).__next__


def begin(home: Path) -> None:
    """Make a warehouse of one load, with its snapshot, and stage another."""
    Store(home, clock=ticking()).load([staged(home, 0)])
    create(Store(home), "first")
    staged(home, 1)


def load(home: Path) -> None:
    """Load what is staged."""
    Store(home, clock=ticking()).load([home / "staging" / "b1"])


def warehouse(home: Path) -> object:
    """All that it answers: now, as of its last moment and of its first, at the snapshot, to a search."""
    with connect(home) as now, connect(home, at="first") as first:
        assert not any(run_checks(now).values()), {name: n for name, n in run_checks(now).items() if n}
        (begin, end) = now.execute("SELECT min(known_at), max(known_at) FROM loads").fetchall()[0]
        articles, *asof = (
            now.execute(f"SELECT article_id, text, revision FROM {relation} ORDER BY ALL").fetchall()
            for relation in ("articles", f"articles_asof('{end}')", f"articles_asof('{begin}')")
        )
        assert articles == asof[0]
        tables = ("revisions", "captures", "batches", "supersessions", "tellings", "clock")
        rows = [now.execute(f"SELECT count(*) FROM raw.{table}").fetchall() for table in tables]
        named = first.execute("SELECT * FROM revisions ORDER BY ALL").fetchall()
        hits = now.execute("SELECT revision_id FROM search_wordings('says') ORDER BY ALL").fetchall()
    return articles, asof, rows, named, hits


# -- a replay that is discarded --------------------------------------------------------------------


def replayed(home: Path) -> None:
    """Make a replay of which each batch is done."""
    begin(home)
    (home / "archive").mkdir()
    (home / "archive" / "w.warc.gz").touch()
    replay = Replay(home, "replay")
    replay.begin(Store(home), Choice(), "r")
    shutil.copytree(home / "staging" / "b0", replay.batches / "b0")


def discard(home: Path) -> None:
    """Discard it."""
    Replay(home, "replay").discard()


def files(home: Path) -> object:
    """The files of the replay; nothing if there is none."""
    replay = Replay(home, "replay")
    try:
        replay.begun()
    except ReplayError:
        return None
    return sorted(path.name for path in replay.folder.rglob("*"))


# -- an export over another ------------------------------------------------------------------------


def exported(home: Path) -> None:
    """Export something."""
    home.mkdir()
    export(home, "one")


def export(home: Path, said: str = "another") -> None:
    """Export something else under the same name."""
    with fresh(out := home / "out.csv") as new:
        new.write_text(said)
        finish(new, out, "csv", said, State(1, T0.isoformat()), 1, [], "9.9")


def cited(home: Path) -> object:
    """Whether the manifest is that of the file beside it, if there is one."""
    manifest = home / "out.csv.manifest.json"
    told = json.loads(manifest.read_text())["query"] if manifest.exists() else None
    return told in (None, (home / "out.csv").read_text())


if __name__ == "__main__":
    fold.fold("")  # its tables, once for all forks
    base = Path(sys.argv[2], "base")
    make, work, state = {
        "load": (begin, load, warehouse), "discard": (replayed, discard, files), "export": (exported, export, cited)
    }[sys.argv[1]]  # fmt: skip
    forked(lambda: make(base))
    print(kills(base, work, state))
