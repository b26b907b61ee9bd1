"""Timetables: hours of some days, cron times, and what the change to summer time does to them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from live_blogs import URL

from monitor.model import Hours, Source, Timetable
from monitor.schedule.windows import for_now, hours_at, on_timetable

LONDON = ZoneInfo("Europe/London")
SATURDAYS = Hours(start=time(14), end=time(18), days=frozenset({5}), interval=timedelta(seconds=5))
MATCHES = Timetable(zone=LONDON, hours=(SATURDAYS,))
ALWAYS = replace(MATCHES, outside=timedelta(minutes=10))
NIGHTS = Timetable(zone=LONDON, hours=(Hours(start=time(22), end=time(2), days=frozenset({6})),))
PROBES = Timetable(zone=LONDON, cron=("*/20 8-9 * * mon,tue,wed,thu,fri", "0 12 * * sat"))


def at(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    """Return a moment of 2024 in London; 1 June is a Saturday."""
    return datetime(2024, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def test_without_a_timetable_a_source_goes_its_own_pace():
    """At any time."""
    source = Source(name="a", url=URL)

    assert at(1, 3) == on_timetable(None, at(1, 3), now=at(1, 2))
    assert source is for_now(source, at(1, 3))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(1, 13, 59), None),
        (at(1, 14), SATURDAYS),
        (at(1, 17, 59), SATURDAYS),
        (at(1, 18), None),
        (at(2, 15), None),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(moment, expected):
    """From their beginning until just before their end, on their days."""
    assert expected == hours_at(MATCHES, moment)


@pytest.mark.parametrize(
    ("moment", "within"),
    [(at(2, 21, 59), False), (at(2, 22), True), (at(3, 1, 59), True), (at(3, 2), False), (at(2, 1), False)],
)
def test_hours_may_run_into_the_next_day(moment, within):
    """They belong to the day on which they begin."""
    assert within is (hours_at(NIGHTS, moment) is not None)


def test_outside_of_the_hours_nothing_is_polled():
    """What was wanted then waits for the beginning of the next ones."""
    assert at(1, 14) == on_timetable(MATCHES, at(1, 9, 5), now=at(1, 9))
    assert at(8, 14) == on_timetable(MATCHES, at(1, 18, 1), now=at(1, 17, 59))
    assert at(1, 15, 1) == on_timetable(MATCHES, at(1, 15, 1), now=at(1, 15))


def test_outside_of_the_hours_it_may_be_polled_rarely():
    """But the beginning of the next ones is not slept through."""
    assert at(1, 9, 10) == on_timetable(ALWAYS, at(1, 9, 10), now=at(1, 9))
    assert at(1, 14) == on_timetable(ALWAYS, at(1, 14, 3), now=at(1, 13, 53))


def test_the_interval_is_that_of_the_time():
    """Of the hours, of the time outside, or the source's own where they name none."""
    source = Source(name="a", url=URL, interval=timedelta(minutes=1), schedule=ALWAYS)

    assert timedelta(seconds=5) == for_now(source, at(1, 15)).interval
    assert timedelta(minutes=10) == for_now(source, at(1, 19)).interval
    assert timedelta(minutes=1) == for_now(replace(source, schedule=NIGHTS), at(2, 23)).interval
    assert timedelta(minutes=1) == for_now(replace(source, schedule=PROBES), at(2, 23)).interval


def test_cron_times_are_kept_exactly():
    """Whatever the pace says; the earliest of all expressions counts."""
    friday, saturday = at(7, 9, 40), at(8, 12)

    assert friday == on_timetable(PROBES, at(7, 9, 21), now=at(7, 9, 20))
    assert saturday == on_timetable(PROBES, at(7, 9, 41), now=friday)
    assert at(10, 8) == on_timetable(PROBES, saturday, now=saturday)


def test_a_time_that_never_comes_is_none():
    """Such as 30 February."""
    assert on_timetable(Timetable(zone=LONDON, cron=("0 0 30 2 *",)), at(1, 0), now=at(1, 0)) is None


