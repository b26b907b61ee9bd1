"""When to poll next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, URL

from monitor.model import Source
from monitor.schedule.pace import (
    SLOWEST,
    SPREAD,
    first_run,
    interval_after_failure,
    interval_after_success,
    next_run,
)

lengths = st.timedeltas(timedelta(milliseconds=10), timedelta(days=30))
automatic = st.builds(
    lambda one, other: Source(name="a", url=URL, min=min(one, other), max=max(one, other)), lengths, lengths
)
fixed = st.builds(lambda length: Source(name="a", url=URL, interval=length), lengths)
failures = st.integers(1, 100_000)


@given(fixed, st.none() | lengths, st.booleans())
def test_a_fixed_interval_is_fixed(source, current, changed):
    """The operator said how often."""
    assert interval_after_success(source, current, changed=changed) == source.interval


@given(automatic, st.none() | lengths)
def test_news_bring_the_shortest_interval(source, current):
    """As does a start, where nothing is known of the pace."""
    assert interval_after_success(source, current, changed=True) == source.min
    assert interval_after_success(source, None, changed=False) == source.min


@given(automatic, lengths)
def test_quiet_polls_grow_apart_within_bounds(source, current):
    """Never shorter than before, never outside of min and max, also after the config was changed."""
    after = interval_after_success(source, current, changed=False)

    assert source.min <= after <= source.max
    assert after >= min(current, source.max)


@given(automatic | fixed, failures, failures)
def test_more_failures_never_bring_a_shorter_wait(source, one, other):
    """Bounded by what the source would wait for when it is quiet, or an hour, whatever the count."""
    base = source.interval or source.min
    fewer, more = (interval_after_failure(source, failures=count) for count in sorted((one, other)))

    assert base <= fewer <= more <= max(base, min(source.max, SLOWEST))


@given(automatic | fixed, failures, lengths)
def test_nobody_is_asked_before_the_time_they_named(source, count, retry_after):
    """Retry-After is obeyed; it makes no wait shorter."""
    wait = interval_after_failure(source, failures=count, retry_after=retry_after)

    assert max(retry_after, interval_after_failure(source, failures=count)) == wait


@given(lengths, lengths)
def test_the_next_run_is_in_phase_or_now(took, interval):
    """The time that a poll took is not added to the interval."""
    assert next_run(due=NOON, now=NOON + took, interval=interval) == NOON + max(took, interval)


@pytest.mark.parametrize(
    ("interval", "jitter", "expected"),
    [
        (timedelta(seconds=8), 0.0, timedelta(0)),
        (timedelta(seconds=8), 0.25, timedelta(seconds=2)),
        (timedelta(hours=1), 0.5, SPREAD / 2),
    ],
)
def test_first_polls_are_spread(interval, jitter, expected):
    """Over the interval, half a minute at most."""
    assert first_run(now=NOON, interval=interval, jitter=jitter) == NOON + expected
