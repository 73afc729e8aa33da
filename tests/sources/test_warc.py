"""WARC files: which records are captures, and every place at which a file can be cut."""

from __future__ import annotations

import gzip
import io
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.records import Link, Reason, Site
from tasks.sources import Context, all_failed
from tasks.sources.spec import Source
from tasks.sources.warc import WarcEntry
from tests.sources.conftest import run

PAGE = "<html><p>港股收评</p></html>".encode("gb18030")
Sizes = list[int]


def response(
    writer: WARCWriter, url: str, body: bytes = PAGE, media_type: str | None = "text/html", **warc: str
) -> None:
    """Write one response record."""
    headers = [("Content-Type", media_type)] if media_type else []
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders("200 OK", [*headers, ("X-Cache", "a")], protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": "2026-03-01T06:15:00.5Z", **warc},
    )
    writer.write_record(record)


def write(path: Path, *urls: str, packed: bool = True) -> Sizes:
    """Write a WARC file with a response for each address; return where each record ends."""
    ends = []
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        ends.append(stream.tell())
        for url in urls:
            response(writer, url)
            ends.append(stream.tell())
    return ends


@pytest.fixture(params=[True, False], ids=["gzip", "plain"])
def packed(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_response_is_a_capture_of_its_own_time(tmp_path: Path, context: Context, packed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, "https://e.org/1", "https://e.org/1", packed=packed)
    links, rejects = run(context, WarcEntry(path=path))
    assert [(link.url, link.kind, link.via) for link in links] == [("https://e.org/1", "warc", "a.warc.gz")] * 2
    payload = links[0].payload
    assert payload is not None
    assert payload.content == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Cache: a\r\n\r\n" + PAGE
    assert payload.media_type == "application/http; msgtype=response"
    assert payload.at == datetime(2026, 3, 1, 6, 15, 0, 500_000, tzinfo=UTC)
    assert payload.record_id and payload.record_id.startswith("<urn:uuid:")
    assert rejects == []


def test_only_pages_are_taken(tmp_path: Path, context: Context) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for media_type in (
            "text/html; charset=gbk",
            "TEXT/HTML",
            "image/png",
            "text/css",
            "application/xhtml+xml",
            None,
        ):
            response(writer, f"https://e.org/{media_type}", media_type=media_type)
        response(writer, "dns:e.org")
        response(writer, "http://")
        for media_type in ("text/html", "image/png"):
            resource = {"WARC-Date": "2026-03-01T06:15:00Z"}
            writer.write_record(
                writer.create_warc_record(
                    f"https://e.org/resource/{media_type}",
                    "resource",
                    payload=io.BytesIO(PAGE),
                    warc_content_type=media_type,
                    warc_headers_dict=resource,
                )
            )
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "e.org")], is_http_request=True)
        writer.write_record(writer.create_warc_record("https://e.org/", "request", http_headers=request))
    links, rejects = run(context, WarcEntry(path=path))
    assert [link.url for link in links] == [
        "https://e.org/text/html;%20charset=gbk",
        "https://e.org/TEXT/HTML",
        "https://e.org/application/xhtml+xml",
        "https://e.org/None",
        "https://e.org/resource/text/html",
    ]
    assert links[-1].payload and (links[-1].payload.content, links[-1].payload.media_type) == (PAGE, "text/html")
    assert [(reject.reason, reject.url) for reject in rejects] == [(Reason.BAD_URL, "http://")]
    links, _ = run(context, WarcEntry(path=path, media_types="image/"))
    assert [link.url.rpartition("/")[2] for link in links] == ["png", "None", "png"]


def test_a_record_too_large(tmp_path: Path, context: Context) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        response(writer, "https://e.org/large", b"x" * 300_000)
        response(writer, "https://e.org/video", b"x" * 300_000, "video/mp4")
        response(writer, "https://e.org/small")
    links, rejects = run(context, WarcEntry(path=path, max_bytes=200_000))
    assert [link.url for link in links] == ["https://e.org/small"]
    assert [(reject.reason, reject.url) for reject in rejects] == [(Reason.TOO_LARGE, "https://e.org/large")]
    assert "a.warc.gz: 300,0" in rejects[0].detail


