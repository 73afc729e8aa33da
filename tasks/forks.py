"""Processes beside this one: forks of one that has loaded once what they need, and has no threads.

The extraction processes are such forks, and so is each load. What a load leaves behind in memory, and be it only the
holes in a heap, ends with its process; and while it works our own threads have the interpreter to themselves: they
feed the extraction processes.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeVar, TypeVarTuple, cast

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tasks.warm"])
_begun = threading.Event()


def prepare() -> None:
    """Begin to load what the forks need, in the process that they are forked from, and do not wait for it.

    That process ends with us; a Ctrl-C while it loads would only make it complain.
    """
    resource_tracker.ensure_running()  # first, because it lets signals through again
    ours = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _our_modules():
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, ours)
    _begun.set()


@contextmanager
def _our_modules() -> Iterator[None]:
    """Let the process that is started meanwhile find the modules that we find, and none in the current folder."""
    ours = {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def apart(function: Callable[[*Ts], T], *args: *Ts) -> T:
    """Call a function in a process of its own, and return what it returns or raise what it raises.

    If nothing was prepared, it is called here: to load all that first, for one small load, would take longer. The
    process ends with us, and with an interrupt of the wait for it.

    Raises:
        RuntimeError: the process was ended, or the error cannot be passed on.
    """
    if not _begun.is_set():
        return function(*args)
    prepare()  # it may have been ended meanwhile
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_answer, args=(theirs, function, *args), daemon=True)
    process.start()
    theirs.close()
    try:
        with ours:
            succeeded, outcome = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"its process {ended(process.exitcode)}") from None
    finally:
        process.kill()  # it has nothing left to do, or shall not do it
        process.join()
    if succeeded:
        return cast("T", outcome)
    raise outcome


def ended(code: int | None) -> str:
    """Say how a process ended, of the exit code that `multiprocessing` gives it."""
    return f"was ended by {signal.Signals(-code).name}" if code and code < 0 else f"ended with code {code}"


def _answer(connection: Connection, function: Callable[[*Ts], object], *args: *Ts) -> None:
    """Send what the function returns or raises. The body of a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        outcome = True, function(*args)
    except Exception as error:
        outcome = False, _portable(error)
    connection.send(outcome)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _portable(error: Exception) -> Exception:
    """The error, with where it was raised, as it comes out of a pipe; one of another kind if it cannot pass."""
    where = "".join(traceback.format_exception(error))
    try:
        error = pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(where)
    return error
