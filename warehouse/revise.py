"""Decides which captures of an article are a new wording, and which wording replaced which."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any

_RUNNING = timedelta(minutes=5)  # a time stated so near to the visit may be a clock on the page


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of one article; `revision` is 0 while it has no number."""

    article_id: str
    revision_id: str
    content_hash: str
    seen_at: datetime
    revision: int = 0
    capture_id: str = ""
    stated_times: Sequence[str] | None = ()  # of publication: UTC, cut to their precision
    is_replay: bool = False
    is_current: bool = False
    is_withdrawn: bool = False  # by a replay: what its capture says is no article any more
    repeats: str = ""  # of a capture that left no revision: the revision whose words it has


def revise(known: Iterable[Wording], new: Iterable[Wording]) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Number the wordings that are new, and list the supersessions that follow.

    A wording is new unless the one seen just before it, or just after it, says the same. So a
    publisher who goes back to an earlier wording makes a third revision, and an older copy that an
    archive brings later takes its place in the order of time without becoming the current one.
    Of a capture that was read more than once (a replay), the last reading is what is compared; one that
    was withdrawn says nothing.
    A new wording that becomes current replaces the current one also where that is not the one just
    before: a replay may have moved that to another article.

    Args:
        known: the revisions of the articles.
        new: what else was captured, all of it that is known: also what lies between says what was said when.

    Returns:
        The number of each new wording by its `revision_id`, and rows of `supersessions`.
    """
    histories = _by_article(known)
    numbers: dict[str, int] = {}
    replaced: list[dict[str, Any]] = []
    current = {wording.revision_id for history in histories.values() for wording in history if wording.is_current}
    captured = sorted(new, key=lambda w: (w.seen_at, w.revision_id))
    later = _by_article(captured)
    for wording in captured:
        history = histories[wording.article_id] = _in_order(histories[wording.article_id])
        if any(w.revision_id == wording.revision_id for w in history):
            continue
        place = bisect_right([w.seen_at for w in history], wording.seen_at)
        before = _readings(history, place - 1)
        after = _readings(history, place)
        if before and says_same(before[-1], wording) and not before[-1].is_withdrawn:
            continue
        if after and says_same(after[-1], wording) and not _is_parted(wording, after[-1], later[wording.article_id]):
            continue
        number = 1 + max((w.revision for w in history), default=0)
        numbers[wording.revision_id] = number
        newer = list(_replacing(history, place))
        older = {w.revision_id: w for w in _replaced_by(history, place)}
        if not newer:
            older |= {w.revision_id: w for w in history if w.revision_id in current}
            current.add(wording.revision_id)
        current -= older.keys()
        replaced += [_supersession(w, wording) for w in older.values()]
        replaced += [_supersession(wording, w) for w in newer]
        history.append(replace(wording, revision=number))
    return numbers, replaced


def _by_article(wordings: Iterable[Wording]) -> dict[str, list[Wording]]:
    found: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        found[wording.article_id].append(wording)
    return found


def _is_parted(one: Wording, later: Wording, captured: Sequence[Wording]) -> bool:
    """Say whether other words were captured between two wordings that say the same: then the first is its own."""
    start = bisect_right(captured, one.seen_at, key=lambda w: w.seen_at)
    between = takewhile(lambda w: w.seen_at < later.seen_at, islice(captured, start, None))
    return not all(says_same(one, w) for w in between)


def says_same(one: Wording, other: Wording) -> bool:
    """Say whether two captures say the same: title and text, and a time of publication that was not corrected."""
    return one.content_hash == other.content_hash and not _is_corrected(one, other)


def _is_corrected(one: Wording, other: Wording) -> bool:
    """Say whether both state when the article was published, and nothing that one states agrees with the other."""
    if not one.stated_times or not other.stated_times:
        return False
    if any(_agree(a, b) for a in one.stated_times for b in other.stated_times):
        return False
    return not (_is_running(one) and _is_running(other))


def _agree(one: str, other: str) -> bool:
    """Say whether two times can both be right, as exactly as they are stated; zones move a day by one."""
    if "T" in one and "T" in other:
        return one.startswith(other) or other.startswith(one)
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) <= timedelta(days="T" in one + other)


def _is_running(wording: Wording) -> bool:
    """Say whether what a page states as its time is that of the visit, as a clock on the page would."""
    instants = [datetime.fromisoformat(t).replace(tzinfo=UTC) for t in wording.stated_times or () if "T" in t]
    return bool(instants) and all(abs(wording.seen_at - instant) <= _RUNNING for instant in instants)


def _in_order(history: list[Wording]) -> list[Wording]:
    """Sort by the time seen; all readings of a capture stand where its first one does."""
    first: dict[str, int] = {}
    for wording in sorted(history, key=lambda w: w.revision):
        first.setdefault(wording.capture_id or wording.revision_id, wording.revision)
    return sorted(history, key=lambda w: (w.seen_at, first[w.capture_id or w.revision_id], w.revision))


def _readings(history: list[Wording], place: int) -> list[Wording]:
    """Return all readings of the capture at a place in the order of time, oldest reading first."""
    if not 0 <= place < len(history):
        return []
    there = history[place]
    return [w for w in history if w is there or (w.capture_id and w.capture_id == there.capture_id)]


def _replaced_by(history: list[Wording], place: int) -> list[Wording]:
    """Return the readings that a wording at a place replaces.

    A replay counts from its promotion. So where a capture was read by replays only (they moved it here from another
    article), what was there before it is replaced as well, or both would stand at the moments before the promotion.
    """
    found: list[Wording] = []
    while readings := _readings(history, place - 1 - len(found)):
        found += readings
        if not readings[0].is_replay:
            break
    return found


def _replacing(history: list[Wording], place: int) -> Iterator[Wording]:
    """Yield what replaces a wording at a place, for the same reason up to a reading that is no replay."""
    while readings := _readings(history, place):
        yield readings[0]
        if not readings[0].is_replay:
            return
        place += len(readings)


def _supersession(old: Wording, new: Wording) -> dict[str, Any]:
    return {
        "article_id": old.article_id,
        "revision_id": old.revision_id,
        "by_revision_id": new.revision_id,
        "superseded_at": new.seen_at,
    }
