"""Runs one poll's requests: retries around hops around one GET.

within request.timeout:
    up to 1 + limits.retries times, while the fault may pass:
        GET, following redirects by hand
        304                     → NotModified
        200, same wire bytes    → NotModified
        200, same decoded bytes → NotModified
        200                     → Page
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
    wait_random,
)
from xxhash import xxh3_64_intdigest

from monitor.errors import BadContent, BadRedirect, TimedOut, TooLarge
from monitor.fetch.decode import OutputTooLarge, Undecodable, decode, parse_codings
from monitor.fetch.faults import fetch_errors, may_pass, refusal
from monitor.fetch.headers import (
    DEFAULT_USER_AGENT,
    common_headers,
    conditional_headers,
    kept_headers,
    own_headers,
    portable_headers,
    read_validators,
    refresh_validators,
    without_userinfo,
)
from monitor.fetch.limits import DEFAULT_LIMITS, MIB, Limits
from monitor.fetch.redirects import FOLLOWED, keeps_trust, next_hop, parse_address
from monitor.fetch.turns import Turns
from monitor.model import NotModified, Page, Redirect, Request, Validators, host_of
from monitor.wire.retry_after import parse_retry_after
from monitor.wire.transport import make_transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from datetime import timedelta

    from monitor.ports import Clock
    from monitor.wire.addresses import Networks

    BeforeHop = Callable[[httpx.URL, Request], Awaitable[timedelta]]

WHOLE_PAGE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
"""A page as a whole. 202 is how bot walls answer, 204 and 205 carry nothing, 206 is a part."""
LOOP_DECODE_BYTES = MIB
"""Bodies over this many wire bytes are decoded in a thread; 1 MiB of gzip takes about 10 ms."""
LOOP_OUTPUT_BYTES = 4 * MIB
"""Smaller bodies are decoded on the loop up to here; what turns out larger starts anew in a thread."""
DECODING_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One GET of a poll: where to, with which of the source's headers, on what conditions, and how it came there."""

    url: httpx.URL
    own: Mapping[str, str]
    known: Validators
    redirects: tuple[Redirect, ...] = ()

    @property
    def conditions(self) -> dict[str, str]:
        """The preconditions to send: none after a redirect.

        Validators speak of one resource. A redirect may lead elsewhere than it did yesterday, and there yesterday's
        date could be answered 304 for a page that we never saw. The digests still recognise an unchanged page.
        """
        return {} if self.redirects else conditional_headers(self.known)


