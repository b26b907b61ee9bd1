"""Entries that go back and forth: two backends, an A/B test.

Each alternation is kept as a revision. The first ones are told, then one event says so (`flapping`), and receivers are
spared the rest until the entry settles.

    A  B  A  B  A   B  A  B  A  …  A              B  …
       ●  ●  ●  ●f  ·  ·  ·  ·     (settled: A was told, no event; B would be one)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.compare.edits import describe, same_content
from monitor.model import Change, EventType, Flapping

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import KnownEntry, Revision

SPAN = timedelta(hours=1)
"""Alternations count together when they are no further apart."""

SETTLED_AFTER = timedelta(minutes=10)
"""Without an alternation for so long an entry has settled: two readings at the slowest pace."""


def alternate(
    before: Flapping, change: Change, *, back: bool, at: datetime, flap_after: int
) -> tuple[Flapping, Change | None]:
    """Return how an updated entry stands now, and what receivers are told of the update, if anything.

    `back` says that its content is one of those that it had before.
    """
    assert change.revision is not None
    recent = tuple(moment for moment in before.at if at - moment <= SPAN)
    if back:
        recent = (*recent, at)[-flap_after:]
    if before.told is not None:
        # A content that was never seen is news to receivers; what they had last is what they can compare it with.
        told = None if back else since(before.told, change.revision)
        return Flapping(at=recent, told=before.told if back else change.revision), told
    if not back or len(recent) < flap_after:
        return Flapping(at=recent), change
    assert change.edit is not None
    return Flapping(at=recent, told=change.revision), replace(change, edit=replace(change.edit, flapping=True))


def settle(
    flapping: Mapping[str, Flapping], entries: Mapping[str, KnownEntry], at: datetime
) -> tuple[Mapping[str, Flapping], tuple[Change, ...]]:
    """Return the entries that still alternate, and what is to be told of those that have settled."""
    left: dict[str, Flapping] = {}
    changes: list[Change] = []
    for id_, state in flapping.items():
        seen = entries[id_]
        quiet = SPAN if state.told is None else SETTLED_AFTER
        if seen.deleted or not state.at:
            continue
        if at - state.at[-1] < quiet:
            left[id_] = state
        elif state.told is not None and (change := since(state.told, seen.revision)) is not None:
            changes.append(change)
    return left, tuple(changes)


def since(told: Revision, current: Revision) -> Change | None:
    """Return the update from the revision that was told to the current one; None if they say the same."""
    if same_content(told.entry, current.entry):
        return None
    edit = describe(told.entry, current.entry)
    return Change(kind=EventType.ENTRY_UPDATED, revision=current, previous=told, edit=edit)
