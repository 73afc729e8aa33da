"""Imports of real input: each post and each record is accounted for, and a second import adds nothing."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.ingest import SCATTERED
from tests.flows.conftest import Home, new_home
from warehouse.store import Store

COUNTS = """SELECT (SELECT count(*) FROM revisions), (SELECT count(*) FROM captures), (SELECT count(*) FROM rejects),
                   (SELECT count(*) FROM links), (SELECT count(*) FROM mentions), (SELECT count(*) FROM dates)"""


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory, prefect_api: str, shared_data: Path) -> Home:
    """A home into which the real posts were imported."""
    home = new_home(tmp_path_factory.mktemp("posted"), prefect_api)
    home.finews("import", shared_data / "posts")
    return home


def test_the_archive_of_posts(posted: Home, shared_data: Path) -> None:
    home = posted
    posts = len(list((shared_data / "posts").glob("*.md")))
    assert posts == 41
    assert home.one("SELECT count(*) FROM captures") == posts
    assert home.one("SELECT count(*) FROM captures WHERE article_id IS NULL") == home.one(
        "SELECT count(*) FROM rejects"
    )
    assert home.rows("SELECT reason FROM rejects") == [("post_without_title",)]
    before = home.rows(COUNTS)
    home.finews("import", shared_data / "posts")
    assert home.rows(COUNTS) == before


def test_the_post_that_finews_began_with(posted: Home) -> None:
    ((title, at, precision, media, text, mode),) = posted.rows("""
        SELECT title, published_at, published_precision, media, text, ingest_mode FROM articles
        WHERE url LIKE '%NW202201032234338316'""")
    assert title == "上市三日累涨近80% 商汤科技市值剑指2500亿港元 AI赛道迎来价值重估"
    assert (at, precision, media) == (datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC), "second", "财联社")
    assert mode == "archive"
    assert text.startswith("1月3日，商汤—W(00020.HK)迎来上市之后的第三个交易日")
    assert text.endswith("以及AI公司能否占据数据端口。")
    assert len(text.split("\n")) == 11
    assert not any(word in text for word in ("文章来源", "返回", "http", "<", "NewsShare"))
    named = posted.rows("""SELECT m.mic, m.symbol FROM mentions m JOIN articles USING (revision_id)
                         WHERE url LIKE '%NW202201032234338316'""")
    assert ("XHKG", "00020") in named


def test_two_addresses_and_two_states_of_a_post_are_one_article_in_one_wording(posted: Home) -> None:
    """White space is no revision, and neither are links and a digest around the same words."""
    home = posted
    for code in ("202201072239307540", "202205312398034850", "202201032234338316"):
        ((articles, captures),) = home.rows(f"""
            SELECT count(DISTINCT article_id), count(*) FROM captures WHERE url LIKE '%{code}%'""")
        assert (articles, captures) == (1, 2), code
        assert home.one(f"SELECT count(*) FROM revisions WHERE url LIKE '%{code}%'") == 1, code
    assert home.one("SELECT count(*) FROM changes") == home.one("SELECT count(*) FROM revisions WHERE revision > 1")


def test_the_archive_of_pages(home: Home, shared_data: Path) -> None:
    home.finews("import", shared_data / "pages" / "dev.warc.gz")
    assert home.one("SELECT count(*) FROM captures") == 411
    accounted = home.one("SELECT count(*) FROM captures WHERE article_id IS NOT NULL") + home.one(
        "SELECT count(*) FROM rejects"
    )
    assert accounted == 411
    before = home.rows(COUNTS)
    home.finews("import", shared_data / "pages" / "dev.warc.gz")
    assert home.rows(COUNTS) == before


def page(number: int) -> bytes:
    """One record of a WARC file, with a page that we wrote."""
    paragraphs = "".join(
        f"<p>The harbour board of town {number} met for the {n}th time on Monday and settled the budget for dredging, "
        f"which had been open since the spring; the ferry fares stay as they are.</p>" for n in range(4, 9)
    )  # fmt: skip
    title = f"Harbour board {number}"
    html = (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:0000{number:04d}-0000-4000-8000-000000000000>\r\n"
        f"WARC-Date: 2026-01-0{number}T00:00:00Z\r\nWARC-Target-URI: http://harbour.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_a_cut_warc_gives_all_records_before_the_cut_and_says_so(home: Home) -> None:
    whole = b"".join(gzip.compress(page(n), mtime=0) for n in range(1, 4))
    (home.root / "cut.warc.gz").write_bytes(whole[:-40])
    home.finews("import", "cut.warc.gz")
    assert home.rows("SELECT url FROM articles ORDER BY url") == [
        ("http://harbour.example/1",),
        ("http://harbour.example/2",),
    ]
    ((reason, detail),) = home.rows("SELECT reason, detail FROM rejects")
    assert reason == "record_truncated"
    assert "cut.warc.gz" in detail


def test_seen_at_of_an_imported_page_is_the_archives_own_time(home: Home) -> None:
    (home.root / "plain.warc").write_bytes(page(3))
    home.finews("import", "plain.warc")
    ((seen, mode),) = home.rows("SELECT seen_at, ingest_mode FROM articles")
    assert (seen, mode) == (datetime(2026, 1, 3, tzinfo=UTC), "archive")
    assert home.one("SELECT known_at > seen_at FROM articles")


def test_what_cannot_be_imported_is_said_in_one_line(home: Home) -> None:
    (home.root / "notes.pdf").write_bytes(b"%PDF")
    (home.root / "empty").mkdir()
    for path in ("nowhere", "nowhere.warc.gz", "notes.pdf", "empty", "*.warc.gz"):
        (said,) = home.finews("import", path, status=2).stderr.splitlines()
        assert said.startswith(f"finews: {path}: ")
    done = home.finews("import", home.root, "--zone", "Asia/Shangai", status=2)
    assert "Asia/Shanghai" in done.stderr


def test_a_run_that_leaves_many_small_files_merges_them(home: Home) -> None:
    """Posts of more months than files may lie about: the second import adds a further file to each month."""
    months = [f"{2005 + n // 12}-{n % 12 + 1:02}" for n in range(SCATTERED + 2)]
    store = Store(home.data)
    for day in ("05", "06"):
        folder = home.root / f"posts-{day}"
        folder.mkdir()
        for month in months:
            words = f"The harbour board settled the budget for dredging on the {day}th of {month}, it said. " * 3
            text = (
                f'---\ntitle: "Harbour board {month}-{day}"\ndate: {month}-{day} 09:30:12 +0800\n---\n<p>{words}</p>\n'
            )
            (folder / f"{month}-{day}-harbour.md").write_text(text, encoding="utf-8")
        home.finews("import", folder)
        assert len(store.files(store.pins())["revisions"]) == len(months)
    assert home.one("SELECT count(*) FROM articles") == 2 * len(months)
