"""Folders of Jekyll posts: a capture for each file, dated by git where git knows."""

from __future__ import annotations

import os
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.records import Hints, Reason
from tasks.sources import Context
from tasks.sources.posts import PostsEntry, commit_times
from tests.sources.conftest import NOW, run

POST = """---
layout: post
title: "港股收评：指数涨"
date: 2026-03-02 12:14:55 +0800
categories: morning
tags: 例报新闻
author: 李明
---
<p>正文。</p>

<https://example.org/articles/1.html>

[返回例报新闻](../morning/)｜[返回首页](../)
"""


def write(folder: Path, name: str, text: str = POST) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def git(folder: Path, *arguments: str, at: str = "2026-01-01T00:00:00Z") -> None:
    """Run git there, as a committer of that time."""
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "HOME": str(folder),
            "GIT_COMMITTER_DATE": at,
            "GIT_AUTHOR_DATE": at,
        },
    )


def test_a_post(tmp_path: Path, context: Context) -> None:
    write(tmp_path, "2026-03-02-a.md")
    links, rejects = run(context, PostsEntry(path=tmp_path))
    (link,) = links
    assert (link.url, link.kind, link.via) == ("https://example.org/articles/1.html", "posts", tmp_path.name)
    assert link.hints == Hints(
        title="港股收评：指数涨",
        published="2026-03-02 12:14:55 +0800",
        authors=("李明",),
        category="morning",
        tags=("例报新闻",),
        source_id="2026-03-02-a.md",
    )
    assert link.payload is not None
    assert (link.payload.content, link.payload.media_type, link.payload.at) == (POST.encode(), "text/markdown", None)
    assert (link.found_at, rejects) == (NOW, [])


@pytest.mark.parametrize("source_link", ["<>", "", "<https://exa mple.org/a>", "<http:"])
def test_post_without_a_usable_link_has_an_address_of_its_own(
    tmp_path: Path, context: Context, source_link: str
) -> None:
    write(tmp_path, "港 股/a b.md", POST.replace("<https://example.org/articles/1.html>", source_link))
    links, _ = run(context, PostsEntry(path=tmp_path, follow=True))
    assert [link.url for link in links] == ["post://example/%E6%B8%AF%20%E8%82%A1/a%20b.md"]


def test_follow_adds_the_page_it_links_to(tmp_path: Path, context: Context) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md")
    links, _ = run(context, PostsEntry(path=tmp_path, follow=True))
    assert [link.payload is not None for link in links] == [True, False, True, False]
    assert [link.hints.source_id for link in links] == ["a.md", "a.md", "b.md", "b.md"]
    assert {link.url for link in links} == {"https://example.org/articles/1.html"}
    assert links[1].hints == links[0].hints


def test_files_in_order_of_their_paths(tmp_path: Path, context: Context) -> None:
    for name in ("b.md", "a/z.markdown", "c.html", "a/b.md", "notes.txt", ".git/x.md", ".hidden.md", "_posts/p.md"):
        write(tmp_path, name)
    (tmp_path / "folder.md").mkdir()
    links, _ = run(context, PostsEntry(path=tmp_path))
    assert [link.hints.source_id for link in links] == ["p.md", "b.md", "z.markdown", "b.md", "c.html"]
    links, _ = run(context, PostsEntry(path=tmp_path, glob="a/*"))
    assert [link.hints.source_id for link in links] == ["b.md", "z.markdown"]


def test_one_file(tmp_path: Path, context: Context) -> None:
    links, _ = run(context, PostsEntry(path=write(tmp_path, "a.md")))
    assert [link.hints.source_id for link in links] == ["a.md"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("[港股, '恒指', \"A, B\"]", ("港股", "恒指", '"A', 'B"')),
        ("\n  - 港股\n  - 恒指", ("港股", "恒指")),
        ("a b", ("a b",)),
        ("", ()),
    ],
)
def test_tags(tmp_path: Path, context: Context, tags: str, expected: tuple[str, ...]) -> None:
    write(tmp_path, "a.md", f"---\ntitle: t\ntags: {tags}\n---\nText\n")
    links, _ = run(context, PostsEntry(path=tmp_path))
    assert links[0].hints.tags == expected


