"""Runs a function over pages in worker processes, so that a page can hang, crash or eat memory without its neighbours.

A pool of our own, because pebble's workers share one pipe under one lock: a worker that is killed while it holds it
(measured: an out-of-memory kill during a 2 MB body) stalls or breaks the pool. Here each worker has its own pipe and
its own alarm clock: it dies of SIGALRM at the deadline even where the parent is gone, so no orphan outlives a page.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Generic, Self, TypeVar, cast

from tasks.forks import CONTEXT, ended, prepare
from tasks.records import PageError, Reason

T = TypeVar("T")
R = TypeVar("R")

_READY = b"ready"
_GLANCE = 0.05  # seconds between two looks for a worker that another batch gave back


class Sandbox:
    """Worker processes, shared by all threads that call `map`; a context manager that leaves no process behind.

    Who came first is served first: were batches worked on in equal parts, all would be complete at the same time, and
    what is done with complete ones would find the workers idle.
    """

    def __init__(self, workers: int, deadline: float, memory: int) -> None:
        """Declare `workers` processes; `deadline` in seconds a page, `memory` in bytes beyond a worker's own."""
        self._size = workers
        self._limits = (deadline, memory)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False
        self._lock = threading.RLock()
        self._line: list[threading.Condition] = []  # who has items left, in the order in which they came

    def __enter__(self) -> Self:
        prepare()
        with self._lock:
            self._idle = [self._start() for _ in range(self._size)]
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for turn in self._line:
                turn.notify()
            for worker in self._all:
                worker.kill()
            self._all.clear()

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | PageError]]:
        """Yield every item with its result, or with the PageError that says why it has none, as they finish.

        Items are pulled only as workers come free. Leaving the iterator early ends the pages in work.
        """
        source = iter(items)
        turn = threading.Condition(self._lock)
        busy: dict[Connection, _Work[T]] = {}
        results: list[tuple[T, R | PageError]] = []
        self._line_up(turn)
        try:
            more = True
            while more or busy:
                if more and not (more := self._fill(function, source, busy, turn)):
                    self._step_aside(turn)
                yield from results
                patience = _GLANCE if more and len(busy) < self._size else None
                ready = cast("list[Connection]", wait(list(busy), patience)) if busy else []
                results = [result for connection in ready for result in self._finish(busy.pop(connection), busy)]
            yield from results
        finally:
            self._step_aside(turn)
            for work in busy.values():
                work.worker.kill()
                self._give_back(work.worker)

    def _fill(
        self,
        function: Callable[[T], R],
        source: Iterator[T],
        busy: dict[Connection, _Work[T]],
        turn: threading.Condition,
    ) -> bool:
        """Hand items to all workers that are free; wait for one only if none is at work. False at the last item."""
        while worker := self._take(turn, patient=not busy):
            try:
                item = next(source)
                task = pickle.dumps((function, item))
            except BaseException as error:
                self._give_back(worker)
                if isinstance(error, StopIteration):
                    return False
                raise
            self._hand_over(_Work(worker, item, task), busy)
        return True

    def _hand_over(self, work: _Work[T], busy: dict[Connection, _Work[T]]) -> None:
        """Send a task to its worker, or to a successor if the worker died while it was idle."""
        try:
            work.worker.send(work.task)
        except (EOFError, OSError):
            work = replace(work, worker=self._replace(work.worker))
            try:
                work.worker.send(work.task)
            except (EOFError, OSError):
                cause = work.worker.obituary(*self._limits).detail
                self.__exit__()  # other batches must not wait for workers that never come
                raise RuntimeError(f"extraction processes do not start: {cause}") from None
        busy[work.worker.connection] = work

    def _finish(self, work: _Work[T], busy: dict[Connection, _Work[T]]) -> list[tuple[T, R | PageError]]:
        """Collect a result. A page whose worker died is tried once more: the system may have ended the wrong one."""
        try:
            outcome = pickle.loads(work.worker.connection.recv_bytes())
        except (EOFError, OSError):
            outcome = work.worker.obituary(*self._limits)
            if outcome.reason is Reason.WORKER_DIED and not work.is_retry:
                self._hand_over(replace(work, worker=self._replace(work.worker), is_retry=True), busy)
                return []
        self._give_back(work.worker)
        return [(work.item, outcome)]

    def _line_up(self, turn: threading.Condition) -> None:
        with self._lock:
            self._line.append(turn)

    def _step_aside(self, turn: threading.Condition) -> None:
        """Let the next one have the workers that come free."""
        with self._lock:
            if turn in self._line:
                self._line.remove(turn)
                self._call_next()

    def _call_next(self) -> None:
        if self._line:
            self._line[0].notify()

    def _take(self, turn: threading.Condition, patient: bool) -> _Worker | None:
        """Return a free worker if it is our turn; wait for that if `patient`."""
        with self._lock:
            if patient:
                turn.wait_for(lambda: self._closed or (self._idle and self._line[0] is turn))
            if self._closed:
                raise RuntimeError("the sandbox is closed")
            return self._idle.pop() if self._idle and self._line[0] is turn else None

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(self._replace(worker) if worker.has_ended else worker)
                self._call_next()

    def _replace(self, worker: _Worker) -> _Worker:
        worker.kill()
        worker.connection.close()
        with self._lock:
            self._all.discard(worker)
            return self._start()

    def _start(self) -> _Worker:
        worker = _Worker(*self._limits)
        self._all.add(worker)
        return worker


