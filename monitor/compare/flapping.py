"""Entries that go back and forth, or come and go: two backends, an A/B test.

Each alternation is kept as a revision. The first ones are told, then one event says so (`flapping`), and receivers are
spared the rest until the entry settles.

    A  B  A  B  A   B  A  B  A  …  A              B  …
       ●  ●  ●  ●f  ·  ·  ·  ·     (settled: A was told, no event; B would be one)

An entry that is withdrawn and restored again and again is flagged at a return, and counts as there until it settles.

An entry in which a number ticks (ticking.py) is spared from the first time on, and told when it has settled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.compare.edits import describe, same_content
from monitor.compare.serving import turns_again, with_parts
from monitor.compare.ticking import numbers_alone, says_more
from monitor.model import Change, Edit, EventType, Flapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.model import KnownEntry, Revision

SPAN = timedelta(hours=1)
"""Alternations count together when they are no further apart."""

LONGER = 1.5
"""How many times as long as between its last turns an entry stands still that has settled."""

SETTLED_AFTER = timedelta(minutes=10)
"""Without an alternation for so long an entry has settled: two readings at the slowest pace."""


def alternate(
    before: Flapping, change: Change, *, back: bool, at: datetime, flap_after: int
) -> tuple[Flapping, Change | None]:
    """Return how an updated entry stands now, and what receivers are told of the update, if anything.

    `back` says that its content is one of those that it had before.
    """
    assert change.revision is not None
    recent = _recent(before.at, at)
    if back:
        recent = (*recent, at)[-flap_after:]
    if before.told is not None:
        # A content that was never seen is news to receivers; what they had last is what they can compare it with.
        told = None if back else since(before.told, change.revision)
        return replace(before, at=recent, told=before.told if back else change.revision), told
    if not back or len(recent) < flap_after:
        return replace(before, at=recent), change
    assert change.edit is not None
    return replace(before, at=recent, told=change.revision), replace(change, edit=replace(change.edit, flapping=True))


def turn(
    before: Flapping, change: Change, *, at: datetime, flap_after: int, spared: bool
) -> tuple[Flapping, Change | None]:
    """Return how an entry stands that went back together with others, and what receivers are told of that, if anything.

    The first time they are told that it flaps, and of what never turned in it; not where they are `spared` as the page
    is known to do that.
    """
    assert change.revision is not None
    assert change.edit is not None
    recent = (*_recent(before.at, at), at)[-flap_after:]
    after = replace(before, at=recent, parts=with_parts(before, change))
    if (before.told is not None or spared) and (not before.parts or turns_again(before, change)):
        return replace(after, told=before.told or change.previous), None
    if before.told is not None:
        return replace(after, told=change.revision), since(before.told, change.revision)
    return replace(after, told=change.revision), replace(change, edit=replace(change.edit, flapping=True))


def tick(before: Flapping, change: Change, *, at: datetime, flap_after: int) -> Flapping:
    """Return how an entry stands of which nothing differs but what scripts fill; receivers are spared that.

    One that says more than numbers that were not told stands still though others go on to tick in it: a newsroom's
    words that were taken for a script's, in an entry with a counter, would never be told.
    """
    assert change.revision is not None
    if before.told is not None and numbers_alone(change) and says_more(before.told.entry, change.revision.entry):
        return before
    return replace(before, at=(*_recent(before.at, at), at)[-flap_after:], told=before.told or change.previous)


def withdraw(before: Flapping, *, flap_after: int) -> tuple[Flapping, bool]:
    """Return how an entry stands that was withdrawn, and whether receivers are told."""
    if before.told is not None and len(before.returns) >= flap_after:
        return before, False
    return Flapping(returns=before.returns), True


def come_back(before: Flapping, change: Change, *, at: datetime, flap_after: int) -> tuple[Flapping, Change | None]:
    """Return how an entry stands that was withdrawn and is back, and what receivers are told of that, if anything."""
    assert change.revision is not None
    returns = (*_recent(before.returns, at), at)[-flap_after:]
    if before.told is not None:
        update = since(before.told, change.revision)
        return replace(before, returns=returns, told=change.revision if update else before.told), update
    if len(returns) < flap_after:
        return replace(before, returns=returns), change
    edit = replace(change.edit or _AS_IT_WAS, flapping=True)
    return replace(before, returns=returns, told=change.revision), replace(change, edit=edit)


_AS_IT_WAS = Edit(fields=(), edits=(), silent=True, similarity=1.0, diff=())


def _recent(moments: Iterable[datetime], at: datetime) -> tuple[datetime, ...]:
    return tuple(moment for moment in moments if at - moment <= SPAN)


def settle(
    flapping: Mapping[str, Flapping], entries: Mapping[str, KnownEntry], at: datetime
) -> tuple[Mapping[str, Flapping], tuple[Change, ...]]:
    """Return the entries that still alternate, and what is to be told of those that have settled."""
    left: dict[str, Flapping] = {}
    changes: list[Change] = []
    for id_, state in flapping.items():
        seen = entries[id_]
        last = max((*state.at, *state.returns), default=None)
        if last is None:
            continue
        if at - last < (SPAN if state.told is None else _settles_after(state)):
            left[id_] = state
            continue
        if state.told is not None and seen.deleted:
            changes.append(Change(kind=EventType.ENTRY_DELETED, revision=seen.revision))
        elif state.told is not None and (change := since(state.told, seen.revision)) is not None:
            changes.append(change)
        if state.parts and at - last < SPAN:
            left[id_] = replace(state, told=None)
    return left, tuple(changes)


def _settles_after(state: Flapping) -> timedelta:
    """Return how long an entry must stand still: where a page turns, for longer than it did between its last turns."""
    gaps = [later - earlier for earlier, later in pairwise(state.at)] if state.parts else []
    return max((SETTLED_AFTER, *(LONGER * gap for gap in gaps)))


def since(told: Revision, current: Revision) -> Change | None:
    """Return the update from the revision that was told to the current one; None if they say the same."""
    if same_content(told.entry, current.entry):
        return None
    edit = describe(told.entry, current.entry)
    return Change(kind=EventType.ENTRY_UPDATED, revision=current, previous=told, edit=edit)
