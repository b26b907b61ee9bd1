"""What repeats on a page like the entries of a live blog and is none: teasers, readers' posts, reviews, programmes."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.marks import Reader, told
from monitor.extract.page.fittings import is_comment_control
from monitor.extract.page.kinds import LEAF, MARK
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

TEASER_CHARS = 300
MAX_MARKS = 6_000

_HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5"})


def are_others(items: Sequence[Part], document: Document) -> bool:
    """Return whether the items are posts of readers, or tell days and no clock, as reviews and programmes do.

    Asked of pages that nowhere call themselves live.
    """
    controls = sum(any(is_comment_control(part.own) for part in item.inside() if part.own) for item in items)
    if controls > len(items) / 2:
        return True
    reader = Reader(now=document.now, zone=document.zone)
    marks = (part for item in items for part in chain((item,), item.inside()) if part.kinds & (MARK | LEAF))
    told_times = [when for part in islice(marks, MAX_MARKS) if (when := told(part, reader))]
    return bool(told_times) and all(when.whole_day for when in told_times)


def are_teasers(items: Sequence[Part], lengths: Sequence[int], document: Document, *, called: bool) -> bool:
    """Return whether most items lead to a page of their own by their headline, or altogether.

    On a page that is `called` live long ones are entries all the same: those of the Times of Israel have pages too.
    """
    if called and sum(lengths) > TEASER_CHARS * len(lengths):
        return False
    links = (link for item in items if (link := _headline_link(item)) is not None)
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
