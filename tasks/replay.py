"""Extracts and normalizes the captures of one of our WARC files again, into the folder of a replay."""

from __future__ import annotations

import shutil
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from tasks.batch import BatchReader, Staged
from tasks.extract.post import EXTRACTOR as POST
from tasks.extract.sandbox import Sandbox
from tasks.extract.text import PLAIN, UNMARKED, VOTED
from tasks.records import Site

TASKS = Path(__file__).parent
_CODE = ("extract/*", "normalize/*", "jekyll.py", "page.py")  # and the lists and models beside it
_LIBRARIES = (
    "trafilatura", "htmldate", "justext", "courlan", "resiliparse", "lxml", "markdown-it-py", "charset-normalizer",
    "py3langid", "exchange_calendars",
)  # fmt: skip
"""What has a say in what is found on a page."""


def replay_warc(
    warc: Path, archive: Path, folder: Path, site: Site, sandbox: Sandbox, *, places: list[int], replay: str,
    voted: bool = True,
) -> Staged:  # fmt: skip
    """Stage below `folder` what the captures at those places become now, as rows of the replay of that id.

    Raises:
        OSError: the file cannot be read.
    """
    shutil.rmtree(folder.with_name(f"{folder.name}.new"), ignore_errors=True)  # of a run that was killed
    return BatchReader(warc, archive, folder, site, voted, replay).run(sandbox, places)


def extractors(text: str) -> tuple[str, ...]:
    """The names of all extractors that are in use; `text` is the setting of that name."""
    return (VOTED if text == "voted" else PLAIN, POST, UNMARKED)


def rules() -> str:
    """Fingerprint everything that decides what becomes of a page: our code, its models, the libraries' versions."""
    digest = sha256()
    for path in sorted(path for pattern in _CODE for path in TASKS.glob(pattern) if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]
