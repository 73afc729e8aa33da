"""The manual flow: the path of a crawl, started by hand, its captures marked as backfilled."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.crawl import Summary, ingest, side_by_side
from tasks.records import IngestMode
from tasks.settings import get_settings
from tasks.sources import load_sources


@flow(name="backfill", task_runner=side_by_side())
def backfill(
    sources: Annotated[list[str], Field(min_length=1)],
) -> Summary:
    """Visit the named sources now; what they give is never taken for what was known at the time.

    Args:
        sources: Names of source files, without .toml; at least one.
    """
    chosen = load_sources(get_settings().sources, sources)
    return ingest("backfill", chosen, IngestMode.BACKFILL, {"sources": sources})
