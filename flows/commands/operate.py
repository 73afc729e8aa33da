"""`finews status`, `maintain` and `serve`: looking after a warehouse."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter, validators

from flows.console import FAILED, err
from tasks.settings import Settings, get_settings


def status() -> int:
    """Show for each source its last success, what is new today, failures, and the next run."""
    from flows.show.sources import show_status
    from flows.show.table import terminal

    show_status(get_settings(), terminal())
    return 0


def maintain(
    *,
    retention_days: Annotated[float, Parameter(validator=validators.Number(gt=0))] = 7.0,
    plan: Annotated[bool, Parameter(negative=())] = False,
    even_if_referenced: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Compact the tables, delete files that no reader needs any more, and check that all is sound.

    WARC files older than their source says (`keep = "90d"`) are removed, unless a current article or a snapshot points
    to them.

    Parameters
    ----------
    retention_days
        How long files outlive the last version that needs them.
    plan
        Only say what would be done.
    even_if_referenced
        Remove WARC files although an article or a snapshot points to them: it cannot be extracted again then.
    """
    from flows.server import server

    settings = get_settings()
    if plan:
        return _maintain_plan(settings, even_if_referenced)
    with server(settings, flow="flows.maintain"):
        from flows.maintain import Unsound
        from flows.maintain import maintain as flow

        try:
            results = flow(retention_days, even_if_referenced)
        except Unsound as unsound:
            err.print(f"finews: {unsound}", style="red", markup=False)
            return FAILED
    err.print(f"{len(results)} checks hold")
    return 0


def _maintain_plan(settings: Settings, even_if_referenced: bool) -> int:
    from flows.maintain import kept
    from flows.show.maintain import show_plan
    from flows.show.table import terminal
    from warehouse.retention import old_files
    from warehouse.store import Store

    store, keep = Store(settings.root), kept(settings)
    show_plan(store, keep, old_files(store, settings.archive, keep), even_if_referenced, terminal())
    return 0


def serve(*, port: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=65535))] = 4200) -> int:
    """Run everything on this machine: Prefect's server and page, the schedules, and a worker. Ctrl-C stops all.

    Parameters
    ----------
    port
        Where Prefect's page and API listen on 127.0.0.1.
    """
    from flows.serve import serve_all

    return serve_all(get_settings(), port, err)
