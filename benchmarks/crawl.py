"""Measures finews, its limit and its peers in turns on the same pages: `python -m benchmarks.crawl --help`.

Exit status: 0 measured, 1 a program failed, 2 wrong arguments, 130 interrupted. No target is asserted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import report
from benchmarks.accounting import CommandFailed
from benchmarks.pages import PROJECT, load_pages, origin
from benchmarks.programs import PEERS, Programs, Trial
from benchmarks.report import Finding
from benchmarks.server import serving

PARTS = ("crawl", "limit", "peers", "prefect", "memory", "plan")
SMALL = 1_000  # pages of the run that the memory of a large one is compared with
PLANS = 3
FAILED, INTERRUPTED = 1, 130


def main() -> int:
    """Measure and print."""
    given = _arguments()
    if not Path("/proc/self/smaps_rollup").exists():
        print("benchmarks: CPU time and memory are read from /proc: this needs Linux", file=sys.stderr)
        return FAILED
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with serving(known=given.known) as server, tempfile.TemporaryDirectory(prefix="finews-bench-") as folder:
            pages = load_pages()
            say(f"{origin(pages)}, served at {server.base}; {given.workers} extraction processes")
            bench = Bench(Programs(pages, server, Path(folder), given.workers, given.peers), given)
            bench.measure()
    except KeyboardInterrupt:
        say("interrupted; everything it started is ended")
        return INTERRUPTED
    bench.print(origin(pages))
    return FAILED if bench.failures else 0


class Bench:
    """All parts that were asked for, and what came of them."""

    def __init__(self, programs: Programs, given: argparse.Namespace) -> None:
        self.programs = programs
        self.given = given
        self.trials: dict[str, list[Trial]] = defaultdict(list)
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.failures: list[str] = []
        self.machine = report.machine()  # before there is any load of ours

    def measure(self) -> None:
        """Run all parts."""
        self._rounds()
        self._compare()
        if {"prefect", "memory"} & self.given.only:
            self._large()
        if "plan" in self.given.only:
            self._plan()

    def print(self, pages: str) -> None:
        """Print everything on standard output."""
        print(self.machine)
        print(f"{pages}; {self.given.workers} extraction processes; FINEWS_TEXT={self.given.text}")
        print(f"median (least–most) of {self.given.rounds} rounds, the programs in turns\n")
        if self.trials:
            print(report.throughput(self.trials, self.given.markdown), end="\n\n")
            self.notes = [report.where(name, runs) for name, runs in self.trials.items()] + self.notes
            print("\n".join(f"- {note}" for note in self.notes), end="\n\n")
        if self.findings:
            print(report.findings_table(self.findings, self.given.markdown))
        for failure in self.failures:
            print(f"failed: {failure}")

    # -- parts -----------------------------------------------------------------------------------

    def _rounds(self) -> None:
        """Run the programs in turns; a program that fails once is left out from then on."""
        programs = self._programs()
        for number in range(1, self.given.rounds + 1):
            for name, start in list(programs.items()):
                trial = self._try(f"round {number} of {self.given.rounds}: {name}", start)
                if trial:
                    self.trials[name].append(trial)
                else:
                    del programs[name]

    def _programs(self) -> dict[str, Callable[[], Trial]]:
        only, pages = self.given.only, self.given.pages
        programs: dict[str, Callable[[], Trial]] = {}
        if "limit" in only:
            programs["limit"] = lambda: self.programs.limit(pages)
        if "crawl" in only:
            programs["finews"] = lambda: self.programs.finews(pages)
        if "peers" in only:
            if self.given.peers.exists():
                slow = min(pages, 400)  # at its pace that is as long as the others take
                for name, peer in PEERS.items():
                    programs[name] = partial(self.programs.peer, name, slow if peer.is_slow else pages)
            else:
                self.failures.append(f"the peers are not installed in {self.given.peers}: `make bench` does that")
        return programs

    def _compare(self) -> None:
        """Set finews beside the limit and beside each peer."""
        rates = {name: [trial.rate for trial in runs] for name, runs in self.trials.items()}
        if "finews" not in rates:
            return
        if "limit" in rates:
            self.findings.append(report.ratio("pages/s, of the limit's", rates["finews"], rates["limit"], 0.85))
        for name in PEERS:
            if name in rates:
                self.findings.append(report.ratio(f"pages/s, of those of {name}", rates["finews"], rates[name], 1.5))

    def _large(self) -> None:
        """A large run for what must not grow with it: memory, and Prefect's part."""
        large = self.given.large
        small = min(SMALL, large // 10)
        fewer = self._try(f"finews, {small:,} pages", lambda: self.programs.finews(small, memory=True))
        crawl = self._try(f"finews, {large:,} pages", lambda: self.programs.finews(large, memory=True))
        if crawl:
            self.trials[f"finews, {large:,} pages"].append(crawl)
            if limits := [trial.rate for trial in self.trials.get("limit", [])]:
                what = f"pages/s of {large:,} pages, of the limit's"
                self.findings.append(report.ratio(what, [crawl.rate], [median(limits)], 0.85))
        if crawl and fewer and "memory" in self.given.only:
            self.findings += report.memory_growth(fewer, crawl)
            self.notes += [report.memory_where(fewer), report.memory_where(crawl)]
        if crawl and "prefect" in self.given.only:
            plain = self._try(f"without Prefect, {large:,} pages", lambda: self.programs.plain(large))
            if plain:
                self.trials[f"without Prefect, {large:,} pages"].append(plain)
                self.findings.append(report.prefect_share(crawl, plain))

    def _plan(self) -> None:
        known = self.given.known
        say(f"planning a second crawl over {known:,} known URLs …")
        try:
            found = self.programs.plan(known, PLANS)
        except CommandFailed as failure:
            self.failures.append(str(failure))
            return
        self.findings.append(report.planning(known, found))

    def _try(self, what: str, start: Callable[[], Trial]) -> Trial | None:
        say(f"{what} …")
        try:
            trial = start()
        except CommandFailed as failure:
            self.failures.append(str(failure))
            say(str(failure))
            return None
        say(f"{what}: {trial.rate:.1f} pages/s, {trial.cost:.1f} CPU ms a page")
        return trial


def say(words: str) -> None:
    """Tell on standard error how far we are."""
    print(f"benchmarks: {words}", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.crawl", description="Measure finews, its limit and its peers.")
    parser.add_argument("--pages", type=int, default=1_500, help="pages of each round (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of all programs (default %(default)s)")
    parser.add_argument("--large", type=int, default=10_000, help="pages of the large run (default %(default)s)")
    parser.add_argument("--known", type=int, default=100_000, help="known URLs to plan over (default %(default)s)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="extraction processes (all cores)")
    parser.add_argument("--only", type=parts, default=set(PARTS), metavar="PART,…", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--text", choices=("plain", "voted"), default="voted",
        help="how finews finds the text (default %(default)s); `plain` is the job that the peers do",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, one round: does it work?")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument(
        "--peers", type=Path, default=PROJECT / ".venv-bench/bin/python", metavar="PYTHON", help="that has the peers"
    )
    given = parser.parse_args()
    os.environ["FINEWS_TEXT"] = given.text  # handed on to every program
    if given.quick:
        given.pages, given.rounds, given.large, given.known = given.pages // 10, 1, given.large // 10, given.known // 10
    return given


def parts(text: str, known: Sequence[str] = PARTS) -> set[str]:
    """Read the names of parts."""
    chosen = {part.strip() for part in text.split(",")}
    if unknown := chosen - set(known):
        raise argparse.ArgumentTypeError(f"no part {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
