"""Events at hand for the lanes of one source."""

import asyncio
from dataclasses import replace

import pytest
from delivery_doubles import leaping, make_event

from monitor.deliver.shelf import RUN_EVENTS, Shelf
from monitor.errors import StoreUnavailable


def events(first: int, last: int, source: str = "blog"):
    return [make_event(source, sequence) for sequence in range(first, last + 1)]


class Read:
    """The store's events of one source, each reading of which takes a second; `asked` is what was read."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.asked: list[tuple[int, int]] = []

    async def __call__(self, source, after, limit):
        self.asked.append((after, limit))
        found = events(after + 1, min(after + limit, self.last), source)
        await asyncio.sleep(1)
        return found


def sequences(found) -> list[int]:
    return [event.sequence for event in found]


@leaping
async def test_lanes_share_a_reading():
    """Who asks for the same at once, or later for a part of it, gets what was read; nobody's end takes it away."""
    read = Read(5)
    shelf = Shelf(read)
    first, second = (asyncio.create_task(shelf.page("blog", after=0, limit=50)) for _ in range(2))
    await asyncio.sleep(0.5)
    first.cancel()
    both = await second
    part = await shelf.page("blog", after=3, limit=50)
    few = await shelf.page("blog", after=1, limit=2)
    none = await shelf.page("blog", after=5, limit=50)
    assert ([sequences(found) for found in (both, part, few, none)], read.asked) == (
        [[1, 2, 3, 4, 5], [4, 5], [2, 3], []],
        [(0, 50)],
    )


@leaping
async def test_what_was_committed_is_at_hand():
    """Events that were handed over are not read; those before them are, and join nothing that has a hole."""
    read = Read(6)
    shelf = Shelf(read)
    shelf.put("blog", events(5, 5))
    shelf.put("blog", events(6, 6))
    live = await shelf.page("blog", after=4, limit=50)
    asked = [*read.asked]
    behind = await shelf.page("blog", after=2, limit=50)
    shelf.put("blog", events(9, 9))
    assert (sequences(live), asked, sequences(behind), sequences(await shelf.page("blog", after=8, limit=50))) == (
        [5, 6],
        [],
        [3, 4, 5, 6],
        [9],
    )


@leaping
async def test_a_page_is_whole():
    """Where the end is not at hand the rest is read: fewer than asked for means that there are no more."""
    read = Read(10)
    shelf = Shelf(read)
    await shelf.page("blog", after=0, limit=4)
    assert (sequences(await shelf.page("blog", after=2, limit=4)), read.asked) == ([3, 4, 5, 6], [(0, 4), (2, 4)])


@leaping
@pytest.mark.parametrize("handed_over", [True, False])
async def test_a_reading_is_not_believed_after_a_commit(handed_over):
    """What was read before an event was committed says nothing of the end, to nobody who asks afterwards."""
    read = Read(2)
    shelf = Shelf(read)
    early = asyncio.create_task(shelf.page("blog", after=0, limit=50))
    await asyncio.sleep(0.5)
    read.last = 3
    if handed_over:
        shelf.put("blog", events(3, 3))
    else:
        shelf.forget("blog")
    late = await shelf.page("blog", after=0, limit=50)
    after = await shelf.page("blog", after=2, limit=50)
    assert (sequences(await early), sequences(late), sequences(after)) == ([1, 2], [1, 2, 3], [3])


@leaping
async def test_its_size_has_limits():
    """The newest events of a source stay, and the sources that were asked for last."""
    body = bytes(100)
    read = Read(0)
    shelf = Shelf(read, limit_bytes=250)
    for source in ("a", "b", "c"):
        shelf.put(source, [replace(make_event(source), body=body)])
    for source in ("b", "c", "a"):
        await shelf.page(source, after=0, limit=1)
    long = Shelf(Read(0))
    long.put("blog", events(1, RUN_EVENTS + 5))
    kept = [await long.page("blog", after=after, limit=1) for after in (5, 4)]
    assert (read.asked, [sequences(found) for found in kept]) == ([(0, 1)], [[6], []])


@leaping
async def test_a_store_that_is_away():
    """Each who asks hears of it, and the next one asks again."""

    async def away(source, after, limit):
        asked.append(after)
        raise StoreUnavailable("database is locked")

    asked = []

    shelf = Shelf(away)
    both = await asyncio.gather(*(shelf.page("blog", after=0, limit=1) for _ in range(2)), return_exceptions=True)
    with pytest.raises(StoreUnavailable):
        await shelf.page("blog", after=0, limit=1)
    assert [type(one) for one in both] == [StoreUnavailable] * 2
    assert asked == [0, 0]


@leaping
async def test_closing_ends_what_is_being_read():
    """No reading is left behind."""
    shelf = Shelf(Read(1))
    asking = asyncio.create_task(shelf.page("blog", after=0, limit=1))
    await asyncio.sleep(0.5)
    await shelf.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert asyncio.get_running_loop().time() == 0.5
