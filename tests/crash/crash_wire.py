"""A small HTTP/1.1 server on 127.0.0.1 whose answers may break off at any byte."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

HEAD_LIMIT_BYTES = 64 * 1024
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for zero seconds: closing sends RST, and what was not read is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A request without its body; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


class Exchange:
    """One request and what is answered. After `reset` or `cut` the connection is over."""

    def __init__(self, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = head
        self.over = False
        self._reader = reader
        self._writer = writer

    async def body(self) -> bytes:
        return await self._reader.readexactly(int(self.head.headers.get("content-length", "0")))

    async def answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        length = {} if status == 304 else {"content-length": str(len(body))}
        await self._write(status, {**length, **(headers or {})}, body)

    async def cut(self, status: int, body: bytes, promised: int | None, headers: Mapping[str, str]) -> None:
        """Answer with less than the `promised` length (None: without saying one), then close."""
        length = {"connection": "close"} if promised is None else {"content-length": str(promised)}
        await self._write(status, {**length, **headers}, body)
        self.over = True

    def reset(self) -> None:
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._writer.transport.abort()
        self.over = True

    async def _write(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await self._writer.drain()


@asynccontextmanager
async def serving(handle: Callable[[Exchange], Awaitable[None]]) -> AsyncIterator[str]:
    """Serve on a free port while the block runs, and give the address."""
    connections: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            await _converse(handle, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client is gone, or the server is
        finally:
            connections.discard(task)
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, limit=HEAD_LIMIT_BYTES)
    try:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _converse(
    handle: Callable[[Exchange], Awaitable[None]], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    over = False
    while not over:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines)
        head = Head(method=method, path=path, headers={name.lower(): value.strip() for name, _, value in pairs})
        exchange = Exchange(head, reader, writer)
        await handle(exchange)
        over = exchange.over
