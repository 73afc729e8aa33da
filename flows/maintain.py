"""The weekly flow that keeps a warehouse fast and sound: compact, vacuum, check."""

from datetime import timedelta
from typing import Annotated

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from tasks.settings import get_settings
from tasks.steps import store
from warehouse.checks import missing_archives, run_checks
from warehouse.query import connect


class Unsound(Exception):
    """A check of the warehouse failed; the message names it."""


@task(cache_policy=NO_CACHE)
def compact() -> dict[str, int]:
    """Merge small files; return how many files each table lost."""
    return store(get_settings()).compact()


@task(cache_policy=NO_CACHE)
def vacuum(retention_days: float) -> dict[str, int]:
    """Delete files that no recent version needs; return how many."""
    return store(get_settings()).vacuum(timedelta(days=retention_days))


@task(cache_policy=NO_CACHE)
def check() -> dict[str, int]:
    """Count what breaks the rules of the warehouse."""
    settings = get_settings()
    with connect(settings.root) as connection:
        results = run_checks(connection)
        results["batches: each has its WARC file"] = len(list(missing_archives(connection, settings.archive)))
    return results


@flow(name="maintain")
def maintain(
    retention_days: Annotated[float, Field(gt=0)] = 7.0,
) -> dict[str, int]:
    """Compact the tables, delete what no reader can need any more, and check that all is sound.

    Args:
        retention_days: Days that files outlive the last version that needs them.

    Raises:
        Unsound: a check failed.
    """
    merged, deleted = compact(), vacuum(retention_days)
    files = [
        {"table": name, "files merged away": n, "files deleted": deleted.get(name, 0)} for name, n in merged.items()
    ]
    create_table_artifact(files, key="maintenance", description="files of each table")
    results = check()
    create_table_artifact([{"check": k, "violations": v} for k, v in results.items()], key="checks")
    if broken := {name: count for name, count in results.items() if count}:
        raise Unsound("; ".join(f"{name} ({count} violations)" for name, count in broken.items()))
    return results
