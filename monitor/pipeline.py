"""One poll of one source: fetch, extract, compare, commit.

    answer = fetch(url, if it differs from what we know)
    if the network is our own fault: wait, and count nothing
    if the server is at fault:      count it; after `degraded_after` in a row tell source.degraded, once
    if the page is the known one:   note it (flushed in batches); tell source.recovered if it was degraded
    snapshot = extract(page)        as the last one was: by the same choice, from the same interface
    if it is the first:             from the platform's own interface instead, if the page points to one
    if more is wanted:              the older pages too (first poll with all or latest, no overlap with what we know)
    changes, known = compare(what is known, snapshot)
    if another live blog stands there now: it is compared as the next page of the same coverage
    if the changes are an accident's:   forget them (a stale copy, a page that broke off), until enough pages agree
    if it has ended, or names its successor: tell it, and with `follow` go on there with the next poll (life)
    in one transaction:             revisions, events, known state, validators
    tell those who wait             that the source has new events
    if an older page's turn came:   the same with the part of the live blog that it shows (descent.py)

What is in memory changes only after the commit, so a poll that fails half-way is done again as if it never was. A
fault of the store is ours: it is logged, told of no source, and the page is fetched again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog

from monitor.compare import Comparison, Rules, compare
from monitor.compare.below import carried, widened
from monitor.compare.quarantine import believed, freshness, judge
from monitor.descent import Descent, first_page_read, from_below, turn, window_bottom
from monitor.errors import (
    BadStatus,
    Disallowed,
    ExtractError,
    Fenced,
    FetchError,
    Held,
    LayoutChanged,
    NotAllowed,
    StoreError,
    TimedOut,
    Unreachable,
)
from monitor.event import Origin, compose
from monitor.life import astray, chart, elapsed, gone_on, on_the_way, slowed, turned, turned_over
from monitor.model import (
    Change,
    EventType,
    Known,
    LiveBlogState,
    NotModified,
    Page,
    PollCommit,
    SourceState,
    Validators,
    host_of,
)
from monitor.network import LOOK_AGAIN, PAUSED, Network
from monitor.paging import PAGE_GAP
from monitor.reader import Reader, off_loop_if_large, page_request
from monitor.schedule.cache_age import learned
from monitor.schedule.pace import interval_after_failure
from monitor.schedule.pacer import Pacer, address
from monitor.schedule.rates import first_rhythm, observed, published

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Event, Rhythm, Snapshot, Source
    from monitor.ports import Clock, Fetch, PollStore

AUDIT_EVERY = 50
"""Of so many conditional polls in a row one goes out unconditionally: servers have bugs in their 304s."""

KNOWN_IN_MEMORY = 2_000
"""Sources whose entries are kept in memory, the least recently changed given up first: 180 bytes per entry beyond its
words and markup."""

STORE_RETRY = timedelta(seconds=5)

ON_THE_WAY = timedelta(minutes=1)
"""The longest wait for a page that coverage goes on at, and that cannot be read yet."""

MANY = 16
"""Failures that one counts as which we may not fetch: the longest interval there is."""

log = structlog.stdlib.get_logger("monitor.poll")


class PollOutcome(StrEnum):
    """How a poll ended, as logs and metrics name it."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """The page was read and said nothing new."""
    NOT_MODIFIED = "not-modified"
    """The page is the known one, to the byte or by the server's word."""
    QUARANTINED = "quarantined"
    """The page was read, and is not believed: its changes are told if the next ones agree."""
    PAUSED = "paused"
    """Our own network is down, so nothing was asked."""
    HELD = "held"
    """Its host has had enough of us for now, so it was not asked."""
    FETCH_FAILED = "fetch-failed"
    EXTRACT_FAILED = "extract-failed"
    STORE_FAILED = "store-failed"
    DEFECT = "defect"
    """A fault in our own code: logged with its traceback, told of no source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll that is over: how it ended, when to poll next, and what it found."""

    outcome: PollOutcome
    interval: timedelta
    events: tuple[Event, ...] = ()
    reason: str | None = None
    snapshot: Snapshot | None = None


