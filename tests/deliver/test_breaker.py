"""The breaker as a function of a health and what happened."""

from datetime import timedelta
from functools import reduce

import pytest
from delivery_doubles import NOW
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.backoff import LONGEST_WAIT
from monitor.deliver.breaker import (
    DISABLE_AFTER,
    NEVER,
    PROBE_FIRST,
    PROBE_LONGEST,
    SLOT,
    WINDOW,
    Signal,
    after,
    asked_until,
    closed_until,
    disabled,
    enabled,
    half_open,
    paused,
    stepped,
)
from monitor.model import Health, Standing

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def through(*signals: Signal, every: timedelta = SECOND, health: Health | None = None) -> Health:
    """Return the health after these signals, one per `every`."""
    steps = enumerate(signals)
    return reduce(lambda h, step: after(h, step[1], now=NOW + step[0] * every), steps, health or Health())


def test_why_the_last_attempt_failed():
    """It is known until one is accepted."""
    health = after(
        after(Health(), Signal.FAILED, now=NOW, reason="no route"), Signal.REFUSED, now=NOW, reason="said 401"
    )
    assert ("said 401", 2) == (health.failure, health.failures)
    assert (None, 0) == ((well := after(health, Signal.ACCEPTED, now=NOW)).failure, well.failures)


@pytest.mark.parametrize(("failures", "opens"), [(4, False), (5, True)])
def test_five_failures_in_a_row_open_it(failures, opens):
    """The first probe is due half a minute after the last of them."""
    health = through(*[Signal.FAILED] * failures)

    assert opens == half_open(health)
    assert closed_until(health, NOW + 9 * SECOND) == (NOW + 4 * SECOND + PROBE_FIRST if opens else None)


@pytest.mark.parametrize(
    ("pattern", "opens"), [("ffaffffaff", True), ("fffafaffaf", True), ("fafaffafaf", False), ("ffaffffaf", False)]
)
def test_seventy_percent_of_ten_open_it(pattern, opens):
    """Successes in between do not help an endpoint that fails most of the time."""
    signals = [Signal.FAILED if letter == "f" else Signal.ACCEPTED for letter in pattern]

    assert opens == half_open(through(*signals))


def test_what_opened_it_does_not_open_it_again():
    """After a success it takes as many failures as ever."""
    opened = through(*[Signal.FAILED] * 10)
    health = after(opened, Signal.ACCEPTED, now=NOW + 11 * SECOND)

    assert half_open(opened)
    assert not half_open(after(health, Signal.FAILED, now=NOW + 12 * SECOND))


def test_a_tally_ends_with_its_slot_and_counts_as_long_as_the_window():
    """To the second; what a clock that was put back counted later than now is none."""
    first = after(Health(), Signal.FAILED, now=NOW)

    assert 1 == len(after(first, Signal.FAILED, now=NOW + SLOT - SECOND).recent)
    assert 2 == len(after(first, Signal.FAILED, now=NOW + SLOT).recent)
    assert 2 == len(after(first, Signal.FAILED, now=NOW + WINDOW - SECOND).recent)
    assert 1 == len(after(first, Signal.FAILED, now=NOW + WINDOW).recent)
    assert 1 == len(after(first, Signal.FAILED, now=NOW).recent)
    assert 1 == len(after(first, Signal.FAILED, now=NOW - SECOND).recent)


def test_what_is_older_than_the_window_does_not_count():
    """Failures a minute apart, with successes between, are never ten in five minutes."""
    signals = [Signal.FAILED, Signal.FAILED, Signal.ACCEPTED] * 20

    health = through(*signals, every=timedelta(minutes=1))

    assert not half_open(health)
    assert len(health.recent) <= WINDOW / SLOT


def test_the_tallies_of_a_clock_that_ran_ahead_are_dropped():
    """When it is put right they neither count nor stay."""
    ahead = through(*[Signal.FAILED] * 4, health=Health(), every=DAY)

    assert 1 == len(after(ahead, Signal.ACCEPTED, now=NOW - DAY).recent)


def test_a_refusal_shows_that_the_endpoint_is_well():
    """It closes the breaker and is no success."""
    opened = through(*[Signal.FAILED] * 5)

    health = after(opened, Signal.REFUSED, now=NOW + DAY, probe=True)

    assert (None, 0, 6) == (health.probe_at, health.in_a_row, health.failures)


def test_only_a_failed_probe_doubles_the_wait():
    """What was in flight when it opened changes nothing."""
    opened = through(*[Signal.FAILED] * 5)
    later = NOW + timedelta(minutes=1)

    assert opened.probe_at == after(opened, Signal.FAILED, now=later).probe_at
    assert later + 2 * PROBE_FIRST == after(opened, Signal.FAILED, now=later, probe=True).probe_at


