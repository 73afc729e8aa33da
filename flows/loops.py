"""Prefect's threads at the end of a process: they would keep the last flow run, and so every module it knows.

Python can then not take DuckDB apart, which says so with sixty lines on standard error. A failed run of a worker may
still leave them: something in Prefect keeps its exception.
"""

from __future__ import annotations

import sys
import threading

PATIENCE = 2.0  # seconds


def end_loops() -> None:
    """End the threads of Prefect's event loops. They are daemons, and nobody waits for them."""
    threads = sys.modules.get("prefect._internal.concurrency.threads")
    for loop in list(getattr(threads, "_active_instances", ())):
        if loop.thread.is_alive() and loop.thread is not threading.current_thread():
            loop.shutdown()
            loop.thread.join(PATIENCE)
