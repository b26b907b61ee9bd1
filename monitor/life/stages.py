"""Where the coverage of a live blog stands, as time passes and readings come. Pure.

    state     from when                                            asked, under `interval: auto`
    waiting   the page says that it begins later, and is empty     as ever, and when it begins
    live      an entry came within 6 hours                         as its rate deserves, at most every `max`
    quiet     none did                                             the same
    ended     see `_is_over`                                       `max` for an hour, 3 × `max` for a day, then hourly
    retired   14 days after that                                   daily

Silence is counted from when we began to watch: a page whose entries are years old may be an archive, or a test.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Change, EventType, Life, LiveBlogState

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Snapshot, Source

QUIET_AFTER = timedelta(hours=6)
SILENT_AFTER = timedelta(days=3)
"""Without an entry for so long it is over, whatever the page says: they pause over a night and a weekend, no longer."""

RETIRED_AFTER = timedelta(days=14)
"""After its end: corrections to live blogs come within days."""

FIRST_HOUR = timedelta(hours=1)
FIRST_DAY = timedelta(days=1)
THIRD = 3
HOURLY = timedelta(hours=1)
DAILY = timedelta(days=1)

OVER = frozenset({LiveBlogState.ENDED, LiveBlogState.RETIRED})


def born(at: datetime) -> Life:
    """Return the life of a live blog that is watched from now on."""
    return Life(since=at, newest=at)


def read(
    before: Life | None,
    snapshot: Snapshot,
    *,
    came: bool,
    at: datetime,
    closing: str | None = None,
    first: bool = False,
) -> Life:
    """Return the life after a good reading; `came`: it brought an entry that was not known; `first`: of the watch.

    `closing` are the words in which the page says that it is over.
    """
    life = born(at) if before is None else before
    waiting = not snapshot.entries and snapshot.coverage_start is not None and snapshot.coverage_start > at
    life = replace(
        life,
        newest=at if came else life.newest,
        starts=snapshot.coverage_start if waiting else None,
        over_at=snapshot.over_at,
        closing=closing,
        arrived=True,
    )
    life = passed(life, at=at)
    # What had ended when we first saw it is part of the baseline: told to nobody.
    return replace(life, ended_told=True) if first and life.state in OVER else life


def passed(life: Life, *, at: datetime) -> Life:
    """Return the life at a time, if nothing has come since it was last looked at.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    >>> [passed(born(noon), at=noon + timedelta(hours=hours)).state.value for hours in (5, 7, 71, 73)]
    ['live', 'quiet', 'quiet', 'ended']
    """
    state = _state(life, at)
    return life if state is life.state else replace(life, state=state, since=at)


def _state(life: Life, at: datetime) -> LiveBlogState:
    if _is_over(life, at):
        retired = life.state in OVER and at - life.since > RETIRED_AFTER
        return LiveBlogState.RETIRED if retired or life.state is LiveBlogState.RETIRED else LiveBlogState.ENDED
    if life.starts is not None and life.starts > at:
        return LiveBlogState.WAITING
    return LiveBlogState.QUIET if at - _silent_since(life) > QUIET_AFTER else LiveBlogState.LIVE


def _is_over(life: Life, at: datetime) -> bool:
    """Return whether the page says that it is over, its announced end is a day past, or nothing came for 3 days."""
    if life.closing is not None or (life.over_at is not None and at > life.over_at):
        return True
    return at - _silent_since(life) > SILENT_AFTER


def _silent_since(life: Life) -> datetime:
    return life.newest if life.starts is None else max(life.newest, life.starts)


def ending(life: Life) -> tuple[Life, tuple[Change, ...]]:
    """Return the life once its end is told, and the change that tells it; none if it goes on, or was told before."""
    if life.ended_told or life.state not in OVER:
        return life, ()
    if life.closing is not None:
        reason = f"the page says so: {life.closing}"
    elif life.over_at is not None and life.since > life.over_at:
        reason = "its announced end is a day past, and nothing has come since"
    else:
        reason = f"no entry has come for {SILENT_AFTER.days} days"
    facts = {"words": life.closing, "newest": _stamp(life.newest)}
    return replace(life, ended_told=True), (Change(kind=EventType.LIVE_BLOG_ENDED, reason=reason, facts=facts),)


def slowed(source: Source, life: Life | None, *, at: datetime) -> Source:
    """Return the source with the bounds of its pace as its life has them; a fixed interval is kept to."""
    if life is None or source.interval is not None:
        return source
    if life.state is LiveBlogState.WAITING and life.starts is not None:
        wait = min(max(life.starts - at, source.min), source.max)
        return replace(source, max=wait)
    if life.state not in OVER:
        return source
    rest = _rest(life, source.max, at - life.since)
    return replace(source, min=rest, max=rest)


def why_slowed(source: Source, life: Life | None, *, at: datetime) -> str | None:
    """Return in words why a source is asked otherwise than its pace would have it; None if it is not.

    >>> from datetime import UTC, datetime
    >>> from monitor.model import Source
    >>> noon, source = datetime(2026, 1, 2, 12, tzinfo=UTC), Source(name="a", url="https://a.example/")
    >>> over = Life(since=noon, newest=noon, state=LiveBlogState.ENDED)
    >>> for hours in (0, 30):
    ...     print(why_slowed(source, over, at=noon + timedelta(hours=hours)))
    its coverage has ended: asked every 5 min for late corrections
    its coverage has ended: asked every 60 min for late corrections
    """
    if life is None or life.state not in OVER or source.interval is not None:
        return None
    minutes = slowed(source, life, at=at).max.total_seconds() / 60
    return f"its coverage has ended: asked every {minutes:g} min for late corrections"


def _rest(life: Life, longest: timedelta, ended: timedelta) -> timedelta:
    if life.state is LiveBlogState.RETIRED:
        return max(longest, DAILY)
    if ended <= FIRST_HOUR:
        return longest
    return max(longest, min(THIRD * longest, HOURLY) if ended <= FIRST_DAY else HOURLY)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