def test_an_hour_that_is_left_out_loses_no_poll():
    """On 31 March 2024 London's clocks go from 01:00 to 02:00: hours from 01:30 begin at once, cron goes on."""
    early = Timetable(zone=LONDON, hours=(Hours(start=time(1, 30), end=time(3)),))
    gap = datetime(2024, 3, 31, 1, 0, tzinfo=UTC)

    assert hours_at(early, gap - timedelta(minutes=1)) is None
    assert hours_at(early, gap) is not None
    assert gap + timedelta(hours=1) > on_timetable(early, gap - timedelta(minutes=5), now=gap - timedelta(minutes=10))
    every_20 = Timetable(zone=LONDON, cron=("*/20 * * * *",))
    times = [gap - timedelta(minutes=20)]
    while len(times) < 5:
        times.append(on_timetable(every_20, times[-1], now=times[-1]))
    assert [gap + timedelta(minutes=20 * n) for n in range(-1, 4)] == times


def test_an_hour_that_comes_twice_is_polled_twice():
    """On 27 October 2024 London's clocks show 01:00 to 02:00 twice: hours then last twice as long."""
    early = Timetable(zone=LONDON, hours=(Hours(start=time(1), end=time(2)),))
    begin = datetime(2024, 10, 27, 0, 0, tzinfo=UTC)

    within = [hours_at(early, begin + timedelta(minutes=15 * n)) is not None for n in range(-1, 9)]
    assert [False, *[True] * 8, False] == within
    assert begin + timedelta(hours=1, minutes=5) == on_timetable(
        early, begin + timedelta(hours=1, minutes=5), now=begin + timedelta(hours=1, minutes=4)
    )


CHANGES = [
    ("Europe/London", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),  # where midnight is left out
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),  # by half an hour
]
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(("name", "change"), CHANGES)
@pytest.mark.parametrize("begins", [time(0), time(0, 30), time(1, 30), time(2), time(23, 30)])
@pytest.mark.parametrize("lasts", [timedelta(hours=2), timedelta(hours=20)])
def test_hours_around_a_change_of_the_clocks(name: str, change: datetime, begins: time, lasts: timedelta):
    """The next poll is at the first moment that the clock on the wall has within the hours, none earlier or later."""
    zone = ZoneInfo(name)
    ends = (datetime.combine(change, begins) + lasts).time()
    timetable = Timetable(zone=zone, hours=(Hours(start=begins, end=ends),))
    moments = [change + QUARTER * n for n in range(-5 * 4, 60 * 4)]
    wanted = None
    for moment in reversed(moments):
        wanted = moment if hours_at(timetable, moment) is not None else wanted
        if moment < change + timedelta(hours=30):
            assert wanted == on_timetable(timetable, moment, now=moment)


@pytest.mark.parametrize(("name", "change"), CHANGES)
@pytest.mark.parametrize("expression", ["0 0 * * *", "30 0 * * *", "30 1 * * *", "30 2 * * *", "0 12 * * *"])
def test_cron_around_a_change_of_the_clocks(name: str, change: datetime, expression: str):
    """What fires daily fires on each day, on none of them before its time, and in no night more than twice."""
    zone = ZoneInfo(name)
    timetable = Timetable(zone=zone, cron=(expression,))
    moment, days = change - timedelta(days=2), []
    while moment < change + timedelta(days=3):
        moment = on_timetable(timetable, moment, now=moment)
        days.append(moment.astimezone(zone).date())
    counts = [days.count(days[0] + timedelta(days=n)) for n in range((days[-1] - days[0]).days + 1)]
    assert set(counts) <= {1, 2}
    assert counts.count(2) <= 1


def test_a_change_of_the_clocks_makes_no_cron_of_minutes_stop():
    """Every 20 minutes is every 20 minutes, also in an hour that comes twice."""
    zone = ZoneInfo("Europe/Berlin")
    for change in (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)):
        timetable = Timetable(zone=zone, cron=("*/20 * * * *",))
        times = [change - timedelta(hours=2)]
        while len(times) < 15:
            times.append(on_timetable(timetable, times[-1], now=times[-1]))
        assert [times[0] + timedelta(minutes=20 * n) for n in range(15)] == times
