"""The HTTP transport that fetch and deliver share: httpx's requests and responses over aiohttp's connections.

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

import errno
import os
import socket
import ssl
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import aiohttp
import httpx
from yarl import URL

from monitor.wire.addresses import NOT_PLAIN
from monitor.wire.dialling import HAPPY_EYEBALLS_S, AddressRefused, Guard, Names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from monitor.wire.addresses import Networks
    from monitor.wire.dialling import LookUp

MAX_HEADER_BYTES = 32 * 1024
"""One header line. aiohttp's own 8 KiB is too little for the Content-Security-Policy of some publishers."""
MAX_HEADERS = 256
DNS_TTL_S = 60
"""The resolver does not tell a record's own lifetime; CDNs that move traffic by DNS use 60 s or less."""
AUTO_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What aiohttp would add by itself; httpx has already said what is to be sent."""


class NameNotFound(httpx.ConnectError):
    """The host has no address; trying again at once will not give it one."""


class NameNotResolved(httpx.ConnectError):
    """No name server said whether the host has an address."""


class Refused(httpx.ConnectError):
    """The host, or something before it, said no."""


class NoRoute(httpx.ConnectError):
    """This machine has no way to the address: most likely no network at all."""


KINDS: dict[int, type[httpx.ConnectError]] = {
    errno.ENETUNREACH: NoRoute,
    errno.ENETDOWN: NoRoute,
    errno.ECONNREFUSED: Refused,
    errno.ECONNRESET: Refused,
}
"""What the system says of a connection that could not be made."""


class NotTrusted(httpx.ConnectError):
    """The server's TLS certificate was refused."""


class NotAllowed(httpx.ConnectError):
    """The address was not dialled, because it is none that may be; `address` is the one that was refused."""

    def __init__(self, address: str, words: str) -> None:
        super().__init__(f"{address} is {words}")
        self.address = address


class HeadersTooLarge(httpx.RemoteProtocolError):
    """More or longer headers than MAX_HEADERS and MAX_HEADER_BYTES allow."""


FAULTS: tuple[tuple[type[Exception], type[httpx.TransportError], str], ...] = (
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout, "no connection in time"),
    (TimeoutError, httpx.ReadTimeout, "no answer in time"),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError, "the body broke off or was framed wrongly"),
    (aiohttp.ServerDisconnectedError, httpx.ReadError, "the server closed the connection without an answer"),
    (aiohttp.ClientConnectionError, httpx.ReadError, "{}"),
    (OSError, httpx.ReadError, "{}"),
    (Exception, httpx.LocalProtocolError, "cannot be sent: {}"),  # an address or header that aiohttp refuses
)
"""aiohttp's error, httpx's, and the words; the first that fits counts."""


def make_transport(
    *,
    max_connections: int,
    keepalive_s: float,
    max_per_host: int = 0,
    allow_networks: Networks = (),
    look_up: LookUp = socket.getaddrinfo,
) -> httpx.AsyncBaseTransport:
    """Return a transport with a pool of its own; 0 connections means no limit.

    It dials public addresses, and those in `allow_networks`; `look_up` finds them as `socket.getaddrinfo` does. TLS
    trusts certifi's roots, or those that SSL_CERT_FILE or SSL_CERT_DIR name.
    """
    return _AiohttpTransport(
        max_connections=max_connections,
        max_per_host=max_per_host,
        keepalive_s=keepalive_s,
        allow_networks=allow_networks,
        look_up=look_up,
    )


class _AiohttpTransport(httpx.AsyncBaseTransport):
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
        return httpx.create_ssl_context()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session or self._open_session()
        content = await request.aread()
        timeout = request.extensions.get("timeout", {})
        url = request.url.copy_with(userinfo=b"") if request.url.userinfo else request.url
        with _httpx_errors(request):
            answer = await session.request(
                request.method,
                URL(str(url), encoded=True),
                headers=[
                    (name.decode(), value.decode())
                    for name, value in request.headers.raw
                    if name.lower() != b"transfer-encoding"  # a streamed body has been read and has a length now
                ],
                data=content or None,
                allow_redirects=False,
                ssl=self._tls if url.scheme == "https" else True,
                timeout=aiohttp.ClientTimeout(
                    connect=timeout.get("pool"), sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
                ),
            )
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_whole(answer) or _Body(answer, request),
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

    def _open_session(self) -> aiohttp.ClientSession:
        """Open the pool: only now, because aiohttp binds it to the loop that runs."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._max_connections,
                limit_per_host=self._max_per_host,
                keepalive_timeout=self._keepalive_s,
                ttl_dns_cache=DNS_TTL_S,
                happy_eyeballs_delay=HAPPY_EYEBALLS_S,
                resolver=self._names,
                socket_factory=self._guard,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=AUTO_HEADERS,
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )
        return self._session


def _whole(answer: aiohttp.ClientResponse) -> httpx.ByteStream | None:
    """Return the body if all of it came with the head, as short ones do: nobody has to wait for it then."""
    body = answer.content
    return httpx.ByteStream(body.read_nowait()) if body.is_eof() and body.exception() is None else None


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
    except (aiohttp.ClientError, OSError, ValueError) as error:
        fault = _as_httpx(error)
        fault.request = request
        raise fault from error


def _as_httpx(error: Exception) -> httpx.TransportError:
    """Return httpx's word for what aiohttp raised; its message says in plain words what happened."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error)
    if isinstance(error, aiohttp.ClientResponseError):
        return _malformed(error)
    if isinstance(error, aiohttp.InvalidUrlClientError) and str(error.url).replace(".", "").isdigit():
        return NotAllowed(str(error.url), NOT_PLAIN)  # 2130706433 and 127.1, which the system would read as 127.0.0.1
    kind, words = next((kind, words) for theirs, kind, words in FAULTS if isinstance(error, theirs))
    return kind(words.format(in_words(error)))


def _unconnected(error: aiohttp.ClientConnectorError) -> httpx.ConnectError:
    if isinstance(error.os_error, AddressRefused):
        return NotAllowed(error.os_error.address, error.os_error.words)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return NotTrusted(f"TLS certificate not trusted: {_tls_reason(error.certificate_error)}")
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return httpx.ConnectError(f"TLS refused: {_tls_reason(error.os_error)}")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _unresolved(error.os_error)
    kind = KINDS.get(error.os_error.errno or 0, httpx.ConnectError)
    return kind(in_words(error.os_error))


def _unresolved(error: OSError) -> httpx.ConnectError:
    if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA):
        return NameNotFound("name not found")
    return NameNotResolved(f"name not resolved: {(error.strerror or str(error)).lower()}")


def _malformed(error: aiohttp.ClientResponseError) -> httpx.RemoteProtocolError:
    """Return the fault of an answer's head; aiohttp tells the kinds apart by their words only."""
    if error.message.startswith(("Got more than", "Too many headers")):
        return HeadersTooLarge(f"more than {MAX_HEADERS} headers, or one of more than {MAX_HEADER_BYTES:,} bytes")
    first_line = error.message.partition("\n")[0]
    return httpx.RemoteProtocolError(f"not valid HTTP: {first_line.rstrip(':').lower()}")


def in_words(error: Exception) -> str:
    """Return "connection refused" for any form in which the system or a race of addresses reports it."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error) or type(error).__name__


def _tls_reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    reason: str | None = getattr(error, "reason", None)
    return reason.replace("_", " ").lower() if reason else str(error)
