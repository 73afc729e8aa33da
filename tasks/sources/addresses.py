"""Addresses as sources write them: which can be asked for, and what others most likely mean."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# RFC 3986 §3: scheme, authority with a host, then anything without blanks
_WEB_URL = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:\[[\da-f:.]+\]|[^\s/?#@:\[\]<>]+)(?::\d{0,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


_USER = re.compile(r"\A(\s*https?://)[^\s/?#]*@", re.IGNORECASE)


def is_web_url(url: str) -> bool:
    """Say whether a URL is absolute, http or https, and has a host."""
    if _WEB_URL.fullmatch(url) is None:
        return False
    if url.isascii() and "[" not in url and "]" not in url:
        return True
    try:
        urlsplit(url)  # knows IPv6 addresses, and letters that stand for a slash or a colon
    except ValueError:
        return False
    return True


def without_user(url: str) -> str:
    """Return an address without `user:password@` (RFC 3986 §3.2.1), which is never sent, stored or shown."""
    return _USER.sub(r"\1", url) if "@" in url else url


def tidy_url(url: str) -> str:
    """Return an address as it can be asked for: no blanks around it, no line breaks, `%20` for blanks in it."""
    return url if is_web_url(url) else re.sub(r"[\t\r\n]", "", url.strip()).replace(" ", "%20")


def ascii_host(host: str) -> str:
    """Return a host as the DNS knows it (RFC 3490): others write 例子.cn as xn--fsqu00a.cn."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:  # no name that the DNS could have
        return host
