"""The `finews` program: Ctrl-C while the command line is imported ends it as any program, without a traceback."""

import signal


def main() -> None:
    """Import the command line and run it."""
    attended = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # and not told to ignore it
    if attended:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from flows.cli import main as run

    if attended:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
