"""How the command line shows things: answers on stdout, progress and summaries on stderr."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks.progress import progress

if TYPE_CHECKING:
    import duckdb

    from flows.crawl import Summary
    from tasks.records import Article, Evidence
    from tasks.settings import Settings
    from tasks.single import Trial
    from tasks.sources import Source
    from warehouse.catalog import SqlFile

MAX_CELL = 70  # columns of a terminal that a value may take; a Chinese character takes two
MIN_CELL = 8  # that a value is not squeezed below
MAX_REJECTS = 10  # rejects that a summary shows
MAX_ROWS = 200  # rows of an answer shown as a table; csv, json and parquet have no limit


# -- answers -------------------------------------------------------------------------------------


def parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Read NAME=VALUE pairs.

    Raises:
        QueryError: one has no `=`.
    """
    from warehouse.query import QueryError

    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise QueryError(f"--set {pair!r}: write NAME=VALUE, for example --set symbol=00020")
        found[name.strip().lstrip("$")] = value
    return found


def show_result(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object], format_: str, output: Path | None
) -> None:
    """Answer a query, with values for its parameters: print it, or write it to a file."""
    if format_ == "table":
        with output.open("w", encoding="utf-8") if output else nullcontext() as text:
            _show_table(connection, query, given, terminal(text))
        return
    from warehouse.formats import write

    with _whole(output) if output else nullcontext(Pipe(sys.stdout.buffer)) as sink:
        write(connection, query, format_, sink, given)


@contextmanager
def _whole(output: Path) -> Iterator[BinaryIO]:
    """Open a file that is there when all is written; what is no regular file (/dev/null) is written to as it is."""
    from warehouse.export import fresh

    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    with fresh(output) as new:
        with new.open("wb") as file:
            yield file
        new.replace(output)


def terminal(file: TextIO | None = None) -> Console:
    """Standard output, or a file: as wide as the terminal is, and wide where there is none."""
    console = Console(file=file, highlight=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=200)


class Pipe:
    """Standard output as Parquet needs it: it counts its bytes, and its end does not close it."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._written = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._written += self._pipe.write(data)
        return len(data)

    def tell(self) -> int:
        """The bytes written."""
        return self._written

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._pipe.flush()


def _show_table(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object], console: Console
) -> None:
    from warehouse.query import run

    result = run(connection, query, given, lambda relation: relation.limit(MAX_ROWS + 1))
    names, rows = result.columns, result.fetchall()
    if names == ["explain_key", "explain_value"]:  # a plan is a drawing, not a table
        console.print("\n".join(plan for _, plan in rows), markup=False)
        return
    print_table(console, names, rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        console.print(f"the first {MAX_ROWS} rows; --format csv, json or parquet gives all")


def print_table(console: Console, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print rows under their names: as wide as they are, or as many columns as a terminal has room for."""
    names, cells = list(names), [[cell(value) for value in row] for row in rows]
    if not cells:
        console.print("no rows")
        return
    columns = zip(names, zip(*cells, strict=True), strict=True)
    natural = [min(MAX_CELL, max(cell_len(name), *(one.cell_len for one in column))) for name, column in columns]
    widths = share_out(natural, console.width) if console.is_terminal else natural
    console.width = max(console.width, sum(widths) + len(widths))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, width in zip(names, widths, strict=False):
        table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    for row in cells:
        table.add_row(*row[: len(widths)])
    console.print(table)
    if hidden := names[len(widths) :]:
        console.print(f"{len(widths)} of {len(names)} columns; the terminal has no room for {', '.join(hidden)}")


def share_out(natural: list[int], room: int) -> list[int]:
    """Share out the room of a terminal among as many of the first columns as can have `MIN_CELL`."""
    widths: list[int] = []
    for wanted in natural:
        if widths and sum(widths) + len(widths) + min(wanted, MIN_CELL) > room:
            break
        widths.append(min(wanted, MIN_CELL))
    room -= sum(widths) + len(widths) - 1
    while room > 0 and (narrow := [n for n, width in enumerate(widths) if width < natural[n]]):
        for number in narrow[:room]:
            widths[number] += 1
        room -= len(narrow[:room])
    return widths


