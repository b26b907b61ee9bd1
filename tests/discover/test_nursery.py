"""Live blogs that were found: taken up, given up, and kept through faults and restarts."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.daemon.nursery import Nursery, is_watched
from monitor.daemon.roster import Watching
from monitor.discover.choosing import HOPELESS
from monitor.errors import StoreUnavailable
from monitor.model import Discovery, Page, Request, Source, SourceState
from monitor.pipeline import Pipeline, Poll
from monitor.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

HOST = "https://news.example.org"
INDEX = Source(name="politics", url=f"{HOST}/politics", discover=Discovery(url="/live/", at_once=2), degraded_after=1)


@dataclass
class Plan:
    """The part of the schedule that children need."""

    polled: list[str] = field(default_factory=list)

    def add(self, source: Source, *, at_once: bool = False) -> None:
        assert at_once
        self.polled.append(source.name)

    def remove(self, name: str) -> None:
        self.polled.remove(name)

    async def ended(self, name: str) -> None:
        assert name not in self.polled


@dataclass
class Desk:
    """An index and what is found on it, on a real database."""

    index: str = ""
    now: datetime = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
    plan: Plan = field(default_factory=Plan)
    watching: Watching = field(default_factory=lambda: Watching([INDEX], (), ()))
    told: list[str] = field(default_factory=list)

    async def fetch(self, request: Request) -> Page:
        return Page(url=request.url, status=200, headers={}, body=self.index.encode(), fetched_at=self.now)

    async def look(self) -> Poll:
        self.now += timedelta(minutes=1)
        poll = await self.pipeline.poll(INDEX)
        await self.nursery.tend(INDEX, poll)
        return poll


@asynccontextmanager
async def desk(tmp_path: Path):
    made = Desk()
    store = await open_store(f"sqlite:///{tmp_path}/live.db")
    await store.register([(INDEX.name, INDEX.url)], set())
    made.store = store
    made.pipeline = Pipeline(
        fetch=made.fetch,
        store=store,
        clock=lambda: made.now,
        states=await store.load_states(),
        on_commit=lambda _, events: made.told.extend(event.type.value for event in events),
    )
    made.nursery = Nursery(
        watching=made.watching,
        lanes=set,
        store=store,
        pipeline=made.pipeline,
        schedule=made.plan,
        clock=lambda: made.now,
    )
    try:
        yield made
    finally:
        await store.close()


def links(*slugs: str) -> str:
    return "".join(f'<a href="/live/{slug}">{slug}</a>' for slug in slugs)


def name(slug: str) -> str:
    return f"politics/2026-01-02-{slug}"


async def test_found_and_given_up(tmp_path: Path) -> None:
    """What is over makes room for the next, and is not taken up again."""
    seen = []
    async with desk(tmp_path) as made:
        made.index = links("flood", "budget", "strike")
        await made.look()
        seen.append(list(made.plan.polled))
        made.pipeline.admit(replace(made.pipeline.state(name("flood")), failures=HOPELESS))
        made.now += timedelta(hours=25)
        await made.look()
        seen.append(list(made.plan.polled))
        await made.look()
        seen.append(sorted(await made.store.load_states()))
        first, second, stored = seen
    assert [name("flood"), name("budget")] == first
    # What is found on the day after is named by that day.
    assert [name("budget"), "politics/2026-01-03-strike"] == second
    assert ["politics", *sorted(second)] == stored


async def test_a_live_blog_on_two_indexes_is_found_once(tmp_path: Path) -> None:
    """Though both are polled at once."""
    other = Source(name="news", url=f"{HOST}/news", discover=Discovery(url="/live/"))

    async with desk(tmp_path) as made:
        made.watching.configured[other.name] = other
        made.pipeline.admit(SourceState(source=other.name))
        await made.store.register([(one.name, one.url) for one in (INDEX, other)], set())
        made.index = links("flood")
        polls = [await made.pipeline.poll(one) for one in (INDEX, other)]
        await asyncio.gather(*map(made.nursery.tend, (INDEX, other), polls))
    assert [name("flood")] == made.plan.polled


async def test_a_fault_of_the_store(tmp_path: Path) -> None:
    """What the store could not take is taken up with the next look at the index."""
    seen = []
    async with desk(tmp_path) as made:
        made.index = links("flood")
        register = made.store.register

        async def full(*_) -> None:
            raise StoreUnavailable("the disk is full")

        made.store.register = full
        await made.look()
        seen.append(list(made.plan.polled))
        made.store.register = register
        await made.look()
        seen.append(list(made.plan.polled))
    assert [[], [name("flood")]] == seen


async def test_an_index_that_lists_nothing(tmp_path: Path) -> None:
    """An index that cannot be read is told as degraded, then as recovered, and costs no child."""
    async with desk(tmp_path) as made:
        made.index = links("flood")
        await made.look()
        made.index = "<html>Sorry</html>"
        failed = await made.look()
        made.index = links("flood", "budget")
        await made.look()
        told, polled, reason = made.told, made.plan.polled, failed.reason
    assert ["source.degraded", "source.recovered"] == told
    assert [name("flood"), name("budget")] == polled
    assert reason == "the index lists no pages: neither a feed, nor a sitemap, nor links"


def test_is_watched() -> None:
    """An address belongs to the source that has it; one may be left out of the question."""
    sources = {"politics": INDEX}
    assert [True, False, False] == [
        is_watched(f"{HOST}/politics/", sources, {}),
        is_watched(f"{HOST}/sport", sources, {}),
        is_watched(INDEX.url, sources, {}, but="politics"),
    ]


def test_an_index_of_ten_thousand_links(tmp_path: Path) -> None:
    """However many pages an index lists that others watch, each source is asked for its addresses once a look."""

    class Counted(dict):
        """States that count how often they are asked for one."""

        asked = 0

        def get(self, *args):
            self.asked += 1
            return super().get(*args)

    async def run() -> tuple[int, list[str]]:
        async with desk(tmp_path) as made:
            others = [Source(name=f"s{number}", url=f"{HOST}/live/{number}") for number in range(10_000)]
            made.watching.configured |= {source.name: source for source in others}
            made.pipeline._memory.states = states = Counted(made.pipeline.states)
            made.index = links(*map(str, range(9_998)), "flood")
            await made.look()
            asked = states.asked
            made.index = links("flood", *map(str, range(9_997)))
            await made.look()
            return asked, made.plan.polled

    asked, polled = asyncio.run(run())
    assert asked <= 10_000 + 100
    assert [name("flood")] == polled  # among the first 2,000 links only when it stands on top
