"""What stands beside the lanes: parcels, dead letters, omissions, health; and what became of the events."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update
from store_samples import LATER, NOON, attempt, commit, event, failing, known_entry, ledger, opened, serving, step

from monitor.errors import Fenced, StoreError
from monitor.model import (
    Attempt,
    DeadLetter,
    Delivery,
    DeliveryQuery,
    DeliveryState,
    EventType,
    Health,
    Keeping,
    Lane,
    Limits,
    Omission,
    Outcome,
    Parcel,
    Pruned,
    Standing,
    Tally,
    by_age,
)
from monitor.store.outbox import REPLAY_LIMIT
from monitor.store.retention import PORTION
from monitor.store.schema import attempts, events, sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.store import SqlStore

ATTEMPTS_KEPT, EVENTS_KEPT = timedelta(days=30), timedelta(days=90)
MINUTE = timedelta(minutes=1)
LANE = Lane(endpoint="desk", source="a", cursor=0)


@asynccontextmanager
async def owing(url: str, count: int = 6) -> AsyncIterator[SqlStore]:
    """Open a store in which `desk` is owed events of source a."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=count))
        yield store


def parcel(*sequences: int, **changes: Any) -> Parcel:
    return Parcel(sequences=sequences, entries=tuple("e-1" for _ in sequences), **changes)


def letter(sequence: int, **changes: Any) -> DeadLetter:
    common = {"endpoint": "desk", "source": "a", "event_id": f"evt_a_{sequence}", "at": NOON}
    return DeadLetter(
        **common | {"sequence": sequence, "attempts": 3, "reason": "refused\x00", "status": 400} | changes
    )


async def parked(store: SqlStore, lane: Lane, cursor: int, *parcels: Parcel) -> Lane:
    """Move a lane on with parcels beside it; return it as it then stands."""
    await store.commit_lane(step(lane, cursor, parcels=parcels))
    return replace(lane, cursor=cursor, parked=len(parcels))


# ------------------------------------------------------------------------------------------------ parcels


async def test_parcels_come_back_as_they_were_in_the_order_of_their_sequences(url: str) -> None:
    """A lane that has some is owing, whatever its cursor says."""
    late = parcel(4, 6, attempts=2, refusals=1, since=NOON, next_at=LATER)
    odd = Parcel(sequences=(3,), entries=("e\x00", None))
    async with owing(url) as store:
        lane = await parked(store, LANE, 6, late, odd)
        assert [lane] == await store.load_lanes()
        assert [odd, late] == await store.load_parcels("desk", "a")
        assert [4, 6] == [event.sequence for event in await store.load_events_at("a", late.sequences)]


async def test_a_parcel_is_settled_once(url: str) -> None:
    """Who settles one that another writer has settled, or tried, is fenced and changes nothing."""
    async with owing(url) as store:
        lane = await parked(store, LANE, 6, parcel(2))
        again = parcel(2, attempts=1, since=NOON, next_at=LATER)
        tried = attempt(lane, 2, outcome=Outcome.REFUSED)
        await store.commit_lane(step(lane, 6, tried, settled=parcel(2), parcels=(again,)))
        with pytest.raises(Fenced):
            await store.commit_lane(step(lane, 6, attempt(lane, 2), settled=parcel(2)))
        assert [again] == await store.load_parcels("desk", "a")
        await store.commit_lane(step(lane, 6, attempt(lane, 2, number=2), settled=again))
        assert [] == await store.load_parcels("desk", "a")
        assert [] == await store.load_lanes()
        assert [1, 2] == [found.number for found in await store.attempts_of("evt_a_2")]


async def test_another_owner_of_the_source_is_fenced(url: str) -> None:
    """Who lost the lease of a source moves none of its lanes."""
    async with owing(url) as store:
        await store._executor.write(lambda c: c.execute(update(sources).values(epoch=7)))
        with pytest.raises(Fenced):
            await store.commit_lane(step(LANE, 1))
        (lane,) = await store.load_lanes()
        assert 7 == lane.epoch
        await store.commit_lane(step(lane, 1))


