"""What every kind of source must keep to, so that a new one is one file and one name in the registry."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from tasks.sources import KINDS, Entry, Source, SourceError
from tests.sources.conftest import read

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> type[Entry]:
    return request.param


def edit(kind: type[Entry]) -> str:
    """Name the file to edit, for the message of a failing test."""
    return f"edit {Path(inspect.getfile(kind)).relative_to(PROJECT)}, class {kind.__name__}"


def test_kind_stands_in_a_file_of_its_name(kind: type[Entry]) -> None:
    assert KINDS[kind.kind] is kind, f"{edit(kind)}: `kind` must be the name in KINDS (tasks/sources/__init__.py)"
    assert Path(inspect.getfile(kind)).stem == kind.kind, f"{edit(kind)}: the file must be named as the kind is"


def test_kind_has_docstrings(kind: type[Entry]) -> None:
    assert kind.__dict__.get("__doc__"), f"{edit(kind)}: the class needs a docstring"
    assert inspect.getmodule(kind).__doc__, f"{edit(kind)}: the module needs a docstring"


def test_every_key_is_described(kind: type[Entry]) -> None:
    bare = [name for name, field in kind.model_fields.items() if not field.description]
    assert not bare, f"{edit(kind)}: Field(description=…) is missing for {', '.join(bare)}"


def test_example_loads(kind: type[Entry], tmp_path: Path) -> None:
    try:
        source = read(tmp_path, kind.example)
    except SourceError as error:
        pytest.fail(f"{edit(kind)}: `example` does not load: {error}")
    assert [type(entry) for entry in source.entries] == [kind], f"{edit(kind)}: `example` must be of this kind alone"
    assert source.entries[0].target, f"{edit(kind)}: `target` must say what the entry reads"


def test_unknown_key_is_refused_with_the_accepted_ones(kind: type[Entry], tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        read(tmp_path, kind.example + "colour = 1\n")
    line = str(refusal.value)
    assert "example.toml: unknown key 'colour'" in line, f"{edit(kind)}: extra keys must be forbidden"
    assert all(name in line for name in kind.model_fields), f"{edit(kind)}: accepted keys are not named in: {line}"


def test_required_key_is_asked_for(kind: type[Entry], tmp_path: Path) -> None:
    required = next(name for name, field in kind.model_fields.items() if field.is_required())
    text = re.sub(rf"^{required} = .*$", "", kind.example, flags=re.MULTILINE)
    with pytest.raises(SourceError, match=f"needs the key '{required}'"):
        read(tmp_path, text)


def test_site_keys_are_described() -> None:
    bare = [name for name, field in Source.model_fields.items() if not field.description]
    assert not bare, f"edit tasks/sources/spec.py, class Source: Field(description=…) is missing for {', '.join(bare)}"
