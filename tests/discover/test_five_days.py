"""Five live blogs, day by day, on a local server: found through an index or followed from page to page."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from monitor.app import Setup, running
from monitor.model import Discovery, Endpoint, Source
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE_S = 25.0
OFTEN = timedelta(milliseconds=200)
DAYS = 5


@dataclass
class Newsroom:
    """A server with a feed of its live blogs; each entry is a number."""

    days: dict[int, list[int]] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    names_next: bool = False
    url: str = ""

    async def feed(self, _: web.Request) -> web.Response:
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>Flood live, day {day}</title><link>{self.url}/live/flood-day-{day}</link>"
            f"<pubDate>{now}</pubDate></item>"
            for day in sorted(self.days, reverse=True)
        )
        other = f"<item><title>Cup final</title><link>{self.url}/sport/cup</link></item>"
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{other}{items}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml")

    async def live_blog(self, request: web.Request) -> web.Response:
        day = int(request.match_info["day"])
        if day not in self.days:
            raise web.HTTPNotFound
        posts = [
            f'<article id="post-{number}"><time datetime="2026-01-0{day}T08:{number % 60:02}:00Z"></time>'
            f"<p>The water has reached mark number {number} at the old bridge.</p></article>"
            for number in reversed(self.days[day])
        ]
        if day in self.over:
            on = (
                f' Our live coverage continues <a href="/live/flood-day-{day + 1}">here</a>.' if self.names_next else ""
            )
            posts.insert(
                0,
                f'<article id="post-{day * 1000}"><time datetime="2026-01-0{day}T22:00:00Z"></time>'
                f"<p>This live blog is now closed, on day number {day * 1000}.{on}</p></article>",
            )
        title = f"Flood live, day {day}"
        head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        body = f'{head}<div class="live-blog">{"".join(posts)}</div></body></html>'
        return web.Response(text=body, content_type="text/html")


@asynccontextmanager
async def serving(newsroom: Newsroom, desk: Desk):
    application = web.Application()
    application.router.add_post("/hook", desk.accept)
    application.router.add_get("/rss", newsroom.feed)
    application.router.add_get(r"/live/flood-day-{day:\d+}", newsroom.live_blog)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    newsroom.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield newsroom
    finally:
        await runner.cleanup()


@dataclass
class Desk:
    """A receiver: the bodies that it accepted, by the event's id, and what waits for them."""

    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, request: web.Request) -> web.Response:
        self.bodies[request.headers["webhook-id"]] = await request.json()
        self.changed.set()
        return web.Response()

    def entries(self) -> list[int]:
        return [
            int(body["data"]["entry"]["text"].split("number ")[1].split()[0].strip("."))
            for body in self.bodies.values()
            if body["type"] == "entry.created"
        ]

    def others(self) -> list[str]:
        return [body["type"] for body in self.bodies.values() if body["type"] != "entry.created"]

    async def sees(self, number: int) -> None:
        await self.until(lambda: number in self.entries())

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not done():
                self.changed.clear()
                await self.changed.wait()


@pytest.mark.parametrize("way", ["index", "links"])
def test_five_days(tmp_path: Path, way: str) -> None:
    """Through all five, with a restart after each day, every entry is told once, at the webhook."""
    last_words = ["live_blog.ended", *(["live_blog.moved"] if way == "links" else [])]

    async def run() -> tuple[Desk, set[str], set[tuple[str, str]]]:
        desk = Desk()
        async with serving(Newsroom(names_next=way == "links"), desk) as newsroom:
            newsroom.days[1] = [100, 101]
            index = {"url": f"{newsroom.url}/rss", "discover": Discovery(title="live", url="/live/")}
            links = {"url": f"{newsroom.url}/live/flood-day-1", "follow": True}
            source = Source(name="flood", interval=OFTEN, on_start=None, **(index if way == "index" else links))
            setup = Setup(
                sources=[source],
                endpoints=[Endpoint(name="desk", url=f"{newsroom.url}/hook")],
                lanes=[("desk", "flood")],
                store_url=f"sqlite:///{tmp_path}/live.db",
                fetch_networks=LOOPBACK,
                deliver_networks=LOOPBACK,
                stop_polls=timedelta(0),
            )
            for day in range(1, DAYS + 1):
                async with running(setup) as monitor:
                    await desk.sees(day * 100 + 1)
                    newsroom.days[day].append(day * 100 + 2)
                    await desk.sees(day * 100 + 2)
                    newsroom.days[day + 1] = [(day + 1) * 100, (day + 1) * 100 + 1]
                    newsroom.over.add(day)
                    await desk.sees(day * 1000)
                    await desk.until(lambda: len(desk.others()) == len(last_words) * day)  # noqa: B023 - awaited here
                    if day == DAYS:  # what was found last has its lane before it has told anything
                        await desk.sees(day * 100 + 101)
                    asked = [("desk", name) for name in monitor.pipeline.states]
                    lanes = {lane for lane in asked if await monitor.store.load_lane(*lane) is not None}
            return desk, {body["data"]["source"]["name"] for body in desk.bodies.values()}, lanes

    desk, sources, lanes = asyncio.run(run())
    wanted = [number for day in range(1, DAYS + 1) for number in (day * 100, day * 100 + 1, day * 100 + 2, day * 1000)]
    assert sorted(wanted) == sorted(number for number in desk.entries() if number // 100 != DAYS + 1)
    assert last_words * DAYS == desk.others()
    if way == "links":
        assert ({"flood"}, {("desk", "flood")}) == (sources, lanes)
    else:
        assert DAYS <= len(sources)
        assert all(name.startswith("flood/") for name in sources)
        assert {("desk", name) for name in {"flood", *sources}} == lanes
