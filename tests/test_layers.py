"""Who may import whom: the arrows of the architecture, checked on the code itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

LEAVES = {"tasks.records", "tasks.settings", "tasks.jekyll", "tasks.forks"}  # what every stage may use
STAGES = ("sources", "fetch", "extract", "normalize")
ONLY_IN = {
    "prefect": ("flows/", "tasks/steps.py"),
    "requests": ("tasks/fetch/",),
    "trafilatura": ("tasks/extract/", "tasks/normalize/"),
    "duckdb": (
        "warehouse/",
        "tasks/plan.py",
        "tasks/imports.py",
        "tasks/backfill/",
        "flows/show/",
        "flows/commands/",
    ),  # as the type of a connection
    "deltalake": ("warehouse/",),
    "pyarrow": ("warehouse/", "tasks/plan.py", "tasks/backfill/", "tasks/stage.py", "tasks/memory.py"),
}
FILES = sorted(path for folder in ("flows", "tasks", "warehouse") for path in (PROJECT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def allowed_in_stage(stage: str, module: str) -> bool:
    own = f"tasks.{stage}"
    return (
        module in {"tasks", own}
        or module.startswith(f"{own}.")
        or any(module == leaf or module.startswith(f"{leaf}.") for leaf in LEAVES)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    name = path.relative_to(PROJECT).as_posix()
    for module in imports(path):
        top = module.split(".")[0]
        if top in ONLY_IN:
            assert name.startswith(ONLY_IN[top]), f"{name} imports {module}: only {', '.join(ONLY_IN[top])} may"
        if name.startswith("warehouse/"):
            assert top not in {"flows", "tasks"}, f"{name} imports {module}: the warehouse knows nothing of the rest"
        if name.startswith("tasks/"):
            assert top != "flows", f"{name} imports {module}: tasks do not know flows"
        for stage in STAGES:
            if name.startswith(f"tasks/{stage}/") and top in {"tasks", "warehouse", "flows"} and module != "tasks":
                assert allowed_in_stage(stage, module), (
                    f"{name} imports {module}: a stage imports records, settings, itself"
                )
        for leaf in LEAVES:
            if name == leaf.replace(".", "/") + ".py":
                assert top not in {"tasks", "warehouse", "flows"}, f"{name} is a leaf and imports {module}"


@pytest.mark.parametrize("module", ["flows.cli", "tasks.sources", "tasks.page", "tasks.extract.sandbox", "warehouse"])
def test_light_modules_do_not_start_prefect(module: str) -> None:
    """The command line and what worker processes import must be quick to start."""
    code = f"import sys, {module}; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, f"{module} imports prefect"
