"""One endpoint's desk: whose turn it is there, without a store or a loop."""

import asyncio
from datetime import timedelta

import pytest
from delivery_doubles import NOW

from monitor.deliver.breaker import Signal, after
from monitor.deliver.desk import NETWORK_RETRY, Desk
from monitor.deliver.lanes import LaneBook, Stage
from monitor.model import Endpoint, Health, Lane

LATER = NOW + timedelta(hours=1)


def desk(**health) -> Desk:
    made = Desk(Endpoint(name="desk", url="https://hooks.example.org", at_once=2), Health(**health))
    made.opened = True
    return made


def book(source: str) -> LaneBook:
    lane = Lane(endpoint="desk", source=source, cursor=0, attempts=3, since=NOW, next_at=LATER)
    return LaneBook(endpoint="desk", source=source, lane=lane)


def waiting(made: Desk, *books: LaneBook, stage: Stage = Stage.WAITING) -> None:
    """Let lanes wait for their retries, each a minute longer than the one before."""
    loop = asyncio.get_running_loop()
    for place, one in enumerate(books):
        made.wait(one, stage, loop.call_later(3600 + 60 * place, lambda: None))


def test_lanes_take_their_turns():
    """In the order in which they became ready, as many at once as the endpoint allows."""
    made, books = desk(), [book("a"), book("b"), book("c")]
    for one in books:
        made.queue(one)
    assert ["a", "b"] == [made.begin(NOW).source, made.begin(NOW).source]
    assert made.begin(NOW) is None
    made.end(books[0])
    assert "c" == made.begin(NOW).source
    assert Stage.RUNNING is books[2].stage


def test_nothing_begins_before_it_is_known_how_the_endpoint_fared():
    """A desk that is not opened stands, and does not look again by itself."""
    made = desk()
    made.opened = False
    made.queue(book("a"))
    assert (None, None) == (made.begin(NOW), made.next_look(NOW))


@pytest.mark.parametrize("ready", [True, False])
async def test_a_probe(ready):
    """Whoever is ready, else whose retry is due first, need not wait for it; one at a time."""
    made, first, second = desk(probe_at=NOW), book("a"), book("b")
    waiting(made, second, first)
    if ready:
        made.queue(first)
    probe = made.begin(NOW)
    assert (probe, None) == (made.probing, made.begin(NOW))
    assert (True, False) == (made.may_send(probe, NOW), made.may_send(book("c"), NOW))
    made.end(probe)
    assert ("a" if ready else "b", None, None) == (probe.source, probe.timer, made.probing)


async def test_no_lane_to_probe_with():
    """An open breaker waits for the first that has something to send; a batch that fills is no retry."""
    made = desk(probe_at=NOW)
    assert made.begin(NOW) is None
    waiting(made, book("a"), stage=Stage.HOLDING)
    assert made.begin(NOW) is None


async def test_what_waits_is_released():
    """All retries at once, without their times; who only gathers a batch goes on gathering."""
    made, retry, unread, batch = desk(), book("a"), book("b"), book("c")
    unread.lane = None
    waiting(made, retry, unread)
    waiting(made, batch, stage=Stage.HOLDING)
    released = made.release()
    assert ([retry, unread], None, LATER) == (released, retry.lane.next_at, batch.lane.next_at)


async def test_a_closed_desk_looks_again():
    """When the pause is over, if somebody waits for that; never where only the operator can open it."""
    made = desk(paused_until=LATER)
    before = made.next_look(NOW)
    waiting(made, book("a"))
    assert (None, LATER, LATER, None) == (before, made.next_look(NOW), made.closed_until(NOW), made.closed_until(LATER))


async def test_a_lane_leaves():
    """What the config asks for no more is neither begun nor waited for, wherever it stood."""
    made, ready, retry = desk(), book("a"), book("b")
    made.queue(ready)
    waiting(made, retry)
    for one in (ready, retry):
        made.leave(one)
    assert (None, None, False, []) == (made.begin(NOW), retry.timer, made.may_send(ready, NOW), made.release())


async def test_an_endpoint_that_is_gone():
    """Its lanes, its timer and its turns are over."""
    made = desk()
    made.queue(book("a"))
    waiting(made, book("b"))
    made.timer = asyncio.get_running_loop().call_later(3600, lambda: None)
    made.close()
    assert (None, [], True) == (made.begin(NOW), made.release(), made.timer.cancelled())


def test_a_network_that_was_down_on_a_clock_that_ran_ahead():
    """When the clock is put back with it, nothing waits for the time that it showed."""
    made = desk()
    made.network_until = LATER + NETWORK_RETRY
    assert made.network_until == made.closed_until(LATER)
    assert made.closed_until(NOW) is None
    made.network_until = NOW + NETWORK_RETRY
    assert NOW + NETWORK_RETRY == made.closed_until(NOW)


def counted(health: Health) -> tuple[int, int]:
    return sum(tally.accepted for tally in health.recent), sum(tally.failed for tally in health.recent)


def test_each_success_of_a_well_endpoint_counts():
    """Though no health is made for each, their number and the time of the last are right whenever it is looked at."""
    made = desk()
    moments = [NOW + timedelta(seconds=second) for second in (0, 0.5, 0.9, 1.2, 40, 40, 41)]
    assert [True] * len(moments) == [made.accept(moment) for moment in moments]
    assert (moments[-1], (len(moments), 0)) == (made.health.accepted_at, counted(made.health))
    assert made.health == made.health


def test_seldom_successes_make_the_health_that_each_makes_alone():
    """Also when the clock is put back."""
    made, health = desk(), Health()
    for second in (0, 1, 2, 29, 31, 400, 395, 10, 800):
        moment = NOW + timedelta(seconds=second)
        assert made.accept(moment)
        health = after(health, Signal.ACCEPTED, now=moment)
    assert health == made.health


@pytest.mark.parametrize("unwell", [{"in_a_row": 1}, {"failures": 3, "failing_since": NOW}, {"probe_at": NOW}])
def test_a_success_of_an_unwell_endpoint_is_news(unwell):
    """What counts against it, or an open breaker, is for the success to end: it is not merely counted."""
    assert not desk(**unwell).accept(NOW)


def test_successes_and_failures_are_weighed_together():
    """What was accepted before a failure is in the health that the failure changes."""
    made = desk()
    for second in range(10):
        assert made.accept(NOW + timedelta(seconds=second / 5))
    made.health = after(made.health, Signal.FAILED, now=NOW + timedelta(seconds=3))
    assert (10, 1) == counted(made.health)
    assert not made.accept(NOW + timedelta(seconds=4))