def test_every_place_to_cut(tmp_path: Path, context: Context, packed: bool) -> None:
    """Whole records are used wherever the cut is; a cut inside a record is always said, and only then."""
    ends = write(tmp_path / "whole.warc", "https://e.org/1", "https://e.org/2", packed=packed)
    whole, path = (tmp_path / "whole.warc").read_bytes(), tmp_path / "cut.warc"
    for cut in range(ends[0] + 1, len(whole) + 1):
        path.write_bytes(whole[:cut])
        links, rejects = run(context, WarcEntry(path=path))
        complete = sum(end <= cut for end in ends)
        # the record itself can be whole while only what closes it is cut: two line ends, or gzip's last bytes
        assert len(links) in (complete - 1, complete), cut
        assert len(links) == complete - 1 or cut > ends[complete] - 24, cut
        is_cut = cut not in ends
        is_closing = len(links) == complete
        if not (is_cut and is_closing and not packed):
            assert [reject.reason for reject in rejects] == [Reason.RECORD_TRUNCATED] * is_cut, cut
    links, rejects = run(context, WarcEntry(path=tmp_path / "whole.warc"))
    assert (len(links), rejects) == (2, [])


def test_cut_in_the_first_record(tmp_path: Path, context: Context, packed: bool) -> None:
    ends = write(tmp_path / "a.warc", packed=packed)
    whole = (tmp_path / "a.warc").read_bytes()
    (tmp_path / "a.warc").write_bytes(whole[: ends[0] - 30])
    links, rejects = run(context, WarcEntry(path=tmp_path / "a.warc"))
    assert links == []
    assert [reject.reason for reject in rejects] == [Reason.RECORD_TRUNCATED]


def test_the_cut_is_located(tmp_path: Path, context: Context) -> None:
    path = tmp_path / "a.warc.gz"
    ends = write(path, "https://e.org/1", "https://e.org/2")
    path.write_bytes(path.read_bytes()[:-60])
    _, rejects = run(context, WarcEntry(path=path))
    assert [(reject.url, reject.reason) for reject in rejects] == [(str(path), Reason.RECORD_TRUNCATED)]
    where = f"cut or damaged after 2 whole records, the last beginning at byte {ends[0]}"
    assert rejects[0].detail.startswith(f"{path}: {where}: ")


def test_file_packed_as_one_stream(tmp_path: Path, context: Context) -> None:
    plain, path = tmp_path / "a.warc", tmp_path / "a.warc.gz"
    write(plain, "https://e.org/1", "https://e.org/2", packed=False)
    path.write_bytes(gzip.compress(plain.read_bytes()))
    links, rejects = run(context, WarcEntry(path=path))
    assert (len(links), rejects) == (2, [])
    path.write_bytes(path.read_bytes()[:-4])
    links, rejects = run(context, WarcEntry(path=path))
    assert (len(links), [reject.reason for reject in rejects]) == (2, [Reason.RECORD_TRUNCATED])


