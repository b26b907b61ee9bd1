"""A page that is read in another way than the last time: what then differs is the reading's doing, and nobody's edit.

A page that changed its layout is read anew; a new version of the program reads a caption that the last one left out;
the operator's own selectors leave out what was read before. All the same

    the publisher dates an entry later than before,          it was edited
    or, where it so dates many, after the last reading
    most entries read as they did, the last reading is past  the newsroom edited the others
    an unknown entry stands above all that is known,         it is new; another was overlooked by the last reading
    or is dated after the last reading, as where none that is known is shown
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.compare.edits import redated, same_content
from monitor.compare.names import FEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Entry, Known

MOST_ALIKE = 0.75
"""The share of entries that read as before from which on the way of reading has changed nothing."""

LATELY = timedelta(minutes=15)
"""In so short a time fewer entries are edited than another reader may read otherwise."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """The ids of the entries that only read `otherwise`, and of those that were `overlooked` before.

    `anew` says that the page as a whole reads otherwise, its title too.
    """

    otherwise: frozenset[str] = _NONE
    overlooked: frozenset[str] = _NONE
    anew: bool = False


def reread(
    known: Known, shown: Sequence[str], unlike: Mapping[str, Entry], *, at: datetime, since: datetime | None
) -> Rereading:
    """Return what is the doing of a reading at `at`, if another reader read the page last, at `since`.

    Without `since` the reader is the same, and has found anew how the page is to be read. `shown` are the ids on the
    page, `unlike` its entries that are not as known.
    """
    anew = not _reads_alike(known, shown, unlike)
    lately = since is not None and at - since <= LATELY
    otherwise = frozenset(unlike) - _edited(known, shown, unlike, since) if anew or lately else _NONE
    return Rereading(
        otherwise=otherwise,
        overlooked=_NONE if since is None else _overlooked(known, shown, unlike, since),
        anew=anew or lately,
    )


def _reads_alike(known: Known, shown: Sequence[str], unlike: Mapping[str, Entry]) -> bool:
    """Return whether most of the entries that were known say what they said: then it is the publisher who differs."""
    seen = [id_ for id_ in shown if id_ in known.entries]
    alike = sum(id_ not in unlike or same_content(known.entries.entry(id_), unlike[id_]) for id_ in seen)
    return len(seen) >= FEW and alike >= MOST_ALIKE * len(seen)


def _edited(known: Known, shown: Sequence[str], unlike: Mapping[str, Entry], since: datetime | None) -> frozenset[str]:
    """Return the ids of entries that their publisher says to have changed; not if it says so of many.

    Then their dates are what is read otherwise, and those changed that are dated after the last reading. If these are
    many, too, the house stamped them all.
    """
    seen = [id_ for id_ in shown if id_ in known.entries]
    dated = ((id_, redated(known.entries.entry(id_), unlike[id_])) for id_ in seen if id_ in unlike)
    later = {id_: at for id_, at in dated if at is not None}
    few = (1 - MOST_ALIKE) * len(seen)
    if len(later) > few and since is not None:
        later = {id_: at for id_, at in later.items() if at > since}
    return frozenset(later) if len(later) <= few else _NONE


def _overlooked(known: Known, shown: Sequence[str], unlike: Mapping[str, Entry], since: datetime) -> frozenset[str]:
    """Return the ids of entries that were there at the last reading; where it found none of them, those so dated."""
    first = next((place for place, id_ in enumerate(shown) if _is_in_order(known, id_)), None)
    if first is None:
        return frozenset(id_ for id_, one in unlike.items() if one.published is not None and one.published <= since)
    below = (unlike[id_] for id_ in shown[first:] if id_ not in known.entries)
    return frozenset(entry.id for entry in below if entry.published is None or entry.published <= since)


def _is_in_order(known: Known, id_: str) -> bool:
    """Return whether an entry is known and stands where it does for its age."""
    return id_ in known.entries and not known.entries.pinned(id_) and id_ not in known.sticky
