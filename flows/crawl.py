"""The flow behind `finews crawl`: look at every source, work on what is due, load it as it comes."""

from collections.abc import Iterator
from typing import Annotated

from prefect import flow
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from pydantic import Field

from flows.ingest import finished, ingest, result_of, side_by_side
from flows.summary import Summary
from tasks.batch import Staged
from tasks.plan import Plan
from tasks.records import IngestMode
from tasks.run import Run
from tasks.settings import get_settings
from tasks.sources import Source, choose_sources
from tasks.steps import look, work


@flow(
    name="crawl",
    flow_run_name=lambda: "crawl " + (", ".join(flow_run.parameters["sources"]) or "all sources"),
    task_runner=side_by_side(),
    log_prints=False,
)
def crawl(
    sources: Annotated[list[str], Field(default_factory=list)],
) -> Summary:
    """Visit what is new at the sources and load it into the warehouse.

    Args:
        sources: Names of source files, without .toml; empty means all that are enabled.
    """
    chosen, broken = choose_sources(get_settings().sources, sources)
    return ingest("crawl", chosen, IngestMode.LIVE, {"sources": sources}, visited, broken=broken)


def visited(sources: list[Source], run: Run, summary: Summary) -> Iterator[str]:
    """Run looks and batches side by side; yield the folder of each as it is ready to load."""
    batches: dict[PrefectFuture[Staged], str] = {}
    looks = {look.submit(source, run.id, run.mode.value): source for source in sources}
    summary.tasks += len(looks)
    for future in as_completed(list(looks)):
        source = looks[future]
        plan = result_of(future, source.name, summary.errors)
        summary.plans[source.name] = plan or Plan(source.name)
        if plan is None:
            continue
        if plan.error:
            summary.errors[source.name] = plan.error
        yield plan.folder
        batches |= {work.submit(batch, source, run.id, run.mode.value): batch.id for batch in plan.batches}
        summary.tasks += len(plan.batches)
    yield from finished(batches, summary)
