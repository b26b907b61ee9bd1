"""What is left of elements once some of those inside are taken away: their words, and their markup.

The tree stays as it is. What nothing was taken from is serialised by the parser; only the elements around a gap are
written here, tag by tag: two to five for an entry.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from monitor.extract.page.outline import outermost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.extract.page.outline import Part

MAX_CUT_DEPTH = 64
"""How far down in an entry something is taken away; deeper it stays."""


class Rest:
    """Elements without those in `taken` and all that is in these."""

    def __init__(self, taken: Iterable[Part]) -> None:
        self._taken = outermost(taken)
        self._starts = [part.at for part in self._taken]

    def lacks(self, part: Part) -> bool:
        """Return whether a part was taken, or is in one that was."""
        place = bisect_right(self._starts, part.at) - 1
        return place >= 0 and part.at < self._taken[place].end

    def text(self, part: Part) -> str:
        """Return the words of a part, with the blanks between them."""
        texts = part.outline.texts
        return "".join([text for start, end in self._spans(part) for text in texts[start:end]])

    def size(self, part: Part) -> int:
        """Return how many characters the words of a part have, without the blanks around each piece."""
        sizes = part.outline.sizes
        return sum([sizes[end] - sizes[start] for start, end in self._spans(part)])

    def begins_with(self, part: Part, inner: Part) -> bool:
        """Return whether no words of a part are left above one inside it."""
        sizes, above = part.outline.sizes, part.first
        for gap in self._gaps(part):
            if gap.first >= inner.first or sizes[gap.first] > sizes[above]:
                break
            above = gap.last
        return sizes[inner.first] <= sizes[above]

    def inner_html(self, part: Part) -> str:
        """Return the markup in a part."""
        return self._inner(part, 0) if self._gaps(part) else part.node.inner_html or ""

    def html(self, part: Part) -> str:
        """Return the markup of a part."""
        return self._outer(part, 0)

    def _gaps(self, part: Part) -> Sequence[Part]:
        """Return what was taken out of a part."""
        return self._taken[bisect_right(self._starts, part.at) : bisect_left(self._starts, part.end)]

    def _spans(self, part: Part) -> Sequence[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        start = part.first
        for gap in self._gaps(part):
            spans.append((start, gap.first))
            start = gap.last
        return [*spans, (start, part.last)]

    def _outer(self, part: Part, depth: int) -> str:
        if depth > MAX_CUT_DEPTH or not self._gaps(part):
            return part.node.html or ""
        return f"{_opening_tag(part)}{self._inner(part, depth)}</{part.tag}>"

    def _inner(self, part: Part, depth: int) -> str:
        parts, at = part.outline.parts, part.at + 1
        pieces: list[str] = []
        child = part.node.first_child
        while child is not None:
            if at >= part.end or (child.tag or "-")[0] == "-":  # beyond the outline, or words, or a comment
                pieces.append(child.html or "")
            else:
                inner = parts[at]
                at = inner.end
                if not self.lacks(inner):
                    pieces.append(self._outer(inner, depth + 1))
            child = child.next
        return "".join(pieces)


NOTHING_TAKEN = Rest(())


class Taken(dict[int, "Part"]):
    """What was taken of an item, by where it stands; nothing is ever put back."""

    __slots__ = ("_known", "_rest")

    def __init__(self, parts: Mapping[int, Part]) -> None:
        super().__init__(parts)
        self._known, self._rest = len(parts), Rest(parts.values()) if parts else NOTHING_TAKEN

    def rest(self) -> Rest:
        """Return what is left: four readers of an entry ask in a row."""
        if len(self) != self._known:
            self._known, self._rest = len(self), Rest(self.values())
        return self._rest


def _opening_tag(part: Part) -> str:
    """Return the tag that opens an element, as HTML is serialised (WHATWG HTML §13.3)."""
    written = "".join(f' {name}="{_escaped(value or "")}"' for name, value in part.attributes.items())
    return f"<{part.tag}{written}>"


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("\u00a0", "&nbsp;").replace('"', "&quot;")
