"""Ctrl-C and SIGTERM while a command works, in which others' code may swallow a KeyboardInterrupt.

So an interrupt is told again until our own code has heard it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.console import INTERRUPTED

AGAIN = 2.0  # seconds


class Terminated(KeyboardInterrupt):
    """SIGTERM, which is to end a command as cleanly as Ctrl-C."""


_heard = threading.Event()
_heard.set()
_told: list[type[KeyboardInterrupt]] = []  # since `insisting` began


def heard() -> None:
    """Say that an interrupt has reached us: what follows is the way out, and is not to be disturbed."""
    _heard.set()


@contextmanager
def insisting() -> Iterator[None]:
    """Raise KeyboardInterrupt (Terminated) in the main thread on SIGINT (SIGTERM), again and again until it is heard.

    An error that comes after one is what others' code made of it, unless it tells the interrupt itself.
    """
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    if before[signal.SIGINT] is signal.default_int_handler:  # and not told to ignore it
        signal.signal(signal.SIGINT, _interrupt)
    if before[signal.SIGTERM] is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _interrupt)
    _told.clear()
    try:
        yield
    except Exception as error:
        if _told and getattr(error, "status", None) != INTERRUPTED:
            raise _told[0] from None
        raise
    finally:
        heard()
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _interrupt(sign: int, _frame: FrameType | None) -> None:
    kind = KeyboardInterrupt if sign == signal.SIGINT else Terminated
    _told.append(kind)
    _heard.clear()
    threading.Thread(target=_again, args=(sign,), daemon=True).start()
    raise kind


def _again(sign: int) -> None:
    if not _heard.wait(AGAIN):
        signal.pthread_kill(threading.main_thread().ident or 0, sign)
