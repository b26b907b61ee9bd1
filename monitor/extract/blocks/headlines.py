"""The headline of an entry: its first heading, a first line in bold, or the short line that opens all entries."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.habits import line_around
from monitor.extract.page.fittings import BOLD, EMBEDS, within
from monitor.extract.page.kinds import HEADING
from monitor.extract.times.openings import BETWEEN
from monitor.extract.words.text import MAX_TITLE_CHARS, UNSPACED, one_line, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.page.rest import Rest, Taken

MAX_LEAD_IN_CHARS = 60
"""A heading below more words than this is one of the text's, not the entry's own."""

MAX_HEADING_CHARS = 300
MAX_LEAD_CHARS = 150
"""Longer bold words are a paragraph that somebody meant to stress."""

MAX_SCORES = 8
"""How many pieces of a score may stand above a headline in bold."""

_LETTER = re.compile(r"[^\W\d_]")
LINE_TAGS = frozenset({"p", "div", "br", "ul", "ol", "figure", "blockquote", "h4", "h5", "h6", "header"})
_FULL_STOP = re.compile("[。！？।؟]")
_NO_LEAD_ENDS = frozenset(".,:;")
"""How no headline ends that is known by its bold letters alone: a name, a place or the first words of a text do."""

LEADS_ON = (":", "：")
NO_HEADLINE_ENDS = (".", "。", *LEADS_ON)
"""How none ends that is known by its place."""

OPENING = re.compile(r"\A(?:[\s–—:|·•]|-(?=\s))+")
"""What is left of "14:05 – Headline" when its time is cut."""

_EMPTY = re.compile(r"[(\[（【［]\s*[)\]）】］]")
_PARTING_BEHIND = " ,:;|/·•●∙–—-"
"""The same of "[14:05] Headline" and of "Headline | 14:05"."""


def titled(item: Part, headings: Sequence[Part], named: Sequence[Part], taken: Taken) -> str | None:
    """Return the headline, which is taken: the first heading, if no more than a lead-in stands above it."""
    if not named and not headings:
        return None
    rest = taken.rest()
    named = [part for part in named if not rest.lacks(part)]
    for part in named or headings:
        if rest.lacks(part) or (part.tag == "summary" and part.inner & HEADING):
            continue
        words = one_line(rest.text(part)) if rest.size(part) <= MAX_HEADING_CHARS else ""
        if not any(map(str.isalnum, words)) or (within(part, item, EMBEDS) and not named):
            continue
        if not named and not _stands_above(item, part, words, rest):
            return None
        whole = rest.size(part) == part.size
        taken[part.at] = part
        return OPENING.sub("", words if whole else _without_signs(words))[:MAX_TITLE_CHARS]
    return None


def _without_signs(words: str) -> str:
    """Return a headline that its time was cut out of, without the signs that stood around it."""
    words = _EMPTY.sub("", words).strip()
    return words.lstrip(BETWEEN).rstrip(_PARTING_BEHIND) or words


def _stands_above(item: Part, part: Part, words: str, rest: Rest) -> bool:
    """Return whether no more than a lead-in stands above the `words` of a part in what is left of an item."""
    if rest.begins_with(item, part):
        return True
    text = one_line(rest.text(item))
    above = text.find(words[:MAX_LEAD_IN_CHARS])
    return above >= 0 and said(text[:above]) <= MAX_LEAD_IN_CHARS and not _FULL_STOP.search(text, 0, above)


def led(item: Part, taken: Taken) -> str | None:
    """Return the headline of an entry without headings, which is taken: its first line, if it is bold.

    Above it may stand a score, which has no letters: "6-4 3-2".
    """
    if not any(part.tag in BOLD for part in item.inside()):
        return None
    rest, outline = taken.rest(), item.outline
    left = (at for at in range(item.first, item.last) if not rest.lacks(outline.speakers[at]))
    first = next((at for at in islice(left, MAX_SCORES) if _LETTER.search(outline.texts[at])), None)
    if first is None:
        return None
    block = outline.speakers[first]
    while block.tag not in BOLD and block.parent is not None and block.parent is not item:
        block = block.parent
    if block.tag not in BOLD or block.first != first or block.size > MAX_LEAD_CHARS or within(block, item, EMBEDS):
        return None
    while block.parent is not None and block.parent is not item and block.parent.size == block.size:
        block = block.parent
    words = one_line(block.text())
    alone = block.tag in LINE_TAGS or _next_left(block, rest) in LINE_TAGS or _ends_line(block, item)
    if not alone or not UNSPACED.search(words) or words[-1] in _NO_LEAD_ENDS or rest.size(item) <= block.size:
        return None
    taken[block.at] = block
    return words


def opened(item: Part, line: Part | None, taken: Taken) -> str | None:
    """Return the headline of an entry by its place, which is taken: the short line that opens all entries."""
    if line is None:
        return None
    rest = taken.rest()
    if line.size > MAX_LEAD_CHARS or rest.lacks(line) or rest.size(item) <= line.size:
        return None
    words = one_line(line.text())
    if words.endswith(NO_HEADLINE_ENDS) or not _stands_above(item, line, words, rest):
        return None
    block = line_around(line, item)
    taken[block.at] = block
    return words


def _ends_line(part: Part, item: Part) -> bool:
    """Return whether an element ends the line that it stands in: "<p>14:05 – <b>Pier closed</b></p>"."""
    line = part.parent
    return line is not None and line is not item and line.tag in LINE_TAGS and line.last == part.last


def _next_left(part: Part, rest: Rest) -> str:
    """Return the tag of what is left behind an element, "" if that is words or nothing: who signed it was taken."""
    around = part.parent
    if next_tag(part) in LINE_TAGS or around is None or around.own.strip():
        return next_tag(part)
    behind = (one for one in around.children() if one.at > part.at and not rest.lacks(one))
    return next((one.tag for one in behind), "")


def next_tag(part: Part) -> str:
    """Return the tag of what follows an element, "" if that is words or nothing."""
    node = part.node.next
    while node is not None and node.tag == "-text" and not (node.text_content or "").strip():
        node = node.next
    return "" if node is None or node.tag is None or node.tag == "-text" else node.tag
