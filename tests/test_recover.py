"""What killed runs left in the archive is found; what is damaged or strange in it keeps nothing from being loaded."""

from __future__ import annotations

import pytest

from tasks.fetch.archive import ArchiveWriter
from tasks.records import IngestMode, Site
from tasks.run import Run
from tasks.settings import Settings
from tasks.steps import recover, work


def archived(run: Run, number: int) -> str:
    """An archive file of a batch; return the batch."""
    batch = run.batch_id("site", number)
    with ArchiveWriter(run.warc(batch, "site"), run.info(batch, Site("site"))):
        return batch


def test_the_files_of_dead_runs_are_found_and_strange_ones_named(settings: Settings) -> None:
    dead, alive = Run("dead00000000", settings), Run("alive0000000", settings)
    found = archived(dead, 1)
    dead.warc(dead.batch_id("site", 2), "site").with_suffix(".gz.open").write_bytes(b"")
    emptied = dead.warc(dead.batch_id("site", 3), "site")
    emptied.write_bytes(b"")
    strange = settings.archive / "news.warc.gz"
    strange.write_bytes(b"no WARC file")
    with alive.alive():
        archived(alive, 1)
        batches = {batch.id: batch for batch in recover.fn()}
    assert batches.keys() == {found, emptied.name.removesuffix(".warc.gz"), "news"}
    for warc in (emptied, strange):
        batch = batches[warc.name.removesuffix(".warc.gz")]
        with pytest.raises(ValueError, match=rf"{warc}: damaged, or no archive file of finews; move it"):
            work.fn(batch, None, "run", IngestMode.LIVE.value)
