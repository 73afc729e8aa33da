"""Shows a run while it lasts, and what came of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from flows.console import plural
from flows.show.table import print_table
from tasks.progress import progress

if TYPE_CHECKING:
    from flows.summary import Summary

MAX_REJECTS = 10  # rejects that a summary shows


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
    names = {"found": "link{s} found", "fetched": "fetched", "articles": "article{s}", "rejects": "reject{s}",
             "revisions": "new wording{s} loaded", "to replay": "page{s} to extract again"}  # fmt: skip
    done = [f"{counts[key]:,} {word.format(s=plural(counts[key]))}" for key, word in names.items() if key in counts]
    return ", ".join(done) or "looking at the sources"


def show_summary(summary: Summary, console: Console) -> None:
    """Say what a run did: a line a source, the rejects by reason, and what went wrong."""
    from flows.report import source_rows

    rows = source_rows(summary)
    print_table(console, list(rows[0]) if rows else [], [row.values() for row in rows])
    _show_rejects(summary, console)
    _show_left_out(summary, console)
    for task, why in summary.lost.items():
        console.print(f"{task} was not finished ({why}); the next run takes it up", style="yellow", markup=False)
    seconds = (summary.ended_at - summary.started_at).total_seconds() if summary.ended_at else 0
    wordings = f"{summary.revisions} new wording{plural(summary.revisions)}"
    console.print(f"{summary.status}: {wordings} in {seconds:.1f} s (run {summary.run_id})")


def _show_rejects(summary: Summary, console: Console) -> None:
    """The rejects by reason, and the first of them."""
    from flows.report import reject_rows

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


def _show_left_out(summary: Summary, console: Console) -> None:
    """What was passed over, and why."""
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
