"""What waits for what: ordering by source, by entry or not at all; batches, collapsed updates, quiet hours."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest
from delivery_doubles import (
    DESK,
    NOW,
    MemoryStore,
    Script,
    dispatching,
    far_off,
    leaping,
    leaping_clock,
    make,
    turning,
)

from monitor.deliver.backoff import next_attempt
from monitor.deliver.packing import PAGE, PARKED_PER_LANE
from monitor.model import Batch, EventType, Filter, Lane, Ordering, Outcome, QuietHours

BY_ENTRY = replace(DESK, ordering=Ordering.ENTRY)
UNORDERED = replace(DESK, ordering=Ordering.NONE)
CREATED, UPDATED, DELETED = EventType.ENTRY_CREATED, EventType.ENTRY_UPDATED, EventType.ENTRY_DELETED
BUSY: Mapping[str, object] = {"status": 500}
REAL = {"clock": leaping_clock, "next_attempt": next_attempt}
SECOND = timedelta(seconds=1)


def blog(*entries: str | tuple[str | None, EventType] | None, at=NOW) -> MemoryStore:
    """Make a store with one lane and an event per entry."""
    store = MemoryStore()
    store.patience_s = 7 * 86_400.0
    store.add_lane("desk")
    for entry in entries:
        entry_id, kind = entry if isinstance(entry, tuple) else (entry, CREATED)
        store.commit(type_=kind, entry_id=entry_id, at=at)
    return store


def failing(*sequences, until=timedelta(days=99)):
    """Act as an endpoint that refuses requests with these events until a time, and counts their attempts as its own."""

    def act(_, events):
        bad = any(event.sequence in sequences for event in events) and leaping_clock() < NOW + until
        return dict(BUSY) if bad else Outcome.ACCEPTED

    return act


def accepted(store):
    return [attempt.members or attempt.sequence for attempt in store.log if attempt.outcome is Outcome.ACCEPTED]


def settled(store, *, cursor):
    return lambda: store.rows["desk", "blog"].cursor == cursor and not store.parcels.get(("desk", "blog"))


# ------------------------------------------------------------------------------------------------ ordering


@leaping
@pytest.mark.parametrize(
    ("ordering", "meanwhile", "afterwards"),
    [
        (Ordering.SOURCE, [], [1, 2, 3, 4, 5]),
        (Ordering.ENTRY, [2, 4], [2, 4, 1, 3, 5]),
        (Ordering.NONE, [2, 3, 4, 5], [2, 3, 4, 5, 1]),
    ],
)
async def test_what_waits_for_a_failing_event(ordering, meanwhile, afterwards):
    """By source everything, by entry that entry's events and those of none, else nothing; then all of it arrives."""
    store = blog("a", "b", "a", "c", None)
    send = Script(act=failing(1, until=3 * SECOND))
    async with dispatching(store, send, replace(DESK, ordering=ordering), **REAL):
        await asyncio.sleep(1)
        before = accepted(store)
        await store.until(settled(store, cursor=5))
    assert (meanwhile, afterwards) == (before, accepted(store))


@leaping
async def test_events_of_one_entry_stay_in_order_behind_a_failing_one():
    """However many of them come while the first one waits, they follow it in sequence."""
    store = blog("a")
    async with dispatching(store, Script(act=failing(1, until=20 * SECOND)), BY_ENTRY, **REAL) as dispatcher:
        for entry in ("a", "b", "a", "b", "a"):
            await asyncio.sleep(1)
            store.commit(entry_id=entry)
            dispatcher.wake("blog")
        await store.until(settled(store, cursor=6))
    assert accepted(store) == [3, 5, 1, 2, 4, 6]


@leaping
async def test_what_is_parked_survives_a_restart():
    """The next process finds the parked events with their retry times, and loses none."""
    store = blog("a", "b", "a")
    first = make(store, Script(act=failing(1)), BY_ENTRY, clock=leaping_clock, next_attempt=far_off)
    await first.start()
    await store.until(lambda: store.rows["desk", "blog"].parked == 2)
    await first.stop()
    began = leaping_clock()
    async with dispatching(store, Script(), BY_ENTRY, **REAL | {"next_attempt": far_off}):
        await store.until(settled(store, cursor=3))
    assert (accepted(store), leaping_clock() - began) == ([2, 1, 3], timedelta(hours=5))


