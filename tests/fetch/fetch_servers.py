"""Local servers scripted answer by answer: polite ones over aiohttp, and ones that misbehave byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.errors import FetchError
from monitor.fetch import Client, Limits
from monitor.model import NotModified, Page, Request
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Misbehave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOW = datetime(2024, 11, 7, 12, tzinfo=UTC)
LIMITS = Limits(retry_wait=timedelta(0))
TEXT = b"<html>" + b"Polls close at ten. " * 200 + b"</html>"
GZIPPED = gzip.compress(TEXT, mtime=0)


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Site:
    """Gives its answers one after the other, the last again and again. `asked` are the requests, in order."""

    url: str
    answers: list[Answer]
    asked: list[web.Request] = field(default_factory=list)
    peers: list[object] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.peers.append(request.transport.get_extra_info("peername"))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    @property
    def paths(self) -> list[str]:
        return [request.path_qs for request in self.asked]

    def headers(self, name: str) -> list[str | None]:
        return [request.headers.get(name) for request in self.asked]


@asynccontextmanager
async def site(*answers: Answer, tls=None, host: str = "127.0.0.1") -> AsyncIterator[Site]:
    """Yield a site on a port of its own."""
    made = Site(url="", answers=list(answers))
    runner = web.ServerRunner(web.Server(made.answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0, ssl_context=tls).start()
    made.url = f"{'https' if tls else 'http'}://{host}:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


@asynccontextmanager
async def misbehaving(behave: Misbehave) -> AsyncIterator[str]:
    """Yield the address of a server that lets `behave` do what it likes with each connection, once it was asked."""
    tasks: set[asyncio.Task] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            await reader.readuntil(b"\r\n\r\n")
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def says(*parts: bytes, then: Callable[[asyncio.StreamWriter], None] | None = None) -> Misbehave:
    """Return the behaviour of sending bytes and closing."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then is not None:
            then(writer)

    return behave


def client(**changes: object) -> Client:
    """Return a client whose clock stands still and whose retries do not wait."""
    return Client(lambda: NOW, allow_networks=LOOPBACK, limits=replace(LIMITS, **changes))


async def fetched(fetch: Client, url: str, **fields: object) -> Page | NotModified | FetchError:
    """Return the answer, or the error as a value."""
    try:
        return await fetch(Request(url=url, **fields))
    except FetchError as error:
        return error