@given(st.timedeltas(timedelta(seconds=1), 365 * DAY), st.sampled_from([Signal.FAILED, Signal.BUSY]))
def test_what_a_clock_that_ran_ahead_wrote_holds_nothing_up(ahead, signal):
    """Once it is put right the endpoint is closed no longer than it could have been otherwise, by whatever way."""
    then = NOW + ahead
    health = Health()
    for _ in range(5):
        health = after(health, signal, now=then, pause_until=then + LONGEST_WAIT)
    now, longest = NOW, LONGEST_WAIT if signal is Signal.BUSY else PROBE_LONGEST
    while (until := closed_until(health, now)) is not None:
        now = until
    assert now <= NOW + longest
    assert NOW == after(health, signal, now=NOW, pause_until=NOW).failing_since


def test_the_operators_pause_is_as_long_as_it_was_meant():
    """It is no wish of the endpoint's, which counts for a day at most."""
    health = paused(Health(), NOW + 30 * DAY, now=NOW)
    assert NOW + 30 * DAY == closed_until(health, NOW)
    busy = after(health, Signal.BUSY, now=NOW, pause_until=NOW + DAY)
    assert (NOW + 30 * DAY, NOW + DAY) == (closed_until(busy, NOW), asked_until(busy, NOW))


def test_the_longer_of_two_pauses_counts():
    """Lanes in flight together may be told different times."""
    health = Health()
    for minutes in (5, 1):
        health = after(health, Signal.BUSY, now=NOW, pause_until=NOW + timedelta(minutes=minutes))

    assert NOW + timedelta(minutes=5) == closed_until(health, NOW)
    assert closed_until(health, NOW + timedelta(minutes=5)) is None


def test_a_few_failures_in_a_long_time_do_not_disable():
    """It takes ten attempts as well as five days."""
    health = through(*[Signal.BUSY] * 9, every=DAY)

    assert (Standing.ON, 90) == (health.standing, health.warned)
    assert Standing.FAILING is after(health, Signal.BUSY, now=NOW + 9 * DAY).standing


def test_a_clock_that_was_set_is_no_time_without_a_success():
    """Neither a week of sleep nor a clock that began in another year disables what failed for some seconds."""
    failing, later = through(*[Signal.FAILED] * 12), NOW + 7 * DAY
    awake = after(stepped(failing, 7 * DAY), Signal.FAILED, now=later)

    assert Standing.FAILING is after(failing, Signal.FAILED, now=later).standing
    assert (Standing.ON, 0, 13) == (awake.standing, awake.warned, awake.failures)
    assert Health() == stepped(Health(), 7 * DAY)


def test_enabling_forgets_what_was_counted_but_not_the_secrets():
    """An endpoint that was disabled begins anew."""
    health = after(Health(key="0f", key_since=NOW), Signal.GONE, now=NOW, reason="answered 410 Gone")

    assert NEVER == closed_until(health, NOW)
    assert Health(changed_at=NOW + timedelta(microseconds=1), key="0f", key_since=NOW) == enabled(health, now=NOW)


@given(st.lists(st.tuples(st.sampled_from(Signal), st.floats(0, 90_000), st.booleans()), max_size=60))
def test_no_history_breaks_it(history):
    """Whatever happens, counts stay bounded, waits too, and a success makes it well unless it is disabled."""
    health, now = Health(), NOW
    for signal, wait_s, probe in history:
        now += timedelta(seconds=wait_s)
        health = after(health, signal, now=now, probe=probe, pause_until=now)
        assert len(health.recent) <= WINDOW / SLOT + 1
        until = closed_until(health, now)
        assert until is None or until == NEVER or until <= now + PROBE_LONGEST
    well = after(health, Signal.ACCEPTED, now=now)
    assert (None, 0, None, 0) == (well.probe_at, well.in_a_row, well.failing_since, well.warned)
    assert DISABLE_AFTER > timedelta(0)


def test_what_the_operator_said_last_is_the_newest():
    """Also when the clock was put back in between: else a disabled endpoint could not be enabled for as long."""
    ahead = disabled(Health(), Standing.OFF, "moving house", now=NOW + timedelta(hours=1))
    rests = paused(ahead, NOW + timedelta(hours=2), now=NOW)
    again = enabled(rests, now=NOW)

    assert [True, True] == [ahead.outdated_by(rests), rests.outdated_by(again)]
    assert [False, False] == [again.outdated_by(again), again.outdated_by(Health())]
    assert NOW + timedelta(hours=2) == rests.paused_until
