"""A backfill's plan in words: a line for each source, a row for each day that is to be filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from flows.console import plural
from flows.show.heatmap import summary
from flows.show.table import print_table
from tasks.backfill.outline import Outline, Work
from tasks.space import megabytes

MAX_DAYS = 60  # rows that a terminal shows


def state_line(made: Outline) -> str:
    """Say in which state the days are."""
    return f"{made.source}, {made.span.first} to {made.span.last}: {summary(made.days)}"


def total_line(made: Outline) -> str:
    """Say what there is to do, and what that takes."""
    if not made.todo:
        return f"{state_line(made)}; nothing to do"
    return f"{state_line(made)}; {len(made.todo)} to fill by {', '.join(made.strategies)}: {_takes(made)}"


def _takes(made: Outline) -> str:
    times = f" {made.looks} times" if made.looks > 1 else ""
    read = f"{megabytes(made.file_bytes)} of files here are read{times}"
    if not made.requests:
        return f"no requests; {read}"
    parts = f"{made.lists:,} list{plural(made.lists)}, {made.pages:,} page{plural(made.pages)}"
    asked = f"about {made.requests:,} request{plural(made.requests)} ({parts})"
    pace = f" at one request in {made.delay:g} s" if made.delay else ", without a pause between requests"
    takes = f"{asked}, {megabytes(made.bytes)}, {duration(made.hours)}{pace}"
    return f"{takes}; {read}" if made.file_bytes else takes


def duration(hours: float) -> str:
    """Write a time for people."""
    return f"{hours:,.1f} hours" if hours >= 1 else f"{hours * 60:.1f} minutes" if hours * 60 >= 1 else "under a minute"


def day_rows(outlines: Iterable[Outline]) -> list[dict[str, Any]]:
    """Return a row for each day that is to be filled."""
    return [_row(made, work) for made in outlines for work in made.todo]


def _row(made: Outline, work: Work) -> dict[str, Any]:
    day = work.day
    return {
        "source": made.source, "day": day.day.isoformat(), "status": day.status.value, "articles": day.loaded,
        "expected": day.expected, "waiting": day.waiting, "failed": day.failed, "pages": round(work.pages),
        "by": "; ".join(work.places), "detail": day.detail or "",
    }  # fmt: skip


def as_json(made: Outline) -> dict[str, Any]:
    """Return a plan as plain JSON values."""
    return {
        "source": made.source, "from": made.span.first.isoformat(), "to": made.span.last.isoformat(),
        "states": dict(Counter(day.status.value for day in made.days)), "strategies": list(made.strategies),
        "days": day_rows([made]), "lists": made.lists, "pages": made.pages, "requests": made.requests,
        "bytes": made.bytes, "file_bytes": made.file_bytes, "looks": made.looks, "hours": round(made.hours, 3),
        "delay": made.delay, "assumed": list(made.assumed),
    }  # fmt: skip


def show(outlines: Sequence[Outline], console: Console) -> None:
    """Show the plan: the days as a table, then a line for each source."""
    rows = day_rows(outlines)
    if rows:
        names = ["source", "day", "status", "articles", "expected", "waiting", "failed", "pages", "by"]
        print_table(console, names, ([row[name] for name in names] for row in rows[:MAX_DAYS]))
    if len(rows) > MAX_DAYS:
        console.print(f"the first {MAX_DAYS} of {len(rows)} days; --format json gives all")
    for made in outlines:
        console.print(total_line(made), markup=False, soft_wrap=True)
        for assumed in made.assumed:
            console.print(f"  assumed: {assumed}", markup=False)
