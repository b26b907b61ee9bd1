"""The transport under httpx: what it sends, what it refuses, and its words for what goes wrong."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from fetch_servers import TEXT, Answer, misbehaving, site

from monitor.wire.addresses import LOOPBACK
from monitor.wire.faults import HeadersTooLarge, NameNotFound, NameNotResolved, NotAllowed, NotTrusted, as_httpx
from monitor.wire.transport import make_transport

KEY = ConnectionKey("example.org", 443, True, True, None, None, None)


def open_client(**changes: object) -> httpx.AsyncClient:
    transport = make_transport(**{"max_connections": 10, "keepalive_s": 5, "allow_networks": LOOPBACK} | changes)
    return httpx.AsyncClient(transport=transport, trust_env=False)


async def test_addresses_are_checked_where_they_are_dialled():
    """A host that resolves to what may not be dialled is refused, as a ConnectError that names the address."""
    async with site(Answer(body=TEXT)) as there, open_client(allow_networks=()) as client:
        with pytest.raises(NotAllowed, match=r"127\.0\.0\.1 is this machine itself"):
            await client.get(there.url.replace("127.0.0.1", "localhost"))
    assert there.asked == []


@pytest.mark.parametrize("streamed", [False, True])
async def test_bodies_are_sent(streamed):
    """A body arrives as it was given, in one piece or streamed."""
    arrived = []

    async def pieces():
        yield b"a" * 1000
        yield b"b" * 1000

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.append(await reader.readexactly(2000))
        writer.write(b"HTTP/1.1 202 All Right\r\nX-Two: 1\r\nX-Two: 2\r\nContent-Length: 0\r\n\r\n")

    async with misbehaving(listen) as url, open_client() as client:
        response = await client.post(url, content=pieces() if streamed else b"a" * 1000 + b"b" * 1000)
    assert (
        response.status_code,
        response.reason_phrase,
        response.headers.get_list("x-two"),
    ) == (202, "All Right", ["1", "2"])
    assert (arrived[0].count(b"a"), arrived[0].count(b"b")) == (1000, 1000)


async def test_nothing_is_added():
    """What httpx does not send, nobody sends; credentials in the address are its Authorization and nothing else."""
    async with site(Answer(body=TEXT)) as there, open_client() as client:
        await client.send(httpx.Request("GET", there.url.replace("//", "//user:word@"), headers={"X-A": "1"}))
    assert {"Host", "X-A", "Authorization"} == set(there.asked[0].headers)


async def test_slow_answers():
    """A server that does not answer within httpx's read timeout is httpx's ReadTimeout."""

    async def hang(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with misbehaving(hang) as url, open_client() as client:
        with pytest.raises(httpx.ReadTimeout, match="no answer in time"):
            await client.get(url, timeout=httpx.Timeout(5, read=0.1))


async def test_closing_unused():
    """A transport that was never used closes without a word."""
    await make_transport(max_connections=1, keepalive_s=1).aclose()


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("self-signed")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
            NameNotFound,
            "name not found; check the address",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_AGAIN, "Temporary failure")),
            NameNotResolved,
            "name not resolved: temporary failure",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.EHOSTUNREACH, "Multiple exceptions: …")),
            httpx.ConnectError,
            "no route to host",
        ),
        (
            aiohttp.ClientConnectorCertificateError(KEY, untrusted()),
            NotTrusted,
            "TLS certificate not trusted: self-signed certificate",
        ),
        (
            aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "[SSL] unknown")),
            httpx.ConnectError,
            "TLS refused: [SSL] unknown",
        ),
        (aiohttp.ConnectionTimeoutError(), httpx.ConnectTimeout, "no connection in time"),
        (aiohttp.ClientOSError(errno.EPIPE, "Broken pipe"), httpx.ReadError, "broken pipe"),
        (aiohttp.ClientConnectionError(), httpx.ReadError, "ClientConnectionError"),
        (aiohttp.ClientConnectionError("Connector is closed."), httpx.ReadError, "Connector is closed."),
        (ValueError("no"), httpx.LocalProtocolError, "cannot be sent: no"),
        (
            aiohttp.ClientResponseError(None, (), status=400, message="Too many headers received"),
            HeadersTooLarge,
            "more than 256 headers, or one of more than 32,768 bytes",
        ),
    ],
)
def test_words(error, kind, words):
    """Each of aiohttp's errors has httpx's kind and plain words."""
    fault = as_httpx(error)
    assert (kind, words) == (type(fault), str(fault))
