"""Turns trials into tables: medians with their spread, ratios of one round to the same round, targets beside them."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.accounting import ALL, MAIN
from benchmarks.programs import Trial

PACKAGES = ("prefect", "trafilatura", "lxml", "requests", "deltalake", "duckdb", "pyarrow")


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that was asked for, beside its target."""

    what: str
    measured: str
    target: str
    is_reached: bool


def spread(values: Sequence[float], digits: int = 1, unit: str = "") -> str:
    """Write the median and, where there are several values, their range."""
    middle = f"{statistics.median(values):.{digits}f}{unit}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def ratio(what: str, values: Sequence[float], others: Sequence[float], at_least: float) -> Finding:
    """Compare two programs round by round, as far as both got."""
    ratios = [value / other for value, other in zip(values, others, strict=False)]
    return Finding(what, spread(ratios, 2), f"≥ {at_least:g}", statistics.median(ratios) >= at_least)


def below(what: str, value: float, limit: float, unit: str, detail: str) -> Finding:
    """Compare a figure with what it must stay below."""
    return Finding(what, f"{value:.1f}{unit} ({detail})", f"< {limit:g}{unit}", value < limit)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], markdown: bool) -> str:
    """Lay out a table as plain text or as Markdown."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (header, *rows)]
    if not markdown:
        return "\n".join("  ".join(line).rstrip() for line in lines)
    rule = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def throughput(trials: dict[str, list[Trial]], markdown: bool) -> str:
    """The table of all programs."""
    header = ("from link to queryable row", "pages/s", "CPU ms a page", "articles", "whole command, s", "its CPU, s")
    rows = [
        (
            name,
            spread([trial.rate for trial in runs]),
            spread([trial.cost for trial in runs]),
            f"{runs[-1].rows} of {runs[-1].pages}",
            spread([trial.usage.wall for trial in runs]),
            spread([trial.usage.cpu for trial in runs]),
        )
        for name, runs in trials.items()
    ]
    return table(header, rows, markdown)


def where(name: str, runs: Sequence[Trial]) -> str:
    """Say in one line which processes took a program's CPU time."""
    roles = {role: [trial.cost_by_role().get(role, 0.0) for trial in runs] for role in runs[0].cost_by_role()}
    words = ", ".join(f"{role} {spread(values)}" for role, values in sorted(roles.items()))
    served = spread([1000 * trial.served / trial.pages for trial in runs], 2)
    return f"{name}: CPU ms a page of {words}; page server, not counted, {served}"


def memory_where(trial: Trial) -> str:
    """Say in one line which processes held the memory, each at its own peak."""
    peaks = ((role, size) for role, size in sorted(trial.usage.memory.items()) if role not in (ALL, MAIN))
    return f"finews, {trial.pages:,} pages: peak memory of {', '.join(f'{r} {megabytes(s)}' for r, s in peaks)}"


def findings_table(findings: Sequence[Finding], markdown: bool) -> str:
    """The table of what was asked for."""
    rows = [(f.what, f.measured, f.target, "yes" if f.is_reached else "no") for f in findings]
    return table(("asked for", "measured", "target", "reached"), rows, markdown)


def prefect_share(crawl: Trial, plain: Trial) -> Finding:
    """Prefect's part of the CPU time of a crawl: its server, and what our process takes more than without it."""
    server = crawl.usage.by_role().get("server", 0.0)
    started = crawl.usage.between(0.0, crawl.begin).get("server", 0.0)
    client = crawl.usage.by_role()["main"] - (plain.usage.by_role()["main"] - plain.more["importing"])
    share = 100 * (server + client) / crawl.usage.cpu
    detail = f"server {server:.1f} s, {started:.1f} of it to start; client {client:.1f} s; all {crawl.usage.cpu:.0f} s"
    return below(f"Prefect's CPU in a run of {crawl.pages:,} pages", share, 5, " %", detail)


def memory_growth(small: Trial, large: Trial) -> list[Finding]:
    """How much more memory a large run takes than a small one, at the peak."""
    found = []
    for key, words in ((ALL, "all processes"), (MAIN, "finews's own process")):
        before, after = small.usage.memory[key], large.usage.memory[key]
        what = f"peak memory of {words}, {large.pages:,} pages against {small.pages:,}"
        growth = 100 * (after / before - 1)
        measured = f"{growth:+.1f} % ({megabytes(before)} → {megabytes(after)})"
        found.append(Finding(what, measured, "≤ +10 %", growth <= 10))
    return found


def planning(known: int, taken: dict[str, Any]) -> Finding:
    """How long a plan takes that finds nothing new; the slowest round counts."""
    seconds, fastest, cpu = max(taken["seconds"]), min(taken["seconds"]), statistics.median(taken["cpu"])
    detail = f"fastest {fastest:.1f}, {cpu:.1f} CPU s; {taken['found']:,} found, {taken['due']} due"
    return below(f"planning with {known:,} known URLs, slowest of {len(taken['cpu'])}", seconds, 3, " s", detail)


def megabytes(size: int) -> str:
    """Write a size in memory."""
    return f"{size / 1e6:.0f} MB"


def machine() -> str:
    """Say what this was measured on."""
    cores = len(os.sched_getaffinity(0))
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    hardware = f"{cores} cores of {_processor()}, {_memory()} of memory, {platform.system()} {platform.release()}"
    load = f"load {os.getloadavg()[0]:.1f} before the start"
    return f"{hardware}, {load}\nPython {platform.python_version()}, {packages}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
