"""`finews export`: an answer as a file that is the same byte for byte when done again, with a manifest to cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from flows.console import FAILED, err, standard_input
from tasks.settings import VERSION, get_settings

if TYPE_CHECKING:
    import duckdb

    from warehouse.export import State

Format = Literal["parquet", "csv", "jsonl", "warc"]

PAGES = """
    SELECT DISTINCT c.captured_at, c.capture_id, c.warc, c.warc_offset
    FROM captures c JOIN ({query}) USING (capture_id)
    WHERE c.warc IS NOT NULL ORDER BY c.captured_at, c.capture_id
"""


def export(
    out: Path,
    /,
    *,
    at: str | None = None,
    where: str | None = None,
    query: str | None = None,
    columns: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    format: Annotated[Format | None, Parameter(name=["--format", "-f"])] = None,
) -> int:
    """Export articles, or the answer to a query, to a file with a manifest.

    Examples:

        finews export 2026Q4.parquet --at 2026Q4 --where "source = 'newsroom' AND published_on >= DATE '2026-10-01'"
        finews export titles.csv --columns article_id published_at title
        finews export pages.warc.gz --at 2026Q4 --where "title LIKE '%chip%'"

    The same export of the same snapshot gives the same bytes. OUT.manifest.json has the rows, hash, columns, query and
    version of the file, and a line to cite it by.

    Parameters
    ----------
    out
        The file to write; an existing one is replaced.
    at
        A snapshot, or a moment with its zone (2026-03-05T09:30+08:00): read all tables as they were then. Default: now.
    where
        SQL condition on `articles`. Default: all articles.
    query
        A whole SQL statement instead of --where and --columns, or `-` to read it from standard input. Its rows are
        sorted by all columns.
    columns
        Columns of `articles`, separated by spaces. Default: all.
    format
        parquet, csv, jsonl (one JSON object per line), or warc (the archived pages behind the articles). Default: by
        the ending of OUT.
    """
    from warehouse.export import State, target, unrepeatable, where_query, whole_query
    from warehouse.query import QueryError, cancelling, connect_closed

    if query is not None and (where is not None or columns):
        raise QueryError("--query is a whole statement: put the condition and the columns into it")
    kind, out = format or _format(out), target(out)
    text = standard_input() if query == "-" else query
    with cancelling(), connect_closed(get_settings().root, at=at, threads=1) as connection:
        asked = whole_query(connection, text) if text is not None else where_query(connection, where, columns or [])
        state = State.of(connection, get_settings().root, at)
        if why := unrepeatable(connection, asked):
            err.print(f"finews: the file may be another when it is exported again: {why}", style="yellow", markup=False)
        return (_pages if kind == "warc" else _rows)(connection, asked, kind, out, state)


def _format(out: Path) -> str:
    """The format that a file's name ends with."""
    from warehouse.query import QueryError

    name = out.name.lower()
    ending = name.removesuffix(".gz").rpartition(".")[2]
    ending = {"json": "jsonl", "ndjson": "jsonl"}.get(ending, ending)
    if ending not in ("parquet", "csv", "jsonl", "warc") or (name.endswith(".gz") and ending != "warc"):
        raise QueryError(f"{out}: say which --format it is to have: parquet, csv, jsonl or warc")
    return ending


def _rows(connection: duckdb.DuckDBPyConnection, query: str, kind: str, out: Path, state: State) -> int:
    from warehouse.export import finish, fresh
    from warehouse.formats import write

    with fresh(out) as new:
        with new.open("wb") as file:
            rows, columns = write(connection, query, kind, file)
        manifest = finish(new, out, kind, query, state, rows, columns, VERSION)
    err.print(manifest.citation, markup=False)
    return 0


def _pages(connection: duckdb.DuckDBPyConnection, query: str, kind: str, out: Path, state: State) -> int:
    """Copy the archived pages behind a query's rows, which must name their captures."""
    from datetime import datetime

    from tasks.fetch.excerpt import Place, write_excerpt
    from warehouse.export import finish, fresh
    from warehouse.query import QueryError, run

    if "capture_id" not in run(connection, f"SELECT * FROM (\n{query}\n) LIMIT 0").columns:
        raise QueryError("the pages of an answer are found by its column capture_id: add it to the query or --columns")
    captures = run(connection, PAGES.format(query=f"\n{query}\n")).fetchall()
    places = [Place(capture_id, warc, offset) for _, capture_id, warc, offset in captures]
    info = {"software": f"finews/{VERSION}", "description": f"{state.words}: {' '.join(query.split())}"}
    with fresh(out) as new:
        at = datetime.fromisoformat(state.known_at)
        missing = write_excerpt(get_settings().archive, places, new, info, at)
        manifest = finish(new, out, kind, query, state, len(places) - len(missing), [], VERSION, missing)
    err.print(manifest.citation, markup=False)
    if missing:
        gone = f"{len(missing)} of {len(places)} pages are not in the archive any more"
        err.print(f"finews: {gone}; the manifest names them", style="red", markup=False)
        return FAILED
    return 0
