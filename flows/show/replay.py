"""How the command line shows replays: what would change, side by side, and what was made current."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.show.table import cell, print_table, terminal
from warehouse.choice import check_sources
from warehouse.compare import Change, Example, changes, compare, examples, totals
from warehouse.replays import Replay
from warehouse.store import Loaded, Store

if TYPE_CHECKING:
    from flows.replay import Replayed

WIDTH = 70  # columns of each side of an example
BEFORE = 12  # characters shown before the first difference


def show_replayed(done: Replayed, console: Console) -> None:
    """Say what a replay came to, and what can be done with it."""
    for source, origin in sorted(done.sites.items()):
        console.print(f"{source}: read with the site's facts of {origin}", markup=False)
    show_changes(done.changes, console)
    for warc, why in done.lost.items():
        console.print(f"{warc} was not extracted again ({why})", style="yellow", markup=False)
    if done.gone:
        console.print(f"{done.gone:,} pages are left out: their WARC files are deleted", style="yellow")
    console.print(_sum(done.counts), markup=False)
    option = "" if done.name == "replay" else f" --name {done.name}"
    console.print(f"look: finews replay diff{option}; then: finews replay promote{option}, or discard{option}")


def show_changes(found: list[Change], console: Console) -> None:
    """A line for each thing that would change in a source."""
    if found:
        rows = [(c.source, c.what, c.pages, c.compared, c.detail) for c in found]
        print_table(console, ["source", "what changes", "pages", "of", ""], rows)


def _sum(counts: dict[str, int]) -> str:
    words = f"{counts['changed']:,} of {counts['compared']:,} pages would change"
    if counts["left"]:
        words += f"; {counts['left']:,} are not extracted yet: run `finews replay` again"
    if counts["damaged"]:
        words += f"; {counts['damaged']:,} cannot be read, as the archive is damaged there, and stay as they are"
    if counts["stale"]:
        words += f"; {counts['stale']:,} have a newer wording by now and stay as they are"
    return words


def show_diff(store: Store, replay: Replay, source: str | None, count: int) -> None:
    """Print the changes and examples of each.

    Raises:
        ReplayError: there is no such replay, or no such source.
    """
    replay.begun()
    console = terminal()
    with store.reader() as connection:
        check_sources(connection, [source] if source else [])
        replay.attach(connection)
        compare(connection)
        found = [change for change in changes(connection) if source in (None, change.source)]
        show_changes(found, console)
        for change in found:
            show_examples(change, examples(connection, change, count), console)
        console.print(_sum(totals(connection, source)))


def show_examples(change: Change, shown: list[Example], console: Console) -> None:
    """Show the pages of one change side by side, each below its address."""
    if not shown:
        return
    console.print()
    console.print(f"{change.source}: {change.what}", style="bold", markup=False)
    width = min(WIDTH, (console.width - 1) // 2)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("before", "after"):
        table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    for example in shown:
        table.add_row(Text(example.url, style="dim"), "")
        table.add_row(*map(cell, side_by_side(example.before, example.after, width)))
    console.print(table)


def side_by_side(before: Any, after: Any, width: int = WIDTH) -> tuple[Any, Any]:
    """Leave out what two values share: members of lists, the beginning of what is too long; show ends of lines."""
    if isinstance(before, list) and isinstance(after, list):
        lists = [v for v in before if v not in after], [v for v in after if v not in before]
        before, after = ("; ".join(map(str, members)) for members in lists)
    if not (isinstance(before, str) and isinstance(after, str)):
        return before, after
    before, after = before.replace("\n", "¶"), after.replace("\n", "¶")
    if max(cell_len(before), cell_len(after)) <= width:
        return before, after
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(0, same - BEFORE)
    lead = "…" if start else ""
    return lead + before[start:], lead + after[start:]


def show_promoted(loaded: Loaded, console: Console) -> None:
    """Say what became current."""
    ended = loaded.rows.get("supersessions", 0)
    console.print(
        f"{loaded.revisions:,} corrected wordings are current (load {loaded.load_id}), {ended:,} superseded"
        if loaded.rows
        else "nothing differs from what is current: nothing was loaded"
    )
