"""When a cached copy of a page runs out, and what answers teach of it. Pure: the time is an argument.

    made_at ──────── lifetime ────────▶ expires ── overstay ──▶ poll here: the copy behind it is new
               (max-age, s-maxage,                (learned from copies
                Expires; RFC 9111 §4.2)             that came stale)

A request that a cache answers from the copy that the last one got is wasted, and one long after the copy ran out finds
entries late. So the next poll comes just after. Whether there is a cache that holds copies for others, too, is first
shown by its Age, or by a Date that stands still: an origin that says `max-age` and answers each request anew is asked
as often as its entries deserve.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import CachedCopy
from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LIFETIME_LIMIT_S = 86_400.0
"""A lifetime over a day is a slip in a live blog's headers; the longest interval comes first anyway."""

MARGIN_S = 0.6
"""After the copy has run out. Age is cut to whole seconds, so that is up to a second too late already; with 0.1 every
eighth poll still met the old copy where the next reader came 0.2 s later, and cost a request and five seconds."""

SAME_COPY_S = 2.0
"""Two answers are of one copy if they put its making so close together: Age and Date come in whole seconds."""

RECHECK_S = 2.0
"""After a copy that should have run out: caches that renew in the background have the new one with the next request."""

RECHECK_DOUBLINGS = 5
"""From 2 s to 64 s: a cache that keeps a page for ever is asked as often as any other source."""

STALE_TEACHES = 2
"""So many stale copies in a row mean that this cache keeps them longer than it says; a single one is being renewed."""

OVERSTAY_FADES = 0.995
"""What is left of the overstay each time that our own request made the cache renew its copy: it might have before."""

LEAST_LIFETIME_S = 5.0
"""Shorter ones are not worth waiting for, and hardly told apart in whole seconds."""

_DIRECTIVE = re.compile(r"""(?:^|[\s,;])(s-maxage|max-age)\s*=\s*"?(\d{1,10})""", re.IGNORECASE)


def lifetime_s(headers: Mapping[str, str]) -> float | None:
    """Return for how long a shared cache may keep the answer (RFC 9111 §4.2.1), None if it says nothing of it.

    >>> lifetime_s({"cache-control": "public, max-age=60, s-maxage=30"}), lifetime_s({"cache-control": "no-store"})
    (30.0, None)
    """
    control = headers.get("cache-control", "")
    given = {name.lower(): float(seconds) for name, seconds in _DIRECTIVE.findall(control)}
    seconds = given.get("s-maxage", given.get("max-age"))
    if seconds is None and re.search(r"no-store|no-cache|private", control, re.IGNORECASE) is None:
        expires, date = parse_date(headers.get("expires")), parse_date(headers.get("date"))
        seconds = None if expires is None or date is None else (expires - date).total_seconds()
    return None if seconds is None or seconds < LEAST_LIFETIME_S else min(seconds, LIFETIME_LIMIT_S)


def learned(known: CachedCopy | None, headers: Mapping[str, str], *, at: datetime) -> CachedCopy | None:
    """Return what is known of the cached copy after an answer with these headers; None if it names no lifetime."""
    lifetime = lifetime_s(headers)
    if lifetime is None:
        return None
    made_at, age = _made(headers, at)
    shared = True if age > 0 else None
    if known is None:
        return CachedCopy(made_at=made_at, lifetime_s=lifetime, shared=shared)
    same = abs((made_at - known.made_at).total_seconds()) < SAME_COPY_S
    if not same and shared is None:
        # New, though the copy before it had not run out: nobody keeps one, or not for us.
        shared = known.shared if at >= expires(known) else False
    if same:
        late = at >= known.made_at + timedelta(seconds=known.lifetime_s)
        stood = (at - known.made_at).total_seconds() >= SAME_COPY_S
        return replace(
            known,
            stale=known.stale + late,
            shared=True if stood else known.shared,
            lifetime_s=lifetime,
        )
    overstay = _overstay(known, made_at, at)
    return CachedCopy(made_at=made_at, lifetime_s=lifetime, overstay_s=overstay, shared=shared)


def same_copy(known: CachedCopy | None, headers: Mapping[str, str], *, at: datetime) -> bool:
    """Return whether an answer is the very copy that the last one was: a cache had no reason yet to ask for another."""
    if known is None:
        return False
    copy = learned(known, headers, at=at)
    if copy is None or copy.stale or not copy.shared:
        return False
    return abs((copy.made_at - known.made_at).total_seconds()) < SAME_COPY_S


def _overstay(known: CachedCopy, made_at: datetime, at: datetime) -> float:
    """Return for how much longer than they say copies are kept, now that a new one was met at `at`."""
    ran_out = known.made_at + timedelta(seconds=known.lifetime_s)
    if not known.stale and (at - ran_out).total_seconds() > known.lifetime_s / 2 + known.overstay_s:
        return known.overstay_s  # others came and went between
    by_us = (at - made_at).total_seconds() < 1.0
    if by_us and known.stale < STALE_TEACHES:
        return known.overstay_s * OVERSTAY_FADES
    return min(max((made_at - ran_out).total_seconds(), 0.0), known.lifetime_s)


def expires(copy: CachedCopy) -> datetime:
    """Return when the copy is replaced, by its headers and by what was learned."""
    return copy.made_at + timedelta(seconds=copy.lifetime_s + copy.overstay_s)


def aligned(
    copy: CachedCopy | None, interval: timedelta, *, at: datetime, least: timedelta, most: timedelta
) -> timedelta:
    """Return the wait until the next poll after one at `at`: the interval, moved to just after a copy has run out.

    It is between `least` and `most`, so that a page that may be kept for a day is still looked at.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2024, 11, 7, 12, tzinfo=UTC)
    >>> copy = CachedCopy(made_at=at - timedelta(seconds=12), lifetime_s=30, shared=True)
    >>> [
    ...     aligned(copy, timedelta(seconds=s), at=at, least=timedelta(0), most=timedelta(minutes=5)).total_seconds()
    ...     for s in (5, 25, 60)
    ... ]
    [18.6, 18.6, 48.6]
    """
    if copy is None or not copy.shared:
        return interval
    if copy.stale:
        soon_s = RECHECK_S * (1 << min(copy.stale - 1, RECHECK_DOUBLINGS))
        return max(least, min(interval, timedelta(seconds=soon_s)))
    left_s = (expires(copy) - at).total_seconds() + MARGIN_S
    if left_s <= 0:
        return interval
    cycle_s = copy.lifetime_s + copy.overstay_s
    cycles = max(0, round((interval.total_seconds() - left_s) / cycle_s))
    return max(least, min(timedelta(seconds=left_s + cycles * cycle_s), max(interval, most)))


def _made(headers: Mapping[str, str], at: datetime) -> tuple[datetime, float]:
    """Return when the answer was made by the origin, and the Age that it came with.

    Without an Age that is what its Date says, as far as the clocks agree.
    """
    age = headers.get("age", "").strip()
    if age.isascii() and age.isdigit() and len(age) <= len(str(int(LIFETIME_LIMIT_S))):
        return at - timedelta(seconds=int(age)), float(age)
    date = parse_date(headers.get("date"))
    if date is None or not timedelta(0) <= at - date <= timedelta(seconds=LIFETIME_LIMIT_S):
        return at, 0.0
    return date, 0.0
