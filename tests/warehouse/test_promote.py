"""What a replay would change is counted and shown; promoted, it is current, and no answer about the past changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.warehouse.rows import T0, capture, revision, stage
from warehouse.checks import run_checks
from warehouse.choice import Choice, version_since
from warehouse.compare import Change, changes, compare, examples, totals
from warehouse.errors import ReplayError
from warehouse.promote import promote
from warehouse.query import connect
from warehouse.replays import Replay
from warehouse.store import Loaded, Store
from warehouse.tables import TABLES

HOUR = timedelta(hours=1)
Rows = dict[str, list[dict[str, Any]]]
Rule = Callable[
    [dict[str, Any]], "dict[str, Any] | str | None"
]  # from a loaded row to its new fields, or to a reject's reason; None: the archive is damaged there
RUN = {"flow": "promote", "started_at": T0, "status": "ok", "parameters": "{}", "version": "t",
       "links": 0, "captures": 0, "rejects": 0}  # fmt: skip


class Desk:
    """A warehouse, and replays of it whose extraction is a function given by the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = Store(root)
        self.pages: dict[str, dict[str, Any]] = {}  # capture → the row that came of it
        self.places: dict[tuple[str, int], str] = {}
        (root / "archive").mkdir()

    def load(self, batch: str, *pages: dict[str, Any]) -> None:
        """Load pages (rows of `revisions`, or of `rejects`) with a capture for each."""
        rows: Rows = {"captures": [], "revisions": [], "rejects": []}
        for page in pages:
            is_article = "revision_id" in page
            at = page["seen_at"] if is_article else page["rejected_at"]
            rows["revisions" if is_article else "rejects"].append(page)
            rows["captures"].append(
                capture(page["url"], at, capture_id=page["capture_id"], url=page["url"], batch_id=batch,
                        source=page["source"], warc=f"{batch}.warc.gz", warc_offset=len(rows["captures"]),
                        article_id=page.get("article_id"), content_hash=page.get("content_hash"))
            )  # fmt: skip
            self.pages[page["capture_id"]] = page
            self.places[batch, len(rows["captures"]) - 1] = page["capture_id"]
        (self.root / "archive" / f"{batch}.warc.gz").touch()
        self.store.load([stage(self.root, batch, **rows)])

    def replay(self, rule: Rule, choice: Choice = Choice(), name: str = "replay", rules: str = "r") -> Replay:  # noqa: B008
        """Replay everything chosen under a rule."""
        replay = Replay(self.root, name)
        begun = replay.begin(self.store, choice, rules)
        for part in replay.parts():
            made: Rows = {"captures": [], "revisions": [], "rejects": [], "mentions": [], "dates": []}
            for capture_id in self.chosen(replay, part.batch_id):
                self._replayed(capture_id, rule, begun.id, made)
            folder = replay.batches / part.batch_id
            folder.mkdir()
            for table, rows in made.items():
                if rows:
                    pq.write_table(TABLES[table].to_arrow(rows), folder / f"{table}.parquet")
        return replay

    def chosen(self, replay: Replay, batch: str) -> list[str]:
        """The captures of a batch that a replay has chosen."""
        return sorted(self.places[batch, place] for place in replay.places(batch))

    def _replayed(self, capture_id: str, rule: Rule, replay_id: str, made: Rows) -> None:
        page = self.pages[capture_id]
        at = page.get("seen_at") or page["rejected_at"]
        outcome = rule(page)
        if outcome is None:
            return
        made["captures"].append(capture(page["url"], at, capture_id=capture_id, url=page["url"]))
        if isinstance(outcome, str):
            made["rejects"].append(reject(page["url"], outcome, at) | {"capture_id": capture_id})
            return
        row = {"url": page["url"], "source": page["source"], "reason": "replay", "capture_id": capture_id} | outcome
        base = page if "revision_id" in page else revision("new", "new", at)
        row = base | row
        row["revision_id"] = f"{row['article_id']}-{capture_id}-{replay_id}"
        for mention in row.pop("mentions", []):
            made["mentions"].append(mention | {"revision_id": row["revision_id"], "article_id": row["article_id"]})
        made["revisions"].append(row)

    def changes(self, replay: Replay) -> list[tuple[str, str, int]]:
        with self.store.reader() as connection:
            replay.attach(connection)
            compare(connection)
            return [(c.source, c.what, c.pages) for c in changes(connection)]

    def promote(self, replay: Replay, **options: Any) -> Loaded:
        return promote(self.store, replay, RUN | {"run_id": replay.begun().id}, **options)

    def rows(self, query: str) -> list[tuple]:
        with connect(self.root) as connection:
            return connection.execute(query).fetchall()

    def articles(self) -> list[tuple]:
        return self.rows("SELECT article_id, title, reason, revision FROM articles ORDER BY ALL")

    def broken(self) -> dict[str, int]:
        with connect(self.root) as connection:
            return {name: count for name, count in run_checks(connection).items() if count}


