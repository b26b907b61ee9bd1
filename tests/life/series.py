"""A site whose live blogs follow each other day by day, and a desk that watches it under a clock that is handed in."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.errors import BadStatus, FetchError
from monitor.model import Event, NotModified, Page, Redirect, Request, Source, Validators
from monitor.pipeline import Pipeline
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from monitor.pipeline import Poll

MORNING = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
HOST = "https://news.example.org"


def address(day: int) -> str:
    return f"{HOST}/live/flood-day-{day}"


def post(number: int, words: str = "", *, at: datetime | None = None, id_: str | None = None) -> str:
    """Return the markup of an entry, published so many minutes after 8 in the morning."""
    when = at or MORNING + timedelta(minutes=number)
    words = words or f"<p>The water has reached mark number {number} at the old bridge.</p>"
    return f'<article id="{id_ or f"post-{number}"}"><time datetime="{when.isoformat()}"></time>{words}</article>'


def blog(*posts: str, title: str = "Flood live", head: str = "", canonical: str = "") -> str:
    """Return the page of a live blog, newest entry first."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f"<html><head><title>{title}</title>{link}</head><body><h1>{title}</h1>{head}"
        f'<div class="live-blog">{"".join(posts)}</div></body></html>'
    )


@dataclass
class Site:
    """Pages by address; a number is an error status, an address a redirect, and a fault is raised."""

    pages: dict[str, str | int | FetchError] = field(default_factory=dict)
    now: datetime = MORNING
    asked: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    async def fetch(self, request: Request) -> Page | NotModified:
        self.asked.append(request.url)
        self.requests.append(request)
        url, hops = request.url, []
        while isinstance(goal := self.pages.get(url, 404), str) and goal.startswith("http"):
            hops.append(Redirect(status=302, url=url, location=goal))
            url = goal
        if isinstance(goal, FetchError):
            raise goal
        if isinstance(goal, int):
            raise BadStatus(url, goal, f"answered {goal}")
        etag = f'"{hash(goal)}"'
        if request.known.etag == etag:
            return NotModified(url=url, fetched_at=self.now, validators=request.known, redirects=tuple(hops))
        return Page(
            url=url,
            status=200,
            headers={"content-type": "text/html; charset=utf-8"},
            body=goal.encode(),
            fetched_at=self.now,
            validators=Validators(etag=etag),
            redirects=tuple(hops),
        )


@dataclass
class Watch:
    """A source that is watched on a real database; `restart` forgets all but that, `kill` what was not written too."""

    site: Site
    source: Source
    pipeline: Pipeline
    restart: Callable[..., Awaitable[None]]
    kill: Callable[..., Awaitable[None]]
    told: list[Event]
    taken: set[str]

    async def poll(self, *, after: timedelta = timedelta(minutes=1)) -> Poll:
        self.site.now += after
        return await self.pipeline.poll(self.source)

    def kinds(self) -> list[str]:
        """Return the types of all events so far, those of entries with the first words."""
        return [event.type.value for event in self.told]

    def created(self) -> list[str]:
        """Return the first digits in the words of each entry that was told as created."""
        texts = [event.message["data"]["entry"]["text"] for event in self.told if event.type == "entry.created"]
        return [text.split("number ")[1].split()[0] if "number " in text else text for text in texts]


@asynccontextmanager
async def watching(tmp_path: Path, site: Site, source: Source) -> AsyncIterator[Watch]:
    """Yield a watch of a source on a database of its own."""
    store = await open_store(f"sqlite:///{tmp_path}/live.db")
    await store.register([(source.name, source.url)], set())
    told: list[Event] = []
    taken: set[str] = set()

    async def started(version: str) -> Pipeline:
        return Pipeline(
            version=version,
            fetch=site.fetch,
            store=store,
            clock=lambda: site.now,
            states=await store.load_states(),
            on_commit=lambda _, events: told.extend(events),
            page_gap=timedelta(0),
            watched=lambda _, url: url in taken,
        )

    async def kill(version: str = "1.0") -> None:
        watch.pipeline = await started(version)

    async def restart(version: str = "1.0") -> None:
        await watch.pipeline.flush()
        await kill(version)

    watch = Watch(site, source, await started("1.0"), restart, kill, told, taken)
    try:
        yield watch
    finally:
        await store.close()
