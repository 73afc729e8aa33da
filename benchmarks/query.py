"""Measures the catalog over a generated warehouse beside bare Parquet: `python -m benchmarks.query --help`.

Exit status: 0 measured, 2 wrong arguments, 130 interrupted. No target is asserted.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import duckdb
import pyarrow.parquet as pq

from benchmarks import bare, report
from benchmarks.crawl import parts
from benchmarks.generated import MONTHS, SYMBOLS, Generator, day_rows, write
from benchmarks.report import Finding
from warehouse.catalog import SqlFile
from warehouse.query import connect, named_queries
from warehouse.search.catchup import catch_up
from warehouse.search.index import SearchIndex
from warehouse.store import Store
from warehouse.tables import STAGED, TABLES

DAY = {"source": "source-03", "day": "2025-03-05"}
GIVEN = {"symbol": SYMBOLS[0], "mic": "XSHG", **DAY}  # what the generated articles hold
PARTS = ("queries", "loads")
LOADS = 5  # daily loads into each warehouse
PER_LOAD = 10_000  # articles of a daily load
ASOF = {
    "count": "SELECT source, count(*) FROM {} GROUP BY source",
    "day": f"SELECT title FROM {{}} WHERE published_month = '2025-03' AND published_on = DATE '{DAY['day']}'",
    "text": "SELECT avg(length(text)) FROM {}",
    "known": "SELECT max(known_at), count(*) FILTER (published_precision = 'second') FROM {}",
}


def main() -> int:
    """Generate, measure, print."""
    given = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if given.folder:
            given.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="finews-bench-", dir=given.folder) as folder:
            bench = Bench(Path(folder), given.articles, given.rounds)
            bench.measure(given.only)
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    print(f"{given.articles:,} articles over {MONTHS} months; medians of {given.rounds} interleaved rounds")
    print(report.machine(), end="\n\n")
    if bench.rows:
        header = ("query", "catalog, ms", "bare Parquet, ms", "ratio")
        print(report.table(header, bench.rows, given.markdown), end="\n\n")
    print(report.findings_table(bench.findings, given.markdown))
    return 0


class Bench:
    """A generated warehouse, the same rows bare, and what was found."""

    def __init__(self, folder: Path, articles: int, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        self.store = Store(folder / "home")
        self.generator = Generator(articles)
        self.rows: list[tuple[str, ...]] = []
        self.findings: list[Finding] = []

    def measure(self, only: set[str]) -> None:
        """Make the warehouse, then measure each part that was asked for."""
        begin = time.perf_counter()
        size = write(self.store, self.generator)
        say(f"generated: {size / 1e9:.1f} GB of Parquet in {time.perf_counter() - begin:.0f} s")
        if "queries" in only:
            self.asking()
        if "loads" in only:
            self.loading()

    def asking(self) -> None:
        """Measure all that is read, beside the same rows bare."""
        begin = time.perf_counter()
        with connect(self.store.root) as catalog:
            bare.copy(catalog, self.folder / "bare")
        say(f"copied: the current articles as bare Parquet in {time.perf_counter() - begin:.0f} s")
        with connect(self.store.root) as catalog, bare.connect(self.store, self.folder / "bare") as plain:
            self.queries(catalog, plain)
            self.as_of(catalog)
            self.files_of_a_day(catalog)
        self.opening()

    def queries(self, catalog: duckdb.DuckDBPyConnection, plain: duckdb.DuckDBPyConnection) -> None:
        """Ask each named query of both in turns."""
        ratios = []
        for query in named_queries().values():
            ours, theirs = in_turns(self.rounds, _asking(catalog, query), _asking(plain, query))
            ratios.append(ours / theirs)
            self.rows.append((query.name, f"{1e3 * ours:.1f}", f"{1e3 * theirs:.1f}", f"{ratios[-1]:.2f}"))
            say(f"{query.name}: {ratios[-1]:.2f}")
        found = f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
        self.findings.append(
            Finding(f"median ratio of {len(ratios)} queries to bare Parquet", found, "≤ 1.15", median(ratios) <= 1.15)
        )

    def as_of(self, catalog: duckdb.DuckDBPyConnection) -> None:
        """Ask the articles as of now, and the articles."""
        ratios = []
        for query in ASOF.values():
            ours, theirs = in_turns(
                self.rounds,
                lambda query=query: catalog.execute(query.format("articles_asof(now())")).fetchall(),
                lambda query=query: catalog.execute(query.format("articles")).fetchall(),
            )
            ratios.append(ours / theirs)
        words = ", ".join(f"{name} {ratio:.2f}" for name, ratio in zip(ASOF, ratios, strict=True))
        found = f"{median(ratios):.2f} ({words})"
        self.findings.append(Finding("articles_asof(now()) against articles", found, "≤ 1.5", median(ratios) <= 1.5))

    def files_of_a_day(self, catalog: duckdb.DuckDBPyConnection) -> None:
        """Count the files that one day of one source touches, of those of its table."""
        read = files_read(catalog, named_queries()["day_of_source"].sql, DAY)
        month = [file for file in self.store.files(self.store.pins())["revisions"] if f"={DAY['day'][:7]}/" in file]
        every = len(self.store.files(self.store.pins())["revisions"])
        what = f"files that a day of a source reads, of {every} (its month has {len(month)})"
        self.findings.append(Finding(what, str(read), f"≤ {len(month)}", read <= len(month)))

    def opening(self) -> None:
        """Open the catalog, and ask a first thing."""
        opened = [timed(lambda: connect(self.store.root).close()) for _ in range(9)]
        asked = [timed(lambda: connect(self.store.root).execute("FROM articles LIMIT 0").close()) for _ in range(9)]
        found = f"{1e3 * median(opened):.0f} ms ({1e3 * median(asked):.0f} ms with a first query planned)"
        self.findings.append(Finding("opening the catalog", found, "< 200 ms", median(opened) < 0.2))

    def loading(self) -> None:
        """Load a day's articles into the large warehouse and into empty ones, in turns."""
        begin = time.perf_counter()
        catch_up(self.store, SearchIndex.below(self.store.root))  # the generated rows came past it
        say(f"search index: made in {time.perf_counter() - begin:.0f} s")
        large, empty = [], []
        for number in range(LOADS):
            staged = stage_day(self.generator, self.folder / "staging", number)
            large.append(timed(lambda staged=staged: self.store.load([staged])))
            other = Store(self.folder / f"empty-{number}")
            empty.append(timed(lambda staged=staged, other=other: other.load([staged])))
            say(f"load {number + 1}: {large[-1]:.1f} s, into an empty warehouse {empty[-1]:.1f} s")
        ratio = median(large) / median(empty)
        found = f"{ratio:.2f} ({median(large):.1f} s, empty {median(empty):.1f} s)"
        self.findings.append(
            Finding(f"a daily load of {PER_LOAD:,} against an empty warehouse", found, "≤ 1.2", ratio <= 1.2)
        )


