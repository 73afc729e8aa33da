"""Shows what a page would become, and the evidence for its times and securities."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console

from flows.show.table import print_table

if TYPE_CHECKING:
    from tasks.records import Article, Evidence
    from tasks.single import Trial


def show_trial(trial: Trial, console: Console) -> int:
    """Show what a few pages would become; return the exit status."""
    for note in trial.notes:
        console.print(note, style="yellow", markup=False)
    for url, result in trial.pages:
        console.rule(url, align="left")
        if isinstance(result, Exception):
            console.print(f"reject: {result}", style="red", markup=False)
        else:
            print(json.dumps(article_json(result), ensure_ascii=False, indent=2))
    console.print(f"{trial.found} links found; nothing was stored")
    return 0 if any(not isinstance(result, Exception) for _, result in trial.pages) else 1


def article_json(article: Article) -> dict[str, Any]:
    """An article as plain JSON values."""

    def value(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: value(inner) for key, inner in item.items()}
        if isinstance(item, list | tuple):
            return [value(inner) for inner in item]
        return item.isoformat() if isinstance(item, date) else item

    return {key: value(item) for key, item in asdict(article).items()}


def show_evidence(article: Article, console: Console) -> None:
    """Show the candidates for an article's times in the order of their rank, and what became of each."""
    times = [
        (e.field, e.rule, e.raw, e.value or e.on, e.precision.value, e.zone, _verdict(e, article))
        for e in article.dates
    ]
    print_table(console, ["time of", "stands in", "words", "read as", "precision", "zone", "verdict"], times)
    mentions = [
        (m.symbol, m.mic, m.kind, m.name, m.method, m.confidence, m.session_date, m.session_phase)
        for m in article.mentions
    ]
    names = ["security", "exchange", "kind", "words", "found by", "confidence", "session", "phase"]
    print_table(console, names, mentions)


def _verdict(e: Evidence, article: Article) -> str:
    """Why a candidate was chosen or not, in a few words."""
    if not e.chosen:
        outcome = "disagrees with the chosen one" if e.conflict else "agrees" if e.believed else None
        return "; ".join(filter(None, (outcome, e.note))) or "is evidence only"
    ranked = next(other for other in article.dates if other.field == e.field and other.believed)
    why = "chosen: ranked first" if ranked is e else f"chosen: agrees with {ranked.rule} and is finer"
    note = e.note or ("the zone is the source's" if e.zone_assumed else None)
    return f"{why}; {note}" if note else why
