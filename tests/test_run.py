"""A run's files are named so that everything can be found from them, and others can tell whether it lives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.records import Site
from tasks.run import Run, batch_of, live_runs, run_of
from tasks.settings import Settings, SettingsError, get_settings


def test_names_lead_from_a_file_to_its_batch_and_run(settings: Settings) -> None:
    run = Run("0f8fad5b-d9cb-469f-a165-70867728950e", settings, clock=lambda: datetime(2026, 1, 5, tzinfo=UTC))
    batch = run.batch_id("my-source", 7)
    warc = run.warc(batch, "my-source")
    assert batch == "my-source-20260105T000000-0f8fad5bd9cb-0007"
    assert warc.relative_to(settings.archive).as_posix() == f"my-source/2026/01/05/{batch}.warc.gz"
    assert batch_of(warc) == batch_of(warc.with_name(warc.name + ".open")) == batch
    assert run_of(batch) == run.short_id


def test_an_archive_file_says_what_its_batch_needs(settings: Settings) -> None:
    info = Run("r", settings).info("b", Site("s", zone="Asia/Tokyo"))
    assert info["finews-batch"] == "b"
    assert "Asia/Tokyo" in info["finews-site"]


def test_a_live_run_is_seen_and_what_a_dead_one_left_is_removed(settings: Settings) -> None:
    dead = settings.staging / "dead"
    dead.mkdir(parents=True)
    (dead / "lock").touch()
    with Run("alive0000000", settings).alive() as run:
        assert live_runs(settings) == {"alive0000000"}
        assert run.staging.is_dir()
    assert not dead.exists()
    assert live_runs(settings) == set()
    assert not run.staging.exists()


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINEWS_WORKERS", "many")
    with pytest.raises(SettingsError, match=r"^FINEWS_WORKERS='many': .*integer"):
        get_settings()


def test_folders_in_the_home_of_the_user_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINEWS_HOME", "~/news")  # as it stands in `.env`, which no shell reads
    monkeypatch.setenv("FINEWS_SOURCES", "~/sites")
    settings = get_settings()
    assert (settings.root, settings.sources) == (Path.home() / "news", Path.home() / "sites")