def test_reading_goes_on_after_damage(tmp_path: Path, context: Context, packed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    ends = write(path, *(f"https://e.org/{number}" for number in range(8)), packed=packed)
    body = bytearray(path.read_bytes())
    for damaged in (3, 4, 6):
        body[ends[damaged] + 5 : ends[damaged] + 300] = b"x" * 295
    path.write_bytes(body)
    links, rejects = run(context, WarcEntry(path=path))
    assert [link.url[-1] for link in links] == ["0", "1", "2", "5", "7"]
    assert [reject.reason for reject in rejects] == [Reason.RECORD_TRUNCATED] * 2
    where = f"after 4 whole records, the last beginning at byte {ends[2]}: "
    assert where in rejects[0].detail and rejects[0].detail.endswith(f"; goes on with the record at byte {ends[5]}")


def test_a_file_whose_beginning_is_lost(tmp_path: Path, context: Context, packed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    ends = write(path, "https://e.org/1", "https://e.org/2", packed=packed)
    path.write_bytes(path.read_bytes()[ends[0] + 20 :])
    links, rejects = run(context, WarcEntry(path=path))
    assert [link.url[-1] for link in links] == ["2"]
    assert "cut or damaged in its first: " in rejects[0].detail


def test_a_page_that_quotes_a_record_is_no_record(tmp_path: Path, context: Context) -> None:
    inner, path = tmp_path / "inner.warc", tmp_path / "a.warc"
    write(inner, "https://e.org/quoted", packed=False)
    with path.open("wb") as stream:
        response(WARCWriter(stream, gzip=False), "https://e.org/1", b"<pre>\r\n" + inner.read_bytes() + b"</pre>" * 99)
        stream.write(b"damage")
    links, rejects = run(context, WarcEntry(path=path))
    assert ([link.url[-1] for link in links], len(rejects)) == (["1"], 1)


def test_records_that_state_more_than_there_is_are_not_each_read_to_the_end(
    tmp_path: Path, context: Context, packed: bool
) -> None:
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999\r\n\r\n"
    (tmp_path / "a.warc").write_bytes((gzip.compress(record, mtime=0) if packed else record + b"x\r\n\r\n") * 10_000)
    began = time.monotonic()
    links, rejects = run(context, WarcEntry(path=tmp_path / "a.warc"))
    assert (links, [reject.reason for reject in rejects]) == ([], [Reason.RECORD_TRUNCATED])
    assert time.monotonic() - began < 10, "read to the end each, the packed ones take half a minute"


def test_several_files(tmp_path: Path, context: Context) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "sub/c.warc", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, f"https://e.org/{name}")
    (tmp_path / "sub" / "up").mkdir()
    for path, expected in {
        tmp_path / "*.warc.gz": ["a.warc.gz", "b.warc.gz"],
        tmp_path / "sub" / ".." / "*.warc.gz": ["a.warc.gz", "b.warc.gz"],
        tmp_path: ["a.warc.gz", "b.warc.gz", "c.warc"],
        tmp_path / "**" / "c.*": ["c.warc"],
    }.items():
        links, _ = run(context, WarcEntry(path=path))
        assert [link.via for link in links] == expected


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "holds no record"), (b"<html>no</html>\n" * 9, "not a readable WARC file")]
)
def test_what_is_no_warc(tmp_path: Path, context: Context, content: bytes, said: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    source = Source(name="example", entries=(WarcEntry(path=path),))
    links, rejects = run(context, *source.entries)
    assert links == []
    assert rejects[0].detail.startswith(f"{path}: {said}")
    assert all_failed(source.entries, rejects)


def test_headers_in_another_case_are_told_once(tmp_path: Path, context: Context, packed: bool) -> None:
    write(tmp_path / "whole.warc", *(f"https://e.org/{number}" for number in range(9)), packed=False)
    data = (tmp_path / "whole.warc").read_bytes().replace(b"WARC-Type:", b"warc-type:")
    (tmp_path / "a.warc").write_bytes(gzip.compress(data) if packed else data)
    links, (reject,) = run(context, WarcEntry(path=tmp_path / "a.warc"))
    assert (links, reject.reason) == ([], Reason.SOURCE_UNREADABLE)
    assert reject.detail.startswith(f"{tmp_path}/a.warc: has headers such as 'warc-type'")


def test_one_bad_file_of_several(tmp_path: Path, context: Context) -> None:
    (tmp_path / "a.warc").write_bytes(b"no")
    write(tmp_path / "b.warc", "https://e.org/1")
    source = Source(name="example", entries=(WarcEntry(path=tmp_path / "*.warc"),))
    links, rejects = run(context, *source.entries)
    assert len(links) == 1
    assert [(reject.reason, reject.url) for reject in rejects] == [(Reason.SOURCE_UNREADABLE, str(tmp_path / "a.warc"))]
    assert not all_failed(source.entries, rejects)


def test_missing_file(tmp_path: Path, context: Context) -> None:
    for path in (tmp_path / "none.warc.gz", tmp_path / "*.warc.gz", tmp_path):
        _, rejects = run(context, WarcEntry(path=path))
        assert rejects[0].detail == f"{path}: no such WARC file"


def test_files_that_cannot_be_opened(tmp_path: Path, context: Context) -> None:
    (tmp_path / "a.warc").mkdir()
    listing = tmp_path / "warc.paths"
    listing.write_text("gone.warc.gz\na.warc\nb.warc\n")
    write(tmp_path / "b.warc", "https://e.org/1", packed=False)
    links, rejects = run(context, WarcEntry(path=listing))
    assert [link.url for link in links] == ["https://e.org/1"]
    assert [reject.detail for reject in rejects] == [
        f"{tmp_path}/gone.warc.gz: No such file or directory",
        f"{tmp_path}/a.warc: Is a directory",
    ]


def test_a_list_of_files_as_windows_writes_it(tmp_path: Path, context: Context) -> None:
    (tmp_path / "warc.paths").write_bytes(b"\xef\xbb\xbf# news\r\na.warc\r\n\r\n  # more\r\n b.warc\r\n")
    for name in "ab":
        write(tmp_path / f"{name}.warc", f"https://e.org/{name}", packed=False)
    links, rejects = run(context, WarcEntry(path=tmp_path / "warc.paths"))
    assert ([link.url for link in links], rejects) == (["https://e.org/a", "https://e.org/b"], [])


def test_a_list_that_names_nothing(tmp_path: Path, context: Context) -> None:
    (tmp_path / "warc.paths").write_text("# news\n\n")
    _, (reject,) = run(context, WarcEntry(path=tmp_path / "warc.paths"))
    assert reject.detail == f"{tmp_path}/warc.paths: names no WARC file, one path a line"


@pytest.mark.parametrize("host", ["例子.example", "xn--fsqu00a.example", "XN--FSQU00A.Example."])
def test_a_host_is_the_same_in_its_own_letters_and_in_those_of_the_dns(
    tmp_path: Path, context: Context, host: str
) -> None:
    urls = ["http://例子.example/a", "http://www.xn--fsqu00a.example/b", "http://other.example/c"]
    write(tmp_path / "a.warc.gz", *urls)
    links, _ = run(context, WarcEntry(path=tmp_path / "a.warc.gz", hosts=(host,)))
    assert [link.url for link in links] == urls[:2]


def test_a_password_in_an_address_is_not_taken_along(tmp_path: Path, context: Context) -> None:
    write(tmp_path / "a.warc.gz", "http://user:secret@e.org/1")
    (found,) = WarcEntry(path=tmp_path / "a.warc.gz").read(tmp_path / "a.warc.gz", Site("example"), context)
    assert isinstance(found, Link) and found.url == "http://e.org/1"


def test_a_pipe_is_no_warc_file(tmp_path: Path, context: Context) -> None:
    for name in ("a.warc", "warc.paths"):
        os.mkfifo(tmp_path / name)
        _, (reject,) = run(context, WarcEntry(path=tmp_path / name))
        assert reject.detail == f"{tmp_path}/{name}: a pipe, a socket or a device, no file"


def test_real_pages(shared_data: Path, context: Context, tmp_path: Path) -> None:
    path = shared_data / "pages" / "dev.warc.gz"
    links, rejects = run(context, WarcEntry(path=path))
    assert (len(links), rejects) == (411, [])
    assert all(link.payload and link.payload.content.startswith(b"HTTP/1.") for link in links)
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(path.read_bytes()[:5_000_000])
    before, rejects = run(context, WarcEntry(path=cut))
    assert [link.url for link in before] == [link.url for link in links[: len(before)]]
    assert (len(before) > 50, [reject.reason for reject in rejects]) == (True, [Reason.RECORD_TRUNCATED])


def test_an_answer_without_a_web_address_is_counted(tmp_path: Path, context: Context) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        response(WARCWriter(stream, gzip=True), "dns:e.org", b"127.0.0.1")
    assert run(context, WarcEntry(path=path)) == ([], [])
    assert context.left_out == {"address": 1}
