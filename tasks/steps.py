"""The Prefect tasks: a source's look, a batch, a load. Names, retries and the process pool they share.

Only references and counts cross these boundaries; the work itself is in modules that do not know Prefect.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.states import State

from tasks import space
from tasks.backfill.look import Sought, seek
from tasks.backfill.outline import IfExists
from tasks.batch import Staged, info_of, process_warc, site_of
from tasks.extract.sandbox import Sandbox
from tasks.fetch import read_info, salvage
from tasks.fetching import fetch
from tasks.forks import apart, prepare
from tasks.plan import Plan, plan
from tasks.progress import progress
from tasks.records import IngestMode, Site
from tasks.replay import replay_warc
from tasks.run import OPEN_SUFFIX, SUFFIX, Run, batch_of, live_runs, run_of
from tasks.settings import VERSION, Settings, get_settings
from tasks.sources import Source
from tasks.sources.days import days_of
from tasks.todo import Batch
from warehouse import state
from warehouse.replays import Part, Replay
from warehouse.retention import gone
from warehouse.store import Loaded, Store


class Pool:
    """The extraction processes that all batches of this process share, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None

    def sandbox(self, settings: Settings) -> Sandbox:
        """Return the running sandbox."""
        with self._lock:
            if self._sandbox is None:
                sandbox = Sandbox(settings.workers, settings.page_deadline, settings.page_memory)
                self._sandbox = sandbox.__enter__()
            return self._sandbox

    @contextmanager
    def open(self) -> Iterator[None]:
        """Stop the processes at the end, however it comes."""
        try:
            yield
        finally:
            with self._lock:
                sandbox, self._sandbox = self._sandbox, None
            if sandbox:
                sandbox.__exit__(None, None, None)


pool = Pool()


def store(settings: Settings) -> Store:
    """The tables of this home."""
    return Store(settings.root, version=VERSION)


def run_context(run_id: str, mode: str) -> Run:
    """The run, as a step sees it."""
    return Run(run_id, get_settings(), IngestMode(mode))


@task(name="recover", cache_policy=NO_CACHE)
def recover() -> list[Batch]:
    """Find WARC files that were fetched but never loaded: what a killed run left behind."""
    settings = get_settings()
    files = sorted(settings.archive.rglob(f"*{SUFFIX}*"))  # first, so that no run which made one begins after the look
    alive = live_runs(settings)
    left = [path for path in files if run_of(batch_of(path)) not in alive]
    whole = [salvage(path) if path.name.endswith(OPEN_SUFFIX) else path for path in left]
    with store(settings).reader() as connection:
        loaded = state.loaded_batches(connection)
    progress.add("gone", sum(batch_id not in loaded for batch_id in gone(settings.archive)))
    return [
        Batch(batch_of(path), read_info(path).get("finews-source", ""), 0, str(path))
        for path in whole
        if path and path.name.endswith(SUFFIX) and batch_of(path) not in loaded
    ]


@task(name="discover", task_run_name="discover {source.name}", cache_policy=NO_CACHE)
def look(source: Source, run_id: str, mode: str) -> Plan:
    """Poll one source and list what is due."""
    run = run_context(run_id, mode)
    space.ensure(run.settings)
    with store(run.settings).reader() as connection:
        return plan(source, run, connection)


@task(name="look", task_run_name="look {source.name} from {days[0]}", cache_policy=NO_CACHE)
def look_back(source: Source, days: list[date], if_exists: str, run_id: str, number: int) -> Sought:
    """Look for the links of some days that are over, and list what to visit."""
    run = run_context(run_id, IngestMode.BACKFILL.value)
    with store(run.settings).reader() as connection:
        return seek(source, days_of(days, source.zone), IfExists(if_exists), run, connection, number)


@task(name="batch", task_run_name="batch {batch.id}", cache_policy=NO_CACHE)
def work(batch: Batch, source: Source | None, run_id: str, mode: str) -> Staged:
    """Fetch a batch's links, if it is a list of links, and turn its WARC file into staged rows."""
    run = run_context(run_id, mode)
    space.ensure(run.settings)
    prepare()  # while the batch is fetched
    places, left = fetch(batch, source, run) if batch.todo and source else (batch.places, 0)
    warc = Path(batch.warc)
    site: Site = source.site if source else site_of(info_of(warc))
    sandbox = pool.sandbox(run.settings)
    folder = run.staging / batch.id
    voted = run.settings.text == "voted"
    staged = process_warc(
        warc, run.settings.archive, folder, site, sandbox, voted=voted, places=places, links=batch.todo is None
    )
    return replace(staged, left=left)


@task(name="replay", task_run_name="replay {part.batch_id}", cache_policy=NO_CACHE)
def replay_part(name: str, part: Part, site: Site | None) -> Staged:
    """Extract the chosen captures of one batch again, into the folder of the replay."""
    settings = get_settings()
    space.ensure(settings)
    replay = Replay(settings.root, name)
    warc = settings.archive / part.warc
    return replay_warc(
        warc, settings.archive, replay.batches / part.batch_id, site or site_of(info_of(warc)),
        pool.sandbox(settings), places=replay.places(part.batch_id), replay=replay.begun().id,
        voted=settings.text == "voted",
    )  # fmt: skip


def is_transient(_task: object, _run: object, state: State[Any]) -> bool:
    """Say whether to try again: waiting does not help against a full disk."""
    try:
        state.result()
    except Exception as error:
        return not space.is_full(error)
    return True


@task(name="load", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_condition_fn=is_transient)
def load(folders: list[str]) -> Loaded:
    """Append staged batches to the tables and publish them."""
    space.ensure(get_settings())
    return apart(store(get_settings()).load, [Path(folder) for folder in folders])


@task(name="compact", cache_policy=NO_CACHE)
def compact(sparing: bool = False) -> dict[str, int]:
    """Merge small files, in little memory if `sparing`; return how many files each table lost."""
    return apart(store(get_settings()).compact, sparing)
