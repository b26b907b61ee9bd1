"""Which addresses are of one publisher."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FLAVOURS = re.compile(r"^(?:www|m|mobile|amp)\.")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses are of one publisher: on one host, or on siblings of one domain.

    >>> same_site("https://live.news.co.uk/a", "https://www.news.co.uk/b"), same_site("https://a.co.uk/", "https://b.co.uk/")
    (True, False)
    """
    return host_and_port(one) == host_and_port(other) or (_domain(one) == _domain(other) and "." in _domain(one))


def host_and_port(url: str) -> str:
    """Return the host of an address, without what only tells how it is dressed; its port if that is no usual one."""
    parts = urlsplit(url)
    host = _FLAVOURS.sub("", (parts.hostname or "").rstrip("."))
    try:
        port = parts.port
    except ValueError:  # "99999": no host at all
        return parts.netloc
    return host if port in (None, 80, 443) else f"{host}:{port}"


def _domain(url: str) -> str:
    host = host_and_port(url)
    labels = host.split(".")
    if labels[-1].partition(":")[0].isdigit():  # an address in digits has no domain
        return host
    least = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004  # news.co.uk, news.example
    return ".".join(labels[-least:])


def is_at_or_below(url: str, other: str) -> bool:
    """Return whether an address is on the host of another one, or on one below it.

    >>> is_at_or_below("https://api.news.example/x", "https://www.news.example/live")
    True
    >>> is_at_or_below("https://api.news.example/x", "https://live.news.example/7")
    False
    """
    host, own = host_and_port(url), host_and_port(other)
    return host == own or host.endswith("." + own)
