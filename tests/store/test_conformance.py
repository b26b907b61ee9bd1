"""What every store promises, on either engine."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from store_samples import (
    LATER,
    NOON,
    attempt,
    commit,
    event,
    failing,
    known_entry,
    ledger,
    opened,
    serving,
    state,
    step,
)

from monitor.errors import Fenced, StoreError
from monitor.model import (
    ACCOUNTS_KEPT,
    PAST_KEPT,
    Account,
    Comings,
    Event,
    EventType,
    Flapping,
    HostDay,
    IdClass,
    Keeping,
    Known,
    KnownEntries,
    Lane,
    Omission,
    Outcome,
    RollOff,
    SourceState,
    Tail,
    Validators,
    by_age,
)
from monitor.store import SqlStore, open_store
from monitor.store.schema import attempts, entries, events, omissions, revisions

HOSTILE_TEXTS = (
    "nul\x00in the middle",
    "half a surrogate \ud83d",
    "\x01begins like a digest",
    "x" * 100_000,
    "é" * 300,
    "",
    "emoji \N{ROCKET}",
)


async def _count(store: SqlStore, table) -> int:
    return await store._executor.read(
        lambda connection: connection.execute(select(func.count(table.c[0]))).scalar_one()
    )


# ---------------------------------------------------------------------------------------------- register


async def test_an_instance_name_lasts_as_long_as_its_database(url: str) -> None:
    """Opening a database again gives the name that it got when it was made."""
    async with opened(url) as store:
        first = store.instance
    async with opened(url) as store:
        assert first == store.instance
        assert len(first) == 16


async def test_a_registered_source_starts_from_nothing(url: str) -> None:
    """A source that was never polled has the empty state, and nothing is known of it."""
    async with serving(url, "a", "b") as store:
        assert {"a": SourceState(source="a"), "b": SourceState(source="b")} == await store.load_states()
        assert Known() == await store.load_known("a")
        assert Known() == await store.load_known("never heard of")
        assert await store.load_events("never heard of", after=0, limit=9) == []


async def test_a_source_that_left_the_config_is_kept_and_resumes(url: str) -> None:
    """Retiring a source hides its state; registering it again goes on where it stood."""
    async with serving(url, "a", "b", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=2))
        await store.register([("b", "https://news.example/b")], [])
        assert list(await store.load_states()) == ["b"]
        assert await store.load_lanes() == []
        await store.register([("a", "https://news.example/a")], [("desk", "a")])
        assert {name: found.sequence for name, found in (await store.load_states()).items()} == {"a": 2}
        assert [Lane(endpoint="desk", source="a", cursor=0)] == await store.load_lanes()
        assert list((await store.load_known("a")).entries) == ["e-1"]


async def test_a_source_with_a_new_address_forgets_what_the_old_server_said(url: str) -> None:
    """Validators, redirects and the page of the newest entries belong to an address; sequence and all else stay."""
    async with serving(url, "a") as store:
        await store.commit_poll(replace(commit("a", 0), state=state("a")))
        await store.register([("a", "https://elsewhere.example/a")], [])
        expected = replace(state("a"), url=None, tail=Tail(), validators=Validators())
        assert {"a": expected} == await store.load_states()


async def test_a_new_lane_starts_at_the_sequence_of_its_source(url: str) -> None:
    """A webhook that is added is told what happens from then on."""
    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, events=3))
        await store.register([("a", "https://news.example/a")], [("desk", "a")])
        assert Lane(endpoint="desk", source="a", cursor=3) == await store.load_lane("desk", "a")
        assert await store.load_lanes() == []


async def test_a_lane_that_is_asked_for_no_more_sleeps_and_keeps_its_cursor(url: str) -> None:
    """A webhook that is taken out and put back misses nothing."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=1))
        await store.register([("a", "https://news.example/a")], [])
        assert await store.load_lanes() == []
        assert None is await store.load_lane("desk", "a")
        await store.commit_poll(commit("a", 1, events=1))
        await store.register([("a", "https://news.example/a")], [("desk", "a")])
        assert [Lane(endpoint="desk", source="a", cursor=0)] == await store.load_lanes()


async def test_a_lane_of_an_unknown_source_is_refused_whole(url: str) -> None:
    """A mistake in the config registers nothing at all."""
    async with opened(url) as store:
        with pytest.raises(StoreError, match="webhook 'desk' asks for source 'x', which is not registered"):
            await store.register([("a", "https://news.example/a")], [("desk", "a"), ("desk", "x")])
        assert await store.load_states() == {}


