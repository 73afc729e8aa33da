"""Decides which captures of an article are a new wording, and which wording replaced which."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of one article; `revision` is 0 while it has no number."""

    article_id: str
    revision_id: str
    content_hash: str
    seen_at: datetime
    revision: int = 0
    capture_id: str = ""


def revise(known: Iterable[Wording], new: Iterable[Wording]) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Number the wordings that are new, and list the supersessions that follow.

    A wording is new unless the one seen just before it, or just after it, says the same. So a
    publisher who goes back to an earlier wording makes a third revision, and an older copy that an
    archive brings later takes its place in the order of time without becoming the current one.
    Where a replay has corrected what was read from a capture, the correction is what is compared.

    Returns:
        The number of each new wording by its `revision_id`, and rows of `supersessions`.
    """
    known = sorted(known, key=lambda w: w.revision)
    numbers: dict[str, int] = {}
    replaced: list[dict[str, Any]] = []
    highest = {w.article_id: w.revision for w in known}
    ids = {w.revision_id for w in known}
    histories: dict[str, dict[str, Wording]] = defaultdict(dict)
    for wording in known:
        histories[wording.article_id][wording.capture_id or wording.revision_id] = wording
    for wording in sorted(new, key=lambda w: (w.seen_at, w.revision_id)):
        history = sorted(histories[wording.article_id].values(), key=lambda w: (w.seen_at, w.revision))
        place = bisect_right([w.seen_at for w in history], wording.seen_at)
        before = history[place - 1] if place else None
        after = history[place] if place < len(history) else None
        if wording.revision_id in ids or any(w and w.content_hash == wording.content_hash for w in (before, after)):
            continue
        number = highest[wording.article_id] = 1 + highest.get(wording.article_id, 0)
        numbers[wording.revision_id] = number
        numbered = replace(wording, revision=number)
        histories[wording.article_id][wording.capture_id or wording.revision_id] = numbered
        replaced += [_supersession(*pair) for pair in ((before, wording), (wording, after)) if all(pair)]
    return numbers, replaced


def _supersession(old: Wording, new: Wording) -> dict[str, Any]:
    return {
        "article_id": old.article_id,
        "revision_id": old.revision_id,
        "by_revision_id": new.revision_id,
        "superseded_at": new.seen_at,
    }
