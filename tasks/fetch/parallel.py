"""Works through the items of many hosts at once, those of one host in order, and yields results as they come.

Hides threads: which host is next, how few results may wait, and that everything stops with its consumer.
"""

from __future__ import annotations

import heapq
import queue
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

from tasks.fetch.failure import Stopped

Item = TypeVar("Item")
Result = TypeVar("Result")

_WAITING = 4  # results that may wait for their consumer
# seconds that the consumer sleeps at most: CPython loses a Ctrl-C that comes just before it falls asleep for good
_GLANCE = 0.5


class Worklist(Generic[Item]):
    """Items by host; a host is handed out to one worker at a time, the one that may start earliest first."""

    def __init__(self, items: Iterable[Item], host: Callable[[Item], str]) -> None:
        self._items: dict[str, deque[Item]] = defaultdict(deque)
        for item in items:
            self._items[host(item)].append(item)
        self._lock = threading.Lock()
        # The longest list first, as it decides when everything is done.
        self._free = [(0.0, -len(waiting), name) for name, waiting in self._items.items()]
        heapq.heapify(self._free)

    def __len__(self) -> int:
        """Return how many hosts have something left."""
        return len(self._items)

    def take(self, done: str | None = None, ready_at: float = 0.0) -> tuple[str, Item] | None:
        """Hand out a host and its next item, None if no host is free.

        Whoever is `done` with one gives it back, to be handed out again from `ready_at` on; a host that is ready
        at once (-inf) comes straight back, over the connection that is open.
        """
        with self._lock:
            if done is not None and (waiting := self._items[done]):
                heapq.heappush(self._free, (ready_at, -len(waiting), done))
            elif done is not None:
                del self._items[done]
            if not self._free:
                return None
            name = heapq.heappop(self._free)[2]
            return name, self._items[name].popleft()


class Crew(Generic[Item, Result]):
    """Threads that visit the items of a worklist.

    `visit` gets an event that is set when the consumer has gone, so that it can stop waiting; `ready_at` tells
    when a host's next item may be visited; `leave` is called by each thread at its end. When `closed` is set, the
    consumer gets a `Stopped`, and so goes.
    """

    def __init__(
        self,
        worklist: Worklist[Item],
        visit: Callable[[Item, threading.Event], Result],
        ready_at: Callable[[str], float],
        leave: Callable[[], None],
        closed: threading.Event | None = None,
    ) -> None:
        self._worklist = worklist
        self._visit = visit
        self._ready_at = ready_at
        self._leave = leave
        self._closed = closed or threading.Event()
        self._stop = threading.Event()
        self._results: queue.Queue[Result | BaseException | None] = queue.Queue(_WAITING)

    def work(self, threads: int) -> Iterator[Result]:
        """Visit every item in up to so many threads; an exception in one of them is raised here."""
        # Daemons, so that a second Ctrl-C ends the program even while a server keeps a worker waiting.
        names = [f"fetch-{number}" for number in range(min(threads, len(self._worklist)))]
        workers = [threading.Thread(target=self._run, daemon=True, name=name) for name in names]
        try:
            for worker in workers:
                worker.start()
            yield from self._until_done(len(workers))
        finally:
            self._stop.set()
            for worker in filter(threading.Thread.is_alive, workers):
                worker.join()

    def _until_done(self, running: int) -> Iterator[Result]:
        while running:
            try:
                result = self._results.get(timeout=_GLANCE)
            except queue.Empty:
                if self._closed.is_set():
                    raise Stopped from None
                continue
            if result is None:
                running -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result

    def _run(self) -> None:
        try:
            taken = self._worklist.take()
            while taken and not self._stop.is_set():
                name, item = taken
                self._put(self._visit(item, self._stop))
                taken = self._worklist.take(name, self._ready_at(name))
        except BaseException as error:
            self._put(error)
        finally:
            self._put(None)
            self._leave()

    def _put(self, result: Result | BaseException | None) -> None:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._results.put(result, timeout=1)
                break
