"""Picks out of the evidence what the page itself says of its time: there, and nowhere else, a publisher corrects it.

A feed's time, the address, and ages (`2 hours ago`) depend on how and when we came, so they are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.records import Evidence, Precision

_ON_THE_PAGE = ("front-matter", "json-ld", "meta", "microdata", "time-tag", "text")
_TO_THE_MINUTE, _TO_THE_HOUR = "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H"


def stated_times(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the times of publication that are stated on the page, each once: instants in UTC, else days.

    A full minute is how many write a minute, so it is cut there.
    """
    believed = [e for e in evidence if e.field == "published" and _is_stated(e)]
    instants = [_instant(e) for e in believed if e.value is not None]
    days = [e.on.isoformat() for e in believed if e.on is not None and e.precision is Precision.DAY]
    return tuple(dict.fromkeys(instants or days))


def _is_stated(e: Evidence) -> bool:
    """Say whether a candidate stands on the page and was neither passed over nor reckoned from the capture."""
    believed = e.chosen or e.conflict or not e.note
    return e.rule.partition(":")[0] in _ON_THE_PAGE and believed and not e.is_age


def _instant(e: Evidence) -> str:
    assert e.value is not None
    if e.precision is Precision.HOUR:
        return e.value.strftime(_TO_THE_HOUR)
    return e.value.strftime(_TO_THE_MINUTE + (":%S" if e.precision is Precision.SECOND and e.value.second else ""))
