"""The past of a live blog, from its revisions and events: what happened, how it stood at a time, what changed between.

revisions ─┐
           ├─▶ timeline: one step per thing that happened, oldest first
events ────┘      │
                  ├─▶ standing(at): the entries that stood then
                  └─▶ between(start, end): what is different, however often it changed meanwhile

Pure. A step has the shape of an event (DESIGN §5) without its id and sequence: many of them were never told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from monitor.compare.edits import describe, same_content
from monitor.event import edit_shape, entry_shape, rfc3339
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.model import Edit, Event, History, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened at a time: to an entry, or to the live blog or its source, and then there is an `event`.

    `revision` is the entry as it was from then on, or as it was last for one that was deleted.
    """

    at: datetime
    type: EventType
    revision: Revision | None = None
    previous: Revision | None = None
    edit: Edit | None = None
    event: Event | None = None

    @property
    def entry_id(self) -> str | None:
        return self.revision.entry.id if self.revision else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry as it stood at a time."""

    revision: Revision
    first_seen: datetime


def timeline(history: History) -> tuple[Step, ...]:
    """Return all that happened, oldest first."""
    by_entry: defaultdict[str, list[Revision]] = defaultdict(list)
    for revision in history.revisions:
        by_entry[revision.entry.id].append(revision)
    told: defaultdict[str, list[Event]] = defaultdict(list)
    steps: list[Step] = []
    for event in history.events:
        if event.entry_id is None:
            steps.append(Step(at=event.at, type=event.type, event=event))
        else:
            told[event.entry_id].append(event)
    for id_, revisions in by_entry.items():
        steps += _steps(sorted(revisions, key=lambda one: one.number), told[id_])
    return tuple(sorted(steps, key=_place))


def _place(step: Step) -> tuple[datetime, datetime]:
    """Sort what one poll found by the publisher's dates."""
    published = step.revision.entry.published if step.revision else None
    return step.at, published or datetime.min.replace(tzinfo=UTC)


def _steps(revisions: list[Revision], events: Iterable[Event]) -> Iterator[Step]:
    """Yield what happened to one entry: its revisions, and the deletions and restorations between them."""
    first = revisions[0]
    yield Step(at=first.observed_at, type=EventType.ENTRY_CREATED, revision=first)
    restored = {event.at for event in events if event.type is EventType.ENTRY_RESTORED}
    for old, new in pairwise(revisions):
        back = new.observed_at in restored
        kind = EventType.ENTRY_RESTORED if back else EventType.ENTRY_UPDATED
        edit = describe(old.entry, new.entry)
        yield Step(at=new.observed_at, type=kind, revision=new, previous=old, edit=edit)
    changed = {revision.observed_at for revision in revisions[1:]}
    for event in events:
        if event.type is EventType.ENTRY_DELETED or event.at not in changed:
            current = [one for one in revisions if one.observed_at <= event.at] or revisions[:1]
            yield Step(at=event.at, type=event.type, revision=current[-1])


def standing(history: History, at: datetime) -> tuple[Standing, ...]:
    """Return the entries that stood at a time, newest first by the publisher's date, else by when we saw them."""
    stood: dict[str, Standing] = {}
    seen: dict[str, datetime] = {}
    for step in timeline(history):
        if step.at > at or step.revision is None:
            continue
        id_ = step.revision.entry.id
        first_seen = seen.setdefault(id_, step.at)
        if step.type is EventType.ENTRY_DELETED:
            stood.pop(id_, None)
        else:
            stood[id_] = Standing(revision=step.revision, first_seen=first_seen)
    return tuple(sorted(stood.values(), key=_date, reverse=True))


def _date(entry: Standing) -> datetime:
    return entry.revision.entry.published or entry.first_seen


def title_at(history: History, at: datetime) -> str | None:
    """Return the live blog's title as it was at a time."""
    for event in history.events:
        if event.type is EventType.LIVE_BLOG_UPDATED and event.at > at:
            previous = event.message["data"]["facts"].get("previous_title")
            if previous is not None:
                return str(previous)
    return history.title


def between(history: History, start: datetime, end: datetime) -> tuple[Step, ...]:
    """Return what is different at `end` from what stood at `start`, in the order in which it last changed.

    What came and went meanwhile, or was edited there and back, is no difference.
    """
    before = {one.revision.entry.id: one.revision for one in standing(history, start)}
    after = {one.revision.entry.id: one.revision for one in standing(history, end)}
    last = {step.entry_id: step.at for step in timeline(history) if step.at <= end}
    steps: list[Step] = []
    for id_ in before.keys() | after.keys():
        old, new, at = before.get(id_), after.get(id_), last[id_]
        if old is None:
            steps.append(Step(at=at, type=EventType.ENTRY_CREATED, revision=new))
        elif new is None:
            steps.append(Step(at=at, type=EventType.ENTRY_DELETED, revision=old))
        elif not same_content(old.entry, new.entry):
            edit = describe(old.entry, new.entry)
            steps.append(Step(at=at, type=EventType.ENTRY_UPDATED, revision=new, previous=old, edit=edit))
    return tuple(sorted(steps, key=lambda step: (step.at, step.entry_id or "")))


def began(history: History) -> datetime | None:
    """Return when the live blog was first read; None if it never was."""
    return min((revision.observed_at for revision in history.revisions), default=None)


def message(history: History, step: Step) -> dict[str, Any]:
    """Return a step in the shape of an event's body; what was an event is told as it was."""
    if step.event is not None:
        return step.event.message
    revision, previous = step.revision, step.previous
    assert revision is not None
    return {
        "type": step.type.value,
        "timestamp": rfc3339(step.at),
        "data": {
            "source": {"name": history.source, "url": history.url},
            "entry": entry_shape(revision.entry, revision.number),
            "previous": entry_shape(previous.entry, previous.number) if previous else None,
            "change": edit_shape(step.edit) if step.edit else None,
        },
    }
