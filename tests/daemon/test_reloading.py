"""A changed config is taken on while everything runs: what differs, and nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (it stands in an alias)
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from monitor.app import Setup, running
from monitor.config import load
from monitor.daemon.settling import setup_of
from monitor.errors import CannotListen, ConfigError, Declined, StoreError
from monitor.extract import EXTRACTORS
from monitor.model import Differences, NamesTurned

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.app import Monitor

PATIENCE_S = 90.0
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TOKENS = ("first-token-of-the-tests", "second-token-of-the-tests")


@dataclass
class World:
    """Publisher and receiver on one port. A page at /NAME shows `entries` posts; one in `held` waits to be released."""

    origin: str = ""
    entries: int = 2
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def page(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        await self._note(self.asked, name)
        self.headers.append(dict(request.headers))
        if name in self.held:
            await self.held[name].wait()
        url = f"{self.origin}/{name}"
        posts = [
            {"@type": "BlogPosting", "@id": f"{url}#p{n}", "url": f"{url}#p{n}", "headline": f"Headline {n}",
             "articleBody": f"The river at bridge number {n} rises.", "datePublished": f"2026-11-07T06:{n:02}:00Z"}
            for n in range(self.entries, 0, -1)
        ]  # fmt: skip
        linked = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "url": url, "headline": name}
        script = f'<script type="application/ld+json">{json.dumps(linked | {"liveBlogUpdate": posts})}</script>'
        return web.Response(text=f"<html>{script}<body></body></html>", content_type="text/html")

    async def index(self, request: web.Request) -> web.Response:
        links = "".join(f'<li><a href="/{name}">Flood live: {name}</a></li>' for name in ("flood-a", "flood-b"))
        return web.Response(text=f"<html><body><ul>{links}</ul></body></html>", content_type="text/html")

    async def hook(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self.refusing:
            return web.Response(status=503)
        await self._note(self.told, (name, json.loads(await request.read())))
        return web.Response()

    async def until(self, so: Any) -> None:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(so)

    def events_at(self, hook: str) -> list[tuple[str, int]]:
        return [(body["data"]["source"]["name"], body["data"]["sequence"]) for name, body in self.told if name == hook]

    async def _note(self, where: list[Any], what: Any) -> None:
        async with self.changed:
            where.append(what)
            self.changed.notify_all()


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    one = World()
    app = web.Application()
    app.router.add_get("/index", one.index)
    app.router.add_get("/{name}", one.page)
    app.router.add_post("/hook/{name}", one.hook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        for event in one.held.values():
            event.set()
        await runner.cleanup()


class Files:
    """The config as it stands on disk."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.path = folder / "monitor.yaml"
        self._origin = origin
        self.keys: dict[str, Any] = {
            "store": f"sqlite:///{folder}/live.db",
            "api": {"listen": "off"},
            "fetch": {"allow_networks": ["127.0.0.1"]},
            "deliver": {"allow_networks": ["127.0.0.1"]},
            "defaults": {"interval": "1h", "on_start": "all", "robots": "ignore"},
            "sources": [],
            "webhooks": [],
        }

    def source(self, name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "url": f"{self._origin}/{name}", **more}

    def webhook(self, name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "url": f"{self._origin}/hook/{name}", "secrets": [SECRET], **more}

    def write(self, **keys: Any) -> None:
        self.keys |= keys
        self.path.write_text(json.dumps(self.keys))


@asynccontextmanager
async def daemon(files: Files) -> AsyncIterator[Monitor]:
    config = load(files.path, environ=os.environ, extractors=EXTRACTORS)
    async with running(setup_of(config, files.path, os.environ)) as monitor:
        yield monitor


Play = Callable[[Files, World], Awaitable[None]]


def played(play: Play) -> Callable[[Path], Awaitable[None]]:
    """Return the test that runs a play beside a publisher and a receiver."""

    async def test(tmp_path: Path) -> None:
        async with world() as one:
            await play(Files(tmp_path, one.origin), one)

    test.__doc__ = play.__doc__
    return test


