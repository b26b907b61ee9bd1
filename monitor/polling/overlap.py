"""Whether a page goes on where the last one ended, or others may have been between them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.compare.bottom import may_stick
from monitor.compare.identity import recognise
from monitor.compare.names import shown_once, trusted_class
from monitor.model import IdClass
from monitor.model.known import reading_of

if TYPE_CHECKING:
    from monitor.model import Known, Snapshot


def overlap(snapshot: Snapshot, known: Known) -> bool:
    """Return whether a snapshot shows an entry that was on the page before; a pinned one stays, whatever rolls off."""
    if _shows_one_as_known(snapshot, known):
        return True
    shown = recognise(snapshot, known).ids
    sticky = _not_rolling(known)
    pinned = {id_ for id_, entry in zip(shown, shown_once(snapshot.entries), strict=False) if entry.pinned}
    known_before = [id_ for id_ in shown if id_ in known.entries]
    in_order = [id_ for id_ in known.window if not known.entries.pinned(id_) and id_ not in known.sticky]
    return any(id_ not in pinned and id_ not in sticky for id_ in known_before) or (bool(known_before) and not in_order)


def _not_rolling(known: Known) -> set[str]:
    """Return the entries that may stand on a page though it has rolled over all that was known."""
    return {*known.sticky, *may_stick(known)}


def _shows_one_as_known(snapshot: Snapshot, known: Known) -> bool:
    """Return whether an entry is beyond doubt one that we know: under a lasting name, and to the letter as it was.

    Of most pages this tells enough; recognising all of 100 entries takes 2 ms, and comparing does it once more.
    """
    if known.aliases or trusted_class(snapshot, known) is not IdClass.STABLE:
        return False
    sticky = _not_rolling(known)
    rolling = (entry for entry in snapshot.entries if not entry.pinned and entry.id not in sticky)
    return any(entry.id in known.entries and known.entries.reads(entry.id, reading_of(entry)) for entry in rolling)
