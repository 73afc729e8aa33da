"""One run on this machine: its id, its folders, and the lock by which others can tell that it is alive.

Hides how batches are named: `<source>-<time>-<run>-<number>`, the same for a batch's WARC file, its list
of links and its staged rows.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tasks.records import IngestMode, Site
from tasks.settings import Settings
from warehouse.locks import is_locked, locked

SUFFIX = ".warc.gz"
OPEN_SUFFIX = SUFFIX + ".open"


def utc_now() -> datetime:
    """The clock, unless another is given."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of a run needs to know."""

    id: str
    settings: Settings
    mode: IngestMode = IngestMode.LIVE
    clock: Callable[[], datetime] = utc_now

    @property
    def short_id(self) -> str:
        """The part of the run's id that names its files."""
        return self.id.replace("-", "")[:12]

    @property
    def staging(self) -> Path:
        """This run's own folder for work between two steps."""
        return self.settings.staging / self.short_id

    def batch_id(self, source: str, number: int) -> str:
        """Name a batch."""
        return f"{source}-{self.clock():%Y%m%dT%H%M%S}-{self.short_id}-{number:04d}"

    def warc(self, batch_id: str, source: str) -> Path:
        """Where a batch's WARC file lies: by source and day."""
        return self.settings.archive / source / f"{self.clock():%Y/%m/%d}" / f"{batch_id}{SUFFIX}"

    def info(self, batch_id: str, site: Site) -> dict[str, str]:
        """What a batch's WARC file says of itself, so that it can be loaded without anything else."""
        return {
            "finews-run": self.id,
            "finews-batch": batch_id,
            "finews-source": site.name,
            "finews-site": json.dumps(asdict(site), ensure_ascii=False),
            "finews-ingest-mode": self.mode.value,
            "http-header-user-agent": self.settings.user_agent,
        }

    @contextmanager
    def alive(self) -> Iterator[Run]:
        """Keep the run's lock while it lasts; remove its staging folder at the end."""
        with ExitStack() as lock:
            with _in_turn(self.settings):  # or `live_runs` could take the folder for a dead run's before it is locked
                lock.enter_context(locked(self.staging / "lock"))
            yield self
        shutil.rmtree(self.staging, ignore_errors=True)


def live_runs(settings: Settings) -> set[str]:
    """Return the short ids of runs whose process is alive, and remove what dead ones left in staging."""
    alive = set()
    with _in_turn(settings):
        for folder in settings.staging.glob("*/"):
            if is_locked(folder / "lock"):
                alive.add(folder.name)
            else:
                shutil.rmtree(folder, ignore_errors=True)
    return alive


def _in_turn(settings: Settings) -> AbstractContextManager[None]:
    """Let one at a time begin a run or look for those that are alive."""
    return locked(settings.root / "runs.lock")


def batch_of(warc: Path) -> str:
    """The batch whose file this is."""
    return warc.name.removesuffix(".open").removesuffix(SUFFIX)


def run_of(batch_id: str) -> str:
    """The short id of the run that made a batch; empty if its name is none of ours."""
    return "".join(batch_id.rsplit("-", 2)[1:-1])