@pytest.mark.slow
async def test_ten_thousand_sources_register_in_seconds_of_cpu(url: str) -> None:
    """10,000 sources with three webhooks each: seconds at first, a moment when nothing changed."""
    names = [f"source-{number}" for number in range(10_000)]
    sources = [(name, f"https://news.example/{name}") for name in names]
    lanes = [(endpoint, name) for name in names for endpoint in ("desk", "risk", "osint")]

    async with opened(url) as store:
        begun = time.process_time()
        await store.register(sources, lanes)
        first = time.process_time() - begun
        await store.register(sources, lanes)
        assert len(await store.load_states()) == 10_000
        again = time.process_time() - begun - first
    assert first < 10
    assert again < 3


# ---------------------------------------------------------------------------------------------- polls


async def test_a_poll_comes_back_as_it_was_committed(url: str) -> None:
    """Entries, window, state and events survive a restart, to the microsecond and to the byte."""
    seen = (known_entry("e-2", missing=1), known_entry("e-1", deleted=True))
    known = Known(
        entries=KnownEntries(seen),
        window=("e-2", "e-1"),
        title="Title",
        standfirst="Standfirst",
        baseline=True,
        aliases={"post-2": "e-2"},
        id_class=IdClass.SLUG,
        sticky=("e-1",),
        rolling=RollOff(gone=("e-2",), times=1, size=2),
        oldest_first=True,
        flapping={"e-2": Flapping(at=(NOON,), told=seen[0].revision, parts=(2**64 - 1, 7)), "e-1": Flapping()},
        touched={"e-1": NOON},
        blind={"links text": ("e-1", "e-2")},
        restless={"9f": Comings(at=NOON, seen=("+e-2", "-e-1"), again=3)},
    )
    told = (event("a", 1), event("a", 2, entry_id=None, body=b'{"text":"\xf0\x9f\x9a\x80"}'))

    async with serving(url, "a") as store:
        await store.commit_poll(replace(commit("a", 0, *seen, events=told), known=known, state=state("a", 2)))
        assert known == await store.load_known("a")
    async with opened(url) as store:
        assert known == await store.load_known("a")
        assert {"a": state("a", 2)} == await store.load_states()
        assert list(told) == await store.load_events("a", after=0, limit=10)


async def test_the_last_fingerprints_of_an_entry_are_known(url: str) -> None:
    """As many as tell an older copy of the page, oldest first, each entry its own."""
    async with serving(url, "a") as store:
        for number in range(1, PAST_KEPT + 4):
            await store.commit_poll(commit("a", 0, known_entry("e-1", number=number), known_entry("e-2")))
        known = await store.load_known("a")
        past = tuple(2**64 - number for number in range(3, PAST_KEPT + 3))
        assert [past, ()] == [known.entries[id_].past for id_ in ("e-1", "e-2")]


async def test_the_known_entries_are_the_newest_revisions_and_all_are_kept(url: str) -> None:
    """An entry that was edited is known as edited; the revision before it stays as evidence."""
    async with serving(url, "a") as store:
        first = known_entry("e-1", text="12")
        await store.commit_poll(commit("a", 0, first, events=1))
        edited = known_entry("e-1", number=2, text="45", past=(first.revision.fingerprint,))
        await store.commit_poll(commit("a", 1, edited, events=1))
        assert {"e-1": edited} == (await store.load_known("a")).entries
        assert (await _count(store, entries), await _count(store, revisions)) == (1, 2)


async def test_a_revision_is_never_written_over(url: str) -> None:
    """Only the standing of an entry changes while its revision number stays."""
    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1", text="12")))
        await store.commit_poll(commit("a", 0, known_entry("e-1", text="tampered", missing=1)))
        assert {"e-1": known_entry("e-1", text="12", missing=1)} == (await store.load_known("a")).entries


async def test_a_stale_sequence_is_fenced_and_leaves_nothing(url: str) -> None:
    """A poll that did not see the last commit of its source writes nothing."""
    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=1))
        with pytest.raises(Fenced, match="source 'a'") as caught:
            await store.commit_poll(commit("a", 0, known_entry("e-2"), events=1))
        assert caught.value.source == "a"
        assert list((await store.load_known("a")).entries) == ["e-1"]
        assert len(await store.load_events("a", after=0, limit=10)) == 1


async def test_another_epoch_is_fenced(url: str) -> None:
    """Who lost the lease of a source writes neither polls nor poll states of it."""
    async with serving(url, "a") as store:
        with pytest.raises(Fenced):
            await store.commit_poll(commit("a", 0, events=1, epoch=1))
        await store.save_states([replace(state("a"), epoch=1)])
        assert {"a": SourceState(source="a")} == await store.load_states()


