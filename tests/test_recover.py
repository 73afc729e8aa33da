"""What killed runs left in the archive is found; what is damaged or strange in it keeps nothing from being loaded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.batch import process_warc
from tasks.extract.sandbox import Sandbox
from tasks.fetch.archive import ArchiveWriter
from tasks.records import IngestMode, Link, Payload, Site
from tasks.replay import replay_warc
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


def test_a_replay_goes_on_behind_a_page_that_is_damaged(settings: Settings) -> None:
    run = Run("run", settings)
    batch, at = run.batch_id("site", 1), datetime(2026, 1, 1, tzinfo=UTC)
    links = [Link(f"http://e.org/{n}", "site", at, "posts", "f", payload=Payload(b"- %d" % n, "text/markdown", at))
             for n in range(3)]  # fmt: skip
    with ArchiveWriter(run.warc(batch, "site"), run.info(batch, Site("site"))) as writer:
        for link in links:
            writer.write_payload(link, at)
    data = bytearray(writer.path.read_bytes())
    data[writer.places[1] + 40] ^= 255
    writer.path.write_bytes(data)
    folder = settings.root / "staged"
    with Sandbox(1, 60, 2_000_000_000) as sandbox:
        common = (writer.path, settings.archive, folder, Site("site"), sandbox)
        staged = replay_warc(*common, places=writer.places, replay="r")
        assert staged.captures == 2
        with pytest.raises(ValueError, match="no whole capture"):
            process_warc(*common, places=writer.places)
