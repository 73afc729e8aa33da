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
    source: Annotated[list[str] | None, Parameter(name=["--source", "-s"], negative=())] = None,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    to: Annotated[str | None, Parameter(name="--to")] = None,
    plan: Annotated[bool, Parameter(negative=())] = False,
    if_exists: Literal["skip", "check", "replace", "fail"] = "skip",
    format: Annotated[Literal["table", "json"], Parameter(name=["--format", "-f"])] = "table",
) -> int:
    """Fill days of the past that are missing, partial or failed, oldest first.

    With --plan it says what there is to do and what that takes, and asks nobody. A run that was stopped or killed is
    gone on with by the same command: what was fetched is never asked for again.

    Parameters
    ----------
    name
        Names of source files below `sources/`, without `.toml`.
    source
        Such a name, given as the option that `coverage` and `replay` have; may be repeated.
    from_
        First calendar day, as it is called at the source: YYYY-MM-DD.
    to
        Last calendar day, included.
    plan
        Only say what would be done: days, ways, requests, bytes and hours.
    if_exists
        skip: leave complete days alone. check: read the lists of all days again and fetch what is missing.
        replace: visit every page again; what changed becomes a revision. fail: do nothing if there is anything.
    format
        How to print the plan.
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
