"""A daemon with its API on a port of its own, a live blog that it reads, and a client that asks."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from yarl import URL

from monitor.app import Setup, running
from monitor.clock import utc_now
from monitor.config import Config, Webhook
from monitor.daemon.settling import reading_of
from monitor.model import ApiSettings, Discovery, Endpoint, Scope, Source, Token
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from monitor.app import Monitor
    from monitor.web.patience import Patience

PATIENCE_S = 90.0
ADMIN = "admin-token-of-the-tests"
READER = "reader-token-of-the-tests"
TOKENS = (Token(secret=ADMIN), Token(secret=READER, scope=Scope.READ))
STARTED = datetime(2026, 11, 7, 6, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class LiveBlog:
    """What the publisher shows; `entries` are (id, text), the newest first."""

    entries: list[tuple[str, str]] = field(default_factory=lambda: [("e2", "The dam holds"), ("e1", "Rain all night")])
    url: str = ""
    asked: int = 0
    page: str = ""
    """What `/feed` answers, as it is."""

    async def answer_page(self, _: web.Request) -> web.Response:
        return web.Response(text=self.page, content_type="application/rss+xml")

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        posts = [
            {
                "@type": "BlogPosting",
                "@id": f"{self.url}#{id_}",
                "url": f"{self.url}#{id_}",
                "headline": f"Headline of {id_}",
                "articleBody": text,
                "datePublished": (STARTED + timedelta(minutes=int(id_[1:]))).isoformat(),
            }
            for id_, text in self.entries
        ]
        linked = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "url": self.url}
        linked |= {"headline": "Flood: as it happens", "liveBlogUpdate": posts}
        page = f'<html><script type="application/ld+json">{json.dumps(linked)}</script><body></body></html>'
        return web.Response(text=page, content_type="text/html")


@dataclass
class Receiver:
    """A webhook; it answers with `status`."""

    url: str = ""
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        async with self.came:
            self.bodies.append(body)
            self.came.notify_all()
        return web.Response(status=self.status)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S), self.came:
            await self.came.wait_for(lambda: len(self.bodies) >= count)


@dataclass
class Daemon:
    """A daemon that runs."""

    monitor: Monitor
    url: str
    blog: LiveBlog
    receiver: Receiver
    session: aiohttp.ClientSession
    polls: asyncio.Condition
    polled: list[tuple[str, str]]

    async def ask(self, path: str | URL, *, method: str = "GET", **options: Any) -> tuple[int, Any]:
        """Return the status and what the answer holds."""
        url = URL(self.url).join(path) if isinstance(path, URL) else self.url + path
        async with self.session.request(method, url, **options) as answer:
            body = await answer.read()
            return answer.status, json.loads(body) if "json" in answer.content_type else body

    async def post(self, path: str, body: object = None, **options: Any) -> tuple[int, Any]:
        return await self.ask(path, method="POST", **({"json": body} if body is not None else {}), **options)

    async def until_polled(self, times: int, source: str = "flood") -> None:
        """Wait until a source was polled so often."""
        async with asyncio.timeout(PATIENCE_S), self.polls:
            await self.polls.wait_for(lambda: sum(name == source for name, _ in self.polled) >= times)

    async def until_found(self) -> str:
        """Wait until the index has found a live blog and that was polled; return its source's name."""
        async with asyncio.timeout(PATIENCE_S), self.polls:
            await self.polls.wait_for(lambda: any("/" in name for name, _ in self.polled))
        return next(name for name, _ in self.polled if "/" in name)

    async def poll(self, source: str = "flood") -> None:
        """Have a source polled, and wait for that."""
        before = sum(name == source for name, _ in self.polled)
        status, _ = await self.post(f"/api/sources/{source}/poll", headers={"Authorization": f"Bearer {ADMIN}"})
        assert 202 == status
        await self.until_polled(before + 1, source)


@asynccontextmanager
async def pages() -> AsyncIterator[tuple[LiveBlog, Receiver]]:
    blog, receiver = LiveBlog(), Receiver()
    app = web.Application()
    app.router.add_get("/live", blog.answer)
    app.router.add_get("/other", blog.answer)
    app.router.add_get("/feed", blog.answer_page)
    app.router.add_get("/found/storm", blog.answer)
    app.router.add_get("/index.xml", _index)
    app.router.add_get("/none", _nothing)
    app.router.add_post("/hook", receiver.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    blog.url, receiver.url = f"{origin}/live", f"{origin}/hook"
    try:
        yield blog, receiver
    finally:
        await runner.cleanup()


async def _index(request: web.Request) -> web.Response:
    item = f"<item><link>{request.url.origin()}/found/storm</link><title>Storm: live</title></item>"
    return web.Response(text=f"<rss><channel>{item}</channel></rss>", content_type="application/rss+xml")


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(text="<html><body><p>Nothing here.</p></body></html>", content_type="text/html")


@asynccontextmanager
async def daemon(
    folder: Path,
    *,
    tokens: tuple[Token, ...] = (),
    hosts: tuple[str, ...] = (),
    hooked: bool = False,
    max_head_age: timedelta | None = timedelta(hours=6),
    index: bool = False,
    images: bool = False,
    patience: Patience | None = None,
) -> AsyncIterator[Daemon]:
    """Run a daemon with one source of its config, `flood`, whose first poll is over.

    With `index` there is another one, `desk`, which finds a third.
    """
    async with pages() as (blog, receiver):
        desk = Endpoint(name="desk", url=receiver.url, secrets=(SECRET,), max_head_age=max_head_age)
        endpoints = [desk] if hooked else []
        flood = Source(name="flood", url=blog.url, interval=timedelta(hours=1), on_start=None)
        news = Source(name="desk", url=f"{blog.url.removesuffix('/live')}/index.xml", discover=Discovery(title="live"))
        sources = [flood, *([news] if index else [])]
        polls, polled = asyncio.Condition(), []

        async def tell() -> None:
            async with polls:
                polls.notify_all()

        tasks = set()

        def on_poll(source, poll):
            polled.append((source.name, poll.outcome.value))
            task = asyncio.create_task(tell())
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        setup = Setup(
            sources=sources,
            endpoints=endpoints,
            lanes=[(endpoint.name, source.name) for endpoint in endpoints for source in sources],
            store_url=f"sqlite:///{folder}/web.db",
            fetch_networks=LOOPBACK,
            deliver_networks=LOOPBACK,
            api=ApiSettings(port=0, tokens=tokens, hosts=hosts, images=images, required=True),
            patience=patience,
            reading=reading_of(Config(webhooks=tuple(Webhook(endpoint=endpoint) for endpoint in endpoints))),
        )
        async with running(setup, clock=utc_now, on_poll=on_poll) as monitor, aiohttp.ClientSession() as session:
            one = Daemon(monitor, monitor.api.url, blog, receiver, session, polls, polled)
            monitor.schedule.poll_now(flood)
            await one.until_polled(1)
            yield one


def as_admin(**headers: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {ADMIN}", **headers}}


def as_reader(**headers: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {READER}", **headers}}
