"""What goes along with a poll of the first page: its older pages, each read in its turn and committed by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.polling import standing
from monitor.polling.descent import Descent, from_below, turn, window_bottom
from monitor.polling.polls import Poll, PollOutcome

if TYPE_CHECKING:
    from monitor.model import Source
    from monitor.polling.memory import Memory
    from monitor.polling.reader import Reader


class Aside:
    """Reads and commits the older pages of sources."""

    def __init__(self, *, memory: Memory, reader: Reader) -> None:
        self._memory = memory
        self._descent = Descent(reader)

    async def descend(self, source: Source, poll: Poll) -> Poll:
        """Return the poll with what the older pages brought whose turn it was. Raises: StoreError."""
        state = self._memory.states[source.name]
        older, places = turn(state.older)
        if older is not state.older:
            self._memory.note(replace(state, older=older))
        events, above = poll.events, None
        for place in places:
            state, known = self._memory.states[source.name], await self._memory.known(source.name)
            if place >= len(state.older.pages):
                break  # the page above it is now the last one
            above = window_bottom(known) if place == 0 else above
            look = await self._descent.look(
                source, state, known, place, above=above, rules=standing.rules_of(source, state)
            )
            found, above = look.comparison, look.bottom
            after = replace(state, older=look.older)
            if found is None or look.snapshot is None:
                self._memory.note(after)
            elif found.changes or found.touched or found.known.below != known.below:
                after = replace(after, entry_at=state.polled_at if found.changes else state.entry_at)
                origin = standing.origin(self._memory.instance, source, state, known, from_below(look.snapshot, known))
                events += await self._memory.commit(after, known, found, origin, [])
            else:
                self._memory.note(after)
                self._memory.remember(source.name, found.known)
            if look.older.again or look.older.seam:
                break
        return replace(poll, events=events, outcome=PollOutcome.CHANGED) if events != poll.events else poll
