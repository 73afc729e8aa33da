"""Runs a command and accounts for the CPU seconds and the memory of every process that it starts, by role.

Hides /proc, and processes that outlive their parent: this process adopts them, counts them and ends them (Linux).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PERIOD = 0.25  # seconds between two looks at the processes: one that loads a few articles is there for a second
ALL = "all"  # key of `Usage.memory`: all processes, by PSS, as sampled (the roles too)
MAIN = "main alone"  # key of `Usage.memory`: the command's own process, by the kernel's high-water mark
PATIENCE = 15.0  # seconds for a command to end after Ctrl-C, and for what it leaves behind
_TICK = os.sysconf("SC_CLK_TCK")
_SET_CHILD_SUBREAPER = 36  # prctl(2)


class CommandFailed(Exception):
    """A command of the benchmark ended with an error; the message ends with its last words."""


@dataclass(frozen=True, slots=True)
class Process:
    """What /proc/PID/stat says of a process."""

    pid: int
    parent: int
    state: str
    cpu: float  # seconds, its own


@dataclass(frozen=True, slots=True)
class Moment:
    """The CPU seconds that each role (main, workers, server) had taken by then."""

    at: float  # epoch seconds
    cpu: dict[str, float]


@dataclass(slots=True)
class Usage:
    """What a command took, all its processes counted."""

    wall: float = 0.0  # seconds from start to exit
    cpu: float = 0.0  # seconds, by the kernel's own account of all ended processes
    track: list[Moment] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)  # peak bytes: of each role, ALL and MAIN
    output: str = ""  # what it wrote to standard output

    def by_role(self) -> dict[str, float]:
        """Return the CPU seconds of each role at the end."""
        return self.track[-1].cpu if self.track else {}

    def between(self, begin: float, end: float) -> dict[str, float]:
        """Return the CPU seconds that each role took between two moments (epoch seconds)."""
        return {role: self._at(end, role) - self._at(begin, role) for role in self.by_role()}

    def _at(self, moment: float, role: str) -> float:
        """The CPU seconds of a role by a moment, on a straight line between two looks."""
        before = Moment(0.0, {})
        for after in self.track:
            if after.at >= moment:
                low, high = before.cpu.get(role, 0.0), after.cpu.get(role, 0.0)
                return low + (high - low) * (moment - before.at) / (after.at - before.at) if before.cpu else high
            before = after
        return before.cpu.get(role, 0.0)


def run(
    command: Sequence[str | Path],
    env: Mapping[str, str],
    cwd: Path,
    *,
    memory: bool = False,
    patience: float = PATIENCE,
) -> Usage:
    """Run a command to its end, and end what it leaves behind for more than `patience` seconds.

    Raises:
        CommandFailed: it ended with an error.
    """
    adopt_orphans()
    others = frozenset(process.pid for process in processes().values() if process.parent == os.getpid())
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            list(map(str, command)), env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
            start_new_session=True,
        )  # fmt: skip
        watch = _Watch(child.pid, others, memory, patience)
        try:
            status = watch.follow()
        finally:
            heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
            watch.end(child.pid)
            child.returncode = 0  # reaped above
            signal.signal(signal.SIGINT, heard)
        output.seek(0)
        errors.seek(0)
        if status:
            words = " | ".join(errors.read().decode("utf-8", "replace").strip().splitlines()[-5:])
            raise CommandFailed(f"{' '.join(map(str, command[:4]))} … ended with status {status}: {words}")
        watch.usage.output = output.read().decode("utf-8", "replace")
        return watch.usage


class _Watch:
    """The processes of one command, from its start to the end of the last of them."""

    def __init__(self, root: int, others: frozenset[int], memory: bool, patience: float) -> None:
        self.root = root
        self.usage = Usage()
        self._others = others  # children that this process had before
        self._memory = memory
        self._patience = patience
        self._started = time.time()
        self._role: dict[int, str] = {}
        self._cpu: dict[int, float] = {}

    def follow(self) -> int:
        """Look until the command has ended, note what it took, and return its exit status."""
        while True:
            ended = os.waitid(os.P_PID, self.root, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # it can still be looked at
            self._look()
            if ended:
                break
            time.sleep(PERIOD)
        self.usage.wall = time.time() - self._started
        status = self._reap(self.root)
        self._wait_for_orphans()
        return status

    def end(self, pid: int) -> None:
        """End whatever is left, after Ctrl-C or an error; politely first, for it has things to clean up."""
        if self._is_there(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + self._patience
            while time.monotonic() < deadline and self._is_there(pid):
                time.sleep(0.1)
        for process in self._tree():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        while left := self._tree():
            for process in left:
                with suppress(ChildProcessError):  # still its own parent's child
                    self._reap(process.pid)
            time.sleep(0.02)

    def _is_there(self, pid: int) -> bool:
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        return False

    def _wait_for_orphans(self) -> None:
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline and (left := self._tree()):
            for process in left:
                if process.state == "Z" and process.parent == os.getpid():
                    self._reap(process.pid)
            time.sleep(0.02)

    def _reap(self, pid: int) -> int:
        """Take leave of a child and add what it and its own children took; return its exit status."""
        _, status, taken = os.wait4(pid, 0)
        self.usage.cpu += taken.ru_utime + taken.ru_stime
        return os.waitstatus_to_exitcode(status)

    def _look(self) -> None:
        """Take note of the CPU time so far, and of the memory."""
        tree = self._tree()
        for process in tree:
            self._cpu[process.pid] = max(process.cpu, self._cpu.get(process.pid, 0.0))
        totals: dict[str, float] = defaultdict(float)
        for pid, cpu in self._cpu.items():
            totals[self._role[pid]] += cpu
        self.usage.track.append(Moment(time.time(), dict(totals)))
        if self._memory:
            self._look_at_memory(tree)

    def _look_at_memory(self, tree: list[Process]) -> None:
        sizes: dict[str, int] = defaultdict(int)
        for process in tree:
            sizes[self._role[process.pid]] += (size := resident(process.pid))
            sizes[ALL] += size
        sizes[MAIN] = high_water(self.root)
        for role, size in sizes.items():
            self.usage.memory[role] = max(size, self.usage.memory.get(role, 0))

    def _tree(self) -> list[Process]:
        """The command's processes that are there now: its descendants, and those that we have adopted."""
        everyone = processes()
        mine: dict[int, Process] = {}
        for pid, process in everyone.items():
            line = _ancestry(pid, everyone)
            if pid != os.getpid() and os.getpid() in line and self._others.isdisjoint(line):
                mine[pid] = process
        for pid in sorted(mine):
            if pid not in self._role:
                self._role[pid] = self._find_role(pid, mine[pid].parent)
        return list(mine.values())

    def _find_role(self, pid: int, parent: int) -> str:
        if pid == self.root:
            return "main"
        if self._role.get(parent) == "server" or b"\0server\0start\0" in _read(pid, "cmdline"):
            return "server"
        return "workers"


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processes() -> dict[int, Process]:
    """Return all processes of this machine by their id."""
    found = {}
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        if stat := _read(pid, "stat"):
            fields = stat.rpartition(b")")[2].split()  # from field (3) of proc(5) on: the state is the first
            found[pid] = Process(pid, int(fields[1]), fields[0].decode(), (int(fields[11]) + int(fields[12])) / _TICK)
    return found


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds, its part of what it shares with others (PSS)."""
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def high_water(pid: int) -> int:
    """Return the most bytes that a process ever held, shared ones included (VmHWM)."""
    for line in _read(pid, "status").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _ancestry(pid: int, everyone: Mapping[int, Process]) -> list[int]:
    """Return a process and its ancestors, as far as they are there."""
    line = [pid]
    while (process := everyone.get(line[-1])) and process.parent not in line:
        line.append(process.parent)
    return line


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
