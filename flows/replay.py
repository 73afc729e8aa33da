"""The flow behind `finews replay`: extract and normalize again from the archive, into a folder beside the tables."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.futures import as_completed
from pydantic import Field

from flows.ingest import result_of, side_by_side, stopping
from tasks.progress import progress
from tasks.replay import extractors, rules
from tasks.settings import Settings, get_settings
from tasks.sources import Source, configured_sources
from tasks.steps import pool, replay_part, store
from warehouse.choice import Choice, version_since
from warehouse.compare import Change, changes, compare, totals
from warehouse.replays import Replay


@dataclass
class Replayed:
    """What a replay came to."""

    name: str
    sites: dict[str, str]  # source → where what is said of its site was read
    gone: int = 0  # pages that could not be chosen, as their WARC files are deleted
    counts: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)  # WARC file → why it was not extracted


@flow(name="replay", flow_run_name="replay {name}", task_runner=side_by_side())
def replay(
    sources: Annotated[list[str], Field(default_factory=list)],
    first: str | None = None,
    last: str | None = None,
    since_version: str | None = None,
    name: str = "replay",
) -> Replayed:
    """Extract and normalize archived pages again, without network, into a shadow of the tables.

    Args:
        sources: Names of sources; empty means all.
        first: First day of publication, YYYY-MM-DD.
        last: Last day of publication, YYYY-MM-DD.
        since_version: Only what another extractor made: `current`, or an older one than a name and version.
        name: Name of the replay; one of that name which was not finished is continued.
    """
    settings = get_settings()
    since = version_since(since_version) if since_version else None
    choice = Choice(tuple(sources), first, last, since, extractors(settings.text) if since else ())
    shadow = Replay(settings.root, name)
    progress.reset()
    with shadow.lock():
        with pool.open(), stopping():
            begun = shadow.begin(store(settings), choice, f"{rules()} {settings.text}")
            parts = shadow.parts()
            progress.add("to replay", sum(part.pages for part in parts))
            known = configured_sources(settings.sources)
            sites = {source: known[source].site if source in known else None for source in shadow.sources()}
            shadow.keep_to({source: repr(site) for source, site in sites.items()})
            done = Replayed(name, {part.source: origin(part.source, known, settings) for part in parts}, begun.gone)
            work = {replay_part.submit(name, part, sites[part.source]): part for part in parts}
            for future in as_completed(list(work)):
                result_of(future, work[future].warc, done.lost)
        return reported(shadow, done, settings)


def reported(shadow: Replay, done: Replayed, settings: Settings) -> Replayed:
    """Compare what came of it with the tables, and attach the table of changes to the run."""
    with store(settings).reader() as connection:
        shadow.attach(connection)
        compare(connection)
        done.counts, done.changes = totals(connection), changes(connection)
    rows = [{"source": c.source, "what": c.what, "pages": c.pages, "of": c.compared, "detail": c.detail}
            for c in done.changes]  # fmt: skip
    create_table_artifact(rows, key="replay", description=f"what replay {shadow.name} would change")
    return done


def origin(source: str, known: dict[str, Source], settings: Settings) -> str:
    """Where the facts of a site come from."""
    return str(Path(settings.sources) / f"{source}.toml") if source in known else "its WARC files"
