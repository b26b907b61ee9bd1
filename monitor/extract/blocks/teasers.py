"""What repeats on a page like the entries of a live blog and is none: teasers, readers' posts, reviews, programmes."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from monitor.extract.blocks.marks import reader_of, told
from monitor.extract.page.fittings import is_comment_control
from monitor.extract.page.kinds import LEAF, MARK
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.blocks.marks import Reader, When
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

TEASER_CHARS = 300
MAX_ITEMS = 200
MAX_MARKS = 200
"""How many items are asked for their times, and how many elements of each."""

AHEAD = timedelta(hours=1)
"""How far ahead of us the clock of a publisher runs at most."""

LINK_CHARS = 12
LINK_STARTS = 40
"""How long a link is that names another page, and how far into an item it begins, where there is no heading."""

_HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5"})


def are_others(items: Sequence[Part], document: Document) -> bool:
    """Return whether the items are posts of readers, or tell no times as entries do. Asked of pages not called live.

    Reviews have days and no clock, forecasts are still ahead, programmes and transcripts have clocks that rise.
    """
    controls = sum(any(is_comment_control(part.own) for part in item.inside() if part.own) for item in items)
    if controls > len(items) / 2:
        return True
    reader = reader_of(document)
    whens = [when for item in items[:MAX_ITEMS] if (when := _first_time(item, reader))]
    if whens and all(when.whole_day for when in whens):
        return True
    ahead = sum(when.published is not None and when.published.at > document.now + AHEAD for when in whens)
    clocks = [when.clock.clock for when in whens if when.clock and when.clock.clock]
    rising = len(clocks) == len(whens) > 1 and all(before < after for before, after in pairwise(clocks))
    return rising or ahead > len(items) / 2


def _first_time(item: Part, reader: Reader) -> When | None:
    marks = (part for part in chain((item,), item.inside()) if part.kinds & (MARK | LEAF))
    return next((when for part in islice(marks, MAX_MARKS) if (when := told(part, reader))), None)


def are_teasers(items: Sequence[Part], lengths: Sequence[int], document: Document, *, called: bool) -> bool:
    """Return whether most items lead to a page of their own by their headline, or altogether.

    On a page that is `called` live long ones are entries all the same: those of the Times of Israel have pages too.
    """
    if called and sum(lengths) > TEASER_CHARS * len(lengths):
        return False
    found = (_headline_link(item) or (None if called else _opening_link(item)) for item in items)
    links = (link for link in found if link is not None)
    return sum(leads_elsewhere(link, document) for link in links) > len(items) / 2


def leads_elsewhere(link: Part, document: Document) -> bool:
    """Return whether a link leads to another page than the one it is on."""
    url = clean_url(link.get("href"), document.base)
    return url is not None and page_key(url) not in {
        page_key(document.url),
        page_key(document.canonical or document.url),
    }


def _headline_link(item: Part) -> Part | None:
    """Return the link that an item stands in, or has around or in its headline: the first of its headings."""
    if item.parent is not None and item.parent.tag == "a":
        return item.parent
    heading = next((part for part in item.inside() if part.tag in _HEADLINES), None)
    if heading is None:
        return None
    return next((part for part in chain(heading.above(), heading.inside()) if part.tag == "a"), None)


def _opening_link(item: Part) -> Part | None:
    """Return the link that an item without headings begins with."""
    sizes = item.outline.sizes
    links = (part for part in item.inside() if part.tag == "a" and part.size >= LINK_CHARS)
    link = next(links, None)
    return link if link is not None and sizes[link.first] - sizes[item.first] <= LINK_STARTS else None
