"""How fast a live blog publishes, by what it published."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, entry

from monitor.model import Change, EventType, Revision, Rhythm
from monitor.schedule.rates import (
    OBSERVED_LIMIT,
    RATES,
    RECENT_KEPT,
    TOGETHER_LIMIT,
    first_rhythm,
    hour_factor,
    observed,
    published,
    rate,
    typical_rate,
    worth,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def hourly(rhythm: Rhythm) -> float:
    return 3_600 * rate(rhythm)


def every(gap: timedelta, count: int, until: datetime = NOON) -> list[datetime]:
    return [until - gap * (number + 0.5) for number in range(count)]


def watched(rhythm: Rhythm, hours: float, gap: timedelta | None, seed: int = 1) -> Rhythm:
    """Return the rhythm after polls each minute of a blog with one entry per gap in the mean; None: without any."""
    chance = random.Random(seed)
    due = chance.expovariate(1.0) * gap if gap else None
    end = rhythm.at + timedelta(hours=hours)
    came = rhythm.at
    while rhythm.at < end:
        at, stamps = rhythm.at + MINUTE, []
        while due is not None and came + due <= at:
            came += due
            stamps.append(came)
            due = chance.expovariate(1.0) * gap
        rhythm = observed(rhythm, stamps, at=at)
    return rhythm


@pytest.mark.parametrize("gap", [MINUTE, timedelta(minutes=6), HOUR])
def test_a_steady_pace_is_found(gap):
    """To within a factor of 1.6 once there were enough entries to tell."""
    rhythm = watched(first_rhythm([], at=NOON), max(6.0, 30 * (gap / HOUR)), gap)

    assert HOUR / gap / 1.6 < hourly(rhythm) < HOUR / gap * 1.6


def test_nothing_known_is_the_typical_source():
    """About 20 entries an hour in the mean, so that a new source is looked at often."""
    assert rate(first_rhythm([], at=NOON)) == pytest.approx(typical_rate())
    assert 15 < 3_600 * typical_rate() < 25


def test_a_fresh_source_is_known_by_the_dates_on_its_page():
    """Without a single poll before."""
    busy, slow = (first_rhythm(every(gap, 20), at=NOON) for gap in (2 * MINUTE, 2 * HOUR))

    assert 20 < hourly(busy) < 45
    assert hourly(slow) < 1.5


def test_dates_to_come_are_no_entries_yet():
    """Embargoed or in a wrong zone: they say nothing about the pace."""
    ahead = [NOON + HOUR * n for n in range(1, 5)]

    assert first_rhythm(every(HOUR, 4), at=NOON) == first_rhythm([*every(HOUR, 4), *ahead], at=NOON)


def test_a_burst_is_seen_within_a_few_entries():
    """A steady blog of four an hour that brings five in a minute is more than five times as fast as it was."""
    steady = watched(first_rhythm([], at=NOON), 6, 15 * MINUTE)
    burst = [steady.at + timedelta(seconds=10 * n) for n in range(1, 6)]

    assert hourly(observed(steady, burst, at=steady.at + MINUTE)) > 5 * hourly(steady)


def test_silence_slows_down_and_an_entry_wakes_up():
    """After a night without entries a blog is known to sleep; its first entry brings back its usual pace."""
    day = watched(first_rhythm([], at=NOON), 8, 3 * MINUTE)
    night = watched(day, 8, None)
    morning = observed(night, [night.at + MINUTE / 2], at=night.at + MINUTE)

    assert hourly(night) < hourly(day) / 5
    assert hourly(morning) > 3 * hourly(night)


def test_the_usual_hours_are_expected():
    """A blog that publishes from 8 to 10 alone is fastest expected there, long before it says anything."""
    rhythm = first_rhythm([], at=NOON)
    for day in range(4):
        eight = NOON.replace(hour=8) + timedelta(days=day + 1)
        rhythm = watched(watched(observed(rhythm, [], at=eight), 2, 3 * MINUTE, seed=day), 10, None)

    tomorrow = NOON.replace(hour=9) + timedelta(days=5)
    assert hour_factor(rhythm, tomorrow) > 4
    assert hour_factor(rhythm, tomorrow + 8 * HOUR) < 0.6
    assert hour_factor(rhythm, tomorrow.replace(minute=45)) != hour_factor(rhythm, tomorrow.replace(minute=15))


def test_the_hours_of_a_first_day_say_nothing():
    """One afternoon is no habit."""
    assert hour_factor(watched(first_rhythm([], at=NOON), 20, MINUTE), NOON + 30 * HOUR) != 1.0
    assert hour_factor(watched(first_rhythm([], at=NOON), 20, MINUTE), NOON + 20 * HOUR) == 1.0


@given(
    st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), max_size=12),
    st.lists(st.timedeltas(timedelta(days=-1), timedelta(days=4_000)), max_size=4),
)
def test_any_history_gives_a_rate(ages, steps):
    """Between the slowest and the fastest; what is likely adds up to 1, after years of silence, too."""
    rhythm = first_rhythm([NOON - age for age in ages], at=NOON)
    for step in steps:
        rhythm = observed(rhythm, [NOON], at=rhythm.at + step)

    assert sum(rhythm.now) == pytest.approx(1.0)
    assert sum(rhythm.usual) == pytest.approx(1.0)
    assert RATES[0] * 0.99 / 25 < rate(rhythm) < RATES[-1] * 25
    assert 0.999 * rate(rhythm) < worth(rhythm) < 3 * rate(rhythm)


def test_what_is_unsure_is_worth_more():
    """A blog that was watched for hours gets requests by its rate, one that may be at any pace a third more."""
    steady, unknown = watched(first_rhythm([], at=NOON), 6, MINUTE), first_rhythm([], at=NOON)

    assert 1.0 < worth(steady) / rate(steady) < 1.05
    assert 1.3 < worth(unknown) / rate(unknown) < 1.4


def test_many_in_one_reading_are_no_silence():
    """Five entries a second for a minute and more: what is counted together does not end before the reading does."""
    start = watched(first_rhythm([], at=NOON), 1, None)
    stamps = [start.at + MINUTE + timedelta(seconds=n / 5) for n in range(500)]
    rhythm = observed(start, stamps, at=stamps[-1])

    assert 3_600 < 3_600 * rate(rhythm) < 36_000


def test_sleepers_are_watched_by_what_they_wake_to():
    """Forty entries within two seconds, hours ago, are expected again sooner than one an hour."""
    hours_ago = NOON - timedelta(hours=5)
    flood = first_rhythm([hours_ago + timedelta(seconds=n / 20) for n in range(40)], at=NOON)
    trickle = first_rhythm([NOON - timedelta(hours=45 - n) for n in range(40)], at=NOON)

    assert rate(flood) > 3 * rate(trickle)


def test_an_archive_at_once_is_bounded():
    """Of a reading with tens of thousands of new entries some thousands count."""
    start = first_rhythm([], at=NOON)
    stamps = [NOON + MINUTE] * (OBSERVED_LIMIT * TOGETHER_LIMIT + 50)

    assert observed(start, stamps[:-50], at=NOON + 2 * MINUTE) == observed(start, stamps, at=NOON + 2 * MINUTE)
    assert len(observed(start, stamps, at=NOON + 2 * MINUTE).recent) == RECENT_KEPT


def test_dates_from_before_the_last_poll_count_as_of_now():
    """A scheduled entry that surfaces late was missed since the last poll, not before."""
    start = watched(first_rhythm([], at=NOON), 1, None)

    late, due = (observed(start, [stamp], at=start.at + MINUTE) for stamp in (NOON - HOUR, start.at))
    assert late == due


def test_a_rhythm_of_another_version_is_learned_anew():
    """As is one from the future, when the machine's clock was set back."""
    known = watched(first_rhythm([], at=NOON), 1, MINUTE)
    other = Rhythm(since=NOON, at=NOON, now=(1.0,), usual=(1.0,), hours=known.hours)

    assert first_rhythm([NOON], at=NOON + MINUTE) == observed(other, [NOON], at=NOON + MINUTE)
    assert first_rhythm([NOON - HOUR], at=NOON) == observed(known, [NOON - HOUR], at=NOON)


