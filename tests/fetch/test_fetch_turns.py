"""Requests that wait for their turn at a host, on the event loop's own clock."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from fetch_servers import NOW, Answer, site

from monitor.errors import BadStatus, Held
from monitor.fetch import Client, turns
from monitor.fetch.turns import TURN_AWAY, Turns
from monitor.model import Etiquette, Manners, Request
from monitor.wire.addresses import LOOPBACK

URL = "https://news.example.org/live"
GAP = timedelta(milliseconds=30)


def etiquette(gap: timedelta = GAP, at_once: int = 4) -> Etiquette:
    return Etiquette(usual=Manners(gap=gap, at_once=at_once))


async def asked(line: Turns, starts: list[float], url: str = URL, status: int = 200, **answer) -> None:
    async with line.turn(url) as turn:
        starts.append(asyncio.get_running_loop().time())
        turn.status = status
        turn.retry_after = answer.get("retry_after")


async def test_turns_keep_the_gap():
    """However many ask at once, in the order in which they asked."""
    line, starts = Turns(etiquette()), []
    await asyncio.gather(*(asked(line, starts) for _ in range(5)))
    assert starts == sorted(starts)
    assert min(after - before for before, after in pairwise(starts)) >= GAP.total_seconds()


async def test_so_many_are_under_way_at_once():
    """The next one goes when one of them is done."""
    line, done = Turns(etiquette(timedelta(0), at_once=2)), asyncio.Event()
    under_way, most = 0, 0

    async def request() -> None:
        nonlocal under_way, most
        async with line.turn(URL):
            under_way += 1
            most = max(most, under_way)
            await done.wait()
            under_way -= 1

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(request())
        await asyncio.sleep(0)
        done.set()
    assert most == 2
    assert line.ledger.accounts["news.example.org"].requests == 5


async def test_who_was_told_to_stay_away_is_held():
    """At once, with how long to stay away; another host is asked meanwhile."""
    line, starts = Turns(etiquette()), []
    await asked(line, starts, status=429, retry_after=timedelta(minutes=2))
    with pytest.raises(Held, match="is left alone for 120 s more") as held:
        await asked(line, starts)
    assert timedelta(seconds=119) < held.value.wait <= timedelta(seconds=120)
    await asked(line, starts, url="https://other.example.org/")
    assert len(starts) == 2


async def test_who_waits_in_the_queue_when_the_host_says_so_is_held_too():
    """The word came after it had begun to wait, and its place is free again."""
    line, starts = Turns(etiquette(at_once=2)), []
    async with line.turn(URL) as turn:
        waiting = asyncio.gather(asked(line, starts), asked(line, starts), return_exceptions=True)
        await asyncio.sleep(0)
        turn.status, turn.retry_after = 429, timedelta(minutes=2)
    assert [Held, Held] == [type(answer) for answer in await waiting]
    assert [] == starts


async def test_who_would_wait_for_ever_is_put_off(monkeypatch):
    """A host that hangs keeps its places; the polls of others there come back later."""
    monkeypatch.setattr(turns, "PATIENCE_S", 0.02)

    line, starts = Turns(etiquette(timedelta(0), at_once=1)), []
    async with line.turn(URL):
        with pytest.raises(Held) as held:
            await asked(line, starts)
    assert held.value.wait == TURN_AWAY
    await asked(line, starts)
    assert len(starts) == 1


async def test_the_wait_does_not_count_as_the_sources_time():
    """It is ours: a poll that waited longer for its turn than its timeout still has all of it."""
    async with (
        site(Answer(body=b"a"), Answer(body=b"b")) as there,
        Client(lambda: NOW, allow_networks=LOOPBACK, turns=Turns(etiquette(timedelta(milliseconds=400)))) as fetch,
    ):
        request = Request(url=there.url, timeout=timedelta(milliseconds=300))
        pages = [await fetch(request) for _ in range(2)]
    assert [b"a", b"b"] == [page.body for page in pages]


async def test_a_server_that_asks_for_time_gets_it():
    """The next request to it is not sent at all."""
    line = Turns()
    async with (
        site(Answer(status=429, headers={"Retry-After": "60"})) as there,
        Client(lambda: NOW, allow_networks=LOOPBACK, turns=line) as fetch,
    ):
        with pytest.raises(BadStatus):
            await fetch(Request(url=there.url))
        with pytest.raises(Held):
            await fetch(Request(url=there.url))
        (account,) = line.ledger.accounts.values()
    assert (1, 1, 1) == (account.requests, account.refused, account.slow_downs)


async def test_a_redirect_within_a_slow_host(monkeypatch):
    """Who is redirected on the same host waits for its gap, however long others would: else it never came further."""
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)

    to = Answer(status=302, headers={"Location": "/live/today"})
    line = Turns(etiquette(timedelta(seconds=0.3)))
    client = Client(lambda: NOW, allow_networks=LOOPBACK, turns=line)
    async with site(to, Answer(body=b"<p>Live")) as there, client as fetch:
        began = asyncio.get_running_loop().time()
        page = await fetch(Request(url=f"{there.url}/live", timeout=timedelta(seconds=0.25)))
        took_s = asyncio.get_running_loop().time() - began
        with pytest.raises(Held):
            await fetch(Request(url=f"{there.url}/live"))
    paths = there.paths
    assert (b"<p>Live", ["/live", "/live/today"]) == (page.body, paths)
    assert took_s >= 0.3