def cell(value: Any) -> Text:
    """One value as a text on one line."""
    return Text("" if value is None else str(plain(value)).replace("\n", " "))


def plain(value: Any) -> Any:
    """A value as JSON and terminals can show it; instants in ISO 8601 with their offset."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value


def show_queries(queries: dict[str, SqlFile]) -> None:
    """List the named queries."""
    print_table(terminal(), ["query", "answers"], [(q.name, q.description) for q in queries.values()])


# -- runs ----------------------------------------------------------------------------------------


@contextmanager
def watching(console: Console) -> Iterator[None]:
    """Show what the run has done so far, while it lasts: a live line, or a line now and then without a terminal."""
    done = threading.Event()
    with console.status("starting") as status:
        watcher = threading.Thread(target=_watch, args=(console, status, done), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _watch(console: Console, status: Any, done: threading.Event) -> None:
    shown = ""
    while not done.wait(0.2 if console.is_terminal else 2.0):
        line = progress_line(progress.counts())
        if line != shown:
            shown = line
            status.update(line) if console.is_terminal else console.print(line)


def progress_line(counts: dict[str, int]) -> str:
    """What has been done, in words."""
    names = {"found": "links found", "fetched": "fetched", "articles": "articles", "rejects": "rejects",
             "revisions": "new wordings loaded", "to replay": "pages to extract again"}  # fmt: skip
    done = [f"{counts[key]:,} {word}" for key, word in names.items() if key in counts]
    return ", ".join(done) or "looking at the sources"


def show_summary(summary: Summary, console: Console) -> None:
    """Say what a run did: a line a source, the rejects by reason, and what went wrong."""
    from flows.report import reject_rows, source_rows

    rows = source_rows(summary)
    print_table(console, list(rows[0]) if rows else [], [row.values() for row in rows])
    if rejects := reject_rows(summary):
        reasons: Counter[str] = Counter()
        for row in rejects:
            reasons[row["reason"]] += row["count"]
        console.print("rejects: " + ", ".join(f"{count} {reason}" for reason, count in reasons.most_common()))
    examples = [part.examples for part in summary.plans.values()] + [part.examples for part in summary.staged]
    shown = [line for lines in examples for line in lines][:MAX_REJECTS]
    for line in shown:
        console.print(f"  {line}", markup=False)
    if summary.rejects > len(shown):
        console.print(f"  and {summary.rejects - len(shown)} more: finews sql rejects_by_reason")
    for plan in summary.plans.values():
        if plan.known:
            console.print(
                f"{plan.known:,} of the files were imported before, with the same filters; nothing is new there"
            )
        if plan.left_out:
            counts = ", ".join(f"{count:,} by {name}" for name, count in sorted(plan.left_out.items()))
            console.print(f"records left out: {counts}", markup=False)
    for staged in summary.staged:
        if staged.truncated:
            console.print(f"{staged.batch_id}: the file was cut; what came before the cut was used", style="yellow")
    if gone := progress.counts().get("gone"):
        console.print(
            f"{gone:,} WARC files were removed (`keep`) before these tables were made: they hold nothing of them"
        )
    for batch, why in summary.lost.items():
        console.print(f"batch {batch} was not finished ({why}); the next run takes it up", style="yellow", markup=False)
    seconds = (summary.ended_at - summary.started_at).total_seconds() if summary.ended_at else 0
    console.print(f"{summary.status}: {summary.revisions} new wordings in {seconds:.1f} s (run {summary.run_id})")


# -- sources -------------------------------------------------------------------------------------


def show_sources(sources: list[Source]) -> None:
    """List source files."""
    rows = [
        (s.name, ", ".join(sorted({entry.kind for entry in s.entries})), s.zone, "yes" if s.enabled else "no")
        for s in sources
    ]
    print_table(terminal(), ["source", "kinds", "zone", "enabled"], rows)


def show_trial(trial: Trial, console: Console) -> int:
    """Show what a few pages would become; return the exit status."""
    import json

    for note in trial.notes:
        console.print(note, style="yellow", markup=False)
    for url, result in trial.pages:
        console.rule(url, align="left")
        if isinstance(result, Exception):
            console.print(f"reject: {result}", style="red", markup=False)
        else:
            print(json.dumps(article_json(result), ensure_ascii=False, indent=2))
    console.print(f"{trial.found} links found; nothing was stored")
    return 0 if any(not isinstance(result, Exception) for _, result in trial.pages) else 1


def article_json(article: Article) -> dict[str, Any]:
    """An article as plain JSON values."""

    def value(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: value(inner) for key, inner in item.items()}
        if isinstance(item, list | tuple):
            return [value(inner) for inner in item]
        return item.isoformat() if isinstance(item, date) else item

    return {key: value(item) for key, item in asdict(article).items()}


def show_evidence(article: Article, console: Console) -> None:
    """Show the candidates for an article's times in the order of their rank, and what became of each."""
    times = [
        (e.field, e.rule, e.raw, e.value or e.on, e.precision.value, e.zone, _verdict(e, article))
        for e in article.dates
    ]
    print_table(console, ["time of", "stands in", "words", "read as", "precision", "zone", "verdict"], times)
    mentions = [
        (m.symbol, m.mic, m.kind, m.name, m.method, m.confidence, m.session_date, m.session_phase)
        for m in article.mentions
    ]
    names = ["security", "exchange", "kind", "words", "found by", "confidence", "session", "phase"]
    print_table(console, names, mentions)


