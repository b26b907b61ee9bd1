"""The clocks. What decides is told the time by whoever asks them; see `ports.Clock`."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_LASTING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux's goes on while the machine sleeps."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def lasting_s() -> float:
    """Return seconds of a clock that nobody sets."""
    return time.clock_gettime(_LASTING)
