"""Counts what a run has done so far, for whoever wants to watch it from the same process."""

from __future__ import annotations

import threading
from collections import Counter


class Progress:
    """Named counters that several threads raise and one reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str, count: int = 1) -> None:
        """Raise a counter."""
        with self._lock:
            self._counts[name] += count

    def counts(self) -> dict[str, int]:
        """Return all counters as they are now."""
        with self._lock:
            return dict(self._counts)

    def reset(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts.clear()


progress = Progress()
