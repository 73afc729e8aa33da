"""The look at days that are over, with real tables and a real archive: what it asks, lists and remembers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.show.outline import total_line
from tasks.backfill.look import Sought, seek
from tasks.backfill.outline import DaysExist, IfExists, outline
from tasks.backfill.span import Span, stretches
from tasks.fetch import read_archive
from tasks.fetch.archive import ArchiveWriter
from tasks.fetching import fetcher_for
from tasks.records import IngestMode, url_id
from tasks.run import Run
from tasks.settings import Settings
from tasks.sources import Source, load_source
from tasks.sources.days import days_of
from tasks.stage import poll_row
from tasks.todo import read_todo
from tests.fetch.site import Handler, Site, serving
from tests.sources.test_past import record
from tests.warehouse.rows import capture, revision, stage
from warehouse import state
from warehouse.coverage import Status
from warehouse.store import Store, WarehouseError

FIRST = date(2026, 3, 2)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"


class Desk:
    """Looks back run after run, and loads what each look staged."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.store = Store(settings.root)
        self.runs = 0
        self.now = NOW

    def source(self, text: str) -> Source:
        path = self.folder / "example.toml"
        path.write_text(f'private = true\nzone = "Asia/Shanghai"\n{text}', encoding="utf-8")
        return load_source(path)

    def run(self) -> Run:
        self.runs += 1
        self.now += timedelta(minutes=1)
        return Run(f"{self.runs:012d}", self.settings, IngestMode.BACKFILL, lambda: self.now)

    def seek(self, source: Source, days: int = 2, if_exists: IfExists = IfExists.SKIP, load: bool = True) -> Sought:
        run = self.run()
        wanted = days_of([FIRST + timedelta(days=n) for n in range(days)], source.zone)
        with run.alive(), self.store.reader() as connection:
            sought = seek(source, wanted, if_exists, run, connection, self.runs)
            self.batches = {batch.id: [link for link, _ in read_todo(Path(batch.todo))]
                            for batch, _ in sought.batches if batch.todo}  # fmt: skip
            self.fetched = self._fetch(source, sought, run)
            if load:
                self.store.load([Path(folder) for folder in sought.folders])
        return sought

    def _fetch(self, source: Source, sought: Sought, run: Run) -> list[Path]:
        files = []
        for batch, mode in sought.batches:
            if batch.todo:
                info = replace(run, mode=IngestMode(mode)).info(batch.id, source.site)
                with ArchiveWriter(Path(batch.warc), info) as archive, fetcher_for(source, run, archive) as fetcher:
                    for exchange in fetcher.fetch_all(read_todo(Path(batch.todo))):
                        archive.write(exchange)
                files.append(Path(batch.warc))
        return files

    def outline(self, source: Source, if_exists: IfExists = IfExists.SKIP, days: int = 2):  # type: ignore[no-untyped-def]
        return outline(source, Span(FIRST, FIRST + timedelta(days=days - 1)), if_exists, self.settings, self.now)


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Desk:
    return Desk(settings, tmp_path / "sources")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        for number in range(2):
            day = FIRST + timedelta(days=number)
            items = "".join(f'<a href="/a/{day}-{n}.html">{n}</a>' for n in range(3))
            running.put(f"/{day}/", f"<html><body>{items}</body></html>".encode(), Content_Type="text/html")
            for n in range(3):
                running.put(f"/a/{day}-{n}.html", b"<p>x</p>", Content_Type="text/html")
        yield running


def dated(site: Site) -> str:
    return f'[[listing]]\nurl = "{site.url("/")}{{date}}/"\nlink = "/a/"\n'


