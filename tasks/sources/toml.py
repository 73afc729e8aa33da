"""Reads a source file, and says in one line each what is wrong with it: file, key, accepted values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tasks.sources.addresses import without_user
from tasks.sources.spec import Entry, Past, Source, SourceError
from tasks.sources.values import expected, nearest, tidy_name

_OURS = ("name", "past", "entries")  # fields of Source that are no keys of the file


def read_source(path: Path, kinds: Mapping[str, type[Entry]], strategies: Mapping[str, type[Past]]) -> Source:
    """Read and validate one source file.

    Raises:
        SourceError: what is wrong with it, one line for each fault.
    """
    tables = _parse(path)
    past, faults = _read_past(path, tables.pop("past", []), strategies)
    entries, more = _read_entries(path, tables, kinds)
    faults += more
    keys = [key for key in Source.model_fields if key not in _OURS]
    accepted = [*keys, *(f"[[{kind}]]" for kind in (*kinds, "past"))]
    site = {key: value for key, value in tables.items() if key not in kinds}
    ours = {"name": path.stem, "past": past, "entries": entries}
    faults += [_unknown(path, key, "the file", accepted) for key in site if key not in keys]
    try:
        source = Source.model_validate({key: site[key] for key in keys if key in site} | ours)
    except ValidationError as error:
        faults += _site_faults(path, error, has_faults=bool(faults), kinds=kinds)
    if faults:
        raise SourceError("\n".join(faults))
    return source


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: not TOML: {error}") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 at byte {error.start}") from None


def _read_entries(
    path: Path, tables: dict[str, Any], kinds: Mapping[str, type[Entry]]
) -> tuple[list[Entry], list[str]]:
    entries: list[Entry] = []
    faults: list[str] = []
    for kind in (key for key in tables if key in kinds):
        model = kinds[kind]
        if not _are_tables(tables[kind]):
            faults.append(f"{path}: write [[{kind}]], in two brackets, above the keys of each {kind}")
            continue
        for number, table in enumerate(tables[kind], 1):
            try:
                entries.append(model.model_validate(table, context={"folder": path.parent}))
            except ValidationError as error:
                where = f"[[{kind}]]" if len(tables[kind]) == 1 else f"[[{kind}]] number {number}"
                faults += [_fault(path, dict(fault), where, list(model.model_fields)) for fault in error.errors()]
    return entries, faults


def _read_past(path: Path, tables: Any, strategies: Mapping[str, type[Past]]) -> tuple[list[Past], list[str]]:
    if not _are_tables(tables):
        return [], [f"{path}: write [[past]], in two brackets, above the keys of each way to the past"]
    found: list[Past] = []
    faults: list[str] = []
    for number, table in enumerate(tables, 1):
        where = "[[past]]" if len(tables) == 1 else f"[[past]] number {number}"
        name = table.get("strategy")
        model = strategies.get(name) if isinstance(name, str) else None
        if model is None:
            wrong = (
                f"strategy = {_short(name)}{nearest(str(name), strategies)}"
                if name
                else "the key 'strategy' is missing"
            )
            faults.append(f"{path}: {wrong} in {where}; accepted: {', '.join(strategies)}")
            continue
        keys = {key: value for key, value in table.items() if key != "strategy"}
        try:
            found.append(model.model_validate(keys, context={"folder": path.parent}))
        except ValidationError as error:
            accepted = ["strategy", *model.model_fields]
            faults += [_fault(path, dict(fault), where, accepted) for fault in error.errors()]
    return found, faults


def _site_faults(path: Path, error: ValidationError, has_faults: bool, kinds: Mapping[str, type[Entry]]) -> list[str]:
    faults = []
    for fault in error.errors():
        key = fault["loc"][0]
        if key == "name":
            faults.append(
                f"{path}: the file's name must be of a-z, 0-9, '-' and '_', such as {tidy_name(path.stem)}.toml"
            )
        elif key != "entries":
            faults.append(_fault(path, dict(fault), "the file", []))
        elif not has_faults:
            example = next(iter(kinds.values())).example.strip().replace("\n", ", then ")
            kinds_words = ", ".join(f"[[{kind}]]" for kind in kinds)
            faults.append(f"{path}: names no place to look at; add one of {kinds_words}, for instance {example}")
    return faults


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(table, dict) for table in value)


def _fault(path: Path, fault: dict[str, Any], where: str, accepted: list[str]) -> str:
    """Say one fault that pydantic found in one line."""
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return _unknown(path, key, where, accepted)
    if fault["type"] == "missing":
        return f"{path}: {where} needs the key {key!r}"
    if not key:
        return f"{path}: {where}: {expected(fault)}"
    return f"{path}: {key} = {_short(fault['input'])} in {where}; accepted: {expected(fault)}"


def _unknown(path: Path, key: str, where: str, accepted: list[str]) -> str:
    return f"{path}: unknown key {key!r} in {where}{nearest(key, accepted)}; accepted: {', '.join(accepted)}"


def _short(value: Any) -> str:
    text = repr(without_user(value) if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:57] + "…"