@played
async def test_sources_come_go_and_differ(files, world):
    """A new source is polled, one that is gone no more, one that differs by its new settings, all others as before."""
    files.write(sources=[files.source("same"), files.source("gone"), files.source("other")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 3)
        await asyncio.gather(*(monitor.schedule.ended(name) for name in ("same", "gone", "other")))
        files.write(sources=[files.source("same"), files.source("other", labels={"desk": "uk"}), files.source("new")])
        before = monitor.schedule.next_run("same")
        assert (
            Differences(sources=NamesTurned(added=("new",), removed=("gone",), changed={"other": ("labels",)}))
            == await monitor.reloading.reload()
        )
        await world.until(lambda: world.asked.count("new") == 1)
        assert ["new", "other", "same"] == [one.source.name for one in monitor.control.sources()]
        assert {"desk": "uk"} == monitor.control.source("other").source.labels
        assert (before, None) == (monitor.schedule.next_run("same"), monitor.schedule.next_run("gone"))
        assert {"same", "other", "new"} == (await monitor.store.load_states()).keys()
    assert (1, 1) == (world.asked.count("same"), world.asked.count("gone"))


@played
async def test_what_is_kept_is_taken_on(files, world):
    """A shorter `keep` needs no restart: what is removed next goes by it."""
    files.write(sources=[files.source("flood")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 1)
        await monitor.schedule.ended("flood")
        world.entries = 150
        await monitor.control.poll_source("flood")
        await world.until(lambda: len(world.asked) == 2)
        await monitor.schedule.ended("flood")
        upkeep = monitor.reloading._changeover.upkeep
        await upkeep.prune()
        assert 150 == len(await monitor.store.load_events("flood", after=0, limit=200))
        files.write(keep={"events": {"count": 100}})
        assert Differences(settings=("keep",)) == await monitor.reloading.reload()
        await upkeep.prune()
        assert 3 == (await monitor.store.load_events("flood", after=0, limit=200))[0].sequence


@played
async def test_a_changed_source_keeps_what_is_known_of_it(files, world):
    """With new settings nothing is told again: the sequence goes on, the entries are known."""
    files.write(sources=[files.source("blog")], webhooks=[files.webhook("desk")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.told) == 2)
        world.entries = 3
        files.write(sources=[files.source("blog", interval="200ms", degraded_after=5)])
        await monitor.reloading.reload()
        await world.until(lambda: len(world.told) == 3)
    assert [("blog", 1), ("blog", 2), ("blog", 3)] == world.events_at("desk")


@played
async def test_polls_under_way(files, world):
    """A poll under way goes on if its source is the same or only its pace differs; it ends if the page is another."""
    world.held = {name: asyncio.Event() for name in ("same", "paced", "moved")}
    files.write(
        defaults=files.keys["defaults"] | {"timeout": "2m"},
        sources=[files.source(name) for name in ("same", "paced", "moved")],
    )
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 3)
        moved = files.source("moved") | {"url": f"{world.origin}/elsewhere"}
        files.write(sources=[files.source("same"), files.source("paced", interval="30m"), moved])
        await monitor.reloading.reload()
        assert (True, True) == (monitor.schedule.polling("same"), monitor.schedule.polling("paced"))
        await world.until(lambda: "elsewhere" in world.asked)
        for event in world.held.values():
            event.set()
        await asyncio.gather(*(monitor.schedule.ended(name) for name in ("same", "paced", "moved")))
        assert {"same": 2, "paced": 2, "moved": 2} == {
            name: monitor.pipeline.state(name).sequence for name in ("same", "paced", "moved")
        }
    assert ["elsewhere", "moved", "paced", "same"] == sorted(world.asked)


@played
async def test_a_poll_of_a_source_that_goes_ends_as_it_would_have(files, world):
    """What a removed source's last poll finds is written; back in the config it goes on from there."""
    world.held = {"gone": asyncio.Event()}
    both = [files.source("same"), files.source("gone")]
    files.write(sources=both, webhooks=[files.webhook("desk", sources=["gone"])])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 2)
        files.write(sources=both[:1], webhooks=[])
        await monitor.reloading.reload()
        world.held.pop("gone").set()
        await monitor.schedule.ended("gone")
        assert [] == world.told
        files.write(sources=both, webhooks=[files.webhook("desk", sources=["gone"])])
        await monitor.reloading.reload()
        await world.until(lambda: len(world.told) == 2)
    assert [("gone", 1), ("gone", 2)] == world.events_at("desk")


