"""Quiet hours."""

from datetime import UTC, datetime, time
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
