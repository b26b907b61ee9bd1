"""The words of flat entries, and the markup that holds them and the pictures among them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.prose.segments import without_slots
from monitor.extract.words.markup import Body, read_html
from monitor.extract.words.text import MAX_TEXT_CHARS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extract.prose.lines import Lines
    from monitor.extract.prose.segments import Segment


def text_of(segment: Segment) -> str:
    """Return the words of an entry."""
    return "\n".join(line.text for line in segment.body)[:MAX_TEXT_CHARS]


def spans_of(
    page: Lines, marks: Sequence[int], segments: Sequence[Segment], place: Mapping[int, int], slots: frozenset[str]
) -> list[range]:
    """Return which lines lie between the beginning of each entry and that of the next, given where they are marked.

    The last one ends below the pictures that follow upon its words, as the others do.
    """
    starts = [
        min([mark, *(line.at for line in (segment.headline, *segment.body) if line)])
        for mark, segment in zip(marks, segments, strict=True)
    ]
    end = max([marks[-1], *(line.at for line in segments[-1].body)]) + 1
    while end in place and (
        not (line := page.lines[end]).text or line.caption or without_slots([[line]], slots) == [[]]
    ):
        end += 1
    return [range(start, stop) for start, stop in pairwise([*starts, end])]


def marked_up(
    page: Lines, segments: Sequence[Segment], spans: Sequence[range], place: Mapping[int, int], base: str
) -> list[Body]:
    """Return the words of each entry, and the elements that hold them or the pictures among them."""
    bodies: list[Body] = []
    for segment, span in zip(segments, spans, strict=True):
        wanted = {line.at for line in segment.body} | {at for at in span if not page.lines[at].text}
        units = dict.fromkeys(place[at] for at in sorted(wanted) if place.get(at, -1) >= 0)
        markup = read_html("".join(page.blocks[unit].part.node.html or "" for unit in units), base)
        bodies.append(structs.replace(markup, text=text_of(segment)))
    return bodies
