"""CPU per GET of the HTTP clients that could stand under a poll.

One server process on loopback answers all; each client runs in this process, and its own CPU time is what counts. The
origins are the addresses 127.0.0.2, 127.0.0.3, … of that one server: to a connection pool they are different hosts.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import math
import multiprocessing
import random
import time
from typing import TYPE_CHECKING

import aiohttp
import httpx
from _table import parse_arguments, report
from aiohttp import web
from httpx_aiohttp import AiohttpTransport

from monitor.wire.addresses import LOOPBACK
from monitor.wire.transport import make_transport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from multiprocessing.connection import Connection

    Get = Callable[[str, dict[str, str]], Awaitable[int]]

AT_ONCE = 50
ORIGINS = 250
CASES = {"304, 1 origin": (1, 1500), f"304, {ORIGINS} origins": (ORIGINS, 1500), "60 KB gzip page": (1, 300)}
CLIENTS = (
    "aiohttp, bare",
    "monitor.wire.transport, no client",
    "httpx over monitor.wire.transport",
    "httpx over httpx-aiohttp",
    "httpx as it comes",
)
ROUNDS = 3
"""The clients take turns, and the least of the rounds counts: what else runs on the machine only adds."""
STOCK_SHARE = 15
"""The stock pool is so slow that a part of the requests says enough."""
PAGE_CHARS = 250_000
CONDITION = {"If-None-Match": '"v1"'}


def make_page() -> bytes:
    """Return a page that gzip brings to about 60 KB, as it does real live blogs."""
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(2, 9))) for _ in range(1500)]
    body = " ".join(f"<p>{word}</p>" if dice.random() < 0.5 else word * 2 for word in dice.choices(words, k=40_000))
    return gzip.compress(body[:PAGE_CHARS].encode())


def serve(pipe: Connection) -> None:
    """Answer 304 to a condition and the page to everything else, until the process is ended."""
    page = make_page()

    async def answer(request: web.Request) -> web.Response:
        if "If-None-Match" in request.headers:
            return web.Response(status=304, headers={"ETag": '"v1"'})
        return web.Response(body=page, headers={"Content-Encoding": "gzip", "ETag": '"v1"'}, content_type="text/html")

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer), keepalive_timeout=300)
        await runner.setup()
        site = web.TCPSite(runner, "0.0.0.0", 0, backlog=1024)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def measure(get: Get, urls: Sequence[str], count: int, headers: dict[str, str]) -> float:
    """Return the CPU ms per GET of `count` requests after each origin was warmed up."""

    async def visit(share: Sequence[str]) -> None:
        for url in share:
            await get(url, headers)

    async def visit_all(todo: Sequence[str]) -> None:
        await asyncio.gather(*(visit(todo[start::AT_ONCE]) for start in range(AT_ONCE)))

    await visit_all([urls[i % len(urls)] for i in range(max(len(urls), AT_ONCE))])
    todo = [urls[i % len(urls)] for i in range(count)]
    started = time.process_time()
    await visit_all(todo)
    return (time.process_time() - started) * 1000 / count


def over_httpx(client: httpx.AsyncClient) -> Get:
    async def get(url: str, headers: dict[str, str]) -> int:
        return len((await client.get(url, headers=headers)).content)

    return get


def over_transport(transport: httpx.AsyncBaseTransport) -> Get:
    """Return what the fetch and deliver stations do: httpx's requests and responses without its client."""
    common = {"accept": "*/*", "accept-encoding": "gzip", "user-agent": "benchmark"}

    async def get(url: str, headers: dict[str, str]) -> int:
        request = httpx.Request("GET", url, headers={**common, **headers}, extensions={"timeout": {"connect": 5}})
        response = await transport.handle_async_request(request)
        return len(await response.aread())

    return get


def over_aiohttp(session: aiohttp.ClientSession) -> Get:
    async def get(url: str, headers: dict[str, str]) -> int:
        async with session.get(url, headers=headers) as answer:
            return len(await answer.read())

    return get


async def measure_client(name: str, urls: Sequence[str], count: int, headers: dict[str, str]) -> float:
    """Return the CPU ms per GET of one client, opened for this case and closed after it."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=300)
    match name:
        case "aiohttp, bare":
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=300)
            async with aiohttp.ClientSession(connector=connector) as session:
                return await measure(over_aiohttp(session), urls, count, headers)
        case "monitor.wire.transport, no client":
            async with make_transport(max_connections=0, keepalive_s=300, allow_networks=LOOPBACK) as bare:
                return await measure(over_transport(bare), urls, count, headers)
        case "httpx over monitor.wire.transport":
            transport: httpx.AsyncBaseTransport | None = make_transport(
                max_connections=0, keepalive_s=300, allow_networks=LOOPBACK
            )
        case "httpx over httpx-aiohttp":
            transport = AiohttpTransport(
                client=lambda: aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=300))
            )
        case _:
            transport = None
            count //= STOCK_SHARE
    async with httpx.AsyncClient(transport=transport, limits=limits, trust_env=False, timeout=60) as client:
        return await measure(over_httpx(client), urls, count, headers)


def main() -> None:
    arguments = parse_arguments(__doc__ or "")
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port = ours.recv()
        rows = {name: dict.fromkeys(CASES, math.inf) for name in CLIENTS}
        for _, (case, (origins, count)), name in itertools.product(range(ROUNDS), CASES.items(), CLIENTS):
            urls = [f"http://127.0.0.{2 + i}:{port}/" for i in range(origins)]
            headers = CONDITION if case.startswith("304") else {}
            cost = asyncio.run(measure_client(name, urls, count, headers))
            rows[name][case] = min(rows[name][case], cost)
        report(f"CPU ms per GET, {AT_ONCE} at once", rows, arguments.json)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
