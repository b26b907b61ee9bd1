"""The elements of a page in document order, from one walk over its tree: what holds what, and what each says.

Readers of markup ask the same of thousands of elements: is it short, what does it say, what is around it, which of
these are inside. Asked of the tree each answer walks anew, and every step of a walk makes a Python object: most of the
time of a reading went there. An outline answers from numbers, and the tree is never changed: all readers share it.

What the last reading knew may stay closed: an element whose markup is the same as then is one part without others in
it, and its `Seal` says what those around it ask of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.extract.page.kinds import kinds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    SealOf = Callable[[LexborNode, str, "Part | None"], "Seal | None"]

FEW_PARTS = 6_000
BYTES_PER_PART = 60
"""An outline ends after so many elements, and one more for so many bytes of the page.

The captured pages have up to 3,300, one in 110 to 370 bytes; entries of a few paragraphs with a link and a stress in
each have one in 70. A page of empty tags costs as much as its bytes."""

MAX_PARTS = 24
"""How many elements and pieces of text one may hold whose words are asked for as a line."""

LEAD_CHARS = 400
"""How many characters of a closed element are there to be read: nothing but headings asks for more (seals.py)."""

MAX_ABOVE = 128
"""How many elements around one are looked at: 844 real pages nest up to 37 deep, and the eight thousand that a tree may
have in one another cost the square of their number."""

UNSPOKEN = frozenset({"script", "style", "svg"})
"""What is in these is not the page's words: a logo's letters beside a byline are nobody's name."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of an element that is not looked into: its first words, `LEAD_CHARS` or a little more.

    `size` is that of all its words; `parts` and `texts` count the elements and the pieces of text that are not there.
    """

    attributes: Mapping[str, str | None]
    kinds: int
    words: tuple[str, ...]
    size: int
    parts: int
    texts: int


class Part:
    """One element: number `at` of its page. Those in it are numbered up to `end`, their texts from `first` to `last`.

    `own` is what stands in the element itself and in none inside it, without the blanks around each piece, and `size`
    how many characters its words have, those inside counted and such blanks not; `kinds` is what it is called
    (kinds.py), `inner` what those inside are called, all together. `hidden_parts` and `hidden_texts` count what is in
    it behind seals.
    """

    __slots__ = (
        "at",
        "attributes",
        "end",
        "first",
        "hidden_parts",
        "hidden_texts",
        "inner",
        "kinds",
        "last",
        "node",
        "outline",
        "own",
        "parent",
        "sealed",
        "size",
        "tag",
    )

    end: int
    last: int
    size: int

    def __init__(self, outline: Outline, node: LexborNode, tag: str, parent: Part | None, seal: Seal | None) -> None:
        self.outline = outline
        self.node = node
        self.tag = tag
        self.parent = parent
        self.attributes = attributes = node.attributes if seal is None else seal.attributes
        self.kinds = kinds_of(tag, attributes, outline.known) if seal is None else seal.kinds
        self.at = len(outline.parts)
        self.first = len(outline.texts)
        self.own = ""
        self.inner = 0
        self.hidden_parts = outline.hidden_parts
        self.hidden_texts = outline.hidden_texts
        self.sealed = seal is not None

    @property
    def number(self) -> int:
        """What tells its node from the others of the tree."""
        number: int = self.node.mem_id
        return number

    def get(self, name: str) -> str:
        """Return an attribute; "" without it."""
        return self.attributes.get(name) or ""

    def text(self, separator: str = "") -> str:
        """Return its words, with the blanks between them as on the page."""
        return separator.join(self.outline.texts[self.first : self.last])

    def short_text(self, limit: int, separator: str = " ", parts: int = MAX_PARTS) -> str | None:
        """Return its words; None if they are more than `limit` characters or it holds more than `parts` pieces."""
        if self.size > limit:
            return None
        if self.end - self.at - 1 + self.last - self.first + self.hidden_parts + self.hidden_texts > parts:
            return None
        return separator.join([text.strip() for text in self.outline.texts[self.first : self.last]])

    def inside(self) -> list[Part]:
        """Return the elements in it in document order."""
        return self.outline.parts[self.at + 1 : self.end]

    def children(self) -> Iterator[Part]:
        """Yield the elements right in it."""
        parts, at = self.outline.parts, self.at + 1
        while at < self.end:
            yield parts[at]
            at = parts[at].end

    def above(self) -> Iterator[Part]:
        """Yield the elements around it, the innermost first, as far as pages nest."""
        place = self.parent
        for _ in range(MAX_ABOVE):
            if place is None:
                break
            yield place
            place = place.parent

    def holds(self, other: Part) -> bool:
        """Return whether `other` is inside."""
        return self.at < other.at < self.end

    def seal(self) -> Seal:
        """Return what stands for the element where it is not looked into."""
        words: list[str] = []
        said = 0
        for text in self.outline.texts[self.first : self.last]:
            if said > LEAD_CHARS:
                break
            words.append(text)
            said += len(text)
        return Seal(
            attributes=self.attributes,
            kinds=self.kinds,
            words=tuple(words),
            size=self.size,
            parts=self.end - self.at - 1 + self.hidden_parts,
            texts=self.last - self.first - len(words) + self.hidden_texts,
        )


class Outline:
    """The elements of a tree as `parts`, and its `texts`; `cut_off` says that the page has more of them.

    `seal_of` is asked of each element, by its tag and what holds it, whether it is to stay closed.
    """

    def __init__(self, tree: LexborHTMLParser, page_bytes: int, seal_of: SealOf | None = None) -> None:
        self.tree = tree
        self.parts: list[Part] = []
        self.texts: list[str] = []
        self.speakers: list[Part] = []
        """The element that each text stands in."""
        self.sizes: list[int] = [0]
        """How many characters the texts before each have."""
        self.limit = FEW_PARTS + page_bytes // BYTES_PER_PART
        self.hidden_parts = self.hidden_texts = 0
        self.cut_off = False
        self.known: dict[tuple[str, str | None], int] = {}
        self.answers: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        """What was asked of single elements, by question and element: each reader of the page asks the same."""

        self._said: defaultdict[int, list[str]] = defaultdict(list)
        """What open elements say after their first words: to join it with each of thousands cost the square."""

        self._at: dict[int, int] | None = None
        self._walk(seal_of)

    def release(self) -> None:
        """Forget the elements. They know their outline: until the garbage collector came, each would hold the tree."""
        self.parts.clear()
        self.speakers.clear()

    def part_of(self, node: LexborNode) -> Part | None:
        """Return the part that is a node of the tree; None beyond the end of the outline."""
        if self._at is None:
            self._at = {part.node.mem_id: part.at for part in self.parts}
        at = self._at.get(node.mem_id)
        return None if at is None else self.parts[at]

    def select(self, css: str, limit: int | None = None) -> list[Part]:
        """Return the elements that a selector matches, in document order, the first `limit` of them."""
        found = (self.part_of(node) for node in self.tree.css(css)[:limit])
        return [part for part in found if part is not None]

    def outside(self, items: Iterable[Part]) -> list[Part]:
        """Return the elements that are neither in `items`, which are in document order, nor one of them."""
        found: list[Part] = []
        start = 0
        for item in items:
            found += self.parts[start : item.at]
            start = item.end
        return found + self.parts[start:]

    def spoken(self) -> list[Part]:
        """Return the elements that have words of their own, in document order."""
        return sorted(dict.fromkeys(self.speakers), key=_place)

    def texts_outside(self, items: Iterable[Part]) -> Iterator[int]:
        """Yield the numbers of the texts that stand in none of `items`, which are in document order."""
        start = 0
        for item in items:
            yield from range(start, item.first)
            start = item.last
        yield from range(start, len(self.texts))

    def _walk(self, seal_of: SealOf | None) -> None:  # noqa: C901 - in one loop a page takes a fifth less time
        opened: list[Part] = []
        parts, holder, node = self.parts, None, self.tree.root
        while node is not None:
            tag = node.tag or ""
            inner: LexborNode | None = None
            if tag == "-text":
                self._say(node.text_content or "", opened[-1])  # the root of a page is an element
            elif tag[:1] != "-":
                if len(parts) + self.hidden_parts >= self.limit:
                    self.cut_off = True
                    break
                holder = opened[-1] if opened else None
                seal = seal_of(node, tag, holder) if seal_of is not None else None
                part = Part(self, node, tag, holder, seal)
                parts.append(part)
                if seal is not None:
                    self._close(part, seal)
                elif tag not in UNSPOKEN:
                    inner = node.first_child
                if inner is None:
                    self._end(part)
                else:
                    opened.append(part)
            if inner is None and opened:
                inner = node.next
                while inner is None:
                    part = opened.pop()
                    self._end(part)
                    if not opened:
                        break
                    inner = part.node.next
            node = inner
        for part in opened:
            self._end(part)

    def _say(self, words: str, holder: Part) -> None:
        own = words.strip()
        if own:
            self.texts.append(words)
            self.speakers.append(holder)
            self.sizes.append(self.sizes[-1] + len(own))
            if not holder.own:
                holder.own = own
            else:
                self._said[holder.at].append(own)
        elif self.texts and not self.texts[-1][-1].isspace():
            self.texts[-1] += " "  # blanks between two elements part their words

    def _close(self, part: Part, seal: Seal) -> None:
        self.hidden_parts += seal.parts
        self.hidden_texts += seal.texts
        self.texts += seal.words
        self.speakers += [part] * len(seal.words)
        said = self.sizes[-1]
        # Between its first words nobody asks for a size.
        self.sizes += [said + seal.size] * len(seal.words)

    def _end(self, part: Part) -> None:
        part.end, part.last = len(self.parts), len(self.texts)
        part.size = self.sizes[-1] - self.sizes[part.first]
        if part.at in self._said:
            part.own = " ".join([part.own, *self._said.pop(part.at)])
        if part.parent is not None:
            part.parent.inner |= part.inner | part.kinds
        if self.hidden_parts:
            part.hidden_parts = self.hidden_parts - part.hidden_parts
            part.hidden_texts = self.hidden_texts - part.hidden_texts


_place = attrgetter("at")


def beyond(parts: Sequence[Part], places: Iterable[Part]) -> Sequence[Part]:
    """Return the elements, in document order, that are none of the `places` and in none of them."""
    kept: list[Part] = []
    start = 0
    for place in outermost(places):
        first = bisect_left(parts, place.at, start, key=_place)
        kept += parts[start:first]
        start = bisect_left(parts, place.end, first, key=_place)
    return [*kept, *parts[start:]] if start else parts


def outermost(parts: Iterable[Part]) -> list[Part]:
    """Return the parts that are in none of the others, each once, in document order."""
    parts = list(parts)
    if len(parts) < len(("one", "another")):
        return parts
    kept: list[Part] = []
    for part in sorted(parts, key=_place):
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
