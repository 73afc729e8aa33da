"""Loads are idempotent, atomic for readers, and known no earlier than visible."""

from __future__ import annotations

import multiprocessing
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, Field
from deltalake.schema import PrimitiveType

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.checks import run_checks
from warehouse.delta import MERGED, PARTITIONS_AT_ONCE, scattered
from warehouse.query import connect
from warehouse.store import Pins, Store, WarehouseError
from warehouse.tables import TABLES


def rows(root: Path, query: str) -> list[tuple]:
    with connect(root) as connection:
        return connection.execute(query).fetchall()


def test_a_load_is_visible_in_all_tables(tmp_path: Path) -> None:
    store = Store(tmp_path)
    loaded = store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")], captures=[capture("u")])])
    assert (loaded.load_id, loaded.batches, loaded.revisions) == (1, 1, 1)
    assert rows(tmp_path, "SELECT article_id, revision, load_id FROM articles") == [("a", 1, 1)]
    assert rows(tmp_path, "SELECT url_id FROM captures") == [("u",)]


def test_maintenance_before_the_first_load_leaves_no_pins(tmp_path: Path) -> None:
    """They named tables but no load, and were refused as damaged by all that came after."""
    store = Store(tmp_path)
    assert (store.compact(), store.vacuum()) == ({}, {})
    assert store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])]).load_id == 1


def test_loading_a_batch_again_adds_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    staged = stage(tmp_path, "b1", revisions=[revision("a", "one")], captures=[capture("u")])
    store.load([staged])
    before = store.pins()
    assert store.load([staged, staged]).batches == 0
    assert store.pins() == before


def test_the_same_rows_in_another_batch_add_nothing_but_the_batch(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")], captures=[capture("u")])])
    store.load([stage(tmp_path, "b2", revisions=[revision("a", "one")], captures=[capture("u")])])
    assert rows(tmp_path, "SELECT count(*) FROM revisions") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM captures") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM batches") == [(2,)]


def test_a_changed_wording_supersedes_and_an_unchanged_one_does_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    later = T0 + timedelta(hours=1)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one"), revision("b", "same")])])
    store.load([stage(tmp_path, "b2", revisions=[revision("a", "two", later), revision("b", "same", later)])])
    assert rows(tmp_path, "SELECT article_id, text, revision FROM articles ORDER BY ALL") == [
        ("a", "two", 2),
        ("b", "same", 1),
    ]
    assert rows(tmp_path, "SELECT text FROM revisions WHERE article_id = 'a' ORDER BY revision") == [("one",), ("two",)]


def test_dates_and_mentions_of_a_further_capture_are_not_loaded(tmp_path: Path) -> None:
    store = Store(tmp_path)
    later = T0 + timedelta(hours=1)

    def mention(row: dict) -> dict:
        return {
            "revision_id": row["revision_id"], "article_id": "a", "symbol": "00020", "mic": "XHKG", "kind": "equity",
            "method": "data-code", "confidence": 1.0, "published_month": "undated",
        }  # fmt: skip

    first, again = revision("a", "one"), revision("a", "one", later)
    store.load([stage(tmp_path, "b1", revisions=[first], mentions=[mention(first)])])
    store.load([stage(tmp_path, "b2", revisions=[again], mentions=[mention(again)])])
    assert rows(tmp_path, "SELECT revision_id FROM mentions") == [(first["revision_id"],)]


def test_an_answer_about_the_past_stands_when_the_clock_is_set_back(tmp_path: Path) -> None:
    now = [T0 + timedelta(hours=1)]
    store = Store(tmp_path, clock=lambda: now[0])
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    asked = f"SELECT article_id FROM articles_asof('{(T0 + timedelta(minutes=30)).isoformat()}')"
    assert rows(tmp_path, asked) == []
    now[0] = T0
    store.load([stage(tmp_path, "b2", revisions=[revision("b", "one")])])
    assert rows(tmp_path, asked) == []
    assert rows(tmp_path, "SELECT load_id FROM loads ORDER BY known_at") == [(1,), (2,)]


