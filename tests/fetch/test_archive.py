"""The archive: what is written is WARC that others read too, and reads back as what was visited."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import brotli
import pytest
from fastwarc.warc import ArchiveIterator as FastReader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tasks.fetch import ArchiveWriter, Fetcher, capture_at, payload_capture, payload_capture_id, read_archive, read_info
from tasks.fetch.warc import records
from tasks.records import Capture, Exchange, Hints, Hop, Link, Outcome, Payload, Reason
from tests.fetch.site import AT, FakeTime, Site, known, link

Make = Callable[..., Fetcher]
PAGE = "<html><body><p>消息</p></body></html>".encode()
INFO = {"finews-run": "run-1", "finews-source": "example", "finews-site": '{"name": "例"}\nforged: yes'}


class Arguments:
    """What warcio's checker takes from its command line."""

    verbose = False

    def __init__(self, path: Path) -> None:
        self.inputs = [str(path)]


def valid(path: Path) -> None:
    """Every digest and record holds for warcio, for FastWARC and for gzip."""
    assert Checker(Arguments(path)).process_all() == 0
    counted = 0
    with path.open("rb") as file:
        for record in FastReader(file, parse_http=False):
            assert record.verify_block_digest(), record.headers.to_dict()
            counted += 1
    with path.open("rb") as file:
        for record in FastReader(file):
            if record.headers["WARC-Type"] == "response" and "WARC-Payload-Digest" in record.headers:
                assert record.verify_payload_digest(), record.headers.to_dict()
    with path.open("rb") as file:
        assert counted == len(list(records(file)))
    gzip.decompress(path.read_bytes())


def kinds(path: Path) -> list[tuple[str, dict[str, str]]]:
    with path.open("rb") as file:
        return [(r.rec_type, dict(r.rec_headers.headers)) for r in ArchiveIterator(file, no_record_parse=True)]


def archive(root: Path, *exchanges: Exchange) -> Path:
    path = root / "example/2026/one.warc.gz"
    with ArchiveWriter(path, INFO) as writer:
        for exchange in exchanges:
            writer.write(exchange)
    valid(path)
    return path


def agrees(capture: Capture, exchange: Exchange) -> None:
    """A capture says what its exchange said."""
    fetched = exchange.outcome is Outcome.FETCHED
    assert capture.link == exchange.link
    assert (capture.outcome, capture.reason, capture.detail) == (exchange.outcome, exchange.reason, exchange.detail)
    assert (capture.at, capture.status, capture.final_url) == (exchange.at, exchange.status, exchange.final_url)
    assert (capture.sha256, capture.bytes) == (exchange.sha256, exchange.received or len(exchange.body))
    assert (capture.body, capture.elapsed_ms) == (exchange.body if fetched else b"", exchange.elapsed_ms)


