"""What a backfill leaves in Prefect: its plan and the coverage as it is then, and the page beside the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from flows.show import heatmap
from flows.show.outline import day_rows, total_line
from flows.show.page import page
from tasks.backfill.outline import Outline, covered
from tasks.backfill.span import Span
from tasks.settings import Settings, get_settings
from tasks.sources import Source
from warehouse.coverage import Day, Status
from warehouse.export import fresh

SQUARES = {Status.COMPLETE: "🟩", Status.PARTIAL: "🟨", Status.MISSING: "⬜", Status.FAILED: "🟥"}


def publish_outlines(outlines: Sequence[Outline]) -> None:
    """Attach what is to be done: a line a source, and a row for each day."""
    lines = "\n".join(f"- {total_line(made)}" for made in outlines)
    create_markdown_artifact(f"# Plan\n\n{lines}\n", key="plan", description="what there is to do")
    create_table_artifact(day_rows(outlines), key="plan-days", description="the days to fill, and how")


def publish_coverage(sources: Sequence[Source], span: Span) -> None:
    """Attach the coverage of the span to the run, as squares and as a link to the page."""
    settings = get_settings()
    days = covered(sources, span, settings)
    path = write_page(days, settings)
    create_markdown_artifact(markdown(days), key="coverage", description=f"{span.first} to {span.last}")
    create_link_artifact(path.as_uri(), link_text=str(path), key="coverage-page", description="the heat map as a page")


def write_page(days: Sequence[Day], settings: Settings) -> Path:
    """Write the page below the home folder, all at once; another backfill may do so at the same time."""
    path = settings.root / "reports" / "coverage.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh(path) as new:
        new.write_text(page(days, datetime.now(UTC)), encoding="utf-8")
        return new.replace(path)


def markdown(days: Sequence[Day]) -> str:
    """Draw a row of squares for each source and month."""
    parts = [f"# Coverage\n\n{' '.join(f'{square} {status.value}' for status, square in SQUARES.items())}\n"]
    for source, of_source in heatmap.by_source(days).items():
        parts.append(f"## {source}\n\n{heatmap.summary(of_source)}\n\n| month | days |\n|---|---|")
        months: dict[date, str] = {}
        for day in of_source:
            month = day.day.replace(day=1)
            months[month] = months.get(month, "") + SQUARES[day.status]
        parts += [f"| {month:%Y-%m} | {squares} |" for month, squares in months.items()]
        parts += ["", *(f"- {heatmap.gap_line(gap)}" for gap in heatmap.gaps(of_source)[: heatmap.MAX_GAPS])]
    return "\n".join(parts) + "\n"
