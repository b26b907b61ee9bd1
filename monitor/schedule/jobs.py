"""The APScheduler jobs that poll: one per source, each of which sets its own next run.

    due ──▶ running ──▶ poll says the interval ──▶ due again, in phase
              └─ still running when the next one is due: skipped and counted, never run twice at once

APScheduler needs a next run as soon as a job starts, so the trigger answers with the time at which the poll would
overrun; the job itself then sets the real one. Nothing is ever dropped for being late (`misfire_grace_time=None`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from monitor.model import host_of
from monitor.schedule.pace import first_run, next_run
from monitor.schedule.windows import for_now, on_timetable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from apscheduler.events import JobSubmissionEvent
    from apscheduler.job import Job

    from monitor.model import Source
    from monitor.ports import Clock

log = structlog.stdlib.get_logger("monitor.schedule")


OVERRUN_TOLD_EVERY = timedelta(minutes=1)
OVERRUN_HOSTS = 1_000
"""Of more hosts that overrun, some are told of more often."""

_PREFIX = "poll/"


@dataclass(slots=True, kw_only=True)
class _Overran:
    """When it was last said that polls of a host overran, and how many did since."""

    told_at: datetime
    untold: int = 0


class _Interval(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 carries no types
    """Fires an interval after the last run; a poll's job moves it to the real time when its poll is done.

    Runs that were missed are one: APScheduler would make a list of each of them, as its own trigger has it. With 1,000
    sources asked every 5 s that took 40 s after a weekend of sleep, and where a clock began in 1970, all memory.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        due = (previous_fire_time or now) + self.interval
        return due if due > now else now + self.interval


