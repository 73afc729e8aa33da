"""The flow behind `finews backfill`: the days that are missing of some sources, oldest first, a task group a day.

It keeps no record of its own progress: what is left to do is asked from the tables, so a run that was killed is
begun anew and goes on with what is left.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from pydantic import Field

from flows.coverage import publish_coverage, publish_outlines
from flows.ingest import folder_of, ingest, result_of, side_by_side
from flows.summary import Summary
from tasks import space
from tasks.backfill.look import Sought
from tasks.backfill.outline import IfExists, Outline, outline
from tasks.backfill.span import Span, check_span, stretches, today_at
from tasks.batch import Staged
from tasks.plan import Plan
from tasks.records import IngestMode
from tasks.run import Run
from tasks.settings import get_settings
from tasks.sources import Source, load_sources
from tasks.steps import look_back, work
from tasks.todo import Batch


def _name() -> str:
    given = flow_run.parameters
    return f"backfill {', '.join(given['sources'])} {given['from_day']} to {given['to_day']}"


@flow(name="backfill", flow_run_name=_name, task_runner=side_by_side())
def backfill(
    sources: Annotated[list[str], Field(min_length=1)],
    from_day: date,
    to_day: date,
    if_exists: Literal["skip", "check", "replace", "fail"] = "skip",
    plan_only: bool = False,
) -> Summary:
    """Fill days of the past that are missing, partial or failed, oldest first; complete ones are left alone.

    Args:
        sources: Names of source files, without .toml; at least one.
        from_day: First calendar day, as it is called at the source.
        to_day: Last calendar day, included.
        if_exists: skip complete days, check their lists again, replace every page, or fail if there is anything.
        plan_only: Say what would be done, and do nothing.
    """
    settings, now = get_settings(), datetime.now(UTC)
    span = Span(from_day, to_day)
    chosen = load_sources(settings.sources, sources)
    check_span(span, chosen, now)
    outlines = [outline(source, span, IfExists(if_exists), settings, now) for source in chosen]
    publish_outlines(outlines)
    if plan_only:
        return Summary(str(flow_run.id), "backfill", now)
    parameters: dict[str, object] = {
        "sources": sources, "from": str(from_day), "to": str(to_day), "if_exists": if_exists
    }  # fmt: skip
    filling = Filling(outlines, if_exists)
    summary = ingest("backfill", chosen, IngestMode.BACKFILL, parameters, filling.visit, filling.needed)
    publish_coverage(chosen, span)
    return summary


class Filling:
    """Works through the days of all sources, and shows how far it is."""

    def __init__(self, outlines: list[Outline], if_exists: str) -> None:
        self.outlines = {made.source: made for made in outlines}
        self.if_exists = if_exists
        self.total = sum(len(made.todo) for made in outlines)
        self.done = 0
        self.looks = 0
        self.found: set[str] = set()  # sources of which some day could be looked for
        self.shown = create_progress_artifact(0.0, key="progress", description=f"0 of {self.total} days")

    def visit(self, sources: list[Source], run: Run, summary: Summary) -> Iterator[str]:
        """Look at stretch after stretch and work on its days; yield folders to load."""
        for month, parts in self._stretches(sources, run).items():
            space.ensure(run.settings)  # rather than in the middle of a record
            batches: list[tuple[Batch, str, Source]] = []
            for source, sought in self._look(parts, run, summary):
                yield from sought.folders
                batches += [(batch, mode, source) for batch, mode in sought.batches]
            batches.sort(key=lambda given: given[0].day or month)
            yield from self._work(batches, run, summary)
            self._progress(sum(len(days) for _, days in parts))

    def _stretches(self, sources: list[Source], run: Run) -> dict[date, list[tuple[Source, tuple[date, ...]]]]:
        """Return what to look for together, by its month, oldest first."""
        found: dict[date, list[tuple[Source, tuple[date, ...]]]] = {}
        for source in sources:
            days = [work.day.day for work in self.outlines[source.name].todo]
            for part in stretches(days, today_at(source, run.clock())):
                found.setdefault(part[0].replace(day=1), []).append((source, part))
        return dict(sorted(found.items()))

    def _look(
        self, parts: list[tuple[Source, tuple[date, ...]]], run: Run, summary: Summary
    ) -> Iterator[tuple[Source, Sought]]:
        """Look for the days of all sources side by side."""
        looks = []
        for source, days in parts:
            self.looks += 1
            future = look_back.submit(source, list(days), self.if_exists, run.id, self.looks)
            looks.append((source, f"look {source.name} from {days[0]}", future))
        summary.tasks += len(looks)
        for source, name, future in looks:
            sought = result_of(future, name, summary.lost)
            self._note(source.name, sought.error if sought else summary.lost[name], summary)
            before = summary.plans.get(source.name, Plan(source.name))
            summary.plans[source.name] = _sum(before, sought.plans if sought else ())
            if sought:
                yield source, sought

    def _note(self, name: str, error: str | None, summary: Summary) -> None:
        """Count a source as failed as long as no look at it found a way."""
        if error is None:
            self.found.add(name)
            summary.errors.pop(name, None)
        elif name not in self.found:
            summary.errors[name] = error

    def _work(self, batches: list[tuple[Batch, str, Source]], run: Run, summary: Summary) -> Iterator[str]:
        """Work on batches in their order, a few at a time; the days of one host are so never far apart."""
        waiting: deque[tuple[PrefectFuture[Staged], str]] = deque()
        for batch, mode, source in batches:
            tagged = work.with_options(tags=[f"day {batch.day}", f"source {source.name}"]) if batch.day else work
            waiting.append((tagged.submit(batch, source, run.id, mode), batch.id))
            summary.tasks += 1
            if len(waiting) > run.settings.batches:
                yield from folder_of(*waiting.popleft(), summary)
                space.ensure(run.settings)
        for future, batch_id in waiting:
            yield from folder_of(future, batch_id, summary)

    def needed(self) -> int:
        """Return how many bytes the days that are left will take."""
        left = 1 - self.done / max(self.total, 1)
        return round(left * sum(made.bytes + made.file_bytes for made in self.outlines.values()))

    def _progress(self, days: int) -> None:
        self.done += days
        text = f"{self.done} of {self.total} days"
        if isinstance(self.shown, UUID):
            update_progress_artifact(self.shown, 100.0 * self.done / max(self.total, 1), description=text)


def _sum(before: Plan, looks: Sequence[Plan]) -> Plan:
    """Add the looks of a stretch to what was found of a source before."""
    plans = [before, *looks]
    return Plan(
        before.source,
        found=sum(plan.found for plan in plans), new=sum(plan.new for plan in plans),
        due=sum(plan.due for plan in plans), rejects=sum(plan.rejects for plan in plans),
        reasons=sum((Counter(plan.reasons) for plan in plans), Counter()),
        examples=tuple(line for plan in plans for line in plan.examples)[:5],
    )  # fmt: skip
