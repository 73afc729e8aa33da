"""Everything on one machine: server, deployments of `prefect.yaml`, and a worker, until Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from flows.interrupts import acknowledge
from flows.server import ServerError, environment, prefect, running, server, stop
from tasks.settings import Settings

POOL = "finews"


def serve_all(settings: Settings, port: int, console: Console) -> int:
    """Run until Ctrl-C or SIGTERM; return the exit status.

    Raises:
        ServerError: a server runs already, there is no `prefect.yaml` here, or a step did not succeed.
    """
    if not Path("prefect.yaml").is_file():
        raise ServerError("no prefect.yaml here; run `finews serve` in the project's folder")
    if there := running(settings):
        raise ServerError(f"a Prefect server for {settings.root} runs already at {there.removesuffix('/api')}")
    os.environ.pop("PREFECT_API_URL", None)
    with server(settings, port, scheduling=True) as url:
        env = os.environ | environment(settings) | {"PREFECT_API_URL": url, "FINEWS_HOME": str(settings.root)}
        console.print(f"Prefect: {url.removesuffix('/api')}  data: {settings.root}  Ctrl-C stops everything")
        _prefect(["work-pool", "create", POOL, "--type", "process", "--overwrite"], env)
        _prefect(["deploy", "--all"], env)
        _zombie_automation()
        console.print("the deployments of prefect.yaml are scheduled; a worker waits for them")
        return _worker(prefect(settings, "worker", "start", "--pool", POOL, "--type", "process"), env)


def _prefect(arguments: list[str], env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
        raise ServerError(f"`prefect {' '.join(arguments)}` did not succeed: {last[0]}")


def _worker(command: list[str], env: dict[str, str]) -> int:
    worker = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        return worker.wait()
    except KeyboardInterrupt:
        acknowledge()
        stop(worker)
        return 0


def _zombie_automation() -> None:
    """Mark a run as crashed whose heartbeats stopped: if flow and worker are both killed, nobody else would."""
    from datetime import timedelta

    from prefect.automations import Automation
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    name = "finews: crash zombie runs"
    with suppress(ValueError):
        if Automation.read(name=name):
            return
    Automation(
        name=name,
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", "prefect.flow-run.Completed", "prefect.flow-run.Failed",
                    "prefect.flow-run.Cancelled", "prefect.flow-run.Crashed"},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=120),
        ),
        actions=[
            ChangeFlowRunState(name=None, force=False, state=StateType.CRASHED, message="no heartbeat for two minutes")
        ],
    ).create()  # fmt: skip
