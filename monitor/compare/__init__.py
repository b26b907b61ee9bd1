"""A snapshot against what is known: what happened to each entry since.

    snapshot ──identity──▶ the same entries under the ids we know them by
             ──window────▶ which vanished inside the window (missing), which rolled off, which are backfill
             ──edits─────▶ which fields differ, and how
             ────────────▶ changes, and what is known from now on

Pure: the same arguments give the same answer, and nothing is remembered here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare.edits import describe, fingerprint, fold, same_content
from monitor.compare.identity import recognise
from monitor.compare.window import backfilled, merge_order, vanished
from monitor.model import Change, EventType, Known, KnownEntry, Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.model import Entry, Snapshot

__all__ = ["Comparison", "Rules", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator decides about changes.

    `confirm_deletions` good snapshots in a row must lack an entry before it counts as deleted. Of the first snapshot
    the newest `baseline_tells` entries are told (None: all of them).
    """

    confirm_deletions: int = 2
    backfill: bool = False
    baseline_tells: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What one snapshot brought: the changes to tell, oldest first; the entries to write; what is known from now on."""

    changes: tuple[Change, ...]
    touched: tuple[KnownEntry, ...]
    known: Known


def compare(known: Known, snapshot: Snapshot, *, at: datetime, rules: Rules) -> Comparison:
    """Return what happened between what is known and this good snapshot, read at `at`."""
    entries = recognise(snapshot, known)
    present = {entry.id: entry for entry in entries}
    older = backfilled(known, entries) if known.baseline else frozenset()
    untold = older if not rules.backfill else frozenset()
    if not known.baseline:
        untold = frozenset(_beyond(entries, rules.baseline_tells))

    changes: list[Change] = [] if not known.baseline else list(_live_blog_changes(known, snapshot))
    updated = dict(known.entries)
    touched: list[KnownEntry] = []

    missing, rolled_off = vanished(known, present, snapshot.window)
    for id_ in reversed(missing):
        missed = _miss(known.entries[id_], rules.confirm_deletions)
        updated[id_] = missed
        # Written even before it is confirmed: the validators of a page that lacks it go to the store as well, and after
        # a crash only the count brings the second look.
        touched.append(missed)
        if missed.deleted:
            changes.append(Change(kind=EventType.ENTRY_DELETED, revision=missed.revision))
    for id_ in rolled_off:
        if updated[id_].missing:
            updated[id_] = replace(updated[id_], missing=0)
            touched.append(updated[id_])

    for entry in reversed(entries):
        before = known.entries.get(entry.id)
        after, change = _see(before, entry, at)
        if after is before:
            continue
        updated[entry.id] = after
        if change is not None or (before is not None and before.missing):
            touched.append(after)
        if change is not None and entry.id not in untold:
            changes.append(change)

    waiting = [id_ for id_ in missing if not updated[id_].deleted]
    return Comparison(
        changes=tuple(changes),
        touched=tuple(touched),
        known=Known(
            entries=updated,
            window=merge_order([entry.id for entry in entries], known.window, waiting),
            title=snapshot.title or known.title,
            standfirst=snapshot.standfirst or known.standfirst,
            baseline=True,
        ),
    )


def _beyond(entries: tuple[Entry, ...], told: int | None) -> Iterator[str]:
    """Yield the ids of a first snapshot that are not told: all but the `told` newest."""
    if told is not None:
        yield from (entry.id for entry in entries[told:])


def _miss(entry: KnownEntry, confirm: int) -> KnownEntry:
    missing = entry.missing + 1
    return replace(entry, missing=0 if missing >= confirm else missing, deleted=missing >= confirm)


def _see(before: KnownEntry | None, entry: Entry, at: datetime) -> tuple[KnownEntry, Change | None]:
    """Return the entry as known from now on, and what happened to it, if anything."""
    if before is None:
        first = Revision(entry=entry, number=1, fingerprint=fingerprint(entry), observed_at=at)
        return KnownEntry(revision=first, first_seen=at), Change(kind=EventType.ENTRY_CREATED, revision=first)
    old = before.revision
    if old.entry == entry and not before.deleted and not before.missing:
        return before, None
    if same_content(old.entry, entry):
        # The newest dates and markup are kept without a new revision: `silent` is judged against the last date seen.
        current = replace(old, entry=entry)
        after = replace(before, revision=current, missing=0, deleted=False)
        return after, Change(kind=EventType.ENTRY_RESTORED, revision=current) if before.deleted else None
    new = Revision(entry=entry, number=old.number + 1, fingerprint=fingerprint(entry), observed_at=at)
    kind = EventType.ENTRY_RESTORED if before.deleted else EventType.ENTRY_UPDATED
    change = Change(kind=kind, revision=new, previous=old, edit=describe(old.entry, entry))
    return replace(before, revision=new, missing=0, deleted=False), change


def _live_blog_changes(known: Known, snapshot: Snapshot) -> Iterator[Change]:
    """Yield one change if the live blog's own title or standfirst says something else now."""
    facts: dict[str, str] = {}
    pairs: Mapping[str, tuple[str | None, str | None]] = {
        "title": (known.title, snapshot.title),
        "standfirst": (known.standfirst, snapshot.standfirst),
    }
    for name, (old, new) in pairs.items():
        # A page that lacks its title for once says nothing about the title; one that we never had is no change.
        if old and new and fold(old) != fold(new):
            facts[name] = new
            facts[f"previous_{name}"] = old
    if facts:
        changed = " and ".join(name for name in pairs if name in facts)
        yield Change(kind=EventType.LIVE_BLOG_UPDATED, reason=f"the live blog's {changed} changed", facts=facts)