@pytest.fixture
def visits(site: Site, fetcher: Make, time: FakeTime) -> list[Exchange]:
    """One exchange of every shape, a second apart."""
    one = fetcher(delay=1)
    site.put("/gbk", "<p>消息</p>".encode("gbk"), Content_Type="text/html; charset=GBK", ETag='"1"', Last_Modified="x")
    site.put("/gzip", gzip.compress(PAGE, mtime=0), Content_Encoding="gzip", Content_Type="text/html")
    site.put("/moved", b"over there", 301, Location="/gbk")
    site.put("/large", b"x" * 200_000)
    site.say("/cut", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this")
    site.say("/chunked", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n")
    site.put("/empty")
    site.put("/304", b"", 304)
    site.put("/twice", gzip.compress(gzip.compress(PAGE, mtime=0)), Content_Encoding="gzip\r\nContent-Encoding: gzip")
    todo = [(path, None) for path in ("/gbk", "/gzip", "/moved", "/large", "/cut", "/chunked", "/empty", "/twice")]
    same = [("/304", known("f" * 64, '"9"', "then")), ("/gzip", known(sha256(PAGE).hexdigest()))]
    every = [*todo, *same, ("/gone", None)]
    exchanges = [one.fetch(link(site.url(path), title="标题", tags=("a", "b")), was) for path, was in every]
    return [*exchanges, one.fetch(link("http://nobody.invalid/a\r\nWARC-Type: forged"))]


def test_everything_comes_back(visits: list[Exchange], tmp_path: Path) -> None:
    reader = read_archive(archive(tmp_path, *visits), tmp_path)
    captures = list(reader)
    assert reader.cut is None
    for capture, exchange in zip(captures, visits, strict=True):
        agrees(capture, exchange)
        assert capture.warc == "example/2026/one.warc.gz"
        if exchange.outcome is Outcome.FETCHED:
            assert capture_at(tmp_path, capture.warc, capture.offset).body == exchange.body
    gbk = captures[0]
    assert (gbk.media_type, gbk.charset, gbk.etag, gbk.last_modified) == ("text/html", "gbk", '"1"', "x")
    assert (captures[8].etag, captures[8].last_modified) == ('"9"', "then"), "what was known still holds"


def test_ids_are_stable_and_differ(visits: list[Exchange], tmp_path: Path) -> None:
    ids = [capture.capture_id for capture in read_archive(archive(tmp_path, *visits), tmp_path)]
    assert len(set(ids)) == len(visits)
    assert ids == [capture.capture_id for capture in read_archive(archive(tmp_path / "again", *visits), tmp_path)]


def test_the_records_of_a_visit(visits: list[Exchange], tmp_path: Path) -> None:
    moved = visits[2]
    found = kinds(archive(tmp_path, moved))
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request", "response", "request", "metadata"]
    first, asked, second, _, metadata = [fields for _, fields in found[1:]]
    assert first["WARC-Target-URI"].endswith("/moved")
    assert (second["WARC-Target-URI"], second["WARC-IP-Address"]) == (moved.final_url, "127.0.0.1")
    assert second["WARC-Date"] == "2026-11-23T08:00:04.123456Z", "when it was asked for"
    assert asked["WARC-Concurrent-To"] == first["WARC-Record-ID"]
    assert metadata["WARC-Refers-To"] == second["WARC-Record-ID"]
    assert len({fields["WARC-Record-ID"] for _, fields in found}) == len(found)


def test_others_read_what_was_sent_and_received(visits: list[Exchange], tmp_path: Path) -> None:
    with archive(tmp_path, visits[1], visits[5]).open("rb") as file:
        seen = [(r.rec_type, r.http_headers, r.content_stream().read()) for r in ArchiveIterator(file)]
    (_, zipped, page), (_, request, _), (_, chunks, text) = seen[1], seen[2], seen[4]
    assert (zipped.get_header("Content-Encoding"), page) == ("gzip", PAGE)
    assert (request.protocol, request.statusline) == ("GET", "/gzip HTTP/1.1")
    assert "desk@example.org" in request.get_header("User-Agent")
    assert (chunks.get_header("X-Crawler-Transfer-Encoding"), chunks.get_header("Content-Length")) == ("chunked", "4")
    assert text == b"page"


def test_an_unchanged_page_is_a_revisit(visits: list[Exchange], tmp_path: Path) -> None:
    found = [fields for kind, fields in kinds(archive(tmp_path, *visits[8:10])) if kind == "revisit"]
    for fields, profile, was in zip(
        found, ("server-not-modified", "identical-payload-digest"), visits[8:10], strict=True
    ):
        assert fields["WARC-Profile"].endswith(profile)
        assert was.known and was.known.at
        assert fields["WARC-Refers-To-Target-URI"] == was.final_url
        assert fields["WARC-Refers-To-Date"] == "2026-11-22T08:00:00.123456Z"
        assert fields["WARC-Payload-Digest"].startswith("sha256:")


def test_a_revisit_refers_to_the_record_it_repeats(site: Site, fetcher: Make, tmp_path: Path) -> None:
    url = link(site.put("/a", PAGE))
    first = fetcher().fetch(url)
    path = archive(tmp_path, first)
    capture = next(read_archive(path, tmp_path))
    was = replace(known(capture.sha256 or ""), capture_id=capture.capture_id)
    again = archive(tmp_path / "again", replace(fetcher().fetch(url, was), at=AT + timedelta(hours=1)))
    responses = [fields["WARC-Record-ID"] for kind, fields in kinds(path) if kind == "response"]
    assert [f["WARC-Refers-To"] for kind, f in kinds(again) if kind == "revisit"] == responses


@pytest.mark.parametrize(("index", "why"), [(3, "length"), (4, "disconnect")])
def test_what_is_not_whole_says_so(index: int, why: str, visits: list[Exchange], tmp_path: Path) -> None:
    response = next(fields for kind, fields in kinds(archive(tmp_path, visits[index])) if kind == "response")
    assert response["WARC-Truncated"] == why


def test_a_file_tells_what_it_is(visits: list[Exchange], tmp_path: Path) -> None:
    info = read_info(archive(tmp_path))
    assert info["software"].startswith("finews/")
    assert info["conformsTo"].endswith("/warc-1.1/")
    assert (info["finews-run"], info["finews-site"]) == ("run-1", '{"name": "例"} forged: yes')
    assert "forged" not in info


def test_threads_may_share_a_writer(visits: list[Exchange], tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    with ArchiveWriter(path, {}) as writer:
        threads = [threading.Thread(target=lambda: [writer.write(e) for e in visits]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    valid(path)
    bodies = sorted(capture.body for capture in read_archive(path, tmp_path))
    assert bodies == sorted(e.body if e.outcome is Outcome.FETCHED else b"" for e in visits * 4)


# -- bodies that came with their links -----------------------------------------------------------

CAPTURED = datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)


def response(head: str, body: bytes = b"") -> bytes:
    return head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body


def brought(content: bytes, media_type: str, at: datetime | None = CAPTURED) -> Link:
    return replace(link("http://example.org/a"), payload=Payload(content, media_type, at, "<urn:uuid:1>"))


def archived(payload_link: Link, root: Path) -> Capture:
    """Archive a payload and read it back; without an archive it is the same capture."""
    path = root / "one.warc.gz"
    with ArchiveWriter(path, {}) as writer:
        assert writer.write_payload(payload_link, AT) == payload_capture_id(payload_link)
    valid(path)
    capture = next(read_archive(path, root))
    place = {"warc": capture.warc, "offset": capture.offset, "length": capture.length}
    assert capture == replace(payload_capture(payload_link, AT), **place)
    return capture


def test_a_post(tmp_path: Path) -> None:
    post = "---\ntitle: 标题\n---\n正文".encode()
    capture = archived(brought(post, "text/markdown; charset=utf-8", None), tmp_path)
    assert (capture.outcome, capture.status, capture.body) == (Outcome.FETCHED, None, post)
    assert (capture.media_type, capture.charset, capture.at) == ("text/markdown", "utf-8", AT)
    assert (capture.link, capture.sha256) == (link("http://example.org/a"), sha256(post).hexdigest())
    assert [kind for kind, _ in kinds(tmp_path / "one.warc.gz")] == ["warcinfo", "resource", "metadata"]


HTTP = "application/http; msgtype=response"


@pytest.mark.parametrize(
    ("block", "outcome", "reason", "body"),
    [
        (response("HTTP/1.1 200 OK\nContent-Type: text/html;charset=gbk", PAGE), Outcome.FETCHED, None, PAGE),
        (
            response("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip.compress(PAGE, mtime=0)),
            Outcome.FETCHED,
            None,
            PAGE,
        ),
        (response("HTTP/1.1 200 OK\nContent-Encoding: gzip", PAGE), Outcome.FETCHED, None, PAGE),
        (
            response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"2\r\nab\r\n0\r\n\r\n"),
            Outcome.FETCHED,
            None,
            b"ab",
        ),
        (response("HTTP/1.1 404 Not Found", b"no"), Outcome.GONE, Reason.HTTP_GONE, b""),
        (response("HTTP/1.1 301 Moved\nLocation: /b", b"no"), Outcome.FAILED, Reason.REDIRECTS, b""),
        (response("HTTP/1.1 206 Partial Content", b"half a pa"), Outcome.FAILED, Reason.PROTOCOL, b""),
        (response("HTTP/1.1 503 Busy"), Outcome.FAILED, Reason.HTTP_SERVER_ERROR, b""),
        (b"not http at all", Outcome.FAILED, Reason.PROTOCOL, b""),
        (b"", Outcome.FAILED, Reason.PROTOCOL, b""),
        (
            response("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip.compress(bytes(21_000_000), mtime=0)),
            Outcome.FAILED,
            Reason.TOO_LARGE,
            b"",
        ),
    ],
)
def test_a_record_of_another_archive(
    block: bytes, outcome: Outcome, reason: Reason | None, body: bytes, tmp_path: Path
) -> None:
    capture = archived(brought(block, HTTP), tmp_path)
    assert (capture.outcome, capture.reason, capture.body) == (outcome, reason, body)
    assert (capture.at, bool(capture.detail)) == (CAPTURED, reason is not None)
    with (tmp_path / "one.warc.gz").open("rb") as file:
        kept = list(records(file))[1]
    assert (kept.block, kept.fields["warc-date"]) == (block, "2022-01-03T04:14:55.000000Z"), "kept to the byte"


NOISE = b"".join(sha256(bytes([number])).digest() for number in range(40))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("zstd", b"\x28\xb5\x2f\xfd" + NOISE),
        ("gzip", gzip.compress(NOISE, mtime=0)[:-8] + b"checksum"),
        ("br", brotli.compress(NOISE, quality=1)[:-9]),
    ],
    ids=["unknown", "damaged", "cut"],
)
def test_a_body_that_is_still_packed_is_no_page(coding: str, body: bytes) -> None:
    """Its bytes pass for a text without a title otherwise; the same header before a text is only left over."""
    head = f"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: {coding}"
    capture = payload_capture(brought(response(head, body), HTTP), AT)
    assert (capture.outcome, capture.reason, capture.body) == (Outcome.FAILED, Reason.PROTOCOL, b"")
    assert f"Content-Encoding '{coding}'" in (capture.detail or "")
    for text in (PAGE, "<p>港口</p>".encode("utf-16"), "<p>港口</p>".encode("iso2022_jp")):
        assert payload_capture(brought(response(head, text), HTTP), AT).body == text
    gone = payload_capture(brought(response(head.replace("200 OK", "404 No"), body), HTTP), AT)
    assert gone.reason is Reason.HTTP_GONE


def test_headers_of_another_archive(tmp_path: Path) -> None:
    block = response('HTTP/1.1 200 OK\nContent-Type: Text/HTML; charset="GB2312"\nETag: "1"\nLast-Modified: then', PAGE)
    capture = archived(brought(block, HTTP), tmp_path)
    assert (capture.media_type, capture.charset, capture.status) == ("text/html", "gb2312", 200)
    assert (capture.etag, capture.last_modified) == ('"1"', "then")
    with (tmp_path / "one.warc.gz").open("rb") as file:
        facts = json.loads(list(records(file))[2].block)
    assert facts["payload"]["record_id"] == "<urn:uuid:1>"


def test_the_same_body_is_the_same_capture() -> None:
    one = brought(PAGE, HTTP)
    assert payload_capture_id(one) == payload_capture_id(replace(one, found_at=AT + timedelta(1), via="elsewhere"))
    others = [brought(PAGE + b" ", HTTP), brought(PAGE, HTTP, None), replace(one, url="http://example.org/b")]
    assert len({payload_capture_id(each) for each in [one, *others]}) == 4
    with pytest.raises(ValueError, match="has no payload"):
        payload_capture_id(link("http://example.org/a"))


def test_a_place_that_is_no_record(visits: list[Exchange], tmp_path: Path) -> None:
    archive(tmp_path, visits[0])
    with pytest.raises(ValueError, match="no whole capture at byte 3"):
        capture_at(tmp_path, "example/2026/one.warc.gz", 3)


def test_reading_the_archive_needs_no_http_library() -> None:
    code = (
        "import sys, tasks.fetch.archive as a, tasks.fetch as f; f.read_archive; f.ArchiveWriter; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"requests", "urllib3", "protego"} & set(loaded)


def test_real_pages(shared_data: Path, tmp_path: Path) -> None:
    with (shared_data / "pages" / "dev.warc.gz").open("rb") as file:
        pages = [
            Link(
                record.headers["WARC-Target-URI"], "dev", AT, "warc", "dev.warc.gz",
                payload=Payload(record.reader.read(), HTTP, record.record_date, record.record_id),
            )
            for record in FastReader(file, parse_http=False)
        ]  # fmt: skip
    path = tmp_path / "dev.warc.gz"
    with ArchiveWriter(path, {}) as writer:
        ids = [writer.write_payload(page, AT) for page in pages]
    captures = list(read_archive(path, tmp_path))
    assert [capture.capture_id for capture in captures] == ids
    assert (len(set(ids)), {capture.outcome for capture in captures}) == (len(pages), {Outcome.FETCHED})
    assert all(capture.body and capture.media_type and capture.status == 200 for capture in captures)
    for capture in captures[::40]:
        assert capture_at(tmp_path, capture.warc, capture.offset) == capture


# -- whatever a visit may have been --------------------------------------------------------------

text = st.text(max_size=20)
names = st.from_regex(r"[A-Za-z][A-Za-z-]{0,10}", fullmatch=True).filter(
    lambda name: name.lower() not in ("content-encoding", "transfer-encoding", "content-length", "content-type")
)
values = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\x85\xa0"), max_size=20)
instants = st.integers(0, 10**15).map(lambda micros: AT - timedelta(microseconds=micros))
hops = st.builds(
    Hop,
    url=st.sampled_from(["http://example.org/", "http://example.org:8080/a?b=%E6", "https://[2001:db8::1]/"]),
    method=st.just("GET"),
    request_headers=st.lists(st.tuples(names, values)).map(tuple),
    status=st.sampled_from([200, 204, 301, 404, 500]),
    reason=values,
    headers=st.lists(st.tuples(names, values)).map(tuple),
    raw=st.binary(max_size=3000),
    at=instants,
    elapsed_ms=st.integers(0, 10**6),
    address=st.none() | st.just("2001:db8::1"),
    truncated=st.none() | st.just("time"),
)
hints = st.builds(
    lambda **given: Hints(**given),  # of a tuple Hypothesis would make up the other fields too
    title=st.none() | text.filter(bool),
    published=st.none() | text.filter(bool),
    authors=st.lists(text.filter(bool), max_size=2).map(tuple),
)
links = st.builds(Link, text, text, instants, text, text, hints)


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """Exchanges as the fetcher could make them, with any text in them."""
    visited = tuple(draw(st.lists(hops, max_size=3)))
    outcome = draw(st.sampled_from([Outcome.FETCHED, Outcome.GONE, Outcome.UNCHANGED] if visited else [Outcome.FAILED]))
    body = visited[-1].raw if visited else b""
    if outcome is Outcome.UNCHANGED:
        visited = (*visited[:-1], replace(visited[-1], status=draw(st.sampled_from([200, 304]))))
    return Exchange(
        draw(links),
        outcome,
        draw(instants),
        visited,
        body,
        sha256(body).hexdigest() if visited else None,
        draw(st.none() | st.sampled_from(list(Reason))),
        draw(st.none() | text),
        known("f" * 64) if outcome is Outcome.UNCHANGED else None,
        draw(st.integers(0, 10**6)),
    )


@given(batch=st.lists(exchanges(), max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_visit_comes_back(batch: list[Exchange], tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("any")
    reader = read_archive(archive(root, *batch), root)
    for capture, exchange in zip(reader, batch, strict=True):
        agrees(capture, exchange)
