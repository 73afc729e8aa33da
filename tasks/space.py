"""Recognizes a full disk, whatever fails for it (archive, staged file, table), and describes it in one line."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.settings import Settings

_CODES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WORDS = ("no space left on device", "disk quota exceeded", "file too large", "disk is full")  # of Rust and C++
_BATCH = 50_000_000  # bytes that a batch and its load take, about


class DiskFull(Exception):
    """The disk is full, or so nearly that a run would not end well; the message says what is needed."""

    status = 1


def ensure(settings: Settings) -> None:
    """Make sure that a run may go on.

    Raises:
        DiskFull: there is less than the setting `reserve`.
    """
    settings.root.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.root).free < settings.reserve:
        raise DiskFull(describe(settings))


@contextmanager
def told(settings: Settings) -> Iterator[None]:
    """Turn any error of a full disk into one that says what is needed.

    Raises:
        DiskFull: there is no room left.
    """
    try:
        yield
    except Exception as error:
        if is_full(error):
            raise DiskFull(describe(settings)) from None
        raise


def describe(settings: Settings, needed: int = 0) -> str:
    """Say what is free, what is needed, and that nothing is lost; `needed` bytes are for the whole run, if known."""
    free = shutil.disk_usage(settings.root).free
    least, why = max((settings.reserve, "FINEWS_RESERVE"), (_BATCH, "which a batch may take"))
    in_all = f", and about {megabytes(needed)} for all that there is to do" if needed > least else ""
    return (
        f"{settings.root}: the disk is full: {megabytes(free)} are free, and a run needs at least "
        f"{megabytes(least)} ({why}){in_all}; make room and run the same command again: what was fetched is "
        "kept, and it goes on from there"
    )


def megabytes(count: float) -> str:
    """Format a number of bytes for people."""
    return f"{count / 1e6:,.0f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"


def is_full(error: BaseException) -> bool:
    """Say whether an error, or one that it came from, is that of a full disk."""
    return any(
        isinstance(cause, DiskFull)
        or getattr(cause, "errno", None) in _CODES
        or any(word in str(cause).lower() for word in _WORDS)
        for cause in _causes(error)
    )


def disk_full_behind(error: BaseException) -> DiskFull | None:
    """Return the DiskFull that an error came from, if there is one."""
    return next((cause for cause in _causes(error) if isinstance(cause, DiskFull)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
