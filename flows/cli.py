"""The `finews` command: progress on stderr, data on stdout, one clear line for every mistake.

Exit status: 0 done; 1 the work failed (every source failed, a check did not hold, a page gave no article);
2 the command, a file or a query is wrong; 130 interrupted. Heavy libraries are imported by the command
that needs them, so that `finews sql` answers at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter
from rich.console import Console

from tasks.settings import VERSION, get_settings

FAILED, WRONG, INTERRUPTED = 1, 2, 130

err = Console(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else 200)
app = App(
    name="finews",
    help="A point-in-time news warehouse: crawl, archive, extract and query news with the truth about time.",
    help_epilogue="Exit status: 0 done, 1 the work failed, 2 wrong input, 130 interrupted. "
    "Settings are FINEWS_* variables; see the README.",
    help_format="plaintext",
    version=f"finews {VERSION}",
)
sources_app = App(name="sources", help="The sources: list them, check the files, find new ones, try one out.")
app.command(sources_app)

Format = Literal["table", "csv", "json", "parquet"]


def main() -> None:
    """Run the command line and exit with its status."""
    from flows.errors import mistakes

    try:
        status = app(exit_on_error=False, print_error=False)
    except KeyboardInterrupt:
        err.print("interrupted; what was fetched is kept, and the next run goes on from there")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if not isinstance(error, mistakes()):
            raise
        err.print(f"finews: {error}", style="red", markup=False)
        sys.exit(getattr(error, "status", WRONG))
    sys.exit(status if isinstance(status, int) else 0)


@app.command
def crawl(*source: str) -> int:
    """Visit what is new at the sources and load it.

    Parameters
    ----------
    source
        Names of source files below `sources/`, without `.toml`; all enabled ones if none is given.
    """
    from flows.server import server
    from tasks.sources import load_sources

    settings = get_settings()
    load_sources(settings.sources, list(source))  # a mistake in a file is told before anything starts
    with err.status("starting Prefect"):
        opened = server(settings)
        url = opened.__enter__()
    try:
        from flows.crawl import crawl as flow

        return _run(url, lambda: flow(sources=list(source)))
    finally:
        opened.__exit__(None, None, None)


@app.command(name="import")
def import_(
    path: str,
    *,
    name: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    media: str | None = None,
    identity: str | None = None,
) -> int:
    """Load posts or WARC files that were captured elsewhere.

    They are marked `ingest_mode = 'archive'`: what they say never passes for what this warehouse knew then.

    Parameters
    ----------
    path
        A folder or git checkout of Jekyll posts, a WARC file (gzip or not), or a quoted glob of WARC files.
    name
        Name of the source in the tables; the file's or folder's own name if not given.
    zone
        IANA zone of times that state none. Posts: Asia/Shanghai, the zone of the archive finews grew from.
    language
        ISO 639-1 code, if all pages share one language.
    media
        The publisher, for articles that name none.
    identity
        A regular expression whose first group identifies an article within its URL, so that one article at
        two addresses is one. Posts: the 18 digits of an infoCode.
    """
    from flows.server import server
    from tasks.sources.given import given_source

    settings = get_settings()
    source = given_source(path, name=name, zone=zone, language=language, media=media, identity=identity)
    with server(settings) as url:
        from flows.crawl import import_source

        return _run(url, lambda: import_source(source))


def _run(url: str, flow: Any) -> int:
    """Run a flow under a progress line, wait for its records, and say what came of it."""
    from flows.crawl import RunFailed
    from flows.server import settle
    from flows.show import show_summary, watching

    try:
        with watching(err):
            summary = flow()
    except RunFailed as failed:
        err.print(f"finews: every source failed: {failed}", style="red", markup=False)
        return FAILED
    if not settle(url, summary.run_id, summary.tasks):
        err.print("Prefect had not recorded every task run when we stopped waiting", style="yellow")
    show_summary(summary, err)
    return 0


@app.command
def sql(
    query: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    *,
    format: Annotated[Format, Parameter(name=["--format", "-f"])] = "table",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    list_: Annotated[bool, Parameter(name="--list", negative=())] = False,
    show: Annotated[bool, Parameter(name="--show", negative=())] = False,
    set_: Annotated[list[str] | None, Parameter(name=["--set", "-s"])] = None,
) -> int:
    """Ask the warehouse.

    The statement may only read, and only the catalog: no file outside it can be touched. Examples:

        finews sql "SELECT title, published_at FROM articles ORDER BY published_at DESC LIMIT 5"
        finews sql named_security --set symbol=00020 --set mic=XHKG
        echo "FROM captures" | finews sql - --format csv > captures.csv

    Parameters
    ----------
    query
        A statement, the name of a query that comes with finews (see --list), or `-` for standard input.
    format
        How to print the answer.
    output
        Write the answer there instead of to standard output.
    list_
        List the named queries with their descriptions.
    show
        Print the SQL of a named query instead of running it.
    set_
        NAME=VALUE for a parameter `$NAME` of the query; may be repeated.
    """
    from flows import show as out
    from warehouse.query import connect_closed, named_queries, named_query, run

    if list_:
        out.show_queries(named_queries())
        return 0
    text = sys.stdin.read() if query in (None, "-") else str(query)
    if text.strip().isidentifier() and " " not in text.strip():
        text = named_query(text.strip()).sql
    if show:
        print(text.rstrip())
        return 0
    with connect_closed(get_settings().root) as connection:
        out.show_result(run(connection, text, out.parameters(set_ or [])), format, output)
    return 0


@app.command
def extract(
    page: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    url: str | None = None,
    zone: str | None = None,
    private: Annotated[bool, Parameter(negative=())] = False,
    evidence: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Show what one page would become, as one JSON record; nothing is stored.

    Parameters
    ----------
    page
        A file (HTML or a Jekyll post), `-` for standard input, or a URL, which is fetched as politely as in a crawl.
    url
        Where the page is from, for a file.
    zone
        IANA zone of times that state none.
    private
        Allow addresses that are not public.
    evidence
        Show on standard error every time that the page states, which one was chosen, and why.
    """
    from flows.show import article_json, show_evidence, terminal
    from tasks.single import extract_one

    article = extract_one(page, url=url, zone=zone, private=private, settings=get_settings())
    if evidence:
        show_evidence(article, terminal(sys.stderr))
    print(json.dumps(article_json(article), ensure_ascii=False, indent=2))
    return 0


