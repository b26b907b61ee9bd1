"""Fields of entries that no page has shown yet: what comes to light of them later is no edit.

Where two carriers are joined, one may list 400 entries and the other show the newest 30 of them with their links. Of
the rest the links are not empty but unknown, until an entry moves up or the page grows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Known, Snapshot

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """By id the fields that a snapshot is the first to show; and those that none has shown yet, as `Known` has them."""

    first_shown: Mapping[str, frozenset[str]] = field(default_factory=dict)
    blind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sight(known: Known, snapshot: Snapshot, shown: Sequence[str]) -> Sight:
    """Return what a snapshot is the first to show; `shown` are the ids by which we know its entries, in their order."""
    if not known.blind and not snapshot.unseen:
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
        left[id_] = unseen
    blind: defaultdict[str, list[str]] = defaultdict(list)
    for id_, fields in left.items():
        if fields:
            blind[" ".join(sorted(fields))].append(id_)
    return Sight(
        first_shown={id_: fields for id_, fields in first_shown.items() if fields},
        blind={names: tuple(ids) for names, ids in blind.items()},
    )
