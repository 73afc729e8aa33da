"""Imports stream: batches come while their file is still being read; nothing is imported twice, whatever stopped it."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest

from tasks.batch import process_warc
from tasks.imports import Importer
from tasks.plan import Plan
from tasks.records import IngestMode, PageError
from tasks.run import Run
from tasks.settings import Settings
from tasks.sources import Source
from tasks.sources.given import given_source
from tasks.todo import Batch
from warehouse import connect
from warehouse.checks import run_checks
from warehouse.store import Store

ENGLISH = "The harbour board of the town met again on Monday and settled the budget for dredging, it said. "
CHINESE = "港口董事会周一再次开会，讨论了疏浚工程的预算，并表示渡轮票价将保持不变，董事会主席没有出席会议。"


def record(number: int, host: str = "harbour.example", text: str = ENGLISH, **fields: str) -> bytes:
    """A response record of a WARC file, with a page that we wrote."""
    title = f"Harbour board {number}"
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    html += "".join(f"<p>{n}. {text * 3}</p>" for n in range(4)) + "</article></body></html>"
    media_type = fields.pop("media_type", "text/html; charset=utf-8")
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n{html}".encode()
    head = {"WARC-Type": "response", "WARC-Record-ID": f"<urn:uuid:{number:08d}-0000-4000-8000-000000000000>",
            "WARC-Date": f"2026-01-{1 + number % 28:02d}T00:00:00Z", "WARC-Target-URI": f"http://{host}/{number}",
            "Content-Type": "application/http; msgtype=response", "Content-Length": str(len(block))}  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in (head | fields).items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def write(path: Path, records: Iterable[bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(gzip.compress(data, 1, mtime=0) for data in records))
    return path


class InProcess:
    """Does what a sandbox does, without processes."""

    def map(self, function: Callable[[int], Any], items: Iterable[int]) -> Iterator[tuple[int, Any]]:
        for item in items:
            try:
                yield item, function(item)
            except PageError as error:
                yield item, error


class Desk:
    """A home, and imports into it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings.model_copy(update={"batch_size": 4, "text": "plain"})
        self.store = Store(settings.root)
        self.runs = 0

    def start(self, source: Source) -> tuple[Importer, Run]:
        self.runs += 1
        run = Run(f"{self.runs:012d}", self.settings, IngestMode.ARCHIVE)
        return Importer(source, run, self.store.reader()), run

    def run(self, *paths: object, stop_after: int | None = None, **options: Any) -> Plan:
        """Import; a run that is stopped has archived and loaded so many batches, and nothing else."""
        source = given_source(*map(str, paths), name="example", **options)
        importer, run = self.start(source)
        done = 0
        for part in importer.parts():
            self.store.load([self.extracted(part, source, run) if isinstance(part, Batch) else part])
            done += isinstance(part, Batch)
            if done == stop_after:
                break
        return importer.plan()

    def extracted(self, batch: Batch, source: Source, run: Run) -> Path:
        staged = process_warc(
            Path(batch.warc), self.settings.archive, run.staging / batch.id, source.site, InProcess(),  # type: ignore[arg-type]
            voted=False, places=batch.places, links=True,
        )  # fmt: skip
        return Path(staged.folder)

    def rows(self, query: str) -> list[tuple]:
        with self.store.reader() as connection:
            return connection.execute(query).fetchall()

    def urls(self) -> list[str]:
        return [
            url.rpartition("/")[2] for (url,) in self.rows("SELECT url FROM raw.revisions ORDER BY length(url), url")
        ]

    def counts(self) -> list[tuple]:
        tables = ("revisions", "captures", "links", "rejects", "polls", "batches")
        return self.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM raw.{table})" for table in tables))


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return Desk(settings)


