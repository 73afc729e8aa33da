"""The frame of every run that brings articles in: recover what killed runs left, visit sources, load, report.

How sources are visited is handed in: a crawl, an import and a backfill differ in nothing else.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from traceback import clear_frames
from typing import Any, TypeVar

from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.interrupts import acknowledge
from flows.report import publish_report
from flows.summary import Summary
from tasks import space
from tasks.batch import Staged
from tasks.fetching import stop_fetching
from tasks.memory import keep_uncollected, share_heaps, without_pandas
from tasks.plan import Plan
from tasks.progress import progress
from tasks.records import IngestMode
from tasks.run import Run
from tasks.settings import VERSION, get_settings
from tasks.sources import Source
from tasks.stage import Stager
from tasks.steps import compact, load, pool, recover, work

T = TypeVar("T")
LOADED_FIRST, LOADED_TOGETHER = 4, 12  # batches: there soon is something to ask, and a load's price is spread
LOADED_EVERY = 60.0  # seconds after which fewer are loaded together, but not fewer than at first
LOADED_BYTES = 32_000_000  # staged, after which a load begins: it holds them in memory, unpacked
SCATTERED = 200  # small files of a table that merging would end: each costs a query up to 0.3 ms, and a load 2


class RunFailed(Exception):
    """Every source failed; the message names each with its reason."""


def side_by_side() -> TaskRunner[Any]:
    """Threads for the batches in work; their pages go to processes. Prefect asks for it when a flow is declared."""
    return ThreadPoolTaskRunner(max_workers=get_settings().batches)


@contextmanager
def stopping(needed: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """On Ctrl-C or a cancellation, stop waiting for the pace of hosts; turn any error of a full disk into DiskFull.

    Args:
        needed: says how many bytes the whole run takes, 0 if that is not known.

    Raises:
        DiskFull: there is no room left.
    """
    try:
        yield
    except BaseException as error:
        acknowledge()
        stop_fetching()
        clear_frames(error.__traceback__)  # Prefect keeps it to the end, and DuckDB's connections are to end before
        if space.is_full(error):
            raise space.DiskFull(space.describe(get_settings(), needed())) from None
        raise


def ingest(
    name: str,
    sources: list[Source],
    mode: IngestMode,
    parameters: dict[str, object],
    visit: Callable[[list[Source], Run, Summary], Iterator[str]],
    needed: Callable[[], int] = lambda: 0,
    broken: Mapping[str, str] | None = None,
) -> Summary:
    """Take every source from links to rows; to be called inside a flow.

    Args:
        visit: yields the folders to load as they are ready.
        needed: says how many bytes of disk all of it takes, 0 if that is not known.
        broken: sources whose files have a mistake, with its words: they have failed before they began.

    Raises:
        RunFailed: every source failed. What could be kept is loaded all the same.
        DiskFull: there is no room left. What was fetched is in the archive, and the next run goes on with it.
    """
    summary = Summary(str(flow_run.id or uuid.uuid4()), name, datetime.now(UTC))
    for source, faults in (broken or {}).items():
        summary.plans[source] = Plan(source)
        summary.errors[source] = faults.splitlines()[0]
    share_heaps()
    without_pandas()
    keep_uncollected()
    progress.reset()
    with Run(summary.run_id, get_settings(), mode).alive() as run, pool.open(), stopping(needed):
        _load_groups(_recovered(sources, run, summary), summary)  # first, so that it is known and not fetched again
        _load_groups(visit(sources, run, summary), summary)
        summary.ended_at = datetime.now(UTC)
        _load([_stage_run(run, summary, parameters)], summary)
    publish_report(summary)
    if summary.status == "failed":
        raise RunFailed("; ".join(f"{name}: {why}" for name, why in summary.errors.items()))
    return summary


def _recovered(sources: list[Source], run: Run, summary: Summary) -> Iterator[str]:
    """Take up what killed runs have fetched; yield the folder of each batch as it is ready to load."""
    by_name = {source.name: source for source in sources}
    found = recover()
    summary.tasks += 1 + len(found)
    yield from finished({work.submit(b, by_name.get(b.source), run.id, run.mode.value): b.id for b in found}, summary)


def finished(batches: dict[PrefectFuture[Staged], str], summary: Summary) -> Iterator[str]:
    """Yield the folder of each batch as it is ready to load; `batches` has their ids."""
    for done in as_completed(list(batches)):
        yield from folder_of(done, batches[done], summary)


def folder_of(batch: PrefectFuture[Staged], batch_id: str, summary: Summary) -> Iterator[str]:
    """Wait for a batch and yield its folder; if it failed, it is noted as lost and there is none."""
    staged = result_of(batch, batch_id, summary.lost)
    if staged is not None:
        summary.staged.append(staged)
        yield staged.folder


def result_of(future: PrefectFuture[T], name: str, failures: dict[str, str]) -> T | None:
    """A future's result; a failure is noted under `name` and the run goes on, unless the disk is full."""
    try:
        return future.result()
    except Exception as error:
        if space.is_full(error):
            raise
        failures[name] = f"{type(error).__name__}: {error}".splitlines()[0]
        return None


def _load_groups(folders: Iterator[str], summary: Summary) -> None:
    """Load folders as they come."""
    for group in groups(folders):
        _load(group, summary)


def groups(folders: Iterator[str], clock: Callable[[], float] = time.monotonic) -> Iterator[list[str]]:
    """Part the folders of batches, as they come, into those that are loaded together."""
    group: list[str] = []
    size, began, most = 0, clock(), LOADED_FIRST
    for folder in folders:
        group.append(folder)
        size += sum(file.stat().st_size for file in Path(folder).glob("*"))
        enough = LOADED_FIRST if clock() - began >= LOADED_EVERY else most
        if len(group) >= enough or size >= LOADED_BYTES:
            yield group
            group, size, began, most = [], 0, clock(), LOADED_TOGETHER
    if group:
        yield group


def _load(folders: list[str], summary: Summary) -> None:
    loaded = load(folders)
    summary.revisions += loaded.revisions
    summary.loads += 1
    summary.tasks += 1
    progress.add("revisions", loaded.revisions)
    if loaded.scattered > SCATTERED:
        compact(sparing=True)
        summary.tasks += 1


def _stage_run(run: Run, summary: Summary, parameters: dict[str, object]) -> str:
    """Stage the row of `runs`."""
    stager = Stager(run.staging / f"run-{run.short_id}")
    stager.add(
        "runs",
        {
            "run_id": summary.run_id,
            "flow": summary.flow,
            "started_at": summary.started_at,
            "ended_at": summary.ended_at,
            "status": summary.status,
            "parameters": json.dumps(parameters, ensure_ascii=False),
            "version": VERSION,
            "links": sum(plan.found for plan in summary.plans.values()),
            "captures": summary.total("captures"),
            "revisions": summary.revisions,
            "rejects": summary.rejects,
        },
    )
    return str(stager.write())
