"""Ctrl-C and SIGTERM while a command works, in which others' code may swallow a KeyboardInterrupt.

So an interrupt is raised again until our own code has acknowledged it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.console import INTERRUPTED

REPEAT_AFTER = 2.0  # seconds


class Terminated(KeyboardInterrupt):
    """SIGTERM, which is to end a command as cleanly as Ctrl-C."""


_acknowledged = threading.Event()
_acknowledged.set()
_raised: list[type[KeyboardInterrupt]] = []  # since `repeating_interrupts` began


def acknowledge() -> None:
    """Say that an interrupt has reached us: what follows is the way out, and is not to be disturbed."""
    _acknowledged.set()


@contextmanager
def repeating_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt (Terminated) in the main thread on SIGINT (SIGTERM), again until it is acknowledged.

    An error that comes after an interrupt is what others' code made of it: it is replaced by the interrupt, unless its
    own exit status is that of one.
    """
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    if before[signal.SIGINT] is signal.default_int_handler:  # and not told to ignore it
        signal.signal(signal.SIGINT, _interrupt)
    if before[signal.SIGTERM] is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _interrupt)
    _raised.clear()
    try:
        yield
    except Exception as error:
        if _raised and getattr(error, "status", None) != INTERRUPTED:
            raise _raised[0] from None
        raise
    finally:
        acknowledge()
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _interrupt(sign: int, _frame: FrameType | None) -> None:
    kind = KeyboardInterrupt if sign == signal.SIGINT else Terminated
    _raised.append(kind)
    _acknowledged.clear()
    threading.Thread(target=_repeat, args=(sign,), daemon=True).start()
    raise kind


def _repeat(sign: int) -> None:
    if not _acknowledged.wait(REPEAT_AFTER):
        signal.pthread_kill(threading.main_thread().ident or 0, sign)