def reject(url: str, reason: str, at: datetime = T0) -> dict[str, Any]:
    """A row of `rejects` with a capture of its own."""
    return {"capture_id": f"{url}@{at:%H}", "run_id": "run", "source": "example", "url": url, "stage": "extract",
            "reason": reason, "detail": "", "rejected_at": at}  # fmt: skip


def same(page: dict[str, Any]) -> dict[str, Any] | str:
    """The rule that changes nothing."""
    return page["reason"] if "revision_id" not in page else {}


def louder(page: dict[str, Any]) -> dict[str, Any] | str:
    """A rule that changes the titles of articles."""
    return {"title": page["title"].upper(), "content_hash": page["content_hash"].upper()} if "title" in page else "x"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# -- choosing --------------------------------------------------------------------------------------


def test_current_wordings_and_the_last_reject_of_each_url_are_replayed(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "same"), reject("http://e/x", "no_text"))
    desk.load("b2", revision("a", "two", T0 + HOUR), reject("http://e/x", "no_text", T0 + HOUR))
    replay = desk.replay(same)
    chosen = {capture_id for batch in ("b1", "b2") for capture_id in desk.chosen(replay, batch)}
    assert {c.partition("-2026")[0] for c in chosen} == {"a-two", "b-same", "http://e/x@01"}


def test_sources_days_and_versions_are_chosen_from(desk: Desk) -> None:
    pages = [
        revision("a", "1", source="one", published_on=date(2026, 1, 1), extractor="finews-votes 1 (trafilatura 2.3.1)"),
        revision(
            "b", "1", source="two", published_on=date(2026, 1, 2), extractor="finews-votes 1 (trafilatura 2.10.0)"
        ),
        revision("c", "1", source="two", published_on=date(2026, 1, 3), extractor="finews-post 1"),
    ]
    desk.load("b1", *pages)

    def chosen(**choice: Any) -> str:
        replay = Replay(desk.root, "n")
        replay.begin(desk.store, Choice(**choice), "r")
        found = "".join(sorted(capture_id[0] for capture_id in desk.chosen(replay, "b1")))
        replay.discard()
        return found

    assert chosen() == "abc"
    assert chosen(sources=("two",)) == "bc"
    assert chosen(first="2026-01-02") == "bc"
    assert chosen(first="2026-01-02", last="2026-01-02") == "b"
    assert chosen(since="trafilatura 2.4") == "a", "versions are numbers: 2.10 is not before 2.4"
    assert chosen(since="finews-votes 2") == "ab"
    assert chosen(since="current", current=("finews-post 1",)) == "ab"
    with pytest.raises(ReplayError, match=r"'Trafilatura' has extracted no article; there are: finews-post 1,"):
        chosen(since="Trafilatura 2.4")


