"""Asks hubs to tell us, or to stop (WebSub §5.1): one POST, with the manners and the guard of every other request."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

from monitor.errors import BadRedirect, TimedOut
from monitor.fetch.faults import fetch_errors, refusal
from monitor.fetch.headers import common_headers
from monitor.fetch.limits import DEFAULT_LIMITS, Limits
from monitor.fetch.redirects import next_hop, parse_address
from monitor.wire.retry_after import parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.fetch.turns import Turns
    from monitor.ports import Clock

ANSWERED_WITHIN_S = 15.0
REDIRECTS = 3
FOLLOWED = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
"""The only ones that keep a POST one."""
HEADERS = {"accept": "*/*", "accept-encoding": "identity", "content-type": "application/x-www-form-urlencoded"}


class Hubs:
    """Speaks with hubs over the transport of all fetches, which says where may be dialled."""

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        turns: Turns,
        clock: Clock,
        *,
        user_agent: str,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._transport = transport
        self._turns = turns
        self._clock = clock
        self._limits = limits
        self._headers = common_headers(user_agent) | HEADERS

    async def __call__(self, hub: str, form: Mapping[str, str]) -> None:
        """Post a form to a hub, which takes it; whether it does as asked shows later. Raises: FetchError."""
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_S) as deadline:
                await self._post(parse_address(hub), urlencode(form).encode(), deadline)
        except TimeoutError:
            raise TimedOut(hub, f"the hub did not answer within {ANSWERED_WITHIN_S:g} s") from None

    async def _post(self, url: httpx.URL, body: bytes, deadline: asyncio.Timeout) -> None:
        for _ in range(1 + REDIRECTS):
            request = httpx.Request(
                "POST",
                url,
                headers=self._headers,
                content=body,
                extensions={"timeout": {"connect": self._limits.connect.total_seconds()}},
            )
            async with self._turns.turn(str(url), deadline) as turn:
                with fetch_errors(url, self._limits):
                    response = await self._transport.handle_async_request(request)
                    # Its words are not read: the status says all, and they may have no end.
                    await response.aclose()
                turn.status = response.status_code
                turn.retry_after = parse_retry_after(response.headers.get("retry-after"), now=self._clock())
            if response.status_code in FOLLOWED:
                url = next_hop(url, response.headers.get("location"))
                continue
            if response.is_success:
                return
            raise refusal(url, response, self._clock())
        raise BadRedirect(str(url), f"the hub redirects more than {REDIRECTS} times")
