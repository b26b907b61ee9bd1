"""One poll of one source: fetch, extract, compare, commit.

    answer = fetch(url, if it differs from what we know)
    if the network is our own fault: wait, and count nothing
    if the server is at fault:      count it; after `degraded_after` in a row tell source.degraded, once
    if the page is the known one:   note it (flushed in batches); tell source.recovered if it was degraded
    snapshot = extract(page)        as the last one was: by the same choice, from the same interface
    if it is the first:             from the platform's own interface instead, if the page points to one
    if more is wanted:              the older pages too (first poll with all or latest, no overlap with what we know)
    changes, known = compare(what is known, snapshot), weighed before they are believed (polling/weighing.py)
    if it is an index of live blogs: what it lists is handed back, and that is all (discover)
    if another live blog stands there now: it is compared as the next page of the same coverage
    if the changes are an accident's:   forget them (a stale copy, a page that broke off), until enough pages agree
    if it has ended, or names its successor: tell it, and with `follow` go on there with the next poll (life)
    in one transaction:             revisions, events, known state, validators
    tell those who wait             that the source has new events
    if an older page's turn came:   the same with the part of the live blog that it shows (descent.py)
    if the time of one that the watch went on from came: the same with that page's own window (hindsight.py)

What is in memory changes only after the commit, so a poll that fails half-way is done again as if it never was. A
fault of the store is ours: it is logged, told of no source, and the page is fetched again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from monitor.compare import Comparison
from monitor.compare.quarantine import agreeing
from monitor.discover import NOTHING_LISTED, listed
from monitor.errors import ExtractError, Fenced, FetchError, Held, NotALiveBlog, StoreError, TimedOut, Unreachable
from monitor.extract import reads_anew
from monitor.life import elapsed, gone_on, on_the_way, renamed, slowed, unread
from monitor.model import Freshness, Known, NotModified, Page, SourceState, Validators, host_of
from monitor.polling import standing
from monitor.polling.aside import Aside
from monitor.polling.extraction import off_loop_if_large
from monitor.polling.hindsight import Hindsight
from monitor.polling.memory import Memory
from monitor.polling.paging import PAGE_GAP
from monitor.polling.polls import GOOD, Poll, PollOutcome, last_poll, write_line
from monitor.polling.reader import Reader
from monitor.polling.rereading import taken_over
from monitor.polling.weighing import believe, weigh
from monitor.push import find_offer
from monitor.schedule.pace import interval_after_failure
from monitor.schedule.pacer import Pacer, address
from monitor.wire.network import LOOK_AGAIN, PAUSED, Network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.capture import Witness
    from monitor.model import Change, Event, Quarantine, Source
    from monitor.polling.reader import Reading
    from monitor.polling.tail import Asked
    from monitor.polling.weighing import Weighed
    from monitor.ports import Clock, Fetch, PollStore

__all__ = ["AUDIT_EVERY", "STORE_RETRY", "Pipeline", "Poll", "PollOutcome"]

AUDIT_EVERY = 50
"""Of so many conditional polls in a row one goes out unconditionally: servers have bugs in their 304s."""

STORE_RETRY = timedelta(seconds=5)

log = structlog.stdlib.get_logger("monitor.poll")


class Pipeline:
    """Polls sources, each by the settings it comes with, and keeps what is known of them.

    `network` judges whether a failure is our own; `pacer` says when to poll next; `watched` whether another source than
    the named one has an address already; `states` are those of the store. `on_commit` is called with the source's name
    and its new events after they are durable, `on_rewritten` with the name of one that another has written; neither may
    block. `witness` is the one that `fetch` goes through, if any source keeps evidence; what only another `version` of
    ours reads is no change.
    """

    def __init__(
        self,
        *,
        fetch: Fetch,
        store: PollStore,
        clock: Clock,
        states: Mapping[str, SourceState],
        on_commit: Callable[[str, Sequence[Event]], None],
        on_rewritten: Callable[[str], None] = lambda _source: None,
        network: Network | None = None,
        pacer: Pacer | None = None,
        page_gap: timedelta = PAGE_GAP,
        watched: Callable[[str, str], bool] = lambda _source, _url: False,
        witness: Witness | None = None,
        version: str = "",
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._memory = Memory(
            store=store, clock=clock, states=states, on_commit=on_commit, on_rewritten=on_rewritten, witness=witness
        )
        self._network = network or Network()
        self._pacer = pacer or Pacer()
        self._watched = watched
        self._reader = Reader(fetch=fetch, clock=clock, page_gap=page_gap, version=version)
        self._aside = Aside(memory=self._memory, reader=self._reader)
        self._hindsight = Hindsight(memory=self._memory, reader=self._reader, clock=clock)

    def state(self, source: str) -> SourceState:
        """Return where the polling of a source stands."""
        return self._memory.states[source]

    @property
    def states(self) -> Mapping[str, SourceState]:
        """Where the polling of each source stands, by name."""
        return self._memory.states

    def admit(self, state: SourceState) -> None:
        """Take up a source that is registered now, where its polling stands."""
        self._memory.states[state.source] = state

    async def keep(self, state: SourceState) -> None:
        """Take a state that was changed from outside, between two polls, and write it. Raises: StoreError."""
        self._memory.note(state)
        await self._memory.flush()

    def forget(self, source: str) -> None:
        """Let go of what is known of a source that is polled no more, written or not."""
        self._memory.forget(source)
        self._reader.forget(source)

    def reread(self, source: str) -> None:
        """Read a source's page with the next poll, changed or not: it is to be read in another way."""
        self._reader.forget(source)
        self._memory.note(unread(self._memory.states[source]))

    def address(self, source: Source) -> str:
        """Return the address that the next poll of a source asks for."""
        return address(source, self._memory.states[source.name])

    async def poll(self, source: Source) -> Poll:
        """Poll a source once and return how that went; only cancellation is raised."""
        started = self._clock()
        with structlog.contextvars.bound_contextvars(source=source.name):
            try:
                poll = self._paused(source) if self._network.pauses(started) else await self._settled(source)
            except Exception as error:  # the outermost edge of a poll: the other sources must go on
                log.exception("defect")
                interval = interval_after_failure(source, failures=1)
                poll = Poll(outcome=PollOutcome.DEFECT, interval=interval, reason=repr(error))
            self._memory.dismiss(source.name)
            state = self._memory.states[source.name]
            if poll.outcome is not PollOutcome.STORE_FAILED:  # nothing could be written, or it is another's to write
                self._memory.note(replace(state, last=last_poll(poll, at=started)))
            write_line(poll, duration=self._clock() - started, sequence=state.sequence)
        return poll

    async def flush(self) -> None:
        """Write the poll states that changed without an event. Raises: StoreError; what was not written stays due."""
        await self._memory.flush()

    async def _settled(self, source: Source) -> Poll:
        """Poll, and make of the faults that we foresee what they mean for the source."""
        try:
            try:
                poll = await self._poll(source)
            except Held as held:
                usual = source.interval or self._memory.states[source.name].interval or source.min
                return Poll(outcome=PollOutcome.HELD, interval=max(held.wait, usual), reason=held.reason)
            except (FetchError, ExtractError) as error:
                poll = await self._failed(source, error)
            if poll.outcome in GOOD:
                poll = await self._aside.descend(source, poll)
            return await self._hindsight.look_back(source, poll)
        except StoreError as error:
            return await self._store_failed(source, error)

    # ---------------------------------------------------------------------------------------- a good poll

    async def _poll(self, source: Source) -> Poll:
        state = taken_over(source, self._memory.states[source.name], self._reader.manner(source))
        # A deletion waits for a second look at the page itself: a copy that is known says nothing new about it.
        conditional = not await self._memory.pending(source.name) and (state.conditional_polls + 1) % AUDIT_EVERY != 0
        known_page = state.validators if conditional else Validators()
        began = self._clock()
        asked = await self._reader.ask(source, state, known_page)
        state = asked.state
        match asked.answer:
            case NotModified() as answer:
                return await self._not_modified(source, state, answer, began)
            case Page() as answer if source.discover is not None:
                return await self._list(source, state, answer, began)
            case Page() as answer:
                return await self._read(source, asked, await self._memory.known(source.name), answer, began)

    async def _not_modified(self, source: Source, state: SourceState, answer: NotModified, began: datetime) -> Poll:
        after = standing.not_modified(state, answer)
        course = elapsed(state, at=answer.fetched_at)
        after = after if course is None else replace(after, life=course.life)
        interval = self._interval(source, after, at=answer.fetched_at, began=began)
        after = replace(after, interval=interval)
        told = [*([standing.RECOVERED] if state.degraded else []), *(course.changes if course else ())]
        events = await self._tell(source, after, told, seen=after)
        return Poll(outcome=PollOutcome.NOT_MODIFIED, interval=interval, events=events)

    async def _read(self, source: Source, asked: Asked, known: Known, page: Page, began: datetime) -> Poll:
        reading, state = await self._reading(source, asked, known, page)
        if not reading.arrived:
            return self._under_way(source, state, reading)
        weighed = await weigh(source, state, known, page, reading, manner=self._reader.manner(source))
        if weighed.held is not None:
            return self._held_back(source, weighed, weighed.held, at=page.fetched_at)
        return await self._believed(source, weighed, known, page, before=asked.state, began=began)

    def _under_way(self, source: Source, state: SourceState, reading: Reading) -> Poll:
        """Note a reading that is still on its way to the newest entries: it says nothing yet."""
        self._memory.note(standing.on_the_way_on(source, state, reading, manner=self._reader.manner(source)))
        reason = f"on the way to the newest entries, at {reading.tail.url}"
        interval = source.interval or source.min
        return Poll(outcome=PollOutcome.UNCHANGED, interval=interval, reason=reason, snapshot=reading.snapshot)

    def _held_back(self, source: Source, weighed: Weighed, held: Quarantine, *, at: datetime) -> Poll:
        """Note a reading that is not believed.

        Nothing of it is kept, its validators least of all: else the page that is good would be the unknown one.
        """
        interval = standing.look_again(source, held)
        self._memory.note(replace(weighed.state, polled_at=at, interval=interval))
        needed = held.times * agreeing(held.suspicion, source.quarantine_after)
        reason = f"{held.suspicion} ({held.snapshots} of {needed} that must agree)"
        snapshot = weighed.reading.snapshot
        return Poll(outcome=PollOutcome.QUARANTINED, interval=interval, reason=reason, snapshot=snapshot)

    async def _believed(
        self, source: Source, weighed: Weighed, known: Known, page: Page, *, before: SourceState, began: datetime
    ) -> Poll:
        """Write what a reading brought, and where the coverage stands; `before` is how the source was asked for."""
        reading, snapshot = weighed.reading, weighed.reading.snapshot
        after, found, course = await believe(source, weighed, known, page, before=before, watched=self._watched)
        interval = self._interval(source, after, at=page.fetched_at, began=began)
        if source.interval is None and any(entry.missing and not entry.deleted for entry in found.touched):
            interval = min(interval, standing.second_look(source, after, at=page.fetched_at))
        after = replace(after, interval=interval)
        gaps = reading.gaps if weighed.moved_from is None else ()
        told_first = [*([standing.RECOVERED] if weighed.state.degraded else []), *gaps]
        if found.changes or found.touched or told_first or not known.baseline:
            origin = standing.origin(self._memory.instance, source, after, found.known, snapshot)
            if course.goes_to is not None:
                interval = source.interval or source.min
                after, onward = gone_on(
                    source,
                    after,
                    found.known,
                    page,
                    course.goes_to,
                    told_as=origin.live_blog_url,
                    first=not known.baseline,
                )
                after, found = replace(after, interval=interval), replace(found, known=onward)
            events = await self._memory.commit(after, known, found, origin, told_first)
        else:
            self._memory.note(after)
            self._memory.remember(source.name, found.known)
            events = ()
        outcome = PollOutcome.CHANGED if events or found.touched else PollOutcome.UNCHANGED
        return Poll(outcome=outcome, interval=interval, events=events, snapshot=snapshot, offer=find_offer(page))

    async def _reading(self, source: Source, asked: Asked, known: Known, page: Page) -> tuple[Reading, SourceState]:
        """Return the reading of a page, and the state that it is to be held against."""
        state = renamed(asked.state, page)
        read = partial(self._reader.read, source, page, known=known, lead=state.lead, asked=asked)
        reading = await read(choice=state.choice)
        if reading.tail.url != state.tail.url:  # how fresh another page is says nothing of this one
            return reading, replace(state, freshness=Freshness())
        if state.freshness.broke_off and reading.snapshot.closed and reading.tail.url is None:
            # What was chosen of a page that broke off need not be the best of a whole one.
            reading = await read(choice="")
            state = replace(state, relearn=reading.snapshot.extractor != state.extractor)
        elif reads_anew(state.choice, reading.snapshot.choice):
            state = replace(state, relearn=True)
        return reading, state

    async def _list(self, source: Source, state: SourceState, page: Page, began: datetime) -> Poll:
        """Return what an index lists."""
        items = await off_loop_if_large(page, listed, page)
        if not items:
            raise NotALiveBlog(page.url, NOTHING_LISTED)
        manner = self._reader.manner(source)
        after = standing.answered(state, page)
        after = replace(after, conditional_polls=0, validators=page.validators, read_by=manner, begun=None)
        interval = self._interval(source, after, at=page.fetched_at, began=began)
        after = replace(after, interval=interval)
        events = await self._tell(source, after, [standing.RECOVERED] if state.degraded else [], seen=after)
        outcome = PollOutcome.UNCHANGED
        return Poll(outcome=outcome, interval=interval, events=events, listed=items, offer=find_offer(page))

    def _interval(self, source: Source, state: SourceState, *, at: datetime, began: datetime) -> timedelta:
        """Return the wait from the beginning of a good poll, answered at `at`, that left the source in this state."""
        if source.discover is not None:
            return source.interval or self._pacer.index_interval(source)
        return self._pacer.interval(slowed(source, state.life, at=at), state, at=at, began=began)

    async def _tell(
        self, source: Source, state: SourceState, changes: Sequence[Change], *, seen: SourceState
    ) -> tuple[Event, ...]:
        """Write a state with changes that are of no entry, or only note it if there are none.

        `seen` is where the source stood when they happened.
        """
        if not changes:
            self._memory.note(state)
            return ()
        known = await self._memory.known(source.name)
        origin = standing.origin(self._memory.instance, source, seen, known, None)
        nothing = Comparison(changes=(), touched=(), known=known)
        return await self._memory.commit(state, known, nothing, origin, changes)

    # ---------------------------------------------------------------------------------------- a bad poll

    def _paused(self, source: Source) -> Poll:
        """Return what becomes of a poll while our own network is down: it keeps its place, and asks nobody."""
        usual = source.interval or self._memory.states[source.name].interval or source.min
        return Poll(outcome=PollOutcome.PAUSED, interval=min(usual, LOOK_AGAIN), reason=PAUSED)

    async def _failed(self, source: Source, error: FetchError | ExtractError) -> Poll:
        state = self._memory.states[source.name]
        if isinstance(error, Unreachable | TimedOut) and self._network.excuses(host_of(error.url)):
            interval = min(interval_after_failure(source, failures=state.failures + 1), LOOK_AGAIN)
            reason = f"{error.reason}; it may be our own network, so it is not held against the source yet"
            return Poll(outcome=PollOutcome.FETCH_FAILED, interval=interval, reason=reason)
        outcome = PollOutcome.FETCH_FAILED if isinstance(error, FetchError) else PollOutcome.EXTRACT_FAILED
        after = standing.failed(state, at=self._clock())
        interval = standing.wait_after(source, after, error)
        if on_the_way(state):
            await self._hindsight.go_back(source, after, answers=isinstance(error, ExtractError))
            return Poll(outcome=outcome, interval=interval, reason=error.reason)
        after, change = standing.degraded(source, after, error)
        events = await self._tell(source, after, [change] if change else [], seen=state)
        return Poll(outcome=outcome, interval=interval, reason=error.reason, events=events)

    async def _store_failed(self, source: Source, error: StoreError) -> Poll:
        if isinstance(error, Fenced):
            try:
                await self._memory.reload(source.name)
            except StoreError as fault:
                error = fault
        return Poll(outcome=PollOutcome.STORE_FAILED, interval=STORE_RETRY, reason=str(error))