async def test_replayed_events_become_parcels(url: str) -> None:
    """Those that are still owed, queued already or unknown are left alone; dead letters are taken back."""
    async with owing(url) as store:
        await store.commit_lane(step(LANE, 4, parcels=(parcel(3),), dead=(letter(1), letter(2))))
        assert 2 == await store.requeue("desk", "a", [2, 3, 4, 5, 99])
        assert [parcel(2), parcel(3), parcel(4)] == await store.load_parcels("desk", "a")
        assert [letter(1)] == await store.dead_letters()
        assert 0 == await store.requeue("desk", "a", [99])


async def test_a_replay_that_cannot_be_is_refused(url: str) -> None:
    """No lane, or too many events at once: it says so, and queues nothing."""
    async with owing(url) as store:
        with pytest.raises(StoreError, match="webhook 'nobody' gets no events of source 'a'"):
            await store.requeue("nobody", "a", [1])
        with pytest.raises(StoreError, match="ask for 1000 at most"):
            await store.requeue("desk", "a", range(REPLAY_LIMIT + 1))


# ------------------------------------------------------------------------------------------------- health


async def test_the_health_of_an_endpoint_survives(url: str) -> None:
    """To the microsecond, whether it is written alone or with a step of a lane."""
    health = Health(
        standing=Standing.GONE,
        reason="answered 410 Gone",
        changed_at=LATER,
        paused_until=NOON,
        in_a_row=4,
        recent=(Tally(at=NOON, accepted=1, failed=2),),
        probe_at=LATER,
        probes=3,
        failing_since=NOON,
        failures=9,
        warned=50,
        accepted_at=NOON,
        key="0f",
        key_since=LATER,
    )
    async with owing(url) as store:
        assert {} == await store.load_healths()
        await store.save_health("other", Health())
        await store.commit_lane(step(LANE, 1, health=health))
        assert {"desk": health, "other": Health()} == await store.load_healths()


async def test_what_the_operator_did_meanwhile_stands(url: str) -> None:
    """A daemon that has not heard of it overwrites it neither alone nor with a step of a lane."""
    off = Health(standing=Standing.OFF, changed_at=LATER)
    async with owing(url) as store:
        await store.save_health("desk", Health(failures=1))
        await store.save_health("desk", off)
        await store.save_health("desk", Health(failures=2, changed_at=NOON))
        await store.commit_lane(step(LANE, 1, health=Health(failures=3)))
        assert {"desk": off} == await store.load_healths()
        heard = replace(off, failures=3)
        await store.save_health("desk", heard)
        assert {"desk": heard} == await store.load_healths()


async def test_an_endpoint_that_is_well_again_ends_all_its_waits(url: str) -> None:
    """Lanes and parcels of that endpoint may be tried at once; those of others wait on."""
    async with opened(url) as store:
        await store.register(
            [("a", "https://news.example/a"), ("b", "https://news.example/b")],
            [("desk", "a"), ("desk", "b"), ("other", "a")],
        )
        for source in ("a", "b"):
            await store.commit_poll(commit(source, 0, events=2))
        for lane in await store.load_lanes():
            await store.commit_lane(failing(lane, attempt(lane, 1, outcome=Outcome.REFUSED), LATER))
        waiting = parcel(1, since=NOON, next_at=LATER)
        lane = await store.load_lane("desk", "a")
        assert lane is not None
        await store.commit_lane(step(lane, 1, parcels=(waiting,), health=Health(), released=True))
        lanes = {(lane.endpoint, lane.source): lane.next_at for lane in await store.load_lanes()}
        assert {("desk", "a"): None, ("desk", "b"): None, ("other", "a"): LATER} == lanes
        assert [replace(waiting, next_at=None)] == await store.load_parcels("desk", "a")


# -------------------------------------------------------------------------------------- what became of it


async def _mixed(store: SqlStore) -> Attempt:
    """Bring six events into every state there is; return the attempt of a batch."""
    await store.commit_lane(step(LANE, 1, dead=(letter(1),)))
    lane = replace(LANE, cursor=1)
    omitted = (Omission(sequence=2, reason="collapsed"),)
    await store.commit_lane(step(lane, 2, omitted=omitted))
    lane = replace(lane, cursor=2)
    batch = replace(attempt(lane, 4), event_id="bat_x", members=(3, 4))
    await store.commit_lane(step(lane, 4, batch))
    lane = replace(lane, cursor=4)
    await store.commit_lane(failing(lane, attempt(lane, 5, outcome=Outcome.REFUSED), LATER))
    return batch


