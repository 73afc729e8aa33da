"""The flow behind `finews import`: files are read, archived, extracted and loaded side by side, in steady memory."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from prefect import flow
from prefect.futures import PrefectFuture

from flows.ingest import folder_of, ingest, side_by_side
from flows.summary import Summary
from tasks.batch import Staged
from tasks.imports import Importer
from tasks.records import IngestMode
from tasks.run import Run
from tasks.sources import Source
from tasks.sources.spec import FileEntry
from tasks.steps import store, work

AHEAD = 2  # times as many batches as are in work may be archived: so that there is work while others are loaded


@flow(name="import", flow_run_name="import {source.name}", task_runner=side_by_side())
def import_source(source: Source) -> Summary:
    """Load posts or WARC files that were captured elsewhere; they never pass for what we knew at the time."""
    parameters: dict[str, object] = {"source": source.name}
    return ingest("import", [source], IngestMode.ARCHIVE, parameters, imported, lambda: size_of(source))


def size_of(source: Source) -> int:
    """What the files of a source have in bytes: about as much as their pages take in our archive."""
    return sum(entry.size() for entry in source.entries if isinstance(entry, FileEntry))


def imported(sources: list[Source], run: Run, summary: Summary) -> Iterator[str]:
    """Read sources one after the other; yield the folder of each batch and each document as it is ready to load."""
    waiting: deque[tuple[PrefectFuture[Staged], str]] = deque()
    for source in sources:
        with store(run.settings).reader() as connection:
            importer = Importer(source, run, connection)
            for part in importer.parts():
                if isinstance(part, Path):
                    yield str(part)
                    continue
                waiting.append((work.submit(part, source, run.id, run.mode.value), part.id))
                summary.tasks += 1
                if len(waiting) > AHEAD * run.settings.batches:
                    yield from folder_of(*waiting.popleft(), summary)
        summary.plans[source.name] = plan = importer.plan()
        if plan.error:
            summary.errors[source.name] = plan.error
    for future, batch_id in waiting:
        yield from folder_of(future, batch_id, summary)
