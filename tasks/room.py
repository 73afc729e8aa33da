"""Room on the disk: how much there is, and the one line that says that there is none."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
RESERVE = 50_000_000  # bytes that a run leaves free, for Prefect's database and the commits of a last load


class DiskFull(OSError):
    """There is no room for what a run would write; the message says how much is there and how much is needed."""

    status = 1  # the work failed, the command was right

    def __init__(self, folder: Path, needed: int = 0, days: int = 0) -> None:
        self.folder, self.needed, self.days = folder, needed, days
        rest = f"; what is left of this run ({days} days) needs about {megabytes(needed + RESERVE)}" if needed else ""
        super().__init__(
            f"{folder}: the disk is full, {megabytes(free_bytes(folder))} free{rest}; what was fetched is kept: "
            "make room and give the same command again"
        )


def free_bytes(folder: Path) -> int:
    """Return how much room there is where a folder lies, or will lie."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def megabytes(count: float) -> str:
    """Write a number of bytes for people."""
    return f"{count / 1e6:,.0f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"
