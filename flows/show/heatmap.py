"""Coverage as a calendar in the terminal: a column is a week, a row a weekday, a block a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from rich.console import Console
from rich.text import Text

from flows.console import plural
from warehouse.coverage import Day, Status

MARKS = {Status.COMPLETE: ("■", "green"), Status.PARTIAL: ("◪", "yellow"), Status.MISSING: ("□", "red"),
         Status.FAILED: ("✗", "bold red")}  # fmt: skip
QUIET = ("·", "dim")  # complete, and nothing was published
WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
MAX_GAPS = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row that are not complete for the same reason."""

    first: date
    last: date
    status: Status
    days: int


def by_source(days: Iterable[Day]) -> dict[str, list[Day]]:
    """Group days by their source, oldest first."""
    found: dict[str, list[Day]] = {}
    for day in sorted(days, key=lambda day: (day.source, day.day)):
        found.setdefault(day.source, []).append(day)
    return found


def gaps(days: list[Day]) -> list[Gap]:
    """Return the stretches of one source that are not complete, the longest first."""
    found = []
    for status, group in groupby(days, key=lambda day: day.status):
        part = list(group)
        if status is not Status.COMPLETE:
            found.append(Gap(part[0].day, part[-1].day, status, len(part)))
    return sorted(found, key=lambda gap: (-gap.days, gap.first))


def summary(days: Sequence[Day]) -> str:
    """Say how many days are in which state."""
    counts = Counter(day.status for day in days)
    return ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status]) or "no days"


def gap_line(gap: Gap) -> str:
    """Name a gap in a few words."""
    span = f"{gap.first}" if gap.days == 1 else f"{gap.first} to {gap.last}"
    return f"{span}: {gap.days} day{plural(gap.days)} {gap.status.value}"


def show(days: Iterable[Day], console: Console) -> None:
    """Draw every source, as many weeks a block as the terminal is wide."""
    wide = max(4, (console.width - 6) // 2)
    for source, of_source in by_source(days).items():
        articles = sum(day.loaded for day in of_source)
        span = f"{of_source[0].day} to {of_source[-1].day}"
        console.print(
            Text(f"{source}, {span}: {summary(of_source)}; {articles:,} article{plural(articles)}", style="bold")
        )
        columns = weeks(of_source)
        for start in range(0, len(columns), wide):
            _show_weeks(columns[start : start + wide], console)
        missing = gaps(of_source)
        for gap in missing[:MAX_GAPS]:
            console.print(f"  {gap_line(gap)}", markup=False)
        if (more := len(missing) - MAX_GAPS) > 0:
            console.print(f"  and {more} more gap{plural(more)}; --format json gives all")
    legend = Text()
    for status, (mark, style) in MARKS.items():
        legend.append(f"{mark} ", style=style).append(f"{status.value}  ")
    console.print(legend.append(QUIET[0], style=QUIET[1]).append(" nothing was expected or published"))


def _show_weeks(columns: list[list[Day | None]], console: Console) -> None:
    console.print(Text("     ").append(_month_line(columns), style="dim"))
    for row, name in enumerate(WEEKDAYS):
        line = Text(f"{name:<5}", style="dim")
        for week in columns:
            day = week[row]
            mark, style = _mark(day) if day else (" ", "")
            line.append(f"{mark} ", style=style)
        console.print(line)


def is_quiet(day: Day) -> bool:
    """Say whether a day is complete because nothing was there; pages that name no day count as found alone."""
    return day.status is Status.COMPLETE and not (day.loaded or day.found)


def _mark(day: Day) -> tuple[str, str]:
    return QUIET if is_quiet(day) else MARKS[day.status]


def weeks(days: list[Day]) -> list[list[Day | None]]:
    """Return columns of seven days, Monday first."""
    known = {day.day: day for day in days}
    monday = days[0].day - timedelta(days=days[0].day.weekday())
    count = (days[-1].day - monday).days // 7 + 1
    return [[known.get(monday + timedelta(days=7 * week + row)) for row in range(7)] for week in range(count)]


def _month_line(columns: list[list[Day | None]]) -> str:
    """Write the name of each month above its first week, where there is room."""
    line = ""
    for number, name in months(columns):
        if len(line) <= 2 * number + 2:
            line = line.ljust(2 * number) + name + " "
    return line


def months(columns: list[list[Day | None]]) -> Iterator[tuple[int, str]]:
    """Yield the weeks in which a month begins, with its name; January has that of its year."""
    before: date | None = None
    for number, week in enumerate(columns):
        first = next(day.day for day in week if day)
        if before is None or first.month != before.month:
            yield number, f"{first:%b}" if before is None or first.month > 1 else f"{first.year}"
        before = first
