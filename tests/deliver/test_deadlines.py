"""Limits of time that share a timer, in a loop whose time leaps."""

import asyncio
from contextlib import suppress

import pytest
from delivery_doubles import leaping

from monitor.deliver.deadlines import Deadlines


def spent() -> float:
    return asyncio.get_running_loop().time()


@leaping
async def test_what_takes_longer_is_ended_then():
    """The block ends with TimeoutError at its time, and the task goes on as if nothing had been."""
    with pytest.raises(TimeoutError), Deadlines().until(spent() + 5):
        await asyncio.sleep(60)
    took = spent()
    await asyncio.sleep(1)
    assert (5, 0) == (took, asyncio.current_task().cancelling())


@leaping
async def test_what_ends_in_time_is_left_alone():
    """Also when the time passes afterwards, and whatever ended it."""
    deadlines = Deadlines()
    with deadlines.until(5):
        await asyncio.sleep(1)
    with suppress(KeyError), deadlines.until(5):
        raise KeyError
    await asyncio.sleep(60)
    assert 61 == spent()


@leaping
async def test_each_has_its_own_time():
    """In whatever order they began and ended."""
    deadlines = Deadlines()

    async def limited(limit_s, begin_s=0.0, needs_s=1000.0):
        await asyncio.sleep(begin_s)
        try:
            with deadlines.until(limit_s):
                await asyncio.sleep(needs_s)
        except TimeoutError:
            return spent()
        return None

    assert [30, None, 20, 7, 20, 90] == await asyncio.gather(
        limited(30),
        limited(10, needs_s=4),
        limited(20),
        limited(7, begin_s=5),
        limited(20),
        limited(90, begin_s=40),
    )


@leaping
async def test_a_limit_that_is_over_before_it_begins():
    """The block is left at its first wait."""
    await asyncio.sleep(10)
    with pytest.raises(TimeoutError), Deadlines().until(3):
        await asyncio.sleep(60)
    assert 10 == spent()


@leaping
@pytest.mark.parametrize(("moved", "ended"), [(8, 8), (50, 50)])
async def test_a_limit_can_be_moved(moved, ended):
    """Nearer or further off, while it runs; the others stay where they are."""
    deadlines = Deadlines()

    async def other():
        with pytest.raises(TimeoutError), deadlines.until(20):
            await asyncio.sleep(60)
        return spent()

    async def mover():
        with suppress(TimeoutError), deadlines.until(15) as limit:
            await asyncio.sleep(2)
            limit.move(moved)
            await asyncio.sleep(60)
        return spent()

    assert [20, ended] == await asyncio.gather(other(), mover())


@leaping
@pytest.mark.parametrize("cancelled_at", [3, 5])
async def test_who_is_cancelled_is_cancelled(cancelled_at):
    """Before its time and at the very same moment: being cancelled is no timeout, and is not made one."""
    deadlines = Deadlines()

    async def limited():
        with deadlines.until(5):
            await asyncio.sleep(60)

    task = asyncio.create_task(limited())
    asyncio.get_running_loop().call_at(cancelled_at, task.cancel)
    await asyncio.wait([task])
    assert task.cancelled()


@leaping
async def test_the_inner_of_two_limits_ends_only_its_block():
    """And the outer one still holds afterwards."""
    deadlines, moments = Deadlines(), []
    with suppress(TimeoutError), deadlines.until(9):
        with suppress(TimeoutError), deadlines.until(4):
            await asyncio.sleep(60)
        moments.append(spent())
        await asyncio.sleep(60)
    assert (4, 9) == (*moments, spent())


@leaping
async def test_what_ends_by_itself_as_its_time_passes():
    """It ends as it does: no timeout is made of another error, nor of a result."""
    deadlines = Deadlines()

    async def ends(error):
        with deadlines.until(spent() + 5):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if error is not None:
                    raise error from None
        return spent()

    results = [await ends(None), await ends(None)]
    with pytest.raises(KeyError):
        await ends(KeyError())
    assert ([5, 10], 15, 0) == (results, spent(), asyncio.current_task().cancelling())


@leaping
async def test_many_limits_hold_one_timer():
    """However many run, and when all have ended."""
    deadlines, loop = Deadlines(), asyncio.get_running_loop()

    async def limited(number):
        with deadlines.until(15 + number / 1000):
            await asyncio.sleep(0)

    await asyncio.gather(*map(limited, range(100)))
    assert 1 == len([timer for timer in loop._scheduled if not timer.cancelled()])
