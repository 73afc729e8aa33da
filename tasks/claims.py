"""Who is about to visit what, so that two runs, or two sources of one, that want the same address ask for it once.

Hides a file of claims in the folder of each run. It goes with the run: what a killed run claimed is free again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tasks.run import Run
from warehouse.locks import is_locked, locked

_FILE = "claims"


def claim(run: Run, url_ids: Iterable[str], source: str) -> set[str]:
    """Claim addresses for a source of a run; return those that no other has claimed whose run is still alive."""
    wanted = set(url_ids)
    if not wanted:
        return wanted
    run.staging.mkdir(parents=True, exist_ok=True)
    with locked(run.settings.root / "claims.lock"):  # in staging are the folders of runs, and nothing else
        for folder in _others(run):
            wanted -= _claimed(folder).keys()
        own = _claimed(run.staging)
        wanted = {url_id for url_id in wanted if own.get(url_id, source) == source}
        with (run.staging / _FILE).open("a", encoding="ascii") as file:
            file.writelines(f"{url_id} {source}\n" for url_id in wanted - own.keys())
    return wanted


def _others(run: Run) -> list[Path]:
    """The folders of the other runs that are alive."""
    folders = (path for path in run.settings.staging.iterdir() if path.is_dir() and path != run.staging)
    return [folder for folder in folders if is_locked(folder / "lock")]


def _claimed(folder: Path) -> dict[str, str]:
    """What a run has claimed, by the id of the address: for which source."""
    try:
        lines = (folder / _FILE).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:  # it has claimed nothing, or has just ended
        return {}
    return {url_id: source for url_id, _, source in (line.partition(" ") for line in lines)}
