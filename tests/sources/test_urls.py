"""Lists of addresses: text, CSV, TSV; with and without a header; in the charsets that spreadsheets write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.records import Hints, Link, Reason, Reject
from tasks.sources import Context
from tasks.sources.urls import UrlsEntry
from tests.sources.conftest import run


@pytest.fixture
def found(tmp_path: Path, context: Context):
    """Write a file and return the links and rejects that come of it."""

    def read(content: str | bytes, name: str = "list.txt") -> tuple[list[Link], list[Reject]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return run(context, UrlsEntry(path=path))

    return read


@pytest.mark.parametrize(
    "content",
    [
        "https://e.org/1,2.html\nhttps://e.org/b\n",
        "\ufeff# from the archive\r\n\r\nhttps://e.org/1,2.html\r\n  https://e.org/b",
        '"https://e.org/1,2.html"\n"https://e.org/b"\n',
        "url\nhttps://e.org/1,2.html\nhttps://e.org/b\n",
        "# note, with comma\nURL\nhttps://e.org/1,2.html\nhttps://e.org/b\n",
    ],
)
@pytest.mark.parametrize("name", ["list.txt", "list.csv"])
def test_one_address_a_line(found, content: str, name: str) -> None:
    links, rejects = found(content, name)
    assert [link.url for link in links] == ["https://e.org/1,2.html", "https://e.org/b"]
    assert (links[0].hints, links[0].via, rejects) == (Hints(), name, [])


def test_a_pipe_is_no_list(tmp_path: Path, context: Context) -> None:
    os.mkfifo(tmp_path / "urls.txt")
    _, (reject,) = run(context, UrlsEntry(path=tmp_path / "urls.txt"))
    assert reject.detail == f"{tmp_path}/urls.txt: a pipe, a socket or a device, no file"


def test_users_and_passwords_are_left_out(found) -> None:
    links, rejects = found("https://me:pa@ss@e.org:8443/a@b?c=http://d@e\nhttp://me@\n http://me:pass@<e.org>/\n")
    assert [link.url for link in links] == ["https://e.org:8443/a@b?c=http://d@e"]
    assert [reject.url for reject in rejects] == ["http://", "http://<e.org>/"]
    assert "pass" not in str(rejects)


def test_columns_are_hints(found) -> None:
    links, rejects = found(
        "Title,URL,published,authors,tags,ignored,media\n"
        '"港股, 收评",https://e.org/1,2026-03-02 06:15,李明; 王芳 ;,港股;恒指,x,例报\n'
        'short,"https://e.org/1,2.html"\n'
    )
    assert [(link.url, link.hints) for link in links] == [
        (
            "https://e.org/1",
            Hints(
                title="港股, 收评",
                published="2026-03-02 06:15",
                authors=("李明", "王芳"),
                tags=("港股", "恒指"),
                media="例报",
            ),
        ),
        ("https://e.org/1,2.html", Hints(title="short")),
    ]
    assert rejects == []


def test_tab_separated(found) -> None:
    links, _ = found("url\ttitle\nhttps://e.org/1,2.html\tOne, two\n", "list.tsv")
    assert [(link.url, link.hints.title) for link in links] == [("https://e.org/1,2.html", "One, two")]


def test_semicolons_as_spreadsheets_write_them(found) -> None:
    links, rejects = found('url; title\nhttps://e.org/1,2.html; "One; two"\n', "list.csv")
    assert [(link.url, link.hints.title) for link in links] == [("https://e.org/1,2.html", "One; two")]
    assert rejects == []


def test_a_quote_that_is_not_closed_takes_no_rows_in_silence(found) -> None:
    links, (reject,) = found('url,title\nhttps://e.org/1,a\nhttps://e.org/2,"b\nhttps://e.org/3,c\nhttps://e.org/4,d\n')
    assert [link.url for link in links] == ["https://e.org/1"]
    assert "list.txt: row 3 cannot be read, nor the 2 lines after it: unexpected end of data" in reject.detail


def test_quoted_line_break(found) -> None:
    links, _ = found('url,summary\nhttps://e.org/1,"One\ntwo"\nhttps://e.org/2,\n')
    assert [(link.url, link.hints.summary) for link in links] == [
        ("https://e.org/1", "One\ntwo"),
        ("https://e.org/2", None),
    ]


def test_gb18030(found) -> None:
    links, _ = found("url,title\nhttps://e.org/1,朱镕基谈港股\n".encode("gb18030"))
    assert links[0].hints.title == "朱镕基谈港股"


def test_row_with_an_unquoted_comma_is_a_reject(found) -> None:
    links, rejects = found("url,title\nhttps://e.org/1,2.html,One\nhttps://e.org/3,Three\n")
    assert [link.url for link in links] == ["https://e.org/3"]
    assert [reject.reason for reject in rejects] == [Reason.BAD_URL]
    assert "list.txt: row 2 has 3 cells under 2 names: quote those with a comma" in rejects[0].detail


def test_row_that_cannot_be_read(found) -> None:
    links, rejects = found(f"url,title\nhttps://e.org/1,a\nhttps://e.org/2,{'x' * 200_000}\nhttps://e.org/3,c\n")
    assert [link.url[-1] for link in links] == ["1", "3"]
    assert "list.txt: row 3 cannot be read: field larger than field limit" in rejects[0].detail


def test_rows_that_are_no_address(found) -> None:
    links, rejects = found("url,title\n,No address\nexample.org,No scheme\nhttps://e.org/1,Good\n")
    assert len(links) == 1
    assert [(reject.reason, reject.url) for reject in rejects] == [
        (Reason.BAD_URL, ""),
        (Reason.BAD_URL, "example.org"),
    ]


@pytest.mark.parametrize("content", ["", "# only a comment\n", "url,title\n", "url\n"])
def test_nothing_in_it(found, content: str) -> None:
    links, rejects = found(content)
    assert links == []
    assert rejects[0].detail.endswith("list.txt: holds no address")


def test_missing_file(tmp_path: Path, context: Context) -> None:
    _, rejects = run(context, UrlsEntry(path=tmp_path / "none.txt"))
    assert rejects[0].detail == f"{tmp_path}/none.txt: No such file or directory"
