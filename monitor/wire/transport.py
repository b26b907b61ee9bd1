"""The HTTP transport that fetch and deliver share, over aiohttp's connections.

It has two faces. Fetch's is httpx's, for its requests, responses and redirects. Deliver's is `send`: most of what a
request cost was httpx's objects, which are made from the same few headers and address each time (CPU 0.18 ms as httpx's
request, 0.09 by `send`).

httpx's own pool looks at every connection, with a system call each, for every request, so its cost grows with the
number of sources. `benchmarks/transport.py` measures what could stand in its place (CPU ms per GET, 50 at once, two
busy cores: trust the ratios):

                                        304, 1 origin   304, 250 origins   60 KB gzip page
    aiohttp, bare                                0.20               0.23              1.53
    this transport                               0.44               0.39              1.71
    this transport under httpx's client          0.75               0.75              2.13
    httpx-aiohttp under httpx's client           0.68               0.68              2.35
    httpx as it comes                              12                 53                11

The package httpx-aiohttp costs the same as this adapter, but quotes addresses anew, cannot send one with credentials,
reports a dropped connection as a connect timeout, and lets aiohttp's error for a malformed answer through.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import aiohttp
import httpx
from yarl import URL

from monitor.wire.dialling import HAPPY_EYEBALLS_S, Guard, Names
from monitor.wire.faults import MAX_HEADER_BYTES, MAX_HEADERS, NoRoots, as_httpx
from monitor.wire.pool import ANEW, ConnectionEnded, Pool, Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence

    from monitor.wire.addresses import Networks
    from monitor.wire.dialling import LookUp

DNS_TTL_S = 60
"""The resolver does not tell a record's own lifetime; CDNs that move traffic by DNS use 60 s or less."""
AUTO_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What aiohttp would add by itself; who sends has already said what is to be sent."""

FROM_BELOW = (aiohttp.ClientError, OSError, ValueError)
"""What aiohttp raises."""


def make_transport(
    *,
    max_connections: int,
    keepalive_s: float,
    max_per_host: int = 0,
    allow_networks: Networks = (),
    look_up: LookUp = socket.getaddrinfo,
) -> Transport:
    """Return a transport with a pool of its own; 0 connections means no limit.

    It dials public addresses, and those in `allow_networks`; `look_up` finds them as `socket.getaddrinfo` does. TLS
    trusts certifi's roots, or those that SSL_CERT_FILE or SSL_CERT_DIR name.
    """
    return Transport(
        max_connections=max_connections,
        max_per_host=max_per_host,
        keepalive_s=keepalive_s,
        allow_networks=allow_networks,
        look_up=look_up,
    )


class Answer:
    """What a server answered. `whole` is the body if all of it came with the head, as short ones do."""

    __slots__ = ("_answer", "headers", "status", "whole")

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.status = answer.status
        self.headers: Mapping[str, str] = answer.headers
        self.whole = _whole(answer)

    async def read(self, body: bytearray, limit_bytes: int) -> None:
        """Add the start of the body to `body` as it comes, until its end or the limit, and let go of the connection.

        Raises: httpx.TransportError if it breaks off.
        """
        try:
            while len(body) < limit_bytes and (chunk := await self._answer.content.readany()):
                body += chunk
        except FROM_BELOW as error:
            raise as_httpx(error) from error
        finally:
            self._answer.release()


class Transport(httpx.AsyncBaseTransport):
    """One pool of connections, with both faces."""

    def __init__(
        self,
        *,
        max_connections: int,
        max_per_host: int,
        keepalive_s: float,
        allow_networks: Networks,
        look_up: LookUp,
    ) -> None:
        self._max_connections = max_connections
        self._max_per_host = max_per_host
        self._keepalive_s = keepalive_s
        self._guard = Guard(allow_networks)
        self._names = Names(self._guard, look_up=look_up)
        self._session: aiohttp.ClientSession | None = None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """What TLS trusts; loading the roots takes 25 ms, so it is done once, and only for who asks for https."""
        try:
            return httpx.create_ssl_context()
        except OSError as error:
            raise NoRoots(error) from error

    async def send(
        self, method: str, address: URL, headers: Sequence[tuple[str, str]], body: bytes, *, connect_s: float
    ) -> Answer:
        """Return what the server at an address that `address_of` made answers, as soon as its head is there.

        Nothing but the connection has a limit of time. Raises: httpx.TransportError.
        """
        limits = _connect_within(connect_s)
        try:
            try:
                answer = await self._ask(method, address, headers, body, limits)
            except ConnectionEnded:
                answer = await self._ask_anew(method, address, headers, body, limits)
        except FROM_BELOW as error:
            raise as_httpx(error) from error
        return Answer(answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        timeout = request.extensions.get("timeout", {})
        limits = aiohttp.ClientTimeout(
            connect=timeout.get("pool"), sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
        )
        headers = [
            (name.decode(), value.decode())
            for name, value in request.headers.raw
            if name.lower() != b"transfer-encoding"  # a streamed body has been read and has a length now
        ]
        with _httpx_errors(request):
            address = address_of(request.url)
            try:
                answer = await self._ask(request.method, address, headers, content, limits)
            except ConnectionEnded:
                answer = await self._ask_anew(request.method, address, headers, content, limits)
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_Body(answer, request) if (whole := _whole(answer)) is None else httpx.ByteStream(whole),
            request=request,
            extensions={
                "http_version": b"HTTP/1.1",
                "reason_phrase": (answer.reason or "").encode("latin-1", "replace"),
            },
        )

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._names.close()

    def _ask(
        self, method: str, address: URL, headers: Sequence[tuple[str, str]], body: bytes, limits: aiohttp.ClientTimeout
    ) -> Awaitable[aiohttp.ClientResponse]:
        """Return what is to be awaited for the head of an answer. It raises what aiohttp raises."""
        session = self._session or self._open_session()
        return session.request(
            method,
            address,
            headers=headers,
            data=body or None,
            allow_redirects=False,
            ssl=self._tls if address.scheme == "https" else True,
            timeout=limits,
        )

    async def _ask_anew(
        self, method: str, address: URL, headers: Sequence[tuple[str, str]], body: bytes, limits: aiohttp.ClientTimeout
    ) -> aiohttp.ClientResponse:
        """Ask once more, on a connection that is opened for it: the one that was kept had just ended."""
        before = ANEW.set(True)
        try:
            return await self._ask(method, address, headers, body, limits)
        finally:
            ANEW.reset(before)

    def _open_session(self) -> aiohttp.ClientSession:
        """Open the pool: only now, because aiohttp binds it to the loop that runs."""
        connector = Pool(
            limit=self._max_connections,
            limit_per_host=self._max_per_host,
            keepalive_timeout=self._keepalive_s,
            ttl_dns_cache=DNS_TTL_S,
            happy_eyeballs_delay=HAPPY_EYEBALLS_S,
            resolver=self._names,
            socket_factory=self._guard,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            response_class=Response,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=AUTO_HEADERS,
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )
        return self._session


@lru_cache
def _connect_within(connect_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_connect=connect_s)


def address_of(url: httpx.URL) -> URL:
    """Return an address as it is dialled: quoted as it was, without its credentials."""
    return URL(str(url.copy_with(userinfo=b"") if url.userinfo else url), encoded=True)


def _whole(answer: aiohttp.ClientResponse) -> bytes | None:
    """Return the body if all of it came with the head: nobody has to wait for it then."""
    body = answer.content
    return body.read_nowait() if body.is_eof() and body.exception() is None else None


class _Body(httpx.AsyncByteStream):
    """The body as it comes. Closing it early closes the connection; at its end the pool gets the connection back."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            with _httpx_errors(self._request):
                chunk = await self._answer.content.readany()
            if not chunk:
                return
            yield chunk

    async def aclose(self) -> None:
        self._answer.release()


@contextmanager
def _httpx_errors(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except FROM_BELOW as error:
        fault = as_httpx(error)
        fault.request = request
        raise fault from error