def test_the_pages_of_each_day_are_a_batch_of_their_own_oldest_first(desk: Desk, site: Site) -> None:
    sought = desk.seek(desk.source(dated(site)))
    days = [batch.day for batch, _ in sought.batches if batch.todo]
    assert days == [FIRST, FIRST + timedelta(days=1)]
    assert [len(links) for links in desk.batches.values()] == [3, 3]
    assert {mode for _, mode in sought.batches} == {"backfill"}
    with desk.store.reader() as connection:
        assert connection.execute("SELECT DISTINCT day FROM raw.links ORDER BY day").fetchall() == [(d,) for d in days]
        looks = connection.execute("SELECT day, found, status, strategies FROM raw.looks ORDER BY day").fetchall()
    assert looks == [(day, 3, "ok", ["dated"]) for day in days]


def test_a_list_that_was_read_in_the_last_day_is_taken_from_the_archive(desk: Desk, site: Site) -> None:
    """As after a kill: the visits are in the archive and loaded, the links of the look are lost."""
    from tasks.batch import process_warc
    from tasks.extract.sandbox import Sandbox

    source = desk.source(dated(site))
    sought = desk.seek(source, load=False)
    polls = next(Path(batch.warc) for batch, _ in sought.batches if not batch.todo)
    with Sandbox(1, 20, 2_000_000_000) as sandbox:
        staged = process_warc(polls, desk.settings.archive, desk.settings.root / "s" / "b", source.site, sandbox)
    desk.store.load([Path(staged.folder)])
    asked = Counter(site.paths())
    desk.seek(source)
    assert Counter(site.paths()) - asked == Counter(f"/a/{FIRST + timedelta(days=d)}-{n}.html" for d in (0, 1)
                                                    for n in range(3))  # fmt: skip
    desk.now += timedelta(days=2)
    asked = Counter(site.paths())
    desk.seek(source)
    assert {path for path in Counter(site.paths()) - asked if not path.startswith("/a/")} == {
        f"/{FIRST}/",
        f"/{FIRST + timedelta(days=1)}/",
    }


def test_a_day_that_is_not_over_is_never_looked_for_once_and_for_all(desk: Desk, site: Site) -> None:
    desk.now = datetime(2026, 3, 3, 3, tzinfo=UTC)  # the second day has begun in Shanghai
    desk.seek(desk.source(dated(site)))
    with desk.store.reader() as connection:
        assert connection.execute("SELECT day FROM raw.looks").fetchall() == [(FIRST,)]


def test_a_day_that_ends_while_its_list_is_read_is_not_over(desk: Desk, site: Site) -> None:
    """What is published after the answer and before midnight would be missing for ever from a day that is complete."""
    midnight = datetime(2026, 3, 2, 16, tzinfo=UTC)  # in Shanghai
    desk.now = midnight - timedelta(minutes=2)
    answer = site.pages[f"/{FIRST}/"]

    def answer_late(handler: Handler) -> None:
        desk.now = midnight + timedelta(minutes=1)
        answer(handler)

    site.pages[f"/{FIRST}/"] = answer_late
    assert desk.seek(desk.source(dated(site)), days=1).plans[0].found == 3
    with desk.store.reader() as connection:
        assert connection.execute("SELECT day FROM raw.looks").fetchall() == []


def test_a_failed_list_makes_its_day_alone_a_failed_one(desk: Desk, site: Site) -> None:
    site.put(f"/{FIRST}/", b"", 500)
    desk.settings = desk.settings.model_copy(update={"retries": 0})
    source = desk.source(dated(site))
    desk.seek(source)
    with desk.store.reader() as connection:
        assert [s for (s,) in connection.execute("SELECT status FROM raw.looks ORDER BY day").fetchall()] == [
            "failed",
            "ok",
        ]
    assert [work.pages for work in desk.outline(source).todo] == [20, 3], "a look that failed tells nothing of its day"


