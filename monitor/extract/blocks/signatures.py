"""Who wrote an entry, by the markup of its byline or by words that can only be one."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.fittings import EMBEDS, is_label, within
from monitor.extract.page.kinds import NAME
from monitor.extract.readings.reading import MAX_AUTHORS
from monitor.extract.words.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.blocks.marks import Reader
    from monitor.extract.page.outline import Part

MAX_BYLINE_CHARS = 120
MAX_NAME_CHARS = 60

_AROUND = " ,;|·•-–—"
_IN_HEADERS = frozenset({"span", "p", "div", "a"})
_BY = re.compile(r"^(?:by|from|von|par|por|di|da|door|autor|text|post(?:ed)? by|—|–|-|\|)[\s:]+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|i|и|&)\s+|\s*[,;|]\s+")
_ROLE = re.compile(r"\b(?:correspondent|editor|reporter|writer|reporting|in|at|for|the|news|live)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*\s?|(?:de|van|von|der|den|da|di|la|le|bin|al)\s){1,5}")
_A_NAME = r"(?:[^\W\d_a-z][\w.'’-]+ ?){1,4}"
_BY_LINE = re.compile(rf"(?:By|Von|Par|Por|Di|Door) {_A_NAME}(?:(?:,|and|und|et|y|e|en) {_A_NAME})*")


def signature(mark: Part, item: Part, taken: dict[int, Part]) -> Iterator[str]:
    """Yield the name that stands beside a time in a block of their own, which is taken with it (Independent)."""
    block = mark.parent
    if block is None or block is item or block.tag in {"p", "article", "section", "header"}:
        return
    words, time = block.short_text(MAX_BYLINE_CHARS), mark.short_text(MAX_BYLINE_CHARS)
    rest = _BY.sub("", (words or "").replace(time or "", "").strip(_AROUND))
    if time and " " in rest and _NAME.fullmatch(rest) and not is_label(rest):
        taken[block.at] = block
        yield rest


def names_in(part: Part, item: Part, reader: Reader) -> Iterator[str]:
    """Yield the names in a byline; a role or a place behind a name is none."""
    words = part.short_text(MAX_BYLINE_CHARS, "\n")
    if not words or within(part, item, EMBEDS):
        return
    named = (inner for inner in part.inside() if inner.kinds & NAME)
    inner = [one.text(" ") for one in islice(named, MAX_AUTHORS)]
    for line in inner or words.split("\n")[:2]:
        for piece in _AND.split(_BY.sub("", one_line(line))):
            name = piece.strip(_AROUND)
            if name and not _ROLE.search(name) and not is_label(name) and not reader.read(name):
                yield name


def is_spoken_byline(part: Part) -> bool:
    """Return whether words can only be a byline: a name in an entry's header, a paragraph "By A. Name and B. Name"."""
    if part.tag in _IN_HEADERS and " " in part.own and len(part.own) <= MAX_NAME_CHARS and _NAME.fullmatch(part.own):
        return not is_label(part.own) and any(place.tag == "header" for place in part.above())
    if part.tag != "p" or part.size > MAX_BYLINE_CHARS or not part.size:
        return False
    return _BY_LINE.fullmatch(one_line(part.text())) is not None