async def test_an_unregistered_source_is_fenced(url: str) -> None:
    """Nothing is stored of a source that the store does not have."""
    async with opened(url) as store:
        with pytest.raises(Fenced):
            await store.commit_poll(commit("a", 0))


@pytest.mark.parametrize(
    "told",
    [(event("a", 2),), (event("a", 1), event("a", 3)), (event("a", 2), event("a", 1)), (event("b", 1),)],
    ids=["begins late", "has a hole", "out of order", "of another source"],
)
async def test_events_follow_the_sequence_without_a_hole(sqlite_url: str, told: tuple[Event, ...]) -> None:
    """A poll whose events do not carry exactly the next numbers of its source is refused."""
    async with serving(sqlite_url, "a", "b") as store:
        with pytest.raises(StoreError, match="source 'a': event"):
            await store.commit_poll(commit("a", 0, known_entry("e-1"), events=told))
        assert Known() == await store.load_known("a")


async def test_an_event_id_is_stored_once(url: str) -> None:
    """Two events with one id are a fault of the store's kind, and neither poll nor event of the second stays."""
    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, events=1))
        with pytest.raises(StoreError, match=r"(?i)unique"):
            await store.commit_poll(commit("a", 1, known_entry("e-1"), events=(replace(event("a", 2), id="evt_a_1"),)))
        assert (await store.load_states())["a"].sequence == 1
        assert Known(title="Title", baseline=True) == await store.load_known("a")


async def test_saved_states_leave_the_sequence_alone(url: str) -> None:
    """A state that was read before a commit and saved after it cannot turn the sequence back."""
    async with serving(url, "a", "b") as store:
        await store.commit_poll(commit("a", 0, events=2))
        await store.save_states([state("b", 0), state("a", 0)])
        assert {"a": state("a", 2), "b": state("b", 0)} == await store.load_states()
        await store.save_states([])


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: repr(text[:12]))
async def test_any_text_survives(url: str, text: str) -> None:
    """NUL, half surrogates and endless ids come back as they were, wherever a publisher or a server can put them."""
    entry = known_entry(text, text=text)
    poll = replace(
        commit("a", 0, entry, events=(event("a", 1, entry_id=text),)),
        state=SourceState(source="a", sequence=1, validators=Validators(etag=text)),
        known=Known(entries=KnownEntries([entry]), window=(text,), title=text, baseline=True),
    )

    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(poll)
        assert poll.known == await store.load_known("a")
        assert list(poll.events) == await store.load_events("a", after=0, limit=1)
        assert {"a": poll.state} == await store.load_states()
        lane = Lane(endpoint="desk", source="a", cursor=0)
        await store.commit_lane(step(lane, 1, replace(attempt(lane, 1), reason=text)))
        assert text == await store._executor.read(lambda c: c.execute(select(attempts.c.reason)).scalar_one())


async def test_ids_that_only_look_alike_stay_apart(url: str) -> None:
    """Two entries are one only if their ids are equal to the last code point."""
    ids = ["e", "E", "e ", "é", "e\u0301", "e\x00", "e\x00\x00", "\x01e"]

    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, *map(known_entry, ids)))
        assert set(ids) == (await store.load_known("a")).entries.keys()


async def test_a_huge_body_survives(url: str) -> None:
    """Megabytes are stored and given back whole."""
    told = event("a", 1, body=bytes(range(256)) * 20_000)

    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, events=(told,)))
        assert [told] == await store.load_events("a", after=0, limit=1)


async def test_the_events_of_all_sources_are_numbered_as_they_are_committed(url: str) -> None:
    """A position is 1, 2, 3 … over all sources: whoever reads on after one misses no event."""
    async with serving(url, "a", "b") as store:
        await store.commit_poll(commit("a", 0, events=2))
        await store.commit_poll(commit("b", 0, events=1))
        with pytest.raises(Fenced):
            await store.commit_poll(commit("b", 0, events=5))
        await store.commit_poll(commit("a", 2, events=1))
        placed = select(events.c.position, events.c.source_id, events.c.sequence).order_by(events.c.position)
        rows = await store._executor.read(lambda connection: connection.execute(placed).all())
        assert [(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 1, 3)] == [tuple(row) for row in rows]


