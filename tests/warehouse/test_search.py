"""Search finds words of any script, codes and phrases, in the version of the tables that its reader sees."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.rows import T0, revision, stage
from warehouse.query import QueryError, connect, connect_closed, run
from warehouse.search import SearchError
from warehouse.search.catchup import catch_up, rebuild
from warehouse.search.index import SHOWN, Covered, SearchIndex
from warehouse.search.query import parse
from warehouse.search.searcher import Searcher
from warehouse.search.tokens import terms
from warehouse.store import Store

ARTICLES = {
    "centre": ("晶川科技－Ｗ（00020.HK）盘中走高", "晶川科技的智算中心一期完成，A股同行跟涨。"),
    "traditional": ("晶川科技擴建智算中心", "該公司表示將於香港擴大投資。"),
    "quay": ("Quay reopens", "The north quay reopened after repairs; Café owners (NYSE: QUAY) rejoice."),
    "order": ("Silence was deliberate", "There was a deliberate pause, and silence fell."),
    "phrase": ("A deliberate silence", "The bank kept a deliberate silence."),
    "tokyo": ("東京証券取引所", "ガラスの会社が東京証券取引所に上場した。ﾃｽﾄも済んだ。"),
    "seoul": ("삼성전자", "삼성전자가 서울에서 신제품을 발표했다."),
    "mill": ("Harbour news", "The mill reopens."),
    "linked": ("A maker of pumps", "The company sells pumps."),
    "dated": ("Pumps in March", "An article with a day."),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with an article for each case."""
    root = tmp_path_factory.mktemp("search")
    rows = [revision(name, text, title=title, source="other" if name == "quay" else "example")
            for name, (title, text) in ARTICLES.items()]  # fmt: skip
    rows[-1] |= {"published_on": date(2026, 3, 5), "published_month": "2026-03", "published_precision": "second",
                 "published_at": datetime(2026, 3, 5, 1, 30, tzinfo=UTC)}  # fmt: skip
    mention = {"revision_id": rows[-2]["revision_id"], "article_id": "linked", "symbol": "600519", "mic": "XSHG",
               "kind": "equity", "method": "data-code", "confidence": 1.0, "published_month": "undated"}  # fmt: skip
    Store(root).load([stage(root, "b1", revisions=rows, mentions=[mention])])
    return root


@pytest.fixture(scope="module")
def news(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect_closed(home) as connection:
        yield connection


def found(connection: duckdb.DuckDBPyConnection, query: str, n: int = 100) -> list[str]:
    answer = run(connection, "SELECT article_id FROM search($q, n := $n)", {"q": query, "n": n})
    return [row[0] for row in answer.fetchall()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("智算中心", {"centre", "traditional"}),
        ("晶川 智算中心", {"centre", "traditional"}),
        ("智算中心 -香港", {"centre"}),
        ("扩建", {"traditional"}),  # simplified finds traditional
        ("擴建", {"traditional"}),
        ("港", {"traditional"}),  # a single character
        ("A股", {"centre"}),
        ("算智", set()),
        ("00020", {"centre"}),
        ("00020.HK", {"centre"}),
        ("００020．hk", {"centre"}),
        ("deliberate silence", {"order", "phrase"}),
        ('"deliberate silence"', {"phrase"}),
        ("“deliberate silence”", {"phrase"}),
        ("title:silence", {"order", "phrase"}),
        ("cafe", {"quay"}),
        ("QUAY", {"quay"}),
        ("NYSE:QUAY", {"quay"}),
        ("reop*", {"quay", "mill"}),
        ("reop", set()),
        ("東京", {"tokyo"}),
        ("证券取引所", {"tokyo"}),
        ("テスト", {"tokyo"}),
        ("삼성전자", {"seoul"}),
        ("서울", {"seoul"}),
        ("600519", {"linked"}),  # its code stands nowhere in the text
        ("600519.SH", {"linked"}),
        ("６００５１９", {"linked"}),
        ("600519.sh", {"linked"}),
        ("ｔｉｔｌｅ：silence －deliberate", set()),
        ("ｒｅｏｐ＊", {"quay", "mill"}),
        ("security:600519.XSHG", {"linked"}),
        ("security:600519.XSHE pumps", set()),
        ("quay OR 삼성전자", {"quay", "seoul"}),
        ("deliberate AND silence", {"order", "phrase"}),
        ("deliberate AND -kept", {"order"}),
        ('"was AND deliberate"', set()),
        ("source:other quay", {"quay"}),
        ("source:example quay", set()),
        ("pumps since:2026-03-05 until:2026-03-05", {"dated"}),
        ("pumps since:2026-03-06", set()),
        ("pumps since:2026-03-05T09:30+08:00", {"dated"}),
        ("pumps until:2026-03-05T09:29+08:00", set()),
    ],
)
def test_a_search_finds(news: duckdb.DuckDBPyConnection, query: str, expected: set[str]) -> None:
    assert set(found(news, query)) == expected


