"""The wall clock. What decides is told the time by whoever asks it; see `ports.Clock`."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
