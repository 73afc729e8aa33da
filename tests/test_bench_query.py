"""The benchmark of queries: its warehouse is a sound one, and both sides answer alike. No time is measured."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import bare
from benchmarks.generated import Generator, write
from benchmarks.query import DAY, GIVEN, files_read, stage_day
from warehouse.checks import checks
from warehouse.query import connect, named_queries
from warehouse.store import Store

ARTICLES = 600
WITHOUT_CAPTURES = "revisions: each has its capture"


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator(ARTICLES)


@pytest.fixture(scope="module")
def store(generator: Generator, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("generated")
    store = Store(folder / "home")
    assert write(store, generator) > 100_000
    with connect(store.root) as catalog:
        bare.copy(catalog, folder / "bare")
    return store


def test_the_generated_warehouse_is_sound(store: Store) -> None:
    with connect(store.root) as catalog:
        ((articles, wordings),) = catalog.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions)"
        ).fetchall()
        assert articles == ARTICLES < wordings < 1.1 * ARTICLES
        broken = {name: catalog.execute(query).fetchall()[0][0] for name, query in checks().items()}
    assert not any(broken.values()), broken


def test_the_catalog_and_the_bare_files_answer_alike(store: Store) -> None:
    asks_known_at = {"event_study", "known_by", "ingest_modes", "then_and_now"}  # which bare files do not have
    with connect(store.root) as catalog, bare.connect(store, store.root.parent / "bare") as plain:
        for query in named_queries().values():
            values = query.defaults | {name: value for name, value in GIVEN.items() if name in query.defaults}
            answers = [sorted(map(str, c.execute(query.sql, values).fetchall())) for c in (catalog, plain)]
            if query.name not in asks_known_at and "LIMIT" not in query.sql:
                assert answers[0] == answers[1], query.name


def test_a_day_of_a_source_reads_its_month_alone(store: Store) -> None:
    with connect(store.root) as catalog:
        read = files_read(catalog, named_queries()["day_of_source"].sql, DAY)
    files = store.files(store.pins())["revisions"]
    month = [file for file in files if f"={DAY['day'][:7]}/" in file]
    assert 0 < read <= len(month) < len(files)


def test_a_further_day_can_be_loaded(store: Store, generator: Generator, tmp_path: Path) -> None:
    day = stage_day(generator, tmp_path, 0, 50)
    loaded = store.load([day])
    assert loaded.rows["revisions"] == pq.read_metadata(day / "revisions.parquet").num_rows >= 50
    assert loaded.rows["tellings"] == 50 and loaded.rows["mentions"] > 0
