"""The elements of a page in document order, from one walk over its tree: what holds what, and what each says.

Readers of markup ask the same of thousands of elements: is it short, what does it say, what is around it, which of
these are inside. Asked of the tree each answer walks anew, and every step of a walk makes a Python object: most of the
time of a reading went there. An outline answers from numbers, and the tree is never changed: all readers share it.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.kinds import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

FEW_PARTS = 20_000
BYTES_PER_PART = 40
"""An outline ends after so many elements, and one more for so many bytes of the page.

The captured pages have an element in 110 to 210 bytes, the densest live blog that a test could think of one in 41. A
page of a million empty tags costs as much as its bytes."""

MAX_PARTS = 24
"""How many elements and pieces of text one may hold whose words are asked for as a line."""

_UNSPOKEN = frozenset({"script", "style"})


class Part:
    """One element: number `at` of its page. Those in it are numbered up to `end`, their texts from `first` to `last`.

    `own` is what stands in the element itself and in none inside it, without the blanks around each piece; `kinds` is
    what it is called (kinds.py).
    """

    __slots__ = (
        "at",
        "attributes",
        "end",
        "first",
        "kinds",
        "last",
        "node",
        "number",
        "outline",
        "own",
        "parent",
        "tag",
    )

    def __init__(self, outline: Outline, node: LexborNode, tag: str, parent: Part | None) -> None:
        self.outline = outline
        self.node = node
        self.number = node.mem_id
        self.tag = tag
        self.parent = parent
        self.attributes: Mapping[str, str | None] = node.attributes
        self.kinds = kinds_of(tag, self.attributes, outline.known)
        self.at = self.end = len(outline.parts)
        self.first = self.last = len(outline.texts)
        self.own = ""

    def get(self, name: str) -> str:
        """Return an attribute; "" without it."""
        return self.attributes.get(name) or ""

    @property
    def size(self) -> int:
        """How many characters the words in it have, without the blanks around each piece."""
        return self.outline.sizes[self.last] - self.outline.sizes[self.first]

    def text(self, separator: str = "") -> str:
        """Return its words, with the blanks between them as on the page."""
        return separator.join(self.outline.texts[self.first : self.last])

    def short_text(self, limit: int, separator: str = " ", parts: int = MAX_PARTS) -> str | None:
        """Return its words; None if they are more than `limit` characters or it holds more than `parts` pieces."""
        if self.size > limit or self.end - self.at - 1 + self.last - self.first > parts:
            return None
        return separator.join(text.strip() for text in self.outline.texts[self.first : self.last])

    def inside(self) -> Iterator[Part]:
        """Yield the elements in it in document order."""
        parts = self.outline.parts
        return (parts[at] for at in range(self.at + 1, self.end))

    def children(self) -> Iterator[Part]:
        """Yield the elements right in it."""
        parts, at = self.outline.parts, self.at + 1
        while at < self.end:
            yield parts[at]
            at = parts[at].end

    def above(self) -> Iterator[Part]:
        """Yield the elements around it, the innermost first."""
        place = self.parent
        while place is not None:
            yield place
            place = place.parent

    def holds(self, other: Part) -> bool:
        """Return whether `other` is inside."""
        return self.at < other.at < self.end


class Outline:
    """The elements of a tree as `parts`, and its `texts`; `cut_off` says that the page has more of them."""

    def __init__(self, tree: LexborHTMLParser, page_bytes: int) -> None:
        self.tree = tree
        self.parts: list[Part] = []
        self.texts: list[str] = []
        self.speakers: list[Part] = []
        """The element that each text stands in."""
        self.sizes: list[int] = [0]
        """How many characters the texts before each have."""
        self.limit = FEW_PARTS + page_bytes // BYTES_PER_PART
        self.cut_off = False
        self.known: dict[tuple[str, str | None], int] = {}
        self._at: dict[int, int] = {}
        self._walk()

    def part_of(self, node: LexborNode) -> Part | None:
        """Return the part that is a node of the tree; None beyond the end of the outline."""
        at = self._at.get(node.mem_id)
        return None if at is None else self.parts[at]

    def select(self, css: str, limit: int | None = None) -> list[Part]:
        """Return the elements that a selector matches, in document order, the first `limit` of them."""
        found = (self.part_of(node) for node in self.tree.css(css)[:limit])
        return [part for part in found if part is not None]

    def outside(self, items: Iterable[Part]) -> Iterator[Part]:
        """Yield the elements that are neither in `items`, which are in document order, nor one of them."""
        start = 0
        for item in items:
            yield from islice(self.parts, start, max(start, item.at))
            start = max(start, item.end)
        yield from islice(self.parts, start, None)

    def _walk(self) -> None:
        root = self.tree.root
        parts, texts, sizes, numbers = self.parts, self.texts, self.sizes, self._at
        opened: list[Part] = []
        holder: Part | None = None
        around = 0
        for node in root.traverse(include_text=True) if root is not None else ():
            tag = node.tag or ""
            if tag[:1] == "-" and tag != "-text":
                continue
            above = node.parent
            number = above.mem_id if above is not None else 0
            while holder is not None and number != around:
                holder.end, holder.last = len(parts), len(texts)
                opened.pop()
                holder = opened[-1] if opened else None
                around = holder.number if holder is not None else 0
            if tag != "-text":
                if len(parts) >= self.limit:
                    self.cut_off = True
                    break
                holder = Part(self, node, tag, holder)
                around = holder.number
                numbers[around] = len(parts)
                parts.append(holder)
                opened.append(holder)
            elif holder is not None and holder.tag not in _UNSPOKEN:
                words = node.text_content or ""
                own = words.strip()
                if own:
                    texts.append(words)
                    self.speakers.append(holder)
                    sizes.append(sizes[-1] + len(own))
                    holder.own += own
                elif texts and not texts[-1][-1].isspace():
                    texts[-1] += " "  # blanks between two elements part their words
        for part in opened:
            part.end, part.last = len(parts), len(texts)


def outermost(parts: Iterable[Part]) -> list[Part]:
    """Return the parts that are in none of the others, each once, in document order."""
    kept: list[Part] = []
    for part in sorted(parts, key=lambda part: part.at):
        if not kept or part.at >= kept[-1].end:
            kept.append(part)
    return kept


def shared_out(parts: Iterable[Part], items: Sequence[Part]) -> dict[int, list[Part]]:
    """Return for each of `items`, none in another and in document order, the parts in it, by the item's place."""
    starts = [item.at for item in items]
    held: dict[int, list[Part]] = {}
    for part in parts:
        place = bisect_left(starts, part.at) - 1  # an item is not in itself
        if place >= 0 and part.at < items[place].end:
            held.setdefault(place, []).append(part)
    return held
