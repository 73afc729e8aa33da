"""`finews crawl` and `finews import`: the two ways in, both a flow under a progress line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from flows.commands.running import run_flow, started
from flows.console import err
from tasks.settings import get_settings


def crawl(*source: str) -> int:
    """Fetch what is new at the sources, and load it.

    A source that fails does not stop the others. What an interrupted crawl has fetched is loaded by the next one.

    Parameters
    ----------
    source
        Names of sources: their files in `sources/`, without `.toml`. Default: all that are enabled.
    """
    from tasks.sources import choose_sources

    _, broken = choose_sources(get_settings().sources, list(source))  # what cannot be done is told before it starts
    for faults in broken.values():
        err.print(f"left out: {faults}", style="yellow", markup=False)
    with started("flows.crawl") as url:
        from flows.crawl import crawl as flow

        return run_flow(url, lambda: flow(sources=list(source)))


def import_(
    path: str,
    /,
    *more: str,
    name: str | None = None,
    zone: str | None = None,
    language: list[str] | None = None,
    media: str | None = None,
    identity: str | None = None,
    host: list[str] | None = None,
    media_type: list[str] | None = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
) -> int:
    """Import Jekyll posts, or pages that another crawler stored as WARC files.

    What is imported is marked `ingest_mode = 'archive'` and counts as known only from now on, so it never leaks into
    answers about the past. Importing the same files again adds nothing. Examples:

        finews import my-archive/_posts
        finews import crawl.warc.gz --host eastmoney.com --language zh
        finews import warc.paths.gz --name cc-news --from 2026-01-01 --to 2026-01-31

    Parameters
    ----------
    path
        A folder or git checkout of Jekyll posts; a WARC file, gzipped or not; a quoted glob of WARC files; or a list of
        them as Common Crawl publishes it (warc.paths, warc.paths.gz). Every whole record of a damaged file is read.
    more
        Further WARC files.
    name
        Name of the source in the tables. Default: the name of the file or folder.
    zone
        IANA time zone of times without one. Default for posts: Asia/Shanghai.
    language
        ISO 639-1 code. Posts: the language of all of them. WARC files: take only pages in this language, as detected
        from their text; may be repeated.
    media
        Publisher of articles that name none.
    identity
        Regular expression whose first group identifies an article within its URL, so that one article at two URLs is
        stored once. Default for posts: the 18 digits of an infoCode.
    host
        WARC files: take only pages of this host and its subdomains; may be repeated.
    media_type
        WARC files: take only media types with this prefix; may be repeated. Default: HTML and plain text.
    from_
        WARC files: take only pages captured on this day (UTC) or later.
    to
        WARC files: take only pages captured on this day (UTC) or earlier.
    """
    from tasks.sources.given import given_source
    from tasks.sources.spec import FileEntry

    filters = {"hosts": host, "languages": language, "media_types": media_type, "since": from_, "until": to}
    site = {"zone": zone, "media": media, "identity": identity}
    source = given_source(path, *more, name=name, filters=filters, **site)
    for entry in source.entries:
        if isinstance(entry, FileEntry):
            entry.files()  # that there are none is told before anything starts
    with started("flows.imports") as url:
        from flows.imports import import_source

        return run_flow(url, lambda: import_source(source))
