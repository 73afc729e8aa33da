"""Coverage as a calendar: a heat map for the terminal, and a page that needs nothing but itself.

Hides the layout: a column is a week, a row a weekday, a block a source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from itertools import groupby, zip_longest

from rich.console import Console
from rich.text import Text

from warehouse.coverage import Day, Status

MARKS = {Status.COMPLETE: ("■", "green"), Status.PARTIAL: ("◪", "yellow"), Status.MISSING: ("□", "red"),
         Status.FAILED: ("✗", "bold red")}  # fmt: skip
QUIET = ("·", "dim")  # complete, and nothing was published
WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
SMALL, LARGE, GAP, WIDTH = 11, 24, 3, 1000  # of the drawing, in pixels: a day at least and at most, between two, all
LEFT, TOP, BARS = 34, 18, 52  # for names of weekdays, for names of months, for the bars below
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


def summary(days: list[Day]) -> str:
    """Say how many days are in which state."""
    counts = Counter(day.status for day in days)
    return ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status]) or "no days"


def gap_line(gap: Gap) -> str:
    """Name a gap in a few words."""
    span = f"{gap.first}" if gap.days == 1 else f"{gap.first} to {gap.last}"
    return f"{span}: {gap.days} day{'s' * (gap.days != 1)} {gap.status.value}"


# -- terminal ------------------------------------------------------------------------------------


def show(days: Iterable[Day], console: Console) -> None:
    """Draw every source, as many weeks a block as the terminal is wide."""
    wide = max(4, (console.width - 6) // 2)
    for source, of_source in by_source(days).items():
        articles = sum(day.loaded for day in of_source)
        span = f"{of_source[0].day} to {of_source[-1].day}"
        console.print(Text(f"{source}, {span}: {summary(of_source)}; {articles:,} articles", style="bold"))
        weeks = _weeks(of_source)
        for start in range(0, len(weeks), wide):
            _show_weeks(weeks[start : start + wide], console)
        missing = gaps(of_source)
        for gap in missing[:MAX_GAPS]:
            console.print(f"  {gap_line(gap)}", markup=False)
        if len(missing) > MAX_GAPS:
            console.print(f"  and {len(missing) - MAX_GAPS} more gaps; --format json gives all")
    legend = Text()
    for status, (mark, style) in MARKS.items():
        legend.append(f"{mark} ", style=style).append(f"{status.value}  ")
    console.print(legend.append(QUIET[0], style=QUIET[1]).append(" nothing was expected or published"))


def _show_weeks(weeks: list[list[Day | None]], console: Console) -> None:
    console.print(Text("     ").append(_month_line(weeks), style="dim"))
    for row, name in enumerate(WEEKDAYS):
        line = Text(f"{name:<5}", style="dim")
        for week in weeks:
            day = week[row]
            mark, style = _mark(day) if day else (" ", "")
            line.append(f"{mark} ", style=style)
        console.print(line)


def _mark(day: Day) -> tuple[str, str]:
    return QUIET if day.status is Status.COMPLETE and not day.loaded else MARKS[day.status]


def _weeks(days: list[Day]) -> list[list[Day | None]]:
    """Return columns of seven days, Monday first."""
    known = {day.day: day for day in days}
    monday = days[0].day - timedelta(days=days[0].day.weekday())
    count = (days[-1].day - monday).days // 7 + 1
    return [[known.get(monday + timedelta(days=7 * week + row)) for row in range(7)] for week in range(count)]


def _month_line(weeks: list[list[Day | None]]) -> str:
    """Write the name of each month above its first week, where there is room."""
    line = ""
    for number, name in _months(weeks):
        if len(line) <= 2 * number + 2:
            line = line.ljust(2 * number) + name + " "
    return line


def _months(weeks: list[list[Day | None]]) -> Iterator[tuple[int, str]]:
    """Yield the weeks in which a month begins, with its name; January has that of its year."""
    before: date | None = None
    for number, week in enumerate(weeks):
        first = next(day.day for day in week if day)
        if before is None or first.month != before.month:
            yield number, f"{first:%b}" if before is None or first.month > 1 else f"{first.year}"
        before = first


# -- page ----------------------------------------------------------------------------------------


def page(days: Iterable[Day], made_at: datetime) -> str:
    """Return one HTML page with everything in it: drawings, gaps, the counts of each day as tooltips."""
    parts = [_section(source, of_source) for source, of_source in by_source(days).items()]
    body = "\n".join(parts) or "<p>No source has a day to show.</p>"
    return _PAGE.replace("$made", f"{made_at:%Y-%m-%d %H:%M} UTC").replace("$body", body)


def _section(source: str, days: list[Day]) -> str:
    articles, span = sum(day.loaded for day in days), f"{days[0].day} to {days[-1].day}"
    counts = Counter(day.status for day in days)
    tiles = "".join(
        f'<div class="tile {status.value}"><b>{counts[status]}</b> {status.value}</div>' for status in Status
    )
    missing = gaps(days)
    items = "".join(f"<li>{escape(gap_line(gap))}</li>" for gap in missing[:MAX_GAPS])
    more = f"<li>and {len(missing) - MAX_GAPS} more</li>" if len(missing) > MAX_GAPS else ""
    listed = f"<ul>{items}{more}</ul>" if missing else "<p>No gaps.</p>"
    return (
        f"<section><h2>{escape(source)}</h2><p>{span}; {articles:,} articles</p><div class='tiles'>{tiles}</div>"
        f"<div class='scroll'>{_drawing(days)}</div><h3>Gaps</h3>{listed}</section>"
    )


def _drawing(days: list[Day]) -> str:
    weeks = _weeks(days)
    cell = max(SMALL, min(LARGE, WIDTH // len(weeks) - GAP))
    step = cell + GAP
    grid = TOP + 7 * step
    most = max((max(day.loaded, day.expected or 0) for day in days), default=0) or 1
    drawn = [
        *(f'<text x="{LEFT + number * step}" y="{TOP - 6}">{name}</text>' for number, name in _apart(_months(weeks))),
        *(
            f'<text x="0" y="{TOP + row * step + cell * 0.75:.0f}">{name}</text>'
            for row, name in enumerate(WEEKDAYS)
            if name
        ),
        f'<text x="0" y="{grid + BARS}">news</text>',
    ]
    for number, week in enumerate(weeks):
        for row, day in enumerate(week):
            if day:
                x = LEFT + number * step
                drawn.append(_cell(day, x, TOP + row * step, cell))
                drawn += _bar(day, x + row * step / 7, step / 7, grid + BARS, most)
    size = f'width="{LEFT + len(weeks) * step}" height="{grid + BARS + 4}"'
    return f'<svg {size} role="img" aria-label="coverage by day">{"".join(drawn)}</svg>'


def _apart(months: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out a name that the next one would be written over."""
    listed = list(months)
    return [one for one, after in zip_longest(listed, listed[1:]) if after is None or after[0] - one[0] > 1]


