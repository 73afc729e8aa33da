"""A replay on its way: which captures to extract again, and what came of it so far, all of it beside the tables.

Hides the folder `replays/NAME`: the plan, the captures chosen, and one folder of staged rows for each WARC file.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.catalog import open_utc
from warehouse.locks import locked
from warehouse.schema import Table
from warehouse.sql import literal, literals
from warehouse.store import Store
from warehouse.tables import TABLES

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
SHADOWED = ("revisions", "dates", "mentions", "captures", "rejects")
_VERSION = re.compile(r"(.*\S)\s+(\d+(?:\.\d+)*)")

_TODO = """
    WITH shown AS (
        SELECT c.capture_id, r.revision_id, r.source FROM raw.captures c
        JOIN (SELECT * FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)) r USING (capture_id)
        WHERE {of_articles}
    ), last_visits AS (
        SELECT arg_max(capture_id, captured_at) AS capture_id FROM raw.captures
        WHERE outcome = 'fetched' AND kind NOT IN ('poll', 'robots') GROUP BY url_id
    ), rejected AS (
        SELECT c.capture_id, NULL AS revision_id, c.source FROM raw.captures c SEMI JOIN last_visits USING (capture_id)
        SEMI JOIN (FROM raw.rejects WHERE stage IN ('extract', 'normalize')) r ON r.capture_id = c.capture_id
        ANTI JOIN (FROM raw.revisions ANTI JOIN raw.supersessions USING (revision_id)) o ON o.capture_id = c.capture_id
        WHERE {of_rejects}
    )
    SELECT c.batch_id, c.warc, c.warc_offset, c.capture_id, c.url, s.source, s.revision_id
    FROM (FROM shown UNION ALL FROM rejected) s JOIN raw.captures c USING (capture_id)
    WHERE c.warc IS NOT NULL
    ORDER BY c.warc, c.warc_offset
"""


class ReplayError(Exception):
    """A replay that cannot be begun, continued or used; the message is one line for its user."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages to extract again; days are those of publication (of rejects: of the capture), both included."""

    sources: tuple[str, ...] = ()
    first: str | None = None  # ISO 8601 days
    last: str | None = None
    since: str | None = None  # `current`, or the name and version of an extractor
    current: tuple[str, ...] = ()  # the extractors of this installation


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

    # -- its life ------------------------------------------------------------------------------------

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
            return begun
        shutil.rmtree(self.folder, ignore_errors=True)
        self.batches.mkdir(parents=True)
        chosen, gone = self._choose(store, choice)
        if not chosen:
            self.discard()
            why = f"the WARC files of all {gone} pages that fit are gone" if gone else "no archived page fits"
            raise ReplayError(f"{why}: there is nothing to extract again")
        begun = Begun(f"{self.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}", choice, rules, gone)
        new = self._plan.with_suffix(".new")
        new.write_text(json.dumps(asdict(begun), indent=1, ensure_ascii=False), encoding="utf-8")
        new.replace(self._plan)
        return begun

    def begun(self) -> Begun:
        """What it was begun with.

        Raises:
            ReplayError: there is no such replay.
        """
        try:
            said = json.loads(self._plan.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ReplayError(f"there is no replay {self.name!r}; `finews replay` makes one") from None
        choice: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said["choice"].items()}
        return Begun(said["id"], Choice(**choice), said["rules"], said["gone"])

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
        """Remove all that belongs to it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _choose(self, store: Store, choice: Choice) -> tuple[int, int]:
        """Write the list of captures; return how many there are, and how many whose WARC files are gone."""
        with store.reader() as connection:
            check_sources(connection, choice.sources)
            query = _TODO.format(of_articles=_articles(choice), of_rejects=_rejects(choice))
            connection.execute(f"CREATE TEMP TABLE todo AS {query}")
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

    # -- its work ------------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """What is left to do, a batch each."""
        query = f"""
            SELECT batch_id, any_value(warc), any_value(source), count(*)
            FROM read_parquet({literal(str(self.todo))}) GROUP BY batch_id ORDER BY any_value(warc)
        """
        with open_utc(":memory:") as connection:
            rows = connection.execute(query).fetchall()
        return [Part(*row) for row in rows if not (self.batches / row[0]).exists()]

    def places(self, batch_id: str) -> list[int]:
        """Where in its WARC file the captures of a batch lie that are to be extracted again."""
        query = f"SELECT warc_offset FROM read_parquet({literal(str(self.todo))}) WHERE batch_id = ?"
        with open_utc(":memory:") as connection:
            return [row[0] for row in connection.execute(query, [batch_id]).fetchall()]

    # -- its rows ------------------------------------------------------------------------------------

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Show, beside `raw`, the chosen captures as `shadow.todo` and the rows made so far as `shadow.<table>`."""
        connection.execute("CREATE SCHEMA shadow")
        connection.execute(f"CREATE VIEW shadow.todo AS FROM read_parquet({literal(str(self.todo))})")
        for name in SHADOWED:
            files = [str(path) for path in self._done(name)]
            connection.execute(f"CREATE VIEW shadow.{name} AS {_rows(TABLES[name], files)}")

    def _done(self, table: str) -> list[Path]:
        """The staged rows of the batches that are complete."""
        return sorted(p for p in self.batches.glob(f"*/{table}.parquet") if not p.parent.name.endswith(".new"))


