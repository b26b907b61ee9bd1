"""Evidence whatever way a live blog is read: each exhibit is what crossed the network, and its chain is whole."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import brotli
import pytest
from aiohttp import web
from store_samples import ledger
from structlog.testing import capture_logs

from monitor.app import Setup, running
from monitor.capture import Vault
from monitor.cli.evidence import Chain, follow
from monitor.cli.progress import progress
from monitor.evidence import Walk, first_digest
from monitor.fetch.browser import INSTALLED_AS
from monitor.model import Discovery, EventQuery, Form, Source
from monitor.store import evidence_of
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

MORNING = datetime(2026, 11, 7, 8, 0, tzinfo=UTC)
PATIENCE_S = 60.0
TURNS = 7
"""Polls of each source: the second page has its turn again after five."""
INTERFACE = "/wp-json/liveblog/v1/77/get-entries/1/latest"
RENDERS = any(map(shutil.which, INSTALLED_AS))


def at(number: int) -> datetime:
    return MORNING + timedelta(minutes=number)


def linked(url: str, title: str, words: Sequence[str]) -> str:
    """Return a live blog as JSON-LD, the newest entry first."""
    posts = [
        {"@type": "BlogPosting", "@id": f"{url}#p{n}", "headline": f"Mark {n}", "articleBody": said,
         "datePublished": at(n).isoformat()}
        for n, said in enumerate(words)
    ][::-1]  # fmt: skip
    blog = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "url": url, "headline": title}
    return f'<script type="application/ld+json">{json.dumps(blog | {"liveBlogUpdate": posts})}</script>'


def articles(numbers: range, words: str, more: str = "") -> str:
    shown = "".join(
        f'<article id="upd-{n:03}a"><time datetime="{at(n).isoformat()}"></time><p>At bridge {n}: {words}</p></article>'
        for n in numbers
    )
    return f"<html><body><h1>Flood</h1>{shown}{more}</body></html>"


@dataclass
class Publisher:
    """Live blogs of each kind, all edited with each turn; what was sent is kept."""

    origin: str = ""
    turn: int = 0
    sent: set[bytes] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        url, words = f"{self.origin}{request.path}", f"The water stands at mark {self.turn + 7}."
        kind, headers = "text/html", {}
        page = linked(url, f"Flood {request.path}", ["Rain all night.", words])
        body = f"<html>{page}<body></body></html>".encode()
        match request.path:
            case "/paged":
                numbers = range(6, 0, -1) if "page" in request.query else range(12, 6, -1)
                more = "" if "page" in request.query else '<a rel="next" href="/paged?page=2">Older updates</a>'
                body = articles(numbers, words, more).encode()
            case "/brotli":
                body, headers = brotli.compress(body), {"Content-Encoding": "br"}
            case "/press":
                there = f"{self.origin}/wp-json/liveblog/v1/77/".replace("/", "\\/")
                settings = f'liveblog_settings={{"post_id":"77","endpoint_url":"{there}"}}'
                body = f"<html><title>Fair</title><script>{settings}</script></html>".encode()
            case _ if request.path == INTERFACE:
                stamps = [int(at(n).timestamp()) for n in (2, 1)]
                entries = [
                    {"id": n, "type": "new", "content": f"<p>{words}</p>", "timestamp": stamp, "entry_time": stamp}
                    for n, stamp in zip((2, 1), stamps, strict=True)
                ]
                body, kind = json.dumps({"entries": entries}).encode(), "application/json"
            case "/index":
                body = b'<html><body><ul><li><a href="/found/storm">Storm live</a></li></ul></body></html>'
            case "/scripted":
                written = json.dumps(articles(range(3, 0, -1), words))
                body = f"<html><body><script>document.body.innerHTML = {written}</script></body></html>".encode()
            case "/moved" if self.turn >= 2:
                return web.Response(status=301, headers={"Location": "/day-two"})
        self.sent.add(body)
        return web.Response(body=body, content_type=kind, headers=headers)


@asynccontextmanager
async def publisher() -> AsyncIterator[Publisher]:
    one = Publisher()
    app = web.Application()
    app.router.add_get("/{path:.*}", one.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        await runner.cleanup()


def sources(origin: str) -> list[Source]:
    def source(name: str, path: str, **more: object) -> Source:
        rarely = timedelta(hours=1)
        settings = {"interval": rarely, "timeout": timedelta(seconds=45), "evidence": True, "robots": False}
        return Source(name=name, url=f"{origin}{path}", on_start=None, **settings | more)

    plain = [
        source("paged", "/paged", depth=2),
        source("brotli", "/brotli"),
        source("press", "/press"),
        source("moved", "/moved", follow=True),
        source("desk", "/index", discover=Discovery(title="live")),
    ]
    return [*plain, *([source("scripted", "/scripted", render=True)] if RENDERS else [])]


class Watch:
    """A daemon that polls when it is told to."""

    def __init__(self) -> None:
        self.polled: list[str] = []
        self._polls = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def on_poll(self, source: Source, _: object) -> None:
        self.polled.append(source.name)
        task = asyncio.create_task(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def until(self, so) -> None:
        async with asyncio.timeout(PATIENCE_S), self._polls:
            await self._polls.wait_for(so)

    async def _tell(self) -> None:
        async with self._polls:
            self._polls.notify_all()


async def watched(url: str, one: Publisher) -> list[str]:
    """Poll every source, edited anew, a few times; return the names of those that have entries."""
    watch = Watch()
    setup = Setup(sources=sources(one.origin), store_url=url, fetch_networks=LOOPBACK)
    async with running(setup, on_poll=watch.on_poll) as monitor:
        await watch.until(lambda: len({*watch.polled}) > len(setup.sources))
        names = [name for name in {*watch.polled} if name != "desk"]
        for _ in range(TURNS):
            for name in names:
                await monitor.schedule.ended(name)
            one.turn += 1
            before = len(watch.polled)
            for name in names:
                await monitor.control.poll_source(name)
            await watch.until(lambda: {*watch.polled[before:]} >= {*names})  # noqa: B023 (awaited at once)
    return names


async def judged(url: str, names: Sequence[str], sent: set[bytes]) -> tuple[dict[str, object], set[tuple[str, str]]]:
    """Return what is wrong with the evidence of each source, and which addresses there are exhibits of."""
    vault = Vault(evidence_of(url))
    wrong: dict[str, object] = {}
    seen: set[tuple[str, str]] = set()
    async with ledger(url) as told:
        instance = await told.find_instance()
        for name in names:
            chain = Chain(name, Walk(first_digest(instance, name)), None)
            with progress() as shown:
                await follow(told, chain, vault, shown)
            exhibits = await told.find_exhibits(name)
            strange = [
                one.number
                for one in exhibits
                if one.deposit.form is Form.WIRE and vault.read(one.deposit.sha256) not in sent
            ]
            events = (await told.find_events(EventQuery(source=name, limit=1_000))).events
            claimed = {(placed.event.id, placed.event.message["data"]["observed"].get("evidence")) for placed in events}
            proved = {(id_, one.number) for one in exhibits for id_, _ in one.tells}
            if chain.faults or strange or claimed != proved or not events:
                wrong[name] = chain.faults, strange, claimed ^ proved, len(events)
            seen |= {(name, one.deposit.url.partition("//")[2].partition("/")[2]) for one in exhibits}
    return wrong, seen


@pytest.mark.slow
def test_every_way_of_reading(url, tmp_path, monkeypatch):
    """Older pages, brotli, a platform's interface, a successor, what an index found, what a browser rendered."""
    monkeypatch.chdir(tmp_path)  # where a daemon on PostgreSQL keeps the bytes

    async def story():
        async with publisher() as one:
            names = await watched(url, one)
            return names, *await judged(url, names, one.sent)

    with capture_logs():
        names, wrong, seen = asyncio.run(story())
    assert {} == wrong
    found = next(name for name in names if "/" in name)
    expected = {("paged", "paged"), ("paged", "paged?page=2"), ("brotli", "brotli"), ("press", "press")}
    expected |= {("press", INTERFACE[1:]), ("moved", "moved"), ("moved", "day-two"), (found, "found/storm")}
    assert expected | ({("scripted", "scripted")} if RENDERS else set()) == seen
