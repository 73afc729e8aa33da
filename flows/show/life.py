"""Shows the life of one address on one screen: where it was found, visits, wordings, story, times, securities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.console import plural
from warehouse.explain import Life, Row, verdicts

if TYPE_CHECKING:
    import duckdb

MANY = 12  # rows of one part that are shown
AROUND = 12  # characters that are shown beside what changed within a paragraph


def show_life(life: Life, at: datetime | None, connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """Show each part that has something to say."""
    for line in _head(life):
        console.print(line, markup=False, soft_wrap=True)
    parts: list[tuple[str, Iterable[tuple[Any, ...]]]] = [
        ("found", [(_at(k["found_at"]), k["kind"], k["source"], f"in {k['via']}") for k in life.links]),
        ("visits", [_visit(life, v) for v in life.visits]),
        ("events", [(_at(e["noticed_at"]), e["event"], e["reason"] or "") for e in life.events]),
        ("wordings", list(_wordings(life))),
        ("story", [_telling(life, telling) for telling in life.story]),
        ("times", [_time(d) for d in life.dates]),
        ("mentions", [(_security(m), m["name"] or "", m["method"], m["confidence"]) for m in life.mentions]),
    ]
    if at:
        asked = [
            (v.basis, f"wording {v.revision}", "in" if v.is_in else "out", v.why)
            for v in verdicts(connection, life, at)
        ]
        parts.append((f"as of {_at(at)}", asked or [("not in the answer: no article came of it",)]))
    for name, lines in parts:
        _show(console, name, list(lines))


def _show(console: Console, name: str, lines: list[tuple[Any, ...]]) -> None:
    if not lines:
        return
    console.print(name, style="bold", markup=False)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in max(lines, key=len):
        table.add_column(overflow="fold")
    for line in lines[:MANY]:
        table.add_row(*(_cell(value) for value in line))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    if len(lines) > MANY:
        console.print(f"  and {len(lines) - MANY} more")


def _cell(value: Any) -> Text:
    return Text("" if value is None else str(value))


def _head(life: Life) -> Iterator[str]:
    shown = life.shown
    yield shown["canonical_url"] if shown else (life.visits or life.links)[-1]["url"]
    if shown is None:
        yield "no article came of it"
        return
    yield shown["title"]
    state = "the current one" if shown["current"] else "withdrawn"
    count = len(life.wordings)
    yield f"article {life.article_id} of {shown['source']}: {count} wording{plural(count)}, number " + (
        f"{shown['revision']} is {state}"
    )


def _visit(life: Life, visit: Row) -> tuple[Any, ...]:
    outcome = f"{visit['outcome']} {visit['status'] or ''}".rstrip()
    numbers = [str(w["revision"]) for w in life.wordings if w["capture_id"] == visit["capture_id"]]
    if visit["reason"]:
        came = f"{visit['reason']}: {visit['detail']}"
    elif numbers:
        came = f"wording {', '.join(numbers)}"
    else:
        came = "the words of before" if visit["outcome"] == "fetched" else ""
    return _at(visit["captured_at"]), visit["ingest_mode"], outcome, came, visit["url"]


def _wordings(life: Life) -> Iterator[tuple[Any, ...]]:
    """Yield a line for each wording, and below it what it changed."""
    changes = {change["to_revision"]: change for change in life.changes}
    for w in life.wordings:
        yield w["revision"], f"seen {_at(w['seen_at'])}", f"known {_at(w['known_at'])}", w["reason"], w["title"]
        if change := changes.get(w["revision"]):
            yield "", "changed " + ", ".join(change["fields"]), f"{change['similarity']:.1%} alike", "", _diff(change)


def _diff(change: Row) -> str:
    """Show changed paragraphs, of a pair of them only what differs and a little around it."""
    lines = []
    if change["from_title"] != change["to_title"]:
        lines += [f"- {change['from_title']}", f"+ {change['to_title']}"]
    for old, new in zip(change["removed"], change["added"], strict=False):
        lines += list(differences(old, new))
    paired = min(len(change["removed"]), len(change["added"]))
    lines += [f"- {p}" for p in change["removed"][paired:]] + [f"+ {p}" for p in change["added"][paired:]]
    return "\n".join(lines[:MANY])


def differences(old: str, new: str) -> Iterator[str]:
    """Yield what differs between two texts, each time with a little around it."""
    for change in Levenshtein.opcodes(old, new):  # difflib takes minutes for a paragraph of 50,000 characters
        if change.tag != "equal":
            i, j, added = change.src_start, change.src_end, new[change.dest_start : change.dest_end]
            yield f"…{old[max(0, i - AROUND) : i]}[-{old[i:j]}-][+{added}+]{old[j : j + AROUND]}…"


def _telling(life: Life, telling: Row) -> tuple[Any, ...]:
    """Show one telling of the story, in the order of publication."""
    own = "this one" if telling["article_id"] == life.article_id else telling["url"]
    when = _at(telling["published_at"] or telling["first_seen_at"])
    return telling["position"], when, telling["media"], telling["how"], own, telling["title"]


def _time(d: Row) -> tuple[Any, ...]:
    verdict = "chosen" if d["chosen"] else "disagrees" if d["conflict"] else "agrees"
    verdict = f"{verdict}; {d['note']}" if d["note"] and d["chosen"] else d["note"] or verdict
    assumed = " (assumed)" if d["zone_assumed"] else ""
    read = _at(d["value"]) if d["value"] else d["on_day"]
    return d["field"], d["rule"], d["raw"], read, d["precision"], f"{d['zone'] or ''}{assumed}", verdict


def _security(m: Row) -> str:
    return f"{m['symbol']} {m['mic'] or ''}".strip()


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
