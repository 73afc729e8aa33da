"""What every command shares: the exit statuses, and the console for progress and mistakes on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

FAILED, WRONG, INTERRUPTED, TERMINATED = 1, 2, 130, 143


_CONTROLS = dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)))  # all but tabs and ends of lines


class Clean(Console):
    """A console that passes on no control characters of what it shows: pages could steer the terminal by them."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Leave Rich's own codes; what is left out takes no column."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=segment.text.translate(_CONTROLS))


class Output(Clean):
    """Standard output. Who reads it may stop before its end, as `head` does: Rich would make a failure of that."""

    def on_broken_pipe(self) -> None:
        """Leave with status 0; what is still to be written goes nowhere."""
        with suppress(SystemExit):
            super().on_broken_pipe()
        sys.exit(0)


err = Clean(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else 200)


def plural(count: int) -> str:
    """Return the `s` that a noun has behind a number."""
    return "s" * (count != 1)


class InputError(Exception):
    """Standard input or an argument is no text."""


def check_arguments(arguments: Iterable[str]) -> None:
    """Make sure that the arguments are UTF-8; where one is not, Python has characters that nothing else takes.

    Raises:
        InputError: one is not.
    """
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise InputError(f"argument {argument!a}: not UTF-8") from None


def standard_input() -> str:
    """Read standard input as UTF-8.

    Raises:
        InputError: it is something else.
    """
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: not UTF-8 ({error.reason} at byte {error.start})") from None
