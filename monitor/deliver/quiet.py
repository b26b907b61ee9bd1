"""Quiet hours, by the clocks of their zone. Pure.

They begin when these show the start for the first time, and end when they show the end for the last time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model import QuietHours

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def quiet_until(quiet: QuietHours, moment: datetime) -> datetime | None:
    """Return when the quiet hours end in which `moment` lies, None if it lies in none.

    Hours whose end is not after their start end on the next day; they belong to the day that they start on.

    >>> from datetime import time
    >>> from monitor.model import QuietHours
    >>> night = QuietHours(start=time(22), end=time(7), zone=UTC, days=frozenset({4}))  # the night of Friday
    >>> quiet_until(night, datetime(2026, 1, 3, 6, 59, tzinfo=UTC))
    datetime.datetime(2026, 1, 3, 7, 0, tzinfo=datetime.timezone.utc)
    >>> quiet_until(night, datetime(2026, 1, 3, 7, 0, tzinfo=UTC))
    >>> quiet_until(night, datetime(2026, 1, 4, 6, 59, tzinfo=UTC))
    """
    today = moment.astimezone(quiet.zone).date()
    for day in (today - DAY, today):
        if day.weekday() not in quiet.days:
            continue
        last = day if quiet.end > quiet.start else day + DAY
        start = _instants(datetime.combine(day, quiet.start, quiet.zone))[0]
        end = _instants(datetime.combine(last, quiet.end, quiet.zone))[1]
        if start <= moment < end:
            return end
    return None


def _instants(shown: datetime) -> tuple[datetime, datetime]:
    """Return when the clocks of its zone show a time for the first and the last time; if never, when they leave it out.

    >>> from zoneinfo import ZoneInfo
    >>> london = ZoneInfo("Europe/London")
    >>> [[f"{at:%H:%M}" for at in _instants(datetime(2026, 10, 25, 1, 30, tzinfo=london))]]
    [['00:30', '01:30']]
    >>> [[f"{at:%H:%M}" for at in _instants(datetime(2026, 3, 29, 1, 30, tzinfo=london))]]
    [['01:00', '01:00']]
    """
    first, last = (shown.replace(fold=fold).astimezone(UTC).replace(fold=0) for fold in (0, 1))
    if first <= last:
        return first, last
    # The two are as far apart as the clocks are put forward; in between lies the minute at which they are.
    before = last.astimezone(shown.tzinfo).utcoffset()
    low, high = 0, (first - last) // MINUTE
    while low < high:
        middle = (low + high) // 2
        if (last + middle * MINUTE).astimezone(shown.tzinfo).utcoffset() == before:
            low = middle + 1
        else:
            high = middle
    return last + low * MINUTE, last + low * MINUTE
