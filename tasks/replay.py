"""Extracts and normalizes the captures of one of our WARC files again, into the folder of a replay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from tasks.batch import BatchReader
from tasks.extract.post import EXTRACTOR as POST
from tasks.extract.sandbox import Sandbox
from tasks.extract.text import PLAIN, VOTED
from tasks.records import Capture, Site

TASKS = Path(__file__).parent
_LIBRARIES = ("trafilatura", "resiliparse", "lxml", "py3langid")  # that have a say in what is found


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one batch came to, in counts."""

    batch_id: str
    source: str
    articles: int
    rejects: int


class ReplayReader(BatchReader):
    """Reads one WARC file and stages what becomes of the wanted captures; the batch itself is loaded already."""

    wanted: frozenset[str] = frozenset()

    def _pages(self) -> Iterator[Capture]:
        return (capture for capture in self.reader if capture.capture_id in self.wanted)

    def _batch_row(self) -> bool:
        return False


def replay_warc(
    warc: Path, archive: Path, folder: Path, site: Site, sandbox: Sandbox, *, wanted: frozenset[str], replay: str,
    voted: bool = True,
) -> Replayed:  # fmt: skip
    """Stage below `folder` what the wanted captures become now, as rows of the replay of that id.

    Raises:
        OSError: the file cannot be read.
    """
    shutil.rmtree(folder.with_name(f"{folder.name}.new"), ignore_errors=True)  # of a run that was killed
    reader = ReplayReader(warc, archive, folder, site, voted, replay)
    reader.wanted = wanted
    staged = reader.run(sandbox)
    return Replayed(staged.batch_id, staged.source, staged.articles, staged.rejects)


def extractors(text: str) -> tuple[str, ...]:
    """The names of all extractors that are in use; `text` is the setting of that name."""
    return (VOTED if text == "voted" else PLAIN, POST, "finews-plain 1")


def rules() -> str:
    """Fingerprint everything that decides what becomes of a page: our code, its models, the libraries' versions."""
    digest = sha256()
    for path in sorted([*(TASKS / "extract").iterdir(), *(TASKS / "normalize").iterdir(), TASKS / "page.py"]):
        if path.suffix in {".py", ".json"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]
