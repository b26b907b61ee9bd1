"""What one snapshot does to the entries that are known, step by step; __init__.py says which entries that are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from monitor.compare.edits import describe, fingerprint, redated, same_content, says_modified, sides
from monitor.compare.flapping import alternate, come_back, tick, turn, withdraw
from monitor.compare.restless import Restlessness
from monitor.compare.serving import Turning, in_past, turning, turns_again
from monitor.compare.slots import Slots
from monitor.compare.template import by_the_page
from monitor.compare.ticking import is_filled
from monitor.model import PAST_KEPT, Change, EventType, Flapping, KnownEntry, Revision

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Entry, Known


MANY_STAMPED = 3
"""So many entries that get a later date and are as they were: the house stamps them."""


class Steps:
    """What one snapshot does to the entries that are known, step by step."""

    def __init__(
        self,
        known: Known,
        at: datetime,
        *,
        confirm_deletions: int,
        same_copy: bool,
        flap_after: int,
        first_shown: Mapping[str, Collection[str]],
        otherwise: Collection[str],
    ) -> None:
        self.changed: dict[str, KnownEntry] = {}
        self.flapping = dict(known.flapping)
        self.changes: list[Change] = []
        self.touched: list[KnownEntry] = []
        self.restless, self.filled = known.restless, known.filled
        self.by_itself: set[str] = set()
        self._known = known.entries
        self._at = at
        self._confirm_deletions = confirm_deletions
        self._same_copy = same_copy
        self._flap_after = flap_after
        self._first_shown = first_shown
        self._otherwise = otherwise
        self._turned = Turning()

    def miss(self, ids: Sequence[str], *, sure: Collection[str]) -> None:
        """Count the entries that the page should show and does not; tell those that are gone for sure."""
        for id_ in reversed(ids):
            if self._same_copy and self._known.missing(id_) and id_ not in sure:
                continue
            missed = _miss(self._known[id_], 1 if id_ in sure else self._confirm_deletions)
            self.changed[id_] = missed
            # Written even before it is confirmed: the validators of a page that lacks it go to the store as well, and
            # after a crash only the count brings the second look.
            self.touched.append(missed)
            if missed.deleted and self._withdrawn(id_):
                self.changes.append(Change(kind=EventType.ENTRY_DELETED, revision=missed.revision))

    def roll_off(self, ids: Sequence[str]) -> None:
        """Forget that entries were missing once their place is shown no more."""
        for id_ in ids:
            if _is_spared(state := self.flapping.get(id_)) and not state.returns:
                del self.flapping[id_]  # it never stood still, and nobody can see it any more
            if self._known.missing(id_):
                self.changed[id_] = replace(self._known[id_], missing=0)
                self.touched.append(self.changed[id_])

    def see(self, entries: Sequence[Entry], *, untold: Collection[str], shown: int) -> None:
        """Hold the entries that are not as they were, newest first, against what is known; so many are on the page."""
        brought: list[tuple[str, KnownEntry | None, Change]] = []
        for entry in reversed(entries):
            before = self._known.get(entry.id)
            after, change = _see(before, entry, self._at)
            self.changed[entry.id] = after
            if change is not None or (before is not None and before.missing):
                self.touched.append(after)
            if before is not None and change is not None:
                change = self._edited(change, self._first_shown.get(entry.id, ()))
            if change is not None:
                brought.append((entry.id, before, change))
        updates = [change for _, _, change in brought if change.kind is EventType.ENTRY_UPDATED]
        modified = self._modified(entries, updates)
        spared = by_the_page(updates, shown, modified)
        self.by_itself.update(spared)
        rest = [change for change in updates if _id(change) not in spared]
        restless = Restlessness(self.restless, rest, self._at, modified)
        slots = Slots(self.filled, rest, self._at, modified=modified)
        self.restless, self.filled = restless.moved, slots.kept
        self._turned = turning(brought, self.flapping, modified, at=self._at, at_once=self._flap_after)
        for id_, before, change in brought:
            if id_ in spared:
                if _is_spared(state := self.flapping.get(id_)):
                    self.flapping[id_] = tick(state, change, at=self._at, flap_after=self._flap_after)
                continue
            told = change if before is None else self._alternated(before, change, restless, slots, modified)
            if told is not None and id_ not in untold:
                self.changes.append(told)

    def _edited(self, change: Change, first_shown: Collection[str]) -> Change | None:
        """Return a change without what comes of how the page is read; None if that is all of it."""
        if change.kind is not EventType.ENTRY_UPDATED:
            return change
        assert change.revision is not None
        assert change.previous is not None
        new = change.revision.entry
        if new.id in self._otherwise:
            return None
        if not first_shown:
            return change
        old = replace(change.previous.entry, **{name: getattr(new, name) for name in first_shown})
        if same_content(old, new):
            return None
        return replace(change, previous=replace(change.previous, entry=old), edit=describe(old, new))

    def _modified(self, entries: Sequence[Entry], updates: Sequence[Change]) -> frozenset[str]:
        """Return the ids of the entries that say themselves that they were modified just now.

        None of them does if others say so that were not: the house stamps them all, whatever it is that it publishes.
        """
        edited = {_id(change) for change in updates}
        others = ((self._known.get(entry.id), entry) for entry in entries if entry.id not in edited)
        stamped = sum(
            before is not None and redated(before.revision.entry, entry) is not None for before, entry in others
        )
        if stamped >= MANY_STAMPED:
            return frozenset()
        return frozenset(_id(change) for change in updates if says_modified(change))

    def _alternated(
        self, before: KnownEntry, change: Change, restless: Restlessness, slots: Slots, modified: Collection[str]
    ) -> Change | None:
        """Return what is told of an update or a return, in view of how often the entry went back lately."""
        assert change.revision is not None
        state, flap_after = self.flapping.get(before.id, Flapping()), self._flap_after
        if change.kind is EventType.ENTRY_RESTORED:
            self.flapping[before.id], told = come_back(state, change, at=self._at, flap_after=flap_after)
            return told
        moved = restless.explains(before.id)
        ticks = before.id not in modified and (restless.ticks(before.id) or is_filled(change) or slots.fills(before.id))
        if moved or ticks:
            self.by_itself.add(before.id)
        if moved and state.told is None:
            return None
        if ticks:
            self.flapping[before.id] = tick(state, change, at=self._at, flap_after=flap_after)
            return None
        if before.id in self._turned.ids:
            self.flapping[before.id], told = turn(
                state, change, at=self._at, flap_after=flap_after, spared=self._turned.again
            )
            return told
        back = moved or (turns_again(state, change) if state.parts else in_past(before, change))
        if not back and before.id not in self.flapping:
            return change
        self.flapping[before.id], told = alternate(state, change, back=back, at=self._at, flap_after=flap_after)
        return told

    def _withdrawn(self, id_: str) -> bool:
        """Return whether it is told that an entry is gone: not if it comes and goes."""
        told = True
        if id_ in self.flapping:
            self.flapping[id_], told = withdraw(self.flapping[id_], flap_after=self._flap_after)
        return told


def _is_spared(state: Flapping | None) -> TypeGuard[Flapping]:
    return state is not None and state.told is not None


def _id(change: Change) -> str:
    return sides(change)[1].id


def _miss(entry: KnownEntry, confirm: int) -> KnownEntry:
    missing = entry.missing + 1
    return replace(entry, missing=0 if missing >= confirm else missing, deleted=missing >= confirm)


def _see(before: KnownEntry | None, entry: Entry, at: datetime) -> tuple[KnownEntry, Change | None]:
    """Return the entry as known from now on, and what happened to it, if anything."""
    if before is None:
        first = Revision(entry=entry, number=1, fingerprint=fingerprint(entry), observed_at=at)
        return KnownEntry(revision=first, first_seen=at), Change(kind=EventType.ENTRY_CREATED, revision=first)
    old = before.revision
    if same_content(old.entry, entry):
        # The newest dates and markup are kept without a new revision: `silent` is judged against the last date seen.
        current = replace(old, entry=entry)
        after = replace(before, revision=current, missing=0, deleted=False)
        return after, Change(kind=EventType.ENTRY_RESTORED, revision=current) if before.deleted else None
    new = Revision(entry=entry, number=old.number + 1, fingerprint=fingerprint(entry), observed_at=at)
    kind = EventType.ENTRY_RESTORED if before.deleted else EventType.ENTRY_UPDATED
    change = Change(kind=kind, revision=new, previous=old, edit=describe(old.entry, entry))
    past = (*before.past, old.fingerprint)[-PAST_KEPT:]
    return replace(before, revision=new, missing=0, deleted=False, past=past), change
