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
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from monitor.compare.edits import describe, same_content
from monitor.event import edit_shape, entry_shape, rfc3339
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.model import Edit, Event, History, Revision


AT_FIRST = "stood when the live blog was first read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened at a time: to an entry, or to the live blog or its source, and then there is an `event`.

    `revision` is the entry as it was from then on, or as it was last for one that was deleted. Where so many of its
    versions were `removed` since, what it said before is not known; it then came with words that are kept no more, and
    `revision` is the oldest one that is. `at_first`: it stood when the live blog was first read.
    """

    at: datetime
    type: EventType
    revision: Revision | None = None
    previous: Revision | None = None
    edit: Edit | None = None
    event: Event | None = None
    removed: int = 0
    at_first: bool = False

    @property
    def entry_id(self) -> str | None:
        return self.revision.entry.id if self.revision else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry as it stood at a time."""

    revision: Revision
    first_seen: datetime
    removed: int = 0
    """So many versions were removed, that of the time among them: the revision is the oldest one kept, of later."""


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
    first = began(history)
    for id_, revisions in by_entry.items():
        created, *later = _steps(sorted(revisions, key=lambda one: one.number), told[id_], history.first_seen.get(id_))
        steps += [replace(created, at_first=created.at == first), *later]
    return tuple(sorted(steps, key=_place))


def _place(step: Step) -> tuple[datetime, datetime]:
    """Sort what one poll found by the publisher's dates."""
    published = step.revision.entry.published if step.revision else None
    return step.at, published or datetime.min.replace(tzinfo=UTC)


def _steps(revisions: list[Revision], events: Iterable[Event], came: datetime | None) -> Iterator[Step]:
    """Yield what happened to one entry: its revisions, and the deletions and restorations between them.

    It `came` with its first revision, which may be removed.
    """
    first = revisions[0]
    removed = first.number - 1
    came = came if came is not None and removed else first.observed_at
    restored = {event.at for event in events if event.type is EventType.ENTRY_RESTORED}

    def kind(revision: Revision) -> EventType:
        return EventType.ENTRY_RESTORED if revision.observed_at in restored else EventType.ENTRY_UPDATED

    yield Step(at=came, type=EventType.ENTRY_CREATED, revision=first, removed=removed)
    if removed:
        yield Step(at=first.observed_at, type=kind(first), revision=first, removed=removed)
    for old, new in pairwise(revisions):
        edit = describe(old.entry, new.entry)
        yield Step(at=new.observed_at, type=kind(new), revision=new, previous=old, edit=edit)
    changed = {revision.observed_at for revision in revisions if revision.number > 1}
    for event in events:
        if event.type is EventType.ENTRY_DELETED or event.at not in changed:
            current = [one for one in revisions if one.observed_at <= event.at]
            if current:
                yield Step(at=event.at, type=event.type, revision=current[-1])
            else:
                yield Step(at=event.at, type=event.type, revision=first, removed=removed)


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
            kept = step.revision.observed_at <= step.at
            stood[id_] = Standing(
                revision=step.revision, first_seen=first_seen, removed=0 if kept else step.revision.number - 1
            )
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

    What came and went meanwhile, or was edited there and back, is no difference. Of what an entry said before `start`
    nothing may be kept: then it is only known that it was edited.
    """
    before = {one.revision.entry.id: one for one in standing(history, start)}
    after = {one.revision.entry.id: one for one in standing(history, end)}
    last = {step.entry_id: step.at for step in timeline(history) if step.at <= end}
    steps: list[Step] = []
    for id_ in before.keys() | after.keys():
        old, new, at = before.get(id_), after.get(id_), last[id_]
        if new is None:
            assert old is not None  # each id is of one or the other
            steps.append(Step(at=at, type=EventType.ENTRY_DELETED, revision=old.revision, removed=old.removed))
        elif old is None:
            steps.append(Step(at=at, type=EventType.ENTRY_CREATED, revision=new.revision, removed=new.removed))
        elif old.removed > new.removed:
            steps.append(Step(at=at, type=EventType.ENTRY_UPDATED, revision=new.revision, removed=old.removed))
        elif not same_content(old.revision.entry, new.revision.entry):
            edit = describe(old.revision.entry, new.revision.entry)
            kind, was = EventType.ENTRY_UPDATED, old.revision
            steps.append(Step(at=at, type=kind, revision=new.revision, previous=was, edit=edit))
    return tuple(sorted(steps, key=lambda step: (step.at, step.entry_id or "")))


def began(history: History) -> datetime | None:
    """Return when the live blog was first read; None if it never was."""
    moments = (*(revision.observed_at for revision in history.revisions), *history.first_seen.values())
    return min(moments, default=None)


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
            "reason": "; ".join(filter(None, (AT_FIRST if step.at_first else "", removed_before(step)))) or None,
        },
    }


def removed_before(step: Step) -> str:
    """Return that earlier words of an entry are kept no more, "" if they are."""
    if not step.removed or step.revision is None:
        return ""
    versions = "an older version" if step.removed == 1 else f"{step.removed} older versions"
    later = "; these words are later ones" if step.revision.observed_at > step.at else ""
    return f"{versions} removed since{later}"
