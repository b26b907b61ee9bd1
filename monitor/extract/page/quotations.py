"""What an asset stands at, in an entry: a link to it with its change, which is another one in each reading."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_CHIP_CHARS = 40
MAX_CLIMB = 3

_CHANGE = re.compile(r"[+\-−–▲▼▴▾]\s?\d{1,4}(?:[.,]\d{1,2})?\s?%")


_PRICE = re.compile(r"[€$£¥₹]?\s?\d[\d.,]{0,12}[.,]\d{2}(?:\s?(?:[€$£¥₹]|[A-Za-z]{3,6}))?")
"""What something costs, or an index: it has two digits behind the point, which votes and seats have not."""

QUOTED_PIECES = 3
"""What a quotation has: whose it is, the price, the change."""


def is_change(words: str) -> bool:
    """Return whether words are a change in per cent and nothing else.

    >>> is_change("+0.91%"), is_change("up 3%")
    (True, False)
    """
    return _CHANGE.fullmatch(words) is not None


def chip_around(part: Part, item: Part) -> Part | None:
    """Return the link that an element with a change in per cent stands in, if it says no more than whose change it is.

    Without a link it is a box that has the price as well. In a sentence of the `item`, or in a table of closing prices,
    it is news.
    """
    if not is_change(part.own):
        return None
    box = part.parent
    if box is not None and box is not item and box.tag == "div" and _is_quotation(box):
        return box
    around = islice(chain((part,), part.above()), MAX_CLIMB)
    link = next((place for place in around if place.tag == "a" and item.holds(place)), None)
    if link is None or link.size > MAX_CHIP_CHARS or link.size == part.size or "href" not in link.attributes:
        return None
    block = link.parent
    return link if block is not None and not block.own and block.tag not in {"td", "th"} else None


def _is_quotation(box: Part) -> bool:
    """Return whether a box says a price and a change in pieces of their own, and whose they are."""
    if box.size > MAX_CHIP_CHARS or box.own.strip():
        return False
    pieces = [*filter(None, map(str.strip, box.outline.texts[box.first : box.last]))]
    return len(pieces) == QUOTED_PIECES and any(map(_PRICE.fullmatch, pieces))