def _cell(day: Day, x: float, y: float, size: int) -> str:
    """Draw a day: its state is the colour, and how much of what was expected is there its strength."""
    kind = "quiet" if day.status is Status.COMPLETE and not day.loaded else day.status.value
    share = min(1.0, day.loaded / day.expected) if day.expected else 1.0
    strength = f' fill-opacity="{0.45 + 0.55 * share:.2f}"' if kind == "complete" else ""
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{size}" height="{size}" rx="3"{strength}>'
        f"<title>{escape(tooltip(day))}</title></rect>"
    )


def _bar(day: Day, x: float, width: float, base: float, most: float) -> list[str]:
    """Draw how many articles a day has, and a line at how many were expected."""
    scale = (BARS - 8) / most
    drawn = []
    if day.loaded:
        high = day.loaded * scale
        shape = f'x="{x:.1f}" y="{base - high:.1f}" width="{width - 0.5:.1f}" height="{high:.1f}"'
        drawn.append(f'<rect class="bar" {shape}><title>{escape(tooltip(day))}</title></rect>')
    if day.expected:
        drawn.append(f'<path class="likely" d="M{x:.1f} {base - day.expected * scale:.1f}h{width:.1f}"/>')
    return drawn


def tooltip(day: Day) -> str:
    """Say all that is known of a day."""
    likely = "" if day.expected is None else f", {day.expected:g} expected"
    lines = [
        f"{day.day:%a %Y-%m-%d}: {day.status.value}" + (" (exchange closed)" if day.closed else ""),
        f"{day.loaded} articles{likely}",
        f"{day.found} links found: {day.fetched} fetched, {day.waiting} waiting, {day.failed} failed",
        f"{day.rejected} rejected",
    ]
    return "\n".join([*lines, *([day.detail] if day.detail else [])])


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>finews: coverage</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { --ink: #1d2733; --soft: #66758a; --paper: #f7f8fa; --card: #fff; --line: #dfe4ea;
        --complete: #1f8a70; --partial: #e0a100; --missing: #d64545; --quiet: #e6eaef; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7ebf0; --soft: #94a3b5; --paper: #11161c; --card: #1a2129; --line: #2c3641; --complete: #3cc3a0;
          --partial: #f0b93a; --missing: #f0696b; --quiet: #2a333d; } }
body { margin: 0 auto; padding: 32px 20px; max-width: 1100px; background: var(--paper); color: var(--ink);
       font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 18px; margin: 0; } h3 { font-size: 14px; margin: 12px 0 4px; }
p { margin: 2px 0 10px; color: var(--soft); } ul { margin: 0; padding-left: 18px; columns: 2; font-size: 14px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px;
          margin-top: 20px; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 14px; }
.tile { border-left: 4px solid var(--quiet); padding: 2px 12px 2px 8px; color: var(--soft); font-size: 13px; }
.tile b { color: var(--ink); font-size: 17px; } .scroll { overflow-x: auto; }
.tile.complete { border-color: var(--complete); } .tile.partial { border-color: var(--partial); }
.tile.missing, .tile.failed { border-color: var(--missing); }
svg text { font-size: 10px; fill: var(--soft); }
rect.complete { fill: var(--complete); } rect.partial { fill: var(--partial); } rect.failed { fill: var(--missing); }
rect.missing { fill: none; stroke: var(--missing); stroke-width: 1.6; } rect.quiet { fill: var(--quiet); }
rect.bar { fill: var(--complete); opacity: .8; } path.likely { stroke: var(--ink); stroke-width: 1; opacity: .55; }
.key { display: flex; flex-wrap: wrap; gap: 16px; font-size: 13px; color: var(--soft); margin-top: 10px; }
.key svg { vertical-align: -2px; margin-right: 5px; }
</style></head><body>
<h1>Coverage</h1><p>By source and calendar day at the source; made $made by finews. Point at a day for its counts.</p>
<div class="key">
<span><svg width="13" height="13"><rect class="complete" width="13" height="13" rx="3"/></svg>complete</span>
<span><svg width="13" height="13"><rect class="partial" width="13" height="13" rx="3"/></svg>partial</span>
<span><svg width="13" height="13"><rect class="missing" x="1" y="1" width="11" height="11" rx="3"/></svg>missing</span>
<span><svg width="13" height="13"><rect class="failed" width="13" height="13" rx="3"/></svg>failed</span>
<span><svg width="13" height="13"><rect class="quiet" width="13" height="13" rx="3"/></svg>nothing expected</span>
<span><svg width="16" height="13"><path class="likely" d="M0 7h14"/></svg>articles expected</span>
</div>
$body
</body></html>
"""
