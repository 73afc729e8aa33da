"""Sources made on the spot: what a path is taken for, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tasks.sources.given import given_source, name_of
from tasks.sources.posts import PostsEntry
from tasks.sources.spec import SourceError
from tasks.sources.warc import WarcEntry


def test_a_folder_is_posts_with_the_zone_and_identity_of_their_archive(tmp_path: Path) -> None:
    source = given_source(str(tmp_path))
    assert isinstance(source.entries[0], PostsEntry)
    assert source.zone == "Asia/Shanghai"
    assert source.identity and "18" in source.identity


def test_a_warc_file_or_glob_is_warc_without_a_zone(tmp_path: Path) -> None:
    (tmp_path / "Crawl 2026.warc.gz").touch()
    for path in (tmp_path / "Crawl 2026.warc.gz", tmp_path / "*.warc.gz"):
        source = given_source(str(path))
        assert isinstance(source.entries[0], WarcEntry)
        assert source.zone is None


@pytest.mark.parametrize(
    ("file", "name"), [("Crawl 2026.warc.gz", "crawl-2026"), ("_posts", "posts"), ("新闻", "import"), ("a.warc", "a")]
)
def test_the_name_is_made_of_the_files_own(file: str, name: str) -> None:
    assert name_of(Path(file)) == name


def test_options_are_checked_and_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"--zone.*Asia/Shanghai"):
        given_source(str(tmp_path), zone="Asia/Shangai")
    with pytest.raises(SourceError, match="--identity"):
        given_source(str(tmp_path), identity="[")
    with pytest.raises(SourceError, match="--name"):
        given_source(str(tmp_path), name="Not A Name")


def test_a_folder_of_warc_files_is_told_how_they_are_given(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"")
    with pytest.raises(SourceError, match=r"no file matches .*; its WARC files are taken as a quoted glob: .*warc"):
        given_source(str(tmp_path))
    (tmp_path / "2026-01-05-a.md").write_text("---\ntitle: a\n---\n")
    assert isinstance(given_source(str(tmp_path)).entries[0], PostsEntry), "beside posts"


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("a.example.com", "a.example.com"),
        ("A.EXAMPLE.com.", "a.example.com"),
        ("http://a.example.com/", "a.example.com"),
        ("https://A.example.com:8443", "a.example.com"),
        ("a.example.com:8080", "a.example.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("http://[2001:DB8::1]/", "2001:db8::1"),
        ("新闻.example", "新闻.example"),
    ],
)
def test_a_host_is_taken_however_people_write_it(said: str, host: str) -> None:
    (entry,) = given_source("a*.warc.gz", filters={"hosts": [said]}).entries
    assert isinstance(entry, WarcEntry) and entry.hosts == (host,)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"hosts": ["good.example", "a.example.com/news"]}, "--host 'a.example.com/news': expected a host"),
        ({"hosts": ["http://a.example.com/?page=1"]}, "--host"),
        ({"hosts": ["*.example.com"]}, "those below it are taken too"),
        ({"hosts": ["a example"]}, "--host"),
        ({"hosts": ["http://[::1"]}, "--host"),
        ({"hosts": [""]}, "--host"),
        ({"media_types": ["text/plain", "html"]}, "--media-type 'html': expected a media type"),
        ({"media_types": ["text/html; charset=gbk"]}, "--media-type 'text/html; charset=gbk': expected a media type"),
    ],
)
def test_a_filter_that_matches_nothing_is_refused_in_one_line(filters: dict[str, list[str]], words: str) -> None:
    with pytest.raises(SourceError) as error:
        given_source("a*.warc.gz", "b*.warc.gz", filters=filters)
    assert words in str(error.value) and len(str(error.value).splitlines()) == 1


def test_a_media_type_is_matched_in_any_case() -> None:
    (entry,) = given_source("a*.warc.gz", filters={"media_types": ["Text/HTML", "image/"]}).entries
    assert isinstance(entry, WarcEntry) and entry.media_types == ("text/html", "image/")


def test_posts_are_of_one_folder_one_language_and_not_filtered(tmp_path: Path) -> None:
    folder = str(tmp_path)
    with pytest.raises(SourceError, match="only WARC files can be given several at a time"):
        given_source(folder, str(tmp_path / "a.warc"))
    with pytest.raises(SourceError, match="--host is for WARC files, and these are posts"):
        given_source(folder, filters={"hosts": ["a.example"], "media_types": None})
    with pytest.raises(SourceError, match="posts are of one language"):
        given_source(folder, filters={"languages": ["zh", "en"]})
    assert given_source(folder, filters={"languages": ["zh"]}).language == "zh"


def test_filters_that_no_capture_can_meet_are_refused() -> None:
    days = {"since": date(2026, 1, 2), "until": date(2026, 1, 1)}
    with pytest.raises(SourceError, match="--to 2026-01-01 is before --from 2026-01-02"):
        given_source("a*.warc.gz", filters=days)
    with pytest.raises(SourceError, match="--language"):
        given_source("a*.warc.gz", filters={"languages": ["Chinese"]})


def test_what_is_neither_is_refused_with_what_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").touch()
    with pytest.raises(SourceError, match="neither posts nor a WARC file; give a folder of posts"):
        given_source(str(tmp_path / "x.pdf"))
    with pytest.raises(SourceError, match="no such file"):
        given_source(str(tmp_path / "nowhere.warc"))
