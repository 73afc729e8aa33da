"""How long a crawl plans that finds nothing new: a sitemap of known URLs, all visited before, asked once more.

Hides how the past is made up: generated rows of captures and links, loaded as a crawl would load them.
"""

from __future__ import annotations

import argparse
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.server import MODIFIED, known_url
from tasks.plan import Plan, link_row, plan
from tasks.records import Hints, Link, Outcome, stable_id, url_id
from tasks.run import Run
from tasks.settings import Settings, get_settings
from tasks.sources import Source, load_source
from warehouse.store import Store
from warehouse.tables import TABLES

SOURCE = "known"
VISITED = datetime.now(UTC) - timedelta(days=8)
WATCHED = VISITED + timedelta(days=7, minutes=1)  # so that every step of the watch has been made, and none is due
PER_BATCH, PER_LOAD = 1_000, 5  # URLs in a batch, batches in a load


def prepare(store: Store, staging: Path, base: str, count: int) -> None:
    """Load the rows that the first visit of all the URLs and the last of the watch would have left."""
    folders = [_stage(staging, base, range(n, min(n + PER_BATCH, count))) for n in range(0, count, PER_BATCH)]
    for first in range(0, len(folders), PER_LOAD):
        store.load(folders[first : first + PER_LOAD])


def _stage(staging: Path, base: str, numbers: range) -> Path:
    folder = staging / f"{SOURCE}-{numbers.start:06d}"
    folder.mkdir(parents=True)
    batch = {
        "batch_id": folder.name, "run_id": "past", "source": SOURCE, "warc": f"{folder.name}.warc.gz",
        "captures": len(numbers), "articles": len(numbers), "rejects": 0, "bytes": 0, "truncated": False,
    }  # fmt: skip
    rows: dict[str, list[dict[str, Any]]] = {"batches": [batch], "captures": [], "links": []}
    for link, captures in _past(base, numbers, folder.name):
        rows["links"].append(link)
        rows["captures"] += captures
    for name, table in rows.items():
        pq.write_table(TABLES[name].to_arrow(table), folder / f"{name}.parquet")
    return folder


def _past(base: str, numbers: range, batch_id: str) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for number in numbers:
        url = known_url(base, number)
        link = Link(url, SOURCE, VISITED, "sitemap", f"{base}/sitemap-0.xml", Hints(modified=MODIFIED))
        capture = {
            "capture_id": stable_id("capture", url), "url_id": url_id(url), "url": url, "final_url": url,
            "source": SOURCE, "kind": "sitemap", "run_id": "past", "batch_id": batch_id, "captured_at": VISITED,
            "status": 200, "outcome": Outcome.FETCHED.value, "bytes": 100_000, "sha256": stable_id(url),
            "etag": f'"{number:x}"', "last_modified": None, "hint_modified": MODIFIED, "elapsed_ms": 20,
            "warc": f"{batch_id}.warc.gz", "warc_offset": number, "warc_length": 20_000, "ingest_mode": "live",
            "article_id": url_id(url),
        }  # fmt: skip
        again = {
            "capture_id": stable_id("again", url), "captured_at": WATCHED, "status": 304, "article_id": None,
            "outcome": Outcome.UNCHANGED.value,
        }  # fmt: skip
        yield link_row(url_id(url), link, None), [capture, capture | again]


@dataclass(frozen=True, slots=True)
class Timed:
    """A plan, and what it took from opening the tables to its end."""

    plan: Plan
    seconds: float
    cpu: float  # seconds


def time_plan(source: Source, settings: Settings, store: Store) -> Timed:
    """Plan once."""
    begin, cpu = time.perf_counter(), time.process_time()
    run = Run(str(uuid.uuid4()), settings)
    with store.reader() as connection:
        found = plan(source, run, connection)
    return Timed(found, time.perf_counter() - begin, time.process_time() - cpu)


def main() -> None:
    """Prepare the past, plan several times, report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True, help="address of the page server")
    parser.add_argument("--known", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    given = parser.parse_args()
    settings = get_settings()
    store = Store(settings.root)
    prepare(store, settings.staging / "past", given.base, given.known)
    source = load_source(settings.sources / f"{SOURCE}.toml")
    plans = [time_plan(source, settings, store) for _ in range(given.rounds)]
    last = plans[-1].plan
    taken = {"seconds": [timed.seconds for timed in plans], "cpu": [timed.cpu for timed in plans]}
    print(json.dumps(taken | {"found": last.found, "due": last.due}))


if __name__ == "__main__":
    main()
