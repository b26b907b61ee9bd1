"""Lines of an entry that tell when it was written, and who wrote it, in elements of their own with words between them.

<p>By <b class="author">Ada Moor</b> at <time>14:20</time></p>              read whole it is a time, and a name
<p><time>11:42</time> | <b class="author">Ada Moor</b> | <i>Kiel</i></p>    what stands beside both is where
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.blocks.signatures import MAX_BYLINE_CHARS, are_of_byline, without_by
from monitor.extract.page.kinds import HEADING
from monitor.extract.words.text import is_sentence, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader

MAX_CLIMB = 3
"""How many elements a time and the words around it may be apart."""

MAX_PLACE_WORDS = 2

_AROUND = " ,;:|/·•–—-"


def datelines(
    item: Part, marks: Iterable[Part], bylines: Iterable[Part], taken: Mapping[int, Part], reader: Reader
) -> Iterator[Part]:
    """Yield the lines that say no more than when and who, of `marks` and `bylines` those that are `taken`."""
    dated = [mark for mark in marks if mark.at in taken]
    signed = [part for part in bylines if part.at in taken]
    for mark in dated:
        line = _line_around(mark, item)
        if line is not None and _is_read_whole(line, [part for part in taken.values() if part not in dated], reader):
            yield line
        beside = mark.parent if item.inner & HEADING and mark.parent is not item else None
        if beside is not None and (_tells_both(beside, signed) or _says_where(beside, mark)):
            yield beside


def _line_around(mark: Part, item: Part) -> Part | None:
    """Return the innermost element around a time that has words of its own."""
    line = mark.parent
    for _ in range(MAX_CLIMB):
        if line is None or line is item or line.size > MAX_BYLINE_CHARS:
            return None
        if any(map(str.isalnum, line.own)):
            return line
        line = line.parent
    return None


def _is_read_whole(line: Part, others: Sequence[Part], reader: Reader) -> bool:
    """Return whether all of a line but the names in it is a time: "Posted at 14:20", "Von Ada Moor um 14:20 Uhr"."""
    names = [part for part in others if line.holds(part)]
    texts = enumerate(line.outline.texts[line.first : line.last], line.first)
    told = [text for at, text in texts if not any(name.first <= at < name.last for name in names)]
    return reader.read(without_by(one_line(" ".join(told))).strip(_AROUND)) is not None


def _says_where(line: Part, mark: Part) -> bool:
    """Return whether a line holds a time and behind a sign a place or a house: "<time>14:20</time> | Kiel"."""
    beside = line.own.strip(_AROUND)
    few = 0 < len(beside.split()) <= MAX_PLACE_WORDS and beside != line.own.strip()
    return few and line.size == mark.size + len(line.own) and are_of_byline([beside])


def _tells_both(line: Part, signed: Sequence[Part]) -> bool:
    """Return whether a line tells when and who, in pieces; what stands beside them is where."""
    return (
        any(map(line.holds, signed))
        and not line.inner & HEADING
        and not any(map(str.isalnum, line.own))
        and not any(map(is_sentence, line.outline.texts[line.first : line.last]))
    )
