"""Makes the reference of tables, views and queries from their declarations: `python -m warehouse.reference`."""

from __future__ import annotations

from warehouse.catalog import sql_files
from warehouse.tables import TABLES, Table


def reference() -> str:
    """Return the reference as Markdown."""
    parts = [
        "# Tables, views and queries",
        "Made from `warehouse/tables.py` and the SQL files beside it by `make docs`; do not edit.",
        "Query the views below. `raw.<table>` shows each table as it is stored; every view adds `known_at`, "
        "the instant at which the row became visible in this warehouse.",
        "## Views",
        *(f"- `{view.name}`: {view.description}" for view in sql_files("views").values()),
        "Every table is a view of its own name, too.",
        "## Macros",
        *(f"- `{macro.name}`: {macro.description}" for macro in sql_files("macros").values()),
        "## Tables",
        *(describe(table) for table in TABLES.values()),
        "## Named queries",
        *(f"- `{query.name}`: {query.description}" for query in sql_files("queries").values()),
    ]
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Join paragraphs with blank lines, and the items of a list without."""
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        text += ("\n" if before.startswith("- ") and part.startswith("- ") else "\n\n" if text else "") + part
    return text + "\n"


def describe(table: Table) -> str:
    """Describe one table: what a row is, its columns, its key and its layout on disk."""
    layout = f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    if table.partition:
        layout += f" Partitioned by `{table.partition}`."
    rows = [
        f"| `{c.name}` | {c.type} | {c.meaning}{f' ({c.unit})' * bool(c.unit)}{'; may be null' * (not c.required)} |"
        for c in table.columns
    ]
    return "\n".join(
        [
            f"### {table.name}",
            "",
            f"A row is {table.row}. {layout}",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
            *rows,
        ]
    )


if __name__ == "__main__":
    print(reference(), end="")
