"""A source made on the spot from a path, for `finews import`: posts, WARC files or a list of links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tasks.sources.posts import PostsEntry
from tasks.sources.spec import Entry, Source, SourceError, check_options
from tasks.sources.values import at_home, expected
from tasks.sources.warc import LISTING, WarcEntry

INFO_CODE = r"(?:NW)?(\d{18})"  # names one article in the archive of posts that finews grew from, at all its addresses
POSTS_ZONE = "Asia/Shanghai"  # its scraper wrote Beijing time, sometimes without saying so
OPTIONS = {"hosts": "--host", "media_types": "--media-type", "since": "--from", "until": "--to"}
"""What the filters of a WARC entry are called on the command line."""
WARC_NAME = re.compile(r"\.w?arc(\.gz)?$", re.IGNORECASE)


def given_source(
    path: str,
    *more: str,
    name: str | None = None,
    zone: str | None = None,
    media: str | None = None,
    identity: str | None = None,
    filters: Mapping[str, Any] | None = None,
) -> Source:
    """Make a source of a folder of posts, one post, or WARC files: their paths, a glob, a list of them.

    `filters` are keys of a WARC entry; one language is also said of the site.

    Raises:
        SourceError: there is nothing there, it is neither, or an option has a value that cannot be used.
    """
    paths: tuple[str, ...] = (path, *more)
    chosen = {key: value for key, value in (filters or {}).items() if value}
    languages = list(chosen.get("languages", ()))
    site = {
        "zone": zone,
        "media": media,
        "identity": identity,
        "language": languages[0] if len(languages) == 1 else None,
    }
    if all(_is_warc(path) for path in paths):
        _check(chosen)
        entries: list[PostsEntry | WarcEntry] = _warc_entries(paths, chosen)
    else:
        _only_posts(paths, chosen)
        entries = [_posts(at_home(paths[0]))]
        site |= {"zone": zone or POSTS_ZONE, "identity": identity or INFO_CODE}
    for path in paths:
        if not at_home(path).exists() and not _is_glob(path):
            raise SourceError(f"{path}: no such file or folder")
    return _source(name or name_of(at_home(paths[0])), entries, site)


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def _is_warc(path: str) -> bool:
    return bool(WARC_NAME.search(path) or LISTING.search(path) or _is_glob(path))


def _only_posts(paths: Sequence[str], filters: Mapping[str, Any]) -> None:
    """Make sure that what is no WARC file is posts, one folder or file of them, and that nothing filters them."""
    for path in paths:
        here = at_home(path)
        if not _is_warc(path) and not here.is_dir() and here.suffix.lower() not in {".md", ".markdown"}:
            raise SourceError(
                f"{path}: {_neither(here)}; give a folder of posts (*.md), or WARC files (*.warc, *.warc.gz)"
            )
    if len(paths) > 1:
        raise SourceError(f"{paths[1]}: only WARC files can be given several at a time; import posts one by one")
    if given := [OPTIONS[key] for key in filters if key in OPTIONS]:
        raise SourceError(f"{paths[0]}: {given[0]} is for WARC files, and these are posts")
    if len(filters.get("languages", ())) > 1:
        raise SourceError(f"{paths[0]}: posts are of one language; several are for WARC files")


def _posts(path: Path) -> PostsEntry:
    """Return the entry of posts; of a folder that has WARC files in their place, say how those are given."""
    entry = PostsEntry(path=path)
    if path.is_dir() and any(WARC_NAME.search(file.name) for file in path.iterdir()):
        try:
            entry.files()
        except SourceError as error:
            raise SourceError(f"{error}; its WARC files are taken as a quoted glob: '{path}/*.warc*'") from None
    return entry


def _warc_entries(paths: Sequence[str], filters: Mapping[str, Any]) -> list[PostsEntry | WarcEntry]:
    try:
        return [WarcEntry(path=at_home(path), **filters) for path in paths]
    except ValidationError as error:
        raise SourceError("\n".join(_faults(error))) from None


def _check(filters: Mapping[str, Any]) -> None:
    for code in filters.get("languages", ()):
        check_options(language=code)
    first, last = filters.get("since"), filters.get("until")
    if first and last and last < first:
        raise SourceError(f"--to {last} is before --from {first}")


def _neither(path: Path) -> str:
    return "neither posts nor a WARC file" if path.exists() else "no such file or folder"


def name_of(path: Path) -> str:
    """Make a source's name of a file's or folder's own name."""
    stem = LISTING.sub("", WARC_NAME.sub("", path.resolve().name)).removesuffix(".md")
    return re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-_") or "import"


def _source(name: str, entries: Sequence[Entry], values: dict[str, Any]) -> Source:
    try:
        return Source(name=name, entries=tuple(entries), **{key: value for key, value in values.items() if value})
    except ValidationError as error:
        raise SourceError("\n".join(_faults(error))) from None


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        key = str(fault["loc"][0])
        option = OPTIONS.get(key, f"--{key}")
        yield f"{option} {fault['input']!r}: expected {expected(dict(fault))}"