def test_batches_come_while_the_file_is_still_being_read(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", map(record, range(10)))
    importer, _ = desk.start(given_source(str(path), name="example"))
    parts = importer.parts()
    first = next(parts)
    assert isinstance(first, Batch) and first.links == 4
    assert importer.tally.found == 0, "the file is not read to its end"
    assert len(list(desk.settings.archive.rglob("*.warc.gz"))) == 1, "nor is it copied ahead"
    assert [part.links if isinstance(part, Batch) else "rows" for part in parts] == [4, 2, "rows"]


def test_importing_twice_adds_nothing_and_reads_no_record(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [*map(record, range(6)), record(7)[:300]])
    plan = desk.run(path)
    assert (plan.found, plan.new, plan.known, plan.rejects) == (6, 6, 0, 1)
    before = desk.counts()
    assert before == [(6, 6, 6, 1, 1, 2)]
    moved = path.rename(tmp_path / "b.warc.gz")
    plan = desk.run(moved)
    assert (plan.found, plan.new, plan.known, plan.rejects) == (0, 0, 1, 0)
    assert desk.counts() == before
    plan = desk.run(moved, filters={"hosts": ["harbour.example"]})
    assert (plan.found, plan.new, plan.known) == (6, 0, 0), "other filters are another look"
    assert desk.counts()[0][:3] == before[0][:3]


def test_an_import_that_was_stopped_goes_on_and_ends_with_the_same_rows(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", map(record, range(10)))
    desk.run(path, stop_after=2)
    assert len(desk.urls()) == 8
    plan = desk.run(path)
    assert (plan.found, plan.new) == (10, 2)
    assert desk.counts() == [(10, 10, 10, 0, 1, 3)]
    with Store(desk.settings.root).reader() as connection:
        assert connection.execute("SELECT count(DISTINCT capture_id) FROM raw.captures").fetchall() == [(10,)]


def test_what_filters_leave_out_is_counted_by_filter(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [
        record(1), record(2, "news.harbour.example"), record(3, "notharbour.example"), record(4, text=CHINESE),
        record(5, media_type="image/png"), record(6), record(20),
    ])  # fmt: skip
    filters = {"hosts": ["harbour.example"], "languages": ["en"], "until": "2026-01-08"}
    plan = desk.run(path, filters=filters)
    assert desk.urls() == ["1", "6", "2"]
    assert plan.left_out == {"host": 1, "language": 1, "media type": 1, "date": 1}
    plan = desk.run(path, filters={"languages": ["zh", "ja"], "media_types": ["text/"]})
    assert plan.new == 1 and "4" in desk.urls()


def test_one_language_is_said_of_the_site_too() -> None:
    assert given_source("a*.warc.gz", filters={"languages": ["zh"]}).site.language == "zh"
    assert given_source("a*.warc.gz", filters={"languages": ["zh", "en"]}).site.language is None


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_list_of_files_goes_on_after_what_is_cut_missing_or_no_warc(desk: Desk, tmp_path: Path, packed: bool) -> None:
    folder = tmp_path / "crawl-data"
    cut = write(folder / "x" / "cut.warc.gz", map(record, range(3)))
    cut.write_bytes(cut.read_bytes()[:-30])
    (folder / "x" / "no.warc.gz").write_bytes(b"<html>not found</html>" * 20)
    write(tmp_path / "flat.warc.gz", [record(5)])
    lines = "\n".join(["crawl-data/x/cut.warc.gz", "crawl-data/x/no.warc.gz", "crawl-data/x/gone.warc.gz",
                       "elsewhere/flat.warc.gz", ""]).encode()  # fmt: skip
    listing = tmp_path / ("warc.paths.gz" if packed else "warc.paths")
    listing.write_bytes(gzip.compress(lines, mtime=0) if packed else lines)
    plan = desk.run(listing)
    assert desk.urls() == ["0", "1", "5"]
    assert plan.error is None
    reasons = desk.rows("SELECT reason, detail FROM raw.rejects ORDER BY reason, detail")
    assert [reason for reason, _ in reasons] == ["record_truncated", "source_unreadable", "source_unreadable"]
    assert [name for _, detail in reasons for name in ("cut", "gone", "no.warc") if f"/{name}" in detail] == [
        "cut", "gone", "no.warc",
    ]  # fmt: skip


def test_several_files_and_nothing_readable(desk: Desk, tmp_path: Path) -> None:
    one, two = (write(tmp_path / f"{n}.warc.gz", [record(n)]) for n in (1, 2))
    assert desk.run(one, two).new == 2
    (tmp_path / "bad.warc").write_bytes(b"no")
    assert "not a readable WARC file" in (desk.run(tmp_path / "bad.warc").error or "")


def test_a_file_that_its_disk_does_not_give_costs_no_other(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (write(tmp_path / f"{n}.warc.gz", [record(n)]) for n in (1, 2))

    def digest(stream: BufferedReader, name: str) -> Any:
        if stream.name == str(one):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return hashlib.new(name, stream.read())

    monkeypatch.setattr("tasks.imports.hashlib.file_digest", digest)
    plan = desk.run(one, two)
    assert (desk.urls(), plan.error) == (["2"], None)
    assert desk.rows("SELECT reason, detail FROM raw.rejects") == [("source_unreadable", f"{one}: Input/output error")]


def test_what_one_import_names_twice_is_taken_once(desk: Desk, tmp_path: Path) -> None:
    one = write(tmp_path / "one.warc.gz", map(record, range(6)))
    renamed = tmp_path / "renamed.warc.gz"
    renamed.write_bytes(one.read_bytes())
    packed_again = write(tmp_path / "again.warc", [b"".join(map(record, range(4, 8)))])  # two of four are new
    lists = [tmp_path / "a.warc.paths", tmp_path / "b.warc.paths"]
    for listing in lists:
        listing.write_text("one.warc.gz\nagain.warc\n", encoding="utf-8")
    plan = desk.run(one, renamed, packed_again, *lists)
    assert (plan.found, plan.new, plan.known) == (10, 8, 5)
    assert desk.counts() == [(8, 8, 8, 0, 2, 3)]
    assert len(list(desk.settings.archive.rglob("*.warc.gz"))) == 3


NEVER = [None, "", "garbage", "2026-13-45T00:00:00Z", "2026-01-05", "1970-01-01T00:00:00Z", "2099-01-05T00:00:00Z"]


@pytest.mark.parametrize("stated", NEVER)
def test_a_capture_without_a_time_that_can_be_is_seen_at_the_import(
    desk: Desk, tmp_path: Path, stated: str | None
) -> None:
    odd = record(5, **{"WARC-Date": stated or ""})
    odd = odd if stated is not None else odd.replace(b"WARC-Date: \r\n", b"")
    path = write(tmp_path / "a.warc.gz", [record(1), odd])
    begun = datetime.now(UTC)
    plan = desk.run(path)
    seen = dict(desk.rows("SELECT parse_filename(url), seen_at FROM raw.revisions"))
    assert seen["1"] == datetime(2026, 1, 2, tzinfo=UTC)
    assert begun <= seen["5"] <= datetime.now(UTC)
    ((reason, url),) = desk.rows("SELECT reason, url FROM raw.rejects")
    assert (reason, url) == ("capture_date", "http://harbour.example/5")
    assert (f"WARC-Date {stated!r}" if stated is not None else "no WARC-Date") in plan.examples[0]


@pytest.mark.parametrize("filters", [{"since": "2026-01-01"}, {"until": "2100-01-01"}])
@pytest.mark.parametrize("stated", NEVER[1:])
def test_a_capture_without_a_time_that_can_be_is_of_no_day(
    desk: Desk, tmp_path: Path, filters: dict[str, str], stated: str
) -> None:
    path = write(tmp_path / "a.warc.gz", [record(1), record(5, **{"WARC-Date": stated})])
    plan = desk.run(path, filters=filters)
    assert (desk.urls(), plan.left_out, plan.rejects) == (["1"], {"date": 1}, 0)


def test_the_day_of_a_capture_is_that_in_utc(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [record(1, **{"WARC-Date": "2026-01-05T03:00:00+08:00"})])
    assert desk.run(path, filters={"since": date(2026, 1, 5)}).left_out == {"date": 1}


def labelled(name: str, data: bytes) -> str:
    return f"{name}:{b32encode(hashlib.new(name, data).digest()).decode()}"


def test_a_wrong_digest_is_a_reject_whose_bytes_are_kept(desk: Desk, tmp_path: Path) -> None:
    block = record(1).partition(b"\r\n\r\n")[2][:-4]
    body = block.partition(b"\r\n\r\n")[2]
    good = {"WARC-Block-Digest": labelled("sha1", block), "WARC-Payload-Digest": labelled("sha256", body)}
    path = write(tmp_path / "a.warc.gz", [
        record(1, **good),
        record(2, **{"WARC-Block-Digest": labelled("sha1", b"other")}),
        record(3, **{"WARC-Payload-Digest": labelled("sha1", b"other")}),
        record(4, **{"WARC-Payload-Digest": labelled("sha1", b"other"), "WARC-Truncated": "length"}),
        record(5, **{"WARC-Block-Digest": "crc32:00000000"}),
        record(6, **{"WARC-Block-Digest": f"sha1:{'0' * 40}"}),
    ])  # fmt: skip
    desk.run(path)
    assert desk.urls() == ["1", "4", "5"]
    kept = desk.rows("""SELECT r.reason, r.detail, c.warc, c.bytes > 100 FROM raw.rejects r
                        JOIN raw.captures c USING (capture_id) ORDER BY c.url""")
    assert [(reason, bytes_kept) for reason, _, _, bytes_kept in kept] == [("digest", True)] * 3
    assert "WARC-Block-Digest" in kept[0][1] and "WARC-Payload-Digest" in kept[1][1]
    assert all((desk.settings.archive / warc).exists() for _, _, warc, _ in kept)
    before = desk.counts()
    desk.run(path)
    assert desk.counts() == before
    with connect(desk.settings.root) as connection:
        assert {name: count for name, count in run_checks(connection).items() if count} == {}


def test_a_record_of_two_gigabytes_is_a_reject_and_costs_no_memory(desk: Desk, tmp_path: Path) -> None:
    import resource

    size = 2_200_000_000
    whole = record(1)
    head, _, rest = whole.partition(b"\r\n\r\n")
    head = head.replace(f"Content-Length: {len(rest) - 4}".encode(), f"Content-Length: {size}".encode())
    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        file.write(head + b"\r\n\r\n" + rest[:-4])
        file.truncate(len(head) + 4 + size)  # a hole, which takes no space on disk
        file.seek(0, 2)
        file.write(b"\r\n\r\n" + record(2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    plan = desk.run(path)
    assert desk.urls() == ["2"]
    assert [reason for (reason,) in desk.rows("SELECT reason FROM raw.rejects")] == ["too_large"]
    assert "2,200,000,000 bytes" in plan.examples[0]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "kB"


def test_a_post_that_cannot_be_read_is_a_reject_among_the_others(desk: Desk, tmp_path: Path) -> None:
    post = "---\ntitle: Pier opens\ndate: 2026-01-03 12:14:00 +0800\n---\n<p>The pier was opened to the public.</p>\n"
    (tmp_path / "2026-01-03-a.md").write_text(post)
    (tmp_path / "2026-01-04-b.md").symlink_to(tmp_path / "nowhere")
    plan = desk.run(tmp_path)
    assert (plan.found, plan.rejects, plan.error) == (1, 1, None)
    assert desk.rows("SELECT status FROM raw.polls") == [("ok",)]


def test_a_file_of_which_nothing_is_whole_has_failed(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [record(1)])
    path.write_bytes(path.read_bytes()[:60])
    assert "cut or damaged in its first" in str(desk.run(path).error)
