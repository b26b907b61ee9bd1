"""How a host is treated: what the operator and the host's own rules allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How many requests a host gets at once, and how long after the start of one the next may start.

    `budget` is what its sources with automatic intervals may cost together, in requests per second; None: the gap alone
    is the limit.
    """

    gap: timedelta = timedelta(milliseconds=250)
    at_once: int = 4
    budget: float | None = 1.0


OWN_MACHINE = Manners(gap=timedelta(0), at_once=32, budget=None)
"""A publisher on this machine is the operator's own: a test server, a proxy. It has no stranger to be polite to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Etiquette:
    """The manners for every host: those named in `hosts`, else `usual`, else the built-in ones.

    `budget` is what all sources with automatic intervals may cost together, in requests per second; None: no limit.
    """

    usual: Manners | None = None
    hosts: Mapping[str, Manners] = field(default_factory=dict)
    budget: float | None = None

    def manners(self, host: str) -> Manners:
        """Return the manners for a host as `host_of` names it.

        >>> etiquette = Etiquette()
        >>> etiquette.manners("news.example.org").at_once, etiquette.manners("127.0.0.1:8080").at_once
        (4, 32)
        """
        name = urlsplit(f"//{host}").hostname or ""
        named = self.hosts.get(host) or self.hosts.get(name)
        return named or self.usual or (OWN_MACHINE if _is_own_machine(name) else Manners())

    def host_budget(self, host: str) -> float | None:
        """Return what the sources of a host may cost together, in requests per second; None: no limit."""
        return self.manners(host).budget


def host_of(url: str) -> str:
    """Return what of an address is treated as one: the host, with its port if it is an unusual one.

    >>> host_of("https://desk:word@News.example.org:443/live"), host_of("http://127.0.0.1:8080/")
    ('news.example.org', '127.0.0.1:8080')
    """
    scheme, netloc, *_ = urlsplit(url)
    host = netloc.rpartition("@")[2].lower()
    return host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":"))


def _is_own_machine(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
