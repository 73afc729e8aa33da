"""The errors that are shown in one line, without a traceback: mistakes of the user, and problems that are expected."""

from __future__ import annotations


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
    from warehouse.query import QueryCancelled, QueryError
    from warehouse.search import SearchError
    from warehouse.snapshots import SnapshotError
    from warehouse.store import WarehouseError

    return (
        CycloptsError, InputError, ServerError, DaysExist, SpanError, ContactMissing, SingleError, SettingsError,
        SourceError, QueryError, QueryCancelled, DiskFull, MomentError, ReplayError, SearchError, SnapshotError,
        WarehouseError, OSError,
    )  # fmt: skip
