"""What a rendered page may ask for, and with which of its source's headers."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
from playwright.async_api import Error

from monitor.fetch.redirects import keeps_trust

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Route

NOT_LOADED = frozenset({"image", "media", "font", "texttrack", "ping"})
"""Kinds of requests that carry no words."""

WEB = ("http://", "https://")


class Gate:
    """Decides about each request of a context: no pictures, nothing but the web, headers for the own origin alone.

    What a request with the source's headers is redirected to is asked without them, on the own origin too.
    """

    def __init__(self, url: httpx.URL, own: Mapping[str, str]) -> None:
        self._url = url
        self._own = {name: value for name, value in own.items() if name not in {"cookie", "user-agent"}}

    async def __call__(self, route: Route) -> None:
        request = route.request
        try:
            if request.resource_type in NOT_LOADED or not request.url.startswith(WEB):
                await route.abort("blockedbyclient")
            elif self._own and keeps_trust(self._url, httpx.URL(request.url)):
                # Headers given to `continue_` stay on the request wherever it is redirected to (Playwright 1.65).
                answer = await route.fetch(headers={**request.headers, **self._own}, max_redirects=0)
                await route.fulfill(response=answer)
            else:
                await route.continue_()
        except Error:
            with suppress(Error):  # the tab may be gone by now
                await route.abort("failed")


def source_cookies(url: httpx.URL, own: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the source's Cookie header as cookies of its host: as a header Chromium would not send it."""
    pairs = (pair.strip().partition("=") for pair in own.get("cookie", "").split(";"))
    return [{"name": name, "value": value, "url": str(url)} for name, _, value in pairs if name]
