"""Whether our own clock is wrong, judged by what the hosts that answer say the time is. Pure: the time is an argument.

    Date + Age − our time ──▶ of each host the latest that it said lately ──▶ most hosts agree ──▶ we are off by that

By a wrong clock receivers refuse what we sign, and every time that we tell and keep is wrong, with nothing to show for
it. A copy out of a cache that hides its age makes a host seem late, never early, and each such host by a time of its
own: hence the latest of each, and three that agree.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HOSTS = 3
"""So many must agree, and be more than half of those that were heard."""

HOSTS_MOST = 50
"""Of as many the last word is kept; a hundred more would say the same."""

RECENT = timedelta(minutes=15)
"""For how long the latest that a host said counts: three of the longest usual intervals."""

AGREE_S = 10.0
"""Dates come in whole seconds, and an answer may take a while to arrive."""

WRONG_S, RIGHT_S = 60.0, 30.0
"""From when on a clock is wrong, and from when on right again; receivers allow a signature to be off by 300."""

AGE_DIGITS = 8


class TheirClocks:
    """How far the hosts' clocks are from ours; `off_s` is by how much ours is ahead, None while nothing is wrong."""

    def __init__(self) -> None:
        self.off_s: float | None = None
        self._said: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def heard(self, host: str, headers: Mapping[str, str], now: datetime) -> None:
        """Take note of what time it is by an answer of a host."""
        date = parse_date(headers.get("date"))
        if date is None:
            return
        early_s = (date - now).total_seconds() + _age_s(headers)
        before_s, at = self._said.pop(host, (early_s, now))
        # The later of the two is kept with its time: a copy that comes again and again does not grow younger by it.
        self._said[host] = (before_s, at) if before_s > early_s and now - at < RECENT else (early_s, now)
        if len(self._said) > HOSTS_MOST:
            self._said.popitem(last=False)
        if self.off_s is not None or abs(early_s) >= WRONG_S:  # else nothing can have become wrong by it
            self.off_s = self._judged(now)

    def forget(self, _step: timedelta) -> None:
        """Forget all that was said: our clock was set."""
        self.off_s = None
        self._said.clear()

    def _judged(self, now: datetime) -> float | None:
        lately = [early_s for early_s, at in self._said.values() if now - at < RECENT]
        if len(lately) < HOSTS:
            return self.off_s
        middle_s = median(lately)
        agreeing = sum(abs(early_s - middle_s) <= AGREE_S for early_s in lately)
        least_s = WRONG_S if self.off_s is None else RIGHT_S
        agreed = agreeing >= HOSTS and agreeing > len(lately) / 2
        return -middle_s if agreed and abs(middle_s) >= least_s else None


def _age_s(headers: Mapping[str, str]) -> float:
    age = headers.get("age", "").strip()
    return float(age) if age.isascii() and age.isdigit() and len(age) <= AGE_DIGITS else 0.0