@dataclass(frozen=True, slots=True)
class _Work(Generic[T]):
    """A page in work."""

    worker: _Worker
    item: T
    task: bytes  # function and item, pickled
    is_retry: bool = False


class _Worker:
    """One process and the parent's end of its pipe."""

    def __init__(self, deadline: float, memory: int) -> None:
        self.connection, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, deadline, memory), daemon=True)
        self._process.start()
        theirs.close()  # so that the process's end is the only one, and its death closes the pipe
        self._ready = False
        self.has_ended = False  # as far as we know: of one that ends while it is idle, the next task tells

    def send(self, task: bytes) -> None:
        """Send a task, once the process has started. Raises EOFError or OSError if it is dead."""
        self._ready = self._ready or self.connection.recv_bytes() == _READY
        self.connection.send_bytes(task)

    def kill(self) -> None:
        """End the process at once; it keeps nothing that could be lost."""
        self.has_ended = True
        self._process.kill()
        self._process.join()

    def obituary(self, deadline: float, memory: int) -> PageError:
        """Say what a page died of, once its process is dead."""
        self.has_ended = True
        self._process.join()
        code = self._process.exitcode or 0
        if code == -signal.SIGALRM:
            return PageError(Reason.DEADLINE, f"took longer than {deadline:g} s")
        return PageError(Reason.WORKER_DIED, f"its process {ended(code)}")


def _serve(connection: Connection, deadline: float, memory: int) -> None:
    """Answer tasks until the parent closes the pipe or is gone. The body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit_memory(memory)
    connection.send_bytes(_READY)
    try:
        while True:
            task = connection.recv_bytes()
            signal.setitimer(signal.ITIMER_REAL, deadline)
            answer = _answer(task, memory)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send_bytes(answer)
    except (EOFError, OSError):
        return


def _answer(task: bytes, memory: int) -> bytes:
    """Run one task; whatever goes wrong in it becomes a PageError. Returns the pickled outcome."""
    try:
        function, item = pickle.loads(task)
        return pickle.dumps(function(item))
    except PageError as error:
        reject = error
    except MemoryError:
        reject = PageError(Reason.WORKER_DIED, f"needed more than {memory // 1_000_000} MB of memory")
    except Exception as error:
        reject = PageError(Reason.EXTRACTOR_ERROR, f"{type(error).__name__}: {error}")
    return pickle.dumps(reject)


def _limit_memory(extra: int) -> None:
    """Limit the address space to what the process has and `extra` bytes more, where the system can (Linux)."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return
    limit = pages * os.sysconf("SC_PAGE_SIZE") + extra
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
