"""`finews explain`: the life of one address on one screen, and why it is or is not in an answer as of a moment."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tasks.settings import get_settings

if TYPE_CHECKING:
    import duckdb
    from rich.console import Console

    from warehouse.explain import Life, Row

MANY = 12  # rows of one part that are shown
AROUND = 12  # characters that are shown beside what changed within a paragraph


def explain(url: str, *, at: str | None = None) -> int:
    """Tell the life of one address: where it was found, each visit, each wording, its times, and what is known when.

    Parameters
    ----------
    url
        The address as you have it, also with tracking parameters; or an article's id.
    at
        A moment with its zone, such as 2026-03-05T09:30:00+08:00, or a snapshot, for the moment of its last load: say
        why the article is or is not in an answer as of then.
    """
    from flows.show import terminal
    from warehouse.explain import explain as ask
    from warehouse.explain import nearest
    from warehouse.query import QueryError, connect
    from warehouse.snapshots import moment

    asked = moment(get_settings().root, at) if at else None
    addresses, url_ids = spellings(url)
    with connect(get_settings().root) as connection:
        life = ask(connection, addresses, url_ids)
        if life is None:
            near = nearest(connection, url)
            hint = f"; the nearest known: {' '.join(near)}" if near else ""
            raise QueryError(f"{url}: not known here: no source has named it{hint}")
        show_life(life, asked, connection, terminal())
    return 0


def spellings(typed: str) -> tuple[list[str], list[str]]:
    """Return the addresses that a typed one may stand for, and their ids: without trackers, with either scheme."""
    from tasks.normalize.urls import clean
    from tasks.records import url_id

    typed = typed.strip().strip("<>")
    found = [typed] if "://" in typed or "/" not in typed else [typed, f"https://{typed}"]
    for address in list(found):
        for other in (clean(address), clean(address).rstrip("/"), f"{clean(address).rstrip('/')}/"):
            scheme, separator, rest = other.partition("://")
            found += (
                [f"{s}://{rest}" for s in ("https", "http")] if separator and scheme.startswith("http") else [other]
            )
    addresses = list(dict.fromkeys(found))
    return addresses, [url_id(address) for address in addresses]


def show_life(life: Life, at: datetime | None, connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """Show each part that has something to say."""
    from warehouse.explain import verdicts

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
    from rich.padding import Padding
    from rich.table import Table

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


def _cell(value: Any) -> Any:
    from rich.text import Text

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
    yield f"article {life.article_id} of {shown['source']}: {count} wording{'s' * (count != 1)}, number " + (
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
        lines += list(_differences(old, new))
    paired = min(len(change["removed"]), len(change["added"]))
    lines += [f"- {p}" for p in change["removed"][paired:]] + [f"+ {p}" for p in change["added"][paired:]]
    return "\n".join(lines[:MANY])


def _differences(old: str, new: str) -> Iterator[str]:
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            start, end = max(0, i - AROUND), AROUND
            yield f"…{old[start:i]}[-{old[i:j]}-][+{new[k:m]}+]{old[j : j + end]}…"


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
