"""What follows from an attempt, answer by answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from delivery_doubles import DESK, NOW, made_attempt, make_event

from monitor.deliver.breaker import Signal
from monitor.deliver.consequence import Consequence, Fate, follow
from monitor.model import Attempt, Lane, Outcome, Parcel

HEAD = Lane(endpoint="desk", source="blog", cursor=0, attempts=2, refusals=1, since=NOW - timedelta(minutes=1))
FRESH = Lane(endpoint="desk", source="blog", cursor=0)
MINUTE = timedelta(minutes=1)
BEFORE = NOW - timedelta(days=365)


def attempt(outcome: Outcome | dict, count: int = 1) -> Attempt:
    return made_attempt(DESK, [make_event(sequence=n) for n in range(1, count + 1)], 3, outcome)


def after(outcome, tried=HEAD, *, endpoint=DESK, count=1, **fields) -> Consequence:
    return follow(endpoint, attempt(outcome, count), tried, **{"now": NOW, "jitter": 0.5} | fields)


def test_what_was_accepted_is_done():
    """The endpoint is well, and nothing is counted any more."""
    assert Consequence(fate=Fate.ACCEPTED, signal=Signal.ACCEPTED) == after(Outcome.ACCEPTED)


@pytest.mark.parametrize(("outcome", "fields"), [(Outcome.GONE, {}), (Outcome.UNREACHABLE, {"network_down": True})])
def test_what_is_not_charged_leaves_the_request_as_it_was(outcome, fields):
    """Gone is the endpoint's matter, a network that is down nobody's."""
    what = after(outcome, **fields)

    assert (Fate.AGAIN, 2, 1, HEAD.since) == (what.fate, what.attempts, what.refusals, what.since)
    assert (None if outcome is Outcome.GONE else NOW) == what.next_at
    assert None is after(outcome, FRESH, **fields).next_at
    assert what.signal is (Signal.GONE if outcome is Outcome.GONE else None)


@pytest.mark.parametrize(("asked", "pause"), [(timedelta(hours=1), timedelta(hours=1)), (MINUTE, 2 * MINUTE)])
def test_a_wish_is_obeyed_but_never_undercuts_the_schedule(asked, pause):
    """It uses up no attempt, and the head's age goes on."""
    what = after({"status": 429, "retry_after": asked})

    assert (Fate.AGAIN, Signal.BUSY, 2, NOW + pause) == (what.fate, what.signal, what.attempts, what.pause_until)
    assert what.pause_until == what.next_at


def test_a_wish_for_no_wait_is_none():
    """Who answers each attempt so is asked by the schedule, less and less often."""
    assert after({"status": 429}) == after({"status": 429, "retry_after": timedelta(0)})


@pytest.mark.parametrize("outcome", [{"status": 500}, {"status": 429, "retry_after": MINUTE}])
def test_a_head_that_is_too_old_is_given_up(outcome):
    """Whatever the last answer was, unless it is `never`."""
    old = replace(HEAD, since=NOW - timedelta(hours=6))

    assert Fate.DEAD is after(outcome, old).fate
    assert Fate.AGAIN is after(outcome, old, endpoint=replace(DESK, max_head_age=None)).fate


def test_the_last_try_is_at_the_end_of_the_age():
    """No event is given up between two attempts."""
    old = replace(HEAD, attempts=9, since=NOW - timedelta(hours=5))

    assert NOW + timedelta(hours=1) == after({"status": 500}, old).next_at


@pytest.mark.parametrize("outcome", [{"status": 500}, {"status": 429, "retry_after": MINUTE}])
def test_a_head_that_failed_first_on_a_clock_that_ran_ahead(outcome):
    """Its age begins anew when the clock is put right: it is not kept until that time comes."""
    assert NOW == after(outcome, replace(HEAD, since=NOW + timedelta(days=365))).since


@pytest.mark.parametrize("outcome", [{"status": 500}, {"status": 429, "retry_after": MINUTE}])
def test_a_head_does_not_age_while_nobody_is_awake_to_try_it(outcome):
    """A night's sleep is no time of the endpoint's; what it failed before and after that is."""
    evening, morning = NOW - timedelta(hours=10), NOW - MINUTE
    failed = replace(HEAD, since=evening - 5 * MINUTE, next_at=evening)

    what = after(outcome, failed, asleep=[(BEFORE, morning)])

    assert (Fate.AGAIN, NOW - 6 * MINUTE) == (what.fate, what.since)
    assert Fate.DEAD is after(outcome, replace(failed, next_at=morning), asleep=[(BEFORE, morning)]).fate


def test_a_head_that_is_asked_to_wait_ages_over_restarts():
    """Whoever answers 429 for hours is not kept for ever because we start again every few minutes."""
    first = NOW - timedelta(hours=5)
    head = replace(HEAD, since=first)
    for minute in range(0, 300, 2):
        now = first + minute * MINUTE
        started = now - minute % 10 * MINUTE
        what = after({"status": 429, "retry_after": MINUTE}, head, now=now, asleep=[(BEFORE, started)])
        head = replace(head, since=what.since, next_at=what.next_at)

    assert first == head.since


def test_only_the_sleep_itself_is_no_time_of_the_endpoint():
    """A head that was due for hours, behind an endpoint that rests, has aged in all but the sleeps."""
    head = replace(HEAD, since=NOW - timedelta(hours=5), next_at=NOW - timedelta(hours=4))
    asleep = [(NOW - hours * timedelta(hours=1), NOW - hours * timedelta(hours=1) + MINUTE) for hours in (6, 4, 2)]

    what = after({"status": 500}, head, asleep=asleep)

    assert head.since + 2 * MINUTE == what.since


@pytest.mark.parametrize(("count", "fate"), [(1, Fate.DEAD), (2, Fate.SPLIT)])
@pytest.mark.parametrize("outcome", [{"status": 400}, {"outcome": Outcome.UNRENDERABLE, "status": None}])
def test_the_third_refusal_is_the_last(outcome, count, fate):
    """A batch is told event by event instead; what our own format cannot tell is refused like that."""
    tried = replace(HEAD, refusals=2)

    what = after(outcome, tried, count=count)

    assert (fate, Signal.REFUSED, None) == (what.fate, what.signal, what.next_at)
    assert what.reason.startswith("refused 3 times")


def test_other_failures_are_no_refusals():
    """A 400 after two 503s may be a proxy that comes up: it is the first of three."""
    what = after({"status": 400}, replace(HEAD, refusals=0))

    assert (Fate.AGAIN, 1, 3) == (what.fate, what.refusals, what.attempts)


@pytest.mark.parametrize(("early", "attempts"), [(True, 2), (False, 3)])
def test_a_probe_before_its_time_uses_up_no_attempt(early, attempts):
    """The schedule goes on beside the probes."""
    due = NOW + MINUTE if early else NOW

    what = after({"status": 500}, replace(HEAD, next_at=due), probe=True)

    assert attempts == what.attempts
    assert (what.next_at == due) is early


def test_a_parcel_is_judged_like_a_head():
    """Its own counts decide."""
    parcel = Parcel(sequences=(1,), entries=(None,), attempts=13)

    assert (Fate.DEAD, "all 14 attempts failed") == (
        after({"status": 500}, parcel, endpoint=replace(DESK, max_head_age=None)).fate,
        after({"status": 500}, parcel, endpoint=replace(DESK, max_head_age=None)).reason,
    )
    assert Fate.AGAIN is after({"status": 500}, FRESH).fate
