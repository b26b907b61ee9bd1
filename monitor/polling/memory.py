"""What is held of the sources between polls, and the only way from there into the store.

    states   where the polling of each source stands; those that changed without an event are written in batches
    known    the entries of the hottest sources; the others are loaded when they are asked for

What is in memory changes after the commit: a poll that fails half-way is done again as if it never was.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.event import compose
from monitor.evidence import chained, first_digest
from monitor.model import ChainHead, PollCommit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.capture import Witness
    from monitor.compare import Comparison
    from monitor.event import Origin
    from monitor.model import Change, Event, Known, SourceState
    from monitor.ports import Clock, PollStore

KNOWN_IN_MEMORY = 2_000
"""Sources whose entries are kept in memory, the least recently changed given up first: 180 bytes per entry beyond its
words and markup."""


class Memory:
    """States and known entries by source.

    `on_commit` is called with a source's name and its new, durable events, `on_rewritten` with the name of a source
    that another has written. `witness` has what was read for sources that keep evidence.
    """

    def __init__(
        self,
        *,
        store: PollStore,
        clock: Clock,
        states: Mapping[str, SourceState],
        on_commit: Callable[[str, Sequence[Event]], None],
        on_rewritten: Callable[[str], None],
        witness: Witness | None = None,
    ) -> None:
        self._witness = witness
        self.states = dict(states)
        self._store = store
        self._clock = clock
        self._on_commit = on_commit
        self._on_rewritten = on_rewritten
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._unsaved: set[str] = set()
        self._pending: dict[str, bool] = {}

    @property
    def instance(self) -> str:
        """The random name of the store's database."""
        return self._store.instance

    async def pending(self, source: str) -> bool:
        """Return whether a deletion of a source waits for confirmation, or an entry to settle. Raises: StoreError."""
        if source not in self._pending:
            await self.known(source)
        return self._pending[source]

    async def known(self, source: str) -> Known:
        """Return what is known of a source. Raises: StoreError."""
        known = self._known.get(source)
        if known is None:
            known = await self._store.load_known(source)
            self.remember(source, known)
        return known

    def remember(self, source: str, known: Known) -> None:
        """Keep what is known of a source, and give up what changed least recently."""
        self._pending[source] = known.pending
        self._known[source] = known
        self._known.move_to_end(source)
        while len(self._known) > KNOWN_IN_MEMORY:
            self._known.popitem(last=False)

    def note(self, state: SourceState) -> None:
        """Keep a state; it is written with the next batch or commit."""
        self.states[state.source] = state
        self._unsaved.add(state.source)

    def forget(self, source: str) -> None:
        """Let go of what is held of a source, written or not."""
        for memory in (self.states, self._known, self._pending):
            memory.pop(source, None)
        self._unsaved.discard(source)

    async def flush(self) -> None:
        """Write the states that changed without an event. Raises: StoreError; what was not written stays due."""
        states = [self.states[name] for name in sorted(self._unsaved)]
        if states:
            await self._store.save_states(states)
            # One that was polled meanwhile is newer than what was written.
            self._unsaved.difference_update(state.source for state in states if self.states[state.source] is state)

    async def commit(
        self,
        state: SourceState,
        before: Known,
        found: Comparison,
        origin: Origin,
        told_first: Sequence[Change],
        *,
        at: datetime | None = None,
    ) -> tuple[Event, ...]:
        """Write all that a poll brought in one transaction, change what is in memory, and tell.

        It was seen `at` that time, or when the source was polled last. Raises: StoreError.
        """
        changes = [*told_first, *found.changes]
        at = at or state.polled_at or self._clock()
        deposits = await self._witness.secure(state.source) if self._witness else ()
        head = state.evidence or ChainHead(number=0, digest=first_digest(self._store.founding, state.source))
        if deposits:
            origin = replace(origin, evidence=head.number + len(deposits))
        events = compose(changes, origin, after=state.sequence, at=at)
        exhibits, head = chained(head, deposits, events)
        evidence = head if exhibits else state.evidence
        after = replace(state, sequence=state.sequence + len(events), evidence=evidence)
        commit = PollCommit(
            expected_sequence=state.sequence,
            state=after,
            known=found.known,
            entries=found.touched,
            events=events,
            exhibits=exhibits,
        )
        try:
            await self._store.commit_poll(commit)
        except StoreError:
            self.remember(state.source, before)
            raise
        self.states[state.source] = after
        self._unsaved.discard(state.source)
        self.remember(state.source, found.known)
        if events:
            self._on_commit(state.source, events)
        return events

    def dismiss(self, source: str) -> None:
        """Let go of what a poll read and did not commit."""
        if self._witness is not None:
            self._witness.dismiss(source)

    async def reload(self, source: str) -> None:
        """Take a source as the store has it, after another has written it; so must who delivers. Raises: StoreError."""
        self._known.pop(source, None)
        self._pending.pop(source, None)
        self._unsaved.discard(source)
        state = (await self._store.load_states()).get(source)
        if state is None:
            raise StoreError(
                f"source {source!r} is not in the database, which was put back to a time before it was added; "
                "start the daemon anew, which adds it"
            )
        self.states[source] = state
        self._on_rewritten(source)
