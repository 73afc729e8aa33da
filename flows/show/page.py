"""Coverage as one HTML page that needs nothing but itself: a drawing (SVG) for each source, its gaps, counts by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from html import escape
from itertools import zip_longest
from pathlib import Path

from flows.console import plural
from flows.show.heatmap import MAX_GAPS, WEEKDAYS, by_source, gap_line, gaps, is_quiet, months, summary, weeks
from warehouse.coverage import Day, Status

TEMPLATE = Path(__file__).with_name("coverage.html")
SMALL, LARGE, GAP, WIDTH = 11, 24, 3, 1000  # of the drawing, in pixels: a day at least and at most, between two, all
LEFT, TOP, BARS = 34, 18, 52  # for names of weekdays, for names of months, for the bars below


def page(days: Iterable[Day], made_at: datetime) -> str:
    """Return one HTML page with everything in it: drawings, gaps, the counts of each day as tooltips."""
    parts = [_section(source, of_source) for source, of_source in by_source(days).items()]
    body = "\n".join(parts) or "<p>No source has a day to show.</p>"
    return TEMPLATE.read_text(encoding="utf-8").replace("$made", f"{made_at:%Y-%m-%d %H:%M} UTC").replace("$body", body)


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
        f"<section><h2>{escape(source)}</h2><p>{span}; {articles:,} article{plural(articles)}</p>"
        f"<div class='tiles'>{tiles}</div><div class='scroll'>{_drawing(source, days)}</div>"
        f"<h3>Gaps</h3>{listed}</section>"
    )


def _drawing(source: str, days: list[Day]) -> str:
    columns = weeks(days)
    cell = max(SMALL, min(LARGE, WIDTH // len(columns) - GAP))
    step = cell + GAP
    grid = TOP + 7 * step
    most = max((max(day.loaded, day.expected or 0) for day in days), default=0) or 1
    drawn = [
        *(f'<text x="{LEFT + number * step}" y="{TOP - 6}">{name}</text>' for number, name in _apart(months(columns))),
        *(
            f'<text x="0" y="{TOP + row * step + cell * 0.75:.0f}">{name}</text>'
            for row, name in enumerate(WEEKDAYS)
            if name
        ),
        f'<text x="0" y="{grid + BARS}">news</text>',
    ]
    for number, week in enumerate(columns):
        for row, day in enumerate(week):
            if day:
                x = LEFT + number * step
                drawn.append(_cell(day, x, TOP + row * step, cell))
                drawn += _bar(day, x + row * step / 7, step / 7, grid + BARS, most)
    size = f'width="{LEFT + len(columns) * step}" height="{grid + BARS + 4}"'
    said = escape(f"{source} by day: {summary(days)}")  # for those who hear the page; the gaps are listed below
    return f'<svg {size} role="img" aria-label="{said}">{"".join(drawn)}</svg>'


def _apart(names: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out a name that the next one would be written over."""
    listed = list(names)
    return [one for one, after in zip_longest(listed, listed[1:]) if after is None or after[0] - one[0] > 1]


def _cell(day: Day, x: float, y: float, size: int) -> str:
    """Draw a day: its state is the colour, and how much of what was expected is there its strength."""
    kind = "quiet" if is_quiet(day) else day.status.value
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
        f"{day.loaded} article{plural(day.loaded)}{likely}",
        f"{day.found} link{plural(day.found)} found: {day.fetched} fetched, {day.waiting} waiting, {day.failed} failed",
        f"{day.rejected} rejected",
    ]
    return "\n".join([*lines, *([day.detail] if day.detail else [])])