class Pipeline:
    """Polls sources, each by the settings it comes with, and keeps what is known of them.

    `network` judges whether a failure is our own; `pacer` says when to poll next; `watched` whether another source than
    the named one has an address already, so that none is followed to it;
    `states` are those of the store; `on_commit` is called with the source's name and its new events after they are
    durable, and must not block.
    """

    def __init__(
        self,
        *,
        fetch: Fetch,
        store: PollStore,
        clock: Clock,
        states: Mapping[str, SourceState],
        on_commit: Callable[[str, Sequence[Event]], None],
        network: Network | None = None,
        pacer: Pacer | None = None,
        page_gap: timedelta = PAGE_GAP,
        watched: Callable[[str, str], bool] = lambda _source, _url: False,
    ) -> None:
        self._fetch = fetch
        self._store = store
        self._clock = clock
        self._states = dict(states)
        self._on_commit = on_commit
        self._network = network or Network()
        self._pacer = pacer or Pacer()
        self._watched = watched
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._unsaved: set[str] = set()
        self._pending: dict[str, bool] = {}
        self._reader = Reader(fetch=fetch, clock=clock, page_gap=page_gap)
        self._descent = Descent(self._reader)

    def state(self, source: str) -> SourceState:
        """Return where the polling of a source stands."""
        return self._states[source]

    def address(self, source: Source) -> str:
        """Return the address that the next poll of a source asks for."""
        return address(source, self._states[source.name])

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
            self._log(source, poll, started)
        return poll

    async def flush(self) -> None:
        """Write the poll states that changed without an event. Raises: StoreError; what was not written stays due."""
        states = [self._states[name] for name in sorted(self._unsaved)]
        if states:
            await self._store.save_states(states)
            # One that was polled meanwhile is newer than what was written.
            self._unsaved.difference_update(state.source for state in states if self._states[state.source] is state)

    async def _settled(self, source: Source) -> Poll:
        """Poll, and make of the faults that we foresee what they mean for the source."""
        try:
            try:
                poll = await self._poll(source)
            except Held as held:
                usual = source.interval or self._states[source.name].interval or source.min
                return Poll(outcome=PollOutcome.HELD, interval=max(held.wait, usual), reason=held.reason)
            except (FetchError, ExtractError) as error:
                return await self._failed(source, error)
            return await self._descend(source, poll) if poll.outcome in _GOOD else poll
        except StoreError as error:
            return await self._store_failed(source, error)

    # ---------------------------------------------------------------------------------------- a good poll

    async def _poll(self, source: Source) -> Poll:
        state = self._states[source.name]
        if source.name not in self._pending:
            await self._load_known(source.name)
        # A deletion waits for a second look at the page itself: a copy that is known says nothing new about it.
        conditional = not self._pending[source.name] and (state.conditional_polls + 1) % AUDIT_EVERY != 0
        known_page = state.validators if conditional else Validators()
        answer = await self._fetch(page_request(source, self.address(source), state.lead, known_page))
        match answer:
            case NotModified():
                return await self._not_modified(source, state, answer)
            case Page():
                return await self._read(source, state, await self._load_known(source.name), answer)

    async def _not_modified(self, source: Source, state: SourceState, answer: NotModified) -> Poll:
        after = replace(
            _well(state, answer),
            conditional_polls=state.conditional_polls + 1,
            validators=answer.validators,
            quarantine=None,
            rhythm=state.rhythm and observed(state.rhythm, (), at=answer.fetched_at),
        )
        course = elapsed(state, at=answer.fetched_at)
        after = after if course is None else replace(after, life=course.life)
        interval = self._interval(source, after, at=answer.fetched_at)
        after = replace(after, interval=interval)
        told = [*([_recovered] if state.degraded else []), *(course.changes if course else ())]
        if not told:
            self._note(after)
            return Poll(outcome=PollOutcome.NOT_MODIFIED, interval=interval)
        known = await self._load_known(source.name)
        origin = self._origin(source, after, known, None)
        events = await self._commit(after, known, Comparison(changes=(), touched=(), known=known), origin, told)
        return Poll(outcome=PollOutcome.NOT_MODIFIED, interval=interval, events=events)

    async def _read(self, source: Source, state: SourceState, known: Known, page: Page) -> Poll:
        reading = await self._reader.read(source, page, known=known, lead=state.lead, choice=state.choice)
        snapshot, lead = reading.snapshot, reading.lead
        found, moved_from = await self._compared(source, state, known, page, snapshot)
        fresh = freshness(reading.page, snapshot)
        held = judge(known, found, fresh, state, patience=source.quarantine_after)
        if held is not None:
            # Nothing of it is kept, its validators least of all: else the page that is good would be the unknown one.
            interval = source.interval or source.min
            self._note(replace(state, polled_at=page.fetched_at, interval=interval, quarantine=held))
            reason = f"{held.suspicion} ({held.snapshots} of {source.quarantine_after} that must agree)"
            return Poll(outcome=PollOutcome.QUARANTINED, interval=interval, reason=reason, snapshot=snapshot)
        after = replace(
            _well(state, page),
            conditional_polls=0,
            rhythm=_rhythm(state, snapshot, found, page.fetched_at),
            validators=reading.page.validators,
            extractor=snapshot.extractor,
            choice=snapshot.choice,
            lead=lead,
            relearn=False,
            entry_at=page.fetched_at if found.touched else state.entry_at,
            freshness=believed(state, fresh),
            quarantine=None,
            older=first_page_read(state.older, reading.older, source.depth),
        )
        if source.depth > 1:
            found = replace(found, known=replace(found.known, below=carried(known, found.known)))
        course = await off_loop_if_large(
            page,
            chart,
            source,
            state,
            known,
            page=page,
            snapshot=snapshot,
            found=found,
            moved_from=moved_from,
            watched=self._watched,
        )
        after = replace(after, life=course.life)
        found = replace(found, changes=(*found.changes, *course.changes))
        interval = self._interval(source, after, at=page.fetched_at)
        if source.interval is None and any(entry.missing and not entry.deleted for entry in found.touched):
            interval = source.min  # a deletion is confirmed, or not, by a second look
        after = replace(after, interval=interval)
        told_first = [*([_recovered] if state.degraded else []), *(() if moved_from else reading.gaps)]
        if found.changes or found.touched or told_first or not known.baseline:
            origin = self._origin(source, after, found.known, snapshot)
            if course.goes_to is not None:
                interval = source.interval or source.min
                after, onward = gone_on(source, after, found.known, course.goes_to, first=not known.baseline)
                after, found = replace(after, interval=interval), replace(found, known=onward)
            events = await self._commit(after, known, found, origin, told_first)
        else:
            self._note(after)
            self._remember(source.name, found.known)
            events = ()
        outcome = PollOutcome.CHANGED if events or found.touched else PollOutcome.UNCHANGED
        return Poll(outcome=outcome, interval=interval, events=events, snapshot=snapshot)

    async def _compared(
        self, source: Source, state: SourceState, known: Known, page: Page, snapshot: Snapshot
    ) -> tuple[Comparison, str | None]:
        """Return what a reading brought, and the address that now leads to another live blog, if it does."""
        rules, at = _rules(source, state), page.fetched_at
        wide = widened(known, snapshot) if source.depth > 1 else known
        found = await off_loop_if_large(page, compare, wide, snapshot, at=at, rules=rules)
        moved_from = turned(state, known, page, snapshot, found)
        if moved_from is not None:
            found = await off_loop_if_large(page, compare, turned_over(known), snapshot, at=at, rules=rules)
        return found, moved_from

    def _interval(self, source: Source, state: SourceState, *, at: datetime) -> timedelta:
        """Return the wait after a good poll that left the source in this state."""
        return self._pacer.interval(slowed(source, state.life, at=at), state, at=at)

    async def _descend(self, source: Source, poll: Poll) -> Poll:
        """Return the poll with what the older pages brought whose turn it was; each of them is committed by itself."""
        state = self._states[source.name]
        older, places = turn(state.older)
        if older is not state.older:
            self._note(replace(state, older=older))
        events, above = poll.events, None
        for place in places:
            state, known = self._states[source.name], await self._load_known(source.name)
            above = window_bottom(known) if place == 0 else above
            look = await self._descent.look(source, state, known, place, above=above, rules=_rules(source, state))
            found, above = look.comparison, look.bottom
            after = replace(state, older=look.older)
            if found is None or look.snapshot is None:
                self._note(after)
            elif found.changes or found.touched or found.known.below != known.below:
                after = replace(after, entry_at=state.polled_at if found.changes else state.entry_at)
                origin = self._origin(source, state, known, from_below(look.snapshot, known))
                events += await self._commit(after, known, found, origin, [])
            else:
                self._note(after)
                self._remember(source.name, found.known)
            if look.older.again or look.older.seam:
                break
        return replace(poll, events=events, outcome=PollOutcome.CHANGED) if events != poll.events else poll

    # ---------------------------------------------------------------------------------------- a bad poll

    def _paused(self, source: Source) -> Poll:
        """Return what becomes of a poll while our own network is down: it keeps its place, and asks nobody."""
        usual = source.interval or self._states[source.name].interval or source.min
        return Poll(outcome=PollOutcome.PAUSED, interval=min(usual, LOOK_AGAIN), reason=PAUSED)

    async def _failed(self, source: Source, error: FetchError | ExtractError) -> Poll:
        state = self._states[source.name]
        if isinstance(error, Unreachable | TimedOut) and self._network.excuses(host_of(error.url)):
            interval = min(interval_after_failure(source, failures=state.failures + 1), LOOK_AGAIN)
            reason = f"{error.reason}; it may be our own network, so it is not held against the source yet"
            return Poll(outcome=PollOutcome.FETCH_FAILED, interval=interval, reason=reason)
        retry_after = error.retry_after if isinstance(error, BadStatus) else None
        failures = state.failures + 1
        # What we may not fetch heals by a change of the config or of a name: it is told at once, and looked at rarely.
        lasting = isinstance(error, NotAllowed | Disallowed)
        interval = interval_after_failure(source, failures=MANY if lasting else failures, retry_after=retry_after)
        outcome = PollOutcome.FETCH_FAILED if isinstance(error, FetchError) else PollOutcome.EXTRACT_FAILED
        # A remembered redirect that leads nowhere any more is forgotten: the configured address may know better.
        after = replace(state, failures=failures, polled_at=self._clock(), url=None, interval=None)
        if on_the_way(state):
            answers = isinstance(error, ExtractError)
            self._note(astray(source, after, answers=answers, at=self._clock()))
            return Poll(outcome=outcome, interval=min(interval, ON_THE_WAY), reason=error.reason)
        if isinstance(error, LayoutChanged) and failures >= source.degraded_after:
            # From now on the page is read as if for the first time, and what only reads differently is no event.
            after = replace(after, choice="", lead=None, relearn=True)
        if (failures < source.degraded_after and not lasting) or state.degraded:
            self._note(after)
            return Poll(outcome=outcome, interval=interval, reason=error.reason)
        known = await self._load_known(source.name)
        change = Change(
            kind=EventType.SOURCE_DEGRADED,
            reason=error.reason,
            facts={"failures": failures, "cause": type(error).__name__, "url": error.url},
        )
        after = replace(after, degraded=True)
        origin = self._origin(source, state, known, None)
        nothing = Comparison(changes=(), touched=(), known=known)
        events = await self._commit(after, known, nothing, origin, [change])
        return Poll(outcome=outcome, interval=interval, reason=error.reason, events=events)

    async def _store_failed(self, source: Source, error: StoreError) -> Poll:
        if isinstance(error, Fenced):
            self._known.pop(source.name, None)
            self._pending.pop(source.name, None)
            self._unsaved.discard(source.name)
            try:
                self._states.update({source.name: (await self._store.load_states())[source.name]})
            except StoreError as fault:
                error = fault
        return Poll(outcome=PollOutcome.STORE_FAILED, interval=STORE_RETRY, reason=str(error))

    # ---------------------------------------------------------------------------------------- what is known

    async def _load_known(self, name: str) -> Known:
        known = self._known.get(name)
        if known is None:
            known = await self._store.load_known(name)
            self._remember(name, known)
        return known

    def _remember(self, name: str, known: Known) -> None:
        self._pending[name] = known.pending
        self._known[name] = known
        self._known.move_to_end(name)
        while len(self._known) > KNOWN_IN_MEMORY:
            self._known.popitem(last=False)

    def _note(self, state: SourceState) -> None:
        self._states[state.source] = state
        self._unsaved.add(state.source)

    def _origin(self, source: Source, state: SourceState, known: Known, snapshot: Snapshot | None) -> Origin:
        return Origin(
            instance=self._store.instance,
            source=source.name,
            url=source.url,
            labels=source.labels,
            title=known.title,
            live_blog_url=(snapshot.url if snapshot else None) or state.url or state.followed or source.url,
            state=state.life.state if state.life else LiveBlogState.LIVE,
            extractor=snapshot.extractor if snapshot else state.extractor,
            confidence=snapshot.confidence if snapshot else None,
        )

    async def _commit(
        self, state: SourceState, before: Known, found: Comparison, origin: Origin, told_first: Sequence[Change]
    ) -> tuple[Event, ...]:
        """Write all that a poll brought in one transaction, then change what is in memory and tell."""
        changes = [*told_first, *found.changes]
        at = self._clock() if state.polled_at is None else state.polled_at
        events = compose(changes, origin, after=state.sequence, at=at)
        after = replace(state, sequence=state.sequence + len(events))
        commit = PollCommit(
            expected_sequence=state.sequence, state=after, known=found.known, entries=found.touched, events=events
        )
        try:
            await self._store.commit_poll(commit)
        except StoreError:
            self._remember(state.source, before)
            raise
        self._states[state.source] = after
        self._unsaved.discard(state.source)
        self._remember(state.source, found.known)
        if events:
            self._on_commit(state.source, events)
        return events

    def _log(self, source: Source, poll: Poll, started: datetime) -> None:
        """Write the one line of this poll."""
        duration = (self._clock() - started).total_seconds()
        write = log.info if poll.outcome in _GOOD else log.debug if poll.outcome is PollOutcome.PAUSED else log.warning
        write(
            "poll",
            outcome=poll.outcome.value,
            duration_s=round(duration, 3),
            next_s=round(poll.interval.total_seconds(), 3),
            entries=len(poll.snapshot.entries) if poll.snapshot else None,
            events=[event.type.value for event in poll.events] or None,
            sequence=self._states[source.name].sequence,
            reason=poll.reason,
        )


