"""What the API reads, on either engine: pages without holes, found by where the one before it ended."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from store_samples import LATER, NOON, attempt, commit, event, known_entry, ledger, serving, step

from monitor.errors import StoreError
from monitor.history import began, standing
from monitor.model import AddedSource, EventQuery, EventType, Keeping, Limits
from monitor.store import open_ledger, reading


async def pages(book, **asked):
    """Return the positions of all pages of a question, page by page."""
    found, start = [], {}
    while True:
        page = await book.find_events(EventQuery(**asked | start))
        found.append([placed.position for placed in page.events])
        if not page.more:
            return found
        start = {"before": page.next} if asked.get("newest") else {"after": page.next}


async def test_events(url, monkeypatch):
    """Events of all sources come in one order, from either end; a narrow question says how far it has looked."""
    monkeypatch.setattr(reading, "SCAN_LIMIT", 3)

    async with serving(url, "a", "b") as store, ledger(url) as book:
        assert 0 == await book.last_position()
        empty = await book.find_events(EventQuery())
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=2))
        deleted = replace(event("b", 1, body=b'{"data":{"entry":{"text":"Dam BREAKS"}}}'), type=EventType.ENTRY_DELETED)
        await store.commit_poll(commit("b", 0, known_entry("e-1"), events=(deleted,)))
        await store.commit_poll(commit("a", 2, known_entry("e-1"), events=2))
        assert 5 == await book.last_position()
        by_id = await book.find_placed("evt_b_1")
        assert (3, "b", deleted.body) == (by_id.position, by_id.event.source, by_id.event.body)
        assert await book.find_placed("evt_none") is None
        with pytest.raises(StoreError, match="no source is named 'c'"):
            await book.find_events(EventQuery(source="c"))
        forward, backward, of_a, deleted, words, none, created, both, both_with_words, older, rest, ahead = (
            await pages(book, limit=2),
            await pages(book, limit=2, newest=True),
            await pages(book, limit=2, source="a"),
            await pages(book, types={"entry.deleted"}),
            await pages(book, words=("dam", "breaks")),
            await pages(book, words=("dam", "holds")),
            await pages(book, types={"entry.created"}, limit=1),
            await pages(book, types={"entry.created", "entry.deleted"}, limit=2, newest=True),
            await pages(book, types={"entry.created", "entry.deleted"}, words=("dam",)),
            await pages(book, types={"entry.created"}, limit=1, newest=True, before=3),
            await book.find_events(EventQuery(after=3, types={"entry.restored"}, source="a")),
            await book.find_events(EventQuery(after=99)),
        )
    assert ((), 0, False) == (empty.events, empty.next, empty.more)
    assert [[1, 2], [3, 4], [5]] == forward
    assert [[5, 4], [3, 2], [1]] == backward
    assert [[1, 2], [4, 5]] == of_a
    assert ([[3]], [[3], []], [[], []]) == (deleted, words, none)
    assert [[1], [2], [4], [5]] == created
    assert [[5, 4], [3, 2], [1]] == both
    assert [[3], []] == both_with_words
    assert [[2], [1]] == older
    assert (5, False) == (rest.next, rest.more)
    assert ((), 5, False) == (ahead.events, ahead.next, ahead.more), "it was put back: who knows more goes on from here"


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
            numbers = [one.number for one in await book.revisions_of("a", "e-1", after=1)]
            return second, await book.find_entry("a", "e-1"), page, rest, numbers

    second, found, page, rest, numbers = asyncio.run(story())
    assert (second, [2]) == (found, numbers)
    assert (["e-1"], [("e-2", True)]) == ([one.id for one in page], [(one.id, one.deleted) for one in rest])


async def all_pages(ask):
    """Return the entries of all pages, two at a time."""
    found = []
    while True:
        last = found[-1] if found else None
        before = None if last is None else (last.revision.entry.published or last.first_seen, last.id)
        page = await ask(before=before, limit=2)
        found += page
        if len(page) < 2:
            return found


def past_of(dice):
    """Return the polls of a live blog whose entries come, change, go and come back, a minute apart."""
    numbers, deleted, sequence = {}, set(), 0
    for minute in range(12):
        at, changed, told = NOON + timedelta(minutes=minute), [], []
        for name in dice.sample("abcdef", dice.randint(0, 3)):
            known = name in numbers
            if known and name not in deleted and dice.random() < 0.3:
                deleted.add(name)
                kind = EventType.ENTRY_DELETED
            else:
                kind = EventType.ENTRY_RESTORED if name in deleted else EventType.ENTRY_CREATED
                if name not in deleted or dice.random() < 0.5:
                    numbers[name] = numbers.get(name, 0) + 1
                deleted.discard(name)
            entry = known_entry(name, number=numbers[name], text=f"{name} {numbers[name]}", deleted=name in deleted)
            published = None if name in "ace" else NOON - timedelta(minutes=ord(name) % 3)
            entry = replace(
                entry,
                first_seen=at,
                revision=replace(entry.revision, observed_at=at),
            )
            entry = replace(
                entry, revision=replace(entry.revision, entry=replace(entry.revision.entry, published=published))
            )
            changed.append(entry)
            sequence += 1
            told.append(replace(event("a", sequence, entry_id=name), type=kind, at=at))
        yield changed, tuple(told), sequence - len(told)


@pytest.mark.parametrize("seed", range(3))
async def test_as_of_a_time(url, seed):
    """A page of a live blog as it stood is a page of what its whole history says; titles are those of the time."""
    async with serving(url, "a") as store, ledger(url) as book:
        assert (None, []) == (await book.first_reading("a"), list(await book.entries_at("a", NOON)))
        firsts = {}
        for changed, told, before in past_of(random.Random(seed)):
            for one in changed:
                firsts.setdefault(one.id, one.first_seen)
            entries = [replace(one, first_seen=firsts[one.id]) for one in changed]
            await store.commit_poll(commit("a", before, *entries, events=told))
        history = await book.load_history("a")
        assert began(history) == await book.first_reading("a")
        for minute in range(-1, 13):
            at = NOON + timedelta(minutes=minute)
            stood = sorted((one.revision.entry.id, one.revision.number) for one in standing(history, at))
            found = await all_pages(partial(book.entries_at, "a", at))
            assert stood == sorted((one.id, one.revision.number) for one in found)
            dates = [one.revision.entry.published or one.first_seen for one in found]
            assert sorted(dates, reverse=True) == dates
        newest = await all_pages(partial(book.newest_entries, "a"))
        newest, known = {one.id for one in newest}, {one.id for one in await book.find_entries("a")}
    assert known == newest


def test_as_of_a_time_whose_versions_were_removed(url):
    """Entries whose versions of then are no longer kept are left out, and hide none of those below them."""

    async def story():
        async with serving(url, "a") as store, ledger(url) as book:
            names = [f"e-{number}" for number in range(9)]
            await store.commit_poll(commit("a", 0, *map(known_entry, names)))
            edited = [known_entry(name, number=2, text="At least 45 people") for name in names[2:7]]
            much_later = LATER + timedelta(days=1)
            edited = [replace(one, revision=replace(one.revision, observed_at=much_later)) for one in edited]
            await store.commit_poll(commit("a", 0, *edited))
            await store.prune(await store.cutoffs(Keeping(revisions=Limits(age=timedelta(0))), much_later))
            return [
                sorted(one.id for one in await all_pages(partial(book.entries_at, "a", at)))
                for at in (LATER, much_later)
            ]

    then, now = asyncio.run(story())
    assert ["e-0", "e-1", "e-7", "e-8"] == then
    assert [f"e-{number}" for number in range(9)] == now


async def test_titles_of_a_time(url):
    """A live blog's title is what the next change of it says that it was before, else the one that it has."""
    async with serving(url, "a") as store, ledger(url) as book:
        facts = b'{"data":{"facts":{"previous_title":"Old","title":"Title"}}}'
        none = b'{"data":{"facts":{"previous_standfirst":"x"}}}'
        told = tuple(
            replace(event("a", number, body=body), type=EventType.LIVE_BLOG_UPDATED, at=NOON + timedelta(number))
            for number, body in enumerate((none, facts), start=1)
        )
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=told))
        assert ("Old", "Title") == (await book.title_at("a", NOON), await book.title_at("a", NOON + timedelta(2)))


