"""Two live blogs on one page: the page's own, and beside it the newest of another, in elements of the same look."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.groups import FEW, reach_of
from monitor.extract.blocks.marks import reader_of
from monitor.extract.blocks.teasers import first_time, leads_elsewhere
from monitor.extract.page.outline import beyond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.blocks.groups import Group
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_PLACES = 8
"""How many elements hold the entries of several live blogs, at most; of more, they are days."""

MAX_LINKS = 20
COUSINS = 2


def without_neighbours(group: Group, groups: Sequence[Group], document: Document) -> Group:
    """Return of a group in several elements the one in a single of them, if all others lead to pages of their own.

    Days may lead to theirs as well, and are older; what another live blog has is as new as the page's own.
    """
    if reach_of(group) != COUSINS:
        return group
    places: dict[int, list[Part]] = {}
    for item in group.items:
        assert item.parent is not None  # an item stands in its list
        places.setdefault(item.parent.at, []).append(item)
    if not 1 < len(places) <= MAX_PLACES:
        return group
    own = [items for items in places.values() if not _leads_away(items, document)]
    if len(own) != 1 or len(own[0]) < FEW:
        return group
    others = [items for items in places.values() if items is not own[0]]
    ends = [_times(items, document) for items in (own[0], *others)]
    if not all(ends) or any(max(times) < min(ends[0]) for times in ends):
        return group
    alone = (one for one in groups if reach_of(one) == 1 and one.score > 0 and one.items == own[0])
    return next(alone, group)


def _leads_away(items: Sequence[Part], document: Document) -> bool:
    """Return whether the element around items has a link to another page outside all of them."""
    place = items[0].parent
    assert place is not None  # an item stands in its list
    links = (part for part in beyond(place.inside(), items) if part.tag == "a")
    return any(leads_elsewhere(link, document) for link in islice(links, MAX_LINKS))


def _times(items: Sequence[Part], document: Document) -> list[float]:
    """Return when the first and the last of some items were published, as far as they tell."""
    reader = reader_of(document, brief=True)
    whens = (first_time(item, reader) for item in (items[0], items[-1]))
    return [when.published.at.timestamp() for when in whens if when and when.published]
