"""`finews replay …`: extract the archive again into a shadow of the tables, look at the difference, take it or not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter, validators

from flows.console import FAILED, err
from tasks import space
from tasks.settings import VERSION, get_settings

if TYPE_CHECKING:
    from warehouse.replays import Replay
    from warehouse.store import Loaded

NAME = "replay"
NotNegative = Annotated[int, Parameter(validator=validators.Number(gte=0))]

app = App(
    name="replay",
    help="""Extract the archive again with the present rules; then compare, promote or discard the result.

Without a command it extracts the pages of all current articles, and of URLs that gave none, without network and beside
the tables. Nothing in the tables changes before `finews replay promote`. A replay that was stopped goes on with the
same command.""",
)


@app.default
def run(
    *,
    source: Annotated[list[str] | None, Parameter(name=["--source", "-s"])] = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
    since_version: str | None = None,
    name: str = NAME,
) -> int:
    """Extract archived pages again with the present rules, beside the tables.

    Parameters
    ----------
    source
        Only pages of this source; may be repeated.
    from_
        Only articles published on this day or later; rejects by the day of their capture.
    to
        Only articles published on this day or earlier; rejects by the day of their capture.
    since_version
        `current`: only pages that another extractor than the installed one extracted. A name and version, such as
        "trafilatura 2.3.1": only pages that an older one extracted. Rejects are always included.
    name
        Name of the replay, to keep several side by side.
    """
    from flows.commands.running import started
    from flows.show.replay import show_replayed
    from flows.show.run import watching
    from warehouse.choice import check_sources, version_since
    from warehouse.errors import ReplayError
    from warehouse.replays import Replay
    from warehouse.store import Store

    settings = get_settings()
    if from_ and to and to < from_:
        raise ReplayError(f"--to {to} is before --from {from_}")
    if since_version is not None:
        version_since(since_version)
    Replay(settings.root, name)  # a name that cannot be used is told before anything starts
    if source:
        with Store(settings.root).reader() as connection:
            check_sources(connection, source)
    with started("flows.replay"), watching(err):
        from flows.replay import replay as flow

        first, last = (str(day) if day else None for day in (from_, to))
        done = flow(source or [], first, last, since_version, name)
    show_replayed(done, err)
    return FAILED if done.lost else 0


@app.command
def diff(
    *,
    name: str = NAME,
    source: Annotated[str | None, Parameter(name=["--source", "-s"])] = None,
    examples: NotNegative = 3,
) -> int:
    """Show what a replay would change, by source, with examples side by side.

    Parameters
    ----------
    name
        Name of the replay.
    source
        Only this source.
    examples
        Number of examples of each kind of change.
    """
    from flows.show.replay import show_diff
    from warehouse.replays import Replay
    from warehouse.store import Store

    settings = get_settings()
    show_diff(Store(settings.root), Replay(settings.root, name), source, examples)
    return 0


@app.command
def promote(*, name: str = NAME, withdraw: bool = False) -> int:
    """Make the result of a replay current, as revisions with `reason = 'replay'`.

    Answers about the past do not change.

    Parameters
    ----------
    name
        Name of the replay.
    withdraw
        Also withdraw articles whose pages no longer give an article. Otherwise they stay current.
    """
    from flows.show.replay import show_promoted
    from warehouse.replays import Replay

    show_promoted(_promoted(Replay(get_settings().root, name), withdraw), err)
    return 0


def _promoted(replay: Replay, withdraw: bool) -> Loaded:
    """Make a replay current and remove its folder.

    Raises:
        ReplayError: there is no such replay, or it is not finished.
        DiskFull: there is no room left, or less than the reserve: the tables' engine panics on a full disk.
    """
    from warehouse.errors import ReplayError
    from warehouse.promote import promote
    from warehouse.store import Store

    replay.begun()  # that there is none is told before a lock is made for it
    space.ensure(get_settings())
    with replay.lock():
        begun = replay.begun()  # again: another may have come first
        if left := replay.parts():
            raise ReplayError(
                f"the replay {replay.name!r} is not finished: {sum(part.pages for part in left)} pages in {len(left)} "
                "WARC files are left; run `finews replay` with the same options again, or discard it"
            )
        parameters = {"name": replay.name, "withdraw": withdraw, "rules": begun.rules}
        run = {
            "run_id": begun.id, "flow": "promote", "started_at": datetime.now(UTC), "status": "ok",
            "parameters": json.dumps(parameters), "version": VERSION, "links": 0, "captures": 0, "rejects": 0,
        }  # fmt: skip
        with space.told(get_settings()):
            loaded = promote(Store(get_settings().root, version=VERSION), replay, run, withdraw=withdraw)
        replay.discard()
    return loaded


@app.command
def discard(*, name: str = NAME) -> int:
    """Delete a replay; the tables stay as they are.

    Parameters
    ----------
    name
        Name of the replay.
    """
    from warehouse.replays import Replay

    replay = Replay(get_settings().root, name)
    replay.begun()
    with replay.lock():
        replay.discard()
    err.print(f"the replay {name!r} is deleted")
    return 0
