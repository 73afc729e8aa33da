"""What keeps a run small; in processes of their own, since modules stay once they are imported."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import PROJECT


def run(program: str) -> list[str]:
    """The words that a program prints; it must print none on standard error."""
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stderr == ""  # where an allocator complains of a setting that it does not know
    return done.stdout.split()


def test_pyarrow_does_without_pandas_and_others_do_not_have_to() -> None:
    program = """
import sys
import pyarrow as pa
from tasks.memory import without_pandas
without_pandas()
rows = pa.Table.from_pylist([{"a": 1}])
print("pandas" in sys.modules)
import pandas
print(rows.to_pandas()["a"].sum())
"""
    assert run(program) == ["False", "1"]
    assert run(program.replace("without_pandas()\n", "", 1)) == ["True", "1"]


def test_libraries_accept_the_allocators_that_are_chosen_for_them() -> None:
    program = """
import sys
from tasks.memory import choose_allocators
print("pyarrow" in sys.modules, "deltalake" in sys.modules)
choose_allocators()
import deltalake, pyarrow
print(pyarrow.default_memory_pool().backend_name)
"""
    assert run(program) == ["False", "False", "system"]


def test_what_is_kept_uncollected_ends_with_the_process_and_no_library_complains() -> None:
    program = """
import gc, duckdb
from tasks.memory import keep_uncollected
keep_uncollected()
keep_uncollected()
connection = duckdb.connect()
print(gc.get_freeze_count() > 1000)
"""
    assert run(program) == ["True"]