async def test_events_are_loaded_in_sequence_and_in_portions(url: str) -> None:
    """A lane reads on from its cursor, as much as it asked for."""
    async with serving(url, "a", "b") as store:
        await store.commit_poll(commit("b", 0, events=3))
        await store.commit_poll(commit("a", 0, events=3))
        await store.commit_poll(commit("a", 3, events=9))
        loaded = await store.load_events("a", after=2, limit=3)
        assert [(found.source, found.sequence) for found in loaded] == [("a", 3), ("a", 4), ("a", 5)]
        assert EventType.ENTRY_CREATED is loaded[0].type
        assert await store.load_events("a", after=12, limit=3) == []


# ---------------------------------------------------------------------------------------------- lanes


async def test_an_acknowledged_event_is_owed_no_more(url: str) -> None:
    """The cursor moves, the head is fresh, the attempt is logged as it was."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=1))
        (lane,) = await store.load_lanes()
        tried = attempt(lane, 1)
        await store.commit_lane(step(lane, 1, tried))
        assert await store.load_lanes() == []
        assert Lane(endpoint="desk", source="a", cursor=1) == await store.load_lane("desk", "a")
        row = await store._executor.read(lambda c: c.execute(select(attempts)).mappings().one())
        assert {
            "id": 1,
            "endpoint": "desk",
            "source_id": 1,
            "sequence": 1,
            "event_id": "evt_a_1",
            "number": 1,
            "at": NOON,
            "outcome": "accepted",
            "duration": timedelta(milliseconds=250),
            "status": 200,
            "reason": "OK",
            "retry_after": timedelta(seconds=7),
            "answer": b"thanks\x00",
            "members": None,
        } == dict(row)


async def test_passed_events_leave_no_attempt(url: str) -> None:
    """Events that the endpoint does not want move the cursor and are logged nowhere."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=5))
        (lane,) = await store.load_lanes()
        await store.commit_lane(step(lane, 4))
        assert [Lane(endpoint="desk", source="a", cursor=4)] == await store.load_lanes()
        assert await _count(store, attempts) == 0


async def test_a_postponed_head_counts_its_attempts_until_it_is_accepted(url: str) -> None:
    """The lane says how often its head failed and when to try again; acceptance clears both."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=2))
        (lane,) = await store.load_lanes()
        for number in (1, 2):
            tried = attempt(lane, 1, number=number, outcome=Outcome.TIMED_OUT)
            await store.commit_lane(failing(lane, tried, LATER))
        assert [replace(lane, attempts=2, since=NOON, next_at=LATER)] == await store.load_lanes()
        await store.commit_lane(step(lane, 1, attempt(lane, 1, number=3)))
        assert [Lane(endpoint="desk", source="a", cursor=1)] == await store.load_lanes()
        assert await _count(store, attempts) == 3


async def test_a_lane_that_moved_on_is_fenced(url: str) -> None:
    """Who holds an old cursor neither moves nor postpones the lane, and logs nothing."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=2))
        (lane,) = await store.load_lanes()
        await store.commit_lane(step(lane, 1))
        with pytest.raises(Fenced):
            await store.commit_lane(step(lane, 2, attempt(lane, 2)))
        with pytest.raises(Fenced):
            await store.commit_lane(failing(lane, attempt(lane, 1), LATER))
        assert Lane(endpoint="desk", source="a", cursor=1) == await store.load_lane("desk", "a")
        assert await _count(store, attempts) == 0


async def test_a_cursor_never_passes_the_last_event(url: str) -> None:
    """A cursor in the future would hide the events that come next."""
    async with serving(url, "a", endpoint="desk") as store:
        await store.commit_poll(commit("a", 0, events=2))
        (lane,) = await store.load_lanes()
        with pytest.raises(Fenced):
            await store.commit_lane(step(lane, 3))
        assert [lane] == await store.load_lanes()


async def test_steps_of_many_lanes_are_written_together(url: str) -> None:
    """Each lane moves, its failed head is forgotten, and every attempt is in the log as it was made."""
    names = [f"s{n}" for n in range(70)]

    async with serving(url, *names, endpoint="desk") as store:
        for name in names:
            await store.commit_poll(commit(name, 0, events=3))
        lanes = {lane.source: lane for lane in await store.load_lanes()}
        await store.commit_lane(failing(lanes["s0"], attempt(lanes["s0"], 1, outcome=Outcome.REFUSED), LATER))
        batch = replace(attempt(lanes["s1"], 2), members=(1, 2), reason="half \ud800", retry_after=timedelta(1))
        steps = [step(lanes[name], 2, attempts=(attempt(lanes[name], 1), attempt(lanes[name], 2))) for name in names]
        steps[1] = step(lanes["s1"], 2, batch, omitted=(Omission(sequence=1, reason="collapsed"),))
        await store.commit_lanes(steps)
        assert [replace(lanes[name], cursor=2) for name in names] == sorted(
            await store.load_lanes(), key=lambda lane: names.index(lane.source)
        )
        assert await _count(store, attempts) == 1 + 69 * 2 + 1
        assert await _count(store, omissions) == 1
        assert [batch] == await store.attempts_of(batch.event_id)