def test_a_load_of_a_clock_that_was_ahead_is_told_by_the_checks(tmp_path: Path) -> None:
    Store(tmp_path, clock=lambda: datetime.now(UTC) + timedelta(days=365)).load([stage(tmp_path, "b1")])
    row = revision("a", "one")
    seen = capture(row["url"], capture_id=row["capture_id"])
    Store(tmp_path).load([stage(tmp_path, "b2", revisions=[row], captures=[seen])])
    assert rows(tmp_path, "SELECT count(*) FROM articles_asof(now())") == [(0,)], "it is known only next year"
    with connect(tmp_path) as connection:
        broken = {name: count for name, count in run_checks(connection).items() if count}
    assert broken == {"loads: none is known only in the future": 2}


def test_known_at_is_not_before_the_rows_are_visible(tmp_path: Path) -> None:
    """While a load goes on, whoever reads must not find rows whose `known_at` has passed unseen."""
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b0", revisions=[revision("a0", "x")])])
    unseen: list[datetime] = []  # the last moments at which load 2 was not visible
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            moment = datetime.now(UTC)
            if Pins.read(tmp_path / "pins.json").load_id < 2:
                unseen.append(moment)

    watcher = threading.Thread(target=watch)
    watcher.start()
    store.load([stage(tmp_path, "b1", revisions=[revision("a1", "x")])])
    returned = datetime.now(UTC)
    stop.set()
    watcher.join()
    ((known_at,),) = rows(tmp_path, "SELECT known_at FROM articles WHERE article_id = 'a1'")
    assert unseen[-1] <= known_at <= returned


def test_a_reader_keeps_its_version_while_a_load_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    with connect(tmp_path) as old:
        store.load([stage(tmp_path, "b2", revisions=[revision("b", "two")])])
        assert old.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
        assert rows(tmp_path, "SELECT count(*) FROM articles") == [(2,)]


def test_a_catalog_that_was_lost_is_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    store.catalog_path.unlink()
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(1,)]
    store.catalog_path.write_bytes(b"not a database")
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(1,)]


def test_a_moved_warehouse_still_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Store(home).load([stage(home, "b1", revisions=[revision("a", "one")])])
    moved = home.rename(tmp_path / "moved")
    assert rows(moved, "SELECT count(*) FROM articles") == [(1,)]


def test_what_was_never_loaded_is_said_kindly(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="finews crawl"):
        connect(tmp_path)


def test_a_reader_in_the_middle_of_a_publication_does_not_wait_for_its_end(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    stale = store.catalog_path.read_bytes()
    store.load([stage(tmp_path, "b2", revisions=[revision("b", "two")])])
    fresh = store.catalog_path.read_bytes()
    store.catalog_path.write_bytes(stale)  # as between the pins and the catalog of the second load
    found: list[tuple] = []
    reader = threading.Thread(target=lambda: found.extend(rows(tmp_path, "SELECT count(*) FROM articles")), daemon=True)
    with store.lock():
        reader.start()
        reader.join(0.3)
        assert not found
        (tmp_path / "new").write_bytes(fresh)
        (tmp_path / "new").replace(store.catalog_path)
        reader.join(10)
        assert found == [(2,)]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", "null", '{"load_id": 1, "known_at": "", "versions": {"revisions": 1}}',
     '{"load_id": "1", "known_at": "2026-01-01T00:00:00+00:00", "versions": {}}',
     '{"load_id": 1, "known_at": "2026-01-01T00:00:00+00:00", "versions": null}',
     '{"load_id": 1, "known_at": "2026-01-01T00:00:00+00:00", "versions": {"revisions": "1"}}',
     '{"load_id": 1, "known_at": 7, "versions": {"revisions": 1}}', '{"loads": 1}'],
)  # fmt: skip
def test_broken_pins_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "pins.json").write_text(text)
    with pytest.raises(WarehouseError, match=r"pins\.json: damaged, not a pins file \(.*; restore it from a backup"):
        Store(tmp_path).pins()