@played
async def test_another_way_to_read_a_page(files, world):
    """Settings by which the same page reads otherwise have it fetched whole, without its validators."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 1)
        await monitor.schedule.ended("blog")
        files.write(sources=[files.source("blog", headers={"X-Desk": "uk"})])
        await monitor.reloading.reload()
        await world.until(lambda: len(world.asked) == 2)
        await monitor.schedule.ended("blog")
        assert "unchanged" == monitor.control.source("blog").outcome
    assert "uk" == world.headers[-1]["x-desk"]


@played
async def test_webhooks_come_and_go(files, world):
    """A new webhook is told from now on, one that is gone no more; what it is owed waits for its return."""
    world.refusing = {"down"}
    files.write(
        sources=[files.source("blog", interval="200ms")], webhooks=[files.webhook("desk"), files.webhook("down")]
    )
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.events_at("desk")) == 2)
        files.write(webhooks=[files.webhook("desk"), files.webhook("late")])
        found = await monitor.reloading.reload()
        assert NamesTurned(added=("late",), removed=("down",)) == found.webhooks
        world.refusing = set()
        world.entries = 3
        await world.until(lambda: len(world.events_at("late")) == 1)
        assert [] == world.events_at("down")
        files.write(webhooks=[files.webhook("desk"), files.webhook("late"), files.webhook("down")])
        await monitor.reloading.reload()
        await world.until(lambda: len(world.events_at("down")) == 3)
    assert [("blog", 3)] == world.events_at("late")
    assert [("blog", 1), ("blog", 2), ("blog", 3)] == world.events_at("down")


@played
async def test_a_faulty_config_changes_nothing(files, world):
    """A fault anywhere in the files leaves everything as it is, and is said with its line; mended, it is taken on."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.asked) == 1)
        files.write(sources=[files.source("new")])
        (files.path.parent / "sources.d").mkdir()
        more = files.path.parent / "sources.d" / "more.yaml"
        more.write_text("sources:\n- {name: more, url: nowhere}\n")
        with pytest.raises(ConfigError):
            await monitor.reloading.reload()
        assert ["blog"] == [one.source.name for one in monitor.control.sources()]
        last = monitor.control.last_reload()
        assert (False, True) == (last.good, last.faults[0].startswith(f"{more}:2: sources[0].url: is no web address"))
        more.write_text(f"sources:\n- {{name: more, url: '{world.origin}/more'}}\n")
        await monitor.reloading.reload()
        assert ["more", "new"] == [one.source.name for one in monitor.control.sources()]
        assert monitor.control.last_reload().good


@played
async def test_what_waits_for_a_restart(files, world):
    """Another store is named as waiting for a restart, at each reload until then; all else is taken on."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        files.write(
            store=f"sqlite:///{files.path.parent}/other.db", sources=[files.source("blog"), files.source("new")]
        )
        for added in (("new",), ()):
            found = await monitor.reloading.reload()
            assert (("store",), added) == (found.restart, found.sources.added)
        assert ("store",) == monitor.control.last_reload().restart
    assert not (files.path.parent / "other.db").exists()


@played
async def test_a_look_changes_nothing(files, world):
    """The preview says what a reload would change, again and again."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        files.write(sources=[files.source("blog"), files.source("new")])
        for _ in range(2):
            assert ("new",) == (await monitor.reloading.preview()).sources.added
        assert ["blog"] == [one.source.name for one in monitor.control.sources()]


