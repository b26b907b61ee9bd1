"""The keys of push (WebSub): the address at which hubs reach us."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.fields import Keys, PageUrl
from monitor.config.tree import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.shape import ConfigKeys


class PushKeys(Keys):
    """Where hubs tell us that a page has news, so that it is polled at once (WebSub)."""

    public_url: PageUrl | None = None
    """The address at which the API is reached from outside, such as `https://monitor.example.org`; hubs are told to
    call `/push/…` below it. Default: none, and nothing is subscribed to."""


def settle_push(keys: PushKeys | None) -> str | None:
    """Return the public address, None if nothing is to be subscribed to."""
    return None if keys is None or keys.public_url is None else str(keys.public_url)


def unreachable(keys: ConfigKeys) -> Iterator[Finding]:
    """Yield why hubs could not reach us by what the config says."""
    public = settle_push(keys.push)
    if public is None:
        return
    path = ("push", "public_url")
    if keys.api is not None and keys.api.listen is None:
        yield Finding(path=path, problem="is of no use without the API, which is off", remedy="set api.listen")
    parts = urlsplit(public)
    if parts.query or parts.fragment or parts.username:
        problem = "has a query, a fragment or a user name in it"
        yield Finding(path=path, problem=problem, remedy="write scheme, host and path: https://monitor.example.org")