def check_sources(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Make sure that there is something of each source; a source may have lost its file, or never had one.

    Raises:
        ReplayError: there is not.
    """
    query = "SELECT source FROM raw.captures UNION SELECT source FROM raw.revisions ORDER BY ALL"
    there = [row[0] for row in connection.execute(query).fetchall()]
    for name in names:
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ReplayError(f"no source {name!r} in the warehouse{hint}; there are: {', '.join(there) or 'none yet'}")


def version_since(text: str) -> str:
    """Check what `--since-version` says.

    Raises:
        ReplayError: it is neither `current` nor a name with a version.
    """
    if text != "current" and not _VERSION.fullmatch(text):
        raise ReplayError(
            f"--since-version {text!r}: give `current`, or a name and version such as 'trafilatura 2.3.1'"
        )
    return text


def _rows(table: Table, files: Sequence[str]) -> str:
    if not files:
        return f"SELECT * FROM raw.{table.name} WHERE false"
    return f"FROM read_parquet([{literals(files)}])"


def _articles(choice: Choice) -> str:
    """The condition on a current article."""
    conditions = [*_sources("r.source", choice), *_days("r.published_on", choice)]
    if choice.since == "current":
        conditions.append(f"r.extractor NOT IN ({literals(choice.current)})")
    elif choice.since and (match := _VERSION.fullmatch(choice.since)):
        pattern = literal(f"{re.escape(match[1])} ([0-9.]+)")
        numbers = [int(number) for number in match[2].split(".")]
        parts = f"string_split(regexp_extract(r.extractor, {pattern}, 1), '.')"
        found = f"list_transform({parts}, lambda x: try_cast(x AS INT))"
        conditions.append(f"regexp_matches(r.extractor, {pattern}) AND {found} < {numbers}")
    return " AND ".join(conditions) or "true"


def _rejects(choice: Choice) -> str:
    """The condition on the capture of a reject, which no extractor's version is known of."""
    return " AND ".join([*_sources("c.source", choice), *_days("c.captured_at::DATE", choice)]) or "true"


def _sources(column: str, choice: Choice) -> list[str]:
    return [f"{column} IN ({literals(choice.sources)})"] if choice.sources else []


def _days(column: str, choice: Choice) -> list[str]:
    first, last = (date.fromisoformat(day) if day else None for day in (choice.first, choice.last))
    return [f"{column} >= DATE '{first}'"] * bool(first) + [f"{column} <= DATE '{last}'"] * bool(last)