@played
async def test_a_storm_is_one_reload_more(files, world):
    """However often it is asked for while one runs, one more answers them all."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        begun = []
        running_now = asyncio.Event()

        def begin():
            begun.append(True)
            running_now.set()

        monitor.reloading.listen(begin, lambda _: None)
        files.write(sources=[files.source("blog"), files.source("new")])
        first = asyncio.create_task(monitor.reloading.reload())
        await running_now.wait()
        for _ in range(500):
            monitor.reloading.request()
        answers = await asyncio.gather(first, *(monitor.reloading.reload() for _ in range(100)))
    assert (2, ("new",), {()}) == (
        len(begun), answers[0].sources.added, {answer.sources.added for answer in answers[1:]}
    )  # fmt: skip


@played
async def test_networks(files, world):
    """A network that is allowed no more is not dialled over any connection; allowed again, it is, by the new agent."""
    files.write(sources=[files.source("blog", interval="200ms")], webhooks=[files.webhook("desk")])
    async with daemon(files) as monitor:
        await world.until(lambda: len(world.told) == 2)
        files.write(fetch={}, deliver={})
        found = await monitor.reloading.reload()
        assert ("fetch.allow_networks", "deliver.allow_networks") == found.settings
        await monitor.schedule.ended("blog")
        asked = len(world.asked)
        polls = [await monitor.pipeline.poll(monitor.control.source("blog").source) for _ in range(2)]
        assert {"fetch-failed"} == {poll.outcome.value for poll in polls}
        assert asked == len(world.asked)
        files.write(
            fetch={"allow_networks": ["127.0.0.1"], "user_agent": "desk-2"}, deliver={"allow_networks": ["127.0.0.1"]}
        )
        await monitor.reloading.reload()
        await monitor.control.poll_source("blog")  # which has been put off, since it failed
        await world.until(lambda: len(world.asked) > asked)
    assert "desk-2" == world.headers[-1]["User-Agent"]


@played
async def test_the_api_opens_moves_and_closes(files, world):
    """The API is opened, asks for other tokens, moves to another port, and closes, while the daemon runs."""
    files.write(sources=[files.source("blog")])

    async def status(url, token):
        shown = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(headers=shown) as session, session.get(f"{url}/api/sources") as answer:
            return answer.status

    async def turned(monitor):
        """Wait until the API is where and as it is to be: it gives up its old door behind the reload."""
        await monitor.api.turned()
        return monitor.api.url

    async with daemon(files) as monitor:
        assert monitor.api.url is None
        with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as taken:
            port, blocked = free.getsockname()[1], taken.getsockname()[1]
            free.close()
            files.write(api={"listen": f"127.0.0.1:{port}", "tokens": [TOKENS[0]]})
            await monitor.reloading.reload()
            url = await turned(monitor)
            assert (200, 401) == (await status(url, TOKENS[0]), await status(url, TOKENS[1]))
            files.write(api={"listen": f"127.0.0.1:{port}", "tokens": [TOKENS[1]]})
            await monitor.reloading.reload()
            assert url == await turned(monitor)
            assert (401, 200) == (await status(url, TOKENS[0]), await status(url, TOKENS[1]))
            files.write(
                api={"listen": f"127.0.0.1:{blocked}", "tokens": [TOKENS[1]]},
                sources=[files.source("blog"), files.source("new")],
            )
            with pytest.raises(CannotListen):
                await monitor.reloading.reload()
            assert (200, 1) == (await status(url, TOKENS[1]), len(monitor.control.sources()))
            assert ": address already in use; set api.listen" in monitor.control.last_reload().faults[0]
        files.write(api={"listen": f"127.0.0.1:{blocked}", "tokens": [TOKENS[1]]})
        await monitor.reloading.reload()
        assert f"http://127.0.0.1:{blocked}" == await turned(monitor)
        assert 200 == await status(monitor.api.url, TOKENS[1])
        files.write(api={"listen": "off"})
        await monitor.reloading.reload()
        assert await turned(monitor) is None
        with pytest.raises(aiohttp.ClientError):
            await status(f"http://127.0.0.1:{blocked}", TOKENS[1])


@played
async def test_what_was_added_follows_the_defaults(files, world):
    """A source that was added by the API takes on new defaults; one that the config names now is the config's."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        await monitor.control.add_source({"name": "added", "url": f"{world.origin}/added"})
        files.write(defaults=files.keys["defaults"] | {"degraded_after": 9})
        found = await monitor.reloading.reload()
        assert (("defaults",), {"blog": ("degraded_after",)}) == (found.settings, found.sources.changed)
        assert 9 == monitor.control.source("added").source.degraded_after
        files.write(sources=[files.source("blog"), files.source("added", degraded_after=4)])
        await monitor.reloading.reload()
        added = monitor.control.source("added")
        assert (False, 4) == (added.added, added.source.degraded_after)


