"""One attempt: the request that the format makes, signed, and what came of it.

The request goes straight to the transport, as bytes and pairs of text. httpx's client would keep cookies, log the whole
address (which is often a secret) and cost twice as much as all that is done here; redirects it would not have to follow
anyway.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Self

import httpx

from monitor.deliver.deadlines import Deadlines
from monitor.deliver.formats import read_answer, render
from monitor.deliver.formats.apprise import Notifier
from monitor.deliver.lanes import MAX_SENDS
from monitor.deliver.redact import hidden, origin, withheld
from monitor.deliver.signing import keyed, message_headers, message_id
from monitor.errors import Unrenderable
from monitor.model import Attempt, Format, Outcome
from monitor.wire.addresses import remedy
from monitor.wire.dialling import AddressRefused
from monitor.wire.faults import NotAllowed
from monitor.wire.retry_after import parse_retry_after
from monitor.wire.transport import Transport, address_of, make_transport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from yarl import URL

    from monitor.model import Endpoint, Event, Rendered
    from monitor.ports import Clock, Render
    from monitor.wire.addresses import Networks
    from monitor.wire.transport import Answer

CONNECT_S = 5.0
"""Time for name, connection and TLS, within the endpoint's total."""

ANSWER_S = 2.0
"""Time for the body of an answer. Its status has decided by then, so a slow body only costs the lane's time."""

ANSWER_READ_BYTES = 16 * 1024
"""An answer that ends before this leaves its connection usable; of a longer one we take leave."""

ANSWER_KEPT_BYTES = 4 * 1024

KEEPALIVE_S = 4.0
"""Below the 5 s after which uvicorn, Node.js and others close an idle connection; a POST that meets the closing all
the same is sent once more (`wire/pool.py`), which takes a round trip or two."""

ADDRESSES_KEPT = 512
"""Parsing one takes 50 µs, a quarter of what an attempt costs."""

KEYS_KEPT = 512

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_REASON_MAX_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    outcome: Outcome
    status: int | None = None
    reason: str | None = None
    retry_after: timedelta | None = None
    body: bytes = b""
    heard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """An address as it is dialled, without its credentials, and the headers that every request to it has."""

    address: URL
    headers: tuple[tuple[str, str], ...]


