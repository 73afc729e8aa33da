"""The past of a source: the registry of strategies, and those that a source has.

To add a strategy, write one file like `dated.py` and name its class in `STRATEGIES` below.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.records import IngestMode
from tasks.sources.past.commoncrawl import CommonCrawl
from tasks.sources.past.dated import Dated
from tasks.sources.past.files import PastPosts, PastWarc
from tasks.sources.past.paging import Paging
from tasks.sources.past.sitemap import PastSitemap
from tasks.sources.past.wayback import Wayback
from tasks.sources.spec import Past, Source, SourceError

__all__ = ["STRATEGIES", "NoPast", "Past", "by_mode", "past_of"]

STRATEGIES: dict[str, type[Past]] = {
    past.strategy: past for past in (PastSitemap, Dated, Paging, PastPosts, PastWarc, Wayback, CommonCrawl)
}
"""Every strategy, by the name that `[[past]] strategy = …` gives it. The one place to add one."""


class NoPast(SourceError):
    """A source of which no strategy can find the past."""


def past_of(source: Source) -> tuple[Past, ...]:
    """Return the strategies of a source: those that it names, else those that follow from its entries.

    Raises:
        NoPast: there are none; the line names those that could be.
    """
    found = source.past or tuple(
        past for entry in source.entries for kind in STRATEGIES.values() if (past := kind.of(entry))
    )
    if not found:
        kinds = ", ".join(dict.fromkeys(f"[[{entry.kind}]]" for entry in source.entries))
        raise NoPast(
            f"{source.name}: {kinds} shows what is new and has no past; add a table [[past]] to its file with "
            f"strategy = {' or '.join(STRATEGIES)} (docs/backfill.md shows each)"
        )
    return found


def by_mode(strategies: Sequence[Past]) -> dict[IngestMode, list[Past]]:
    """Group strategies by how their captures come to us."""
    groups: dict[IngestMode, list[Past]] = {}
    for strategy in strategies:
        groups.setdefault(strategy.mode, []).append(strategy)
    return groups
