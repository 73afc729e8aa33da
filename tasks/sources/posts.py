"""The kind `posts`: a folder or git checkout of Jekyll posts. Hides git, which knows when each post was captured."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from tasks.jekyll import Post, parse_post, split_list, stated_date
from tasks.records import Hints, Link, Payload, Site
from tasks.sources.addresses import is_web_url
from tasks.sources.spec import Context, Discovered, FileEntry, SourceError, each, matching, read_file
from tasks.sources.values import Strings, Switch

# within a git hook these would point to another repository
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


class PostFiles(BaseModel):
    """Which files of a folder are posts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    glob: Strings = Field(default=("**/*.md", "**/*.markdown", "**/*.html"), description="patterns of its files")


class PostsEntry(PostFiles, FileEntry):
    """A folder of Jekyll posts; each is an article of its own, `follow` also fetches what it links to."""

    kind: ClassVar[str] = "posts"
    example: ClassVar[str] = '[[posts]]\npath = "../blog/_posts"\n'

    follow: Switch = Field(default=False, description="also fetch the page that a post names as its source")

    def discover(self, site: Site, context: Context) -> Iterator[Discovered]:
        files = self.files()
        times = commit_times(self.path)
        yield from each(files, lambda file: self._read(file, times, site, context), context)

    def files(self) -> list[Path]:
        if not self.path.is_dir() and self.path.exists():
            return [self.path]
        if not self.path.is_dir():
            raise SourceError(f"{self.path}: no such file or folder")
        found = set().union(*(matching(self.path, pattern) for pattern in self.glob))
        files = sorted(file for file in found if not file.is_dir() and not self._is_hidden(file))
        if not files:
            raise SourceError(f"{self.path}: no file matches {' or '.join(self.glob)}")
        return files

    def _is_hidden(self, file: Path) -> bool:
        return any(part.startswith(".") for part in file.relative_to(self.path).parts)

    def _read(self, file: Path, times: dict[Path, datetime], site: Site, context: Context) -> Iterator[Discovered]:
        raw = read_file(file)
        post = parse_post(raw)
        source_link = post.source_link if is_web_url(post.source_link or "") else None
        relative = file.relative_to(self.path if self.path != file else file.parent).as_posix()
        url = source_link or f"post://{site.name}/{quote(relative)}"
        via, hints = self.path.resolve().name, post_hints(post, file.name)
        payload = Payload(raw, "text/markdown", times.get(file.resolve()))
        yield Link(url, site.name, context.now, self.kind, via, hints, payload)
        if self.follow and source_link:
            yield Link(url, site.name, context.now, self.kind, via, hints)


def post_hints(post: Post, name: str) -> Hints:
    """Return what the front matter says, as it is written there; where it has no date, the day in the file's name."""
    said = {key.lower(): value for key, value in post.front_matter.items() if value}
    categories = split_list(said.get("categories") or said.get("category"))
    return Hints(
        title=said.get("title"),
        published=stated_date(said, name),
        modified=said.get("last_modified_at"),
        summary=said.get("excerpt") or said.get("description"),
        authors=split_list(said.get("authors") or said.get("author")),
        category=categories[0] if categories else None,
        tags=split_list(said.get("tags") or said.get("tag")),
        language=said.get("lang"),
        source_id=name,
    )


def commit_times(path: Path) -> dict[Path, datetime]:
    """Return for each file the committer time of the last commit that touched it.

    Empty outside a git work tree; a file that differs from its last commit is left out.
    """
    folder = path if path.is_dir() else path.parent
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is None:
        return {}
    root = Path(top.rstrip("\n"))
    times: dict[Path, datetime] = {}
    at: datetime | None = None
    log = _git(folder, "log", "--format=%x01%ct", "--name-only", "--no-renames", "-z", "--", ".") or ""
    for field in log.split("\0"):
        name = field.strip("\n")
        if name.startswith("\x01"):
            at = datetime.fromtimestamp(int(name[1:]), UTC)
        elif name and at:
            times.setdefault(root / name, at)
    for name in (_git(folder, "diff", "HEAD", "--name-only", "--no-renames", "-z", "--", ".") or "").split("\0"):
        times.pop(root / name, None)
    return times


def _git(folder: Path, *arguments: str) -> str | None:
    """Run git there; None where there is no git or no repository."""
    environment = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True, env=environment)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "surrogateescape")
