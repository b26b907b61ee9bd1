"""The items of a page by their markup: those that the last reading had are taken from it, the others read.

An item's markup, serialised, says all that is read of it alone: its names, times as told, authors, headline and body.
What hangs on the page around it (the day of a clock, the record numbers that name all items) is settled each time. Of a
page whose outline was cut off nothing is remembered: an item that is there in part says less than its markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xxhash

from monitor.extract.markup import Body
from monitor.extract.naming import mined_keys, records_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from monitor.extract.document import Document
    from monitor.extract.marks import When
    from monitor.extract.outline import Part
    from monitor.extract.reading import Draft


@dataclass(slots=True, kw_only=True)
class Piece:
    """What was read of one item. `draft` is what was made of it by the time that it then was said to have."""

    when: When
    keys: tuple[str | None, ...]
    authors: tuple[str, ...]
    pinned: bool
    url: str | None = None
    title: str | None = None
    body: Body = field(default_factory=Body)
    zones: frozenset[tzinfo] = frozenset()
    lasts: bool = True
    records: Mapping[str, str] = field(default_factory=dict)
    mined: str | None = None
    draft: tuple[When, Draft] | None = None


class Pieces:
    """The items of one page, in page order: `pieces` are the known ones, `fresh` the others, at `places`."""

    def __init__(self, items: Sequence[Part], document: Document, layout: object) -> None:
        self._memo = document.shelf.pieces
        context = (layout, document.url, document.canonical, document.base, document.zone)
        if document.shelf.pieces_context != context:
            self._memo.clear()
            document.shelf.pieces_context = context
        self._memo.turn()
        self._may = not items[0].outline.cut_off
        self._digests = [digest_of(item) for item in items] if self._may else []
        known = [self._memo.get(digest) for digest in self._digests] or [None] * len(items)
        self.records = [piece.records if piece else records_in(item) for piece, item in zip(known, items, strict=True)]
        self.mined = mined_keys(self.records)
        self.pieces = [
            piece if piece is not None and piece.mined == mined else None
            for piece, mined in zip(known, self.mined, strict=True)
        ]
        self.places = [at for at, piece in enumerate(self.pieces) if piece is None]
        self.fresh = [items[at] for at in self.places]

    def settle(self, read: Sequence[Piece]) -> list[Piece]:
        """Return all pieces, those that were read in their places; those that last are remembered."""
        for at, piece in zip(self.places, read, strict=True):
            piece.records, piece.mined = self.records[at], self.mined[at]
            self.pieces[at] = piece
            if self._may and piece.lasts:
                self._memo.put(self._digests[at], piece)
        self._memo.settle()
        return [piece for piece in self.pieces if piece is not None]


def digest_of(item: Part) -> bytes:
    """Return what tells an element's markup from any other."""
    return xxhash.xxh3_128_digest((item.node.html or "").encode("utf-8", "surrogatepass"))
