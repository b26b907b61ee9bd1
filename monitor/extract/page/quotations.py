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


def is_change(words: str) -> bool:
    """Return whether words are a change in per cent and nothing else.

    >>> is_change("+0.91%"), is_change("up 3%")
    (True, False)
    """
    return _CHANGE.fullmatch(words) is not None


def chip_around(part: Part, item: Part) -> Part | None:
    """Return the link that an element with a change in per cent stands in, if it says no more than whose change it is.

    In a sentence of the `item`, or in a table of closing prices, it is news.
    """
    if not is_change(part.own):
        return None
    around = islice(chain((part,), part.above()), MAX_CLIMB)
    link = next((place for place in around if place.tag == "a" and item.holds(place)), None)
    if link is None or link.size > MAX_CHIP_CHARS or link.size == part.size or "href" not in link.attributes:
        return None
    block = link.parent
    return link if block is not None and not block.own and block.tag not in {"td", "th"} else None
