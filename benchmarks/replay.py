"""Measures imports and replays of WARC files beside their limit: `python -m benchmarks.replay --help`.

Generates the files from the pages of the other benchmarks. Exit status: 0 measured, 1 a program failed, 2 a mistake.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

import warehouse
from benchmarks import report
from benchmarks.accounting import ALL, CommandFailed, Usage, run
from benchmarks.crawl import parts, say
from benchmarks.pages import PROJECT, Page, load_pages, origin, place, targets
from benchmarks.programs import WINDOW, Home, Trial, environment, last_line
from benchmarks.report import Finding
from tasks.fetch import warc

NAME = "records"
PARTS = ("speed", "memory")
TARGET = 0.9  # of the limit's pages a second


def main() -> int:
    """Measure and print."""
    given = _arguments()
    pages = load_pages()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="finews-bench-", dir=given.folder) as folder:
        bench = Bench(pages, Path(folder), given.workers)
        try:
            rows, findings = bench.rounds(given.pages, given.rounds) if "speed" in given.only else ({}, [])
            if "memory" in given.only:
                findings += bench.memory(given.small, given.large)
        except CommandFailed as failure:
            print(f"failed: {failure}", file=sys.stderr)
            return 1
    print(report.machine())
    print(f"{origin(pages)}; {given.workers} extraction processes; FINEWS_TEXT={given.text}\n")
    if rows:
        print(report.throughput(rows, given.markdown), end="\n\n")
        print("\n".join(f"- {report.where(name, runs)}" for name, runs in rows.items()), end="\n\n")
    print(report.findings_table(findings, given.markdown))
    return 0


class Bench:
    """The programs, on files of one set of pages."""

    def __init__(self, pages: list[Page], folder: Path, workers: int) -> None:
        self.pages = pages
        self.folder = folder
        self.workers = workers

    def rounds(self, count: int, rounds: int) -> tuple[dict[str, list[Trial]], list[Finding]]:
        """Run limit, import and replay in turns on the same records."""
        trials: dict[str, list[Trial]] = {"limit": [], "import": [], "replay": []}
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}, {count:,} records …")
            trials["limit"].append(self.limit(count))
            loaded, replayed = self.finews(count)
            trials["import"].append(loaded)
            trials["replay"].append(replayed)
        limits = trials["limit"]
        findings = []
        for name in ("import", "replay"):
            rates = [trial.rate for trial in trials[name]]
            findings.append(report.ratio(f"{name}: pages/s, of the limit's", rates, [t.rate for t in limits], TARGET))
            costs = [1 / trial.cost for trial in trials[name]]
            what = f"{name}: pages a CPU second, of the limit's"
            findings.append(report.ratio(what, costs, [1 / t.cost for t in limits], TARGET))
        return trials, findings

    def memory(self, small: int, large: int) -> list[Finding]:
        """Import a small and a large file; compare the peaks."""
        say(f"memory: {small:,} and {large:,} records …")
        return report.memory_growth(self.finews(small, memory=True)[0], self.finews(large, memory=True)[0])

    def limit(self, count: int) -> Trial:
        """Only extract and normalize, from memory."""
        command = [sys.executable, "-m", "benchmarks.limit", "--pages", str(count), "--workers", str(self.workers)]
        usage = run(command, environment(), PROJECT)
        said = last_line(usage)
        return Trial("limit", count, said["rows"], said["begin"], said["end"], usage)

    def finews(self, count: int, *, memory: bool = False) -> tuple[Trial, Trial]:
        """Import a file as a user does, into an empty home; without an eye on memory replay it too."""
        finews = Path(sys.executable).with_name("finews")
        with Home(self.folder / "home", {}, self.workers) as home:
            file = write(self.pages, count, self.folder / f"{NAME}.warc.gz")
            usage = run([finews, "import", file, "--name", NAME], home.env, PROJECT, memory=memory)
            file.unlink()
            with warehouse.connect(home.data) as connection:
                begin, end, articles, rejects = connection.execute(WINDOW).fetchall()[0]
            if articles + rejects < count:
                raise CommandFailed(f"finews made {articles} articles and {rejects} rejects of {count} records")
            loaded = Trial("import", count, articles, begin, end, usage)
            peak = f", peak memory {report.megabytes(usage.memory[ALL])}" if memory else ""
            say(f"import: {loaded.rate:.1f} pages/s{peak}")
            return loaded, loaded if memory else self._replay(count, finews, home)

    def _replay(self, count: int, finews: Path, home: Home) -> Trial:
        """From the moment that the plan is made to that at which the last batch is complete."""
        usage: Usage = run([finews, "replay"], home.env, PROJECT)
        folder = home.data / "replays" / "replay"
        done = [path.stat().st_mtime for path in (folder / "batches").iterdir()]
        trial = Trial("replay", count, count, (folder / "plan.json").stat().st_mtime, max(done), usage)
        say(f"replay: {trial.rate:.1f} pages/s")
        return trial


def write(pages: list[Page], count: int, path: Path) -> Path:
    """Write a WARC file with so many records: the very bodies that the limit works on, as another crawler keeps."""
    with path.open("wb") as file:
        for number, target in enumerate(targets(pages, count)):
            copy, page = place(target)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {pages[page].content_type}\r\n\r\n".encode()
            fields = [
                ("WARC-Type", "response"),
                ("WARC-Record-ID", warc.record_id("benchmark", str(number))),
                ("WARC-Date", "2026-01-05T00:00:00Z"),
                ("WARC-Target-URI", f"http://127.0.0.1{target}"),
                ("Content-Type", "application/http; msgtype=response"),
            ]
            file.write(warc.member(fields, head, pages[page].copy(copy)))
    return path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.replay", description="Measure imports and replays of WARC files.")
    parser.add_argument("--pages", type=int, default=3_000, help="records of each round (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of all programs (default %(default)s)")
    parser.add_argument("--small", type=int, default=1_000, help="records of the small file (default %(default)s)")
    parser.add_argument("--large", type=int, default=50_000, help="records of the large file (default %(default)s)")
    parser.add_argument("--only", type=partial(parts, known=PARTS), default=set(PARTS), help="of speed, memory")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="extraction processes (all cores)")
    parser.add_argument("--text", choices=("plain", "voted"), default="voted", help="how finews finds the text")
    parser.add_argument("--folder", type=Path, help="where the files are made: 45 kB a record, twice")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    given = parser.parse_args()
    os.environ["FINEWS_TEXT"] = given.text
    return given


if __name__ == "__main__":
    sys.exit(main())
