"""The items of a list in JSON by what they hold: of those that the last reading had no draft is made again.

An item is known by its value, written down anew. Where values refer to others (jsontree.py) it says less than what is
read of it, and each is read; so is one with a time ahead of now, which will come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import xxhash

from monitor.extract.readings.recall import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.readings.reading import Draft

_written = msgspec.json.Encoder().encode


def drafts_of(
    items: Sequence[Any], draft_of: Callable[[Any], Draft], document: Document, context: Hashable, *, direct: bool
) -> list[Draft]:
    """Return what `draft_of` makes of each item in this `context`; if `direct`, nothing in them refers to others."""
    shelf, ties = document.shelf, document.ties
    shelf.place(context)
    shelf.drafts.turn()
    drafts: list[Draft] = []
    for item in items:
        digest = _digest_of(item) if direct else None
        told = shelf.drafts.get(digest) if digest is not None else None
        if told is not None:
            drafts.append(told.draft)
            continue
        ties.now = False
        drafts.append(draft_of(item))
        if digest is not None and not ties.now:
            shelf.drafts.put(digest, Told(draft=drafts[-1]))
    shelf.drafts.settle()
    return drafts


def _digest_of(item: Any) -> bytes | None:
    """Return what tells an item from any other; None of what cannot be written as JSON, as some literals of scripts."""
    try:
        return xxhash.xxh3_128_digest(_written(item))
    except (TypeError, ValueError, OverflowError, RecursionError):  # UnicodeEncodeError is a ValueError
        return None
