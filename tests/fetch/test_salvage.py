"""Files that a crash left behind: cut anywhere, everything before the cut is read and kept."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tasks.fetch import ArchiveWriter, read_archive, read_info, salvage
from tasks.fetch.warc import records
from tasks.records import Exchange, Hop, Outcome
from tests.fetch.site import AT, link
from tests.fetch.test_archive import valid

INFO = {"finews-batch": "b-1"}


def visit(n: int) -> Exchange:
    """A page that does not compress to nothing."""
    body = b"".join(b"%d " % (i * i * (n + 7)) for i in range(n * 40))
    hop = Hop(f"http://example.org/{n}", "GET", (), 200, "OK", (), body, AT, 5)
    return Exchange(link(hop.url), Outcome.FETCHED, AT, (hop,), body, sha256(body).hexdigest())


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A finished file of six captures."""
    with ArchiveWriter(tmp_path / "whole.warc.gz", INFO) as writer:
        for n in range(6):
            writer.write(visit(n))
    return writer.path


def cut(whole: Path, at: int) -> Path:
    """The file as a crash would have left it after so many bytes."""
    left = whole.with_name("cut.warc.gz.open")
    left.write_bytes(whole.read_bytes()[:at])
    return left


def captures_end(whole: Path) -> list[int]:
    """The bytes at which the records of a capture are complete."""
    with whole.open("rb") as file:
        return [record.offset + record.length for record in records(file) if record.type == "metadata"]


def test_a_file_may_be_cut_anywhere(whole: Path) -> None:
    size, ends = whole.stat().st_size, captures_end(whole)
    with whole.open("rb") as file:
        borders = {0, *(record.offset for record in records(file)), size}
    near = {at + step for at in borders for step in (-1, 0, 1, 9)} & {*range(size + 1)}
    for at in sorted(near | {*range(0, size, 101)}):
        reader = read_archive(cut(whole, at), whole.parent)
        assert [capture.body for capture in reader] == [visit(n).body for n in range(sum(end <= at for end in ends))]
        assert (reader.cut is None) == (at in borders), at
        if reader.cut is not None:
            assert reader.cut == max(border for border in borders if border <= at)


def test_what_is_whole_is_salvaged(whole: Path) -> None:
    ends = captures_end(whole)
    with whole.open("rb") as file:
        info_end = next(records(file)).length
    for at in range(info_end, whole.stat().st_size, 333):
        left = cut(whole, at)
        salvaged = salvage(left)
        assert salvaged == whole.with_name("cut.warc.gz")
        assert not left.exists()
        valid(salvaged)
        assert read_info(salvaged)["finews-batch"] == "b-1"
        reader = read_archive(salvaged, whole.parent)
        assert (len(list(reader)), reader.cut) == (sum(end <= at for end in ends), None)


def test_captures_name_the_file_that_will_be(whole: Path) -> None:
    left = cut(whole, captures_end(whole)[0])
    assert {capture.warc for capture in read_archive(left, whole.parent)} == {"cut.warc.gz"}


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"no archive at all"])
def test_nothing_to_salvage(content: bytes, tmp_path: Path) -> None:
    left = tmp_path / "x.warc.gz.open"
    left.write_bytes(content)
    assert list(read_archive(left, tmp_path)) == []
    assert read_info(left) == {}
    assert salvage(left) is None
    assert list(tmp_path.iterdir()) == []
    assert salvage(left) is None, "someone else may have been faster"


def test_damage_in_the_middle_is_a_cut(whole: Path) -> None:
    ends = captures_end(whole)
    data = bytearray(whole.read_bytes())
    data[ends[3] + 200] ^= 0xFF
    whole.write_bytes(data)
    reader = read_archive(whole, whole.parent)
    assert len(list(reader)) == 4
    assert reader.cut is not None
    assert reader.cut >= ends[3]


def test_a_live_writer_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    with ArchiveWriter(path, INFO) as writer:
        writer.write(visit(1))
        assert salvage(tmp_path / "one.warc.gz.open") is None
        assert not path.exists()
        assert len(list(read_archive(tmp_path / "one.warc.gz.open", tmp_path))) == 1, "but may be read"
        writer.write(visit(2))
    assert len(list(read_archive(path, tmp_path))) == 2
    assert not (tmp_path / "one.warc.gz.open").exists()


def test_a_writer_that_fails_leaves_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    with pytest.raises(RuntimeError), ArchiveWriter(path, INFO) as writer:
        writer.write(visit(1))
        raise RuntimeError("the batch broke")
    assert not path.exists()
    assert salvage(tmp_path / "one.warc.gz.open") == path
    assert len(list(read_archive(path, tmp_path))) == 1


def test_a_killed_process_leaves_what_it_has(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from tests.fetch.test_salvage import *\n"
        "with ArchiveWriter(pathlib.Path(sys.argv[1]), INFO) as writer:\n"
        "    writer.write(visit(1)); writer.write(visit(2)); print('written', flush=True); sys.stdin.read()"
    )
    path = tmp_path / "one.warc.gz"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout and process.stdout.readline() == b"written\n"
        assert salvage(tmp_path / "one.warc.gz.open") is None
        os.kill(process.pid, signal.SIGKILL)
    assert salvage(tmp_path / "one.warc.gz.open") == path
    assert [capture.body for capture in read_archive(path, tmp_path)] == [visit(1).body, visit(2).body]


def test_an_archive_file_is_never_written_twice(whole: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(FileExistsError, match="exists already"), ArchiveWriter(whole, INFO):
        pass
    left = cut(whole, 100)
    with pytest.raises(FileExistsError), ArchiveWriter(left.with_name("cut.warc.gz"), INFO):
        pass
    assert (whole.read_bytes(), left.stat().st_size) == (before, 100)


def test_a_full_disk_loses_one_capture_only(tmp_path: Path) -> None:
    """A file size limit stands in for a full disk."""
    code = (
        "import resource, signal, sys, pathlib; from tests.fetch.test_salvage import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with ArchiveWriter(pathlib.Path(sys.argv[1]), INFO) as writer:\n"
        "    writer.write(visit(1))\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "    try: writer.write(visit(300)); print('no error')\n"
        "    except OSError as error: print(error.strerror)\n"
        "    writer.write(visit(2))\n"
    )
    path = tmp_path / "one.warc.gz"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "File too large\n"
    valid(path)
    assert [capture.body for capture in read_archive(path, tmp_path)] == [visit(1).body, visit(2).body]


def test_the_lock_is_what_tells_a_writer(tmp_path: Path, whole: Path) -> None:
    left = cut(whole, 5000)
    with left.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert salvage(left) is None
    assert salvage(left)
