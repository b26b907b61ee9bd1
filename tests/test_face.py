"""The library's face: `monitor.watch()` and `monitor.probe()` as somebody else's program uses them."""

from __future__ import annotations

import ast
import asyncio
import gc
import inspect
import subprocess
import sys
import textwrap
import threading
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

import monitor
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.demo.receiver import Receiver
from monitor.clock import utc_now
from monitor.model import Discovery, Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = ("127.0.0.1",)
OFTEN = timedelta(milliseconds=200)
watch = partial(monitor.watch, interval=OFTEN, allow_networks=HERE)
probe = partial(monitor.probe, allow_networks=HERE)
PATIENCE_S = 90.0
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def live_blog() -> AsyncIterator[tuple[Play, str]]:
    """Serve the demo's live blog and yield the play and its address."""
    play = Play(utc_now())
    async with serving(application(play, asyncio.Event())) as url:
        yield play, url + PATH


async def take(events: AsyncIterator[monitor.Event], count: int) -> list[monitor.Event]:
    async with asyncio.timeout(PATIENCE_S):
        return [await anext(events) for _ in range(count)]


class Polled:
    """Counts the polls that `on_poll` tells of."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, str]] = []
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task] = set()

    def __call__(self, source, poll) -> None:
        self.outcomes.append((source.name, poll.outcome.value))
        task = asyncio.ensure_future(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.outcomes) >= count)


# ------------------------------------------------------------------------------------------------------ probe


async def test_probe() -> None:
    """`probe` returns what the page shows, newest entry first."""
    async with live_blog() as (play, url):
        snapshot = await probe(url)
    assert (play.title, url) == (snapshot.title, snapshot.url)
    assert [(post.id, post.headline, post.body) for post in play.posts] == [
        (entry.id, entry.title, entry.text) for entry in snapshot.entries
    ]


async def test_probe_of_an_index() -> None:
    """It shows which live blogs it would bring, and says of how many pages."""

    async def answer(_: web.Request) -> web.StreamResponse:
        linked = "".join(f'<a href="/{path}">{path}</a>' for path in ("live/flood", "live/budget", "about"))
        return web.Response(text=linked, content_type="text/html")

    app = web.Application()
    app.router.add_get("/index", answer)
    async with serving(app) as url:
        source = Source(name="index", url=f"{url}/index", discover=Discovery(url="/live/"))
        snapshot = await probe(source)
    assert [f"{url}/live/flood", f"{url}/live/budget"] == [entry.url for entry in snapshot.entries]
    assert ("an index of 3 pages, of which 2 would be watched now",) == snapshot.warnings


async def test_probe_asks_as_told() -> None:
    """`probe` sends the headers it is given and keeps to its time."""
    asked = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.headers.get("X-Desk"))
        await asyncio.Event().wait()
        raise AssertionError

    app = web.Application()
    app.router.add_get("/", answer)
    async with serving(app) as url:
        with pytest.raises(monitor.FetchError):
            await monitor.probe(
                url, timeout=timedelta(milliseconds=300), headers={"X-Desk": "world"}, allow_networks=HERE
            )
    assert {"world"} == set(asked)


async def test_probe_of_something_else() -> None:
    """A page that is no live blog is NotALiveBlog or another ExtractError, with the address and the reason."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<h1>Soup</h1><p>Boil water.</p>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/soup", answer)
    async with serving(app) as url:
        with pytest.raises(monitor.ExtractError, match="soup: ") as error:
            await probe(f"{url}/soup")
    assert error.value.url.endswith("/soup")


# ------------------------------------------------------------------------------------------------------ watch


async def test_watch() -> None:
    """`watch` yields what happens after the first reading, in sequence, each as receivers get it."""
    polled = Polled()
    async with (
        live_blog() as (play, url),
        aclosing(watch(url, on_poll=polled)) as events,
    ):
        first = asyncio.create_task(take(events, 1))
        await polled.until(1)
        play.step(utc_now())
        told = await first
        play.step(utc_now())
        told += await take(events, 2)
    assert [1, 2, 3] == [event.sequence for event in told]
    assert [(event.type, event.entry_id) for event in play.expected] == [(event.type, event.entry_id) for event in told]
    assert play.posts[0].headline == told[-1].message["data"]["entry"]["title"]


def test_latest() -> None:
    """`latest=N` tells the N newest entries of the first reading, oldest of them first; None tells all."""

    async def watched(latest, count):
        async with (
            live_blog() as (play, url),
            aclosing(watch(url, latest=latest)) as events,
        ):
            told = await take(events, count)
            return [post.id for post in reversed(play.posts[:count])], [event.entry_id for event in told]

    for latest, count in ((2, 2), (None, 6)):
        expected, told = asyncio.run(watched(latest, count))
        assert expected == told


async def test_settings_of_a_source() -> None:
    """A Source is taken with its own name and labels."""
    async with live_blog() as (_, url):
        source = monitor.Source(name="harbour", url=url, labels={"desk": "world"}, on_start=1, interval=OFTEN)
        async with aclosing(monitor.watch(source, allow_networks=HERE)) as events:
            told = (await take(events, 1))[0].message["data"]["source"]
    assert {"name": "harbour", "url": url, "labels": {"desk": "world"}} == told


async def test_webhooks() -> None:
    """Each event also goes to the webhooks, signed."""
    receiver = Receiver(SECRET, lambda _: None)
    async with live_blog() as (_, url), serving(receiver.application()) as hook:
        endpoint = monitor.Endpoint(name="desk", url=hook, secrets=(SECRET,))
        async with aclosing(watch(url, latest=3, webhooks=[endpoint])) as events:
            await take(events, 3)
            async with asyncio.timeout(PATIENCE_S), receiver.changed:
                await receiver.changed.wait_for(lambda: len(receiver.arrived) == 3)
    assert ([1, 2, 3], []) == (receiver.sequences, receiver.faults)


