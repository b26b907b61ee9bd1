"""When the timetable of a source lets it be polled: its hours and its cron times, by APScheduler's triggers.

Whether a moment is within the hours is asked of the clock on the wall there, so an hour that the change to summer time
leaves out, or shows twice, is neither lost nor wrong:

    summer time begins    what would begin or fire in the hour that is left out does so at the change
    summer time ends      what fires in the hour that comes twice fires twice; hours that it belongs to last longer

The triggers themselves know no time zone: asked in one that changes its clocks, APScheduler 3.11 leaves out the day
after ("0 0 * * *" in Berlin: on 29 and then on 31 March 2026).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from apscheduler.triggers.cron import CronTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from monitor.model import Hours, Source, Timetable

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TRIGGERS_KEPT = 4_096
"""Triggers that are kept ready; making one of a cron expression takes 60 µs, asking it 20."""

_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


def for_now(source: Source, now: datetime) -> Source:
    """Return the source with the interval that its timetable asks for at this time."""
    timetable = source.schedule
    if timetable is None or timetable.cron:
        return source
    hours = hours_at(timetable, now)
    interval = timetable.outside if hours is None else hours.interval
    return source if interval is None else replace(source, interval=interval)


def on_timetable(timetable: Timetable | None, wanted: datetime, *, now: datetime) -> datetime | None:
    """Return when to poll next, if by the pace alone it were at `wanted`; None: never again.

    By cron that is its next time. By hours it is no later than the beginning of the next ones; where nothing is polled
    outside of them, what was wanted then waits for that, too.
    """
    if timetable is None:
        return wanted
    if timetable.cron:
        return _first(timetable, now)
    begin = _first(timetable, now)
    wanted = wanted if begin is None else min(wanted, begin)
    if timetable.outside is None and hours_at(timetable, wanted) is None:
        return _first(timetable, wanted)
    return wanted


def hours_at(timetable: Timetable, moment: datetime) -> Hours | None:
    """Return the first of the timetable's hours that a moment is within, None if it is outside of all."""
    local = moment.astimezone(timetable.zone)
    day, clock = local.weekday(), local.time()
    for hours in timetable.hours:
        today, from_yesterday = day in hours.days, (day - 1) % len(DAYS) in hours.days
        if hours.start < hours.end:
            within = today and hours.start <= clock < hours.end
        else:
            within = (today and clock >= hours.start) or (from_yesterday and clock < hours.end)
        if within:
            return hours
    return None


def _first(timetable: Timetable, now: datetime) -> datetime | None:
    """Return the first time after `now` at which a cron expression fires or hours begin, or begin again."""
    times = [_next_fire(trigger, timetable.zone, now) for trigger in _triggers(timetable)]
    first = min((time for time in times if time is not None), default=None)
    if first is not None and timetable.hours:
        change = _next_change(timetable.zone, now, first)
        if change is not None and hours_at(timetable, change) is not None:
            first = change
    return None if first is None else first.astimezone(now.tzinfo)


def _next_fire(trigger: CronTrigger, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the first time after `now` at which the clock on the wall shows what a trigger fires at.

    From one change of the clocks to the next they run as any other; there the search goes on by the new time.
    """
    start, offset = now.astimezone(UTC) + _TICK, _offset(zone, now)
    while True:
        fires: datetime | None = trigger.get_next_fire_time(None, start + offset)  # as if the wall were in UTC
        if fires is None:
            return None
        change = _next_change(zone, start, fires - offset)
        if change is None:
            return fires - offset
        start, offset = change, _offset(zone, change)
        if fires < start + offset:  # in the hour that is left out
            return change


def _next_change(zone: tzinfo, after: datetime, until: datetime) -> datetime | None:
    """Return when the clocks of a zone are changed first, after a time and no later than another; None if never.

    No zone changes them twice within a day.
    """
    before, offset = after.astimezone(UTC), _offset(zone, after)
    until = until.astimezone(UTC)
    while before < until:
        then = min(before + _DAY, until)
        if _offset(zone, then) != offset:
            while then - before > _SECOND:
                middle = before + (then - before) / 2
                before, then = (middle, then) if _offset(zone, middle) == offset else (before, middle)
            return then.replace(microsecond=0)
        before = then
    return None


def _offset(zone: tzinfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


@lru_cache(maxsize=TRIGGERS_KEPT)
def _triggers(timetable: Timetable) -> tuple[CronTrigger, ...]:
    return tuple(_made(timetable))


def _made(timetable: Timetable) -> Iterator[CronTrigger]:
    for expression in timetable.cron:
        yield CronTrigger.from_crontab(expression, timezone=UTC)
    for hours in timetable.hours:
        days = ",".join(DAYS[day] for day in sorted(hours.days))
        start = hours.start
        yield CronTrigger(day_of_week=days, hour=start.hour, minute=start.minute, second=start.second, timezone=UTC)