def test_what_cannot_be_replayed_is_said(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    with pytest.raises(ReplayError, match=r"no source 'exampel' in the warehouse .did you mean 'example'"):
        Replay(desk.root, "none").begin(desk.store, Choice(sources=("example", "exampel")), "r")
    with pytest.raises(ReplayError, match="nothing to extract again"):
        Replay(desk.root, "none").begin(desk.store, Choice(sources=("example",), last="1999-12-31"), "r")
    with pytest.raises(ReplayError, match="no replay 'none'"):
        Replay(desk.root, "none").begun()
    with pytest.raises(ReplayError, match="name"):
        Replay(desk.root, "../tables")
    with pytest.raises(ReplayError, match="current"):
        version_since("newest")
    desk.replay(same)
    for choice, rules in ((Choice(first="2026-01-01"), "r"), (Choice(), "other")):
        with pytest.raises(ReplayError, match="was begun with other"):
            Replay(desk.root, "replay").begin(desk.store, choice, rules)
    assert [path.name for path in (desk.root / "replays").iterdir()] == ["replay"]


@pytest.mark.parametrize("plan", ["", "[]", "{}", '{"id": "x", "choice": {"colour": 1}, "rules": "r", "gone": 0}'])
def test_a_plan_that_cannot_be_read_is_named_with_what_to_do(desk: Desk, plan: str) -> None:
    """A power failure leaves an empty file, another version of finews another one."""
    desk.load("b1", revision("a", "one"))
    replay = desk.replay(same)
    (replay.folder / "plan.json").write_text(plan, encoding="utf-8")
    for work in (replay.begun, lambda: replay.begin(desk.store, Choice(), "r")):
        with pytest.raises(ReplayError, match=r"plan\.json: not the plan of a replay; delete .*replay"):
            work()


def test_a_replay_whose_warc_is_removed_half_way_goes_on_without_its_pages(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.load("b2", revision("b", "one", url="http://e/2"), revision("c", "one", url="http://e/3"))
    replay = Replay(desk.root, "replay")
    begun = replay.begin(desk.store, Choice(), "r")
    (desk.root / "archive" / "b2.warc.gz").unlink()
    assert replay.begin(desk.store, Choice(), "r").gone == 2
    assert [part.batch_id for part in replay.parts()] == ["b1"]
    assert desk.promote(desk.replay(louder)).revisions == 1, "else it could only be discarded"
    assert (replay.begun().id, replay.begun().gone) == (begun.id, 2)


def test_pages_whose_warc_is_gone_are_left_out_and_counted(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.load("b2", revision("b", "one"))
    (desk.root / "archive" / "b1.warc.gz").unlink()
    replay = Replay(desk.root, "replay")
    assert replay.begin(desk.store, Choice(), "r").gone == 1
    assert [part.batch_id for part in replay.parts()] == ["b2"]
    (desk.root / "archive" / "b2.warc.gz").unlink()
    with pytest.raises(ReplayError, match="all 2 pages that fit are gone"):
        Replay(desk.root, "other").begin(desk.store, Choice(), "r")


def test_a_replay_goes_on_with_what_is_left(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.load("b2", revision("b", "one"))
    replay = Replay(desk.root, "replay")
    first = replay.begin(desk.store, Choice(), "r")
    (replay.batches / "b1").mkdir()
    (replay.batches / "b2.new").mkdir()  # killed while it was written
    assert replay.begin(desk.store, Choice(), "r") == first
    assert [(part.batch_id, part.pages) for part in replay.parts()] == [("b2", 1)]


# -- comparing -------------------------------------------------------------------------------------


def test_a_replay_goes_on_with_the_facts_of_the_sites_that_it_began_with(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    replay = Replay(desk.root, "replay")
    replay.begin(desk.store, Choice(), "r")
    assert replay.sources() == ["example"]
    replay.keep_to({"one": "zone A", "two": ""})
    replay.keep_to({"one": "zone A"})
    with pytest.raises(ReplayError, match="other facts of the site 'two'"):
        replay.keep_to({"one": "zone A", "two": "zone B"})
    (replay.folder / "facts.json").write_text("")
    with pytest.raises(ReplayError, match="other facts of the site 'one'"):
        replay.keep_to({"one": "zone A"})
    replay.discard()
    replay.begin(desk.store, Choice(), "r")
    replay.keep_to({"two": "zone B"})


def test_nothing_changed_is_nothing_to_show_and_nothing_to_promote(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), reject("http://e/x", "no_text"))
    replay = desk.replay(same)
    before = desk.store.pins()
    assert desk.changes(replay) == []
    assert desk.promote(replay).rows == {}
    assert desk.store.pins() == before


def test_each_kind_of_change_is_counted_with_examples(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "two"), revision("c", "three"), revision("d", "four"))
    desk.load("b2", reject("http://e/x", "no_text"), reject("http://e/y", "no_text"))

    def rule(page: dict[str, Any]) -> dict[str, Any] | str:
        if "revision_id" not in page:
            return {"article_id": "x"} if page["url"].endswith("x") else "deadline"
        made: dict[str, dict[str, Any] | str] = {
            "a": {"text": "one and more", "authors": ["Ann"]}, "b": "no_title",
            "c": {"mentions": [{"symbol": "600519", "mic": "XSHG", "kind": "equity", "method": "suffix",
                                "confidence": 1.0, "published_month": "undated"}]},
        }  # fmt: skip
        return made.get(page["article_id"], {})

    replay = desk.replay(rule)
    with desk.store.reader() as connection:
        replay.attach(connection)
        compare(connection)
        found = changes(connection)
        assert found == [
            Change("example", "text", 1, 6, "3 → 12 characters"),
            Change("example", "authors", 1, 6),
            Change("example", "mentions", 1, 6),
            Change("example", "new article", 1, 6, "was no_text"),
            Change("example", "now rejected", 1, 6, "no_title"),
            Change("example", "reason of reject", 1, 6),
        ]
        shown = {e.what: (e.before, e.after) for change in found for e in examples(connection, change, 3)}
        assert shown["text"] == ("one", "one and more")
        assert shown["now rejected"] == ("b says two", "no_title")
        assert shown["reason of reject"] == ("no_text", "deadline")
        assert "600519" in shown["mentions"][1][0]
        counted = {"left": 0, "damaged": 0, "compared": 6, "changed": 4, "stale": 0}
        assert totals(connection) == totals(connection, "example") == counted
        assert totals(connection, "other") == dict.fromkeys(counted, 0)


def test_pages_that_cannot_be_read_any_more_are_counted_and_keep_nothing_from_being_promoted(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "one"))
    desk.load("b2", revision("c", "one"))
    replay = desk.replay(lambda page: louder(page) if page["article_id"] == "a" else None)
    with desk.store.reader() as connection:
        replay.attach(connection)
        compare(connection)
        assert totals(connection) == {"left": 0, "damaged": 2, "compared": 1, "changed": 1, "stale": 0}
    assert desk.promote(replay).revisions == 1
    assert [(article, reason) for article, _, reason, _ in desk.articles()] == [
        ("a", "replay"), ("b", "capture"), ("c", "capture")
    ]  # fmt: skip


# -- promoting -------------------------------------------------------------------------------------


def test_promoted_wordings_are_current_and_the_past_stays(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "two"))
    ((known,),) = desk.rows("SELECT max(known_at) FROM revisions")
    replay = desk.replay(lambda page: louder(page) if page["article_id"] == "a" else {})
    loaded = desk.promote(replay)
    assert (loaded.revisions, loaded.rows["supersessions"]) == (1, 1)
    assert desk.articles() == [("a", "A SAYS ONE", "replay", 2), ("b", "b says two", "capture", 1)]
    assert desk.rows("SELECT DISTINCT seen_at FROM revisions") == [(T0,)], "it was seen when its page was"
    ((at,),) = desk.rows("SELECT superseded_at FROM supersessions")
    assert at > known
    assert desk.rows("SELECT flow, revisions FROM runs") == [("promote", 1)]
    assert desk.broken() == {}


def test_promoting_twice_adds_nothing(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    replay = desk.replay(louder)
    desk.promote(replay)
    before = desk.store.pins()
    assert desk.promote(replay).rows == {}
    assert desk.store.pins() == before


def test_portions_are_one_load(desk: Desk) -> None:
    desk.load("b1", *(revision(f"a{n}", "one") for n in range(7)))
    assert desk.promote(desk.replay(louder), portion=2).revisions == 7
    assert desk.rows("SELECT count(DISTINCT load_id) FROM revisions WHERE reason = 'replay'") == [(1,)]
    assert desk.rows("SELECT count(*) FROM articles WHERE title = upper(title)") == [(7,)]


def test_a_later_capture_that_says_what_the_replay_says_is_no_new_wording(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.promote(desk.replay(louder))
    desk.load("b2", revision("a", "ONE", T0 + HOUR))
    assert desk.articles() == [("a", "A SAYS ONE", "replay", 2)]
    desk.load("b3", revision("a", "three", T0 + 2 * HOUR))
    assert desk.articles() == [("a", "a says three", "capture", 3)]
    assert desk.broken() == {}


def test_an_older_copy_is_compared_with_the_correction_too(desk: Desk) -> None:
    desk.load("b1", revision("a", "one", T0 + HOUR))
    desk.promote(desk.replay(louder))
    desk.load("b2", revision("a", "ONE", T0))
    assert desk.rows("SELECT count(*) FROM revisions") == [(2,)]


def test_an_archive_from_between_two_captures_of_one_wording_leaves_what_a_replay_made_of_it(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.load("b2", revision("a", "one", T0 + 2 * HOUR))
    desk.promote(desk.replay(louder))
    desk.load("b3", revision("a", "two", T0 + HOUR))
    assert desk.rows("SELECT title, seen_at FROM articles") == [("A SAYS ONE", T0 + 2 * HOUR)]
    assert desk.broken() == {}


def test_a_replay_after_a_replay_goes_back_as_well(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.promote(first := desk.replay(louder))
    first.discard()
    desk.promote(second := desk.replay(same))
    second.discard()
    assert [(title, number) for _, title, _, number in desk.articles()] == [("a says one", 3)]
    desk.promote(desk.replay(louder))
    assert [(title, number) for _, title, _, number in desk.articles()] == [("A SAYS ONE", 4)]
    assert desk.broken() == {}


def test_what_the_publisher_changed_meanwhile_is_left_alone(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "one"))
    replay = desk.replay(louder)
    desk.load("b2", revision("a", "two", T0 + HOUR))
    with desk.store.reader() as connection:
        replay.attach(connection)
        compare(connection)
        assert totals(connection)["stale"] == 1
    desk.promote(replay)
    assert desk.articles() == [("a", "a says two", "capture", 2), ("b", "B SAYS ONE", "replay", 2)]


def test_two_articles_that_turn_out_to_be_one_are_one_in_the_order_of_time(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "two", T0 + HOUR), revision("c", "three", T0 + 2 * HOUR))
    replay = desk.replay(lambda page: {"article_id": "b"})
    assert desk.changes(replay) == [("example", "article_id", 2)]
    desk.promote(replay)
    assert desk.rows("SELECT article_id, text FROM articles") == [("b", "three")]
    chain = desk.rows("""SELECT o.article_id, o.text, n.text FROM supersessions s JOIN revisions o USING (revision_id)
                         JOIN revisions n ON n.revision_id = s.by_revision_id ORDER BY ALL""")
    assert chain == [("a", "one", "one"), ("b", "one", "two"), ("b", "two", "three"), ("c", "three", "three")]
    assert desk.broken() == {}


def test_an_article_that_its_current_page_leaves_has_its_last_wording_at_another_address_again(desk: Desk) -> None:
    pages = [revision("a", f"{n}", T0 + n * HOUR, url=f"http://e/{url}") for n, url in enumerate("xyz")]
    desk.load("b1", *pages)
    desk.load("b2", revision("a", "3", T0 + 3 * HOUR, url="http://e/z"), revision("b", "other", url="http://e/b"))
    before = desk.rows("SELECT max(known_at) FROM loads")[0][0]
    replay = desk.replay(lambda page: {"article_id": "c"} if page["url"] == "http://e/z" else {})
    assert desk.promote(replay).revisions == 2
    assert desk.articles() == [
        ("a", "a says 1", "replay", 5), ("b", "b says other", "capture", 1), ("c", "a says 3", "replay", 1)
    ]  # fmt: skip
    assert desk.rows(f"SELECT text FROM articles_asof('{before}') WHERE article_id = 'a'") == [("3",)]
    assert desk.promote(replay).rows == {}
    desk.load("b3", revision("a", "4", T0 + 4 * HOUR, url="http://e/y"))
    assert [row[:2] for row in desk.articles() if row[0] == "a"] == [("a", "a says 4")]
    moved = {"http://e/y": {"article_id": "d"}, "http://e/z": {"article_id": "c"}}
    again = desk.replay(lambda page: moved.get(page["url"], {}), name="again")
    desk.promote(again)
    assert [row[:2] for row in desk.articles() if row[0] == "a"] == [("a", "a says 0")], "not what left before"
    assert desk.broken() == {}


def test_a_page_that_a_replay_moved_is_a_change_of_the_article_that_it_joins_alone(desk: Desk) -> None:
    desk.load("b1", revision("a", "one", url="http://e/x"), revision("c", "old", url="http://e/y"))
    desk.load("b2", revision("a", "two", T0 + HOUR, url="http://e/z"))
    query = "SELECT article_id, from_title, to_title FROM changes ORDER BY ALL"
    assert desk.rows(query) == [("a", "a says one", "a says two")]
    desk.promote(desk.replay(lambda page: {"article_id": "c"} if page["url"] == "http://e/z" else {}))
    assert desk.articles() == [("a", "a says one", "replay", 3), ("c", "a says two", "replay", 2)]
    assert desk.rows(query) == [("c", "c says old", "a says two")]


def test_an_archive_around_a_page_that_a_replay_moved_leaves_one_wording_on_either_basis(desk: Desk) -> None:
    hours = [T0 + n * HOUR for n in range(5)]
    desk.load("b1", revision("a", "one", hours[0]), revision("b", "three", hours[2]))
    before = desk.rows("SELECT max(known_at) FROM loads")[0][0]
    desk.promote(desk.replay(lambda page: {"article_id": "a"} if page["article_id"] == "b" else {}))
    desk.load("b2", revision("a", "five", hours[4]))
    desk.load("b3", revision("a", "two", hours[1]), revision("a", "four", hours[3]))
    with connect(desk.root) as connection:
        query = "SELECT text FROM articles_asof($t, basis := 'seen') WHERE article_id = 'a' ORDER BY text"
        answers = [connection.execute(query, {"t": t}).fetchall() for t in (*hours, before)]
    assert answers == [[("one",)], [("two",)], [("two",)], [("four",)], [("five",)], [("five",)]]
    assert [row[:2] for row in desk.articles()] == [("a", "a says five")]
    assert desk.broken() == {}


def test_a_capture_after_two_pages_changed_places_is_the_only_current_wording(desk: Desk) -> None:
    desk.load("b1", revision("b", "one"), revision("a", "two", T0 + HOUR))
    desk.load("b2", revision("b", "three", T0 + 2 * HOUR))
    desk.promote(desk.replay(lambda page: {"article_id": "a" if page["article_id"] == "b" else "b"}))
    assert desk.rows("SELECT article_id, text FROM articles ORDER BY ALL") == [("a", "three"), ("b", "two")]
    desk.load("b3", revision("b", "four", T0 + 3 * HOUR))
    assert desk.rows("SELECT article_id, text FROM articles ORDER BY ALL") == [("a", "three"), ("b", "four")]
    assert desk.broken() == {}


def test_a_reject_that_becomes_an_article_is_new_at_its_own_time(desk: Desk) -> None:
    desk.load("b1", reject("http://e/x", "no_text"))
    desk.promote(desk.replay(lambda page: {"article_id": "x", "title": "Found"}))
    assert desk.articles() == [("x", "Found", "replay", 1)]
    assert desk.rows("SELECT seen_at, known_at > seen_at FROM revisions") == [(T0, True)]
    again = Replay(desk.root, "again")
    again.begin(desk.store, Choice(), "r")
    assert [part.pages for part in again.parts()] == [1], "as an article, not as a reject too"


def test_a_reject_of_which_another_replay_made_an_article_is_left_alone(desk: Desk) -> None:
    desk.load("b1", reject("http://e/x", "no_text"))
    found = {"article_id": "x", "title": "Found"}
    one, other = (desk.replay(lambda page: found, name=name) for name in ("one", "other"))
    desk.promote(one)
    assert desk.promote(other).rows == {}
    assert desk.articles() == [("x", "Found", "replay", 1)]


def test_an_article_that_becomes_a_reject_stays_unless_it_is_withdrawn(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "one"))
    replay = desk.replay(lambda page: "no_text" if page["article_id"] == "a" else {})
    assert desk.promote(replay).rows == {}
    assert len(desk.articles()) == 2
    loaded = desk.promote(replay, withdraw=True)
    assert (loaded.revisions, loaded.rows["supersessions"]) == (0, 1)
    assert [article for article, *_ in desk.articles()] == ["b"]
    assert len(desk.rows("FROM revisions")) == 2, "its wording is still there"
    desk.load("b2", revision("a", "two", T0 + HOUR))
    assert [article for article, *_ in desk.articles()] == ["a", "b"], "and it comes back with another wording"
    assert desk.broken() == {}


def test_an_article_that_was_withdrawn_comes_back_when_a_page_gives_it_again(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"))
    desk.load("b2", revision("a", "one", T0 + HOUR))
    desk.promote(desk.replay(lambda page: "no_text"), withdraw=True)
    withdrawn = desk.rows("SELECT max(known_at) FROM loads")[0][0]
    desk.load("b3", revision("a", "before", T0 - HOUR))
    assert desk.articles() == [], "what was captured before it was withdrawn does not bring it back"
    desk.load("b4", revision("a", "one", T0 + 2 * HOUR))
    desk.load("b5", revision("a", "one", T0 + 3 * HOUR))
    assert desk.rows("SELECT text, seen_at FROM articles") == [("one", T0 + 2 * HOUR)]
    assert desk.rows(f"FROM articles_asof('{withdrawn}')") == []
    assert desk.broken() == {}


def test_a_replay_brings_back_what_another_one_withdrew(desk: Desk) -> None:
    desk.load("b1", revision("a", "one"), revision("b", "one"))

    def without_a(page: dict[str, Any]) -> dict[str, Any] | str:
        return "no_text" if page["article_id"] == "a" else {}

    desk.promote(desk.replay(without_a), withdraw=True)
    withdrawn = desk.rows("SELECT max(known_at) FROM loads")[0][0]
    assert desk.changes(desk.replay(without_a, name="as-before")) == []
    again = desk.replay(same, name="again")
    with desk.store.reader() as connection:
        again.attach(connection)
        compare(connection)
        assert [(c.what, c.pages, c.detail) for c in changes(connection)] == [("new article", 1, "was withdrawn")]
    desk.promote(again)
    assert [(article, reason) for article, _, reason, _ in desk.articles()] == [("a", "replay"), ("b", "capture")]
    assert desk.rows(f"SELECT article_id FROM articles_asof('{withdrawn}')") == [("b",)]
    assert desk.rows("FROM changes") == []
    assert desk.changes(desk.replay(same, name="third")) == []
    assert desk.broken() == {}
