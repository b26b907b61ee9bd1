"""By which names the entries of a page go: how far its ids are trusted, what they stand for, which are free.

What a page shows twice, once pinned under an id of its own, is one entry.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.compare.edits import fold
from monitor.compare.likeness import TELLING_CHARS
from monitor.model import IdClass

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Mapping, Sequence

    from monitor.model import Entry, Known, Snapshot

FEW = 3
"""Fewer ids than that cannot be told apart: a lone `1` is a position as well as a counter or a name."""


def trusted_class(snapshot: Snapshot, known: Known) -> IdClass:
    """Return the class of the snapshot's ids. Too few to tell are trusted as those of the last one."""
    if known.id_class is None or len(snapshot.entries) >= FEW:
        return snapshot.id_class
    # Two in a row look like a counter; those before say whether they are, if they were enough to tell.
    told = snapshot.id_class is IdClass.STABLE or len(known.window) >= FEW
    return known.id_class if told else snapshot.id_class


def shown_once(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries without the pinned copies that pages show of them under ids of their own.

    The copy has the date, the headline and all else of the entry; the entry itself then counts as pinned. Two entries
    that are both pinned, or both not, are two.
    """
    pinned = {key: entry.id for entry in entries if entry.pinned and (key := _copied(entry)) is not None}
    if not pinned:
        return tuple(entries)
    originals = {key for entry in entries if not entry.pinned and (key := _copied(entry)) in pinned}
    return tuple(
        entry if entry.pinned or _copied(entry) not in originals else replace(entry, pinned=True)
        for entry in entries
        if not (entry.pinned and _copied(entry) in originals)
    )


def with_beside(snapshot: Snapshot, known: Known) -> tuple[Entry, ...]:
    """Return the entries with those on top that are shown pinned beside them and known.

    Pinning takes an entry out of the list of some interfaces. One that is not known may be of any page, and no news.
    """
    listed = {entry.id for entry in snapshot.entries}
    beside = (
        entry
        for entry in snapshot.beside
        if entry.id not in listed and known.aliases.get(entry.id, entry.id) in known.entries
    )
    return (*beside, *snapshot.entries)


def _copied(entry: Entry) -> Hashable | None:
    if entry.published is None or len(fold(entry.text)) < TELLING_CHARS:
        return None
    return entry.published, fold(entry.title), fold(entry.text), frozenset(entry.links), frozenset(entry.images)


def aliases(snapshot: Sequence[Entry], ids: Sequence[str], known: Known) -> Mapping[str, str]:
    """Return by the page's ids the ones by which we know the entries, where they differ.

    What was known by another name and is not on this page keeps it while it is in the window or known below.
    """
    shown = {entry.id: id_ for entry, id_ in zip(snapshot, ids, strict=True)}
    window = frozenset((*known.window, *known.below))
    kept = {name: id_ for name, id_ in known.aliases.items() if name not in shown and id_ in window}
    return kept | {name: id_ for name, id_ in shown.items() if name != id_}


def unused(id_: str, *taken: Container[str]) -> str:
    """Return the id, with a number behind it if it is taken.

    >>> unused("post1", {"post1"}, {"post1~2"})
    'post1~3'
    """
    number, free = 1, id_
    while any(free in ids for ids in taken):
        number += 1
        free = f"{id_}~{number}"
    return free