@pytest.mark.parametrize("macro", ["search", "search_wordings"])
def test_an_answer_has_the_columns_of_the_article(news: duckdb.DuckDBPyConnection, macro: str) -> None:
    columns = ", ".join((*SHOWN, "known_at"))
    of_hits = run(news, f"SELECT {columns} FROM {macro}('pumps OR quay') ORDER BY revision_id").fetchall()
    ids = [row[0] for row in of_hits]
    of_articles = f"SELECT {columns} FROM articles WHERE revision_id IN $ids ORDER BY revision_id"
    assert of_hits == run(news, of_articles, {"ids": ids}).fetchall()
    assert datetime(2026, 3, 5, 1, 30, tzinfo=UTC) in {row[SHOWN.index("published_at")] for row in of_hits}


def test_a_word_in_the_headline_counts_for_more(news: duckdb.DuckDBPyConnection) -> None:
    assert found(news, "reopens") == ["quay", "mill"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('"open', "quote is not closed"),
        ("OR a", "OR stands between"),
        ("a OR", "OR stands between"),
        ("a OR OR b", "OR stands between"),
        ("AND a", "AND stands between"),
        ("a AND", "AND stands between"),
        ("a AND OR b", "OR stands between"),
        ("a AND b OR c", "AND beside OR"),
        ("a OR -b", "no alternative"),
        ("-a OR b", "no alternative"),
        ("a security:HK.00020", r"exchange last, 00020\.HK"),
        ("source:exampel pumps", "'exampel'; there is example"),
        ("-a", "at least one word"),
        ("", "at least one word"),
        ("。，！", "nothing but punctuation"),
        ("sourc:x a", "did you mean source"),
        ("source: example", "source: has no value; write it right behind the colon"),
        ('a Title:""', "title: has no value"),
        ("a since:yesterday", "write a day as"),
        ("a since:2026-03-05T09:30", "with its zone"),
    ],
)
def test_a_bad_search_is_one_line(news: duckdb.DuckDBPyConnection, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words) as error:
        found(news, query)
    assert "\n" not in str(error.value) and "UDF" not in str(error.value)


def test_a_number_of_hits_that_makes_no_sense_is_refused(news: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError, match="ask for 1 to"):
        found(news, "quay", n=0)
    with pytest.raises(QueryError, match="a number of hits, and this is NULL"):
        run(news, "FROM search('quay', n := NULL)")
    with pytest.raises(QueryError, match="words, and this is NULL"):
        run(news, "FROM search_wordings(NULL)")


def test_words_with_a_colon_are_words_and_not_fields() -> None:
    assert [item.text for group in parse("NYSE:NIO https://x.example Reuters: TITLE:a") for item in group] == [
        "NYSE:NIO",
        "https://x.example",
        "Reuters:",
        "a",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("智算中心", "智算 算中 中心 心"),
        ("涨5.2%，A股", "涨 5 2 a 股"),
        ("Ｎaïve ÉTAT", "naive etat"),
        ("_a_", "a"),
        ("", ""),
        ("…", ""),
        ("e\u0301t", "et"),
        ("𠮷野家", "𠮷野 野家 家"),
    ],
)
def test_terms(text: str, expected: str) -> None:
    assert terms(text).split() == expected.split()


def test_elsewhere_a_search_says_where_it_answers(home: Path) -> None:
    with (
        duckdb.connect(str(home / "finews.duckdb"), read_only=True) as plain,
        pytest.raises(duckdb.Error, match="finews sql"),
    ):
        plain.execute("SELECT * FROM search('quay')").fetchall()


