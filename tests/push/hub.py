"""A publisher with a feed that names a hub, and that hub: it verifies, tells, denies, redirects, as it is told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from monitor.app import Setup, running
from monitor.clock import utc_now
from monitor.model import ApiSettings, Source, Token
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from monitor.app import Monitor

PATIENCE_S = 90.0
TOKEN = Token(secret="a-token-that-hubs-do-not-have")
STARTED = datetime(2026, 11, 7, 6, tzinfo=UTC)
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>{url}/feed</id><title>Flood</title>
{links}<updated>2026-11-07T06:00:00Z</updated>{entries}</feed>"""
ENTRY = """<entry><id>{url}/#{n}</id><link href="{url}/live/{n}"/><title>Entry {n}</title>
<content>Word {n} of it.</content><published>{at}</published></entry>"""


@dataclass
class Newsroom:
    """The publisher, and the hub that it names; `mode` says how the hub behaves."""

    url: str = ""
    entries: int = 2
    hub: str | None = None
    in_header: bool = False
    mode: str = "verify"
    lease_s: int | None = 3_600
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[tuple[int, str]] = field(default_factory=list)
    polls: int = 0
    edition: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def feed(self, request: web.Request) -> web.Response:
        del request
        hub = self.hub or f"{self.url}/hub"
        links = f'<link rel="hub" href="{hub}"/><link rel="self" href="{self.url}/feed"/>'
        entries = "".join(
            ENTRY.format(url=self.url, n=n, at=(STARTED + timedelta(minutes=n)).isoformat())
            for n in range(self.entries, 0, -1)
        )
        body = FEED.format(url=self.url, links="" if self.in_header else links, entries=entries)
        body += f"<!-- edition {self.edition} -->"
        headers = {"Link": f'<{hub}>; rel="hub", <{self.url}/feed>; rel="self"'} if self.in_header else {}
        async with self.changed:
            self.polls += 1
            self.changed.notify_all()
        return web.Response(text=body, content_type="application/atom+xml", headers=headers)

    async def ask(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        async with self.changed:
            self.asked.append(form)
            self.changed.notify_all()
        match self.mode:
            case "verify":
                # At once, before the answer: the hardest for us.
                self.verified.append(await self.verify(form))
                return web.Response(status=202)
            case "refuse":
                return web.Response(status=422, text="no")
            case "busy":
                return web.Response(status=503, headers={"Retry-After": "7200"})
            case "redirect":
                self.mode = "verify"
                return web.Response(status=307, headers={"Location": f"{self.url}/hub"})
            case _:
                return web.Response(status=202)  # and it never asks back

    async def verify(self, form: dict[str, str], **changes: str) -> tuple[int, str]:
        """Ask a callback whether it meant what was asked."""
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "ch&ll=nge 1"}
        if self.lease_s is not None:
            query["hub.lease_seconds"] = str(self.lease_s)
        return await get(form["hub.callback"], query | {f"hub.{name}": value for name, value in changes.items()})

    async def tell(self, form: dict[str, str], *, method: str = "sha256", secret: str | None = None) -> int:
        """Push to a callback, signed."""
        body = b"<feed>anything</feed>"
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, getattr(hashlib, method)).hexdigest()
        async with aiohttp.ClientSession() as client:
            headers = {"X-Hub-Signature": f"{method}={digest}", "Host": "monitor.example.org"}
            async with client.post(form["hub.callback"], data=body, headers=headers) as answer:
                return answer.status

    async def until(self, so) -> None:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(so)


async def get(url: str, query: dict[str, str]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(url, params=query) as answer:
        return answer.status, await answer.text()


@asynccontextmanager
async def newsroom() -> AsyncIterator[Newsroom]:
    """Serve the publisher and its hub."""
    room = Newsroom()
    app = web.Application()
    app.router.add_get("/feed", room.feed)
    app.router.add_post("/hub", room.ask)
    app.router.add_post("/moved", room.ask)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        room.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield room
    finally:
        await runner.cleanup()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return bound.getsockname()[1]


@asynccontextmanager
async def watching(
    room: Newsroom, folder: Path, *, port: int | None = None, sources: int = 1, clock=utc_now, **keys
) -> AsyncIterator[Monitor]:
    """Run a daemon that watches the feed, reached by hubs at the address that it gives them."""
    port = port or free_port()
    setup = Setup(
        sources=[Source(name="flood", url=f"{room.url}/feed", **keys)][:sources],
        store_url=f"sqlite:///{folder}/live.db",
        fetch_networks=LOOPBACK,
        api=ApiSettings(port=port, tokens=(TOKEN,), hosts=("monitor.example.org",), required=True),
        public_url=f"http://127.0.0.1:{port}",
    )
    async with running(setup, clock=clock) as monitor:
        yield monitor
