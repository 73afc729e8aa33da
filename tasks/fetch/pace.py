"""The pace of a host across processes: a daily crawl and a backfill that run side by side share one budget a host.

Hides a small file for each host below a folder. Whoever wants to ask takes the next free moment under the file's
lock, writes down when the one after it is, and waits outside the lock: so turns alternate, and a process that is
killed leaves behind no more than one moment that nobody used.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tasks.fetch.politeness import PATIENCE, Postponed

_STATE = struct.Struct("<ddi")  # the next free moment, closed until, the status that closed it; times in UTC seconds
_NAME = 200  # characters of a file's name
_DAY = 86_400.0  # a moment further ahead than that was written by a clock that was wrong


class SharedPace:
    """The moments at which hosts may be asked, for all processes that name the same folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def wait(self, host: str, delay: float, sleep: Callable[[float], object]) -> None:
        """Wait for a moment at which a host may be asked, `delay` seconds after the one before.

        Raises:
            Postponed: the host wants to be left alone for longer than we have patience.
        """
        with self._state(host) as state:
            free, closed, status = state.read()
            now = self._clock()
            if closed - now > PATIENCE:
                raise Postponed(closed - now, status)
            moment = max(now, free, closed)
            state.write(moment + delay, closed, status)
        if moment > now:
            sleep(moment - now)

    def postpone(self, host: str, seconds: float, status: int) -> None:
        """Let all processes leave a host alone for some time; a shorter one than before changes nothing."""
        with self._state(host) as state:
            free, closed, before = state.read()
            until = self._clock() + seconds
            state.write(free, max(until, closed), status if until > closed else before)

    @contextmanager
    def _state(self, host: str) -> Iterator[_State]:
        path = self._folder / f"{quote(host, safe='')[:_NAME]}.pace"
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield _State(file, self._clock() + _DAY)
        finally:
            os.close(file)  # and so unlocked


class _State:
    """One host's file, while it is locked."""

    def __init__(self, file: int, latest: float) -> None:
        self._file = file
        self._latest = latest

    def read(self) -> tuple[float, float, int]:
        """Return what was written last; a file that is new, torn or from a wrong clock says nothing."""
        raw = os.pread(self._file, _STATE.size, 0)
        free, closed, status = _STATE.unpack(raw) if len(raw) == _STATE.size else (0.0, 0.0, 0)
        return (free, closed, status) if max(free, closed) < self._latest else (0.0, 0.0, 0)

    def write(self, free: float, closed: float, status: int) -> None:
        """Write it all at once."""
        os.pwrite(self._file, _STATE.pack(free, closed, status), 0)