def test_days_that_a_look_back_passed_over_are_no_gap(desk: Desk, site: Site) -> None:
    """Nor does the crawl take the last day that was looked for as the last that the document showed."""
    shown = "".join(
        f"<url><loc>{site.url(f'/a/{n}.html')}</loc><n:news><n:publication_date>2026-03-0{n}T10:00:00+08:00"
        "</n:publication_date></n:news></url>" for n in range(1, 9)
    )  # fmt: skip
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    url = site.put("/news.xml", f"<urlset {spaces}>{shown}</urlset>".encode(), Content_Type="application/xml")
    source, run = desk.source(f'[[sitemap]]\nurl = "{url}"\n'), desk.run()
    crawled = datetime(2026, 2, 1, 10, tzinfo=UTC)
    row = poll_row("p", run_id=run.id, source=source.name, kind="sitemap", via=url, at=crawled, items=1, new_items=1,
                   oldest=crawled, newest=crawled)  # fmt: skip
    desk.store.load([stage(desk.settings.root / "given", "b1", polls=[row])])
    assert desk.seek(source).plans[0].found == 2
    with desk.store.reader() as connection:
        assert connection.execute("SELECT items, gap_from FROM raw.polls ORDER BY polled_at").fetchall() == [
            (1, None), (2, None),
        ]  # fmt: skip
        assert state.last_polls(connection, source.name) == {url: crawled}


def test_a_document_that_names_the_days_of_two_months_is_polled_for_each(desk: Desk, site: Site) -> None:
    months = [FIRST - timedelta(days=30), FIRST]
    shown = "".join(f"<url><loc>{site.url(f'/a/{day}.html')}</loc></url>" for day in months)
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    url = site.put("/all.xml", f"<urlset {space}>{shown}</urlset>".encode(), Content_Type="application/xml")
    source, run = desk.source(f'[[sitemap]]\nurl = "{url}"\n'), desk.run()
    with run.alive(), desk.store.reader() as connection:
        for number, day in enumerate(months, 1):
            sought = seek(source, days_of([day], source.zone), IfExists.SKIP, run, connection, number)
            desk.store.load([Path(folder) for folder in sought.folders])
    with desk.store.reader() as connection:
        assert connection.execute("SELECT via, items FROM raw.polls").fetchall() == [(url, 1)] * 2


def test_one_file_that_cannot_be_read_among_others_is_no_failure_of_the_source(desk: Desk) -> None:
    """Its days have failed all the same: there may be more of them in that file."""
    (desk.folder / "a.warc").write_bytes(record("http://e.org/1", "2026-03-02T03:00:00Z", RESPONSE))
    (desk.folder / "b.warc").write_bytes(b"<html>not found</html>" * 20)
    source = desk.source('[[warc]]\npath = "*.warc"\n')
    assert desk.seek(source).error is None
    with desk.store.reader() as connection:
        assert connection.execute("SELECT DISTINCT status FROM raw.looks").fetchall() == [("failed",)]
    (desk.folder / "a.warc").unlink()
    assert "not a readable WARC file" in (desk.seek(source).error or "")


def test_copies_of_the_wayback_machine_are_fetched_as_of_their_time(desk: Desk, site: Site) -> None:
    table = [["timestamp", "original"], ["20260302093000", "http://gone.example/a.html"]]
    site.put("/cdx", json.dumps(table).encode(), Content_Type="application/json")
    site.put("/web/20260302093000id_/http://gone.example/a.html", b"<p>old</p>", Content_Type="text/html")
    text = (
        '[[feed]]\nurl = "http://127.0.0.1:9/"\n[[past]]\nstrategy = "wayback"\nurl = "http://gone.example/"\n'
        f'api = "{site.url("/cdx")}"\nreplay = "{site.url("/web/{timestamp}id_/{url}")}"\n'
    )
    source = desk.source(text)
    sought = desk.seek(source)
    assert [mode for batch, mode in sought.batches if batch.todo] == ["archive"]
    (capture,) = (c for f in desk.fetched for c in read_archive(f, desk.settings.archive) if c.link.kind == "wayback")
    assert (capture.link.url, capture.body) == ("http://gone.example/a.html", b"<p>old</p>")
    assert capture.at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_plan_follows_from_the_tables(desk: Desk, site: Site) -> None:
    source = desk.source("delay = 2\n" + dated(site))
    before = desk.outline(source)
    assert not site.asked and [day.status for day in before.days] == [Status.MISSING] * 2 and before.lists == 2
    assert before.assumed and before.hours == pytest.approx(before.requests * 2 / 3600)
    desk.seek(source)
    after = desk.outline(source)  # the links are known, their pages not loaded
    assert [day.status for day in after.days] == [Status.PARTIAL] * 2 and (after.pages, after.lists) == (6, 2)
    assert [work.day.waiting for work in after.todo] == [3, 3]
    assert desk.outline(source, IfExists.FAIL).todo
    with_article(desk)
    with pytest.raises(DaysExist, match="1 of these days"):
        desk.outline(source, IfExists.FAIL)


