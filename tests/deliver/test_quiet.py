"""Quiet hours."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from monitor.deliver.quiet import quiet_until
from monitor.model import QuietHours

BERLIN = ZoneInfo("Europe/Berlin")


def at(hour: int, minute: int = 0, *, day: int = 6, month: int = 1) -> datetime:
    """2026-01-06 is a Tuesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "moment", "until"),
    [
        (time(9), time(17), at(8, 59), None),
        (time(9), time(17), at(9), at(17)),
        (time(9), time(17), at(17), None),
        (time(22), time(7), at(23), at(7, day=7)),
        (time(22), time(7), at(6, 59), at(7)),
        (time(22), time(7), at(12), None),
        (time(0), time(0), at(12), at(0, day=7)),
    ],
)
def test_hours_by_day_over_midnight_and_all_day(start, end, moment, until):
    """The start is in them, the end is not; equal ones are a whole day."""
    assert until == quiet_until(QuietHours(start=start, end=end, zone=UTC), moment)


def test_the_night_belongs_to_the_day_it_starts_on():
    """With Monday alone, the small hours of Tuesday are quiet and those of Monday are not."""
    night = QuietHours(start=time(22), end=time(7), zone=UTC, days=frozenset({0}))

    assert at(7) == quiet_until(night, at(3))
    assert quiet_until(night, at(3, day=5)) is None


def test_the_clocks_are_those_of_the_zone():
    """In the night in which summer time begins, seven o'clock comes an hour sooner."""
    night = QuietHours(start=time(22), end=time(7), zone=BERLIN)

    assert at(6, day=28, month=3) == quiet_until(night, at(23, day=27, month=3))
    assert at(5, day=29, month=3) == quiet_until(night, at(23, day=28, month=3))


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe", "Africa/Cairo"])
@pytest.mark.parametrize(
    ("start", "end"), [(time(0, 30), time(1, 30)), (time(1, 45), time(0, 15)), (time(22), time(2))]
)
def test_while_the_clocks_show_quiet_hours_it_is_quiet(zone, start, end):
    """Also on the days on which they are put forward or back, and it ends by itself."""
    quiet = QuietHours(start=start, end=end, zone=ZoneInfo(zone))
    noons = [at(12, day=1) + timedelta(days=day) for day in range(366)]
    changes = [
        noon
        for noon, next_noon in pairwise(noons)
        if noon.astimezone(quiet.zone).utcoffset() != next_noon.astimezone(quiet.zone).utcoffset()
    ]
    assert 2 == len(changes)
    for moment in (noon + timedelta(minutes=15 * quarter) for noon in changes for quarter in range(-96, 192)):
        until = quiet_until(quiet, moment)
        shown = moment.astimezone(quiet.zone).time()
        inside = start <= shown < end if start < end else not end <= shown < start
        assert until is not None or not inside, moment
        assert until is None or (moment < until and quiet_until(quiet, until) is None), moment