async def test_each_event_is_in_one_state(url: str) -> None:
    """Newest first, with the last attempt and the reason."""
    async with owing(url) as store:
        await _mixed(store)
        found = await store.deliveries(DeliveryQuery())
        owed, waiting, dead = DeliveryState.OWED, DeliveryState.WAITING, DeliveryState.DEAD
        passed, delivered = DeliveryState.PASSED, DeliveryState.DELIVERED
        assert [(6, owed), (5, waiting), (4, delivered), (3, delivered), (2, passed), (1, dead)] == [
            (delivery.event.sequence, delivery.state) for delivery in found
        ]
        (event,) = await store.load_events_at("a", [5])
        assert (
            Delivery(
                endpoint="desk",
                event=event,
                state=waiting,
                attempts=1,
                status=200,
                at=NOON,
                reason="OK",
                next_at=LATER,
            )
            == found[1]
        )
        assert ["collapsed", "refused\x00"] == [found[4].reason, found[5].reason]


@pytest.mark.parametrize("state", list(DeliveryState))
async def test_deliveries_are_found_by_state(url: str, state: DeliveryState) -> None:
    """Each state gives what the whole list says of it."""
    async with owing(url) as store:
        await _mixed(store)
        lane = await store.load_lane("desk", "a")
        assert lane is not None
        await store.requeue("desk", "a", [3])
        everything = await store.deliveries(DeliveryQuery(endpoint="desk", source="a"))
        expected = [delivery for delivery in everything if delivery.state is state]
        assert expected
        assert expected == await store.deliveries(DeliveryQuery(endpoint="desk", source="a", state=state))
        assert expected[:1] == await store.deliveries(DeliveryQuery(state=state, limit=1))
        assert [] == await store.deliveries(DeliveryQuery(state=state, endpoint="other"))
        assert [] == await store.deliveries(DeliveryQuery(state=state, before=NOON))


async def test_a_parcel_that_was_tried_is_waiting(url: str) -> None:
    """One that is sent again for the first time is owed."""
    async with owing(url) as store:
        await parked(store, LANE, 6, parcel(2, since=NOON, next_at=LATER), parcel(3, 5))
        found = await store.deliveries(DeliveryQuery())
        states = {delivery.event.sequence: (delivery.state, delivery.next_at) for delivery in found}
        owed = DeliveryState.OWED, None
        assert {2: (DeliveryState.WAITING, LATER), 3: owed, 5: owed} == {n: states[n] for n in (2, 3, 5)}


async def test_attempts_of_an_event_are_found_in_its_batches(url: str) -> None:
    """A batch's attempt counts for its members, not for what lies between them."""
    async with owing(url) as store:
        batch = await _mixed(store)
        assert [batch] == await store.attempts_of("evt_a_3")
        assert [batch] == await store.attempts_of("evt_a_4", "desk")
        assert [] == await store.attempts_of("evt_a_4", "other")
        assert [] == await store.attempts_of("evt_a_2")
        assert [] == await store.attempts_of("evt_nobody")


async def test_dead_letters_are_listed_and_purged(url: str) -> None:
    """Newest first; purged by endpoint, source or event, and only those."""
    async with owing(url) as store:
        letters = [letter(n, at=NOON + n * MINUTE) for n in (1, 2, 3)]
        await store.commit_lane(step(LANE, 3, dead=tuple(letters)))
        assert letters[::-1] == await store.dead_letters()
        assert letters[:1:-1] == await store.dead_letters(endpoint="desk", source="a", limit=1)
        assert [] == await store.dead_letters(source="b")
        assert 0 == await store.purge_dead_letters(endpoint="other")
        assert 0 == await store.purge_dead_letters(source="b")
        assert 1 == await store.purge_dead_letters(event_ids=["evt_a_2"])
        assert 2 == await store.purge_dead_letters(endpoint="desk", source="a")
        assert [] == await store.dead_letters()


async def test_endpoints_are_told_at_a_glance(url: str) -> None:
    """Health, lanes, and how much is owed since when."""
    async with owing(url) as store:
        await _mixed(store)
        await store.requeue("desk", "a", [3])
        await store.save_health("desk", Health(in_a_row=2))
        (status,) = await store.endpoints()
        assert ("desk", Health(in_a_row=2), 1, 2, 1, 1, NOON) == (
            status.endpoint,
            status.health,
            status.lanes,
            status.owed,
            status.parked,
            status.dead,
            status.oldest_owed_at,
        )


