"""Settles the address of an article, and the id that follows from it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from courlan import extract_domain

from tasks.normalize.markup import Markup
from tasks.records import Site, stable_id

_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r"(?<=[^:]):(?:80|443)?$")
# parameters that say how a reader came here; anything else may select the article, so it stays
_TRACKER = re.compile(
    r"(?:utm|mc|mtm|pk|hsa|vero|oly|itm|ga|wt|at|ns)_\w+=|(?:fb|g|dc|gb|ms|tw|yc|ysc|mc|wb)(?:cl|ra)?i?id=|"
    r"(?:gclsrc|msclkid|igshid|igsh|wbraid|gbraid|xtor|cmpid|ocid|ref_src|ref_url|smid|spm|_hsenc|_hsmi)=",
    re.IGNORECASE,
)
_SUBDOMAIN = 5  # letters; a shorter one is `www` or a language
_PATH_SAFE = "/%:=&~+!$,;'@()*[]|"


def canonical_url(declared: str | None, markup: Markup, url: str) -> str:
    """Return the address that the page itself declares, if it can be its own, else its URL, without trackers."""
    link = None if markup.tree is None else markup.tree.find('.//link[@rel="canonical"]')
    candidates = (declared, None if link is None else link.get("href"), markup.meta("og:url"))
    for candidate in filter(None, candidates):
        absolute = _join(url, candidate.strip())
        if is_own(absolute, url):
            return clean(absolute)
    return clean(url)


def article_id(canonical: str, url: str, site: Site) -> str:
    """Return the article's id: from what the site's `identity` pattern finds in its address, else the address."""
    if site.identity:
        for address in (canonical, url):
            if match := re.search(site.identity, address):
                return stable_id("identity", site.identity, match[1] if match.re.groups else match[0])
    return stable_id("url", canonical)


def is_own(candidate: str, url: str) -> bool:
    """Say whether a declared address can be this page's own: on the same site, and no home page for an inner one."""
    if not _WEB.match(candidate):
        return False
    if _is_home(urlsplit(candidate)) and not _is_home(urlsplit(url)):
        return False
    return _site(candidate) == _site(url)


def clean(url: str) -> str:
    """Return a web address by RFC 3986 §6.2.2, without trackers and fragment; any other stays as it is."""
    if not _WEB.match(url):
        return url
    parts = urlsplit(url)
    host = _DEFAULT_PORT.sub("", parts.netloc.lower())
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKER.match(pair))
    path = quote(parts.path, safe=_PATH_SAFE) or "/"
    return f"{parts.scheme.lower()}://{host}{path}{'?' + quote(query, safe=_PATH_SAFE + '?') if query else ''}"


def _is_home(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query


def _join(url: str, candidate: str) -> str:
    try:
        return urljoin(url, candidate)
    except ValueError:  # a bracket that is no IPv6 address
        return ""


def _site(url: str) -> str:
    """Return the registered domain of a URL, or its host where it has none (an IP address, localhost)."""
    return extract_domain(url) or urlsplit(url).netloc.lower()


def site_label(url: str) -> str:
    """Return the name within a URL's domain, as a title or a byline may repeat it: `harbourpost` of any subdomain."""
    return re.sub(r"[\W_]+", "", (extract_domain(url) or "").partition(".")[0]).casefold()


def site_parts(url: str) -> list[str]:
    """Return the names of a URL's subdomains, as a title may repeat them: `blogs` of blogs.harbourpost.example."""
    host, domain = urlsplit(url).hostname or "", extract_domain(url) or ""
    return [part for part in host.removesuffix(domain).split(".") if len(part) >= _SUBDOMAIN]
