"""`finews status`, `maintain` and `serve`: looking after a warehouse."""

from __future__ import annotations

from flows.console import FAILED, err
from tasks.settings import get_settings


def status() -> int:
    """Show for each source its last success, what is new today, failures, and the next run."""
    from flows.show import show_status, terminal

    show_status(get_settings(), terminal())
    return 0


def maintain(*, retention_days: float = 7.0) -> int:
    """Compact the tables, delete files that no reader needs any more, and check that all is sound.

    Parameters
    ----------
    retention_days
        How long files outlive the last version that needs them.
    """
    from flows.server import server

    with server(get_settings()):
        from flows.maintain import Unsound
        from flows.maintain import maintain as flow

        try:
            results = flow(retention_days=retention_days)
        except Unsound as unsound:
            err.print(f"finews: {unsound}", style="red", markup=False)
            return FAILED
    err.print(f"{len(results)} checks hold")
    return 0


def serve(*, port: int = 4200) -> int:
    """Run everything on this machine: Prefect's server and page, the schedules, and a worker. Ctrl-C stops all.

    Parameters
    ----------
    port
        Where Prefect's page and API listen on 127.0.0.1.
    """
    from flows.serve import serve_all

    return serve_all(get_settings(), port, err)
