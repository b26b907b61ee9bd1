"""Lines in a text that lead on to another story: "Lesen Sie auch: …", "À lire aussi : …"; or to what is advertised."""

from __future__ import annotations

from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from monitor.extract.tables.leading_on import IS_ADVERTISED, LEADS_ON

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_PROMOTION_CHARS = 250
MAX_CLIMB = 3
"""How far around the words that introduce it the line of a promotion reaches."""

MAX_INSIDE = 20
LINKED = 0.8
"""The share of a line that its links and the words that introduce them must have: else it says something itself."""


def promotion_around(part: Part, item: Part) -> Part | None:
    """Return the line of an item that words introduce which lead on, if it is these and a link."""
    words = part.own
    if len(words) > MAX_PROMOTION_CHARS:
        return None
    introduced = LEADS_ON.match(words) or IS_ADVERTISED.fullmatch(words)
    if introduced is None:
        return None
    around = islice(chain((part,), part.above()), MAX_CLIMB)
    for block in takewhile(lambda block: block is not item and _opens_with(block, part), around):
        links = [one for one in islice(chain((block,), block.inside()), MAX_INSIDE) if one.tag == "a"]
        if links:
            linked = sum(link.size for link in links if "href" in link.attributes)
            led = 0 if part.tag == "a" else introduced.end()
            return block if linked and linked + led >= LINKED * block.size else None
    return None


def _opens_with(block: Part, part: Part) -> bool:
    """Return whether a block is as short as a promotion, and begins with the words of a part."""
    return block.size <= MAX_PROMOTION_CHARS and block.first == part.first
