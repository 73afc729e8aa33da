"""The crawl without Prefect: the same functions, undecorated, in the same threads.

What Prefect's client costs is the CPU time of the process of `finews crawl` less that of this one (importing Prefect
apart). Whatever else that process does, its progress line and its summary, counts against Prefect too.
"""

from __future__ import annotations

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import chain

import tasks.batch
import tasks.plan  # noqa: F401
import warehouse.query  # noqa: F401  with these here, importing the flow costs nothing but Prefect
from tasks.records import IngestMode
from tasks.run import Run
from tasks.settings import Settings, get_settings
from tasks.sources import load_sources


def crawl(settings: Settings) -> int:
    """Take all sources from links to rows, as `flows.crawl` does; return the number of articles."""
    from flows.ingest import groups
    from tasks import steps

    run = Run(str(uuid.uuid4()), settings, IngestMode.LIVE)
    with run.alive(), steps.pool.open(), ThreadPoolExecutor(settings.batches) as threads:
        steps.recover.fn()
        looks = [(source, steps.look.fn(source, run.id, run.mode.value)) for source in load_sources(settings.sources)]
        works = [
            threads.submit(steps.work.fn, batch, source, run.id, run.mode.value)
            for source, found in looks
            for batch in found.batches
        ]
        folders = (done.result().folder for done in as_completed(works))
        for group in groups(chain((found.folder for _, found in looks), folders)):
            steps.load.fn(group)
    return sum(done.result().articles for done in works)


def main() -> None:
    """Crawl and report, with the CPU seconds that importing Prefect alone took."""
    before = time.process_time()
    import flows.crawl  # noqa: F401

    importing = time.process_time() - before
    begin = time.time()
    rows = crawl(get_settings())
    print(json.dumps({"begin": begin, "end": time.time(), "rows": rows, "importing": importing}))


if __name__ == "__main__":
    main()
