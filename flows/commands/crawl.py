"""`finews crawl` and `finews import`: the two ways in, both a flow under a progress line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from flows.commands.running import run_flow, started
from flows.console import err
from tasks.settings import get_settings

Many = Annotated[list[str] | None, Parameter(negative=())]


def crawl(*source: str) -> int:
    """Visit what is new at the sources and load it.

    Parameters
    ----------
    source
        Names of source files below `sources/`, without `.toml`; all enabled ones if none is given.
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
    *more: str,
    name: str | None = None,
    zone: str | None = None,
    language: Many = None,
    media: str | None = None,
    identity: str | None = None,
    host: Many = None,
    media_type: Many = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
) -> int:
    """Load posts or WARC files that were captured elsewhere.

    They are marked `ingest_mode = 'archive'`: what they say never passes for what this warehouse knew then.

    Parameters
    ----------
    path
        A folder or git checkout of Jekyll posts; or WARC files, gzip or not: one or several, a quoted glob, or a list
        of them as Common Crawl gives it (warc.paths, warc.paths.gz). Of a file that is cut all whole records are taken.
    more
        Further WARC files.
    name
        Name of the source in the tables; the file's or folder's own name if not given.
    zone
        IANA zone of times that state none. Posts: Asia/Shanghai, the zone of the archive finews grew from.
    language
        ISO 639-1 code, if all pages share one language. Of WARC files, only pages in that language are taken, by a look
        at each; may then be repeated.
    media
        The publisher, for articles that name none.
    identity
        A regular expression whose first group identifies an article within its URL, so that one article at
        two addresses is one. Posts: the 18 digits of an infoCode.
    host
        Of WARC files, take only this host and those below it; may be repeated.
    media_type
        Of WARC files, take only media types that begin so; may be repeated. Pages of text if not given.
    from_
        Of WARC files, take only what was captured on that day (UTC) or later.
    to
        Of WARC files, take only what was captured on that day (UTC) or earlier.
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
