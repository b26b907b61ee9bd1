"""What the API reads, on either engine: pages without holes, found by where the one before it ended."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from store_samples import LATER, NOON, attempt, commit, event, known_entry, serving, step

from monitor.errors import StoreError
from monitor.model import AddedSource, EventQuery, EventType
from monitor.store import open_ledger, reading


@asynccontextmanager
async def ledger(url):
    found = await open_ledger(url)
    try:
        yield found
    finally:
        await found.close()


async def pages(book, **asked):
    """Return the positions of all pages of a question, page by page."""
    found, start = [], {}
    while True:
        page = await book.find_events(EventQuery(**asked, **start))
        found.append([placed.position for placed in page.events])
        if not page.more:
            return found
        start = {"before": page.next} if asked.get("newest") else {"after": page.next}


def test_events(url, monkeypatch):
    """Events of all sources come in one order, from either end; a narrow question says how far it has looked."""
    monkeypatch.setattr(reading, "SCAN_LIMIT", 3)

    async def story():
        async with serving(url, "a", "b") as store, ledger(url) as book:
            assert 0 == await book.last_position()
            empty = await book.find_events(EventQuery())
            await store.commit_poll(commit("a", 0, known_entry("e-1"), events=2))
            deleted = replace(event("b", 1, body=b'{"x":"Dam BREAKS"}'), type=EventType.ENTRY_DELETED)
            await store.commit_poll(commit("b", 0, known_entry("e-1"), events=(deleted,)))
            await store.commit_poll(commit("a", 2, known_entry("e-1"), events=2))
            assert 5 == await book.last_position()
            by_id = await book.find_placed("evt_b_1")
            assert (3, "b", deleted.body) == (by_id.position, by_id.event.source, by_id.event.body)
            assert await book.find_placed("evt_none") is None
            with pytest.raises(StoreError, match="no source is named 'c'"):
                await book.find_events(EventQuery(source="c"))
            return (
                empty,
                await pages(book, limit=2),
                await pages(book, limit=2, newest=True),
                await pages(book, limit=2, source="a"),
                await pages(book, types={"entry.deleted"}),
                await pages(book, words=("dam", "breaks")),
                await pages(book, words=("dam", "holds")),
                await pages(book, types={"entry.created"}, limit=1),
            )

    empty, forward, backward, of_a, deleted, words, none, created = asyncio.run(story())
    assert ((), 0, False) == (empty.events, empty.next, empty.more)
    assert [[1, 2], [3, 4], [5]] == forward
    assert [[5, 4], [3, 2], [1]] == backward
    assert [[1, 2], [4, 5]] == of_a
    assert ([[3], []], [[3], []], [[], []]) == (deleted, words, none)
    assert [1, 2, 4, 5] == [position for page in created for position in page]


def test_entries(url):
    """Entries are paged by id, deleted ones too; one has its revisions; titles and counts are told by source."""

    async def story():
        async with serving(url, "a", "b") as store, ledger(url) as book:
            first, second = known_entry("e-1"), known_entry("e-1", number=2, text="45 people")
            told = tuple(replace(event("a", number), at=LATER) for number in (1, 2))
            await store.commit_poll(commit("a", 0, first, known_entry("e-2", deleted=True), events=told))
            await store.commit_poll(commit("a", 2, second))
            assert ("https://news.example/a", None) == (await book.find_url("a"), await book.find_url("c"))
            assert {"a": "Title"} == await book.titles(["a", "b"])
            hour = LATER.replace(minute=0, second=0, microsecond=0)
            assert {"a": {hour: 2}, "b": {}} == await book.count_events(["a", "b"], since=NOON)
            assert {"a": {}} == await book.count_events(["a"], since=LATER + timedelta(1))
            assert await book.find_entry("a", "e-3") is None
            assert [first.revision, second.revision] == list(await book.revisions_of("a", "e-1"))
            page = await book.find_entries("a", limit=1)
            rest = await book.find_entries("a", after=page[0].id)
            return second, await book.find_entry("a", "e-1"), page, rest

    second, found, page, rest = asyncio.run(story())
    assert second == found
    assert (["e-1"], [("e-2", True)]) == ([one.id for one in page], [(one.id, one.deleted) for one in rest])


def test_lanes_and_attempts(url):
    """Lanes say what they owe and since when; attempts come the newest first; both go on where a page ended."""

    async def story():
        async with serving(url, "a", "b", endpoint="desk") as store, ledger(url) as book:
            await store.commit_poll(commit("a", 0, known_entry("e-1"), events=2))
            lane = await store.load_lane("desk", "a")
            await store.commit_lane(step(lane, 1, attempt(lane, 1)))
            lane = await store.load_lane("desk", "a")
            await store.commit_lane(replace(step(lane, 1), attempts=(attempt(lane, 2),)))
            lanes = await book.find_lanes()
            more = await book.find_lanes(after=("desk", "a"))
            of_a = await book.find_lanes(endpoint="desk", source="a", limit=1)
            newest = await book.find_attempts(limit=1)
            older = await book.find_attempts(before=newest[0].number, endpoint="desk", source="a")
            return lanes, more, of_a, newest, older, await book.endpoints()

    lanes, more, of_a, newest, older, endpoints = asyncio.run(story())
    assert [("a", 1, NOON), ("b", 0, None)] == [(one.lane.source, one.owed, one.oldest_owed_at) for one in lanes]
    assert (lanes[1:], lanes[:1]) == (more, of_a)
    assert ([2], [1]) == ([one.attempt.sequence for one in newest], [one.attempt.sequence for one in older])
    assert [("desk", 2, 1, NOON)] == [(one.endpoint, one.lanes, one.owed, one.oldest_owed_at) for one in endpoints]


def test_watch_list(url):
    """Added and paused sources are kept until they are forgotten; saying a thing twice is saying it once."""

    async def story():
        async with serving(url) as store:
            at = datetime(2026, 11, 7, tzinfo=UTC)
            added = AddedSource(name="a", keys={"url": "https://a.example/", "labels": {"desk": "world"}}, added_at=at)
            for _ in range(2):
                await store.save_added(added)
                await store.save_paused("a", paused=True)
            await store.save_paused("b", paused=True)
            await store.save_paused("c", paused=False)
            before = list(await store.load_added()), await store.load_paused()
            await store.save_paused("b", paused=False)
            await store.forget_added("a")
            return added, before, (list(await store.load_added()), await store.load_paused())

    added, before, after = asyncio.run(story())
    assert (([added], {"a", "b"}), ([], set())) == (before, after)
