"""Run the newsroom, alone until Ctrl-C or while a command runs: `python -m examples.newsroom -- COMMAND ARGS…`.

Exit status: that of the command (128 + N if signal N ended it, 127 if it cannot be run), 0 after Ctrl-C without
one, 2 for a wrong argument, an unreadable state file or a port that something else has taken.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import subprocess
import sys
import threading
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from examples.newsroom.server import HOST, serve
from examples.newsroom.site import NAME, Newsroom

PORT = 8417
SOURCE = Path(os.environ.get("FINEWS_SOURCES", "sources"), "newsroom.toml")
POLL = 0.2  # seconds
USAGE = "python -m examples.newsroom [options] [-- COMMAND ARGS…]"


def main(argv: list[str] | None = None) -> int:
    """Serve the newsroom as the command line says; return the exit status."""
    arguments, command = _parse(sys.argv[1:] if argv is None else argv)
    run = _Run(command)
    run.listen()
    try:
        newsroom = _newsroom(arguments)
        with serve(newsroom, arguments.port) as base:
            if arguments.state:
                _remember(arguments.state, newsroom)
            _say(f"{base}/ (opened {newsroom.opened}, edition {newsroom.edition})")
            return run.wait()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return _fail(str(error))
        return _share(arguments.port, run)
    except ValueError as error:
        return _fail(str(error))


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split our own options from the command behind `--`."""
    split = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser("newsroom", usage=USAGE, description="Serve the example newsroom of finews.")
    parser.add_argument(
        "--port", type=int, default=_port(), help=f"port on {HOST} (default: that of {SOURCE}, 0 for any free one)"
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="remember the opening day, one edition more a start")
    parser.add_argument("--opened", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day that dates count from")
    parser.add_argument("--days", type=int, default=0, metavar="N", help="days of the past that it has, for a backfill")
    parser.add_argument("--edition", type=int, metavar="N", help="edition to serve, from 1")
    arguments = parser.parse_args(argv[:split])
    if arguments.edition is not None and arguments.edition < 1:
        parser.error("--edition counts from 1")
    if arguments.days < 0:
        parser.error("--days is a number from 0")
    if not 0 <= arguments.port <= 65535:
        parser.error("--port is a number from 0 to 65535")
    return arguments, argv[split + 1 :]


def _port() -> int:
    """Return the port that the newsroom's source file names, so that a crawl finds it there."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        return urlsplit(tomllib.loads(SOURCE.read_text("utf-8"))["feed"][0]["url"]).port or PORT
    return PORT


def _newsroom(arguments: argparse.Namespace) -> Newsroom:
    """Make the newsroom that the arguments and the state file ask for; arguments come first."""
    opened, edition = _remembered(arguments.state) if arguments.state else (None, 0)
    return Newsroom(arguments.opened or opened, arguments.edition or edition + 1, days=arguments.days)


def _remembered(state: Path) -> tuple[date | None, int]:
    """Return the opening day and the last edition; None and 0 before the first start."""
    try:
        known = json.loads(state.read_text("utf-8"))
        return date.fromisoformat(known["opened"]), int(known["edition"])
    except FileNotFoundError:
        return None, 0
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{state}: not a state file of the newsroom; remove it to start anew") from None


def _remember(state: Path, newsroom: Newsroom) -> None:
    """Write the state file, whole or not at all."""
    state.parent.mkdir(parents=True, exist_ok=True)
    new = state.with_name(state.name + ".new")
    new.write_text(json.dumps({"opened": newsroom.opened.isoformat(), "edition": newsroom.edition}) + "\n", "utf-8")
    new.replace(state)


def _share(port: int, run: _Run) -> int:
    """Use the newsroom that answers at a port already, if it is one."""
    base = f"http://{HOST}:{port}"
    identity = _identity(base)
    if identity is None:
        return _fail(
            f"port {port} on {HOST} is taken by another program; stop it, or give the newsroom another port in its "
            f"source file, where a crawl reads it too: sed -i 's/:{port}/:{port + 1}/' {SOURCE}"
        )
    _say(f"{base}/ is up already (opened {identity['opened']}, edition {identity['edition']}), using that one")
    return run.wait() if run.command else 0


def _identity(base: str) -> dict[str, str] | None:
    """Ask who answers at an address; None if it is no newsroom."""
    with suppress(OSError, HTTPException, ValueError, KeyError, TypeError):
        with build_opener(ProxyHandler({})).open(f"{base}/newsroom.json", timeout=5) as answer:
            known = json.loads(answer.read(1000))
        if known["newsroom"] == NAME:
            return {key: str(known[key]) for key in ("opened", "edition")}
    return None


@dataclass
class _Run:
    """The time for which the site is up: that of a command, or until a signal comes."""

    command: list[str]
    child: subprocess.Popen[bytes] | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Take the signals that end a program."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._pass_on)

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        if not self.command:
            while not self.stopped.wait(POLL):
                pass
            return 0
        try:
            self.child = subprocess.Popen(self.command)
        except OSError as error:
            return _fail(f"cannot run {self.command[0]}: {error.strerror}", status=127)
        if self.stopped.is_set():  # a signal came before there was a child to get it
            self.child.terminate()
        status = _ended(self.child)
        return status if status >= 0 else 128 - status

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        """Hand a signal to the child, once: a terminal's Ctrl-C reaches it without us."""
        self.stopped.set()
        if self.child and not (number == signal.SIGINT and _in_foreground()):
            self.child.send_signal(number)


def _ended(child: subprocess.Popen[bytes]) -> int:
    """Wait for a child, awake now and then: a signal that another thread receives interrupts no endless wait."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            return child.wait(POLL)


def _in_foreground() -> bool:
    """Tell whether a terminal sends its Ctrl-C to us and thereby to our children."""
    with suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
        try:
            return os.tcgetpgrp(terminal) == os.getpgrp()
        finally:
            os.close(terminal)
    return False


def _say(words: str) -> None:
    print(f"newsroom: {words}", file=sys.stderr, flush=True)


def _fail(words: str, status: int = 2) -> int:
    _say(words)
    return status


if __name__ == "__main__":
    sys.exit(main())