class Sender:
    """Sends to webhooks over one pool of connections, which is closed when the `async with` block is left.

    It dials public addresses and those in `allow_networks`.

    Whatever the endpoint does becomes an Attempt. Raises: ValueError if one of its secrets is none, which whoever
    reads the config should have found out.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        clock: Clock,
        allow_networks: Networks = (),
        render: Render = render,
        transport: Transport | None = None,
    ) -> None:
        self._clock = clock
        self._render = render
        self._deadlines = Deadlines()
        self._target = lru_cache(ADDRESSES_KEPT)(partial(_target, user_agent))
        self._keyed = lru_cache(KEYS_KEPT)(keyed)
        self._hidden = lru_cache(ADDRESSES_KEPT)(hidden)
        self._notifier = Notifier(allow_networks)
        self._transport = transport or make_transport(
            max_connections=MAX_SENDS, keepalive_s=KEEPALIVE_S, allow_networks=allow_networks
        )

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
        loop = asyncio.get_running_loop()
        at, began = self._clock(), loop.time()
        message = message_id(events)
        deadline = began + endpoint.timeout.total_seconds()
        try:
            if endpoint.format is Format.APPRISE:
                answer = await self._notify(endpoint, events, deadline=deadline)
            else:
                rendered = self._render(endpoint, events)
                answer = await self._post(endpoint, rendered, message, at, deadline=deadline)
        except Unrenderable as error:
            answer = _Answer(outcome=Outcome.UNRENDERABLE, reason=str(error))
        return Attempt(
            endpoint=endpoint.name,
            source=events[-1].source,
            sequence=events[-1].sequence,
            event_id=message,
            number=number,
            at=at,
            outcome=answer.outcome,
            duration_s=loop.time() - began,
            status=answer.status,
            reason=answer.reason and self._shown(endpoint, answer.reason.encode(errors="replace")).decode(),
            retry_after=answer.retry_after,
            answer=answer.body and self._shown(endpoint, answer.body)[:ANSWER_KEPT_BYTES],
            members=tuple(event.sequence for event in events) if len(events) > 1 else (),
            heard=answer.heard,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self._notifier.aclose()
        await self._transport.aclose()

    async def _notify(self, endpoint: Endpoint, events: Sequence[Event], *, deadline: float) -> _Answer:
        """Send with Apprise, which knows no more than whether it went well. Raises: Unrenderable."""
        try:
            with self._deadlines.until(deadline):
                reading = await self._notifier(endpoint, events)
        except (TimeoutError, AddressRefused) as error:
            return _no_answer(error, endpoint)
        return _Answer(outcome=Outcome.ACCEPTED if reading.accepted else Outcome.REFUSED, reason=reading.reason)

    async def _post(
        self, endpoint: Endpoint, rendered: Rendered, message: str, at: datetime, *, deadline: float
    ) -> _Answer:
        said: Answer | None = None
        body = bytearray()
        try:
            target = self._target(rendered.url)
            signed = message_headers(endpoint.secrets, message, int(at.timestamp()), rendered.body, keyed=self._keyed)
            headers = (*target.headers, *rendered.headers.items(), *signed.items())
            connect_s = min(CONNECT_S, endpoint.timeout.total_seconds())
            with self._deadlines.until(deadline) as limit:
                said = await self._transport.send(
                    rendered.method, target.address, headers, rendered.body, connect_s=connect_s
                )
                if said.whole is not None:
                    body += said.whole
                else:
                    limit.move(min(deadline, asyncio.get_running_loop().time() + ANSWER_S))
                    await said.read(body, ANSWER_READ_BYTES)  # if it breaks off, a little is no fault
        except (TimeoutError, httpx.InvalidURL, httpx.TransportError) as error:
            if said is None:
                return _no_answer(error, endpoint)
        return self._read_answer(endpoint, rendered, said, bytes(body))

    def _read_answer(self, endpoint: Endpoint, rendered: Rendered, said: Answer, body: bytes) -> _Answer:
        reading = read_answer(endpoint, said.status, body)
        if reading.accepted:
            return _Answer(outcome=Outcome.ACCEPTED, status=said.status, body=body)
        refused = _refusal(said, rendered.url)
        asked = parse_retry_after(said.headers.get("retry-after"), now=self._clock())
        return _Answer(
            outcome=Outcome.GONE if reading.gone else Outcome.REFUSED,
            status=said.status,
            reason=f"{refused}: {reading.reason}" if reading.reason else refused,
            retry_after=reading.retry_after if asked is None else asked,
            body=body,
        )

    def _shown(self, endpoint: Endpoint, said: bytes) -> bytes:
        """Return what may be kept of what was said. Cut afterwards: of a secret that is cut a half would stay."""
        return withheld(said, self._hidden(endpoint.url, endpoint.secrets, endpoint.options.get("token", "")))


def _target(user_agent: str, address: str) -> _Target:
    """Return what all requests to an address have in common. Raises: InvalidURL."""
    url = httpx.URL(address)
    headers = [
        ("host", url.netloc.decode()),
        ("user-agent", user_agent),
        ("accept", "*/*"),
        ("accept-encoding", "identity"),
    ]
    if url.userinfo:
        credentials = b64encode(f"{url.username}:{url.password}".encode())
        headers.append(("authorization", f"Basic {credentials.decode()}"))
    return _Target(address=address_of(url), headers=tuple(headers))


def _no_answer(error: Exception, endpoint: Endpoint) -> _Answer:
    """Return why no answer came, in words that keep the secret part of the address."""
    match error:
        case TimeoutError() | httpx.TimeoutException():
            took = f"no answer within {endpoint.timeout.total_seconds():g} s"
            return _Answer(outcome=Outcome.TIMED_OUT, reason=str(error) or took)
        case NotAllowed() | AddressRefused():
            what_next = remedy(error.address, "deliver.allow_networks")
            return _Answer(outcome=Outcome.NOT_ALLOWED, reason=f"{error}; {what_next}")
        case httpx.InvalidURL():
            reason = "the webhook's address is not a valid URL"
        case httpx.LocalProtocolError():  # its message quotes the address
            reason = "the webhook's address cannot be sent to"
        case _:
            reason = str(error)[:_REASON_MAX_CHARS]
    heard = isinstance(error, httpx.RemoteProtocolError)  # bytes of its, if no HTTP
    return _Answer(outcome=Outcome.UNREACHABLE, reason=reason, heard=heard)


def _refusal(said: Answer, url: str) -> str:
    """Return why an answer outside 200 to 299 was none that counts, without the secret part of any address."""
    words = f"answered {said.status} {httpx.codes.get_reason_phrase(said.status)}".rstrip()
    location = said.headers.get("location")
    if location is None or said.status not in REDIRECTS:
        return words
    return f"{words}, which is not followed: it points to {_leads_to(location, url)}"


def _leads_to(location: str, url: str) -> str:
    try:
        target = origin(str(httpx.URL(url).join(location)))
    except (httpx.InvalidURL, ValueError):
        return "no valid address"
    return "another path of the same host" if target == origin(url) else target[:_REASON_MAX_CHARS]
