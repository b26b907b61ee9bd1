"""Which elements of a page stay closed, because the last reading knew them by their markup.

    blocks of entries      ─▶ a Piece under the same bytes?  ─▶ closed: the piece is taken (pieces.py)
    what stands around     ─▶ mute under the same bytes?     ─▶ closed: nothing in it says anything of the page
    all else               ─▶ walked as ever

An outline with closed elements answers as one without whatever is asked of it, so that a reading with a recall is equal
to one without.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import xxhash

from monitor.extract.page.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from monitor.extract.blocks.pieces import Piece
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part, Seal
    from monitor.extract.readings.recall import Memo

LEVELS = 4
"""How far below the elements around the entries mute ones are looked for: each level costs the markup of the page once
more, a third of a millisecond for 340 KB."""

_TITLES = frozenset({"h1", "title"})
"""Of these every word counts, so nothing in them is closed."""

_NEVER_MUTE = frozenset({"meta", "link", "script", "style", "br", "img", "h1", "title", "base"})
"""These speak, or have nothing in them that would have to be walked."""


class Opening:
    """The outline of a page around `blocks`, which are in document order and none in another: their parts are `parts`.

    `pieces` are those that the last reading had; without any, and where the outline is there already, all is open.
    What stands around the blocks is open, and all that is in it, where its markup has one of the words of `telling`.
    """

    def __init__(
        self,
        blocks: Sequence[LexborNode],
        document: Document,
        pieces: Memo[bytes, Piece],
        telling: tuple[str, ...] = (),
    ) -> None:
        self._document = document
        self._pieces = pieces
        self._telling = telling
        self._mute = document.shelf.mute
        self._levels: dict[int, int] = {}
        self._asked: list[tuple[LexborNode, bytes]] = []
        self.digests: Mapping[int, bytes] = {block.mem_id: digest_of(block) for block in blocks}
        tree, outline = document.tree, None
        if tree is not None and blocks and len(pieces) and "outline" not in vars(document):
            self._mute.turn()
            outline = self._around(blocks, tree)
        self.outline = outline or document.outline
        self.parts = self._parts_of(blocks)

    def reopened(self, items: Iterable[Part]) -> list[Part]:
        """Return the parts of an outline without closed elements that `items` are."""
        nodes = [item.node for item in items]
        self.release()
        self.outline, self._asked = self._document.outline, []
        return self._parts_of(nodes)

    def settle(self, speaking: Sequence[int]) -> None:
        """Remember of what was walked which elements are mute; at `speaking` stand those that said something."""
        end = 0
        for node, digest in self._asked:
            part = self.outline.part_of(node) if self.outline is not None else None
            if part is None or part.at < end:
                continue
            place = bisect_left(speaking, part.at)
            if place == len(speaking) or speaking[place] >= part.end:
                self._mute.put(digest, part.seal())
                end = part.end
        self._mute.settle()

    def release(self) -> None:
        """Forget the elements, unless they are those of the document."""
        self._asked.clear()
        if self.outline is not None and self.outline is not vars(self._document).get("outline"):
            self.outline.release()

    def _around(self, blocks: Sequence[LexborNode], tree: LexborHTMLParser) -> Outline | None:
        """Return an outline with closed elements; None if the page must be open."""
        for block in blocks:
            place = block.parent
            while place is not None and place.mem_id not in self._levels:
                if place.tag in _TITLES:
                    return None
                self._levels[place.mem_id] = LEVELS
                place = place.parent
        outline = Outline(tree, len(self._document.page.body), self._seal_of)
        if outline.cut_off:
            outline.release()
            return None
        return outline

    def _parts_of(self, nodes: Iterable[LexborNode]) -> list[Part]:
        outline = self.outline
        parts = (outline.part_of(node) for node in nodes) if outline is not None else ()
        return [part for part in parts if part is not None]

    def _seal_of(self, node: LexborNode, tag: str, holder: Part | None) -> Seal | None:
        number = node.mem_id
        own = self.digests.get(number)
        if own is not None:
            piece = self._pieces.get(own)
            return None if piece is None else piece.seal
        level = self._levels.get(holder.number, 0) if holder is not None else 0
        if not level or number in self._levels or tag in _NEVER_MUTE:
            return None
        markup = node.html or ""
        if any(word in markup for word in self._telling):
            return None
        digest = _digest(markup)
        seal = self._mute.get(digest)
        if seal is None:
            self._levels[number] = level - 1
            self._asked.append((node, digest))
        return seal


def digest_of(node: LexborNode) -> bytes:
    """Return what tells an element's markup from any other."""
    return _digest(node.html or "")


def _digest(markup: str) -> bytes:
    return xxhash.xxh3_128_digest(markup.encode("utf-8", "surrogatepass"))


def apart(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return the elements that are in none of the others, each once."""
    nodes = list(nodes)
    numbers, clear = {node.mem_id for node in nodes}, set[int]()
    kept: dict[int, LexborNode] = {}
    for node in nodes:
        place = node.parent
        climbed: set[int] = set()
        while place is not None and place.mem_id not in numbers and place.mem_id not in clear:
            climbed.add(place.mem_id)
            place = place.parent
        if place is None or place.mem_id in clear:
            clear |= climbed
            kept.setdefault(node.mem_id, node)
    return list(kept.values())