class Client:
    """The HTTP client of all sources: `await client(request)` returns a Page or NotModified.

    It dials public addresses and those in `allow_networks`, whoever names them: source, redirect or name server. It
    keeps connections, but no cookies and nothing else between polls. Its requests go straight to the transport:
    httpx's own client above would keep cookies, follow what it is told not to follow far enough to fail over it, log
    whole addresses, and cost half as much CPU again (benchmarks/transport.py).
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_networks: Networks = (),
        user_agent: str = DEFAULT_USER_AGENT,
        limits: Limits = DEFAULT_LIMITS,
        turns: Turns | None = None,
        before_hop: BeforeHop | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._before_hop = before_hop
        self._turns = turns or Turns()
        self._threads = ThreadPoolExecutor(DECODING_THREADS, thread_name_prefix="decode")
        self._common = common_headers(user_agent)
        self._extensions = {"timeout": {"connect": limits.connect.total_seconds()}}
        self._transport = transport or make_transport(
            allow_networks=allow_networks,
            max_connections=limits.connections,
            max_per_host=limits.connections_per_host,
            keepalive_s=limits.keepalive.total_seconds(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._transport.aclose()

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page within `request.timeout`, retries included. Raises: FetchError."""
        address = parse_address(request.url)
        first = _Hop(url=without_userinfo(address), own=own_headers(address, request.headers), known=request.known)
        seconds = request.timeout.total_seconds()
        wait_s = self._limits.retry_wait.total_seconds()
        retrying = AsyncRetrying(
            sleep=asyncio.sleep,
            stop=stop_after_attempt(1 + self._limits.retries) | stop_before_delay(seconds),
            wait=wait_exponential(multiplier=wait_s) + wait_random(0, wait_s),
            retry=retry_if_exception(may_pass),
            reraise=True,
        )
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await retrying(self._follow, first, request, deadline)
        except TimeoutError:
            raise TimedOut(str(first.url), f"no complete answer within {seconds:g} s") from None

    async def _follow(self, hop: _Hop, request: Request, deadline: asyncio.Timeout) -> Page | NotModified:
        """GET `hop` and wherever it redirects to, unless `before_hop` objects."""
        delay: timedelta | None = None
        while True:
            try:
                async with self._get(hop, deadline) as response:
                    if response.status_code not in FOLLOWED:
                        return await self._read(hop, response, keep_wire=request.evidence is not None)
                    onward = self._redirected(hop, response)
            finally:
                if delay is not None:
                    self._turns.ledger.crawl_delay(host_of(str(hop.url)), delay.total_seconds())
            hop, delay = onward, await self._allowed(onward, request)

    async def _allowed(self, hop: _Hop, request: Request) -> timedelta | None:
        """Return the pace that the publisher of a hop asks for from now on, None where nobody looks for it.

        Raises: FetchError if it may not be asked.
        """
        delay = await self._before_hop(hop.url, request) if self._before_hop is not None else None
        return delay if request.robots else None

    @asynccontextmanager
    async def _get(self, hop: _Hop, deadline: asyncio.Timeout) -> AsyncIterator[httpx.Response]:
        """Send one GET when its host may be asked; the answer's body is still to be read."""
        headers = {**self._common, **hop.own, **hop.conditions}
        request = httpx.Request("GET", hop.url, headers=headers, extensions=self._extensions)
        async with self._turns.turn(str(hop.url), deadline, redirected=bool(hop.redirects)) as turn:
            with fetch_errors(hop.url, self._limits):
                response = await self._transport.handle_async_request(request)
                turn.status = response.status_code
                turn.retry_after = parse_retry_after(response.headers.get("retry-after"), now=self._clock())
                try:
                    yield response
                finally:
                    turn.wire_bytes = response.num_bytes_downloaded
                    await response.aclose()

    def _redirected(self, hop: _Hop, response: httpx.Response) -> _Hop:
        """Return the hop that a redirect asks for. Raises: BadRedirect."""
        target = next_hop(hop.url, response.headers.get("location"))
        redirect = Redirect(status=response.status_code, url=str(hop.url), location=str(target))
        redirects = (*hop.redirects, redirect)
        if any(redirect.location == past.url for past in redirects):
            raise BadRedirect(redirects[0].url, f"redirects in a circle, back to {target} (it may want cookies)")
        if len(redirects) > self._limits.redirects:
            raise BadRedirect(redirects[0].url, f"more than {self._limits.redirects} redirects, the last to {target}")
        own = hop.own if keeps_trust(hop.url, target) else portable_headers(hop.own)
        return _Hop(url=target, own=own, known=hop.known, redirects=redirects)

    async def _read(self, hop: _Hop, response: httpx.Response, *, keep_wire: bool) -> Page | NotModified:
        """Return what the answer at the end of the redirects holds."""
        if response.status_code == HTTPStatus.NOT_MODIFIED and hop.conditions:
            return self._not_modified(hop, response, refresh_validators(hop.known, response.headers), 0)
        if response.status_code not in WHOLE_PAGE:
            raise refusal(hop.url, response, self._clock())
        wire = await self._read_wire(hop, response)
        wire_digest = xxh3_64_intdigest(wire)
        validators = replace(_lasting(read_validators(response.headers), hop), wire_digest=wire_digest)
        if wire_digest == hop.known.wire_digest:
            validators = replace(validators, body_digest=hop.known.body_digest)
            return self._not_modified(hop, response, validators, len(wire))
        body = await self._decode(hop, response, wire)
        if not body:
            raise BadContent(str(hop.url), f"the server answered {response.status_code} with an empty body")
        validators = replace(validators, body_digest=xxh3_64_intdigest(body))
        if validators.body_digest == hop.known.body_digest:
            return self._not_modified(hop, response, validators, len(wire))
        return Page(
            url=str(hop.url),
            status=response.status_code,
            headers=kept_headers(response.headers),
            body=body,
            fetched_at=self._clock(),
            validators=validators,
            redirects=hop.redirects,
            wire_bytes=len(wire),
            wire=wire if keep_wire else None,
        )

    def _not_modified(
        self, hop: _Hop, response: httpx.Response, validators: Validators, wire_bytes: int
    ) -> NotModified:
        return NotModified(
            url=str(hop.url),
            fetched_at=self._clock(),
            validators=validators,
            status=response.status_code,
            headers=kept_headers(response.headers),
            redirects=hop.redirects,
            wire_bytes=wire_bytes,
        )

    async def _read_wire(self, hop: _Hop, response: httpx.Response) -> bytes:
        """Return the body as it came. Raises: TooLarge, before reading when the server says its length."""
        limit = self._limits.wire_bytes
        too_large = TooLarge(str(hop.url), f"the body is over {_size(limit)} as sent")
        length = response.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            raise too_large
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit:
                raise too_large
            chunks.append(chunk)
        return b"".join(chunks)

    async def _decode(self, hop: _Hop, response: httpx.Response, wire: bytes) -> bytes:
        """Return the body without its content codings, off the loop when that takes long."""
        limit = self._limits.body_bytes
        try:
            codings = parse_codings(response.headers.get("content-encoding", ""))
            if len(wire) <= LOOP_DECODE_BYTES:
                with suppress(OutputTooLarge):
                    return decode(wire, codings, min(limit, LOOP_OUTPUT_BYTES))
            return await asyncio.get_running_loop().run_in_executor(self._threads, decode, wire, codings, limit)
        except Undecodable as error:
            raise BadContent(str(hop.url), str(error)) from error
        except OutputTooLarge as error:
            raise TooLarge(str(hop.url), f"the body is over {_size(limit)} when decoded") from error


def _lasting(validators: Validators, hop: _Hop) -> Validators:
    """Return the validators if the next poll asks the same resource first: permanent redirects are remembered."""
    return validators if all(redirect.permanent for redirect in hop.redirects) else Validators()


def _size(limit: int) -> str:
    return f"{limit / MIB:g} MiB"