class Schedule:
    """Runs `poll` for each source when it is due.

    `poll` returns the interval until the next one and must not raise; `jitter` gives numbers from 0 to 1.
    """

    def __init__(
        self, poll: Callable[[Source], Awaitable[timedelta]], *, clock: Clock, jitter: Callable[[], float]
    ) -> None:
        self._poll = poll
        self._clock = clock
        self._jitter = jitter
        self._sources: dict[str, Source] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ended: set[asyncio.Task[None]] = set()
        self._planned: dict[str, datetime] = {}
        self._stopping = False
        self.overruns = 0
        self._overran: OrderedDict[str, _Overran] = OrderedDict()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._count_overrun, EVENT_JOB_MAX_INSTANCES)

    def start(self, sources: Sequence[Source]) -> None:
        """Start polling; the first polls are spread so that many sources do not run in step."""
        self._sources = {source.name: source for source in sources}
        for source in sources:
            self._begin(source, no_later_than=None)
        self._scheduler.start()

    def add(self, source: Source, *, at_once: bool = False) -> None:
        """Poll a source from now on; one that is polled already begins anew with its new settings."""
        self._sources[source.name] = source
        self._begin(source, no_later_than=self._clock() if at_once else None)

    def change(self, source: Source) -> None:
        """Go on with a source's new settings: it is polled when it would have been, or sooner if they ask for that.

        A poll of it that is under way ends by the old ones.
        """
        self._sources[source.name] = source
        if source.name not in self._running:
            self._begin(source, no_later_than=self._planned.get(source.name))

    def _begin(self, source: Source, *, no_later_than: datetime | None) -> None:
        now = self._clock()
        interval = for_now(source, now).interval or source.min
        wanted = first_run(now=now, interval=interval, jitter=self._jitter(), sources=len(self._sources))
        if no_later_than is not None:
            wanted = min(wanted, no_later_than)
        run_at = on_timetable(source.schedule, wanted, now=now)
        self._scheduler.add_job(
            self._run,
            _Interval(interval),
            args=(source,),
            id=_job(source.name),
            next_run_time=run_at,
            replace_existing=True,
        )
        self._plan(source.name, run_at)

    def remove(self, name: str) -> None:
        """Poll a source no more; a poll of it that is under way ends as it would have."""
        self._sources.pop(name, None)
        self._planned.pop(name, None)
        with suppress(JobLookupError):
            self._scheduler.remove_job(_job(name))

    async def end(self, name: str) -> None:
        """Poll a source no more, and end a poll of it that is under way: what it has not committed was never read."""
        self.remove(name)
        if (task := self._running.get(name)) is not None:
            self._ended.add(task)
            task.cancel()
            await asyncio.wait({task})
            self._ended.discard(task)

    async def ended(self, name: str) -> None:
        """Return when no poll of a source is under way."""
        if (task := self._running.get(name)) is not None:
            await asyncio.wait({task})

    def poll_now(self, source: Source) -> None:
        """Poll a source as soon as possible, once if it is not on the schedule; not beside a poll of it under way."""
        now = self._clock()
        try:
            self._scheduler.modify_job(_job(source.name), next_run_time=now)
        except JobLookupError:
            self._scheduler.add_job(self._run, DateTrigger(now), args=(source,), id=_job(source.name))
        else:
            self._plan(source.name, now)

    def poll_at(self, source: Source, at: datetime) -> None:
        """Poll a source by a time at the latest, if it is on the schedule, its timetable lets it, and no poll runs."""
        planned, now = self._planned.get(source.name), self._clock()
        if planned is None or planned <= at or on_timetable(source.schedule, now, now=now) != now:
            return
        self._scheduler.modify_job(_job(source.name), next_run_time=at)
        self._plan(source.name, at)

    @property
    def sources(self) -> Mapping[str, Source]:
        """What is on the schedule, by name, with the settings that the next poll goes by."""
        return self._sources

    def next_run(self, name: str) -> datetime | None:
        """Return when a source is polled next; None if it is being polled, or is not on the schedule."""
        return self._planned.get(name)

    def polling(self, name: str) -> bool:
        """Return whether a poll of a source is under way."""
        return name in self._running

    @property
    def lag(self) -> timedelta:
        """How late the poll is that is due first."""
        first = min(self._planned.values(), default=None)
        return timedelta(0) if first is None else max(timedelta(0), self._clock() - first)

    def every(self, interval: timedelta, name: str, call: Callable[[], Awaitable[None]]) -> None:
        """Call something regularly, as a job like the polls: it stays away when the scheduler no longer runs."""

        async def job() -> None:
            try:
                await call()
            except asyncio.CancelledError:
                if not self._stopping:  # passed on, APScheduler would log our own stop as an error, as below
                    raise

        self._scheduler.add_job(job, _Interval(interval), id=name)

    def stepped(self, step: timedelta) -> None:
        """Go on after the clock was set by `step`: what was due in a while is due in as long a while by the new time.

        What has become due by a clock that went ahead is done now, and what has a timetable keeps to its hours.
        """
        if step < timedelta(0):
            now = self._clock()
            for job in self._scheduler.get_jobs():
                if job.next_run_time is not None:  # None: its timetable has no more times
                    self._put_back(job, max(job.next_run_time + step, now), now)
        self._scheduler.wakeup()

    def _put_back(self, job: Job, run_at: datetime, now: datetime) -> None:
        name = job.id.removeprefix(_PREFIX)
        source = self._sources.get(name) if job.id == _job(name) else None
        moved = run_at if source is None else on_timetable(source.schedule, run_at, now=now)
        job.modify(next_run_time=moved)
        if name in self._planned:
            self._plan(name, moved)

    async def stop(self, timeout: timedelta) -> None:  # noqa: ASYNC109  # the polls in flight are given this long
        """Start no more polls, wait for those in flight, and cancel what is left after `timeout`."""
        if self._scheduler.running:
            self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=timeout.total_seconds())
        self._stopping = True
        late = list(self._running.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, source: Source) -> None:
        task = asyncio.current_task()
        if task is None:  # pragma: no cover  # APScheduler runs coroutines as tasks
            return
        self._running[source.name] = task
        self._planned.pop(source.name, None)
        due = self._clock()
        try:
            interval = await self._poll(for_now(source, due))
        except asyncio.CancelledError:
            if not self._stopping and task not in self._ended:
                raise
            # The task ends here anyway: passed on, APScheduler would log our own stop as an error with a traceback.
            log.info("poll cancelled", source=source.name)
            return
        finally:
            del self._running[source.name]
        now_wanted = self._sources.get(source.name, source)
        if now_wanted is source:
            self._move(source, due, interval)
        else:
            self._begin(now_wanted, no_later_than=None)

    def _move(self, source: Source, due: datetime, interval: timedelta) -> None:
        now = self._clock()
        due = min(due, now)  # a clock that was put back meanwhile: by the old one the next poll may be a day away
        run_at = on_timetable(source.schedule, next_run(due=due, now=now, interval=interval), now=now)
        try:
            self._scheduler.modify_job(_job(source.name), trigger=_Interval(interval), next_run_time=run_at)
        except JobLookupError:
            log.debug("source removed while it was polled", source=source.name)
        else:
            self._plan(source.name, run_at)

    def _plan(self, name: str, run_at: datetime | None) -> None:
        if run_at is None:
            self._planned.pop(name, None)
        else:
            self._planned[name] = run_at

    def _count_overrun(self, event: JobSubmissionEvent) -> None:
        """Count a poll that was skipped; a line is written once a minute and host, however many sources it has."""
        self.overruns += 1
        name = event.job_id.removeprefix(_PREFIX)
        source = self._sources.get(name)
        host = host_of(source.url) if source is not None else ""
        now, last = self._clock(), self._overran.get(host)
        if last is not None and timedelta(0) <= now - last.told_at < OVERRUN_TOLD_EVERY:
            last.untold += 1
            return
        untold = last.untold if last is not None else 0
        log.warning("overrun", source=name, host=host, untold=untold, total=self.overruns)
        self._overran[host] = _Overran(told_at=now)
        self._overran.move_to_end(host)
        if len(self._overran) > OVERRUN_HOSTS:
            self._overran.popitem(last=False)


def _job(name: str) -> str:
    return f"{_PREFIX}{name}"