async def test_an_endpoint_that_is_owed_nothing(url: str) -> None:
    """It has no oldest event, and a health as of new."""
    async with serving(url, "a", endpoint="desk") as store:
        (status,) = await store.endpoints()
        assert (Health(), 0, None) == (status.health, status.owed, status.oldest_owed_at)


async def test_sequences_are_found_by_time(url: str) -> None:
    """For a replay of what was told in a span of time, both ends included."""
    async with owing(url) as store:
        for sequence in range(1, 7):
            at = NOON + sequence * MINUTE
            await store._executor.write(
                lambda c, sequence=sequence, at=at: c.execute(
                    update(events).where(events.c.sequence == sequence).values(at=at)
                )
            )
        assert [2, 3, 4] == await store.find_sequences("a", first=NOON + 2 * MINUTE, last=NOON + 4 * MINUTE, limit=9)
        assert [1, 2] == await store.find_sequences("a", limit=2)
        assert [] == await store.find_sequences("b", limit=2)


async def test_the_log_is_read_beside_a_daemon(url: str) -> None:
    """Who only reads gets the same answers as the daemon itself."""
    async with owing(url) as store:
        await _mixed(store)
        async with ledger(url) as history:
            assert await store.deliveries(DeliveryQuery()) == await history.deliveries(DeliveryQuery())
            assert await store.endpoints() == await history.endpoints()
            assert [letter(1)] == await history.dead_letters()


# ---------------------------------------------------------------------------------------------- retention


async def test_what_is_too_old_is_removed(url: str) -> None:
    """Attempts after 30 days, events that every lane has passed after 90; nothing twice."""
    async with owing(url) as store:
        for cursor in (1, 2, 3):
            lane = replace(LANE, cursor=cursor - 1)
            await store.commit_lane(step(lane, cursor, attempt(lane, cursor)))
        assert Pruned() == await store.prune(by_age(Keeping(), NOON + ATTEMPTS_KEPT))
        assert Pruned(attempts=3) == await store.prune(by_age(Keeping(), NOON + ATTEMPTS_KEPT + MINUTE))
        assert Pruned(events=3) == await store.prune(by_age(Keeping(), NOON + EVENTS_KEPT + MINUTE))
        assert Pruned() == await store.prune(by_age(Keeping(), NOON + EVENTS_KEPT + MINUTE))
        assert [4, 5, 6] == [event.sequence for event in await store.load_events("a", after=0, limit=9)]
        assert 0 == len(await store._executor.read(lambda c: c.execute(select(attempts.c.id)).all()))


async def test_what_is_parked_or_dead_keeps_its_events(url: str) -> None:
    """A dead letter goes 90 days after it died, and its event with it."""
    async with owing(url) as store:
        late = NOON + EVENTS_KEPT + MINUTE
        dead = letter(1, at=late)
        lane = await parked(store, LANE, 6, parcel(3, 5))
        await store.commit_lane(step(lane, 6, dead=(dead,)))
        assert Pruned(events=1) == await store.prune(by_age(Keeping(), late))
        assert [1, 3, 4, 5, 6] == [event.sequence for event in await store.load_events("a", after=0, limit=9)]
        await store.commit_lane(step(lane, 6, attempt(lane, 5), settled=parcel(3, 5)))
        assert Pruned(attempts=1, events=4) == await store.prune(by_age(Keeping(), late))
        assert Pruned(dead_letters=1, events=1) == await store.prune(by_age(Keeping(), late + EVENTS_KEPT + MINUTE))


async def test_a_portion_is_so_large_and_no_larger(sqlite_url: str) -> None:
    """A backlog of old rows goes over several transactions, between which polls write."""
    async with owing(sqlite_url, count=PORTION + 5) as store:
        await store.commit_lane(step(LANE, PORTION + 5))
        late = NOON + EVENTS_KEPT + MINUTE
        assert [PORTION, 5, 0] == [(await store.prune(by_age(Keeping(), late))).events for _ in range(3)]


