"""A batch of links, and the list of them on disk while they wait to be fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tasks.records import Copy, Hints, Known, Link

Due = tuple[Link, Known | None]  # a link to visit, and what is known of it


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one task: a list of links to fetch, or a WARC file to read. References only."""

    id: str
    source: str
    links: int
    warc: str  # where its WARC file is, or will be
    todo: str | None = None  # the list of links, while they are not fetched
    host: str | None = None  # the one host that all links are at, if it is one
    day: date | None = None  # the one day at the source that a backfill looked for
    places: tuple[int, ...] | None = None  # where its captures lie in the file, where that is known
    repeated: tuple[str, ...] = ()  # what the source's sites are known to repeat, see `Site`


def write_todo(path: Path, items: Iterable[Due]) -> None:
    """Write links to fetch, one JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for link, known in items:
            record = {"link": _shallow(link) | {"hints": link.hints._asdict()}, "known": known}
            file.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    """What JSON has no word for."""
    return value.isoformat() if isinstance(value, datetime) else _shallow(value)


def _shallow(record: Link | Known | Copy) -> dict[str, Any]:
    """The fields of a record as they are; `asdict` would copy each value, which takes longer than to write them."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def read_todo(path: Path) -> Iterator[Due]:
    """Read what `write_todo` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            link, known = record["link"], record["known"]
            hints = link["hints"] | {name: tuple(link["hints"][name]) for name in ("authors", "tags")}
            link |= {"hints": Hints(**hints), "found_at": datetime.fromisoformat(link["found_at"])}
            if copy := link["copy"]:
                link["copy"] = Copy(**copy | {"at": datetime.fromisoformat(copy["at"])})
            if known and known["at"]:
                known["at"] = datetime.fromisoformat(known["at"])
            yield Link(**link), Known(**known) if known else None
