"""A replay in progress: which captures to extract again, and the rows made so far, all of it beside the tables.

Hides the folder `replays/NAME`: the plan, the captures chosen, and one folder of staged rows for each WARC file.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.catalog import open_utc
from warehouse.choice import Choice, captures_of, check_sources, check_version
from warehouse.errors import ReplayError
from warehouse.locks import locked
from warehouse.schema import Table
from warehouse.sql import literal, literals
from warehouse.store import Store
from warehouse.tables import TABLES

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
SHADOWED = ("revisions", "dates", "mentions", "captures", "rejects")


@dataclass(frozen=True, slots=True)
class Part:
    """The captures of one batch that are to be extracted again."""

    batch_id: str
    warc: str
    source: str
    pages: int


@dataclass(frozen=True, slots=True)
class Begun:
    """What a replay was begun with; it can only be continued with the same."""

    id: str
    choice: Choice
    rules: str  # fingerprint of the code that extracts and normalizes
    gone: int = 0  # pages that would have been chosen, had their WARC files not been deleted


class Replay:
    """One replay below a root folder, by its name."""

    def __init__(self, root: Path, name: str) -> None:
        if not NAME.fullmatch(name):
            raise ReplayError(f"{name!r}: a replay's name is made of a-z, 0-9, '-' and '_'")
        self.name = name
        self.folder = root / "replays" / name
        self.todo = self.folder / "todo.parquet"
        self.batches = self.folder / "batches"
        self._plan = self.folder / "plan.json"

    # -- life cycle ----------------------------------------------------------------------------------

    def begin(self, store: Store, choice: Choice, rules: str) -> Begun:
        """Choose the captures, or go on with those chosen before.

        Raises:
            ReplayError: it was begun with other choices or other rules, there is no such source, or nothing to do.
        """
        if self._plan.exists():
            begun = self.begun()
            if (begun.choice, begun.rules) != (choice, rules):
                what = "other choices" if begun.choice != choice else "other rules (the code has changed since)"
                raise ReplayError(
                    f"the replay {self.name!r} was begun with {what}; give another --name, or first: "
                    f"finews replay discard --name {self.name}"
                )
            return self._without_removed(begun, store.root / "archive")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.batches.mkdir(parents=True)
        chosen, gone = self._choose(store, choice)
        if not chosen:
            self.discard()
            why = f"the WARC files of all {gone} pages that fit are gone" if gone else "no archived page fits"
            raise ReplayError(f"{why}: there is nothing to extract again")
        return self._say(Begun(f"{self.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}", choice, rules, gone))

    def _say(self, begun: Begun) -> Begun:
        """Write down what it was begun with."""
        _write(self._plan, asdict(begun))
        return begun

    def keep_to(self, facts: Mapping[str, str]) -> None:
        """Make sure that all pages of a source are read with the same facts of its site; they are given by source.

        Raises:
            ReplayError: those that are done were read with others.
        """
        path = self.folder / "facts.json"
        try:
            begun_with = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            _write(path, facts)
            return
        except ValueError:  # damaged: nothing is known of them
            begun_with = {}
        if changed := [source for source in facts if begun_with.get(source) != facts[source]]:
            raise ReplayError(
                f"the replay {self.name!r} was begun with other facts of the site {changed[0]!r} (its source file has "
                f"changed since); give another --name, or first: finews replay discard --name {self.name}"
            )

    def _without_removed(self, begun: Begun, archive: Path) -> Begun:
        """Leave out pages whose WARC files were removed since the choice: no run could ever come to its end."""
        lost = [part for part in self.parts() if not (archive / part.warc).exists()]
        if not lost:
            return begun
        new = self.todo.with_suffix(".new")
        without = literals(part.batch_id for part in lost)
        left = f"FROM read_parquet({literal(str(self.todo))}) WHERE batch_id NOT IN ({without})"
        with open_utc(":memory:") as connection:
            connection.execute(f"COPY ({left}) TO {literal(str(new))} (FORMAT parquet, ROW_GROUP_SIZE 10000)")
        new.replace(self.todo)
        return self._say(replace(begun, gone=begun.gone + sum(part.pages for part in lost)))

    def begun(self) -> Begun:
        """What it was begun with.

        Raises:
            ReplayError: there is no such replay, or its plan cannot be read.
        """
        try:
            said = json.loads(self._plan.read_text(encoding="utf-8"))
            choice: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said["choice"].items()}
            return Begun(said["id"], Choice(**choice), said["rules"], said["gone"])
        except FileNotFoundError:
            raise ReplayError(f"there is no replay {self.name!r}; `finews replay` makes one") from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise ReplayError(f"{self._plan}: not the plan of a replay; delete {self.folder} and begin anew") from None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep others from working on it at the same time.

        Raises:
            ReplayError: somebody does.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self.folder.with_name(f"{self.name}.lock"), wait=False))
            except BlockingIOError:
                raise ReplayError(f"the replay {self.name!r} is being worked on by another command") from None
            yield

    def discard(self) -> None:
        """Remove all that belongs to it; first what says that it is there, lest a part of it pass for the whole."""
        self._plan.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _choose(self, store: Store, choice: Choice) -> tuple[int, int]:
        """Write the list of captures; return how many there are, and how many whose WARC files are gone."""
        with store.reader() as connection:
            check_sources(connection, choice.sources)
            check_version(connection, choice.since)
            connection.execute(f"CREATE TEMP TABLE todo AS {captures_of(choice)}")
            files = [row[0] for row in connection.execute("SELECT DISTINCT warc FROM todo").fetchall()]
            gone = [name for name in files if not (store.root / "archive" / name).exists()]
            there = "FROM todo WHERE NOT list_contains($gone, warc)"
            row = connection.execute(
                "SELECT count(*) FILTER (NOT list_contains($gone, warc)), count(*) FROM todo", {"gone": gone}
            ).fetchone() or (0, 0)
            connection.execute(
                f"COPY ({there}) TO {literal(str(self.todo))} (FORMAT parquet, ROW_GROUP_SIZE 10000)", {"gone": gone}
            )
        return row[0], row[1] - row[0]

    # -- work ----------------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """What is left to do, a batch each."""
        query = f"""
            SELECT batch_id, any_value(warc), any_value(source), count(*)
            FROM read_parquet({literal(str(self.todo))}) GROUP BY batch_id ORDER BY any_value(warc)
        """
        with open_utc(":memory:") as connection:
            rows = connection.execute(query).fetchall()
        return [Part(*row) for row in rows if not (self.batches / row[0]).exists()]

    def sources(self) -> list[str]:
        """The sources of all pages that were chosen, also where all of them are done."""
        query = f"SELECT DISTINCT source FROM read_parquet({literal(str(self.todo))}) ORDER BY ALL"
        with open_utc(":memory:") as connection:
            return [row[0] for row in connection.execute(query).fetchall()]

    def places(self, batch_id: str) -> list[int]:
        """Where in its WARC file the captures of a batch lie that are to be extracted again."""
        query = f"SELECT warc_offset FROM read_parquet({literal(str(self.todo))}) WHERE batch_id = ?"
        with open_utc(":memory:") as connection:
            return [row[0] for row in connection.execute(query, [batch_id]).fetchall()]

    # -- rows ----------------------------------------------------------------------------------------

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Show, beside `raw`, what was chosen, which batches of it are done, and the rows made so far.

        They are `shadow.todo`, `shadow.done` and `shadow.<table>`.
        """
        connection.execute("CREATE SCHEMA shadow")
        connection.execute(f"CREATE VIEW shadow.todo AS FROM read_parquet({literal(str(self.todo))})")
        done = literals(path.name for path in self.batches.iterdir())
        connection.execute(f"CREATE VIEW shadow.done AS SELECT unnest([{done}]::VARCHAR[]) AS batch_id")
        for name in SHADOWED:
            files = [str(path) for path in self._done(name)]
            connection.execute(f"CREATE VIEW shadow.{name} AS {_rows(TABLES[name], files)}")

    def _done(self, table: str) -> list[Path]:
        """The staged rows of the batches that are complete."""
        return sorted(p for p in self.batches.glob(f"*/{table}.parquet") if not p.parent.name.endswith(".new"))


def _write(path: Path, said: Any) -> None:
    """Write a file of JSON, all of it or none."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(said, indent=1, ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def _rows(table: Table, files: Sequence[str]) -> str:
    if not files:
        return f"SELECT * FROM raw.{table.name} WHERE false"
    return f"FROM read_parquet([{literals(files)}])"