def change(kind: EventType, number: int | None, **fields) -> Change:
    if number is None:
        return Change(kind=kind)
    revision = Revision(entry=entry(number, **fields), number=1, fingerprint=1, observed_at=NOON)
    return Change(kind=kind, revision=revision)


def test_changes_are_as_old_as_they_say():
    """A new entry by its publication, an edit by its own date; what says nothing believable came half-way."""
    since, at = NOON, NOON + 10 * MINUTE
    changes = [
        change(EventType.ENTRY_CREATED, 3),
        change(EventType.ENTRY_UPDATED, -60, updated=NOON + 4 * MINUTE),
        change(EventType.ENTRY_CREATED, -60),
        change(EventType.ENTRY_CREATED, 20),
        change(EventType.ENTRY_DELETED, 5, updated=None),
        change(EventType.LIVE_BLOG_UPDATED, None),
    ]

    half_way = NOON + 5 * MINUTE
    expected = [NOON + 3 * MINUTE, NOON + 4 * MINUTE, half_way, half_way, half_way]
    assert expected == published(changes, since=since, at=at)


def test_hours_are_utc():
    """Whatever zone a moment is told in."""
    rhythm = watched(first_rhythm([], at=NOON), 26, 5 * MINUTE)
    moment = datetime(2026, 1, 4, 12, 20, tzinfo=UTC)

    assert hour_factor(rhythm, moment) == hour_factor(rhythm, moment.astimezone())
