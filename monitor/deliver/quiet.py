"""Quiet hours, by the clocks of their zone. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model import QuietHours

DAY = timedelta(days=1)


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
        start = datetime.combine(day, quiet.start, quiet.zone).astimezone(UTC)
        end = datetime.combine(last, quiet.end, quiet.zone).astimezone(UTC)
        if start <= moment < end:
            return end
    return None
