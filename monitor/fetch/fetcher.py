"""Sends each request to who can answer it: the HTTP client, or a browser for a page that needs its scripts to run."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from monitor.errors import BadStatus, Disallowed, FetchError
from monitor.fetch.client import Client
from monitor.fetch.headers import DEFAULT_USER_AGENT
from monitor.fetch.hubs import Hubs
from monitor.fetch.limits import DEFAULT_LIMITS
from monitor.fetch.redirects import parse_address
from monitor.fetch.robots import Robots
from monitor.fetch.turns import Turns
from monitor.model import host_of
from monitor.wire.transport import make_transport

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser
    from monitor.model import Etiquette, NotModified, Page, Request
    from monitor.ports import Clock
    from monitor.wire.addresses import Networks

NEEDS_THE_EXTRA = "render: browser needs the extra: pip install 'liveblog-monitor[browser]' and a Chromium"


class Fetcher:
    """What fetches for all sources, from public addresses and those in `allow_networks`.

    `browser` names the Chromium; without it the installed one is looked for. `etiquette` says how hosts are treated,
    unless the `turns` of another fetcher, whose place this one takes, know that already.

    Whoever renders nothing pays nothing: the browser's library is imported by the first request that asks for it, its
    process started by the same.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_networks: Networks = (),
        user_agent: str = DEFAULT_USER_AGENT,
        browser: str | None = None,
        etiquette: Etiquette | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.turns = turns or Turns(etiquette)
        self._clock = clock
        self._allow_networks = allow_networks
        self._user_agent = user_agent
        self._executable = browser
        self._robots = Robots(self._ask, clock, user_agent=user_agent)
        transport = make_transport(
            allow_networks=allow_networks,
            max_connections=DEFAULT_LIMITS.connections,
            max_per_host=DEFAULT_LIMITS.connections_per_host,
            keepalive_s=DEFAULT_LIMITS.keepalive.total_seconds(),
        )
        self.hubs = Hubs(transport, self.turns, clock, user_agent=user_agent)
        self._client = Client(
            clock,
            transport=transport,
            user_agent=user_agent,
            turns=self.turns,
            before_hop=self._robots.check,
        )
        self._browser: Browser | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._client)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page, if the publisher lets robots. Raises: FetchError."""
        try:
            return await self._fetch_allowed(request)
        except Disallowed as error:
            self.turns.ledger.disallowed(host_of(error.url))
            raise

    async def _fetch_allowed(self, request: Request) -> Page | NotModified:
        delay = await self._robots.check(parse_address(request.url), request)
        try:
            return await self._fetch(request)
        finally:
            if request.robots:
                # From now on: the request for robots.txt itself is none that a crawler waits after.
                self.turns.ledger.crawl_delay(host_of(request.url), delay.total_seconds())

    async def _ask(self, request: Request) -> Page | NotModified:
        return await self._client(request)

    async def _fetch(self, request: Request) -> Page | NotModified:
        if not request.render:
            return await self._client(request)
        browser = self._opened(request.url)
        async with self.turns.turn(request.url) as turn:
            try:
                answer = await browser(request)
            except BadStatus as error:
                turn.status, turn.retry_after = error.status, error.retry_after
                raise
            turn.status, turn.wire_bytes = answer.status, answer.wire_bytes
        await self._arrived(answer, request)
        return answer

    async def _arrived(self, answer: Page | NotModified, request: Request) -> None:
        """Take note of where a browser was redirected to. Raises: FetchError if the publisher there does not let us.

        It cannot be asked before: the browser follows redirects by itself.
        """
        here = host_of(request.url)
        now = asyncio.get_running_loop().time()
        goals = dict.fromkeys((*(hop.location for hop in answer.redirects), answer.url))
        for goal in goals:
            host = host_of(goal)
            if host != here:
                self.turns.ledger.asked(host, now)
                self.turns.ledger.answered(host, now, asked_at=now, status=answer.status)
            if goal == request.url:
                continue
            delay = await self._robots.check(parse_address(goal), request)
            if request.robots:
                self.turns.ledger.crawl_delay(host, delay.total_seconds())

    def _opened(self, url: str) -> Browser:
        if self._browser is None:
            try:
                from monitor.fetch.browser import Browser  # noqa: PLC0415  # it needs an optional extra
            except ModuleNotFoundError as error:
                raise FetchError(url, NEEDS_THE_EXTRA) from error
            self._browser = Browser(
                self._clock,
                allow_networks=self._allow_networks,
                executable=self._executable,
                user_agent=self._user_agent,
            )
            self._stack.push_async_callback(self._browser.aclose)
        return self._browser
