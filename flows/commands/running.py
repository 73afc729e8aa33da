"""What the commands that run a flow share: Prefect is started beside the flow's imports, and progress is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from flows.console import FAILED, err
from tasks import space
from tasks.settings import get_settings


@contextmanager
def started(flow: str) -> Iterator[str]:
    """Start side by side what a flow needs: its module, a Prefect server, the process that workers are forked from.

    Yields the API URL of the server.

    Raises:
        DiskFull: the disk is full, or was in the end, whatever the server, which cannot write either, has reported.
    """
    from flows.server import server
    from tasks.forks import prepare

    settings = get_settings()
    space.ensure(settings)  # of a server that cannot write its log, not even the reason would be known
    with ExitStack() as stack:
        with err.status("starting Prefect"):
            prepare()
            url = stack.enter_context(server(settings, flow=flow))
        try:
            yield url
        except Exception as error:
            if full := space.disk_full_behind(error):
                raise full from None
            raise


def run_flow(url: str, flow: Any) -> int:
    """Run a flow under a progress line, wait for its records, and say what came of it."""
    from flows.ingest import RunFailed
    from flows.server_api import settle
    from flows.show.run import show_summary, watching

    try:
        with watching(err):
            summary = flow()
    except RunFailed as failed:
        err.print(f"finews: every source failed: {failed}", style="red", markup=False)
        return FAILED
    if not settle(url, summary.run_id, summary.tasks):
        err.print("Prefect had not recorded every task run when we stopped waiting", style="yellow")
    show_summary(summary, err)
    return 0
