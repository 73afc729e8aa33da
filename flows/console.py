"""What every command shares: the exit statuses, and the console for progress and mistakes on standard error."""

from __future__ import annotations

import sys

from rich.console import Console

FAILED, WRONG, INTERRUPTED, TERMINATED = 1, 2, 130, 143

err = Console(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else 200)
