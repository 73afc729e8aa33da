"""Sources made on the spot: what a path is taken for, and what is refused."""

from __future__ import annotations

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


def test_what_is_neither_is_refused_with_what_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").touch()
    with pytest.raises(SourceError, match="neither posts nor a WARC file; give a folder of posts"):
        given_source(str(tmp_path / "x.pdf"))
    with pytest.raises(SourceError, match="no such file"):
        given_source(str(tmp_path / "nowhere.warc"))
