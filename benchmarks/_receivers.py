"""Receivers in a process of their own: a healthy one that notes when what came, a slow one, and one that says 429."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

SLOW_S = 30.0


@contextmanager
def receivers() -> Iterator[str]:
    """Serve from a child process while the block runs, and yield the address.

    `/well` accepts at once, `/slow` after 30 s, `/busy` answers 429 and asks for a second. `/seen` gives the monotonic
    time, which all processes of a machine share, at which each id came to `/well` first, and forgets it.
    """
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    child.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        child.terminate()
        child.join()


def _serve(pipe: Connection) -> None:
    """Answer until the process is ended."""
    seen: dict[str, float] = {}

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        came = time.monotonic()
        await request.read()
        match request.path:
            case "/well":
                seen.setdefault(request.headers["webhook-id"], came)
                return web.Response()
            case "/slow":
                await asyncio.sleep(SLOW_S)
                return web.Response()
            case "/busy":
                return web.Response(status=429, headers={"retry-after": "1"})
            case _:
                body = json.dumps(seen)
                seen.clear()
                return web.Response(text=body)

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())
