"""`finews coverage`: what there is of each day, and where the gaps are."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

from cyclopts import Parameter

from flows.console import err
from tasks.settings import get_settings

if TYPE_CHECKING:
    from warehouse.coverage import Day

WEEKS = 13  # shown unless a range is given


def coverage(
    *,
    source: Annotated[list[str] | None, Parameter(name=["--source", "-s"])] = None,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    to: Annotated[str | None, Parameter(name="--to")] = None,
    format: Annotated[Literal["table", "json", "html"], Parameter(name=["--format", "-f"])] = "table",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> int:
    """Show which past days are complete, partial, missing or failed, as a heat map.

    A day is a calendar day in the source's time zone. It is compared with the median of the same weekday in the four
    weeks before and after; days on which the source's exchange (`calendar`) is closed are compared with each other.
    `finews backfill` fills the gaps.

    Parameters
    ----------
    source
        Name of a source; may be repeated. Default: all sources.
    from_
        First day, YYYY-MM-DD. Default: thirteen weeks before the last one.
    to
        Last day, YYYY-MM-DD. Default: the last day that is over at every source.
    format
        table: a heat map in the terminal. json: one JSON object per day. html: a self-contained page.
    output
        Write to this file instead of standard output.
    """
    from tasks.backfill.outline import covered
    from tasks.backfill.span import read_span, yesterday_at
    from tasks.sources import load_sources

    settings, now = get_settings(), datetime.now(UTC)
    sources = load_sources(settings.sources, source or [])
    last = to or yesterday_at(sources, now).isoformat()
    first = from_ or _before(last)
    days = covered(sources, read_span(first, last, sources, now), settings)
    if output:
        with output.open("w", encoding="utf-8") as file:
            _write(days, format, file)
        err.print(f"wrote {output}")
    else:
        _write(days, format, sys.stdout)
    return 0


def _before(last: str) -> str:
    try:
        return (date.fromisoformat(last) - timedelta(days=7 * WEEKS - 1)).isoformat()
    except (ValueError, OverflowError):
        return last  # what is wrong with it is said where it is read


def _write(days: list[Day], format: str, file: TextIO) -> None:
    from flows.show import heatmap
    from flows.show.page import page
    from flows.show.table import terminal

    if format == "table":
        heatmap.show(days, terminal(file))
    elif format == "html":
        file.write(page(days, datetime.now(UTC)))
    else:
        for day in days:
            file.write(json.dumps(asdict(day), default=lambda value: value.isoformat(), ensure_ascii=False) + "\n")
