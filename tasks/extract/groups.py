"""Judges as one what is one: the rows of a table of data, and the items of a list without links.

Judged by itself, the shortest of them falls though the others stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.extract.outline import ASIDE
from tasks.extract.segments import BIT, CELLS, Place, Segment

_HEADING = BIT["h1"] | BIT["h2"] | BIT["h3"] | BIT["h4"]


class _Group:
    """A table or a list: its place, the segments that are its rows or items, and whether there are links in it."""

    __slots__ = ("has_links", "is_table", "members", "place")

    def __init__(self, place: Place, is_table: bool) -> None:
        self.place, self.is_table = place, is_table
        self.members: list[int] = []
        self.has_links = False


def together(found: list[Segment], judged: dict[int, float], prose: Iterable[int]) -> dict[int, float]:
    """Return the odds of being text with those of each group made one: their mean, by length.

    What has no links and stands between two sentences of the same block is certain, with the heading above it. `prose`
    are the sentences that are kept, in reading order.
    """
    joined = dict(judged)
    reach = _reach(found, prose)
    for group in _groups(found):
        members, outer = group.members, group.place.outer or group.place
        first, last = reach.get(outer.block, (len(found), 0))
        is_aside = (group.place.own | found[members[0]].place.own) & ASIDE
        if first < members[0] and members[-1] < last and not is_aside and not group.has_links:
            likely, above = 1.0, members[0] - 1
            if _is_heading(found[above], outer):
                joined[above] = 1.0
        else:
            length = sum(len(found[i].text) for i in members)
            likely = sum(judged.get(i, 0.0) * len(found[i].text) for i in members) / length
        joined |= dict.fromkeys(members, likely)
    return dict(sorted(joined.items()))


def _reach(found: list[Segment], prose: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return by block the first and the last sentence that stands in it, or in a paragraph of it."""
    reach: dict[int, tuple[int, int]] = {}
    for i in prose:
        place = found[i].place
        for block in (place.block, place.outer.block if place.outer else place.block):
            reach[block] = (reach.get(block, (i, i))[0], i)
    return reach


def _groups(found: list[Segment]) -> list[_Group]:
    """Return the tables with the rows that have cells and are no links, and the lists that have no links."""
    groups: dict[int, _Group] = {}
    for i, segment in enumerate(found):
        place, is_row = segment.place, bool(segment.place.own & BIT["table"])
        whole = place if is_row else _list_of(place)
        if whole is None:
            continue
        group = groups.setdefault(whole.block, _Group(whole, is_row))
        group.has_links = group.has_links or segment.linked > 0
        if not is_row or (CELLS in segment.text and not segment.is_links):
            group.members.append(i)
    return [group for group in groups.values() if group.members and (group.is_table or not group.has_links)]


def _list_of(place: Place) -> Place | None:
    """Return the list in whose item, or in a paragraph of whose item, a segment stands."""
    if place.own & BIT["p"] and place.outer:
        place = place.outer
    return place.outer if place.own & BIT["li"] else None


def _is_heading(segment: Segment, block: Place) -> bool:
    """Say whether a segment is a heading directly in a block."""
    return bool(segment.place.own & _HEADING) and segment.place.outer is block and not segment.is_links
