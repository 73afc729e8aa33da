"""Which addresses are public, and that no other is ever connected to."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError

from tasks.fetch import Fetcher
from tasks.fetch.guard import AddressRefused, connect_public, is_public
from tasks.records import Outcome, Reason
from tests.fetch.site import Site, link

Make = Callable[..., Fetcher]

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1",
    "ff02::1", "2001:db8::1", "3fff::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "2001::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "10.0.0.1", "169.254.169.254",
     "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]"],
)  # fmt: skip
def test_a_fetcher_for_public_sites_does_not_connect(host: str, site: Site, fetcher: Make) -> None:
    site.put("/a", b"the router's own page")
    exchange = fetcher(private=False).fetch(link(site.url("/a", host)))
    assert (exchange.outcome, exchange.reason) == (Outcome.BLOCKED, Reason.ADDRESS)
    assert exchange.detail and "has no public address; set private = true" in exchange.detail
    assert not site.asked


def test_a_refusal_is_not_held_against_others(site: Site, fetcher: Make) -> None:
    url = site.put("/a", b"our own page")
    assert fetcher(private=False).fetch(link(url)).outcome is Outcome.BLOCKED
    assert fetcher(private=True).fetch(link(url)).outcome is Outcome.FETCHED


def tried(addresses: list[str], answering: str) -> tuple[list[str], HTTPConnection]:
    """Connect to a host with these addresses; return which of them were connected to."""
    connection = HTTPConnection("both.example", 80)
    connected: list[str] = []

    def connect() -> socket.socket:
        connected.append(connection._dns_host)
        if connected[-1] != answering:
            raise NewConnectionError(connection, "nobody there")
        return socket.socket()

    try:
        connect_public(connection, connect, lambda _: addresses).close()
    except NewConnectionError:
        connected.append("failed")
    return connected, connection


def test_only_the_public_addresses_of_a_name_are_tried() -> None:
    addresses = ["127.0.0.1", "8.8.8.8", "::1", "9.9.9.9", "10.0.0.1"]
    connected, connection = tried(addresses, "9.9.9.9")
    assert connected == ["8.8.8.8", "9.9.9.9"]
    assert connection.host == "both.example", "TLS and the Host header still go by the name"
    assert tried(addresses, "10.0.0.1")[0] == ["8.8.8.8", "9.9.9.9", "failed"]
    with pytest.raises(AddressRefused, match=r"both\.example has no public address"):
        tried(["127.0.0.1", "10.0.0.1"], "127.0.0.1")
