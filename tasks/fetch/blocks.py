"""What a visit becomes in a WARC file: HTTP heads as they went over the wire, and the facts that HTTP does not say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from tasks.fetch import warc
from tasks.fetch.message import find_header
from tasks.records import Exchange, Hop, Link, Outcome

_LINE_ENDS = re.compile(r"[\r\n]+")


def response_id(capture_id: str, hop: str = "") -> str:
    """The id of a capture's response record; hops before the last have a number."""
    return warc.record_id(capture_id, "response", hop)


def payload_fields(exchange: Exchange, hop: Hop, last: bool) -> warc.Fields:
    """The digest of what was transferred, and why it is not whole if it is not."""
    plain = last and exchange.sha256 and not find_header(hop.headers, "Content-Encoding")
    digest = warc.label(bytes.fromhex(exchange.sha256 or "")) if plain else warc.digest(hop.raw)
    fields = [("WARC-Payload-Digest", digest)]
    return [*fields, ("WARC-Truncated", hop.truncated)] if hop.truncated else fields


def revisit_fields(exchange: Exchange) -> warc.Fields:
    """What the body was found to be the same as, and how."""
    not_modified = exchange.status == HTTPStatus.NOT_MODIFIED
    fields = [("WARC-Profile", warc.NOT_MODIFIED if not_modified else warc.SAME_DIGEST)]
    if exchange.sha256:  # of the decoded body, which is what was compared
        fields.append(("WARC-Payload-Digest", warc.label(bytes.fromhex(exchange.sha256))))
    known = exchange.known
    if known and known.capture_id:
        fields.append(("WARC-Refers-To", response_id(known.capture_id)))
    if known and known.at:
        fields.append(("WARC-Refers-To-Target-URI", warc.uri(exchange.final_url)))
        fields.append(("WARC-Refers-To-Date", warc.date(known.at)))
    return fields


def response_head(hop: Hop) -> bytes:
    """Status line and headers as they were received, except for the transfer-coding, which is undone."""
    headers = list(hop.headers)
    if find_header(hop.headers, "Transfer-Encoding"):
        kept = [pair for pair in headers if pair[0].lower() != "content-length"]
        renamed = {"transfer-encoding": "X-Crawler-Transfer-Encoding"}
        headers = [(renamed.get(name.lower(), name), value) for name, value in kept]
        headers.append(("Content-Length", str(len(hop.raw))))
    return _head(f"HTTP/1.1 {hop.status} {hop.reason}", headers)


def request_head(hop: Hop) -> bytes:
    parts = urlsplit(hop.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _head(f"{hop.method} {target} HTTP/1.1", hop.request_headers)


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    text = "\r\n".join(_LINE_ENDS.sub(" ", line) for line in lines)
    return f"{text}\r\n\r\n".encode("latin-1", "replace")  # as http.client read them


def facts(exchange: Exchange) -> dict[str, Any]:
    """What is known of a visit beside its link."""
    unchanged = exchange.known if exchange.outcome is Outcome.UNCHANGED else None
    return {
        "outcome": exchange.outcome,
        "reason": exchange.reason,
        "detail": exchange.detail,
        "status": exchange.status,
        "final_url": exchange.final_url,
        "bytes": exchange.received or len(exchange.body),
        "sha256": exchange.sha256,
        "etag": exchange.header("ETag") or (unchanged and unchanged.etag),
        "last_modified": exchange.header("Last-Modified") or (unchanged and unchanged.last_modified),
        "elapsed_ms": exchange.elapsed_ms,
    }


def link_facts(link: Link) -> dict[str, Any]:
    told: dict[str, Any] = {
        "url": link.url,
        "source": link.source,
        "found_at": link.found_at,
        "kind": link.kind,
        "via": link.via,
        "hints": {name: value for name, value in link.hints._asdict().items() if value},
    }
    return told | {"copy": asdict(link.copy)} if link.copy else told
