"""The items of a list by what they hold: of those that the last reading had no draft is made again.

An item of JSON is known by its value, written down anew, one of a feed by its markup. Where values refer to others
(jsontree.py) that says less than what is read of it, and each is read; so is one with a time ahead, which will come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import xxhash
from lxml import etree

from monitor.extract.readings.recall import told_again

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.readings.reading import Draft

_T = TypeVar("_T")

_written = msgspec.json.Encoder().encode


def drafts_of(
    items: Sequence[_T],
    draft_of: Callable[[_T], Draft],
    document: Document,
    context: Hashable,
    digest_of: Callable[[_T], bytes | None],
) -> list[Draft]:
    """Return what `draft_of` makes of each item, of the item and this `context` alone; None knows no item again."""
    shelf = document.shelf
    known = shelf.drafts
    shelf.place((context, document.zone))
    known.turn()
    digested = ((item, digest_of(item)) for item in items)
    pieces = ((item, digest, known.get(digest) if digest is not None else None) for item, digest in digested)
    drafts = told_again(pieces, draft_of, document.ties, known)
    known.settle()
    return drafts


def digest_of_value(item: Any) -> bytes | None:
    """Return what tells a value from any other; None of what cannot be written as JSON, as some literals of scripts."""
    try:
        return xxhash.xxh3_128_digest(_written(item))
    except (TypeError, ValueError, OverflowError, RecursionError):  # UnicodeEncodeError is a ValueError
        return None


def digest_of_element(item: etree._Element) -> bytes:
    """Return what tells an element of a feed, with the namespaces around it, from any other."""
    return xxhash.xxh3_128_digest(etree.tostring(item, with_tail=False))


def no_digest(_: object) -> None:
    """Return nothing: the item is read each time."""
