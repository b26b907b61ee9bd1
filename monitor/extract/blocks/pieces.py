"""The items of a page by their markup: those that the last reading had are taken from it, the others read.

An item's markup, serialised, says all that is read of it alone: its names, times as told, authors, headline and body.
What hangs on the page around it (the day of a clock, the record numbers that name all items) is settled each time. Of a
page whose outline was cut off nothing is remembered: an item that is there in part says less than its markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

import msgspec

from monitor.extract.blocks.naming import mined_keys, records_in
from monitor.extract.blocks.seals import digest_of
from monitor.extract.page.outline import Seal
from monitor.extract.readings.reading import Draft
from monitor.extract.times.reader import When
from monitor.extract.words.markup import Body

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.readings.recall import Memo


class Piece(msgspec.Struct, kw_only=True):
    """What was read of one item. `draft` is what was made of it by the time that it then was said to have.

    `seal` stands for the item on the next page that has it.
    """

    when: When
    keys: tuple[str | None, ...]
    authors: tuple[str, ...]
    pinned: bool
    url: str | None = None
    title: str | None = None
    body: Body = Body()
    zones: frozenset[tzinfo] = frozenset()
    lasts: bool = True
    records: Mapping[str, str] = {}
    mined: str | None = None
    draft: tuple[When, Draft] | None = None
    seal: Seal | None = None
    replies: tuple[Piece, ...] = ()

    def each(self) -> Iterator[Piece]:
        """Yield what was read of the item, then of the entries that stand in it."""
        yield self
        for reply in self.replies:
            yield from reply.each()


def pieces_read_before(document: Document, layout: Hashable) -> Memo[bytes, Piece]:
    """Return what the last reading knew of items, if it read them in the same place and by the same layout."""
    shelf = document.shelf
    context = (layout, document.url, document.canonical, document.base, document.zone)
    if shelf.pieces_context != context:
        shelf.pieces.clear()
        shelf.pieces_context = context
    return shelf.pieces


class Pieces:
    """The items of one page, in page order: `pieces` are the known ones, `fresh` the others, at `places`."""

    def __init__(
        self, items: Sequence[Part], document: Document, layout: Hashable, digests: Mapping[int, bytes]
    ) -> None:
        self._memo = pieces_read_before(document, layout)
        self._memo.turn()
        self._may = not items[0].outline.cut_off
        self._digests = [digests.get(item.number) or digest_of(item.node) for item in items] if self._may else []
        self._here = document.pieces.setdefault(layout, {})
        known = [
            before if before is not None else self._read_here(at, items[at])
            for at, before in enumerate(self._memo.get_all(self._digests) or [None] * len(items))
        ]
        self.records = [piece.records if piece else records_in(item) for piece, item in zip(known, items, strict=True)]
        self.mined = mined_keys(self.records)
        self.pieces = [
            piece if piece is not None and piece.mined == mined else None
            for piece, mined in zip(known, self.mined, strict=True)
        ]
        self.places = [at for at, piece in enumerate(self.pieces) if piece is None]
        self.fresh = [items[at] for at in self.places]

    def _read_here(self, at: int, item: Part) -> Piece | None:
        """Return what another extractor read of the same element of this page, by the same layout."""
        piece = self._here.get(item.number)
        if piece is not None and self._may and piece.lasts:
            self._memo.put(self._digests[at], piece)
        return piece

    def settle(self, read: Sequence[Piece]) -> list[Piece]:
        """Return all pieces, those that were read in their places; those that last are remembered."""
        for at, piece, item in zip(self.places, read, self.fresh, strict=True):
            piece.records, piece.mined, piece.seal = self.records[at], self.mined[at], item.seal()
            self.pieces[at] = self._here[item.number] = piece
            if self._may and piece.lasts:
                self._memo.put(self._digests[at], piece)
        self._memo.settle()
        return [piece for piece in self.pieces if piece is not None]
