"""Where a redirect leads, and whether we go there (RFC 9110 §15.4)."""

from __future__ import annotations

import httpx

from monitor.errors import BadRedirect, FetchError
from monitor.fetch.headers import without_userinfo

FOLLOWED = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
MAX_PORT = 65535
SHOWN_CHARS = 200
"""How much of a Location that is refused an error quotes."""


def parse_address(address: str) -> httpx.URL:
    """Return the address of a source. Raises: FetchError if it is not one that can be fetched."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise FetchError(address, f"not a valid address: {error}") from error
    if not _fetchable(url):
        raise FetchError(str(without_userinfo(url)), "not an http or https address")
    return url


def next_hop(url: httpx.URL, location: str | None) -> httpx.URL:
    """Return where `location`, seen from `url`, leads; credentials and fragment in it are dropped.

    Raises: BadRedirect if it names nothing, nothing that we fetch, or leaves https for http.
    """
    if not location:
        raise BadRedirect(str(url), "a redirect without a Location")
    try:
        target = without_userinfo(url.join(location))
    except httpx.InvalidURL as error:
        raise BadRedirect(str(url), f"redirects to an address that is not valid: {location[:SHOWN_CHARS]!r}") from error
    if not _fetchable(target):
        raise BadRedirect(str(url), f"redirects to {location[:SHOWN_CHARS]!r}, which is not an http or https address")
    if url.scheme == "https" and target.scheme == "http":
        raise BadRedirect(str(url), f"redirects from https to plain http: {target}")
    return target


def keeps_trust(url: httpx.URL, target: httpx.URL) -> bool:
    """Whether `target` may see what was meant for `url`: the same origin, or the same host moved up to https."""
    if url.host != target.host:
        return False
    if (url.scheme, _port(url)) == (target.scheme, _port(target)):
        return True
    return (url.scheme, _port(url), target.scheme, _port(target)) == ("http", 80, "https", 443)


def _fetchable(url: httpx.URL) -> bool:
    return url.scheme in PORTS and bool(url.host) and _port(url) <= MAX_PORT


def _port(url: httpx.URL) -> int:
    return url.port or PORTS[url.scheme]
