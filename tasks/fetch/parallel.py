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

Item = TypeVar("Item")
Result = TypeVar("Result")

_WAITING = 4  # results that may wait for their consumer


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

    def take(self) -> tuple[str, Item] | None:
        """Take the next item of a host that nobody works on; None if there is none."""
        with self._lock:
            if not self._free:
                return None
            name = heapq.heappop(self._free)[2]
            return name, self._items[name].popleft()

    def give_back(self, name: str, ready_at: float) -> None:
        """Return a host, from which the next item may be taken at `ready_at`."""
        with self._lock:
            if waiting := self._items[name]:
                heapq.heappush(self._free, (ready_at, -len(waiting), name))
            else:
                del self._items[name]


def work_through(
    worklist: Worklist[Item],
    visit: Callable[[Item, threading.Event], Result],
    ready_at: Callable[[str], float],
    threads: int,
    leave: Callable[[], None],
) -> Iterator[Result]:
    """Visit every item in up to `threads` threads; an exception in one of them is raised here.

    `visit` gets an event that is set when the consumer has gone, so that it can stop waiting;
    `leave` is called by each thread at its end.
    """
    stop = threading.Event()
    results: queue.Queue[Result | BaseException | None] = queue.Queue(_WAITING)

    def put(result: Result | BaseException | None) -> None:
        while not stop.is_set():
            with suppress(queue.Full):
                results.put(result, timeout=1)
                break

    def run() -> None:
        try:
            while not stop.is_set() and (taken := worklist.take()):
                name, item = taken
                put(visit(item, stop))
                worklist.give_back(name, ready_at(name))
        except BaseException as error:
            put(error)
        finally:
            leave()
            put(None)

    # Daemons, so that a second Ctrl-C ends the program even while a server keeps a worker waiting.
    workers = [threading.Thread(target=run, daemon=True, name=f"fetch-{n}") for n in range(min(threads, len(worklist)))]
    for worker in workers:
        worker.start()
    running = len(workers)
    try:
        while running:
            result = results.get()
            if result is None:
                running -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result
    finally:
        stop.set()
        for worker in workers:
            worker.join()
