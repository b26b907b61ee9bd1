"""Sends each request to who can answer it: the HTTP client, or a browser for a page that needs its scripts to run."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from monitor.errors import FetchError
from monitor.fetch.client import Client
from monitor.fetch.headers import DEFAULT_USER_AGENT

if TYPE_CHECKING:
    from types import TracebackType

    from monitor.fetch.browser import Browser
    from monitor.model import NotModified, Page, Request
    from monitor.ports import Clock

NEEDS_THE_EXTRA = "render: browser needs the extra: pip install 'liveblog-monitor[browser]' and a Chromium"


class Fetcher:
    """What fetches for all sources. `browser` names the Chromium; without it the installed one is looked for.

    Whoever renders nothing pays nothing: the browser's library is imported by the first request that asks for it, its
    process started by the same.
    """

    def __init__(self, clock: Clock, *, user_agent: str = DEFAULT_USER_AGENT, browser: str | None = None) -> None:
        self._clock = clock
        self._user_agent = user_agent
        self._executable = browser
        self._client = Client(clock, user_agent=user_agent)
        self._browser: Browser | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page. Raises: FetchError."""
        if not request.render:
            return await self._client(request)
        return await self._opened(request.url)(request)

    def _opened(self, url: str) -> Browser:
        if self._browser is None:
            try:
                from monitor.fetch.browser import Browser  # noqa: PLC0415  # it needs an optional extra
            except ModuleNotFoundError as error:
                raise FetchError(url, NEEDS_THE_EXTRA) from error
            self._browser = Browser(self._clock, executable=self._executable, user_agent=self._user_agent)
            self._stack.push_async_callback(self._browser.aclose)
        return self._browser