def test_a_reader_searches_its_own_version(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old = [revision(f"a{n}", "pumps of old") for n in range(3)]
    store.load([stage(tmp_path, "b1", revisions=old)])
    with connect(tmp_path) as before:
        new = [revision(f"a{n}", "valves now", T0 + timedelta(hours=1)) for n in range(2)]
        store.load([stage(tmp_path, "b2", revisions=[*new, revision("a9", "pumps again")])])
        assert set(found(before, "pumps")) == {"a0", "a1", "a2"}
        assert found(before, "valves") == []
    with connect(tmp_path) as after:
        assert set(found(after, "pumps")) == {"a2", "a9"}
        assert set(found(after, "pumps", n=2)) == {"a2", "a9"}, "superseded wordings must not eat up the limit"
        assert set(found(after, "valves")) == {"a0", "a1"}
        known = "SELECT s.article_id FROM search_wordings('pumps') s JOIN articles_asof($t) USING (revision_id)"
        (first,) = after.execute("SELECT known_at FROM loads WHERE load_id = 1").fetchone() or ()
        assert {row[0] for row in after.execute(known, {"t": first}).fetchall()} == {"a0", "a1", "a2"}


def test_an_index_that_was_lost_or_left_behind_is_brought_up(tmp_path: Path) -> None:
    store = Store(tmp_path)
    index = SearchIndex.below(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    first = index.covered()
    store.load([stage(tmp_path, "b2", revisions=[revision("b", "pumps")])])
    index._write_note(first)  # as if the second load had been indexed, and the run killed before it noted that
    with connect(tmp_path) as connection:
        assert sorted(found(connection, "pumps")) == ["a", "b"], "nothing is lost, and nothing found twice"
    index.clear()
    with connect(tmp_path) as connection:
        assert sorted(found(connection, "pumps")) == ["a", "b"]
    assert rebuild(store) == 2
    assert catch_up(store, index) == 0


class Late(Store):
    """A store whose tables are read a moment before somebody else loads more."""

    def reader(self, files: dict[str, list[str]] | None = None) -> duckdb.DuckDBPyConnection:
        connection = super().reader(files)
        more = stage(self.root, "b2", revisions=[revision("b", "pumps")])
        self.other = threading.Thread(target=Store(self.root).load, args=([more],))
        self.other.start()
        while self.pins().load_id == 1:
            time.sleep(0.01)
        self.other.join(1)  # it has published, and indexes it unless that has to wait for us
        return connection


def test_who_reads_older_tables_than_are_indexed_leaves_the_index_alone(tmp_path: Path) -> None:
    index = SearchIndex.below(tmp_path)
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    index.clear()
    late = Late(tmp_path)
    assert catch_up(late, index) == 1
    late.other.join()
    assert index.covered().load_id == 2
    with connect(tmp_path) as connection:
        assert sorted(found(connection, "pumps")) == ["a", "b"]


def test_an_index_of_other_tables_is_made_anew(tmp_path: Path) -> None:
    """As after tables were moved away and made again from the archive: loads begin at one again."""
    store, index = Store(tmp_path), SearchIndex.below(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    index._write_note(Covered(7, "2020-01-01T00:00:00+00:00"))
    assert [hit.row["revision_id"] for hit in Searcher(store).hits("pumps", 5, 1)] == [
        revision("a", "pumps")["revision_id"]
    ]
    assert index.covered().load_id == 1


def test_an_index_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    index = SearchIndex(tmp_path / "pins.json")  # no folder can be made there
    with pytest.raises(SearchError, match=r"pins\.json.*cannot be written"):
        catch_up(store, index)


def in_the_way(path: Path) -> None:
    """Put a folder where a file would be written: a read-only disk for whoever runs the tests."""
    path.unlink(missing_ok=True)
    path.mkdir()


def test_a_folder_that_cannot_be_written_is_searched(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    in_the_way(tmp_path / "search" / "lock")
    in_the_way(tmp_path / "search" / "index" / ".tantivy-meta.lock")
    in_the_way(tmp_path / "load.lock")
    with connect(tmp_path) as connection:
        assert found(connection, "pumps") == ["a"]
    moved = tmp_path.rename(tmp_path.with_name("moved"))  # the catalog names the files where they were
    with connect(moved) as connection:
        assert found(connection, "pumps") == ["a"]
        assert connection.execute("SELECT article_id FROM articles_asof(now())").fetchall() == [("a",)]
    with connect(moved, at="now") as connection:
        assert found(connection, "pumps") == ["a"]


def test_an_index_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    (tmp_path / "search" / "index" / "meta.json").unlink()
    with connect(tmp_path) as connection, pytest.raises(QueryError, match=r"search cannot be read .*--rebuild"):
        found(connection, "pumps")


@pytest.mark.parametrize("ending", ["fast", "idx"])
def test_damage_at_which_the_engine_panics_is_named(tmp_path: Path, ending: str) -> None:
    store, told = Store(tmp_path), 0
    store.load([stage(tmp_path, "b1", revisions=[revision(f"a{n}", f"pumps word{n}") for n in range(50)])])
    (path,) = (tmp_path / "search" / "index").glob(f"*.{ending}")
    whole = path.read_bytes()
    for place in range(0, len(whole), 8):
        path.unlink()  # the engine has mapped the one before into memory: a file that shrinks there ends the process
        path.write_bytes(whole[:place] + b"\xff" * 4 + whole[place + 4 :])
        try:
            Searcher(store).hits("pumps", 5, 1)
        except SearchError as error:
            assert "finews search --rebuild" in str(error)
            told += 1
    assert told


def test_a_damaged_index_is_named(tmp_path: Path) -> None:
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[revision("a", "pumps")])])
    for path in (tmp_path / "search" / "index").glob("*.store"):
        path.write_bytes(b"\xff" * 20 + path.read_bytes()[20:])
    with connect(tmp_path) as connection, pytest.raises(QueryError, match=r"index is damaged .*--rebuild"):
        found(connection, "pumps")
