"""What one look at a source finds and decides: on real documents, with real tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from tasks.fetch import ArchiveWriter, Hosts, client, read_archive
from tasks.fetching import fetch, fetcher_for
from tasks.plan import Plan, plan
from tasks.records import Capture, IngestMode, Link, Outcome, Reason
from tasks.run import Run, utc_now
from tasks.settings import Settings
from tasks.sources import Source, load_source
from tasks.sources.days import hint_instant
from tasks.stage import Stager, capture_row
from tasks.todo import read_todo
from tests.fetch.site import serving
from warehouse.store import Store

Planning = Callable[..., Plan]


class Desk:
    """Plans runs, one after the other, and loads what they stage."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.store = Store(settings.root)
        self.runs = 0

    def source(self, text: str, name: str = "example") -> Source:
        path = self.folder / f"{name}.toml"
        path.write_text("private = true\n" + text, encoding="utf-8")
        return load_source(path)

    def plan(self, source: Source, clock: Callable[[], datetime] = utc_now, **settings: object) -> Plan:
        self.runs += 1
        given = self.settings.model_copy(update=settings)
        self.run = Run(f"{self.runs:012d}", given, IngestMode.LIVE, clock)
        with self.store.reader() as connection:
            made = plan(source, self.run, connection)
        self.store.load([Path(made.folder)])
        return made

    def visit(self, source: Source, made: Plan) -> list[Capture]:
        """Fetch what was planned and load the visits, each page an article of its own."""
        captures = []
        for batch in made.batches:
            if batch.todo:
                info = self.run.info(batch.id, source.site)
                with (
                    ArchiveWriter(Path(batch.warc), info) as archive,
                    fetcher_for(source, self.run, archive) as fetcher,
                ):
                    for exchange in fetcher.fetch_all(read_todo(Path(batch.todo))):
                        archive.write(exchange)
                stager = Stager(self.run.staging / batch.id)
                for capture in read_archive(Path(batch.warc), self.settings.archive):
                    shows = capture.outcome is Outcome.FETCHED and capture.link.kind != "robots"
                    row = capture_row(capture, info, None)
                    stager.add("captures", row | ({"article_id": capture.link.url} if shows else {}))
                    captures += [capture] if capture.link.kind != "robots" else []
                self.store.load([stager.write()])
        return captures

    def links(self, made: Plan) -> list[Link]:
        return [link for batch in made.batches if batch.todo for link, _ in read_todo(Path(batch.todo))]

    def rows(self, query: str) -> list[tuple]:
        with self.store.reader() as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Desk:
    return Desk(settings, tmp_path / "sources")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(Newsroom()) as address:
        yield address


def test_links_to_fetch_are_listed_in_batches(desk: Desk, url: str) -> None:
    made = desk.plan(desk.source(f'[[feed]]\nurl = "{url}/feed.xml"\n'), batch_size=5)
    lists = [batch for batch in made.batches if batch.todo]
    assert made.due == sum(batch.links for batch in lists) == len(desk.links(made))
    assert {batch.links for batch in lists[:-1]} == {5}
    assert len({batch.id for batch in made.batches}) == len(made.batches)


def test_what_was_polled_is_a_batch_in_the_archive(desk: Desk, url: str) -> None:
    made = desk.plan(desk.source(f'[[feed]]\nurl = "{url}/feed.xml"\n'))
    (polls,) = [batch for batch in made.batches if not batch.todo]
    kinds = {capture.link.kind: capture for capture in read_archive(Path(polls.warc), desk.settings.archive)}
    assert kinds["poll"].body.startswith(b"<?xml")


def test_the_hints_of_two_documents_are_put_together(desk: Desk, url: str) -> None:
    feed, sitemap = f'[[feed]]\nurl = "{url}/feed.xml"\n', f'[[sitemap]]\nurl = "{url}/sitemap.xml"\n'
    together = {link.url: link.hints for link in desk.links(desk.plan(desk.source(feed + sitemap)))}
    both = [hints for hints in together.values() if hints.summary and hints.modified]
    assert both, "no link has both the feed's summary and the sitemap's time of change"


def test_the_first_look_writes_links_and_polls_and_the_second_nothing_new(desk: Desk, url: str) -> None:
    source = desk.source(f'[[feed]]\nurl = "{url}/feed.xml"\n')
    first = desk.plan(source)
    assert first.new == len(desk.rows("SELECT * FROM raw.links")) > 5
    ((items, new),) = desk.rows("SELECT items, new_items FROM raw.polls")
    assert (items, new) == (first.found, first.found)
    second = desk.plan(source)
    assert second.new == 0
    assert [row[0] for row in desk.rows("SELECT new_items FROM raw.polls ORDER BY polled_at")] == [new, 0]


def test_what_was_listed_but_never_fetched_is_due_again(desk: Desk, url: str) -> None:
    source = desk.source(f'[[feed]]\nurl = "{url}/feed.xml"\n')
    assert desk.plan(source).due == desk.plan(source).due > 0


def test_max_links_leaves_the_rest_for_the_next_run_and_says_so(desk: Desk, url: str) -> None:
    made = desk.plan(desk.source(f'max_links = 3\n[[feed]]\nurl = "{url}/feed.xml"\n'))
    assert made.due == 3
    assert desk.rows("SELECT reason FROM raw.rejects") == [("too_many_links",)]


