"""The `finews` program: Ctrl-C while the command line is imported ends it as any program, without a traceback."""

import os
import signal
import sys

from tasks.memory import choose_allocators


def main() -> None:
    """Import the command line and run it."""
    open_closed_streams()
    attended = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # and not told to ignore it
    if attended:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    choose_allocators()
    from flows.cli import main as run

    if attended:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def open_closed_streams() -> None:
    """Put nothing in the place of standard streams that are closed, or the next file that is opened would take it."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


if __name__ == "__main__":
    main()
