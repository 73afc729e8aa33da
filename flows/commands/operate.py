"""`finews status`, `maintain` and `serve`: looking after a warehouse."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter, validators

from flows.console import FAILED, err
from tasks.settings import Settings, get_settings


def status() -> int:
    """Show the last success, new articles, failures and next run of each source."""
    from flows.show.sources import show_status
    from flows.show.table import terminal

    show_status(get_settings(), terminal())
    return 0


def maintain(
    *,
    retention_days: Annotated[float, Parameter(validator=validators.Number(gt=0, lte=36_500))] = 7.0,
    plan: bool = False,
    even_if_referenced: bool = False,
) -> int:
    """Compact the tables, delete files that are no longer needed, and check the warehouse.

    WARC files older than their source allows (`keep = "90d"` in its file) are deleted, unless a current article or a
    snapshot points to them.

    Parameters
    ----------
    retention_days
        Days to keep a table's file after the last version that needs it.
    plan
        Only show what would be done.
    even_if_referenced
        Delete old WARC files although an article or a snapshot points to them. Those pages cannot be extracted again.
    """
    from flows.server import server

    settings = get_settings()
    if plan:
        return _maintain_plan(settings, retention_days, even_if_referenced)
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


def _maintain_plan(settings: Settings, retention_days: float, even_if_referenced: bool) -> int:
    from flows.maintain import kept
    from flows.show.maintain import show_plan
    from flows.show.table import terminal
    from warehouse.retention import old_files
    from warehouse.store import Store

    store, keep = Store(settings.root), kept(settings)
    old, counts = old_files(store, settings.archive, keep), store.file_counts(timedelta(days=retention_days))
    show_plan(counts, keep, old, even_if_referenced, terminal())
    return 0


def serve(*, port: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=65535))] = 4200) -> int:
    """Run the schedules of prefect.yaml on this machine: a Prefect server with its web page, and a worker.

    Ctrl-C stops all of them.

    Parameters
    ----------
    port
        Port on 127.0.0.1 of Prefect's web page and API.
    """
    from flows.serve import serve_all

    return serve_all(get_settings(), port, err)
