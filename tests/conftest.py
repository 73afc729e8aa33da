"""What several tests share: the folder of real input, a home of their own, rows of the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tasks.settings import Settings

hypothesis.settings.register_profile("finews", deadline=None)  # how fast the machine is must fail no test
hypothesis.settings.load_profile("finews")

PROJECT = Path(__file__).resolve().parents[1]
LONGEST = ("test_readme.py", "test_backfill.py", "test_crawl.py", "test_import.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real pages and posts beside the checkout; tests that need them skip without."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the folder of real pages and posts, ../shared/data, which is not part of the repository")
    return folder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A home and a sources folder of this test's own."""
    monkeypatch.setenv("FINEWS_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("FINEWS_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("FINEWS_DELAY", "0")
    (tmp_path / "sources").mkdir()
    yield Settings(_env_file=None)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and is not yet reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
