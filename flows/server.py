"""A Prefect server for one machine: started when a command needs one, stopped when it is done.

A server that lives inside the flow's process loses task runs when the flow ends, so this one is a process
of its own. Whoever has a server already (PREFECT_API_URL, or `finews serve`) keeps using that.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from tasks.settings import Settings

START_TIMEOUT = 180.0  # seconds; the first start creates the database, on a busy machine slowly
# services that a server needs for schedules, workers and automations, and not for the one flow of a command
SCHEDULING = ("SCHEDULER", "LATE_RUNS", "FOREMAN", "TRIGGERS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP",
              "REPOSSESSOR")  # fmt: skip
SETTLE_TIMEOUT = 30.0  # seconds for the last task runs to be recorded


class ServerError(Exception):
    """The local Prefect server did not start; the message names its log."""


def environment(settings: Settings) -> dict[str, str]:
    """The variables that keep Prefect's state under our home and its chatter off the terminal."""
    return {
        "PREFECT_HOME": str(settings.root / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def server(settings: Settings, port: int = 0, *, scheduling: bool = False, flow: str = "") -> Iterator[str]:
    """Yield the API URL of a running server, and point this process's Prefect to it.

    `scheduling`: with the services that schedules and workers need. `flow`: a module to import while the server
    starts, which takes as long. To be entered before Prefect is imported, which reads its settings then.
    """
    for name, value in environment(settings).items():
        os.environ.setdefault(name, value)
    given = os.environ.get("PREFECT_API_URL") or running(settings)
    if given:
        os.environ["PREFECT_API_URL"] = given
        yield given
        return
    process, url = _start(settings, port, scheduling)
    os.environ["PREFECT_API_URL"] = url
    try:
        if flow:
            import_module(flow)
        _await(process, url, settings)
        yield url
    finally:
        _send_what_waits()
        del os.environ["PREFECT_API_URL"]
        stop(process)
        _note(settings).unlink(missing_ok=True)


def _send_what_waits() -> None:
    """Let Prefect's client send its last logs and events while the server still listens."""
    if "prefect" in sys.modules:
        from prefect.events.worker import EventsWorker
        from prefect.logging.handlers import APILogWorker

        for service in (EventsWorker, APILogWorker):
            service.drain_all(timeout=5)


def running(settings: Settings) -> str | None:
    """The URL of a server that an earlier command started for this home and that still answers."""
    try:
        url = json.loads(_note(settings).read_text())["url"]
    except (OSError, ValueError, KeyError):
        return None
    return url if _healthy(url) else None


def _note(settings: Settings) -> Path:
    return settings.root / "prefect" / "server.json"


def _log(settings: Settings) -> Path:
    return settings.root / "logs" / "prefect-server.log"


def _start(settings: Settings, port: int, scheduling: bool) -> tuple[subprocess.Popen[bytes], str]:
    port = port or _free_port()
    url = f"http://127.0.0.1:{port}/api"
    log = _log(settings)
    log.parent.mkdir(parents=True, exist_ok=True)
    _note(settings).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    services = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": str(scheduling).lower() for name in SCHEDULING}
    env = os.environ | environment(settings) | services
    env |= {"PREFECT_API_URL": url, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}
    with log.open("ab") as output:
        process = subprocess.Popen(  # a session of its own: Ctrl-C stops the flow first, then we stop it
            command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    _note(settings).write_text(json.dumps({"url": url, "pid": process.pid}))
    return process, url


def _await(process: subprocess.Popen[bytes], url: str, settings: Settings) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not _healthy(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerError(f"the Prefect server did not start; its last words are in {_log(settings)}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process of ours to end, with those that it started; insist after a while."""
    for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


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


def next_runs(settings: Settings) -> str:
    """Say when the daily crawl runs next, if a server of ours is up and has it scheduled."""
    url = os.environ.get("PREFECT_API_URL") or running(settings)
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
