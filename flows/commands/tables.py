"""`finews tables`: what there is to query, from the declarations themselves."""

from __future__ import annotations

from collections.abc import Iterable


def tables(name: str | None = None, /) -> int:
    """List the tables, views and macros, or describe one of them with its columns.

    Parameters
    ----------
    name
        A table, view or macro. Default: list all.
    """
    from flows.show.table import terminal
    from warehouse.reference import find, relations

    console = terminal()
    if name is None:
        _show(["name", "kind", "holds"], [(r.call, r.kind, r.first_sentence) for r in relations()])
        return 0
    relation = find(name)
    console.print(f"{relation.call} ({relation.kind})\n{relation.description}\n", markup=False, highlight=False)
    if relation.columns:
        _show(["column", "type", "meaning"], [(c.name, c.type, c.meaning) for c in relation.columns])
    return 0


def _show(names: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    """A table whose last column may take several lines: nothing of a meaning is cut off."""
    from rich.table import Table
    from rich.text import Text

    from flows.show.table import terminal

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, no_wrap=name not in ("meaning", "holds"))
    for row in rows:
        table.add_row(*map(Text, row))
    terminal().print(table)
