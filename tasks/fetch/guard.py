"""Refuses to connect to addresses that are not public, so that a link cannot reach into our own network.

Hides when to look: a name is resolved once and the very address that was judged is the one connected to,
so a name that resolves differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, TimeoutError
from urllib3.util.connection import allowed_gai_family

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291 §2.4; everything else is local, multicast or unassigned
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NOT_PUBLIC = (
    IPv6Network("2001::/23"),  # IETF protocol assignments: Teredo, ORCHID, benchmarking
    IPv6Network("2002::/16"),  # 6to4, whose inner IPv4 address a relay would reach for us
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


class AddressRefused(HTTPError):
    """A host has no public address."""


def is_public(address: str) -> bool:
    """Whether an IP address, written in any form, can be reached from anywhere in the internet."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST or any(ip in network for network in _NOT_PUBLIC):
            return False
    return ip.is_global and not ip.is_multicast


def resolve(connection: HTTPConnection) -> list[str]:
    """Return the addresses of a connection's host, in the order in which to try them."""
    name = connection._dns_host.strip("[]")  # with the trailing dot that `host` hides, as urllib3 resolves it
    try:
        found = socket.getaddrinfo(name, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def connect_public(
    connection: HTTPConnection,
    connect: Callable[[], socket.socket],
    resolve: Callable[[HTTPConnection], list[str]] = resolve,
) -> socket.socket:
    """Call `connect` on the first public address of the connection's host that answers.

    Raises:
        AddressRefused: the host has no public address.
    """
    name = connection._dns_host
    failure: HTTPError = AddressRefused(f"{connection.host} has no public address")
    for address in filter(is_public, resolve(connection)):
        connection._dns_host = address
        try:
            return connect()
        except (NewConnectionError, TimeoutError) as error:
            failure = error
        finally:
            connection._dns_host = name
    raise failure
