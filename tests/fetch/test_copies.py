"""Pages read from the archives of the web count as captured by them, at their time, at their own address."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetch import ArchiveWriter, Fetcher, read_archive
from tasks.records import Capture, Copy, Outcome, Reason
from tests.fetch.site import AT, Handler, Site, link

Make = Callable[..., Fetcher]
TAKEN = datetime(2026, 1, 6, 12, 0, 5, tzinfo=UTC)
URL = "http://news.example/2026/01/05/a.html"
PAGE = "<html><body><p>消息</p></body></html>".encode()


def captured(fetch: Fetcher, copy: Copy, root: Path) -> Capture:
    """Visit a copy, archive the visit and read it back."""
    asked = replace(link(URL), kind="wayback", copy=copy)
    with ArchiveWriter(root / "x.warc.gz", {"finews-run": "r"}) as archive:
        archive.write(fetch.fetch(asked))
    (capture,) = read_archive(root / "x.warc.gz", root)
    assert capture.link == asked and capture.link.url == URL
    return capture


def test_a_page_of_the_wayback_machine(site: Site, fetcher: Make, tmp_path: Path) -> None:
    at = site.put(
        "/web/20260106120000id_/x", gzip.compress(PAGE, mtime=0), Content_Encoding="gzip", ETag='"theirs"',
        Content_Type="text/html; charset=utf-8", Memento_Datetime="Tue, 06 Jan 2026 12:00:05 GMT",
    )  # fmt: skip
    capture = captured(fetcher(), Copy(at, datetime(2026, 1, 6, 12, tzinfo=UTC)), tmp_path)
    assert (capture.outcome, capture.body, capture.at) == (Outcome.FETCHED, PAGE, TAKEN)
    assert (capture.final_url, capture.media_type, capture.charset) == (URL, "text/html", "utf-8")
    assert capture.etag is None, "the archive's validator is not the site's"


def test_an_archive_that_does_not_have_it_is_no_news_of_the_site(site: Site, fetcher: Make, tmp_path: Path) -> None:
    capture = captured(fetcher(), Copy(site.url("/gone"), TAKEN), tmp_path)
    assert (capture.outcome, capture.at) == (Outcome.GONE, AT)


def warc_file() -> tuple[bytes, int, int]:
    """A WARC file of three records, and where the second one lies."""
    sink, places = io.BytesIO(), []
    writer = WARCWriter(sink, gzip=True)
    for number in range(3):
        places.append(sink.tell())
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("ETag", '"site"')], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(f"{URL}?{number}", "response", io.BytesIO(PAGE * number), http_headers=head)
        )
    return sink.getvalue(), places[1], places[2] - places[1]


def ranged(data: bytes) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        first, last = map(int, handler.headers["Range"].removeprefix("bytes=").split("-"))
        handler.answer(206, data[first : last + 1], Content_Type="application/octet-stream")

    return answer


def test_a_record_of_common_crawl(site: Site, fetcher: Make, tmp_path: Path) -> None:
    data, offset, length = warc_file()
    site.pages["/crawl-data/x.warc.gz"] = ranged(data)
    copy = Copy(site.url("/crawl-data/x.warc.gz"), TAKEN, offset, length)
    capture = captured(fetcher(), copy, tmp_path)
    assert site.asked[-1][1]["Range"] == f"bytes={offset}-{offset + length - 1}"
    assert (capture.outcome, capture.status, capture.body, capture.at) == (Outcome.FETCHED, 200, PAGE, TAKEN)
    assert (capture.media_type, capture.etag, capture.final_url) == ("text/html", '"site"', URL)


@pytest.mark.parametrize("data", [b"no warc", b"\x1f\x8b broken"])
def test_a_piece_that_holds_no_record_is_a_reject(site: Site, fetcher: Make, tmp_path: Path, data: bytes) -> None:
    copy = Copy(site.put("/x.warc.gz", data), TAKEN, 0, len(data))
    capture = captured(fetcher(), copy, tmp_path)
    assert (capture.outcome, capture.reason) == (Outcome.FAILED, Reason.PROTOCOL)
