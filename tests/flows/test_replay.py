"""`finews replay` over the crawled newsroom: a changed rule shows as just that change, and can be taken or left."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.console import Output
from flows.show.replay import show_examples, side_by_side
from tasks.replay import rules
from tests.conftest import PROJECT
from tests.flows.conftest import Home
from warehouse.compare import Change, Example

RULE = "find_category(extraction, markup, hints, own) or find_section(markup, page, place, title, url)"


def change_a_rule(home: Home) -> None:
    """Give a home code of its own, in which the rule for categories is another."""
    for package in ("flows", "tasks", "warehouse"):
        shutil.copytree(PROJECT / package, home.root / package, ignore=shutil.ignore_patterns("__pycache__"))
    rules = home.root / "tasks" / "normalize" / "__init__.py"
    text = rules.read_text(encoding="utf-8")
    assert text.count(RULE) == 1, "this test changes that line of tasks/normalize/__init__.py"
    rules.write_text(text.replace(RULE, f'(stated := {RULE}) and f"Section {{stated}}"'), encoding="utf-8")


def published(home: Home) -> list[tuple]:
    """What people see, and what it said when."""
    return home.rows("""SELECT article_id, title, text, category, published_at, seen_at FROM articles ORDER BY ALL""")


def as_of(home: Home, moment: str) -> list[tuple]:
    """What the warehouse knew at a moment."""
    return home.rows(f"""
        SELECT article_id, revision, category FROM revisions r WHERE known_at <= TIMESTAMPTZ '{moment}' AND NOT EXISTS (
            SELECT 1 FROM supersessions s
            WHERE s.revision_id = r.revision_id AND s.known_at <= TIMESTAMPTZ '{moment}') ORDER BY ALL""")


def test_a_changed_rule_is_all_that_the_diff_shows_and_promoting_it_changes_no_past(loaded: Home) -> None:
    before, moment = published(loaded), str(loaded.one("SELECT max(known_at) FROM loads"))
    known = as_of(loaded, moment)
    said = sum(category is not None for *_, category, _, _ in before)
    change_a_rule(loaded)
    done = loaded.finews("replay")
    assert f"{said} of " in done.stderr and "pages would change" in done.stderr
    assert published(loaded) == before, "a replay publishes nothing"

    shown = loaded.finews("replay", "diff", "--examples", "1").stdout
    assert [line.split()[:3] for line in shown.splitlines() if line.startswith("newsroom ")] == [
        ["newsroom", "category", str(said)]
    ]
    assert "Section " in shown
    refused = loaded.finews("replay", "diff", "--source", "newsroon", status=2)
    assert "did you mean 'newsroom'?" in refused.stderr and refused.stdout == ""

    loaded.finews("replay", "promote")
    after = published(loaded)
    assert [(*row[:3], row[4:]) for row in after] == [(*row[:3], row[4:]) for row in before]
    assert {row[3] for row in after if row[3]} == {f"Section {row[3]}" for row in before if row[3]}
    assert loaded.rows("SELECT reason, count(*) FROM revisions GROUP BY ALL HAVING reason = 'replay'") == [
        ("replay", said)
    ]
    assert as_of(loaded, moment) == known
    assert not (loaded.data / "replays" / "replay").exists()
    loaded.finews("maintain")


@pytest.mark.parametrize("name", ["page.py", "jekyll.py", "extract/text.py", "normalize/given_names.txt"])
def test_rules_are_others_where_anything_changes_that_decides_about_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("tasks.replay.TASKS", Path(shutil.copytree(PROJECT / "tasks", tmp_path / "tasks")))
    before = rules()
    assert rules() == before
    (tmp_path / "tasks" / name).write_bytes((tmp_path / "tasks" / name).read_bytes() + b"\n")
    assert rules() != before


def test_a_replay_that_is_killed_goes_on_where_it_was(loaded: Home) -> None:
    command = [sys.executable, "-m", "flows", "replay", "--name", "again"]
    child = subprocess.Popen(command, cwd=loaded.root, env=os.environ | loaded.env, stderr=subprocess.DEVNULL)
    folder = loaded.data / "replays" / "again"
    while child.poll() is None and not (folder / "plan.json").exists():
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert (folder / "plan.json").exists()
    refused = loaded.finews("replay", "promote", "--name", "again", status=2 if unfinished(folder) else 0)
    assert not unfinished(folder) or "not finished" in refused.stderr
    done = loaded.finews("replay", "--name", "again")
    assert "0 of 28 pages would change" in done.stderr
    assert "sources/newsroom.toml" in done.stderr, "says whose facts of the site were used"
    loaded.finews("replay", "discard", "--name", "again")
    assert not folder.exists()


def unfinished(folder: Path) -> bool:
    return not any(not path.name.endswith(".new") for path in (folder / "batches").iterdir())


def test_mistakes_are_told_in_one_line(loaded: Home) -> None:
    for arguments, words in (
        (("--from", "2026-02-01", "--to", "2026-01-01"), "--to 2026-01-01 is before"),
        (("--since-version", "newest"), "`current`"),
        (("--since-version", ""), "`current`"),
        (("--since-version", "Trafilatura 99"), "'Trafilatura' has extracted no article"),
        (("--name", "../x"), "name"),
        (("--source", "newsroon"), "no source 'newsroon' in the warehouse (did you mean 'newsroom'?)"),
        (("--source", "newsroom", "--source", "nobody"), "no source 'nobody' in the warehouse; there are: newsroom"),
        (("--source", "newsroom", "--from", "1999-01-01", "--to", "1999-01-02"), "nothing to extract again"),
        (("diff", "--examples", "-1"), "--examples"),
        (("diff",), "no replay"),
        (("promote",), "no replay"),
        (("discard",), "no replay"),
    ):
        done = loaded.finews("replay", *arguments, status=2)
        (line,) = [line for line in done.stderr.splitlines() if line.startswith("finews:")]
        assert words in line


def test_an_example_shows_its_address_letter_by_letter() -> None:
    shown, address = io.StringIO(), "http://e.org/?of[/b]=[red]"
    example = Example("e", "title", address, "[bold]Old", "New\x1b[2J")
    show_examples(Change("e", "title", 1, 1), [example], Output(file=shown, width=200))
    lines = [line.split() for line in shown.getvalue().splitlines()]
    assert lines[-2:] == [[address], ["[bold]Old", "New[2J"]]


@pytest.mark.parametrize(
    ("before", "after", "width", "shown"),
    [
        ("one", "two", 70, ("one", "two")),
        ("港" * 40 + "一", "港" * 40 + "二", 70, ("…" + "港" * 12 + "一", "…" + "港" * 12 + "二")),
        (["a", "b" * 30 + "1"], ["b" * 30 + "2", "a"], 20, ("…" + "b" * 12 + "1", "…" + "b" * 12 + "2")),
        ("one\ntwo", "one two", 70, ("one¶two", "one two")),
        (None, "two", 70, (None, "two")),
    ],
)
def test_what_differs_is_in_sight(before: object, after: object, width: int, shown: tuple) -> None:
    assert side_by_side(before, after, width) == shown


def test_a_narrow_terminal_shows_what_differs() -> None:
    shown, same = io.StringIO(), "a headline of sixty letters, which differ only at the end: "
    console = Output(file=shown, width=60, force_terminal=True, color_system=None)
    show_examples(Change("e", "title", 1, 1), [Example("e", "title", "http://e.org/", f"{same}1", f"{same}2")], console)
    assert shown.getvalue().splitlines()[-1].split() == ["…at", "the", "end:", "1", "…at", "the", "end:", "2"]
