"""The way out for a browser: a SOCKS5 proxy in this process (RFC 1928), so that our guard judges what it dials.

    Chromium ──every TCP connection: pages, scripts, sockets──▶ Tunnel: name ──▶ address ──▶ guard ──▶ the web

A browser looks names up and dials by itself, and what a page may make it ask for is beyond any check of addresses in
its requests: a name may change its mind in between. Given nothing but this proxy and no name server, it cannot.
"""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from aiohappyeyeballs import start_connection

from monitor.wire.dialling import HAPPY_EYEBALLS_S, AddressRefused, Guard, Names

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from monitor.wire.addresses import Networks
    from monitor.wire.dialling import LookUp

CONNECTIONS = 512
"""At once; a page that opens more waits for the first ones to end."""
CONNECT_S = 5.0
HANDSHAKE_S = 5.0
"""Both sides of the handshake are on this machine."""
CHUNK_BYTES = 64 * 1024
FAILURES_KEPT = 256

_VERSION, _CONNECT, _NO_PASSWORD = 5, 1, 0
_IPV4, _NAME, _IPV6 = 1, 3, 4  # kinds of addresses
_OPEN, _BROKEN, _NOT_ALLOWED, _NO_HOST = 0, 1, 2, 4
_BOUND_NOWHERE = bytes([0, _IPV4, 0, 0, 0, 0, 0, 0])


class Tunnel:
    """A proxy that dials public addresses and those in `allow_networks`; `server` is what a browser is told."""

    def __init__(self, allow_networks: Networks, *, look_up: LookUp = socket.getaddrinfo) -> None:
        self._guard = Guard(allow_networks)
        self._names = Names(self._guard, look_up=look_up)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._failures: OrderedDict[tuple[str, int], OSError] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None
        self.server = ""

    async def open(self) -> None:
        """Listen on a free port of this machine."""
        self._listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.server = f"socks5://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    async def aclose(self) -> None:
        """End every connection."""
        if self._listening is not None:
            self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._names.close()

    def failure(self, host: str, port: int) -> OSError | None:
        """Return why the last connection to a host came to nothing; None if it did not."""
        return self._failures.get((host, port))

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            async with self._places:
                await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            pass  # either side has gone, or all ends; asyncio would log a cancelled task of its own as a fault
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Greet the browser, dial what it asks for, and pass on what each side says until both have ended."""
        async with asyncio.timeout(HANDSHAKE_S):
            wanted = await _read_request(reader, writer)
        if wanted is None:
            return
        try:
            far_reader, far_writer = await self._dial(*wanted)
        except OSError as error:  # TimeoutError among them
            self._remember(wanted, error)
            writer.write(bytes([_VERSION, _code(error)]) + _BOUND_NOWHERE)
            await writer.drain()
            return
        self._failures.pop(wanted, None)
        try:
            writer.write(bytes([_VERSION, _OPEN]) + _BOUND_NOWHERE)
            async with asyncio.TaskGroup() as both:
                both.create_task(_pass_on(reader, far_writer))
                both.create_task(_pass_on(far_reader, writer))
        finally:
            far_writer.close()

    async def _dial(self, host: str, port: int) -> tuple[StreamReader, StreamWriter]:
        async with asyncio.timeout(CONNECT_S):
            found = await self._names.resolve(host, port)
            made = await start_connection(
                [(one["family"], socket.SOCK_STREAM, one["proto"], "", (one["host"], port)) for one in found],
                happy_eyeballs_delay=HAPPY_EYEBALLS_S,
                socket_factory=self._guard,
            )
            return await asyncio.open_connection(sock=made)

    def _remember(self, wanted: tuple[str, int], error: OSError) -> None:
        self._failures[wanted] = error
        self._failures.move_to_end(wanted)
        while len(self._failures) > FAILURES_KEPT:
            self._failures.popitem(last=False)


async def _read_request(reader: StreamReader, writer: StreamWriter) -> tuple[str, int] | None:
    """Return the host and port that are asked for; None if what was said is no SOCKS5, or more than CONNECT."""
    version, methods = await reader.readexactly(2)
    if version != _VERSION:
        return None
    await reader.readexactly(methods)
    writer.write(bytes([_VERSION, _NO_PASSWORD]))
    version, command, _, kind = await reader.readexactly(4)
    if (version, command) != (_VERSION, _CONNECT):
        return None
    if kind == _IPV4:
        host = str(IPv4Address(await reader.readexactly(4)))
    elif kind == _IPV6:
        host = str(IPv6Address(await reader.readexactly(16)))
    elif kind == _NAME:
        length = (await reader.readexactly(1))[0]
        host = (await reader.readexactly(length)).decode("ascii", "replace")
    else:
        return None
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    """Write what is read, and its end."""
    with suppress(OSError):  # the other side went away in the middle
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
            return
    writer.close()


def _code(error: OSError) -> int:
    if isinstance(error, AddressRefused):
        return _NOT_ALLOWED
    return _NO_HOST if isinstance(error, socket.gaierror) else _BROKEN
