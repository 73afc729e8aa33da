"""The `finews` command: progress on stderr, data on stdout, one clear line for every mistake.

Exit status: 0 done; 1 the work failed (every source failed, a check did not hold, a page gave no article);
2 the command, a file or a query is wrong; 130 interrupted, 143 terminated. Heavy libraries are imported by the command
that needs them, so that `finews sql` answers at once.
"""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable

from cyclopts import App, Parameter

from flows.commands import (
    backfill,
    coverage,
    crawl,
    explain,
    export,
    extract,
    operate,
    replay,
    search,
    snapshot,
    sources,
    sql,
    tables,
)
from flows.console import INTERRUPTED, TERMINATED, WRONG, Output, check_arguments, err
from flows.interrupts import Terminated, repeating_interrupts
from tasks.settings import VERSION

COMMANDS: dict[str, Callable[..., object]] = {
    "crawl": crawl.crawl,
    "import": crawl.import_,
    "backfill": backfill.backfill,
    "coverage": coverage.coverage,
    "sql": sql.sql,
    "search": search.search,
    "explain": explain.explain,
    "tables": tables.tables,
    "export": export.export,
    "extract": extract.extract,
    "status": operate.status,
    "maintain": operate.maintain,
    "serve": operate.serve,
}
SOURCES_COMMANDS: dict[str, Callable[..., object]] = {
    "list": sources.sources_list,
    "check": sources.sources_check,
    "add": sources.sources_add,
    "test": sources.sources_test,
}

KEPT = {"crawl": "fetched", "import": "read", "backfill": "fetched", "replay": "extracted"}
"""What of an interrupted command is not lost: what was …"""

app = App(
    name="finews",
    help="""A point-in-time news warehouse: crawl news sources, archive every response, query the articles with SQL.

A first session:

    finews sources add https://news.example.org --zone Europe/London
    finews sources test news-example-org
    finews crawl
    finews sql latest
""",
    help_epilogue="Exit status: 0 done, 1 the work failed, 2 wrong input, 130 interrupted, 143 terminated. "
    "Settings are FINEWS_* environment variables; README.md lists them.",
    help_format="markdown",
    default_parameter=Parameter(negative=(), show_default=lambda value: value if value is not False else None),
    suppress_keyboard_interrupt=False,
    version=f"finews {VERSION}",
    console=Output(),
)
sources_app = App(name="sources", help="Manage source files: list, check, add, or try one out.")


def _usage(program: str, command: Callable[..., object]) -> str:
    """How a command is called, its arguments by their names: cyclopts calls all that may be left out ARGS."""
    words = []
    parameters = inspect.signature(command).parameters.values()
    if any(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters):
        words.append("[OPTIONS]")
    for parameter in parameters:
        name = parameter.name.upper()
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            words.append(f"[{name}...]")
        elif parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            words.append(name if parameter.default is inspect.Parameter.empty else f"[{name}]")
    return " ".join(["Usage:", program, *words])


for group, commands in ((app, COMMANDS), (sources_app, SOURCES_COMMANDS)):
    program = "finews" if group is app else "finews sources"
    for name, command in commands.items():
        group.command(command, name=name, usage=_usage(f"{program} {name}", command))
app.command(sources_app)
app.command(snapshot.app)
app.command(replay.app)


def main() -> None:
    """Run the command line and exit with its status."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a locale without 新 or ■: as \\u65b0, as Python does on stderr
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with repeating_interrupts():
            check_arguments(sys.argv[1:])
            status = app(exit_on_error=False, print_error=False)
    except KeyboardInterrupt as interrupt:
        kept = KEPT.get(" ".join(sys.argv[1:2]))
        said = f"; what was {kept} is kept, and the next run goes on from there" if kept else ""
        err.print(f"interrupted{said}")
        sys.exit(TERMINATED if isinstance(interrupt, Terminated) else INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        from flows.errors import line, mistakes

        if not isinstance(error, mistakes()):
            raise
        err.print(f"finews: {line(error)}", style="red", markup=False)
        sys.exit(getattr(error, "status", WRONG))
    sys.exit(status if isinstance(status, int) else 0)
