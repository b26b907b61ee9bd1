"""The waits between attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.backoff import (
    LONGEST_WAIT,
    SCHEDULES,
    SPREAD,
    STORE_LONGEST_WAIT,
    next_attempt,
    store_wait,
)
from monitor.wire.retry_after import parse_retry_after

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

failures = st.integers(0, 10_000)
schedules = st.sampled_from(sorted(SCHEDULES))
jitters = st.floats(0, 1, exclude_max=True)
asked = st.none() | st.timedeltas(timedelta(0), timedelta(days=400))


@given(failures, jitters, asked, schedules)
def test_waits_grow_and_stay_bounded(count, jitter, retry_after, schedule):
    """One more failure never shortens the wait, and no wait is longer than a day."""
    this, after = (
        next_attempt(n, now=NOW, jitter=jitter, retry_after=retry_after, schedule=schedule) for n in (count, count + 1)
    )

    assert NOW <= this <= after <= NOW + LONGEST_WAIT


@given(failures, jitters, schedules)
def test_jitter_moves_a_wait_by_a_fifth_at_most(count, jitter, schedule):
    """Chance spreads the retries of many lanes, within 20 % of the schedule."""
    base = SCHEDULES[schedule][min(count, len(SCHEDULES[schedule]) - 1)]

    wait = next_attempt(count, now=NOW, jitter=jitter, schedule=schedule) - NOW

    assert base * (1 - SPREAD) <= wait <= base * (1 + SPREAD)


@given(failures, jitters, st.timedeltas(timedelta(0), LONGEST_WAIT))
def test_what_the_endpoint_asks_for_is_obeyed(count, jitter, retry_after):
    """No retry comes before the time that Retry-After named."""
    assert NOW + retry_after <= next_attempt(count, now=NOW, jitter=jitter, retry_after=retry_after)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("0", timedelta(0)),
        (" 7 ", timedelta(seconds=7)),
        ("86401", LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Fri, 02 Jan 2026 03:05:05 GMT", timedelta(minutes=1)),
        ("Fri, 02 Jan 2026 03:05:05 -0000", timedelta(minutes=1)),
        ("Fri, 02 Jan 2026 04:05:05 +0100", timedelta(minutes=1)),
        ("Fri, 02 Jan 2026 03:00:00 GMT", timedelta(0)),
        ("Fri, 02 Jan 2099 03:00:00 GMT", LONGEST_WAIT),
        ("Fri, 32 Jan 2026 03:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, expected):
    """Seconds or a date of any zone; what is neither asks for nothing; nobody makes us wait for more than a day."""
    assert expected == parse_retry_after(value, now=NOW)


@given(st.text())
def test_no_retry_after_is_an_error(value):
    """Whatever an endpoint writes there is read or passed over."""
    wait = parse_retry_after(value, now=NOW)

    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT


@given(st.integers(1, 10_000))
def test_waits_for_the_store_grow_and_stay_bounded(count):
    """A store that is away is asked again and again, but never more often than it was."""
    assert timedelta(0) < store_wait(count) <= store_wait(count + 1) <= STORE_LONGEST_WAIT