def test_an_unreadable_entry_is_a_reject_and_only_all_of_them_an_error(desk: Desk, url: str) -> None:
    good, bad = f'[[feed]]\nurl = "{url}/feed.xml"\n', f'[[feed]]\nurl = "{url}/about.html"\n'
    assert desk.plan(desk.source(good + bad)).error is None
    assert desk.rows("SELECT DISTINCT stage, reason FROM raw.rejects") == [("discover", "source_unreadable")]
    assert desk.rows("SELECT status, count(*) FROM raw.polls GROUP BY status ORDER BY status") == [
        ("failed", 1),
        ("ok", 1),
    ]
    assert desk.plan(desk.source(bad, "bad")).error


def feed(path: Path, *numbers: int) -> None:
    """Write a list of links with times, an hour apart, as a window onto a stream of news."""
    lines = [f"http://stream.example/{n},{datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n)}" for n in numbers]
    path.write_text("\n".join(["url,published", *lines]), encoding="utf-8")


def test_a_plan_counts_its_rejects_by_reason(desk: Desk, url: str) -> None:
    feeds = "".join(f'[[feed]]\nurl = "{url}/{name}.xml"\n' for name in ("feed", "none", "nowhere"))
    made = desk.plan(desk.source(f"max_links = 2\n{feeds}"))
    assert made.reasons == {"source_unreadable": 2, "too_many_links": 1}
    assert made.rejects == 3


def test_links_of_a_host_that_wants_time_are_left_and_due_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as site:
        pages = [site.put(f"/news/{number}", b"", 503, Retry_After="7200") for number in range(3)]
        site.put("/list", "".join(f"<a href='{page}'>news</a>" for page in pages).encode())
        source = desk.source(f'delay = 0\n[[listing]]\nurl = "{site.url("/list")}"\nlink = "/news/"\n')
        monkeypatch.setattr(client, "SHARED", Hosts())
        made = desk.plan(source)
        (batch,) = [batch for batch in made.batches if batch.todo]
        places, left = fetch(batch, source, desk.run)
        assert (made.due, len(places), left) == (3, 1, 2)
        assert site.paths() == ["/list", "/news/0"]
        captures = list(read_archive(Path(batch.warc), desk.settings.archive))
        assert [(capture.link.url, capture.reason) for capture in captures] == [(pages[0], Reason.HTTP_SERVER_ERROR)]


def test_a_window_that_overflowed_is_noted_as_a_gap(desk: Desk) -> None:
    source = desk.source('[[urls]]\npath = "stream.csv"\n')
    for numbers in ((1, 2, 3), (3, 4, 5), (8, 9, 10)):
        feed(desk.folder / "stream.csv", *numbers)
        desk.plan(source)
    gaps = desk.rows("SELECT gap_from, gap_to FROM raw.polls ORDER BY polled_at")
    assert gaps[:2] == [(None, None)] * 2
    assert [moment.hour for moment in gaps[2]] == [5, 8]


def test_posts_are_archived_on_the_spot_and_once(desk: Desk) -> None:
    posts = desk.folder / "posts"
    posts.mkdir()
    for number in range(3):
        (posts / f"2026-01-0{number + 1}-x.md").write_text(
            f"---\ntitle: {number}\n---\nText.\n<http://x.example/{number}>\n"
        )
    source = desk.source('[[posts]]\npath = "posts"\n')
    made = desk.plan(source, batch_size=2)
    assert [batch.links for batch in made.batches] == [2, 1]
    assert all(batch.todo is None and Path(batch.warc).is_file() for batch in made.batches)
    bodies = [c.body for b in made.batches for c in read_archive(Path(b.warc), desk.settings.archive)]
    assert bodies[0] == (posts / "2026-01-01-x.md").read_bytes()


def test_watched_articles_are_visited_again_though_nobody_names_them_any_more(desk: Desk) -> None:
    """Visits on a ladder, conditional, with the hints of the first; then none until the next step."""
    begin = datetime(2026, 1, 5, tzinfo=UTC)
    newsroom = Newsroom(begin.date())
    with serve(newsroom) as base:
        urls = [base + path for path in sorted(newsroom.expected().articles)[:3]]
        source = desk.source('watch = ["15m", "1d"]\n[[urls]]\npath = "list.csv"\n')
        (desk.folder / "list.csv").write_text("url,authors\n" + "".join(f"{url},Ann;Bo\n" for url in urls))
        made = [desk.plan(source, lambda: begin)]
        desk.visit(source, made[0])
        (desk.folder / "list.csv").write_text(f"url,authors\n{urls[0]},\n")
        captures = []
        for minutes in (14, 16, 17):
            made.append(desk.plan(source, lambda: begin + timedelta(minutes=minutes)))  # noqa: B023
            captures += desk.visit(source, made[-1])
    assert [plan.due for plan in made] == [3, 0, 3, 0]
    assert sorted(capture.link.url for capture in captures) == sorted(urls)
    assert {(capture.outcome, capture.status) for capture in captures} == {(Outcome.UNCHANGED, 304)}
    assert {capture.link.hints.authors for capture in captures} == {("Ann", "Bo")}
    assert {capture.link.kind for capture in captures} == {"urls"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon, 05 Jan 2026 09:30:00 +0800", datetime(2026, 1, 5, 1, 30, tzinfo=UTC)),
        ("2026-01-05T09:30:00+08:00", datetime(2026, 1, 5, 1, 30, tzinfo=UTC)),
        ("2026-01-05T01:30:00Z", datetime(2026, 1, 5, 1, 30, tzinfo=UTC)),
        ("2026-01-05 09:30", None),
        ("2026-01-05", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_hints_are_instants_only_with_a_zone(raw: str | None, expected: datetime | None) -> None:
    assert hint_instant(raw) == expected
