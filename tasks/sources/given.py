"""A source made on the spot from a path, for `finews import`: posts, WARC files or a list of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tasks.sources.posts import PostsEntry
from tasks.sources.spec import Source, SourceError
from tasks.sources.warc import WarcEntry

INFO_CODE = r"(?:NW)?(\d{18})"  # names one article in the archive of posts that finews grew from, at all its addresses
POSTS_ZONE = "Asia/Shanghai"  # its scraper wrote Beijing time, sometimes without saying so
WARC_NAME = re.compile(r"\.w?arc(\.gz)?$", re.IGNORECASE)


def given_source(
    path: str,
    *,
    name: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    media: str | None = None,
    identity: str | None = None,
) -> Source:
    """Make a source of a folder of posts, one post, a WARC file, or a glob of WARC files.

    Raises:
        SourceError: there is nothing there, it is neither, or an option has a value that cannot be used.
    """
    here = Path(path).expanduser()
    entry: PostsEntry | WarcEntry
    if WARC_NAME.search(path) or any(mark in path for mark in "*?["):
        entry = WarcEntry(path=here)
    elif here.is_dir() or here.suffix.lower() in {".md", ".markdown"}:
        entry = PostsEntry(path=here)
        zone, identity = zone or POSTS_ZONE, identity or INFO_CODE
    else:
        raise SourceError(f"{path}: {_neither(here)}; give a folder of posts (*.md), or WARC files (*.warc, *.warc.gz)")
    if not here.exists() and not any(mark in path for mark in "*?["):
        raise SourceError(f"{path}: no such file or folder")
    values = {"zone": zone, "language": language, "media": media, "identity": identity}
    return _source(name or name_of(here), entry, values)


def _neither(path: Path) -> str:
    return "neither posts nor a WARC file" if path.exists() else "no such file or folder"


def name_of(path: Path) -> str:
    """Make a source's name of a file's or folder's own name."""
    stem = WARC_NAME.sub("", path.resolve().name).removesuffix(".md")
    return re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-_") or "import"


def _source(name: str, entry: PostsEntry | WarcEntry, values: dict[str, Any]) -> Source:
    try:
        return Source(name=name, entries=(entry,), **{key: value for key, value in values.items() if value})
    except ValidationError as error:
        raise SourceError("\n".join(_faults(error))) from None


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        option = "--" + str(fault["loc"][0])
        yield f"{option} {fault['input']!r}: expected {fault['msg'].removeprefix('Value error, ')}"