_GOOD = {PollOutcome.CHANGED, PollOutcome.UNCHANGED, PollOutcome.NOT_MODIFIED}
_recovered = Change(kind=EventType.SOURCE_RECOVERED, reason="the source answers again")


def _rhythm(state: SourceState, snapshot: Snapshot, found: Comparison, at: datetime) -> Rhythm:
    """Return how the live blog publishes after a reading; the first goes by the dates of all that is on the page."""
    if state.rhythm is None:
        return first_rhythm([entry.published for entry in snapshot.entries if entry.published], at=at)
    return observed(state.rhythm, published(found.changes, since=state.rhythm.at, at=at), at=at)


def _well(state: SourceState, answer: Page | NotModified) -> SourceState:
    """Return the state after an answer: failures forgotten, permanent redirects and the cache's copy remembered."""
    moved = answer.redirects and all(hop.permanent for hop in answer.redirects)
    return replace(
        state,
        polled_at=answer.fetched_at,
        copy=learned(state.copy, answer.headers, at=answer.fetched_at),
        failures=0,
        degraded=False,
        url=answer.url if moved else state.url,
    )


def _rules(source: Source, state: SourceState) -> Rules:
    return Rules(
        confirm_deletions=source.confirm_deletions,
        flap_after=source.flap_after,
        backfill=source.backfill,
        baseline_tells=source.on_start,
        adopt=state.relearn,
    )