def _verdict(e: Evidence, article: Article) -> str:
    """Why a candidate was chosen or not, in a few words."""
    if not e.chosen:
        outcome = "disagrees with the chosen one" if e.conflict else "agrees" if e.believed else None
        return "; ".join(filter(None, (outcome, e.note))) or "is evidence only"
    ranked = next(other for other in article.dates if other.field == e.field and other.believed)
    why = "chosen: ranked first" if ranked is e else f"chosen: agrees with {ranked.rule} and is finer"
    note = e.note or ("the zone is the source's" if e.zone_assumed else None)
    return f"{why}; {note}" if note else why


# -- status --------------------------------------------------------------------------------------

STATUS_QUERY = """
    WITH visits AS (
        SELECT source,  -- what an archive captured long ago was loaded when it was imported
               max(CASE WHEN ingest_mode = 'archive' THEN known_at ELSE captured_at END)
                   FILTER (outcome IN ('fetched', 'unchanged')) AS last_success,
               count(*) FILTER (outcome IN ('failed', 'refused') AND NOT ends_with(url, '/robots.txt')
                                AND captured_at > now() - INTERVAL 1 DAY) AS failures
        FROM captures GROUP BY source
    ), news AS (
        SELECT source, count(*) FILTER (seen_at >= date_trunc('day', now())) AS new_today, count(*) AS articles
        FROM articles GROUP BY source
    )
    SELECT source, last_success, coalesce(new_today, 0), coalesce(articles, 0), coalesce(failures, 0)
    FROM visits FULL JOIN news USING (source) ORDER BY source
"""


def show_status(settings: Settings, console: Console) -> None:
    """A line for each source, configured or in the tables."""
    from flows.server import next_runs
    from tasks.sources import SourceError, load_sources
    from warehouse.query import connect
    from warehouse.store import WarehouseError

    try:
        with connect(settings.root) as connection:
            known = {row[0]: row[1:] for row in connection.execute(STATUS_QUERY).fetchall()}
    except WarehouseError as error:
        known = {}
        console.print(str(error), markup=False)
    try:
        configured = {s.name: s for s in load_sources(settings.sources)}
    except SourceError as error:
        configured = {}
        console.print(str(error), markup=False)
    planned = next_runs(settings)
    rows = []
    for name in sorted({*known, *configured}):
        visited, today, articles, failures = known.get(name, (None, 0, 0, 0))
        upcoming = planned if name in configured and configured[name].enabled else "not a source file"
        rows.append((name, visited or "never", today, articles, failures, upcoming))
    print_table(console, ["source", "last success", "new today", "articles", "failures (24 h)", "next run"], rows)
