"""Fetching politely and archiving everything: the only stage that speaks HTTP.

Reading the archive loads neither requests nor urllib3: the names below are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasks.fetch.archive import ArchiveWriter, salvage
    from tasks.fetch.captures import (
        ArchiveReader,
        capture_at,
        exchange_capture,
        link_at,
        payload_capture,
        payload_capture_id,
        read_archive,
        read_info,
    )
    from tasks.fetch.client import ContactMissing, Fetcher, Hosts

__all__ = [
    "ArchiveReader",
    "ArchiveWriter",
    "ContactMissing",
    "Fetcher",
    "Hosts",
    "capture_at",
    "exchange_capture",
    "link_at",
    "payload_capture",
    "payload_capture_id",
    "read_archive",
    "read_info",
    "salvage",
]

_WRITING = {"ArchiveWriter", "salvage"}
_FETCHING = {"ContactMissing", "Fetcher", "Hosts"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "archive" if name in _WRITING else "client" if name in _FETCHING else "captures"
    return getattr(import_module(f"{__name__}.{home}"), name)
