"""How the command line shows what `finews maintain` would do."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console

from flows.show.table import print_table
from warehouse.retention import Old


def show_plan(
    counts: tuple[int, int], keep: dict[str, int], old: list[Old], even_if_referenced: bool, console: Console
) -> None:
    """A line a source for the WARC files, and one for the tables: how many files they have, and how many will go."""
    by_source: dict[str, list[Old]] = defaultdict(list)
    for file in old:
        by_source[file.source].append(file)
    rows = []
    for source, days in sorted(keep.items()):
        files = by_source[source]
        leave = [file for file in files if even_if_referenced or not file.held]
        held = [file for file in files if file.held]
        rows.append(
            (source, f"{days}d", len(files), len(held), len(leave), f"{sum(f.bytes for f in leave) / 1e6:,.1f}")
        )
    if rows:
        print_table(console, ["source", "keep", "WARC files older", "pointed to", "to be removed", "MB"], rows)
        for file in [file for file in old if file.held][:3]:
            verb = "would be removed although" if even_if_referenced else "stays:"
            console.print(f"  {file.warc} {verb} {file.held} points to it", markup=False)
    else:
        console.print('no source says how long its WARC files are kept (keep = "90d"): all stay')
    count, deleted = counts
    console.print(f"tables: {count:,} files, merged where they are small; {deleted:,} that no reader needs are deleted")
