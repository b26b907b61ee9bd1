"""What sources are told of when everything fails at once, and when one of them does."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from live_blogs import NOON, entries, page
from structlog.testing import capture_logs

from monitor.app import Setup, running
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.clock import utc_now
from monitor.daemon.hearing import HeardFetch, HeardSend, Hearing
from monitor.errors import BadStatus, NotAllowed, TimedOut, Unreachable
from monitor.model import Attempt, Endpoint, EventType, Outcome, Source
from monitor.pipeline import Pipeline, PollOutcome
from monitor.store import open_store
from monitor.wire.addresses import LOOPBACK
from monitor.wire.network import LOOK_AGAIN, PROBE_EVERY, Network

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.pipeline import Poll

PATIENCE_S = 90.0
NAMES = ("a", "b", "c", "d")


@dataclass
class Desk:
    """A pipeline on a real database, whose hosts answer as `hosts` says, at the time that `now` says."""

    pipeline: Pipeline
    now: list
    hosts: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    async def poll(self, name: str, *, seconds: float = 1) -> Poll:
        self.now[0] += timedelta(seconds=seconds)
        return await self.pipeline.poll(source(name))


def source(name: str) -> Source:
    return Source(name=name, url=f"https://{name}.example/live", degraded_after=1, max=timedelta(minutes=5))


def silent(name: str) -> Unreachable:
    return Unreachable(f"https://{name}.example/live", "could not connect: no route to host")


@asynccontextmanager
async def desk(tmp_path: Path, *names: str, witness=None):
    async with AsyncExitStack() as stack:
        store = await open_store(f"sqlite:///{tmp_path}/live.db")
        stack.push_async_callback(store.close)
        await store.register([(name, source(name).url) for name in names], set())
        now = [NOON]
        network = Network()

        async def fetch(request):
            name = request.url.split("//")[1][0]
            made.asked.append(name)
            answer = made.hosts.get(name)
            if isinstance(answer, Exception):
                raise answer
            return replace(answer or page(*entries(2, 1)), url=request.url, fetched_at=now[0])

        pipeline = Pipeline(
            fetch=HeardFetch(fetch, Hearing(network, lambda: now[0], witness=witness)),
            store=store,
            clock=lambda: now[0],
            states=await store.load_states(),
            on_commit=lambda *_: None,
            network=network,
        )
        made = Desk(pipeline=pipeline, now=now)
        yield made


def told(polls: list[Poll]) -> list[str]:
    return [event.type.value for poll in polls for event in poll.events]


def test_everything_fails_at_once(tmp_path):
    """Nothing is told of any source; polls pause, one probes now and then, and the first answer ends it."""

    async def run():
        async with desk(tmp_path, *NAMES) as made:
            polls = [await made.poll(name) for name in NAMES]
            made.hosts = {name: silent(name) for name in NAMES}
            polls += [await made.poll(name) for name in NAMES[:3]]
            made.asked.clear()
            polls += [await made.poll(name) for name in "dabcd"]
            asked_in_5_s = list(made.asked)
            later = await made.poll("a", seconds=PROBE_EVERY.total_seconds())
            made.hosts = {}
            back = [await made.poll("b", seconds=PROBE_EVERY.total_seconds()), await made.poll("c", seconds=0)]
            return polls, asked_in_5_s, later, back

    with capture_logs() as lines:
        polls, asked, later, back = asyncio.run(run())
    assert [] == told([*polls, later, *back])
    assert ["d"] == asked
    outcomes = [poll.outcome for poll in polls[7:]]
    assert [PollOutcome.FETCH_FAILED, *[PollOutcome.PAUSED] * 4] == outcomes
    assert all(poll.interval <= LOOK_AGAIN for poll in polls[7:])
    assert PollOutcome.FETCH_FAILED is later.outcome
    assert [PollOutcome.UNCHANGED] * 2 == [poll.outcome for poll in back]
    said = [line for line in lines if line["event"].startswith("own network")]
    assert ["own network down", "own network up again"] == [line["event"] for line in said]
    assert (3, 15.0) == (said[0]["silent_hosts"], said[1]["lasted_s"])
    assert {"debug"} == {line["log_level"] for line in lines if line.get("outcome") == "paused"}


@pytest.mark.parametrize("evidence", ["refused", "name servers", None])
async def test_two_dead_sources(tmp_path, evidence):
    """Two that are down together are told of when something shows that our network is up, else not for a while."""
    kinds = {"refused": lambda url: Unreachable(url, "connection refused", theirs=True)}
    kind = kinds.get(evidence, lambda url: TimedOut(url, "no answer"))
    asked = []

    async def witness(host):
        asked.append(host)
        return evidence is not None

    async with desk(tmp_path, "a", "b", witness=witness) as made:
        polls = [await made.poll(name) for name in "ab"]
        made.hosts = {name: kind(f"https://{name}.example/live") for name in "ab"}
        polls += [await made.poll(name, seconds=6) for name in "ababababab"]
    assert (["source.degraded"] * 2 if evidence else []) == told(polls)
    assert bool(asked) is (evidence != "refused")


async def test_two_sources_behind_a_dead_line(tmp_path):
    """Without a route nothing is ever told of them: name servers are not even asked."""

    async def witness(host):
        raise AssertionError(host)

    async with desk(tmp_path, "a", "b", witness=witness) as made:
        polls = [await made.poll(name) for name in "ab"]
        made.hosts = {name: Unreachable(f"https://{name}.example/live", "no route", ours=True) for name in "ab"}
        polls += [await made.poll(name, seconds=300) for name in "ab" * 30]
    assert [] == told(polls)


async def test_one_of_many_fails(tmp_path):
    """A source that fails alone is told of as soon as another host has answered."""
    async with desk(tmp_path, *NAMES) as made:
        for name in NAMES:
            await made.poll(name)
        made.hosts = {"a": silent("a")}
        polls = [await made.poll(name) for name in "aaba"]
    assert [[], [], [], ["source.degraded"]] == [told([poll]) for poll in polls]
    assert "it may be our own network" in polls[0].reason


@pytest.mark.parametrize("answer", [BadStatus("https://a.example/live", 404, "gone"), None])
async def test_any_answer_counts(tmp_path, answer):
    """A host that answers, even with an error, is witness that the network is up."""
    async with desk(tmp_path, "a", "b") as made:
        made.hosts = {"b": TimedOut("https://b.example/live", "no answer")}
        await made.poll("a")
        await made.poll("b")
        made.hosts["a"] = answer
        await made.poll("a")
        assert ["source.degraded"] == told([await made.poll("b")])


async def test_a_lone_source(tmp_path):
    """A lone source is told of at once if its host is silent, but not when we could not even ask."""
    async with desk(tmp_path, "a") as made:
        made.hosts = {"a": Unreachable("https://a.example/live", "name not resolved", ours=True)}
        unasked = await made.poll("a")
        made.hosts = {}
        await made.poll("a", seconds=PROBE_EVERY.total_seconds())
        made.hosts = {"a": silent("a")}
        failed = await made.poll("a")
    assert ([], ["source.degraded"]) == (told([unasked]), told([failed]))


async def test_an_address_that_is_not_allowed(tmp_path):
    """A refused address is told once and at once, with what to do, and looked at as rarely as can be."""
    async with desk(tmp_path, "a", "b") as made:
        made.hosts = {"a": NotAllowed("https://a.example/live", "10.0.0.1 is a private address", address="10.0.0.1")}
        made.pipeline.admit(replace(made.pipeline.state("a")))
        polls = [await made.poll("a", seconds=301) for _ in range(3)]
    assert ["source.degraded"] == told(polls)
    assert {timedelta(minutes=5)} == {poll.interval for poll in polls}
    assert (1, "NotAllowed") == (
        polls[0].events[0].message["data"]["facts"]["failures"],
        polls[0].events[0].message["data"]["facts"]["cause"],
    )


@pytest.mark.parametrize(
    ("outcome", "heard_of", "verdict"),
    [
        (Outcome.ACCEPTED, False, False),
        (Outcome.REFUSED, False, False),
        (Outcome.TIMED_OUT, False, None),
        (Outcome.UNREACHABLE, False, None),
        (Outcome.UNREACHABLE, True, False),  # it answered, no HTTP
        (Outcome.NOT_ALLOWED, False, None),
    ],
)
def test_webhooks_are_witnesses(outcome, heard_of, verdict):
    """What a webhook answers says that the network is up; its silence is a silence like any other."""
    network = Network()

    async def send(_endpoint, _events, number):
        return Attempt(
            endpoint="desk",
            source="a",
            sequence=1,
            event_id="e",
            number=number,
            at=NOON,
            outcome=outcome,
            duration_s=0,
            heard=heard_of,
        )

    heard = HeardSend(send, Hearing(network, lambda: NOON))
    attempt = asyncio.run(heard(Endpoint(name="desk", url="https://u:p@hook.example/x"), [], 1))
    assert (outcome, verdict) == (attempt.outcome, network.verdict(NOON))
    assert (outcome in {Outcome.TIMED_OUT, Outcome.UNREACHABLE} and not heard_of) == network.silent


@dataclass
class Publisher:
    """The demo's live blog on an address of its own, which can be taken off the network and put back."""

    host: str
    port: int = 0
    play: Play = field(default_factory=lambda: Play(utc_now()))
    runner: web.AppRunner | None = None

    async def up(self) -> None:
        self.runner = web.AppRunner(application(self.play, asyncio.Event()), access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, self.host, self.port).start()
        self.port = self.runner.addresses[0][1]

    async def down(self) -> None:
        assert self.runner is not None
        await self.runner.cleanup()