@app.command
def status() -> int:
    """Show for each source its last success, what is new today, failures, and the next run."""
    from flows.show import show_status, terminal

    show_status(get_settings(), terminal())
    return 0


@app.command
def maintain(*, retention_days: float = 7.0) -> int:
    """Compact the tables, delete files that no reader needs any more, and check that all is sound.

    Parameters
    ----------
    retention_days
        How long files outlive the last version that needs them.
    """
    from flows.server import server

    with server(get_settings()):
        from flows.maintain import Unsound
        from flows.maintain import maintain as flow

        try:
            results = flow(retention_days=retention_days)
        except Unsound as unsound:
            err.print(f"finews: {unsound}", style="red", markup=False)
            return FAILED
    err.print(f"{len(results)} checks hold")
    return 0


@app.command
def serve(*, port: int = 4200) -> int:
    """Run everything on this machine: Prefect's server and page, the schedules, and a worker. Ctrl-C stops all.

    Parameters
    ----------
    port
        Where Prefect's page and API listen on 127.0.0.1.
    """
    from flows.serve import serve_all

    return serve_all(get_settings(), port, err)


@sources_app.command(name="list")
def sources_list() -> int:
    """List the sources: name, kinds of entries, zone, whether enabled."""
    from flows.show import show_sources
    from tasks.sources import load_sources

    show_sources(load_sources(get_settings().sources))
    return 0


@sources_app.command(name="check")
def sources_check() -> int:
    """Check every source file; each mistake is one line with the file, the key and what is accepted."""
    from tasks.sources import load_sources

    settings = get_settings()
    found = load_sources(settings.sources)
    err.print(f"{len(found)} source file{'s' * (len(found) != 1)} in {settings.sources}/: no mistake found")
    if not settings.contact and any(source.enabled and not source.private for source in found):
        err.print("FINEWS_CONTACT is not set: public sites are not visited without it", style="yellow")
    return 0


@sources_app.command(name="add")
def sources_add(
    url: str,
    *,
    name: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    private: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Find the feeds and sitemaps of a site and write its source file.

    Parameters
    ----------
    url
        The site's home page, or a feed or sitemap of it.
    name
        Name of the source; made from the host's name if not given.
    zone
        IANA zone of the site, for times that state none.
    language
        ISO 639-1 code, if all pages share one language.
    private
        Allow addresses that are not public.
    """
    from tasks.single import add_source

    path = add_source(url, name=name, zone=zone, language=language, private=private, settings=get_settings())
    err.print(f"wrote {path}; try it with: finews sources test {path.stem}")
    return 0


@sources_app.command(name="test")
def sources_test(name: str, *, pages: int = 3) -> int:
    """Show what a few articles of a source would become; nothing is stored.

    Parameters
    ----------
    name
        Name of the source file, without `.toml`.
    pages
        How many articles to show.
    """
    from flows.show import show_trial
    from tasks.single import try_source

    return show_trial(try_source(name, pages, get_settings()), err)


if __name__ == "__main__":
    main()