def test_a_plan_to_replace_counts_a_page_once_that_was_fetched_and_rejected(desk: Desk, site: Site) -> None:
    source = desk.source(dated(site))
    desk.seek(source)
    url = site.url(f"/a/{FIRST}-0.html")
    visit = capture(url_id(url), NOW, url=url, kind="listing")  # no article came of it
    desk.store.load([stage(desk.settings.root / "given", "b1", captures=[visit])])
    assert (desk.outline(source).pages, desk.outline(source, IfExists.REPLACE).pages) == (5, 6)


def test_no_plan_is_made_where_it_is_lost_what_is_published(desk: Desk, site: Site) -> None:
    """It would say that all days are missing."""
    source = desk.source(dated(site))
    for _ in range(2):  # of one load it cannot be told whether it was published
        desk.seek(source)
    desk.store.pins_path.unlink()
    with pytest.raises(WarehouseError, match=r"pins\.json is gone"):
        desk.outline(source)


@pytest.mark.parametrize(
    ("ways", "asks"),
    [
        ('[[warc]]\npath = "old/*.warc.gz"\n', False),
        ('[[posts]]\npath = "old"\n', False),
        ('[[posts]]\npath = "old"\n[[warc]]\npath = "old/*.warc.gz"\n', False),
        ('[[warc]]\npath = "old/*.warc.gz"\n[[listing]]\nurl = "http://127.0.0.1:9/{date}/"\nlink = "/a"\n', True),
        ('[[listing]]\nurl = "http://127.0.0.1:9/{date}/"\nlink = "/a"\n', True),
    ],
)
def test_a_plan_asks_nobody_for_what_lies_in_files(desk: Desk, ways: str, asks: bool) -> None:
    (desk.folder / "old").mkdir()
    for name in ("a.warc.gz", "b.warc.gz", "a.md"):
        (desk.folder / "old" / name).write_bytes(bytes(1_500_000))
    made = desk.outline(desk.source(ways))
    assert len(made.todo) == 2 and (made.requests > 0, made.pages > 0, made.bytes > 0, made.hours > 0) == (asks,) * 4
    assert bool(made.assumed) == asks
    assert made.file_bytes == 1_500_000 * (2 * ("[[warc]]" in ways) + ("[[posts]]" in ways))
    said = total_line(made)
    assert ("no requests" not in said) == ("without a pause between requests" in said) == asks
    assert ("at one request in 2.5 s" in total_line(replace(made, delay=2.5))) == asks
    assert ("MB of files here are read" in said) == bool(made.file_bytes)


def test_a_plan_over_files_that_are_not_there_still_is_one(desk: Desk) -> None:
    made = desk.outline(desk.source('[[warc]]\npath = "nowhere/*.warc.gz"\n'))
    assert (made.requests, made.file_bytes, len(made.todo)) == (0, 0, 2)


def with_article(desk: Desk) -> None:
    row = revision("a", "one", published_on=FIRST, published_month=f"{FIRST:%Y-%m}")
    desk.store.load([stage(desk.settings.root / "given", "b1", revisions=[row])])


def test_stretches_are_months_and_today_is_one_by_itself() -> None:
    days = [date(2026, 1, 30) + timedelta(days=n) for n in range(5)]
    assert [len(part) for part in stretches(days, date(2026, 2, 3))] == [2, 2, 1]
