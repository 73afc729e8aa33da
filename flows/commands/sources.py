"""`finews sources …`: list the sources, check their files, find new ones, try one out."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from flows.console import err, plural
from tasks.settings import get_settings


def sources_list() -> int:
    """List the sources with their kinds of entries, time zone, and whether they are enabled."""
    from flows.show.sources import show_sources
    from tasks.sources import load_sources

    show_sources(load_sources(get_settings().sources))
    return 0


def sources_check() -> int:
    """Check every source file, and say for each mistake what is accepted."""
    from tasks.sources import load_sources

    settings = get_settings()
    found = load_sources(settings.sources)
    err.print(f"{len(found)} source file{plural(len(found))} in {settings.sources}/: no mistake found")
    if not settings.contact and any(source.enabled and not source.private for source in found):
        err.print("FINEWS_CONTACT is not set: public sites are not visited without it", style="yellow")
    return 0


def sources_add(
    url: str,
    /,
    *,
    name: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    private: bool = False,
) -> int:
    """Find the feeds and sitemaps of a site and write its source file.

    Parameters
    ----------
    url
        The site's home page, or one of its feeds or sitemaps.
    name
        Name of the source. Default: made from the host name.
    zone
        IANA time zone of the site, for times without one.
    language
        ISO 639-1 code, if all pages share one language.
    private
        Allow hosts that are not public, such as 127.0.0.1.
    """
    from tasks.single import add_source

    path = add_source(url, name=name, zone=zone, language=language, private=private, settings=get_settings())
    err.print(f"wrote {path}; try it with: finews sources test {path.stem}")
    return 0


def sources_test(name: str, /, *, pages: Annotated[int, Parameter(validator=Number(gte=1))] = 3) -> int:
    """Fetch a few articles of a source and show the result; nothing is stored.

    Parameters
    ----------
    name
        Name of the source file, without `.toml`.
    pages
        Number of articles.
    """
    from flows.show.article import show_trial
    from tasks.single import try_source

    return show_trial(try_source(name, pages, get_settings()), err)