async def test_steps_of_many_lanes_are_written_all_or_none(url: str) -> None:
    """If one lane is not where it was, or would pass the last event, no other one moves either."""
    async with serving(url, "a", "b", endpoint="desk") as store:
        for name in ("a", "b"):
            await store.commit_poll(commit(name, 0, events=2))
        one, other = await store.load_lanes()
        await store.commit_lane(step(other, 1))
        for wrong in (step(other, 1), step(replace(other, cursor=1), 3), step(replace(other, epoch=9), 1)):
            with pytest.raises(Fenced):
                await store.commit_lanes([step(one, 1, attempt(one, 1)), wrong])
        assert one == await store.load_lane(one.endpoint, one.source)
        assert await _count(store, attempts) == 0


# ---------------------------------------------------------------------------------------------- many at once


async def test_two_hundred_polls_commit_beside_each_other(url: str) -> None:
    """Each caller reads its own commit as soon as it has the answer."""
    names = [f"s{number}" for number in range(200)]

    async def poll(store: SqlStore, name: str) -> list[int]:
        await store.commit_poll(commit(name, 0, known_entry("e-1"), known_entry("e-2"), events=2))
        return [found.sequence for found in await store.load_events(name, after=0, limit=9)]

    async with serving(url, *names) as store:
        assert await asyncio.gather(*(poll(store, name) for name in names)) == [[1, 2]] * 200
        assert await _count(store, events) == 400


async def test_of_racing_polls_of_one_source_one_wins(url: str) -> None:
    """The sequence has neither a hole nor a double, however many write it."""
    async with serving(url, "a") as store:
        polls = (
            store.commit_poll(commit("a", 0, events=(replace(event("a", 1), id=f"evt_{number}"),)))
            for number in range(20)
        )
        outcomes = await asyncio.gather(*polls, return_exceptions=True)
        assert outcomes.count(None) == 1
        assert sum(isinstance(outcome, Fenced) for outcome in outcomes) == 19
        assert len(await store.load_events("a", after=0, limit=9)) == 1


async def test_cancelled_callers_leave_whole_polls_or_none(url: str) -> None:
    """Cancelling a commit at any moment neither tears it nor stops the store."""
    names = [f"s{number}" for number in range(60)]

    async with serving(url, *names) as store:
        tasks = [asyncio.create_task(store.commit_poll(commit(name, 0, known_entry("e"), events=2))) for name in names]
        for finished, victim in zip(tasks[::3], tasks[1::3], strict=True):
            await asyncio.wait([finished])
            victim.cancel()
        await asyncio.wait(tasks)
        states = await store.load_states()
        for name, task in zip(names, tasks, strict=True):
            told = [found.sequence for found in await store.load_events(name, after=0, limit=9)]
            assert list(range(1, states[name].sequence + 1)) == told
            assert bool(told) == bool((await store.load_known(name)).entries)
            assert told or task.cancelled()


# ---------------------------------------------------------------------------------------------- the end


async def test_a_closed_store_says_so(url: str) -> None:
    """Closing twice is closing once; afterwards each call is told that the store is closed."""
    store = await open_store(url)
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="is closed"):
        await store.load_states()
    with pytest.raises(StoreError, match="is closed"):
        await store.save_states([state("a")])


# ---------------------------------------------------------------------------------------------- accounts


async def test_accounts_are_added_to(url: str) -> None:
    """What was counted is added to the day's account of its host, and pruned when it is too old."""
    today, long_ago = NOON.date(), (NOON - ACCOUNTS_KEPT - timedelta(days=2)).date()
    some = Account(requests=2, wire_bytes=2**40, watched=timedelta(hours=1), waited=timedelta(seconds=5))
    async with opened(url) as store:
        for day in (today, today, long_ago):
            await store.add_accounts(day, {"b.example": some, "a.example": Account(held=1)})
        await store.add_accounts(today, {})
        await store.prune(by_age(Keeping(), NOON))
    async with ledger(url) as database:
        found = await database.load_accounts(long_ago)
    assert [
        HostDay(day=today, host="a.example", account=Account(held=2)),
        HostDay(day=today, host="b.example", account=some + some),
    ] == list(found)