@leaping
async def test_parking_has_a_limit():
    """When too much is parked the lane blocks, and goes on when the endpoint is well."""
    count = PARKED_PER_LANE + 2 * PAGE
    store = blog(*["a"] * count)
    async with dispatching(store, Script(act=failing(1, until=60 * SECOND)), BY_ENTRY, **REAL):
        await asyncio.sleep(20)
        parked = store.rows["desk", "blog"].parked
        await store.until(settled(store, cursor=count))
    assert (parked, accepted(store) == list(range(1, count + 1))) == (PARKED_PER_LANE, True)


@leaping
async def test_a_parked_event_that_dies_lets_its_entry_go_on():
    """A poison event is given up from where it is parked, with its own count."""
    store = blog("a", "a", "b")
    act = lambda _, events: {"status": 400} if events[0].sequence == 1 else Outcome.ACCEPTED  # noqa: E731
    async with dispatching(store, Script(act=act), BY_ENTRY, **REAL):
        await store.until(settled(store, cursor=3))
    assert (accepted(store), [(letter.sequence, letter.attempts) for letter in store.dead]) == ([3, 2], [(1, 3)])


@leaping
@pytest.mark.parametrize("step", range(1, 60))
async def test_stopping_at_any_point_loses_nothing_that_is_parked_or_packed(step):
    """Cancelled at its n-th wait and started anew, every event arrives, by entry and in batches."""
    store = blog("a", "b", "a", "c", "b", "a")
    endpoint = replace(BY_ENTRY, batch=Batch(most=2, wait=timedelta(0)))
    first = make(store, Script(dict(BUSY), Outcome.ACCEPTED, dict(BUSY)), endpoint, clock=leaping_clock)
    await first.start()
    for _ in range(step):
        await asyncio.sleep(0)
    await first.stop()
    async with dispatching(store, Script(), endpoint, clock=leaping_clock):
        await store.until(settled(store, cursor=6))
    told = accepted(store)

    assert [1, 2, 3, 4, 5, 6] == sorted(sequence for request in told for sequence in request)
    assert [(1, 2), (3, 4), (5, 6)] == sorted(told)


# ------------------------------------------------------------------------------------------------- batches


@leaping
async def test_a_batch_goes_when_it_is_full_or_its_time_is_over():
    """Three events at most; the rest waits for others, but not longer than it may."""
    store = blog("a", "b", "c", "d")
    endpoint = replace(DESK, batch=Batch(most=3, wait=10 * SECOND))
    send = Script()
    async with dispatching(store, send, endpoint, **REAL) as dispatcher:
        await store.until_cursor("desk", 3)
        first = leaping_clock()
        await asyncio.sleep(4)
        store.commit(at=leaping_clock())
        dispatcher.wake("blog")
        await store.until(settled(store, cursor=5))
    assert (send.requests, first - NOW, leaping_clock() - NOW) == ([(1, 2, 3), (4, 5)], timedelta(0), 10 * SECOND)


@leaping
async def test_a_batch_that_fills_up_goes_at_once():
    """The event that makes it full ends the wait."""
    store = blog("a", "b")
    send = Script()
    endpoint = replace(DESK, batch=Batch(most=3, wait=timedelta(hours=1)))
    async with dispatching(store, send, endpoint, **REAL) as dispatcher:
        await asyncio.sleep(5)
        store.commit(at=leaping_clock())
        dispatcher.wake("blog")
        await store.until(settled(store, cursor=3))
    assert (send.requests, leaping_clock() - NOW) == ([(1, 2, 3)], 5 * SECOND)


@leaping
async def test_a_retried_batch_holds_what_it_held():
    """Events that come while a batch is retried are not added to it: the same id means the same bytes."""
    store = blog("a", "b")
    send = Script(dict(BUSY))
    endpoint = replace(DESK, batch=Batch(most=3, wait=timedelta(0)))
    async with dispatching(store, send, endpoint, **REAL) as dispatcher:
        await store.until(lambda: len(store.log) == 1)
        store.commit(count=2)
        dispatcher.wake("blog")
        await store.until(settled(store, cursor=4))
    requests, log = send.requests, [(attempt.event_id, attempt.number) for attempt in store.log]

    assert requests == [(1, 2), (1, 2), (3, 4)]
    assert (log[0][0], 1) == log[0]
    assert (log[0][0], 2) == log[1]


@leaping
async def test_a_batch_that_is_refused_is_told_event_by_event():
    """After three refusals the events go alone, and only the one at fault becomes a dead letter."""
    store = blog("a", "b", "c")
    act = lambda _, events: {"status": 422} if any(e.sequence == 2 for e in events) else Outcome.ACCEPTED  # noqa: E731
    endpoint = replace(DESK, batch=Batch(most=3, wait=timedelta(0)))
    async with dispatching(store, Script(act=act), endpoint, **REAL):
        await store.until(settled(store, cursor=3))
    assert (accepted(store), [letter.event_id for letter in store.dead]) == ([1, 3], ["evt_blog_2"])