def stage_day(generator: Generator, staging: Path, number: int, articles: int = PER_LOAD) -> Path:
    """Stage the articles of one more day, a fiftieth of them new wordings, as a crawl leaves them."""
    folder = staging / f"day-{number}"
    folder.mkdir(parents=True)
    for name, rows in day_rows(generator, articles, number).items():
        if name in STAGED:
            pq.write_table(rows.select(TABLES[name].staged_schema.names), folder / f"{name}.parquet")
    return folder


def in_turns(rounds: int, one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Time two things in turns after trying both once; return their medians in seconds."""
    one(), other()
    times = [(timed(one), timed(other)) for _ in range(rounds)]
    return median(first for first, _ in times), median(second for _, second in times)


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _asking(connection: duckdb.DuckDBPyConnection, query: SqlFile) -> Callable[[], object]:
    values = query.defaults | {name: value for name, value in GIVEN.items() if name in query.defaults}
    return lambda: connection.sql(query.sql, params=values or None).to_arrow_table()


def files_read(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, str]) -> int:
    """How many Parquet files a query reads, by EXPLAIN ANALYZE."""
    ((_, plan),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {query}", values).fetchall()
    return sum(int(count) for count in re.findall(r'"Total Files Read": "(\d+)"', plan))


def say(line: str) -> None:
    """Tell on standard error how far it is."""
    print(line, file=sys.stderr, flush=True)


def _arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-query", description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the temporary files go (4 GB for a million articles)")
    parser.add_argument(
        "--only", type=partial(parts, known=PARTS), default=set(PARTS), metavar="PART,…", help="of queries, loads"
    )
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