def test_unreadable_file_is_a_reject(tmp_path: Path, context: Context) -> None:
    write(tmp_path, "b.md")
    broken = tmp_path / "a.md"
    broken.symlink_to(tmp_path / "nowhere")
    links, rejects = run(context, PostsEntry(path=tmp_path))
    assert [link.hints.source_id for link in links] == ["b.md"]
    assert [(reject.reason, reject.url) for reject in rejects] == [(Reason.SOURCE_UNREADABLE, str(broken))]
    assert rejects[0].detail == f"{broken}: No such file or directory"


def test_what_may_never_end_is_no_post(tmp_path: Path, context: Context) -> None:
    write(tmp_path, "b.md")
    os.mkfifo(tmp_path / "a.md")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"/proc/self/fd/{os.open(tmp_path, os.O_RDONLY)}/c.md")  # a short name for a long path
    links, rejects = run(context, PostsEntry(path=tmp_path))
    assert [link.hints.source_id for link in links] == ["b.md"]
    said = "a pipe, a socket or a device, no file"
    assert [reject.detail for reject in rejects] == [f"{tmp_path}/{name}.md: {said}" for name in ("a", "c")]
    _, (reject,) = run(context, PostsEntry(path=tmp_path / "a.md"))
    assert reject.detail == f"{tmp_path}/a.md: {said}"


def test_missing_and_empty_folders(tmp_path: Path, context: Context) -> None:
    _, rejects = run(context, PostsEntry(path=tmp_path / "none"), PostsEntry(path=tmp_path))
    assert [reject.detail for reject in rejects] == [
        f"{tmp_path}/none: no such file or folder",
        f"{tmp_path}: no file matches **/*.md or **/*.markdown or **/*.html",
    ]


@pytest.mark.parametrize("pattern", ["", "/posts/*.md"])
def test_a_pattern_that_cannot_be_one(tmp_path: Path, context: Context, pattern: str) -> None:
    _, (reject,) = run(context, PostsEntry(path=tmp_path, glob=(pattern,)))
    assert reject.detail.startswith(f"{tmp_path}: no files can be found by {pattern!r}: ")


class TestGit:
    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        """Two commits: a, b and c; then b again and a new name for c."""
        git(tmp_path, "init", "-q")
        for name in ("posts/a.md", "posts/b.md", "posts/港股.md", "posts/changed.md", "README.md"):
            write(tmp_path, name)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "first", at="2026-01-01T08:00:00+08:00")
        write(tmp_path, "posts/b.md", POST + "More.\n")
        git(tmp_path, "mv", "posts/港股.md", "posts/恒指.md")
        git(tmp_path, "commit", "-qam", "second", at="2026-02-01T08:00:00+08:00")
        write(tmp_path, "posts/changed.md", POST + "Not committed.\n")
        write(tmp_path, "posts/untracked.md")
        return tmp_path

    def test_times(self, checkout: Path, context: Context) -> None:
        links, _ = run(context, PostsEntry(path=checkout / "posts"))
        first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
        assert {link.hints.source_id: link.payload.at for link in links if link.payload} == {
            "a.md": first,
            "b.md": second,
            "恒指.md": second,
            "changed.md": None,
            "untracked.md": None,
        }

    def test_within_a_git_hook(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_DIR", "/nonexistent")
        assert checkout / "posts" / "a.md" in commit_times(checkout / "posts")

    def test_repository_without_a_commit(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        write(tmp_path, "a.md")
        assert commit_times(tmp_path) == {}

    def test_outside_of_git(self, tmp_path: Path) -> None:
        assert commit_times(tmp_path) == {}


def test_real_posts(shared_data: Path, context: Context) -> None:
    links, rejects = run(context, PostsEntry(path=shared_data / "posts"))
    assert (len(links), rejects) == (41, [])
    assert sum(link.url.startswith("post://example/") for link in links) == 2
    (first,) = [link for link in links if link.hints.source_id == "2022-01-03-NW202201032234338316.md"]
    assert first.hints.published == "2022-01-03 12:14:55 +0800"
    assert first.hints.tags == ("财联社新闻",)
    assert first.url.endswith("infoCode=NW202201032234338316")
    assert links[0].hints.title is None