@pytest.mark.slow
async def test_the_daemon_comes_through_an_outage(tmp_path):
    """When every host is gone and comes back, no source was told as degraded, and what was missed is told."""
    publishers = [Publisher(host=f"127.0.0.{number}") for number in (11, 12, 13)]
    for publisher in publishers:
        await publisher.up()
    sources = [
        Source(
            name=f"live-{publisher.host[-2:]}",
            url=f"http://{publisher.host}:{publisher.port}{PATH}",
            interval=timedelta(milliseconds=200),
            degraded_after=1,
        )
        for publisher in publishers
    ]
    told: list[EventType] = []
    seen: list[PollOutcome] = []
    changed = asyncio.Condition()

    def polled(_, poll: Poll) -> None:
        told.extend(event.type for event in poll.events)
        seen.append(poll.outcome)
        asyncio.get_running_loop().create_task(notify())

    async def notify() -> None:
        async with changed:
            changed.notify_all()

    async def until(so) -> None:
        async with asyncio.timeout(PATIENCE_S), changed:
            await changed.wait_for(so)

    setup = Setup(
        sources=sources, store_url=f"sqlite:///{tmp_path}/live.db", fetch_networks=LOOPBACK, stop_polls=timedelta(0)
    )
    async with running(setup, on_poll=polled):
        await until(lambda: seen.count(PollOutcome.CHANGED) == 3)
        for publisher in publishers:
            await publisher.down()
            publisher.play.step(utc_now())
        await until(lambda: seen.count(PollOutcome.PAUSED) >= 9)
        for publisher in publishers:
            await publisher.up()
        await until(lambda: len(told) >= 3)
        await publishers[0].down()
        await until(lambda: len(told) >= 4)
    for publisher in publishers[1:]:
        await publisher.down()
    assert [EventType.ENTRY_CREATED] * 3 + [EventType.SOURCE_DEGRADED] == told
