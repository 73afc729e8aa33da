"""Runs Prefect's server, or a worker, as long as somebody uses the server: `python prefect_server.py USERS COMMAND…`.

USERS is a file of which every user holds a shared lock; the kernel releases it even of one that is killed, so neither
outlives its last user.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path

LOOK = 1.0  # seconds between two looks for users


def main() -> None:
    """Run `prefect ARGUMENTS…` in this process."""
    threading.Thread(target=_end_with_its_users, args=(sys.argv[1],), daemon=True).start()
    del sys.argv[1]
    from prefect.cli import app

    app()


def _end_with_its_users(path: str) -> None:
    with Path(path).open("w") as users:
        while True:
            time.sleep(LOOK)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            os.kill(os.getpid(), signal.SIGTERM)  # the lock is kept: who comes now waits, and starts another server
            time.sleep(60)
            os._exit(1)


if __name__ == "__main__":
    main()