async def test_lanes_and_attempts(url):
    """Lanes say what they owe and since when; attempts come the newest first; both go on where a page ended."""
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
        endpoints = await book.endpoints()
    assert [("a", 1, NOON), ("b", 0, None)] == [(one.lane.source, one.owed, one.oldest_owed_at) for one in lanes]
    assert (lanes[1:], lanes[:1]) == (more, of_a)
    assert ([2], [1]) == ([one.attempt.sequence for one in newest], [one.attempt.sequence for one in older])
    assert [("desk", 2, 1, NOON)] == [(one.endpoint, one.lanes, one.owed, one.oldest_owed_at) for one in endpoints]


async def test_watch_list(url):
    """Added and paused sources are kept until they are forgotten; saying a thing twice is saying it once."""
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
        after = (list(await store.load_added()), await store.load_paused())
    assert (([added], {"a", "b"}), ([], set())) == (before, after)


def test_a_view_is_of_one_moment(url):
    """What is asked in one view is as it was when that was opened; nobody waits for it; the next has what came."""

    async def story():
        async with serving(url, "a", "b") as store:
            await store.commit_poll(commit("a", 0, known_entry("e-1"), events=1))
            view = await open_ledger(url, one_view=True)
            try:
                await store.commit_poll(commit("a", 1, known_entry("e-1", number=2), known_entry("e-0"), events=2))
                await store.register([("c", "https://c.example/")], [])
                first = await _told(view)
                await store.commit_poll(commit("b", 0, known_entry("b-1"), events=3))
                assert first == await _told(view)
            finally:
                await view.close()
            with pytest.raises(StoreError, match="is closed"):
                await view.last_position()
            later = await open_ledger(url, one_view=True)
            try:
                return first, await _told(later)
            finally:
                await later.close()

    first, later = asyncio.run(story())
    assert ({"a", "b"}, [("e-1", 1)], 1) == first
    assert ({"a", "b", "c"}, 3, 6) == (later[0], len(later[1]), later[2])


async def _told(ledger):
    revisions = await ledger.find_revisions("a")
    return (
        set(await ledger.load_sources()),
        [(known.revision.entry.id, known.revision.number) for known, _ in revisions],
        len((await ledger.find_events(EventQuery())).events),
    )
