"""The pins: a small file that says which version of every table is published, through which all readers go."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import index
from pathlib import Path

from warehouse.durable import sync
from warehouse.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class Pins:
    """One consistent version of all tables."""

    load_id: int = 0
    known_at: str = ""
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Pins:
        """Read the pins; a warehouse that was never published has none."""
        try:
            pins = cls(**json.loads(path.read_text()))
            datetime.fromisoformat(pins.known_at)
            return replace(pins, load_id=index(pins.load_id), versions={k: index(v) for k, v in pins.versions.items()})
        except FileNotFoundError:
            return cls()
        except (ValueError, TypeError, AttributeError) as error:
            raise WarehouseError(f"{path}: damaged, not a pins file ({error}); restore it from a backup") from None

    def write(self, path: Path) -> None:
        """Replace the pins atomically and durably."""
        new = path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"load_id": self.load_id, "known_at": self.known_at, "versions": self.versions}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync(path.parent)
