"""The list of links that waits on disk to be fetched says all that was known of each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tasks.records import Copy, Hints, Known, Link
from tasks.todo import Due, read_todo, write_todo

AT = datetime(2026, 1, 5, 9, 30, 0, 250, tzinfo=UTC)


def test_links_are_read_as_they_were_written(tmp_path: Path) -> None:
    hints = Hints(title="港口\u2028董事会", authors=("A", "B"), tags=("x",), published="2026-01-05")
    copy = Copy("http://archive.example/1", AT)
    items: list[Due] = [
        (Link("http://harbour.example/1", "harbour", AT, "feed", "http://harbour.example/feed", hints), None),
        (Link("http://harbour.example/2", "harbour", AT, "urls", "", copy=copy), Known("ab", "etag", None, "c1", AT)),
        (Link("http://harbour.example/3", "harbour", AT, "urls", ""), Known("ab")),
    ]
    write_todo(tmp_path / "todo.jsonl", items)
    assert list(read_todo(tmp_path / "todo.jsonl")) == items
