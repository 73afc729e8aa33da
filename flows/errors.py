"""The errors that are shown in one line, without a traceback: mistakes of the user, and problems that are expected."""

from __future__ import annotations

import re
from datetime import date

_TABLE_FILE = re.compile(r"""(?:\bfile |["'])/?([^:"']+\.parquet)""")


def mistakes() -> tuple[type[Exception], ...]:
    """Return their types; imported here so that the command line itself stays light."""
    from cyclopts import CycloptsError

    from flows.console import InputError
    from flows.server import ServerError
    from tasks.backfill.outline import DaysExist
    from tasks.backfill.span import SpanError
    from tasks.fetch.client import ContactMissing
    from tasks.settings import SettingsError
    from tasks.single import SingleError
    from tasks.sources import SourceError
    from tasks.space import DiskFull
    from warehouse.errors import ReplayError
    from warehouse.moments import MomentError
    from warehouse.query import DAMAGE, QueryCancelled, QueryError
    from warehouse.search import SearchError
    from warehouse.snapshots import SnapshotError
    from warehouse.store import WarehouseError

    return (
        CycloptsError, InputError, ServerError, DaysExist, SpanError, ContactMissing, SingleError, SettingsError,
        SourceError, QueryError, QueryCancelled, DiskFull, MomentError, ReplayError, SearchError, SnapshotError,
        WarehouseError, OSError, *DAMAGE,
    )  # fmt: skip


def _damage(said: str) -> str:
    """Name the file that cannot be read and the last cause, if an engine tells them among all that it came through."""
    file = _TABLE_FILE.search(said)
    cause = said.rpartition(": ")[2]
    if not file or file[1] in cause:
        return f"a file of the warehouse cannot be read; restore it from a backup: {said}"
    return f"/{file[1]} cannot be read; restore it from a backup ({cause})"


def line(error: Exception) -> str:
    """Return what is told of one; where Cyclopts leaves open what to do, in words of our own."""
    from cyclopts import CoercionError, MissingArgumentError, UnusedCliTokensError

    from warehouse.query import DAMAGE, one_line

    if isinstance(error, DAMAGE):
        return _damage(one_line(error))
    command = " ".join(["finews", *(getattr(error, "command_chain", None) or ())])
    argument = getattr(error, "argument", None)
    if isinstance(error, MissingArgumentError) and argument is not None and argument.index is not None:
        return f"{argument.name.lstrip('-').upper()} is missing: `{command} --help` says what it is"
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return f"'{' '.join(error.unused_tokens)}' is too much: `{command} --help` says what it takes"
    if isinstance(error, CoercionError) and error.target_type is date and error.token is not None:
        return f"{argument.name if argument else 'a day'} {error.token.value!r} is no day: write YYYY-MM-DD"
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)
