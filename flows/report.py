"""What a run leaves in Prefect: a table per source, the rejects with their reasons, a link to what was written."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.console import plural
from flows.summary import Summary
from tasks.batch import Staged
from tasks.plan import Plan
from tasks.settings import get_settings


def source_rows(summary: Summary) -> list[dict[str, Any]]:
    """One row a source: what was found, what was new, what became of it."""
    done: dict[str, Counter[str]] = defaultdict(Counter)
    for staged in summary.staged:
        done[staged.source].update(
            articles=staged.articles, unchanged=staged.unchanged, rejects=staged.rejects, left=staged.left
        )
    return [
        {
            "source": name,
            "found": plan.found,
            "new": plan.new,
            "due": plan.due,
            "articles": done[name]["articles"],
            "unchanged": done[name]["unchanged"],
            "rejects": done[name]["rejects"] + plan.rejects,
            "status": summary.errors.get(name) or _status(done[name]["left"]),
        }
        for name, plan in sorted(summary.plans.items())
    ]


def _status(left: int) -> str:
    return f"ok, {left} left for the next run: the host wants time" if left else "ok"


def reject_rows(summary: Summary) -> list[dict[str, Any]]:
    """One row a source and reason, with one of the first that had it."""
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    parts: list[Plan | Staged] = [*summary.plans.values(), *summary.staged]
    for part in parts:
        counts.update({(part.source, str(reason)): count for reason, count in part.reasons.items()})
        for reason in part.reasons:
            named = (line for line in part.examples if f": {reason}" in line)
            examples.setdefault((part.source, str(reason)), next(named, ""))
    return [
        {"source": source, "reason": reason, "count": count, "for example": examples[source, reason]}
        for (source, reason), count in counts.most_common()
    ]


def publish_report(summary: Summary) -> None:
    """Attach the artifacts to the flow run. Links show their paths: a browser opens no file from Prefect's page."""
    catalog = get_settings().root / "finews.duckdb"
    wordings = f"{summary.revisions} new wording{plural(summary.revisions)}"
    create_table_artifact(source_rows(summary), key="sources", description=f"{summary.flow} {summary.run_id}")
    create_table_artifact(reject_rows(summary), key="rejects", description="what could not become an article, and why")
    create_link_artifact(
        catalog.as_uri(),
        link_text=f"{catalog}: {wordings} in {summary.loads} load{plural(summary.loads)}",
        key="warehouse",
        description=f"Query it: finews sql, or duckdb {catalog.name}",
    )
