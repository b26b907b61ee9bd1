"""Dates in HTTP headers: all who look at answers read them alike. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_date(value: str | None) -> datetime | None:
    """Return what a date of a header says (RFC 9110 §5.6.7), in UTC; None if it says nothing readable.

    >>> parse_date("Thu, 01 Jan 2026 00:01:00 -0000"), parse_date("soon")
    (datetime.datetime(2026, 1, 1, 0, 1, tzinfo=datetime.timezone.utc), None)
    """
    try:
        date = parsedate_to_datetime(value or "")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)  # "-0000": UTC by another name
    except (ValueError, OverflowError):
        return None
