"""What web archives answer with: a page with the time of its capture in a header, or a piece of a WARC file."""

from __future__ import annotations

import io
from datetime import datetime
from email.utils import parsedate_to_datetime

from tasks.fetch.message import Message
from tasks.fetch.warc import records


def inner_response(piece: bytes) -> bytes | None:
    """Return the HTTP response in the WARC record that a piece of a file holds; None if it holds no whole one."""
    record = next(records(io.BytesIO(piece)), None)
    return record.block if record and record.type == "response" else None


def memento_time(message: Message) -> datetime | None:
    """Return the time at which the archive captured what it answers with (RFC 7089 §2.1.1), if it says so."""
    try:
        at = parsedate_to_datetime(message.header("Memento-Datetime") or "")
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else None
