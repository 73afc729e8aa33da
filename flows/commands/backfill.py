"""`finews backfill`: say what of the past is missing and what filling it would take, or do it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from flows.console import err
from tasks.settings import get_settings

if TYPE_CHECKING:
    from tasks.backfill.outline import Outline
    from tasks.backfill.span import Span


def backfill(
    *name: str,
    source: Annotated[list[str] | None, Parameter(name=["--source", "-s"])] = None,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    to: Annotated[str | None, Parameter(name="--to")] = None,
    plan: bool = False,
    if_exists: Literal["skip", "check", "replace", "fail"] = "skip",
    format: Annotated[Literal["table", "json"], Parameter(name=["--format", "-f"])] = "table",
) -> int:
    """Fill past days that are missing, partial or failed, oldest first.

    Start with --plan: it estimates the work and makes no request. Stop or kill a run at any time; the same command goes
    on with what is left and fetches nothing twice. Examples:

        finews backfill my-source --from 2026-01-01 --to 2026-03-31 --plan
        finews backfill my-source --from 2026-01-01 --to 2026-03-31

    Parameters
    ----------
    name
        Names of sources: their files in `sources/`, without `.toml`.
    source
        Another way to give NAME, as in `coverage` and `replay`; may be repeated.
    from_
        First day, YYYY-MM-DD, in the time zone of the source.
    to
        Last day, included.
    plan
        Only show what would be done: days, strategies, requests, bytes and hours.
    if_exists
        skip: leave complete days alone. check: read the lists of all days again and fetch what is missing. replace:
        also fetch every page again that was not fetched in the last day; what changed becomes a revision. fail: refuse
        to start if any day has something already.
    format
        Format of the plan.
    """
    from tasks.backfill.outline import IfExists, outline
    from tasks.backfill.span import SpanError, read_span
    from tasks.sources import load_sources

    names = [*name, *(source or ())]
    if not names:
        raise SpanError("name the sources to fill: finews backfill NAME --from YYYY-MM-DD --to YYYY-MM-DD")
    settings, now = get_settings(), datetime.now(UTC)
    sources = load_sources(settings.sources, names)
    span = read_span(from_, to, sources, now)
    outlines = [outline(one, span, IfExists(if_exists), settings, now) for one in sources]
    if plan:
        _show(outlines, format)
        return 0
    if not any(made.todo for made in outlines):
        from flows.show.outline import total_line

        for made in outlines:
            err.print(total_line(made), markup=False)
        return 0
    return _fill([one.name for one in sources], span, if_exists)


def _show(outlines: list[Outline], format: str) -> None:
    from flows.show.outline import as_json, show
    from flows.show.table import terminal

    if format == "table":
        show(outlines, terminal())
        return
    for made in outlines:
        print(json.dumps(as_json(made), ensure_ascii=False))


def _fill(names: list[str], span: Span, if_exists: Literal["skip", "check", "replace", "fail"]) -> int:
    from flows.commands.running import run_flow, started

    with started("flows.backfill") as url:
        from flows.backfill import backfill as flow

        return run_flow(url, lambda: flow(names, span.first, span.last, if_exists))