def test_rows_that_were_appended_but_not_published_are_taken_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    table = TABLES["revisions"]
    ghost = table.to_arrow([revision("ghost", "x")]).append_column("revision", pa.array([1], pa.int32()))
    ghost = ghost.append_column("row_id", pa.array([1])).append_column("story_id", pa.array(["ghost"]))
    store._open_tables()[1].append(table, ghost, load_id=2)  # as a load that is killed before it publishes
    assert rows(tmp_path, "SELECT article_id FROM revisions") == [("a",)]
    store.load([stage(tmp_path, "b2", revisions=[revision("b", "two")])])
    assert rows(tmp_path, "SELECT article_id FROM revisions ORDER BY 1") == [("a",), ("b",)]


def test_tables_of_another_version_are_refused_with_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    old = DeltaTable(store.path("polls"))
    old.alter.add_columns([Field("colour", PrimitiveType("string"))])
    with pytest.raises(WarehouseError, match=r"polls: written by another version.*colour.*move .*tables"):
        store.load([stage(tmp_path, "b2", revisions=[revision("b", "two")])])
    pins = store.pins()
    altered = {"polls": DeltaTable(store.path("polls")).version()}
    Pins(pins.load_id, pins.known_at, pins.versions | altered).write(store.pins_path)
    store.catalog_path.unlink()  # another finews asks for another catalog, and reads what the older one published
    with pytest.raises(WarehouseError, match="polls: written by another version"):
        connect(tmp_path)


def test_a_catalog_of_another_finews_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "one")])])
    with duckdb.connect(str(store.catalog_path)) as older:
        older.execute("UPDATE raw.built_for SET edition = 'older'")
        older.execute("DROP VIEW changes")
    with connect(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM changes").fetchall() == [(0,)]


def _load_in_child(root: Path, staged: Path) -> None:
    Store(root).load([staged])


def test_loads_of_several_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    staged = [stage(tmp_path, f"b{n}", revisions=[revision(f"a{n % 3}", "x")]) for n in range(6)]
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_load_in_child, args=(tmp_path, folder)) for folder in staged[:3]]
    for child in children:
        child.start()
    threads = [threading.Thread(target=_load_in_child, args=(tmp_path, folder)) for folder in staged[3:]]
    for thread in threads:
        thread.start()
    for worker in (*children, *threads):
        worker.join()
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT article_id) FROM revisions") == [(3, 3)]
    assert rows(tmp_path, "SELECT count(*) FROM batches") == [(6,)]


def test_compaction_and_vacuum_change_files_and_no_row(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=lambda: T0)  # time stands: a slow publication would write one more file of `loads`
    loads = [store.load([stage(tmp_path, f"b{n}", revisions=[revision(f"a{n}", "x")])]) for n in range(3)]
    assert [loaded.scattered for loaded in loads] == [0, 1, 2]
    before = rows(tmp_path, "SELECT * FROM revisions ORDER BY revision_id")
    assert store.compact()["revisions"] == 2
    assert len(DeltaTable(store.path("revisions")).file_uris()) == 1
    store.vacuum(timedelta(0))
    assert rows(tmp_path, "SELECT * FROM revisions ORDER BY revision_id") == before
    store.load([stage(tmp_path, "b9", revisions=[revision("a9", "x")])])
    assert rows(tmp_path, "SELECT count(*) FROM revisions") == [(4,)]


