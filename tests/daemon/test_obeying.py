"""What an operator orders, done by the daemon or in the database: the same in the end."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from monitor.daemon.obeying import BY_OPERATOR, obey, obey_in_store
from monitor.deliver.dispatch import Dispatcher
from monitor.errors import Declined, Obstacle, StoreError
from monitor.model import (
    Attempt,
    Endpoint,
    Known,
    Outcome,
    PollCommit,
    SourceState,
    Standing,
)
from monitor.orders import Disable, Enable, Flush, Pause, Purge, Replay
from monitor.samples import samples
from monitor.store import open_store

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
EVENTS = [*samples("0f3a", NOW).values()][:3]
DESK = Endpoint(name="desk", url="https://hooks.example.org", secrets=("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",))


def obeyed(folder, *orders, running):
    """Let a dispatcher send three events, obey, and return the counts, the sequences sent since, and the health."""
    sent = []
    idle = asyncio.Event()

    async def send(endpoint, events, number):
        sent.extend(event.sequence for event in events)
        idle.set()
        return Attempt(
            endpoint=endpoint.name,
            source="test",
            sequence=events[-1].sequence,
            event_id=events[-1].id,
            number=number,
            at=NOW,
            outcome=Outcome.ACCEPTED,
            duration_s=0.0,
        )

    async def run():
        store = await open_store(f"sqlite:///{folder}/live.db")

        async def flush():
            sent.append("flushed")

        def do(order):
            return obey(order, store=store, dispatcher=dispatcher, reloading=None, flush=flush, config="")

        dispatcher = Dispatcher(store, send, [DESK], clock=lambda: NOW, jitter=lambda: 0.5)
        try:
            await store.register([("test", "https://a.example")], {("desk", "test")})
            state = SourceState(source="test", sequence=len(EVENTS))
            await store.commit_poll(PollCommit(expected_sequence=0, state=state, known=Known(), events=tuple(EVENTS)))
            await dispatcher.start()
            async with asyncio.timeout(30):
                while len(sent) < len(EVENTS):
                    idle.clear()
                    await idle.wait()
            await dispatcher.drain(timedelta(seconds=30))
            if running:
                counts = [await do(order) for order in orders]
            else:
                counts = [await obey_in_store(order, store, NOW) for order in orders]
            parcels = [parcel.sequences for parcel in await store.load_parcels("desk", "test")]
            assert not running or (sent[-1] == "flushed") == (Flush() in orders)
            return counts, parcels, (await store.load_healths())["desk"]
        finally:
            await dispatcher.stop()
            await store.close()

    return asyncio.run(run())


@pytest.mark.parametrize("running", [True, False])
def test_orders(tmp_path, running):
    """Events queue again under their own sequences; the health is what was ordered last."""
    orders = (
        Replay(webhook="desk", source="test", sequences=(1, 3, 99)),
        Disable(webhook="desk"),
        Enable(webhook="desk"),
        Disable(webhook="desk", reason="moving house"),
        Pause(webhook="desk", until=LATER),
        Purge(webhook="desk"),
    )
    counts, parcels, health = obeyed(tmp_path, *orders, running=running)
    assert ([2, 1, 1, 1, 1, 0], [(1,), (3,)]) == (counts, parcels)
    assert (Standing.OFF, "moving house", LATER) == (health.standing, health.reason, health.paused_until)


@pytest.mark.parametrize("running", [True, False])
def test_who_gives_no_reason(tmp_path, running):
    """The reason says at least whose doing it was."""
    assert BY_OPERATOR == obeyed(tmp_path, Disable(webhook="desk"), running=running)[2].reason


def test_what_is_only_in_memory_is_written_when_asked(tmp_path):
    """It is done to nothing of the deliveries."""
    assert [0] == obeyed(tmp_path, Flush(), running=True)[0]


async def test_who_asks_for_it_hears_that_it_cannot_be_written(tmp_path):
    """What the flush itself can only log: whoever looks would take old figures for new ones."""
    database = tmp_path / "live.db"

    async def flush():
        database.unlink()

    store = await open_store(f"sqlite:///{database}")
    try:
        with pytest.raises(StoreError, match="was deleted while it is in use"):
            await obey(Flush(), store=store, dispatcher=None, reloading=None, flush=flush, config="")
    finally:
        await store.close()


def test_a_webhook_that_the_daemon_does_not_know(tmp_path):
    """Its config is older than ours: it says so, and what to do."""
    with pytest.raises(Declined, match="the running daemon has no webhook 'new'") as declined:
        obeyed(tmp_path, Enable(webhook="new"), running=True)
    assert Obstacle.UNKNOWN is declined.value.obstacle


@pytest.mark.parametrize("running", [True, False])
def test_a_source_that_is_not_told(tmp_path, running):
    """There is no lane to send through."""
    with pytest.raises(StoreError, match="gets no events of source 'other'"):
        obeyed(tmp_path, Replay(webhook="desk", source="other", sequences=(1,)), running=running)
