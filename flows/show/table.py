"""Tables for terminals: as wide as the terminal is, every value on one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.console import Output

MAX_CELL = 70  # columns of a terminal that a value may take; a Chinese character takes two
MIN_CELL = 8  # that a value is not squeezed below


def terminal(file: TextIO | None = None) -> Console:
    """Standard output, or a file: as wide as the terminal is, and wide where there is none."""
    console = Output(file=file, highlight=False)
    return console if console.is_terminal else Output(file=file, highlight=False, width=200)


def print_table(console: Console, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print rows under their names: as wide as they are, or as many columns as a terminal has room for."""
    names, cells = list(names), [[cell(value) for value in row] for row in rows]
    if not cells:
        console.print("no rows")
        return
    columns = zip(names, zip(*cells, strict=True), strict=True)
    natural = [min(MAX_CELL, max(cell_len(name), *(one.cell_len for one in column))) for name, column in columns]
    widths = share_out(natural, console.width) if console.is_terminal else natural
    console.width = max(console.width, sum(widths) + len(widths))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, width in zip(names, widths, strict=False):
        table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    for row in cells:
        table.add_row(*row[: len(widths)])
    console.print(table)
    if hidden := names[len(widths) :]:
        console.print(f"{len(widths)} of {len(names)} columns; the terminal has no room for {', '.join(hidden)}")


def share_out(natural: list[int], room: int) -> list[int]:
    """Share out the room of a terminal among as many of the first columns as can have `MIN_CELL`."""
    widths: list[int] = []
    for wanted in natural:
        if widths and sum(widths) + len(widths) + min(wanted, MIN_CELL) > room:
            break
        widths.append(min(wanted, MIN_CELL))
    room -= sum(widths) + len(widths) - 1
    while room > 0 and (narrow := [n for n, width in enumerate(widths) if width < natural[n]]):
        for number in narrow[:room]:
            widths[number] += 1
        room -= len(narrow[:room])
    return widths


def cell(value: Any) -> Text:
    """One value as a text on one line."""
    return Text("" if value is None else str(plain(value)).replace("\n", " "))


def plain(value: Any) -> Any:
    """A value as JSON and terminals can show it; instants in ISO 8601 with their offset."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value
