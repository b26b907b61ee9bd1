"""Requests on kept connections that their server closes: sent once more where that is safe, and there only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from contextlib import asynccontextmanager

import httpx
import pytest

from monitor.wire.addresses import LOOPBACK
from monitor.wire.pool import kept_for
from monitor.wire.transport import address_of, make_transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
IDLE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
LIMIT_S = 10
"""How long a test waits for what must come; only a failing one waits that long."""


class Server:
    """Does with each request what the script says, then answers it; `asked`: the bodies, by connection."""

    def __init__(self, *script) -> None:
        self.script = list(script)
        self.asked: list[list[bytes]] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies: list[bytes] = []
        self.asked.append(bodies)
        self.writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                bodies.append(await reader.readexactly(int(length or 0)))
                if not await (self.script.pop(0) if self.script else say(OK))(writer):
                    return

    def shut(self) -> None:
        """Close all connections now, before anybody's event loop can hear of it."""
        for writer in self.writers:
            if not writer.is_closing():
                writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def say(answer: bytes):
    async def step(writer) -> bool:
        writer.write(answer)
        await writer.drain()
        return True

    return step


def close_after(answer: bytes = b""):
    async def step(writer) -> bool:
        writer.write(answer)
        writer.close()
        return False

    return step


async def reset(writer) -> bool:
    writer.transport.abort()
    return False


@asynccontextmanager
async def serving(*script, keepalive_s: float = 60.0):
    """Run a server and a transport; yields it and a way to post to it, which returns the status."""
    made = Server(*script)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    transport = make_transport(max_connections=4, keepalive_s=keepalive_s, allow_networks=LOOPBACK)
    address = address_of(httpx.URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))

    async def post(body: bytes = b"event", method: str = "POST") -> int:
        headers = [("host", "here"), ("content-type", "text/plain")]
        answer = await transport.send(method, address, headers, body, connect_s=LIMIT_S)
        read = bytearray(answer.whole or b"")
        if answer.whole is None:
            await answer.read(read, 1000)
        return answer.status

    try:
        async with asyncio.timeout(LIMIT_S):
            yield made, post
    finally:
        await transport.aclose()
        for writer in made.writers:
            writer.close()
        server.close()


@pytest.mark.parametrize("ending", [reset, close_after(), close_after(IDLE)], ids=["reset", "closed", "408"])
@pytest.mark.parametrize("size", [5, 900_000])
async def test_a_kept_connection_that_ends_under_a_request(ending, size):
    """The request goes once more at once, whole, on a new connection, and what comes of that counts."""
    async with serving(say(OK), ending) as (server, post):
        assert 200 == await post(b"first")
        assert 200 == await post(b"x" * size)
    assert [[b"first", b"x" * size], [b"x" * size]] == server.asked


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("size", [0, 5, 900_000])
async def test_a_connection_closed_at_the_worst_instant(size, method):
    """It ended a moment before the request was written, and nobody had heard of it yet."""
    async with serving() as (server, post):
        for number in (b"1", b"2", b"3"):
            assert 200 == await post(number * size, method)
            server.shut()
    assert [[b"1" * size], [b"2" * size], [b"3" * size]] == server.asked


async def test_other_kept_connections_are_not_tried():
    """All connections of a server that closed one are suspect: the second try is made on a new one."""
    async with serving() as (server, post):
        await asyncio.gather(*(post() for _ in range(4)))
        server.shut()
        assert 200 == await post(b"later")
    assert [[b"event"]] * 4 + [[b"later"]] == server.asked


async def test_only_once():
    """A second connection that ends without an answer is a failure."""
    async with serving(say(OK), reset, close_after()) as (server, post):
        await post(b"first")
        with pytest.raises(httpx.ReadError, match="closed the connection without an answer"):
            await post(b"lost")
    assert [[b"first", b"lost"], [b"lost"]] == server.asked


@pytest.mark.parametrize("ending", [reset, close_after()])
async def test_a_new_connection_that_ends_under_a_request(ending):
    """That is no idle connection's end: the server had the request and gave up."""
    async with serving(ending) as (server, post):
        with pytest.raises(httpx.ReadError):
            await post()
    assert [[b"event"]] == server.asked


async def test_an_answer_that_had_begun():
    """A server that breaks off in the head of its answer had taken the request: it is not sent again."""
    async with serving(say(OK), close_after(b"HTTP/1.1 200 OK\r\nContent-")) as (server, post):
        await post(b"first")
        with pytest.raises(httpx.ReadError):
            await post(b"second")
    assert [[b"first", b"second"]] == server.asked


async def test_a_server_that_thought_before_it_closed(monkeypatch):
    """Longer than any round trip is no idle connection's end: the server had the request and gave up on it."""
    monkeypatch.setattr("monitor.wire.pool.MET_WITHIN_S", -1.0)

    async with serving(say(OK), close_after()) as (server, post):
        await post(b"first")
        with pytest.raises(httpx.ReadError):
            await post(b"second")
    assert [[b"first", b"second"]] == server.asked


async def test_a_timeout_that_the_receiver_means():
    """408 on a connection that stays open, or on a new one, is an answer like any other."""
    open_408 = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"

    async with serving(close_after(IDLE), say(OK), say(open_408)) as (server, post):
        assert [408, 200, 408] == [await post(), await post(), await post()]
    assert [[b"event"], [b"event", b"event"]] == server.asked


@pytest.mark.parametrize(
    ("header", "connections"),
    [
        (b"Keep-Alive: timeout=60", 1),
        (b"Keep-Alive: max=100", 1),
        (b"Keep-Alive: timeout=1, max=100", 2),
        (b"Keep-Alive: timeout=0", 2),
        (b"Connection: close", 2),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_a_server_says_of_its_connection(header, connections, method):
    """A connection that its server closes about now carries no other request."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n%b\r\n\r\nok" % header
    async with serving(say(answer), say(answer)) as (server, post):
        assert [200, 200] == [await post(method=method), await post(method=method)]
    assert connections == len(server.asked)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("timeout=5", 4.0),
        ("max=100,timeout=75", 74.0),
        ("Timeout = 15", 14.0),
        ('timeout="5"', 4.0),
        ("timeout=0", 0.0),
        ("", float("inf")),
        ("timeout=soon", float("inf")),
        ("timeout=-1", float("inf")),
        ("idletimeout=5", float("inf")),
        ("timeout=" + "9" * 5000, float("inf")),
    ],
)
def test_reading_keep_alive(header, seconds):
    """The header's timeout counts, less the second to spare; what is no number says nothing."""
    assert seconds == kept_for(header)
