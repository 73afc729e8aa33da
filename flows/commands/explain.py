"""`finews explain`: the life of one address on one screen, and why it is or is not in an answer as of a moment."""

from __future__ import annotations

from tasks.settings import get_settings


def explain(url: str, /, *, at: str | None = None) -> int:
    """Show the history of one URL: where it was found, each visit, each revision, and the evidence for its times.

    Parameters
    ----------
    url
        A URL, tracking parameters included or not; or an article_id.
    at
        A moment with its zone (2026-03-05T09:30:00+08:00), or a snapshot, which stands for the moment of its last load:
        also show why the article is or is not in an answer as of then.
    """
    from flows.show.life import show_life
    from flows.show.table import terminal
    from warehouse.explain import explain as ask
    from warehouse.explain import nearest
    from warehouse.query import QueryError, cancelling, connect
    from warehouse.snapshots import moment

    asked = None if at is None else moment(get_settings().root, at)
    try:
        addresses, url_ids = spellings(url)
    except ValueError as error:  # what urllib says of http://[x
        raise QueryError(f"{url!r} is no address: {error}") from None
    with cancelling(), connect(get_settings().root) as connection:
        life = ask(connection, addresses, url_ids)
        if life is None:
            near = nearest(connection, url)
            hint = f"; the nearest known: {' '.join(near)}" if near else ""
            raise QueryError(f"{url!r} is not known here: no source has named it{hint}")
        show_life(life, asked, connection, terminal())
    return 0


def spellings(typed: str) -> tuple[list[str], list[str]]:
    """Return the addresses that a typed one may stand for, and their ids: without trackers, with either scheme."""
    from tasks.normalize.urls import clean
    from tasks.records import url_id

    typed = typed.strip().strip("<>")
    found = [typed] if "://" in typed or "/" not in typed else [typed, f"https://{typed}"]
    for address in list(found):
        for other in (clean(address), clean(address).rstrip("/"), f"{clean(address).rstrip('/')}/"):
            scheme, separator, rest = other.partition("://")
            found += (
                [f"{s}://{rest}" for s in ("https", "http")] if separator and scheme.startswith("http") else [other]
            )
    addresses = list(dict.fromkeys(found))
    return addresses, [url_id(address) for address in addresses]
