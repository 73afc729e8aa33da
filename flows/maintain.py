"""The weekly flow that keeps a warehouse fast and sound: compact, vacuum, remove old WARC files, check."""

from datetime import timedelta
from typing import Annotated

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows.console import plural
from tasks import space
from tasks.settings import Settings, get_settings
from tasks.sources import configured_sources
from tasks.steps import compact, store
from warehouse.checks import missing_archives, run_checks
from warehouse.retention import old_files, remove
from warehouse.snapshots import changed, snapshots


class Unsound(Exception):
    """A check of the warehouse failed; the message names it."""


@task(cache_policy=NO_CACHE)
def vacuum(retention_days: float) -> dict[str, int]:
    """Delete files that no recent version needs; return how many."""
    return store(get_settings()).vacuum(timedelta(days=retention_days))


@task(cache_policy=NO_CACHE)
def retire(even_if_referenced: bool) -> int:
    """Remove WARC files that their sources do not keep any longer; return how many."""
    settings = get_settings()
    tables = store(settings)
    old = old_files(tables, settings.archive, kept(settings))
    leaving = [file for file in old if even_if_referenced or not file.held]
    remove(tables, settings.archive, leaving)
    return len(leaving)


def kept(settings: Settings) -> dict[str, int]:
    """For how many days the sources keep their WARC files; those that keep all are left out."""
    sources = configured_sources(settings.sources)
    return {name: source.keep_days for name, source in sources.items() if source.keep_days}


@task(cache_policy=NO_CACHE)
def check() -> dict[str, int]:
    """Count what breaks the rules of the warehouse, and tables that lost what a snapshot names."""
    from warehouse.query import connect  # a global of a flow is kept until Python ends, and DuckDB with it

    settings = get_settings()
    with connect(settings.root) as connection:
        results = run_checks(connection)
        results["batches: each has its WARC file"] = len(list(missing_archives(connection, settings.archive)))
    for snapshot in snapshots(settings.root):
        differing = changed(store(settings), snapshot)
        results[f"snapshot {snapshot.name}: the tables hold what it names"] = len(differing)
    return results


@flow(name="maintain", flow_run_name="maintain")
def maintain(
    retention_days: Annotated[float, Field(gt=0, le=36_500)] = 7.0,
    even_if_referenced: bool = False,
) -> dict[str, int]:
    """Compact the tables, delete what no reader needs any more and what sources do not keep, check that all is sound.

    Args:
        retention_days: Days that files of the tables outlive the last version that needs them.
        even_if_referenced: Remove WARC files older than their source's `keep` although an article or a snapshot points
            to them.

    Raises:
        Unsound: a check failed.
        DiskFull: there is no room to merge files.
    """
    with space.told(get_settings()):
        merged, deleted = compact(), vacuum(retention_days)
        removed = retire(even_if_referenced)
    files = [
        {"table": name, "files merged away": n, "files deleted": deleted.get(name, 0)} for name, n in merged.items()
    ]
    create_table_artifact(files, key="maintenance", description="files of each table")
    create_table_artifact([{"WARC files removed": removed}], key="retention")
    results = check()
    create_table_artifact([{"check": k, "violations": v} for k, v in results.items()], key="checks")
    if broken := {name: count for name, count in results.items() if count}:
        raise Unsound("; ".join(f"{name} ({count} violation{plural(count)})" for name, count in broken.items()))
    return results