async def test_a_source_without_lanes_keeps_nothing_for_anyone(url: str) -> None:
    """Its events go when they are old; a lane that sleeps does not hold them for ever."""
    async with owing(url) as store:
        await store.register([("a", "https://news.example/a")], [])
        assert Pruned(events=6) == await store.prune(by_age(Keeping(), NOON + EVENTS_KEPT + MINUTE))


async def test_kept_by_number_and_size(url: str) -> None:
    """The newest attempts and events stay, as far as number and size allow; what is owed stays anyway."""
    async with owing(url) as store:
        for cursor in (1, 2, 3, 4):
            lane = replace(LANE, cursor=cursor - 1)
            tried = replace(attempt(lane, cursor), at=NOON + cursor * MINUTE)
            await store.commit_lane(step(lane, cursor, tried))

        async def gone(**limits: Limits) -> Pruned:
            keeping = Keeping(**{"attempts": Limits(), "events": Limits(), "dead_letters": Limits()} | limits)
            return await store.prune(await store.cutoffs(keeping, NOON))

        assert Pruned() == await gone()
        assert Pruned() == await gone(attempts=Limits(count=4), events=Limits(count=6))
        assert Pruned(attempts=1) == await gone(attempts=Limits(count=3))
        assert Pruned(attempts=2) == await gone(attempts=Limits(size_bytes=250))
        assert Pruned() == await gone(events=Limits(count=100, size_bytes=10**9))
        assert Pruned() == await gone(events=Limits(age=timedelta(1)))


async def test_events_kept_by_number(url: str) -> None:
    """Old ones go from the front, but none that a lane has not passed."""
    async with owing(url) as store:
        addresses = [("a", "https://news.example/a"), ("b", "https://news.example/b")]
        await store.register(addresses, [("desk", "a")])
        for number in range(2, 5):
            late = replace(event("b", number - 1), at=NOON + number * MINUTE)
            await store.commit_poll(commit("b", number - 2, events=(late,)))
        keeping = Keeping(events=Limits(count=1))
        assert Pruned(events=2) == await store.prune(await store.cutoffs(keeping, NOON))
        assert [3] == [one.sequence for one in await store.load_events("b", after=0, limit=9)]
        assert 6 == len(await store.load_events("a", after=0, limit=9))


async def test_what_stood_is_known_for_ever(url: str) -> None:
    """Events that say when an entry was withdrawn or restored, or how the title was, stay when the others go."""
    kept = (EventType.ENTRY_DELETED, EventType.ENTRY_RESTORED, EventType.LIVE_BLOG_UPDATED)
    async with owing(url) as store:
        await store.register([("c", "https://news.example/c")], [])
        for number, kind in enumerate((EventType.ENTRY_CREATED, *kept, EventType.ENTRY_UPDATED), start=1):
            await store.commit_poll(commit("c", number - 1, events=(replace(event("c", number), type=kind),)))
        await store.prune(by_age(Keeping(), NOON + EVENTS_KEPT + timedelta(days=1)))
        assert list(kept) == [one.type for one in await store.load_events("c", after=0, limit=9)]


async def test_revisions_that_were_left_behind(url: str) -> None:
    """Earlier versions go by age or number; the newest of each entry never does, however old."""
    async with owing(url) as store:
        await store.register([("c", "https://news.example/c")], [])
        for number in range(1, 5):
            one = known_entry("e-1", number=number)
            dated = replace(one, revision=replace(one.revision, observed_at=NOON + number * MINUTE))
            await store.commit_poll(commit("c", 0, dated))
        old = known_entry("e-2")
        await store.commit_poll(commit("c", 0, replace(old, revision=replace(old.revision, observed_at=NOON))))

        async def gone(limits: Limits) -> int:
            late = NOON + timedelta(days=1)
            return (await store.prune(await store.cutoffs(Keeping(revisions=limits), late))).revisions

        assert 0 == await gone(Limits())
        assert 0 == await gone(Limits(count=3))
        assert 1 == await gone(Limits(count=2))
        assert 2 == await gone(Limits(age=timedelta(hours=1)))
        assert 0 == await gone(Limits(age=timedelta(hours=1)))
        known = await store.load_known("c")
        assert {"e-1": 4, "e-2": 1} == {entry.id: entry.revision.number for entry in known.entries.values()}