@played
async def test_paused_stays_paused(files, world):
    """A source that a user has paused is not polled for having changed."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        await monitor.control.pause_source("blog")
        files.write(sources=[files.source("blog", labels={"desk": "uk"}, headers={"x-y": "z"})])
        await monitor.reloading.reload()
        blog = monitor.control.source("blog")
        assert (True, None, {"desk": "uk"}) == (blog.paused, blog.next_at, blog.source.labels)


@played
async def test_an_index_goes_with_its_children(files, world):
    """What an index has found takes on its settings, and goes when it goes."""
    index = {"name": "floods", "discover": f"{world.origin}/index", "interval": "200ms"}
    files.write(sources=[files.source("blog"), index])
    async with daemon(files) as monitor:
        await world.until(lambda: {"flood-a", "flood-b"} <= set(world.asked))
        files.write(sources=[files.source("blog"), index | {"labels": {"desk": "uk"}}])
        await monitor.reloading.reload()
        children = [one.source for one in monitor.control.sources() if one.source.name.startswith("floods/")]
        assert [{"desk": "uk"}] * 2 == [child.labels for child in children]
        files.write(sources=[files.source("blog")])
        await monitor.reloading.reload()
        assert ["blog"] == [one.source.name for one in monitor.control.sources()]
        await asyncio.gather(*(monitor.schedule.ended(name) for name in ("floods", *(one.name for one in children))))
        assert ["blog"] == [one.source.name for one in monitor.control.sources()]


@played
async def test_the_database_cannot(files, world):
    """A fault of the store changes nothing, is said, and the same reload does it once the store can."""
    files.write(sources=[files.source("blog")])
    async with daemon(files) as monitor:
        files.write(sources=[files.source("blog") | {"url": f"{world.origin}/elsewhere"}, files.source("new")])
        register = monitor.store.register

        async def full(*_):
            raise StoreError("database or disk is full")

        monitor.store.register = full
        with pytest.raises(StoreError):
            await monitor.reloading.reload()
        assert ["blog"] == [one.source.name for one in monitor.control.sources()]
        assert monitor.schedule.next_run("blog") is not None or monitor.schedule.polling("blog")
        monitor.store.register = register
        await monitor.reloading.reload()
        assert ["blog", "new"] == [one.source.name for one in monitor.control.sources()]
        await world.until(lambda: {"elsewhere", "new"} <= set(world.asked))


@played
async def test_a_rotated_secret_outlives_a_reload_of_other_things(files, world):
    """A webhook that signs with a new secret goes on with it, unless the config says something else of it."""
    files.write(sources=[files.source("blog")], webhooks=[files.webhook("desk")])
    async with daemon(files) as monitor:
        secret = await monitor.control.rotate_webhook("desk")
        files.write(sources=[files.source("blog"), files.source("new")])
        await monitor.reloading.reload()
        (status,) = monitor.control.webhooks()
        assert (secret, SECRET) == status.endpoint.secrets
        files.write(webhooks=[files.webhook("desk", timeout="5s")])
        await monitor.reloading.reload()
        (status,) = monitor.control.webhooks()
        assert (SECRET,) == status.endpoint.secrets


async def test_a_program_has_no_config(tmp_path):
    """What a program runs in its own words cannot be read again."""
    async with running(Setup(sources=[], store_url=f"sqlite:///{tmp_path}/live.db")) as monitor:
        for ask in (monitor.control.reload, monitor.control.preview_reload):
            with pytest.raises(Declined):
                await ask()
