"""`finews serve` and `prefect.yaml`: what is declared can be loaded, is scheduled, and stops with Ctrl-C."""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.exceptions import ParameterTypeError

from tests.conftest import PROJECT

DEPLOYMENTS = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def flow_of(deployment: dict[str, Any]) -> Any:
    path, name = deployment["entrypoint"].split(":")
    return getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["name"])
def test_each_deployment_loads_and_its_parameters_are_valid(deployment: dict[str, Any]) -> None:
    by_hand = {"sources": ["newsroom"], "from_day": "2026-01-01", "to_day": "2026-01-31"}
    flow_of(deployment).validate_parameters(deployment.get("parameters", by_hand))
    assert deployment["description"], f"prefect.yaml: {deployment['name']} needs a description"
    assert deployment["concurrency_limit"]["limit"] == 1
    assert deployment["tags"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"sources": []}, "sources"), ({"from_day": "soon"}, "from_day"), ({"if_exists": "overwrite"}, "if_exists")],
)
def test_a_backfill_with_a_wrong_parameter_is_refused(wrong: dict[str, Any], named: str) -> None:
    given = {"sources": ["newsroom"], "from_day": "2026-01-01", "to_day": "2026-01-31"} | wrong
    with pytest.raises(ParameterTypeError, match=named):
        flow_of({"entrypoint": "flows/backfill.py:backfill"}).validate_parameters(given)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["name"])
def test_each_parameter_is_described_for_the_form(deployment: dict[str, Any]) -> None:
    for name, about in flow_of(deployment).parameters.properties.items():
        assert about.get("description"), f"{deployment['entrypoint']}: describe the parameter {name}"
        assert about.get("type"), f"{deployment['entrypoint']}: give the parameter {name} a type"


@pytest.mark.parametrize("deployment", [d for d in DEPLOYMENTS if d["schedules"]], ids=lambda d: d["name"])
def test_each_schedule_has_slug_and_zone(deployment: dict[str, Any]) -> None:
    for schedule in deployment["schedules"]:
        assert schedule["slug"] and schedule["timezone"] and schedule["active"] is True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def wait_for(what: Any, seconds: float = 180) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := what():
                return found
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("waited in vain")


def test_serve_takes_no_other_server_for_its_own(tmp_path: Path, prefect_api: str) -> None:
    """Its deployments would go there, and its worker would work for another home."""
    env = os.environ | {"FINEWS_HOME": str(tmp_path)}
    port = prefect_api.removesuffix("/api").rpartition(":")[2]
    serve = subprocess.run(
        [sys.executable, "-m", "flows", "serve", "--port", port], cwd=PROJECT, env=env, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    said = f"finews: port {port}: Address already in use; name another with --port\n"
    assert (serve.returncode, serve.stderr) == (2, said)


@pytest.mark.skipif(not os.environ.get("FINEWS_LONG"), reason="takes a minute")
def test_a_serve_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    port = free_port()
    serve = subprocess.Popen(
        [sys.executable, "-m", "flows", "serve", "--port", str(port)], cwd=PROJECT,
        env=env | {"FINEWS_HOME": str(tmp_path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: ask(port, "work_pools/finews/workers/filter", {}))
    finally:
        serve.kill()
        serve.wait()
    users = str(tmp_path / "prefect" / "users.lock").encode()
    wait_for(lambda: not any(users in program.read_bytes() for program in Path("/proc").glob("[0-9]*/cmdline")))


def test_serve_schedules_the_daily_crawl_and_stops_with_ctrl_c(tmp_path: Path) -> None:
    """The scheduler is the part of the server that breaks on libraries it was not tested with."""
    port = free_port()
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    env |= {"FINEWS_HOME": str(tmp_path), "FINEWS_SOURCES": str(PROJECT / "sources"), "PWD": str(PROJECT)}
    serve = subprocess.Popen(
        [sys.executable, "-m", "flows", "serve", "--port", str(port)], cwd=PROJECT, env=env,
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        scheduled = wait_for(
            lambda: ask(port, "flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
        )
        wait_for(lambda: len(ask(port, "deployments/filter", {})) == len(DEPLOYMENTS))
        names = {d["id"]: d["name"] for d in ask(port, "deployments/filter", {})}
        assert set(names.values()) == {d["name"] for d in DEPLOYMENTS}
        assert {names[run["deployment_id"]] for run in scheduled} <= {"daily-crawl", "weekly-maintenance"}
        wait_for(lambda: ask(port, "automations/filter", {}))
        assert [a["name"] for a in ask(port, "automations/filter", {})] == ["finews: crash zombie runs"]
        wait_for(lambda: ask(port, "work_pools/finews/workers/filter", {}))
        for id_, name in names.items():  # none can do anything here: no such source, no tables
            parameters = {"sources": ["none"], "from_day": "2026-01-01", "to_day": "2026-01-01"}
            given = {"backfill": parameters, "daily-crawl": {"sources": ["none"]}}.get(name, {})
            order = {"parameters": given, "state": {"type": "SCHEDULED"}}
            wait_for(partial(ask, port, f"deployments/{id_}/create_flow_run", order))  # 503 while SQLite is busy
        failed = {"flow_runs": {"state": {"type": {"any_": ["FAILED"]}}}}
        wait_for(lambda: len(ask(port, "flow_runs/filter", failed)) >= len(DEPLOYMENTS))
        serve.send_signal(signal.SIGINT)
        _, stderr = serve.communicate(timeout=60)
    finally:
        if serve.poll() is None:  # it stops its server, which is in a session of its own
            serve.terminate()
            serve.wait(60)
    assert serve.returncode == 0, stderr
    assert "Traceback" not in stderr
    with pytest.raises(OSError):
        ask(port, "deployments/filter", {})
