"""When to poll next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, URL

from monitor.model import Source
from monitor.schedule.budget import Demand, Level, Shares
from monitor.schedule.pace import (
    ENOUGH,
    LONGEST,
    SLOWEST,
    SPREAD,
    demand,
    explain,
    first_run,
    interval_after_failure,
    interval_after_success,
    next_run,
)
from monitor.schedule.rates import first_rhythm, typical_rate, worth

TICK = timedelta(microseconds=1)
AUTO = Source(name="a", url="https://a.example/")

lengths = st.timedeltas(timedelta(milliseconds=10), timedelta(days=30))
automatic = st.builds(
    lambda one, other: Source(name="a", url=URL, min=min(one, other), max=max(one, other)), lengths, lengths
)
fixed = st.builds(lambda length: Source(name="a", url=URL, interval=length), lengths)
failures = st.integers(1, 100_000)


def wanted(source: Source, hourly: float = 20.0) -> Demand:
    least, most = (source.interval, source.interval) if source.interval else (source.min, source.max)
    return Demand(rate=hourly / 3_600, least_s=least.total_seconds(), most_s=most.total_seconds(), host="a.example")


@given(fixed, st.floats(0, 1e4), st.floats(0, 10))
def test_a_fixed_interval_is_fixed(source, hourly, level):
    """The operator said how often."""
    shares = Shares(overall=Level(level=level, stretch=3.0))

    assert interval_after_success(source, wanted(source, hourly), shares) == source.interval


@given(automatic, st.floats(0, 1e5), st.floats(0, 10))
def test_an_automatic_interval_is_within_bounds(source, hourly, level):
    """Whatever the rate and the level."""
    interval = interval_after_success(source, wanted(source, hourly), Shares(overall=Level(level=level)))

    most = min(source.max, LONGEST)
    assert min(source.min, most) - TICK <= interval <= most + TICK


def test_what_a_source_wants_is_what_its_rhythm_says():
    """Within its bounds, of the host that is asked; without a rhythm it is like any other."""
    source, rhythm = Source(name="a", url=URL), first_rhythm([NOON], at=NOON)

    assert Demand(rate=typical_rate(), least_s=5, most_s=300, host="news.example.org") == demand(source, None, URL)
    assert Demand(rate=worth(rhythm), least_s=5, most_s=300, host="b.example:81") == demand(
        source, rhythm, "http://b.example:81/"
    )
    assert Demand(rate=typical_rate(), least_s=7, most_s=7, host="news.example.org") == demand(
        replace(source, interval=timedelta(seconds=7)), None, URL
    )


@pytest.mark.parametrize("fields", [{"now": (1.0,)}, {"usual": (0.5,) * 30}, {"hours": ()}])
def test_a_rhythm_that_another_version_wrote(fields):
    """It counted with other rates: the source is like any other until it has been polled, and nothing fails."""
    foreign = replace(first_rhythm([NOON], at=NOON), **fields)
    assert demand(AUTO, None, URL) == (asked := demand(AUTO, foreign, URL))
    shares = Shares(overall=Level(level=ENOUGH))
    assert explain(AUTO, None, asked, shares) == explain(AUTO, foreign, asked, shares)


def test_the_pace_is_explained_in_words():
    """What is expected, what it is taken from, and what bounds it."""
    source = Source(name="a", url=URL)
    rhythm = first_rhythm([NOON - timedelta(minutes=2 * n) for n in range(6)], at=NOON)
    lines = explain(source, rhythm, demand(source, rhythm, URL), Shares(overall=Level(level=ENOUGH)))

    assert "entries an hour to be expected now" in lines[0]
    assert lines[1] == "the last 6 came between 02 Jan 11:50:00 and 02 Jan 12:00:00 UTC"
    assert lines[2].startswith("by its rate asked every ")
    assert len(lines) == 3


def test_a_source_that_has_published_nothing_yet_has_no_last_entries():
    """The words about them are left out."""
    lines = explain(AUTO, first_rhythm([], at=NOON), wanted(AUTO), Shares(overall=Level(level=ENOUGH)))

    assert [False, False] == [line.startswith("the last") for line in lines]


def test_an_unusual_hour_is_worth_a_word():
    """By how much it differs from the mean of the day."""
    days = [NOON - timedelta(days=day, minutes=minute) for day in range(4) for minute in range(15)]
    rhythm = first_rhythm(days, at=NOON)

    lines = explain(Source(name="a", url=URL), rhythm, wanted(AUTO), Shares(overall=Level(level=ENOUGH)))
    assert any(line.startswith("at 12:00 UTC it is usually ") for line in lines)


@pytest.mark.parametrize(("hourly", "bound"), [(1_000, ", its `min`"), (0.01, ", its `max`"), (10, "")])
def test_the_bound_is_named(hourly, bound):
    """So that the operator knows which key to turn."""
    line = explain(AUTO, None, wanted(AUTO, hourly), Shares(overall=Level(level=ENOUGH)))[-1]

    assert line.startswith("by its rate asked every ")
    assert bound == line.partition(",")[1] + line.partition(",")[2]


def test_the_tighter_budget_is_named():
    """That of the host, or that of all."""
    tight, loose = Level(level=ENOUGH / 4), Level(level=ENOUGH / 2)
    by_host, by_all = Shares(overall=loose, hosts={"a.example": tight}), Shares(overall=tight)

    assert ["the budget of a.example is shared by others, too: asked every 40 s"] == list(
        explain(AUTO, None, wanted(AUTO), by_host)[-1:]
    )
    assert ["the budget of all sources is shared by others, too: asked every 40 s"] == list(
        explain(AUTO, None, wanted(AUTO), by_all)[-1:]
    )


def test_a_fixed_interval_needs_no_more_words():
    """Than that the config says so."""
    source = replace(AUTO, interval=timedelta(minutes=2))

    assert ("asked every 2 min, as the config says",) == explain(source, None, wanted(source), Shares())


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
    ("interval", "jitter", "sources", "expected"),
    [
        (timedelta(seconds=8), 0.0, 1_000, timedelta(0)),
        (timedelta(seconds=8), 0.25, 1_000, timedelta(seconds=2)),
        (timedelta(hours=1), 0.5, 1_000, SPREAD / 2),
        (timedelta(hours=1), 0.5, 20, timedelta(seconds=1)),
        (timedelta(hours=1), 1.0, 1, timedelta(milliseconds=100)),
    ],
)
def test_first_polls_are_spread(interval, jitter, sources, expected):
    """Over the interval, half a minute at most; the fewer sources, the sooner each is polled."""
    assert first_run(now=NOON, interval=interval, jitter=jitter, sources=sources) == NOON + expected
