"""A Prefect server for one machine: started by the first command that needs one, stopped by the last one that uses it.

A server that lives inside the flow's process loses task runs when the flow ends, so this one is a process
of its own. Whoever has a server already (PREFECT_API_URL, or `finews serve`) keeps using that.

Three locks below `prefect/`, which the kernel releases of a process that dies: `start.lock` is held by who looks for a
server or starts one, `users.lock` is shared by all that use it, `alive.lock` is held by the server itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from flows.interrupts import acknowledge
from flows.server_api import is_healthy
from tasks import space
from tasks.settings import Settings
from warehouse.locks import is_locked, locked

START_TIMEOUT = 180.0  # seconds; the first start creates the database, on a busy machine slowly
ROOM = 10_000_000  # bytes; with less a server has no room for its log and its database
# services that a server needs for schedules, workers and automations, and not for the one flow of a command
SCHEDULING = ("SCHEDULER", "LATE_RUNS", "FOREMAN", "TRIGGERS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP",
              "REPOSSESSOR")  # fmt: skip


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
    if given := os.environ.get("PREFECT_API_URL"):
        yield given
        return
    _folder(settings).mkdir(parents=True, exist_ok=True)
    with _in_use(settings):
        with locked(_folder(settings) / "start.lock"):
            url = (_noted(settings) if _is_alive(settings) else None) or _start(settings, port, scheduling)
            os.environ["PREFECT_API_URL"] = url
            if flow:
                import_module(flow)
            _await(url, settings)
        try:
            yield url
        finally:
            acknowledge()
            _flush()
            del os.environ["PREFECT_API_URL"]


@contextmanager
def _in_use(settings: Settings) -> Iterator[None]:
    """Be one of the server's users; the last one stops it."""
    with (_folder(settings) / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for a server that has lost its users to end
        try:
            yield
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(settings)


def _flush() -> None:
    """Let Prefect's client send its last logs and events while the server still listens."""
    if "prefect" in sys.modules:
        from prefect.events.worker import EventsWorker
        from prefect.logging.handlers import APILogWorker

        for service in (EventsWorker, APILogWorker):
            service.drain_all(timeout=5)


def running(settings: Settings) -> str | None:
    """The URL of the server of this home, if there is one that answers."""
    url = _noted(settings) if _is_alive(settings) else None
    return url if url and is_healthy(url) else None


def _folder(settings: Settings) -> Path:
    return settings.root / "prefect"


def _note(settings: Settings) -> dict[str, Any]:
    """What `_start` wrote of the newest server."""
    try:
        note = json.loads((_folder(settings) / "server.json").read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _noted(settings: Settings) -> str | None:
    return _note(settings).get("url")


def _is_alive(settings: Settings) -> bool:
    return is_locked(_folder(settings) / "alive.lock")


def _log(settings: Settings) -> Path:
    return settings.root / "logs" / "prefect-server.log"


def _start(settings: Settings, port: int, scheduling: bool) -> str:
    """Start a server that holds `alive.lock`; return the URL at which it will answer."""
    port = _free_port(port)
    url = f"http://127.0.0.1:{port}/api"
    log = _log(settings)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = prefect(settings, "server", "start", "--host", "127.0.0.1", "--port", str(port))
    services = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": str(scheduling).lower() for name in SCHEDULING}
    env = os.environ | environment(settings) | services
    env |= {"PREFECT_API_URL": url, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}
    with log.open("ab") as output, (_folder(settings) / "alive.lock").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        process = subprocess.Popen(  # a session of its own: Ctrl-C stops the flow first, then we stop it
            command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            pass_fds=[alive.fileno()],
        )  # fmt: skip
    (_folder(settings) / "server.json").write_text(json.dumps({"url": url, "pid": process.pid}))
    return url


def prefect(settings: Settings, *arguments: str) -> list[str]:
    """Return the command that runs `prefect ARGUMENTS…` as long as the server of this home has users."""
    # -P: whatever lies in the current folder is no module of Prefect's
    program = Path(__file__).with_name("prefect_server.py")
    return [sys.executable, "-P", str(program), str(_folder(settings) / "users.lock"), *arguments]


def _await(url: str, settings: Settings) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not is_healthy(url):
        if not _is_alive(settings) or time.monotonic() > deadline:
            if shutil.disk_usage(settings.root).free < ROOM:
                raise space.DiskFull(space.describe(settings))
            raise ServerError(f"the Prefect server did not start; its last words are in {_log(settings)}")
        time.sleep(0.1)


def _stop(settings: Settings) -> None:
    """Ask the server to end; insist after a while. Only a process that holds its lock is the one that was noted."""
    for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        if not _is_alive(settings):
            return
        with suppress(ProcessLookupError, KeyError):
            os.killpg(_note(settings)["pid"], sign)
        deadline = time.monotonic() + patience
        while _is_alive(settings) and time.monotonic() < deadline:
            time.sleep(0.02)


def _free_port(wanted: int) -> int:
    """Return the port that is wanted (0: any), on which nobody else listens: who does would pass for our server."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what connections of before left is no hindrance
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise ServerError(f"port {wanted}: {error.strerror}; name another with --port") from None
        return int(probe.getsockname()[1])


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
