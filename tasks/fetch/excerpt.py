"""Copies captures out of our archive into a WARC file of their own, record by record as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tasks.fetch import warc


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture lies: a WARC file below the archive's root, and the byte at which its body begins."""

    capture_id: str
    warc: str
    offset: int


def write_excerpt(archive: Path, places: Iterable[Place], out: Path, info: dict[str, str], at: datetime) -> list[str]:
    """Write a WARC file of the captures at these places, in their order, and return those that are gone.

    A capture is its last response (or the body that came with its link), the request, and its metadata record.

    Args:
        info: what the warcinfo record says beside the format.
        at: the date of that record; the same one makes the same file.
    """
    missing = []
    with out.open("wb") as file:
        file.write(_warcinfo(info, at))
        for place in places:
            try:
                file.write(_members(archive / place.warc, place))
            except (OSError, ValueError):
                missing.append(place.capture_id)
    return missing


def _warcinfo(info: dict[str, str], at: datetime) -> bytes:
    said = {"format": "WARC File Format 1.1", "conformsTo": warc.CONFORMS_TO, **info}
    block = "".join(f"{name}: {warc.one_line(value)}\r\n" for name, value in said.items()).encode()
    record_id = warc.record_id("excerpt", block.decode())
    fields = warc.base_fields("warcinfo", record_id, at, warc.digest(block), "application/warc-fields")
    return warc.member(fields, block)


def _members(path: Path, place: Place) -> bytes:
    """The stored bytes from a capture's body to its metadata record.

    Raises:
        OSError: the file is gone.
        ValueError: the capture is not at that place.
    """
    with path.open("rb") as file:
        for record in warc.records(file, place.offset):
            if record.type == "metadata":
                if json.loads(record.block).get("capture_id") != place.capture_id:
                    break
                return _bytes(file, place.offset, record.offset + record.length)
    raise ValueError(f"{place.warc}: capture {place.capture_id} is not at byte {place.offset}")


def _bytes(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)
