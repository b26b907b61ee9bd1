"""What the dashboard reads, on either engine: live blogs as they stood, lanes that owe, and how long events took."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from store_samples import NOON, attempt, commit, event, failing, known_entry, ledger, serving, step

from monitor.model import EventType, Keeping, Outcome, by_age
from monitor.store import glances

MINUTE = timedelta(minutes=1)


def seen(id_, *, at, number=1, text="At least 12 people", published=NOON, first_seen=None, **changes):
    """Make an entry whose revision of that number was seen so many minutes after noon."""
    known = known_entry(id_, number=number, text=text, **changes)
    entry = replace(known.revision.entry, published=published)
    revision = replace(known.revision, entry=entry, observed_at=NOON + at * MINUTE)
    return replace(known, revision=revision, first_seen=NOON + (at if first_seen is None else first_seen) * MINUTE)


def told(sequence, kind, at, entry_id="e-1"):
    return replace(event("a", sequence, entry_id=entry_id), type=kind, at=NOON + at * MINUTE)


async def play(store):
    """Two entries come, one is edited, withdrawn and restored, a third comes."""
    first, second = seen("e-1", at=0), seen("e-2", at=0, published=NOON - MINUTE)
    await store.commit_poll(commit("a", 0, first, second))
    edited = seen("e-1", at=2, number=2, text="45 people", first_seen=0)
    await store.commit_poll(commit("a", 0, edited, events=(told(1, EventType.ENTRY_UPDATED, 2),)))
    gone = replace(edited, deleted=True)
    await store.commit_poll(commit("a", 1, gone, events=(told(2, EventType.ENTRY_DELETED, 4),)))
    await store.commit_poll(commit("a", 2, edited, events=(told(3, EventType.ENTRY_RESTORED, 6),)))
    late = seen("e-3", at=8, published=None)
    await store.commit_poll(commit("a", 3, late, events=(told(4, EventType.ENTRY_CREATED, 8, "e-3"),)))


async def look(book, minute, source="a"):
    return await book.live_blog_at(source, NOON + minute * MINUTE, start=0, limit=9)


def test_live_blog_at(url, monkeypatch):
    """A live blog is shown as it was known at any time, withdrawn entries marked, and says how many there are."""

    async def story():
        async with serving(url, "a") as store, ledger(url) as book:
            await play(store)
            stood = [await look(book, minute) for minute in (-1, 1, 3, 5, 7, 9)]
            moments = await book.moments("a")
            assert stood[-1] == await book.live_blog_at("a", None, start=0, limit=9)
            unknown = await look(book, 0, "b"), await book.moments("b")
            monkeypatch.setattr(glances, "MOMENTS_LIMIT", 3)
            part = await book.live_blog_at("a", NOON + 9 * MINUTE, start=1, limit=1)
            return stood, moments, unknown, part, await book.moments("a")

    stood, moments, unknown, part, last = asyncio.run(story())
    shown = [
        [(one.revision.entry.id, one.revision.number, one.withdrawn_at is not None) for one in then.entries]
        for then in stood
    ]
    second = ("e-2", 1, False)
    assert [
        [],
        [("e-1", 1, False), second],
        [("e-1", 2, False), second],
        [("e-1", 2, True), second],
        [("e-1", 2, False), second],
        [("e-3", 1, False), ("e-1", 2, False), second],
    ] == shown
    assert NOON + 4 * MINUTE == stood[3].entries[0].withdrawn_at
    assert [0, 2, 2, 2, 2, 3] == [then.total for then in stood]
    assert [NOON + minute * MINUTE for minute in (0, 2, 4, 6, 8)] == moments
    assert ((), 0, []) == (unknown[0].entries, unknown[0].total, unknown[1])
    assert (["e-1"], 3) == ([one.revision.entry.id for one in part.entries], part.total)
    assert [NOON, NOON + 6 * MINUTE, NOON + 8 * MINUTE] == last


async def test_owing_lanes(url):
    """The lanes that have something to send are told, the deepest first; those of others and the empty ones are not."""
    async with serving(url, "a", "b", "c", endpoint="desk") as store, ledger(url) as book:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=1))
        await store.commit_poll(commit("b", 0, known_entry("e-1"), events=3))
        lanes, deepest = await book.owing_lanes("desk", limit=5), await book.owing_lanes("desk", limit=1)
    assert [("b", 3, NOON), ("a", 1, NOON)] == [(one.lane.source, one.owed, one.oldest_owed_at) for one in lanes]
    assert lanes[:1] == deepest


def test_timings(url, monkeypatch):
    """How long events took is told by what was accepted, each of a batch by itself; many are chosen evenly from."""

    async def story():
        async with serving(url, "a", "b", endpoint="desk") as store, ledger(url) as book:
            events = tuple(replace(event("a", number), at=NOON + number * MINUTE) for number in range(1, 7))
            await store.commit_poll(commit("a", 0, known_entry("e-1"), events=events))
            lane = await store.load_lane("desk", "a")
            refused = replace(attempt(lane, 1, outcome=Outcome.REFUSED), at=NOON + MINUTE)
            await store.commit_lane(failing(lane, refused, NOON))
            lane = await store.load_lane("desk", "a")
            accepted = replace(attempt(lane, 1, number=2), at=NOON + 2 * MINUTE)
            await store.commit_lane(step(lane, 1, accepted))
            lane = await store.load_lane("desk", "a")
            batch = replace(attempt(lane, 3), at=NOON + 3 * MINUTE, members=(2, 3))
            await store.commit_lane(step(lane, 3, batch))
            newest = await book.newest_timings(["a", "b"], limit=5)
            some = await book.sampled_timings(NOON + 3 * MINUTE)
            none = await book.sampled_timings(NOON + 7 * MINUTE)
            monkeypatch.setattr(glances, "SAMPLE", 2)
            monkeypatch.setattr(glances, "VARIABLES_LIMIT", 1)
            seen = await book.newest_timings(["a"], limit=9, delivered=False)
            assert {()} == {one.delivered for one in seen["a"]}
            return newest, some, none, await book.sampled_timings(NOON)

    newest, some, none, chosen = asyncio.run(story())
    quarter = timedelta(seconds=0.25)
    assert ["a"] == list(newest)
    took = {one.event.sequence: one.delivered for one in newest["a"]}
    assert {6: (), 5: (), 4: (), 3: (quarter,), 2: (MINUTE + quarter,)} == took
    assert (4, {3, 4, 5, 6}) == (some[1], {one.event.sequence for one in some[0]})
    assert ([], 0) == none
    assert (6, [1, 4]) == (chosen[1], [one.event.sequence for one in chosen[0]])
    assert [(MINUTE + quarter,), ()] == [one.delivered for one in chosen[0]]


async def test_positions_with_holes(url):
    """A span of time is found though events before it were removed."""
    async with serving(url, "a") as store, ledger(url) as book:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=3))
        await store.prune(by_age(Keeping(), NOON + timedelta(days=365)))
        found, _ = await book.sampled_timings(NOON)
    assert [] == found
