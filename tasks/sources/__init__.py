"""Where links come from: the registry of kinds, the source files, and one run over a source's entries.

To add a kind, write one file like `feed.py` and name its class in `KINDS` below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tasks.records import Link, Reason, Reject
from tasks.sources.addresses import is_web_url, tidy_url, without_user
from tasks.sources.days import Days
from tasks.sources.feed import FeedEntry
from tasks.sources.listing import ListingEntry
from tasks.sources.past import STRATEGIES, NoPast, by_mode, past_of
from tasks.sources.posts import PostsEntry
from tasks.sources.sitemap import SitemapEntry
from tasks.sources.spec import Context, Discovered, Entry, Past, Source, SourceError
from tasks.sources.toml import read_source
from tasks.sources.urls import UrlsEntry
from tasks.sources.values import nearest
from tasks.sources.warc import WarcEntry

__all__ = [
    "KINDS",
    "STRATEGIES",
    "Context",
    "Days",
    "Discovered",
    "Entry",
    "NoPast",
    "Past",
    "Source",
    "SourceError",
    "all_failed",
    "by_mode",
    "choose_sources",
    "configured_sources",
    "discover",
    "discover_past",
    "load_source",
    "load_sources",
    "past_of",
]

KINDS: dict[str, type[Entry]] = {
    entry.kind: entry for entry in (FeedEntry, SitemapEntry, ListingEntry, PostsEntry, UrlsEntry, WarcEntry)
}
"""Every kind of entry, by the name of its table in a source file. The one place to add a kind."""


def load_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        SourceError: what is wrong with it, one line for each fault.
    """
    return read_source(path, KINDS, STRATEGIES)


def load_sources(folder: Path, names: Sequence[str] = ()) -> list[Source]:
    """Read the source files of a folder, or those of the given names; disabled ones too.

    Raises:
        SourceError: what is wrong with folder, names or files, one line for each fault.
    """
    sources, broken = _read_sources(folder, names)
    if broken:
        raise SourceError("\n".join(broken.values()))
    return sources


def configured_sources(folder: Path) -> dict[str, Source]:
    """Read all source files of a folder, by name; a folder that is missing or empty has none.

    Raises:
        SourceError: what is wrong with the files, one line for each fault.
    """
    if not any(folder.glob("*.toml")):
        return {}
    return {source.name: source for source in load_sources(folder)}


def choose_sources(folder: Path, names: Sequence[str] = ()) -> tuple[list[Source], dict[str, str]]:
    """Choose what to crawl: the sources of the given names, else all that are enabled.

    Return with them what is wrong with the other files, by the name of the source: one file with a mistake does not
    keep all the others from being crawled. Of a source that was asked for by name, a mistake is raised.

    Raises:
        SourceError: what is wrong with folder, names or the files named; or there is nothing to crawl.
    """
    if names:
        return load_sources(folder, names), {}
    sources, broken = _read_sources(folder)
    enabled = [source for source in sources if source.enabled]
    if not enabled and broken:
        raise SourceError("\n".join(broken.values()))
    if not enabled:
        first = sources[0].name
        raise SourceError(
            f"{folder}: every source is disabled; remove `enabled = false` from one, such as {first}.toml, "
            f"or name it: finews crawl {first}"
        )
    return enabled, broken


def _read_sources(folder: Path, names: Sequence[str] = ()) -> tuple[list[Source], dict[str, str]]:
    """Read source files; return the sources, and what is wrong with the files that cannot be used."""
    files = _source_files(folder)
    unknown = [name for name in names if name not in files]
    if unknown:
        there = f"there are: {', '.join(files)}"
        raise SourceError("\n".join(f"{folder}: no source {name!r}{nearest(name, files)}; {there}" for name in unknown))
    sources, broken = [], {}
    for name in dict.fromkeys(names or files):
        try:
            sources.append(load_source(files[name]))
        except SourceError as error:
            broken[name] = str(error)
    return sources, broken


def _source_files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        looked = folder.absolute()  # which tells who is in another folder than the project's
        raise SourceError(f"{looked}: no such folder; make it, then add a source with: finews sources add URL")
    files = {file.stem: file for file in sorted(folder.glob("*.toml")) if not file.name.startswith(".")}
    if not files:
        raise SourceError(f"{folder}: no source in it (NAME.toml); add one with: finews sources add URL")
    return files


def discover(source: Source, context: Context) -> Iterator[Discovered]:
    """Yield the links of all entries, and a reject for whatever could not be used.

    An address that two documents name comes twice, with the hints of each: the planner puts them together.
    An entry of which nothing can be read is one reject SOURCE_UNREADABLE with the entry's `target` as its URL.
    """
    for entry in source.entries:
        yield from _read(entry, source, context)


def _read(entry: Entry, source: Source, context: Context) -> Iterator[Discovered]:
    """Yield what an entry finds, as far as its addresses are valid and wanted."""
    try:
        yield from _usable(entry.discover(source.site, context), source, context)
    except SourceError as error:
        yield context.reject(entry.target, Reason.SOURCE_UNREADABLE, str(error))


def discover_past(source: Source, strategies: Sequence[Past], days: Days, context: Context) -> Iterator[Discovered]:
    """Yield the links of days that are over, as the strategies find them; one that cannot be read is a reject."""
    for strategy in strategies:
        try:
            yield from _usable(strategy.find(source.site, days, context), source, context)
        except SourceError as error:
            yield context.unreadable(strategy.target, str(error))


def _usable(found: Iterator[Discovered], source: Source, context: Context) -> Iterator[Discovered]:
    for one in found:
        checked = _checked(one, context) if isinstance(one, Link) else one
        if isinstance(checked, Reject) or _is_wanted(checked.url, source):
            yield checked


def _checked(link: Link, context: Context) -> Discovered:
    """Return a link with an address that can be asked for (no fragment, no blanks), or a reject."""
    url = without_user(link.url)
    if not link.payload and ("#" in url or not is_web_url(url)):
        url = without_user(tidy_url(url).partition("#")[0])
    if not link.payload and not is_web_url(url):
        named = repr(url) if url else f"the address of {link.hints.title or link.hints.source_id or 'an item'}"
        return context.reject(url, Reason.BAD_URL, f"{link.via}: {named} is no absolute http address")
    return link if url == link.url else replace(link, url=url)


def _is_wanted(url: str, source: Source) -> bool:
    if source.include and not any(re.search(pattern, url) for pattern in source.include):
        return False
    return not (source.exclude and any(re.search(pattern, url) for pattern in source.exclude))


def all_failed(entries: Iterable[Entry], rejects: Iterable[Reject]) -> bool:
    """Say whether every entry failed, given the rejects of `discover`."""
    unreadable = {reject.url for reject in rejects if reject.reason is Reason.SOURCE_UNREADABLE}
    return unreadable.issuperset(entry.target for entry in entries)