async def test_store_is_taken_up_again(tmp_path: Path) -> None:
    """With a store of its own a second watch goes on where the first ended: what came meanwhile is told, once."""
    store = f"sqlite:///{tmp_path}/live.db"
    async with live_blog() as (play, url):
        async with aclosing(watch(url, latest=2, store=store)) as events:
            told = await take(events, 2)
        play.step(utc_now())
        async with aclosing(watch(url, store=store)) as events:
            told += await take(events, 1)
        newest = play.posts[0].id
    assert [1, 2, 3] == [event.sequence for event in told]
    assert newest == told[-1].entry_id


async def test_sources_that_fail() -> None:
    """A source that fails is told as degraded, to `on_poll` each time, and does not end the watching."""
    polled = Polled()
    events = watch("http://127.0.0.1:1/live", on_poll=polled)
    async with aclosing(events):
        (event,) = await take(events, 1)
    outcomes = polled.outcomes
    assert (monitor.EventType.SOURCE_DEGRADED, None) == (event.type, event.entry_id)
    assert [("live", "fetch-failed")] * 3 == outcomes[:3]


async def test_store_that_cannot_be_opened(tmp_path: Path) -> None:
    """A store that cannot be opened is raised where the events are awaited."""
    with pytest.raises(monitor.StoreError, match="folder does not exist"):
        async with aclosing(monitor.watch("https://a.example/", store=f"sqlite:///{tmp_path}/none/live.db")) as events:
            await anext(events)


# -------------------------------------------------------------------------------------------------- the end


def left_over() -> set[str]:
    """Return the tasks, threads and open files of this process, but for the event loop's own threads."""
    gc.collect()
    found = {f"task {task.get_name()}" for task in asyncio.all_tasks()}
    found |= {f"thread {thread.name}" for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one by which the folder is listed
            found.add(f"file {descriptor.name} {descriptor.readlink()}")
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux lists what a process has open")
@pytest.mark.parametrize("end", ["closed", "cancelled", "failed"])
async def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """Closing the iterator, cancelling who waits for it, or an error in its loop leaves no task, thread or file."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    async def watch_on(url: str, begun: asyncio.Event) -> None:
        async with aclosing(watch(url, latest=1)) as events:
            async for _ in events:
                begun.set()
                if end == "closed":
                    return
                if end == "failed":
                    raise LookupError

    async with live_blog() as (_, url):
        await probe(url)  # what is made once and kept is there now
    before = left_over()
    async with live_blog() as (_, url):
        begun = asyncio.Event()
        watching = asyncio.create_task(watch_on(url, begun))
        starting = asyncio.create_task(begun.wait())
        await asyncio.wait({watching, starting}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
        assert begun.is_set(), watching
        if end == "cancelled":
            watching.cancel()
        await asyncio.wait({watching}, timeout=PATIENCE_S)
    left = left_over() - before
    assert set() == left
    assert [] == list(tmp_path.iterdir())  # noqa: ASYNC240  # nothing else runs by now
    raised = None if watching.cancelled() else watching.exception()
    assert (end == "cancelled", end == "failed") == (watching.cancelled(), isinstance(raised, LookupError))


# ------------------------------------------------------------------------------------------------ the words


async def test_docstring_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example at the top of the package runs as it stands, but for the address and an end."""
    documented = inspect.cleandoc(monitor.__doc__ or "")
    lines = [line for line in documented.splitlines() if line.startswith("    ")]
    code = textwrap.dedent("\n".join(lines))
    assert ["https://news.example.org/live/ukraine"] * 2 == [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and str(node.value).startswith("https:")
    ]

    said: list[str] = []

    async with live_blog() as (play, url):
        words = code.replace("https://news.example.org/live/ukraine", url) + "\n    break"

        def impatient(*urls):
            return watch(*urls, latest=1)

        monkeypatch.setattr(monitor, "probe", probe)

        monkeypatch.setattr(monitor, "watch", impatient)
        scope: dict = {"print": lambda *words: said.append(" ".join(map(str, words)))}
        exec(f"async def example():\n{textwrap.indent(words, '    ')}", scope)  # it is the text under test
        await scope["example"]()
        await asyncio.get_running_loop().shutdown_asyncgens()
    newest = play.posts[0].headline
    assert [f"{play.title} 6", f"entry.created {newest}"] == said


def test_all_names_are_there() -> None:
    """Every name that the package promises is there, and can be told from its page of help."""
    assert [] == [name for name in monitor.__all__ if not hasattr(monitor, name)]
    assert sorted(monitor.__all__) == monitor.__all__
    assert [] == [name for name in monitor.__all__ if not inspect.getdoc(getattr(monitor, name))]


def test_what_is_not_asked_for_is_not_loaded():
    """The command says its first word before the parts are there; each name loads when it is used, and no other is."""
    words = (
        "import sys, monitor; before = 'monitor.model' in sys.modules; print(before, monitor.model.Snapshot.__module__)"
    )
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=60, check=True)

    assert "False monitor.model.snapshots\n" == told.stdout
    assert all(getattr(monitor, name) for name in monitor.__all__)
    assert {*monitor.__all__} <= {*dir(monitor)}
    with pytest.raises(AttributeError, match="has no attribute 'Snapshots'"):
        _ = monitor.Snapshots
