"""Texts that lost their ends: a body that breaks off, a meter that puts a box where the rest was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.compare.edits import fold, lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import KnownEntry

FEWEST_CUT = 3
"""Texts that lose their end in one reading before that is the connection's doing and not the newsroom's."""


def lost_its_end(before: KnownEntry, after: KnownEntry) -> bool:
    """Return whether an entry says the beginning of what it said."""
    old, new = fold(before.revision.entry.text), fold(after.revision.entry.text)
    # What is left may end in an ellipsis of the publisher's; an unchanged text that ends in a stop lost nothing.
    return len(new) < len(old) and old.startswith(new.rstrip("…. "))


def cut_alike(edited: Iterable[tuple[KnownEntry, KnownEntry]]) -> bool:
    """Return whether most entries that differ lost lines at their ends, and the same or none stand there now."""
    instead = Counter(_instead(*(tuple(lines(seen.revision.entry)) for seen in pair)) for pair in edited)
    cut = max((times for box, times in instead.items() if box is not None), default=0)
    return cut >= FEWEST_CUT and 2 * cut > instead.total()


def _instead(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the lines that stand where a text had others after its beginning; None if it lost none."""
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(new))
    return new[same:] if 0 < same < len(old) else None
