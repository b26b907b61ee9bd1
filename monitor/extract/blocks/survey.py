"""Where on a page links and names stand, found once for all groups of elements that may be entries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from monitor.extract.blocks.evidence import is_named, is_record
from monitor.extract.page.trails import first_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.outline import Outline, Part


class Survey:
    """Where on a page links and names stand, so that forty groups can be judged without forty walks.

    `live` says whether the page calls itself a live blog in its title or address.
    """

    def __init__(self, outline: Outline, *, live: bool) -> None:
        self.live = live
        self._links = [part for part in outline.parts if part.tag == "a" and "href" in part.attributes]
        self._link_places = [part.at for part in self._links]
        self._names = [part.at for part in outline.parts if is_record(part)]
        self._alike: dict[int, defaultdict[tuple[object, ...], list[Part]]] = {}

    def alike(self, place: Part, look: tuple[object, ...]) -> Sequence[Part]:
        """Return the elements right in a place that have this tag and first class."""
        found = self._alike.get(place.at)
        if found is None:
            found = self._alike[place.at] = defaultdict(list)
            for child in place.children():
                found[child.tag, first_class(child.attributes)].append(child)
        return found.get(look, ())

    def linked(self, item: Part) -> int:
        """Return how many characters of an item stand in links."""
        places = self._link_places
        return sum(part.size for part in self._links[bisect_left(places, item.at) : bisect_left(places, item.end)])

    def is_named(self, item: Part) -> bool:
        """Return whether an item has an id, or holds something that has one as entries do."""
        return is_named(item) or bisect_right(self._names, item.at) < bisect_left(self._names, item.end)