def test_a_run_merges_what_is_small_and_leaves_large_files_alone(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=lambda: T0)
    noise = random.Random(1)
    for n, share in enumerate([1.1, 0.4, 0.4, 0.4, 0.4, 0]):
        text = "".join(map(chr, noise.choices(range(0x4E00, 0x9E00), k=int(share * MERGED / 11))))  # of five columns
        store.load([stage(tmp_path, f"b{n}", revisions=[revision(f"a{n}", text or "x")])])
    before = rows(tmp_path, "SELECT * FROM revisions ORDER BY revision_id")
    assert scattered(store.files(store.pins())["revisions"]) == 3
    store.compact(sparing=True)
    files = store.files(store.pins())["revisions"]
    assert [Path(file).stat().st_size > MERGED // 2 for file in files] == [True, True, True]
    assert scattered(files) == 0
    assert rows(tmp_path, "SELECT * FROM revisions ORDER BY revision_id") == before
    store.compact()
    assert len(store.files(store.pins())["revisions"]) == 1


def test_each_month_has_its_own_files_and_each_file_its_sort_order(tmp_path: Path) -> None:
    store = Store(tmp_path)
    dated = [
        revision(
            f"a{n}",
            "x",
            published_at=datetime(2026, 1 + n % 2, 28 - n, tzinfo=UTC),
            published_month=f"2026-0{1 + n % 2}",
        )
        for n in range(6)
    ]
    store.load([stage(tmp_path, "b1", revisions=dated)])
    files = DeltaTable(store.path("revisions")).file_uris()
    assert sorted(Path(file).parent.name for file in files) == ["published_month=2026-01", "published_month=2026-02"]
    for file in files:
        times = pa.parquet.read_table(file, partitioning=None)["published_at"].to_pylist()
        assert times == sorted(times)


def test_a_load_of_many_months_is_written_in_parts_and_published_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "x")])])
    months = [f"{2020 + n // 12}-{1 + n % 12:02}" for n in range(2 * PARTITIONS_AT_ONCE + 1)]
    dated = [revision(f"a{n}", "x", published_month=month) for n, month in enumerate(months)]
    table = TABLES["revisions"]
    ghosts = table.to_arrow(dated).append_column("revision", pa.array([1] * len(dated), pa.int32()))
    ghosts = ghosts.append_column("row_id", pa.array(range(len(dated))))
    ghosts = ghosts.append_column("story_id", pa.array(["ghost"] * len(dated)))
    store._open_tables()[1].append(table, ghosts, load_id=2)  # as a load that is killed before it publishes
    assert DeltaTable(store.path("revisions")).version() == store.pins().versions["revisions"] + 3
    assert rows(tmp_path, "SELECT article_id FROM revisions") == [("a",)]
    store.load([stage(tmp_path, "b2", revisions=dated)])
    assert rows(tmp_path, "SELECT published_month FROM revisions WHERE load_id = 2 ORDER BY 1") == [
        (m,) for m in months
    ]
    files = DeltaTable(store.path("revisions")).file_uris()
    assert len(files) == len({Path(file).parent for file in files}) == len(months) + 1


def test_long_values_stand_once_in_a_file_and_are_found_there(tmp_path: Path) -> None:
    """Statistics with the whole of a text would make footers and logs longer than the rows."""
    store, text = Store(tmp_path), "".join(map(chr, range(0x4E00, 0x8E00)))  # nothing for a compression
    urls = [f"http://news.example/{'a' * 80}/{name}" for name in "cab"]
    store.load([stage(tmp_path, "b1", revisions=[revision(url[-1], text, url=url) for url in urls])])
    [file] = store.files(store.pins())["revisions"]
    footer = pa.parquet.read_metadata(file)
    logs = [path.stat().st_size for path in Path(store.path("revisions")).rglob("*.json")]
    assert max(footer.serialized_size, *logs) < len(text.encode()) / 2
    by_name = {path: footer.row_group(0).column(n) for n, path in enumerate(footer.schema.names)}
    assert by_name["url"].statistics.max != urls[0]
    assert rows(tmp_path, "SELECT min(url), max(url), min(text) = max(text) FROM revisions") == [
        (urls[1], urls[0], True)
    ]
    for url in urls:
        assert rows(tmp_path, f"SELECT url FROM revisions WHERE url = '{url}'") == [(url,)]
        assert rows(tmp_path, f"SELECT count(*) FROM revisions WHERE url >= '{url}'")[0][0] == sum(
            u >= url for u in urls
        )


@pytest.mark.parametrize("name", ["a b", "it's", '"q"', "100%", "a#b", "新闻", "a*b", "{a}", "a:b"])
def test_a_home_may_lie_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / name)
    store.load([stage(store.root, "b1", revisions=[revision("a", "one", published_month="2026-01")])])
    store.compact()
    assert rows(store.root, "SELECT article_id FROM search('says')") == [("a",)]


@pytest.mark.parametrize("name", ["a[b]", "a?b", "a%20b", "a|b", "a^b", "a\\b"])
def test_a_folder_whose_name_the_engines_misread_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match=r"no home can be in a path with '.*'; set FINEWS_HOME to another"):
        connect(tmp_path / name)
