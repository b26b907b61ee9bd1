"""The event stream: nothing missing, nothing twice, whoever breaks off and however slow."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from web_daemon import PATIENCE_S, daemon

from monitor.errors import StoreUnavailable
from monitor.model import Event, EventPage, EventQuery, EventType, Placed
from monitor.web import relay as relay_module
from monitor.web.patience import Patience
from monitor.web.relay import Relay
from monitor.web.routes.stream import EventStream


def placed(position, *, source="flood", type_=EventType.ENTRY_CREATED, text="words"):
    body = f'{{"type":"{type_}","timestamp":"t","data":{{"entry":{{"text":"{text}"}}}}}}'.encode()
    event = Event(id=f"evt_{position}", source=source, sequence=position, type=type_, entry_id=None, at=None, body=body)
    return Placed(position=position, event=event)


class Events:
    """A ledger that holds nothing but events; it refuses `faults` times, and counts how often it is asked."""

    def __init__(self, count=0):
        self.held = [placed(number) for number in range(1, count + 1)]
        self.faults = 0
        self.asked = 0
        self.looked = asyncio.Condition()

    async def until_asked(self, times):
        async with asyncio.timeout(PATIENCE_S), self.looked:
            await self.looked.wait_for(lambda: self.asked >= times)

    def add(self, count=1, **changes):
        first = len(self.held) + 1
        self.held += [placed(number, **changes) for number in range(first, first + count)]

    async def last_position(self):
        return len(self.held)

    async def find_events(self, query: EventQuery) -> EventPage:
        async with self.looked:
            self.asked += 1
            self.looked.notify_all()
        if self.faults:
            self.faults -= 1
            raise StoreUnavailable("the disk is full")
        found = [one for one in self.held if one.position > query.after]
        page = tuple(found[: query.limit])
        wanted = tuple(one for one in page if relay_module.wants(query, one))
        return EventPage(events=wanted, next=page[-1].position if page else len(self.held), more=len(found) > len(page))


async def take(pages, count):
    """Return the positions of the next events."""
    found = []
    async with asyncio.timeout(PATIENCE_S):
        async for page in pages:
            found += [one.position for one in page.events]
            if len(found) >= count:
                return found
    return found


async def test_from_the_database_into_memory():
    """Who begins behind gets all that is stored first, and then what comes, each once and in order."""
    events = Events(450)
    relay = Relay(events)
    with relay.following():
        pages = relay.pages(EventQuery(after=3, limit=100), idle_s=60)
        old = await take(pages, 447)
        events.add(2)
        relay.wake()
        new = await take(pages, 2)
        await relay.close()
        rest = await take(pages, 1)
    assert (list(range(4, 451)), [451, 452], []) == (old, new, rest)


async def test_a_database_that_was_put_back_goes_on_from_there():
    """Who has seen more than is stored now gets all that comes, though its positions are known to them."""
    events = Events(6)
    relay = Relay(events, look_s=0.01)
    with relay.following():
        pages = relay.pages(EventQuery(after=4, limit=100), idle_s=60)
        before = await take(pages, 2)
        events.add(1)
        relay.wake()
        before += await take(pages, 1)
        del events.held[3:]
        asked = events.asked
        coming = asyncio.create_task(take(pages, 2))
        await events.until_asked(asked + 3)
        events.add(2)
        relay.wake()
        stayed = await coming
    assert ([5, 6, 7], [4, 5]) == (before, stayed)


async def test_many_followers_read_once(monkeypatch):
    """Fifty who have caught up cost the database as much as one; who falls behind reads on from it, without a hole."""
    monkeypatch.setattr(relay_module, "KEPT", 10)

    events = Events(5)
    relay = Relay(events)
    with relay.following():
        followers = [relay.pages(EventQuery(after=5, limit=100), idle_s=60) for _ in range(50)]
        tasks = [asyncio.create_task(take(pages, 1)) for pages in followers]
        slow = relay.pages(EventQuery(after=5, limit=100), idle_s=60)
        await events.until_asked(1)
        before = events.asked
        events.add(1)
        relay.wake()
        firsts = await asyncio.gather(*tasks)
        asked = events.asked - before
        again = asyncio.create_task(take(followers[0], 29))
        events.add(29)
        relay.wake()
        await again
        result = await take(slow, 30)
        await relay.close()
        rest = result
    assert [[6]] * 50 == firsts
    assert asked < 60  # each of the fifty looked at most once, before what it waits for was in memory
    assert list(range(6, 36)) == rest


async def test_who_comes_back_reads_in_turn():
    """However many have missed much at once, other questions to the database wait for one of their pages at most."""

    class Counted(Events):
        reading = most = 0

        async def find_events(self, query):
            self.reading += 1
            self.most = max(self.most, self.reading)
            await asyncio.sleep(0)
            self.reading -= 1
            return await super().find_events(query)

    events = Counted(3 * relay_module.PAGE)
    relay = Relay(events)
    query = EventQuery(after=0, limit=relay_module.PAGE)
    followers = [take(relay.pages(query, idle_s=60), len(events.held)) for _ in range(20)]
    found = await asyncio.gather(*followers)
    await relay.close()
    most = events.most

    assert [[*range(1, 3 * relay_module.PAGE + 1)]] * 20 == found
    assert most == relay_module.CATCHING_UP


async def test_filters_and_silence():
    """Only what is asked for comes; meanwhile the place moves on, and silence is broken now and then."""
    events = Events(1)
    relay = Relay(events, look_s=0.01)
    query = EventQuery(after=1, source="dam", types={"entry.deleted"}, words=("BREAKS",), limit=100)
    with relay.following():
        pages = relay.pages(query, idle_s=0.05)
        events.add(3)
        events.add(source="dam")
        events.add(source="dam", type_=EventType.ENTRY_DELETED)
        quiet = await anext(pages)
        async with asyncio.timeout(PATIENCE_S):
            while quiet.next < 6:
                quiet = await anext(pages)
        events.add(source="dam", type_=EventType.ENTRY_DELETED, text="the dam breaks")
        found = await take(pages, 1)
    assert (EventPage(events=(), next=6, more=False), [7]) == (quiet, found)


async def test_store_faults_pass(monkeypatch):
    """What the store refuses is read when it answers again."""
    monkeypatch.setattr(relay_module, "RETRY_S", 0)

    events = Events(1)
    events.faults = 2
    relay = Relay(events)
    with relay.following():
        await events.until_asked(3)
        pages = relay.pages(EventQuery(after=0, limit=100), idle_s=60)
        assert [1] == await take(pages, 1)


@pytest.mark.parametrize("outcome", ["stuck", "gone", "failing"])
async def test_clients_that_leave(outcome):
    """A client that takes nothing is broken off, one that goes is let go, and a store that fails ends the stream."""
    events = Events(3)
    relay = Relay(events)
    aborted = asyncio.Event()
    sent = []

    async def send(message):
        sent.append(message)
        if outcome == "stuck" and len(sent) > 2:
            await asyncio.Event().wait()
        if outcome == "failing":
            events.faults = 99

    async def receive():
        if outcome != "gone":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    stream = EventStream(relay, EventQuery(after=0, limit=100), Patience(send_s=0.05))
    scope = {"type": "http", "state": {"abort": aborted.set}}
    async with asyncio.timeout(PATIENCE_S):
        await stream(scope, receive, send)
    aborted, last, followers = aborted.is_set(), sent[-1], relay.followers
    assert (outcome == "stuck", 0) == (aborted, followers)
    assert (outcome != "stuck") == (last == {"type": "http.response.body", "body": b"", "more_body": False})


@asynccontextmanager
async def listening(one, *, after=None, last=None):
    headers = {} if last is None else {"Last-Event-ID": last}
    query = {} if after is None else {"after": str(after)}
    async with one.session.get(f"{one.url}/api/stream", headers=headers, params=query) as answer:
        assert "text/event-stream" == answer.content_type
        yield answer.content


async def frame(content):
    """Return the next event's id, type and data."""
    found = {}
    async with asyncio.timeout(PATIENCE_S):
        while True:
            line = (await content.readline()).decode().rstrip("\n")
            if not line and "data" in found:
                return found["id"], found["event"]
            if ": " in line:
                key, _, value = line.partition(": ")
                found[key] = value


async def test_resuming(tmp_path):
    """Who comes back with the last id gets exactly what came meanwhile; the daemon stops although streams are open."""
    async with daemon(tmp_path) as one:
        async with listening(one, after=0) as content:
            first = [await frame(content), await frame(content)]
        one.blog.entries[0] = ("e2", "The dam breaks")
        await one.poll()
        one.blog.entries.insert(0, ("e3", "All are safe"))
        await one.poll()
        async with listening(one, last="2", after=0) as content:
            missed = [await frame(content), await frame(content)]
            one.blog.entries.insert(0, ("e4", "And dry"))
            await one.poll()
            live = await frame(content)
        async with listening(one) as content:
            one.blog.entries.insert(0, ("e5", "And fed"))
            await one.poll()
            fresh = await frame(content)
        open_ = await one.session.get(f"{one.url}/api/stream")
        unknown = await one.ask("/api/stream?source=nobody")
    open_.close()
    unknown = unknown[0]
    assert [("1", "entry.created"), ("2", "entry.created")] == first
    assert [("3", "entry.updated"), ("4", "entry.created")] == missed
    assert (("5", "entry.created"), ("6", "entry.created"), 404) == (live, fresh, unknown)