@leaping
async def test_unwanted_events_neither_fill_a_batch_nor_hold_it_up():
    """A batch spans events that the filter refuses, and a run of them alone moves the cursor."""
    store = blog("a", ("b", UPDATED), "c", ("d", UPDATED))
    endpoint = replace(DESK, batch=Batch(most=9, wait=SECOND), filter=Filter(types=frozenset({"entry.created"})))
    send = Script()
    async with dispatching(store, send, endpoint, **REAL):
        await store.until(settled(store, cursor=4))
    assert send.requests == [(1, 3)]


@leaping
async def test_a_backlog_fills_batches_at_once():
    """More events than are read at once go in full batches, without any wait between."""
    store = blog(*["a"] * 250)
    send = Script()
    async with dispatching(store, send, replace(DESK, batch=Batch(most=100, wait=60 * SECOND)), **REAL):
        await store.until(settled(store, cursor=250))
    assert [len(request) for request in send.requests] == [100, 100, 50]


# ------------------------------------------------------------------------------------------------ collapse


@leaping
async def test_of_unsent_updates_of_an_entry_only_the_last_is_sent():
    """The others are left out with the reason; a deletion between keeps apart what was before and after it."""
    store = blog(
        ("a", CREATED),
        ("a", UPDATED),
        ("b", UPDATED),
        ("a", UPDATED),
        (None, EventType.SOURCE_DEGRADED),
        ("b", DELETED),
        ("b", UPDATED),
        ("a", UPDATED),
    )
    async with dispatching(store, Script(), replace(DESK, collapse=True), **REAL):
        await store.until_cursor("desk", 8)
    told, omitted = accepted(store), [(omission.sequence, omission.reason) for omission in store.omitted]

    assert told == [1, 3, 5, 6, 7, 8]
    reason = "collapsed: evt_blog_8, a later update of the entry, is sent instead"
    assert [(2, reason), (4, reason)] == omitted


@leaping
async def test_an_update_that_was_tried_is_not_collapsed():
    """It may have arrived, so it goes again as it is, and the later ones after it."""
    store = blog(("a", UPDATED))
    async with dispatching(store, Script(dict(BUSY)), replace(DESK, collapse=True), **REAL) as dispatcher:
        await store.until(lambda: len(store.log) == 1)
        store.commit(type_=UPDATED, entry_id="a", count=2)
        dispatcher.wake("blog")
        await store.until_cursor("desk", 3)
    assert (accepted(store), [omission.sequence for omission in store.omitted]) == ([1, 3], [2])


# --------------------------------------------------------------------------------------------- quiet hours


def quiet(**fields) -> QuietHours:
    """NOW is 03:04:05 UTC, in the middle of these."""
    return QuietHours(**{"start": time(22), "end": time(7), "zone": UTC} | fields)


@leaping
async def test_quiet_hours_hold_what_comes():
    """It goes when they end."""
    store = blog("a", "b")
    async with dispatching(store, Script(), replace(DESK, quiet=quiet()), **REAL):
        await store.until_cursor("desk", 2)
    assert leaping_clock() == NOW.replace(hour=7, minute=0, second=0)


@leaping
async def test_quiet_hours_may_drop_what_comes():
    """It is left out with the reason, and what came before or after them is sent."""
    store = blog("a", at=NOW - timedelta(hours=8))
    store.commit(at=NOW)
    store.commit(at=NOW + timedelta(hours=4))
    async with dispatching(store, Script(), replace(DESK, quiet=quiet(drop=True)), **REAL):
        await store.until_cursor("desk", 3)
    assert (accepted(store), [(omission.sequence, omission.reason) for omission in store.omitted]) == (
        [1, 3],
        [(2, "came in quiet hours, which drop what comes")],
    )


# ----------------------------------------------------------------------------------------------- odd cases


@leaping
async def test_a_parcel_whose_events_are_gone_is_dropped():
    """Who edits the database by hand does not stop a lane for ever."""
    store = blog("a", "b")
    store.rows["desk", "blog"] = Lane(endpoint="desk", source="blog", cursor=1)
    async with dispatching(store, Script(), DESK, **REAL) as dispatcher:
        await store.until_cursor("desk", 2)
        await store.requeue("desk", "blog", [1])
        store.events["blog"][0] = replace(store.events["blog"][0], sequence=99)
        await dispatcher.refresh()
        await store.until(settled(store, cursor=2))
        await turning(lambda: not dispatcher.counts.running)
        assert accepted(store) == [2]
