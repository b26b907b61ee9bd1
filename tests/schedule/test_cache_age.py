"""The copies that caches on the way keep."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON

from monitor.model import CachedCopy
from monitor.schedule.cache_age import LIFETIME_LIMIT_S, MARGIN_S, aligned, expires, learned, lifetime_s, same_copy

S = timedelta(seconds=1)
LEAST, MOST = 5 * S, 300 * S


def answer(age: int | None = None, *, control: str = "public, max-age=30", date: timedelta | None = None):
    headers = {"cache-control": control}
    if age is not None:
        headers["age"] = str(age)
    if date is not None:
        headers["date"] = format_datetime(NOON + date, usegmt=True)
    return headers


def after(*answers: tuple[float, dict[str, str]]) -> CachedCopy | None:
    """Return what is known after answers so many seconds after noon."""
    copy = None
    for seconds, headers in answers:
        copy = learned(copy, headers, at=NOON + seconds * S)
    return copy


def wait(copy: CachedCopy | None, seconds: float, interval: float = 10.0) -> float:
    at = NOON + seconds * S
    return aligned(copy, interval * S, at=at, least=LEAST, most=MOST).total_seconds()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"cache-control": "max-age=60"}, 60.0),
        ({"cache-control": "max-age=60, s-maxage=30"}, 30.0),
        ({"cache-control": 'S-MaxAge="30"'}, 30.0),
        ({"cache-control": "max-age=9999999"}, LIFETIME_LIMIT_S),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=2"}, None),
        ({"cache-control": "x-max-age=60"}, None),
        ({}, None),
        ({"expires": "Fri, 02 Jan 2026 12:01:00 GMT", "date": "Fri, 02 Jan 2026 12:00:00 GMT"}, 60.0),
        ({"expires": "Fri, 02 Jan 2026 12:01:00 -0000", "date": "Fri, 02 Jan 2026 12:00:00 GMT"}, 60.0),
        ({"expires": "Fri, 02 Jan 2026 12:01:00 GMT"}, None),
        ({"expires": "0", "date": "Fri, 02 Jan 2026 12:00:00 GMT"}, None),
        (
            {
                "cache-control": "no-store",
                "expires": "Fri, 02 Jan 2026 12:01:00 GMT",
                "date": "Fri, 02 Jan 2026 12:00:00 GMT",
            },
            None,
        ),
    ],
)
def test_lifetimes_are_those_of_shared_caches(headers, expected):
    """s-maxage before max-age before Expires; what is too short to wait for is none."""
    assert expected == lifetime_s(headers)


def test_an_age_shows_a_cache():
    """The next poll comes just after the copy has run out, not before."""
    assert 18 + MARGIN_S == wait(after((0, answer(12))), 0)


def test_a_longer_interval_ends_after_a_copy_too():
    """At the end of the copy that is nearest to what the pace wants."""
    copy = after((0, answer(12)))

    assert [18.6, 18.6, 48.6, 78.6] == [pytest.approx(wait(copy, 0, interval)) for interval in (5, 30, 40, 70)]


def test_an_origin_that_answers_anew_each_time_is_asked_at_its_own_pace():
    """`max-age` alone is no cache; a second answer within it that was made later shows that there is none."""
    first = (0, answer(date=0 * S))
    unknown, direct = after(first), after(first, (10, answer(date=10 * S)))

    assert [10.0, 10.0] == [wait(unknown, 0), wait(direct, 10)]
    assert direct.shared is False


def test_a_date_that_stands_still_shows_a_cache():
    """Not all caches send an Age."""
    copy = after((0, answer(date=0 * S)), (10, answer(date=0 * S)))

    assert copy.shared is True
    assert 20 + MARGIN_S == wait(copy, 10)


def test_a_new_copy_after_the_old_ran_out_says_nothing_against_a_cache():
    """That is what caches do."""
    copy = after((0, answer(date=0 * S)), (10, answer(date=0 * S)), (31, answer(date=31 * S)))

    assert copy.shared is True


def test_a_stale_copy_is_looked_at_again_soon_and_then_less_and_less():
    """The first time it is being renewed; a cache that keeps it for ever is asked at the usual pace."""
    copy = after((0, answer(0)))
    waits = []
    for seconds in (31, 33, 37, 45, 61):
        copy = learned(copy, answer(seconds), at=NOON + seconds * S)
        waits.append(aligned(copy, 10 * S, at=NOON + seconds * S, least=0 * S, most=MOST).total_seconds())

    assert [2.0, 4.0, 8.0, 10.0, 10.0] == waits


def test_a_copy_that_came_stale_twice_teaches_for_how_long_it_is_kept():
    """The next one is met when it has run out in truth."""
    copy = after((0, answer(0)), (31, answer(31)), (36, answer(36)), (44, answer(2)))

    assert copy.overstay_s == 12.0
    assert expires(copy) == NOON + 84 * S
    assert wait(copy, 44) == 40 + MARGIN_S


def test_one_that_was_renewed_by_others_teaches_at_once():
    """Its own age says when that was."""
    copy = after((0, answer(0)), (31, answer(31)), (40, answer(3)))

    assert copy.overstay_s == 7.0


def test_what_was_learned_fades_when_we_renew_it_ourselves():
    """It might have been renewed before, had anybody asked."""
    copy = after((0, answer(0)), (31, answer(31)), (36, answer(36)), (42, answer(0)), (84, answer(0)))

    assert 10.0 < copy.overstay_s < 12.0


def test_copies_that_nobody_saw_teach_nothing():
    """A long interval meets every third copy or so."""
    copy = after((0, answer(0)), (100, answer(10)))

    assert copy.overstay_s == 0.0


def test_bounds_are_kept():
    """A copy that is about to run out is not asked for before `min`, one that is kept for a day not after `max`."""
    day = after((0, answer(5, control="max-age=86400")))

    assert LEAST.total_seconds() == wait(after((0, answer(29))), 0)
    assert MOST.total_seconds() == wait(day, 0)
    assert wait(day, 0, 400) == 400


def test_a_copy_met_for_the_first_time_when_it_has_long_run_out_is_no_guide():
    """An Age beyond the lifetime says that this cache does as it likes."""
    assert wait(after((0, answer(50))), 0) == 10.0


@pytest.mark.parametrize("headers", [{"age": "-1"}, {"age": "x"}, {"age": "9" * 30}, {"date": "yesterday"}, {}])
def test_headers_that_say_nonsense_say_nothing(headers):
    """The answer is then as old as it looks."""
    copy = learned(None, {"cache-control": "max-age=30"} | headers, at=NOON)

    assert (NOON, None) == (copy.made_at, copy.shared)


def test_a_clock_that_differs_from_ours_does_no_harm():
    """A Date in the future counts as now."""
    assert NOON == after((0, answer(date=60 * S))).made_at


@pytest.mark.parametrize(
    ("answers", "same"),
    [
        ([(0, answer(3)), (5, answer(8))], True),
        ([(0, answer(3)), (25, answer(28))], True),
        ([(0, answer(3)), (28, answer(1))], False),  # another one
        ([(0, answer(3)), (45, answer(48))], False),  # kept for longer than it may be: nobody knows for how long
        ([(0, answer(date=0 * S)), (5, answer(date=0 * S))], True),
        ([(0, answer(date=0 * S)), (5, answer(date=5 * S))], False),  # each is made anew
        ([(0, answer(3)), (5, {"age": "8"})], False),  # it names no lifetime
        ([(5, answer(8))], False),
    ],
)
def test_a_copy_is_the_same_until_it_runs_out(answers, same):
    """By when it was made. What a cache serves again is no second opinion."""
    *before, (seconds, headers) = answers

    assert same is same_copy(after(*before), headers, at=NOON + seconds * S)


def test_headers_that_name_no_lifetime_any_more_end_it():
    """The publisher has changed its mind."""
    assert after((0, answer(12)), (10, {"age": "22"})) is None


@given(
    st.lists(st.tuples(st.floats(0.0, 900.0), st.integers(0, 200), st.integers(0, 90)), max_size=12),
    st.floats(0.2, 900.0),
)
def test_whatever_a_cache_answers_the_bounds_hold(answers, interval):
    """The wait is never shorter than both `min` and the interval, nor longer than both `max` and the interval."""
    copy, seconds = None, 0.0
    for step, age, lifetime in answers:
        seconds += step
        copy = learned(copy, answer(age, control=f"max-age={lifetime}"), at=NOON + seconds * S)

    found = wait(copy, seconds, interval)
    assert min(5.0, interval) - 1e-6 <= found <= max(300.0, interval) + 1e-6
