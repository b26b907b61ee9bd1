"""The Retry-After header, as publishers and webhooks send it: fetch and deliver read it alike. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = timedelta(days=1)
"""No server can silence us for longer."""


def parse_retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """Return how long a Retry-After header asks to wait (RFC 9110 §10.2.3), None if it asks nothing readable.

    It comes in seconds or as a date; a date that has passed asks for no wait, and more than a day counts as a day.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> parse_retry_after("120", now=now), parse_retry_after("Thu, 01 Jan 2026 00:01:00 GMT", now=now)
    (datetime.timedelta(seconds=120), datetime.timedelta(seconds=60))
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(float(text), LONGEST.total_seconds()))
    date = parse_date(text)
    return None if date is None else min(max(date - now, timedelta(0)), LONGEST)
