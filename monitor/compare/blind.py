"""Fields of entries that no page has shown yet: what comes to light of them later is no edit.

Where two carriers are joined, one may list 400 entries and the other show the newest 30 of them with their links. Of
the rest the links are not empty but unknown, until an entry moves up or the page grows.

Where fields move to another carrier that words them otherwise, that is no edit either; what the one before says now
tells which entries were edited in that very reading.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.compare.edits import changed_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Entry, Known, Snapshot

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """By id the fields that a snapshot is the first to show; and those that none has shown yet, as `Known` has them."""

    first_shown: Mapping[str, frozenset[str]] = field(default_factory=dict)
    blind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sight(known: Known, snapshot: Snapshot, shown: Sequence[str], *, moved: frozenset[str]) -> Sight:
    """Return what a snapshot is the first to show; `shown` are the ids by which we know its entries, in their order.

    What another carrier gives than before of the fields that `moved` is shown for the first time.
    """
    if not (known.blind or snapshot.unseen or moved):
        return Sight()
    before = {id_: frozenset(names.split()) for names, ids in known.blind.items() for id_ in ids}
    standing = {*known.window, *known.below}
    left = {id_: fields for id_, fields in before.items() if id_ in standing}
    first_shown: dict[str, frozenset[str]] = {}
    for entry, id_ in zip(snapshot.entries, shown, strict=True):
        unseen = snapshot.unseen.get(entry.id, _NONE)
        if id_ in known.entries:
            fields = before.get(id_, _NONE)
            first_shown[id_], unseen = fields - unseen, fields & unseen
            if moved and not _is_edited(known.entries.entry(id_), snapshot.stayed.get(entry.id), moved):
                first_shown[id_] |= moved
        left[id_] = unseen
    blind: defaultdict[str, list[str]] = defaultdict(list)
    for id_, fields in left.items():
        if fields:
            blind[" ".join(sorted(fields))].append(id_)
    return Sight(
        first_shown={id_: fields for id_, fields in first_shown.items() if fields},
        blind={names: tuple(ids) for names, ids in blind.items()},
    )


def _is_edited(seen: Entry, stayed: Entry | None, moved: frozenset[str]) -> bool:
    """Return whether the carriers that gave the fields before say another thing of them now, as far as they say it."""
    return stayed is not None and not moved.isdisjoint(changed_fields(seen, stayed))
