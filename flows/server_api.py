"""What is asked of a Prefect server, without Prefect's client, which takes a second to import."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

SETTLE_TIMEOUT = 30.0  # seconds for the last task runs to be recorded


def is_healthy(url: str) -> bool:
    """Tell whether a server answers."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def settle(url: str, run_id: str, tasks: int) -> bool:
    """Wait until the server has recorded the end of every task run of a flow run.

    Returns:
        False if some were still missing when patience ran out.
    """
    query: dict[str, Any] = {
        "flow_runs": {"id": {"any_": [run_id]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}},
    }
    deadline = time.monotonic() + SETTLE_TIMEOUT
    while time.monotonic() < deadline:
        if _post(f"{url}/task_runs/count", query) >= tasks:
            return True
        time.sleep(0.2)
    return False


def next_run(url: str | None) -> str:
    """Say when the daily crawl runs next, by a server if there is one."""
    if not url:
        return "not scheduled; `finews serve` does"
    query = {
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "deployments": {"name": {"any_": ["daily-crawl"]}},
        "sort": "NEXT_SCHEDULED_START_TIME_ASC",
        "limit": 1,
    }
    try:
        runs = _post(f"{url}/flow_runs/filter", query)
    except (urllib.error.URLError, OSError, ValueError):
        return "unknown; the Prefect server does not answer"
    return runs[0]["next_scheduled_start_time"] if runs else "not scheduled"


def _post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
